"""What is indexed of an article."""

from __future__ import annotations

import json
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from sitegen.model import EMBED_BEGIN, EMBED_END, Body
from sitegen.search.folding import folded
from sitegen.search.records import Record, document, facet_table, plain_text, token

RECORD = Record(
    url="/repo/sea/a/",
    title="Gas & <b>oil</b>",
    summary="A “summary”",
    section="Sea, north",
    topics=("Oil: gas, more",),
    authors=("Mina Rad",),
    date="2026-05-04",
    year="2026",
    lang="en",
    dir="",
    text=b"",
)


def test_a_record_is_shown_as_it_was_written_and_filtered_by_whole_names():
    page: Any = LexborHTMLParser(document(RECORD, None))
    card = json.loads(page.css_first("[data-pagefind-meta=card]").text())
    assert card["title"] == RECORD.title
    assert card["url"] == RECORD.url
    facets = {
        "section": "Sea, north",
        "language": "en",
        "year": "2026",
        "topic": "Oil: gas, more",
        "author": "Mina Rad",
    }
    assert dict(RECORD.facets) == facets
    words = page.css("p")[-1].text().split()
    table = json.loads(facet_table([RECORD, RECORD]))
    assert table == {name: [[value, token(name, value), 2]] for name, value in facets.items()}
    for [[_, word, _]] in table.values():
        assert word in words
        assert folded(word) == [word]


def test_the_text_of_a_body_has_no_tags_and_no_gaps():
    body = Body(
        ("<p>See <a ", ">the <em>port</em></a>&amp;c</p>", f"{EMBED_BEGIN}<p>note</p>{EMBED_END}")
    )
    assert plain_text(body).split() == ["See", "the", "port", "&c", "note"]


def test_a_word_that_is_in_every_sentence_is_indexed_a_few_times_and_all_others_are_there():
    body = Body(("<p>" + "the gas, " * 40 + "and the port</p>",))
    words = LexborHTMLParser(document(RECORD, body)).css("p")[-2].text().split()
    assert set(words) == {"the", "gas", "and", "port"}
    assert 1 < words.count("the") == words.count("gas") < 10


def test_an_article_without_a_date_has_no_year():
    record = Record("/a/", "A", "", "S", (), (), "", "", "en", "", None)
    assert record.facets == [("section", "S"), ("language", "en")]
