"""Blocks of plain text come back from the site's own Markdown exactly as they were."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.importing.lines import tidy
from sitegen.importing.markdown import Block, Heading, Items, Paragraph, Rule, write_markdown
from sitegen.reading.markdown import parse_markdown

# What Markdown reads, and what stands next to it; letters of three scripts.
_SIGNS = [
    *"\\`*_{}[]()#+-.!|<>~^:&=\"'/$%@;,?0123456789 \t",
    "a", "b", "Z", "ə", "İ", "س", "\u200c", "“", "”", "—", "&amp;", "&#35;", "<b>", "</p>",
    "<!--", "https://a.example/x_y_z", "[^1]", "^[x]", "[a](b)", "[a]: b", "![", "~~", "``", "***",
    ":::note", ":::",
    "1. ", "- ", "# ", "> ", "    ", "| a | b |", ":---", "---", "===", "~~~", "```", ": ", "~ ",
    "<https://a.example>", "{{ x }}", "{% x %}", "\\(", "(c)", "...",
]  # fmt: skip
texts = st.lists(st.sampled_from(_SIGNS) | st.characters(codec="utf-8"), max_size=25).map(
    lambda parts: tidy("".join(parts))
)
filled = texts.filter(bool)
blocks = st.lists(
    st.builds(Paragraph, filled)
    | st.builds(Heading, filled, st.integers(2, 6))
    | st.just(Rule())
    | st.builds(Items, st.lists(filled, min_size=1, max_size=4).map(tuple))
    | st.builds(Items, st.lists(filled, min_size=1, max_size=4).map(tuple), st.integers(0, 99)),
    min_size=1,
    max_size=6,
)


@given(blocks)
@example([Paragraph("Term"), Paragraph(": no definition")])
@example([Paragraph("[our]: friend"), Paragraph("between [our] friend")])
@example([Paragraph("a | b"), Paragraph("--- | ---"), Paragraph("1 | 2")])
@example([Heading("On C #"), Heading("#")])
@example([Items(("1. one", "- two", "# three")), Items(("a",), 7)])
@example([Paragraph("snake_case and _this_ and __that__")])
def test_what_is_rendered_is_what_was_written(written: list[Block]):
    assert rendered(write_markdown(written)) == expected(written)


@given(blocks)
def test_the_sites_own_renderer_agrees(written: list[Block]):
    parsed = parse_markdown(write_markdown(written))
    assert parsed.targets == ()
    shown = "".join(parsed.body.pieces)
    words = html.unescape(re.sub(r"<[^>]*>", " ", shown)).split()
    assert words == " ".join(text for _, text in expected(written)).split()


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("between [our] friend and country", "between [our] friend and country"),
        ("5 * 3 = 15", r"5 \* 3 = 15"),
        ("1. The first", r"1\. The first"),
        ("It grew by 3.5 percent in 2024.", "It grew by 3.5 percent in 2024."),
        ("- a dash", r"\- a dash"),
        ("-5 degrees", "-5 degrees"),
        ("#1 in the region", "#1 in the region"),
        ("# not a heading", r"\# not a heading"),
        ("see https://a.example/x_y_z", "see https://a.example/x_y_z"),
        ("AT&T & co", "AT&T & co"),
        ("a &amp; b", r"a \&amp; b"),
        ("<script>alert(1)</script>", r"\<script>alert(1)\</script>"),
        ("if a < b", "if a < b"),
        ("[a](https://a.example)", r"[a]\(https://a.example)"),
    ],
)
def test_only_what_markdown_would_read_is_escaped(text, markdown):
    assert write_markdown([Paragraph(text)]) == markdown


def expected(written: list[Block]) -> list[tuple[str, str]]:
    """Name each block or item, and give its text; items of ordered lists bear their number."""
    result = []
    for block in written:
        match block:
            case Paragraph(text):
                result.append(("p", text))
            case Heading(text, level):
                result.append((f"h{level}", text))
            case Rule():
                result.append(("hr", ""))
            case Items(items, None):
                result += [("ul", item) for item in items]
            case Items(items, int(start)):
                result += [(f"ol {start + n}", item) for n, item in enumerate(items)]
    return result


def rendered(markdown: str) -> list[tuple[str, str]]:
    """Read Markdown as the site does, smart typography aside, into the same form."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(deflist_plugin)
    result: list[tuple[str, str]] = []
    tag = ""
    number: int | None = None
    for token in parser.parse(markdown):
        match token.type:
            case "bullet_list_open":
                number = None
            case "ordered_list_open":
                number = int(token.attrs.get("start", 1))
            case "list_item_open":
                tag = "ul" if number is None else f"ol {number}"
                number = None if number is None else number + 1
            case "paragraph_open":
                tag = tag or "p"
            case "heading_open":
                tag = token.tag
            case "hr":
                result.append(("hr", ""))
            case "inline":
                kinds = {child.type for child in token.children or ()}
                assert kinds <= {"text", "text_special"}, (kinds, markdown)
                result.append((tag, "".join(child.content for child in token.children or ())))
            case "paragraph_close" | "heading_close" | "list_item_close":
                tag = ""
            case other:
                assert other in ("bullet_list_close", "ordered_list_close"), other
    return result
