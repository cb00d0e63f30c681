"""`check` warns of ids in feeds that would change, and writes them down if asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sitegen.checks.feed_ids import with_id
from sitegen.yamldoc.edit import add_key
from tests.building import article, built, run_cli

HEAD = "title: Digest\nbase_url: https://digest.example.net/desk/\n"
AUTHORITY = "feed: {authority: 'digest.example.net,2026'}\n"
SOURCE = "source: {url: https://a.example/}"
FILES = {
    "content/iran/a.md": article("title: A\ndate: 2026-05-01"),
    "content/iran/alias.md": article("title: B\ndate: 2026-05-02\naliases: [/old/]"),
    "content/iran/named.md": article("title: C\ndate: 2026-05-03\nid: iran/c"),
    "content/iran/brief.md": article("title: D\ndate: 2026-05-04\n" + SOURCE, ""),
    "content/iran/draft.md": article("title: E\ndate: 2026-05-05\ndraft: true"),
}


def checked(root: Path, *options: str) -> list[tuple[str, str]]:
    """Run a check; give the path and the code of what it says of ids."""
    ran = run_cli("check", "--json", *options, cwd=root)
    problems = json.loads(ran.out)["problems"]
    return [(p["path"], p["code"]) for p in problems if p["code"].startswith("feed.")]


def ids(root: Path) -> list[str]:
    return [entry.id for entry in built(root).feed("feed.xml").entries]


def test_each_file_whose_id_hangs_on_its_path_is_warned_of(write_files):
    root = write_files({"site.yml": HEAD + AUTHORITY} | FILES)
    assert checked(root) == [
        ("content/iran/a.md", "feed.id-of-path"),
        ("content/iran/brief.md", "feed.id-of-path"),
    ]


def test_a_missing_authority_is_a_warning_until_it_is_written(write_files):
    root = write_files({"site.yml": HEAD} | FILES)
    ran = run_cli("check", cwd=root)
    assert "site.yml: warning: `feed: authority` is missing" in ran.out
    assert "authority: digest.example.net,2026" in ran.out
    assert checked(root, "--write-ids") == checked(root) == []
    assert (root / "site.yml").read_text() == (
        f"{HEAD}\nfeed:\n  authority: digest.example.net,2026\n"
    )


@pytest.mark.parametrize("config", [HEAD, HEAD + AUTHORITY], ids=["before", "authority"])
def test_writing_ids_changes_no_id_and_nothing_else(write_files, config):
    root = write_files({"site.yml": config} | FILES)
    before = ids(root)
    texts = {file: file.read_text() for file in root.glob("content/**/*.md")}
    ran = run_cli("check", "--write-ids", cwd=root)
    assert ran.code == 0
    files = 4 if "feed" in config else 5
    assert f"ids written into {files} files" in ran.out + ran.err
    assert ids(root) == before
    for file, text in texts.items():
        lines = file.read_text().splitlines(keepends=True)
        without = "".join(line for line in lines if not line.startswith("id: "))
        assert len(lines) - len(without.splitlines()) == 1
        assert without == text.replace("id: iran/c\n", "")
    assert "id: iran/draft\n" in (root / "content/iran/draft.md").read_text()
    # Now domain and names may change.
    shutil.move(root / "content/iran/a.md", root / "content/iran/z.md")
    shutil.move(root / "content/iran/brief.md", root / "content/iran/y.md")
    config = (root / "site.yml").read_text().replace("digest.example.net/desk", "new.example.org")
    (root / "site.yml").write_text(config)
    assert ids(root) == before
    again = run_cli("check", "--write-ids", cwd=root)
    assert "ids written into 0 files" in again.out + again.err


def test_an_id_that_feeds_have_published_is_known_again(write_files):
    """A file was renamed with an alias before its id was written down, or an authority added."""
    root = write_files({"site.yml": HEAD + AUTHORITY} | FILES)
    before = ids(root)
    (root / "content/iran/a.md").unlink()
    renamed = article("title: A\ndate: 2026-05-01\naliases: [/iran/2026/05/a/]")
    write_files({"content/iran/better.md": renamed})
    assert ("content/iran/better.md", "feed.id-changes") in checked(root)
    assert checked(root, "--write-ids") == []
    assert ids(root) == before


def test_ids_of_a_site_that_was_built_before_authorities_came(write_files):
    root = write_files({"site.yml": HEAD} | FILES)
    before = ids(root)
    feed = root / "public/feed.xml"
    old_brief = "tag:digest.example.net,2026-05-04:iran/brief.md"
    brief = next(one for one in before if one.endswith("iran/brief"))
    feed.write_text(feed.read_text().replace(brief, old_brief))
    write_files({"site.yml": HEAD + AUTHORITY})
    assert {path for path, code in checked(root) if code == "feed.id-changes"} == {
        f"content/iran/{name}.md" for name in ("a", "alias", "brief")
    }
    checked(root, "--write-ids")
    known = {"tag:digest.example.net,2026:iran/c"}
    assert set(ids(root)) - known == {*before, old_brief} - {brief, *known}


def test_a_site_without_an_address_gets_names(write_files):
    root = write_files(
        {"site.yml": "title: D\n", "content/iran/a.md": article("title: A\ndate: 2026-05-01")}
    )
    assert checked(root, "--write-ids") == []
    assert "\nid: iran/a\n" in (root / "content/iran/a.md").read_text()
    assert (root / "site.yml").read_text() == "title: D\n"


def test_a_file_that_cannot_be_edited_is_a_problem_and_stays(write_files):
    text = "---\n{title: A, date: 2026-05-01}\n---\nText.\n"
    root = write_files({"site.yml": HEAD + AUTHORITY, "content/iran/a.md": text})
    ran = run_cli("check", "--write-ids", cwd=root)
    assert ran.code == 1
    assert "content/iran/a.md:1: error: the id is not written" in ran.out
    assert "add it by hand: id: iran/a" in ran.out
    assert (root / "content/iran/a.md").read_text() == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\r\ntitle: A\r\ntags: [a,\r\n b]\r\n---\r\nx\r\n", "b]\r\nid: x/y\r\n---\r\nx\r\n"),
        ("---\n  title: A\n---", "  title: A\n  id: x/y\n---"),
        ("---\ntitle: A\nsummary: |+\n  x\n\n...\n---\n", "  x\n\nid: x/y\n...\n---\n"),
        ("---\ntitle: A # a\n# end\n---\nid: z\n", "# end\nid: x/y\n---\nid: z\n"),
        ("---\ntitle: A\rdate: 2026-01-01\r---\r", "\rid: x/y\r---\r"),
        ('---\ntitle: "A\u2028b"\n---\n', '\u2028b"\nid: x/y\n---\n'),
        ("---\n{title: A}\n---\n", None),
        ("---\n- a\n---\n", None),
        ("no fences", None),
    ],
)
def test_front_matter_keeps_its_bytes(text, expected):
    edited = with_id(text, "x/y")
    assert edited is None if expected is None else edited is not None and edited.endswith(expected)
    if edited is not None:
        assert len(edited) - len(text) in (len("id: x/y") + n for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: D", "title: D\n\nfeed:\n  authority: a.org,1\n"),
        ("feed: {count: 3} # x\n", 'feed: {authority: "a.org,1", count: 3} # x\n'),
        ("feed: {}\r\n", 'feed: {authority: "a.org,1"}\r\n'),
        ("feed:\n    count: 3\nb: c\n", "feed:\n    authority: a.org,1\n    count: 3\nb: c\n"),
        ("feed:\nb: c\n", "feed:\n  authority: a.org,1\nb: c\n"),
        ("feed: 5\n", None),
        ("{feed: {}}\n", None),
        ("a: b\n...\n", None),
    ],
)
def test_a_key_is_added_to_a_group(text, expected):
    assert add_key(text, "authority", "a.org,1", "feed") == expected
