"""Folders, links and branches are followed, wherever they come from and go."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from tests.preview.conftest import article
from tests.preview.serving import Preview, is_gone, serving, shows
from tests.tooling.privileges import OBEDIENT

SPRING = "content/iran/2024-05-01-spring.md"
URL = "/digest/iran/2024/05/spring/"


def git(site: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=site, check=True, capture_output=True)


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
