"""Words: how much there is to read, in every script."""

from __future__ import annotations

import re

CHARACTERS_A_WORD = 400 / 230
"""A reader takes 400 characters of Chinese a minute, and 230 words of a script with spaces."""

# Scripts that put no spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, the Tai scripts of
# China, Balinese, Javanese, kana, Han.
_SPACELESS = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u1b00-\u1b7f\u3041-\u312f"
    "\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua980-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9d"
    "\U00020000-\U0003ffff]"
)


def count_words(text: str) -> float:
    """Count the words of a text; characters of scripts without spaces count as parts of one."""
    if text.isascii() or not _SPACELESS.search(text):
        return text.count(" ") + text.count("\n") + 1
    rest, characters = _SPACELESS.subn(" ", text)
    return len(rest.split()) + characters / CHARACTERS_A_WORD
