"""What an edit changes: held against what planning does, attribute by attribute."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from msgspec import Struct, structs

from sitegen.config import Config, SiteFile
from sitegen.incremental import changes
from sitegen.incremental.changes import Extent, change_of
from sitegen.incremental.keys import fields_showing
from sitegen.incremental.patch import patch_article
from sitegen.model import Article, Asset, Content, EmbedUse, Heading, SourceWarning, Target, View
from sitegen.pages import Box, Card, FeedEntry
from sitegen.planning.plan import Plan, menu_of, plan_pages, plan_texts
from sitegen.planning.site import build_site

VIEW = View(now=1e9)
TARGETS = (Target("other.md#h-end", 3), Target("/about/", 4), Target("paper.pdf", 5))
EMBED = EmbedUse("note", {"title": "Why"}, (), 9)
HEADINGS = (Heading(2, "h-end", "End"),)
OTHER: dict[str, Any] = {
    "body": b"another",
    "targets": tuple(structs.replace(target, line=target.line + 7) for target in TARGETS),
    "embeds": (structs.replace(EMBED, line=17),),
    "toc": (Heading(3, "h-end", "End, again"),),
    "words": 5000,
    "warnings": (SourceWarning("odd", "x.odd", 9, 1, "", ""),),
    "extra": {"a": 1},
}
"""Another value of each attribute that shows on an article's own page."""
CARDS: dict[str, Any] = {"title": "Another", "summary": "Other words."}


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
        "embeds": (EMBED,),
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
    extents = changes._EXTENTS
    assert OTHER.keys() == {name for name, extent in extents.items() if extent == Extent.PAGE}
    assert CARDS.keys() == {name for name, extent in extents.items() if extent == Extent.CARDS}


@pytest.mark.parametrize("names", [*([name] for name in OTHER), list(OTHER)], ids=str)
@pytest.mark.parametrize("number", range(len(ARTICLES) + 1))
def test_only_the_pages_of_a_text_differ(number: int, names: list[str]):
    before = planned(content(ARTICLES))
    old = [*ARTICLES, ABOUT][number]
    kept = ("targets", "toc")
    values = {name: OTHER[name] for name in names if name not in kept or getattr(old, name)}
    new = structs.replace(old, **values)
    assert change_of(old, new).extent <= Extent.PAGE
    texts = [new if one is old else one for one in (*ARTICLES, ABOUT)]
    edited = content(texts[:-1], texts[-1])
    after = planned(edited)
    assert after.findings == before.findings == []
    made = [build_site(one, config(), VIEW) for one in (content(ARTICLES), edited)]
    assert menu_of(made[0]) == menu_of(made[1])
    assert list(after.pages) == list(before.pages)
    pages = plan_texts(build_site(edited, config(), VIEW), VIEW, frozenset({new.path}))
    assert pages.items() <= after.pages.items()
    differ = {path for path, page in after.pages.items() if page != before.pages[path]}
    assert differ <= pages.keys()
    if "body" in names:
        assert differ == pages.keys()
        assert bool(differ) == (not new.draft)


class Planned(NamedTuple):
    """A plan as the preview has it."""

    pages: dict[str, Any]
    owners: dict[str, str]
    site: Any


@pytest.mark.parametrize("names", [[name] for name in (*OTHER, *CARDS)] + [[*OTHER, *CARDS]])
@pytest.mark.parametrize("number", range(3))
def test_a_patched_plan_is_the_one_that_planning_makes(number: int, names: list[str]):
    """Where a card or an entry is found from the types; a list of page kinds would forget one."""
    before = planned(content(ARTICLES))
    old = ARTICLES[number]
    new = structs.replace(old, **{name: (OTHER | CARDS)[name] for name in names})
    edited = [new if one is old else one for one in ARTICLES]
    site = SimpleNamespace(origin="https://digest.example")
    patched = patch_article(Planned(before.pages, before.owners, site), old, new)
    after = planned(content(edited))
    assert patched == after.pages
    for path, page in after.pages.items():
        if page == before.pages[path]:
            assert patched[path] is before.pages[path]


def test_cards_are_found_however_deep_a_page_holds_them():
    class Shelf(Struct, frozen=True):
        boxes: tuple[Box, ...]
        name: str
        lead: Card | None = None

    assert fields_showing(Shelf, (Card,)) == ("boxes", "lead")
    assert fields_showing(Shelf, (FeedEntry,)) == ()


@pytest.mark.parametrize(
    ("other", "extent", "reason"),
    [
        ({"title": "Other"}, Extent.CARDS, "title"),
        ({"anchors": ("h-start",)}, Extent.LINKS, "anchors"),
        ({"body": None}, Extent.SITE, "body"),
        ({"targets": TARGETS[:2]}, Extent.SITE, "targets"),
        ({"targets": (Target("/base/", 3), *TARGETS[1:])}, Extent.SITE, "targets"),
        ({"targets": (Target(TARGETS[0].href, 3, "image"), *TARGETS[1:])}, Extent.SITE, "targets"),
        ({"tags": ("Oil",)}, Extent.SITE, "tags"),
        ({"extra": {"a": True}}, Extent.PAGE, "extra"),
    ],
    ids=str,
)
def test_how_far_an_edit_goes_and_why(other: dict[str, Any], extent: Extent, reason: str):
    old = structs.replace(ARTICLES[0], extra={"a": 1})
    new = structs.replace(old, **other)
    for change in (change_of(old, new), change_of(new, old)):
        assert change.extent == extent
        assert change.articles == {"iran/first.md"}
        assert change.reasons == (f"iran/first.md: {reason}",)
    assert change_of(old, structs.replace(old)).extent == Extent.NOTHING


def test_every_other_attribute_decides_over_the_site():
    for name in set(Article.__struct_fields__) - {*OTHER, *CARDS, "anchors"}:
        new = structs.replace(ARTICLES[0], **{name: "something else"})
        assert change_of(ARTICLES[0], new).extent == Extent.SITE, name
