"""Warnings of an import: which lines are left out, and which values a dump does not hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..article import Findings, ImportedArticle, Picture
from .classify import PageLine

_REASONS = (
    ("frame", "furniture", "left out as part of the page"),
    ("tail", "furniture", "left out as the end of the page, below the article"),
    ("caption", "caption", "left out with their pictures, as captions"),
    ("bio", "byline", "left out as a note on the author"),
    ("signoff", "signoff", "left out as the sign-off"),
    ("label", "label", "left out as the database's own labels"),
)
_SHOWN = 6


def report_left_out(
    lines: Sequence[PageLine],
    roles: Mapping[int, str],
    article: ImportedArticle,
    findings: Findings,
) -> None:
    """Name every line that is in no value and not in the body; `roles` are by line number."""
    shown = {article.source.name, article.source.url}
    for role, code, reason in _REASONS:
        gone = [line for line in lines if roles.get(line.number) == role and line.text not in shown]
        if gone:
            findings.warn(code, f"{reason}: {_list(gone)}", gone[0].number)


def _list(lines: Sequence[PageLine]) -> str:
    texts = ", ".join(f"“{_short(line.text)}”" for line in lines[:_SHOWN])
    if len(lines) == 1:
        return texts
    more = f" and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return f"{texts}{more} (lines {ranges([line.number for line in lines])})"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def ranges(numbers: Sequence[int]) -> str:
    """Write numbers in order as "3, 7–9"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in parts)


def report_missing(article: ImportedArticle, findings: Findings) -> None:
    """Say what the dump does not hold, and how to give it."""
    has_url = article.source.url or not article.source.name
    missing = (
        ("summary", article.summary, "summary (dek)", ""),
        ("date", article.date, "date", "--date"),
        ("authors", article.authors, "byline", "--author"),
        ("tags", article.tags, "topics", "--tag"),
        ("section", article.section, "section", "--section"),
        ("image", article.image != Picture(), "picture", ""),
        ("source", article.source.name, "source", "--source-name and --source-url"),
        ("source", has_url, "address of its source", "--source-url"),
    )
    for code, value, name, option in missing:
        if not value:
            hint = f"give it with {option}" if option else ""
            findings.warn(f"no-{code}", f"the dump has no {name}; it is left out", hint=hint)
