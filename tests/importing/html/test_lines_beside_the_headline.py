"""Days and names in the lines beside a headline, in the words and orders that pages use."""

from __future__ import annotations

from typing import Any

import pytest

from tests.importing.html.pages import messages, page, paragraphs, read

TITLE = "Ferry gets a timetable"


def headed(line: str, below: str = "", **ld: Any) -> str:
    return page(f"<main><h1>{TITLE}</h1>{line}<div>{paragraphs()}</div>{below}</main>", **ld)


@pytest.mark.parametrize(
    ("lang", "line", "day"),
    [
        ("en", "4 May 2024 | Harbour Weekly", "2024-05-04"),
        ("az", "29.05.2024 [11:20] Liman Xəbərləri", "2024-05-29T11:20:00"),
        ("de", "Sa 04.05.24 | 14:07 Uhr | Von Anna Schmidt", "2024-05-04"),
        ("fr", "Publié le samedi 4 mai 2024 à 7h12 par Agence du Port", "2024-05-04T07:12:00"),
        ("fa", "تاریخ انتشار: ۱۵ اردیبهشت ۱۴۰۳ | منبع: خبرگزاری بندر", "2024-05-04"),
        ("ar", "كتب: كريم بن صالح | نشر السبت 4 مايو 2024، 16:30", "2024-05-04T16:30:00"),
        ("tr", "07.05.2024 Salı", "2024-05-07"),
    ],
)
def test_day_among_other_words(lang: str, line: str, day: str) -> None:
    found = read(headed(f"<p class='pub'>{line}</p>", lang=lang), url="https://h.example/a")
    assert found.date == day
    assert found.summary is None
    assert line[-10:] not in found.body


def test_numbers_that_may_be_two_days_are_read_in_the_order_of_the_language_only() -> None:
    for lang, day in (("tr", "2024-05-07"), ("en", None)):
        line = "<p class='zaman'>07/05/2024</p>"
        assert read(headed(line, lang=lang), url="https://h.example/a").date == day


@pytest.mark.parametrize(
    "below",
    [
        "<ul><li><a href='/x'>Another ferry</a><span>24.06.2025</span></li></ul>",
        "<a href='/x'><b>Another ferry</b><span>24.06.2025</span></a>",
    ],
)
def test_the_day_of_another_article_is_not_taken(below: str) -> None:
    found = read(headed("", f"<h3>Tarix: more</h3>{below}", lang="tr"), url="https://h.example/a")
    assert found.date is None


def test_the_day_in_a_caption_is_not_the_articles() -> None:
    figure = "<figure><img src='/a-pier.jpg'><figcaption>The pier, 4 May 2023</figcaption></figure>"
    assert read(headed(figure), url="https://h.example/a").date is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<div class='byline'><div>By <b>Jane Alden</b></div><div>Nov. 2, 2024</div></div>",
         ("Jane Alden",)),
        ("<div class='authors'><div>Dr. Jane Alden</div><div>John Roe</div></div>",
         ("Dr. Jane Alden", "John Roe")),
        ("<p class='credits'>Müəlliflər: Leyla Quliyeva, Orxan Əliyev</p>",
         ("Leyla Quliyeva", "Orxan Əliyev")),
        ("<p class='who'>بقلم: ياسر قاسم وهدى النجار</p>", ("ياسر قاسم", "هدى النجار")),
        ("<p class='x'>كتب: <a href='/k'>كريم بن صالح</a> | 4 مايو 2024</p>", ("كريم بن صالح",)),
        ("<p class='x'>Texte : Claire Dubois et Paul Martin</p>", ("Claire Dubois", "Paul Martin")),
        ("<p class='byline'>By Jane Alden and John Roe, Harbour Correspondents</p>",
         ("Jane Alden", "John Roe")),
    ],
)  # fmt: skip
def test_names_of_a_byline(line: str, names: tuple[str, ...]) -> None:
    assert read(headed(line)).authors == names


def test_an_account_is_no_author() -> None:
    line = "<p class='byline'>By Jane Alden</p>"
    assert read(headed(line, author={"name": "admin"})).authors == ("Jane Alden",)
    assert read(headed("", author={"name": "Admin"})).authors == ()


def test_a_sentence_that_begins_with_two_capitals_is_a_dek_and_no_name() -> None:
    dek = "Line Seven shall carry the crew to the pier from 2029 on. Nobody is against it."
    found = read(headed(f"<p class='intro'>{dek}</p>"))
    assert (found.summary, found.authors) == (dek, ())


def test_dek_between_the_headline_and_the_byline_inside_the_header() -> None:
    dek = "Since Monday the boats have left by the clock, and the queue is gone by noon."
    header = (
        f"<header><h1>{TITLE}</h1><p class='article-desc'>{dek}</p><section>By <a href='/j'>Jane"
        " Alden</a> (at the pier) 16 May 2024, 06:30 <span>Reading time 3 min.</span></section>"
        "</header>"
    )
    head = f'<meta property="og:description" content="{dek}">'
    found = read(page(f"<main><article>{header}{paragraphs()}</article></main>", head=head))
    assert found.summary == dek
    assert found.body.startswith("The ferry between")


@pytest.mark.parametrize(
    "h1",
    [
        "<span class='overline'>The harbour</span> <span>Ferry gets a timetable</span>",
        "Ferry gets a timetable <span class='second'>A year of counting is over at last</span>",
    ],
)
def test_title_beside_other_words_in_the_h1(h1: str) -> None:
    found = read(page(f"<main><h1>{h1}</h1>{paragraphs()}</main>"))
    assert found.title == TITLE
    assert "another title" not in messages(found)
