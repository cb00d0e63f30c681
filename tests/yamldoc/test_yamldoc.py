"""YAML means what it says: what is written comes back, and the traps are closed."""

from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen import yamldoc
from sitegen.config import SiteFile
from sitegen.reading.frontmatter import FrontMatter, ProfileMatter, dump
from sitegen.reading.layout import split_front_matter
from sitegen.reading.settings import ReadSettings
from sitegen.reading.source import read_source

CONTROLS = "".join(chr(n) for n in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
TEXT = st.text(st.characters(codec="utf-8", exclude_characters=CONTROLS), max_size=40)
TRICKY = st.sampled_from(
    "no yes on off null ~ true 010 1.10 12:30 0x1F 1e3 .5 +1 -0 1_000 2024-05-09 <<  = - ? : | >"
    " % @ ` ! & * # [a] {a} 'a' \"a\" a:b a:\xa0b a#b --- ... -a ?a !a &a *a %a @a".split()
) | st.sampled_from(
    ["a: b", "a #b", " a", "a ", "\ta", "a\t", "a\n", "\na", "a\n\nb", "a\n---\nb", "---\na", "- a",
     "? a", "a:", ": a", "#", "\u2028", "\x85", "\ufeffa", "a\rb", "\u200c", "😀", "x" * 200]
)  # fmt: skip
ANY = TEXT | TRICKY


def read(text: str) -> dict[str, object]:
    """Read front matter, which must have no problem."""
    matter, body, _ = split_front_matter(text)
    assert matter is not None
    assert body == "The body.\n"
    source = yamldoc.YamlText("a.md", matter, 1)
    node, problems = yamldoc.compose(source)
    assert problems == []
    assert node is not None
    values, problems = yamldoc.convert(node, FrontMatter, source)
    assert problems == []
    return values


@given(
    title=ANY.filter(str.strip),
    summary=ANY,
    authors=st.lists(ANY.filter(bool), max_size=3),
    extra=st.dictionaries(
        ANY.filter(bool),
        ANY.filter(bool)
        | st.booleans()
        | st.integers(-(10**17), 10**17)
        | st.lists(ANY, min_size=1),
        max_size=3,
    ),
)
@example(title="---", summary="\n---\n", authors=["- a", "no"], extra={"<<": "010", "a": ["", "~"]})
def test_what_is_dumped_is_read_again(title, summary, authors, extra):
    values = {"title": title, "summary": summary, "authors": authors, "extra": extra}
    again = read(dump(values) + "The body.\n")
    kept = {key: value for key, value in values.items() if value}
    assert again.pop("authors", ()) == tuple(kept.pop("authors", ()))
    assert again == kept


def value_of(yaml: str) -> object:
    source = yamldoc.YamlText("x.yml", f"extra: {{v: {yaml}}}\n")
    node, problems = yamldoc.compose(source)
    assert problems == []
    assert node is not None
    return yamldoc.free_value(node.value[0][1].value[0][1])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("010", "010"),
        ("1.10", "1.10"),
        ("12:30", "12:30"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        ("2024-05-09", "2024-05-09"),
        ("99999999999999999999", "99999999999999999999"),
        ("1.0e400", "1.0e400"),
        ("+5", "+5"),
        ("-0", "-0"),
        (".5", ".5"),
        ("'5'", "5"),
        ('"true"', "true"),
        ("5", 5),
        ("-5", -5),
        ("0", 0),
        ("1.5", 1.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("''", ""),
    ],
)
def test_a_free_value_is_a_number_only_if_it_would_be_written_so(written, read):
    found = value_of(written)
    assert (found, type(found)) == (read, type(read))


def test_an_empty_value_is_as_good_as_none():
    text = "---\ntitle: A\ndate:\nsummary: ~\ntags:\nimage: null\nextra:\n---\nThe body.\n"
    assert read(text) == {"title": "A"}


@pytest.mark.parametrize(
    ("yaml", "code", "line", "column"),
    [
        ("a: 1\na: 2", "yaml.duplicate-key", 2, 1),
        ("a: {b: 1, c: 2, b: 3}", "yaml.duplicate-key", 1, 17),
        ("a: &x 1", "yaml.alias", 1, 4),
        ("a: &x 1\nb: *x", "yaml.alias", 1, 4),
        ("a: [&x 1, *x]", "yaml.alias", 1, 5),
        ("a: !x 1", "yaml.tag", 1, 4),
        ("a: !!int 1", "yaml.tag", 1, 4),
        ("a: ! 1", "yaml.tag", 1, 4),
        ("a: !!binary aGk=", "yaml.tag", 1, 4),
        ("? [a]\n: b", "yaml.key", 1, 3),
        ("- a", "yaml.shape", 1, 1),
        ("text", "yaml.shape", 1, 1),
        ("a: b: c", "yaml.syntax", 1, 5),
        ("a:\n\tb: c", "yaml.syntax", 2, 1),
        ("a: 'b", "yaml.syntax", 1, 4),
        ("a: [b", "yaml.syntax", 1, 4),
        ("a: {b: c", "yaml.syntax", 1, 4),
        ("a: b\n---\nc: d", "yaml.syntax", 2, 1),
        ("a: \x07b", "text.control-character", 1, 4),
        ('a: "\\a"', "text.control-character", 1, 4),
        ("ə: ə: ə", "yaml.syntax", 1, 5),
        ("a: " + "[" * 100, "yaml.depth", 1, 67),
        ("\n".join(" " * n + "a:" for n in range(100)), "yaml.depth", 65, 65),
    ],
)
def test_a_trap_is_a_problem_with_its_place(yaml, code, line, column):
    node, problems = yamldoc.compose(yamldoc.YamlText("x.yml", yaml + "\n"))
    assert node is None
    assert [(p.code, p.line, p.column) for p in problems] == [(code, line, column)]
    assert len(problems[0].text()) < 2000


def test_all_equal_keys_are_reported():
    text = "a: 1\na: 2\nb:\n  c: 1\n  c: 2\n  c: 3\n"
    _, problems = yamldoc.compose(yamldoc.YamlText("x.yml", text))
    assert sorted(p.line for p in problems) == [2, 5, 6]


@pytest.mark.parametrize(
    ("yaml", "line"),
    [
        ("a: " + "[" * 200_000, 1),
        ("a: " + "{a: " * 200_000, 1),
        ("a:\n  " + "- " * 50_000, 2),
        ("a: 1\nb: [" + "[1], " * 100 + "[" * 2000, 2),
    ],
)
def test_a_bottomless_value_nests_too_deep(yaml, line):
    """Which column is named depends on the limit that comes first: ours, or libyaml's."""
    _, problems = yamldoc.compose(yamldoc.YamlText("x.yml", yaml + "\n"))
    assert [(p.code, p.message, p.line) for p in problems] == [
        ("yaml.depth", "this nests too deep", line)
    ]


def test_deep_but_sane_nesting_is_read():
    text = "a: " + "[" * 60 + "x" + "]" * 60
    node, problems = yamldoc.compose(yamldoc.YamlText("x.yml", text))
    assert problems == []
    assert node is not None


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_no_text_is_too_strange(text):
    node, problems = yamldoc.compose(yamldoc.YamlText("x.yml", text))
    assert node is None or not problems
    for problem in problems:
        assert problem.line >= 1
        assert problem.text()


@given(st.text("[]{}:,-&*!|>'\"#%@`? \n\tab", max_size=60))
def test_no_punctuation_is_too_strange(text):
    source = yamldoc.YamlText("x.yml", text)
    node, problems = yamldoc.compose(source)
    if node is not None:
        yamldoc.free_value(node)
        yamldoc.convert(node, FrontMatter, source)
    for problem in problems:
        assert problem.line >= 1


@pytest.mark.parametrize(
    ("front", "line", "column"),
    [
        ("title: Platform # 7", 1, 17),
        ("title: A\nsummary: Two lines\n  of text # 5", 3, 11),
        ("title: A\nsummary: #5 of ten", 2, 10),
        ("title: A\nauthors: [Desk, # 7\n  Other]", 0, 0),
        ("title: A\nauthors:\n- Desk # 7\n", 3, 8),
        ("title: A\ntags: [a # b\n  ]", 2, 10),
        ("title: A\nsection: Iran # 7", 2, 15),
        ("title: A\nimage:\n  src: a.png\n  caption: Port # 3\n", 4, 17),
        ("title: A\nsource:\n  name: Paper # 3\n", 3, 15),
        ("title: A\nextra:\n  note: {a: Words # 3\n  }\n", 3, 19),
        ('title: A\nsummary: "Block # 5" # note', 0, 0),
        ("title: A # 1\nsummary: C#, F#5", 1, 10),
        ("title: A\nsummary: C#, F#5", 0, 0),
        ("title: A\nsummary: |  # note\n  # 5", 0, 0),
        ("title: A\nsummary:  # one or two sentences", 0, 0),
        ("title: A\ndate: 2026-05-04 # Monday\ntags: [a, b] # two\nslug: a # b", 0, 0),
    ],
)  # fmt: skip
def test_a_comment_that_cuts_a_text_short_is_a_problem(front, line, column):
    source = yamldoc.YamlText("x.md", front + "\n")
    node, problems = yamldoc.compose(source)
    if node is not None:
        _, problems = yamldoc.convert(node, FrontMatter, source)
    found = [(p.code, p.line, p.column) for p in problems]
    assert found == ([("yaml.comment", line, column)] if line else [])


@pytest.mark.parametrize(
    ("declared", "text", "line"),
    [
        (SiteFile, "title: Digest # 1", 1),
        (SiteFile, "title: D\ndescription: News # 1", 2),
        (SiteFile, "title: D\nmenu:\n- {title: Iran # 1\n  , url: /iran/}", 3),
        (SiteFile, "title: D\nmore_from:\n  title: More # {section}", 3),
        (SiteFile, "title: D\nlanguage: en # b\npage_size: 5 # b\ncontent: a # b", 0),
        (ProfileMatter, "name: Platform # 7", 1),
        (ProfileMatter, "name: P\ndescription: A # b", 2),
        (ProfileMatter, "name: P\nlinks:\n- title: A # b\n  url: /a/", 3),
    ],
)  # fmt: skip
def test_every_text_for_readers_is_declared_as_one(declared, text, line):
    source = yamldoc.YamlText("x.yml", text + "\n")
    node, _ = yamldoc.compose(source)
    assert node is not None
    _, problems = yamldoc.convert(node, declared, source)
    assert [(p.code, p.line) for p in problems] == ([("yaml.comment", line)] if line else [])


@pytest.mark.parametrize(
    "key_and_guess",
    ["plugins", "keywords", "layout", "titel title", "summery summary", "Tags tags", "tag tags",
     "autors authors", "update updated"],
)  # fmt: skip
def test_only_a_key_that_is_near_is_guessed(key_and_guess):
    key, _, guess = key_and_guess.partition(" ")
    source = yamldoc.YamlText("x.yml", f"title: A\n{key}: b\n")
    node, _ = yamldoc.compose(source)
    assert node is not None
    for declared in (FrontMatter, SiteFile):
        known = {field.name for field in msgspec.structs.fields(declared)}
        _, problems = yamldoc.convert(node, declared, source)
        hints = [p.hint for p in problems if p.code == "yaml.unknown-key"]
        expected = f"did you mean `{guess}`?" if guess in known else "known keys: "
        assert all(hint.startswith(expected) for hint in hints), hints


def test_twenty_thousand_unknown_keys_and_bad_aliases_are_reported_in_time():
    keys = "".join(f"summmary{n}: x\n" for n in range(20_000))
    aliases = "".join(f"- bad{n}\n" for n in range(5_000))
    text = f"---\ntitle: A\n{keys}aliases:\n{aliases}---\n"
    began = time.process_time()
    settings = ReadSettings(False, "ascii", "UTC")
    found = read_source("iran/a.md", text.encode(), settings, "a.md").problems
    assert time.process_time() - began < 20
    assert len(found) == 25_000
