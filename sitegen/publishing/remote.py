"""What a remote's URL tells: where GitHub Pages serves it, and what of it must not be printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

# The two forms of git-clone(1), "GIT URLS": scheme://host/path, and host:path for ssh.
_GITHUB = re.compile(
    r"(?:(?:https?|git|ssh|git\+ssh)://(?:[^/@]*@)?(?:www\.|ssh\.)?github\.com(?::\d+)?/"
    r"|(?:[^/@:]+@)?(?:ssh\.)?github\.com:/?)"
    r"(?P<user>[A-Za-z0-9][A-Za-z0-9-]*)/(?P<repo>[A-Za-z0-9._-]+?)(?:\.git)?/*",
    re.IGNORECASE,
)
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


def repository_of(url: str) -> tuple[str, str] | None:
    """Give user and repository of a GitHub URL, in any form that git takes; None for others."""
    match = _GITHUB.fullmatch(url.strip())
    return (match["user"], match["repo"]) if match else None


def pages_url(url: str) -> str | None:
    """Give the address at which GitHub Pages serves a repository; None where it is not GitHub's.

    `https://<user>.github.io/<repo>/`, and `https://<user>.github.io/` for the user's own site
    (docs.github.com, "Types of GitHub Pages sites").
    """
    found = repository_of(url)
    if found is None:
        return None
    user, repo = found
    host = f"{user.lower()}.github.io"
    return f"https://{host}/" if repo.lower() == host else f"https://{host}/{repo}/"


def settings_url(url: str) -> str | None:
    """Give the page on which Pages is turned on for a GitHub repository."""
    found = repository_of(url)
    return f"https://github.com/{found[0]}/{found[1]}/settings/pages" if found else None


def is_example(base_url: str) -> bool:
    """Tell whether an address is one that manuals use and nobody can have (RFC 2606, section 3)."""
    host = (urlsplit(base_url).hostname or "").removeprefix("www.")
    return host in ("example.org", "example.com", "example.net")


def cname_of(base_url: str) -> str:
    """Give the custom domain that a `base_url` means, or "" where it means none.

    A project site under somebody's custom domain has a path, and no CNAME of its own.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if parts.path.strip("/") or parts.port or "." not in host or host.endswith(".github.io"):
        return ""
    if is_example(base_url):
        return ""
    return host if host.rpartition(".")[2].isalpha() else ""


def secrets_in(url: str) -> tuple[str, ...]:
    """Give what must not be printed of a URL: a token, a password; percent-decoded too.

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
    """Take credentials out of a text: known secrets, user information in URLs, tokens."""
    # Before the secrets: a part of one may stand alone, and would leave the rest to be seen.
    text = _USERINFO.sub(_without_user, text)
    text = _SSH_USERINFO.sub("", text)
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) > 3:
            text = text.replace(secret, "•••")
    return _SECRET_WORDS.sub(lambda match: match["word"] + "•••", text)


def _without_user(match: re.Match[str]) -> str:
    is_plain_ssh = match["scheme"].lower().endswith("ssh://") and ":" not in match["user"]
    return match[0] if is_plain_ssh else match["scheme"]
