"""JSON Schema (2020-12) of the files that people write, from the types that check them."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from ..config import SiteFile
from ..gathering.feeds import FeedsFile
from ..reading.frontmatter import FrontMatter, ProfileMatter
from ..rendering.theme_file import ThemeFile

SchemaName = Literal["site", "front-matter", "profile", "theme", "feeds"]

_DECLARED: dict[SchemaName, tuple[type[msgspec.Struct], str]] = {
    "site": (SiteFile, "site.yml"),
    "front-matter": (FrontMatter, "The front matter of an article or a page"),
    "profile": (ProfileMatter, "The front matter of a tag's, an author's or a section's profile"),
    "theme": (ThemeFile, "theme.yml"),
    "feeds": (FeedsFile, "feeds.yml"),
}

NAMES: tuple[SchemaName, ...] = tuple(_DECLARED)


def schema(name: SchemaName) -> dict[str, Any]:
    """Return the JSON Schema of one kind of file."""
    declared, title = _DECLARED[name]
    found = msgspec.json.schema(declared)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **found}


def schema_text(name: SchemaName) -> str:
    """Write a schema as JSON with a line's end."""
    return msgspec.json.format(msgspec.json.encode(schema(name)), indent=2).decode() + "\n"
