"""The same article again, corrected; and an import that is taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import RunSitegen, WriteFiles
from tests.importing.containers import builders
from tests.importing.test_command import FERRY, PATHS, files_of

PATH = PATHS[2]
FIRST = "For thirty years"


@pytest.fixture
def site(write_files: WriteFiles) -> Path:
    root = write_files({"site.yml": "title: Shoreline\n"})
    (root / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return root


def correct(site: Path, *changes: tuple[str, str]) -> None:
    text = FERRY
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (site / "ferry.txt").write_text(text, "utf-8")


def edit(site: Path, before: str, after: str) -> str:
    file = site / PATH
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")
    return file.read_text("utf-8")


def test_a_corrected_article_is_updated_and_the_difference_is_shown(site, sitegen: RunSitegen):
    sitegen("import", "ferry.txt")
    correct(site, ("thirty years", "forty years"), ("full or not.", "full or empty."))
    before = (site / PATH).read_bytes()
    dry = sitegen("import", "ferry.txt", "--dry-run")
    assert dry.stdout.startswith(f"{PATH}: would be updated (summary, body)\n")
    assert (site / PATH).read_bytes() == before
    run = sitegen("import", "ferry.txt")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(f"{PATH}: updated (summary, body)\n")
    assert "    -summary: It will leave on Mondays and Thursdays, full or not.\n" in run.stdout
    assert "    +summary: It will leave on Mondays and Thursdays, full or empty.\n" in run.stdout
    text = (site / PATH).read_text("utf-8")
    assert "forty years" in text
    assert "full or empty." in text
    assert sitegen("import", "ferry.txt").stdout == f"{PATH}: unchanged\n"


def test_what_the_editor_has_touched_stays_and_is_shown(site, sitegen: RunSitegen):
    sitegen("import", "ferry.txt")
    edit(site, "summary: It will leave", "# a better dek\nsummary: The ferry leaves")
    edit(site, "tags:\n- ferries", "tags:\n- boats")
    correct(site, ("thirty years", "forty years"), ("full or not.", "full or empty."))
    run = sitegen("import", "ferry.txt")
    assert run.stdout.startswith(f"{PATH}: updated (body)\n")
    assert "summary: edited here, so it stays; the import has:" in run.stdout
    text = (site / PATH).read_text("utf-8")
    assert (
        "# a better dek\nsummary: The ferry leaves on Mondays and Thursdays, full or not." in text
    )
    assert "tags:\n- boats\n" in text
    assert "forty years" in text
    # The edits are still known as edits at the next import.
    correct(site, ("thirty years", "fifty years"), ("full or not.", "full."))
    run = sitegen("import", "ferry.txt")
    text = (site / PATH).read_text("utf-8")
    assert "summary: The ferry leaves" in text
    assert "fifty years" in text


def test_an_edited_body_stays_whole(site, sitegen: RunSitegen):
    sitegen("import", "ferry.txt")
    edited = edit(site, FIRST, "For many years")
    correct(site, ("thirty years", "forty years"))
    run = sitegen("import", "ferry.txt")
    assert run.returncode == 0
    assert run.stdout.startswith(f"{PATH}: unchanged\n    body: edited here, so it stays")
    assert (site / PATH).read_text("utf-8") == edited


def test_json_tells_the_differences(site, sitegen: RunSitegen):
    sitegen("import", "ferry.txt")
    correct(site, ("full or not.", "full."))
    found = json.loads(sitegen("import", "--json", "ferry.txt").stdout)
    (difference,) = found["differences"]
    assert difference["name"] == "summary"
    assert difference["is_kept"] is False


def test_another_article_of_the_same_name_is_refused(site, sitegen: RunSitegen):
    sitegen("import", "ferry.txt")
    before = {path: (site / path).read_bytes() for path in files_of(site)}
    other = "A new law on sea lanes was read in parliament today, and nobody spoke against it. " * 4
    text = FERRY[FERRY.index(FIRST) : FERRY.index("\n\nMore from")]
    correct(site, (text, other))
    run = sitegen("import", "ferry.txt")
    assert run.returncode == 1
    assert "an article of this title is there, with another text" in run.stderr
    assert "--force" in run.stderr
    assert {path: (site / path).read_bytes() for path in files_of(site)} == before
    assert sitegen("import", "ferry.txt", "--force").returncode == 0
    assert b"A new law" in (site / PATH).read_bytes()


def test_without_the_journal_nothing_is_updated(site, sitegen: RunSitegen):
    sitegen("import", "ferry.txt")
    for file in (site / ".sitegen/imports").iterdir():
        file.unlink()
    correct(site, ("thirty years", "forty years"))
    assert sitegen("import", "ferry.txt").returncode == 1
    assert FIRST in (site / PATH).read_text("utf-8")


def test_a_corrected_title_keeps_the_file_of_the_same_address(site, sitegen: RunSitegen):
    (site / "a.html").write_bytes(builders.html())
    assert sitegen("import", "a.html", "--section", "Ports").returncode == 0
    page = builders.PAGE.replace("Ferry gets a timetable", "The ferry gets its timetable")
    (site / "a.html").write_text(page, "utf-8")
    run = sitegen("import", "a.html", "--section", "Ports")
    path = "content/ports/2026-05-04-ferry-gets-a-timetable.md"
    assert run.stdout.startswith(f"{path}: updated (title)\n"), run.stdout + run.stderr
    assert files_of(site) == [path]


def test_an_article_with_its_pictures_asks_for_them_again(site, sitegen: RunSitegen):
    (site / "a.mhtml").write_bytes(builders.mhtml())
    assert sitegen("import", "a.mhtml", "--pictures", "--section", "Ports").returncode == 0
    before = files_of(site)
    run = sitegen("import", "a.mhtml", "--section", "Ports")
    assert run.returncode == 1
    assert "it was imported with its pictures" in run.stderr
    page = builders.PAGE.replace("in three languages", "in four languages")
    (site / "a.mhtml").write_bytes(builders.mhtml(page))
    run = sitegen("import", "a.mhtml", "--pictures", "--section", "Ports")
    assert "updated (body)" in run.stdout, run.stdout + run.stderr
    assert files_of(site) == before


# --- undo ---------------------------------------------------------------------------------


def test_the_last_import_is_taken_back_and_then_the_one_before(site, sitegen: RunSitegen):
    kept = site / "content/ports/own.md"
    kept.parent.mkdir(parents=True)
    kept.write_text("---\ntitle: Own\n---\nText.\n")
    sitegen("import", "ferry.txt")
    first = {path: (site / path).read_bytes() for path in files_of(site)}
    correct(site, ("thirty years", "forty years"))
    sitegen("import", "ferry.txt")
    dry = sitegen("import", "--undo", "--dry-run")
    assert dry.stdout == f"{PATH}: would be restored\n"
    run = sitegen("import", "--undo")
    assert (run.returncode, run.stdout) == (0, f"{PATH}: restored\n")
    assert {path: (site / path).read_bytes() for path in files_of(site)} == first
    run = sitegen("import", "--undo")
    assert run.returncode == 0
    assert sorted(run.stdout.splitlines()) == [f"{path}: removed" for path in PATHS]
    assert files_of(site) == ["content/ports/own.md"]
    run = sitegen("import", "--undo")
    assert run.returncode == 2
    assert run.stderr == (
        "--undo: error: there is no import to take back\n"
        "    hint: only the last import can be taken back, and only once\n"
    )


def test_what_was_touched_since_stays(site, sitegen: RunSitegen):
    sitegen("import", "ferry.txt")
    edit(site, FIRST, "For many years")
    run = sitegen("import", "--undo")
    assert run.returncode == 1
    assert f"{PATH}: error: this file was changed since it was imported, and stays" in run.stderr
    assert files_of(site) == [PATH]


def test_folders_that_the_import_made_go_and_others_stay(site, sitegen: RunSitegen):
    (site / "a.mhtml").write_bytes(builders.mhtml())
    (site / "content").mkdir()
    sitegen("import", "a.mhtml", "--pictures", "--section", "Ports")
    assert len(files_of(site)) == 2
    run = sitegen("import", "--undo")
    assert run.returncode == 0, run.stderr
    assert (site / "content").is_dir()
    assert list((site / "content").iterdir()) == []


def test_a_replaced_brief_comes_back(site, sitegen: RunSitegen):
    from tests.importing.test_command import CRANE

    (site / "crane.txt").write_text(CRANE, "utf-8")
    sitegen("import", "ferry.txt")
    brief = (site / PATHS[1]).read_bytes()
    sitegen("import", "crane.txt")
    assert (site / PATHS[1]).read_bytes() != brief
    assert sitegen("import", "--undo").returncode == 0
    assert (site / PATHS[1]).read_bytes() == brief


def test_a_damaged_journal_takes_nothing_else_with_it(site, sitegen: RunSitegen):
    sitegen("import", "ferry.txt")
    (run,) = (site / ".sitegen/imports").iterdir()
    outside = site / "outside.md"
    outside.write_text("mine")
    from sitegen.importing.journal import digest_of

    record = {"deed": "write", "folder": "content", "path": "../outside.md",
              "digest": digest_of(b"mine")}  # fmt: skip
    run.write_bytes(json.dumps(record).encode() + b"\n" + run.read_bytes()[:-40] + b"\n\xff")
    assert sitegen("import", "--undo").returncode == 1
    assert outside.read_text() == "mine"


def test_undo_takes_no_files(site, sitegen: RunSitegen):
    run = sitegen("import", "--undo", "ferry.txt")
    assert run.returncode == 2
    assert files_of(site) == []


def id_of(site: Path, path: str = PATH) -> str:
    """Give the id of an imported file, "" where it has none."""
    lines = (site / path).read_text("utf-8").splitlines()
    return next((line.removeprefix("id: ") for line in lines if line.startswith("id: ")), "")


def test_a_corrected_import_keeps_its_id_and_gets_none_later(site, sitegen: RunSitegen):
    """Readers of a feed know the article by its id, or by the lack of one."""
    sitegen("import", "ferry.txt")
    assert id_of(site) == PATH.removeprefix("content/").removesuffix(".md")
    edit(site, f"id: {id_of(site)}", "id: ports/first")
    correct(site, ("thirty years", "forty years"))
    assert "updated (body)" in sitegen("import", "ferry.txt").stdout
    assert id_of(site) == "ports/first"
    assert sitegen("import", "ferry.txt").stdout == f"{PATH}: unchanged\n"
    edit(site, "id: ports/first\n", "")
    assert sitegen("import", "ferry.txt").stdout == f"{PATH}: unchanged\n"
    correct(site, ("thirty years", "fifty years"))
    sitegen("import", "ferry.txt")
    assert id_of(site) == ""


def test_an_article_that_takes_the_place_of_its_brief_has_the_brief_s_id(site, sitegen: RunSitegen):
    sitegen("import", "ferry.txt")
    brief = PATHS[0]
    path = "content/ports/opinion-what-a-port-is-for.md"
    (site / brief).rename(site / path)
    title = "Opinion | What a port is for"
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    text = "<p>" + "A port is a promise that a ship will find a berth. " * 8 + "</p>"
    (site / "port.html").write_text(f"{page}{text}</article></body></html>", "utf-8")
    run = sitegen("import", "port.html", "--section", "Ports")
    assert run.returncode == 0, run.stderr
    assert brief not in files_of(site)
    assert "a ship will find a berth" in (site / path).read_text("utf-8")
    assert id_of(site, path) == brief.removeprefix("content/").removesuffix(".md")
