"""Sending the commit: with a lease on the exact head that was judged, and never by force alone."""

from __future__ import annotations

from ..errors import UsageError
from .failures import explain_refusal
from .git import Git, GitFailure
from .remotehead import read_branches
from .source import TARGET


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
            *("push", "--porcelain", "--quiet", "--no-verify", "--no-follow-tags"),
            *("--recurse-submodules=no", f"--force-with-lease={ref}:{previous}"),
            *("--", TARGET, f"{commit}:{ref}"),
        )
    except GitFailure as failure:
        refusal = _refusal(failure, branch, remote)
        if refusal:
            raise refusal from None
        # The connection may have broken after the remote had taken it all.
        if not _has_arrived(git, commit, branch):
            raise


def _refusal(failure: GitFailure, branch: str, remote: str) -> UsageError | None:
    """Read the porcelain output of git-push(1): `!` TAB from:to TAB summary (reason)."""
    for line in failure.output.split("\n"):
        flag, _, rest = line.partition("\t")
        if flag == "!":
            return explain_refusal(rest.rpartition("\t")[2], failure, branch, remote)
    return None


def _has_arrived(git: Git, commit: str, branch: str) -> bool:
    try:
        return read_branches(git, branch).head == commit
    except GitFailure:
        return False
