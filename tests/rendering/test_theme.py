"""Themes: what wins, what extends what, strings, settings, static files, and their problems."""

from __future__ import annotations

import re

import pytest
from babel.dates import get_month_names

from tests.building import ROOT, article, built, messages, problems_of

SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/repo/\n",
    "content/iran/a.md": article("title: A\ndate: 2024-05-09"),
}
PATH = "iran/2024/05/a/index.html"


def config(**theme: str) -> dict[str, str]:
    lines = "".join(f"  {key}: {value}\n" for key, value in theme.items())
    return {"site.yml": SITE["site.yml"] + "theme:\n" + lines}


def test_a_template_of_the_site_wins(write_files):
    own = {"templates/article.html": "mine: {{ page.title }}"}
    site = built(write_files(SITE | own))
    assert site.text(PATH) == "mine: A"
    assert "masthead" in site.text("index.html")


def test_a_template_of_the_site_may_extend_the_one_it_takes_the_place_of(write_files):
    own = {
        "templates/article.html": '{% extends "default/article.html" %}'
        "{% block title %}Mine: {{ super() }}{% endblock %}"
    }
    site = built(write_files(SITE | own))
    assert site.html(PATH).css_first("title").text() == "Mine: A · Digest"
    assert site.html(PATH).css_first("h1").text() == "A"


def test_a_theme_extends_another(write_files):
    own = config(name="mine") | {
        "themes/mine/theme.yml": "extends: middle\nsettings: {motto: Mine}\n",
        "themes/mine/templates/page.html": "{{ site.settings.motto }}",
        "themes/middle/theme.yml": "extends: default\nsettings: {motto: Middle, more: 1}\n"
        "strings: {en: {menu: Middle menu}}\n",
        "themes/middle/templates/article.html": "{{ site.settings.more }}",
        "themes/middle/templates/page.html": "middle",
        "content/pages/about.md": article("title: About"),
    }
    site = built(write_files(SITE | own))
    assert site.text(PATH) == "1"
    assert site.text("about/index.html") == "Mine"
    assert site.html("index.html").css_first("nav.menu").attributes["aria-label"] == "Middle menu"


def test_a_static_file_of_the_site_wins_over_the_theme_s(write_files):
    own = config(name="mine") | {
        "themes/mine/theme.yml": "extends: default\n",
        "themes/mine/static/style.css": "/* theme */\n",
        "themes/mine/static/only.txt": "theme\n",
        "static/style.css": "/* site */\n",
        "static/deep/x y.txt": "x\n",
    }
    site = built(write_files(SITE | own))
    assert site.text("style.css") == "/* site */\n"
    assert site.text("only.txt") == "theme\n"
    assert site.text("deep/x y.txt") == "x\n"
    assert "favicon.svg" in site.paths()


def test_the_address_of_a_static_file_changes_with_its_content(write_files):
    root = write_files(SITE | {"static/style.css": "a {}\n"})
    address = "link[rel=stylesheet]"
    first = built(root).html(PATH).css_first(address).attributes["href"]
    assert re.fullmatch(r"/repo/style\.css\?v=[0-9a-f]{8}", first)
    (root / "static/style.css").write_text("b {}\n")
    second = built(root).html(PATH).css_first(address).attributes["href"]
    assert first != second


def test_droppings_of_editors_are_not_published(write_files):
    droppings = ("x~", ".x.swp", "#x#", ".DS_Store", "4913", "x.bak", "x.tmp", ".git/config")
    own = {f"static/{name}": "x" for name in droppings}
    own |= {f"content/iran/{name}": "x" for name in droppings}
    own |= {"static/.well-known/security.txt": "Contact: x\n", "static/#1.txt": "x"}
    site = built(write_files(SITE | own))
    assert not {p for p in site.paths() if p.rpartition("/")[2] in droppings or ".git" in p}
    assert {".well-known/security.txt", "#1.txt"} <= site.paths()


def test_undefined_names_are_errors_and_text_is_escaped(write_files):
    own = {"templates/article.html": "{{ page.title }}|{{ '<b>' }}|{{ page.url|safe }}"}
    content = {"content/iran/a.md": article('title: A <b> & "c"\ndate: 2024-05-09')}
    site = built(write_files(SITE | content | own))
    assert site.text(PATH) == "A &lt;b&gt; &amp; &#34;c&#34;|&lt;b&gt;|/repo/iran/2024/05/a/"
    own = {"templates/article.html": "<p>\n\n{{ page.extra.gone }}"}
    (problem,) = problems_of(write_files(own))
    assert messages([problem]) == [
        f"templates/article.html:3: 'dict object' has no attribute 'gone' (while rendering {PATH})"
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ page.title }}", "A"),
        ("{{ page.extra.plan }}", "secret"),
        ("{{ page.extra.keys()|list }}", "[&#39;plan&#39;, &#39;class&#39;]"),
        ("{{ page.extra.class }}", "first"),
        ("{{ {'of': page}.of.title }}", "A"),
        ("{{ page.extra.nothing|default('none') }}", "none"),
        ("{{ page.nothing is defined }}", "False"),
        ("{% for v in 'ab' %}{{ loop.index }}{{ v.upper() }}{% endfor %}", "1A2B"),
    ],
)
def test_a_name_after_a_dot_is_an_attribute_or_an_item(write_files, text, shown):
    site = write_files(
        {
            "site.yml": "title: Digest\nbase_url: https://example.org/\n",
            "content/iran/a.md": article(
                "title: A\ndate: 2024-05-09\nextra: {plan: secret, class: first}"
            ),
            "content/iran/b.md": article("title: B\ndate: 2024-05-10"),
            "templates/article.html": "{% if page.title == 'A' %}" + text + "{% endif %}",
        }
    )
    assert built(site).text("iran/2024/05/a/index.html") == shown


def test_one_mistake_in_a_partial_is_one_problem(write_files):
    own = {"templates/_head.html": "<p>\n{{ nothing.at_all }}"}
    (problem,) = problems_of(write_files(SITE | own))
    assert messages([problem]) == [
        "templates/_head.html:2: 'nothing' is undefined (while rendering index.html and 5 more)"
    ]


def test_mistakes_in_several_templates_are_all_reported(write_files):
    own = {
        "templates/article.html": "{{ page.nope }}",
        "templates/home.html": "{{ 1 // 0 }}",
        "templates/listing.html": "{{ page.title.nope() }}",
    }
    problems = problems_of(write_files(SITE | own))
    assert [problem.path for problem in problems] == [
        "templates/article.html",
        "templates/home.html",
        "templates/listing.html",
    ]


DIGITS = {"fa": ["۹", "۲۰۲۴"]}


@pytest.mark.parametrize(
    ("language", "direction", "home", "locale"),
    [
        ("en", "ltr", "Front page", "en"),
        ("en-GB", "ltr", "Front page", "en_GB"),
        ("fa", "rtl", "صفحهٔ نخست", "fa"),
        ("az", "ltr", "Baş səhifə", "az"),
        ("de-AT", "ltr", "Titelseite", "de_AT"),
        ("xx", "ltr", "Front page", "en"),
    ],
)
def test_the_site_speaks_its_language(write_files, language, direction, home, locale):
    own = {"site.yml": f"title: Digest\nlanguage: {language}\n"}
    site = built(write_files(SITE | own))
    page = site.html(PATH)
    html = page.css_first("html").attributes
    assert (html["lang"], html["dir"]) == (language, direction)
    assert site.html("404.html").css_first(".facts a").text() == home
    digits = "۰۱" if language == "fa" else "01"
    assert re.findall(r"\d+", site.html("iran/index.html").css_first(".facts").text()) == [
        digits[1]
    ]
    shown = page.css_first(".dateline time").text()
    assert re.findall(r"\d+", shown) == DIGITS.get(language, ["9", "2024"])
    # The words are CLDR's, which change from release to release.
    words = {get_month_names(width, "format", locale)[5] for width in ("abbreviated", "wide")}
    assert any(word in shown for word in words)


def test_an_article_in_another_language_says_so(write_files):
    content = {
        "content/iran/a.md": article("title: عنوان\ndate: 2024-05-09\nlang: fa\nsummary: خلاصه"),
        "content/iran/b.md": article("title: B\ndate: 2024-05-10"),
    }
    site = built(write_files(SITE | content))
    page = site.html(PATH)
    assert page.css_first("article").attributes["dir"] == "rtl"
    assert page.css_first("h1").attributes["lang"] == "fa"
    assert page.css_first("html").attributes["lang"] == "en"
    item = next(n for n in site.html("iran/index.html").css("li.story") if "عنوان" in n.text())
    assert item.attributes["dir"] == "rtl"
    assert item.css_first(".title").attributes["lang"] == "fa"
    assert site.feed("feed.xml").entries[1].title == "عنوان"


@pytest.mark.parametrize("setting", ["pictures", "summaries"])
def test_a_setting_that_is_false_is_off(write_files, setting):
    content = {
        "content/iran/a.md": article(
            "title: A\ndate: 2024-05-09\nsummary: The dek.\nimage: {src: x.svg}"
        ),
        "content/iran/x.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    shown = {"pictures": "img", "summaries": ".summary"}[setting]
    site = built(write_files(SITE | content))
    assert site.html("iran/index.html").css(shown)
    site = built(write_files(config(settings=f"{{{setting}: false}}")))
    assert not site.html("iran/index.html").css(shown)
    assert not site.html("index.html").css(f"main {shown}")


def test_the_default_theme_has_a_template_for_every_page():
    from sitegen.planning.kinds import KINDS

    folder = ROOT / "themes/default/templates"
    for page in (page for kind in KINDS for page in kind.pages):
        assert not page.template or (folder / page.template).is_file(), page.__name__


def test_every_language_of_the_default_theme_says_everything_it_needs():
    import yaml

    theme = yaml.safe_load((ROOT / "themes/default/theme.yml").read_text("utf-8"))
    english = theme["strings"]["en"]
    for language, strings in theme["strings"].items():
        assert strings.keys() <= english.keys(), language
        assert english.keys() - strings.keys() <= {"comma"}, language
        for name, text in strings.items():
            assert places_of(text) == places_of(english[name]), name


def places_of(text: str | dict[str, str]) -> list[str]:
    """Name the places of a text that are filled; a form for one or two may say so in words."""
    return sorted(re.findall(r"\{\w+\}", text["other"] if isinstance(text, dict) else text))


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("en", {1: "1 article", 2: "2 articles"}),
        ("fa", {1: "۱ مقاله", 12: "۱۲ مقاله"}),
        ("az", {1: "1 məqalə", 2: "2 məqalə"}),
        ("tr", {1: "1 yazı", 2: "2 yazı"}),
        ("ru", {1: "1 статья", 3: "3 статьи", 5: "5 статей", 21: "21 статья"}),
        ("ar", {1: "مقال واحد", 2: "مقالان", 3: "٣ مقالات", 11: "١١ مقالًا"}),
        ("de", {1: "1 Artikel", 2: "2 Artikel"}),
        ("fr", {1: "1 article", 2: "2 articles"}),
        ("ru-RU", {4: "4 статьи"}),
    ],
)
def test_a_count_has_the_plural_form_of_its_language(write_files, language, counts):
    files = {"site.yml": f"title: D\nlanguage: {language}\n"}
    for tag, count in enumerate(counts.values()):
        assert count
        for number in range(list(counts)[tag]):
            files[f"content/iran/t{tag}-{number}.md"] = article(f"title: A\ntags: [t{tag}]")
    made = built(write_files(files))
    shown = [
        made.html(f"tags/t{tag}/index.html").css_first(".facts li").text()
        for tag in range(len(counts))
    ]
    digits = {ord("0") + n: zero + n for zero in [ord("٠")] for n in range(10)}
    expected = [text.translate(digits) if language == "ar" else text for text in counts.values()]
    assert [text.translate(digits) if language == "ar" else text for text in shown] == expected


def test_a_theme_may_give_one_text_or_plural_forms(write_files):
    own = config(name="mine") | {
        "themes/mine/theme.yml": "extends: default\n"
        "strings: {en: {minutes: {one: '{n} minute', other: '{n} minutes'}, count: 'n={n}'}}\n",
        "themes/mine/templates/article.html": "{{ site.strings.minutes|plural(page.minutes) }}; "
        "{{ site.strings.minutes.format(n=7) }}; {{ site.strings.count|plural(3) }}",
    }
    assert built(write_files(SITE | own)).text(PATH) == "1 minute; 7 minutes; n=3"


def test_wrong_plural_forms_are_problems_with_their_place(write_files):
    own = config(name="mine") | {
        "themes/mine/theme.yml": "extends: default\nstrings:\n  en:\n    count:\n"
        "      some: x\n    minutes: {one: y}\n",
    }
    found = problems_of(write_files(SITE | own))
    assert [(p.path, p.line, p.code) for p in found] == [
        ("themes/mine/theme.yml", 5, "theme.plural"),
        ("themes/mine/theme.yml", 5, "theme.plural"),
        ("themes/mine/theme.yml", 6, "theme.plural"),
    ]
    assert all(p.hint for p in found)


def test_no_template_is_run_on_content(write_files):
    own = {"templates/article.html": "{{ page.title }}{{ page.summary }}{{ page.body|body }}"}
    content = {
        "content/iran/a.md": article(
            'title: "{{ page.url }}"\ndate: 2024-05-09\nsummary: "{% include \'x\' %}"',
            "{{ site.title }} {% raw %} {# x #}\n",
        )
    }
    text = built(write_files(SITE | content | own)).text(PATH)
    assert text == (
        "{{ page.url }}{% include &#39;x&#39; %}<p>{{ site.title }} {% raw %} {# x #}</p>\n"
    )
