"""Our own rules for the Markdown parser: comments are left out, losses are reported.

A comment is for those who edit (CommonMark 0.31, 4.6 and 6.6): it is in no page, no feed and no
count of words. What begins one must end it, or the words behind it might be published. Other HTML
is text, and worth a warning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .remarks import Env, Remark, remark

_BEGIN, _END = "<!--", "-->"
_SHORT = re.compile("<!--(?:-?>)")
# Not more than this of a tag is looked at, so that a text of many "<" is read in linear time.
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]{0,500})?>|<[?!][A-Za-z\[][^<>]{0,500}>")


def leave_out_comments(parser: MarkdownIt) -> None:
    """Make a parser leave out comments and report other HTML."""
    ends = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.after("fence", "comment", _block, {"alt": ends})
    parser.inline.ruler.after("autolink", "comment", _inline)


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Skip comments that begin a line, up to their ends."""
    position = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith(_BEGIN, position):
        return False
    line = start
    while state.src.startswith(_BEGIN, position):
        begin = line
        found = _end_of(state, line, end, position)
        if found is None:
            if not silent:
                state.line = end
                _report_open(state.env, begin)
            return True
        line, position = found
    if position < state.eMarks[line]:
        if line == start:
            return False  # The line has text behind the comment, so it is a paragraph.
        if not silent:
            state.bMarks[line], state.tShift[line] = position, 0
            state.sCount[line] = state.blkIndent
            state.line = line
    elif not silent:
        state.line = line + 1
    return True


def _end_of(state: StateBlock, line: int, end: int, position: int) -> tuple[int, int] | None:
    """Find the end of a comment: its line, and the text behind it on that line."""
    short = _SHORT.match(state.src, position)
    at = short.end() if short else state.src.find(_END, position + len(_BEGIN))
    if at < 0:
        return None
    while line < end and state.eMarks[line] < at:
        line += 1
        # What is less indented than its item or quotation is not in it any more.
        if line < end and not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return None
    if line >= end:
        return None
    at = at if short else at + len(_END)
    return line, state.skipSpaces(at) if at < state.eMarks[line] else at


def _inline(state: StateInline, silent: bool) -> bool:
    """Skip a comment inside a paragraph, a heading or a cell; report other tags."""
    position = state.pos
    if state.src[position] != "<":
        return False
    if not state.src.startswith(_BEGIN, position):
        if not silent:
            _report_tag(state, position)
        return False
    if state.env.get("open_comment") == state.env["line"]:
        return False  # Reported already: no later comment of this text has an end.
    short = _SHORT.match(state.src, position)
    end = short.end() if short else state.src.find(_END, position + len(_BEGIN))
    if end < 0:
        state.env["open_comment"] = state.env["line"]
        _report_open(state.env, _line_of(state, position))
        return False
    state.pos = end if short else end + len(_END)
    return True


def _line_of(state: StateInline, position: int) -> int:
    first: int = state.env["line"]
    return first + state.src.count("\n", 0, position)


def _report_open(env: Any, line: int) -> None:
    message = "the comment that begins here has no end"
    hint = "end it with --> in the same paragraph, or begin it on a line of its own"
    remark(env, Remark(line, "markdown.comment", message, hint, _BEGIN))


def _report_tag(state: StateInline, position: int) -> None:
    """Warn of the first tag of a paragraph; the others have the same reason."""
    line: int = state.env["line"]
    if state.env.get("html_line") == line:
        return
    tag = _TAG.match(state.src, position)
    if tag is not None:
        state.env["html_line"] = line
        shown = tag[0].split("\n", 1)[0]
        message = f"HTML is shown to readers as text: “{shown[:60]}”"
        hint = r"write Markdown instead, or put it in `code`; \< is a sign of its own"
        at = _line_of(state, position)
        remark(state.env, Remark(at, "markdown.html", message, hint, shown, "warning"))


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
    """Make a parser report what it would leave out."""
    parser.block.ruler.before("table", "nesting", _nesting)
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})


def _nesting(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if silent or state.level <= DEEPEST:
        return False
    message = "lists and quotations nest too deep here"
    hint = f"at most {DEEPEST} quotations or {DEEPEST // 2} lists can be nested"
    remark(state.env, Remark(start, "markdown.nesting", message, hint))
    state.line = end
    return True


def nests_too_deep(token: Token, env: Env) -> bool:
    """Report a text whose brackets are nested too deep to be read."""
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


_MOST_CELLS = 50_000
"""Cells of all tables of a text: each is about 2 kB in memory while it is read."""

_DELIMITERS = re.compile(r"[ \t]*\|?[ \t]*:?-[-:| \t]*")


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not silent and _has_too_many_cells(state, start, end):
        return False
    if not table(state, start, end, silent):
        return False
    if not silent:
        _report_cells(state, start)
    return True


def _has_too_many_cells(state: StateBlock, start: int, end: int) -> bool:
    """Report a table that is too large; return True if it is."""
    if start + 2 > end or not _DELIMITERS.fullmatch(getLine(state, start + 1)):
        return False
    last = next((line for line in range(start, end) if state.isEmpty(line)), end)
    cells = len(_cells(state, start)) * (last - start - 1)
    state.env["cells"] = state.env.get("cells", 0) + cells
    if state.env["cells"] <= _MOST_CELLS:
        return False
    message = f"the tables of this text have more than {_MOST_CELLS:,} cells"
    hint = "put the values into a file of data/, and offer it to readers as a file of static/"
    needle = getLine(state, start).strip()[:100]
    remark(state.env, Remark(start, "markdown.table", message, hint, needle))
    state.env["cells"] = 0
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
    """Report notes whose text would be lost: never referred to, or defined twice."""
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
    """Report code that is too long to be highlighted; return True if it is."""
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
    """Report a text that is nested too deeply for the parser in a way not checked elsewhere."""
    message = "links, pictures or notes nest too deep in this text"
    remark(env, Remark(env.get("line", 0), "markdown.nesting", message, "take some of them apart"))
