"""Find where a site is published, and check a built site against what GitHub Pages accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from ..config import FILE_NAME, Config, load_config, site_problem
from ..problems import Problem, UsageError
from ..reporting import format_size
from .collect import index_folder
from .documents import PAGES, SiteAddress, is_local
from .links import LinkIndex, broken_links, document_faults

NOWHERE = "https://site.invalid/"
"""The base URL of a site whose address is not known (RFC 2606)."""

# The two forms of git-clone(1), "GIT URLS": scheme://host/path, and host:path for ssh.
_GITHUB = re.compile(
    r"(?:(?:https?|git|ssh|git\+ssh)://(?:[^/@]*@)?(?:www\.|ssh\.)?github\.com(?::\d+)?/"
    r"|(?:[^/@:]+@)?(?:ssh\.)?github\.com:/?)"
    r"(?P<user>[A-Za-z0-9][A-Za-z0-9-]*)/(?P<repo>[A-Za-z0-9._-]+?)(?:\.git)?/*",
    re.IGNORECASE,
)
_SET_IT = "say where readers will find the site: base_url: https://user.github.io/repo/"


class Destination(NamedTuple):
    """What says where a site is published, besides `site.yml`.

    `base_url` is that of the command line, which takes the place of the one in `site.yml`;
    `remote_urls` are the URLs of the git remote, empty if there is none.
    """

    base_url: str | None = None
    remote_urls: tuple[str, ...] = ()


def load_published(root: Path, destination: Destination) -> Config:
    """Read `site.yml` with the base URL that a publish uses; `NOWHERE` if it is not known.

    Raises UsageError with the problems of the file.
    """
    config = load_config(root, destination.base_url)
    if config.file.base_url:
        return config
    own = f"https://{config.file.cname}/" if config.file.cname else ""
    return load_config(root, own or github_pages_url(destination.remote_urls) or NOWHERE)


def require_address(config: Config, destination: Destination) -> None:
    """Refuse to publish a site that readers could not find; raises UsageError."""
    given = config.file.base_url
    if is_local(given):
        message = f"`base_url` is {given}, and readers cannot reach this machine"
        where = "--base-url" if destination.base_url else FILE_NAME
        raise UsageError(Problem(where, message, "publish.localhost", hint=_SET_IT))
    if given == NOWHERE:
        message = "`base_url` is missing"
        message += ", and the git remote is not at GitHub" if destination.remote_urls else ""
        raise UsageError(Problem(FILE_NAME, message, "publish.base-url", hint=_SET_IT))


def check_address(config: Config, destination: Destination) -> Iterator[Problem]:
    """Find what is doubtful about `base_url` and `cname`, and where they contradict each other."""
    file = load_config(Path(config.root)).file
    given = destination.base_url or file.base_url
    served = github_pages_url(destination.remote_urls)
    if not given:
        if destination.remote_urls and not served and not file.cname:
            message = "`base_url` is missing, and the git remote is not at GitHub"
            yield _warning(config, (), message, "address.missing", _SET_IT)
    elif is_local(given):
        message = f"`base_url` is {given}, and readers cannot reach this machine"
        yield site_problem(config, ("base_url",), message, "publish.localhost", _SET_IT)
    elif is_example(given):
        message = f"`base_url` is {given}, an address for examples that nobody can have"
        hint = "remove the line: a remote at GitHub tells where the site is served"
        yield _warning(config, ("base_url",), message, "address.example", hint)
    elif served and not file.cname and _is_other_pages_url(given, served):
        message = f"`base_url` is {given}, but GitHub Pages serves this remote at {served}"
        hint = "a repository called <user>.github.io is served at the root, others below it"
        yield _warning(config, ("base_url",), message, "address.remote", hint)
    yield from _check_domain(config, file.cname, given)


def _is_other_pages_url(given: str, served: str) -> bool:
    """Return True for another address at GitHub; any other host is a domain of its own."""
    is_github = (urlsplit(given).hostname or "").endswith(".github.io")
    return is_github and given.casefold().rstrip("/") != served.casefold().rstrip("/")


def _check_domain(config: Config, cname: str, given: str) -> Iterator[Problem]:
    parts = urlsplit(given)
    own = Path(config.root, "static", "CNAME")
    if cname and given and (parts.hostname or "") != cname.casefold():
        message = f"`cname` is {cname}, but `base_url` has another host: {parts.hostname}"
        hint = f"with a domain of its own the site is read there: base_url: https://{cname}/"
        yield _warning(config, ("cname",), message, "address.cname", hint)
    elif cname and parts.path.strip("/"):
        message = f"{cname} serves the site at its root, but `base_url` has a path: {parts.path}"
        hint = f"base_url: https://{cname}/"
        yield _warning(config, ("base_url",), message, "address.cname", hint)
    if own.is_file():
        text = own.read_text("utf-8", "replace").strip()
        if cname and text.casefold() != cname.casefold():
            message = f"static/CNAME says {text!r}, but `cname` in site.yml is {cname!r}"
            yield site_problem(config, ("cname",), message, "publish.cname", "keep one of the two")


def _warning(
    config: Config, keys: tuple[str | int, ...], message: str, code: str, hint: str
) -> Problem:
    problem = site_problem(config, keys, message, code, hint)
    return msgspec.structs.replace(problem, severity="warning")


# --- what a URL tells ---------------------------------------------------------------------


def github_pages_url(remote_urls: Iterable[str]) -> str:
    """Return where GitHub Pages serves the repository at one of some URLs, "" elsewhere."""
    return next(filter(None, map(pages_url, remote_urls)), None) or ""


def pages_url(remote_url: str) -> str | None:
    """Return the address at which GitHub Pages serves a repository; None if it is not GitHub's.

    `https://<user>.github.io/<repo>/`, and `https://<user>.github.io/` for the user's own site
    (docs.github.com, "Types of GitHub Pages sites").
    """
    found = github_repository(remote_url)
    if found is None:
        return None
    user, repo = found
    host = f"{user.lower()}.github.io"
    return f"https://{host}/" if repo.lower() == host else f"https://{host}/{repo}/"


def settings_url(remote_url: str) -> str | None:
    """Return the page on which Pages is turned on for a GitHub repository."""
    found = github_repository(remote_url)
    return f"https://github.com/{found[0]}/{found[1]}/settings/pages" if found else None


def github_repository(url: str) -> tuple[str, str] | None:
    """Return user and repository of a GitHub URL, in any form that git takes; None for others."""
    match = _GITHUB.fullmatch(url.strip())
    return (match["user"], match["repo"]) if match else None


def is_example(base_url: str) -> bool:
    """Return True for a domain that is reserved for examples (RFC 2606, section 3)."""
    host = (urlsplit(base_url).hostname or "").removeprefix("www.")
    return host in ("example.org", "example.com", "example.net")


def cname_of(base_url: str) -> str:
    """Return the custom domain that a `base_url` means, "" if it means none.

    A project site under somebody's custom domain has a path, and no CNAME of its own.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if parts.path.strip("/") or parts.port or "." not in host or host.endswith(".github.io"):
        return ""
    if is_example(base_url):
        return ""
    return host if host.rpartition(".")[2].isalpha() else ""


FILE_LIMIT = 100 * 1024**2
"""Bytes: GitHub blocks a push with a larger file (docs.github.com, "About large files")."""

SITE_LIMIT = 1000**3
"""Bytes: a published site may be no larger (docs.github.com, "GitHub Pages limits")."""


def check_folder(
    folder: Path, site: SiteAddress, cache: Path | None = None, jobs: int | None = None
) -> tuple[Problem, ...]:
    """Check the documents of a built site: broken links, links to this machine, drafts.

    What a thousand pages share is one problem that names the first page. `cache` is a file that
    makes the next check quick: only what has changed is read again.
    """
    index = LinkIndex(cache, site)
    index_folder(folder, site, index, jobs)
    index.save()
    found = (*broken_links(index, site.base), *document_faults(index))
    return tuple(one.problem for one in found if one.problem.severity == "error")


def check_front_page(sizes: Mapping[str, int]) -> list[Problem]:
    """Refuse a site without a front page, or with an empty one; `sizes` are in bytes."""
    if sizes.get("index.html"):
        return []
    what = "is empty" if "index.html" in sizes else "is missing: the site has no front page"
    hint = "see what `sitegen build` says; is there any content?"
    return [Problem("index.html", what, "publish.front-page", hint=hint)]


def check_sizes(sizes: Mapping[str, int]) -> list[Problem]:
    """Refuse files over 100 MiB and a site over 1 GB, as GitHub does after the upload."""
    problems = [
        Problem(
            path,
            f"has {format_size(size)}; GitHub takes no file over 100 MiB",
            "publish.file-size",
            hint="make it smaller, or host it elsewhere and link to it",
        )
        for path, size in sizes.items()
        if size > FILE_LIMIT
    ]
    total = sum(sizes.values())
    if total > SITE_LIMIT:
        largest = sorted(sizes.items(), key=lambda entry: -entry[1])[:3]
        names = ", ".join(f"{path} ({format_size(size)})" for path, size in largest)
        message = f"the site has {format_size(total)}; GitHub Pages serves no more than 1 GB"
        problems.append(Problem("publish", message, "publish.site-size", hint=f"largest: {names}"))
    return problems


def check_shrinkage(old_pages: int, new_pages: int) -> list[Problem]:
    """Refuse a site with fewer than half of the pages that were published last time."""
    if new_pages * 2 >= old_pages:
        return []
    message = f"the site has {new_pages:,} pages, and {old_pages:,} were published last time"
    return [Problem("publish", message, "publish.shrunk", hint="if that is right: --yes")]


def check_deletions(deleted: Sequence[str], limit: int | None) -> list[Problem]:
    """Refuse to delete more files than the user allows."""
    if limit is None or len(deleted) <= limit:
        return []
    names = ", ".join(deleted[:5]) + (", …" if len(deleted) > 5 else "")
    message = f"{len(deleted):,} files would be deleted, and --max-deletes is {limit:,}"
    return [Problem("publish", message, "publish.max-deletes", hint=f"they are: {names}")]


def count_pages(paths: Iterable[str]) -> int:
    """Count the HTML pages."""
    return sum(path.endswith(PAGES) for path in paths)
