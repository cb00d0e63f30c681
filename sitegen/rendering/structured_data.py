"""What a page tells search engines about itself: JSON-LD with the terms of schema.org.

Google names the properties that it reads in its pages on structured data: "Article", "Breadcrumb"
and "Profile page".
"""

from __future__ import annotations

from typing import Any

from msgspec import json

from ..pages import Image, Page, SiteView
from ..planning.kinds.article import ArticlePage
from ..planning.kinds.home import HomePage
from ..planning.kinds.listing import ListingPage

READ_OF_SITE = ("base", "description", "language", "origin", "title")
"""The attributes of the site that the data contain."""

Data = dict[str, Any]


def structured_data(page: Page, site: SiteView) -> str:
    """Return the JSON-LD of a page, ready for a `script` element; "" for a kind without any."""
    things: list[Data] = []
    if isinstance(page, ArticlePage):
        things = [_article(page, site), _breadcrumbs(page, site)]
    elif isinstance(page, ListingPage):
        things = [_listing(page, site)]
    elif isinstance(page, HomePage) and page.pagination.number == 1:
        things = [_website(site)]
    if not things:
        return ""
    text = json.encode({"@context": "https://schema.org", "@graph": things}).decode()
    # No text of a page may end the script element or begin a comment in it.
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _absolute(url: str, site: SiteView) -> str:
    return site.origin + url if url.startswith("/") else url


def _known(data: Data) -> Data:
    """Leave out empty values."""
    return {name: value for name, value in data.items() if value not in ("", None, [], 0)}


def _website(site: SiteView) -> Data:
    return _known(
        {
            "@type": "WebSite",
            "name": site.title,
            "url": f"{site.origin}{site.base}/",
            "description": site.description,
            "inLanguage": site.language,
        }
    )


def _image(image: Image, site: SiteView) -> Data:
    return _known(
        {
            "@type": "ImageObject",
            "url": _absolute(image.url, site),
            "width": image.width,
            "height": image.height,
            "caption": image.caption or image.alt,
            "creditText": image.credit,
        }
    )


def _article(page: ArticlePage, site: SiteView) -> Data:
    url = _absolute(page.url, site)
    return _known(
        {
            "@type": "NewsArticle",
            "headline": page.title,
            "description": page.summary,
            "url": url,
            "mainEntityOfPage": url,
            "inLanguage": page.lang or site.language,
            "datePublished": page.date,
            "dateModified": page.updated or page.date,
            "image": [_image(page.image, site)] if page.image else None,
            "author": [
                {"@type": "Person", "name": author.text, "url": _absolute(author.url, site)}
                for author in page.authors
            ],
            "articleSection": page.section.text,
            "keywords": [tag.text for tag in page.tags],
            "isPartOf": _website(site),
            "isBasedOn": page.source.url if page.source else None,
            "correction": [
                {"@type": "CorrectionComment", "datePublished": one.date, "text": one.text}
                for one in page.corrections
            ],
            "publisher": {
                "@type": "Organization",
                "name": site.title,
                "url": f"{site.origin}{site.base}/",
            },
        }
    )


def _breadcrumbs(page: ArticlePage, site: SiteView) -> Data:
    """Return the breadcrumbs of an article; the last one is the article and needs no address."""
    steps = (
        (site.title, f"{site.base}/"),
        (page.section.text, page.section.url),
        (page.title, ""),
    )
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            _known(
                {
                    "@type": "ListItem",
                    "position": place,
                    "name": name,
                    "item": _absolute(url, site),
                }
            )
            for place, (name, url) in enumerate(steps, 1)
        ],
    }


def _listing(page: ListingPage, site: SiteView) -> Data:
    term = page.term
    common: Data = {
        "url": _absolute(page.url, site),
        "name": term.name if page.kind != "section" else page.title,
        "description": term.description,
        "inLanguage": site.language,
        "isPartOf": _website(site),
    }
    if page.kind != "author":
        return _known({"@type": "CollectionPage", **common})
    person = _known(
        {
            "@type": "Person",
            "name": term.name,
            "url": _absolute(page.pagination.first, site),
            "description": term.description,
            "image": _absolute(term.avatar.url, site) if term.avatar else None,
            "sameAs": [link.url for link in term.links if "://" in link.url],
        }
    )
    return _known({"@type": "ProfilePage", **common, "mainEntity": person})
