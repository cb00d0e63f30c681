"""A site in several languages: each under a folder of its own, and pages linked to each other."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from sitegen.preview.workspace import PreviewOptions, Workspace
from tests.building import NOW, ROOT, Built, article, built, problems_of
from tests.docs.reading import blocks
from tests.preview.serving import serving
from tests.site.test_translations import check_symmetric, sitemap
from tests.tooling.crawler import crawl

ORIGIN = "https://example.org"
SITE = f"""\
title: Digest
language: en
base_url: {ORIGIN}/repo/
page_size: 2
editions: {{minimum: 1, months: true}}
more_from: {{title: "More from {{section}}"}}
feed: {{authority: "example.org,2026", rss: [site, tags], json: [site]}}
menu: [{{title: Persia, url: /iran/}}]
languages:
  en: {{}}
  fa:
    title: گزیده
    calendar: persian
    menu: [{{title: ایران, url: /fa/iran/}}]
    settings: {{footer: همه چیز}}
  az: {{title: Xülasə}}
"""


def story(title: str, *lines: str, text: str = "Text.\n") -> str:
    """Write an article with a byline and a tag."""
    return article("\n".join([f"title: {title}", *lines]), text)


FILES = {
    "site.yml": SITE,
    "content/index.md": "Welcome.\n",
    "content/index.fa.md": "خوش آمدید.\n",
    "content/iran/2026-05-04-gulf.md": story("The gulf", "tags: [Gas]", "authors: [Ana]"),
    "content/iran/2026-05-04-gulf.fa.md": story("خلیج", "tags: [گاز]", "authors: [آنا]"),
    "content/iran/2026-05-04-gulf.az.md": story("Körfəz", "tags: [Gas]", "authors: [Ana]"),
    "content/iran/2026-05-05-port.md": story("The port", "tags: [Gas]", "series: Ports"),
    "content/iran/2026-05-05-port.fa.md": story("بندر", "tags: [گاز]", "series: Ports"),
    "content/iran/2026-05-06-tea.md": story("Tea", "tags: [Gas]", "series: Ports"),
    "content/iran/2026-05-06-chai.fa.md": story("چای", "tags: [گاز]", "series: Ports"),
    "content/baku/sea/index.md": story("The sea", text="![A map](map.svg)\n"),
    "content/baku/sea/index.az.md": story("Dəniz", text="![Xəritə](map.svg) [en](index.md)\n"),
    "content/baku/sea/map.svg": "<svg/>",
    "content/pages/about.md": article("title: About"),
    "content/pages/about.fa.md": article("title: درباره"),
    "content/tags/gas.md": "---\nname: Gas\n---\nOn gas.\n",
    "content/tags/gas.fa.md": "---\nname: گاز\ndescription: دربارهٔ گاز\n---\n",
    "content/authors/ana.fa.md": "---\nname: آنا\n---\n",
    "content/editions/2026-w19.fa.md": "---\ntitle: هفتهٔ خلیج\n---\n",
    "static/logo.svg": "<svg/>",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("site")
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return built(root)


def test_each_language_has_its_own_pages_under_its_own_folder(made: Built):
    paths = made.paths()
    own = """
        index.html iran/index.html tags/gas/index.html authors/ana/index.html feed.xml
        iran/2026/05/gulf/index.html tags/gas/feed.xml follow/index.html weeks/feed.xml
        weeks/2026-w19/index.html 404.html manifest.webmanifest
    """.split()
    for folder in ("", "fa/", "az/"):
        assert {folder + path for path in own} <= paths
    assert {"archive/index.html", "fa/archive/index.html", "fa/about/index.html"} <= paths
    assert not {"az/archive/index.html", "az/about/index.html"} & paths
    assert [path for path in paths if path.endswith("sitemap.xml")] == ["sitemap.xml"]
    assert sum(path.endswith(("robots.txt", "logo.svg")) for path in paths) == 2


def test_every_page_with_a_counterpart_names_it_and_is_named_by_it(made: Built):
    assert check_symmetric(made) >= 40
    versions = sitemap(made)
    home = versions[f"{ORIGIN}/repo/"]
    assert home == {
        "en": f"{ORIGIN}/repo/",
        "az": f"{ORIGIN}/repo/az/",
        "fa": f"{ORIGIN}/repo/fa/",
        "x-default": f"{ORIGIN}/repo/",
    }
    for path in ("iran/", "tags/", "tags/gas/", "authors/ana/", "weeks/", "weeks/2026-w19/"):
        assert set(versions[f"{ORIGIN}/repo/fa/{path}"]) == {"en", "fa", "az", "x-default"}, path
    for path in ("archive/", "series/ports/", "about/"):
        assert set(versions[f"{ORIGIN}/repo/{path}"]) == {"en", "fa", "x-default"}, path
    # Months of two calendars are not the same.
    for path in ("iran/2026/05/tea/", "archive/2026/05/", "fa/archive/1405/02/"):
        assert versions[f"{ORIGIN}/repo/{path}"] == {}, path
    assert crawl(made.output, f"{ORIGIN}/repo/") == ()


def test_what_readers_see_is_in_their_language(made: Built):
    page = made.html("fa/index.html")
    assert page.css_first("html").attributes["dir"] == "rtl"
    assert page.css_first(".nameplate").text() == "گزیده"
    assert page.css_first(".colophon a").attributes["href"] == "/repo/fa/"
    assert [(a.text(), a.attributes["href"]) for a in page.css("nav.menu li:not(.follow) a")] == [
        ("ایران", "/repo/fa/iran/")
    ]
    assert "خوش آمدید" in page.css_first(".foreword").text()
    assert "همه چیز" in page.css_first(".colophon").text()
    assert page.css_first(".today time").text() == "۱۶ اردیبهشت ۱۴۰۵"
    english, azerbaijani = made.html("index.html"), made.html("az/index.html")
    assert "Welcome" in english.css_first(".foreword").text()
    assert [a.text() for a in english.css("nav.menu li:not(.follow) a")] == ["Persia"]
    assert azerbaijani.css_first(".foreword") is None
    assert [a.text() for a in azerbaijani.css("nav.menu li:not(.follow) a")] == ["Baku", "Iran"]
    assert "More from" not in made.text("az/iran/index.html")
    assert "More from Iran" in made.text("iran/index.html")


def test_terms_are_named_in_each_language_and_known_by_all_names(made: Built):
    heads = {f: made.html(f"{f}tags/gas/index.html") for f in ("", "fa/", "az/")}
    assert {f: page.css_first("h1").text() for f, page in heads.items()} == {
        "": "Gas",
        "fa/": "گاز",
        "az/": "Gas",
    }
    assert "دربارهٔ گاز" in heads["fa/"].text()
    assert "On gas." in heads[""].text()
    assert "On gas." not in heads["fa/"].text() + heads["az/"].text()


def test_an_article_may_name_a_term_as_another_language_does(write_files):
    port = story("بندر", "tags: [Gas]")
    made = built(write_files({**FILES, "content/iran/2026-05-05-port.fa.md": port}))
    links = made.html("fa/iran/2026/05/port/index.html").css('a[href="/repo/fa/tags/gas/"]')
    assert {link.text() for link in links} == {"گاز"}


def test_a_profile_may_name_its_term_in_other_languages(write_files):
    profile = (
        "---\nname: Iran\nnames: {fa: ایران, az: İran}\navatar: {src: /logo.svg}\n---\nWords.\n"
    )
    port = story("بندر", "section: Iran", "tags: [LNG]")
    files = {
        "content/sections/iran.md": profile,
        "content/tags/lng.md": "---\nname: LNG\nnames: {az: MTQ}\n---\n",
        "content/iran/2026-05-05-port.fa.md": port,
    }
    made = built(write_files({**FILES, **files}))
    pages = {folder: made.html(f"{folder}iran/index.html") for folder in ("", "fa/", "az/")}
    names = {folder: page.css_first("h1").text() for folder, page in pages.items()}
    assert names == {"": "Iran", "fa/": "ایران", "az/": "İran"}
    assert ["Words." in page.text() for page in pages.values()] == [True, False, False]
    assert made.html("fa/tags/lng/index.html").css_first("h1").text() == "LNG"
    check_symmetric(made)


def test_feeds_and_editions_hold_the_articles_of_their_language(made: Built):
    feeds = {f: made.feed(f"{f}feed.xml") for f in ("", "fa/", "az/")}
    titles = {f: {entry.title for entry in feed.entries} for f, feed in feeds.items()}
    assert titles == {
        "": {"The gulf", "The port", "Tea", "The sea"} - {"The sea"},
        "fa/": {"خلیج", "بندر", "چای"},
        "az/": {"Körfəz"},
    }
    ids = [entry.id for feed in feeds.values() for entry in feed.entries]
    ids += [feed.feed.id for feed in feeds.values()]
    ids += [made.feed(f"{f}weeks/feed.xml").entries[0].id for f in feeds]
    assert len(ids) == len(set(ids)) == 13
    assert made.html("fa/weeks/2026-w19/index.html").css_first("h1").text() == "هفتهٔ خلیج"
    assert made.html("weeks/2026-w19/index.html").css_first("h1").text() == "Week 19, 2026"


@pytest.mark.parametrize("feed", ["feed.xml", "rss.xml"])
def test_an_entry_names_its_text_in_other_languages(made: Built, feed):
    gulf = f"{ORIGIN}/repo/{{}}iran/2026/05/gulf/"
    link = r'<xhtml:link xmlns:xhtml=".*?" rel="alternate" hreflang="(.*?)" href="(.*?)"/>'
    entry = next(
        part
        for part in re.split("<entry|<item", made.text(f"fa/{feed}"))
        if gulf.format("fa/") in part
    )
    assert dict(re.findall(link, entry)) == {"en": gulf.format(""), "az": gulf.format("az/")}
    links = {one.link for one in made.feed(f"fa/{feed}").entries}
    assert gulf.format("fa/") in links


def test_files_are_there_once_and_links_lead_into_any_language(made: Built):
    assert [path for path in made.paths() if path.endswith("map.svg")] == ["baku/sea/map.svg"]
    body = made.html("az/baku/sea/index.html").css_first(".body")
    assert body.css_first("img").attributes["src"] == "/repo/baku/sea/map.svg"
    assert body.css_first("a").attributes["href"] == "/repo/baku/sea/"


def test_every_page_leads_to_each_other_language(made: Built):
    every = [path for path in made.paths() if path.endswith(".html")]
    pages = [path for path in every if made.html(path).css_first("header.masthead")]
    assert len(pages) > 60
    for path in pages:
        folder = path.partition("/")[0]
        own = folder if folder in ("fa", "az") else "en"
        links = made.html(path).css("nav.switch a")
        found = {link.attributes["hreflang"]: link.attributes["href"] for link in links}
        assert found.keys() == {"en", "fa", "az"} - {own}, path
        versions = {v.attributes["hreflang"]: v for v in made.html(path).css("link[hreflang]")}
        for language, href in found.items():
            home = "/repo/" if language == "en" else f"/repo/{language}/"
            known = versions.get(language)
            assert href == (known.attributes["href"].removeprefix(ORIGIN) if known else home), path


def test_an_article_of_another_language_stands_in_a_list_with_its_language(write_files):
    related = story("Körfəz", "related: [iran/2026-05-05-port.fa.md, iran/2026-05-06-tea.md]")
    made = built(write_files({**FILES, "content/iran/2026-05-04-gulf.az.md": related}))
    titles = made.html("az/iran/2026/05/gulf/index.html").css(".related .title")
    marks = {title.text(): title for title in titles}
    assert {text: title.attributes["lang"] for text, title in marks.items()} == {
        "بندر": "fa",
        "Tea": "en",
    }
    assert marks["بندر"].parent.attributes["dir"] == "rtl"


def test_a_site_in_one_language_stays_as_it_was(write_files):
    files = {
        path: text for path, text in FILES.items() if ".fa." not in path and ".az." not in path
    }
    site = SITE[: SITE.index("languages:")]
    before = built(write_files({**files, "site.yml": site})).contents()
    after = built(write_files({**files, "site.yml": f"{site}languages: {{en: {{}}}}\n"})).contents()
    assert after == before
    pages = [data for path, data in after.items() if path.endswith((".html", ".xml"))]
    assert not [data for data in pages if b"hreflang" in data or b"switch" in data]


def test_without_languages_a_name_with_a_dot_is_a_name(write_files):
    files = {"site.yml": "title: D\n", "content/iran/gulf.fa.md": story("A")}
    assert "iran/gulf-fa/index.html" in built(write_files(files)).paths()


def test_a_language_is_the_same_in_capital_letters(write_files):
    files = {
        "site.yml": SITE.replace("  en: {}", "  EN: {}"),
        "content/iran/2026-05-04-gulf.EN.md": story("The gulf"),
        "content/iran/2026-05-04-gulf.fa.md": story("خلیج"),
        "content/iran/2026-05-05-sea.md": story("دریا", "lang: FA"),
        "content/iran/2026-05-05-lake.md": story("Lake", "translations: {fa: 2026-05-05-sea.md}"),
        "content/iran/2026-05-05-az.AZ.md": story("A"),
    }
    made = built(write_files(files))
    text = made.text("fa/iran/2026/05/sea/index.html") + made.text("iran/2026/05/gulf/index.html")
    assert not re.search('lang="[A-Z]', text)
    assert f'href="{ORIGIN}/repo/iran/2026/05/lake/"' in text
    check_symmetric(made)


def test_an_article_belongs_to_the_language_that_it_names(write_files):
    files = {
        **FILES,
        "content/iran/khalij.md": story("خلیج دوم", "lang: fa", "translations: {en: sea.md}"),
        "content/iran/sea.md": story("Sea"),
        "content/iran/meer.md": story("Meer", "lang: de", "translations: {en: sea.md}"),
    }
    made = built(write_files(files))
    assert {"fa/iran/khalij/index.html", "iran/meer/index.html"} <= made.paths()
    links = made.html("iran/meer/index.html").css("link[hreflang]")
    assert {link.attributes["hreflang"] for link in links} == {"en", "fa", "de", "x-default"}
    check_symmetric(made)


TAG = "content/tags/gas.md"
GULF = "content/iran/2026-05-04-gulf.fa.md"
FAULTS: list[tuple[Mapping[str, str], str, int, str, str]] = [
    ({"content/iran/gulf.xx.md": story("A")}, "content/iran/gulf.xx.md", 0,
     "“xx” is no language of this site", "add `xx` to `languages`"),
    ({GULF: story("A", "lang: az")}, GULF, 3, "`lang` is az", "take `lang` out"),
    ({GULF: story("A", "translations: {en: 2026-05-05-port.md}")}, GULF, 3,
     "would both be the", "take one of the two out"),
    ({GULF: story("A", "translations: {fa: 2026-05-04-gulf.fa.md}")}, GULF, 3,
     "no translation of itself", "name the other file"),
    ({GULF: story("A", "translations: {az: gone.md}")}, GULF, 3, "no article “gone.md”", "path"),
    ({"content/fa/gulf.md": story("A")}, "content/fa/gulf.md", 1,
     "a section cannot be called “fa”: fa is a language", "iran/gulf.fa.md"),
    ({"content/iran/x.md": story("A", "section: FA")}, "content/iran/x.md", 3,
     "a section cannot be called “FA”", "iran/gulf.fa.md"),
    ({"content/pages/fa.md": article("title: A")}, "content/pages/fa.md", 1,
     "has the same URL: /repo/fa/", "slug"),
    ({TAG: "---\nname: Gas\nnames: {az: Qaz, de: Gas}\n---\n"}, TAG, 3,
     "“de” is no language of this site", "add `de` to `languages`"),
    ({TAG: "---\nname: Gas\nnames: {fa: گاز}\n---\n"}, TAG, 3,
     "content/tags/gas.fa.md names it in this language already", "take one"),
    ({"site.yml": SITE.replace("/fa/iran/", "/fa/nowhere/")}, "site.yml", 14,
     "broken link “/fa/nowhere/”", "has a page once"),
    ({"site.yml": SITE.replace("url: /fa/iran/", "url: /iran/2026/05/chai/")}, "site.yml", 14,
     "broken link “/iran/2026/05/chai/”", "did you mean /fa/iran/2026/05/chai/?"),
    ({"site.yml": SITE.replace("  en: {}\n", "")}, "site.yml", 10,
     "lacks the site's own language, en", "add `en: {}`"),
    ({"site.yml": SITE.replace("{footer:", "{foter:")}, "site.yml", 15,
     "no setting `foter`", "did you mean `footer`"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "path", "line", "message", "hint"), FAULTS, ids=[f[3] for f in FAULTS]
)
def test_what_is_wrong_is_told_with_its_place_and_what_to_do(
    write_files, files, path, line, message, hint
):
    found = problems_of(write_files({**FILES, **files}))
    (problem,) = [problem for problem in found if problem.severity == "error"]
    assert message in problem.message
    assert hint in problem.hint
    assert (problem.path, problem.line) == (path, line)


def edit(root: Path, dice: random.Random) -> None:
    """Change a file of the site at random, in one of the ways in which editors do."""
    paths = sorted(path for path in root.glob("content/**/*.md") if "/iran/" in path.as_posix())
    path = dice.choice(paths)
    number = dice.randrange(4)
    match dice.randrange(7):
        case 0:
            path.write_text(story(f"T{number}", "tags: [Gas]", text=f"Text {number}.\n"))
        case 1:
            path.write_text(story(f"T{number}", f"draft: {'true' if number else 'false'}"))
        case 2 if len(paths) > 4:
            path.unlink()
        case 3:
            code = dice.choice([".fa", ".az", ""])
            text = story(f"N{number}", "tags: [Gas]", "related: [iran/2026-05-06-tea.md]")
            (root / f"content/iran/2026-05-1{number}-new{code}.md").write_text(text)
        case 4:
            name = dice.choice(["Gas", "LNG", "گاز"])
            (root / "content/tags/gas.fa.md").write_text(f"---\nname: {name}\n---\n")
        case 5:
            text = dice.choice([SITE, SITE.replace("az: {title: Xülasə}", "az: {title: Icmal}")])
            (root / "site.yml").write_text(text.replace("page_size: 2", f"page_size: {number + 1}"))
        case _:
            text = path.read_text()
            path.write_text(text.replace("Text", f"Word {number}") if "Text" in text else text)
    (root / "content/iran/2026-05-06-tea.md").write_text(story(f"Tea {number}", "tags: [Gas]"))


def test_a_rebuild_equals_a_clean_build(write_files):
    dice = random.Random(12)
    root = write_files(FILES)
    outputs = []
    for _ in range(14):
        edit(root, dice)
        warm = built(root)
        check_symmetric(warm)
        outputs.append(warm.contents())
        assert built(root, clean=True).contents() == outputs[-1]
    assert len({frozenset(output) for output in outputs}) > 4


def test_the_preview_shows_what_is_planned_anew(write_files):
    dice = random.Random(7)
    options = PreviewOptions(write_files(FILES), now=NOW)
    with closing(Workspace(options, print)) as preview:
        for _ in range(12):
            paths = {options.root / "site.yml", *options.root.glob("content/**/*.md")}
            edit(options.root, dice)
            paths |= set(options.root.glob("content/**/*.md"))
            preview.refresh(map(str, paths))
            with closing(Workspace(options, print)) as fresh:
                shown, planned = preview.snapshot.planned, fresh.snapshot.planned
                assert shown.pages == planned.pages
                assert shown.sites == planned.sites
                assert preview.problems == fresh.problems


EXTENSION = """\
from sitegen import Address, Extension, Kind, Output, Page, Version

from sitegen.pages import BodyUse

extension = Extension()


class LatestPage(Page, frozen=True):
    template = "latest.html"

    body: BodyUse
    translations: tuple[Version, ...] = ()


def plan(planning):
    site = planning.site
    entry = site.entries[-1]
    if planning.wants(entry.article.path):
        body = planning.links.use(entry.article, entry.url)
        page = LatestPage("latest/index.html", site.config.base + "/latest/", body)
        yield Output("latest", page, address=Address(page.url))


extension.page_kind(Kind("latest", (LatestPage,), plan))
"""
LATEST = """\
{% extends "base.html" %}
{% block title %}Latest{% endblock %}
{% block head %}{% include "_versions.html" %}{% endblock %}
{% block main %}{{ page.body|body }}{% endblock %}
"""


def test_a_kind_of_the_site_s_own_has_its_pages_in_each_language(write_files):
    own = {"extensions/latest.py": EXTENSION, "templates/latest.html": LATEST}
    root = write_files({**FILES, **own, "site.yml": SITE + "extensions: [extensions/latest.py]\n"})
    assert built(root).said.problems == []
    for text in ("One.\n", "Two.\n"):
        (root / "content/iran/2026-05-04-gulf.fa.md").write_text(story("خلیج", text=text))
        made = built(root)
        assert text.strip() in made.text("fa/latest/index.html")
        assert {"latest/index.html", "az/latest/index.html"} <= made.paths()
        assert f"{ORIGIN}/repo/az/latest/" in made.text("latest/index.html")
        check_symmetric(made)
    assert built(root, clean=True).contents() == made.contents()


def test_another_word_of_the_theme_is_on_the_pages_of_its_language(write_files):
    theme = "extends: default\nstrings: {fa: {tags: WORD}, az: {tags: Söz}}\n"
    site = SITE.replace("languages:", "theme: {name: own}\nlanguages:")
    root = write_files({**FILES, "site.yml": site, "themes/own/theme.yml": theme})
    for word in ("واژه", "کلمه"):
        (root / "themes/own/theme.yml").write_text(theme.replace("WORD", word))
        made = built(root)
        assert made.said.problems == []
        assert made.html("fa/tags/index.html").css_first("h1").text() == word
    assert built(root, clean=True).contents() == made.contents()


def test_the_preview_shows_every_language_and_its_page_of_lost_addresses(write_files):
    with serving(write_files(FILES)) as preview:
        assert "خوش آمدید" in preview.get("/repo/fa/").text
        assert preview.get("/repo/fa").status == 301
        lost = {path: preview.get(path) for path in ("/repo/fa/gone/", "/repo/az/gone/", "/gone")}
        assert {answer.status for answer in lost.values()} == {404}
        words = [answer.text.partition('<html lang="')[2][:2] for answer in lost.values()]
        assert words == ["fa", "az", "en"]


def test_the_example_of_the_documentation_is_built(write_files):
    settings, tree = (block.text for block in blocks(ROOT / "docs/languages.md"))
    files = {"site.yml": settings.replace("example.org/", "example.org/repo/")}
    addresses = {}
    names = {"iran.fa": "ایران", "gas": "Gas", "gas.fa": "گاز", "ana-petrova.fa": "آنا پترووا"}
    for line in tree.splitlines():
        path, addresses[path] = line.split()
        name = Path(path).stem
        files[path] = story(f"T {name}", "tags: [Gas]", "authors: [Ana Petrova]")
        if path.endswith(".svg"):
            files[path] = "<svg/>"
        elif name in names:
            files[path] = f"---\nname: {names[name]}\n---\n"
        elif path.startswith(("content/index", "content/editions")):
            files[path] = "---\n---\nWords.\n"
        elif name.startswith("index"):
            files[path] += "\n![A quay](quay.svg)\n"
    by = "authors: [آنا پترووا]"
    files["content/iran/2026-05-04-gulf.fa.md"] = story("خلیج", "tags: [گاز]", by)
    files["content/iran/port/index.fa.md"] += "\n"
    files = {
        path: text.replace("[Ana Petrova]", "[آنا پترووا]") if ".fa." in path else text
        for path, text in files.items()
    }
    made = built(write_files(files))
    assert made.said.problems == []
    assert [
        path
        for path, url in addresses.items()
        if (f"{url}index.html" if url.endswith("/") else url)[1:] not in made.paths()
    ] == []
    assert made.html("fa/iran/index.html").css_first("h1").text().endswith("ایران")
    check_symmetric(made)
