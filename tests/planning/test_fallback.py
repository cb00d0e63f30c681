"""A theme that lacks the template of a page kind builds all the same, with the default theme's."""

from __future__ import annotations

from tests.building import article, built

THEME = {
    "site.yml": "title: Digest\nbase_url: https://example.org/\ntheme: {name: mine}\n",
    "content/iran/a.md": article("title: A\ntags: [Oil]\ndate: 2024-05-09"),
    "themes/mine/theme.yml": "name: mine\nsettings: {colour: red}\n",
    "themes/mine/templates/home.html": (
        "{% extends 'base.html' %}"
        "{% block title %}Front{% endblock %}{% block main %}own{% endblock %}"
    ),
}
BASE = "<title>mine</title>{{ site.settings.colour }}{% block main %}{% endblock %}"


def test_what_a_theme_lacks_is_shown_in_its_own_base(write_files):
    site = built(write_files(THEME | {"themes/mine/templates/base.html": BASE}))
    assert site.text("index.html") == "<title>mine</title>redown"
    listing = site.text("tags/oil/index.html")
    assert listing.startswith("<title>mine</title>red")
    assert "A" in listing
    assert not (site.output / "style.css").exists()


def test_a_theme_without_a_base_gets_the_default_one_and_its_style(write_files):
    site = built(write_files(THEME))
    assert site.html("index.html").css_first("main").text().strip() == "own"
    assert (site.output / "style.css").is_file()
