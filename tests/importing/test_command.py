"""`sitegen import` as a person runs it: files, a site, what is written and what is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.conftest import RunSitegen, WriteFiles

FERRY = """\
Ferry gets a timetable

It will leave on Mondays and Thursdays, full or not.

By Maral Durdyeva

Topics covered

ferries, alat

May 4, 2024

For thirty years the ferry left when it was full. Passengers used to camp beside the shed for days.

More from Ports

Crane comes by sea
Shoreline Staff | Cranes | May 3, 2024
Opinion | What a port is for
Jane Alden | | May 2, 2024
"""
CRANE = """\
Crane comes by sea

By Orkhan Safarov

May 3, 2024

The crane can lift ninety tonnes and was carried across the sea on two barges tied together.

More from Ports

Ferry gets a timetable
Maral Durdyeva | Ferries | May 4, 2024
"""
PATHS = [
    "content/ports/2024-05-02-opinion-what-a-port-is-for.md",
    "content/ports/2024-05-03-crane-comes-by-sea.md",
    "content/ports/2024-05-04-ferry-gets-a-timetable.md",
]


@pytest.fixture
def site(write_files: WriteFiles) -> Path:
    """Give the folder of an empty site with two dumps beside it."""
    root = write_files({"site.yml": "title: Shoreline\n"})
    (root / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (root / "crane.txt").write_text(CRANE, encoding="utf-8")
    return root


def files_of(root: Path) -> list[str]:
    return sorted(
        path.relative_to(root).as_posix() for path in root.rglob("content/**/*") if path.is_file()
    )


def test_an_article_and_its_briefs_are_written(site: Path, sitegen: RunSitegen):
    run = sitegen("import", "ferry.txt")
    assert run.returncode == 0, run.stderr
    assert run.stdout == f"{PATHS[2]}: written, 2 briefs\n"
    assert files_of(site) == PATHS
    assert (site / PATHS[2]).read_text(encoding="utf-8") == (
        "---\n"
        "title: Ferry gets a timetable\n"
        "date: 2024-05-04\n"
        "summary: It will leave on Mondays and Thursdays, full or not.\n"
        "authors:\n- Maral Durdyeva\n"
        "tags:\n- ferries\n- alat\n"
        "section: Ports\n"
        "id: ports/2024-05-04-ferry-gets-a-timetable\n"
        "---\n\n"
        "For thirty years the ferry left when it was full. Passengers used to camp beside the shed"
        " for days.\n"
    )
    brief = (site / PATHS[0]).read_text(encoding="utf-8")
    assert "title: Opinion | What a port is for\n" in brief
    assert "tags" not in brief
    assert brief.endswith("---\n")
    assert "ferry.txt: warning: the dump has no picture; it is left out\n" in run.stderr


def test_the_site_builds_from_what_was_imported(site: Path, sitegen: RunSitegen):
    sitegen("import", "ferry.txt", "crane.txt")
    run = sitegen("build", "--strict")
    assert run.returncode == 0, run.stderr
    page = (site / "public/ports/2024/05/ferry-gets-a-timetable/index.html").read_text("utf-8")
    assert "Maral Durdyeva" in page
    assert "Crane comes by sea" in page
    assert (site / "public/tags/ferries/index.html").is_file()
    assert (site / "public/authors/jane-alden/index.html").is_file()


def test_the_same_article_again_changes_nothing(site: Path, sitegen: RunSitegen):
    sitegen("import", "ferry.txt")
    before = {path: (site / path).stat() for path in PATHS}
    run = sitegen("import", "ferry.txt")
    assert run.returncode == 0
    assert run.stdout == f"{PATHS[2]}: unchanged\n"
    for path, stat in before.items():
        assert (site / path).stat().st_mtime_ns == stat.st_mtime_ns
        assert (site / path).stat().st_ino == stat.st_ino


def test_a_later_import_takes_the_place_of_its_brief(site: Path, sitegen: RunSitegen):
    sitegen("import", "ferry.txt")
    run = sitegen("import", "crane.txt")
    assert run.returncode == 0, run.stderr
    assert run.stdout == f"{PATHS[1]}: replaced\n"
    assert "ninety tonnes" in (site / PATHS[1]).read_text("utf-8")
    assert files_of(site) == PATHS


def test_an_article_is_never_replaced_by_a_brief(site: Path, sitegen: RunSitegen):
    sitegen("import", "crane.txt")
    full = (site / PATHS[1]).read_bytes()
    assert sitegen("import", "ferry.txt").returncode == 0
    assert (site / PATHS[1]).read_bytes() == full
    assert "takes the place" not in sitegen("import", "crane.txt").stdout


def test_a_brief_without_a_date_gives_way_to_its_article(site: Path, sitegen: RunSitegen):
    (site / "ferry.txt").write_text(FERRY.replace("| Cranes | May 3, 2024", "| Cranes"), "utf-8")
    sitegen("import", "ferry.txt")
    assert "content/ports/crane-comes-by-sea.md" in files_of(site)
    run = sitegen("import", "crane.txt")
    assert run.stdout == (
        f"{PATHS[1]}: written, takes the place of content/ports/crane-comes-by-sea.md\n"
    )
    assert files_of(site) == PATHS


def test_a_time_of_day_does_not_part_an_article_from_its_brief(site: Path, sitegen: RunSitegen):
    (site / "crane.txt").write_text(CRANE.replace("May 3, 2024\n", "May 3, 2024 10:05 AM EDT\n", 1))
    sitegen("import", "ferry.txt")
    assert sitegen("import", "crane.txt").returncode == 0
    assert files_of(site) == PATHS
    assert "date: '2024-05-03T10:05:00-04:00'\n" in (site / PATHS[1]).read_text("utf-8")


def test_articles_of_one_title_and_two_days_stand_side_by_side(site: Path, sitegen: RunSitegen):
    sitegen("import", "crane.txt")
    (site / "crane.txt").write_text(CRANE.replace("May 3, 2024", "May 9, 2024", 1), "utf-8")
    assert sitegen("import", "crane.txt").returncode == 0
    assert "content/ports/2024-05-09-crane-comes-by-sea.md" in files_of(site)
    assert PATHS[1] in files_of(site)


@pytest.mark.parametrize(
    "change",
    [
        ("tags:\n- Cranes\n", "tags:\n- Heavy cranes\n"),
        ("title:", "summary: A crane, and how it came.\ntitle:"),
        ("---\n", "---\n", -1),
    ],
)
def test_a_brief_that_was_changed_by_hand_is_not_replaced(site, sitegen: RunSitegen, change):
    sitegen("import", "ferry.txt")
    brief = site / PATHS[1]
    text = brief.read_text("utf-8")
    edited = text + "\nA body of its own.\n" if len(change) == 3 else text.replace(*change)
    assert edited != text
    brief.write_text(edited, "utf-8")
    run = sitegen("import", "crane.txt")
    assert run.returncode == 1
    assert f"crane.txt: error: {PATHS[1]} is not written" in run.stderr
    assert brief.read_text("utf-8") == edited
    assert sitegen("import", "--force", "crane.txt").returncode == 0
    assert "ninety tonnes" in brief.read_text("utf-8")


def test_a_dry_run_writes_nothing_and_knows_what_would_be(site: Path, sitegen: RunSitegen):
    run = sitegen("import", "--dry-run", "ferry.txt", "crane.txt")
    assert run.returncode == 0
    assert run.stdout == (
        f"{PATHS[2]}: would be written, 2 briefs\n{PATHS[1]}: would be replaced\n"
    )
    assert files_of(site) == []


def test_many_files_go_on_past_a_bad_one(site: Path, sitegen: RunSitegen):
    (site / "bad.txt").write_text(FERRY.replace("May 4, 2024\n\nFor", "04/05/2024\n\nFor"), "utf-8")
    (site / "page.html").write_text("<!doctype html><title>x</title><p>Text.</p>")
    run = sitegen("import", "bad.txt", "ferry.txt", "nowhere.txt", "page.html", ".", "crane.txt")
    assert run.returncode == 1
    assert run.stdout.count("\n") == 2
    for place in ("bad.txt:11: error", "nowhere.txt: error", "page.html: error", ".: error"):
        assert place in run.stderr
    assert files_of(site) == PATHS
    assert "Traceback" not in run.stderr


def test_json_has_one_object_a_line_in_the_order_of_the_files(site: Path, sitegen: RunSitegen):
    run = sitegen("import", "--json", "--dry-run", "crane.txt", "nowhere.txt", "ferry.txt")
    assert run.returncode == 1
    crane, ferry = map(json.loads, run.stdout.splitlines())
    keys = "path title summary date authors tags section lang image source truncated body related"
    assert list(ferry) == [*keys.split(), "provenance", "warnings"]
    assert crane["path"] == PATHS[1]
    assert ferry["path"] == PATHS[2]
    assert ferry["summary"] == "It will leave on Mondays and Thursdays, full or not."
    assert crane["summary"] is None
    assert ferry["image"] == {"src": None, "alt": None, "caption": None, "credit": None}
    assert ferry["source"] == {"name": None, "url": None}
    assert ferry["related"][1] == {
        "title": "Opinion | What a port is for",
        "authors": ["Jane Alden"],
        "tags": [],
        "date": "2024-05-02",
        "url": None,
    }
    assert "the dump has no picture; it is left out" in ferry["warnings"]


def test_what_the_user_says_goes_first(site: Path, sitegen: RunSitegen):
    run = sitegen(
        "import", "ferry.txt", "--json", "--section", "Transit", "--date", "2024-05-06",
        "--author", "Jane Alden", "--author", "John Brook", "--tag", "Boats", "--tag", "Ferries",
        "--source-name", "Shoreline", "--source-url", "https://shoreline.example/ferry",
    )  # fmt: skip
    article = json.loads(run.stdout)
    assert article["path"] == "content/transit/2024-05-06-ferry-gets-a-timetable.md"
    assert article["section"] == "Transit"
    assert article["date"] == "2024-05-06"
    assert article["authors"] == ["Jane Alden", "John Brook"]
    assert article["tags"] == ["ferries", "alat", "Boats"]
    assert article["source"] == {"name": "Shoreline", "url": "https://shoreline.example/ferry"}
    assert "line 11: --date takes the place of “May 4, 2024”" in article["warnings"]
    assert "--author takes the place of “Maral Durdyeva”" in article["warnings"]
    assert "content/transit/2024-05-03-crane-comes-by-sea.md" in files_of(site)


def test_a_date_that_is_given_settles_an_ambiguous_one(site: Path, sitegen: RunSitegen):
    (site / "ferry.txt").write_text(
        FERRY.replace("May 4, 2024\n\nFor", "04/05/2024\n\nFor"), "utf-8"
    )
    run = sitegen("import", "ferry.txt", "--date", "2024-05-04")
    assert run.returncode == 0, run.stderr
    assert files_of(site) == PATHS


def test_no_related_leaves_the_briefs_out(site: Path, sitegen: RunSitegen):
    assert sitegen("import", "--no-related", "ferry.txt").returncode == 0
    assert files_of(site) == [PATHS[2]]


def test_standard_input_is_read(site: Path, sitegen: RunSitegen):
    run = sitegen("import", "-", stdin=FERRY)
    assert run.returncode == 0
    assert files_of(site) == PATHS
    assert "<stdin>: warning: the dump has no picture" in run.stderr


def test_the_site_is_found_above_and_its_settings_hold(site: Path, sitegen: RunSitegen):
    (site / "site.yml").write_text("title: T\ncontent: articles\nslugs: unicode\n")
    (site / "deep/er").mkdir(parents=True)
    persian = (
        "کشتی رسید\nنویسنده: مریم گیلانی\n۴ خرداد ۱۴۰۳\n"
        "کشتی پس از سه روز انتظار در لنگرگاه به بندر رسید و مسافران پیاده شدند.\n"
    )
    run = sitegen("import", "-", "--section", "گیلان", cwd=site / "deep/er", stdin=persian)
    assert run.returncode == 0, run.stderr
    assert (site / "articles/گیلان/2024-05-24-کشتی-رسید.md").is_file()


def test_outside_a_site_a_folder_must_be_named(tmp_path: Path, sitegen: RunSitegen):
    (tmp_path / "ferry.txt").write_text(FERRY, "utf-8")
    run = sitegen("import", "ferry.txt")
    assert run.returncode == 2
    assert "--content" in run.stderr
    assert sitegen("import", "--dry-run", "ferry.txt").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["ferry.txt"]
    run = sitegen("import", "ferry.txt", "--content", "elsewhere")
    assert run.stdout.startswith("elsewhere/ports/2024-05-04-ferry-gets-a-timetable.md: written")


def test_without_a_section_there_is_no_path(site: Path, sitegen: RunSitegen):
    (site / "ferry.txt").write_text(FERRY.partition("More from")[0], "utf-8")
    run = sitegen("import", "ferry.txt")
    assert run.returncode == 1
    assert "--section" in run.stderr
    assert files_of(site) == []
    run = sitegen("import", "--dry-run", "--json", "ferry.txt")
    assert run.returncode == 0
    assert json.loads(run.stdout)["path"] is None
    assert json.loads(run.stdout)["section"] is None
    assert sitegen("import", "ferry.txt", "--section", "Ports").returncode == 0


@pytest.mark.parametrize("section", ["Tags", "authors", "Pages", "…"])
def test_a_section_that_cannot_be_a_folder_is_refused(site, sitegen: RunSitegen, section):
    run = sitegen("import", "ferry.txt", "--section", section)
    assert run.returncode == 1
    assert "a section cannot be called" in run.stderr
    assert files_of(site) == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--date", "May 4"),
        ("--date", "2024-02-30"),
        ("--source-url", "javascript:alert(1)"),
        ("--section", " "),
        ("--encoding", "klingon"),
        ("--encoding", "hex"),
        ("--encoding", "undefined"),
    ],
)
def test_an_option_without_sense_is_wrong_usage(site, sitegen: RunSitegen, option, value):
    run = sitegen("import", "ferry.txt", option, value)
    assert run.returncode == 2
    assert option in run.stderr
    assert "Traceback" not in run.stderr
    assert files_of(site) == []


def test_no_path_leaves_the_content_folder(site: Path, sitegen: RunSitegen):
    wicked = FERRY.replace("More from Ports", "More from ../../etc").replace(
        "Crane comes by sea", "../../../crane/../x"
    )
    run = sitegen("import", "-", stdin=wicked)
    assert run.returncode == 0, run.stderr
    outside = {path.name for path in site.iterdir()} - {"content", ".sitegen"}
    assert outside == {"site.yml", "ferry.txt", "crane.txt"}
    assert all(path.startswith("content/etc/") for path in files_of(site))


def test_a_folder_that_cannot_be_written_is_told(site: Path, sitegen: RunSitegen):
    (site / "content").write_text("no folder")
    run = sitegen("import", "ferry.txt")
    assert run.returncode == 1
    assert "ferry.txt: error: cannot write" in run.stderr
    assert "Traceback" not in run.stderr


def test_hostile_values_stay_what_they_are(site: Path, sitegen: RunSitegen):
    wicked = (
        FERRY.replace("Ferry gets a timetable", "Yes: *no* --- {{ x }} # 12:30")
        .replace("ferries, alat", "no, 010, 12:30, @home, null")
        .replace("For thirty years", "<script>alert(1)</script> {{ 7 * 7 }} For thirty years")
    )
    run = sitegen("import", "-", "--json", stdin=wicked)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["tags"] == ["no", "010", "12:30", "@home", "null"]
    assert sitegen("build").returncode == 0
    (page,) = (site / "public/ports/2024/05").glob("yes*/index.html")
    text = page.read_text("utf-8")
    assert "<script>alert" not in text
    assert "{{ 7 * 7 }}" in text
    assert "Yes: *no* --- {{ x }} # 12:30" in text


@pytest.mark.timeout(120)
def test_a_pipe_without_a_writer_is_refused_and_the_others_go_on(site: Path, sitegen: RunSitegen):
    os.mkfifo(site / "pipe")
    result = sitegen("import", "pipe", "/dev/null", ".", "ferry.txt", cwd=site)
    assert result.returncode == 1
    assert "pipe: error: this is a named pipe, not a file" in result.stderr
    assert "/dev/null: error: this is a device, not a file" in result.stderr
    assert ".: error: this folder is a site, not a folder of articles to import" in result.stderr
    assert (site / PATHS[2]).is_file()


def test_more_lines_than_an_article_has_are_refused_in_time(site: Path, sitegen: RunSitegen):
    lines = "".join(f"line {number}\n" for number in range(140_000))
    (site / "log.txt").write_text(CRANE + lines, encoding="utf-8")
    result = sitegen("import", "log.txt", "ferry.txt", cwd=site)
    assert result.returncode == 1
    assert "lines of text are more than any article has" in result.stderr
    assert (site / PATHS[2]).is_file()


def test_a_file_that_comes_in_between_is_not_overwritten(site: Path):
    from sitegen.importing.content_view import Change, Plan
    from sitegen.importing.write import carry_out

    plan = Plan("ports/x.md", (Change("write", "ports/x.md", "ours\n"),))
    (site / "content/ports").mkdir(parents=True)
    (site / "content/ports/x.md").write_text("theirs\n")
    with pytest.raises(FileExistsError):
        carry_out(plan, site / "content")
    assert (site / "content/ports/x.md").read_text() == "theirs\n"
    assert os.listdir(site / "content/ports") == ["x.md"]


def test_links_in_a_circle_are_named_and_end(site: Path, sitegen: RunSitegen):
    folder = site / "dumps"
    folder.mkdir()
    (site / "ferry.txt").rename(folder / "ferry.txt")
    for name, target in {"loop.txt": "loop.txt", "self": ".", "up": ".."}.items():
        (folder / name).symlink_to(target)
    content = site / "content"
    content.mkdir()
    for name, target in {"loop.md": "loop.md", "self": "."}.items():
        (content / name).symlink_to(target)
    run = sitegen("import", "dumps")
    assert run.returncode == 1
    assert "dumps/loop.txt: error: cannot be read: Too many levels of symbolic links" in run.stderr
    assert "dumps/self: error: this link to a folder is not followed" in run.stderr
    assert "dumps/up: error: this link to a folder is not followed" in run.stderr
    assert [path for path in files_of(site) if path.startswith("content/ports/")] == PATHS


def test_a_content_folder_that_is_a_link_to_itself_is_named(site: Path, sitegen: RunSitegen):
    (site / "content").symlink_to("content")
    run = sitegen("import", "ferry.txt")
    assert run.returncode != 0
    assert "content" in run.stderr
    assert "error: " in run.stderr
    assert "did not expect" not in run.stderr
