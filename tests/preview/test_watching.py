"""Every way of saving is noticed, and what changes nothing is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.preview.conftest import article
from tests.preview.saving import WAYS, Save, by_rename
from tests.preview.serving import Preview, eventually, serving
from tests.tooling.privileges import OBEDIENT

SPRING = "content/iran/2024-05-01-spring.md"
URL = "/digest/iran/2024/05/spring/"


def shows(preview: Preview, path: str, text: str) -> None:
    """Assert that a page comes to hold a text."""

    def check() -> None:
        answer = preview.get(path)
        assert answer.status == 200
        assert text in answer.text

    eventually(check)


def is_gone(preview: Preview, path: str) -> None:
    """Assert that a page comes to be gone."""

    def check() -> None:
        assert preview.get(path).status == 404

    eventually(check)


def git(site: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=site, check=True, capture_output=True)


@pytest.mark.parametrize("save", WAYS, ids=lambda save: save.__name__)
def test_a_save_is_told_once_and_shows(site: Path, preview: Preview, save: Save):
    """A save in steps is told once if no step comes late, as it may on a busy machine: so one of a
    few saves must be.
    """
    told = []
    for number in range(5):
        with preview.events() as events:
            text = article("Spring", f"Text {number}.\n", tags="[Rivers]", authors="[Mina]")
            save(site / SPRING, text)
            told = [events.next("reload", "problems"), *events.until_quiet(1.7)]
        assert f"Text {number}." in preview.get(URL).text
        if [event.name for event in told] == ["reload"]:
            assert URL in told[0].data["paths"]
            return
    pytest.fail(f"told more than once: {told}")


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


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.with_name(f"{file.name}~").write_text("backup"),
        lambda file: file.with_name(f".{file.name}.swp").write_text("swap"),
        lambda file: file.with_name("4913").touch(),
        lambda file: file.with_name(f"#{file.name}#").write_text("auto-save"),
        lambda file: file.chmod(0o600),
        os.utime,
        lambda file: file.write_bytes(file.read_bytes()),
        lambda file: file.read_bytes(),
        lambda file: (file.parents[2] / "public").mkdir(),
        lambda file: (file.parents[2] / "notes.txt").write_text("not of the site"),
    ],
    ids=[
        "backup",
        "swap file",
        "4913",
        "auto-save",
        "chmod",
        "touch",
        "same bytes",
        "reading",
        "output folder",
        "other file",
    ],
)
def test_what_changes_nothing_is_not_told(site: Path, preview: Preview, change):
    with preview.events() as events:
        change(site / SPRING)
        events.none_within(1.7)


def test_a_copied_folder_is_found_with_all_that_is_in_it(site: Path, preview: Preview):
    outside = site.parent / "new"
    for number in range(30):
        folder = outside / f"region-{number}" / "deep"
        folder.mkdir(parents=True)
        text = article(f"Copied {number}", date="2024-06-01", section="copies")
        (folder / f"copied-{number}.md").write_text(text)

    subprocess.run(["cp", "-r", outside, site / "content"], check=True)

    for number in (0, 15, 29):
        shows(preview, f"/digest/copies/2024/06/copied-{number}/", f"Copied {number}")
    shows(preview, "/digest/copies/page/2/", "Copied")
    (site / "content/new/region-3/deep/copied-3.md").write_text(
        article("Edited after", date="2024-06-01", section="copies")
    )
    shows(preview, "/digest/copies/2024/06/copied-3/", "Edited after")

    shutil.rmtree(site / "content/new")
    is_gone(preview, "/digest/copies/2024/06/copied-0/")


def test_a_renamed_and_a_moved_folder_are_followed(site: Path, preview: Preview):
    (site / "content/iran").rename(site / "content/caucasus")
    shows(preview, "/digest/caucasus/2024/05/spring/", "First text")
    is_gone(preview, URL)
    (site / "content/caucasus/2024-05-01-spring.md").write_text(
        article("Spring", "In its place.\n")
    )
    shows(preview, "/digest/caucasus/2024/05/spring/", "In its place")

    (site / "content/caucasus").rename(site.parent / "away")
    is_gone(preview, "/digest/caucasus/2024/05/spring/")


def test_a_git_checkout_of_a_branch(site: Path, preview: Preview):
    git(site, "init", "--quiet")
    git(site, "add", "--all")
    git(site, "commit", "--quiet", "-m", "one")
    git(site, "checkout", "--quiet", "-b", "other")
    git(site, "rm", "--quiet", "-r", "content/iran")
    (site / "content/azerbaijan/2024-05-03-autumn.md").write_text(article("Autumn of the other"))
    (site / "content/turkey").mkdir()
    (site / "content/turkey/2024-05-09-new.md").write_text(article("Only there"))
    git(site, "add", "--all")
    git(site, "commit", "--quiet", "-m", "two")
    shows(preview, "/digest/turkey/2024/05/new/", "Only there")
    is_gone(preview, URL)

    git(site, "checkout", "--quiet", "-")

    shows(preview, URL, "First text")
    shows(preview, "/digest/azerbaijan/2024/05/autumn/", "<h1>Autumn</h1>")
    is_gone(preview, "/digest/turkey/2024/05/new/")
    (site / SPRING).write_text(article("Spring", "After the checkout.\n"))
    shows(preview, URL, "After the checkout")


def _allow(site: Path, *targets: str) -> None:
    with (site / "site.yml").open("a") as file:
        file.write(f"follow_links: [{', '.join(targets)}]\n")


def test_linked_content_is_followed_to_where_it_is(site: Path, serve):
    shared = site.parent / "shared"
    (shared / "inner").mkdir(parents=True)
    (shared / "inner/2024-07-01-linked.md").write_text(article("Linked"))
    (site / "content/linked").symlink_to(shared)
    (shared / "circle").symlink_to(site / "content")
    alone = site.parent / "alone.md"
    alone.write_text(article("Alone"))
    (site / "content/iran/2024-07-02-alone.md").symlink_to(alone)
    _allow(site, "../shared", "../alone.md", "../later")
    preview = serve()
    assert "Linked" in preview.get("/digest/linked/2024/07/linked/").text

    (shared / "inner/2024-07-01-linked.md").write_text(article("Linked and edited"))
    shows(preview, "/digest/linked/2024/07/linked/", "Linked and edited")
    alone.write_text(article("Alone and edited"))
    shows(preview, "/digest/iran/2024/07/alone/", "Alone and edited")

    later = site.parent / "later"
    later.mkdir()
    (later / "2024-07-03-later.md").write_text(article("Later"))
    (site / "content/later").symlink_to(later)
    shows(preview, "/digest/later/2024/07/later/", "Later")
    time.sleep(2.5)
    (later / "2024-07-03-later.md").write_text(article("Later and edited"))
    shows(preview, "/digest/later/2024/07/later/", "Later and edited")


def test_a_site_whose_folder_is_itself_a_link(site: Path, serve):
    real = site.rename(site.parent / "real")
    site.symlink_to(real)
    moved = (site / "content").rename(site.parent / "content-elsewhere")
    (site / "content").symlink_to(moved)
    _allow(site, "../content-elsewhere")
    preview = serve()
    (site / SPRING).write_text(article("Spring", "Through two links.\n"))
    shows(preview, URL, "Through two links")


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


def test_folders_that_come_later_are_watched(site: Path, preview: Preview):
    (site / "templates").mkdir()
    (site / "templates/article.html").write_text("<body>one {{ page.title }}</body>")
    shows(preview, URL, "one Spring")
    (site / "templates/article.html").write_text("<body>two {{ page.title }}</body>")
    shows(preview, URL, "two Spring")
    shutil.rmtree(site / "templates")
    shows(preview, URL, "First text")

    shutil.rmtree(site / "static")
    is_gone(preview, "/digest/extra.css")
    (site / "static").mkdir()
    (site / "static/extra.css").write_text("p {}")
    shows(preview, "/digest/extra.css", "p {}")
    time.sleep(2.5)
    (site / "static/extra.css").write_text("q {}")
    shows(preview, "/digest/extra.css", "q {}")


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


def test_a_file_that_cannot_be_read_is_told_and_looked_at_again(site: Path):
    bad = site / "content/iran/bad.md"
    with serving(site, before=OBEDIENT) as preview, preview.events() as events:
        (site / "content/iran/bad.md.new").write_text(article("Bad", date="2024-05-05"))
        (site / "content/iran/bad.md.new").chmod(0)
        (site / "content/iran/bad.md.new").rename(bad)
        problem = events.next("problems").data[0]
        assert problem["path"] == "content/iran/bad.md"
        assert problem["message"].startswith("cannot be read")
        bad.chmod(0o644)
        assert events.next("ok").data == {}
        assert preview.get(URL).status == 200
        assert preview.get("/digest/iran/2024/05/bad/").status == 200


def test_a_link_that_leads_out_is_neither_watched_nor_followed(site: Path):
    """Not even one to the whole disk, through which a look would take for ever."""
    (site / "content/iran/all").symlink_to("/")
    secret = site.parent / "secret.md"
    secret.write_text(article("Secret", date="2024-05-05"))
    (site / "content/iran/out.md").symlink_to(secret)
    (site / "static/out.txt").symlink_to(secret)
    with serving(site) as preview, preview.events() as events:
        secret.write_text(article("Still secret", date="2024-05-05"))
        events.none_within(1.7)
        assert preview.get("/digest/iran/2024/05/out/").status == 404
        assert preview.get("/digest/out.txt").status == 404
        (site / SPRING).write_text(article("Spring", "Goes on.\n"))
        assert URL in events.next("reload").data["paths"]


def test_a_folder_that_could_not_be_watched_is_watched_later(site: Path):
    """It is below a folder that was replaced while nobody could read it."""
    shutil.copytree(site / "content", site / ".new")
    (site / ".new/iran").chmod(0)
    iran = site / "content/iran"
    with serving(site, before=OBEDIENT) as preview, preview.events() as events:
        (site / "content").rename(site / ".old")
        (site / ".new").rename(site / "content")
        events.next("problems")
        iran.chmod(0o755)
        events.next("ok")
        # Until all is quiet, looks at everything would find the change without any event.
        events.none_within(2.5)
        (site / SPRING).write_text(article("Spring", "Seen.\n"))
        assert URL in events.next("reload").data["paths"]
        events.none_within(1.7)
