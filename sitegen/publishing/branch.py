"""Reading a remote: its branches, and the one to publish to, with no more than is needed."""

from __future__ import annotations

from msgspec import Struct

from .failures import trouble
from .git import Git, GitFailure
from .history import HISTORY, Head, history, knows, read_head
from .options import PublishOptions
from .repository import TARGET, Source
from .workspace import mark_shallow

_SEEN = "refs/heads/seen"


class Branches(Struct, frozen=True):
    """What a remote has: the commit of the branch to publish to or "", its default branch or "".

    `clash` is a branch beside which ours cannot be: git keeps `a` and `a/b` in one place.
    """

    head: str
    default: str
    clash: str
    is_empty: bool


def check_branch_name(git: Git, branch: str) -> None:
    """Refuse what git would not take for a branch; raises UsageError."""
    try:
        if branch.startswith("-") or branch == "HEAD":
            raise GitFailure("check-ref-format", 1, "", "")
        git.run("check-ref-format", f"refs/heads/{branch}")
    except GitFailure:
        hint = "--branch gh-pages is the usual one"
        raise trouble("branch", f"“{branch}” is no name for a branch", hint) from None


def read_branches(git: Git, branch: str) -> Branches:
    """Ask the remote for its branches, in one round trip."""
    heads: dict[str, str] = {}
    default = ""
    for line in git.line("ls-remote", "--symref", TARGET, "HEAD", "refs/heads/*").split("\n"):
        value, _, name = line.partition("\t")
        if name == "HEAD" and value.startswith("ref: refs/heads/"):
            default = value.removeprefix("ref: refs/heads/")
        elif name.startswith("refs/heads/"):
            heads[name.removeprefix("refs/heads/")] = value
    clashing = (n for n in heads if n.startswith(f"{branch}/") or branch.startswith(f"{n}/"))
    return Branches(heads.get(branch, ""), default, next(clashing, ""), not heads)


def confirm(branches: Branches, source: Source, options: PublishOptions) -> None:
    """Refuse to publish onto a branch of sources unless it is named twice; raises UsageError."""
    branch, remote = options.branch, options.remote
    if options.confirm_branch and options.confirm_branch != branch:
        message = f"--confirm-branch says {options.confirm_branch}, and --branch {branch}"
        raise trouble("confirm", message, "both must name the branch to publish to")
    if branches.clash:
        message = (
            f"“{remote}” has a branch {branches.clash}, and git cannot have {branch} beside it"
        )
        raise trouble("branch", message, "choose another: --branch NAME")
    if branch in (branches.default, *source.branches) and not options.confirm_branch:
        which = (
            f"the default branch of “{remote}”"
            if branch == branches.default
            else "the branch that is checked out here"
        )
        raise trouble(
            "source-branch",
            f"{branch} is {which}: publishing there would put the site in the place of its files",
            f"publish to another, such as --branch gh-pages; or, if you mean it, add"
            f" --confirm-branch {branch}",
        )
    if branches.is_empty and not (options.yes or options.confirm_branch):
        raise trouble(
            "empty-remote",
            f"the remote “{remote}” has no branch yet, and GitHub makes the first one its default",
            f"push your sources first: git push -u {remote} HEAD; or, if the site alone is to be"
            " there: --yes",
        )


def fetch_head(git: Git, branches: Branches, options: PublishOptions) -> Head | None:
    """Get the branch's newest commit, and older ones only where somebody else has been at work.

    None where there is no such branch yet.
    """
    if not branches.head:
        return None
    tip = branches.head
    if knows(git, tip):
        mark_shallow(git, tip)
    else:
        tip = _fetch(git, options.branch, 1)
    commits = history(git, tip, 1)
    if commits[0].record is None and not options.adopt:
        tip = _fetch(git, options.branch, HISTORY)
        commits = history(git, tip, HISTORY)
    return read_head(git, commits)


def fetch_commit(git: Git, commit: str) -> bool:
    """Get one commit by its id; False where the remote does not give it away."""
    if knows(git, commit):
        return True
    try:
        git.run(*_FETCH, "--depth=1", TARGET, commit)
    except GitFailure:
        return False
    return True


_FETCH = (
    *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no"),
    "--refmap=",
)


def _fetch(git: Git, branch: str, depth: int) -> str:
    git.run(*_FETCH, f"--depth={depth}", TARGET, f"+refs/heads/{branch}:{_SEEN}")
    return git.line("rev-parse", "--verify", _SEEN)
