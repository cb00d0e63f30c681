"""The files that configure a CMS: Sveltia CMS, Pages CMS or Front Matter CMS."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from ..checks.release import github_repository
from ..config import Config
from ..problems import Problem
from ..publishing import find_remote_urls
from .cms import Collection, Field, Kind
from .new import CmsTool, refuse_existing, write_new
from .workflow import Place, place_of

SVELTIA_VERSION = "0.221.1"
SVELTIA_INTEGRITY = "sha384-JQ+XsKx/UzwdTiNnFStza3XtqqQoVtyNPApkfvwlzZDfhe7giE9CnfQrpHqgv3k6"
"""The digest of `dist/sveltia-cms.js` in the npm package (W3C, Subresource Integrity)."""

_PICTURES = "images"
"""The folder below `static/` that pictures are uploaded to."""

_REPOSITORY = "OWNER/REPOSITORY"

_DATE_HINT = "Such as 2026-05-04, or 2026-05-04T10:05+04:00."

Values = dict[str, Any]


class MadeCms(NamedTuple):
    """What was made: the files, and a warning where something has to be filled in."""

    files: tuple[Path, ...]
    warning: Problem | None


def new_cms(config: Config, tool: CmsTool, collections: tuple[Collection, ...]) -> MadeCms:
    """Write the configuration of a CMS; UsageError where one of its files is there already."""
    place = place_of(config)
    match tool:
        case "sveltia":
            texts = _sveltia_files(config, place, collections)
        case "pages":
            text = _yaml(_PAGES_COMMENT, _pages(config, place, collections))
            texts = {place.top / ".pages.yml": text}
        case "frontmatter":
            texts = {place.root / "frontmatter.json": _json(_front_matter(config, collections))}
    refuse_existing(texts, "to have it made anew, delete it first")
    files = tuple(write_new(path, text) for path, text in texts.items())
    return MadeCms(files, _repository_warning(files[0], texts[files[0]]))


def _repository_warning(path: Path, text: str) -> Problem | None:
    if _REPOSITORY not in text:
        return None
    message = "the git remote `origin` is not at GitHub, so the repository is not known"
    hint = f"put yours in the place of {_REPOSITORY}; editing in a local folder works without"
    return Problem(path.as_posix(), message, "new.cms", hint=hint, severity="warning")


def _yaml(comment: str, values: Values) -> str:
    import yaml

    # The width keeps YAML from breaking long hints into lines.
    return comment + yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10**6)


def _json(values: Values) -> str:
    import json

    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


# --- Sveltia CMS (https://sveltiacms.app/en/docs, schema/sveltia-cms.json in its npm package) ----

_SVELTIA_COMMENT = """\
# Sveltia CMS edits this site at /admin/. The sections, tags and authors to choose from are those of
# the day on which `sitegen new cms --for sveltia` wrote this file: add to them here, or delete the
# file and have it made anew.
"""

_SVELTIA_PAGE = """\
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <title>Edit {title}</title>
  </head>
  <body>
    <!-- The digest lets no other script in its place. For a newer version change both. -->
    <script
      src="https://unpkg.com/@sveltia/cms@{version}/dist/sveltia-cms.js"
      integrity="{integrity}"
      crossorigin="anonymous"
    ></script>
  </body>
</html>
"""

_NEWEST_FIRST = {"field": "date", "direction": "descending"}

_SVELTIA_WIDGETS: dict[Kind, Values] = {
    "line": {"widget": "string"},
    "text": {"widget": "text"},
    "flag": {"widget": "boolean"},
    "list": {"widget": "list"},
    "choice": {"widget": "select"},
    "choices": {"widget": "select", "multiple": True},
    "picture": {"widget": "image"},
    "group": {"widget": "object", "collapsed": True},
    "groups": {"widget": "list", "collapsed": True},
    "pairs": {"widget": "keyvalue"},
    # The plain text comes first: the other editor takes embeds apart.
    "body": {"widget": "richtext", "modes": ["raw", "rich_text"]},
}


def _sveltia_files(
    config: Config, place: Place, collections: Iterable[Collection]
) -> dict[Path, str]:
    admin = place.root / "static" / "admin"
    page = _SVELTIA_PAGE.format(
        title=escape(config.file.title), version=SVELTIA_VERSION, integrity=SVELTIA_INTEGRITY
    )
    values = _sveltia(config, place, collections)
    return {
        admin / "config.yml": _yaml(_SVELTIA_COMMENT, values),
        admin / "index.html": page,
    }


def _sveltia(config: Config, place: Place, collections: Iterable[Collection]) -> Values:
    found = (github_repository(url) for url in find_remote_urls(place.root))
    repository = next(("/".join(names) for names in found if names), _REPOSITORY)
    backend = {"name": "github", "repo": repository, "branch": place.branch or "main"}
    return {
        "backend": backend,
        "media_folder": place.below(f"static/{_PICTURES}"),
        "public_folder": f"/{_PICTURES}",
        "slug": {"encoding": "unicode", "timezone": "local", "maxlength": 80},
        "output": {"omit_empty_optional_fields": True},
        "collections": [_sveltia_collection(one, config, place) for one in collections],
    }


def _sveltia_collection(collection: Collection, config: Config, place: Place) -> Values:
    zone = config.file.timezone
    made: Values = {
        "name": collection.name,
        "label": collection.label,
        "folder": place.below(collection.folder),
        "identifier_field": collection.fields[0].name,
        "fields": _sveltia_fields(collection.fields, zone, collection.is_dated),
    }
    if collection.is_dated:
        made |= {
            "label_singular": "Article",
            "slug": "{{year}}-{{month}}-{{day}}-{{slug}}",
            "sortable_fields": {"fields": ["date", "title"], "default": _NEWEST_FIRST},
        }
    if collection.about:
        made["index_file"] = {
            "name": collection.about,
            "label": "Text about this list",
            "fields": _sveltia_fields(collection.about_fields, zone),
        }
    return made


def _sveltia_fields(fields: Iterable[Field], zone: str, is_dated: bool = False) -> list[Values]:
    made = [_sveltia_field(field, zone) for field in fields]
    if is_dated:
        next(field for field in made if field["name"] == "date")["default"] = "{{now}}"
    return made


def _sveltia_field(field: Field, zone: str) -> Values:
    made: Values = {"name": field.name, "label": field.label}
    if field.kind == "date":
        made |= {"widget": "datetime", "input_timezone": "utc" if zone == "UTC" else zone}
    else:
        made |= _SVELTIA_WIDGETS[field.kind]
    made["required"] = field.is_required
    if field.hint:
        made["hint"] = field.hint
    if field.pattern and field.kind != "date":
        made["pattern"] = [field.pattern, field.hint]
    if field.choices:
        made["options"] = list(field.choices)
    if field.fields:
        made["fields"] = [_sveltia_field(inner, zone) for inner in field.fields]
    return made


# --- Pages CMS (https://pagescms.org/docs/configuration) -----------------------------------------

_PAGES_COMMENT = """\
# Pages CMS (pagescms.org) edits this site. The sections, tags and authors to choose from are those
# of the day on which `sitegen new cms --for pages` wrote this file: add to them here, or delete the
# file and have it made anew.
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
        "media": {"input": place.below(f"static/{_PICTURES}"), "output": f"/{_PICTURES}"},
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
