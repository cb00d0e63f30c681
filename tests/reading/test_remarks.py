"""What Markdown would lose, publish unasked or show as text is reported at its line."""

from __future__ import annotations

import time
from textwrap import indent

import pytest

from sitegen.model import Article
from sitegen.reading.markdown import parse_markdown
from sitegen.reading.settings import ReadSettings
from sitegen.reading.source import Reading, read_source

from ..building import article, built, problems_of

SETTINGS = ReadSettings(False, "ascii", "UTC")
FRONT_LINES = 3


def read(body: str, smart: bool = False, language: str = "en") -> Reading:
    text = article("title: A", body)
    settings = SETTINGS._replace(smart=smart, language=language)
    return read_source("iran/a.md", text.encode(), settings, "content/iran/a.md")


def errors(body: str) -> list[tuple[int, int, str]]:
    """Give line, column and code of what keeps a body from being published."""
    found = read(body)
    assert found.record is None
    return [(p.line - FRONT_LINES, p.column, p.code) for p in found.problems]


def warnings(body: str) -> list[tuple[int, int, str]]:
    record = read(body).record
    assert isinstance(record, Article)
    return [(w.line - FRONT_LINES, w.column, w.code) for w in record.warnings]


def html(body: str) -> str:
    """Give the stored body, which must have no remarks."""
    found = read(body)
    assert isinstance(found.record, Article)
    assert found.body is not None
    assert found.record.warnings == ()
    return found.body.decode("utf-8", "replace")


def nested_list(levels: int) -> str:
    return "".join(f"{'  ' * n}- level {n}.\n" for n in range(levels))


# --- nesting -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "last"),
    [
        (nested_list(50), "level 49."),
        ("".join(f"{'   ' * n}1. level {n}.\n" for n in range(50)), "level 49."),
        ("> " * 100 + "deep", "deep"),
        ("> - " * 30 + "deep", "deep"),
        ("- > 1. " * 20 + "deep", "deep"),
        ("> " * 40 + "- a\n" + "> " * 40 + "  - deep", "deep"),
        ("[^n]\n\n[^n]:\n" + indent(nested_list(12), "    "), "level 11"),
        ("[" * 50 + "deep" + "]" * 50, "deep"),
        ("*" * 300 + "deep" + "*" * 300, "deep"),
    ],
)  # fmt: skip
def test_what_nests_deep_is_kept(body, last):
    assert last in html(body)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (nested_list(51), 51),
        ("words\n\n" + "> " * 101 + "deep", 3),
        ("- > " * 60 + "deep", 1),
        ("a\n\n" + "[" * 51 + "deep" + "]" * 51, 3),
    ],
)
def test_what_nests_too_deep_is_an_error_at_its_line(body, line):
    assert [(where, code) for where, _, code in errors(body)] == [(line, "markdown.nesting")]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 | lost |\n", (3, 11, "markdown.table")),
        ("> | a |\n> |---|\n> | 1 | lost\n", (3, 9, "markdown.table")),
        ("a[^1]\n\n[^1]: kept\n\n[^2]: lost\n", (5, 1, "markdown.note")),
        ("a[^1]\n\n[^1]: lost\n[^1]: kept\n", (3, 1, "markdown.note")),
        ("words\n\n[^1]: lost\n\n    and more\n", (3, 1, "markdown.note")),
    ],
)
def test_words_that_would_be_lost_are_an_error(body, found):
    assert errors(body)[0] == found


def test_a_table_that_is_too_large_is_an_error_at_its_line():
    row = "| 1 | 2 |\n"
    assert errors("Text.\n\n| a | b |\n|---|---|\n" + row * 25_000) == [(3, 1, "markdown.table")]
    wide = "|" * 20_000
    assert errors(f"{wide}\n{'|-' * 19_999}|\n{wide}\n{wide}\n") == [(1, 1, "markdown.table")]
    tables = "| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    assert read(tables * 1000).record is not None


def test_a_table_may_have_empty_cells_and_bars_in_words():
    assert "x|y" in html("| a | b |\n|---|---|\n| 1 | x\\|y | |\n| 2 |\n\nafter\n")


# --- comments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "before <!-- secret --> after",
        "before <!-- secret\nsecret --> after",
        "before\n\n<!-- secret -->\n\nafter",
        "before\n<!-- secret -->\nafter",
        "before\n\n<!-- secret\n\nsecret\n\n-->\nafter",
        "before\n\n  <!--secret\n\nsecret--> after",
        "before <!-- secret --><!-- secret --> after",
        "<!-- secret --> before\n\n<!-- a --> <!-- secret\n --> \n\nafter",
        "# before <!-- secret -->\n\nafter",
        "before <!-- secret -->\n===\n\nafter",
        "- before <!-- secret -->\n- after",
        "- before\n\n  <!-- secret\n\n  secret -->\n\n  after",
        "> before\n> <!-- secret\n>\n> secret -->\n> after",
        "| before <!-- secret --> | b |\n|---|---|\n| after | <!-- secret --> |",
        "before[^1]\n\n[^1]: note <!-- secret -->\n\nafter",
        "before\n: meaning <!-- secret -->\n\nafter",
        "[before <!-- secret -->](https://a.example/) after",
        "![before <!-- secret -->](https://a.example/p.png) after",
        "**before <!-- secret -->** after",
        "before <!--> after <!---> end",
        "before <!-- secret -- > ` --> after",
        "before\n\n<!--more-->\n\nafter",
    ],
)
def test_a_comment_is_in_no_page(body):
    text = html(body)
    assert "before" in text
    assert "after" in text
    assert "secret" not in text
    assert "more" not in text
    assert "--" not in text.replace("---", "")


@pytest.mark.parametrize(
    "body", ["`<!-- kept -->`", "```\n<!-- kept -->\n```", "    <!-- kept -->", r"\<!-- kept -->"]
)
def test_a_comment_in_code_is_code(body):
    assert "&lt;!-- kept --&gt;" in html(body)


def test_a_comment_counts_as_no_words_and_is_in_no_contents():
    found = read("## Head <!-- secret -->\n\nTwo words<!-- and a secret of five -->.\n").record
    assert isinstance(found, Article)
    assert [(h.id, h.text.strip()) for h in found.toc] == [("h-head", "Head")]
    assert found.words <= 4


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        ("words <!-- secret\n\nsecret --> words", 1, 7),
        ("words\n\n<!-- secret", 3, 1),
        ("> <!-- secret\n\nsecret -->", 1, 3),
        ("- words\n\n  <!-- secret\n\nsecret -->", 3, 3),
        ("| a <!-- b | c --> |\n|---|---|\n", 1, 5),
        ("# <!-- secret\n-->", 1, 3),
    ],
)
def test_a_comment_without_an_end_is_an_error(body, line, column):
    assert errors(body)[0] == (line, column, "markdown.comment")


@pytest.mark.parametrize("key", ["title", "summary"])
def test_a_comment_in_front_matter_is_an_error(key):
    lines = {"title": "title: A", "summary": "summary: B"}
    lines[key] += " <!-- secret -->"
    text = article("\n".join(lines.values()))
    found = read_source("iran/a.md", text.encode(), SETTINGS, "a.md")
    assert [(p.code, p.line) for p in found.problems] == [
        ("yaml.html-comment", 2 if key == "title" else 3)
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("a <b>c</b> <i>", (1, 3)),
        ("a\n\n<div class=x>\n\nb", (3, 1)),
        ("- a\n- b<br/>", (2, 4)),
        ("a\nb </p>", (2, 3)),
        ('<iframe src="https://a.example/"\n width=1></iframe>', (1, 1)),
        ("<!DOCTYPE html>", (1, 1)),
        ("| a | <u>b</u> |\n|---|---|\n", (1, 7)),
    ],
)
def test_other_html_is_shown_and_warned_of(body, found):
    assert warnings(body) == [(*found, "markdown.html")]


@pytest.mark.parametrize(
    "body",
    ["a < b > d", r"\<b>", "`<b>`", "<https://a.example>", "    <b>", "<a@b.example>", "1<2"],
)
def test_other_signs_are_no_html(body):
    assert warnings(body) == []


# --- links ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", "webcal ftp ftps magnet tg signal sms geo xmpp tel sip".split())
def test_a_harmless_scheme_is_a_link(scheme):
    assert f'href="{scheme}:x"' in html(f"[a]({scheme}:x)")
    assert f'href="{scheme}:x"' in html(f"[a][b]\n\n[b]: {scheme}:x\n")


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        ("words\n[a](javascript:alert(1))", 2, 5),
        ("[a](foo:bar)", 1, 5),
        ("[a](JavaScript&colon;alert(1))", 1, 0),
        ("![a](data:image/png;base64,AAAA)", 1, 6),
        ("words <foo:bar> words", 1, 8),
        ("words [a]\n\n[a]: vbscript:x", 3, 6),
        ("| [a](foo:b) |\n|---|\n", 1, 7),
        ("[^1]\n\n[^1]: [a](foo:b)", 3, 11),
    ],
)
def test_a_link_with_another_scheme_is_warned_of_at_its_line(body, line, column):
    assert warnings(body) == [(line, column, "markdown.scheme")]


@pytest.mark.parametrize(
    "url",
    ["https:evil.example", "HTTP:evil.example/x", "https:/evil.example", "http:///evil.example",
     "https:\\\\evil.example", "https://", "https:?q"],
)  # fmt: skip
def test_a_link_of_the_web_needs_a_host(url):
    found = warnings(f"[words]({url}) and ![picture]({url})")
    assert [(line, code) for line, _, code in found] == [(1, "markdown.scheme")] * 2
    body = read(f"[words]({url}) and ![picture]({url})").body
    assert body is not None
    assert b"evil" not in body


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("a [b *c*](foo:d) e", "<p>a b <em>c</em> e</p>"),
        ("a ![b](data:c) d", "<p>a b d</p>"),
        ("a <foo:bar> b", "<p>a &lt;foo:bar&gt; b</p>"),
        ("[![a](javascript:b)](vbscript:c)", "<p>a</p>"),
    ],
)
def test_of_a_link_that_is_not_made_the_words_are_shown(body, text):
    assert "".join(parse_markdown(body).body.pieces).strip() == text


# --- code, and long texts ------------------------------------------------------------------


def test_long_code_is_shown_plain_with_a_warning():
    body = "words\n\n```php\n" + '<?php $a = "b' * 20_000 + "\n```\n"
    began = time.process_time()
    assert warnings(body) == [(3, 4, "markdown.code")]
    assert time.process_time() - began < 20


def test_much_code_is_highlighted_up_to_a_limit():
    block = "```python\n" + "x = 1\n" * 3000 + "```\n\n"
    assert [code for _, _, code in warnings(block * 7)] == ["markdown.code"] * 2
    assert warnings(block * 5) == []


@pytest.mark.parametrize(
    "piece", ['"a" ', "'a ", '"a ', "'a \" b", "[", "![", "`a", "*a_ ", "<!-- ", "<a", "^["]
)
def test_a_long_paragraph_is_read_in_linear_time(piece):
    text = piece * (400_000 // len(piece))
    began = time.process_time()
    read(text, smart=True)
    assert time.process_time() - began < 30


# --- warnings are of every build -----------------------------------------------------------


def test_a_warm_build_says_what_the_first_one_said(write_files):
    root = write_files(
        {
            "site.yml": "title: D\nbase_url: https://d.example/\n",
            "content/iran/a.md": article("title: A", "a <b>c</b>\n"),
            "content/tags/t.md": article("name: t", "<i>b</i>\n"),
            "content/iran/c.md": article("title: C\ntags: [t]"),
        }
    )
    first, second = built(root), built(root)
    said = [(p.path, p.line, p.code, p.severity) for p in second.said.problems]
    assert said == [
        ("content/iran/a.md", 4, "markdown.html", "warning"),
        ("content/tags/t.md", 4, "markdown.html", "warning"),
    ]
    assert first.said.problems == second.said.problems
    (root / "content/iran/c.md").write_text(article("title: C\ntags: [t]", "Other.\n"))
    assert built(root, verify=True).said.problems == first.said.problems
    (root / "content/iran/a.md").write_text(article("title: A", "a\n"))
    assert [p.path for p in built(root).said.problems] == ["content/tags/t.md"]


def test_words_that_would_be_lost_stop_the_build(write_files):
    deep = article("title: A", "> " * 120 + "words")
    root = write_files({"site.yml": "title: D\n", "content/iran/a.md": deep})
    assert [(p.code, p.line) for p in problems_of(root)] == [("markdown.nesting", 4)]
