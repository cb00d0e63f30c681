"""The inbox: listing, choosing, deciding, undoing; and what an editor may have done by hand."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.gathering.decide import with_values
from sitegen.gathering.inbox import draft_id
from sitegen.importing.files import is_untouched_brief, sealed
from tests.gathering.serving import MONDAY, PERSIAN, item, rss, site_with

STORIES = ("A ferry", "A crane", "A pier", PERSIAN)


@pytest.fixture
def site(tmp_path, sitegen) -> Path:
    """Give a site with four drafts of one feed."""
    made = site_with(tmp_path, "section: Ports\nfeeds:\n- {name: Paper, address: p.xml}\n")
    items = [item(title, address(n), MONDAY) for n, title in enumerate(STORIES)]
    (made / "p.xml").write_bytes(rss(*items))
    assert sitegen("gather").returncode == 0
    return made


def address(number: int) -> str:
    return f"https://paper.example/{number}"


def identifier(number: int) -> str:
    return draft_id(address(number), "")


def paths(site: Path) -> list[str]:
    return sorted(p.relative_to(site / "content").as_posix() for p in site.glob("content/**/*.md"))


def file_of(site: Path, word: str) -> Path:
    (found,) = (p for p in site.glob("content/**/*.md") if word in p.name)
    return found


def state(site: Path) -> dict[str, bytes]:
    kept = [*site.glob("content/**/*.md"), *site.glob("dropped.txt")]
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in kept}


def test_the_list_names_source_day_section_and_doubles(site, sitegen):
    (site / "content" / "ports" / "2026-01-01-old.md").write_text(
        "---\ntitle: a  FERRY!\n---\nT.\n"
    )
    lines = sitegen("inbox").stdout.splitlines()
    assert lines[-1] == "4 drafts"
    (number,) = (n for n, line in enumerate(lines) if line.endswith("  A ferry"))
    assert lines[number] == f"{identifier(0)}  2026-05-04  Ports  Paper  A ferry"
    assert lines[number + 1] == "        double of content/ports/2026-01-01-old.md"
    shown = [json.loads(line) for line in sitegen("inbox", "--json").stdout.splitlines()]
    assert {draft["title"] for draft in shown} == set(STORIES)
    ferry = next(draft for draft in shown if draft["title"] == "A ferry")
    assert ferry["doubles"] == ["content/ports/2026-01-01-old.md"]
    assert ferry["address"] == address(0)
    assert ferry["feed"] == "Paper"
    assert sitegen("inbox", "--section", "gas").stdout == "no drafts\n"
    assert sitegen("inbox", "--section", "ports").stdout.endswith("4 drafts\n")


@pytest.mark.parametrize(
    "names",
    [
        [identifier(0)],
        [identifier(0).upper()[:4]],
        ["content/ports/2026-05-04-a-ferry.md"],
        ["ports/2026-05-04-a-ferry.md"],
        ["./content/ports/2026-05-04-a-ferry.md"],
        ["ports/*ferry*"],
        ["content/ports/*ferry.md"],
        ["A FERRY*"],
        [identifier(0), "*ferry*"],
    ],
)
def test_a_draft_is_named_by_id_path_or_glob(site, sitegen, names):
    run = sitegen("inbox", "accept", *names)
    assert run.stdout == "content/ports/2026-05-04-a-ferry.md: accepted\n", run.stderr
    assert "draft:" not in file_of(site, "ferry").read_text("utf-8")


def test_a_glob_fits_the_name_of_a_feed_and_persian_titles(site, sitegen):
    assert sitegen("inbox", "tag", f"*{PERSIAN[:4]}*", "--add", "گاز").returncode == 0
    assert sitegen("inbox", "accept", "paper").returncode == 1
    assert len(sitegen("inbox", "accept", "pap*").stdout.splitlines()) == 4


def test_a_decision_on_what_is_gone_says_what_became_of_it(site, sitegen):
    sitegen("inbox", "accept", identifier(0))
    sitegen("inbox", "drop", identifier(1))
    before = state(site)
    run = sitegen("inbox", "accept", identifier(0), identifier(1), "zzz999", identifier(2))
    assert run.returncode == 1
    assert "it was accepted as content/ports/2026-05-04-a-ferry.md" in run.stderr
    assert f"{identifier(1)}: error: this was dropped on 20" in run.stderr
    assert "zzz999: error: no draft has this name" in run.stderr
    # Nothing is done where one of the names is wrong.
    assert state(site) == before
    file_of(site, "pier").unlink()
    assert "no draft has this name" in sitegen("inbox", "drop", identifier(2)).stderr


def test_every_decision_is_taken_back_one_by_one(site, sitegen):
    states = [state(site)]
    for decision in (
        ("accept", "*ferry*"),
        ("drop", "*crane*", "*pier*"),
        ("tag", f"*{PERSIAN[:3]}*", "--add", "Sea", "--add", "sea", "--add", "Port"),
        ("move", f"*{PERSIAN[:3]}*", "--to", "Gas & Oil"),
    ):
        assert sitegen("inbox", *decision).returncode == 0
        states.append(state(site))
    assert any("gas-oil/" in path for path in states[-1])
    assert len({tuple(sorted(s.items())) for s in states}) == 5
    for expected in reversed(states[:-1]):
        run = sitegen("inbox", "undo")
        assert run.returncode == 0, run.stderr
        assert state(site) == expected
    run = sitegen("inbox", "undo")
    assert (run.returncode, "no decisions to take back" in run.stderr) == (2, True)


def test_what_was_changed_since_is_not_taken_back(site, sitegen):
    sitegen("inbox", "accept", "*ferry*")
    file = file_of(site, "ferry")
    file.write_text(file.read_text("utf-8").replace("A ferry", "Another ferry"))
    run = sitegen("inbox", "undo")
    assert run.returncode == 1
    assert "was changed since, and stays" in run.stderr
    assert "Another ferry" in file.read_text("utf-8")


def test_moving_never_overwrites(site, sitegen):
    there = site / "content" / "gas" / "2026-05-04-a-ferry.md"
    there.parent.mkdir()
    there.write_text("---\ntitle: Mine\n---\nText.\n")
    run = sitegen("inbox", "move", "*ferry*", "--to", "Gas")
    assert "moved to content/gas/2026-05-04-a-ferry-2.md" in run.stdout
    assert there.read_text() == "---\ntitle: Mine\n---\nText.\n"
    run = sitegen("inbox", "move", "*ferry*", "--to", "tags")
    assert (run.returncode, "cannot be called “tags”" in run.stderr) == (2, True)


def test_a_folder_of_files_is_left_to_the_editor(site, sitegen):
    file = file_of(site, "ferry")
    bundle = file.with_suffix("")
    bundle.mkdir()
    file.rename(bundle / "index.md")
    (bundle / "a.png").write_bytes(b"x")
    for decision in (("drop", "*ferry*"), ("move", "*ferry*", "--to", "Gas")):
        run = sitegen("inbox", *decision)
        assert (run.returncode, "a folder with files of its own" in run.stderr) == (1, True)
    assert sitegen("inbox", "accept", "*ferry*").returncode == 0
    assert (bundle / "a.png").exists()


def test_a_draft_without_an_address_cannot_be_remembered(site, sitegen):
    file = file_of(site, "ferry")
    file.write_text(file.read_text("utf-8").replace(f"  url: {address(0)}\n", ""))
    run = sitegen("inbox", "drop", "*ferry*")
    assert (run.returncode, "cannot be remembered as dropped" in run.stderr) == (1, True)
    assert file.exists()


def test_line_ends_comments_and_the_text_of_an_editor_stay(site, sitegen):
    file = file_of(site, "ferry")
    text = file.read_text("utf-8").replace("title: A ferry", "# mine\ntitle: A ferry")
    text = text.replace("\n---\n", "\n---\n\nWritten by hand.\n").replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert sitegen("inbox", "accept", "*ferry*").returncode == 0
    accepted = file.read_bytes().decode("utf-8")
    assert accepted.replace("\r\n", "") == text.replace("draft: true\r\n", "").replace("\r\n", "")
    assert "\n" not in accepted.replace("\r\n", "")


# --- dropped.txt ---------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


@pytest.mark.integration
def test_the_drops_of_two_people_merge(site, sitegen, tmp_path_factory):
    git(site, "init", "-q", ".")
    git(site, "add", "-A")
    git(site, "commit", "-qm", "drafts")
    other = tmp_path_factory.mktemp("other") / "clone"
    git(site, "clone", "-q", ".", str(other))
    for place, word in ((site, "*ferry*"), (other, "*crane*")):
        assert sitegen("inbox", "drop", word, cwd=place).returncode == 0
        git(place, "add", "-A")
        git(place, "commit", "-qm", "dropped")
    # Both made the two files anew, so git has to be told; from then on it merges by itself.
    git(site, "fetch", "-q", str(other), "HEAD")
    git(site, "merge", "-q", "-X", "ours", "--no-edit", "FETCH_HEAD")
    sitegen("inbox", "drop", "*pier*", cwd=site)
    git(site, "commit", "-qam", "dropped")
    git(other, "pull", "-q", "--no-rebase", "--no-edit")
    sitegen("inbox", "drop", "*2026*", cwd=other)
    git(other, "commit", "-qam", "dropped")
    git(site, "pull", "-q", "--no-rebase", "--no-edit", str(other))
    dropped = (site / "dropped.txt").read_text("utf-8").splitlines()
    found = [line.split()[0] for line in dropped if not line.startswith("#")]
    assert set(found) >= {address(0), address(2), address(3)}
    assert sitegen("gather", cwd=site).stdout.startswith("0 new drafts")


def test_lines_are_sorted_and_a_conflict_is_read_as_both_sides(site, sitegen):
    dropped = site / "dropped.txt"
    dropped.write_text(
        "<<<<<<< HEAD\nhttps://www.paper.example/1/?utm_source=x 2026-05-04 A crane\n=======\n"
        "https://paper.example/0#top\n>>>>>>> theirs\n\n# a note\n"
    )
    for name in ("ferry", "crane"):
        file_of(site, name).unlink()
    run = sitegen("gather")
    assert run.stdout == "0 new drafts, 2 already here, 2 dropped before (1 feed)\n"
    sitegen("inbox", "drop", "*pier*")
    lines = [line for line in dropped.read_text("utf-8").splitlines() if line[0] != "#"]
    assert lines == sorted(lines)
    assert len(lines) == 3


def test_a_line_without_an_address_is_an_error_with_its_place(site, sitegen):
    (site / "dropped.txt").write_text("https://paper.example/0\nsomething\n")
    for command in (("gather",), ("inbox", "drop", "*ferry*")):
        run = sitegen(*command)
        assert run.returncode == 2
        assert "dropped.txt:2: error: this line has no address" in run.stderr
    assert file_of(site, "ferry").exists()


# --- editing ------------------------------------------------------------------------------


@given(
    st.text("abc \n#:-é", max_size=40),
    st.dictionaries(st.sampled_from(["draft", "tags", "section"]), st.sampled_from(["a", None])),
)
def test_setting_values_keeps_everything_else(body, values):
    text = f"---\ntitle: A\n# note\ndraft: true\nextra:\n  a: b\n---\n\n{body.strip()}\n"
    edited = with_values(text, values)
    assert edited is not None
    assert "# note" in edited
    assert edited.endswith(f"{body.strip()}\n") or not body.strip()
    assert ("draft: true" in edited) == ("draft" not in values)
    brief = sealed("---\ntitle: A\ndraft: true\n---\n")
    changed = with_values(brief, values)
    assert changed is not None
    assert is_untouched_brief(changed)
