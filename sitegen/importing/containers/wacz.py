"""WACZ (Web Archive Collection Zipped 1.1): WARC files, and a list of the pages in them."""

from __future__ import annotations

import re

import msgspec

from . import warc
from .contents import Contents, Unreadable
from .moments import moment
from .peek import Peek

NAME = "a WACZ archive"
LARGEST = 100_000_000


_RECORDS = re.compile(r"archive/.+\.warc(?:\.gz)?")


class _Entry(msgspec.Struct):
    """A line of pages/pages.jsonl; the first line is a header and has no `url`."""

    url: str = ""
    ts: str | int = ""


def matches(peek: Peek) -> bool:
    """Return True for a ZIP archive with WARC files as WACZ lays them out."""
    return "datapackage.json" in peek.members and any(
        name.startswith("archive/") for name in peek.members
    )


def read(data: bytes) -> Contents:
    """Read the listed pages; all pages of the archive where it has no list."""
    from .archive import open_archive

    with open_archive(data) as archive:
        names = sorted(name for name in archive.namelist() if _RECORDS.fullmatch(name))
        wanted: dict[str, str] = {}
        if "pages/pages.jsonl" in archive.namelist():
            for line in archive.read("pages/pages.jsonl").splitlines():
                try:
                    entry = msgspec.json.decode(line, type=_Entry)
                except (msgspec.MsgspecError, UnicodeDecodeError):
                    continue
                if entry.url:
                    wanted[entry.url] = moment(entry.ts)
        files = [archive.read(name) for name in names]
    if not files:
        raise Unreadable("the archive holds no WARC file", "get the archive again", "no-page")
    return warc.contents_of(files, wanted or None)
