"""What no type can say of front matter: dates, old URLs, the schemes of links."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import msgspec

from .. import yamldoc
from ..config_check import is_safe_link
from ..errors import Problem
from ..frontmatter import DATE_FIELDS, ProfileLink, canonical_date
from ..yamldoc import FORBIDDEN


def settle_dates(values: dict[str, Any], source: yamldoc.Source) -> list[Problem]:
    """Bring the dates among the values to ISO 8601; report those that are none and drop them."""
    problems: list[Problem] = []
    for name in DATE_FIELDS:
        if name in values:
            date = _date(values[name], (name,), source, problems)
            if date is None:
                del values[name]
            else:
                values[name] = date
    first = values.get("source")
    if first is not None and first.date is not None:
        date = _date(first.date, ("source", "date"), source, problems)
        values["source"] = msgspec.structs.replace(first, date=date)
    return problems


def _date(
    text: str, keys: tuple[str, ...], source: yamldoc.Source, problems: list[Problem]
) -> str | None:
    try:
        return canonical_date(text)
    except ValueError:
        hint = "write it as 2026-05-04 or 2026-05-04T10:05+04:00"
        message = f"`{'.'.join(keys)}` is not a date: “{text}”"
        mark = yamldoc.place(source, *keys)
        problems.append(source.problem(mark, message, "front-matter.date", hint))
        return None


def settle_aliases(
    aliases: tuple[str, ...], source: yamldoc.Source, problems: list[Problem]
) -> tuple[str, ...]:
    """Give old URLs as paths, percent-decoded; report those that no file can stand at."""
    paths = []
    for number, alias in enumerate(aliases):
        path = unquote(alias)
        parts = path.split("/")
        if (
            parts[0]
            or any(part in (".", "..") for part in parts)
            or "" in parts[1:-1]
            or set(path) & set("?#\\\n\t\ufffd")
            or FORBIDDEN.search(path)
        ):
            mark = yamldoc.place(source, "aliases", number)
            hint = "write the old URL below the site's root: /2014/04/old-name/"
            message = f"the alias “{alias}” is not a path of this site"
            problems.append(source.problem(mark, message, "front-matter.alias", hint))
        paths.append(path)
    return tuple(paths)


def check_links(links: tuple[ProfileLink, ...], source: yamldoc.Source) -> list[Problem]:
    """Report the links of a profile that are none, or would run a script."""
    hint = "begin with https://, mailto: or /"
    return [
        source.problem(
            yamldoc.place(source, "links", number, "url"),
            f"“{link.url}” is not a link",
            "front-matter.link",
            hint,
        )
        for number, link in enumerate(links)
        if not is_safe_link(link.url)
    ]
