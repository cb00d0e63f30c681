"""The site in memory: planned by the functions of a build, rendered page by page on request."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ..config import FILE_NAME, Config, load_config
from ..execution.pictures import PictureMaker
from ..execution.planned import Planned, plan_site, provided_by, with_static, with_theme
from ..execution.search import search_problems
from ..incremental.patch import patch_article
from ..incremental.store import TemplateStore
from ..model import Article, View
from ..pages import Page, language_folder
from ..planning.kinds.copy import CopyPage
from ..planning.kinds.picture import DrawnPage, MadePage
from ..problems import ContentError, Problem, SitegenError
from ..reading.scan import digest_of
from ..rendering.render import Renderer
from ..rendering.theme import Theme, load_theme
from .caches import Inputs, RenderHistory
from .lookup import PreviewIndex
from .problems import problems_of
from .snapshot import Changes, Snapshot, changes_between
from .sources import Sources, Touched
from .watched_paths import WatchedPaths, theme_folders, watched_paths

MANY = 20
"""If more articles have changed, the site is planned again."""


class PreviewOptions(msgspec.Struct, frozen=True):
    """Which site to preview, and how.

    `now` does not move where it is given; without `base_path` the site is shown at the root of
    the server, whatever path it is published under.
    """

    root: Path
    base_url: str | None = None
    base_path: bool = True
    drafts: bool = True
    future: bool = False
    now: datetime | None = None


class Workspace:
    """A site in memory, read once and then refreshed.

    UsageError if `site.yml` or the theme cannot be read to begin with. Later problems leave
    what they concern as it last was.
    """

    def __init__(self, options: PreviewOptions, note: Callable[[str], None]) -> None:
        self._options = options
        self._note = note
        self._lock = threading.Lock()
        self._making_picture = threading.Lock()
        self._setup_problems: tuple[Problem, ...] = ()
        self._trouble: tuple[Problem, ...] = ()
        self._failures: dict[str, tuple[Problem, ...]] = {}
        self._retired: Sources | None = None
        self._index = PreviewIndex()
        self._is_patched = False
        self._is_behind = False
        config = self._load_config()
        self.history = RenderHistory(TemplateStore(config.cache))
        theme = load_theme(config, TemplateStore(config.cache))
        self._sources = Sources(config, theme, note)
        planned = self._plan(config, theme)
        # A browser that outlives its server must not take an old version for a new one.
        version = time.time_ns() // 1_000_000
        renderer = self._renderer(config, theme, planned)
        self.snapshot = Snapshot(version, config, theme, planned, renderer, self._drafts)
        self._told = self.problems

    def close(self) -> None:
        """Delete what the session stored beside the cache."""
        with self._lock:
            self._sources.close()
            if self._retired is not None:
                self._retired.close()

    @property
    def watched(self) -> WatchedPaths:
        """Where the site's files are."""
        return watched_paths(self.snapshot.config, self.snapshot.theme)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All current problems, in reading order."""
        found = [*self._trouble, *self._setup_problems]
        found += [*self._sources.problems, *self._plan_problems]
        for problems in list(self._failures.values()):
            found.extend(problems)
        return tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.order))

    def problems_changed(self) -> bool:
        """Return True if the problems have changed since the last call."""
        with self._lock:
            problems = self.problems
            told, self._told = self._told, problems
            return told != problems

    def render(self, snapshot: Snapshot, page: Page) -> bytes:
        """Render a page; ContentError if its template fails."""
        with self._lock:
            try:
                data = snapshot.renderer.render(page)
            except ContentError as error:
                self._failures[page.path] = error.problems
                raise
            self._failures.pop(page.path, None)
            planned = snapshot.planned
            site = planned.sites[language_folder(page.path, planned.sites)]
            self.history.add(Inputs(page, site, planned.assets, snapshot.theme), data)
            return data

    def make_picture(self, page: MadePage) -> bytes:
        """Make a picture of another one or of words; OSError or ValueError if that fails."""
        config = self.snapshot.config
        if isinstance(page, DrawnPage):
            with self._making_picture:
                return PictureMaker(config.cache).draw(page)
        source = Path(config.root, page.source)
        if not config.bounds.allow_file(source):
            raise FileNotFoundError(page.source)
        data = source.read_bytes()
        with self._making_picture:
            return PictureMaker(config.cache).make(data, digest_of(data), page.recipe)

    def index_file(self, path: str) -> CopyPage | None:
        """Return a file of the search index by its path in the output; it may have to be made."""
        snapshot = self.snapshot
        bodies = self._sources.bodies
        try:
            return self._index.file(snapshot.config, snapshot.planned.pages, bodies, path)
        except SitegenError as error:
            self._failures[path] = error.problems
            raise

    # --- refreshing -------------------------------------------------------------------------

    def refresh(self, paths: Iterable[str] | None) -> Changes:
        """Look at some absolute paths, or at all files, and update the site with the changes.

        Never raises: what goes wrong is a problem, and the site stays as it last was.
        """
        before = self.snapshot
        try:
            changes = self._refresh(paths)
        except Exception as error:  # noqa: BLE001 - a preview must outlive what nobody foresaw
            self._trouble = problems_of(error, self._options.root)
            # The records may be newer than the plan now, so the next refresh makes a new plan.
            self._is_behind = True
            return Changes(everything=self.snapshot is not before)
        self._trouble = ()
        return changes

    @property
    def is_troubled(self) -> bool:
        """Return True if something cannot be read, so that only another look can clear it."""
        unreadable = (problem.code == "content.unreadable" for problem in self._sources.problems)
        return bool(self._trouble or self._setup_problems) or any(unreadable)

    def _refresh(self, paths: Iterable[str] | None) -> Changes:
        before = self.snapshot
        places = self.watched
        kinds = {path: places.kind(path) for path in paths or ()}
        everywhere = paths is None or self._is_behind or "elsewhere" in kinds.values()
        config, theme, sources = before.config, before.theme, self._sources
        if everywhere or {"site", "theme"} & set(kinds.values()):
            config, theme, sources = self._set_up(before)
        renewed = sources is not self._sources
        if renewed:
            touched = Touched([FILE_NAME], [], {}, listed=True)
            self._take_over(sources)
        elif everywhere or theme.static_folders != before.theme.static_folders:
            touched = sources.scan(theme)
        else:
            files = [path for path, kind in kinds.items() if kind in ("content", "static")]
            touched = sources.look(files, theme)
        planned = self._replan(before, config, theme, touched, anew=paths is None)
        return self._publish(config, theme, planned, touched.files, renewed)

    def _set_up(self, before: Snapshot) -> tuple[Config, Theme, Sources]:
        """Read `site.yml` and the theme again; keep the last good ones if they have problems."""
        try:
            config = self._load_config()
            theme = load_theme(config, TemplateStore(config.cache))
            theme = before.theme if theme == before.theme else theme
            if theme is not before.theme:
                self.history.dependencies(theme)
            sources = self._sources
            reads = theme.extensions.reading_key
            if config == before.config and reads == before.theme.extensions.reading_key:
                config = before.config
            else:
                sources = Sources(config, theme, self._note)
        except SitegenError as error:
            if not all(map(os.path.isdir, theme_folders(before.theme))):
                raise  # without the theme's own files nothing new can be shown
            self._setup_problems = error.problems
            return before.config, before.theme, self._sources
        self._setup_problems = ()
        return config, theme, sources

    def _load_config(self) -> Config:
        options = self._options
        config = load_config(options.root, options.base_url)
        if options.base_path or not config.base:
            return config
        return load_config(options.root, config.origin + "/")

    def _take_over(self, sources: Sources) -> None:
        """Release the earlier state, except for requests that are still being answered."""
        if self._retired is not None:
            self._retired.close()
        self._retired, self._sources = self._sources, sources

    def _replan(
        self, before: Snapshot, config: Config, theme: Theme, touched: Touched, anew: bool
    ) -> Planned:
        patched = None
        # What a site's own kinds of pages show of an article is not known.
        own_kinds = theme.extensions.kinds or theme.extensions != before.theme.extensions
        gives = provided_by(config, theme) == provided_by(config, before.theme)
        is_same = config is before.config and not touched.listed and not own_kinds and gives
        is_same = is_same and not self._is_behind
        if is_same and not (anew and self._is_patched):
            patched = self._patched(before.planned, config, touched)
        if patched is None:
            return self._plan(config, theme)
        if patched is not before.planned:
            self._is_patched = True
        if theme is not before.theme:
            patched = patched._replace(sites=with_theme(patched.sites, config, theme))
        return patched

    def _patched(self, planned: Planned, config: Config, touched: Touched) -> Planned | None:
        if len(touched.records) > MANY:
            return None
        for old, new in touched.records:
            if not isinstance(old, Article) or not isinstance(new, Article):
                return None
            pages = patch_article(planned, old, new)
            if pages is None:
                return None
            planned = planned._replace(pages=pages)
        return with_static(planned, config, touched.static) if touched.static else planned

    def _plan(self, config: Config, theme: Theme) -> Planned:
        now = self._options.now or datetime.now(UTC)
        view = View(now.timestamp(), self._options.drafts, self._options.future)
        read = self._sources.read()
        planned = plan_site(config, theme, read, view)
        self._drafts = tuple([a for _, a in sorted(read.articles.items()) if a.draft])
        self._plan_problems = (*planned.problems, *search_problems(config))
        self._is_patched = self._is_behind = False
        return planned

    def _publish(
        self, config: Config, theme: Theme, planned: Planned, files: list[str], renewed: bool
    ) -> Changes:
        before = self.snapshot
        if planned.sites == before.planned.sites:
            planned = planned._replace(sites=before.planned.sites)
        if planned.assets == before.planned.assets:
            planned = planned._replace(assets=before.planned.assets)
        changes = changes_between(before, theme, planned, files)
        renderer = before.renderer
        if renewed or changes.everything or changes.styles:
            renderer = self._renderer(config, theme, planned)
        version = before.version + 1 if changes.any else before.version
        self.snapshot = Snapshot(version, config, theme, planned, renderer, self._drafts)
        self._try_failures_again()
        return changes

    def _try_failures_again(self) -> None:
        """Render the pages whose templates failed again: someone may be waiting for one."""
        for path in list(self._failures):
            page = self.snapshot.planned.pages.get(path)
            if page is None:
                del self._failures[path]
                continue
            with suppress(ContentError):
                self.render(self.snapshot, page)

    def _renderer(self, config: Config, theme: Theme, planned: Planned) -> Renderer:
        store = TemplateStore(config.cache)
        return Renderer(theme, planned.sites, planned.assets, self._sources.bodies, store)
