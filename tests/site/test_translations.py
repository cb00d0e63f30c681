"""Texts in several languages: linked both ways, for readers and for search engines."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import pytest

from tests.building import Built, article, built, problems_of
from tests.tooling.crawler import crawl

ORIGIN = "https://example.org"
SITE = f"title: Digest\nlanguage: en\nbase_url: {ORIGIN}/repo/\n"
THREE = {
    "site.yml": SITE,
    "content/iran/2026-05-04-gulf.md": article(
        "title: The gulf\ntranslations: {fa: khalij.md, az: ../baku/korfez.md}"
    ),
    "content/iran/khalij.md": article("title: خلیج\nlang: fa"),
    "content/baku/korfez.md": article("title: Körfəz\nlang: az"),
    "content/iran/alone.md": article("title: Alone\nlang: fa"),
    "content/pages/about.md": article("title: About\ntranslations: {fa: pages/darbare.md}"),
    "content/pages/darbare.md": article("title: درباره\nlang: fa"),
}
GULF = "iran/2026/05/gulf/index.html"


def alternates(made: Built, path: str) -> dict[str, str]:
    """Give the hreflang links in the head of a page."""
    links = made.html(path).css('head link[rel="alternate"][hreflang]')
    return {link.attributes["hreflang"]: link.attributes["href"] for link in links}


def switch(made: Built, path: str) -> dict[str, str]:
    """Give the links that lead a reader to other languages."""
    return {a.attributes["href"]: a.text() for a in made.html(path).css(".languages a")}


def sitemap(made: Built) -> dict[str, dict[str, str]]:
    """Give the hreflang links of each URL in the sitemap."""
    entries = re.findall(r"<url><loc>(.*?)</loc>(.*?)</url>", made.text("sitemap.xml"))
    link = r'<xhtml:link rel="alternate" hreflang="(.*?)" href="(.*?)"/>'
    return {url: dict(re.findall(link, rest)) for url, rest in entries}


def check_symmetric(made: Built) -> int:
    """Check that all versions of a text name the same ones; return how many pages have any."""
    found = {}
    for path in made.paths():
        if path.endswith(".html") and (links := alternates(made, path)):
            found[f"{ORIGIN}/repo/{path.removesuffix('index.html')}"] = links
    for url, links in found.items():
        assert url in links.values()
        assert links["x-default"] in links.values()
        assert all(found[other] == links for other in links.values())
    assert {url: links for url, links in sitemap(made).items() if links} == found
    return len(found)


def test_the_texts_of_three_languages_name_each_other(write_files):
    made = built(write_files(THREE))
    expected = {
        "en": f"{ORIGIN}/repo/iran/2026/05/gulf/",
        "fa": f"{ORIGIN}/repo/iran/khalij/",
        "az": f"{ORIGIN}/repo/baku/korfez/",
        "x-default": f"{ORIGIN}/repo/iran/2026/05/gulf/",
    }
    for path in (GULF, "iran/khalij/index.html", "baku/korfez/index.html"):
        assert alternates(made, path) == expected
    assert alternates(made, "iran/alone/index.html") == {}
    assert set(alternates(made, "about/index.html")) == {"en", "fa", "x-default"}
    assert check_symmetric(made) == 5
    assert crawl(made.output, f"{ORIGIN}/repo/") == ()


def test_a_reader_can_switch_and_each_language_has_its_own_name(write_files):
    made = built(write_files(THREE))
    assert switch(made, GULF) == {"/repo/baku/korfez/": "Azərbaycan", "/repo/iran/khalij/": "فارسی"}
    assert switch(made, "iran/khalij/index.html")["/repo/iran/2026/05/gulf/"] == "English"
    assert switch(made, "darbare/index.html") == {"/repo/about/": "English"}
    link = made.html(GULF).css_first('.languages a[hreflang="fa"]')
    assert link.attributes["lang"] == "fa"
    assert switch(made, "iran/alone/index.html") == {}


def test_the_same_slug_in_another_language_is_a_translation(write_files):
    files = {
        "site.yml": SITE,
        "content/iran/gulf.md": article("title: A"),
        "content/farsi/gulf.md": article("title: B\nlang: fa"),
        "content/iran/port.md": article("title: C"),
        "content/baku/port.md": article("title: D"),
        "content/farsi/port.md": article("title: E\nlang: fa"),
    }
    made = built(write_files(files))
    assert set(alternates(made, "iran/gulf/index.html")) == {"en", "fa", "x-default"}
    # Which of the two English ones is meant is not known.
    assert alternates(made, "farsi/port/index.html") == {}
    assert check_symmetric(made) == 2


def test_without_the_site_s_language_the_first_code_is_for_all_others(write_files):
    files = {
        "site.yml": SITE,
        "content/iran/a.md": article("title: A\nlang: ru\ntranslations: {az: b.md}"),
        "content/iran/b.md": article("title: B\nlang: az"),
    }
    links = alternates(built(write_files(files)), "iran/a/index.html")
    assert links["x-default"] == links["az"]


def test_a_site_in_one_language_has_no_trace_of_it(write_files):
    files = {"site.yml": SITE, "content/iran/a.md": article("title: A\nlang: en")}
    made = built(write_files(files))
    text = made.text("iran/a/index.html") + made.text("sitemap.xml")
    assert "hreflang" not in text
    assert "xhtml" not in text
    assert "languages" not in text


A, B = "content/iran/a.md", "content/iran/b.md"
FAULTS = [
    ("{fa: gone.md}", "", "there is no article “gone.md”"),
    ("{fa: a.md}", "", "no translation of itself"),
    ("{en: b.md}", "", "this text is in en itself"),
    ("{fa: b.md}", "", "“b.md” is in en, not in fa"),
    ("{fa: b.md}", "lang: ru", "“b.md” is in ru, not in fa"),
    ("{Persian!: b.md}", "lang: fa", "“Persian!” is not a language's code"),
    ("{farsi: b.md}", "lang: fa", "“farsi” is not a language's code"),
    ("{fa: }", "lang: fa", "`translations.fa` must be text, not empty"),
    ("{fa: [b.md]}", "lang: fa", "`translations.fa` must be text, not a list"),
    ("[b.md]", "lang: fa", "a language and a file each"),
]


@pytest.mark.parametrize(("value", "other", "message"), FAULTS)
def test_a_wrong_translation_is_a_problem_with_place_and_hint(write_files, value, other, message):
    files = {
        "site.yml": SITE,
        A: article(f"title: A\ntranslations: {value}"),
        B: article(f"title: B\n{other}"),
    }
    (problem,) = problems_of(write_files(files))
    assert message in problem.message
    assert (problem.path, problem.line, problem.severity) == (A, 3, "error")
    assert problem.column > len("translations")


def test_two_texts_cannot_claim_one_translation(write_files):
    files = {
        "site.yml": SITE,
        A: article("title: A\ntranslations: {fa: c.md}"),
        B: article("title: B\ntranslations: {fa: c.md}"),
        "content/iran/c.md": article("title: C\nlang: fa"),
    }
    (problem,) = problems_of(write_files(files))
    assert problem.message == "content/iran/b.md and content/iran/a.md would both be the en version"
    assert (problem.path, problem.line) == (B, 3)
    assert "take one of the two out" in problem.hint


def test_a_brief_has_no_page_to_switch_to(write_files):
    files = {
        "site.yml": SITE,
        A: article("title: A\ntranslations: {fa: b.md}"),
        B: "---\ntitle: B\nlang: fa\n---\n",
    }
    (problem,) = problems_of(write_files(files))
    assert "is a brief" in problem.message


def test_a_translation_that_is_a_draft_is_a_warning(write_files):
    files = {
        "site.yml": SITE,
        A: article("title: A\ntranslations: {fa: b.md}"),
        B: article("title: B\nlang: fa\ndraft: true"),
    }
    root = write_files(files)
    made = built(root)
    (problem,) = made.said.problems
    assert (problem.path, problem.line, problem.severity) == (A, 3, "warning")
    assert alternates(made, "iran/a/index.html") == {}
    assert set(alternates(built(root, drafts=True), "iran/a/index.html")) == {
        "en",
        "fa",
        "x-default",
    }


def test_two_languages_at_one_address_are_told_what_to_do(write_files):
    files = {
        "site.yml": SITE,
        "content/iran/2026-05-04-gulf.md": article("title: A"),
        "content/iran/2026-05-05-gulf.md": article("title: B\nlang: fa"),
    }
    (problem,) = problems_of(write_files(files))
    assert problem.code == "plan.collision"
    assert "`translations:`" in problem.hint


def edited(dice: random.Random, number: int) -> str:
    """Write an article anew, in any language, with or without a translation that it names."""
    names = {f"n{n}.md" for n in range(6)} - {f"n{number}.md"}
    own = ["en", "fa", "az"][number % 3]
    lines = [f"title: T{dice.randrange(3)}", f"lang: {own}"]
    if dice.random() < 0.4:
        lines.append(f"slug: s{number // 3}-{dice.randrange(2)}")
    if dice.random() < 0.6:
        languages = {"en": 0, "fa": 1, "az": 2}
        wanted = dice.choice([lang for lang in languages if lang != own])
        target = languages[wanted] + 3 * (number // 3)
        assert f"n{target}.md" in names
        lines.append(f"translations: {{{wanted}: ../s{target}/n{target}.md}}")
    return article("\n".join(lines), f"Text {dice.randrange(3)}\n")


def test_a_rebuild_equals_a_clean_build(write_files, tmp_path):
    dice = random.Random(12)
    files = {f"content/s{n}/n{n}.md": edited(dice, n) for n in range(6)}
    root = write_files({"site.yml": SITE, **files})
    sizes = []
    for _ in range(25):
        number = dice.randrange(6)
        (root / f"content/s{number}/n{number}.md").write_text(edited(dice, number))
        warm = built(root)
        sizes.append(check_symmetric(warm))
        again = warm.contents()
        assert built(root, clean=True).contents() == again
    assert any(one != two for one, two in pairwise(sizes))
