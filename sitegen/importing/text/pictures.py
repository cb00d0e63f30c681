"""The pictures of a dump: lines with alt text, caption and credit, alone or in pairs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct, structs

from ..credits import ImageLine
from ..lines import ends_sentence, fold
from ..people import could_be_name
from .classify import PageLine
from .wording import is_nearly_the_same, says_the_same

_SOURCE = re.compile(r"image source,\s*(?P<credit>.+)", re.IGNORECASE)
_CAPTION = re.compile(r"image caption,\s*(?P<caption>.+)", re.IGNORECASE)
_LONGEST_ALT = 250
_LONGEST_CAPTION = 500


class PictureLines(Struct, frozen=True):
    """A picture and the end of its lines: it is at positions [at, end).

    `is_certain` is true where more than the place of the lines makes a picture of them.
    """

    image: ImageLine
    end: int
    is_certain: bool = True


def read_picture(lines: Sequence[PageLine], at: int, has_gaps: bool) -> PictureLines | None:
    """Read the picture whose lines begin at a position; None if there is none.

    `has_gaps` tells that the dump parts its blocks by blank lines.
    """
    line = lines[at]
    below = lines[at + 1] if at + 1 < len(lines) else None
    if labelled := _read_labelled(line, below, at):
        return labelled
    if line.kind not in ("text", "paragraph", "image", "section", "name"):
        return None
    is_caption = line.kind in _CAPTIONS and len(line.text.split()) >= 3
    if below is not None and is_caption and fold(below.text) == fold(line.text):
        image = line.image or below.image or ImageLine(line.text)
        return _with_credit(lines, PictureLines(image, at + 2))
    if below is not None and (pair := _read_pair(lines, at, has_gaps)):
        return pair
    if line.kind == "image" and line.image:
        return _with_credit(lines, PictureLines(line.image, at + 1))
    if below is not None and _is_credit(below) and (line.kind in _CAPTIONS or _is_caseless(line)):
        is_near = not below.gap and (line.gap or not has_gaps)
        is_said = re.match(r"[\w ]+(?: by |\s?: )", below.text) is not None
        if len(line.text) <= _LONGEST_CAPTION and (is_said or is_near) and below.image:
            image = structs.replace(below.image, caption=line.text)
            return PictureLines(image, at + 2, is_certain=not ends_sentence(line.text) or is_near)
    return None


_CAPTIONS = ("text", "paragraph", "image")


def _read_labelled(line: PageLine, below: PageLine | None, at: int) -> PictureLines | None:
    """Read "Image source, AFP" and "Image caption, Boats" below it."""
    caption = _CAPTION.fullmatch(line.text)
    if caption:
        return PictureLines(ImageLine(caption["caption"]), at + 1)
    source = _SOURCE.fullmatch(line.text)
    if not source:
        return None
    caption = _CAPTION.fullmatch(below.text) if below else None
    if caption:
        return PictureLines(ImageLine(caption["caption"], source["credit"]), at + 2)
    return PictureLines(ImageLine("", source["credit"]), at + 1)


def _is_caseless(line: PageLine) -> bool:
    """Return True for a short caption in a script without capitals, which looks like a name."""
    return line.kind == "name" and len(line.text.split()) >= 3 and could_be_name(line.text)


def _is_credit(line: PageLine) -> bool:
    return line.kind == "image" and line.image is not None and not line.image.caption


def _with_credit(lines: Sequence[PageLine], found: PictureLines) -> PictureLines:
    """Add a credit on the next line."""
    below = lines[found.end] if found.end < len(lines) else None
    if below is None or not _is_credit(below) or not below.image:
        return found
    if found.image.credit or not found.image.caption:
        return found
    image = structs.replace(found.image, credit=below.image.credit)
    return PictureLines(image, found.end + 1)


def _read_pair(lines: Sequence[PageLine], at: int, has_gaps: bool) -> PictureLines | None:
    """Read alt text and the caption below it, which says the same with more words."""
    line, below = lines[at], lines[at + 1]
    if below.gap or below.kind not in _CAPTIONS or len(line.text) > _LONGEST_ALT:
        return None
    caption = below.image or ImageLine(below.text)
    if not caption.caption or len(caption.caption) > _LONGEST_CAPTION:
        return None
    alike = says_the_same(line.text, caption.caption)
    if below.kind == "image":
        if not alike and not (has_gaps and line.gap and not ends_sentence(line.text)):
            return None
        if not alike and len(line.text.split()) > 12:
            return None
        return PictureLines(_pair(line.text, caption), at + 2)
    after = lines[at + 2] if at + 2 < len(lines) else None
    is_apart = has_gaps and line.gap and (after is None or after.gap or after.kind == "notice")
    is_alt = line.kind == "text" and not ends_sentence(line.text)
    if alike and is_apart and (is_alt or is_nearly_the_same(line.text, below.text)):
        return _with_credit(lines, PictureLines(_pair(line.text, caption), at + 2))
    return None


def _pair(alt: str, image: ImageLine) -> ImageLine:
    """Join a pair; drop a label joined to the caption ("Camera IconBoats leave")."""
    start = image.caption.find(alt)
    if start > 0 and not image.caption[start - 1].isspace():
        left_out = " ".join(filter(None, (image.left_out, image.caption[:start])))
        return structs.replace(image, caption=image.caption[start:], alt=alt, left_out=left_out)
    return structs.replace(image, alt=alt)
