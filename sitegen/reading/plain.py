"""Parse plain text quickly, without rules that cannot apply: it is most of a news article.

A text of nothing but words, emphasis around words, code and links to plain addresses is
taken apart by one expression instead of a dozen rules a character. Paragraphs and lists of it, each
paragraph and item on one line, become one token with their HTML. Whatever is less plain goes
the thorough way; the HTML is the same either way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .rules import nests_too_deep
from .typography import BREAKS, count_words

PLAIN = "plain"
"""The type of a token whose content is HTML already; its `meta` has `text` or `words`."""

OUTSIDE = ' rel="external noopener"'
"""The attributes of a link to another site."""

_PLAIN_START = re.compile(r"[^\s\d#>*+\-_=|~`:<\[\x00-\x1f]")
_MARKS = "\n\\`*_~[]&<"
_WORDS = rf"[^{re.escape(_MARKS)}]"
# Emphasis is plain where its marks can only open, or only close: a word is on the inner side
# (CommonMark 0.31, 6.2), and on the outer side a space, a plain punctuation mark, or nothing.
_BEFORE = r"(?:(?<![\s\S])|(?<=[\s\"'(“‘«—–]))"
_AFTER = r"(?=[\s\"')”’»—–.,;:?]|\Z)"
_INNER = rf"[^\W_](?:{_WORDS}*[^\W_])?(?:[,.;:?!](?=\*+(?:\s|\Z)))?"
_PLAIN_INLINE = re.compile(
    rf"({_WORDS}+)"
    rf"|{_BEFORE}(\*\*?)({_INNER})\2{_AFTER}"
    rf"|(?<![!^])\[({_WORDS}+)\]\((https?://[a-z0-9.-]+/[A-Za-z0-9_./~#-]*)\)"
    r"|(?<!`)`([^`\s\\](?:[^`\n]*[^`\s\\])?)`(?!`)"
)
_FRENCH = r"[ \u00a0\u202f][;:!?»]|«[ \u00a0\u202f]"
# What the parser's typographer may replace, and the spaces of French.
_TYPEWRITTEN = re.compile(
    rf"['\"]|\.\.|,,|--|\+-|\?{{4}}|!{{4}}|\((?:c|r|tm)\)|{_FRENCH}", re.IGNORECASE
)
_ITEM = re.compile(r"([*+-]|(\d{1,9})([.)])) (?=\S)")
# A paragraph of a list is hidden where the list is tight, which is not known before its end.
_WHOLE = ("root", "blockquote", "embed")


class _Plain(NamedTuple):
    html: str
    text: str


class _Block(NamedTuple):
    html: str
    words: float
    following: int


def spare_plain_text(parser: MarkdownIt) -> None:
    """Add the quick rules to a parser."""
    smart = bool(parser.options["typographer"])

    def inline(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline":
                _fill(token, state, smart)

    def blocks(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return not silent and _plain_blocks(state, start, end, smart)

    parser.core.ruler.at("normalize", _normalize)
    parser.block.ruler.before("table", PLAIN, blocks)
    parser.core.ruler.at("inline", inline)
    parser.add_render_rule(PLAIN, lambda _, tokens, index, *rest: tokens[index].content)
    parser.add_render_rule("paragraph_open", _paragraph_open)
    parser.add_render_rule("paragraph_close", _paragraph_close)


def plain_text(inline: Token, newline: str = "") -> str:
    """Return the words of a text without their marks; `newline` goes between its lines."""
    return "".join(
        child.meta["text"]
        if child.type == PLAIN
        else (newline if child.type in BREAKS else child.content)
        for child in inline.children or ()
        if child.type in (PLAIN, "text", "code_inline", *BREAKS)
    ).replace("\x0c", " ")


def _normalize(state: StateCore) -> None:
    """Do what the parser's rule of this name does; return at once if there is nothing to do."""
    if "\r" in state.src:
        state.src = state.src.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in state.src:
        state.src = state.src.replace("\0", "\ufffd")


def _fill(token: Token, state: StateCore, smart: bool) -> None:
    """Parse the content of an inline token; the inside of a picture's brackets never comes here."""
    if token.map is not None:
        state.env["line"] = token.map[0]
    plain = _plain(token.content, smart)
    if plain is not None:
        token.children = [Token(PLAIN, "", 0, content=plain.html, meta={"text": plain.text})]
    elif nests_too_deep(token, state.env):
        token.children = []
    else:
        token.children = []
        state.md.inline.parse(token.content, state.md, state.env, token.children)


def _plain(source: str, smart: bool) -> _Plain | None:
    """Split a text into tokens; None if not all of it is plain."""
    if smart and _TYPEWRITTEN.search(source):
        return None
    if not any(mark in source for mark in _MARKS):
        return _Plain(_escaped(source), source)
    html = []
    text = []
    position = 0
    while position < len(source):
        match = _PLAIN_INLINE.match(source, position)
        if match is None:
            return None
        position = match.end()
        words, mark, inner, label, address, code = match.groups()
        if words is not None:
            html.append(_escaped(words))
        elif mark is not None:
            name = "em" if mark == "*" else "strong"
            html.append(f"<{name}>{_escaped(inner)}</{name}>")
        elif address is not None:
            html.append(f'<a href="{address}"{OUTSIDE}>{_escaped(label)}</a>')
        else:
            html.append(f"<code>{_escaped(code)}</code>")
        text.append(words or inner or label or code)
    return _Plain("".join(html), "".join(text))


def _escaped(text: str) -> str:
    if "&" in text or "<" in text:  # in code alone
        text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(">", "&gt;").replace('"', "&quot;")


def _plain_blocks(state: StateBlock, start: int, end: int, smart: bool) -> bool:
    """Parse blocks as long as they are plain; False if the first one is not."""
    html: list[str] = []
    words = 0.0
    line = start
    while line < end and state.parentType in _WHOLE:
        block = _paragraph(state, line, end, smart) or _list(state, line, end, smart)
        if block is None:
            break
        html.append(block.html)
        words += block.words
        state.line = block.following
        line = state.skipEmptyLines(state.line)
    if html:
        token = state.push(PLAIN, "", 0)
        token.content = "".join(html)
        token.meta = {"words": words}
        return True
    text = _line_of_its_own(state, start, end)
    if text is None:
        return False
    _push_paragraph(state, start, text)
    return True


def _paragraph(state: StateBlock, line: int, end: int, smart: bool) -> _Block | None:
    text = _line_of_its_own(state, line, end)
    plain = _plain(text, smart) if text is not None else None
    if text is None or plain is None:
        return None
    return _Block(f"<p>{plain.html}</p>\n", count_words(text), line + 1)


def _list(state: StateBlock, start: int, end: int, smart: bool) -> _Block | None:
    """Parse a list of one-line items without blank lines and without blocks inside."""
    first = _item(state, start)
    if first is None:
        return None
    items: list[str] = []
    words = 0.0
    line = start
    while line < end and not state.isEmpty(line):
        item = _item(state, line)
        stop = state.eMarks[line]
        if item is None or _kind(item) != _kind(first):
            return None
        if not _PLAIN_START.match(state.src, item.end(), stop):
            return None
        text = state.src[item.end() : stop].rstrip()
        plain = _plain(text, smart)
        if plain is None:
            return None
        items.append(f"<li>{plain.html}</li>\n")
        words += count_words(text)
        line += 1
    after = state.skipEmptyLines(line)
    # What is indented, or an item after a blank line, would belong to the list.
    if after < end and (state.sCount[after] != state.blkIndent or _begins_item(state, after)):
        return None
    name = "ol" if first[2] else "ul"
    number = f' start="{int(first[2])}"' if first[2] and int(first[2]) != 1 else ""
    return _Block(f"<{name}{number}>\n{''.join(items)}</{name}>\n", words, line)


def _item(state: StateBlock, line: int) -> re.Match[str] | None:
    """Match the marker of a list's item that begins where the block does."""
    if state.sCount[line] != state.blkIndent:
        return None
    return _ITEM.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _kind(item: re.Match[str]) -> str:
    """Return the kind of list that an item belongs to: a dash and a star begin different lists."""
    return item[3] or item[1]


def _begins_item(state: StateBlock, line: int) -> bool:
    first = state.src[state.bMarks[line] + state.tShift[line]]
    return first in "*+-" or first.isdecimal()


def _line_of_its_own(state: StateBlock, line: int, end: int) -> str | None:
    """Return the text of a line that can only be a paragraph; None if it may be something else."""
    position = state.bMarks[line] + state.tShift[line]
    stop = state.eMarks[line]
    indent = state.sCount[line] - state.blkIndent
    if not 0 <= indent < 4 or not _PLAIN_START.match(state.src, position, stop):
        return None
    following = line + 1
    if following < end:
        if not state.isEmpty(following):
            return None
        # A definition list takes the paragraph before a blank line as its term.
        if following + 1 < end and not state.isEmpty(following + 1):
            begin = state.bMarks[following + 1] + state.tShift[following + 1]
            if state.src[begin] in ":~":
                return None
    return state.src[position:stop].strip()


def _push_paragraph(state: StateBlock, start: int, text: str) -> None:
    state.line = start + 1
    state.push("paragraph_open", "p", 1).map = [start, state.line]
    inline = state.push("inline", "", 0)
    inline.content = text
    inline.map = [start, state.line]
    inline.children = []
    state.push("paragraph_close", "p", -1)


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
