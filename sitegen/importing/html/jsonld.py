"""Read the JSON-LD blocks of a page (schema.org), as leniently as search engines do."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from .dom import Document

Node = dict[str, Any]

_LARGEST = 1_000_000
_DEEPEST = 12
_WRAPPER = re.compile(r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[|//\s*<!\[CDATA\[)|(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)\s*;?\s*$")  # fmt: skip  # noqa: E501
_COMMA = re.compile(r",(\s*[\]}])")
_ARTICLE = re.compile(
    r"(?:Article|Posting|Report|Review|ClaimReview|CreativeWork|Recipe|HowTo)$", re.IGNORECASE
)


def read_objects(document: Document) -> list[Node]:
    """Return every schema.org object of a page; open graphs and follow `@id` references."""
    roots: list[Any] = []
    for script in document.root.iter("script"):
        kind = (script.get("type") or "").split(";")[0].strip().lower()
        if kind == "application/ld+json" and script.text and len(script.text) <= _LARGEST:
            roots += _load(script.text)
    objects = [node for root in roots for node in _walk(root, 0)]
    by_id = {node["@id"]: node for node in objects if isinstance(node.get("@id"), str) and len(node) > 1}  # fmt: skip  # noqa: E501
    return [_resolve(node, by_id) for node in objects]


def find_article(objects: list[Node], url: str, title: str) -> Node:
    """Return the object that describes the page's article, {} if none does."""
    articles = [node for node in objects if is_article(node)]
    if not articles:
        return {}

    def weight(node: Node) -> tuple[bool, bool, int]:
        headline = str_of(node.get("headline")) or str_of(node.get("name"))
        return (
            bool(title) and bool(headline) and (headline in title or title in headline),
            bool(url) and url in (str_of(node.get("url")), str_of(node.get("mainEntityOfPage"))),
            bool(headline) + bool(node.get("datePublished")) + bool(node.get("author")),
        )

    return max(articles, key=weight)


def is_article(node: Node) -> bool:
    """Return True if an object's type is an article or a kind of it."""
    return any(_ARTICLE.search(kind) for kind in types_of(node))


def types_of(node: Node) -> list[str]:
    """Return the names of an object's types, without their vocabulary."""
    return [str(kind).rpartition("/")[2] for kind in listed(node.get("@type"))]


def listed(value: Any) -> list[Any]:
    """Return a value that may be one or many as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def str_of(value: Any) -> str:
    """Return a value's text: a string, the first of a list, or an object's value, name or URL."""
    for one in listed(value):
        if isinstance(one, str):
            return html.unescape(one).strip()
        if isinstance(one, int) and not isinstance(one, bool):
            return str(one)
        if isinstance(one, dict):
            for key in ("@value", "name", "url", "@id"):
                if one.get(key):
                    return str_of(one[key])
    return ""


def _load(text: str) -> list[Any]:
    text = _WRAPPER.sub("", _WRAPPER.sub("", text)).strip()
    for attempt in (text, _COMMA.sub(r"\1", text)):
        try:
            return [json.loads(attempt, strict=False)]
        except (ValueError, RecursionError):
            continue
    # Several objects one after the other, or something after the last.
    found: list[Any] = []
    decoder = json.JSONDecoder(strict=False)
    at = 0
    try:
        while (at := text.find("{", at)) >= 0:
            value, at = decoder.raw_decode(text, at)
            found.append(value)
    except (ValueError, RecursionError):
        pass
    return found


def _walk(value: Any, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "@id" in value:
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemReviewed"):
            if isinstance(value.get(key), list | dict):
                yield from _walk(value[key], depth + 1)


def _resolve(node: Node, by_id: dict[str, Node]) -> Node:
    """Replace references by their objects, one level deep."""

    def follow(value: Any) -> Any:
        if isinstance(value, list):
            return [follow(one) for one in value]
        if isinstance(value, dict) and set(value) <= {"@id", "@type", "name"}:
            return {**by_id.get(str(value.get("@id")), {}), **value}
        return value

    return {key: follow(value) for key, value in node.items()}
