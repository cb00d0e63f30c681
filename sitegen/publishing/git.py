"""Run git: with its own environment, and without a credential in anything that it says."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote

from ..problems import Problem, UsageError

MINIMUM = (2, 31)
"""`GIT_CONFIG_COUNT` came with 2.31; without it settings and tokens would have to go to a file."""

# Variables that bind git to another repository than the one we name: `git rev-parse
# --local-env-vars`, and what would change its output or its bytes.
_BOUND = frozenset(
    "GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_ATTR_SOURCE GIT_CONFIG GIT_COMMON_DIR GIT_CURL_VERBOSE"
    " GIT_DEFAULT_HASH GIT_DIR GIT_EXTERNAL_DIFF GIT_GRAFT_FILE GIT_GLOB_PATHSPECS"
    " GIT_ICASE_PATHSPECS GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX"
    " GIT_LITERAL_PATHSPECS GIT_NAMESPACE GIT_NOGLOB_PATHSPECS GIT_NO_REPLACE_OBJECTS"
    " GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_QUARANTINE_PATH GIT_REDIRECT_STDERR"
    " GIT_REDIRECT_STDOUT GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_TEMPLATE_DIR"
    " GIT_WORK_TREE".split()
)
_GIVEN_SETTINGS = ("GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_", "GIT_CONFIG_VAL")


Entry = tuple[str, str]
"""A file in a git tree: its mode ("100644") and the id of its bytes."""

Listing = Mapping[str, Entry]
"""A git tree, flat: the path of each file with its entry."""


class GitFailure(Exception):
    """A git command that failed; what it said, without credentials, is in `words`."""

    def __init__(self, command: str, code: int, output: str, words: str) -> None:
        self.command, self.code, self.output, self.words = command, code, output, words
        super().__init__(f"git {command} ended with {code}: {words}")


class Git:
    """Runs git in one folder, with one environment, and never with a prompt or a pager.

    `settings` are given as if with `-c`, but through the environment, where no other user sees
    them; `secrets` are taken out of everything that git says. With `settings` None the settings
    that the user gave by the environment stay in force.
    """

    def __init__(
        self,
        directory: Path,
        settings: Iterable[tuple[str, str]] | None = None,
        environment: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
    ) -> None:
        self.directory = directory
        self.secrets = tuple(secrets)
        dropped: tuple[str, ...] = ("GIT_TRACE",)
        if settings is not None:
            dropped += _GIVEN_SETTINGS
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if name not in _BOUND and not name.startswith(dropped)
        }
        self._environment |= {
            "LC_ALL": "C",
            "LANGUAGE": "C",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
        }
        if settings is not None:
            pairs = tuple(settings)
            self._environment["GIT_CONFIG_COUNT"] = str(len(pairs))
            for number, (key, value) in enumerate(pairs):
                self._environment[f"GIT_CONFIG_KEY_{number}"] = key
                self._environment[f"GIT_CONFIG_VALUE_{number}"] = value
        self._environment |= environment or {}

    def run(
        self,
        *arguments: str,
        feed: bytes = b"",
        allow: tuple[int, ...] = (),
        at: Path | None = None,
    ) -> bytes:
        """Run a command and return its output; `allow` are exit codes that are no failure.

        Raises GitFailure, and UsageError if there is no git.
        """
        try:
            done = subprocess.run(
                ["git", *arguments],
                cwd=at or self.directory,
                env=self._environment,
                input=feed,
                capture_output=True,
            )
        except FileNotFoundError:
            raise _missing() from None
        if done.returncode not in (0, *allow):
            words = redact(done.stderr.decode("utf-8", "replace"), self.secrets).strip()
            output = redact(done.stdout.decode("utf-8", "replace"), self.secrets)
            raise GitFailure(_name(arguments), done.returncode, output, words)
        return done.stdout

    def line(self, *arguments: str, feed: bytes = b"", allow: tuple[int, ...] = ()) -> str:
        """Run a command and return its output as text, without the last line's end."""
        output = self.run(*arguments, feed=feed, allow=allow)
        return output.decode("utf-8", "surrogateescape").rstrip("\n")


def _missing() -> UsageError:
    return UsageError(
        Problem(
            "publish",
            "git is not installed, or not on the PATH",
            "publish.no-git",
            hint="install it from https://git-scm.com/ and try again",
        )
    )


def check_version(git: Git) -> None:
    """Raise UsageError for a git that is older than MINIMUM."""
    words = git.line("version")
    found = re.search(r"(\d+)\.(\d+)", words)
    if found is None or (int(found[1]), int(found[2])) < MINIMUM:
        needed = ".".join(map(str, MINIMUM))
        raise UsageError(
            Problem(
                "publish",
                f"this git is too old: {words}",
                "publish.old-git",
                hint=f"publishing needs git {needed} or newer, from https://git-scm.com/",
            )
        )


def _name(arguments: tuple[str, ...]) -> str:
    """Return the command's name: the first word that is neither `-c` nor its setting."""
    words = (word for word in arguments if word != "-c" and "=" not in word)
    return next(words, "")


# --- credentials --------------------------------------------------------------------------

# A password with an unquoted slash or @ is a mistake, and a secret all the same.
_USERINFO = re.compile(
    r"(?P<scheme>(?:[a-z][a-z0-9+.-]*:)?//)"
    r"(?P<user>[^/:@\s'\"]*:(?!\d+/)[^\s'\"]*|[^/@\s'\"]*)@",
    re.IGNORECASE,
)
# What git takes for host:path, and its author meant as user:password@host:path. In the path of a
# true one an "@" with a host's ending behind it is rare, and hiding it does no harm.
_SSH_USERINFO = re.compile(
    r"(?<![^\s'\"(<=“])(?P<name>[^/:@\s'\"(<=“]{2,}):(?!//|:)(?P<password>[^\s'\"]*)@"
    r"(?=[^/:@\s'\"]+[:/])"
)
_SECRET_WORDS = re.compile(
    r"(?P<word>(?:authorization:\s*\w+|[\w-]*(?:token|password|passwd|secret)=)\s*)"
    r"(?P<value>[^\s&'\"]+)",
    re.IGNORECASE,
)


def secrets_in(url: str) -> tuple[str, ...]:
    """Return what of a URL must not be printed: a token, a password; percent-decoded too.

    A name before a password may itself be the token, so it counts as well.
    """
    found: list[str] = []
    match = _USERINFO.search(url)
    if match is not None:
        name, colon, password = match["user"].partition(":")
        found = [password] if colon else []
        if match["scheme"].lower() not in ("ssh://", "git+ssh://"):
            found.append(name)
    else:
        match = _SSH_USERINFO.match(url)
        found = [match["name"], match["password"]] if match else []
    found += [match["value"] for match in _SECRET_WORDS.finditer(url)]
    # git may cut a password that is not quoted as it must be, and print the rest of it.
    pieces = (piece for word in found for piece in (word, *re.split("[:/@]", word)))
    return tuple({text for piece in pieces for text in (piece, unquote(piece)) if text})


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Remove credentials from a text: known secrets, user information in URLs, tokens."""
    # Before the secrets: a part of one may be matched first, and would leave the rest visible.
    text = _USERINFO.sub(_without_user, text)
    text = _SSH_USERINFO.sub("", text)
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) > 3:
            text = text.replace(secret, "•••")
    return _SECRET_WORDS.sub(lambda match: match["word"] + "•••", text)


def _without_user(match: re.Match[str]) -> str:
    is_plain_ssh = match["scheme"].lower().endswith("ssh://") and ":" not in match["user"]
    return match[0] if is_plain_ssh else match["scheme"]
