"""The short ways for plain text give the same HTML as the thorough one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.reading.plain import OUTSIDE, spare_plain_text


def parser(short: bool, smart: bool) -> Any:
    made: Any = MarkdownIt("commonmark", {"html": False, "typographer": smart})
    made.enable(["table", "strikethrough"])
    if smart:
        made.enable(["replacements", "smartquotes"])
    made.use(footnote_plugin).use(deflist_plugin)
    if short:
        spare_plain_text(made)
    return made


THOROUGH = {smart: parser(False, smart) for smart in (False, True)}
SHORT = {smart: parser(True, smart) for smart in (False, True)}

PIECES = [
    "Plain words.",
    "“Quoted,” he said",
    "two  spaces  ",
    "trailing\\",
    "a: b",
    "word",
    "1. one",
    "- item",
    "* star",
    "> quote",
    "# head",
    "---",
    "===",
    ": definition",
    "~ definition",
    "| a | b |",
    "|---|---|",
    "[^1]: note",
    "[link](x.md)",
    "[ref]: /url",
    "*em*",
    "**strong**",
    "`code`",
    "a*b*c",
    "![pic](p.png)",
    "&amp;",
    "<b>",
    "    code",
    "  indented",
    "\t tab",
    "text[^1]",
    "~~gone~~",
    "!",
    "^",
    "]",
    "خبر تازه",
    "\u00a0no-break",
    "12. twelve",
    "+ plus",
    "http://example.org",
    "...",
    "--",
]


def short(text: str, smart: bool) -> str:
    """Render the short way, less what marks a link that leads out of the site."""
    html: str = SHORT[smart].render(text, {})
    return html.replace(OUTSIDE, "")


@pytest.mark.parametrize("smart", [False, True])
@settings(max_examples=600)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "  ", "   ", "    ", "> ", "- ", "  - "]), st.sampled_from(PIECES)
        ),
        max_size=9,
    ),
    st.lists(st.sampled_from(["\n", "\n\n", "\n\n\n", " "]), min_size=9, max_size=9),
)
def test_the_short_way_gives_the_same_html(smart, lines, ends):
    text = "".join(lead + piece + end for (lead, piece), end in zip(lines, ends, strict=False))
    assert short(text, smart) == THOROUGH[smart].render(text, {})


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from("ab \n\t*_`~[]()!&<>#-+=|:\\^1.\"'“”…é"), max_size=60))
def test_the_short_way_gives_the_same_html_for_any_characters(text):
    assert short(text, True) == THOROUGH[True].render(text, {})


FRAGMENTS = [
    *("a", "b c", "word", "1", "é", "خبر", "€", "_", "\\", "!", " ", "  ", "\u00a0", "\u200c"),
    *(
        "*",
        "*",
        "**",
        "**",
        "***",
        "`",
        "`",
        "``",
        "[",
        "]",
        "](http://x.yz/z)",
        "](https://x.yz/)",
    ),
    *(
        "(",
        ")",
        ".",
        ",",
        "“",
        "”",
        "‘",
        "’",
        "—",
        "–",
        "-",
        '"',
        "'",
        "«",
        "»",
        ":",
        ";",
        "?",
        "&",
    ),
]


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join), st.booleans())
def test_the_short_way_gives_the_same_html_for_marks_in_a_line(text, smart):
    assert short(text, smart) == THOROUGH[smart].render(text, {})


@pytest.mark.parametrize(
    "text",
    [
        "Words, *one* of them.",
        "“*Quoted* and **strong**,” with `code` and [a link](https://example.org/a/1).",
        "(**in brackets**) — *in dashes* —",
        "*Wait,* she said, **stop!**",
    ],
)
def test_plain_marks_take_the_short_way(text, monkeypatch):
    thorough = THOROUGH[False].render(text, {})
    monkeypatch.setattr(ParserInline, "tokenize", None)
    assert short(text, False) == thorough


LIST_LINES = [
    *(
        "- one",
        "- *two* words",
        "- three  ",
        "-",
        "- ",
        "-  wide",
        "-\ttab",
        "-word",
        "- - in",
        "---",
    ),
    *(
        "* star",
        "+ plus",
        "  under",
        " - near",
        "  - in",
        "    - deep",
        "words",
        ": term",
        "1. one",
    ),
    *("- 1. one", "- > said", "- `code`", "- # head", "- [a](b.md)", "- a | b", "-|-", "> - said"),
    *("2. two", "3) three", "4) four", "0. nil", "12. twelve", "1.one", "1. 1. in", "1.", "1)  w"),
    *("", "", "", "   ", "- [x]: /url", "[^1]: note", "===", "- ~", "- !", "- é"),
]


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(LIST_LINES), max_size=8), st.booleans())
def test_the_short_way_gives_the_same_html_for_lists(lines, smart):
    text = "\n".join(lines)
    assert short(text, smart) == THOROUGH[smart].render(text, {})


def test_plain_blocks_become_one_token():
    text = "Plain words.\n\nAnd *more*.\n\n- one\n- two\n\n> Said.\n"
    types = [token.type for token in SHORT[False].parse(text)]
    assert types == ["plain", "blockquote_open", "plain", "blockquote_close"]
    assert SHORT[True].parse(text)[0].type == "plain"
    assert SHORT[True].parse('A "quoted" word.')[0].type == "paragraph_open"
