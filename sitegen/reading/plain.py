"""Plain text: most of what a news article holds, spared the Markdown rules that cannot apply.

A paragraph on one line that begins with nothing special skips the other block rules. A text that
holds no more than words, emphasis around words, code and links to plain addresses is taken apart by
one expression instead of a dozen rules a character. Whatever is less plain goes the thorough way;
the HTML is the same either way.
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
_WORDS = r"[^\n\\`*_~\[\]!&<^]"
# Emphasis is plain where its marks can only open, or only close: a word stands on the inner side
# (CommonMark 0.31, 6.2), and on the outer side a space, a plain punctuation mark, or nothing.
_BEFORE = r"(?:(?<![\s\S])|(?<=[\s\"'(“‘«—–]))"
_AFTER = r"(?=[\s\"')”’»—–.,;:?]|\Z)"
_INNER = r"[^\W_](?:" + _WORDS + r"*[^\W_])?"
_PLAIN_INLINE = re.compile(
    rf"({_WORDS}+)"
    rf"|{_BEFORE}(\*\*?)({_INNER})\2{_AFTER}"
    rf"|\[({_WORDS}+)\]\((https?://[a-z0-9.-]+/[A-Za-z0-9_./~#-]*)\)"
    r"|(?<!`)`([^`\s\\](?:[^`\n]*[^`\s\\])?)`(?!`)"
)


def spare_plain_text(parser: MarkdownIt) -> None:
    """Teach a parser the two short ways."""
    parser.block.ruler.before("table", "plain", _plain_paragraph)
    thorough = parser.inline.parse

    def parse(source: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        plain = _plain_inline(source)
        if plain is None:
            return thorough(source, md, env, tokens)
        tokens.extend(plain)
        return tokens

    setattr(parser.inline, "parse", parse)  # noqa: B010 (a method, which mypy will not assign)
    parser.add_render_rule("paragraph_open", _paragraph_open)
    parser.add_render_rule("paragraph_close", _paragraph_close)


def _plain_inline(source: str) -> list[Token] | None:
    """Take a plain text apart; None where it is not plain from its beginning to its end."""
    tokens: list[Token] = []
    position = 0
    while position < len(source):
        match = _PLAIN_INLINE.match(source, position)
        if match is None:
            return None
        position = match.end()
        words, mark, inner, text, address, code = match.groups()
        if words is not None:
            tokens.append(Token("text", "", 0, content=words))
        elif mark is not None:
            name = "em" if mark == "*" else "strong"
            tokens += (
                Token(f"{name}_open", name, 1, markup=mark),
                Token("text", "", 0, content=inner, level=1),
                Token(f"{name}_close", name, -1, markup=mark),
            )
        elif address is not None:
            tokens += (
                Token("link_open", "a", 1, attrs={"href": address}),
                Token("text", "", 0, content=text, level=1),
                Token("link_close", "a", -1),
            )
        else:
            tokens.append(Token("code_inline", "code", 0, markup="`", content=code))
    return tokens


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
