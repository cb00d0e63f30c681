"""Make new articles, pages, profiles of authors and words about a week, also as translations."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from .. import yamldoc
from ..config import Config
from ..formats.dates import Period, day_of, period_named, period_of
from ..formats.names import slugify
from ..model import View
from ..planning.entry_ids import file_id
from ..planning.kinds import reserved_sections
from ..planning.kinds.editions import issues, kinds_of, topics_before
from ..planning.site import Site, build_site
from ..problems import Problem, UsageError, not_utf8, unreadable
from ..reading.frontmatter import FENCE, dump
from ..reading.layout import PAGES_FOLDER, PROFILE_FOLDERS, split_front_matter, split_language
from ..reporting import Reporter
from .new import plain, refusal, write_new

_LONGEST = 80
"""Characters of a slug that is made of a title."""


class Request(NamedTuple):
    """What a new text is called, and where it belongs.

    `language` is one of the site's, or any language if the site has only one. `original` is the
    file that the text translates.
    """

    title: str
    section: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    original: Path | None = None


class Written(NamedTuple):
    """A new file, and a warning if it has a language and no text of another one beside it."""

    path: Path
    warning: Problem | None = None


def new_article(config: Config, request: Request, today: date) -> Written:
    """Make a draft of an article in a section's folder, or next to its original."""
    title = plain("the title", request.title)
    values: dict[str, Any] = {
        "title": title,
        "authors": [plain("--author", author) for author in request.authors],
        "section": request.section.strip() or _section_of(config, request),
        "draft": True,
    }
    name = ""
    if request.original is None:
        section = values["section"] = plain("--section", request.section)
        folder = _section_folder(config, section)
        name = f"{folder}/{today.isoformat()}-{_slug(title, config)}"
        if folder == section:
            del values["section"]
    path, values["lang"] = _place(config, request, name)
    values["id"] = file_id(path)
    return _write(config, path, dump(values) + "\nWrite the article here.\n")


def new_page(config: Config, request: Request) -> Written:
    """Make a page outside the sections."""
    title = plain("the title", request.title)
    path, language = _place(config, request, f"{PAGES_FOLDER}/{_slug(title, config)}")
    text = dump({"title": title, "lang": language})
    return _write(config, path, text + "\nWrite the page here.\n")


def new_author(config: Config, request: Request) -> Written:
    """Make an author's profile."""
    name = plain("the name", request.title)
    path, _ = _place(config, request, f"authors/{_slug(name, config)}")
    return _write(config, path, dump({"name": name}) + "\nA few lines about the author.\n")


def _write(config: Config, path: str, text: str) -> Written:
    written = write_new(config.content / path, text)
    stem, language = split_language(path, config.file.languages)
    codes = ("", *(f".{code}" for code in config.file.languages if code != language))
    others = (config.content / f"{stem.removesuffix('.md')}{code}.md" for code in codes)
    if not language or any(other.exists() for other in others):
        return Written(written)
    warning = Problem(
        os.fspath(written),
        "no other language has a file of this name, so it is a text of its own",
        "new.no-original",
        hint="to translate a text, name its file: --translates content/iran/2026-05-04-gulf.md",
        severity="warning",
    )
    return Written(written, warning)


# --- languages ----------------------------------------------------------------------------


def _place(config: Config, request: Request, name: str) -> tuple[str, str]:
    """Return the path of a text below the content folder, and what its `lang` must say.

    `name` is the path without a language and `.md`, if the text is not a translation.
    """
    if request.original is not None:
        original = _below_content(config, request.original)
        name = split_language(original, config.file.languages)[0].removesuffix(".md")
    if not config.file.languages:
        return f"{name}.md", _foreign_language(config, request)
    codes = {code.lower(): code for code in config.file.languages}
    code = codes.get((request.language or config.file.language).lower())
    if code is None:
        hint = "name one of its languages: " + ", ".join(config.file.languages)
        raise refusal("--lang", f"this site has no language “{request.language}”", hint)
    suffix = "" if code.lower() == config.file.language.lower() else f".{code}"
    return f"{name}{suffix}.md", ""


def _foreign_language(config: Config, request: Request) -> str:
    """Return what `lang` says in a site of one language; UsageError for a translation."""
    if request.original is not None:
        hint = "add `languages` to site.yml, or name the new file in `translations` of the original"
        raise refusal("--translates", "this site has only one language", hint)
    if request.language.lower() == config.file.language.lower():
        return ""
    return request.language


def _below_content(config: Config, original: Path) -> str:
    """Return the path of an original below the content folder; UsageError if it is not there."""
    content = os.path.realpath(config.content)
    real = Path(os.path.realpath(original))
    if not real.is_relative_to(content) or real.suffix != ".md":
        hint = f"name a Markdown file of {config.file.content}/"
        raise refusal("--translates", f"{original} is not a text of this site", hint)
    if not real.is_file():
        raise refusal("--translates", f"there is no file {original}", "check its name")
    return real.relative_to(content).as_posix()


def _section_of(config: Config, request: Request) -> str:
    """Return the section that the front matter of the original names; "" for none."""
    if request.original is None:
        return ""
    path = config.content / _below_content(config, request.original)
    shown = f"{config.file.content}/{path.relative_to(config.content).as_posix()}"
    try:
        data = path.read_bytes()
        front, _, _ = split_front_matter(data.decode("utf-8-sig"))
    except OSError as error:
        raise UsageError(unreadable(shown, error)) from None
    except UnicodeDecodeError as error:
        raise UsageError(not_utf8(shown, data, error)) from None
    node, problems = yamldoc.compose(yamldoc.YamlText(shown, front or "", 1))
    if problems:
        raise UsageError(problems)
    value = yamldoc.free_value(node) if node is not None else {}
    section = value.get("section") if isinstance(value, dict) else ""
    return section if isinstance(section, str) else ""


# --- names --------------------------------------------------------------------------------


def _section_folder(config: Config, section: str) -> str:
    """Return the folder of a section: the one that is there, else one named by its slug."""
    is_name = Path(section).name == section and not section.startswith(".")
    if is_name and (config.content / section).is_dir():
        folder = section
    else:
        folder = _slug(section, config)
    taken = {PAGES_FOLDER, *PROFILE_FOLDERS, *reserved_sections(config.file)}
    if folder in taken:
        message = f"a section cannot be called “{section}”: {folder}/ is taken"
        raise refusal("--section", message, "give the section another name")
    return folder


def _slug(text: str, config: Config) -> str:
    slug = slugify(text, config.file.slugs)
    if not slug:
        raise refusal(text, "no file name can be made of this", "use letters or digits")
    if len(slug) > _LONGEST:
        slug = slug[:_LONGEST].rpartition("-")[0] or slug[:_LONGEST]
    return slug


# --- words about a week or a month --------------------------------------------------------

_PLACES = "title:\nsummary:\nlead:\norder: []\nleft_out: []\n"


def new_edition(config: Config, name: str, now: datetime, reporter: Reporter) -> Path:
    """Make `content/editions/2014-w15.md`, which keeps the topics of the periods before.

    Without a name it is of the latest week that is over. UsageError if there is no
    such period, or the file is there already.
    """
    moment = now.timestamp()
    site = read_site(config, View(moment), reporter).by_language[0]
    kinds = kinds_of(site)
    period = _period(config, name, moment)
    if not kinds or period.kind not in kinds:
        hint = f"set `editions: {{{period.kind}s: true}}` in site.yml"
        raise refusal(period.name, f"this site has no editions of {period.kind}s", hint)
    if not any(issue.period == period for issue in issues(site, period.kind)) and not name:
        hint = "name one: sitegen new edition 2014-w15"
        raise refusal(period.name, "this week has too few articles for an edition", hint)
    before = topics_before(site, period)
    kept = dump({"before": before}).removeprefix(f"{FENCE}\n") if before else f"{FENCE}\n"
    path = config.content / "editions" / f"{period.name}.md"
    return write_new(path, f"{FENCE}\n{_PLACES}{kept}")


def read_site(config: Config, view: View, reporter: Reporter) -> Site:
    """Read the content of a site, as a build does, and group it; nothing is written but caches."""
    from ..execution.content import read_content, reading_key
    from ..execution.run import Run
    from ..incremental.sources import SourceCache
    from ..incremental.store import prepare_cache, site_lock
    from ..rendering.theme import load_theme

    with site_lock(config.cache, reporter.note):
        prepare_cache(config.cache)
        theme = load_theme(config)
        sources = SourceCache(config.cache, reading_key(config, theme))
        content = read_content(Run(config, theme, reporter), sources).content
    return build_site(content, config, view)


def _period(config: Config, name: str, moment: float) -> Period:
    if not name:
        return period_of(day_of(moment, config.file.timezone), "week").before
    period = period_named(name)
    if isinstance(period, str):
        raise refusal(name, period, "write a week of ISO 8601 as 2026-w15, or a month as 2026-05")
    return period
