"""Whatever a file holds: an article made of its own words, or a clear error."""

from __future__ import annotations

import html
import re
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sitegen.importing.article import ImportedArticle
from sitegen.importing.decode import decode
from sitegen.importing.lines import tidy
from sitegen.importing.text.reader import read_dump
from sitegen.problems import ContentError

LINES = [
    "Ferry to Turkmenbashi gets a timetable",
    "Ferries",
    "Home",
    "Home > News > Iran",
    "It will leave on Mondays and Thursdays, full or not, the harbour master says.",
    "A missing stretch of track along the shore is to be laid within four years, and not before.",
    "“People ask me whether I am lonely,” says the keeper. “I have [four] goats and a radio.”",
    "harbour-post Workers lay sleepers near Astara. Photo by IRNA.",
    "Workers unload tea (Emin Ismayilov via REUTERS)",
    "Getty Images",
    "[1/5]Boats leave the bay. REUTERS/Emin Ismayilov",
    "1 of 12 |",
    "Maral Durdyeva",
    "By Maral Durdyeva and Orkhan Safarov",
    "Maral Durdyeva · Shoreline · 4 May 2024",
    "Nagorno Plains",
    "Topics covered",
    "railways, astara, transit trade",
    "Tags: gas, oil",
    "May 4, 2024",
    "Published May 4, 2024 10:05 AM EDT",
    "Updated yesterday",
    "04/05/2024",
    "BAKU, May 4 (Shoreline) - Forty boats sailed out of the bay in the first regatta for years.",
    "• one seal for the whole way",
    "1. on the telephone",
    "2. at a kiosk",
    "How fast does it fall?",
    "Subscribe to continue reading",
    "Continue reading by registering at no cost and get access to:",
    "We use cookies to personalise your experience. You agree to our cookie policy.",
    "Reporting by Maral Durdyeva; Editing by John Brook",
    "More from Iran",
    "Related stories",
    "Crane comes by sea",
    "Shoreline Staff | Cranes | May 3, 2024",
    "Ali Dadpay | | Jul 8, 2020",
    "Opinion | What a port is for",
    "https://shoreline.example/ferry",
    "Source: Shoreline",
    "© 2024 Shoreline",
    "Share",
    "-----",
    "قطار باری در ایستگاه بندر کاسپین. عکس: ایرنا",
    "نویسنده: مریم گیلانی",
    "۱۵ اردیبهشت ۱۴۰۳",
    "",
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(LINES), max_size=30).map("\n".join))
@example("\n".join(LINES))
@example("\n".join([*LINES[:1], *LINES[4:6], "More from Iran", LINES[14]]))
def test_pages_of_any_order_hold_only_their_own_words(text: str):
    check(text.encode())


@given(st.text(max_size=300))
def test_any_text(text: str):
    check(text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes):
    check(data)


def check(data: bytes) -> None:
    unclear = []
    try:
        article = read_dump(data, "x.txt")
    except ContentError as error:
        unclear = [problem for problem in error.problems if not (problem.line and problem.hint)]
    else:
        invents_nothing(article, tidy(decode(data, "x.txt").text))
    assert unclear == []


def invents_nothing(article: ImportedArticle, dump: str) -> None:
    """Every value stands in the dump as it is, and the body has no word more often than it."""
    values = [article.title, article.summary, article.section, *article.authors, *article.tags]
    values += [article.image.alt, article.image.caption, article.image.credit]
    values += [article.source.name, article.source.url]
    for item in article.related:
        values += [item.title, *item.authors, *item.tags, item.url]
    assert [value for value in values if value and value not in dump] == []
    shown = MarkdownIt("commonmark", {"html": False}).render(article.body)
    words = Counter(html.unescape(re.sub(r"<[^>]*>", " ", shown)).split())
    assert not words - Counter(re.sub(r"[•·#]|\d\.", " ", dump).split() + dump.split())
