"""Where the site is to be read: `base_url` and `cname` held against the git remote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from ..config import Config, load_config, site_problem
from ..problems import Problem, UsageError
from ..publishing import is_example
from . import release

NOWHERE = "https://site.invalid/"
"""Stands for the address of a site that has none yet (RFC 2606)."""


def remote_addresses(root: Path, remote: str = "origin") -> tuple[str, ...]:
    """Give the addresses of a git remote; none where there is no git, repository or remote."""
    from ..publishing import addresses_of

    try:
        return addresses_of(root, remote)
    except UsageError:
        return ()


def published_config(root: Path, base_url: str | None, addresses: tuple[str, ...]) -> Config:
    """Read `site.yml` with the base URL that a publish would take; `NOWHERE` if there is none.

    Raises UsageError with the problems of the file.
    """
    config = load_config(root, base_url)
    if config.file.base_url:
        return config
    served = f"https://{config.file.cname}/" if config.file.cname else ""
    return load_config(root, served or pages_address(addresses) or NOWHERE)


def pages_address(addresses: tuple[str, ...]) -> str:
    """Give where GitHub Pages serves the repository at one of some addresses, "" elsewhere."""
    from ..publishing import pages_url

    return next(filter(None, map(pages_url, addresses)), None) or ""


def address_doubts(
    config: Config, base_url: str | None, addresses: tuple[str, ...]
) -> Iterator[Problem]:
    """Find what is doubtful about `base_url` and `cname`, and where they contradict each other.

    `base_url` is that of the command line, which then stands for the one of `site.yml`.
    """
    file = load_config(Path(config.root)).file
    given = base_url or file.base_url
    served = pages_address(addresses)
    if not given:
        if addresses and not served and not file.cname:
            message = "`base_url` is missing, and the remote is not at GitHub, which would tell it"
            hint = "say where the site is to be read: base_url: https://example.org/"
            yield _doubt(config, (), message, "address.missing", hint)
    elif release.is_local(given):
        message = f"`base_url` is {given}, and readers elsewhere cannot reach this machine"
        hint = "say where the site is to be read: base_url: https://example.org/"
        yield site_problem(config, ("base_url",), message, "publish.localhost", hint)
    elif is_example(given):
        message = f"`base_url` is {given}, which manuals use and nobody can have"
        hint = "take the line out: a remote at GitHub tells where the site is served"
        yield _doubt(config, ("base_url",), message, "address.example", hint)
    elif served and not file.cname and _is_elsewhere(given, served):
        message = f"`base_url` is {given}, and GitHub Pages serves this remote at {served}"
        hint = "a repository called <user>.github.io is served at the root, others below it"
        yield _doubt(config, ("base_url",), message, "address.remote", hint)
    yield from _domain_doubts(config, file.cname, given)


def _is_elsewhere(given: str, served: str) -> bool:
    """Tell whether an address is another one of GitHub's; any other host is a domain of its own."""
    is_github = (urlsplit(given).hostname or "").endswith(".github.io")
    return is_github and given.casefold().rstrip("/") != served.casefold().rstrip("/")


def _domain_doubts(config: Config, cname: str, given: str) -> Iterator[Problem]:
    parts = urlsplit(given)
    own = Path(config.root, "static", "CNAME")
    if cname and given and (parts.hostname or "") != cname.casefold():
        message = f"`cname` is {cname}, and `base_url` has another host: {parts.hostname}"
        hint = f"with a domain of its own the site is read there: base_url: https://{cname}/"
        yield _doubt(config, ("cname",), message, "address.cname", hint)
    elif cname and parts.path.strip("/"):
        message = f"{cname} serves the site at its root, and `base_url` has a path: {parts.path}"
        hint = f"base_url: https://{cname}/"
        yield _doubt(config, ("base_url",), message, "address.cname", hint)
    if own.is_file():
        text = own.read_text("utf-8", "replace").strip()
        if cname and text.casefold() != cname.casefold():
            message = f"static/CNAME says {text!r}, and `cname` in site.yml {cname!r}"
            yield site_problem(config, ("cname",), message, "publish.cname", "keep one of the two")


def _doubt(
    config: Config, keys: tuple[str | int, ...], message: str, code: str, hint: str
) -> Problem:
    import msgspec

    problem = site_problem(config, keys, message, code, hint)
    return msgspec.structs.replace(problem, severity="warning")
