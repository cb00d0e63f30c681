"""What a text decides over: the plan with another one differs in `plan_texts`' pages alone."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from sitegen.config import Config, SiteFile
from sitegen.model import Article, Asset, Heading, SourceWarning, Target
from sitegen.planning.articles import TEXT, differ_only_in
from sitegen.planning.pages import Plan, plan_pages, plan_texts
from sitegen.planning.site import Content, View, build_site

VIEW = View(now=1e9)
TARGETS = (Target("other.md#h-end", 3), Target("/about/", 4), Target("paper.pdf", 5))
HEADINGS = (Heading(2, "h-end", "End"),)
OTHER: dict[str, Any] = {
    "body": b"another",
    "targets": tuple(structs.replace(target, line=target.line + 7) for target in TARGETS),
    "toc": (Heading(3, "h-end", "End, again"),),
    "words": 5000,
    "warnings": (SourceWarning("odd", "x.odd", 9, 1, "", ""),),
}
"""Another value of each attribute of a text."""


def article(name: str, **values: Any) -> Article:
    given = {
        "path": f"iran/{name}.md",
        "title": name.title(),
        "slug": name,
        "section": "Iran",
        "tags": ("Oil", "Gas"),
        "authors": ("A. Writer",),
        "body": name.encode(),
        "targets": TARGETS,
        "anchors": ("h-end",),
        "toc": HEADINGS,
        "words": 300,
        "warnings": (SourceWarning("odd", "x.odd", 2, 1, "", ""),),
    }
    return Article(**{**given, **values})


ARTICLES = [
    article("first", moment=3.0, date="1970-01-01", related=("other.md",)),
    article("other", moment=2.0, related=("first.md",)),
    article("old", moment=1.0, tags=("Coal",), authors=()),
    article("draft", draft=True),
]
ABOUT = article("about", path="pages/about.md", section="", targets=(), tags=(), authors=())


def config() -> Config:
    file = SiteFile(title="Digest", base_url="https://digest.example/base/")
    return Config("/nowhere", file, "https://digest.example", "/base", "ltr")


def content(articles: list[Article], about: Article = ABOUT) -> Content:
    bundled = {"iran/paper.pdf": Asset("iran/paper.pdf", b"paper")}
    return Content(articles, [about], {}, bundled, {})


def planned(made: Content) -> Plan:
    return plan_pages(build_site(made, config(), VIEW), VIEW, {})


def test_the_attributes_are_those_of_this_test():
    assert OTHER.keys() == TEXT


@pytest.mark.parametrize("names", [*([name] for name in OTHER), list(OTHER)], ids=str)
@pytest.mark.parametrize("number", range(len(ARTICLES) + 1))
def test_only_the_pages_of_a_text_differ(number: int, names: list[str]):
    before = planned(content(ARTICLES))
    old = [*ARTICLES, ABOUT][number]
    new = structs.replace(old, **{name: OTHER[name] for name in names if getattr(old, name)})
    assert differ_only_in(TEXT, old, new)
    texts = [new if one is old else one for one in (*ARTICLES, ABOUT)]
    edited = content(texts[:-1], texts[-1])
    after = planned(edited)
    assert (after.findings, after.menu) == (before.findings, before.menu) == ([], after.menu)
    assert list(after.pages) == list(before.pages)
    pages = plan_texts(build_site(edited, config(), VIEW), VIEW, {new.path})
    assert pages.items() <= after.pages.items()
    differ = {path for path, page in after.pages.items() if page != before.pages[path]}
    assert differ <= pages.keys()
    if "body" in names:
        assert differ == pages.keys()
        assert bool(differ) == (not new.draft)


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Other"},
        {"body": None},
        {"anchors": ("h-start",)},
        {"targets": TARGETS[:2]},
        {"targets": (Target("/base/", 3), *TARGETS[1:])},
        {"targets": (Target(TARGETS[0].href, 3, "image"), *TARGETS[1:])},
        {"extra": {"a": 1}},
    ],
    ids=str,
)
def test_what_is_more_than_a_text(other: dict[str, Any]):
    old = ARTICLES[0]
    assert differ_only_in(TEXT, old, old)
    assert not differ_only_in(TEXT, old, structs.replace(old, **other))
    assert not differ_only_in(TEXT, structs.replace(old, **other), old)
