"""Captions and credits of pictures, in figures and outside of them."""

from __future__ import annotations

import pytest

from tests.importing.html.pages import page, paragraphs, read

CAPTION = "The queue at the pier on market day"


def pictured(markup: str) -> tuple[str | None, str | None, str]:
    """Read an article with a picture above its text: caption, credit and body."""
    found = read(
        page(f"<main><h1>Ferry gets a timetable</h1>{markup}<div>{paragraphs()}</div></main>")
    )
    assert found.image.src == "https://harbour.example/a-pier.jpg"
    return found.image.caption, found.image.credit, found.body


IMG = "<img src='/a-pier.jpg' alt=''>"


@pytest.mark.parametrize(
    ("markup", "credit"),
    [
        (f"<div class='x1'>{IMG}<p>{CAPTION}.</p><p>Bild: Anna Schmidt / Hafenpost</p></div>",
         "Anna Schmidt / Hafenpost"),
        (f"<div class='x5'>{IMG}<small>{CAPTION}. Photo: Jane Alden</small></div>", "Jane Alden"),
        ((f"<div class='resim'>{IMG}<div class='resim-alt'><span>{CAPTION}.</span>"
         " <em>Fotoğraf: Cem Kaya</em></div></div>"), "Cem Kaya"),
        ((f"<div class='pic'>{IMG}<span class='pic-sign'>{CAPTION}</span><span class='pic-src'>"
         "ПортИнформ</span></div>"), "ПортИнформ"),
        ((f"<div class='pic'>{IMG}<div class='cap'>{CAPTION}.</div><div class='by'>Jane Alden / AP"
         "</div></div>"), "Jane Alden / AP"),
        ((f"<figure>{IMG}<figcaption>{CAPTION}.<span class='copy'>Visualisierung: Büro Kran</span>"
         "</figcaption></figure>"), "Visualisierung: Büro Kran"),
        ((f"<figure>{IMG}<figcaption><span>{CAPTION}</span> <small>Photograph:"
         " <span itemprop='creditText'>Jane Alden</span></small></figcaption></figure>"),
         "Jane Alden"),
        (f"<figure>{IMG}<figcaption>{CAPTION} (Jane Alden)</figcaption></figure>", "Jane Alden"),
        (f"<figure>{IMG}<figcaption>{CAPTION}. Agence du Port/Noé Vidal</figcaption></figure>",
         "Agence du Port/Noé Vidal"),
    ],
)  # fmt: skip
def test_credit_beside_the_caption(markup: str, credit: str) -> None:
    caption, found, body = pictured(markup)
    assert (caption or "").rstrip(".") == CAPTION
    assert found == credit
    assert CAPTION not in body


@pytest.mark.parametrize(
    "caption",
    [
        "The crew of the <em>Grey Heron</em>",
        "The harbour master (left)",
        "The pier (2019)",
        "The pier of the harbour (Azerbaijan)",
    ],
)
def test_words_of_a_caption_that_are_no_credit(caption: str) -> None:
    shown, credit, _ = pictured(f"<figure>{IMG}<figcaption>{caption}</figcaption></figure>")
    assert credit is None
    assert shown == caption.replace("<em>", "").replace("</em>", "")


def test_a_paragraph_beside_a_picture_is_text() -> None:
    sentence = "The first boat left at ten past six, and nobody was late for it on that day."
    *_, body = pictured(f"<div class='x1'>{IMG}<p>{sentence}</p></div>")
    assert sentence in body


def test_a_thousand_brackets_take_no_time() -> None:
    caption = f"{CAPTION} {'(' * 3000} <span class='credit'>Jane Alden</span>"
    assert pictured(f"<figure>{IMG}<figcaption>{caption}</figcaption></figure>")[1] == "Jane Alden"
