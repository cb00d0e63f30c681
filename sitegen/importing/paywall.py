"""Text that asks for money, an account or consent, and is no part of the article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from .lines import Line, ends_sentence, is_prose

BULLET = re.compile(r"[•●▪■◦‣⁃∙·○*✓✔➤►–—-](?=\s)\s*")

# A prompt speaks to its reader or of the page that they are on, …
_ADDRESS = re.compile(
    r"^(?:please |you (?:need|must|have|can)\b.*?|you(?:['’]ll|['’]ve) .*?|want to |to |or |now |"
    r"(?:don['’]t|do not|not) .*?)?(?:continue|keep|finish|subscribe|register|sign[ -]?up|"
    r"sign[ -]?in|log[ -]?in|create|join|become|upgrade|start|get|unlock|buy|choose|try|activate|"
    r"read|see|view|access|enjoy|be a|miss)\b"
    r"|^(?:this|the (?:full|rest|remainder|complete|whole))\b|^your subscription\b|^subscribers\b|"
    r"^(?:only|exclusive|exclusively|unlimited|full|free|for subscribers|a subscription)\b",
    re.IGNORECASE,
)
# … names what it wants of them, …
_ACCOUNT = re.compile(
    r"\b(?:subscri(?:be|bers?|ption|ptions|bing)|regist(?:er|ering|ration|ered)|sign(?:ing)?[ -]?"
    r"(?:up|in)|log(?:ging)?[ -]?in|account|free trial|paywall|paid members?|a member|membership|"
    r"[$€£] ?\d)",
    re.IGNORECASE,
)
# … and what they get for it.
_READING = re.compile(
    r"\b(?:(?:continue|keep|finish) reading|to read|read (?:more|on|the|this)|reading|articles?|"
    r"stor(?:y|ies)|content|unlock|unlimited|paywall|trial|(?:unlimited|free|full|instant|digital|"
    r"complete|get) access|a (?:month|week|year))\b|access to:$|gives you:$|\bnow\W*$",
    re.IGNORECASE,
)
_ARTICLE = r"(?:articles?|stor(?:y|ies)|content|reports?|pieces?|posts?|pages?|text|analysis)"
_PROMPTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:subscribers?|members?|subscription)[ -]only(?: {_ARTICLE})?$",
        rf"^(?:exclusive(?:ly)?|only) (?:{_ARTICLE} )?(?:for|to) (?:our )?(?:subscribers|members)\b",
        r"^you(?:['’]ve| have) (?:reached|hit|read|used|run out|exceeded)\b.*\b(?:limit|articles?|"
        r"stor(?:y|ies))\b",
        r"^(?:already|not yet) (?:an? |have an )?(?:subscri\w+|registered|members?|account)\b",
        rf"^\d+ ?% of (?:this|the) {_ARTICLE}\b",
        rf"^(?:this|the (?:full|rest|remainder|whole)(?: of (?:this|the))?) {_ARTICLE}\b.{{0,50}}\b"
        r"(?:for|to) (?:our |paid |paying |premium |registered )*(?:members|users|readers)(?: only)?"
        r"\W*$",
        rf"^unlock (?:this|the (?:full|whole|rest of (?:this|the))) {_ARTICLE}\b",
        r"^join us to (?:read|continue)\b",
        r"^(?:get |enjoy )?unlimited (?:digital )?access\b",
        r"^(?:start|try) your (?:free|\d+)\b",
        r"^(?:cancel|pause) (?:at )?any ?time\b",
        r"^please (?:sign|log) in\b",
    )
)
# Other languages: a word for an account and a word for reading on, in either order.
_PAIRS = tuple(
    (re.compile(account, re.IGNORECASE), re.compile(reading, re.IGNORECASE))
    for account, reading in (
        (r"مشترک|اشتراک|ثبت[ \u200c]?نام|وارد شوید|عضو", r"ادامه|متن کامل|کامل بخوانید|دسترسی"),
        (r"abunə|qeydiyyat|daxil ol", r"davam|oxumaq|tam mətn|tam giriş"),
        (r"abone|üye ol|kayıt ol|giriş yap", r"devam|okumak|tamamı|sınırsız"),
        (r"подпи[сш]|зарегистрир|войдите", r"читать|чтения|полный|продолж|доступ"),
        (r"abonn", r"la suite|lire|lecture|réservé"),
        (r"\babo\b|abonn|anmelden|registrier", r"weiterlesen|weiter lesen|lesen sie|zugang"),
    )
)
_COOKIE = re.compile(
    r"\b(?:cookies?|tracking technolog\w+|your privacy|your consent|ad[ -]?block\w*|javascript)\b",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\b(?:we and our|we use|we value|our partners|this (?:web)?site uses|you (?:agree|consent|"
    r"accept)|by (?:clicking|using|continuing|accepting)|accept (?:all|cookies)|reject all|manage "
    r"(?:preferences|cookies|settings)|cookie (?:policy|settings|preferences|notice)|personali[sz]e|"
    r"your experience|please enable|enable javascript|disable your|turn off|is disabled)\b",
    re.IGNORECASE,
)
_CONSENT_BUTTON = re.compile(
    r"(?:accept|reject|allow|decline|agree)(?: all)?(?: cookies)?|i (?:accept|agree)|got it|"
    r"manage (?:preferences|cookies|settings|options)|cookie (?:policy|settings|preferences)|"
    r"privacy (?:policy|settings)|more options",
    re.IGNORECASE,
)


class Cut(Struct, frozen=True):
    """A block of lines that is no text: positions [start, end), and whether it ends the body."""

    start: int
    end: int
    ends_body: bool


def is_prompt(text: str) -> bool:
    """Tell whether a line asks its reader to subscribe, register or log in to read on."""
    if len(text) > 300:
        return False
    bare = BULLET.sub("", text, count=1) if BULLET.match(text) else text
    return any(pattern.search(bare) for pattern in _PROMPTS) or all(
        pattern.search(bare) for pattern in (_ADDRESS, _ACCOUNT, _READING)
    )


def is_foreign_prompt(text: str) -> bool:
    """Tell the same of other languages by weaker signs, which count at a body's end only."""
    return len(text) <= 250 and any(a.search(text) and b.search(text) for a, b in _PAIRS)


def is_consent(text: str) -> bool:
    """Tell whether a line is a cookie notice or asks for a browser's settings."""
    if _CONSENT_BUTTON.fullmatch(text.strip(" .")):
        return True
    return _COOKIE.search(text) is not None and _CONSENT.search(text) is not None


def find_cuts(lines: Sequence[Line]) -> tuple[Cut, ...]:
    """Find the paywall blocks among the lines of a body."""
    cuts: list[Cut] = []
    at = 0
    while at < len(lines):
        text = lines[at].text
        is_last_part = not any(is_prose(line.text) for line in lines[at + 1 :])
        if is_prompt(text) or (is_last_part and is_foreign_prompt(text)):
            end = _block_end(lines, at)
            cuts.append(Cut(at, end, ends_body=end == len(lines)))
            at = end
        else:
            at += 1
    return tuple(cuts)


def _block_end(lines: Sequence[Line], start: int) -> int:
    """Follow a prompt through its bullets, further prompts and, at the very end, short lines."""
    end = start + 1
    introduces = lines[start].text.endswith((":", "："))
    while end < len(lines):
        text = lines[end].text
        if is_prompt(text) or is_consent(text):
            introduces = text.endswith((":", "："))
        elif not (introduces and BULLET.match(text)):
            break
        end += 1
    rest = lines[end:]
    if len(rest) <= 10 and all(len(line.text) < 80 and not _speaks(line.text) for line in rest):
        return len(lines)
    return end


def _speaks(text: str) -> bool:
    """A line that may belong to the article: a sentence, a sign-off."""
    return (ends_sentence(text) and len(text.split()) > 4) or text.startswith(("Reporting by", "("))
