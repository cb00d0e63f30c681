"""The output folder: nobody else's files are touched, ours are whole and go when they must."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sitegen.problems import ContentError, UsageError
from tests.building import article, built, problems_of

pytestmark = pytest.mark.integration

SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/\n",
    "content/iran/a.md": article("title: A\ntags: [Oil]"),
    "content/iran/b.md": article("title: B"),
}
MANIFEST = ".sitegen-manifest"


def listed(root: Path) -> set[str]:
    """Give the paths that the manifest lists."""
    return set((root / "public" / MANIFEST).read_text("utf-8").splitlines()[1:])


def test_the_manifest_lists_what_was_made(write_files):
    root = write_files(SITE)
    site = built(root)
    assert listed(root) == site.paths()
    assert site.summary.foreign == ()


def test_a_foreign_file_is_left_alone_and_reported(write_files):
    root = write_files(SITE)
    built(root)
    (root / "public/CNAME").write_text("example.org\n")
    (root / "public/iran/notes.txt").write_text("mine\n")
    (root / "content/iran/b.md").unlink()
    (root / "content/iran/a.md").unlink()
    site = built(root)
    assert site.summary.foreign == ("CNAME", "iran/notes.txt")
    assert (root / "public/CNAME").read_text() == "example.org\n"
    assert (root / "public/iran/notes.txt").read_text() == "mine\n"
    assert not (root / "public/iran/index.html").exists()


@pytest.mark.parametrize("name", ["thesis.txt", ".hidden", "folder/inner.txt"])
def test_a_folder_with_foreign_files_is_refused(write_files, name):
    root = write_files(SITE | {f"public/{name}": "mine\n"})
    (problem,) = problems_of(root)
    assert problem.code == "output.foreign"
    files = [f for f in (root / "public").rglob("*") if f.is_file()]
    assert [f.read_text() for f in files] == ["mine\n"]


def test_an_empty_folder_is_taken(write_files, tmp_path):
    write_files(SITE)
    (tmp_path / "public").mkdir()
    assert "index.html" in built(tmp_path).paths()


def test_a_link_to_a_foreign_folder_is_refused(write_files, tmp_path):
    root = write_files({f"site/{name}": text for name, text in SITE.items()} | {"home/x": "mine\n"})
    (root / "site/public").symlink_to(root / "home")
    (problem,) = problems_of(root / "site")
    assert problem.code == "output.foreign"
    assert [f.name for f in (root / "home").iterdir()] == ["x"]


def test_a_link_to_nothing_is_refused(write_files, tmp_path):
    root = write_files(SITE)
    (root / "public").symlink_to(root / "gone")
    (problem,) = problems_of(root)
    assert problem.code == "output.foreign"


def test_a_link_to_an_empty_folder_is_followed(write_files, tmp_path):
    root = write_files({f"site/{name}": text for name, text in SITE.items()})
    (root / "disk").mkdir()
    (root / "site/public").symlink_to(root / "disk")
    built(root / "site")
    assert (root / "disk/index.html").is_file()


@pytest.mark.parametrize(
    "planted",
    [
        "../site.yml",
        "../content/iran/a.md",
        "/etc/hosts",
        "iran/../../site.yml",
        "a/../../keep.txt",
    ],
)
def test_a_manifest_cannot_make_us_delete_elsewhere(write_files, planted):
    root = write_files(SITE | {"keep.txt": "kept\n"})
    built(root)
    with (root / "public" / MANIFEST).open("a") as manifest:
        manifest.write(f"{planted}\n")
    before = {f: f.read_bytes() for f in root.rglob("*.yml")}
    before |= {f: f.read_bytes() for f in (root / "content").rglob("*") if f.is_file()}
    (root / "content/iran/c.md").write_text(article("title: C"))
    built(root)
    assert {f: f.read_bytes() for f in before} == before
    assert (root / "keep.txt").exists()


def test_a_file_name_with_a_line_break_cannot_plant_a_line(write_files):
    """`a⏎../site.yml` as a path below content would be two lines of the manifest."""
    root = write_files(SITE | {"content/a\n../x": "", "content/b\nc.txt": "x"})
    assert {problem.code for problem in problems_of(root)} == {"content.name"}
    assert not (root / "public").exists()


def test_what_is_no_longer_planned_goes_with_its_empty_folders(write_files):
    root = write_files(SITE)
    built(root)
    (root / "content/iran/a.md").unlink()
    site = built(root)
    assert not (root / "public/iran/a").exists()
    assert not (root / "public/tags/oil").exists()
    assert (root / "public/tags/index.html").exists()
    assert site.summary.deleted == 3
    assert listed(root) == site.paths()


def test_a_file_removed_by_hand_comes_back(write_files):
    root = write_files(SITE)
    before = built(root).contents()
    (root / "public/iran/a/index.html").unlink()
    (root / "public/feed.xml").write_text("altered\n")
    assert built(root).contents() == before


def test_an_unchanged_file_is_not_written_again(write_files):
    root = write_files(SITE)
    built(root)
    stats = {f: f.stat().st_mtime_ns for f in (root / "public").rglob("*.html")}
    (root / "content/iran/b.md").write_text(article("title: B", "Another body.\n"))
    built(root)
    changed = {f for f, time in stats.items() if f.stat().st_mtime_ns != time}
    assert changed == {root / "public/iran/b/index.html"}


@pytest.mark.parametrize("clean", [False, True])
def test_nothing_is_written_or_deleted_through_a_link(write_files, tmp_path, clean):
    root = write_files(SITE)
    built(root)
    (root / "public/iran").rename(tmp_path / "elsewhere")
    (root / "public/iran").symlink_to(tmp_path / "elsewhere")
    (root / "public/nowhere").symlink_to(tmp_path / "gone")
    before = {f: f.read_bytes() for f in (tmp_path / "elsewhere").rglob("*") if f.is_file()}
    (root / "content/iran/a.md").write_text(article("title: Other"))
    with pytest.raises(UsageError) as refused:
        built(root, clean=clean)
    (problem,) = refused.value.problems
    assert (problem.path, problem.code) == ("public/iran", "output.foreign")
    assert "link" in problem.message
    assert "space" not in problem.hint
    # All of the section goes: what stands behind the link is not ours any more.
    for name in ("a", "b"):
        (root / f"content/iran/{name}.md").unlink()
    write_files({"content/sea/c.md": article("title: C")})
    assert built(root, clean=clean).summary.foreign == ("iran", "nowhere")
    after = {f: f.read_bytes() for f in (tmp_path / "elsewhere").rglob("*") if f.is_file()}
    assert after == before


def test_a_link_in_the_place_of_a_file_is_replaced_and_its_target_is_not(write_files, tmp_path):
    root = write_files(SITE)
    built(root)
    page = root / "public/iran/a/index.html"
    page.rename(tmp_path / "moved.html")
    page.symlink_to(tmp_path / "moved.html")
    before = (tmp_path / "moved.html").read_bytes()
    (root / "content/iran/a.md").write_text(article("title: Other"))
    built(root)
    assert (tmp_path / "moved.html").read_bytes() == before
    assert page.is_file()
    assert not page.is_symlink()


@pytest.mark.parametrize("clean", [False, True])
@pytest.mark.parametrize(
    ("gone", "instead"),
    [
        ("feed.xml", "feed.xml/mine.txt"),
        ("iran/a/index.html", "iran/a/index.html/mine.txt"),
        ("iran", "iran"),
        ("tags", "tags"),
    ],
)
def test_what_took_a_place_is_named_and_left_alone(write_files, gone, instead, clean):
    root = write_files(SITE)
    whole = built(root).contents()
    place = root / "public" / gone
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    mine = root / "public" / instead
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text("mine\n")
    with pytest.raises(UsageError) as refused:
        built(root, clean=clean)
    (problem,) = refused.value.problems
    assert problem.path == f"public/{gone}"
    assert problem.hint == "move it away or delete it, then build again"
    assert mine.read_text() == "mine\n"
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    assert built(root).contents() == whole


def test_empty_folders_in_the_place_of_a_page_go(write_files):
    root = write_files(SITE)
    whole = built(root).contents()
    (root / "public/feed.xml").unlink()
    (root / "public/feed.xml/inner").mkdir(parents=True)
    assert built(root).contents() == whole


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells a process's memory")
def test_a_file_larger_than_the_memory_is_copied(write_files):
    root = write_files(SITE)
    (root / "static").mkdir()
    with open(root / "static/film.mp4", "wb") as film:
        film.truncate(500_000_000)
    code = """if True:
        import sys
        from sitegen.cli import main
        try:
            main(sys.argv[1:])
        finally:
            # Not `ru_maxrss`: that of a process begins with what the one that started it used.
            with open("/proc/self/status") as status:
                (peak,) = [line.split()[1] for line in status if line.startswith("VmHWM")]
            print(int(peak) * 1024, file=sys.stderr)
        """
    for more in ([], ["--verify"]):
        ran = subprocess.run(
            [sys.executable, "-c", code, "build", "--jobs", "1", "--site", root, *more],
            capture_output=True,
            encoding="utf-8",
        )
        assert ran.returncode == 0, ran.stderr
        assert int(ran.stderr.split()[-1]) < 300_000_000
    assert (root / "public/film.mp4").stat().st_size == 500_000_000


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"static/map": "a file\n"}, {"static/map/index.html": "in a folder\n"}),
        ({"static/map/index.html": "in a folder\n"}, {"static/map": "a file\n"}),
        ({"static/a/b/c/d.txt": "deep\n"}, {"static/a": "a file\n"}),
        ({"static/a": "a file\n"}, {"static/a/b/c/d.txt": "deep\n"}),
    ],
)
def test_a_file_and_a_folder_may_take_each_other_s_place(write_files, tmp_path, first, then):
    root = write_files(SITE | first)
    built(root)
    for name in first:
        (root / name).unlink()
        for folder in (root / name).relative_to(root / "static").parents[:-1]:
            (root / "static" / folder).rmdir()
    write_files(then)
    site = built(root)
    assert {p for p in site.paths() if p.startswith(("map", "a"))} >= {
        name.removeprefix("static/") for name in then
    }
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    for name, text in (SITE | then).items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_text(text)
    assert built(fresh).contents() == site.contents()


@pytest.mark.parametrize(
    ("first", "then"), [("map", "map/in/index.html"), ("map/in/index.html", "map")]
)
def test_a_build_that_fails_halfway_does_not_block_the_way_back(write_files, first, then):
    root = write_files(SITE | {f"static/{first}": "one"})
    before = built(root).contents()
    shutil.rmtree(root / "static")
    mistake = {"templates/robots.txt": "{{ nothing }}"}
    write_files({f"static/{then}": "two"} | mistake)
    assert problems_of(root)
    assert (root / "public" / then).read_text() == "two"
    shutil.rmtree(root / "static")
    shutil.rmtree(root / "templates")
    write_files({f"static/{first}": "one"})
    assert built(root).contents() == before


def test_our_place_that_somebody_took_is_refused(write_files):
    root = write_files(SITE)
    built(root)
    (root / "public/iran/c").mkdir(parents=True)
    (root / "public/iran/c/index.html").write_text("mine\n")
    (root / "public/sea").write_text("mine\n")
    (root / "content/iran/c.md").write_text(article("title: C"))
    (root / "content/sea").mkdir()
    (root / "content/sea/d.md").write_text(article("title: D"))
    problems = problems_of(root)
    assert {problem.code for problem in problems} == {"output.foreign"}
    assert {problem.path for problem in problems} == {"public/iran/c/index.html", "public/sea"}
    assert (root / "public/iran/c/index.html").read_text() == "mine\n"
    assert (root / "public/sea").read_text() == "mine\n"


def test_problems_leave_the_output_as_it_was(write_files):
    root = write_files(SITE)
    before = built(root).contents()
    (root / "content/iran/a.md").write_text(article("titel: A"))
    with pytest.raises(ContentError):
        built(root)
    (root / "content/iran/a.md").write_text(article("title: Other", "[x](gone.md)\n"))
    with pytest.raises(ContentError):
        built(root)
    site = {p: (root / "public" / p).read_bytes() for p in before}
    assert site == before


def test_nothing_half_made_is_left(write_files):
    root = write_files(SITE)
    built(root)
    assert not [f for f in root.rglob("*") if f.name.endswith((".part", ".new", ".tmp"))]


def test_files_are_readable_by_a_web_server(write_files):
    old = os.umask(0o022)
    try:
        site = built(write_files(SITE | {"static/x.txt": "x"}))
    finally:
        os.umask(old)
    assert {(site.output / p).stat().st_mode & 0o777 for p in site.paths()} == {0o644}
