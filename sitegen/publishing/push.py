"""Sending the commit: with a lease on the exact head that was judged, and never by force alone."""

from __future__ import annotations

from .branch import read_branches
from .failures import explain_refusal
from .git import Git, GitFailure
from .repository import TARGET


def push(git: Git, commit: str, previous: str, branch: str, remote: str) -> None:
    """Move the remote's branch from `previous` ("" if there is none) to `commit`, or not at all.

    Raises UsageError where the remote refuses, or somebody else was quicker, and GitFailure where
    it cannot be reached.
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
