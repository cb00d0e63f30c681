"""Embeds in Markdown: where they begin and end, their options, and what is wrong with them."""

from __future__ import annotations

import time

import pytest

from sitegen.model import EMBED_BEGIN, EMBED_END
from sitegen.reading.markdown import parse_markdown
from sitegen.reading.remarks import problems_of


def html(text: str) -> str:
    """Read a text that has no problems; the text of an embed stands in brackets."""
    parsed = parse_markdown(text)
    assert parsed.remarks == ()
    return marked("".join(parsed.body.pieces))


def marked(html: str) -> str:
    return html.replace(EMBED_BEGIN, "[").replace(EMBED_END, "]").replace("\n", "")


def problems(text: str) -> list[tuple[str, str]]:
    """Give the place and the words of each problem in a text that begins on line 5 of its file."""
    found = problems_of(parse_markdown(text, first_line=4).remarks, text, "a.md", 4)
    return [(problem.place, problem.message) for problem in found]


@pytest.mark.parametrize(
    ("text", "title", "shown"),
    [
        (":::note\nWords.\n:::", "", "[<p>Words.</p>]"),
        (":::note\n\nWords.\n\n:::", "", "[<p>Words.</p>]"),
        ("::: note\nWords.\n:::", "", "[<p>Words.</p>]"),
        (":::note\ntitle: Why\n\nWords.\n:::", "Why", "[<p>Words.</p>]"),
        (":::note\ntitle: Why\n---\nWords.\n:::", "Why", "[<p>Words.</p>]"),
        (":::note\n---\ntitle: Why\n:::", "", "[<p>title: Why</p>]"),
        (":::note\nTitle: Why\n:::", "", "[<p>Title: Why</p>]"),
        (":::note\ntitle: >\n  Why\n\n  not\n\nWords.\n:::", "Why\nnot\n", "[<p>Words.</p>]"),
        ("Before\n:::note\nWords.\n:::\nAfter", "", "<p>Before</p>[<p>Words.</p>]<p>After</p>"),
        (
            "> :::note\n> Words.\n> :::",
            "",
            "<blockquote>[<p>Words.</p>]</blockquote>",
        ),
        ("- :::note\n  Words.\n  :::", "", "<ul><li>[<p>Words.</p>]</li></ul>"),
        ("::::note\n:::\n::::", "", "[<p>:::</p>]"),
        (":::note\n```\n:::\n```\n:::", "", "[<pre><code>:::</code></pre>]"),
    ],
)
def test_a_note_and_its_text(text, title, shown):
    parsed = parse_markdown(text)
    (use,) = parsed.embeds
    assert marked("".join(parsed.body.pieces)) == shown
    assert (use.name, use.options) == ("note", {"title": title})


def test_embeds_lie_in_embeds_and_keep_their_order():
    text = (
        ":::note\n:::figure\nsrc: a.png\n:::\n\n:::correction\nNo.\n:::\n:::\n\n"
        ":::figure\nsrc: b.png\n:::"
    )
    assert html(text) == "[[][<p>No.</p>]][]"
    uses = parse_markdown(text).embeds
    assert [use.name for use in uses] == ["note", "figure", "correction", "figure"]
    assert [target.href for use in uses for target in use.targets] == ["a.png", "b.png"]


def test_what_is_no_embed_stays_text():
    assert html("a :::note b") == "<p>a :::note b</p>"
    assert html("    :::note") == "<pre><code>:::note</code></pre>"
    assert html("`:::note`") == "<p><code>:::note</code></p>"
    assert html(r"\:::note") == "<p>:::note</p>"


def test_words_links_headings_and_notes_of_a_text_are_those_of_the_body():
    text = ":::note\n## Why\n\nSome [words](b.md)[^1].\n:::\n\n[^1]: A source."
    parsed = parse_markdown(text, first_line=9)
    assert [heading.text for heading in parsed.toc] == ["Why"]
    assert (parsed.targets[0].href, parsed.targets[0].line) == ("b.md", 13)
    assert parsed.words == 5
    assert parsed.remarks == ()


def test_the_place_of_what_an_option_names():
    text = "> - :::gallery\n>   pictures:\n>     - {src: a.png}\n>     - src: /b.png\n>   :::"
    (use,) = parse_markdown(text, first_line=4).embeds
    found = [(target.href, target.line, target.column) for target in use.targets]
    assert found == [("a.png", 7, 15), ("/b.png", 8, 14)]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (":::figur\n:::", "5:4", "there is no embed called “figur”"),
        ("Text.\n\n:::note\nWords.", "7:1", "the embed “note” that begins here has no end"),
        ("- :::note\n\nWords.\n:::", "5:3", "the embed “note” that begins here has no end"),
        (":::figure\n:::", "5", "`figure.src` is missing"),
        (":::figure\nsrc: a.png\ncaptoin: B\n:::", "7:1", "unknown key `figure.captoin`"),
        ("> :::figure\n> src: a.png\n> nope: B\n> :::", "7:3", "unknown key `figure.nope`"),
        (":::figure\nsrc: [a.png]\n:::", "6:6", "must be the name of a picture, not a list"),
        (":::figure\nWords.\n:::", "6:1", "keys and values are expected here"),
        (":::figure\nsrc: 'a\n:::", "6:6", "the quote that begins here is not closed"),
        (":::note\n:::", "5", "this note has no text"),
        (":::note\ntitle: A\n:::", "5", "this note has no text"),
        (":::note\ntext: A\n:::", "6:1", "unknown key `note.text`"),
        (":::correction\ndate: May\n\nA\n:::", "6:7", "must be a day: 2026-05-04, not “May”"),
        (":::video\ntitle: A\n:::", "5", "this video needs `src` or `link`"),
        (":::gallery\npictures: []\n:::", "6:11", "`gallery.pictures`"),
        (":::timeline\nevents:\n  - {text: A}\n:::", "7:5", "`timeline.events.date` is missing"),
        (
            ":::figure\nsrc: data:image/png,x\n:::",
            "6:6",
            "“data:image/png,x” is not a picture's name or address",
        ),
        (
            ":::video\nsrc: https://a.example/b.mp4\n:::",
            "6:6",
            "“https://a.example/b.mp4” is not a file of this site",
        ),
        (
            ":::video\nlink: javascript:alert(1)\n:::",
            "6:7",
            "“javascript:alert(1)” is not a link that can be published",
        ),
    ],
)
def test_a_mistake_has_its_place(text, place, words):
    ((found, message), *_) = problems(text)
    assert found == f"a.md:{place}"
    assert words in message


def test_hints():
    def hint(text: str) -> str:
        return parse_markdown(text).remarks[0].hint

    assert hint(":::figur\n:::") == "did you mean `figure`?"
    assert hint(":::figure\nsrc: a\ncaptoin: B\n:::") == "did you mean `caption`?"
    assert hint(":::note\ntext: A\n:::") == "write the text below the options, after an empty line"
    assert "figure, gallery" in hint(":::zzzz\n:::")


def test_an_end_without_a_beginning_is_a_doubt():
    ((place, message),) = problems("Text.\n\n:::\n")
    assert (place, message) == ("a.md:7:1", "this line of ::: ends no embed, and readers see it")


@pytest.mark.parametrize("before", ["", "Words.\n", "- Item\n", "> Words.\n"])
@pytest.mark.parametrize(
    "line", [":::note Good to know", ':::figure "a b.png"', ":::figure a b.png", "::: {.note}"]
)
def test_a_line_that_begins_no_embed_is_a_doubt(before, line):
    found = problems(f"{before}{line}\n")
    number = 5 + before.count("\n")
    message = "this line of ::: begins no embed, and readers see it"
    assert found == [(f"a.md:{number}:1", message)]
    end = f"a.md:{number + 2}:1", "this line of ::: ends no embed, and readers see it"
    assert problems(f"{before}{line}\nalt: A\n:::\n") == [*found, end]


def test_many_embeds_without_an_end_are_read_in_linear_time():
    parsed = parse_markdown(":::note\n" * 20_000)
    assert len(parsed.remarks) == 1


def test_many_files_in_one_embed_are_placed_in_linear_time():
    pictures = "".join("  - {src: a.png, alt: A}\n" for _ in range(30_000))
    began = time.process_time()
    parsed = parse_markdown(f":::gallery\npictures:\n{pictures}:::\n")
    assert time.process_time() - began < 30
    assert parsed.remarks == ()


def test_embeds_nest_as_deep_as_quotations():
    depth = 150
    text = ":::note\n" * depth + "Words.\n" + ":::\n" * depth
    assert any("nest too deep" in remark.message for remark in parse_markdown(text).remarks)


def test_the_file_of_an_embed_follows_its_name():
    short = parse_markdown(":::figure a.png\nalt: A boat\n:::")
    long = parse_markdown(":::figure\nsrc: a.png\nalt: A boat\n:::")
    assert short.remarks == ()
    assert [use.options for use in short.embeds] == [use.options for use in long.embeds]
    assert html("::: table fields\n:::") == "[]"
    assert html(":::video a'b:.mp4\n:::") == "[]"


@pytest.mark.parametrize("line", [":::tip Look", ":::note why", ":::note a title"])
def test_words_after_a_name_that_takes_no_file_are_text(line):
    parsed = parse_markdown(f"{line}\n\nHere.")
    assert marked("".join(parsed.body.pieces)) == f"<p>{line}</p><p>Here.</p>"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (":::figure javascript:x\n:::", "a.md:5:11"),
        ("> :::figure javascript:x\n> :::", "a.md:5:13"),
        (":::figure a.png\nalz: A boat\n:::", "a.md:6:1"),
        (":::figure a.png\nsrc: b.png\n:::", "a.md:6:1"),
    ],
)
def test_problems_of_an_embed_whose_file_follows_its_name(text, place):
    assert [found for found, _ in problems(text)] == [place]
