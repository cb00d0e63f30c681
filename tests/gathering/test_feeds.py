"""feeds.yml: what it may say, the rules, and lists of feeds as OPML."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.gathering.feeds import Feed, Rules, parse_feeds
from sitegen.gathering.opml import opml_text, read_opml
from tests.gathering.serving import item, rss, site_with

TWICE = """\
section: N
feeds:
- {name: A, address: 'https://a.example/f'}
- {name: B, address: 'http://www.a.example/f/'}
"""

GAS = Rules(title=("gas*", "North Field"), author=("ada stone",), category=("کشتی",))


@pytest.mark.parametrize(
    ("title", "authors", "categories", "is_found"),
    [
        ("Gas flows again", (), (), True),
        ("Natural GASES", (), (), True),
        ("A gasp at sea", (), (), True),
        ("Biogas", (), (), False),
        ("The North  Field grows", (), (), True),
        ("North of the Field", (), (), False),
        ("A north fielder", (), (), False),
        ("Other", ("Ada Stone", "Bo"), (), True),
        ("Other", ("Ada Stonehouse",), (), False),
        ("Other", (), ("كشتي",), True),
        ("کشتی", (), (), False),
        ("Other", (), (), False),
    ],
)
def test_words_are_found_whole_in_their_place(title, authors, categories, is_found):
    assert GAS.match(title, authors, categories) is is_found


@pytest.mark.parametrize(
    ("keep", "drop", "is_wanted"),
    [
        (Rules(), Rules(), True),
        (Rules(title=("ferry",)), Rules(), True),
        (Rules(title=("crane",)), Rules(), False),
        (Rules(title=("ferry",)), Rules(title=("late",)), False),
        (Rules(), Rules(title=("(late)",)), False),
        (Rules(), Rules(title=("*",)), False),
    ],
)
def test_an_entry_is_kept_if_one_rule_keeps_it_and_none_drops_it(keep, drop, is_wanted):
    feed = Feed("P", "p.xml", keep=keep, drop=drop)
    assert feed.wants("The late (late) ferry", (), ()) is is_wanted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "feeds.yml:1: error: `feeds` is missing"),
        ("section: A\n", "feeds.yml:1:1: error: `feeds` is missing"),
        ("feeds: [{name: A}]\n", "`feeds.address` is missing"),
        ("feeds: [{name: A, adress: b.xml}]\n", "unknown key `feeds.adress`"),
        ("feeds: [{name: A, address: a.xml}]\n", "the feed “A” has no section"),
        ("section: tags\nfeeds: [{name: A, address: a.xml}]\n", "cannot be called “tags”"),
        ("section: N\nfeeds: [{name: A, address: /etc/passwd}]\n", "neither a web address"),
        ("section: N\nfeeds: [{name: A, address: ../a.xml}]\n", "neither a web address"),
        ("section: N\nfeeds: [{name: A, address: 'ftp://a.example/x'}]\n", "neither a web address"),
        ("section: N\nfeeds: [{name: A, address: .git/config}]\n", "“.git/config” is hidden"),
        ("section: N\nfeeds: [{name: A, address: a.xml}, {name: a, address: b.xml}]\n",
         "two feeds are called “a”"),
        (TWICE, "“A” has this address already"),
        ("section: N\nfeeds: [{name: A, address: a.xml, keep: {titel: [x]}}]\n",
         "did you mean `title`?"),
        ("section: N\nfeeds: [{name: A, address: a.xml, drop: [x]}]\n", "must be a group of keys"),
        ("feeds: {a: b\n", "feeds.yml:"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_feeds_yml_is_said_with_its_place(tmp_path, sitegen, text, told):
    site = site_with(tmp_path, text)
    run = sitegen("gather", cwd=site)
    assert run.returncode == 2
    assert told in run.stderr
    assert "feeds.yml:" in run.stderr


def test_without_feeds_yml_an_example_is_shown(tmp_path, sitegen):
    site = site_with(tmp_path, "")
    (site / "feeds.yml").unlink()
    run = sitegen("gather", cwd=site)
    assert run.returncode == 2
    assert "feeds.yml: error: this file does not exist" in run.stderr
    assert "- name: Harbour Post" in run.stderr
    (site / "feeds.yml").write_bytes(b"\xff\xfe")
    assert "this is not UTF-8 text" in sitegen("gather", cwd=site).stderr


def test_feeds_are_named_by_name_or_glob(tmp_path, sitegen):
    site = site_with(tmp_path, "section: N\nfeeds:\n- {name: Post, address: a.xml}\n"
                               "- {name: Paper, address: b.xml}\n")  # fmt: skip
    (site / "a.xml").write_bytes(rss(item("One", "https://a.example/1")))
    (site / "b.xml").write_bytes(rss(item("Two", "https://b.example/2")))
    assert sitegen("gather", "pap*", "--dry-run", cwd=site).stdout == (
        "content/n/two.md: would be new, from Paper\n1 new draft (1 feed)\n"
    )
    assert list(site.glob("content/**/*.md")) == []
    run = sitegen("gather", "Past", cwd=site)
    assert (run.returncode, "known: Post, Paper" in run.stderr) == (2, True)
    assert sitegen("gather", "post", cwd=site).stdout.endswith("1 new draft (1 feed)\n")


@pytest.mark.integration
def test_check_reports_what_is_wrong_with_feeds_and_with_what_was_dropped(tmp_path, sitegen):
    site = site_with(tmp_path, "section: N\nfeeds: [{name: A, address: ../a.xml}]\n")
    (site / "dropped.txt").write_text("https://a.example/1\nnothing\n")
    run = sitegen("check", cwd=site)
    assert run.returncode == 1
    assert "error: “../a.xml” is neither a web address nor a file" in run.stdout
    assert "dropped.txt:2: error: this line has no address" in run.stdout


# --- OPML ----------------------------------------------------------------------------------

OPML = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1"><head><title>Mine</title></head><body>
<outline text="Energy &amp; gas">
  <outline text="Gas" title="The Gas Weekly" type="rss" xmlUrl="https://gas.example/f" category="/a/Gas,Oil"/>
  <outline text="Deeper"><outline text="Pipes" type="atom" xmlUrl="https://pipes.example/f"/></outline>
</outline>
<outline text="Loose" type="rss" xmlUrl="https://loose.example/f" htmlUrl="https://loose.example/"/>
<outline text="Script" type="rss" xmlUrl="javascript:alert(1)"/>
</body></opml>
"""  # noqa: E501


def test_a_reader_s_list_becomes_feeds(tmp_path):
    (tmp_path / "list.opml").write_text(OPML)
    found = read_opml(tmp_path / "list.opml", "News")
    assert [(f.name, f.address, f.section, f.tags) for f in found] == [
        ("The Gas Weekly", "https://gas.example/f", "Energy & gas", ("Gas", "Oil")),
        ("Pipes", "https://pipes.example/f", "Deeper", ()),
        ("Loose", "https://loose.example/f", "News", ()),
    ]


def test_a_list_is_added_to_feeds_yml_and_comes_out_again(tmp_path, sitegen):
    site = site_with(
        tmp_path,
        "# the feeds\nfeeds:\n  - name: Gas\n    address: https://www.gas.example/f/\n"
        "    section: Gas\n\n  # the last one\n  - {name: pipes, address: p.xml, section: Gas}\n\n"
        "# the end\nsection: Other\n",
    )
    (site / "list.opml").write_text(OPML)
    run = sitegen("gather", "--import-opml", "list.opml", "--section", "News", cwd=site)
    assert run.returncode == 0, run.stderr
    assert run.stdout == (
        "feeds.yml: Pipes 2 (Deeper)\nfeeds.yml: Loose (News)\n2 feeds added, 1 already there\n"
    )
    text = (site / "feeds.yml").read_text("utf-8")
    assert text == (
        "# the feeds\nfeeds:\n  - name: Gas\n    address: https://www.gas.example/f/\n"
        "    section: Gas\n\n  # the last one\n  - {name: pipes, address: p.xml, section: Gas}\n"
        "  - name: Pipes 2\n    address: https://pipes.example/f\n    section: Deeper\n"
        "  - name: Loose\n    address: https://loose.example/f\n    section: News\n\n"
        "# the end\nsection: Other\n"
    )
    run = sitegen("gather", "--import-opml", "list.opml", "--section", "News", cwd=site)
    assert run.stdout == "0 feeds added, 3 already there\n"
    printed = sitegen("gather", "--opml", cwd=site)
    assert printed.returncode == 0
    (site / "out.opml").write_text(printed.stdout, "utf-8")
    found = read_opml(site / "out.opml")
    assert [(f.name, f.section) for f in found] == [
        ("Gas", "Gas"), ("Pipes 2", "Deeper"), ("Loose", "News"),
    ]  # fmt: skip


def test_a_list_makes_feeds_yml_where_there_is_none(tmp_path, sitegen):
    site = site_with(tmp_path, "")
    (site / "feeds.yml").unlink()
    (site / "list.opml").write_text(OPML)
    run = sitegen("gather", "--import-opml", "list.opml", cwd=site)
    assert (run.returncode, "“Loose” is in no folder" in run.stderr) == (1, True)
    assert not (site / "feeds.yml").exists()
    run = sitegen("gather", "--import-opml", "list.opml", "--section", "News", cwd=site)
    assert run.stdout.endswith("3 feeds added\n")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("nothing", "it is not XML"),
        ("<rss></rss>", "this is not an OPML file"),
        ("<opml><body/></opml>", "the file names no feed"),
        ("<opml><body>", "is cut off"),
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path, sitegen, data, told):
    site = site_with(tmp_path, "")
    (site / "list.opml").write_text(data)
    run = sitegen("gather", "--import-opml", "list.opml", cwd=site)
    assert (run.returncode, told in run.stderr) == (1, True), run.stderr


def test_a_list_on_one_line_is_left_to_the_editor(tmp_path, sitegen):
    text = "feeds: [{name: A, address: a.xml, section: B}]\n"
    site = site_with(tmp_path, text)
    (site / "list.opml").write_text(OPML)
    run = sitegen("gather", "--import-opml", "list.opml", "--section", "N", cwd=site)
    assert (run.returncode, "written on one line" in run.stderr) == (2, True)
    assert (site / "feeds.yml").read_text() == text


def test_names_with_marks_come_out_of_opml_as_they_went_in(tmp_path):
    feed = Feed('A "b" <c> & d', "https://a.example/?a=1&b=2", "S & T", ("x",))
    (tmp_path / "o.opml").write_text(opml_text([feed], "T <1>"), "utf-8")
    assert read_opml(tmp_path / "o.opml") == [feed]


def test_each_feed_knows_its_line(tmp_path):
    from sitegen.config import load_config

    site_with(tmp_path, "")
    listed = parse_feeds(
        "section: N\nfeeds:\n\n- name: A\n  address: a.xml\n# x\n- {name: B, address: b.xml}\n",
        load_config(Path(tmp_path)),
    )
    assert listed.lines == (4, 7)
