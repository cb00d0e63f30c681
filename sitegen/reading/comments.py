"""HTML in Markdown: comments are left out, everything else is text and worth a warning.

A comment is for those who edit (CommonMark 0.31, 4.6 and 6.6): it is in no page, no feed and no
count of words. What begins one must end it, or the words behind it might be published.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from .remarks import Remark, remark

_BEGIN, _END = "<!--", "-->"
_SHORT = re.compile("<!--(?:-?>)")
# Not more than this of a tag is looked at, so that a text of many "<" is read in linear time.
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]{0,500})?>|<[?!][A-Za-z\[][^<>]{0,500}>")


def leave_out_comments(parser: MarkdownIt) -> None:
    """Teach a parser that comments are no text, and to report other HTML."""
    ends = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.after("fence", "comment", _block, {"alt": ends})
    parser.inline.ruler.after("autolink", "comment", _inline)


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Pass over comments that begin a line, with all that is between them and their ends."""
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
            return False  # Text of this line: the rest is a paragraph's to take.
        if not silent:
            state.bMarks[line], state.tShift[line] = position, 0
            state.sCount[line] = state.blkIndent
            state.line = line
    elif not silent:
        state.line = line + 1
    return True


def _end_of(state: StateBlock, line: int, end: int, position: int) -> tuple[int, int] | None:
    """Find the end of a comment: its line, and what follows it there after white space."""
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
    """Pass over a comment inside a paragraph, a heading or a cell; report other tags."""
    position = state.pos
    if state.src[position] != "<":
        return False
    if not state.src.startswith(_BEGIN, position):
        if not silent:
            _report_tag(state, position)
        return False
    if state.env.get("open_comment") == state.env["line"]:
        return False  # Said already: no later comment of this text has an end.
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
    """Warn of the first tag of a paragraph: more of them have the same reason."""
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
