"""The branch to publish to, on the remote: read it and its commits, fetch it, push to it.

A commit of ours says so in its trailers, so what others did since is known.
"""

from __future__ import annotations

from msgspec import Struct

from .failures import explain_refusal, publish_error
from .git import Git, GitFailure, Listing
from .options import PublishOptions
from .repository import TARGET, Repository
from .workspace import mark_shallow

_FORMAT = "%H%x00%T%x00%an%x00%as%x00%s%x00%B%x00%x00"
HISTORY = 50
"""How many commits are searched for one of ours; if none of them is, all are somebody else's."""


class Record(Struct, frozen=True):
    """The trailers of a commit of ours (git-interpret-trailers(1)).

    `tree` is the id of the tree that we wrote: a commit with another one is not ours. `keep` are
    the pathspecs of the files that are not the site's. `number` counts the publishes since `base`,
    the commit of somebody else before the first of ours ("" if there is none).
    """

    tree: str
    source: str = ""
    keep: tuple[str, ...] = ()
    number: int = 1
    base: str = ""


class Commit(Struct, frozen=True):
    """A commit of the branch; `record` is None unless it is ours, and unchanged."""

    id: str
    tree: str
    author: str
    date: str
    subject: str
    record: Record | None


class Head(Struct, frozen=True):
    """The head of a branch: `ours` is our newest commit, `foreign` are the commits after it.

    `before` is the tree of `ours`; what differs from it is somebody else's work.
    """

    commit: str
    listing: Listing
    tree: str
    ours: Commit | None
    foreign: tuple[Commit, ...]
    before: Listing

    @property
    def is_ours(self) -> bool:
        """True if nobody has committed since our last publish."""
        return not self.foreign


def with_trailers(message: str, record: Record) -> str:
    """Return the commit message with the record as its last paragraph."""
    lines = [f"Sitegen-Tree: {record.tree}"]
    if record.source:
        lines.append(f"Sitegen-Source: {record.source}")
    lines += [f"Sitegen-Keep: {pattern}" for pattern in record.keep]
    lines.append(f"Sitegen-Publish: {record.number}")
    if record.base:
        lines.append(f"Sitegen-Base: {record.base}")
    return f"{message.strip()}\n\n" + "\n".join(lines) + "\n"


def read_record(message: str, tree: str) -> Record | None:
    """Read the record of a commit with this message and tree; None if it is not one of ours."""
    paragraph = message.rstrip().rpartition("\n\n")[2]
    pairs = [line.partition(": ")[::2] for line in paragraph.split("\n")]
    values = dict(pairs)
    number = values.get("Sitegen-Publish", "")
    if values.get("Sitegen-Tree") != tree or not number.isdecimal():
        return None
    return Record(
        tree=tree,
        source=values.get("Sitegen-Source", ""),
        keep=tuple(value for key, value in pairs if key == "Sitegen-Keep"),
        number=int(number),
        base=values.get("Sitegen-Base", ""),
    )


def listing(git: Git, tree: str) -> Listing:
    """List a tree's files."""
    found: dict[str, tuple[str, str]] = {}
    for line in git.run("ls-tree", "-r", "-z", "--full-tree", tree).split(b"\0")[:-1]:
        facts, _, path = line.partition(b"\t")
        mode, _, name = facts.decode("ascii").split(" ")
        found[path.decode("utf-8", "surrogateescape")] = (mode, name)
    return found


def history(git: Git, tip: str, count: int) -> tuple[Commit, ...]:
    """Return the newest commits of a branch, newest first."""
    output = git.run(
        "rev-list", "--topo-order", f"--max-count={count}", f"--format={_FORMAT}", tip, "--"
    )
    commits: list[Commit] = []
    for block in output.decode("utf-8", "replace").split("\0\0\n")[:-1]:
        # The first line is "commit <id>".
        name, tree, author, date, subject, body = block.partition("\n")[2].split("\0")
        commits.append(Commit(name, tree, author, date, subject, read_record(body, tree)))
    return tuple(commits)


def knows(git: Git, commit: str) -> bool:
    """Return True if a commit is in the local store."""
    try:
        return git.line("cat-file", "-t", commit) == "commit"
    except GitFailure:
        return False


def read_head(git: Git, commits: tuple[Commit, ...]) -> Head:
    """Read the head of a branch from its newest commits, newest first."""
    first = commits[0]
    ours = next((commit for commit in commits if commit.record), None)
    foreign = commits[: commits.index(ours)] if ours else commits
    now = listing(git, first.tree)
    if ours is None:
        before: Listing = {}
    else:
        before = now if ours.tree == first.tree else listing(git, ours.tree)
    return Head(first.id, now, first.tree, ours, foreign, before)


_SEEN = "refs/heads/seen"


class Branches(Struct, frozen=True):
    """The branches of a remote: `head` is the commit of ours or "", `default` a name or "".

    `clash` is a branch that ours cannot be beside: git stores `a` and `a/b` in one place.
    """

    head: str
    default: str
    clash: str
    is_empty: bool


def check_branch_name(git: Git, branch: str) -> None:
    """Raise UsageError for what git does not accept as the name of a branch."""
    try:
        if branch.startswith("-") or branch == "HEAD":
            raise GitFailure("check-ref-format", 1, "", "")
        git.run("check-ref-format", f"refs/heads/{branch}")
    except GitFailure:
        hint = "--branch gh-pages is the usual one"
        raise publish_error(
            "branch", f"git does not accept “{branch}” as the name of a branch", hint
        ) from None


def read_branches(git: Git, branch: str) -> Branches:
    """Read the branches of the remote, in one round trip."""
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


def confirm(branches: Branches, repository: Repository, options: PublishOptions) -> None:
    """Refuse to publish onto a branch of sources unless it is named twice; raises UsageError."""
    branch, remote = options.branch, options.remote
    if options.confirm_branch and options.confirm_branch != branch:
        message = f"--confirm-branch is {options.confirm_branch}, but --branch is {branch}"
        raise publish_error("confirm", message, "both must name the branch to publish to")
    if branches.clash:
        message = f"“{remote}” has a branch {branches.clash}, so git cannot make a branch {branch}"
        raise publish_error("branch", message, "choose another: --branch NAME")
    if branch in (branches.default, *repository.branches) and not options.confirm_branch:
        which = (
            f"the default branch of “{remote}”"
            if branch == branches.default
            else "the branch that is checked out here"
        )
        raise publish_error(
            "source-branch",
            f"{branch} is {which}: publishing there would replace its files with the site",
            f"publish to another, such as --branch gh-pages; or, if you mean it, add"
            f" --confirm-branch {branch}",
        )
    if branches.is_empty and not (options.yes or options.confirm_branch):
        raise publish_error(
            "empty-remote",
            f"the remote “{remote}” has no branch yet, and GitHub makes the first one the default",
            f"push your sources first: git push -u {remote} HEAD; or, if the site alone is to be"
            " there: --yes",
        )


def fetch_head(git: Git, branches: Branches, options: PublishOptions) -> Head | None:
    """Fetch the branch's newest commit, and older ones only if it is somebody else's.

    Returns None if there is no such branch yet.
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
    """Fetch one commit by its id; return False if the remote does not allow it."""
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


def push(git: Git, commit: str, previous: str, branch: str, remote: str) -> None:
    """Move the remote's branch from `previous` ("" if there is none) to `commit`, or not at all.

    The lease is on the exact head that was checked. Raises UsageError if the remote refuses, or
    somebody else pushed first, and GitFailure if it cannot be reached.
    """
    ref = f"refs/heads/{branch}"
    # Against the pages of last time deltas save much; among the pages of a first time little.
    packing = () if previous else ("-c", "pack.window=0")
    try:
        git.run(
            *packing,
            *("push", "--porcelain", "--quiet", "--no-verify"),
            *("--recurse-submodules=no", f"--force-with-lease={ref}:{previous}"),
            *("--", TARGET, f"{commit}:{ref}"),
        )
    except GitFailure as failure:
        now = _head_now(git, branch)
        if now == commit:
            # The connection broke after the remote had taken it all.
            return
        reason = _reason(failure)
        if not reason:
            raise
        raise explain_refusal(reason, failure, branch, remote, moved=now != previous) from None


def _reason(failure: GitFailure) -> str:
    """Read the porcelain output of git-push(1): `!` TAB from:to TAB summary (reason)."""
    for line in failure.output.split("\n"):
        flag, _, rest = line.partition("\t")
        if flag == "!":
            return rest.rpartition("\t")[2]
    return ""


def _head_now(git: Git, branch: str) -> str | None:
    try:
        return read_branches(git, branch).head
    except GitFailure:
        return None
