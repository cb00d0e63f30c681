"""The files that configure a CMS: Sveltia CMS, Pages CMS or Front Matter CMS."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from ..config import Config
from ..problems import Problem
from . import cms_sveltia
from .cms import PICTURES, REPOSITORY, Collection, Field, Kind
from .new import CmsTool, refuse_existing, write_new
from .workflow import Place, place_of

_DATE_HINT = "Such as 2026-05-04, or 2026-05-04T10:05+04:00."

Values = dict[str, Any]


class MadeCms(NamedTuple):
    """What was made: the files, and a warning where something has to be filled in."""

    files: tuple[Path, ...]
    warning: Problem | None


def new_cms(config: Config, tool: CmsTool, collections: tuple[Collection, ...]) -> MadeCms:
    """Write the configuration of a CMS; UsageError if one of its files is there already."""
    place = place_of(config)
    match tool:
        case "sveltia":
            admin = place.root / "static" / "admin"
            settings = cms_sveltia.settings_of(config, place, collections)
            texts = {
                admin / "config.yml": _yaml(cms_sveltia.COMMENT, settings),
                admin / "index.html": cms_sveltia.page_of(config),
            }
        case "pages":
            text = _yaml(_PAGES_COMMENT, _pages(config, place, collections))
            texts = {place.top / ".pages.yml": text}
        case "frontmatter":
            texts = {place.root / "frontmatter.json": _json(_front_matter(config, collections))}
    refuse_existing(texts, "to have it made again, delete it first")
    files = tuple(write_new(path, text) for path, text in texts.items())
    return MadeCms(files, _repository_warning(files[0], texts[files[0]]))


def _repository_warning(path: Path, text: str) -> Problem | None:
    if REPOSITORY not in text:
        return None
    message = "the git remote `origin` is not at GitHub, so the repository is not known"
    hint = f"put yours in the place of {REPOSITORY}; editing in a local folder works without"
    return Problem(path.as_posix(), message, "new.cms", hint=hint, severity="warning")


def _yaml(comment: str, values: Values) -> str:
    import yaml

    # The width keeps YAML from breaking long hints into lines.
    return comment + yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10**6)


def _json(values: Values) -> str:
    import json

    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


# --- Pages CMS (https://pagescms.org/docs/configuration) -----------------------------------------

_PAGES_COMMENT = """\
# Pages CMS (pagescms.org) edits this site. The sections, tags and authors to choose from are those
# of the day on which `sitegen new cms --for pages` wrote this file: add to them here, or delete the
# file and have it made again.
"""

_PAGES_TYPES: dict[Kind, Values] = {
    "line": {"type": "string"},
    "text": {"type": "text"},
    # Its own field for dates empties what has another form than the one it expects.
    "date": {"type": "string"},
    "flag": {"type": "boolean"},
    "list": {"type": "string", "list": True},
    "choice": {"type": "select"},
    "choices": {"type": "select"},
    "picture": {"type": "image"},
    "group": {"type": "object"},
    "groups": {"type": "object", "list": True},
    # Its editor of formatted texts takes embeds apart.
    "body": {"type": "code", "options": {"language": "markdown"}},
}


def _pages(config: Config, place: Place, collections: Iterable[Collection]) -> Values:
    return {
        "media": {"input": place.below(f"static/{PICTURES}"), "output": f"/{PICTURES}"},
        # What has no field stays in the file.
        "settings": {"content": {"merge": True}},
        "content": [_pages_collection(one, place) for one in collections],
    }


def _pages_collection(collection: Collection, place: Place) -> Values:
    first = collection.fields[0].name
    made: Values = {
        "name": collection.name,
        "label": collection.label,
        "type": "collection",
        "path": place.below(collection.folder),
        "filename": "{year}-{month}-{day}-{primary}.md" if collection.is_dated else "{primary}.md",
        "view": {"fields": [first, "date"] if collection.is_dated else [first], "primary": first},
        "fields": [
            _pages_field(field) for field in collection.fields if field.kind in _PAGES_TYPES
        ],
    }
    if collection.about:
        made["exclude"] = [f"{collection.about}.md"]
    if not collection.folder.count("/"):
        made["subfolders"] = False
    return made


def _pages_field(field: Field) -> Values:
    made: Values = {"name": field.name, "label": field.label, **_PAGES_TYPES[field.kind]}
    if field.is_required:
        made["required"] = True
    if field.hint:
        made["description"] = field.hint
    if field.pattern:
        message = _DATE_HINT if field.kind == "date" else field.hint
        made["pattern"] = {"regex": field.pattern, "message": message}
    if field.choices:
        several = {"multiple": True} if field.kind == "choices" else {}
        made["options"] = {"values": list(field.choices), **several, "creatable": True}
    if field.fields:
        made["fields"] = [_pages_field(inner) for inner in field.fields]
    return made


# --- Front Matter CMS, in an editor (https://frontmatter.codes/docs) ------------------------------

_FRONT_MATTER_TYPES: dict[Kind, Values] = {
    "line": {"type": "string", "single": True},
    "text": {"type": "string"},
    "date": {"type": "datetime"},
    "flag": {"type": "boolean"},
    "list": {"type": "list"},
    "choice": {"type": "choice"},
    "picture": {"type": "image"},
    "group": {"type": "fields"},
}


def _front_matter(config: Config, collections: tuple[Collection, ...]) -> Values:
    articles = collections[0]
    profiles = next(one for one in collections if one.name == "authors")
    known = {field.name: list(field.choices) for field in articles.fields}
    return {
        "$schema": "https://frontmatter.codes/frontmatter.schema.json",
        "frontMatter.framework.id": "other",
        "frontMatter.framework.startCommand": "sitegen serve",
        "frontMatter.preview.host": "http://127.0.0.1:8000",
        "frontMatter.content.publicFolder": "static",
        "frontMatter.content.draftField": {"name": "draft", "type": "boolean"},
        "frontMatter.content.pageFolders": [_page_folder(one) for one in collections],
        "frontMatter.taxonomy.frontMatterType": "YAML",
        "frontMatter.taxonomy.tags": known["tags"],
        "frontMatter.taxonomy.customTaxonomy": [{"id": "authors", "options": known["authors"]}],
        "frontMatter.taxonomy.contentTypes": [
            _content_type("default", articles.fields, "yyyy-MM-dd"),
            _content_type("page", articles.fields),
            _content_type("profile", profiles.fields),
        ],
    }


def _page_folder(collection: Collection) -> Values:
    kind = "default" if collection.is_dated else "profile"
    kind = "page" if collection.name == "pages" else kind
    return {
        "title": collection.label,
        "path": f"[[workspace]]/{collection.folder}",
        "contentTypes": [kind],
        "excludeSubdir": not collection.folder.count("/"),
    }


def _content_type(name: str, fields: Iterable[Field], prefix: str = "") -> Values:
    return {
        "name": name,
        "pageBundle": False,
        "filePrefix": prefix or None,
        "clearEmpty": True,
        "fields": [
            _front_matter_field(field)
            for field in fields
            if field.kind in _FRONT_MATTER_TYPES or field.kind == "choices"
        ],
    }


def _front_matter_field(field: Field) -> Values:
    made: Values = {"title": field.label, "name": field.name}
    match field.name:
        case "tags":
            made["type"] = "tags"
        case "authors":
            made |= {"type": "taxonomy", "taxonomyId": "authors"}
        case "draft":
            made["type"] = "draft"
        case _:
            made |= _FRONT_MATTER_TYPES[field.kind]
    if field.name == "date":
        made |= {"default": "{{now}}", "isPublishDate": True}
    if field.is_required:
        made["required"] = True
    if field.hint:
        made["description"] = field.hint
    if field.choices and made["type"] == "choice":
        made["choices"] = list(field.choices)
    if field.fields:
        made["fields"] = [_front_matter_field(inner) for inner in field.fields]
    return made
