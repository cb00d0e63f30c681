"""Recognize text that asks for money, an account or consent and is not part of an article."""

from __future__ import annotations

import re

from .lines import BULLET, phrases

# A prompt speaks to its reader or of the page that they are on, …
_ADDRESS = re.compile(
    phrases(
        r"""
        ^(?:please|to|or|now|want to) (?=\w)
        ^you (?:need|must|have|can)\b.*?\b(?=\w)|^you['’](?:ll|ve) .*?\b(?=\w)
        ^(?:don['’]t|do not|not) .*?\b(?=\w)|^
        """
    )
    + phrases(
        r"""
        continue|keep|finish|subscribe|register|sign[ -]?up|sign[ -]?in|log[ -]?in|create|join
        become|upgrade|start|get|unlock|buy|choose|try|activate|read|see|view|access|enjoy|be a
        miss|this|the (?:full|rest|remainder|complete|whole)|your subscription|subscribers
        only|exclusive|exclusively|unlimited|full|free|for subscribers|a subscription
        """
    )
    + r"\b",
    re.IGNORECASE,
)
# … names what it wants of them, …
_ACCOUNT = re.compile(
    r"\b"
    + phrases(
        r"""
        subscri(?:be|bers?|ption|ptions|bing)\b|regist(?:er|ering|ration|ered)\b
        sign(?:ing)?[ -]?(?:up|in)\b|log(?:ging)?[ -]?in\b|account\b
        free trial\b|paywall\b|paid members?\b|a member\b|membership\b
        """
    )
    + r"|[$€£] ?\d",
    re.IGNORECASE,
)
# … and what they get for it.
_READING = re.compile(
    phrases(
        r"""
        \b(?:continue|keep|finish) reading\b|\bto read\b|\bread (?:more|on|the|this)\b
        \breading\b|\barticles?\b|\bstor(?:y|ies)\b|\bcontent\b|\bunlock\b|\bunlimited\b
        \bpaywall\b|\btrial\b|\b(?:unlimited|free|full|instant|digital|complete|get) access\b
        \ba (?:month|week|year)\b|access to:$|gives you:$|\bnow\W*$
        """
    ),
    re.IGNORECASE,
)
_ARTICLE = r"(?:articles?|stor(?:y|ies)|content|reports?|pieces?|posts?|pages?|text|analysis)"
_FOR_MEMBERS = (
    r".{0,50}\b(?:for|to) (?:our |paid |paying |premium |registered )*"
    r"(?:members|users|readers)(?: only)?\W*$"
)
_PROMPTS = re.compile(
    phrases(
        rf"""
        ^(?:subscribers?|members?|subscription)[ -]only(?: {_ARTICLE})?$
        ^(?:exclusive(?:ly)?|only) (?:{_ARTICLE} )?(?:for|to) (?:our )?(?:subscribers|members)\b
        ^you(?:['’]ve| have) (?:reached|hit|read|used|exceeded)\b.*\b(?:limit|{_ARTICLE})\b
        ^(?:already|not yet) (?:an? |have an )?(?:subscri\w+|registered|members?|account)\b
        ^\d+ ?% of (?:this|the) {_ARTICLE}\b
        ^(?:this|the (?:full|rest|remainder|whole)(?: of (?:this|the))?) {_ARTICLE}\b{_FOR_MEMBERS}
        ^unlock (?:this|the (?:full|whole|rest of (?:this|the))) {_ARTICLE}\b
        ^join us to (?:read|continue)\b
        ^(?:get |enjoy )?unlimited (?:digital )?access\b
        ^(?:start|try) your (?:free|\d+)\b
        ^(?:cancel|pause) (?:at )?any ?time\b
        ^please (?:sign|log) in\b
        """
    ),
    re.IGNORECASE,
)
# Other languages: a word for an account and a word for reading on, in either order.
_PAIRS = tuple(
    (re.compile(phrases(account), re.IGNORECASE), re.compile(phrases(reading), re.IGNORECASE))
    for account, reading in (
        (r"مشترک|اشتراک|ثبت[ \u200c]?نام|وارد شوید|عضو", r"ادامه|متن کامل|کامل بخوانید|دسترسی"),
        (r"abunə|qeydiyyat|daxil ol", r"davam|oxumaq|tam mətn|tam giriş"),
        (r"abone|üye ol|kayıt ol|giriş yap", r"devam|okumak|tamamı|sınırsız"),
        (r"подпи[сш]|зарегистрир|войдите", r"читать|чтения|полный|продолж|доступ"),
        (r"abonn", r"la suite|lire|lecture|réservé"),
        (r"اشترك|مشترك|اشتراك|سجل", r"لقراءة|قراءة|متابعة|لمواصلة|بقية|الكامل"),
        (r"abo\b|abonn|anmelden|registrier", r"weiterlesen|weiter lesen|lesen sie|zugang"),
    )
)
_COOKIE = re.compile(
    r"\b(?:cookies?|tracking technolog\w+|your privacy|your consent|ad[ -]?block\w*|javascript)\b",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\b"
    + phrases(
        r"""
        we and our|we use|we value|our partners|this (?:web)?site uses|you (?:agree|consent|accept)
        by (?:clicking|using|continuing|accepting)|accept (?:all|cookies)|reject all
        manage (?:preferences|cookies|settings)|cookie (?:policy|settings|preferences|notice)
        personali[sz]e|your experience|please enable|enable javascript|disable your|turn off
        is disabled
        """
    )
    + r"\b",
    re.IGNORECASE,
)
_CONSENT_BUTTON = re.compile(
    r"(?:accept|reject|allow|decline|agree)(?: all)?(?: cookies)?|i (?:accept|agree)|got it|"
    r"manage (?:preferences|cookies|settings|options)|cookie (?:policy|settings|preferences)|"
    r"privacy (?:policy|settings)|more options",
    re.IGNORECASE,
)


def is_prompt(text: str) -> bool:
    """Return True if a line asks its reader to subscribe, register or log in to read on."""
    if len(text) > 300:
        return False
    bare = BULLET.sub("", text, count=1) if BULLET.match(text) else text
    return _PROMPTS.search(bare) is not None or all(
        pattern.search(bare) for pattern in (_ADDRESS, _ACCOUNT, _READING)
    )


def is_foreign_prompt(text: str) -> bool:
    """Return True for a prompt in another language, by signs that count only at the end."""
    return len(text) <= 250 and any(a.search(text) and b.search(text) for a, b in _PAIRS)


def is_consent(text: str) -> bool:
    """Return True if a line is a cookie notice or asks for a browser's settings."""
    if _CONSENT_BUTTON.fullmatch(text.strip(" .")):
        return True
    return _COOKIE.search(text) is not None and _CONSENT.search(text) is not None
