"""The tables of docs/ have an entry for all that a user may write, and for nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click
import msgspec
import pytest
from jinja2 import Environment

from sitegen import pages
from sitegen.cli import group
from sitegen.config import SiteFile
from sitegen.embeds.builtin import EMBEDS
from sitegen.gathering.feeds import Feed, FeedsFile
from sitegen.planning.kinds import KINDS
from sitegen.reading.frontmatter import FrontMatter, ProfileMatter
from sitegen.rendering import environment
from sitegen.rendering.theme import Theme
from sitegen.rendering.theme_file import ThemeFile
from tests.docs.reading import ROOT, Row, headings, rows

REFERENCE = ROOT / "docs" / "reference.md"
WRITING = ROOT / "docs" / "writing.md"
THEMES = ROOT / "docs" / "themes.md"
INBOX = ROOT / "docs" / "inbox.md"


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Give every command that does something, by its full name."""
    if isinstance(command, click.Group):
        if command.invoke_without_command and command is not group:
            yield name, command
        for word in command.list_commands(click.Context(command)):
            below = command.get_command(click.Context(command), word)
            assert below is not None
            yield from commands(below, f"{name} {word}")
    else:
        yield name, command


COMMANDS = dict(commands(group, "sitegen"))


def below(document: Path, heading: str) -> list[Row]:
    """Give the rows of the tables below one heading."""
    return [row for row in rows(document) if row.heading == heading]


# --- commands -----------------------------------------------------------------------------


def test_every_command_has_its_section():
    sections = [text.removeprefix("## ") for text in headings(REFERENCE) if text.startswith("## ")]
    assert sorted(sections) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_its_row(name):
    declared = {
        spelling
        for option in COMMANDS[name].params
        if isinstance(option, click.Option)
        for spelling in (*option.opts, *option.secondary_opts)
    }
    table = below(REFERENCE, name)
    written = [code.split()[0] for row in table for code in row.code(0)]
    assert sorted(written) == sorted(declared), f"docs/reference.md, “{name}”"
    assert all(row.cells[1] for row in table)


# --- site.yml, front matter, profiles, theme.yml ------------------------------------------


def declared_keys(struct: type[msgspec.Struct]) -> set[str]:
    """Give the keys of a file: `image`, and `image.src` for those below a key."""
    found = set()
    for field in msgspec.structs.fields(struct):
        found.add(field.encode_name)
        for inner in structs_in(field.type):
            below = msgspec.structs.fields(inner)
            found |= {f"{field.encode_name}.{key.encode_name}" for key in below}
    return found


def structs_in(declared: Any) -> set[type[msgspec.Struct]]:
    """Find the structs in a type such as `tuple[MenuItem, ...] | None`."""
    if isinstance(declared, type) and issubclass(declared, msgspec.Struct):
        return {declared}
    return {found for part in get_args(declared) for found in structs_in(part)}


def written_keys(document: Path, heading: str) -> list[str]:
    """Give the keys of a table: those of the first column, and `{src, alt}` in the second."""
    found = []
    for row in below(document, heading):
        names = row.code(0)
        inner = [key for code in row.code(1) for key in braced(code)]
        found += names + [f"{name}.{key}" for name in names for key in inner]
    return found


def braced(code: str) -> list[str]:
    """Read `{src, alt}` and `[{title, url}]` as lists of keys."""
    match = re.fullmatch(r"\[?\{([\w, ]+)\}\]?", code)
    return match[1].split(", ") if match else []


@pytest.mark.parametrize(
    ("document", "heading", "struct"),
    [
        (WRITING, "site.yml", SiteFile),
        (WRITING, "Front matter", FrontMatter),
        (WRITING, "Profiles", ProfileMatter),
        (THEMES, "theme.yml", ThemeFile),
        (INBOX, "feeds.yml", FeedsFile),
        (INBOX, "A feed", Feed),
    ],
)
def test_every_key_has_its_row(document, heading, struct):
    assert sorted(written_keys(document, heading)) == sorted(declared_keys(struct)), (
        f"{document.relative_to(ROOT)}, “{heading}”"
    )


def test_every_embed_has_its_row():
    table = {row.code(0)[0]: row.code(2) for row in below(WRITING, "Embeds") if row.code(0)}
    written = {
        name: [f"{codes[n - 1]}.{key}" for n, code in enumerate(codes) for key in braced(code)]
        + [code for code in codes if not braced(code)]
        for name, codes in table.items()
    }
    assert {name: set(keys) for name, keys in written.items()} == {
        kind.name: declared_keys(kind.options) for kind in EMBEDS
    }


# --- what templates see -------------------------------------------------------------------

PAGES = {page.template: page for kind in KINDS for page in kind.pages if page.template}


def parts_of(*structs: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct]]:
    """Give the structs that pages hold, and those that these hold."""
    held = {
        inner.__name__: inner
        for struct in structs
        for field in msgspec.structs.fields(struct)
        for inner in structs_in(field.type)
    }
    return {**held, **parts_of(*held.values())} if held else held


PARTS = parts_of(*PAGES.values(), pages.SiteView)
# A body is opaque: templates hand it to the filter `body`.
del PARTS["BodyUse"], PARTS["Embed"]


def attributes(struct: type[msgspec.Struct]) -> list[str]:
    """Give the attributes of a page or of a part of it; `?` marks those that may be None."""
    return [
        f"{field.name}?" if type(None) in get_args(field.type) else field.name
        for field in msgspec.structs.fields(struct)
        if field.name not in ("path", "url", "share_image") or not issubclass(struct, pages.Page)
    ]


def test_every_page_type_has_its_row():
    table = {row.code(0)[0]: row.code(2) for row in below(THEMES, "Pages") if len(row.cells) == 3}
    written = {name: [c for c in codes if c != "None"] for name, codes in table.items()}
    assert written == {name: attributes(page) for name, page in PAGES.items()}


def test_every_part_of_a_page_has_its_row():
    table = {row.cells[0]: row.code(1) for row in below(THEMES, "Pages") if len(row.cells) == 2}
    assert table == {name: attributes(part) for name, part in PARTS.items()}


def test_every_attribute_of_the_site_has_its_entry():
    (row,) = [row for row in below(THEMES, "Templates") if row.code(0) == ["site"]]
    assert row.code(1) == [field.name for field in msgspec.structs.fields(pages.SiteView)]


def test_every_name_that_sitegen_adds_to_jinja_has_its_row():
    theme = Theme({}, (), {}, {}, b"", {})
    made = environment.make_environment(theme)
    values: dict[str, Any] = {field.name: {} for field in msgspec.structs.fields(pages.SiteView)}
    no_bodies: Any = str
    environment.equip(made, pages.SiteView(**values), {}, no_bodies, theme)
    plain = Environment()
    added = {*made.filters, *made.globals} - {*plain.filters, *plain.globals}
    written = [code for row in below(THEMES, "Templates") for code in row.code(0)]
    found = {re.split(r"\(", code.rpartition("|")[2])[0] for code in written}
    # A page is a variable of its own; `tojson` is Jinja's, and writes JSON as sitegen does.
    assert found == added | {"page", "tojson"}
