"""HTML: how links, pictures, notes and code of a body are written, with a gap for each target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from ..formats.addresses import is_outside
from ..model import Target
from .plain import OUTSIDE, plain_text
from .remarks import Env
from .rules import is_too_long

# markdown-it replaces NUL in a source, so it can stand for a gap in the HTML.
GAP = "\x00"
"""The place in the HTML where the attributes of a target go."""

# Not a `section`, as the plugin has it: that would need a heading.
_FOOTNOTES = '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list">\n'


def write_html(parser: MarkdownIt) -> None:
    """Teach a parser how to write what is ours."""
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
    """Open a table in a box that scrolls where the table is wide.

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
    """Open a cell of a table's head: one without text heads nothing, and is a plain cell."""
    if not tokens[index + 1].content.strip():
        tokens[index].tag = tokens[index + 2].tag = "td"
    return renderer.renderToken(tokens, index, options, env)


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
