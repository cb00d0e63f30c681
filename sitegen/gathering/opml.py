"""OPML: lists of feeds as feed readers write them (opml.org, version 2.0)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import yaml
from msgspec import structs

from ..config import Config
from ..files.write import write_whole
from ..formats.addresses import address_key
from ..formats.names import clean_name, folded
from ..importing.containers import Unreadable
from ..importing.containers.values import parse_xml, web_address
from ..problems import ContentError, Problem, UsageError
from .feeds import FILE_NAME, Feed, parse_feeds, read_text

_LARGEST = 10_000_000


def opml_text(feeds: Iterable[Feed], title: str) -> str:
    """Write feeds as OPML, each in the folder of its section; files of the site are left out."""
    sections: dict[str, list[Feed]] = {}
    for feed in feeds:
        if not feed.is_file:
            sections.setdefault(feed.section, []).append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{escape(title)}</title></head>",
        "  <body>",
    ]
    for section, found in sections.items():
        lines.append(f"    <outline text={_quoted(section)}>")
        for feed in found:
            names = f"text={_quoted(feed.name)} title={_quoted(feed.name)}"
            categories = f" category={_quoted(','.join(feed.tags))}" if feed.tags else ""
            address = f"xmlUrl={_quoted(feed.address)}"
            lines.append(f'      <outline type="rss" {names} {address}{categories}/>')
        lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def read_opml(file: Path, section: str = "") -> list[Feed]:
    """Read the feeds of an OPML file; a folder is their section, `section` that of the others.

    Raises ContentError if the file cannot be read, or a feed has no section.
    """
    try:
        data = file.read_bytes()
        if len(data) > _LARGEST:
            raise Unreadable("the file is larger than 10 MB", code="too-large")
        root = parse_xml(data, "the list of feeds")
    except OSError as error:
        raise _error(file, f"cannot be read: {error.strerror}", "") from None
    except Unreadable as error:
        raise _error(file, str(error), error.hint) from None
    if root.tag != "opml":
        raise _error(file, "this is not an OPML file", "export the list from a feed reader again")
    found = list(_feeds(root, section))
    if not found:
        raise _error(file, "the file names no feed", "export the list from a feed reader again")
    homeless = [feed.name for feed in found if not feed.section]
    if homeless:
        message = f"“{homeless[0]}” is in no folder, so it has no section"
        raise _error(file, message, "name one with --section")
    return found


def add_feeds(config: Config, feeds: Iterable[Feed]) -> tuple[list[Feed], int]:
    """Add feeds to feeds.yml; return the added ones, and how many were there already.

    What the file says stays as it is, comments included. UsageError if it is not right.
    """
    text = read_text(Path(config.root))
    here = parse_feeds(text, config).feeds if text else ()
    keys = {_key(feed) for feed in here}
    names = {folded(feed.name) for feed in here}
    added: list[Feed] = []
    known = 0
    for feed in feeds:
        if _key(feed) in keys:
            known += 1
            continue
        keys.add(_key(feed))
        name, number = feed.name, 2
        while folded(feed.name) in names:
            feed = structs.replace(feed, name=f"{name} {number}")
            number += 1
        names.add(folded(feed.name))
        added.append(feed)
    if added:
        longer = _with_feeds(text or "", added)
        parse_feeds(longer, config)
        write_whole(Path(config.root, FILE_NAME), longer.encode(), sync=True)
    return added, known


def _with_feeds(text: str, feeds: list[Feed]) -> str:
    """Append feeds to the list in a feeds.yml."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    root = yaml.compose(text, Loader=yaml.SafeLoader) if text.strip() else None
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    node = next((value for key, value in pairs if key.value == "feeds"), None)
    if node is None:
        return "".join([*lines, "feeds:\n", *_entries(feeds, "")])
    if node.flow_style or not node.value:
        message = "the list `feeds` is written on one line, so nothing can be added to it"
        hint = "write each feed below it, on lines that begin with “- ”"
        raise UsageError(Problem(FILE_NAME, message, "feeds.flow", hint=hint))
    end = node.value[-1].end_mark.line
    end = min(end + (node.value[-1].end_mark.column > 0), len(lines))
    while re.match(r"\s*(?:#.*)?$", lines[end - 1]):
        end -= 1
    indent = " " * node.start_mark.column
    return "".join([*lines[:end], *_entries(feeds, indent), *lines[end:]])


def _entries(feeds: list[Feed], indent: str) -> Iterator[str]:
    for feed in feeds:
        values: dict[str, Any] = {"name": feed.name, "address": feed.address}
        values |= {"section": feed.section} | ({"tags": list(feed.tags)} if feed.tags else {})
        block = yaml.safe_dump([values], allow_unicode=True, sort_keys=False, width=10**6)
        yield "".join(f"{indent}{line}" for line in block.splitlines(keepends=True))


def _feeds(root: Any, section: str) -> Iterator[Feed]:
    """Walk the outlines; the innermost folder that has a name is the section."""
    waiting = [(outline, section) for outline in reversed(root.findall("body/outline"))]
    while waiting:
        outline, folder = waiting.pop()
        names = (outline.get("title") or "", outline.get("text") or "")
        name = clean_name(next(filter(None, names), ""))
        if address := web_address(outline.get("xmlUrl")):
            categories = (outline.get("category") or "").split(",")
            tags = (clean_name(part.strip().strip("/").rpartition("/")[2]) for part in categories)
            yield Feed(name or address, address, folder, tuple(dict.fromkeys(filter(None, tags))))
        else:
            inner = reversed(outline.findall("outline"))
            waiting += [(below, name or folder) for below in inner]


def _key(feed: Feed) -> str:
    return address_key(feed.address) or feed.address


def _quoted(text: str) -> str:
    return f'"{escape(" ".join(text.split()))}"'


def _error(file: Path, message: str, hint: str) -> ContentError:
    return ContentError(Problem(str(file), message, "gather.opml", hint=hint))
