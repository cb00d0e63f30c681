"""Names in drafts are written as the site writes them, so that an accepted draft builds."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.importing.content_view import Head, read_heads
from tests.gathering.serving import MONDAY, item, rss, site_with

FEEDS = "section: PORTS\nfeeds:\n- {name: Paper, address: p.xml, tags: [Oil]}\n"
ARTICLE = """\
---
title: Here already
date: 2026-05-01
section: Ports
authors: [Ada Stone]
tags: [oil, Gazprom Neft]
---

A text.
"""
GAS = "---\nname: Gas\naliases: [LNG]\nnames: {fa: گاز}\n---\n"


@pytest.fixture
def site(tmp_path, sitegen) -> Path:
    made = site_with(tmp_path, FEEDS)
    with (made / "site.yml").open("a") as config:
        config.write("languages: {en: {}, fa: {}}\n")
    for path, text in (("ports/old.md", ARTICLE), ("tags/gas.md", GAS)):
        file = made / "content" / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return made


def gather(site: Path, sitegen, *categories: tuple[str, ...], author: str = ""):
    more = f"<author>{author}</author>" if author else ""
    items = [
        item(
            f"Item {n}",
            f"https://paper.example/{n}",
            MONDAY,
            more="".join(f"<category>{one}</category>" for one in names) + more,
        )
        for n, names in enumerate(categories)
    ]
    (site / "p.xml").write_bytes(rss(*items))
    return sitegen("gather")


def drafts(site: Path) -> list[Head]:
    return sorted((h for h in read_heads(site / "content") if h.gathered), key=lambda h: h.title)


def test_an_accepted_draft_builds_whatever_the_feed_calls_its_topics(site, sitegen):
    run = gather(
        site,
        sitegen,
        ("GAS", "lng", "LNG"),
        ("gazprom  neft", "New"),
        ("NEW", "گاز"),
        author="ADA STONE",
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert [draft.tags for draft in drafts(site)] == [
        ("Gas", "LNG", "oil"),
        ("Gazprom Neft", "New", "oil"),
        ("New", "گاز", "oil"),
    ]
    assert {(draft.section, draft.authors) for draft in drafts(site)} == {("Ports", ("Ada Stone",))}
    assert sitegen("inbox", "accept", "*").returncode == 0
    build = sitegen("build")
    assert build.returncode == 0, build.stderr


def test_a_topic_that_can_have_no_page_is_left_out_with_a_word(site, sitegen):
    run = gather(site, sitegen, ("***", "C"), ("C++", "x" * 300))
    assert run.returncode == 1
    assert "“Item 0”: the tag “***” has no letters or digits, and is left out" in run.stderr
    assert "“Item 1”: the tag “C++” has the address of “C”, and is left out" in run.stderr
    assert "is too long, and is left out" in run.stderr
    assert [draft.tags for draft in drafts(site)] == [("C", "oil"), ("oil",)]


def test_an_editor_s_own_names_are_spelled_as_the_site_s(site, sitegen):
    gather(site, sitegen, ("New",))
    assert sitegen("inbox", "tag", "*", "--add", "gas", "--add", "OIL").returncode == 0
    assert sitegen("inbox", "move", "*", "--to", "ports").returncode == 0
    (draft,) = drafts(site)
    assert (draft.tags, draft.section) == (("New", "oil", "Gas"), "Ports")
    run = sitegen("inbox", "tag", "*", "--add", "***")
    assert run.returncode == 2
    assert "--add: error: the tag “***” has no letters or digits" in run.stderr
