"""Choose the picture of a header among its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from ..credits import ImageLine
from ..lines import ends_sentence
from .classify import PageLine
from .header_parts import Part
from .wording import says_the_same


class HeaderPicture(Struct, frozen=True):
    """The picture of a header, None if it has none, and the position of its first line.

    `roles` are those of its lines and of other pictures' lines, by position.
    """

    image: ImageLine | None = None
    at: int = 0
    roles: Mapping[int, str] = {}


def choose_picture(
    lines: Sequence[PageLine],
    parts: Sequence[Part],
    above: Sequence[Part],
    roles: Mapping[int, str],
) -> HeaderPicture:
    """Choose the first picture below the headline, else one that is above it.

    `roles` are those that lines of the header have already, by position.
    """
    pictures = [part for part in parts if part.picture]
    new: dict[int, str] = {}
    if not pictures:
        pictures = [part for part in above if part.picture]
        for part in pictures[:1]:
            new.update(dict.fromkeys(range(part.start, part.end), "image"))
    if not pictures or pictures[0].picture is None:
        return HeaderPicture()
    first, image = pictures[0], pictures[0].picture.image
    for part in pictures[1:]:
        joined = _joined(image, part, lines[first.start]) if part.start == first.end else None
        if joined is None:
            new.update(dict.fromkeys(range(part.start, part.end), "caption"))
        image = joined or image
    line_above = _line_above(first, parts, roles)
    if line_above is not None and (whole := _with_line_above(image, lines[line_above])):
        image = whole
        new[line_above] = "image"
    return HeaderPicture(image, first.start, new)


def _joined(image: ImageLine, part: Part, line: PageLine) -> ImageLine | None:
    """Join a picture with the lines right below it: its caption, or the credit of its caption."""
    if part.picture is None:
        return None
    other = part.picture.image
    if not (image.alt or other.alt) and _are_twins(image, other):
        return structs.replace(other, alt=line.text)
    if image.caption and not (image.credit or other.caption):
        return structs.replace(image, credit=other.credit)
    return None


def _are_twins(one: ImageLine, other: ImageLine) -> bool:
    return bool(one.caption and other.caption) and says_the_same(one.caption, other.caption)


def _line_above(first: Part, parts: Sequence[Part], roles: Mapping[int, str]) -> int | None:
    """Return the position of a free line above a picture, where a dek is further up."""
    above = first.start - 1
    free = [part.start for part in parts if part.kind == "free"]
    return above if above in free and above not in roles and free[0] < above else None


def _with_line_above(image: ImageLine, line: PageLine) -> ImageLine | None:
    """Read the line above a credit as the caption, and the line above that as the alt text."""
    if not image.caption:
        return structs.replace(image, caption=line.text)
    is_short = len(line.text.split()) <= 12 and not ends_sentence(line.text)
    return (
        structs.replace(image, alt=line.text)
        if image.credit and not image.alt and is_short
        else None
    )
