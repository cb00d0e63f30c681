"""Links of a body: which schemes they may have, and which of them lead out of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from ..formats.addresses import PLAIN_ADDRESS, is_allowed, scheme_of
from .remarks import Env, Remark, remark


def check_links(parser: MarkdownIt) -> None:
    """Teach a parser to take every link, and then to report and undo those that are refused."""
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
    """Warn of links that begin with two slashes: what looks like a path is another host."""
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
    """Give the tokens of a text, with the words alone of what is refused."""
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
    if scheme in ("javascript", "vbscript", "data"):
        hint = "it could run a script in the reader's browser; take the address out"
    remark(env, Remark(line, "markdown.scheme", message, hint, url, "warning"))


def _normal_link(original: Callable[[str], str]) -> Callable[[str], str]:
    """Spare addresses that have nothing to encode the way through the parser."""
    return lambda url: url if PLAIN_ADDRESS.match(url) else original(url)
