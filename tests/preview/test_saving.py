"""Every way of saving is noticed, and what changes nothing is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.preview.conftest import article
from tests.preview.saving import WAYS, Save, by_rename
from tests.preview.serving import Event, Preview, is_gone, shows

SPRING = "content/iran/2024-05-01-spring.md"
URL = "/digest/iran/2024/05/spring/"


def test_a_save_is_told_once_and_shows(site: Path, preview: Preview):
    for save in WAYS:
        told = told_of(save, site, preview)
        assert [event.name for event in told] == ["reload"], (save.__name__, told)
        assert URL in told[0].data["paths"]


def told_of(save: Save, site: Path, preview: Preview) -> list[Event]:
    """Save, and give what was told of it.

    A save in steps is told once if no step comes late, as it may on a busy machine: so one of a few
    saves must be.
    """
    told: list[Event] = []
    for number in range(5):
        words = f"Saved {save.__name__}, {number}."
        with preview.events() as events:
            save(site / SPRING, article("Spring", words, tags="[Rivers]", authors="[Mina]"))
            told = [events.next("reload", "problems"), *events.until_quiet(1.7)]
        assert words in preview.get(URL).text
        if [event.name for event in told] == ["reload"]:
            break
    return told


def test_a_body_changes_its_page_and_the_feeds_and_nothing_else(site: Path, preview: Preview):
    with preview.events() as events:
        text = article("Spring", "Another body.\n", tags="[Rivers]", authors="[Mina]")
        by_rename(site / SPRING, text)
        assert set(events.next("reload").data["paths"]) == {
            URL,
            "/digest/feed.xml",
            "/digest/feed.json",
            "/digest/rss.xml",
            "/digest/iran/feed.xml",
            "/digest/iran/feed.json",
            "/digest/iran/rss.xml",
            "/digest/tags/rivers/feed.xml",
            "/digest/authors/mina/feed.xml",
        }
        events.none_within(1.7)
    assert preview.wait_for_line("spring.md").startswith(f"{SPRING} → 9 pages, ")


def test_what_changes_nothing_is_not_told(site: Path, preview: Preview):
    spring = site / SPRING
    with preview.events() as events:
        spring.with_name(f"{spring.name}~").write_text("backup")
        spring.with_name(f".{spring.name}.swp").write_text("swap")
        spring.with_name("4913").touch()
        spring.with_name(f"#{spring.name}#").write_text("auto-save")
        spring.chmod(0o600)
        os.utime(spring)
        by_rename(spring, spring.read_text())
        (site / "public").mkdir()
        (site / "notes.txt").write_text("not of the site")
        events.none_within(1.7)


@pytest.mark.parametrize("name", ["bahar ve yaz", "bahār", "بهار", "baharə", "b'h&r #1"])
def test_names_with_spaces_and_other_letters(site: Path, preview: Preview, name: str):
    folder = site / "content" / "a section"
    folder.mkdir()
    file = folder / f"2024-08-01-{name}.md"
    file.write_text(article("First", slug="named"))
    shows(preview, "/digest/a-section/2024/08/named/", "First")
    for save in WAYS:
        save(file, article(f"Saved {save.__name__}", slug="named"))
        shows(preview, "/digest/a-section/2024/08/named/", f"Saved {save.__name__}")
    file.unlink()
    is_gone(preview, "/digest/a-section/2024/08/named/")


def test_polling_notices_without_events(site: Path, serve):
    preview = serve("--poll")
    with preview.events() as events:
        for number, save in enumerate(WAYS):
            text = article("Spring", f"Polled {number}.\n", tags="[Rivers]", authors="[Mina]")
            save(site / SPRING, text)
            assert URL in events.next("reload").data["paths"]
            shows(preview, URL, f"Polled {number}")
    (site / SPRING).rename(site / "content/iran/2024-05-01-nowruz.md")
    is_gone(preview, URL)
    shows(preview, "/digest/iran/2024/05/nowruz/", "Polled")
