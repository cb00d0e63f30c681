"""Plain paragraphs: most of a news text, spared the Markdown rules that cannot apply to them.

A paragraph on one line that begins with nothing special skips the other block rules, and a text
without a special character skips the inline rules. What comes out is the same, token for token;
it comes in half the time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

_PLAIN_START = re.compile(r"[^\s\d#>*+\-_=|~`:<\[\x00-\x1f]")
_INLINE_SPECIAL = re.compile(r"[\n\\`*_~\[\]!&<^]")


def spare_plain_text(parser: MarkdownIt) -> None:
    """Teach a parser the two short ways."""
    parser.block.ruler.before("table", "plain", _plain_paragraph)
    thorough = parser.inline.parse

    def parse(source: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        if not source or _INLINE_SPECIAL.search(source):
            return thorough(source, md, env, tokens)
        tokens.append(Token("text", "", 0, content=source))
        return tokens

    setattr(parser.inline, "parse", parse)  # noqa: B010 (a method, which mypy will not assign)
    parser.add_render_rule("paragraph_open", _paragraph_open)
    parser.add_render_rule("paragraph_close", _paragraph_close)


def _plain_paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    indent = state.sCount[start] - state.blkIndent
    position = state.bMarks[start] + state.tShift[start]
    stop = state.eMarks[start]
    if silent or not 0 <= indent < 4 or not _PLAIN_START.match(state.src, position, stop):
        return False
    following = start + 1
    if following < end:
        if not state.isEmpty(following):
            return False
        # A definition list takes the paragraph before a blank line as its term.
        if following + 1 < end and not state.isEmpty(following + 1):
            begin = state.bMarks[following + 1] + state.tShift[following + 1]
            if state.src[begin] in ":~":
                return False
    state.line = following
    state.push("paragraph_open", "p", 1).map = [start, following]
    inline = state.push("inline", "", 0)
    inline.content = state.src[position:stop].strip()
    inline.map = [start, following]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _paragraph_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    token = tokens[index]
    if token.hidden or token.attrs:
        return renderer.renderToken(tokens, index, options, env)
    return "\n<p>" if index and tokens[index - 1].hidden else "<p>"


def _paragraph_close(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    token = tokens[index]
    return renderer.renderToken(tokens, index, options, env) if token.hidden else "</p>\n"
