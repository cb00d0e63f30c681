"""Names of people and topics: clean, compare and sort them, and write them in a URL."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal
from unicodedata import combining, normalize

SlugStyle = Literal["ascii", "unicode"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
# An apostrophe parts no word; a lowered İ would keep a combining dot.
_LETTERS = (("'", ""), ("’", ""), ("İ", "I"))
# AnyASCII leaves out what Persian and Arabic read as "a" at the beginning of a word.
_ASCII_LETTERS = (*_LETTERS, ("ا", "a"), ("آ", "a"), ("أ", "a"), ("ع", "a"))


@lru_cache(maxsize=65536)
def slugify(text: str, style: SlugStyle = "ascii") -> str:
    """Turn a name into a slug: lower case, words joined by hyphens, "" if nothing is left.

    "ascii" transliterates every script; "unicode" keeps letters of all scripts in NFKC, so that
    a Persian tag stays readable. A name with nothing to transliterate is kept in "unicode".
    """
    if _SLUG.match(text):
        return text
    from slugify import slugify as library_slugify

    if style == "ascii":
        slug: str = library_slugify(
            text,
            entities=False,
            decimal=False,
            hexadecimal=False,
            replacements=_ASCII_LETTERS,
            # Named, for the library's own choice depends on what else is installed.
            backend="anyascii",
        )
        if slug:
            return slug
    return str(
        library_slugify(
            text,
            entities=False,
            decimal=False,
            hexadecimal=False,
            replacements=_LETTERS,
            allow_unicode=True,
            algorithm="modern",
        )
    )


_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Soft hyphens, zero-width spaces and direction marks; not the joiners that Persian needs."""
_JOINERS = "\u200c\u200d"

_SAME_LETTER = str.maketrans(
    {
        **dict.fromkeys("\u064a\u0649", "\u06cc"),  # Arabic yeh, alef maksura: Farsi yeh
        **dict.fromkeys("\u0643\u06aa", "\u06a9"),  # Arabic and swash kaf: keheh
        **dict.fromkeys("\u0629\u06c0\u06c1\u06c2\u06c3", "\u0647"),  # teh marbuta, goal heh: heh
        **dict.fromkeys("\u0623\u0625\u0671", "\u0627"),  # alef with hamza or wasla: alef
        "\u0640": "",  # Tatweel, which only lengthens a word.
        **{chr(0x660 + digit): str(digit) for digit in range(10)},
        **{chr(0x6F0 + digit): str(digit) for digit in range(10)},
    }
)


def clean_name(name: str) -> str:
    """Make the spaces of a name plain: none at its ends, one between words, nothing invisible."""
    if name.isascii():
        return " ".join(name.split())
    words = _INVISIBLE.sub("", name).split()
    return " ".join(filter(None, (word.strip(_JOINERS) for word in words)))


def folded(text: str) -> str:
    """Fold case, composition, and the Arabic letters and digits that keyboards mix.

    Texts that are equal then look the same to a reader, or nearly so.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    return text if text.isascii() else text.translate(_SAME_LETTER)


_ALPHABETS = {
    "fa": "آ ا ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و ه ی",
    "az": "a b c ç d e ə f g ğ h x ı i j k q l m n o ö p r s ş t u ü v y z",
    "tr": "a b c ç d e f g ğ h ı i j k l m n o ö p q r s ş t u ü v w x y z",
    "ru": "а б в г д е ё ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я",
}
"""The alphabets of the official orthographies."""

_SAME = str.maketrans("أإٱيىئكةۀؤ", "ااایییکههو")
"""Letters of Arabic keyboards and with hamza, as the letters that Persian sorts them with."""

_SCRIPTS = (
    ("Latin", 0x0041, 0x02AF),
    ("Latin", 0x1E00, 0x1EFF),
    ("Greek", 0x0370, 0x03FF),
    ("Cyrillic", 0x0400, 0x052F),
    ("Armenian", 0x0530, 0x058F),
    ("Hebrew", 0x0590, 0x05FF),
    ("Arabic", 0x0600, 0x08FF),
    ("Georgian", 0x10A0, 0x10FF),
)
_ORDER = {script: place for place, (script, _, _) in enumerate(_SCRIPTS)}
_HOME = {"fa": "Arabic", "ar": "Arabic", "ru": "Cyrillic", "az": "Latin", "tr": "Latin"}
"""The script of a language, which comes before the others."""

Key = tuple[int, int, tuple[tuple[int, int], ...], str, str]


def collation_key(name: str, language: str) -> Key:
    """Return the key that sorts names in a language: by script, then by letter.

    Names in the script of the language come first, those that begin with a digit before all. A
    letter with a mark sorts with its bare letter, unless the alphabet has a place for it; marks
    decide between names that are the same without them.
    """
    primary = language.split("-", 1)[0].lower()
    letters = initial_letters(name)
    script = script_of(letters)
    is_home = script == _HOME.get(primary, "Latin")
    rank = 0 if not script else 1 if is_home else 2
    table = _table(primary if is_home else _foreign(script))
    folded = _folded(letters, primary)
    weights = tuple([_weight(letter, table) for letter in folded if not combining(letter)])
    return rank, _ORDER.get(script, len(_ORDER)), weights, folded, name


def initial(name: str, language: str) -> str:
    """Return the letter that a name is filed under in a list from A to Z; "#" for a digit.

    Chinese characters are too many to be letters: all names that begin with one are together.
    """
    primary = language.split("-", 1)[0].lower()
    letters = initial_letters(name)
    script = script_of(letters)
    if not script:
        return "#"
    if unicodedata.name(letters[0], "").startswith("CJK "):
        return "漢"
    is_home = script == _HOME.get(primary, "Latin")
    table = _table(primary if is_home else _foreign(script))
    letter = _folded(letters, primary)[0]
    found = letter if letter in table else _bare(letter)
    return "İ" if found == "i" and primary in ("az", "tr") else found.upper()


def initial_letters(name: str) -> str:
    """Return a name from its first letter or digit on."""
    start = next((place for place, sign in enumerate(name) if sign.isalnum()), 0)
    return name[start:]


def script_of(name: str) -> str:
    """Name the script of a name's first letter; "" for a digit, "Other" for a script not known."""
    if not name or not name[0].isalpha():
        return ""
    code = ord(name[0])
    return next((script for script, first, last in _SCRIPTS if first <= code <= last), "Other")


def _foreign(script: str) -> str:
    return {"Arabic": "fa", "Cyrillic": "ru"}.get(script, "")


@lru_cache(maxsize=16)
def _table(language: str) -> dict[str, int]:
    return {letter: place for place, letter in enumerate(_ALPHABETS.get(language, "").split())}


def _folded(text: str, language: str) -> str:
    if language in ("az", "tr"):
        text = text.replace("I", "ı").replace("İ", "i")
    return normalize("NFC", text).casefold().translate(_SAME)


def _bare(letter: str) -> str:
    return normalize("NFD", letter)[0]


def _weight(letter: str, table: dict[str, int]) -> tuple[int, int]:
    """Weigh a letter: what is no letter, then the alphabet, then all others by code point."""
    bare = letter if letter in table else _bare(letter)
    if bare in table:
        return 1, table[bare]
    return (2 if letter.isalpha() else 0), ord(bare)
