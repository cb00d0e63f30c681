"""Read-only view of the user's repository: push URL, HEAD, changes, branches, settings."""

from __future__ import annotations

import os
import re
from pathlib import Path

from msgspec import Struct

from ..problems import UsageError
from .failures import publish_error, unexplained
from .git import Git, GitFailure, check_version, redact, secrets_in

# Settings that say how to reach a remote and who commits. Nothing that touches content (line
# ends, filters, attributes), hooks or branches is taken over.
_SETTINGS = re.compile(
    r"(credential|http|https|ssh|protocol|user|author|committer)\..*"
    r"|core\.(sshcommand|gitproxy|askpass)",
    re.DOTALL,
)
_NO_CHECKOUT = re.compile("not a git repository|must be run in a work tree")
_REMOTE_SETTINGS = ("proxy", "proxyauthmethod", "receivepack", "uploadpack", "vcs")
TARGET = "sitegen-target"
"""The name of the remote in the publisher's own repository."""


class Repository(Struct, frozen=True):
    """What a publish must know of the repository that the site is in.

    `top` is the checkout's folder, `url` the one that a push to the remote goes to, `commit` the
    head ("" before the first commit). `dirty` is true if the site differs from that. `branches` are
    checked out in one of the worktrees; `settings` are git's, for the remote `TARGET`.
    """

    top: Path
    url: str
    commit: str
    dirty: bool
    branches: tuple[str, ...]
    object_format: str
    settings: tuple[tuple[str, str], ...]

    @property
    def address(self) -> str:
        """The remote's URL without credentials."""
        return redact(self.url)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be printed: parts of URLs, and headers that authorise."""
        headers = (value for key, value in self.settings if key.endswith(".extraheader"))
        words = tuple(word for header in headers for word in header.split()[1:])
        # A proxy may have a password, too; so may an address in a setting's name.
        named = {secret for pair in self.settings for text in pair for secret in secrets_in(text)}
        return (*secrets_in(self.url), *named, *(word for word in words if len(word) > 8))

    @property
    def label(self) -> str:
        """The commit that the site is built from, for the trailer; "" before the first commit."""
        return self.commit + "-dirty" * (self.dirty and bool(self.commit))


def remote_urls(repository: Path, remote: str) -> tuple[str, str]:
    """Return the URL that a push to a remote goes to, and the one in its configuration.

    The two differ if git's settings rewrite URLs (`url.*.insteadOf`); both may have credentials in
    them. Raises UsageError.
    """
    git = Git(repository)
    try:
        check_version(git)
        _layout(git)
        url = _push_url(git, remote)
        known = git.line("config", "--get", f"remote.{remote}.url", allow=(1,))
    except GitFailure as failure:
        raise unexplained(failure) from None
    return url, known or url


def find_remote_urls(folder: Path, remote: str = "origin") -> tuple[str, ...]:
    """Return the URLs of a remote; none if there is no git, repository or remote."""
    try:
        return remote_urls(folder, remote)
    except UsageError:
        return ()


def read_repository(repository: Path, remote: str, output: Path) -> Repository:
    """Read what a publish needs from the repository around a folder; raises UsageError.

    Changes in the folder `output` do not make the checkout dirty.
    """
    git = Git(repository)
    check_version(git)
    top, object_format = _layout(git)
    url = _push_url(git, remote)
    return Repository(
        top=top,
        url=url,
        commit=git.line("rev-parse", "--quiet", "--verify", "HEAD^{commit}", allow=(1,)),
        dirty=_is_dirty(git, repository, output),
        branches=_checked_out(git),
        object_format=object_format,
        settings=_settings(git, remote, url),
    )


def _layout(git: Git) -> tuple[Path, str]:
    try:
        lines = git.line("rev-parse", "--show-object-format", "--show-toplevel").split("\n", 1)
    except GitFailure as failure:
        if "dubious ownership" in failure.words:
            raise publish_error(
                "ownership",
                "git does not trust this repository, because its folder belongs to another user",
                f"if it is yours: git config --global --add safe.directory {git.directory}",
            ) from None
        if not _NO_CHECKOUT.search(failure.words):
            raise
        raise publish_error(
            "no-repository",
            f"{git.directory} is not in a git repository",
            "make one: git init, commit, then git remote add origin URL",
        ) from None
    return Path(lines[1]), lines[0]


def _push_url(git: Git, remote: str) -> str:
    known = git.line("remote").split("\n")
    if remote.startswith("-") or remote not in known or not remote:
        names = ", ".join(name for name in known if name)
        raise publish_error(
            "no-remote",
            f"this repository has no remote “{redact(remote, secrets_in(remote))}”",
            f"--remote takes one of: {names}" if names else "git remote add origin URL",
        )
    urls = git.line("remote", "get-url", "--push", "--all", remote).split("\n")
    if len(urls) != 1:
        raise publish_error(
            "many-addresses",
            f"the remote “{remote}” has {len(urls)} push URLs",
            "add a remote with one URL for publishing, and name it with --remote",
        )
    return urls[0]


def _checked_out(git: Git) -> tuple[str, ...]:
    lines = git.line("worktree", "list", "--porcelain").split("\n")
    mark = "branch refs/heads/"
    return tuple(line.removeprefix(mark) for line in lines if line.startswith(mark))


def _is_dirty(git: Git, site: Path, output: Path) -> bool:
    paths = ["."]
    folder, root = Path(os.path.realpath(output)), os.path.realpath(site)
    if folder.is_relative_to(root):
        inside = folder.relative_to(root).as_posix()
        paths.append(f":(exclude,literal){inside}")
    return bool(
        git.run(
            *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
            *("status", "--porcelain", "-z", "--untracked-files=normal", "--ignore-submodules"),
            *("--", *paths),
        )
    )


def _settings(git: Git, remote: str, url: str) -> tuple[tuple[str, str], ...]:
    """Return the repository's settings for transport and identity, and those of the remote.

    System-wide and global settings are not here: git reads those by itself.
    """
    fields = git.run("config", "--list", "-z", "--show-scope").decode("utf-8", "surrogateescape")
    words = fields.split("\0")[:-1]
    found: list[tuple[str, str]] = []
    for scope, entry in zip(words[::2], words[1::2], strict=True):
        key, has_value, value = entry.partition("\n")
        if not has_value:
            value = "true"
        prefix = f"remote.{remote}."
        if key.startswith(prefix) and key.removeprefix(prefix) in _REMOTE_SETTINGS:
            found.append((f"remote.{TARGET}.{key.removeprefix(prefix)}", value))
        elif scope not in ("system", "global") and _SETTINGS.fullmatch(key):
            found.append((key, value))
    # The address is already what `url.*.insteadOf` makes of it; the longest match wins, so this
    # keeps git from rewriting it a second time.
    found += [(f"url.{url}.insteadOf", url), (f"url.{url}.pushInsteadOf", url)]
    return (*found, (f"remote.{TARGET}.url", url))
