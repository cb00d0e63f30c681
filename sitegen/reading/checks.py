"""What no type can say of front matter: dates, old URLs, the schemes of links."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import msgspec
from yaml import Mark

from .. import yamldoc
from ..config.validate import is_safe_link, link_fault
from ..formats.paths import fits_windows
from ..problems import Problem
from .frontmatter import DATE_FIELDS, ProfileLink, canonical_date

LONGEST_PATH = 1000
"""Bytes of a URL's path: it becomes a file's, and systems take 4,096 bytes with all folders."""

_TAKEN = frozenset({".sitegen-manifest", ".nojekyll", "cname"})


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
    for name in ("date", "accessed"):
        if first is not None and getattr(first, name) is not None:
            date = _date(getattr(first, name), ("source", name), source, problems)
            first = values["source"] = msgspec.structs.replace(first, **{name: date})
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
        message, hint = _alias_fault(alias, path)
        if message:
            mark = yamldoc.place(source, "aliases", number)
            problems.append(source.problem(mark, message, "front-matter.alias", hint))
        elif not fits_windows(path):
            mark = yamldoc.place(source, "aliases", number)
            problems.append(not_on_windows(source, mark, alias))
        paths.append(path)
    return tuple(paths)


def _alias_fault(alias: str, path: str) -> tuple[str, str]:
    """Say what is wrong with an alias, and what to do; `path` is the alias without its codes."""
    parts = path.split("/")
    shown = f"the alias “{alias[:60]}{'…' if len(alias) > 60 else ''}”"
    if (
        parts[0]
        or len(parts) == 1
        or any(part in (".", "..") for part in parts)
        or "" in parts[1:-1]
        or not path.isprintable()
        or set(path) & set("?#\\\ufffd")
    ):
        hint = "write the old URL below the site's root: /2014/04/old-name/"
        return f"{shown} is not a path of this site", hint
    if len(path.encode()) > LONGEST_PATH or any(len(part.encode()) > 255 for part in parts):
        return f"{shown} is too long for the name of a file", "shorten it, or leave it out"
    if parts[1].lower() in _TAKEN or ".git" in path.lower().split("/"):
        return f"{shown} is a name that sitegen, git or the server needs", "leave it out"
    return "", ""


def not_on_windows(source: yamldoc.Source, mark: Mark | None, name: str) -> Problem:
    """Make the warning of a path that becomes files which Windows cannot hold."""
    message = f"Windows cannot hold files of the name “{name}”"
    hint = "take another, for those who check the site out there"
    problem = source.problem(mark, message, "content.portable", hint)
    return msgspec.structs.replace(problem, severity="warning")


def check_links(links: tuple[ProfileLink, ...], source: yamldoc.Source) -> list[Problem]:
    """Report the links of a profile that are none, or would run a script."""
    problems = []
    for number, link in enumerate(links):
        if not is_safe_link(link.url):
            message, hint = link_fault(link.url)
            mark = yamldoc.place(source, "links", number, "url")
            problems.append(source.problem(mark, message, "front-matter.link", hint))
    return problems
