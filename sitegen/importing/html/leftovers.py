"""Report what of the article's region is in no value and not in the body, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from lxml.html import HtmlElement

from ..article import Findings, ImportedArticle, Picture
from .authors import read_names
from .blocks import Picture as PictureBlock
from .blocks import plain
from .dom import is_hidden, text_of
from .region import Region
from .seen import squeeze
from .structure import Placed

_LONGEST = 60
_EMBEDDED = ("iframe", "video", "audio", "embed", "object")
_WHY = {
    "header": "left out above the text",
    "tail": "left out below the text",
    "links": "links to other pages are left out",
    "label": "labels and buttons are left out",
    "furniture": "left out, as it says nothing",
    "paywall": "a prompt to subscribe or log in is cut",
    "consent": "a notice of cookies or consent is left out",
    "promotion": "a request to follow, sign up or give is left out",
    "repeated": "left out, as the text has it already",
    "embedded": "what other sites or players show inside the page is left out",
    "box": "boxes and bars around the text are left out",
}


def report_left_out(
    region: Region,
    dropped: Iterable[tuple[Placed, str]],
    values: Iterable[str],
    findings: Findings,
) -> None:
    """Warn once for each reason, with the beginning of everything that was left out for it.

    What repeats one of the article's `values` is no loss, and is not told.
    """
    known = {squeeze(value) for value in values}
    groups: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    for placed, why in dropped:
        text = _text(placed)
        if text and not _is_value(text, known):
            groups.setdefault(why, []).append(text)
            lines.setdefault(why, placed.element.sourceline or 0)
    for element in region.furniture:
        if _is_inside(element, region.element) and not is_hidden(element):
            text = text_of(element)
            if text:
                groups.setdefault("box", []).append(text)
                lines.setdefault("box", element.sourceline or 0)
    for element in region.element.iter(*_EMBEDDED):
        inside = any(one in region.furniture for one in element.iterancestors())
        address = element.get("src") or element.get("data-src") or element.get("data") or ""
        if address and not inside and not is_hidden(element):
            groups.setdefault("embedded", []).append(address)
            lines.setdefault("embedded", element.sourceline or 0)
    for why, texts in groups.items():
        listed = ", ".join(f"“{_shorten(text)}”" for text in dict.fromkeys(texts))
        findings.warn("left-out", f"{_WHY[why]}: {listed}", lines[why])


def _is_value(text: str, known: set[str]) -> bool:
    names = read_names(text, strict=True) if len(text) <= 120 else ()
    return squeeze(text) in known or (bool(names) and all(squeeze(one) in known for one in names))


def _text(placed: Placed) -> str:
    block = placed.block
    if isinstance(block, PictureBlock):
        return plain(block) or block.figure.alt or block.figure.src
    return plain(block)


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _is_inside(element: HtmlElement, region: HtmlElement) -> bool:
    return any(one is region for one in element.iterancestors())


def report_paths(sources: Iterable[str], findings: Findings) -> None:
    """Warn of pictures that the page names by a path only, as it does not tell its own address."""
    paths = [src for src in dict.fromkeys(sources) if "://" not in src]
    if paths:
        shown = ", ".join(f"“{_shorten(path)}”" for path in paths)
        message = f"the page has no address, so pictures are named by their paths: {shown}"
        hint = "give the page's address with --source-url, or put the files beside the article"
        findings.warn("picture", message, hint=hint)


def report_missing(article: ImportedArticle, findings: Findings) -> None:
    """Say what the page does not hold, and how to give it."""
    missing = (
        ("summary", article.summary, "summary (dek)", ""),
        ("date", article.date, "date", "--date"),
        ("authors", article.authors, "byline", "--author"),
        ("tags", article.tags, "topics", "--tag"),
        ("section", article.section, "section", "--section"),
        ("image", article.image != Picture(), "picture", ""),
        ("source", article.source.name, "name of its publisher", "--source-name"),
        ("source", article.source.url, "address of its own", "--source-url"),
    )
    for code, value, name, option in missing:
        if not value:
            hint = f"give it with {option}" if option else ""
            findings.warn(f"no-{code}", f"the page holds no {name}; it is left out", hint=hint)
