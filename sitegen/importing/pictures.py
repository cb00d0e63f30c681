"""The pictures of an imported article: saved in its bundle, or left on the web."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from msgspec import Struct, structs

from ..formats.names import slugify
from ..problems import Problem
from .article import ImportedArticle
from .containers.contents import SAVED

LARGEST = 10_000_000
"""Bytes of one picture."""

FetchPicture = Callable[[str], bytes]
"""Fetches a picture, at most `LARGEST` bytes of it; raises Unanswered."""

_IMAGE = re.compile(
    r'!\[(?P<alt>(?:\\.|[^\]\\])*)\]\((?P<url><[^>\n]*>|[^\s)<]+)(?P<title> "[^"\n]*")?\)'
)
_FIGURE = re.compile(
    r"""
    (?P<before> ^[> -]* :::figure (?:[ ]|\n[> ]*src:[ ]) ) (?P<url> \S+ )
    (?P<rest> (?: \n [> ]* [a-z]+:[ ] .* )* \n [> ]* :::$ )
    """,
    re.MULTILINE | re.VERBOSE,
)
"""The embed `figure` as an import writes it: the address comes first, an option has one line."""

# The kinds that every browser shows, by their first bytes (mimesniff.spec.whatwg.org, 6.1). SVG is
# not among them: it can contain scripts.
_KINDS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"\xff\xd8\xff"), "jpg"),
    (re.compile(rb"GIF8[79]a"), "gif"),
    (re.compile(rb"RIFF.{4}WEBPVP", re.S), "webp"),
    (re.compile(rb".{4}ftyp(?:avif|avis)", re.S), "avif"),
)


class Illustrated(Struct, frozen=True):
    """An article, the files of its pictures by name, and warnings."""

    article: ImportedArticle
    files: Mapping[str, bytes] = {}
    warnings: tuple[Problem, ...] = ()


def kind_of(data: bytes) -> str:
    """Return a picture's kind by its content, as the suffix of its file; "" for anything else."""
    return next((suffix for pattern, suffix in _KINDS if pattern.match(data)), "")


def keep_pictures(
    article: ImportedArticle, resources: Mapping[str, bytes], fetch: FetchPicture, shown: str
) -> Illustrated:
    """Save the article's pictures as files beside it.

    Pictures that came with the page are taken from `resources`, others are fetched. One that cannot
    be had stays an address on the web, with a warning.
    """
    from ..network import Unanswered

    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    failures: dict[str, str] = {}
    for url in _addresses(article):
        try:
            data = resources[url] if url in resources else fetch(url)
            names[url] = _add(data, url, files)
        except (Unanswered, _Unfit) as error:
            failures[url] = str(error)
    warnings = [
        _warning(shown, f"the picture {url} stays on the web: {why}")
        for url, why in failures.items()
        if not url.startswith(SAVED)
    ]
    renamed = _renamed(article, names)
    rest = leave_pictures(renamed, shown, "it cannot be kept")
    return Illustrated(rest.article, files, (*warnings, *rest.warnings))


def leave_pictures(
    article: ImportedArticle, shown: str, why: str = "keep it with --pictures"
) -> Illustrated:
    """Leave pictures on the web; drop those without a web address, with a warning."""
    lost = [url for url in _addresses(article) if url.startswith(SAVED)]
    if not lost:
        return Illustrated(article)
    image = article.image
    if image.src and image.src.startswith(SAVED):
        image = structs.replace(image, src=None)

    def without(match: re.Match[str]) -> str:
        return "" if match["url"].strip("<>").startswith(SAVED) else match[0]

    body = _FIGURE.sub(without, _IMAGE.sub(without, article.body))
    body = re.sub(r"\n{3,}", "\n\n", body).strip("\n")
    many = len(lost) > 1
    message = f"{len(lost)} pictures lie" if many else "a picture lies"
    warning = _warning(shown, f"{message} in the file only, and has no place on the web", why)
    return Illustrated(structs.replace(article, body=body, image=image), {}, (warning,))


class _Unfit(Exception):
    """A picture that is not kept; the text says why."""


def _addresses(article: ImportedArticle) -> list[str]:
    """List the web addresses of an article's pictures, each once, the one at the top first."""
    found = [article.image.src or ""]
    pictures = [*_IMAGE.finditer(article.body), *_FIGURE.finditer(article.body)]
    pictures.sort(key=re.Match.start)
    found += [match["url"].strip("<>") for match in pictures]
    return [url for url in dict.fromkeys(found) if url.startswith(("https://", "http://"))]


def _add(data: bytes, url: str, files: dict[str, bytes]) -> str:
    """Add a picture to the files under a free name; the same picture keeps its one name."""
    if len(data) > LARGEST:
        raise _Unfit(f"it is larger than {LARGEST // 1_000_000} MB")
    suffix = kind_of(data)
    if not suffix:
        raise _Unfit("it is no PNG, JPEG, GIF, WebP or AVIF picture")
    for name, known in files.items():
        if known == data:
            return name
    path = url.partition("?")[0].partition("#")[0]
    last = "" if url.startswith(SAVED) else posixpath.basename(unquote(path))
    stem = slugify(posixpath.splitext(last)[0], "ascii")[:60].strip("-") or "picture"
    number, name = 1, f"{stem}.{suffix}"
    while name in files:
        number += 1
        name = f"{stem}-{number}.{suffix}"
    files[name] = data
    return name


def _renamed(article: ImportedArticle, names: Mapping[str, str]) -> ImportedArticle:
    """Replace the addresses of pictures in an article by the names of files."""

    def rename(match: re.Match[str]) -> str:
        name = names.get(match["url"].strip("<>"))
        return f"![{match['alt']}]({name}{match['title'] or ''})" if name else match[0]

    def rename_figure(match: re.Match[str]) -> str:
        return f"{match['before']}{names.get(match['url'], match['url'])}{match['rest']}"

    image = article.image
    if name := names.get(image.src or ""):
        image = structs.replace(image, src=name)
    body = _FIGURE.sub(rename_figure, _IMAGE.sub(rename, article.body))
    return structs.replace(article, image=image, body=body)


def _warning(shown: str, message: str, hint: str = "") -> Problem:
    return Problem(shown, message, "import.picture", hint=hint, severity="warning")
