"""Tell why a page holds no article: a login wall, a consent wall, an error page, an empty page."""

from __future__ import annotations

import re

from ...problems import ContentError, Problem
from ..lines import tidy
from ..paywall import is_consent, is_prompt
from ..vocabulary import pattern
from .dom import Document, text_of

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
    """Make the error for a page without an article's text, with the likeliest reason."""
    if document is None:
        return _error(shown, "empty", "the page is empty", "save the page again, whole")
    text = text_of(document.root)
    if is_error_page(titles, len(text)):
        message = f"this is an error page (“{_short(next(filter(None, titles), ''))}”), no article"
        return _error(shown, "error-page", message, "open the address in a browser and check it")
    if len(text) < 20:
        hint = "if scripts build the page, save it from a browser or copy its text"
        return _error(shown, "empty", "the page holds no text", hint)
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
    """Return True if a page's titles say that what was asked for is not there."""
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


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
