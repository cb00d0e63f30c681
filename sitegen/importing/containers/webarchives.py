"""Web archives: WARC (ISO 28500), WACZ 1.1 (WARC in ZIP) and Safari's .webarchive.

ZIP archives are read within limits: a bomb is refused before it unfolds.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

import msgspec
from msgspec import Struct

from ...problems import optional
from .contents import Container, Contents, Page, Peek, Unreadable
from .encoding import decode_page
from .page import make_page
from .values import absolute, moment

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_LARGEST = 250_000_000
"""Bytes of all members together, decompressed."""

_MEMBERS = 50_000


@contextmanager
def open_archive(data: bytes) -> Iterator[ZipFile]:
    """Open an archive whose members are no larger than allowed; Unreadable for a bad one."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MEMBERS or sum(m.file_size for m in members) > _LARGEST:
                message = f"the archive unfolds to more than {_LARGEST // 1_000_000} MB"
                raise Unreadable(message, "take out what you need, and import that", "too-large")
            yield archive
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise Unreadable(f"the archive is damaged: {error}", "save it again", "damaged") from None
    except (RuntimeError, KeyError) as error:
        # zipfile says "password required" and "no such member" so.
        raise Unreadable(f"the archive cannot be read: {error}", code="damaged") from None


_LARGEST_FILE = 100_000_000
_LARGEST_PAGE = 20_000_000
_LARGEST_ALL = 250_000_000
_HTML = ("text/html", "application/xhtml+xml")


_DAMAGED = (zlib.error, EOFError, OSError, ValueError, KeyError, AttributeError, IndexError,
            TypeError)  # fmt: skip
"""What warcio and the standard library raise for records that are not as they should be."""

_RECORDS = re.compile(r"archive/.+\.warc(?:\.gz)?")
_DAMAGE = re.compile(r"Record not followed by newline|Error -\d.*")


class _Response(Struct, frozen=True):
    """A recorded answer: where, when, and what; `charset` is that of its header."""

    url: str
    date: str
    media_type: str
    charset: str
    body: bytes


def _is_warc(peek: Peek) -> bool:
    """Return True for WARC records, compressed or not."""
    if peek.data.startswith(b"WARC/1."):
        return True
    if not peek.data.startswith(b"\x1f\x8b"):
        return False
    try:
        return (
            zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(peek.data[:2048], 64)[:7]
            == b"WARC/1."
        )
    except zlib.error:
        return False


def _read_warc(data: bytes) -> Contents:
    """Read the pages of an archive with their pictures; frames in pages do not count as pages."""
    return _contents([data])


def _contents(files: Iterable[bytes], wanted: Mapping[str, str] | None = None) -> Contents:
    """Read the pages of the records of some WARC files.

    `wanted` are the pages to take, by address, each with the moment of its visit; None takes all.
    """
    pages: dict[str, _Response] = {}
    pictures: dict[str, bytes] = {}
    for response in _responses(files):
        if response.media_type in _HTML:
            pages.setdefault(response.url, response)
        elif response.media_type.startswith("image/"):
            pictures.setdefault(response.url, response.body)
    if wanted is None:
        frames = pages.keys() & _frames(pages.values())
        chosen = [page for url, page in pages.items() if url not in frames]
        notes = [f"frames inside pages are left out: {len(frames)}"] if frames else []
    else:
        chosen = [pages[url] for url in wanted if url in pages]
        missing = [url for url in wanted if url not in pages]
        notes = [f"the archive lists a page that is not in it: {url}" for url in missing]
    if not chosen:
        hint = "record the page again, and wait until it has loaded"
        raise Unreadable("the archive has no web page", hint, "no-page")
    return Contents(tuple(_page(page, pictures) for page in chosen), tuple(notes))


def _page(response: _Response, pictures: Mapping[str, bytes]) -> Page:
    html = decode_page(response.body, response.charset)
    page = make_page(html, response.url, response.date)
    return Page(page.html, page.url, page.saved_at, {**pictures, **page.resources})


def _responses(files: Iterable[bytes]) -> Iterator[_Response]:
    """Return the successful answers and stored resources of some WARC files, in their order."""
    iterator = optional("warcio.archiveiterator", "reading a WARC archive").ArchiveIterator
    errors = optional("warcio.exceptions", "reading a WARC archive")
    left = _LARGEST_ALL
    for data in files:
        complaints = StringIO()
        records = iterator(BytesIO(data))
        while True:
            try:
                # warcio tells of damage on standard error, and goes on.
                with redirect_stderr(complaints):
                    record = next(records, None)
                    response = record and _response(record, min(left, _LARGEST_PAGE))
            except (errors.ArchiveLoadFailed, *_DAMAGED) as error:
                raise _damaged(str(error) or type(error).__name__) from None
            if damage := _DAMAGE.search(complaints.getvalue()):
                raise _damaged(damage[0])
            if record is None:
                break
            if response is not None:
                left -= len(response.body)
                yield response


def _damaged(reason: str) -> Unreadable:
    first = reason.strip().partition("\n")[0][:100]
    message = f"the archive is damaged or cut off: {first}"
    return Unreadable(message, "get the archive again", "damaged")


def _response(record: ArcWarcRecord, limit: int) -> _Response | None:
    headers = record.rec_headers
    url = headers.get_header("WARC-Target-URI") or ""
    if record.rec_type not in ("response", "resource") or not url.startswith(("http:", "https:")):
        return None
    if record.rec_type == "response":
        if record.http_headers is None or record.http_headers.get_statuscode() != "200":
            return None
        declared = record.http_headers.get_header("Content-Type") or ""
    else:
        declared = headers.get_header("Content-Type") or ""
    media_type = declared.partition(";")[0].strip().lower()
    if not media_type.startswith((*_HTML, "image/")):
        return None
    body = record.content_stream().read(limit + 1)
    if len(body) > limit:
        message = f"the archive has more than {limit // 1_000_000} MB at {url[:200]}"
        raise Unreadable(message, code="too-large")
    length = record.http_headers and record.http_headers.get_header("Content-Length")
    coding = record.http_headers and record.http_headers.get_header("Content-Encoding")
    if length and not coding and length.isdecimal() and len(body) < int(length):
        raise EOFError(f"{url[:200]} ends too early")
    charset = declared.partition("charset=")[2].partition(";")[0].strip(" \"'")
    return _Response(url, moment(headers.get_header("WARC-Date")), media_type, charset, body)


def _frames(pages: Iterable[_Response]) -> frozenset[str]:
    """Return the addresses of the frames that pages show inside themselves."""
    from selectolax.lexbor import LexborHTMLParser

    found = set()
    for page in pages:
        if b"frame" not in page.body.lower():
            continue
        for frame in LexborHTMLParser(page.body).css("iframe[src], frame[src]"):
            found.add(absolute(page.url, (frame.attributes.get("src") or "").strip()))
    return frozenset(found)


# --- WACZ ------------------------------------------------------------------------------------


class _Entry(msgspec.Struct):
    """A line of pages/pages.jsonl; the first line is a header and has no `url`."""

    url: str = ""
    ts: str | int = ""


def _is_wacz(peek: Peek) -> bool:
    """Return True for a ZIP archive with WARC files as WACZ lays them out."""
    return "datapackage.json" in peek.members and any(
        name.startswith("archive/") for name in peek.members
    )


def _read_wacz(data: bytes) -> Contents:
    """Read the listed pages; all pages of the archive where it has no list."""
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
        raise Unreadable("the archive has no WARC file", "get the archive again", "no-page")
    return _contents(files, wanted or None)


WARC = Container("a WARC archive", _LARGEST_FILE, _is_warc, _read_warc)
WACZ = Container("a WACZ archive", _LARGEST_FILE, _is_wacz, _read_wacz)


def _is_webarchive(peek: Peek) -> bool:
    """Return True for a property list, binary or XML, with a page in it."""
    if peek.data.startswith(b"bplist0"):
        return b"WebMainResource" in peek.data
    return peek.root == "plist" and "WebMainResource" in peek.text


def _read_webarchive(data: bytes) -> Contents:
    """Read the page and its pictures."""
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        archive = plistlib.loads(data)
    except (ExpatError, ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error,
            OverflowError, RecursionError, MemoryError) as error:  # fmt: skip
        message = "the web archive is damaged or cut off"
        raise Unreadable(message, "save the page again", "damaged") from error
    main = _resource(archive, "WebMainResource")
    body = main.get("WebResourceData")
    if not isinstance(body, bytes) or "html" not in str(main.get("WebResourceMIMEType", "html")):
        hint = "save the page again, as a web archive"
        raise Unreadable("the web archive has no HTML page", hint, "no-page")
    charset = str(main.get("WebResourceTextEncodingName", ""))
    page = make_page(decode_page(body, charset), _address(main))
    pictures = {url: data for url, data in _pictures(archive) if url.startswith("http")}
    return Contents((Page(page.html, page.url, page.saved_at, {**pictures, **page.resources}),))


def _resource(archive: Any, name: str) -> dict[str, Any]:
    found = archive.get(name) if isinstance(archive, dict) else None
    return found if isinstance(found, dict) else {}


def _address(resource: dict[str, Any]) -> str:
    url = resource.get("WebResourceURL")
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else ""


def _pictures(archive: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    resources = archive.get("WebSubresources")
    for resource in resources if isinstance(resources, list) else ():
        if not isinstance(resource, dict):
            continue
        data = resource.get("WebResourceData")
        kind = str(resource.get("WebResourceMIMEType", ""))
        if isinstance(data, bytes) and kind.startswith("image/"):
            yield _address(resource), data


WEBARCHIVE = Container("a Safari web archive", 60_000_000, _is_webarchive, _read_webarchive)
