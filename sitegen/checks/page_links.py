"""Take the URLs out of HTML and CSS, as they are written there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# Attributes other than `href` and `src` whose URLs are followed (HTML, index of attributes).
_RARE = ("srcset", "imagesrcset", "poster", "data", "action", "formaction", "style")
# Attributes with URLs that are sent or shown, but that nobody follows.
_NAMED = ("href", "action", "formaction", "cite", "ping")
_REFRESH = re.compile(r"\s*[\d.]+\s*[;,]\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_CANDIDATE = re.compile(r",\s+|\s+,|,$")
_URL_METAS = frozenset({"og:url", "og:image", "og:image:url", "twitter:image"})
_WHOLE = re.compile(r"https?://\S+")
# Hints to open a connection name a host, not a page.
_NO_PAGE = frozenset({"preconnect", "dns-prefetch"})


def urls_in_html(tree: LexborHTMLParser, data: bytes) -> Iterator[str]:
    """Yield the URLs of a page as they are written; what is rare is looked for where it can be."""
    for node in tree.css("[href]"):
        attributes = node.attributes
        if node.tag != "base" and attributes.get("rel") not in _NO_PAGE:
            # In a drawing `[href]` selects `xlink:href`, too.
            yield attributes.get("href") or attributes.get("xlink:href") or ""
    for node in tree.css("[src]"):
        yield node.attributes.get("src") or ""
    for name in _RARE:
        if name.encode() in data:
            for node in tree.css(f"[{name}]"):
                yield from _in_attribute(name, node.attributes.get(name) or "")
    for sign, selector, find in _OTHERS:
        if sign in data:
            for node in tree.css(selector):
                yield from find(node)


def _in_attribute(name: str, value: str) -> Iterator[str]:
    if name == "style":
        yield from urls_in_css(value)
    elif name.endswith("srcset"):
        for candidate in _CANDIDATE.split(value):
            if candidate.strip():
                yield candidate.split()[0]
    # A form of another site may answer to nothing but what is sent with it.
    elif not (name.endswith("action") and "//" in value):
        yield value


def _in_meta(attributes: Mapping[str, str | None]) -> Iterator[str]:
    if (attributes.get("property") or attributes.get("name")) in _URL_METAS:
        yield attributes["content"] or ""
    elif target := redirect_of(attributes):
        yield target


def redirect_of(attributes: Mapping[str, str | None]) -> str:
    """Return where a `meta http-equiv=refresh` leads, "" for another `meta`."""
    if (attributes.get("http-equiv") or "").lower() != "refresh":
        return ""
    found = _REFRESH.match(attributes.get("content") or "")
    return found[1] if found else ""


def _in_json(text: str) -> Iterator[str]:
    """Yield the absolute URLs in structured data (JSON-LD)."""
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            # A context is the name of a vocabulary, not a page.
            waiting += [inner for key, inner in value.items() if key != "@context"]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and _WHOLE.fullmatch(value):
            # What follows a # names a thing in the data, not a place on the page.
            yield value.partition("#")[0]


_OTHERS: tuple[tuple[bytes, str, Callable[[LexborNode], Iterable[str]]], ...] = (
    (b"<meta", "meta[content]", lambda node: _in_meta(node.attributes)),
    (b"<style", "style", lambda node: urls_in_css(node.text())),
    (b"ld+json", 'script[type="application/ld+json"]', lambda node: _in_json(node.text())),
)


def named_in_html(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the addresses of a page that are sent or shown; links can be among them."""
    for name in _NAMED:
        for node in tree.css(f"[{name}]"):
            yield node.attributes.get(name) or ""
    for node in tree.css("meta[content]"):
        yield node.attributes["content"] or ""


def urls_in_css(text: str) -> list[str]:
    """Return the URLs in a style sheet or a `style` attribute (CSS Values 4, `url()`)."""
    if "url(" not in text.lower() and "@import" not in text.lower():
        return []
    import tinycss2

    found: list[str] = []
    tokens = list(tinycss2.parse_component_value_list(text, skip_comments=True))
    for number, token in enumerate(tokens):
        if token.type == "url":
            found.append(token.value)
        elif token.type == "function" and token.lower_name == "url":
            found += [inner.value for inner in token.arguments if inner.type == "string"]
        elif token.type == "at-keyword" and token.lower_value == "import":
            following = tokens[number + 1 : number + 3]
            found += [inner.value for inner in following if inner.type == "string"][:1]
        tokens += getattr(token, "content", None) or getattr(token, "arguments", None) or ()
    return found
