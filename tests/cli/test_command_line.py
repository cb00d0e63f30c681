"""The command line: usage, exit codes, JSON, colours, and never a traceback."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
import termios
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from sitegen import __version__
from sitegen.cli import COMMANDS
from sitegen.problems import Problem
from sitegen.reporting import Console, Rendered, Summary, format_seconds
from tests.building import ROOT, article, run_cli

SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/\n",
    "content/iran/a.md": article("title: A\ndate: 2024-05-09\ntags: [Oil]"),
    "content/iran/b.md": article("title: B\ndate: 2024-05-10"),
}
BROKEN = SITE | {"content/iran/b.md": article("title: B", "[x](gone.md)\n")}


def test_every_script_can_be_printed_everywhere(installed_sitegen, write_files):
    files = SITE | {"content/iran/دریا.md": article("title: دریا\ndate: 2026-05-01\ntags: [ə]")}
    root = write_files(
        files | {"site.yml": "title: Digest\nbase_url: https://d.example/\nslugs: unicode\n"}
    )
    for encoding in ("ascii", "cp1252", "utf-8"):
        surroundings = {"PYTHONIOENCODING": encoding}
        ran = installed_sitegen("build", "--clean", "--explain", cwd=root, env=surroundings)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert "tags/ə/index.html: " in ran.stdout
        ran = installed_sitegen("build", "--clean", "--json", cwd=root, env=surroundings)
        paths = {page["path"] for page in json.loads(ran.stdout)["rendered_pages"]}
        assert "tags/ə/feed.xml" in paths
    (root / "content/iran/دریا.md").write_text(article("titel: دریا"))
    ran = installed_sitegen("build", cwd=root, env={"PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 1
    assert "content/iran/\\u062f" in ran.stderr
    assert "did not expect" not in ran.stderr


def test_alone_it_says_what_to_do_next(sitegen):
    ran = sitegen()
    assert ran.returncode == 0
    assert ran.stderr == ""
    for command in ("new site", "import", "serve", "build", "publish"):
        assert f"sitegen {command}" in ran.stdout


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_it_tells_its_version(installed_sitegen, option):
    ran = installed_sitegen(option)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"sitegen, version {__version__}\n", "")


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_lists_every_command(tmp_path, option):
    ran = run_cli(option, cwd=tmp_path)
    assert ran.code == 0
    for name, (_, text) in COMMANDS.items():
        assert name in ran.out
        assert text.split(";")[0].split(".")[0][:30] in ran.out


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help(tmp_path, command):
    ran = run_cli(command, "--help", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"Usage: sitegen {command} ")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["bulid"], "Did you mean “build”?"),
        (["xyzzy"], "No command is called “xyzzy”."),
        (["build", "--draft"], "--drafts"),
        (["build", "--jobs", "0"], "--jobs"),
        (["build", "--jobs", "many"], "--jobs"),
        (["build", "surplus"], "surplus"),
        (["build", "--site", "nowhere"], "nowhere"),
        (["build", "--now", "2024-02-30"], "“2024-02-30” is not a date"),
        (["build", "--base-url", "example.org"], "“example.org” is not a web address"),
        (["--nonsense"], "--nonsense"),
        (["schema", "nothing"], "nothing"),
    ],
)
def test_wrong_usage_is_two(write_files, args, said):
    ran = run_cli(*args, cwd=write_files(SITE))
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err


def test_no_site_is_two_with_a_hint(sitegen, tmp_path):
    ran = sitegen("build")
    assert ran.returncode == 2
    assert "no site.yml here or in a folder above" in ran.stderr
    assert "sitegen new site" in ran.stderr


def test_the_site_is_found_from_a_folder_inside_it(write_files):
    root = write_files(SITE)
    ran = run_cli("build", cwd=root / "content/iran")
    assert ran.code == 0, ran.err
    assert (root / "public/index.html").is_file()


def test_the_site_may_be_named(write_files, tmp_path_factory):
    root = write_files(SITE)
    ran = run_cli("build", "--site", str(root), cwd=tmp_path_factory.mktemp("elsewhere"))
    assert ran.code == 0, ran.err
    assert (root / "public/index.html").is_file()


def test_a_build_ends_in_one_line(sitegen, write_files):
    root = write_files(SITE)
    ran = sitegen("build", cwd=root)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.count("\n") == 1
    pages = len([f for f in (root / "public").rglob("*") if f.is_file()]) - 1
    assert ran.stdout.startswith(f"{pages} pages, {pages} rendered, ")
    again = sitegen("build", cwd=root)
    assert again.stdout.startswith(f"{pages} pages, 0 rendered, ")


def test_problems_are_one_and_on_standard_error(sitegen, write_files):
    root = write_files(BROKEN)
    ran = sitegen("build", cwd=root)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("content/iran/b.md:4:5: error: broken link “gone.md”")
    assert not (root / "public").exists()


def test_foreign_files_are_told_of(write_files):
    root = write_files(SITE)
    run_cli("build", cwd=root)
    (root / "public/CNAME").write_text("example.org\n")
    ran = run_cli("build", cwd=root)
    assert ran.code == 0
    assert ran.err == "1 file in public/ not touched: sitegen did not make it (CNAME)\n"


KEYS = ["pages", "rendered", "written", "deleted", "seconds", "problems", "rendered_pages"]


def test_json_tells_what_was_done(write_files):
    root = write_files(SITE)
    told = json.loads(run_cli("build", "--json", cwd=root).out)
    assert list(told)[: len(KEYS)] == KEYS
    assert told["pages"] == told["rendered"] == told["written"] == len(told["rendered_pages"])
    assert {"path": "feed.xml", "because": ["new page"]} in told["rendered_pages"]
    assert told["problems"] == []
    (root / "content/iran/b.md").write_text(article("title: Other\ndate: 2024-05-10"))
    told = json.loads(run_cli("build", "--json", cwd=root).out)
    because = {page["path"]: page["because"] for page in told["rendered_pages"]}
    assert because["iran/2024/05/b/index.html"] == ["title"]
    assert because["iran/2024/05/a/index.html"] == ["more", "next"]
    assert "tags/oil/index.html" not in because


@pytest.mark.parametrize(
    ("files", "args", "code", "path"),
    [
        (BROKEN, [], 1, "content/iran/b.md"),
        ({"site.yml": "titel: X\n"}, [], 2, "site.yml"),
        (SITE, ["--now", "yesterday"], 2, "--now"),
        (SITE | {"templates/article.html": "{{"}, [], 1, "templates/article.html"),
        (SITE | {"public/mine.txt": "x"}, [], 2, "public"),
    ],
)
def test_json_tells_what_is_wrong(write_files, files, args, code, path):
    ran = run_cli("build", "--json", *args, cwd=write_files(files))
    assert ran.code == code
    assert ran.err == ""
    told = json.loads(ran.out)
    assert told["problems"][0]["path"] == path
    assert {"path", "message", "code"} <= told["problems"][0].keys()
    assert told["pages"] == told["rendered"] == 0


def test_explain_tells_why(write_files):
    root = write_files(SITE)
    run_cli("build", cwd=root)
    (root / "content/iran/b.md").write_text(article("title: B\ndate: 2024-05-10", "Other.\n"))
    ran = run_cli("build", "--explain", cwd=root)
    assert "iran/2024/05/b/index.html: body\n" in ran.out
    (root / "content/iran/b.md").write_text(article("title: C\ndate: 2024-05-10", "Other.\n"))
    ran = run_cli("build", "--explain", "iran/index.html", cwd=root)
    assert ran.out.splitlines()[0] == "iran/index.html: cards, lead"
    assert len(ran.out.splitlines()) == 2
    ran = run_cli("build", "--explain", "iran/", cwd=root)
    assert ran.code == 2
    assert ran.err == (
        "--explain: error: the site has no page “iran/”\n"
        "    hint: name a file of public/, such as iran/index.html\n"
    )


def test_strict_makes_no_difference_where_all_is_well(write_files):
    assert run_cli("build", "--strict", "--verify", cwd=write_files(SITE)).code == 0


def on_a_terminal(root: Path, **environment: str) -> bytes:
    """Run a build whose standard error is a terminal; what the terminal got."""
    ours, theirs = pty.openpty()
    surroundings = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    subprocess.run(
        [sys.executable, "-m", "sitegen", "build"],
        cwd=root,
        env=surroundings | environment,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        return os.read(ours, 65536)
    finally:
        os.close(ours)


@pytest.mark.integration
def test_a_terminal_gets_colour_unless_it_is_declined(write_files):
    root = write_files(BROKEN)
    assert b"\x1b[31m" in on_a_terminal(root, TERM="xterm")
    # The line of progress, which a slow machine shows, is cleared: that is no colour.
    plain = on_a_terminal(root, TERM="xterm", NO_COLOR="1").replace(b"\r\x1b[2K", b"")
    assert b"\x1b" not in plain
    assert b"\x1b" not in on_a_terminal(root, TERM="dumb")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_only(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    clock = iter(range(1000))
    monkeypatch.setattr("sitegen.reporting.time.monotonic", lambda: float(next(clock)))
    for stream, shown in ((Terminal(), True), (io.StringIO(), False)):
        console = Console(out=io.StringIO(), err=stream)
        console.phase("rendering", 1204)
        console.advance(600)
        console.advance(604)
        console.summary(Summary(1204, 1204, 1204, 0, 2.0))
        assert ("rendering" in stream.getvalue()) is shown
        assert ("600 of 1,204" in stream.getvalue()) is shown
        assert (" left" in stream.getvalue()) is shown


def test_the_rate_is_that_of_the_last_steps(monkeypatch):
    """Pages that are current cost little, and say nothing of those that are rendered after them."""
    monkeypatch.setenv("TERM", "xterm")
    now = 0.0
    monkeypatch.setattr("sitegen.reporting.time.monotonic", lambda: now)
    stream = Terminal()
    console = Console(out=io.StringIO(), err=stream)
    console.phase("rendering", 100_000)
    for steps, seconds in ((90_000, 1.0), *((20, 0.2),) * 150, *((1, 0.5),) * 150):
        now += seconds
        console.advance(steps)
    lines = stream.getvalue().split("\r\x1b[2K")
    now += 30
    console.phase("planning", 0)
    assert stream.getvalue().endswith("\r\x1b[2Kplanning …")
    assert lines[1] == "rendering 90,000 of 100,000, 90,000/s, about 1 s left"
    assert lines[151] == "rendering 93,000 of 100,000, 100/s, about 2 min left"
    assert lines[-1] == "rendering 93,150 of 100,000, 2.0/s, about 58 min left"


def test_progress_fits_into_one_row_of_a_narrow_terminal(monkeypatch):
    """A line that wraps could not be cleared."""
    monkeypatch.setenv("TERM", "xterm")
    clock = iter(range(1000))
    monkeypatch.setattr("sitegen.reporting.time.monotonic", lambda: float(next(clock)))
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 20))
    with open(theirs, "w") as stream:
        console = Console(out=io.StringIO(), err=stream)
        console.phase("rendering", 1_000_000)
        console.advance(600_000)
        shown = ""
        while not shown.endswith(" o"):  # A terminal passes on what it gets in pieces.
            shown += os.read(ours, 65536).decode()
    os.close(ours)
    assert shown.split("\r\x1b[2K")[1:] == ["rendering …", "rendering 600,000 o"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "1 s"),
        (59, "59 s"),
        (59.5, "1 min"),
        (61, "2 min"),
        (3600, "1 h"),
        (3661, "1 h 2 min"),
    ],
)
def test_durations_are_said_as_a_person_would(seconds, text):
    assert format_seconds(seconds) == text


@pytest.mark.integration
def test_a_long_build_shows_its_rate_and_what_is_left(write_files):
    """The template of articles takes its time."""
    files = {f"content/iran/{n}.md": article(f"title: A {n}") for n in range(70)}
    slow = """
        import time

        from sitegen import Extension

        extension = Extension()


        @extension.filter()
        def slowly(text: str) -> str:
            time.sleep(0.03)
            return text
        """
    files["extensions/slow.py"] = slow
    files["templates/article.html"] = "{{ page.title | slowly }}"
    files["site.yml"] = f"{SITE['site.yml']}extensions: [extensions/slow.py]\n"
    shown = on_a_terminal(write_files(SITE | files), TERM="xterm").decode()
    assert re.search(r"rendering \d+ of \d+, \d+(\.\d)?/s, about \d+ (s|min) left", shown), shown
    assert "rendering" not in shown.rpartition("\r\x1b[2K")[2], "the line is cleared at the end"


def test_the_summary_names_what_is_not_zero():
    for summary, line in (
        (Summary(1204, 3, 3, 0, 0.21), "1,204 pages, 3 rendered, 0.21 s\n"),
        (Summary(9, 3, 2, 1, 0.2), "9 pages, 3 rendered, 2 written, 1 deleted, 0.20 s\n"),
    ):
        out = io.StringIO()
        Console(out=out, err=io.StringIO()).summary(summary)
        assert out.getvalue() == line


def test_a_page_is_explained_only_when_it_is_asked_for():
    page = Rendered("iran/index.html", ("cards", "title"))
    for explain, said in (
        (None, ""),
        ("", "iran/index.html: cards, title\n"),
        ("iran/index.html", "iran/index.html: cards, title\n"),
        ("index.html", ""),
    ):
        out = io.StringIO()
        Console(out=out, err=io.StringIO(), explain=explain).rendered(page)
        assert out.getvalue() == said


def test_content_cannot_steer_the_terminal():
    problem = Problem(
        "content/\x1b[2Ja.md",
        "a \x1b]0;title\x07 b \u202e c",
        "x",
        line=1,
        column=3,
        excerpt="x\ty\x1b[31m\x9b31m",
        hint="\x08\x08",
    )
    text = problem.text()
    assert not set(text) & set("\x1b\x07\x08\x9b\u202e")
    assert text.splitlines()[2] == "     \t^"


def test_a_long_line_is_cut_around_the_place():
    line = "a" * 500 + "HERE" + "b" * 500
    text = Problem("a.md", "m", "c", line=1, column=501, excerpt=line).text().splitlines()
    assert len(text[1]) < 140
    assert text[1][text[2].index("^") :].startswith("HERE")
    assert text[1].strip().startswith("…")
    assert text[1].endswith("…")


def test_a_defect_is_told_without_a_traceback_unless_it_is_asked_for(write_files, monkeypatch):
    root = write_files(SITE)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("sitegen.execution.planned.plan_site", fail)
    ran = run_cli("build", cwd=root)
    assert ran.code == 2
    assert "ZeroDivisionError: a defect" in ran.err
    assert "Traceback" not in ran.err
    monkeypatch.setenv("SITEGEN_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run_cli("build", cwd=root)


def test_what_a_library_makes_of_an_interrupt_is_one(write_files, monkeypatch):
    def interrupted(*_: object) -> None:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise SystemError("a call returned a result with an exception set") from None

    monkeypatch.setattr("sitegen.execution.planned.plan_site", interrupted)
    ran = run_cli("build", cwd=write_files(SITE))
    assert (ran.code, ran.err.strip().splitlines()[-1]) == (130, "stopped")


@pytest.mark.integration
def test_a_reader_that_goes_away_is_no_problem(write_files):
    root = write_files(SITE | {f"content/iran/{n}.md": article(f"title: N{n}") for n in range(400)})
    build = subprocess.Popen(
        [sys.executable, "-m", "sitegen", "build", "--explain"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert build.stdout is not None
    assert build.stderr is not None
    build.stdout.close()
    assert b"Traceback" not in build.stderr.read()
    build.stderr.close()
    build.wait()


SCHEMAS = {
    "site": (ROOT / "site.yml").read_text("utf-8"),
    "front-matter": "title: A\ndate: '2024-05-09'\ntags: [a]\nimage: {src: a.png}\n",
    "profile": "name: A\nlinks: [{title: B, url: /}]\n",
    "theme": (ROOT / "themes/default/theme.yml").read_text("utf-8"),
    "feeds": "feeds: [{name: A, address: a.xml, section: B, keep: {title: [c]}}]\n",
}


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_agrees_with_what_a_build_takes(tmp_path, name):
    ran = run_cli("schema", name, cwd=tmp_path)
    assert ran.code == 0
    schema = json.loads(ran.out)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    values = yaml.safe_load(SCHEMAS[name])
    assert [error.message for error in validator.iter_errors(values)] == []
    assert list(validator.iter_errors(values | {"nonsense": "1"}))


@pytest.mark.integration
def test_a_command_imports_no_more_than_it_needs():
    """`sitegen --version` and a build that has nothing to do stay quick."""
    code = "import sys; import sitegen.cli; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert not loaded & {
        "jinja2",
        "markdown_it",
        "yaml",
        "babel",
        "watchdog",
        "slugify",
        "http.server",
    }


@pytest.mark.integration
def test_a_build_that_renders_nothing_imports_neither_planning_nor_templates(write_files):
    files = {
        "site.yml": "title: Digest\nbase_url: https://example.org/\n",
        "content/a.md": "---\ntitle: One\nsection: Iran\n---\nText.\n",
    }
    root = write_files(files)
    code = (
        "import atexit, sys; sys.argv = ['sitegen', 'build'];"
        "atexit.register(lambda: print(*sys.modules)); from sitegen.cli import main; main()"
    )
    for _ in range(2):
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
        )
    loaded = set(run.stdout.split())
    assert "0 rendered" in run.stdout
    assert not loaded & {"sitegen.planning", "jinja2", "PIL"}
