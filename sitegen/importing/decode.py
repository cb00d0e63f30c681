"""Decode the bytes of a dump: as declared, as UTF-8, or by detection. HTML is refused."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

from ..problems import ContentError, Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A mail header, an editor's cookie or a charset of its own line, within the first two lines.
_DECLARED = re.compile(
    rb"\A(?:[^\r\n]*\r?\n)?[^\S\r\n]*(?:content-type:[^\r\n]*charset=|(?:#|//|<!--)?[^\S\r\n]*"
    rb"-\*-[^\r\n]*coding[:=][^\S\r\n]*|(?:charset|encoding):[^\S\r\n]*)"
    rb"[\"']?([A-Za-z0-9_.:-]+)[^\r\n]*",
    re.IGNORECASE,
)
# These are no text of a page, whatever encoding they name; "Encoding: …" may be a headline.
_IS_FOR_EDITORS = re.compile(rb"[^\r\n]*(?:-\*-|content-type:)", re.IGNORECASE)
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich text document"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a media file"),
)
_DOCUMENT = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|\?xml|rss|feed|svg)\b", re.I | re.S
)
_CLOSING = re.compile(
    r"</(?:p|div|span|a|h[1-6]|li|ul|ol|td|tr|table|section|article|em|strong|b|i|figure|script|"
    r"style|head|body|html|title|blockquote)\s*>",
    re.IGNORECASE,
)
_TAG_LINE = re.compile(r"^\s*</?[a-zA-Z][^>]*>", re.MULTILINE)
_HTML_NAMES = frozenset({".html", ".htm", ".xhtml", ".mhtml"})
# What browsers know (WHATWG Encoding Standard), in the order in which equals are preferred.
_LEGACY = (
    "cp1252 cp1254 cp1250 cp1251 cp1256 cp1253 cp1255 cp1257 cp1258 koi8_r koi8_u "
    "iso8859_2 iso8859_5 iso8859_6 iso8859_7 iso8859_9 "
    "gb18030 big5 shift_jis euc_jp euc_kr"
).split()
_LATIN = frozenset("cp1250 cp1252 cp1254 cp1257 cp1258".split())
_ALPHABETS = tuple(
    (encoding, frozenset(letters))
    for encoding, letters in (
        ("cp1254", "çğıöşüâîû\u0307"),
        ("cp1250", "ąćęłńóśźż"),
        ("cp1250", "áčďéěíňóřšťúůýž"),
        ("cp1250", "áéíóöőúüű"),
        ("cp1250", "ăâîşţ"),
    )
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MOJIBAKE = re.compile(r"â€[™œ\u009d“”¦]|Ã[©¨¶¼±§]|Â\s|Ã¢|Ø§Û|Ð°Ñ")


class Decoded(Struct, frozen=True):
    """The text of a dump, its encoding, and notes for the user."""

    text: str
    encoding: str
    warnings: tuple[Problem, ...] = ()


def decode(data: bytes, path: str, encoding: str | None = None) -> Decoded:
    """Turn the bytes of a dump into text; `encoding` overrides all other evidence.

    Raises ContentError for an empty or binary file and for bytes that cannot be read.
    """
    if not data.strip():
        raise _error(path, "the file is empty", "import.empty", "save the page's text into it")
    for magic, name in _MAGIC:
        if data.startswith(magic):
            hint = "save the page's text as plain text, and import that"
            raise _error(path, f"this is {name}, not text", "import.binary", hint)
    decoded = _decode(data, path, encoding)
    text = decoded.text
    controls = len(_CONTROL.findall(text))
    if "\x00" in text or controls > max(3, len(text) // 200):
        first = next(_CONTROL.finditer(text)).start()
        line = text.count("\n", 0, first) + 1
        hint = "save the page's text as plain text, and import that"
        raise _error(path, "this is binary data, not text", "import.binary", hint, line)
    if not text.strip("\ufeff\u200b\u200e\u200f \t\r\n\v\f\xa0"):
        raise _error(path, "the file is empty", "import.empty", "save the page's text into it")
    return Decoded(text, decoded.encoding, decoded.warnings + _damage(text, path))


def _decode(data: bytes, path: str, encoding: str | None) -> Decoded:
    if encoding is not None:
        return _strictly(data, path, encoding, "given with --encoding")
    for mark, name in _MARKS:
        if data.startswith(mark):
            rest = data.removeprefix(codecs.BOM_UTF8)
            return _strictly(rest, path, name, "named by the byte order mark")
    declared = _DECLARED.match(data)
    if declared:
        known = text_encoding(declared[1].decode("ascii"))
        first = data.rfind(b"\n", 0, declared.end()) + 1
        rest = data[:first] + data[declared.end() :]
        if known:
            return _strictly(rest, path, known, "declared at the top")
        if _IS_FOR_EDITORS.match(data, first):
            decoded = _undeclared(rest, path)
            warning = _unknown(declared[1].decode("ascii"), data.count(b"\n", 0, first) + 1, path)
            return Decoded(decoded.text, decoded.encoding, (warning, *decoded.warnings))
    return _undeclared(data, path)


def _unknown(name: str, line: int, path: str) -> Problem:
    message = f"no text encoding is called “{name}”; the line that names it is left out"
    hint = "name the encoding with --encoding if letters are wrong"
    return Problem(
        path, message, "import.encoding-unknown", line=line, hint=hint, severity="warning"
    )


def _undeclared(data: bytes, path: str) -> Decoded:
    if b"\x00" in data:
        return _without_mark(data, path)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _detect(data, path, data.count(b"\n", 0, error.start) + 1)


def text_encoding(name: str) -> str | None:
    """Return Python's name of a text encoding; None if there is none of this name.

    `codecs` also knows transformations (hex, rot13), one that always fails (undefined), and one for
    parts of domain names, which takes quadratic time (punycode).
    """
    try:
        info = codecs.lookup(name)
        " ".encode(info.name)
    except (LookupError, ValueError):
        return None
    return None if info.name == "punycode" else info.name


def _strictly(data: bytes, path: str, encoding: str, why: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding)
    except UnicodeError as error:
        # Some codecs (idna) raise the base class, which does not know the position.
        line = data.count(b"\n", 0, getattr(error, "start", 0)) + 1
        message = f"these bytes are not {encoding}, the encoding {why}"
        hint = "save the file as UTF-8, or name its encoding with --encoding"
        raise _error(path, message, "import.encoding", hint, line) from None


def _without_mark(data: bytes, path: str) -> Decoded:
    """Detect UTF-16 without a mark: blanks and line ends have NULs at one parity only."""
    at_even, at_odd = b"\x00" in data[::2], b"\x00" in data[1::2]
    if at_even != at_odd and len(data) % 2 == 0:
        name = "utf-16-be" if at_even else "utf-16-le"
        text = _reads(data, name) or "\x00"
        if not _CONTROL.search(text):
            message = f"the bytes declare no encoding; read as {name}"
            warning = Problem(path, message, "import.encoding-guess", severity="warning")
            return Decoded(text, name, (warning,))
    line = data.count(b"\n", 0, data.index(b"\x00")) + 1
    hint = "save the page's text as plain text, and import that"
    raise _error(path, "this is binary data, not text", "import.binary", hint, line)


def _detect(data: bytes, path: str, line: int) -> Decoded:
    from charset_normalizer import from_bytes

    matches = from_bytes(data, cp_isolation=_LEGACY, threshold=0.5)
    found = [match for match in matches if match.chaos <= 0.2]
    if not found:
        hint = "save the file as UTF-8, or name its encoding with --encoding"
        message = "these bytes are not UTF-8, and their encoding could not be found out"
        raise _error(path, message, "import.encoding", hint, line)
    best = _choose(found)
    text = str(best)
    name = next((n for n in _LEGACY if _reads(data, n) == text), best.encoding)
    name = re.sub(r"^cp(?=125)", "windows-", name)
    sample = re.search(r"\w*[^\x00-\x7f]\w*", text)
    shown = f", as in “{sample[0]}”" if sample else ""
    message = f"the bytes are not UTF-8; read as {name}{shown}"
    hint = "look at such letters, and name the encoding with --encoding if they are wrong"
    warning = Problem(
        path, message, "import.encoding-guess", line=line, hint=hint, severity="warning"
    )
    return Decoded(text, name, (warning,))


def _choose(found: list[CharsetMatch]) -> CharsetMatch:
    """Choose the most likely match.

    Between the Latin code pages the detector's scores are too close to tell. A text with many
    letters outside ASCII, all of them of one alphabet, is in that alphabet's page; any other is in
    the one that browsers fall back to.
    """
    best = min(found, key=lambda m: (m.chaos, -m.coherence, _LEGACY.index(m.encoding)))
    if best.encoding not in _LATIN:
        return best
    close = {m.encoding: m for m in found if m.chaos <= best.chaos + 0.1}
    western = close.get("cp1252", best)
    for encoding, alphabet in _ALPHABETS:
        match = close.get(encoding)
        if match is None or str(match) == str(western):
            continue
        letters = [c for c in str(match).lower() if c.isalpha()]
        others = [c for c in letters if not c.isascii()]
        if len(others) >= 0.04 * len(letters) and alphabet.issuperset(others):
            return match
    return western


def _reads(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _damage(text: str, path: str) -> tuple[Problem, ...]:
    """Find letters that were lost or doubly encoded before the file was saved."""
    warnings = []
    for pattern, message in (
        ("\ufffd", "a letter was lost before the dump was made (�)"),
        (_MOJIBAKE, "the letters look doubly encoded (such as â€™ for ’)"),
    ):
        found = re.search(pattern, text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            hint = "save the page's text again as UTF-8"
            warnings.append(
                Problem(path, message, "import.damaged", line=line, hint=hint, severity="warning")
            )
    return tuple(warnings)


def _error(path: str, message: str, code: str, hint: str, line: int = 1) -> ContentError:
    return ContentError(Problem(path, message, code, line=line, hint=hint))


def refuse_markup(text: str, path: str) -> None:
    """Raise ContentError for a dump that is HTML, or may be."""
    hint = "open the page, and save or copy its text; reader view gives the cleanest"
    if _DOCUMENT.match(text):
        raise ContentError(
            Problem(path, "this is HTML, not the page's text", "import.html", line=1, hint=hint)
        )
    closing = _CLOSING.search(text)
    if closing and (len(_CLOSING.findall(text)) >= 2 or len(_TAG_LINE.findall(text)) >= 2):
        line = text.count("\n", 0, closing.start()) + 1
        message = f"the text has tags such as {closing[0]}: it may be HTML"
        raise ContentError(Problem(path, message, "import.html", line=line, hint=hint))
    if PurePath(path).suffix.lower() in _HTML_NAMES:
        message = "the file's name ends as HTML does, but the file has none"
        hint = "if it is the page's text, rename the file to .txt"
        raise ContentError(Problem(path, message, "import.html", line=1, hint=hint))
