"""Which values a page gives, from where, and what happens where its sources disagree."""

from __future__ import annotations

import pytest

from sitegen.importing.article import Given
from tests.importing.html.pages import (
    ADDRESS,
    PARAGRAPHS,
    article,
    messages,
    page,
    paragraphs,
    read,
)


def test_values_that_sources_agree_on_are_certain():
    found = read(
        page(
            author={"@type": "Person", "name": "Jane Alden"},
            datePublished="2024-05-04T10:05:00.000+02:00",
            articleSection="Ports",
            keywords=["ferries", "harbours"],
            publisher={"@type": "Organization", "name": "Harbour Weekly"},
        )
    )
    assert found.title == "Ferry gets a timetable"
    assert found.authors == ("Jane Alden",)
    assert found.date == "2024-05-04T10:05:00+02:00"
    assert (found.section, found.tags) == ("Ports", ("ferries", "harbours"))
    assert (found.source.name, found.source.url) == ("Harbour Weekly", ADDRESS)
    assert found.lang == "en"
    assert found.body == "\n\n".join(PARAGRAPHS)
    assert found.provenance["title"] == "h1 and JSON-LD headline"
    assert found.provenance["date"] == "JSON-LD datePublished"


def test_title_of_two_sources_goes_before_a_third():
    head = '<meta property="og:title" content="A boat by the clock - Harbour Weekly">'
    found = read(page(article(title="A boat by the clock"), head=head, title="Ferry news"))
    assert found.title == "A boat by the clock"


def test_seen_title_goes_before_a_declared_one_and_the_other_is_named():
    found = read(page(article(title="A ferry by the clock"), title="Ferry runs by the clock now"))
    assert found.title == "A ferry by the clock"
    assert "Ferry runs by the clock now" in messages(found)


def test_site_name_is_no_part_of_a_title():
    markup = page(
        f"<main>{paragraphs()}</main>",
        title="Ferry gets a timetable | Harbour Weekly",
        publisher={"name": "Harbour Weekly"},
    )
    assert read(markup).title == "Ferry gets a timetable"


DEK = "Two boats, one pier and a sheet of paper that took a year to write"


@pytest.mark.parametrize(
    "dek",
    [
        f'<p class="article__standfirst">{DEK}</p>',
        f'<div class="post-subtitle"><span>{DEK}</span></div>',
        f"<h2>{DEK}</h2>",
    ],
)
def test_dek_below_the_headline(dek):
    found = read(page(f"<main><h1>Ferry gets a timetable</h1>{dek}{paragraphs()}</main>"))
    assert found.summary == DEK
    assert DEK not in found.body


def test_description_that_is_the_first_paragraph_is_no_dek():
    head = f'<meta property="og:description" content="{PARAGRAPHS[0][:90]}…">'
    found = read(page(head=head))
    assert found.summary is None
    assert "the page has no summary" in messages(found)


def test_description_that_no_reader_sees_is_taken_with_a_note():
    head = f'<meta name="description" content="{DEK}">'
    found = read(page(head=head))
    assert found.summary == DEK
    assert "no reader sees it" in messages(found)


def test_publisher_is_no_author_where_a_byline_names_one():
    body = f'<main><h1>Ferry gets a timetable</h1><p class="byline">By Jane Alden and John Roe</p>{paragraphs()}</main>'  # fmt: skip  # noqa: E501
    found = read(
        page(body, author={"name": "Harbour Weekly"}, publisher={"name": "Harbour Weekly"})
    )
    assert found.authors == ("Jane Alden", "John Roe")
    assert "Jane Alden" not in found.body
    assert "left out above the text" not in messages(found)
    assert "the authors are taken from the byline alone" in messages(found)


def test_declared_author_goes_before_another_byline():
    body = f'<main><h1>Ferry gets a timetable</h1><p class="byline">By John Roe</p>{paragraphs()}</main>'  # fmt: skip  # noqa: E501
    assert read(page(body, author=[{"name": "Jane Alden"}])).authors == ("Jane Alden",)


def test_date_of_the_headline_is_taken_with_a_note_where_none_is_declared():
    body = f'<main><h1>Ferry gets a timetable</h1><time datetime="2024-05-04T10:05+04:00">4 May</time>{paragraphs()}</main>'  # fmt: skip  # noqa: E501
    found = read(page(body))
    assert found.date == "2024-05-04T10:05:00+04:00"
    assert "from time element alone" in messages(found)


def test_a_page_without_a_date_gets_none():
    found = read(page(), url="https://harbour.example/ferry")
    assert found.date is None
    assert "the page has no date" in messages(found)


def test_what_the_user_says_goes_first():
    given = Given(section="Ports", date="2024-06-01", authors=("John Roe",), tags=("piers",))
    found = read(
        page(author={"name": "Jane Alden"}, datePublished="2024-05-04", keywords="ferries"),
        given=given,
    )
    assert (found.section, found.date, found.authors) == ("Ports", "2024-06-01", ("John Roe",))
    assert found.tags == ("ferries", "piers")
    assert "--date takes the place of “2024-05-04”" in messages(found)


HERO = (
    '<figure><img src="/pics/pier-large.jpg" alt="A pier"><figcaption>The old pier at dawn.'
    ' <span class="credit">Photo: Jane Alden</span></figcaption></figure>'
)


def test_picture_above_the_text_with_caption_and_credit():
    found = read(page(f"<main><h1>Ferry gets a timetable</h1>{HERO}{paragraphs()}</main>"))
    image = found.image
    assert image.src == "https://harbour.example/pics/pier-large.jpg"
    assert (image.alt, image.caption) == ("A pier", "The old pier at dawn.")
    assert image.credit == "Jane Alden"
    assert "pier" not in found.body.split("\n\n")[0].removeprefix(PARAGRAPHS[0])


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("The pier. (Photo: Jane Alden)", "The pier.", "Jane Alden"),
        ("The pier. Foto: Jane Alden/dpa", "The pier.", "Jane Alden/dpa"),
        ("The pier | Jane Alden", "The pier", "Jane Alden"),
        ("The pier. © Jane Alden", "The pier.", "Jane Alden"),
        ("اسکله در سپیده‌دم. عکس: جین آلدن", "اسکله در سپیده‌دم.", "جین آلدن"),
        ("Пирс на рассвете. Фото: Джейн Олден", "Пирс на рассвете.", "Джейн Олден"),
        ("The pier at dawn.", "The pier at dawn.", None),
    ],
)
def test_credit_in_the_caption(caption, text, credit):
    figure = f'<figure><img src="/a-pier.jpg"><figcaption>{caption}</figcaption></figure>'
    found = read(page(f"<main><h1>Ferry gets a timetable</h1>{figure}{paragraphs()}</main>"))
    assert (found.image.caption, found.image.credit) == (text, credit)


def test_logos_and_faces_are_no_hero():
    body = (
        '<main><h1>Ferry gets a timetable</h1><img src="/logo.svg">'
        '<div class="author"><img src="/faces/jane.jpg"></div>' + HERO + paragraphs() + "</main>"
    )
    assert read(page(body)).image.src == "https://harbour.example/pics/pier-large.jpg"


def test_language_that_the_text_contradicts():
    found = read(page(lang="de"))
    assert found.lang == "en"
    assert "its text is en" in messages(found)
