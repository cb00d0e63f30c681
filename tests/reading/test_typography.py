"""Typographic quotes: those of the language, and in linear time the same as markdown-it's."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sitegen.reading.markdown import parse_markdown
from sitegen.reading.typography import quotes_of

from ..building import article, built


def smart(text: str, language: str = "en") -> str:
    html = "".join(parse_markdown(text, smart=True, language=language).body.pieces)
    return html.removeprefix("<p>").removesuffix("</p>\n")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "“a ‘b’ c”"),
        ("ru", "«a „b“ c»"),
        ("uk", "«a „b“ c»"),
        ("az", "«a ‹b› c»"),
        ("az-Latn-AZ", "«a ‹b› c»"),
        ("fa", "«a ‹b› c»"),
        ("fa-IR", "«a ‹b› c»"),
        ("de", "„a ‚b‘ c“"),
        ("de-CH", "«a ‹b› c»"),
        ("fr", "«\u00a0a “b” c\u00a0»"),
        ("fr-ch", "«a ‹b› c»"),
        ("tr", "“a ‘b’ c”"),
        ("sv", "”a ’b’ c”"),
        ("pl", "„a «b» c”"),
        ("ja", "「a 『b』 c」"),
        ("xx", "“a ‘b’ c”"),
    ],
)
def test_quotes_are_those_of_the_language(language, expected):
    assert smart("\"a 'b' c\"", language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the '90s and '80s", "the ’90s and ’80s"),
        ("in '90 and", "in ’90 and"),
        ("('90s)", "(’90s)"),
        ("'tis l'été don't", "’tis l’été don’t"),
        ("the dogs' bowls", "the dogs’ bowls"),
        ('*\'a\'* "*b*" "**c** d"', "<em>‘a’</em> “<em>b</em>” “<strong>c</strong> d”"),
        ("\"a\n'b'\"", "“a\n‘b’”"),
        ('a 3" pipe', "a 3&quot; pipe"),
        ("`'a'` \"`b`\"", "<code>'a'</code> “<code>b</code>”"),
    ],
)
def test_apostrophes_and_quotes_are_told_apart(text, expected):
    assert smart(text) == expected


@settings(max_examples=800)
@given(st.text(alphabet=st.sampled_from("ab1 \n\"'\"'*.,(-é“"), max_size=40))
def test_pairs_are_those_that_markdown_it_finds(text):
    theirs = MarkdownIt("commonmark", {"typographer": True}).enable("smartquotes")
    expected = "".join(re.findall("[“”‘]", theirs.render(text)))
    ours = MarkdownIt("commonmark", {"typographer": True}).enable("smartquotes")
    from sitegen.reading.typography import smart_quotes

    ours.core.ruler.at("smartquotes", smart_quotes)
    assert "".join(re.findall("[“”‘]", ours.render(text, {}))) == expected


@pytest.mark.parametrize("language", ["fr", "fr-FR", "fr-CA", "FR"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oui ! Non ? Si ; la", "Oui\u202f! Non\u202f? Si\u202f; la"),
        ("Il dit : « oui »", "Il dit\u00a0: «\u00a0oui\u00a0»"),
        ("*oui* ! `a ?` **b** :", "<em>oui</em>\u202f! <code>a ?</code> <strong>b</strong>\u00a0:"),
        ("« *oui* »", "«\u00a0<em>oui</em>\u00a0»"),
        ("dur\u00a0! et\u202f: fin", "dur\u202f! et\u00a0: fin"),
        ("oui! 12:30 a:b", "oui! 12:30 a:b"),
    ],
)
def test_french_marks_stay_with_their_words(text, expected, language):
    assert smart(text, language) == expected


@pytest.mark.parametrize("language", ["en", "fa", "fry"])
def test_other_languages_keep_their_spaces(language):
    assert smart("a ! b : « c »", language) == "a ! b : « c »"


def test_spaces_are_left_alone_where_typography_is_off():
    html = parse_markdown("Oui !", language="fr").body.pieces
    assert html == ("<p>Oui !</p>\n",)


def test_every_language_has_four_marks():
    assert all(len(quotes_of(tag)) == 4 for tag in "en fr ru ja ur hu zh-Hant pt-PT nn".split())


def test_an_article_has_the_quotes_of_its_own_language(write_files):
    files = {
        "site.yml": "title: D\nlanguage: ru\nmarkdown: {smart: true}\n",
        "content/iran/a.md": article("title: A\ntags: [T]", '"да"\n'),
        "content/iran/b.md": article("title: B\nlang: de", '"ja"\n'),
        "content/tags/t.md": article("name: T", '"тег"\n'),
    }
    root = write_files(files)
    made = built(root)
    assert "«да»" in made.text("iran/a/index.html")
    assert "„ja“" in made.text("iran/b/index.html")
    assert "«тег»" in made.text("tags/t/index.html")
    (root / "site.yml").write_text(files["site.yml"].replace(": ru", ": en"))
    assert "“да”" in built(root).text("iran/a/index.html")
