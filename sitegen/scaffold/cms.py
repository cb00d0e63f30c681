"""What the editors of a content management system can fill in, made from our own JSON Schemas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ..config import Config
from ..formats.names import slugify
from ..model import Article, View
from ..planning.site import Site, Term
from ..problems import Problem, UsageError
from ..reading.frontmatter import DATE_PATTERN
from ..reading.layout import INDEXES, PAGES_FOLDER, PROFILE_FOLDERS
from ..reporting import Reporter
from .schema import SchemaName, schema
from .texts import read_site

Kind = Literal[
    "line", "text", "date", "flag", "list", "choice", "choices", "picture",
    "group", "groups", "pairs", "body",
]  # fmt: skip

PICTURES = "images"
"""The folder below `static/` that pictures are uploaded to."""

REPOSITORY = "OWNER/REPOSITORY"
"""Stands for a repository that is not known."""

_LONG = frozenset({"summary", "description", "caption", "text"})
"""Texts that are longer than a line."""


_LABELS = {
    "body": "Text",
    "alt": "What it shows",
    "id": "Name in feeds",
    "lang": "Language",
    "src": "File",
    "url": "Address",
}


_FIRST = frozenset(
    {"title", "name", "date", "summary", "description", "authors", "tags", "section", "draft"}
)
"""What editors fill in most often: it comes above the text, the rest below it."""


class Field(NamedTuple):
    """A value of front matter: its key, what it contains, and what an editor should know of it.

    `choices` are the values to choose from, `pattern` a regular expression that it has to match
    ("" for any), `fields` the keys of a group or of each of several groups.
    """

    name: str
    kind: Kind
    hint: str = ""
    is_required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    fields: tuple[Field, ...] = ()

    @property
    def label(self) -> str:
        """The key as a word, for people."""
        return _LABELS.get(self.name, self.name.capitalize())


BODY = Field("body", "body")


class Collection(NamedTuple):
    """Content files that have the same fields; `folder` is relative to the site.

    `name` is one of ASCII letters. `about` is the file of the text about a section, without its
    suffix, "" if there is none; `about_fields` are its fields.
    """

    name: str
    label: str
    folder: str
    fields: tuple[Field, ...]
    is_dated: bool = False
    about: str = ""
    about_fields: tuple[Field, ...] = ()


def collections_of(config: Config, now: datetime, reporter: Reporter) -> tuple[Collection, ...]:
    """List what can be edited: the articles of each folder, pages, and profiles.

    Sections, tags and authors are choices, those of drafts as well. UsageError for a site
    without an article.
    """
    site = read_site(config, View(now.timestamp(), drafts=True, future=True), reporter)
    choices = {
        "section": _names(site.sections.values()),
        "tags": _names(site.tags.values()),
        "authors": _names(site.authors.values()),
    }
    fields = fields_of("front-matter", choices)
    profile = fields_of("profile", {})
    articles = [
        _articles(config, folder, label, fields, profile)
        for folder, label in _folders(site).items()
    ]
    if not articles:
        message, hint = "there is no article yet", "make one: sitegen new article"
        raise UsageError(Problem(config.file.content, message, "new.refused", hint=hint))
    content = config.file.content
    pages = Collection("pages", "Pages", f"{content}/{PAGES_FOLDER}", fields)
    profiles = [
        Collection(name, name.capitalize(), f"{content}/{name}", profile)
        for name in PROFILE_FOLDERS
        if name != "editions"
    ]
    return (*articles, pages, *profiles)


def _names(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(sorted((term.name for term in terms), key=str.casefold))


def _folders(site: Site) -> dict[str, str]:
    """Name the section of each folder of articles: the one that most of its articles are in."""
    found: dict[str, Counter[str]] = {}
    for entry in site.entries:
        folder = _folder_of(entry.article)
        found.setdefault(folder, Counter())[entry.section.name] += 1
    labels = {folder: names.most_common(1)[0][0] for folder, names in sorted(found.items())}
    return {folder: label if folder else "Articles" for folder, label in labels.items()}


def _folder_of(article: Article) -> str:
    """Return the folder of an article at the top of the content folder; "" for none."""
    return article.path.partition("/")[0] if "/" in article.path else ""


def _articles(
    config: Config,
    folder: str,
    label: str,
    fields: tuple[Field, ...],
    profile: tuple[Field, ...],
) -> Collection:
    here = f"{config.file.content}/{folder}".rstrip("/")
    index = next((name for name in INDEXES if Path(config.root, here, name).is_file()), "")
    name = f"articles-{slugify(folder, 'ascii')}" if folder else "articles"
    front = tuple(field for field in fields if field.name in ("body", "layout"))
    about = profile if folder else front
    return Collection(name, label, here, fields, True, index.removesuffix(".md"), about)


# --- from a schema ------------------------------------------------------------------------


def fields_of(name: SchemaName, choices: Mapping[str, tuple[str, ...]]) -> tuple[Field, ...]:
    """Make the fields of one kind of file and its text.

    `choices` are the values that a key has to choose from. A key that takes anything (`extra`)
    is no field: it stays as it is in the file.
    """
    declared = schema(name)
    made = _fields(_resolved(declared, declared["$defs"]), declared["$defs"], choices)
    first = [field for field in made if field.name in _FIRST]
    return (*first, BODY, *(field for field in made if field not in first))


def _fields(
    group: Mapping[str, Any],
    definitions: Mapping[str, Any],
    choices: Mapping[str, tuple[str, ...]],
) -> tuple[Field, ...]:
    made = []
    for name, declared in group["properties"].items():
        value = _resolved(declared, definitions)
        items = _resolved(value.get("items", {}), definitions)
        kind = _kind(name, value, items, bool(choices.get(name)))
        if kind is None:
            continue
        inner = {"group": value, "groups": items}.get(kind)
        made.append(
            Field(
                name,
                kind,
                declared.get("description", ""),
                name in group.get("required", ()),
                tuple(value.get("enum", choices.get(name, ()))),
                value.get("pattern", ""),
                () if inner is None else _fields(inner, definitions, {}),
            )
        )
    return tuple(made)


def _resolved(declared: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference, and pick the type of a value that may be null."""
    if "anyOf" in declared:
        declared = next(option for option in declared["anyOf"] if option.get("type") != "null")
    if "$ref" in declared:
        return _resolved(definitions[declared["$ref"].rpartition("/")[2]], definitions)
    return declared


def _kind(
    name: str, value: Mapping[str, Any], items: Mapping[str, Any], has_choices: bool
) -> Kind | None:
    """Return what a key contains; None for what no editor has a field for."""
    if "enum" in value:
        return "choice"
    match value["type"]:
        case "boolean":
            return "flag"
        case "array":
            is_groups = items["type"] == "object"
            return "groups" if is_groups else "choices" if has_choices else "list"
        case "object":
            is_pairs = value.get("additionalProperties", {}) == {"type": "string"}
            return "group" if "properties" in value else "pairs" if is_pairs else None
    if value.get("pattern") == DATE_PATTERN:
        return "date"
    if "contentMediaType" in value:
        return "picture"
    return "choice" if has_choices else "text" if name in _LONG else "line"
