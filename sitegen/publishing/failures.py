"""What stops a publish: problems of the site, and in the user's words why a git command failed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from ..problems import ContentError, Problem, UsageError
from ..reporting import Reporter
from .git import GitFailure


def publish_error(code: str, message: str, hint: str = "") -> UsageError:
    """Make the error that stops a publish; nothing has changed, here or on the remote."""
    return UsageError(Problem("publish", message, f"publish.{code}", hint=hint))


class Cause(Struct, frozen=True):
    """A pattern in what git says, and its meaning; `{remote}` and `{address}` are filled in."""

    pattern: str
    code: str
    message: str
    hint: str


# The first cause whose pattern is found is taken.
_CAUSES = (
    Cause(
        r"by hook|hook declined",
        "refused",
        "a rule of the remote “{remote}” ({address}) refuses the push",
        "change the rule there, or publish to another branch: --branch NAME",
    ),
    Cause(
        r"could not resolve (host|proxy)|name or service not known|temporary failure in name"
        r"|network is unreachable|connection timed out|failed to connect|couldn't connect"
        r"|connection refused|no route to host|operation timed out|couldn't resolve"
        r"|gnutls_handshake|ssl_connect|certificate",
        "offline",
        "the remote “{remote}” ({address}) cannot be reached",
        "check your connection and publish again: the branch is as it was",
    ),
    Cause(
        r"host key verification failed",
        "host-key",
        "ssh does not know the host of “{remote}” ({address}) yet, or its key has changed",
        "connect once by hand (ssh -T git@github.com) and compare the key",
    ),
    Cause(
        r"permission denied|authentication failed|could not read (username|password)"
        r"|terminal prompts disabled|returned error: 40[13]|access denied"
        r"|permission to .* denied|invalid (username|credentials)|not authorized",
        "permission",
        "the remote “{remote}” ({address}) denies you access, or does not let you push",
        "log in (gh auth login, or your ssh key) as someone who may push there",
    ),
    Cause(
        r"repository .*not found|returned error: 404|does not appear to be a git repository"
        r"|no such file or directory|not a git repository",
        "no-remote-repository",
        "there is no repository at {address}, the address of “{remote}”",
        "create it first, or correct the address: git remote set-url {remote} URL",
    ),
    Cause(
        r"dubious ownership",
        "ownership",
        "git does not trust this folder, because it belongs to another user",
        "if it is yours: git config --global --add safe.directory FOLDER",
    ),
    Cause(
        r"mismatched algorithms|object format|unknown hash|hash algorithm"
        r"|unexpected capabilities\^",
        "object-format",
        "the remote “{remote}” and this repository have different object formats",
        "both must be sha1, or both sha256; GitHub takes sha1 alone",
    ),
    Cause(
        r"no space left|disk quota",
        "disk-full",
        "the disk is full",
        "free some space and publish again: the branch is as it was",
    ),
    Cause(
        r"tell me who you are|empty ident|unable to auto-detect email|no (name|email) was given"
        r"|ident name .* (not allowed|consists)",
        "identity",
        "git does not know who you are, and a commit needs a name",
        'git config --global user.name "Your Name"; git config --global user.email you@…',
    ),
    Cause(
        r"disconnect|hung up|connection (was )?(reset|closed)|broken pipe|early eof|recv failure"
        r"|empty reply|rpc failed|timed out",
        "connection",
        "the connection to “{remote}” ({address}) was lost",
        "publish again: the branch is as it was, or has all of the new site",
    ),
)

_BY_RULE = re.compile(
    r"hook declined|protected branch|rule violations|prohibited|deny|denied|declined|checked out",
    re.IGNORECASE,
)
DAMAGED = re.compile(
    r"is corrupt|unable to read|bad object|missing (blob|tree|commit)|bad signature|index file"
    r"|bad index|invalid object|not a valid object",
    re.IGNORECASE,
)
"""What git says if a crash or a disk has damaged its objects or its index."""


def explain(failure: GitFailure, remote: str, address: str) -> UsageError:
    """Turn a failed command into an error that a person can act on."""
    names = {"remote": remote, "address": address}
    for cause in _CAUSES:
        if re.search(cause.pattern, failure.words, re.IGNORECASE):
            hint = _quoted(cause.hint.format(**names), failure)
            return publish_error(cause.code, cause.message.format(**names), hint)
    return unexplained(failure)


def unexplained(failure: GitFailure) -> UsageError:
    """Turn a failed command of unknown cause into an error that quotes git."""
    return publish_error("git", f"git {failure.command} failed", _quoted("", failure))


def explain_refusal(
    reason: str, failure: GitFailure, branch: str, remote: str, moved: bool
) -> UsageError:
    """Turn a refused push into an error.

    `reason` is from git's porcelain output; `moved` is true if the branch has another head by now
    than the one that the push was to replace.
    """
    if moved:
        return publish_error(
            "race",
            f"somebody else pushed to {branch} on “{remote}” during this publish; their push"
            " stays, yours was not sent",
            "look at what they pushed, then publish again",
        )
    if _BY_RULE.search(reason):
        message = f"the remote “{remote}” refuses a push to {branch}, which may be protected"
        hint = f"change the rules of {branch} on the remote, or choose another: --branch NAME"
        return publish_error("refused", message, _quoted(hint, failure))
    message = f"the remote “{remote}” rejected the push to {branch}: {reason}"
    return publish_error("refused", message, _quoted("the branch is as it was", failure))


def _quoted(hint: str, failure: GitFailure) -> str:
    """Add what git said, shortened, to a hint."""
    lines = [line.strip() for line in failure.words.splitlines()]
    words = [
        # A server may say anything, and the terminal must not obey it.
        re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", line.removeprefix("remote:")).strip()
        for line in lines
        if line and not line.startswith(("hint:", "warning:"))
    ]
    said = "; ".join(word for word in words if word)[:400]
    return "\n".join(part for part in (hint, f"git says: {said}" if said else "") if part)


def stop_at(problems: Iterable[Problem], reporter: Reporter) -> None:
    """Report warnings, and raise ContentError with the errors."""
    errors = []
    for problem in problems:
        if problem.severity == "error":
            errors.append(problem)
        else:
            reporter.problem(problem)
    if errors:
        raise ContentError(errors)
