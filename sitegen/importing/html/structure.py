"""Turn elements into blocks: one walk through the article's region, in reading order.

Each block remembers the element that it came from, so that later steps can ask where it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement
from msgspec import Struct, structs

from ..lines import tidy
from .blocks import Block, Code, Heading, ListBlock, Paragraph, Picture, Quote, Rule, Table, plain
from .dom import BLOCKS, SILENT, Document, is_hidden
from .figures import Figure, address_of, is_figure, is_symbol, read_figure
from .writer import InlineWriter, link_destination

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LANGUAGE = re.compile(r"(?:language|lang|highlight|brush)[-:]\s*([\w+#-]+)")
_COLUMNS = 40


class Placed(Struct, frozen=True):
    """A block and the element that it came from; `linked` if the whole block is inside a link."""

    block: Block
    element: HtmlElement
    linked: bool = False


class Walker:
    """Walks through elements and yields their blocks, except `skipped` ones."""

    def __init__(self, document: Document, skipped: frozenset[HtmlElement] = frozenset()) -> None:
        self.document = document
        self.skipped = skipped

    def walk(self, element: HtmlElement) -> Iterator[Placed]:
        """Yield the blocks of an element."""
        tag = element.tag
        if tag in SILENT or is_hidden(element) or element in self.skipped:
            return
        if tag == "noscript":
            yield from self._noscript(element)
        elif is_figure(element):
            yield from self._figure(element)
        elif tag == "img":
            yield from self._image(element)
        elif tag in _HEADINGS:
            yield from self._heading(element)
        elif tag in ("ul", "ol", "menu"):
            yield from self._list(element)
        elif tag == "table":
            yield from self._table(element)
        elif tag in ("blockquote", "pre", "hr"):
            yield from self._apart(element)
        elif tag == "a" and element.get("href"):
            href = self.document.absolute(element.get("href"))
            yield from (_link(one, href) for one in self._children(element))
        else:
            yield from self._children(element)

    def _apart(self, element: HtmlElement) -> Iterator[Placed]:
        """Yield a quotation, a piece of code or a rule."""
        if element.tag == "hr":
            yield Placed(Rule(), element)
        elif element.tag == "blockquote":
            blocks = tuple(one.block for one in self._children(element))
            if blocks:
                yield Placed(Quote(blocks), element)
        else:
            text = re.sub(r"^\n+|\s+$", "", "".join(element.itertext()))
            if text.strip():
                yield Placed(Code(text, _language(element)), element)

    def _children(self, element: HtmlElement) -> Iterator[Placed]:
        """Yield the blocks of what is inside; inline content between blocks is a paragraph."""
        run = InlineWriter(self.document)
        run.text(element.text)
        for child in element:
            if self._is_block(child):
                yield from self._flush(run, element)
                yield from self.walk(child)
            elif child not in self.skipped:
                run.element(child)
            run.text(child.tail)
        yield from self._flush(run, element)

    def _flush(self, run: InlineWriter, element: HtmlElement) -> Iterator[Placed]:
        for paragraph in run.paragraphs():
            yield Placed(paragraph, element)

    def _is_block(self, element: HtmlElement) -> bool:
        if element.tag in BLOCKS or element.tag in ("img", "picture", "noscript"):
            return True
        # An inline element, or one that is unknown to HTML, with blocks inside.
        return any(one.tag in BLOCKS or one.tag == "img" for one in element.iter())

    def _noscript(self, element: HtmlElement) -> Iterator[Placed]:
        previous = element.getprevious()
        if previous is not None and (previous.tag == "img" or previous.find(".//img") is not None):
            return
        for image in element.iter("img"):
            yield from self._image(image)

    def _image(self, element: HtmlElement) -> Iterator[Placed]:
        src = address_of(element, self.document)
        if src and not is_symbol(element):
            yield Placed(Picture(Figure(src, tidy(element.get("alt") or ""))), element)

    def _figure(self, element: HtmlElement) -> Iterator[Placed]:
        figure = read_figure(element, self.document)
        if figure is None:
            yield from self._children(element)
        else:
            yield Placed(Picture(figure), element)

    def _heading(self, element: HtmlElement) -> Iterator[Placed]:
        for placed in self._children(element):
            block = placed.block
            if isinstance(block, Paragraph):
                markdown = block.markdown.replace("\\\n", " ")
                level = _HEADINGS[element.tag]
                yield Placed(Heading(block.text, markdown, level), element)
            else:
                yield placed

    def _list(self, element: HtmlElement) -> Iterator[Placed]:
        items: list[tuple[Block, ...]] = []
        for child in element:
            if child.tag in SILENT or is_hidden(child) or child in self.skipped:
                continue
            blocks = tuple(one.block for one in self.walk(child))
            if child.tag in ("ul", "ol") and items:
                items[-1] += blocks
            elif blocks:
                items.append(blocks)
        if not items:
            return
        start = None
        if element.tag == "ol":
            given = element.get("start") or "1"
            start = int(given) if given.isdecimal() and len(given) < 9 else 1
        yield Placed(ListBlock(tuple(items), start), element)

    def _table(self, element: HtmlElement) -> Iterator[Placed]:
        rows = [row for row in element.iter("tr") if _table_of(row) is element]
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        if _is_layout(element, cells):
            for row in cells:
                for cell in row:
                    yield from self._children(cell)
            return
        caption = element.find("caption")
        if caption is not None:
            yield from self._children(caption)
        written = tuple(tuple(self._cell(cell) for cell in row) for row in cells)
        written = tuple(row for row in written if any(row))
        if written:
            headed = (
                all(cell.tag == "th" for cell in cells[0]) or element.find(".//thead") is not None
            )
            yield Placed(Table(written, headed), element)

    def _cell(self, cell: HtmlElement) -> str:
        blocks = [placed.block for placed in self._children(cell)]
        texts = [
            one.markdown if isinstance(one, Paragraph | Heading) else _cell_text(one)
            for one in blocks
        ]
        return " ".join(texts).replace("\\\n", " ").replace("\n", " ").replace("|", "\\|")


def _link(placed: Placed, href: str) -> Placed:
    """Turn a block inside a link into a link."""
    block = placed.block
    if isinstance(block, Paragraph | Heading) and href and "](" not in block.markdown:
        linked = f"[{block.markdown}]({link_destination(href)})"
        block = structs.replace(block, markdown=linked)
    if isinstance(block, Paragraph):
        block = structs.replace(block, links=1.0)
    return Placed(block, placed.element, linked=True)


def _cell_text(block: Block) -> str:
    if isinstance(block, Picture):
        from .writer import inline_picture

        return inline_picture(block.figure)
    from ..markdown import escape_inline

    return escape_inline(plain(block))


def _table_of(row: HtmlElement) -> HtmlElement | None:
    at = row.getparent()
    while at is not None and at.tag != "table":
        at = at.getparent()
    return at


def _is_layout(element: HtmlElement, cells: list[list[HtmlElement]]) -> bool:
    """Return True if a table only arranges things: one column, tables or long text in it."""
    if element.get("role") == "presentation" or not cells:
        return True
    widest = max(map(len, cells))
    if widest <= 1 or widest > _COLUMNS:
        return True
    if element.find(".//table") is not None:
        return True
    if element.find(".//th") is not None or element.find("caption") is not None:
        return False
    long = [cell for row in cells for cell in row if len(cell.findall(".//p")) > 2 or cell.find(".//figure") is not None]  # fmt: skip  # noqa: E501
    return bool(long)


def _language(element: HtmlElement) -> str:
    for one in element.iter():
        found = _LANGUAGE.search(one.get("class") or "")
        if found:
            return found[1]
    return ""
