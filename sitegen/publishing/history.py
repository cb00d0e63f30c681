"""Read the commits of a branch: which are ours, and what others did since."""

from __future__ import annotations

from msgspec import Struct

from .git import Git, GitFailure, Listing

_FORMAT = "%H%x00%T%x00%an%x00%as%x00%s%x00%B%x00%x00"
HISTORY = 50
"""How many commits are searched for one of ours; if none is, all are somebody else's."""


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
