"""Write blocks and inline elements as Markdown (CommonMark 0.31 with tables)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from lxml.html import HtmlElement

from ...reading.frontmatter import FENCE, dump
from ..lines import fold, tidy
from ..markdown import escape_inline, escape_start
from .blocks import Block, Code, Heading, ListBlock, Paragraph, Picture, Quote, Rule, Table
from .dom import SILENT, Document, is_hidden
from .figures import Figure

# Noncharacters of Unicode, which `dom.parse` removes from pages: they cannot be content.
BREAK = "\ufdd0"
_OPEN, _CLOSE = "\ufdd1", "\ufdd2"
_MARKS = {"em": "*", "i": "*", "cite": "*", "dfn": "*", "strong": "**", "b": "**", "del": "~~", "s": "~~"}  # fmt: skip  # noqa: E501
_CODE = frozenset(("code", "kbd", "samp", "tt", "var"))
# CommonMark lets a parser stop at 32 nested parentheses.
_NESTED = 8
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_ADJACENT = re.compile(rf"(\*\*|\*|~~){_CLOSE}{_OPEN}\1")
_EMPHASIS = re.compile(
    rf"(?P<before>[^{_OPEN}{_CLOSE}]?){_OPEN}(?P<mark>\*\*|\*|~~)(?P<inner>[^{_OPEN}{_CLOSE}]+)"
    rf"(?P=mark){_CLOSE}(?=(?P<after>[^{_OPEN}{_CLOSE}]?))"
)
_EDGES = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)


class InlineWriter:
    """Collects inline content, and returns it as one paragraph or several."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.parts: list[str] = []
        self.words: list[str] = []
        self.linked = 0

    def text(self, text: str | None) -> None:
        """Add running text."""
        if text:
            text = _SPACE.sub(" ", text)
            self.words.append(text)
            self.parts.append(escape_inline(text))

    def element(self, element: HtmlElement) -> None:
        """Add an inline element with all that is in it."""
        words, parts, linked = self._render(element, in_link=False)
        self.words += words
        self.parts += parts
        self.linked += linked

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the collected paragraphs, separated at double line breaks."""
        markdown, text = "".join(self.parts), "".join(self.words)
        total = len(tidy(text.replace(BREAK, " ")))
        share = min(1.0, self.linked / total) if total else 0.0
        lines = [tidy(_resolve(line)) for line in markdown.split(BREAK)]
        plains = [tidy(line) for line in text.split(BREAK)]
        self.parts, self.words, self.linked = [], [], 0
        if len(lines) != len(plains):
            lines, plains = [" ".join(filter(None, lines))], [" ".join(filter(None, plains))]
        group: list[int] = []
        for at in range(len(lines) + 1):
            if at < len(lines) and (lines[at] and plains[at]):
                group.append(at)
            elif group and (at == len(lines) or not lines[at]):
                yield Paragraph(
                    " ".join(plains[one] for one in group),
                    "\\\n".join(lines[one] for one in group),
                    share,
                )
                group = []

    def _render(self, element: HtmlElement, in_link: bool) -> tuple[list[str], list[str], int]:
        tag = element.tag
        if tag == "br":
            return [BREAK], [BREAK], 0
        if tag in SILENT or tag == "noscript" or is_hidden(element):
            return [], [], 0
        if tag in _CODE:
            text = tidy("".join(element.itertext()))
            return [text], [code_span(text)] if text else [], 0
        href = ""
        if tag == "a" and not in_link and not (element.get("href") or "#").startswith("#"):
            href = self.document.absolute(element.get("href"))
        words: list[str] = []
        parts: list[str] = []
        linked = 0
        if element.text:
            text = _SPACE.sub(" ", element.text)
            words.append(text)
            parts.append(escape_inline(text))
        for child in element:
            inner = self._render(child, in_link or bool(href))
            words += inner[0]
            parts += inner[1]
            linked += inner[2]
            if child.tail:
                text = _SPACE.sub(" ", child.tail)
                words.append(text)
                parts.append(escape_inline(text))
        # A link to a place on the page itself leads nowhere else.
        if tag == "a" and (element.get("href") or "#")[:1] != "#":
            linked = len("".join(words).strip())
        if tag == "q":
            return ["“", *words, "”"], ["“", *parts, "”"], linked
        if href:
            parts = _link("".join(parts), href)
        elif tag in _MARKS:
            parts = _emphasis("".join(parts), _MARKS[tag])
        return words, parts, linked


def code_span(text: str) -> str:
    """Write a code span (CommonMark 6.1): a fence longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def destination(url: str) -> str:
    """Write the address of a picture (CommonMark 6.3), escaping what would end it early."""
    return re.sub(r"[()]", _percent, link_destination(url))


def link_destination(url: str) -> str:
    """Write the address of a link (CommonMark 6.3); parentheses stay where they are balanced."""
    unsafe = r"[\s<>\\\[\]`\"|]" if _is_balanced(url) else r"[\s<>()\\\[\]`\"|]"
    return re.sub(r"&(?=#?\w+;)", r"\&", re.sub(unsafe, _percent, url))


def _percent(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"


def _is_balanced(url: str) -> bool:
    depth = 0
    for char in url:
        depth += (char == "(") - (char == ")")
        if depth < 0 or depth > _NESTED:
            return False
    return depth == 0


def _resolve(markdown: str) -> str:
    """Keep the emphasis marks that CommonMark (6.2) recognizes, and drop the others."""
    if _OPEN not in markdown:
        return markdown
    markdown = _ADJACENT.sub("", markdown)
    count = 1
    while count:
        markdown, count = _EMPHASIS.subn(_settle, markdown)
    return re.sub(f"[{_OPEN}{_CLOSE}]", "", markdown)


def _settle(found: re.Match[str]) -> str:
    before, mark, inner, after = found.group("before", "mark", "inner", "after")
    opens = not _is_punctuation(inner[0]) or not before or not before.isalnum()
    closes = not _is_punctuation(inner[-1]) or not after or not after.isalnum()
    return f"{before}{mark}{inner}{mark}" if opens and closes else f"{before}{inner}"


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _link(label: str, href: str) -> list[str]:
    before, label, after = _edges(label.replace(BREAK, " "))
    if not label:
        return [before, after]
    label = re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", label)
    return [before, f"[{label}]({link_destination(href)})", after]


def _emphasis(text: str, mark: str) -> list[str]:
    if BREAK in text or not text.strip():
        # Emphasis ends with its paragraph, so that each line gets marks of its own.
        pieces = text.split(BREAK)
        if len(pieces) == 1:
            return [text]
        joined = [piece for one in pieces for piece in ("".join(_emphasis(one, mark)), BREAK)]
        return joined[:-1]
    before, inner, after = _edges(text)
    if mark[0] in (inner[0], inner[-1]):
        return [text]
    return [before, f"{_OPEN}{mark}{inner}{mark}{_CLOSE}", after]


def _edges(text: str) -> tuple[str, str, str]:
    match = _EDGES.match(text)
    assert match is not None
    return match[1], match[2], match[3]


def write(blocks: Iterable[Block]) -> str:
    """Write blocks, parted by blank lines, without a line end at the end."""
    written: list[str] = []
    last: Block | None = None
    turn = False
    for block in blocks:
        # Two lists in a row stay separate if their marks differ.
        follows = isinstance(block, ListBlock) and isinstance(last, ListBlock)
        turn = follows and not turn
        text = _write(block, turn)
        if text:
            written.append(text)
            last = block
    return "\n\n".join(written)


def _write(block: Block, turn: bool) -> str:
    match block:
        case Paragraph(markdown=markdown):
            return "\n".join(map(escape_start, markdown.split("\n")))
        case Heading(markdown=markdown, level=level):
            closing = re.sub(r"(?<!\S)(#+)$", r"\\\1", markdown)
            return f"{'#' * level} {closing}"
        case ListBlock(items=items, start=start):
            return "\n".join(_item(item, at, start, turn) for at, item in enumerate(items))
        case Quote(blocks=blocks):
            return _prefix(write(blocks), "> ", "> ")
        case Code(text=text, language=language):
            longest = max((len(run) for run in re.findall("`+", text)), default=0)
            fence = "`" * max(3, longest + 1)
            return f"{fence}{language}\n{text}\n{fence}"
        case Table(rows=rows, headed=headed):
            return _table(rows, headed)
        case Picture(figure=figure):
            return picture(figure)
        case Rule():
            return "---"


def picture(figure: Figure) -> str:
    """Write a picture: as the embed `figure` if it has a caption or a credit."""
    if not (figure.caption or figure.credit):
        return inline_picture(figure)
    src = destination(figure.src).strip("<>")
    has_space = any(map(str.isspace, src))
    options = {"src": src} if has_space else {}
    options |= {"alt": _alt(figure), "caption": figure.caption, "credit": figure.credit}
    lines = dump(options).removeprefix(f"{FENCE}\n").removesuffix(f"{FENCE}\n")
    return f":::figure{'' if has_space else f' {src}'}\n{lines}:::"


def _alt(figure: Figure) -> str:
    """Return the alternative text, "" if the caption repeats it: it would be read twice."""
    repeated = figure.caption and fold(figure.alt)[:40] == fold(figure.caption)[:40]
    return "" if repeated else figure.alt


def inline_picture(figure: Figure) -> str:
    """Write a picture inside a line, such as a cell, with the caption as its title."""
    credit = f"({figure.credit})" if figure.credit else ""
    words = " ".join(filter(None, (figure.caption, credit)))
    alt = re.sub(r"[\[\]]", r"\\\g<0>", escape_inline(_alt(figure)))
    title = escape_inline(words).replace('"', "&quot;")
    shown = f' "{title}"' if title else ""
    return f"![{alt}]({destination(figure.src)}{shown})"


def _item(blocks: Sequence[Block], at: int, start: int | None, turn: bool) -> str:
    mark = ("*" if turn else "-") if start is None else f"{start + at}{')' if turn else '.'}"
    return _prefix(write(blocks), f"{mark} ", " " * (len(mark) + 1))


def _prefix(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        (first if at == 0 else rest) + line if line or rest.strip() else ""
        for at, line in enumerate(lines)
    ).replace("> \n", ">\n")


def _table(rows: Sequence[Sequence[str]], headed: bool) -> str:
    width = max(map(len, rows))
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    head, body = (full[0], full[1:]) if headed else ([""] * width, full)
    lines = [head, ["---"] * width, *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
