"""Exports of blogs with the full text of their posts: WordPress (WXR) and Ghost (JSON)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .contents import Container, Contents, Item, Peek, Unreadable
from .values import moment, parse_xml, plain, web_address

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_EXCERPT = re.compile(r"\{http://wordpress\.org/export/[\d.]+/excerpt/\}encoded")
_WP = re.compile(r"\{http://wordpress\.org/export/[\d.]+/\}(.+)")
_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->", re.S)
_CAPTION = re.compile(r"\[caption[^\]]*\](.*?(?:</a>|/>|>))(.*?)\[/caption\]", re.S)
_BLOCK = re.compile(
    r"\s*<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure|pre|hr|section|iframe)\b", re.I
)
_GHOST_ROOT = "__GHOST_URL__"
"""What Ghost's exports have in place of the address of the site, which they do not name."""

_DEFAULTS = frozenset(
    ("uncategorized", "uncategorised", "allgemein", "без рубрики", "دسته‌بندی نشده")
)


def _is_wordpress(peek: Peek) -> bool:
    """Return True for RSS with WordPress's export namespace."""
    return peek.root == "rss" and "http://wordpress.org/export/" in peek.text


def _read_wordpress(data: bytes) -> Contents:
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
    notes = _left_out(left_out["draft"], left_out["page"])
    if not items:
        raise Unreadable("the WordPress export has no published post", code="no-page")
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
    """Return a moment in UTC, which has its own element next to the local one."""
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

    Blank lines part paragraphs where there is no block element; captions become figures.
    """
    text = _COMMENT.sub("", text.replace("\r\n", "\n"))
    text = _CAPTION.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", text)
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text))
    return "\n".join(
        block if _BLOCK.match(block) else "<p>" + block.replace("\n", "<br>\n") + "</p>"
        for block in blocks if block
    )  # fmt: skip


# --- Ghost ------------------------------------------------------------------------------------


def _is_ghost(peek: Peek) -> bool:
    """Return True for JSON with Ghost's tables."""
    return isinstance(peek.json, dict) and isinstance(_tables(peek.json).get("posts"), list)


def _tables(export: Mapping[str, Any]) -> dict[str, Any]:
    """Find the tables: below `db`, or below `data` in older exports."""
    databases = export.get("db")
    first = databases[0] if isinstance(databases, list) and databases else export
    data = first.get("data") if isinstance(first, dict) else None
    return data if isinstance(data, dict) else {}


def _read_ghost(data: bytes) -> Contents:
    """Read the published posts; drafts and pages are counted, not imported."""
    tables = _tables(Peek(data).json)
    posts = [post for post in _rows(tables, "posts") if post.get("type", "post") == "post"]
    published = [post for post in posts if post.get("status") == "published"]
    settings = {row.get("key"): row.get("value") for row in _rows(tables, "settings")}
    publisher = str(settings.get("title") or "")
    tags = _joined(tables, "posts_tags", "tag_id", "tags")
    authors = _joined(tables, "posts_authors", "author_id", "users")
    items = tuple(
        _ghost_item(post, tags.get(post.get("id"), ()), authors.get(post.get("id"), ()), publisher)
        for post in published
    )
    if not items:
        raise Unreadable("the Ghost export has no published post", code="no-page")
    drafts, pages = len(posts) - len(published), len(_rows(tables, "posts")) - len(posts)
    return Contents(items, _left_out(drafts, pages))


def _ghost_item(
    post: Mapping[str, Any], tags: tuple[str, ...], authors: tuple[str, ...], publisher: str
) -> Item:
    html = str(post.get("html") or "")
    return Item(
        title=plain(str(post.get("title") or "")),
        url=web_address(post.get("canonical_url")),
        date=moment(post.get("published_at")),
        updated=moment(post.get("updated_at")),
        authors=authors,
        # Tags that begin with # are internal, and never shown.
        tags=tuple(tag for tag in tags if not tag.startswith("#")),
        publisher=publisher,
        summary=plain(str(post.get("custom_excerpt") or "")),
        image=web_address(post.get("feature_image")),
        html=html.replace(_GHOST_ROOT, ""),
    )


def _rows(tables: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = tables.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _joined(
    tables: Mapping[str, Any], table: str, column: str, names: str
) -> dict[Any, tuple[str, ...]]:
    """Map posts to the names of their tags or authors, in order."""
    known = {_key(row.get("id")): str(row.get("name") or "") for row in _rows(tables, names)}
    found: dict[Any, tuple[str, ...]] = {}
    for row in sorted(_rows(tables, table), key=lambda row: _order(row.get("sort_order"))):
        name = known.get(_key(row.get(column)))
        post = row.get("post_id")
        if name and isinstance(post, str | int):
            found[post] = (*found.get(post, ()), name)
    return found


def _key(value: Any) -> str:
    return str(value)


def _order(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _left_out(drafts: int, pages: int) -> tuple[str, ...]:
    counts = (("draft", drafts), ("page", pages))
    return tuple(f"{n} {kind}{'s' if n > 1 else ''} left out" for kind, n in counts if n)


WORDPRESS = Container("a WordPress export", 40_000_000, _is_wordpress, _read_wordpress)
GHOST = Container("a Ghost export", 60_000_000, _is_ghost, _read_ghost)
