"""Other readers of web pages, measured beside sitegen: each gives what it has of a page.

They are installed with `pip install -r tests/importing/score/peers.txt`; what is not installed is
left out. A reader gets the page's HTML, no address, and fetches nothing. Values are given under the
names of the suite's gold files; `body` is text.
"""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from importlib.metadata import version
from typing import Any

Reader = Callable[[Any, str], dict[str, Any]]


def _trafilatura(library: Any, html: str) -> dict[str, Any]:
    found = library.bare_extraction(html, with_metadata=True, include_comments=False)
    if found is None:
        return {}
    read: dict[str, Any] = found if isinstance(found, dict) else found.as_dict()
    return {
        "title": read.get("title"),
        "authors": (read.get("author") or "").split("; "),
        "date": read.get("date"),
        "dek": read.get("description"),
        "tags": read.get("tags"),
        "image": read.get("image"),
        "body": read.get("text"),
    }


def _newspaper(library: Any, html: str) -> dict[str, Any]:
    article = library.Article("https://page.invalid/", fetch_images=False)
    article.download(input_html=html)
    article.parse()
    date = article.publish_date
    return {
        "title": article.title,
        "authors": article.authors,
        "date": date.isoformat() if date else None,
        "dek": article.meta_description,
        "tags": sorted(article.tags or ()),
        "image": article.top_image,
        "body": article.text,
    }


def _readability(library: Any, html: str) -> dict[str, Any]:
    document = library.Document(html)
    text = " ".join(import_module("lxml.html").fromstring(document.summary()).itertext())
    return {"title": document.short_title(), "body": text}


_READERS: dict[str, tuple[str, Reader]] = {
    "trafilatura": ("trafilatura", _trafilatura),
    "newspaper4k": ("newspaper", _newspaper),
    "readability-lxml": ("readability", _readability),
}


def peers() -> Iterator[tuple[str, Callable[[str], dict[str, Any]]]]:
    """Yield the name and version of each reader that is installed, and the reader."""
    for name, (module, reader) in _READERS.items():
        try:
            library = import_module(module)
        except ImportError:
            continue
        yield f"{name} {version(name)}", partial(reader, library)
