"""Markdown: a body's text becomes HTML in pieces, with gaps for what leads into the site.

CommonMark with tables, strikethrough, footnotes and definition lists; raw HTML is text. Links are
kept to a few schemes; what is outside the site is marked, what is inside becomes a `Target`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from ..model import Body, Heading, Target
from ..slugs import slugify
from .plain import OUTSIDE, PLAIN, spare_plain_text

Env = MutableMapping[str, Any]

ANCHOR_PREFIX = "h-"
"""Stands before the ids of headings, so that content never takes an id of the theme."""

SCHEMES = frozenset(
    {"http", "https", "mailto", "tel", "sms", "geo", "xmpp", "irc", "ircs", "matrix", "news"}
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_PLAIN_ADDRESS = re.compile(r"(https?://[a-z0-9.-]+(/|\Z)|/|#|\.\.?/)[A-Za-z0-9_./~#-]*\Z")
# markdown-it replaces NUL in a source, so it can stand for a gap in the HTML.
_GAP = "\x00"
# Not a `section`, as the plugin has it: that would need a heading.
_FOOTNOTES = '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list">\n'


class Parsed:
    """What a body's text holds: the HTML in pieces, and what else is known of it."""

    __slots__ = ("anchors", "body", "targets", "toc", "words")

    def __init__(
        self,
        body: Body,
        targets: tuple[Target, ...],
        anchors: tuple[str, ...],
        toc: tuple[Heading, ...],
        words: int,
    ) -> None:
        self.body = body
        self.targets = targets
        self.anchors = anchors
        self.toc = toc
        self.words = words


def parse_markdown(text: str, smart: bool = False, first_line: int = 0) -> Parsed:
    """Turn Markdown into a body; `first_line` is the file's line before the text's first."""
    parser = _parser(smart)
    env: Env = {"first_line": first_line, "targets": [], "anchors": [], "toc": [], "words": 0}
    html: str = parser.render(text, env)
    if "\x0c" in html:  # the one reference that XML, and so a feed, cannot hold: &#12;
        html = html.replace("\x0c", " ")
    return Parsed(
        Body(tuple(html.split(_GAP))),
        tuple(env["targets"]),
        tuple(env["anchors"]),
        tuple(env["toc"]),
        env["words"],
    )


@lru_cache(maxsize=2)
def _parser(smart: bool) -> MarkdownIt:
    options = {"html": False, "xhtmlOut": False, "typographer": smart, "highlight": _highlight}
    parser: Any = MarkdownIt("commonmark", options)
    parser.enable(["table", "strikethrough"])
    if smart:
        parser.enable(["replacements", "smartquotes"])
    parser.use(footnote_plugin).use(deflist_plugin)
    spare_plain_text(parser)
    parser.core.ruler.push("survey", _survey)
    parser.validateLink = _is_allowed
    parser.normalizeLink = _normal_link(parser.normalizeLink)
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("image", _image)
    for name in ("footnote_ref", "footnote_anchor"):
        parser.add_render_rule(name, _footnote_link(name, parser.renderer.rules[name]))
    parser.add_render_rule("footnote_open", _footnote_open(parser.renderer.rules["footnote_open"]))
    parser.add_render_rule("footnote_block_open", lambda *_: _FOOTNOTES)
    parser.add_render_rule("footnote_block_close", lambda *_: "</ol>\n</div>\n")
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    made: MarkdownIt = parser
    return made


def _normal_link(original: Callable[[str], str]) -> Callable[[str], str]:
    """Spare addresses that have nothing to encode the way through the parser."""
    return lambda url: url if _PLAIN_ADDRESS.match(url) else original(url)


def _is_allowed(url: str) -> bool:
    if _PLAIN_ADDRESS.match(url):
        return True
    # Browsers skip white space and control characters in front of and inside a scheme.
    bare = "".join(c for c in unquote(url) if c > " ")
    scheme = _SCHEME.match(bare)
    return scheme is None or scheme[1].lower() in SCHEMES


def _is_outside(href: str) -> bool:
    return href.startswith("//") or _SCHEME.match(href) is not None


def _survey(state: StateCore) -> None:
    """Give headings their ids, links their lines, and count the words."""
    env: Env = state.env
    slugs: dict[str, int] = {}
    tokens = state.tokens
    below = 0  # The title is the page's only h1: what comes after one in the text is lower by one.
    for number, token in enumerate(tokens):
        if token.type == "inline":
            env["words"] += token.content.count(" ") + 1
            line = env["first_line"] + (token.map[0] if token.map else 0) + 1
            for child in token.children or ():
                if child.type in ("link_open", "image"):
                    child.meta["line"] = line
        elif token.type == PLAIN:
            env["words"] += token.meta["words"]
        elif token.type == "heading_open":
            text = _plain(tokens[number + 1])
            anchor = ANCHOR_PREFIX + (slugify(text, "unicode") or "section")
            slugs[anchor] = slugs.get(anchor, 0) + 1
            if slugs[anchor] > 1:
                anchor = f"{anchor}-{slugs[anchor]}"
                slugs[anchor] = 1
            token.attrSet("id", anchor)
            env["anchors"].append(anchor)
            below = 1 if token.tag == "h1" else below
            if below:
                token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
                tokens[number + 2].tag = token.tag
            env["toc"].append(Heading(int(token.tag[1]), anchor, text))


def _plain(inline: Token) -> str:
    return "".join(
        child.meta["text"] if child.type == PLAIN else child.content
        for child in inline.children or ()
        if child.type in (PLAIN, "text", "code_inline")
    ).replace("\x0c", " ")


def _link_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    token = tokens[index]
    href = str(token.attrs.get("href", ""))
    if _is_outside(href):
        return renderer.renderToken(tokens, index, options, env)[:-1] + f"{OUTSIDE}>"
    env["targets"].append(Target(href, token.meta.get("line", 0)))
    title = token.attrs.get("title")
    rest = f' title="{_escape(str(title))}"' if title else ""
    return f"<a {_GAP}{rest}>"


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    token = tokens[index]
    alt = renderer.renderInlineAsText(token.children, options, env) if token.children else ""
    src = str(token.attrs.get("src", ""))
    title = token.attrs.get("title")
    rest = f' alt="{_escape(alt)}" loading="lazy" decoding="async"'
    if title:
        rest += f' title="{_escape(str(title))}"'
    if _is_outside(src):
        return f'<img src="{_escape(src)}"{rest}>'
    env["targets"].append(Target(src, token.meta.get("line", 0), "image"))
    return f"<img {_GAP}{rest}>"


def _table_open(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: Env
) -> str:
    """Open a table in a box that scrolls where the table is wide.

    What scrolls must be focusable, and what is focusable needs a role and a name (WAI-ARIA 1.2,
    region): its column heads, numbered where two tables of a text have the same.
    """
    heads = []
    for number in range(index + 1, len(tokens)):
        if tokens[number].type == "thead_close":
            break
        if tokens[number].type == "inline" and (text := _plain(tokens[number]).strip()):
            heads.append(text)
    name = ", ".join(heads) or "…"
    names: dict[str, int] = env.setdefault("tables", {})
    names[name] = names.get(name, 0) + 1
    if names[name] > 1:
        name = f"{name} ({names[name]})"
    return f'<div class="table" role="region" aria-label="{_escape(name)}" tabindex="0"><table>\n'


def _footnote_link(name: str, original: Any) -> Any:
    """Turn the link of a footnote into a target: in a feed it must be absolute as well."""

    def render(
        renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
    ) -> str:
        html: str = original(tokens, index, options, env)
        match = re.search(r'href="(#[^"]*)"', html)
        if match is None:
            return html
        env["targets"].append(Target(match[1], 0))
        identity = re.search(r'id="([^"]*)"', html)
        if identity is not None:
            env["anchors"].append(identity[1])
        return html[: match.start()] + _GAP + html[match.end() :]

    return render


def _footnote_open(original: Any) -> Any:
    def render(
        renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
    ) -> str:
        html: str = original(tokens, index, options, env)
        identity = re.search(r'id="([^"]*)"', html)
        if identity is not None:
            env["anchors"].append(identity[1])
        return html

    return render


def _escape(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def _highlight(code: str, language: str, _attrs: str) -> str:
    """Mark up fenced code whose language Pygments knows; "" leaves it plain."""
    if not language:
        return ""
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return ""
    marked: str = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return marked
