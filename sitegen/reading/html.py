"""Write the HTML of a body: links, pictures, notes and code, with a gap for each target.

Links with a scheme that could run something are undone, and a remark says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from ..formats.addresses import PLAIN_ADDRESS, is_allowed, is_outside, scheme_of
from ..model import Target
from .plain import OUTSIDE, plain_text
from .remarks import Env, Remark, remark
from .rules import is_too_long


def check_links(parser: MarkdownIt) -> None:
    """Make a parser accept every link, then report and undo the refused ones."""
    open_parser: Any = parser
    open_parser.validateLink = lambda url: True
    open_parser.normalizeLink = _normal_link(parser.normalizeLink)
    parser.core.ruler.after("inline", "links", _check)


def _check(state: StateCore) -> None:
    for token in state.tokens:
        children = token.children or ()
        if token.type == "inline":
            _report_hosts(token, state.env)
        if token.type == "inline" and any(_is_refused(child) for child in children):
            token.children = list(_without_refused(token, state.env))


def _report_hosts(inline: Token, env: Env) -> None:
    """Warn of links that begin with two slashes: they look like a path but lead to another host."""
    for child in inline.children or ():
        url = _url_of(child) if child.type in ("link_open", "image") else ""
        if url.startswith("//"):
            line = inline.map[0] if inline.map else env["line"]
            message = f"“{url}” leads to another host, “{url[2:].partition('/')[0]}”"
            hint = "begin with one / for a page of the site, with https:// for another site"
            remark(env, Remark(line, "markdown.host", message, hint, url, "warning"))


def _url_of(token: Token) -> str:
    return str(token.attrs.get("src" if token.type == "image" else "href", ""))


def _is_refused(token: Token) -> bool:
    return token.type in ("link_open", "image") and not is_allowed(_url_of(token))


def _without_refused(inline: Token, env: Env) -> Iterator[Token]:
    """Yield the tokens of a text; of refused links only their words."""
    line = inline.map[0] if inline.map else env["line"]
    opened: list[Token | None] = []
    for token in inline.children or ():
        refused = _is_refused(token)
        if refused:
            _report(_url_of(token), token.type, line, env)
        line += token.type in ("softbreak", "hardbreak")
        if token.type == "link_open":
            opened.append(token if refused else None)
        automatic = token.info == "auto"
        if token.type == "link_close":
            refused = opened.pop() is not None
        if not refused:
            yield token
        elif token.type == "image":
            yield _text(token.content, token)
        elif automatic:
            yield _text("<" if token.type == "link_open" else ">", token)


def _text(words: str, token: Token) -> Token:
    return Token("text", "", 0, content=words, level=token.level)


def _report(url: str, kind: str, line: int, env: Env) -> None:
    scheme = scheme_of(url)
    what = "picture" if kind == "image" else "link"
    message = f"a {what} with “{scheme}:” is not made: readers see its words alone"
    hint = "web, mail, phone, calendar and message addresses are; else take the address out"
    if scheme in ("http", "https"):
        message = f"a {what} with “{scheme}:” and no host is not made: readers see its words alone"
        hint = f"write {scheme}:// and the host, or a path without “{scheme}:”"
    if scheme in ("javascript", "vbscript", "data"):
        hint = "it could run a script in the reader's browser; take the address out"
    remark(env, Remark(line, "markdown.scheme", message, hint, url, "warning"))


def _normal_link(original: Callable[[str], str]) -> Callable[[str], str]:
    """Return an address as it is if it has nothing to encode; this is quicker than the parser."""
    return lambda url: url if PLAIN_ADDRESS.match(url) else original(url)


# markdown-it replaces NUL in a source, so it can mark a gap in the HTML.
GAP = "\x00"
"""The place in the HTML where the attributes of a target go."""

# Not a `section`, as the plugin has it: that would need a heading.
_FOOTNOTES = '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list">\n'


def write_html(parser: MarkdownIt) -> None:
    """Add our own renderers to a parser."""
    renderer: Any = parser.renderer
    rules: dict[str, Any] = renderer.rules
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("fence", _fence)
    for name in ("footnote_ref", "footnote_anchor"):
        parser.add_render_rule(name, _footnote_link(name, rules[name]))
    parser.add_render_rule("footnote_open", _footnote_open(rules["footnote_open"]))
    parser.add_render_rule("footnote_block_open", lambda *_: _FOOTNOTES)
    parser.add_render_rule("footnote_block_close", lambda *_: "</ol>\n</div>\n")
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("th_open", _head_cell)
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")


def _link_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    token = tokens[index]
    href = str(token.attrs.get("href", ""))
    if is_outside(href):
        return renderer.renderToken(tokens, index, options, env)[:-1] + f"{OUTSIDE}>"
    env["targets"].append(Target(href, token.meta.get("line", 0)))
    title = token.attrs.get("title")
    rest = f' title="{_escape(str(title))}"' if title else ""
    return f"<a {GAP}{rest}>"


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
    if is_outside(src):
        return f'<img src="{_escape(src)}"{rest}>'
    env["targets"].append(Target(src, token.meta.get("line", 0), "image"))
    return f"<img {GAP}{rest}>"


def _table_open(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: Env
) -> str:
    """Open a table in a box that scrolls if the table is too wide.

    What scrolls must be focusable, and what is focusable needs a role and a name (WAI-ARIA 1.2,
    region): its first row with text, numbered where two tables of a text have the same.
    """
    heads: list[str] = []
    for number in range(index + 1, len(tokens)):
        if tokens[number].type == "table_close" or (heads and tokens[number].type == "tr_close"):
            break
        if tokens[number].type == "inline" and (text := plain_text(tokens[number]).strip()):
            heads.append(text)
    name = ", ".join(heads) or "…"
    names: dict[str, int] = env.setdefault("tables", {})
    names[name] = names.get(name, 0) + 1
    if names[name] > 1:
        name = f"{name} ({names[name]})"
    return f'<div class="table" role="region" aria-label="{_escape(name)}" tabindex="0"><table>\n'


def _head_cell(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    """Open a header cell; a cell without text is no header, so it becomes a plain cell."""
    if not tokens[index + 1].content.strip():
        tokens[index].tag = tokens[index + 2].tag = "td"
    return renderer.renderToken(tokens, index, options, env)


def _footnote_link(name: str, original: Any) -> Any:
    """Turn the link of a footnote into a target, because it must be absolute in a feed."""

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
        return html[: match.start()] + GAP + html[match.end() :]

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


def _fence(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    token = tokens[index]
    language, *_ = [*unescapeAll(token.info).split(), ""]
    if not language:
        return f"<pre><code>{_escape(token.content)}</code></pre>\n"
    marked = "" if is_too_long(token, language, env) else _highlight(token.content, language)
    code = marked or _escape(token.content)
    return f'<pre><code class="language-{_escape(language)}">{code}</code></pre>\n'


def _highlight(code: str, language: str) -> str:
    """Mark up code whose language Pygments knows; "" leaves it plain."""
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
