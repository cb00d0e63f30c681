"""One page in many containers: each gives the page, its address, its day and its pictures."""

from __future__ import annotations

import gzip
import zipfile
from io import BytesIO

import pytest

from sitegen.importing.containers import Contents, Page, Unreadable
from sitegen.importing.containers.contents import SAVED
from sitegen.importing.containers.kinds import find_container, read_container
from tests.importing.containers import builders

FRAME = ("https://harbour.example/ad.html", "text/html", b"<html><p>Buy a boat.</p></html>")
OTHER = ("https://harbour.example/other.html", "text/html", b"<html><h1>Other</h1></html>")


def contents_of(data: bytes, name: str = "") -> Contents:
    container = find_container(data)
    assert container is not None
    assert name in container.name
    return read_container(container, data)


def addresses(contents: Contents) -> list[str]:
    return [entry.url for entry in contents.entries if isinstance(entry, Page)]


def page_of(data: bytes, name: str = "") -> Page:
    (page,) = contents_of(data, name).entries
    assert isinstance(page, Page)
    return page


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        contents_of(data)
    return str(error.value)


@pytest.mark.parametrize(
    ("data", "name", "saved_at"),
    [
        (builders.saved_as(), "web page", ""),
        (builders.single_file(), "web page", "2026-05-09T12:00:00+04:00"),
        (builders.mhtml(), "MHTML", "2026-05-09T08:00:00+00:00"),
        (builders.warc(), "WARC", "2026-05-09T08:00:00+00:00"),
        (builders.warc(compress=False), "WARC", "2026-05-09T08:00:00+00:00"),
        (builders.wacz(), "WACZ", "2026-05-09T08:00:00+00:00"),
        (builders.wacz(with_list=False), "WACZ", "2026-05-09T08:00:00+00:00"),
        (builders.webarchive(), "Safari", ""),
        (builders.webarchive(binary=False), "Safari", ""),
    ],
)
def test_a_container_tells_the_address_and_the_day(data, name, saved_at):
    page = page_of(data, name)
    assert (page.url, page.saved_at) == (builders.URL, saved_at)
    assert "café" in page.html


@pytest.mark.parametrize(
    "data", [builders.mhtml(), builders.warc(), builders.wacz(), builders.webarchive()]
)
def test_pictures_come_by_their_address_and_the_page_is_untouched(data):
    page = page_of(data)
    assert page.resources == {builders.PICTURE_URL: builders.PICTURE}
    # Mail turns line ends; nothing else may change.
    assert page.html.replace("\r\n", "\n") == builders.PAGE


def test_inlined_pictures_get_an_address_that_is_never_on_the_web():
    page = page_of(builders.single_file())
    ((address, data),) = page.resources.items()
    assert address.startswith(SAVED)
    assert data == builders.PICTURE
    assert f'src="{address}"' in page.html
    assert "base64" not in page.html


def test_small_inline_pictures_stay_where_they_are():
    dot = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
    page = page_of(f'<!doctype html><img src="{dot}">'.encode())
    assert dot in page.html
    assert page.resources == {}


@pytest.mark.parametrize(
    "damaged",
    ["data:image/png;base64," + "?" * 900, "data:image/png;base64," + "A" * 901 + "=x"],
)
def test_inline_pictures_that_are_none_do_no_harm(damaged):
    assert page_of(f'<!doctype html><img src="{damaged}"><p>Text.</p>'.encode()).resources == {}


def test_the_older_notes_of_browsers_and_httrack_are_read():
    note = (
        b"<!-- Mirrored from harbour.example/a.html by HTTrack Website Copier/3.x [XR&CO'2014],"
        b" Sat, 09 May 2026 08:00:00 GMT -->"
    )
    page = page_of(b"<!DOCTYPE html>\n<html>\n" + note + b"<body>x</body></html>")
    assert page.url == "http://harbour.example/a.html"
    assert page.saved_at == "2026-05-09T08:00:00+00:00"


def test_an_address_that_is_no_web_address_is_not_taken():
    data = b"<!-- saved from url=(0013)javascript:x() -->\n<html><p>x</p></html>"
    assert page_of(data).url == ""


# --- MHTML --------------------------------------------------------------------------------


def test_cid_references_lead_to_their_parts():
    page = builders.PAGE.replace(builders.PICTURE_URL, "cid:ferry@mhtml.blink")
    data = builders.mhtml(page).replace(
        f"Content-Location: {builders.PICTURE_URL}".encode(), b"Content-ID: <ferry@mhtml.blink>"
    )
    found = page_of(data, "MHTML")
    ((address, picture),) = found.resources.items()
    assert picture == builders.PICTURE
    assert f'src="{address}"' in found.html


def test_mhtml_without_a_page_or_its_end_is_refused():
    data = builders.mhtml()
    assert reason(data.replace(b"text/html", b"text/plain")) == "the MHTML file has no HTML page"
    assert reason(data[: len(data) // 2]) == "the MHTML file is cut off"


@pytest.mark.parametrize("name", ["Content-Location", "Content-ID", "Snapshot-Content-Location"])
def test_headers_with_bytes_out_of_ascii_do_no_harm(name):
    data = builders.mhtml().replace(f"{name}: ".encode(), f"{name}: ".encode() + b"\xff\xfe")
    assert "café" in page_of(data).html


# --- WARC and WACZ ------------------------------------------------------------------------


def test_frames_inside_a_page_are_no_pages():
    page = builders.PAGE.replace("</main>", '<iframe src="/ad.html"></iframe></main>')
    contents = contents_of(builders.warc(page, more=[FRAME]))
    assert addresses(contents) == [builders.URL]
    assert contents.notes == ("frames inside pages are left out: 1",)


def test_a_record_that_is_longer_or_shorter_than_it_says_is_damage(capsys):
    plain = builders.warc(compress=False)
    assert "damaged or cut off" in reason(plain.replace(b"<h2>", b"<h2>more"))
    assert "damaged or cut off" in reason(plain.replace(b"captain", b""))
    assert capsys.readouterr().err == ""


def test_all_pages_of_a_crawl_are_read_in_their_order():
    contents = contents_of(builders.warc(more=[OTHER, OTHER]))
    assert addresses(contents) == [builders.URL, OTHER[0]]


def test_a_list_of_pages_decides_and_tells_what_is_missing():
    with zipfile.ZipFile(BytesIO(builders.wacz())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["archive/data.warc.gz"] = builders.warc(more=[OTHER])
    files["pages/pages.jsonl"] += b'\n{"url": "https://harbour.example/gone"}\nnot json\n'
    contents = contents_of(builders.zipped(files), "WACZ")
    assert addresses(contents) == [builders.URL]
    missing = "the archive lists a page that is not in it: https://harbour.example/gone"
    assert contents.notes == (missing,)


def test_archives_that_are_damaged_or_hold_no_page_are_refused():
    data = builders.warc()
    assert reason(data[: len(data) // 2]).startswith("the archive is damaged or cut off")
    plain = builders.warc(compress=False)
    assert "damaged or cut off" in reason(plain[: plain.index(b"captain")])
    info = builders.warc_record("warcinfo", "", b"software: test\r\n", "application/warc-fields")
    assert reason(info) == "the archive has no web page"


# --- zip bombs ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["archive/data.warc", "word/document.xml"])
def test_a_zip_bomb_is_refused_before_it_unfolds(name):
    bomb = builders.zipped({"datapackage.json": b"{}", name: bytes(300_000_000)})
    assert len(bomb) < 1_000_000
    assert reason(bomb) == "the archive unfolds to more than 250 MB"


def test_a_gzip_bomb_inside_a_warc_is_refused():
    packed = gzip.compress(bytes(400_000_000), 9)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    record = builders.warc_record("response", "https://a.example/", head + packed)
    assert reason(record).startswith("the archive has more than 20 MB at https://a.example/")


# --- Safari -------------------------------------------------------------------------------


@pytest.mark.parametrize("binary", [True, False])
def test_web_archives_that_are_cut_off_or_hold_no_page_are_refused(binary):
    data = builders.webarchive(binary=binary)
    assert reason(data[:-60]) == "the web archive is damaged or cut off"
    pdf = data.replace(b"text/html", b"image/png")
    assert reason(pdf) == "the web archive has no HTML page"


# --- encodings ----------------------------------------------------------------------------

TEXT = "Der Fährmann grüßt; a café at the quay. " * 20


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("utf-8-sig", '<meta charset="windows-1252">'),
        ("utf-16", ""),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
        ("cp1252", '<meta charset="utf-8">'),
        ("cp1252", ""),
        ("iso-8859-15", '<meta charset="latin-9">'),
    ],
)
def test_bytes_are_read_as_they_are_whatever_a_page_declares(encoding, declared):
    html = f"<!doctype html><html><head>{declared}</head><body><p>{TEXT}</p></body></html>"
    assert "Der Fährmann grüßt; a café" in page_of(html.encode(encoding)).html


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("كتاب في الميناء والسفينة. ", "windows-1256"), ("Паром пришёл в порт. ", "koi8-r")],
)
def test_pages_in_old_encodings_of_other_scripts_are_read(text, encoding):
    html = f'<!doctype html><meta charset="{encoding}"><p>{text * 20}</p>'
    assert text.strip() in page_of(html.encode(encoding)).html


def test_binary_data_in_a_page_is_refused():
    assert reason(b"<!doctype html><html>" + bytes(range(256)) * 50).startswith("this is binary")


def test_a_page_is_told_from_its_content_and_plain_text_is_none():
    for start in ("<!-- a --><!-- b --><html>", "\ufeff  <!DOCTYPE html>", "<?xml version='1.0'?><html>"):  # fmt: skip  # noqa: E501
        container = find_container(start.encode())
        assert container is not None
        assert container.name == "a web page"
    for text in ("Ferry gets a timetable\n", "3 < 4 and so on", "From: us\nText.", "{not json", "<3 the sea"):  # fmt: skip  # noqa: E501
        assert find_container(text.encode()) is None


def test_many_comments_before_a_page_take_no_time():
    assert find_container(b"<!-- x -->" * 6000 + b"!") is None


def test_a_page_of_pictures_is_read_and_one_of_endless_markup_is_refused():
    picture = "data:image/png;base64," + "A" * 20_000_000
    page = page_of(f'<!doctype html><img src="{picture}"><p>Text.</p>'.encode())
    assert len(page.html) < 200
    assert reason(b"<!doctype html>" + b"<b>x" * 2_500_000) == (
        "the page's markup is larger than 8 MB"
    )
