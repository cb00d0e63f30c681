"""Image lines: alt text, caption and credit, often joined without a space."""

from __future__ import annotations

import re

from msgspec import Struct

from .lines import ends_sentence, fold, phrases
from .people import could_be_name, is_name
from .vocabulary import is_agency, looks_like_outlet, pattern, territories


class ImageLine(Struct, frozen=True):
    """The line of a picture: its caption and credit, and `alt` if the dump has one.

    `left_out` is what was before the caption and does not belong to it (the alt text's prefix, a
    gallery counter); `doubt` is what may be such a prefix, and was kept.
    """

    caption: str = ""
    credit: str = ""
    alt: str = ""
    left_out: str = ""
    doubt: str = ""


_COUNTER = re.compile(
    r"(?:\[\s*\d+\s*/\s*\d+\s*\]|\d+\s+of\s+\d+\s*\||\d+/\d+\s*\|?(?=\s*[A-Z]))\s*"
)
_LABEL = pattern("photo-words").pattern
_SAID = re.compile(
    rf"(?:^|(?<=[\s.!?…”\"’)\]؟]))[(\[]?{_LABEL}\s*"
    r"(?:(?:by|from|courtesy of|courtesy|via|von|par|از)\s+|\s*(?:[:：]|\.\.\.|…)\s*(?:by\s+)?"
    r"|\s*/\s*(?=[A-Z]))"
    r"(?P<credit>[^()\[\]]{2,100}(?:\([^()]*\)[^()\[\]]{0,40})?)[)\]]?\.?$",
    re.IGNORECASE,
)
_FILE_PHOTO = re.compile(
    r"\((?:file|illustrative|archive|undated) (?:photo|picture|image)\)\.?$"
    r"|^file (?:photo|picture): ",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:^|(?<=[\s.]))[(\[]?"
    r"(?P<credit>(?:courtesy(?: of)?|handout(?: via)?|©)\s*[^()\[\]]{2,80})[)\]]?\.?$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(\[](?P<credit>[^()\[\]]{2,100})[)\]]\.?$")
# "Jane Doe | Moment | Getty Images", as picture agencies write it.
_BARRED = re.compile(r"[^|.!?]{2,40}(?: \| [^|.!?]{2,40}){1,3}")
# A bracket with a name behind the end of a sentence: "Boats leave the bay. (Shore Museum)"
_BEHIND_SENTENCE = re.compile(r"[.!?…][”\"’']? \((?P<credit>[^\W\d_a-z][^()\d,;:.!?]{1,40})\)$")
_NO_STOP = r"[^.!?…”\"()\[\]]"
_TRAILING = re.compile(
    rf"(?:^|(?<=[.!?…”\"’)؟])\s*)(?P<credit>{_NO_STOP}*?(?!\s){_NO_STOP}{_NO_STOP}*)\.?$"
)
_AGENCIES = phrases(
    """
    REUTERS|Reuters|AP|AP Photo|AFP|EPA(?:-EFE)?|EFE|Getty(?: Images)?|TASS|Sputnik|RIA Novosti
    Xinhua|Anadolu(?: Agency)?|AA|IRNA|ISNA|WANA|Mehr|Tasnim|Fars|AzerTac|AZERTAC|APA|Trend
    Shutterstock|Alamy|iStock|Bloomberg|ANSA|dpa|DPA|PA|PA Media|PA Wire|Zuma|NurPhoto|Kyodo|ANI
    PTI|Abaca|Magnum|Panos|Middle East Images|SOPA Images|Wikimedia(?: Commons)?|Flickr|Unsplash
    NASA|Maxar|Planet Labs
    """
)
_AGENCY_IN = re.compile(rf"(?:^|[\s/,]){_AGENCIES}(?:$|[\s/,])")
_SLASHED = re.compile(r"[A-Z][\w.'’-]*(?: [\w.'’-]+){0,4} ?/ ?[A-Z][\w.'’-]*(?: [\w.'’-]+){0,4}")
# "Jane Doe/Herald Photo" in any script, behind a sentence.
_PAIR_BEHIND = re.compile(
    r"(?<=[.!?…؟”»\"’)]\s)(?P<credit>[^\W\d_][^/.,;:!?()]{2,40}/[^\W\d_][^/.,;:!?()]{1,40})$"
)
_TRAILING_PAIR = re.compile(rf"(?<=[.!?…”\"’)]\s)(?P<credit>{_SLASHED.pattern})\.?$")
_SHOUTED_PAIR = re.compile(
    r"(?<=[.!?…”\"’)]\s)(?P<credit>[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,40}/[A-ZÀ-Þ ][A-ZÀ-Þ .'’-]{1,40})$"
)
_LABELLED = re.compile(rf"^{_LABEL}\s*(?:by|from|:)\s*", re.IGNORECASE)
_LICENSING = re.compile(
    r",?\s*(?:purchase licensing rights|acquire licensing rights|opens? (?:in a )?new tab).*$",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"(?:(?:\b[A-Z]\.){2,}|\b(?:Inc|Jr|Sr|Co|Ltd)\.)$")
# Small words of credits; any other in lower case makes a sentence of the line.
_CREDIT_WORDS = frozenset(
    """via of the for and by on in from at courtesy handout press service office media file social
    state news agency agencies archive archives ministry presidency president president's official
    website screenshot screengrab video photo photos image
    images credit credits picture ve və y de del della di da van von bin al el
    """.split()
)
_SITE = re.compile(r"[\w-]+(?:\.[a-z]{2,})+")
_VIA = re.compile(r"\bvia\s+\S", re.IGNORECASE)
_FILE = re.compile(r"[\w%-]+\.(?:jpe?g|png|gif|webp|avif|svg)$", re.IGNORECASE)
_STARTERS = frozenset("A An The This These Those In On At".split())


def read_image_line(text: str, dump: str) -> ImageLine | None:
    """Read a line that ends in a picture's credit; None if there is no credit.

    `dump` is the whole text, in which an alt text's prefix may prove to be the outlet's name.
    """
    if len(text) > 700:
        return None
    bare, counter = _drop_counter(text)
    found = _find_credit(bare)
    if found is None and counter:
        slashed = _TRAILING_PAIR.search(bare)
        found = (bare[: slashed.start()], _clean(slashed["credit"])) if slashed else None
    if found is None and len(bare) <= 300 and _FILE_PHOTO.search(bare):
        found = bare, ""
    if found is None:
        return None
    caption, credit = found
    again = _BRACKETED.search(caption.rstrip())
    if again and _names_photographer(again["credit"], in_brackets=True):
        caption = caption[: again.start()]
    return _part_alt(caption.strip(" |–—-"), credit, counter, dump)


def read_credit(text: str) -> str | None:
    """Read a line that is a credit and nothing else ("REUTERS/Jane Doe", "Photo by IRNA.")."""
    found = _find_credit(text)
    return found[1] if found and not found[0].strip(" |–—-") else None


def has_counter(text: str) -> bool:
    """Return True if a line begins with a gallery's counter, "[1/5]" or "1 of 12 |"."""
    return _COUNTER.match(text) is not None


def _drop_counter(text: str) -> tuple[str, str]:
    counter = _COUNTER.match(text)
    return (text[counter.end() :], counter[0].strip()) if counter else (text, "")


def _find_credit(text: str) -> tuple[str, str] | None:
    """Split a line into the text before its credit, and the credit."""
    text = _LICENSING.sub("", text)
    if _BARRED.fullmatch(text) and is_agency(text.rpartition("|")[2]):
        return "", _clean(text)
    bracketed = _BRACKETED.search(text)
    if bracketed and _names_photographer(bracketed["credit"], in_brackets=True):
        return text[: bracketed.start()], _clean(_LABELLED.sub("", bracketed["credit"]))
    shouted = _SHOUTED_PAIR.search(text)
    if shouted:
        return text[: shouted.start()], _clean(shouted["credit"])
    behind = _BEHIND_SENTENCE.search(text)
    if behind and len(text) <= 300 and _is_titled(behind["credit"]):
        return text[: behind.start("credit") - 1], _clean(behind["credit"])
    for form in (_SAID, _COURTESY):
        said = form.search(text)
        if said and _is_said(text, said):
            return text[: said.start()], _clean(said["credit"])
    pair = _PAIR_BEHIND.search(text)
    if pair and len(text) <= 300 and _is_name_and_agency(pair["credit"]):
        return text[: pair.start()], _clean(pair["credit"])
    trailing = _TRAILING.search(text)
    if trailing and _names_photographer(trailing["credit"]):
        return text[: trailing.start()], _clean(trailing["credit"])
    return None


def _is_said(text: str, said: re.Match[str]) -> bool:
    """Return True for "Photo by IRNA.", not for a sentence: "Photos from Baku showed smoke."."""
    before = text[: said.start()].rstrip()
    label = said[0].lstrip("([")
    if label[0].islower() and before and not ends_sentence(before):
        return False
    is_caseless = label[:1].lower() == label[:1].upper()
    if is_caseless and before and not ends_sentence(before) and not re.search(r"[:：]", label):
        return False
    words = re.findall(r"[^\W\d_][\w'’.-]*", said["credit"])
    return len(words) <= 12 and all(
        any(c.isupper() for c in word)
        or re.match(r"[dl]['’]", word)
        or not word[0].islower()
        or fold(word).strip(".") in _CREDIT_WORDS
        or _SITE.fullmatch(word)
        for word in words
    )


def _is_name_and_agency(text: str) -> bool:
    """Return True for a photographer's name, a slash, and a few words in capitals."""
    name, slash, agency = text.partition("/")
    words = agency.split()
    is_short = bool(slash) and 1 <= len(words) <= 4 and "/" not in agency
    is_titled = all(not word[0].islower() for word in words)
    return is_short and is_titled and (is_name(name.strip()) or could_be_name(name.strip()))


def _is_titled(text: str) -> bool:
    """Return True for up to four words in capitals, none of them a country's name."""
    parts = text.split()
    is_place = fold(text) in territories()
    return (
        len(parts) <= 4
        and not is_place
        and all(part[0].isupper() or fold(part) in _CREDIT_WORDS for part in parts)
    )


def _names_photographer(text: str, in_brackets: bool = False) -> bool:
    """Return True for a credit: an agency after a slash, after “via”, or alone."""
    text = text.strip(" .")
    if len(text.split()) > 12:
        return False
    # In Latin letters the name of an agency may be a word of the sentence.
    if in_brackets and not text.isascii() and is_agency(text):
        return True
    if in_brackets and _is_name_and_agency(text):
        return True
    if in_brackets and _SLASHED.fullmatch(text):
        return not any(fold(part).strip() in territories() for part in text.split("/"))
    if not _AGENCY_IN.search(text):
        return False
    return "/" in text or _VIA.search(text) is not None or is_agency(text) or " Photo" in text


def _clean(credit: str) -> str:
    credit = credit.strip(" ,;|–—-")
    return credit if _ABBREVIATED.search(credit) else credit.rstrip(". ")


def _part_alt(caption: str, credit: str, counter: str, dump: str) -> ImageLine:
    caption, second = _drop_counter(caption)
    counter = counter or second
    first, _, rest = caption.partition(" ")
    if rest and rest[0].isupper() and not first[0].isupper() and not first.isdigit():
        if _is_prefix(first, rest, dump):
            return _part_repeated(rest, credit, f"{counter} {first}".strip())
        if "-" in first or "." in first or "_" in first:
            return ImageLine(caption, credit, left_out=counter, doubt=first)
    return _part_repeated(caption, credit, counter)


def _is_prefix(first: str, rest: str, dump: str) -> bool:
    """Return True for an alt text that is a name: of a file, of an outlet, or in the dump.

    Capitals after it prove little ("al-Sadr", "ex-president Khatami"), an article or a
    preposition in capitals does: there a sentence begins.
    """
    if _FILE.fullmatch(first) or first.lower() in ("image", "photo", "alt", "picture", "img"):
        return True
    if rest.split(" ", 1)[0] in _STARTERS:
        return True
    if looks_like_outlet(re.sub(r"[-_]", " ", first)) or is_agency(first):
        return True
    words = r"[\s-]".join(re.escape(word) for word in re.split(r"[-_]", first))
    other = re.compile(rf"(?<![\w-]){words}(?![\w-])", re.IGNORECASE)
    return any(match[0][0].isupper() for match in other.finditer(dump))


def _part_repeated(caption: str, credit: str, left_out: str) -> ImageLine:
    """Split an alt text from the caption that it is glued to, where both say the same."""
    twice = re.fullmatch(r"(.{12,}?)[\s.]*(\1\.?)", caption)
    if twice:
        return ImageLine(twice[2], credit, left_out=left_out)
    for seam in re.finditer(r"(?<=[^\W\d_A-Z.])(?=[A-Z])|(?<=[a-z][.!?])(?=[A-Z])", caption):
        alt, rest = caption[: seam.start()], caption[seam.start() :]
        if _describe_the_same(alt, rest):
            return ImageLine(rest, credit, alt=alt, left_out=left_out)
    return ImageLine(caption, credit, left_out=left_out)


def _describe_the_same(alt: str, caption: str) -> bool:
    one, other = fold(alt).split(), fold(caption).split()
    if len(one) < 3 or len(other) < 3:
        return False
    shared = set(one) & set(other)
    return one[0] == other[0] or len(shared) * 2 >= len(set(one))
