"""The blocks of an article's text, as the page's elements give them."""

from __future__ import annotations

from msgspec import Struct

from .figures import Figure


class Paragraph(Struct, frozen=True):
    """Running text: its plain words, the same as Markdown, and how much of it is links (0 to 1)."""

    text: str
    markdown: str
    links: float = 0.0


class Heading(Struct, frozen=True):
    """A heading inside the text; `level` counts from 1 as the page does."""

    text: str
    markdown: str
    level: int


class ListBlock(Struct, frozen=True):
    """A list; `start` is None for bullets. Every item is a sequence of blocks."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


class Quote(Struct, frozen=True):
    """A quotation apart from the text."""

    blocks: tuple[Block, ...]


class Code(Struct, frozen=True):
    """Preformatted text, and the programming language where the page names it."""

    text: str
    language: str = ""


class Table(Struct, frozen=True):
    """A table of single-line cells (Markdown); the first row is its head where `headed` is set."""

    rows: tuple[tuple[str, ...], ...]
    headed: bool = True


class Picture(Struct, frozen=True):
    """A picture inside the text."""

    figure: Figure


class Rule(Struct, frozen=True):
    """A thematic break."""


Block = Paragraph | Heading | ListBlock | Quote | Code | Table | Picture | Rule


def plain(block: Block) -> str:
    """Return the words of a block, without its marks."""
    match block:
        case Paragraph(text=text) | Heading(text=text) | Code(text=text):
            return text
        case ListBlock(items=items):
            return " ".join(plain(one) for item in items for one in item)
        case Quote(blocks=blocks):
            return " ".join(map(plain, blocks))
        case Table(rows=rows):
            return " ".join(cell for row in rows for cell in row)
        case Picture(figure=figure):
            return " ".join(filter(None, (figure.caption, figure.credit)))
        case Rule():
            return ""
