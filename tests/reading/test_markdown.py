"""Markdown: what is supported, what is text, what leads into the site."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from sitegen.reading.markdown import Parsed, parse_markdown
from sitegen.yamldoc import FORBIDDEN

TAGS = frozenset(
    "p em strong s code pre span a img br hr ul ol li dl dt dd blockquote table thead tbody tr th"
    " td div h1 h2 h3 h4 h5 h6 sup section html head body".split()
)


def tree_of(html: str) -> Any:
    """Parse HTML; `Any`, for a test that finds no node shall fail, not be typed."""
    return LexborHTMLParser(html)


def html_of(parsed: Parsed) -> str:
    """Join the pieces, with the targets as they were written."""
    pieces = parsed.body.pieces
    assert len(pieces) == len(parsed.targets) + 1
    html = pieces[0]
    for target, piece in zip(parsed.targets, pieces[1:], strict=True):
        html += f'data-target="{target.href}"' + piece
    return html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("Term\n: Its meaning", "<dl>\n<dt>Term</dt>\n<dd>Its meaning</dd>\n</dl>"),
        ("    code", "<pre><code>code\n</code></pre>"),
        ("```\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("```nolang\na\n```", '<pre><code class="language-nolang">a\n</code></pre>'),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("<div>\n\na", "<p>&lt;div&gt;</p>\n<p>a</p>"),
        ("a -- b \"c\"", "<p>a -- b &quot;c&quot;</p>"),
        ("{{ 7*7 }} {% x %}", "<p>{{ 7*7 }} {% x %}</p>"),
        ("## A b", '<h2 id="h-a-b">A b</h2>'),
        ("## İğdır və Şəki", '<h2 id="h-iğdır-və-şəki">İğdır və Şəki</h2>'),
        ("## !!!", '<h2 id="h-section">!!!</h2>'),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("https://a.example", "<p>https://a.example</p>"),
        ("<https://a.example>",
         '<p><a href="https://a.example" rel="external noopener">https://a.example</a></p>'),
        ("[a](b.md)", '<p><a data-target="b.md">a</a></p>'),
        ('[a](b.md "T")', '<p><a data-target="b.md" title="T">a</a></p>'),
        ("![a *b*](c.png)",
         '<p><img data-target="c.png" alt="a b" loading="lazy" decoding="async"></p>'),
        ("&#12;a&copy;", "<p> a©</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_markdown_becomes(markdown, html):
    assert html_of(parse_markdown(markdown)).strip() == html


def test_smart_typography_is_an_option():
    html = html_of(parse_markdown("\"a\" -- 'b' ... (c)", smart=True))
    assert html == "<p>“a” – ‘b’ … ©</p>\n"


def test_a_table_may_be_scrolled():
    parsed = parse_markdown("| a | b |\n|---|:-:|\n| 1 | 2 |\n")
    html = tree_of(html_of(parsed))
    assert html.css_first("div.table[tabindex] > table > tbody td").text() == "1"
    assert html.css("th[style]")[0].text() == "b"


def test_headings_have_distinct_ids_and_the_title_stays_the_only_h1():
    parsed = parse_markdown("# A\n\n## A\n\n## A\n\n### A-2\n\n###### F\n")
    assert [(h.level, h.id, h.text) for h in parsed.toc] == [
        (2, "h-a", "A"),
        (3, "h-a-2", "A"),
        (3, "h-a-3", "A"),
        (4, "h-a-2-2", "A-2"),
        (6, "h-f", "F"),
    ]
    html = html_of(parsed)
    assert "<h1" not in html
    assert re.findall(r'<h(\d) id="(.*?)".*</h(\d)>', html) == [
        ("2", "h-a", "2"),
        ("3", "h-a-2", "3"),
        ("3", "h-a-3", "3"),
        ("4", "h-a-2-2", "4"),
        ("6", "h-f", "6"),
    ]


def test_footnotes_lead_there_and_back():
    parsed = parse_markdown("A[^n] B[^n] C^[inline].\n\n[^n]: The *note*.\n")
    html = tree_of(html_of(parsed))
    ids = {node.attributes["id"] for node in html.css("[id]")}
    assert {t.href.removeprefix("#") for t in parsed.targets} <= ids
    assert ids <= set(parsed.anchors)
    assert "The note." in html.css_first("li").text()


def test_code_is_marked_up_where_its_language_is_known():
    html = html_of(parse_markdown("```python\nx = '<b>' # {{ y }}\n```\n"))
    tree = tree_of(html)
    assert tree.css_first("code.language-python span") is not None
    assert tree.css_first("code").text() == "x = '<b>' # {{ y }}\n"


def test_targets_know_their_line():
    text = "One [a](a.md)\ntwo [b](b.md).\n\n> - ![c](c.png)\n\n[d][d]\n\n[d]: d.md\n"
    parsed = parse_markdown(text, first_line=10)
    lines = [(t.href, t.kind, t.line) for t in parsed.targets]
    assert lines == [
        ("a.md", "link", 11),
        ("b.md", "link", 11),
        ("c.png", "image", 14),
        ("d.md", "link", 16),
    ]


def test_a_picture_in_a_link_and_a_link_in_a_picture():
    parsed = parse_markdown("[![a](p.png)](q.md) ![b [c](d.md)](e.png)\n")
    assert [t.href for t in parsed.targets] == ["q.md", "p.png", "e.png"]
    assert html_of(parsed).count("data-target") == 3


@pytest.mark.parametrize("mark", ["```", "~~~"])
def test_a_fence_s_info_cannot_break_out(mark):
    html = html_of(parse_markdown(f'{mark}"><b>x</b>\na\n{mark}\n'))
    assert not tree_of(html).css("b")


SCHEMES = r"(https?|mailto|tel|sms|geo|xmpp|ircs?|matrix|news):|//"
FRAGMENTS = st.lists(
    st.sampled_from(
        ["[a](b.md)", "![x](y.png)", "<b>", "</p>", "<!--", "<script>", "[^1]", "[^1]: n", "^[i]",
         "# h", "\n", "\n\n", "    ", "- ", "1. ", "> ", "```", "~~~ py", "|a|b|\n|-|-|\n|", ": d",
         "`", "*", "_", "~~", "[r]", "[r]: z.md", "&#106;", "&#0;", "&#12;", "\\", "\x85", "\u2028",
         "javascript:", "](", ")", "<https://x>", "\"", "'", "{{", "ə", "سلام", "\u200f", "🏴"]
    ),
    max_size=30,
).map("".join)  # fmt: skip
ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=120)


@given(text=FRAGMENTS | ANY_TEXT, smart=st.booleans())
@example(text="&#0; \ufffd %00 [a](%00)", smart=False)
@example(text="[a](<\tjavascript:alert(1)>)", smart=False)
@example(text="[a]: b\n\n![a][a]\n[^a]\n\n[^a]: [a]", smart=True)
def test_any_text_becomes_safe_html(text, smart):
    parsed = parse_markdown(text.replace("\x00", ""), smart)
    html = html_of(parsed)
    tree = tree_of(f"<body>{html}</body>")
    for node in tree.css("*"):
        assert node.tag in TAGS, html
        for name, value in node.attributes.items():
            assert not name.startswith("on"), html
            if name in ("href", "src"):
                assert re.match(SCHEMES, value or ""), html
    if not FORBIDDEN.search(text):
        assert not FORBIDDEN.search(html)


def test_a_table_is_a_region_with_a_name_of_its_own():
    head = "| Port | |\n|---|---|\n| Baku | 4 |\n\n"
    bare = "| | |\n|---|---|\n| Depth & | 6 m |\n\n"
    html = "".join(parse_markdown(head + head + bare).body.pieces)
    labels = re.findall(r'role="region" aria-label="([^"]*)" tabindex="0"', html)
    assert labels == ["Port", "Port (2)", "Depth &amp;, 6 m"]
    assert "<th></th>" not in html
    assert html.count("<th>") == 2


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        ((2, 3, 1, 2), (2, 3, 2, 3)),
        ((1, 2, 6), (2, 3, 6)),
        ((2, 3, 4), (2, 3, 4)),
        ((1,), (2,)),
    ],
)
def test_headings_are_lower_by_one_below_a_heading_of_the_first_level(levels, shown):
    """The title is the page's only h1; what comes before one in the text keeps its level."""
    parsed = parse_markdown("".join(f"{'#' * level} H\n\n" for level in levels))
    assert tuple(heading.level for heading in parsed.toc) == shown
