"""Unplaced files: droppings stay out, links stay in bounds and out of circles, nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sitegen.formats.paths import Bounds, is_ignored
from sitegen.problems import ContentError, Problem, UsageError
from sitegen.reading.scan import Scanned, scan
from tests.building import article, built, problems_of, run_cli
from tests.conftest import WriteFiles
from tests.unprivileged import run_unprivileged

pytestmark = pytest.mark.integration

SITE = {
    "site.yml": "title: Digest\nbase_url: https://digest.example/\n",
    "content/iran/a.md": article("title: A"),
}


def scanned(folder: Path, root: Path | None = None) -> Scanned:
    home = os.path.realpath(root or folder)
    return scan(folder, folder.name, Bounds(home, (home,), (os.path.join(home, "public"),)))


def paths(folder: Path, root: Path | None = None) -> list[str]:
    return [found.path for found in scanned(folder, root).files]


def test_files_are_listed_in_the_order_of_their_paths(write_files):
    root = write_files({"b/x.md": "x", "a.md": "x", "b.md": "xx", "a/z/y.md": "x", "A.md": "x"})
    assert paths(root) == ["A.md", "a.md", "a/z/y.md", "b.md", "b/x.md"]
    assert next(f.size for f in scanned(root).files if f.path == "b.md") == 2


@pytest.mark.parametrize(
    "name",
    ["x.md~", ".x.md.swp", ".x.md.swx", "x.swp", "4913", "#x.md#", ".#x.md", ".DS_Store", "x.tmp",
     "x.bak", "x.md___jb_tmp___", "x.md___jb_old___", ".git", ".sitegen", "Thumbs.db", "thumbs.db",
     "desktop.ini", "Desktop.ini", "~$minutes.docx", "x.md.orig", "x.md.rej", "X.ORIG", "._x.md",
     "x.part", "x.crdownload", "ehthumbs.db", "Icon\r", "__MACOSX", "@eaDir", "lost+found"],
)  # fmt: skip
def test_droppings_are_ignored(name):
    assert is_ignored(name)


@pytest.mark.parametrize(
    "name",
    ["x.md", "#1.png", "49130", "~x.md", "x.swp.md", ".well-known", "şəhər.md", "a b.md",
     ".htaccess", ".nojekyll", ".domains", "original", "x.orig.md", "thumbs.md", "a~b.md"],
)  # fmt: skip
def test_names_that_only_look_odd_are_not(name):
    assert not is_ignored(name)


def test_a_folder_that_is_not_there_holds_nothing(tmp_path):
    assert paths(tmp_path / "gone", tmp_path) == []
    (tmp_path / "file").write_text("x")
    assert paths(tmp_path / "file", tmp_path) == []


# --- links --------------------------------------------------------------------------------


def test_links_are_followed_and_never_in_a_circle(write_files):
    root = write_files({"c/a/x.md": "x", "c/b/y.md": "y", "far/z.md": "z"})
    (root / "c/a/up").symlink_to(root / "c")
    (root / "c/a/self").symlink_to(root / "c/a")
    (root / "c/b/other").symlink_to(root / "c/a")
    (root / "c/far").symlink_to(root / "far")
    (root / "far/back").symlink_to(root / "c")
    (root / "c/file.md").symlink_to(root / "far/z.md")
    assert paths(root / "c", root) == ["a/x.md", "b/other/x.md", "b/y.md", "far/z.md", "file.md"]


def test_a_link_to_nothing_is_named(write_files):
    root = write_files({"c/x.md": "x"})
    (root / "c/gone.md").symlink_to(root / "nowhere.md")
    (root / "c/inner.md").symlink_to("x.md/y")
    found = scanned(root / "c", root)
    assert [file.path for file in found.files] == ["x.md"]
    assert [(p.path, p.code, p.severity) for p in sorted(found.problems, key=str)] == [
        ("c/gone.md", "content.link", "warning"),
        ("c/inner.md", "content.link", "warning"),
    ]


def test_a_link_to_itself_is_an_error(write_files):
    root = write_files({"c/x.md": "x"})
    (root / "c/loop.md").symlink_to("loop.md")
    (root / "c/ping").symlink_to("pong")
    (root / "c/pong").symlink_to("ping")
    found = scanned(root / "c", root)
    assert [file.path for file in found.files] == ["x.md"]
    assert {(p.path, p.code) for p in found.problems} == {
        ("c/loop.md", "content.unreadable"),
        ("c/ping", "content.unreadable"),
        ("c/pong", "content.unreadable"),
    }


@pytest.mark.timeout(240)
def test_links_that_multiply_are_refused_in_time(write_files):
    root = write_files({f"far/f{n}/x.txt": "x" for n in range(18)} | SITE)
    for number in range(17):
        for name in ("a", "b"):
            (root / f"far/f{number}/{name}").symlink_to(root / f"far/f{number + 1}")
    (root / "static").mkdir()
    (root / "static/in").symlink_to(root / "far/f0")
    began = time.process_time()
    problems = problems_of(root)
    assert {problem.code for problem in problems} == {"content.links"}
    assert time.process_time() - began < 20


AWAY = {
    "away/s.md": article("title: Secret", "Treasure map.\n"),
    "away/deep/b.txt": "Treasure map.\n",
    "site/notes/n.txt": "In the site.\n",
    "site/.git/config": "Treasure map.\n",
    "site/.sitegen/x": "Treasure map.\n",
    "site/content/iran/.hidden/b.md": article("title: Secret", "Treasure map.\n"),
    **{f"site/{name}": text for name, text in SITE.items()},
}

OUT = [
    ("content/iran/link.md", "../../../away/s.md", "away/s.md"),
    ("content/iran/link", "../../../away", "away"),
    ("content/away", "../../away", "away"),
    ("static/link.txt", "../../away/deep/b.txt", "away/deep/b.txt"),
    ("static/deep", "../../away/deep", "away/deep"),
    ("static/config", "../.git/config", ".git/config"),
    ("static/up", "../..", ".."),
    ("static/root", "/", "/"),
    ("static/environ", "/proc/self/environ", "environ"),
    ("static", "../away", "away"),
    ("content/hidden", "iran/.hidden", "content/iran/.hidden"),
    ("templates/robots.txt", "../../away/deep/b.txt", "away/deep/b.txt"),
    ("templates", "../away", "away"),
    ("data/secret.csv", "../../away/deep/b.txt", "away/deep/b.txt"),
    ("data", "../away", "away"),
]


def linked(write_files: WriteFiles, link: str, target: str) -> Path:
    root = write_files(AWAY) / "site"
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).symlink_to(target)
    return root


def published(root: Path) -> str:
    files = (file for file in (root / "public").rglob("*") if file.is_file())
    return "".join(file.read_text("utf-8", "replace") for file in files)


@pytest.mark.parametrize(("link", "target", "told"), OUT)
def test_a_link_that_leads_out_is_not_followed(write_files, link, target, told):
    root = linked(write_files, link, target)
    with pytest.raises(ContentError) as refused:
        built(root, strict=True)
    assert [problem.code for problem in refused.value.problems] == ["content.outside"]
    assert not (root / "public").exists()
    done = built(root)
    (problem,) = done.said.problems
    assert (problem.path, problem.code, problem.severity) == (link, "content.outside", "warning")
    assert told in problem.message
    assert "follow_links" in problem.hint
    assert "Treasure map." not in published(root)
    assert not [path for path in done.paths() if "environ" in path]
    # It is said in each build, also where nothing has changed.
    assert built(root).said.problems == [problem]
    ran = run_cli("check", "--strict", cwd=root)
    assert ran.code == 1
    assert "content.outside" in run_cli("check", "--json", cwd=root).out


@pytest.mark.parametrize(("link", "target"), [(link, target) for link, target, _ in OUT[:5]])
def test_site_yml_may_name_the_target_of_a_link(write_files, link, target):
    root = linked(write_files, link, target)
    (root / "site.yml").write_text(SITE["site.yml"] + "follow_links: [../away]\n")
    assert doubts(root) == []
    assert "Treasure map." in published(root)


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("content/iran/link.txt", "../../notes/n.txt"),
        ("static/notes", "../notes"),
        ("static", "notes"),
        ("static/null", "/dev/null"),
        ("content/.link.md", "../../away/s.md"),
        ("content/iran/.hidden/link.md", "../../../../away/s.md"),
    ],
)
def test_a_link_that_stays_or_is_passed_over(write_files, link, target):
    root = linked(write_files, link, target)
    said = built(root).said.problems
    assert [problem for problem in said if problem.code == "content.outside"] == []
    assert "Treasure map." not in published(root)


def test_a_chain_of_links_is_followed_to_its_end(write_files):
    root = linked(write_files, "static/one", "../notes")
    (root / "notes/two").symlink_to("three")
    (root / "notes/three").symlink_to("../../away")
    problems = built(root).said.problems
    assert {problem.path for problem in problems} == {"static/one/two", "static/one/three"}
    assert "Treasure map." not in published(root)


def test_a_content_folder_that_stands_elsewhere_must_be_named(write_files):
    root = write_files({"moved/iran/a.md": article("title: A"), "site/site.yml": SITE["site.yml"]})
    root = root / "site"
    (root / "content").symlink_to("../moved")
    with pytest.raises(UsageError) as refused:
        built(root)
    (problem,) = refused.value.problems
    assert problem.code == "content.outside"
    (root / "site.yml").write_text(SITE["site.yml"] + "follow_links: [../moved]\n")
    assert "iran/a/index.html" in built(root).paths()


def test_a_theme_that_stands_elsewhere_must_be_named(write_files):
    theme = {"shared/theme.yml": "extends: default\n", "shared/static/s.txt": "s"}
    site = {f"site/{name}": text for name, text in SITE.items()}
    root = write_files(theme | site) / "site"
    (root / "themes").mkdir()
    (root / "themes/own").symlink_to("../../shared")
    (root / "site.yml").write_text(SITE["site.yml"] + "theme: {name: own}\n")
    with pytest.raises(UsageError, match="follow_links"):
        built(root)
    allowed = "theme: {name: own}\nfollow_links: [../shared]\n"
    (root / "site.yml").write_text(SITE["site.yml"] + allowed)
    assert "s.txt" in built(root).paths()


def test_a_site_that_is_itself_behind_a_link(write_files):
    root = linked(write_files, "static/notes", "../notes")
    link = root.parent / "link"
    link.symlink_to(root)
    assert built(link, strict=True).said.problems == []


def test_the_output_is_no_source(write_files):
    root = linked(write_files, "static", "../site")
    built(root)
    assert built(root).paths() == built(root).paths()
    assert not (root / "public/public").exists()


# --- what cannot be read ------------------------------------------------------------------


def build_unprivileged(root: Path) -> subprocess.CompletedProcess[str]:
    return run_unprivileged("build", "--json", "--site", root)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has other permissions")
@pytest.mark.parametrize(
    "closed",
    ["static/report.pdf", "static/folder", "static", "content/iran/port.png", "content/iran/a.md",
     "content/iran"],
)  # fmt: skip
def test_what_cannot_be_read_is_not_taken_for_gone(write_files, closed):
    root = write_files(
        SITE
        | {
            "static/report.pdf": "report",
            "static/folder/x.txt": "x",
            "content/iran/port.png": "",
            "content/iran/b.md": article("title: B", "![port](port.png) [r](/report.pdf)\n"),
        }
    )
    assert build_unprivileged(root).returncode == 0
    before = {f: f.read_bytes() for f in (root / "public").rglob("*") if f.is_file()}
    mode = (root / closed).stat().st_mode
    # Changed at the same time, so that it must be read again.
    os.utime(root / closed)
    (root / closed).chmod(0)
    try:
        ran = build_unprivileged(root)
    finally:
        (root / closed).chmod(mode)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert f'"path":"{closed}"' in ran.stdout
    assert "content.unreadable" in ran.stdout
    assert "broken-link" not in ran.stdout
    assert {f: f.read_bytes() for f in (root / "public").rglob("*") if f.is_file()} == before
    assert build_unprivileged(root).returncode == 0


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has other permissions")
@pytest.mark.parametrize("closed", ["templates/robots.txt", "templates", "templates/parts"])
def test_a_template_that_cannot_be_read_is_not_taken_for_gone(write_files, closed):
    own = {"templates/robots.txt": "own", "templates/parts/x.html": "own"}
    root = write_files(SITE | own)
    mode = (root / closed).stat().st_mode
    (root / closed).chmod(0)
    try:
        ran = build_unprivileged(root)
    finally:
        (root / closed).chmod(mode)
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert f'"path":"{closed}' in ran.stdout
    assert "content.unreadable" in ran.stdout
    assert not (root / "public").exists()


# --- names --------------------------------------------------------------------------------


def doubts(root: Path) -> list[Problem]:
    return [p for p in built(root).said.problems if p.code != "file.unused"]


def test_files_that_servers_read_are_copied_and_other_hidden_ones_named(write_files):
    root = write_files(
        SITE
        | {
            "static/.htaccess": "",
            "static/.nojekyll": "",
            "static/.well-known/security.txt": "",
            "static/.env": "SECRET=1",
            "static/.secret/x": "x",
            "static/.DS_Store": "",
            "static/.gitkeep": "",
        }
    )
    site = built(root)
    assert {".htaccess", ".nojekyll", ".well-known/security.txt"} <= site.paths()
    assert not {".env", ".DS_Store", ".gitkeep"} & site.paths()
    assert [p.path for p in site.said.problems] == ["static/.env", "static/.secret"]


@pytest.mark.parametrize(
    "name",
    [
        "a (conflicted copy 2026-05-04).md",
        "a (Leyla's conflicted copy 2026-05-04).md",
        "a.sync-conflict-20260504-101112-ABCDEFG.md",
        "a_conflict-20260504-101112.md",
        "a_REMOTE_12345.md",
    ],
)
def test_a_conflict_copy_is_left_out_and_named(write_files, name):
    root = write_files(SITE | {f"content/iran/{name}": article("title: A", "Other words.\n")})
    (problem,) = doubts(root)
    assert (problem.path, problem.code) == (f"content/iran/{name}", "content.copy")
    assert "Other words." not in published(root)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("sections/index.md", "name of its own"),
        ("pages/index.md", "name of its own"),
        ("pages/_index.md", "name of its own"),
        ("tags/index.md", "name of its own"),
        ("iran/ports/_index.md", "index.md"),
    ],
)
def test_the_index_of_another_generator_is_a_doubt(write_files, name, hint):
    front = "name: I" if name.startswith(("tags", "sections")) else "title: I"
    root = write_files(SITE | {f"content/{name}": article(front)})
    (problem,) = doubts(root)
    assert (problem.path, problem.code) == (f"content/{name}", "content.index")
    assert hint in problem.hint


@pytest.mark.parametrize(
    "name", ["iran/ports/index.md", "pages/about/index.md", "iran/my-index.md"]
)
def test_a_bundle_is_no_doubt(write_files, name):
    assert doubts(write_files(SITE | {f"content/{name}": article("title: I")})) == []


@pytest.mark.parametrize("name", ["con.txt", "NUL", "aux.md.txt", "a.", "a:b", "a ", "com1.csv"])
def test_a_name_that_windows_cannot_hold_is_a_doubt(write_files, name):
    root = write_files(SITE | {f"static/{name}": "x"})
    (problem,) = doubts(root)
    assert (problem.path, problem.code) == (f"static/{name}", "content.portable")


@pytest.mark.parametrize(
    "name", ["content/iran/b\nc.md", "content/iran/x\ny/index.md", "static/a\rb"]
)
def test_a_line_break_in_a_name_is_told_by_that_name(write_files, name):
    root = write_files(SITE | {name: article("title: B")})
    (problem,) = problems_of(root)
    assert problem.code == "content.name"
    assert repr(name.split("/", 1)[1])[1:-1] in problem.message


def test_names_are_read_in_any_locale(write_files):
    root = write_files(SITE | {"content/iran/şəhər.md": article("title: Ə")})
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = subprocess.run(
        [sys.executable, "-c", "from sitegen.cli import main; main()", "build", "--site", root],
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=120,
    )
    assert ran.returncode == 1
    assert "not UTF-8" not in ran.stderr
    assert "LC_ALL=C.UTF-8" in ran.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.timeout(120)
def test_a_pipe_does_not_stop_a_build(write_files):
    root = write_files({"site.yml": "title: Digest\n", "content/iran/a.md": article("title: A")})
    for place in ("content/iran/pipe.md", "content/iran/pipe.png", "static/pipe.txt"):
        (root / place).parent.mkdir(exist_ok=True)
        os.mkfifo(root / place)
    (root / "content/iran/zero.md").symlink_to("/dev/zero")
    assert "iran/a/index.html" in built(root).paths()


def test_a_circle_in_the_content_does_not_stop_a_build(write_files):
    root = write_files({"site.yml": "title: Digest\n", "content/iran/a.md": article("title: A")})
    (root / "content/iran/circle").symlink_to(root / "content")
    (root / "static").symlink_to(root)
    assert "iran/a/index.html" in built(root).paths()


LOOPS = [
    "site.yml", "content/iran/loop.md", "content/loop", "static", "static/loop.png", "data",
    "data/loop.yml", "templates", "templates/base.html", "extensions/loop.py",
]  # fmt: skip
LINKING = {**SITE, "site.yml": SITE["site.yml"] + "extensions: [extensions/loop.py]\n"}


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("link", LOOPS)
def test_a_link_to_itself_is_an_error_with_its_place(write_files, link, command):
    root = write_files(LINKING if link.startswith("extensions") else SITE)
    path = root / link
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(path.name)
    ran = run_cli(command, cwd=root)
    assert ran.code in (1, 2)
    place = "site.yml:3:14" if link.startswith("extensions") else link
    (error,) = (line for line in (ran.out + ran.err).splitlines() if ": error: " in line)
    assert error.startswith(f"{place}: error: ")
    assert error.endswith("Too many levels of symbolic links")
    assert not (root / "public").exists()


@pytest.mark.parametrize("link", ["static", "data", "templates", "templates/home.html"])
def test_a_link_to_nothing_is_a_warning_with_its_place(write_files, link):
    root = write_files(SITE)
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to("nowhere")
    (problem,) = built(root).said.problems
    assert (problem.path, problem.code, problem.severity) == (link, "content.link", "warning")


def test_a_settings_file_that_leads_nowhere_is_an_error(write_files):
    root = write_files(SITE)
    (root / "site.yml").unlink()
    (root / "site.yml").symlink_to("nowhere.yml")
    ran = run_cli("build", cwd=root)
    assert (ran.code, ran.err.split(":")[0]) == (2, "site.yml")
    assert "the link leads to nothing" in ran.err


def test_links_to_the_folder_above_change_no_build(write_files):
    root = write_files({**SITE, "static/a.txt": "a", "templates/_own.html": ""})
    expected = built(root).contents()
    for folder in ("content", "content/iran", "static", "templates"):
        (root / folder / "self").symlink_to(".")
        (root / folder / "up").symlink_to("..")
    assert built(root).contents() == expected


@pytest.mark.parametrize("output", ["public", "nowhere"])
def test_an_output_folder_that_leads_nowhere_is_refused(write_files, output):
    root = write_files(SITE)
    (root / "public").symlink_to(output)
    ran = run_cli("build", cwd=root)
    assert ran.code == 2
    assert "public: error: " in ran.err
    assert os.readlink(root / "public") == output
