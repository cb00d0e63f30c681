"""Sections, tags and authors: names, spellings, slugs, profiles, lists."""

from __future__ import annotations

import unicodedata

import pytest

from tests.building import article, built, messages, problems_of
from tests.checks.conftest import PNG

SITE = {"site.yml": "title: Digest\nbase_url: https://example.org/\n"}


PICTURE = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"


def terms(site, page):
    """Give the terms of a list as (name, link, count)."""
    return [
        (
            node.css_first(".title a").text(),
            node.css_first(".title a").attributes["href"],
            int(node.css_first(".count").text()),
        )
        for node in site.html(page).css("ul.terms > li")
    ]


@pytest.mark.parametrize(
    ("tag", "ascii_slug", "unicode_slug"),
    [
        ("Xəzər dənizi", "xezer-denizi", "xəzər-dənizi"),
        ("Iğdır", "igdir", "iğdır"),
        ("İstanbul", "istanbul", "istanbul"),
        ("Çeşmə", "cesme", "çeşmə"),
        ("خلیج فارس", "khlyj-fars", "خلیج-فارس"),
        ("العراق", "alaraq", "العراق"),
        ("Қазақстан", "qazaqstan", "қазақстан"),
        ("Россия", "rossiya", "россия"),
        ("Georgia’s ports", "georgias-ports", "georgias-ports"),
        ("Georgia's ports", "georgias-ports", "georgias-ports"),
        ("Oil / Gas", "oil-gas", "oil-gas"),
        ("AT&amp;T", "at-amp-t", "at-amp-t"),
        ("50%", "50", "50"),
        ("中国", "zhongguo", "中国"),
    ],
)
@pytest.mark.parametrize("style", ["ascii", "unicode"])
def test_a_tag_s_url(write_files, tag, ascii_slug, unicode_slug, style):
    content = {"content/iran/a.md": article(f'title: A\ntags: ["{tag}"]')}
    site = built(write_files(content | {"site.yml": f"title: Digest\nslugs: {style}\n"}))
    slug = ascii_slug if style == "ascii" else unicode_slug
    assert f"tags/{slug}/index.html" in site.paths()
    assert f"tags/{slug}/feed.xml" in site.paths()
    assert site.html(f"tags/{slug}/index.html").css_first("h1").text() == tag


def test_two_unicode_forms_of_a_name_are_one(write_files):
    composed = unicodedata.normalize("NFC", "Tbilisi Café")
    apart = unicodedata.normalize("NFD", composed)
    assert composed != apart
    content = {
        "content/iran/a.md": article(f"title: A\ntags: [{composed}]\nauthors: [{apart}]"),
        "content/iran/b.md": article(f"title: B\ntags: [{apart}]\nauthors: [{composed}]"),
    }
    site = built(write_files(SITE | content))
    assert terms(site, "tags/index.html") == [(composed, "/tags/tbilisi-cafe/", 2)]
    assert terms(site, "authors/index.html") == [(composed, "/authors/tbilisi-cafe/", 2)]


@pytest.mark.parametrize("style", ["ascii", "unicode"])
def test_two_unicode_forms_of_a_file_name_give_one_url(write_files, style):
    name = unicodedata.normalize("NFD", "şəhər-é")
    content = {
        f"content/iran/{name}.md": article("title: A", f"![x]({name}.svg)\n"),
        f"content/iran/{name}.svg": PICTURE,
        "content/iran/b.md": article(
            "title: B",
            f"[a]({unicodedata.normalize('NFC', name)}.md)"
            f" ![x]({unicodedata.normalize('NFC', name)}.svg)\n",
        ),
        f"content/pages/{name}.md": article("title: Page"),
    }
    site = built(write_files(content | {"site.yml": f"title: Digest\nslugs: {style}\n"}))
    slug = "seher-e" if style == "ascii" else unicodedata.normalize("NFC", name)
    assert f"iran/{slug}/index.html" in site.paths()
    assert f"{unicodedata.normalize('NFC', name)}/index.html" in site.paths()


def test_a_name_given_twice_counts_once(write_files):
    content = {"content/iran/a.md": article("title: A\ntags: [Oil, Oil]\nauthors: [M, M]")}
    site = built(write_files(SITE | content))
    assert terms(site, "tags/index.html") == [("Oil", "/tags/oil/", 1)]
    assert len(site.html("iran/a/index.html").css('a[rel="author"]')) == 1


def test_a_profile_gives_name_text_links_and_other_spellings(write_files):
    content = {
        "content/iran/a.md": article("title: A\ntags: [oil]\nauthors: [M. Rad]"),
        "content/iran/b.md": article("title: B\ntags: [Oil and gas]\nauthors: [Mina Rad]"),
        "content/tags/oil.md": article(
            "name: Oil and gas\ndescription: What burns.\naliases: [oil, OIL]",
            "More of *it*, see [A](../iran/a.md).\n",
        ),
        "content/authors/rad/index.md": article(
            "name: Mina Rad\naliases: [M. Rad]\navatar: {src: me.svg, alt: Mina}\n"
            "links:\n- {title: Site, url: 'https://rad.example/'}\n"
            "- {title: Mail, url: 'mailto:m@x.y'}",
            "",
        ),
        "content/authors/rad/me.svg": PICTURE,
    }
    site = built(write_files(SITE | content))
    assert terms(site, "tags/index.html") == [("Oil and gas", "/tags/oil/", 2)]
    page = site.html("tags/oil/index.html")
    assert page.css_first("h1").text() == "Oil and gas"
    assert page.css_first(".dek").text() == "What burns."
    assert page.css_first(".body a").attributes["href"] == "/iran/a/"
    author = site.html("authors/rad/index.html")
    assert author.css_first("h1").text() == "Mina Rad"
    avatar = author.css_first(".term img").attributes
    assert (avatar["alt"], avatar["width"], avatar["height"]) == ("Mina", "9", "9")
    assert avatar["src"].lstrip("/") in site.paths()
    links = [a.attributes["href"] for a in author.css(".facts a")]
    assert links[:2] == ["https://rad.example/", "mailto:m@x.y"]
    assert site.html("iran/a/index.html").css_first('a[rel="author"]').text() == "Mina Rad"


def test_a_profile_has_a_page_once_an_article_shows(write_files):
    content = {
        "content/iran/a.md": article("title: A"),
        "content/iran/b.md": article("title: B\ntags: [Gas]\nauthors: [New One]\ndraft: true"),
        "content/russia/c.md": article("title: C\ndate: 2031-01-01"),
        "content/tags/gas.md": article("name: Gas", "Not public yet.\n"),
        "content/authors/new-one.md": article("name: New One\navatar: {src: me.png}"),
        "content/authors/me.png": PNG,
        "content/sections/russia.md": article("name: Russia", ""),
    }
    root = write_files(SITE | content)
    site = built(root)
    assert terms(site, "authors/index.html") == []
    assert terms(site, "tags/index.html") == []
    assert not [path for path in site.paths() if "gas" in path or "russia" in path or "me." in path]
    assert "gas" not in site.text("sitemap.xml") + site.text("feed.xml")
    site = built(root, drafts=True, future=True)
    assert {"tags/gas/feed.xml", "russia/index.html", "authors/me.png"} <= site.paths()


@pytest.mark.parametrize("kind", ["tags", "authors", "section"])
@pytest.mark.parametrize(
    "typed",
    ["gas\u00a0field", " gas field ", "gas  field", "gas\tfield", "gas\u202ffield",
     "gas\u200b field", "\ufeffgas field", "gas field\u200f", "gas field\u200c", "gas\u3000field",
     "g\u00adas field"],
)  # fmt: skip
def test_spaces_and_what_is_invisible_make_no_other_name(write_files, kind, typed):
    value = f'"{typed}"' if kind == "section" else f'["{typed}"]'
    plain = "gas field" if kind == "section" else "[gas field]"
    content = {
        "content/iran/a.md": article(f"title: A\n{kind}: {plain}\ndate: 2026-01-01"),
        "content/iran/b.md": article(f"title: B\n{kind}: {value}\ndate: 2026-01-01"),
        "content/iran/c.md": article(f"title: C\n{kind}: {value}\ndate: 2026-01-01"),
    }
    site = built(write_files(SITE | content))
    folder = {"section": "", "tags": "tags/", "authors": "authors/"}[kind]
    page = site.html(f"{folder}gas-field/index.html")
    assert "gas field" in page.css_first("h1").text()
    assert typed.isascii() or typed not in site.text(f"{folder}gas-field/index.html")
    assert len(site.feed(f"{folder}gas-field/feed.xml").entries) == 3


def test_a_name_in_a_profile_may_be_typed_with_other_spaces(write_files):
    content = {
        "content/iran/a.md": article("title: A\ntags: [gas field, the field]"),
        "content/tags/gas-field.md": article(
            "name: gas\u00a0field\naliases: ['the\u00a0field ']", ""
        ),
    }
    site = built(write_files(SITE | content))
    assert terms(site, "tags/index.html") == [("gas field", "/tags/gas-field/", 1)]


@pytest.mark.parametrize(
    ("plain", "marked", "file"),
    [
        ("Disney", "Disney+", "disney-plus"),
        ("C", "C#", "c-sharp"),
        ("E3", "E3+", "e3-plus"),
        ("Canal", "Canal+", "canal-plus"),
        ("a b", "a&b", "a-and-b"),
        ("a:b", "a&b", "a-and-b"),
        ("A B", "A/B", "a-b-2"),
    ],
)
def test_two_things_that_differ_in_a_sign(write_files, plain, marked, file):
    content = {
        "content/iran/a.md": article(f"title: A\ntags: ['{plain}']"),
        "content/iran/b.md": article(f"title: B\ntags: ['{marked}']"),
    }
    root = write_files(SITE | content)
    (problem,) = problems_of(root)
    assert problem.code == "term.spelling"
    assert f"content/tags/{file}.md with `name: {marked}`" in problem.hint
    write_files({f"content/tags/{file}.md": article(f"name: '{marked}'", "")})
    site = built(root)
    assert {name for name, _, _ in terms(site, "tags/index.html")} == {plain, marked}
    assert f"tags/{file}/index.html" in site.paths()


def test_a_profile_s_name_is_still_looked_for_in_another_case(write_files):
    content = {
        "content/iran/a.md": article("title: A\ntags: [national oil company]"),
        "content/tags/nioc.md": article("name: National Oil Company", ""),
    }
    (problem,) = problems_of(write_files(SITE | content))
    assert "add “national oil company” to `aliases` in content/tags/nioc.md" in problem.hint


def test_two_tags_with_one_slug_are_told_apart_by_profiles(write_files):
    content = {
        "content/iran/a.md": article("title: A\ntags: [C, C++]"),
        "content/tags/c.md": article("name: C", ""),
        "content/tags/c-plus-plus.md": article("name: C++", ""),
    }
    site = built(write_files(SITE | content))
    assert terms(site, "tags/index.html") == [
        ("C", "/tags/c/", 1),
        ("C++", "/tags/c-plus-plus/", 1),
    ]


def test_a_section_is_its_folder_unless_it_is_named(write_files):
    content = {
        "content/south-caucasus/a.md": article("title: A"),
        "content/south-caucasus/b.md": article("title: B\nsection: The Sea"),
        "content/usa/deep/er/c.md": article("title: C"),
        "content/sections/usa.md": article("name: USA", ""),
    }
    site = built(write_files(SITE | content))
    names = {p.split("/")[0] for p in site.paths() if p.endswith("/feed.xml") and p.count("/") == 1}
    assert names == {"south-caucasus", "the-sea", "usa"}
    headings = {
        slug: site.html(f"{slug}/index.html").css_first("h1").text()
        for slug in ("south-caucasus", "the-sea", "usa")
    }
    assert headings == {
        "south-caucasus": "South Caucasus",
        "the-sea": "The Sea",
        "usa": "USA",
    }
    assert "usa/c/index.html" in site.paths()


def test_a_section_s_spelling_may_stand_beside_its_folder(write_files):
    content = {
        "content/iran/a.md": article("title: A"),
        "content/iran/b.md": article("title: B\nsection: IRAN"),
    }
    site = built(write_files(SITE | content))
    assert site.html("iran/index.html").css_first("h1").text() == "IRAN"


def test_every_article_with_another_spelling_is_a_problem_that_names_two_files(write_files):
    content = {
        "content/iran/a.md": article("title: A\nauthors: [Al-Monitor]"),
        "content/iran/b.md": article("title: B\nauthors: [al monitor]"),
    }
    (problem,) = problems_of(write_files(SITE | content))
    said = "the author “al monitor” is spelled “Al-Monitor” in content/iran/a.md"
    assert messages([problem]) == [f"content/iran/b.md:3:11: {said}"]


def test_the_front_page_shows_sections_and_the_menu_holds_them(write_files):
    content = {
        f"content/{section}/{n}.md": article(f"title: {section} {n}\ndate: 2024-05-0{n}")
        for section in ("iran", "sea")
        for n in (1, 2)
    }
    config = {"site.yml": SITE["site.yml"] + "page_size: 1\n"}
    site = built(write_files(SITE | content | config))
    front = site.html("index.html")
    assert [a.text() for a in front.css("nav.menu a")] == ["Iran", "Sea", "Follow"]
    assert [node.text(strip=True) for node in front.css(".sections h2")] == ["Iran", "Sea"]
    assert front.css_first("h1").text() == "Digest"


def test_a_menu_of_one_s_own_takes_the_place_of_the_sections(write_files):
    config = (
        "title: Digest\nbase_url: https://example.org/repo/\n"
        "menu: [{title: About, url: /about/}, {title: Out, url: 'https://a.example/'}]\n"
    )
    content = {
        "content/iran/a.md": article("title: A"),
        "content/pages/about.md": article("title: About"),
    }
    site = built(write_files(content | {"site.yml": config}))
    page = site.html("about/index.html")
    assert [(a.text(), a.attributes["href"]) for a in page.css("nav.menu a")] == [
        ("About", "/repo/about/"),
        ("Out", "https://a.example/"),
        ("Follow", "/repo/follow/"),
    ]
    assert page.css_first("nav.menu a").attributes["aria-current"] == "page"
