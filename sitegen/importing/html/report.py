"""Report why a page has no article, and which parts of an article were left out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from ...problems import ContentError, Problem
from ..article import Findings
from ..lines import shorten, tidy
from ..paywall import is_consent, is_prompt
from ..vocabulary import pattern
from .blocks import Picture as PictureBlock
from .blocks import plain
from .bylines import read_names
from .dom import Document, is_hidden, text_of
from .region import Region
from .seen import squeeze
from .structure import Placed

_LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|anmelden|einloggen|connexion|se connecter|giriş|daxil ol|войти|вход)\b"
    r"|ورود|تسجيل الدخول",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\b(?:cookies?|consent|gdpr|datenschutz|einwilligung|consentement|çerez|kuki|согласие)\b|کوکی",
    re.IGNORECASE,
)
_SHORT = 1500


def refuse(document: Document | None, shown: str, titles: tuple[str, ...]) -> ContentError:
    """Make the error for a page without an article, with the likeliest reason."""
    if document is None:
        return _error(shown, "empty", "the page is empty", "save the page again, whole")
    text = text_of(document.root)
    if is_error_page(titles, len(text)):
        message = f"this is an error page (“{shorten(next(filter(None, titles), ''))}”), no article"
        return _error(shown, "error-page", message, "open the address in a browser and check it")
    if len(text) < 20:
        hint = "if scripts build the page, save it from a browser or copy its text"
        return _error(shown, "empty", "the page has no text", hint)
    speaks_of_it = len(_CONSENT.findall(text)) >= 2
    if is_consent_wall(document, text) or (speaks_of_it and _says_consent(text)):
        hint = "answer the question in a browser, then save the page"
        return _error(shown, "consent", "this is a page that asks for consent, no article", hint)
    has_password = document.root.find(".//input[@type='password']") is not None
    if has_password or (len(text) < _SHORT and _LOGIN.search(text)) or _asks(text):
        hint = "log in with a browser, open the article there, and save the page"
        return _error(shown, "login", "this is a page that asks for an account, no article", hint)
    hint = "import the page of one article, not a list of articles; or copy its text"
    return _error(shown, "no-body", "no article's text is found on the page", hint)


def is_error_page(titles: tuple[str, ...], length: int) -> bool:
    """Return True if a page's titles say that the page was not found."""
    return length < _SHORT and any(
        pattern("error-pages").fullmatch(title.strip()) for title in titles if title
    )


def is_consent_wall(document: Document, text: str) -> bool:
    """Return True if a short text speaks of consent, and the page has a button to give it."""
    if len(text) >= _SHORT or len(_CONSENT.findall(text)) < 2:
        return False
    buttons = (tidy("".join(one.itertext())) for one in document.root.iter("button", "a"))
    return any(map(is_consent, buttons))


def _says_consent(text: str) -> bool:
    return any(is_consent(part) for part in re.split(r"(?<=[.!?])\s+", text[:4000]))


def _asks(text: str) -> bool:
    return any(is_prompt(part) for part in re.split(r"(?<=[.!?])\s+", text[:4000]) if part)


def _error(shown: str, code: str, message: str, hint: str) -> ContentError:
    return ContentError(Problem(shown, message, f"import.{code}", hint=hint))


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
        listed = ", ".join(f"“{shorten(text)}”" for text in dict.fromkeys(texts))
        findings.warn("left-out", f"{_WHY[why]}: {listed}", lines[why])


def _is_value(text: str, known: set[str]) -> bool:
    names = read_names(text, strict=True) if len(text) <= 120 else ()
    return squeeze(text) in known or (bool(names) and all(squeeze(one) in known for one in names))


def _text(placed: Placed) -> str:
    block = placed.block
    if isinstance(block, PictureBlock):
        return plain(block) or block.figure.alt or block.figure.src
    return plain(block)


def _is_inside(element: HtmlElement, region: HtmlElement) -> bool:
    return any(one is region for one in element.iterancestors())


def report_paths(sources: Iterable[str], findings: Findings) -> None:
    """Warn of pictures with a relative path on a page whose address is unknown."""
    paths = [src for src in dict.fromkeys(sources) if "://" not in src]
    if paths:
        shown = ", ".join(f"“{shorten(path)}”" for path in paths)
        message = f"the page has no address, so pictures are named by their paths: {shown}"
        hint = "give the page's address with --source-url, or put the files beside the article"
        findings.warn("picture", message, hint=hint)
