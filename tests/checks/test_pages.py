"""What only shows once pages are rendered: templates, links that they make, pictures."""

from __future__ import annotations

import pytest

from tests.checks.conftest import PNG, article, told

BASE = """
    {% extends "default/base.html" %}
    {% block extra_head %}HERE{% endblock %}
    """


def test_a_template_with_a_mistake_is_reported_once(check_site):
    files = {
        "templates/article.html": "<title>{{ page.titel }}</title>",
        "templates/page.html": "{% if %}",
        "content/pages/about.md": article(),
    }
    (syntax,) = check_site(files).problems
    assert (syntax.place, syntax.code) == ("templates/page.html:1", "template.syntax")
    files["templates/page.html"] = "<title>{{ page.title }}</title>"
    (mistake,) = check_site(files).problems
    assert (mistake.place, mistake.code) == ("templates/article.html:1", "template.error")
    assert mistake.words.endswith("and 1 more)")
    assert mistake.hint == "did you mean `title`?"
    files["templates/article.html"] = "{{ page.body|body }}"
    assert told(check_site(files)) == []


def test_content_and_templates_are_told_of_together(check_site):
    files = {"templates/article.html": "{{ page.x }}", "content/iran/a.md": "no front matter"}
    assert [p.code for p in check_site(files).problems] == [
        "front-matter.missing",
        "template.error",
    ]


def test_a_broken_link_of_a_template_names_the_template(check_site):
    files = {"templates/base.html": BASE.replace("HERE", '<link rel="help" href="/repo/help/">')}
    (problem,) = check_site(files).problems
    assert problem.code == "link.broken"
    assert "“/repo/help/”: this site has no such page (and on " in problem.message
    assert problem.hint.endswith("404.html makes this page")


@pytest.mark.parametrize("url", ["https://paper.example/help/", "https://paper.example/x/help/y/"])
def test_a_longer_address_that_contains_a_broken_link_is_not_blamed(check_site, url):
    files = {
        "templates/base.html": BASE.replace("HERE", '<link rel="help" href="/repo/help/">'),
        "content/iran/x.md": article(f"source: {{name: Paper, url: '{url}'}}"),
    }
    (problem,) = check_site(files).problems
    assert (problem.code, problem.path) == ("link.broken", "404.html")


def test_a_forgotten_base_path_is_found(check_site):
    (problem,) = check_site(
        {"templates/base.html": BASE.replace("HERE", '<a href="/iran/">x</a>')}
    ).problems
    assert "it leads out of the site, which is published under /repo/" in problem.message


def test_a_picture_of_a_template_needs_an_alt(check_site):
    files = {"templates/base.html": BASE.replace("HERE", "<img src='{{ site.base }}/feed.xml'>")}
    (problem,) = check_site(files).problems
    assert (problem.code, problem.severity) == ("page.alt", "warning")
    assert "a picture has no `alt` (and on " in problem.message


def test_a_link_to_this_machine_is_found_where_it_was_written(check_site):
    files = {"content/iran/x.md": article(body="\n\nSee [it](http://localhost:8000/x) now.")}
    (problem,) = check_site(files).problems
    assert (problem.place, problem.code) == ("content/iran/x.md:6:10", "publish.localhost")


def test_a_draft_on_a_page_stops_a_publish_but_not_one_who_asked_for_drafts(check_site):
    files = {"content/iran/x.md": article("draft: true")}
    assert told(check_site(files)) == []
    assert told(check_site(files, drafts=True)) == []
    files = {"templates/page.html": "<p data-draft>x", "content/pages/about.md": article()}
    (problem,) = check_site(files).problems
    assert (problem.code, problem.severity) == ("publish.draft", "error")


def test_body_pictures_without_alternative_text(check_site):
    body = "![](a.png)\n\n![ ](a.png) ![A ship](a.png)\n\n![](https://x.example/b.png)\n"
    files = {"content/iran/x/index.md": article(body=body), "content/iran/x/a.png": PNG}
    assert [(p.place, p.code, p.severity) for p in check_site(files).problems] == [
        ("content/iran/x/index.md:4:5", "image.alt", "warning"),
        ("content/iran/x/index.md:6:6", "image.alt", "warning"),
        ("content/iran/x/index.md:8:5", "image.alt", "warning"),
    ]


def test_body_pictures_of_pages_and_profiles_count_as_well(check_site):
    files = {
        "static/a.png": PNG,
        "content/pages/about.md": article(body="![](/a.png)"),
        "content/tags/diplomacy.md": "---\nname: Diplomacy\n---\n![](/a.png)\n",
    }
    assert [p.place for p in check_site(files).problems] == [
        "content/pages/about.md:4:5",
        "content/tags/diplomacy.md:4:5",
    ]


@pytest.mark.parametrize(
    "use",
    [
        {"content/iran/x/index.md": article(body="![A](../../asia/y/p.png)")},
        {"content/iran/x/index.md": article(body="[A](../../asia/y/p.png)")},
        {"content/iran/x.md": article("image: {src: ../asia/y/p.png, alt: A}")},
        {"content/iran/x.md": article("image: {src: ../asia/y/p.png, alt: A}\ndraft: true")},
        {"content/iran/x.md": article("draft: true", body="![A](../asia/y/p.png)")},
        {"content/authors/x.md": "---\nname: X\navatar: {src: ../asia/y/p.png}\n---\n"},
        {"static/app.js": "show('/asia/y/p.png')"},
        {"static/extra.css": "a { background: url(asia/y/p.png) }"},
        {"static/x.webmanifest": '{"icons": [{"src": "asia/y/p.png"}]}'},
    ],
    ids=" ".join,
)
def test_a_picture_that_something_refers_to_is_used(check_site, use):
    (unused,) = check_site({"content/asia/y/p.png": PNG}).problems
    assert unused.code == "image.unused"
    assert told(check_site(use)) == []


def test_unused_pictures_of_bundles_and_static(check_site):
    files = {
        "content/iran/x/index.md": article(),
        "content/iran/x/A.JPG": PNG,
        "content/iran/y/index.md": article("draft: true", title="Y"),
        "content/iran/y/waits.png": PNG,
        "static/pictures/b.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "static/apple-touch-icon.png": PNG,
        "static/paper.pdf": "%PDF",
    }
    assert told(check_site(files)) == [
        "warning content/iran/x/A.JPG image.unused: nothing refers to this picture",
        "warning static/pictures/b.svg image.unused: nothing refers to this picture",
    ]


def test_pictures_of_the_theme_are_the_theme_s(check_site):
    files = {
        "site.yml": "title: D\nbase_url: https://x.example/\ntheme: {name: mine}\n",
        "themes/mine/theme.yml": "extends: default\n",
        "themes/mine/static/unused.png": PNG,
    }
    assert told(check_site(files)) == []


def test_a_broken_file_of_the_site_s_own_is_named(check_site):
    files = {"static/old.html": "<a href='/repo/gone/'>x</a>", "static/map.xml": "<feed>"}
    assert [(p.path, p.code) for p in check_site(files).problems] == [
        ("static/map.xml", "link.xml"),
        ("static/old.html", "link.broken"),
    ]


def test_a_second_check_renders_nothing_and_finds_the_same(check_site, site):
    files = {"content/iran/x.md": article(body="![](/a.png)"), "static/a.png": PNG}
    first = check_site(files)
    assert len(first.problems) == 1
    cache = site / ".sitegen" / "documents.msgpack"
    stamp = cache.stat().st_mtime_ns
    assert check_site() == first
    assert cache.stat().st_mtime_ns == stamp


def test_what_changes_is_looked_at_again(check_site):
    page, template = "content/iran/x.md", "templates/base.html"
    local = article(body="[x](http://localhost/)")
    steps = [
        ({page: local}, ["publish.localhost"]),
        ({page: article()}, []),
        ({template: BASE.replace("HERE", "<link rel='up' href='/x/'>")}, ["link.broken"]),
        ({template: BASE.replace("HERE", "")}, []),
        ({"static/a.svg": "<svg"}, ["image.unused", "link.xml"]),
        ({"static/a.svg": "<svg/>"}, ["image.unused"]),
    ]
    for files, codes in steps:
        assert sorted(problem.code for problem in check_site(files).problems) == codes


def test_damaged_caches_are_ignored(check_site, site):
    files = {"content/iran/x.md": article(body="![](/a.png)"), "static/a.png": PNG}
    first = check_site(files)
    for cache in ("documents.msgpack", "sources.msgpack"):
        (site / ".sitegen" / cache).write_bytes(b"sitegen-cache-1\n" + bytes(40))
        assert check_site() == first
    for pack in (site / ".sitegen" / "bodies").iterdir():
        pack.write_bytes(bytes(pack.stat().st_size))
    (site / ".sitegen" / "documents.msgpack").unlink()
    assert check_site() == first


def test_a_picture_of_an_embed_without_alternative_text(check_site):
    gallery = ":::gallery\npictures:\n  - {src: b.png, alt: A}\n  - {src: a.png}\n:::\n"
    files = {
        "content/iran/x/index.md": article(body=f":::figure\nsrc: a.png\n:::\n\n{gallery}"),
        "content/iran/x/a.png": PNG,
        "content/iran/x/b.png": PNG,
        "content/iran/draft.md": article("draft: true", body=":::figure\nsrc: x/a.png\n:::"),
    }
    assert [(p.place, p.code, p.severity) for p in check_site(files).problems] == [
        ("content/iran/x/index.md:5:6", "image.alt", "warning"),
        ("content/iran/x/index.md:11:11", "image.alt", "warning"),
    ]
