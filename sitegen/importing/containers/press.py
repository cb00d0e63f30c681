"""What press databases export and authors send: HTML of Factiva and Nexis, Word, RTF.

Factiva's articles are told by their classes and codes, Nexis is read as text. Word is ECMA-376,
RTF is version 1.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ...problems import optional
from .contents import Container, Contents, Peek, Text, Unreadable
from .encoding import decode_page
from .page import make_page

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# --- Factiva and Nexis --------------------------------------------------------------------

_ROOTS = frozenset(("html", "head", "body", "div"))
_FACTIVA = re.compile(
    rb"""class=["'][^"']*\barticle [a-z]{2}Article\b|>\s*(?:<b>)?HD(?:</b>)?\s*</td>"""
)
_NEXIS = re.compile(rb"End of Document|Load-Date:|LOAD-DATE:")
_LEXIS = re.compile(rb"LexisNexis|Lexis\+|nexis\.com|LANGUAGE: ", re.I)
_BLOCKS = "p, div, br, tr, li, h1, h2, h3, h4, h5, h6, table, hr, blockquote"
_WORDS = re.compile(r"[\d.,]+ (?:words|Wörter|mots|слов|palabras)")
_NUMBER = re.compile(r"Document \w+")
# The codes of Factiva's indexed format, and the values that they are.
_CODES = {"HD": "title", "BY": "authors", "PD": "date", "SN": "source.name", "NS": "tags"}
_TEXT_CODES = ("LP", "TD")


def _is_press(peek: Peek) -> bool:
    """Return True for HTML with the marks of Factiva or Nexis."""
    if peek.root not in _ROOTS:
        return False
    data = peek.data
    return bool(_FACTIVA.search(data)) or bool(_NEXIS.search(data) and _LEXIS.search(data))


def _read_press(data: bytes) -> Contents:
    """Read the articles: those of Factiva one by one, others as one text with label lines."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(decode_page(data))
    texts = tuple(filter(None, map(_factiva, tree.css("div.article"))))
    if texts:
        return Contents(texts)
    if tree.body is None:
        raise Unreadable("the export has no text", "export it again", "empty")
    tree.strip_tags(["script", "style", "head"])
    return Contents((Text("\n".join(_lines(tree.body))),))


def _factiva(article: LexborNode) -> Text | None:
    """Read one article of Factiva: by its codes, else by its classes."""
    fields: dict[str, str] = {}
    paragraphs: list[str] = []
    rows = [(row.css_first("td"), row.css("td")[1:]) for row in article.css("tr")]
    coded = {_text(head): cells[0] for head, cells in rows if head and cells}
    if "HD" in coded:
        for code, cell in coded.items():
            if code in _CODES:
                fields[_CODES[code]] = _text(cell)
            elif code in _TEXT_CODES:
                paragraphs += [_text(part) for part in cell.css("p")] or [_text(cell)]
    else:
        headline = article.css_first('[class$="Headline"]')
        if headline is None:
            return None
        fields["title"] = _text(headline)
        paragraphs = [_text(part) for part in article.css("p")]
        fields |= _by_order(article)
    from ..dates import read_dates

    if days := read_dates(fields.get("date", "")):
        fields["date"] = days[0].value or ""
    names = re.split(r",\s+|\s+and\s+", fields.get("authors", ""))
    fields["authors"] = "; ".join(filter(None, names))
    paragraphs = [part for part in paragraphs if part and not _NUMBER.fullmatch(part)]
    text = "\n\n".join((fields.get("title", ""), *paragraphs))
    return Text(text, {name: value for name, value in fields.items() if value})


def _by_order(article: LexborNode) -> dict[str, str]:
    """Read the lines around the count of words: above it the byline, below it day and source."""
    lines = [_text(part) for part in article.css("div") if _is_line(part)]
    found: dict[str, str] = {}
    author = article.css_first(".author")
    if author is not None:
        found["authors"] = re.sub(r"^By\s+", "", _text(author), flags=re.I)
    for at, line in enumerate(lines):
        if _WORDS.fullmatch(line):
            below = [
                text for text in lines[at + 1 : at + 4] if not re.fullmatch(r"\d\d:\d\d", text)
            ]
            if len(below) >= 2:
                found["date"], found["source.name"] = below[:2]
            break
    return found


def _is_line(block: LexborNode) -> bool:
    """Return True for a block without other blocks in it; `css` also gives the block itself."""
    return all(inner.mem_id == block.mem_id for inner in block.css("div, p"))


def _text(node: LexborNode) -> str:
    return " ".join(node.text().split())


def _lines(body: LexborNode) -> Iterator[str]:
    for block in body.css(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    for line in body.text().split("\n"):
        yield " ".join(line.split())


PRESS = Container("an export of a press database", 30_000_000, _is_press, _read_press)


# --- Word and RTF -------------------------------------------------------------------------

_DAMAGED = (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError)
_HEADING = re.compile(r"<h1\b")
_EXPORT = re.compile(
    r"^(?:Load-Date|Length|Byline|Body|End of Document)\b:?|^Document \w{8,}\d{8,}", re.MULTILINE
)


def _is_word(peek: Peek) -> bool:
    """Return True for a ZIP archive with the main part of a Word document."""
    return "word/document.xml" in peek.members


def _read_word(data: bytes) -> Contents:
    """Read the document: a page if it has a main heading, else its plain text."""
    from .webarchives import open_archive

    mammoth = optional("mammoth", "reading a Word document")
    with open_archive(data):  # Refuses what is damaged, or unfolds to more than it may.
        text = _converted(mammoth.extract_raw_text, data)
        if not text.strip():
            raise Unreadable("the document has no text", "save it again, with its text", "empty")
        if not _EXPORT.search(text):
            html = _converted(mammoth.convert_to_html, data)
            if _HEADING.search(html):
                page = make_page(f"<html><body><article>{html}</article></body></html>")
                return Contents((page,))
    return Contents((Text(re.sub(r"\n{3,}", "\n\n", text)),))


def _converted(convert: Any, data: bytes) -> str:
    from xml.parsers.expat import ExpatError

    try:
        return str(convert(BytesIO(data)).value)
    except (ExpatError, *_DAMAGED) as error:
        raise Unreadable("the document is damaged", "save it again", "damaged") from error


def _is_rtf(peek: Peek) -> bool:
    """Return True for the start that every RTF document has."""
    return peek.data.startswith(b"{\\rtf")


def _read_rtf(data: bytes) -> Contents:
    """Read the document's plain text."""
    to_text = optional("striprtf.striprtf", "reading an RTF document").rtf_to_text
    if not data.rstrip(b"\r\n\t \x00").endswith(b"}"):
        raise Unreadable("the document is cut off", "save it again", "truncated")
    try:
        # RTF is ASCII; other letters are escaped, and the document names their code page.
        text = to_text(data.decode("latin-1"), errors="replace")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("the document is damaged", "save it again", "damaged") from error
    if not text.strip():
        raise Unreadable("the document has no text", "save it again, with its text", "empty")
    return Contents((Text(text),))


WORD = Container("a Word document", 30_000_000, _is_word, _read_word)
RTF = Container("an RTF document", 10_000_000, _is_rtf, _read_rtf)
