"""Check a built site against what GitHub Pages takes, and against what was published last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..problems import Problem
from ..reporting import format_size
from .collect import index_folder
from .documents import PAGES, SiteAddress
from .links import LinkIndex, broken_links, document_faults

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
