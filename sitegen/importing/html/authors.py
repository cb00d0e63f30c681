"""Read authors' names where a page says that they are names."""

from __future__ import annotations

import re

from ..lines import fold, tidy
from ..people import could_be_name, is_name, is_staff, split_names
from ..vocabulary import is_agency
from .words import BY

_AND = re.compile(r"\s*[,;،؛&/]\s*(?:and\s+|und\s+|et\s+|y\s+|e\s+|i\s+)?|\s+(?:and|und|et|y|og|och|en|oraz|ve|və|и|و)\s+", re.IGNORECASE)  # fmt: skip  # noqa: E501
_END = re.compile(r"\s*(?:[|·•–—]|\s-\s|\d|\n|@|https?:|\().*", re.DOTALL)
# Words that may follow the names in a line without a label: a date, an outlet, a place.
_MOST_WORDS_BEHIND = 6
_CASELESS = re.compile(r"[^\W\d_]{1,20}(?:[ ・·\u200c][^\W\d_]{1,20}){0,3}")


def read_names(text: str, strict: bool = False) -> tuple[str, ...]:
    """Read "By Jane Doe and John Roe" into names; empty where the text holds anything else.

    A text that is no clean list of names may be one name all the same unless `strict` is set.
    """
    whole = tidy(text)
    unlabelled = BY.sub("", whole, count=1)
    bare = _END.sub("", unlabelled).strip(" ,;:.")
    if not bare or len(bare) > 150:
        return ()
    if unlabelled == whole and len(unlabelled[len(bare) :].split()) > _MOST_WORDS_BEHIND:
        return ()
    parts = [part.strip(" .") for part in _AND.split(bare) if part.strip(" .")]
    found = split_names(bare)
    known = found[0] if found else ()
    if known and found and found[1]:  # Roles and places are parted from the names.
        return known
    if parts and len(parts) >= len(known) and all(map(_is_one, parts)):
        return tuple(dict.fromkeys(parts))
    if known:
        return known
    if strict:
        return ()
    # A place or a role may follow the name.
    head = parts[0] if parts else ""
    return (head,) if _is_one(head) else ()


def _is_one(text: str) -> bool:
    return (
        is_name(text)
        or is_staff(text)
        or is_agency(text)
        or _EAST_ASIAN.fullmatch(text) is not None
        or (_is_caseless(text) and could_be_name(text))
    )


_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,8}")


def _is_caseless(text: str) -> bool:
    return _CASELESS.fullmatch(text) is not None and not re.search(r"[a-zA-Zа-яА-Я]", text)


def same_name(one: str, other: str) -> bool:
    """Return True if two spellings name one person ("jane-doe", "Jane Doe")."""
    return re.sub(r"[\W_]+", "", fold(one)) == re.sub(r"[\W_]+", "", fold(other))
