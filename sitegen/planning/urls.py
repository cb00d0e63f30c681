"""URLs and output paths: permalinks, pagination, quoting (RFC 3986)."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

_SAFE = re.compile(r"[A-Za-z0-9/._~-]*\Z")
_DATE_PLACEHOLDERS = re.compile(r"\{(year|month|day|date)\}")


def permalink(pattern: str, section: str, slug: str, date: str) -> str:
    """Fill an article's permalink pattern; without a date ("") leave out the parts of a date."""
    if not date:
        parts = [part for part in pattern.split("/") if not _DATE_PLACEHOLDERS.search(part)]
        pattern = "/".join(parts)
        if "{slug}" not in pattern:
            pattern = pattern.rstrip("/") + "/{slug}/"
        date = "0000-00-00"
    return pattern.format(
        section=section,
        slug=slug,
        year=date[:4],
        month=date[5:7],
        day=date[8:10],
        date=date[:10],
    )


def output_path(url: str) -> str:
    """Return the file of a URL path (not quoted, without the base): `/iran/` is iran/index.html."""
    path = url.lstrip("/")
    return path + "index.html" if not path or path.endswith("/") else path


def page_url(first: str, number: int) -> str:
    """Return the URL of a page of a listing; the first is at the listing's own URL."""
    return first if number == 1 else f"{first}page/{number}/"


def redirect_url(alias: str) -> str:
    """Return the URL path of an alias: that of a file, or of a folder."""
    last = alias.rsplit("/", 1)[1]
    return alias if not last or last.endswith((".html", ".htm")) else alias + "/"


def quoted(path: str) -> str:
    """Quote a URL path, UTF-8 percent-encoded where it is not plain ASCII."""
    return path if _SAFE.match(path) else quote(path, safe="/~:@!$&'()*+,;=")


def nfc(text: str) -> str:
    """Normalise a text to NFC: some file systems and keyboards produce NFD."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
