"""Limits: what Markdown would cut off in silence, or read in too long a time, is reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.token import Token

from .remarks import Env, Remark, remark

DEEPEST = 100
"""Levels of blocks; a quotation is one, a list is two (the list and its item)."""

MAX_NESTING = DEEPEST + 20
"""markdown-it leaves out what is deeper, without a word; our own limit comes before."""

_BRACKETS = 50
"""Brackets inside of brackets, in one paragraph; markdown-it recurses for each."""

LONGEST_CODE = 20_000
"""Characters of a block of code that are highlighted: some lexers need quadratic time."""

ALL_CODE = 100_000
"""Characters of a body's code that are highlighted, taken together."""


def set_limits(parser: MarkdownIt) -> None:
    """Teach a parser to report what it would leave out."""
    parser.block.ruler.before("table", "nesting", _nesting)
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})


def _nesting(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if silent or state.level <= DEEPEST:
        return False
    message = "lists and quotations nest too deep here"
    hint = f"at most {DEEPEST} quotations or {DEEPEST // 2} lists can lie in each other"
    remark(state.env, Remark(start, "markdown.nesting", message, hint))
    state.line = end
    return True


def nests_too_deep(token: Token, env: Env) -> bool:
    """Report a text whose brackets lie in each other too deep to be read."""
    if token.content.count("[") <= _BRACKETS:
        return False
    depth = deepest = 0
    for character in token.content:
        if character == "[":
            depth += 1
            deepest = max(deepest, depth)
        elif character == "]":
            depth = max(0, depth - 1)
    if deepest <= _BRACKETS:
        return False
    message = f"more than {_BRACKETS} brackets are open here at once"
    hint = r"close them, or write \[ for a bracket that begins no link"
    remark(env, Remark(env["line"], "markdown.nesting", message, hint))
    return True


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not table(state, start, end, silent):
        return False
    if not silent:
        _report_cells(state, start)
    return True


def _report_cells(state: StateBlock, start: int) -> None:
    """Report the cells of a table that have no column: GFM leaves them out."""
    columns = len(_cells(state, start))
    for line in range(start + 2, state.line):
        more = [cell for cell in _cells(state, line)[columns:] if cell.strip()]
        if more:
            message = f"this row has more cells than the table has columns ({columns})"
            hint = r"add a column to the first two lines, or write \| for a bar in a text"
            remark(state.env, Remark(line, "markdown.table", message, hint, more[0].strip()))


def _cells(state: StateBlock, line: int) -> list[str]:
    cells: list[str] = escapedSplit(getLine(state, line).strip())
    if cells and not cells[0]:
        del cells[0]
    if cells and not cells[-1]:
        del cells[-1]
    return cells


def report_lost(before: Sequence[Token], after: Sequence[Token], env: Env) -> None:
    """Report the notes whose text is in no place any more: never referred to, or defined twice."""
    kept = {id(token) for token in after}
    label, line = "", 0
    for token in before:
        if token.type == "footnote_reference_open":
            label, line = token.meta["label"], token.map[0] if token.map else line
        elif token.content and id(token) not in kept:
            where = token.map[0] if token.map else line
            message = f"the text of the note “{label}” would be lost"
            hint = f"refer to it once with [^{label}], define it once, and in no other note"
            remark(env, Remark(where, "markdown.note", message, hint, f"[^{label}]:"))


def is_too_long(code: Token, language: str, env: Env) -> bool:
    """Tell whether code is too long to be highlighted, and say so."""
    length = len(code.content)
    env["code"] = env.get("code", 0) + length
    if length <= LONGEST_CODE and env["code"] <= ALL_CODE:
        return False
    message = f"this code is not highlighted: it is longer than {LONGEST_CODE:,} characters"
    if length <= LONGEST_CODE:
        message = f"this code is not highlighted: the text has over {ALL_CODE:,} characters of code"
    hint = f"take the word “{language}” out, and there is no warning"
    line = code.map[0] if code.map else 0
    remark(env, Remark(line, "markdown.code", message, hint, language, "warning"))
    return True


def report_recursion(env: Any) -> None:
    """Report a text that is too deep for the parser in a way that has no limit of its own."""
    message = "links, pictures or notes nest too deep in this text"
    remark(env, Remark(env.get("line", 0), "markdown.nesting", message, "take some of them apart"))
