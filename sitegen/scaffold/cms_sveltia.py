"""The configuration of Sveltia CMS, and the page that loads it.

Sources: sveltiacms.app/en/docs, and `schema/sveltia-cms.json` in its npm package.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from ..checks.release import github_repository
from ..config import Config
from ..publishing import find_remote_urls
from .cms import PICTURES, REPOSITORY, Collection, Field, Kind
from .workflow import Place

SVELTIA_VERSION = "0.221.1"
SVELTIA_INTEGRITY = "sha384-JQ+XsKx/UzwdTiNnFStza3XtqqQoVtyNPApkfvwlzZDfhe7giE9CnfQrpHqgv3k6"
"""The digest of `dist/sveltia-cms.js` in the npm package (W3C, Subresource Integrity)."""

Values = dict[str, Any]

COMMENT = """\
# Sveltia CMS edits this site at /admin/. The sections, tags and authors to choose from are those of
# the day on which `sitegen new cms --for sveltia` wrote this file: add to them here, or delete the
# file and have it made anew.
"""

_PAGE = """\
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

_WIDGETS: dict[Kind, Values] = {
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


def page_of(config: Config) -> str:
    """Write the page that loads Sveltia, one version of it."""
    return _PAGE.format(
        title=escape(config.file.title), version=SVELTIA_VERSION, integrity=SVELTIA_INTEGRITY
    )


def settings_of(config: Config, place: Place, collections: Iterable[Collection]) -> Values:
    """Return what `config.yml` holds."""
    found = (github_repository(url) for url in find_remote_urls(place.root))
    repository = next(("/".join(names) for names in found if names), REPOSITORY)
    backend = {"name": "github", "repo": repository, "branch": place.branch or "main"}
    languages = {"i18n": _languages(config)} if config.file.languages else {}
    return {
        "backend": backend,
        **languages,
        "media_folder": place.below(f"static/{PICTURES}"),
        "public_folder": f"/{PICTURES}",
        "slug": {"encoding": "unicode", "timezone": "local", "maxlength": 80},
        "output": {"omit_empty_optional_fields": True},
        "collections": [_collection(one, config, place) for one in collections],
    }


def _languages(config: Config) -> Values:
    """Name the languages; a file without a language in its name is in the site's own."""
    file = config.file
    codes = {code.lower(): code for code in file.languages}
    return {
        "structure": "multiple_files",
        "locales": list(file.languages),
        "default_locale": codes[file.language.lower()],
        "initial_locales": "default",
        "omit_default_locale_from_file_path": True,
    }


def _collection(collection: Collection, config: Config, place: Place) -> Values:
    made: Values = {
        **({"i18n": True} if config.file.languages else {}),
        "name": collection.name,
        "label": collection.label,
        "folder": place.below(collection.folder),
        "identifier_field": collection.fields[0].name,
        "fields": _fields(collection.fields, config, collection.is_dated),
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
            "fields": _fields(collection.about_fields, config),
        }
    return made


def _fields(fields: Iterable[Field], config: Config, is_dated: bool = False) -> list[Values]:
    made = [_field(field, config.file.timezone) for field in fields]
    if config.file.languages:
        for field in made:
            field["i18n"] = "duplicate" if field["name"] == "date" else True
    if is_dated:
        next(field for field in made if field["name"] == "date")["default"] = "{{now}}"
    return made


def _field(field: Field, zone: str) -> Values:
    made: Values = {"name": field.name, "label": field.label}
    if field.kind == "date":
        made |= {"widget": "datetime", "input_timezone": "utc" if zone == "UTC" else zone}
    else:
        made |= _WIDGETS[field.kind]
    made["required"] = field.is_required
    if field.hint:
        made["hint"] = field.hint
    if field.pattern and field.kind != "date":
        made["pattern"] = [field.pattern, field.hint]
    if field.choices:
        made["options"] = list(field.choices)
    if field.fields:
        made["fields"] = [_field(inner, zone) for inner in field.fields]
    return made
