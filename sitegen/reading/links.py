"""Links of a body: which schemes they may have, and which of them lead out of the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .remarks import Env, Remark, remark

# The first lines are what the HTML standard lets a site register a handler for, and so calls safe;
# the last is the web, and what opens a calendar, a call, a message or a map.
_SCHEMES = """
    bitcoin ftp ftps geo im irc ircs magnet mailto matrix mms news nntp openpgp4fpr sftp sip sms
    smsto ssh tel urn webcal wtai xmpp
    facetime feed gemini gopher http https maps sgnl signal sips skype tg viber webcals whatsapp
"""
SCHEMES = frozenset(_SCHEMES.split())
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_PLAIN_ADDRESS = re.compile(r"(https?://[a-z0-9.-]+(/|\Z)|/|#|\.\.?/)[A-Za-z0-9_./~#-]*\Z")


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
    return lambda url: url if _PLAIN_ADDRESS.match(url) else original(url)


def scheme_of(url: str) -> str:
    """Give the scheme of a URL as a browser reads it, in lower case; "" for none."""
    if _PLAIN_ADDRESS.match(url) and not url.startswith("http"):
        return ""
    # Browsers skip white space and control characters in front of and inside a scheme.
    bare = "".join(c for c in unquote(url) if c > " ")
    scheme = _SCHEME.match(bare)
    return scheme[1].lower() if scheme else ""


def is_allowed(url: str) -> bool:
    """Tell whether a link may be published: it has no scheme, or one that runs nothing."""
    return _PLAIN_ADDRESS.match(url) is not None or scheme_of(url) in SCHEMES or not scheme_of(url)


def is_outside(href: str) -> bool:
    """Tell whether a link leads out of the site."""
    return href.startswith("//") or _SCHEME.match(href) is not None
