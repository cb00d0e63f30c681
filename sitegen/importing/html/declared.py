"""Read what a page declares about its article: JSON-LD, Open Graph, meta elements, microdata.

Sources of the formats: schema.org (`Article` and its kinds), ogp.me, the HTML standard's
metadata names, Dublin Core, and the names that news publishers use beside them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from msgspec import Struct

from ..dates import read_dates
from ..lines import fold, tidy
from .dom import Document, text_of
from .jsonld import Node, find_article, listed, read_objects, str_of, types_of


def read_moment(text: str) -> str:
    """Read a date as ISO 8601, in any form that metadata has it; "" if it cannot be told."""
    text = tidy(text)
    if re.fullmatch(r"1\d{9}|1\d{12}", text):
        return datetime.fromtimestamp(int(text[:10]), UTC).isoformat()
    try:
        if re.match(r"\d{4}-\d{2}-\d{2}", text):
            moment = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d|Z$)|\s*(?:UTC|GMT)$", "", text))
            if len(text) == 10:
                return moment.date().isoformat()
            moment = moment.replace(microsecond=0)
            offset = moment.utcoffset()
            if offset is not None and offset.seconds % 60:
                moment = moment.astimezone(UTC)
            return moment.isoformat() if 1 < moment.year < 9999 else ""
        if re.match(r"[A-Z][a-z]{2}, \d", text):
            return parsedate_to_datetime(text).isoformat()
    except (ValueError, OverflowError, IndexError, TypeError):
        return ""
    dates = [one for one in read_dates(text) if one.value]
    return dates[0].value or "" if len(dates) == 1 else ""


class Value(Struct, frozen=True):
    """A value of the page, and its source ("JSON-LD headline")."""

    text: str
    place: str


class Names(Struct, frozen=True):
    """Several names in one place: authors, or tags."""

    names: tuple[str, ...]
    place: str


class Declared(Struct, frozen=True):
    """The declared values of a page; candidates of each kind, the most trustworthy first."""

    titles: tuple[Value, ...] = ()
    deks: tuple[Value, ...] = ()
    authors: tuple[Names, ...] = ()
    dates: tuple[Value, ...] = ()
    updated: tuple[Value, ...] = ()
    images: tuple[Value, ...] = ()
    captions: tuple[Value, ...] = ()
    credits: tuple[Value, ...] = ()
    tags: tuple[Names, ...] = ()
    sections: tuple[Value, ...] = ()
    site: str = ""
    url: str = ""
    lang: str = ""
    body: str = ""
    is_free: bool = True


_DATE_METAS = """article:published_time og:article:published_time og:published_time
    article:published datepublished publishdate publish-date pubdate publication_date
    publication-date date_published published published_time parsely-pub-date
    sailthru.date dc.date.issued dcterms.created dcterms.date dc.date dc.created
    cxenseparse:recs:publishtime bt:pubdate article_date_original originalpublicationdate
    date""".split()
_UPDATED_METAS = """article:modified_time og:updated_time article:modified datemodified
    last-modified dcterms.modified dc.date.modified revised lastmod""".split()
_AUTHOR_METAS = """author article:author_name parsely-author byl dc.creator dcterms.creator
    dc.author sailthru.author cxenseparse:author author-name article.author""".split()
_TAG_METAS = "article:tag og:article:tag news_keywords parsely-tags sailthru.tags keywords".split()
_SECTION_METAS = "article:section og:article:section parsely-section section".split()
_IMAGE_METAS = """og:image:secure_url og:image og:image:url twitter:image twitter:image:src
    thumbnail parsely-image-url""".split()
_TITLE_METAS = "og:title twitter:title parsely-title dc.title sailthru.title".split()
_DEK_METAS = "og:description twitter:description description dc.description".split()


def read_declared(document: Document) -> Declared:
    """Collect the declared values of a page."""
    metas = _metas(document)
    canonical = _link(document, "canonical") or document.absolute(_first(metas, "og:url"))
    named = [Value(text, name) for name in _TITLE_METAS for text in metas.get(name, ())[:1]]
    objects = read_objects(document)
    article = find_article(objects, canonical or document.base, named[0].text if named else "")
    return Declared(
        titles=(*_ld(article, "headline", "name"), *named, *_title(document)),
        deks=(
            *_ld(article, "description"),
            *_from(metas, _DEK_METAS),
            *_ld(article, "alternativeHeadline"),
        ),
        authors=tuple(_authors(article, metas)),
        dates=(
            *_ld(article, "datePublished"),
            *_from(metas, _DATE_METAS),
            *_properties(document, "datePublished"),
            *_ld(article, "dateCreated", "uploadDate"),
        ),
        updated=(
            *_ld(article, "dateModified"),
            *_from(metas, _UPDATED_METAS),
            *_properties(document, "dateModified"),
        ),
        images=tuple(_images(document, article, metas)),
        captions=tuple(_of_images(article, "caption", "description")),
        credits=tuple(_of_images(article, "creditText", "copyrightNotice", "creator", "author")),
        tags=tuple(_tags(article, metas)),
        sections=(*_ld(article, "articleSection"), *_from(metas, _SECTION_METAS)),
        site=_site(objects, article, metas),
        url=canonical,
        lang=_language(document, article, metas),
        body=tidy(str_of(article.get("articleBody"))),
        is_free=not _says_no(article.get("isAccessibleForFree")),
    )


def _metas(document: Document) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in document.root.iter("meta"):
        content = plain_text(meta.get("content") or "")
        for key in ("property", "name", "itemprop"):
            name = (meta.get(key) or "").strip().lower()
            if name and content:
                found.setdefault(name, []).append(content)
    return found


def plain_text(text: str) -> str:
    """Return a declared text without the markup and entities that some pages leave in it."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = re.sub(r"</?[a-zA-Z][^<>]{0,300}>", " ", text)
    return tidy(text)


def _first(metas: Mapping[str, list[str]], *names: str) -> str:
    return next((metas[name][0] for name in names if metas.get(name)), "")


def _from(metas: Mapping[str, list[str]], names: Iterable[str]) -> Iterator[Value]:
    return (Value(metas[name][0], name) for name in names if metas.get(name))


def _link(document: Document, relation: str) -> str:
    for link in document.root.iter("link"):
        if relation in (link.get("rel") or "").lower().split():
            return document.absolute(link.get("href"))
    return ""


def _title(document: Document) -> Iterator[Value]:
    head = document.root.find(".//head/title")
    if head is not None and head.text:
        yield Value(tidy(head.text), "title element")


def _ld(article: Node, *keys: str) -> Iterator[Value]:
    for key in keys:
        text = plain_text(str_of(article.get(key)))
        if text:
            yield Value(text, f"JSON-LD {key}")


def _properties(document: Document, name: str) -> Iterator[Value]:
    for element in document.root.xpath("//*[@itemprop=$name]", name=name):
        text = element.get("datetime") or element.get("content") or text_of(element)
        if text and element.tag != "meta":
            yield Value(tidy(text), f"itemprop {name}")


def _authors(article: Node, metas: Mapping[str, list[str]]) -> Iterator[Names]:
    for key in ("author", "creator"):
        names = [tidy(str_of(one.get("name")) if isinstance(one, dict) else str_of(one))
                 for one in listed(article.get(key))]  # fmt: skip
        if any(names):
            yield Names(tuple(filter(None, names)), f"JSON-LD {key}")
    for name in _AUTHOR_METAS:
        if metas.get(name):
            yield Names(tuple(metas[name]), name)
    urls = [text for text in metas.get("article:author", ()) if "/" not in text]
    if urls:
        yield Names(tuple(urls), "article:author")


def _tags(article: Node, metas: Mapping[str, list[str]]) -> Iterator[Names]:
    about = [str_of(one.get("name")) for one in listed(article.get("about")) + listed(article.get("mentions")) if isinstance(one, dict)]  # fmt: skip  # noqa: E501
    for place, values in (
        ("JSON-LD keywords", [str_of(one) for one in listed(article.get("keywords"))]),
        *((name, metas.get(name, [])) for name in _TAG_METAS),
        ("JSON-LD about", about),
    ):
        tags = split_tags(values)
        if tags:
            yield Names(tags, place)


def split_tags(values: Iterable[str]) -> tuple[str, ...]:
    """Split lists of tags that commas or semicolons join, and drop repetitions."""
    values = list(values)
    parts = values
    if len(values) == 1 or all("," in value for value in values):
        parts = [part for value in values for part in re.split(r"[,;،؛|]", value)]
    unique: dict[str, str] = {}
    for part in parts:
        tag = tidy(
            re.sub(r"^(?:\w+:)+(?=\S)", "", part.strip().lstrip("#")) if "://" not in part else ""
        )
        if tag and len(tag) <= 80:
            unique.setdefault(fold(tag), tag)
    return tuple(unique.values())


def _images(document: Document, article: Node, metas: Mapping[str, list[str]]) -> Iterator[Value]:
    for place, values in (
        *((name, metas.get(name, [])) for name in _IMAGE_METAS),
        ("JSON-LD image", [_address(one) for one in listed(article.get("image"))]),
        ("JSON-LD thumbnailUrl", [str_of(article.get("thumbnailUrl"))]),
    ):
        for value in values[:1]:
            url = document.absolute(value)
            if url:
                yield Value(url, place)


def _address(image: Any) -> str:
    if isinstance(image, dict):
        return (
            str_of(image.get("url")) or str_of(image.get("contentUrl")) or str_of(image.get("@id"))
        )
    return str_of(image)


def _of_images(article: Node, *keys: str) -> Iterator[Value]:
    for image in listed(article.get("image"))[:1]:
        if isinstance(image, dict):
            for key in keys:
                text = tidy(str_of(image.get(key)))
                if text:
                    yield Value(text, f"JSON-LD image {key}")


def _site(objects: list[Node], article: Node, metas: Mapping[str, list[str]]) -> str:
    publisher = article.get("publisher")
    name = str_of(publisher[0].get("name") if isinstance(publisher, list) and publisher and isinstance(publisher[0], dict) else publisher.get("name") if isinstance(publisher, dict) else publisher)  # fmt: skip  # noqa: E501
    if not name or name.startswith("http"):
        name = _first(metas, "og:site_name", "application-name", "dc.publisher", "publisher")
    if not name:
        sites = [node for node in objects if "WebSite" in types_of(node)]
        name = str_of(sites[0].get("name")) if sites else ""
    return tidy(name)


def _language(document: Document, article: Node, metas: Mapping[str, list[str]]) -> str:
    root = document.root
    values = (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"),
        str_of(article.get("inLanguage")),
        _first(metas, "og:locale", "language", "content-language", "dc.language"),
    )
    return next(
        (value.strip().replace("_", "-") for value in values if value and value.strip()), ""
    )


def _says_no(value: Any) -> bool:
    return value is False or str(value).strip().lower() in ("false", "no")
