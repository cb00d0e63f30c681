"""Whatever is done to a site between builds, the next build equals a clean one.

A Hypothesis state machine edits a small digest at random. After each step the warm build is held
against a build in a fresh folder: byte for byte, file for file, problem for problem.

`--slow` makes ten times as many steps. SITEGEN_STEPS sets their number, SITEGEN_SEED repeats the
run of a seed that was printed.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sitegen.reporting import Recording, Rendered

from .digest import SECTIONS, Digest, Doc
from .sites import Outcome, picture, run, tree

STEPS = int(os.environ.get("SITEGEN_STEPS") or 0)
"""The least number of steps; 0 for 200, or 4,000 with `--slow`."""

SETTINGS = settings(
    max_examples=5,
    stateful_step_count=40,
    # Not shrunk: that takes minutes, and a sequence of 40 steps can be read.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
    deadline=None,
    print_blob=True,
)

SHARED = "/dev/shm"
MEMORY = SHARED if os.access(SHARED, os.W_OK) and shutil.disk_usage(SHARED).free > 2**28 else None
"""Where the sites stand: two thirds of the time goes into making and deleting files on a disk."""

SEED = int(os.environ.get("SITEGEN_SEED") or random.SystemRandom().randrange(2**32))

pick = st.integers(0, 9999)

TITLES = ("Story", "Another story", "“Quoted” & <marked>", "قصه", "Çay üçün")
TAGS = (("Tea",), ("Oil", "Tea"), ("Rail", "Chai"), ("ایران",), ("tea",), ())
AUTHORS = (("Ana Petrova",), ("Ben Okri",), ("Cem", "Ana Petrova"), ("Ана",), ())
DATES = ("2026-02-03", "2026-02-28T23:30:00+03:30", "2026-03-02", "2026-03-01T20:45:00Z", None)
NOWS = tuple(
    datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(hours=hours) for hours in (0, 9, 12, 24, 60)
)
TEXTS = (
    "Words.",
    'More *words* -- and "quotes".',
    "## A heading\n\nText.\n\n## A second\n\nText.",
    "## A heading\n\n[Up](#a-heading)",
    "```python\nprint(1)\n```",
    "[Front](/) and [elsewhere](https://example.net/)",
)
FIELDS: dict[str, tuple[Any, ...]] = {
    "title": TITLES,
    "summary": ("A summary.", "Another summary.", None),
    "date": DATES,
    "updated": ("2026-02-20", "2026-02-21T10:00:00Z", None),
    "expires": ("2026-03-02", "2026-03-03T00:00:00Z", None),
    "tags": TAGS,
    "authors": AUTHORS,
    "draft": (True, None),
    "lang": ("fa", "az", None),
    "slug": ("tea", "çay", None),
    "section": ("Iran", "World", None),
    "image": ({"src": "https://example.net/a.png", "alt": "A"}, {"src": "/logo.svg"}, None),
    "source": (
        {"name": "Paper", "url": "https://example.net/a"},
        {"name": "Wire", "authors": ["Dee"], "date": "2026-01-01"},
        None,
    ),
    "truncated": (True, None),
    "aliases": (("/old/one",), ("/old/two/", "/old/three.html"), None),
    "series": ("Trains", "Sturgeon", None),
    "related": (("iran/story-2.md",), ("caspian/story-1.md",), None),
    "extra": ({"mood": "glad", "note": [1, 2]}, {"note": [1], "mood": "glad"}, None),
}
CONFIG: dict[str, tuple[Any, ...]] = {
    "title": ("Digest", "Another digest"),
    "description": ("Of things", "Of “things”", None),
    "base_url": ("https://example.org/repo/", "https://example.org/", "http://example.net/", None),
    "language": ("en", "fa", "az"),
    "direction": ("rtl", None),
    "timezone": ("UTC", "Asia/Tehran", "Pacific/Auckland"),
    "page_size": (1, 2, 3, 20),
    "more_from": ({"count": 0}, {"count": 1}, {"count": 4, "title": "Latest: {section}"}),
    "feed": ({"count": 1}, {"count": 4}, None),
    "series": (False, None),
    "archive": (False, None),
    "related": (0, 1, None),
    "topics": ({"letters": 1, "together": 2}, {"sparkline": False}, None),
    "front": ({"week": False, "briefs": 1}, None),
    "neighbours": (False, None),
    "editions": (
        {"minimum": 1},
        {"minimum": 2, "months": True, "topics": 1},
        {"weeks": False},
        None,
    ),
    "menu": ([{"title": "Persia", "url": "/iran/"}], [{"title": "Us", "url": "/about/"}], None),
    "social": ([{"title": "Mail", "url": "mailto:a@example.org"}], None),
    "contact": ("desk@example.org", None),
    "permalinks": (
        {"article": "/{section}/{slug}/"},
        {"article": "/{year}/{day}/{slug}/", "tags": "/topics/"},
        {"authors": "/people/"},
        None,
    ),
    "slugs": ("unicode", "ascii"),
    "markdown": ({"smart": True}, None),
    "theme": (
        {"name": "probe"},
        {"name": "probe", "settings": {"accent": "blue"}},
        {"name": "probe", "settings": {"cards": False, "footer": "The end"}},
    ),
    "output": ("www", None, None),
}
TEMPLATES = (
    "_card.html",
    "_menu.html",
    "_macros.html",
    "_image.html",
    "_extra.html",
    "base.html",
    "article.html",
    "feed.xml",
    "redirect.html",
    "robots.txt",
)
ADDITIONS = (
    "<!-- one -->",
    "<!-- two -->",
    "{{ site.description }}",
    "{{ site['contact'] }}",
    '{{ asset("logo.svg") }}',
    '{{ asset("mark" ~ ".svg") }}',
    '{{ ["2026-01-01"]|map("date")|join }}',
    '{{ ["/x/"]|map("absolute")|join }}',
    '{% include "_extra.html" ignore missing %}',
    '{% include ["_extra.html", "robots.txt"] %}',
)
MISTAKES = ("{% if %}", "{{ page.nothing }}", '{{ asset("nothing.css") }}', "{{ 1 / 0 }}")
THEME_FILES = (
    b"{settings: {cards: true, accent: green, footer: ''}, strings: {en: {more: M, count: '{n}'}}}",
    b"{settings: {cards: true, accent: red, footer: F}, strings: {en: {by: Of, count: 'n={n}'}}}",
)
PROFILES = (
    ("tags/tea.md", "Tea"),
    ("tags/oil.md", "Oil"),
    ("authors/ana-petrova.md", "Ana Petrova"),
    ("authors/cem.md", "Cem"),
    ("sections/iran.md", "Iran"),
    ("sections/world.md", "World"),
    ("series/trains.md", "Trains"),
)
EDITIONS = ("2026-w09", "2026-w06", "2026-02", "2026-w30")
EDITORS = (
    {"title": "A week"},
    {"lead": "iran/story-0.md", "order": ["Caspian"]},
    {"left_out": ["iran/story-2.md"], "before": {"tea": 3}},
)


class Stops(Recording):
    """Breaks a build off after some events, as Ctrl-C would."""

    def __init__(self, events: int) -> None:
        super().__init__()
        self.left = events

    def phase(self, name: str, total: int) -> None:
        self._count()

    def rendered(self, page: Rendered) -> None:
        self._count()

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt


class EngineMachine(RuleBasedStateMachine):
    """Edits a digest, builds it warm and clean after each edit, and compares."""

    steps = 0
    builds_that_failed = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="engine-", dir=MEMORY))
        self.digest = Digest(self.folder / "site")
        self.view: dict[str, Any] = {"now": NOWS[0], "drafts": False, "future": False}
        self.foreign: dict[Path, bytes] = {}
        self.good = self.digest.snapshot()
        self.failed = 0
        self.idle = False

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    # --- what must hold -------------------------------------------------------------------

    @invariant()
    def warm_build_equals_clean_build(self) -> None:
        type(self).steps += 1
        self.check()
        if self.failed > 1:
            self.digest.restore(self.good)
            self.check()

    def check(self, **options: Any) -> None:
        output: Path = options.get("output", self.digest.output)
        before = tree(output)
        warm = run(self.digest.root, **self.view, **options)
        after = tree(output)
        clean, expected = self.clean()
        assert warm.failure == clean.failure, _texts(warm) or _texts(clean)
        assert warm.problems == clean.problems
        if clean.failure:
            self.failed += 1
            type(self).builds_that_failed += 1
            assert_left_alone(before, after, expected, clean)
            return
        assert_same(after, {**expected, **self.foreign_in(output)})
        assert warm.said.result is not None
        assert set(warm.said.result.foreign) == set(self.foreign_in(output))
        assert _order(warm.said) == _order(clean.said)
        if self.idle and not self.failed and not options:
            assert warm.rendered == {}
            assert warm.said.result.deleted == 0
        self.idle = False
        self.failed = 0
        self.good = self.digest.snapshot()

    def clean(self) -> tuple[Outcome, dict[str, bytes]]:
        """Build the sources as they should stand in a fresh folder."""
        fresh = self.folder / "fresh"
        self.digest.copy(fresh)
        outcome = run(fresh, **self.view)
        expected = tree(fresh / self.digest.output.name)
        shutil.rmtree(fresh)
        return outcome, expected

    def foreign_in(self, output: Path) -> dict[str, bytes]:
        return {
            path.relative_to(output).as_posix(): data
            for path, data in self.foreign.items()
            if path.is_relative_to(output)
        }

    # --- articles -------------------------------------------------------------------------

    def a_doc(self, number: int) -> str:
        return sorted(self.digest.docs)[number % len(self.digest.docs)]

    def an_article(self, number: int) -> str:
        articles = [path for path in sorted(self.digest.docs) if path.startswith(SECTIONS)]
        return articles[number % len(articles)]

    @rule(which=pick, text=st.sampled_from(TEXTS), keep=st.booleans())
    def edit_body(self, which: int, text: str, keep: bool) -> None:
        path = self.a_doc(which)
        doc = self.digest.docs[path]
        blocks = (*doc.blocks[:3], text) if keep else (text,)
        self.digest.keep(path, Doc(doc.matter, blocks))

    @rule(which=pick, other=pick, fragment=st.sampled_from(("", "", "", "#one", "#a-heading")))
    def link(self, which: int, other: int, fragment: str) -> None:
        path, target = self.a_doc(which), self.an_article(other)
        doc = self.digest.docs[path]
        self.digest.keep(path, Doc(doc.matter, (*doc.blocks[:2], ("link", target, fragment))))

    @rule(which=pick, field=st.sampled_from(sorted(FIELDS)), value=pick)
    def edit_front_matter(self, which: int, field: str, value: int) -> None:
        path = self.an_article(which)
        values = FIELDS[field]
        self.digest.keep(path, self.digest.docs[path].but(**{field: values[value % len(values)]}))

    @rule(which=pick, title=st.sampled_from(TITLES), number=st.integers(0, 99))
    def edit_title(self, which: int, title: str, number: int) -> None:
        path = self.an_article(which)
        self.digest.keep(path, self.digest.docs[path].but(title=f"{title} {number}"))

    @rule(which=pick, tags=st.sampled_from(TAGS), authors=st.sampled_from(AUTHORS))
    def retag(self, which: int, tags: tuple[str, ...], authors: tuple[str, ...]) -> None:
        path = self.an_article(which)
        self.digest.keep(path, self.digest.docs[path].but(tags=tags, authors=authors))

    @rule(
        section=st.sampled_from(SECTIONS),
        name=st.sampled_from(("new", "newer", "2026-02-14-dated", "story-1")),
        date=st.sampled_from(DATES),
        tags=st.sampled_from(TAGS),
        text=st.sampled_from((*TEXTS, "")),
    )
    def new_article(
        self, section: str, name: str, date: str | None, tags: tuple[str, ...], text: str
    ) -> None:
        doc = Doc({"title": f"New in {section}", "tags": tags}, (text,) if text else ())
        self.digest.keep(f"{section}/{name}.md", doc.but(date=date))

    @precondition(lambda self: len(self.digest.docs) > 6)
    @rule(which=pick)
    def delete_document(self, which: int) -> None:
        path = self.a_doc(which)
        if len([name for name in self.digest.docs if name.startswith(SECTIONS)]) > 2:
            self.digest.delete(path)

    @rule(which=pick, name=st.sampled_from(("moved", "renamed", "Tea")), mend=st.booleans())
    def rename(self, which: int, name: str, mend: bool) -> None:
        path = self.an_article(which)
        if path.endswith("/index.md"):
            to = f"{path.split('/')[0]}/{name}/index.md"
        else:
            to = f"{path.rpartition('/')[0]}/{name}.md"
        if to not in self.digest.docs:
            self.digest.move(path, to, mend)

    @rule(which=pick, section=st.sampled_from(SECTIONS), mend=st.booleans())
    def move_to_section(self, which: int, section: str, mend: bool) -> None:
        path = self.an_article(which)
        to = f"{section}/{path.partition('/')[2]}"
        if to not in self.digest.docs:
            self.digest.move(path, to, mend)

    @rule(which=pick, other=pick)
    def swap(self, which: int, other: int) -> None:
        """Two files change places, and each keeps its mtime."""
        one, two = f"content/{self.an_article(which)}", f"content/{self.an_article(other)}"
        here, there = self.digest.docs[one[8:]], self.digest.docs[two[8:]]
        times = self.digest.mtime_ns(one), self.digest.mtime_ns(two)
        self.digest.keep(one[8:], there, times[1])
        self.digest.keep(two[8:], here, times[0])

    @rule(which=pick)
    def brief_or_article(self, which: int) -> None:
        path = self.an_article(which)
        doc = self.digest.docs[path]
        self.digest.keep(path, Doc(doc.matter, () if doc.blocks else ("Now it has words.",)))

    @rule(which=pick)
    def article_or_page(self, which: int) -> None:
        path = self.a_doc(which)
        if path.startswith("pages/") and len(self.digest.docs) > 3:
            self.digest.move(path, f"iran/{path.partition('/')[2]}", True)
        elif path.startswith(SECTIONS) and not path.endswith("/index.md"):
            to = f"pages/{path.partition('/')[2]}"
            if to not in self.digest.docs:
                self.digest.move(path, to, True)

    # --- pictures, profiles, static files -------------------------------------------------

    @rule(width=st.integers(1, 6), shade=st.integers(0, 3), name=st.sampled_from(("map", "more")))
    def change_picture(self, width: int, shade: int, name: str) -> None:
        for path in self.digest.docs:
            if path.endswith("/index.md"):
                beside = f"content/{path.removesuffix('index.md')}{name}.png"
                self.digest.put(beside, picture(width, 3, shade))

    @rule(which=pick)
    def delete_picture(self, which: int) -> None:
        pictures = [path for path in sorted(self.digest.files) if path.endswith(".png")]
        if pictures:
            self.digest.drop(pictures[which % len(pictures)])

    @rule(which=pick)
    def bundle_or_file(self, which: int) -> None:
        path = self.an_article(which)
        doc = self.digest.docs[path]
        if path.endswith("/index.md"):
            words = tuple(block for block in doc.blocks if block[0] != "picture")
            self.digest.delete(path)
            path = f"{path.removesuffix('/index.md')}.md"
            self.digest.keep(path, Doc(doc.but(image=None).matter, words))
        else:
            self.digest.move(path, f"{path.removesuffix('.md')}/index.md", True)

    @rule(
        profile=st.sampled_from(PROFILES),
        name=st.sampled_from(("", "", " of old", "!")),
        description=st.sampled_from(("", "Who or what.")),
        aliases=st.sampled_from(((), ("tea", "Chai"), ("Ben Okri",))),
        text=st.sampled_from((*TEXTS, "")),
    )
    def edit_profile(
        self,
        profile: tuple[str, str],
        name: str,
        description: str,
        aliases: tuple[str, ...],
        text: str,
    ) -> None:
        path, usual = profile
        matter: dict[str, Any] = {"name": usual + name, "description": description}
        if path.startswith("tags/") == (aliases != ("Ben Okri",)):
            # The usual spelling stays allowed, so that a new name is no problem.
            matter["aliases"] = [*aliases, usual]
        self.digest.keep(path, Doc(matter, (text,) if text else ()))

    @rule(name=st.sampled_from(EDITIONS), matter=st.sampled_from(EDITORS))
    def write_of_edition(self, name: str, matter: dict[str, Any]) -> None:
        self.digest.keep(f"editions/{name}.md", Doc(matter, (f"Of {name}.",)))

    @rule(name=st.sampled_from(EDITIONS))
    def delete_edition(self, name: str) -> None:
        if f"editions/{name}.md" in self.digest.docs:
            self.digest.delete(f"editions/{name}.md")

    @rule(profile=st.sampled_from(PROFILES))
    def delete_profile(self, profile: tuple[str, str]) -> None:
        if profile[0] in self.digest.docs:
            self.digest.delete(profile[0])

    @rule(
        path=st.sampled_from(
            (
                "static/logo.svg",
                "static/style.css",
                "static/deep/er/file.txt",
                "static/topic",
                "static/topic/deeper/index.html",
                "themes/probe/static/style.css",
                "themes/probe/static/added.txt",
            )
        ),
        text=st.sampled_from((b"one", b"two", b"three")),
    )
    def static_file(self, path: str, text: bytes) -> None:
        clash = {"static/topic", "static/topic/deeper/index.html"}
        for other in clash - {path} if path in clash else ():
            if other in self.digest.files:
                self.digest.drop(other)
        self.digest.put(path, text)

    @rule(which=pick)
    def delete_static_file(self, which: int) -> None:
        known = [path for path in sorted(self.digest.files) if path.startswith("static/")]
        if known:
            self.digest.drop(known[which % len(known)])

    # --- the configuration and the theme --------------------------------------------------

    @rule(key=st.sampled_from(sorted(CONFIG)), value=pick)
    def configure(self, key: str, value: int) -> None:
        values = CONFIG[key]
        self.digest.configure(**{key: values[value % len(values)]})

    @rule(key=st.sampled_from(("timezone", "slugs", "markdown")), value=pick)
    def read_otherwise(self, key: str, value: int) -> None:
        """What decides how every source is read."""
        self.configure(key, value)

    @rule(now=st.sampled_from(NOWS), drafts=st.booleans(), future=st.booleans())
    def look_from_elsewhere(self, now: datetime, drafts: bool, future: bool) -> None:
        self.view = {"now": now, "drafts": drafts, "future": future}

    @rule(now=st.sampled_from(NOWS))
    def let_time_pass(self, now: datetime) -> None:
        self.view = {**self.view, "now": now}

    @rule(
        name=st.sampled_from(TEMPLATES),
        own=st.booleans(),
        addition=st.sampled_from((*ADDITIONS, *ADDITIONS, *MISTAKES)),
    )
    def edit_template(self, name: str, own: bool, addition: str) -> None:
        original = self.digest.files.get(f"themes/probe/templates/{name}", b"")
        # A theme's file keeps what it is; a site's own takes its place.
        text = original.split(b"<!-- edited -->")[0] + b"<!-- edited -->" + addition.encode()
        folder = "templates" if own else "themes/probe/templates"
        if b"{% extends" in text:
            text = text.replace(b"{% block main %}", b"{% block main %}" + addition.encode())
        if name == "_extra.html" and "_extra.html" in addition:
            return
        self.digest.put(f"{folder}/{name}", text)

    @rule(which=pick)
    def drop_own_template(self, which: int) -> None:
        own = [path for path in sorted(self.digest.files) if path.startswith("templates/")]
        if own:
            self.digest.drop(own[which % len(own)])

    @rule(data=st.sampled_from(THEME_FILES))
    def edit_theme_file(self, data: bytes) -> None:
        self.digest.put("themes/probe/theme.yml", data)

    # --- times ----------------------------------------------------------------------------

    @rule()
    def check_out_anew(self) -> None:
        """All mtimes are new; nothing else is."""
        self.digest.touch(time.time_ns())
        self.idle = True

    @rule()
    def restore_mtimes(self) -> None:
        """All mtimes are old, and as an archive unpacks them, the same."""
        self.digest.touch(1_600_000_000 * 10**9)
        self.idle = True

    @rule(which=pick)
    def edit_twice_within_a_tick(self, which: int) -> None:
        """Two edits of one size and one mtime, with a build between them."""
        path = self.an_article(which)
        doc = self.digest.docs[path]
        now = time.time_ns()
        self.digest.keep(path, Doc(doc.matter, ("Tick 1",)), now)
        self.check()
        self.digest.keep(path, Doc(doc.matter, ("Tick 2",)), now)

    @rule()
    def redraw_within_a_tick(self) -> None:
        now = time.time_ns()
        self.digest.put("static/logo.svg", b"<svg id='1'/>", now)
        self.check()
        self.digest.put("static/logo.svg", b"<svg id='2'/>", now)

    @rule(which=pick)
    def edit_keeping_size_and_mtime(self, which: int) -> None:
        """As `cp -p`, `rsync -a` and an unpacked archive may do, long after the file was read."""
        path = self.an_article(which)
        doc = self.digest.docs[path]
        self.digest.keep(path, Doc(doc.matter, ("Kept 1",)))
        self.check()
        self.digest.keep(
            path, Doc(doc.matter, ("Kept 2",)), self.digest.mtime_ns(f"content/{path}")
        )

    # --- the cache and the output ---------------------------------------------------------

    @rule()
    def nothing(self) -> None:
        self.idle = True

    @rule()
    def lose_cache(self) -> None:
        self.digest.lose_cache()

    @rule(which=pick, how=st.sampled_from(("delete", "truncate", "flip")), at=pick)
    def lose_a_cache_file(self, which: int, how: str, at: int) -> None:
        files = [path for path in sorted(self.digest.cache.rglob("*")) if path.is_file()]
        if not files:
            return
        path = files[which % len(files)]
        data = bytearray(path.read_bytes())
        if how == "delete" or not data:
            path.unlink()
        elif how == "truncate":
            path.write_bytes(data[: at % len(data)])
        else:
            data[at % len(data)] ^= 1 << at % 8
            path.write_bytes(data)

    @rule()
    def keep_cache(self) -> None:
        kept = self.folder / "kept"
        shutil.rmtree(kept, ignore_errors=True)
        if self.digest.cache.exists():
            shutil.copytree(self.digest.cache, kept)

    @rule()
    def restore_kept_cache(self) -> None:
        if (self.folder / "kept").exists():
            self.digest.lose_cache()
            shutil.copytree(self.folder / "kept", self.digest.cache)

    def output_files(self) -> list[Path]:
        return [
            path
            for path in sorted(self.digest.output.rglob("*"))
            if path.is_file() and path not in self.foreign and path.name != ".sitegen-manifest"
        ]

    @rule(which=pick, many=st.booleans())
    def delete_output(self, which: int, many: bool) -> None:
        files = self.output_files()
        for path in files[which % 7 :: 3] if many else files[which % 40 :][:1]:
            path.unlink()

    @rule(which=pick, data=st.sampled_from((b"", b"by hand", None)))
    def alter_output(self, which: int, data: bytes | None) -> None:
        files = self.output_files()
        if files:
            path = files[which % len(files)]
            path.write_bytes(path.read_bytes()[::-1] if data is None else data)

    @precondition(lambda self: not self.foreign)
    @rule()
    def delete_the_output_folder(self) -> None:
        shutil.rmtree(self.digest.output, ignore_errors=True)

    @rule(place=st.sampled_from(("notes.txt", "iran/.htaccess", "mine/and/mine.html", "CNAME")))
    def foreign_file(self, place: str) -> None:
        if (self.digest.output / ".sitegen-manifest").exists():
            path = self.digest.output / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"mine")
            self.foreign[path] = b"mine"

    @rule(events=st.integers(0, 30))
    def interrupted_build(self, events: int) -> None:
        try:
            run(self.digest.root, Stops(events), **self.view)
        except KeyboardInterrupt:
            return

    @rule(
        which=pick,
        title=st.sampled_from(TITLES),
        only=st.sampled_from(("*", "index.html", "iran", "content/iran/*", "*.xml", "tags/*")),
        change=st.sampled_from(("delete", "rename", "tag", "nothing")),
    )
    def build_some_pages(self, which: int, title: str, only: str, change: str) -> None:
        """Edit, and build a part: the full build that follows must make good for the rest."""
        self.edit_title(which, title, which % 100)
        if change == "delete":
            self.delete_document(which + 1)
        elif change == "rename":
            self.rename(which + 1, "renamed", mend=True)
        elif change == "tag":
            self.retag(which + 1, TAGS[which % len(TAGS)], AUTHORS[which % len(AUTHORS)])
        run(self.digest.root, only=(only,), **self.view)

    @rule()
    def verify(self) -> None:
        self.check(verify=True)

    @rule()
    def clean_build(self) -> None:
        self.check(clean=True)

    @rule()
    def build_a_release(self) -> None:
        self.check(output=self.folder / "release")
        self.idle = True


def assert_same(found: dict[str, bytes], expected: dict[str, bytes]) -> None:
    assert found.keys() == expected.keys()
    for path, data in expected.items():
        assert found[path] == data, path


def assert_left_alone(
    before: dict[str, bytes], after: dict[str, bytes], clean: dict[str, bytes], outcome: Outcome
) -> None:
    """A failed build leaves the output as it was; a template's mistake shows only while rendering:
    then each file is whole, the old one or the new one."""
    if all(problem.code != "template.error" for problem in outcome.problems):
        assert_same(after, before)
        return
    for path, data in after.items():
        if path != ".sitegen-manifest":
            assert data in (before.get(path), clean.get(path)), path


def _texts(outcome: Outcome) -> str:
    return "\n".join(problem.text() for problem in outcome.problems)


def _order(said: Recording) -> list[Any]:
    return sorted(said.problems, key=lambda problem: problem.order)


@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("quick_templates", "quick_clock")
def test_any_sequence_of_changes_ends_in_a_clean_build(slow: bool) -> None:
    EngineMachine.steps = 0
    number = SEED
    while EngineMachine.steps < (STEPS or (4000 if slow else 200)):
        print(f"to repeat: SITEGEN_SEED={number} SITEGEN_STEPS=1")
        run_state_machine_as_test(seed(number)(EngineMachine), settings=SETTINGS)
        number += 1
    print(f"{EngineMachine.steps} steps, {EngineMachine.builds_that_failed} with problems")
