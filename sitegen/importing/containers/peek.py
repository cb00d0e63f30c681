"""A first look at a file: what its beginning and its structure tell of its kind."""

from __future__ import annotations

import codecs
import re
from functools import cached_property
from typing import Any

_START = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ROOT = re.compile(
    r"(?>\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>))*+\s*<([A-Za-z][\w:.-]*)",
    re.I | re.S,
)
_HEADER = re.compile(r"([!-9;-~]+):[ \t]*(.*)")


class Peek:
    """Looks at bytes; each look is taken once, and only if a container asks for it."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def text(self) -> str:
        """The first 64 KB as text, without a byte order mark or blanks before it."""
        start = self.data[:_START]
        for mark, name in _MARKS:
            if start.startswith(mark):
                return start.removeprefix(mark).decode(name, "replace").lstrip()
        return start.decode("utf-8", "replace").lstrip()

    @cached_property
    def root(self) -> str:
        """The name of the first element of XML or HTML, in lower case; "" for anything else."""
        if not self.text.startswith("<"):
            return ""
        found = _ROOT.match(self.text)
        return found[1].lower() if found else ""

    @cached_property
    def headers(self) -> dict[str, str]:
        """The header lines of a message at the start (RFC 5322), names in lower case."""
        found: dict[str, str] = {}
        name = ""
        for number, line in enumerate(self.text.splitlines()):
            if name and line[:1] in (" ", "\t") and line.strip():
                found[name] += " " + line.strip()
            elif header := _HEADER.fullmatch(line):
                name = header[1].lower()
                found.setdefault(name, header[2].strip())
            elif number or not line.startswith("From "):
                break
        return found

    @cached_property
    def json(self) -> Any:
        """The whole file as JSON values; None if it is no JSON object or array."""
        if self.text[:1] not in ("{", "["):
            return None
        import msgspec

        try:
            return msgspec.json.decode(self.data.removeprefix(codecs.BOM_UTF8))
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            return None

    @cached_property
    def columns(self) -> frozenset[str]:
        """The names in the first line of a table (RFC 4180), in lower case."""
        names = self.text.split("\n", 1)[0].split(",")
        return (
            frozenset(name.strip(' \r"').lower() for name in names)
            if len(names) > 1
            else frozenset()
        )

    @cached_property
    def members(self) -> frozenset[str]:
        """The names in a ZIP archive; empty for anything else."""
        if not self.data.startswith(b"PK\x03\x04"):
            return frozenset()
        from io import BytesIO
        from zipfile import BadZipFile, ZipFile

        try:
            with ZipFile(BytesIO(self.data)) as archive:
                return frozenset(archive.namelist())
        except (BadZipFile, ValueError, OSError, NotImplementedError):
            return frozenset()
