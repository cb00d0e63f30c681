"""Blocks become Markdown (CommonMark 0.31 with tables)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...reading.frontmatter import FENCE, dump
from ..lines import fold
from ..markdown import escape_inline, escape_start
from .blocks import Block, Code, Heading, ListBlock, Paragraph, Picture, Quote, Rule, Table
from .figures import Figure
from .inline import destination


def write(blocks: Iterable[Block]) -> str:
    """Write blocks, parted by blank lines, without a line end at the end."""
    written: list[str] = []
    last: Block | None = None
    turn = False
    for block in blocks:
        # Two lists in a row stay two where their marks differ.
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
    """Write a picture for a place inside a line, such as a cell; its title has the caption."""
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
