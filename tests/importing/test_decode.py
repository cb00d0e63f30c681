"""Bytes become text by their mark, their declaration, UTF-8, or a detector; or not at all."""

from __future__ import annotations

import pytest

from sitegen.importing.decode import decode, refuse_markup, text_encoding
from sitegen.problems import ContentError

ENGLISH = "“It’s the same soup,” the owner of the café said, “and the same naïve paintings.”\n"
SAMPLES = {
    "windows-1252": ENGLISH,
    "windows-1251": "Иран и Азербайджан подписали соглашение о торговле, сообщил министр.\n",
    "koi8-r": "Паром из Алята впервые вышел из порта в назначенный час, сообщили в управлении.\n",
    "windows-1254": (
        "Bakan, boru hattının yıl sonuna kadar hazır olacağını söyledi. Şimdi sıra komşu ülkenin"
        " güneyinde. Çalışmalar için gereken para bulunmuş, ama işçi sayısı hâlâ yetersizmiş.\n"
    ),
    "windows-1250": "Prezydent powiedział, że umowa zostanie podpisana w środę w południe.\n",
    "windows-1256": "كار لايروبي كانال بندر انزلي پس از دو سال تاخير آغاز شد و قرار است\n",
}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le-bom", "utf-32"])
def test_a_mark_is_obeyed(encoding):
    if encoding == "utf-16-le-bom":
        data = b"\xff\xfe" + ENGLISH.encode("utf-16-le")
    else:
        data = ENGLISH.encode(encoding)
    decoded = decode(data, "x.txt")
    assert decoded.text == ENGLISH
    assert decoded.warnings == ()


@pytest.mark.parametrize(
    "declaration",
    [
        "Content-Type: text/plain; charset=windows-1251\n",
        'content-type: text/plain; charset="cp1251"\n',
        "# -*- coding: windows-1251 -*-\n",
        "Charset: windows-1251\n",
        "https://shoreline.example/ferry\nContent-Type: text/plain; charset=windows-1251\n",
    ],
)
def test_a_declaration_is_obeyed_and_taken_away(declaration):
    text = "Паром пришёл\nСудно стоит у причала.\n"
    decoded = decode((declaration + text).encode("cp1251"), "x.txt")
    kept = declaration.count("\n") - 1
    assert decoded.text == declaration.split("\n")[0] * kept + "\n" * (kept + 1) + text
    assert decoded.encoding == "cp1251"
    assert decoded.warnings == ()


@pytest.mark.parametrize("encoding", SAMPLES)
def test_a_detector_reads_the_rest_with_a_warning(encoding):
    text = SAMPLES[encoding]
    decoded = decode(text.encode(encoding), "x.txt")
    assert decoded.text == text
    (warning,) = decoded.warnings
    assert warning.code == "import.encoding-guess"
    assert warning.severity == "warning"
    assert warning.line == 1


def test_an_encoding_that_is_given_goes_first():
    decoded = decode(SAMPLES["windows-1251"].encode("cp1251"), "x.txt", "cp1251")
    assert decoded.text == SAMPLES["windows-1251"]
    assert decoded.warnings == ()
    with pytest.raises(ContentError) as caught:
        decode(b"ok\ncaf\xe9\n", "x.txt", "utf-8")
    assert caught.value.problems[0].place == "x.txt:2"


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "import.empty", 1),
        (b" \n\t\r\n", "import.empty", 1),
        ("\ufeff\u200b\n".encode(), "import.empty", 1),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "import.binary", 1),
        (b"PK\x03\x04 and more", "import.binary", 1),
        (b"{\\rtf1 Ferry}", "import.binary", 1),
        (b"Ferry\nleaves\x00 at\x00\x01 ten\x00\x00", "import.binary", 2),
        (b"Ferry \x01\x02\x03\x04\x05 leaves", "import.binary", 1),
        (b"\xef\xbb\xbfFerry\n\xff\xfe\xfd", "import.encoding", 2),
    ],
)
def test_what_is_no_text_is_refused(data, code, line):
    with pytest.raises(ContentError) as caught:
        decode(data, "x.txt")
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == (code, line)
    assert problem.hint


@pytest.mark.parametrize(
    ("text", "line"),
    [("The minister\u2019s plan\n\u00e2\u20ac\u2122s", 2), ("Ferry\n\nlea\ufffdes", 3)],
)
def test_damage_from_before_is_told(text, line):
    (warning,) = decode(text.encode(), "x.txt").warnings
    assert (warning.code, warning.line) == ("import.damaged", line)


@pytest.mark.parametrize(
    "text",
    [
        "The <div> element and its </div> were new to the class of 2019.",
        "If a < b and b > c, then nothing follows.",
        "Write <name> here, and <place> there.",
    ],
)
def test_text_about_markup_is_text(text):
    refuse_markup(f"How to write a page\n\n{text}\n", "x.txt")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("<!DOCTYPE html>\n<p>Ferry</p>", "x.txt"),
        ("\n  <html lang=en>", "x.txt"),
        ("<?xml version='1.0'?><rss/>", "x.txt"),
        ("<!-- saved --> <html>", "x.txt"),
        ("Ferry leaves\n<p>The ferry</p>\n<p>leaves</p>\n", "x.txt"),
        ("Ferry leaves\n\nThe ferry leaves at ten.\n", "x.html"),
        ("Ferry leaves\n\nThe ferry leaves at ten.\n", "page.HTM"),
    ],
)
def test_html_is_refused_as_text_and_the_reverse(text, path):
    with pytest.raises(ContentError) as caught:
        refuse_markup(text, path)
    assert caught.value.problems[0].code == "import.html"


@pytest.mark.parametrize("name", ["undefined", "hex", "rot13", "punycode", "klingon", "x" * 5000])
def test_a_declaration_that_is_no_text_encoding_is_left_out(name):
    decoded = decode(f"-*- coding: {name} -*-\n{ENGLISH}".encode(), "x.txt")
    assert decoded.text == f"\n{ENGLISH}"
    (warning,) = decoded.warnings
    assert (warning.code, warning.line) == ("import.encoding-unknown", 1)


@pytest.mark.parametrize("name", ["utf-16", "UTF-16LE", "utf_32"])
def test_wide_encodings_can_be_given(name):
    assert decode(ENGLISH.encode(name), "x.txt", name).text == ENGLISH
    assert text_encoding(name)


def test_a_headline_about_encodings_stays():
    text = f"Encoding: klingon is a script now\n{ENGLISH}"
    assert decode(text.encode(), "x.txt").text == text


@pytest.mark.parametrize("encoding", ["idna", "utf-8", "utf-32"])
def test_bytes_that_an_encoding_cannot_read_are_told(encoding):
    with pytest.raises(ContentError) as caught:
        decode(b"caf\xe9 xn--\xff\xfe --\n" * 3, "x.txt", encoding)
    assert caught.value.problems[0].line == 1
