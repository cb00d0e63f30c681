"""WordPress eXtended RSS: the export of a WordPress site, with the full text of its posts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .contents import Contents, Item, Unreadable
from .markup import parse_xml, plain, web_address
from .moments import moment
from .peek import Peek

NAME = "a WordPress export"
LARGEST = 40_000_000

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_EXCERPT = re.compile(r"\{http://wordpress\.org/export/[\d.]+/excerpt/\}encoded")
_WP = re.compile(r"\{http://wordpress\.org/export/[\d.]+/\}(.+)")
_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->", re.S)
_CAPTION = re.compile(r"\[caption[^\]]*\](.*?(?:</a>|/>|>))(.*?)\[/caption\]", re.S)
_BLOCK = re.compile(
    r"\s*<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure|pre|hr|section|iframe)\b", re.I
)
_DEFAULTS = frozenset(
    ("uncategorized", "uncategorised", "allgemein", "без рубрики", "دسته‌بندی نشده")
)


def matches(peek: Peek) -> bool:
    """Return True for RSS with WordPress's export namespace."""
    return peek.root == "rss" and "http://wordpress.org/export/" in peek.text


def read(data: bytes) -> Contents:
    """Read the published posts; drafts, pages and attachments are counted, not imported."""
    channel = parse_xml(data, "the WordPress export").find("channel")
    if channel is None:
        raise Unreadable("the WordPress export has no channel", "export it again", "damaged")
    publisher = " ".join((channel.findtext("title") or "").split())
    authors = _authors(channel)
    posts, pictures, left_out = [], {}, {"draft": 0, "page": 0}
    for element in channel.iter("item"):
        values = _wp(element)
        kind, status = values.get("post_type", "post"), values.get("status", "publish")
        if kind == "attachment":
            pictures[values.get("post_id", "")] = values.get("attachment_url", "")
        elif kind == "page":
            left_out["page"] += 1
        elif kind == "post" and status in ("publish", "inherit"):
            posts.append((element, values))
        elif kind == "post":
            left_out["draft"] += 1
    items = tuple(_item(element, values, authors, pictures, publisher) for element, values in posts)
    notes = tuple(f"{count} {kind}{'s' if count > 1 else ''} left out"
                  for kind, count in left_out.items() if count)  # fmt: skip
    if not items:
        raise Unreadable("the WordPress export holds no published post", code="no-page")
    return Contents(items, notes)


def _item(
    element: Any,
    values: Mapping[str, str],
    authors: Mapping[str, str],
    pictures: Mapping[str, str],
    publisher: str,
) -> Item:
    excerpt = next((e.text or "" for e in element if _EXCERPT.fullmatch(str(e.tag))), "")
    login = (element.findtext(_CREATOR) or "").strip()
    terms = [
        (term.get("domain"), " ".join((term.text or "").split()))
        for term in element.iter("category")
    ]
    categories = [
        name for kind, name in terms if kind == "category" and name.casefold() not in _DEFAULTS
    ]
    tags = [name for kind, name in terms if kind == "post_tag"] + categories[1:]
    author = authors.get(login, login)
    return Item(
        title=plain(element.findtext("title") or ""),
        url=web_address(element.findtext("link")),
        date=_moment(values, "post_date") or moment(element.findtext("pubDate")),
        updated=_moment(values, "post_modified"),
        authors=(author,) if author else (),
        tags=tuple(dict.fromkeys(filter(None, tags))),
        section=categories[0] if categories else "",
        publisher=publisher,
        summary=plain(excerpt),
        image=web_address(pictures.get(_thumbnail(element), "")),
        html=to_html(element.findtext(f"{_CONTENT}encoded") or ""),
    )


def _wp(element: Any) -> dict[str, str]:
    found = ((_WP.fullmatch(str(child.tag)), child.text or "") for child in element)
    return {name[1]: text.strip() for name, text in found if name}


def _moment(values: Mapping[str, str], name: str) -> str:
    """Give a moment in UTC, which has its own element beside the local one."""
    text = moment(values.get(f"{name}_gmt", ""))
    return f"{text}+00:00" if text and "+" not in text else text


def _authors(channel: Any) -> dict[str, str]:
    found = {}
    for element in channel:
        if str(element.tag).endswith("}author"):
            values = _wp(element)
            name = values.get("author_display_name") or values.get("author_login", "")
            found[values.get("author_login", "")] = name
    return found


def _thumbnail(element: Any) -> str:
    for meta in element:
        if str(meta.tag).endswith("}postmeta"):
            values = _wp(meta)
            if values.get("meta_key") == "_thumbnail_id":
                return values.get("meta_value", "")
    return "-"


def to_html(text: str) -> str:
    """Turn a post's stored text into HTML, as WordPress does when it shows it ("wpautop").

    Blank lines part paragraphs where no block element stands; captions become figures.
    """
    text = _COMMENT.sub("", text.replace("\r\n", "\n"))
    text = _CAPTION.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", text)
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text))
    return "\n".join(
        block if _BLOCK.match(block) else "<p>" + block.replace("\n", "<br>\n") + "</p>"
        for block in blocks if block
    )  # fmt: skip
