"""The embeds that come with sitegen; `themes/default/templates/embeds/` has their templates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from ..model import Focus, Prose
from .declaration import (
    DataFile,
    EmbedKind,
    File,
    Href,
    Options,
    Picture,
    WrongOptions,
)

Date = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", extra={"is": "a day: 2026-05-04"})]


class FigureOptions(Options, frozen=True):
    """A picture with its caption and credit."""

    src: Annotated[Picture, Meta(description="the picture")]
    alt: Annotated[Prose, Meta(description="what it shows, for those who do not see it")] = ""
    caption: Annotated[Prose, Meta(description="what the picture tells")] = ""
    credit: Annotated[Prose, Meta(description="who made it")] = ""
    focus: Annotated[Focus, Meta(description="what must stay in view where it is cropped: `top`, `bottom right`")] = ""  # fmt: skip  # noqa: E501
    link: Annotated[Href, Meta(description="where the picture leads")] = ""


class GalleryPicture(Struct, frozen=True, forbid_unknown_fields=True):
    """A picture of a gallery."""

    src: Picture
    alt: Prose = ""
    caption: Prose = ""
    credit: Prose = ""
    focus: Focus = ""


class GalleryOptions(Options, frozen=True):
    """Several pictures side by side."""

    pictures: Annotated[tuple[GalleryPicture, ...], Meta(min_length=1, description="the pictures")]
    caption: Annotated[Prose, Meta(description="what they have in common")] = ""


class PullQuoteOptions(Options, frozen=True):
    """A sentence set apart; the text is the sentence."""

    by: Annotated[Prose, Meta(description="who said it")] = ""


class NoteOptions(Options, frozen=True):
    """Something beside the story: background, a definition, an editor's word."""

    title: Annotated[Prose, Meta(description="a heading; “Note” by default")] = ""


class CorrectionOptions(Options, frozen=True):
    """What was wrong, and has been put right."""

    date: Annotated[Date, Meta(description="the day of the correction")] = ""


class TimelineEvent(Struct, frozen=True, forbid_unknown_fields=True):
    """An event of a timeline."""

    date: Annotated[Prose, Meta(min_length=1)]
    title: Prose = ""
    text: Prose = ""


class TimelineOptions(Options, frozen=True):
    """Events in the order of time."""

    events: Annotated[tuple[TimelineEvent, ...], Meta(min_length=1, description="the events: a day (`2026-05-04`), or any words such as May 2026; and what happened")]  # fmt: skip  # noqa: E501
    title: Annotated[Prose, Meta(description="a heading")] = ""


class Column(Struct, frozen=True, forbid_unknown_fields=True):
    """A column of a table."""

    name: str
    title: Prose = ""
    align: Literal["start", "center", "end"] | None = None


class TableOptions(Options, frozen=True):
    """A table from a data file."""

    data: Annotated[DataFile, Meta(description="the data file: `fields` is `data/fields.csv`")]
    caption: Annotated[Prose, Meta(description="what the table tells")] = ""
    columns: Annotated[tuple[Column, ...], Meta(description="which columns, in which order; `align` is `start`, `center` or `end`. All of them by default, numbers at the end")] = ()  # fmt: skip  # noqa: E501
    source: Annotated[Prose, Meta(description="where the data come from")] = ""


class VideoOptions(Options, frozen=True):
    """A video: a file of the site, or a link with a picture."""

    src: Annotated[File, Meta(description="the file (`.mp4`, `.webm`)")] = ""
    poster: Annotated[Picture, Meta(description="the picture that is shown before it plays")] = ""
    link: Annotated[Href, Meta(description="where to see it, if it is on another site")] = ""
    title: Annotated[Prose, Meta(description="what it shows")] = ""
    subtitles: Annotated[File, Meta(description="a file of subtitles (`.vtt`)")] = ""
    caption: Annotated[Prose, Meta(description="what the video tells")] = ""
    credit: Annotated[Prose, Meta(description="who made it")] = ""


class AudioOptions(Options, frozen=True):
    """A recording: a file of the site, or a link."""

    src: Annotated[File, Meta(description="the file (`.mp3`, `.m4a`, `.ogg`)")] = ""
    poster: Annotated[Picture, Meta(description="a picture beside it")] = ""
    link: Annotated[Href, Meta(description="where to hear it, if it is on another site")] = ""
    title: Annotated[Prose, Meta(description="what one hears")] = ""
    caption: Annotated[Prose, Meta(description="what the recording tells")] = ""
    credit: Annotated[Prose, Meta(description="who made it")] = ""


_NUMBER = re.compile(r"[-+−]?[\d٠-٩۰-۹][\d٠-٩۰-۹.,٫٬'’  ]*\s?%?")


def prepare_table(options: dict[str, Any]) -> dict[str, Any]:
    """Pick the columns of a data file: `columns` with title and alignment, `rows` of texts."""
    rows = options.pop("data")
    if not _is_rows(rows):
        hint = "use a .csv file, or a list whose items have the same keys"
        raise WrongOptions("the data file is not a list of rows", hint)
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = options["columns"] or [{"name": name, "title": "", "align": None} for name in names]
    unknown = [column["name"] for column in columns if column["name"] not in names]
    if unknown:
        hint = "its columns: " + ", ".join(names)
        raise WrongOptions(f"the data file has no column “{unknown[0]}”", hint)
    cells = [[_text(row.get(column["name"])) for column in columns] for row in rows]
    options["rows"] = cells
    options["columns"] = [
        {
            "name": column["name"],
            "title": column["title"] or column["name"],
            "align": column["align"] or ("end" if _are_numbers(cells, number) else "start"),
        }
        for number, column in enumerate(columns)
    ]
    return options


def _is_rows(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and all(isinstance(row, Mapping) for row in value)
    )


def _text(value: Any) -> str:
    """Write a value of a data file as its author wrote it: `true`, not Python's `True`."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool | Mapping | Sequence):
        import json

        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _are_numbers(cells: Sequence[Sequence[str]], column: int) -> bool:
    texts = [row[column].strip() for row in cells if row[column].strip()]
    return bool(texts) and all(_NUMBER.fullmatch(text) for text in texts)


def prepare_timeline(options: dict[str, Any]) -> dict[str, Any]:
    """Mark each event whose date is a day that a template can localise (`is_day`)."""
    options["events"] = [{**event, "is_day": _is_day(event["date"])} for event in options["events"]]
    return options


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.min.year < date.fromisoformat(text).year < date.max.year
    except ValueError:
        return False


EMBEDS: tuple[EmbedKind, ...] = (
    EmbedKind("figure", FigureOptions),
    EmbedKind("gallery", GalleryOptions),
    EmbedKind("pullquote", PullQuoteOptions, text=True, needs=("text",)),
    EmbedKind("note", NoteOptions, text=True, needs=("text",)),
    EmbedKind("correction", CorrectionOptions, text=True, needs=("text",)),
    EmbedKind("timeline", TimelineOptions, prepare=prepare_timeline),
    EmbedKind("table", TableOptions, prepare=prepare_table),
    EmbedKind("video", VideoOptions, needs=("src", "link")),
    EmbedKind("audio", AudioOptions, needs=("src", "link")),
)
"""All embeds of sitegen."""

BUILTIN: Mapping[str, EmbedKind] = {kind.name: kind for kind in EMBEDS}
