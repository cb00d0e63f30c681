"""A check, the straight line: read, plan, survey every page, and say what is wrong or doubtful.

Nothing is written but the memos in `.sitegen/`. What only one machine has (a full disk, foreign
files in the output folder, what stands on the remote's branch) is not looked at.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import msgspec

from ..build import disk_error
from ..config import FILE_NAME, Config
from ..execution.content import Read, read_content, reading_key
from ..execution.planned import Planned, plan_site
from ..execution.refresh import summed_up
from ..execution.render import RenderSetup
from ..incremental.bodies import CacheDamaged
from ..incremental.fingerprint import code_fingerprint
from ..incremental.keys import template_inputs
from ..incremental.sources import SourceCache
from ..incremental.store import prepare_cache, site_lock
from ..model import Article, Profile
from ..planning.kinds.copy import CopyPage
from ..planning.site import View
from ..problems import ContentError, Problem, Unplaced
from ..publishing.tree import SiteFile
from ..reading.locate import Placer
from ..rendering import Dependencies
from ..rendering.theme import Theme, load_theme
from ..reporting import Reporter
from . import release
from .articles import article_doubts
from .collect import survey_pages
from .index import Origin, Surveys
from .links import broken_link, faults, find_broken
from .pictures import unused_pictures
from .schedule import Change, next_change

_ADDRESS = re.compile(r"https?://[^\s”]+")
_OWNERS = 20
"""In so many files a link is looked for that many pages share; a template's is in none."""


class CheckOptions(NamedTuple):
    """How to check: which view of the site, with how many processes (None for the cores), and
    whether the links that lead out of it are to be gathered."""

    view: View
    jobs: int | None = None
    external: bool = False


class Checked(NamedTuple):
    """What a check found: problems in reading order, and the next change by the clock, if any.

    `outgoing` leads from each address outside the site to where it is written: a problem that
    only wants its words.
    """

    problems: tuple[Problem, ...]
    change: Change | None
    outgoing: Mapping[str, Problem] = {}


class _Look(NamedTuple):
    """What a check looks at."""

    config: Config
    theme: Theme
    read: Read
    planned: Planned
    surveys: Surveys
    placer: Placer

    @property
    def records(self) -> Iterator[Article | Profile]:
        """All articles, pages and profiles."""
        yield from self.read.articles.values()
        yield from self.read.profiles.values()


def check(config: Config, options: CheckOptions, reporter: Reporter) -> Checked:
    """Check a site; problems are returned, not raised.

    Raises UsageError where the settings, the theme or the disk are not right.
    """
    with site_lock(config.cache, reporter.note):
        prepare_cache(config.cache)
        try:
            return _check(config, options, reporter, fresh=False)
        except CacheDamaged as damage:
            reporter.note(f"the cache is damaged ({damage}); checking without it")
            return _check(config, options, reporter, fresh=True)
        except OSError as error:
            raise disk_error(config, error) from None


def _check(config: Config, options: CheckOptions, reporter: Reporter, fresh: bool) -> Checked:
    view, jobs, external = options
    theme = load_theme(config)
    sources = SourceCache(config.cache, reading_key(config, theme), fresh=fresh)
    where = Origin(config.origin, config.base)
    surveys = Surveys(config.cache / "surveys.msgpack", where, fresh=fresh)
    read = read_content(config, theme, sources, jobs, reporter)
    read.save(sources)
    planned = plan_site(config, theme, read, view)
    placer = Placer(config)
    look = _Look(config, theme, read, planned, surveys, placer)
    problems = [*read.problems, *planned.problems]
    broken_already = any(problem.severity == "error" for problem in problems)
    doubts = article_doubts(read.content, planned.pages, view, config.file.content)
    problems += map(placer, doubts)
    try:
        dependencies = _dependencies(theme, surveys)
    except ContentError as error:
        return Checked(_sorted([*problems, *error.problems]), _change(look, view))
    setup = RenderSetup(
        root=config.root,
        output=config.output,
        cache=config.cache,
        packs=sources.packs,
        theme=theme,
        site=planned.site,
        assets=planned.assets,
        inputs=template_inputs(
            dependencies, planned.site, planned.assets, look.theme.extensions.digests
        ),
        bodies=sources.bodies,
    )
    problems += summed_up(survey_pages(planned.pages, surveys, setup, jobs, reporter))
    surveys.save()
    problems += _of_pages(look, broken_already, view)
    outgoing = dict(_outgoing(look)) if external else {}
    return Checked(_sorted(problems), _change(look, view), outgoing)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.order))


def _change(look: _Look, view: View) -> Change | None:
    content, file = look.read.content, look.config.file
    return next_change([*content.articles, *content.pages], view, file.content, file.timezone)


def _dependencies(theme: Theme, surveys: Surveys) -> dict[str, Dependencies]:
    """Tell what the templates depend on, as the last check knew it or anew."""
    key = blake2b(theme.digest + code_fingerprint()).digest()
    if surveys.more.get("theme") != key:
        from ..rendering.render import dependencies_of

        found = msgspec.msgpack.encode(dependencies_of(theme))
        surveys.more.update(theme=key, dependencies=found)
    return msgspec.msgpack.decode(surveys.more["dependencies"], type=dict[str, Dependencies])


# --- what stands on pages -----------------------------------------------------------------


def _of_pages(look: _Look, broken_already: bool, view: View) -> Iterator[Problem]:
    """Give the problems of built pages, at the file that they come from where it is known."""
    config, planned, surveys = look.config, look.planned, look.surveys
    if len(surveys.pages) == len(planned.pages):
        judged = frozenset(_judged(look)) if broken_already else frozenset()
        for broken in find_broken(surveys, config.base):
            path = broken.link[len(config.base) :]
            if not judged & {path, posixpath.basename(path)}:
                yield _at_source(look, broken_link(broken), broken.pages, path)
        yield from unused_pictures(
            Path(config.root),
            config.file.content,
            planned.pages,
            surveys.used(),
            config.base,
            look.records,
        )
    files = [SiteFile(path, found.size) for path, found in surveys.pages.items()]
    yield from (_at_source(look, problem) for problem in release.sizes(files))
    for fault, pages in faults(surveys):
        is_meant = view.drafts and fault.code == "publish.draft"
        is_known = broken_already and fault.code == "link.relative"
        # A site whose own address is this machine has one problem, not one a page.
        is_known |= fault.code == "publish.localhost" and config.origin in fault.message
        if not (is_meant or is_known):
            address = _ADDRESS.search(fault.message)
            yield _at_source(look, fault, pages, address[0] if address else "")
    for path, found in surveys.pages.items():
        for name in found.unlabelled:
            yield from _unlabelled(look, planned.owners[path], name)


def _judged(look: _Look) -> Iterator[str]:
    """Give the links that content writes: planning has judged them already, and said so."""
    for record in look.records:
        for target in record.targets:
            yield target.href if target.href.startswith("/") else posixpath.basename(target.href)
    for item in (*look.config.file.menu, *look.config.file.social):
        yield item.url


def _at_source(
    look: _Look, problem: Problem, pages: Iterable[str] = (), needle: str = ""
) -> Problem:
    """Move a problem of some pages to the content file that holds the needle.

    Where none does, say what makes the first of the pages.
    """
    owners = dict.fromkeys(look.planned.owners[path] for path in pages) if needle else {}
    for owner in islice((owner for owner in owners if owner.endswith(".md")), _OWNERS):
        finding = Unplaced(
            owner, problem.code, problem.message, problem.hint, (), 1, needle, problem.severity
        )
        found = look.placer(finding)
        if found.column:
            return found
    page = look.planned.pages.get(problem.path)
    if isinstance(page, CopyPage):
        return msgspec.structs.replace(problem, path=page.source)
    template = look.theme.templates.get(page.template) if page else None
    hint = problem.hint or (f"{template.shown} makes this page" if template else "")
    return msgspec.structs.replace(problem, hint=hint)


def _unlabelled(look: _Look, owner: str, name: str) -> Iterator[Problem]:
    record: Article | Profile | None = look.read.articles.get(owner)
    record = record or look.read.profiles.get(owner)
    if record is None:
        return
    line, needle = 1, name
    if name.startswith("#"):
        target = record.targets[int(name[1:])]
        line, needle = target.line, target.href
    message = f"the picture “{unquote(needle)}” has no alternative text"
    hint = "say what it shows, for those who do not see it: ![a ship in port](ship.jpg)"
    finding = Unplaced(owner, "image.alt", message, hint, (), line, needle, "warning")
    yield look.placer(finding)


# --- what leads out -----------------------------------------------------------------------


def _outgoing(look: _Look) -> Iterator[tuple[str, Problem]]:
    """Give every address outside the site with the first place where it is written."""
    outside = {url for url in look.surveys.used() if not url.startswith("/")}
    settings = Path(look.config.root, FILE_NAME).read_text("utf-8", "replace")
    for url, pages in look.surveys.leading_to(outside).items():
        if url in settings:
            line = settings[: settings.index(url)].count("\n") + 1
            yield url, Problem(FILE_NAME, "", "external", line=line)
        else:
            yield url, _at_source(look, Problem(pages[0], "", "external"), pages, url)
