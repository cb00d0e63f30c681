"""Exports of blogs, feeds, databases, mail and lists to read later."""

from __future__ import annotations

import json
from contextlib import suppress
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from textwrap import dedent

import pytest

from sitegen.config.validate import is_web_link
from sitegen.importing.containers import Contents, Item, Page, Text, Unreadable
from sitegen.importing.containers.kinds import find_container, read_container
from sitegen.importing.containers.values import plain
from tests.importing.containers import builders

LONG = "The ferry leaves on Mondays and Thursdays, full or not, and nobody waits any more. " * 8


def contents_of(data: bytes | str, name: str = "") -> Contents:
    data = dedent(data).encode() if isinstance(data, str) else data
    container = find_container(data)
    assert container is not None
    assert name in container.name
    return read_container(container, data)


def items_of(data: bytes | str, name: str = "") -> list[Item]:
    items = list(contents_of(data, name).entries)
    assert all(isinstance(item, Item) for item in items)
    return items  # type: ignore[return-value]


def reason(data: bytes | str) -> str:
    with pytest.raises(Unreadable) as error:
        contents_of(data)
    return str(error.value)


# --- feeds --------------------------------------------------------------------------------

RSS = f"""\
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Harbour News</title><link>https://harbour.example/</link>
<item><title>Ferry &amp;amp; timetable</title><link>https://harbour.example/ferry</link>
<pubDate>Mon, 04 May 2026 10:05:00 +0400</pubDate><dc:creator>Maral Durdyeva</dc:creator>
<category>Ferries</category><category>Alat</category>
<description>It will leave on &lt;b&gt;Mondays&lt;/b&gt;.</description>
<media:content url="https://harbour.example/ferry.jpg" medium="image"/>
<content:encoded><![CDATA[<p>{LONG}</p><script>alert(1)</script>]]></content:encoded></item>
<item><title>Crane comes by sea</title><link>https://harbour.example/crane</link>
<description>A short line.</description><pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate></item>
<item><description>No title.</description></item>
</channel></rss>
"""


def test_rss_brings_texts_and_briefs():
    contents = contents_of(RSS, "a feed")
    ferry, crane = contents.entries
    assert isinstance(ferry, Item)
    assert ferry.title == "Ferry & timetable"
    assert ferry.url == "https://harbour.example/ferry"
    assert ferry.date == "2026-05-04T10:05:00+04:00"
    assert ferry.authors == ("Maral Durdyeva",)
    assert ferry.tags == ("Ferries", "Alat")
    assert ferry.publisher == "Harbour News"
    assert ferry.summary == "It will leave on Mondays."
    assert ferry.image == "https://harbour.example/ferry.jpg"
    assert LONG.strip() in ferry.html
    assert isinstance(crane, Item)
    assert (crane.html, crane.summary, crane.date) == ("", "A short line.", "")
    assert contents.notes == ("1 entry without a title left out",)


def test_atom_is_read_with_its_text_and_moment():
    (item,) = items_of(
        f"""\
        <feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title>
        <entry><title type="html">A &lt;i&gt;new&lt;/i&gt; ship</title>
        <link href="https://harbour.example/ship"/><id>urn:1</id>
        <published>2026-05-04T10:05:00.123Z</published><updated>2026-05-05T00:00:00Z</updated>
        <author><name>Orkhan Safarov</name></author><category term="Ships"/>
        <content type="html">&lt;p&gt;{LONG}&lt;/p&gt;</content></entry></feed>""",
        "a feed",
    )
    assert item.title == "A new ship"
    assert item.date == "2026-05-04T10:05:00+00:00"
    assert item.updated == "2026-05-05T00:00:00+00:00"
    assert item.authors == ("Orkhan Safarov",)
    assert "<p>The ferry" in item.html


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("The <em>Harbour</em>’s ships, <i>late</i>, return", "The Harbour’s ships, late, return"),
        ("H<sub>2</sub>O in <a href='/x'>Baku</a>.", "H2O in Baku."),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("One<br>two<BR/>three", "One two three"),
        ("<ul><li>One<li>Two</ul>Three", "One Two Three"),
        ("5 &lt; 6 &amp; <b></b>more<script>x</script>", "5 < 6 & more"),
    ],
)
def test_the_text_of_a_title_has_the_spaces_that_a_reader_sees(markup, text):
    assert plain(markup) == text


def test_an_address_is_written_as_a_url_so_that_the_site_can_be_built():
    (item,) = items_of(
        """\
        <rss version="2.0"><channel><title>A</title><item><title>One</title>
        <link>https://a.example/a b|c/گاز?q="x"</link></item></channel></rss>"""
    )
    assert item.url == "https://a.example/a%20b%7Cc/گاز?q=%22x%22"
    assert is_web_link(item.url)


@pytest.mark.parametrize(
    "date",
    ["Mon, 01 Jan 0001 00:00:00 GMT", "01 Jan 0001 00:00:00 +0000", "0001-01-01T00:00:00Z"],
)
def test_the_year_one_is_no_date(date):
    """Programs write it where there is no date; it is not the year 2001."""
    (item,) = items_of(
        f"""\
        <rss version="2.0"><channel><title>A</title><item><title>One</title>
        <link>https://a.example/1</link><pubDate>{date}</pubDate></item></channel></rss>"""
    )
    assert item.date == ""


def test_old_rss_is_read():
    rdf = """\
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <channel rdf:about="https://a.example/"><title>A</title></channel>
    <item rdf:about="https://a.example/1"><title>One</title><link>https://a.example/1</link></item>
    </rdf:RDF>"""
    old = """\
    <rss version="0.91"><channel><title>A</title>
    <item><title>One</title><link>https://a.example/1</link></item></channel></rss>"""
    for feed in (rdf, old):
        (item,) = items_of(feed)
        assert (item.title, item.url) == ("One", "https://a.example/1")


def test_a_json_feed_is_read():
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour",
        "authors": [{"name": "The desk"}],
        "items": [
            {
                "id": "1",
                "url": "https://harbour.example/1",
                "title": "Ferry",
                "content_text": "One <b> line.\n\nTwo.",
                "date_published": "2026-05-04T10:05:00+04:00",
                "tags": ["Ferries", 7],
            },
            {"id": "https://harbour.example/2", "title": "Crane", "summary": "Short."},
            "nonsense",
        ],
    }
    ferry, crane = items_of(json.dumps(feed), "JSON feed")
    assert ferry.html == "<p>One &lt;b&gt; line.</p>\n<p>Two.</p>"
    assert (ferry.tags, ferry.authors) == (("Ferries",), ("The desk",))
    assert (crane.url, crane.summary, crane.html) == ("https://harbour.example/2", "Short.", "")


def test_feeds_that_are_cut_off_or_empty_are_refused():
    assert reason(RSS[: RSS.index("Crane")]) == "the feed is cut off"
    assert reason("<rss><channel><title>A</title></channel></rss>") == "the feed is empty"
    assert reason("<rss><channel><item><link>x</link></item></channel></rss>") == (
        "the feed has no entry with a title"
    )


def test_a_feed_whose_markup_breaks_the_parser_is_refused():
    feed = (
        "<rss><channel><item><title>A</title><x <description>&#1114112;</x></item></channel></rss>"
    )
    with suppress(Unreadable):
        assert items_of(feed)[0].title == "A"


def test_a_feed_cannot_read_files_or_blow_up():
    outside = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (item,) = items_of(f"{outside}<rss><channel><item><title>A&x;B</title></item></channel></rss>")
    assert "root:" not in item.title
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    bomb = f'<!DOCTYPE rss [<!ENTITY l0 "{"ha" * 20}">{levels}]><rss><channel><item><title>T&l8;'
    bomb += "</title></item></channel></rss>"
    with suppress(Unreadable):
        assert all(len(item.title) < 10_000 for item in items_of(bomb))


# --- blogs --------------------------------------------------------------------------------

WXR = """\
<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Harbour blog</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>maral</wp:author_login>
<wp:author_display_name><![CDATA[Maral Durdyeva]]></wp:author_display_name></wp:author>
<item><title>Pier picture</title><wp:post_id>7</wp:post_id><wp:post_type>attachment</wp:post_type>
<wp:status>inherit</wp:status>
<wp:attachment_url>https://harbour.example/pier.jpg</wp:attachment_url></item>
<item><title><![CDATA[Ferry & timetable]]></title><link>https://harbour.example/ferry/</link>
<dc:creator>maral</dc:creator>
<content:encoded><![CDATA[<!-- wp:paragraph -->First paragraph
of two lines.

[caption id="a7"]<img src="https://harbour.example/pier.jpg" alt="Pier"/> The pier[/caption]

<h2>Costs</h2>]]></content:encoded>
<excerpt:encoded><![CDATA[A <b>short</b> one.]]></excerpt:encoded>
<wp:post_id>8</wp:post_id><wp:post_date>2026-05-04 14:05:00</wp:post_date>
<wp:post_date_gmt>2026-05-04 10:05:00</wp:post_date_gmt>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="ports"><![CDATA[Ports]]></category>
<category domain="category" nicename="caspian"><![CDATA[Caspian]]></category>
<category domain="post_tag" nicename="ferries"><![CDATA[Ferries]]></category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>7</wp:meta_value></wp:postmeta>
</item>
<item><title>Not yet</title><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>About</title><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
</channel></rss>
"""


def test_a_wordpress_export_brings_its_posts():
    contents = contents_of(WXR, "WordPress")
    (post,) = contents.entries
    assert isinstance(post, Item)
    assert post.title == "Ferry & timetable"
    assert post.url == "https://harbour.example/ferry/"
    assert post.date == "2026-05-04T10:05:00+00:00"
    assert post.authors == ("Maral Durdyeva",)
    assert (post.section, post.tags) == ("Ports", ("Ferries", "Caspian"))
    assert post.summary == "A short one."
    assert post.image == "https://harbour.example/pier.jpg"
    assert "<p>First paragraph<br>\nof two lines.</p>" in post.html
    assert "<figcaption> The pier</figcaption></figure>" in post.html
    assert "\n<h2>Costs</h2>" in post.html
    assert "wp:paragraph" not in post.html
    assert contents.notes == ("1 draft left out", "1 page left out")


def test_a_wordpress_export_with_a_control_character_is_read_and_a_cut_one_is_refused():
    assert items_of(WXR.replace("short", "sh\x0bort"))[0].title == "Ferry & timetable"
    assert reason(WXR[: WXR.index("Not yet")]) == "the WordPress export is cut off"


GHOST = {
    "db": [
        {
            "meta": {"version": "5.0"},
            "data": {
                "posts": [
                    {
                        "id": "1",
                        "title": "Ferry",
                        "html": '<p>Text.</p><img src="__GHOST_URL__/content/a.jpg">',
                        "status": "published",
                        "type": "post",
                        "published_at": "2026-05-04T10:05:00.000Z",
                        "custom_excerpt": "Short.",
                        "feature_image": "https://harbour.example/f.jpg",
                    },
                    {"id": "2", "title": "Later", "status": "draft", "type": "post"},
                    {"id": "3", "title": "About", "status": "published", "type": "page"},
                ],
                "tags": [{"id": "t1", "name": "Ferries"}, {"id": "t2", "name": "#internal"}],
                "posts_tags": [
                    {"post_id": "1", "tag_id": "t2", "sort_order": 1},
                    {"post_id": "1", "tag_id": "t1", "sort_order": 0},
                ],
                "users": [{"id": "u1", "name": "Maral Durdyeva"}],
                "posts_authors": [{"post_id": "1", "author_id": "u1", "sort_order": 0}],
                "settings": [{"key": "title", "value": "Harbour"}],
            },
        }
    ]
}


def test_a_ghost_export_brings_its_posts():
    contents = contents_of(json.dumps(GHOST), "Ghost")
    (post,) = contents.entries
    assert isinstance(post, Item)
    assert (post.title, post.summary, post.publisher) == ("Ferry", "Short.", "Harbour")
    assert (post.tags, post.authors) == (("Ferries",), ("Maral Durdyeva",))
    assert post.date == "2026-05-04T10:05:00+00:00"
    assert "__GHOST" not in post.html
    assert contents.notes == ("1 draft left out", "1 page left out")


# --- lists to read later ------------------------------------------------------------------

LISTS = {
    "Pocket": """\
        title,url,time_added,tags,status
        "Ferry, a timetable",https://harbour.example/ferry,1777888800,ports|ferries,unread
        """,
    "Pocket ": """\
        <!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul>
        <li><a href="https://harbour.example/ferry" time_added="1777888800" tags="ports,ferries">\
        Ferry, a timetable</a></li></ul></body></html>""",
    "Instapaper": """\
        URL,Title,Selection,Folder,Timestamp,Tags
        https://harbour.example/ferry,"Ferry, a timetable",,Unread,1777888800,\
"[""ports"", ""ferries""]"
        """,
    "Readwise": """\
        Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen
        "Ferry, a timetable",https://harbour.example/ferry,1,\
"['ports', 'ferries']",2026-05-04 10:00:00+00:00,0,new,False
        """,
    "Raindrop": """\
        id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite
        1,"Ferry, a timetable",,,https://harbour.example/ferry,Unsorted,\
"ports, ferries",2026-05-04T10:00:00.000Z,,,false
        """,
    "bookmarks": """\
        <!DOCTYPE NETSCAPE-Bookmark-file-1>
        <TITLE>Bookmarks</TITLE><H1>Bookmarks</H1><DL><p>
        <DT><A HREF="https://harbour.example/ferry" ADD_DATE="1777888800" TAGS="ports,ferries">\
        Ferry, a timetable</A></DL>""",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_to_read_later_brings_what_it_holds_and_no_date_of_publication(name):
    (item,) = items_of(LISTS[name], name.strip())
    assert item.title.strip() == "Ferry, a timetable"
    assert item.url == "https://harbour.example/ferry"
    assert item.tags == ("ports", "ferries")
    assert item.saved_at[:16] == "2026-05-04T10:00"
    assert (item.date, item.section, item.html) == ("", "", "")


def test_folders_of_a_list_are_sections():
    rows = LISTS["Instapaper"].replace("Unread", "Ports")
    assert items_of(rows)[0].section == "Ports"
    rows = LISTS["Raindrop"].replace("Unsorted", "News / Ports")
    assert items_of(rows)[0].section == "Ports"
    html = """\
        <html><head><title>Instapaper: Export</title></head><body><h1>Unread</h1><ol>
        <li><a href="https://a.example/1">One</a></ol><h1>Ports</h1><ol>
        <li><a href="https://a.example/2">Two</a></ol></body></html>"""
    assert [item.section for item in items_of(html)] == ["", "Ports"]


def test_wallabag_brings_the_full_text():
    rows = [
        {
            "title": "Ferry",
            "url": "https://harbour.example/ferry",
            "content": f"<p>{LONG}</p>",
            "is_archived": 0,
            "tags": ["ports"],
            "created_at": "2026-05-09T08:00:00+0000",
            "published_at": "2026-05-04T10:05:00+0000",
            "published_by": ["Maral Durdyeva"],
            "domain_name": "harbour.example",
        }
    ]
    (item,) = items_of(json.dumps(rows), "wallabag")
    assert item.html == rows[0]["content"]
    assert (item.date, item.saved_at) == ("2026-05-04T10:05:00+00:00", "2026-05-09T08:00:00+00:00")
    assert (item.authors, item.tags) == (("Maral Durdyeva",), ("ports",))


def test_a_list_that_is_not_utf8_or_empty_is_refused():
    table = dedent(LISTS["Pocket"]).replace("Ferry", "Fähre").encode("latin-1")
    assert reason(table) == "the Pocket export is not UTF-8 text"
    assert reason("title,url,time_added,tags,status\n") == "the Pocket export is empty"


# --- mail ---------------------------------------------------------------------------------


def mail(kinds: list[tuple[str, str]]) -> bytes:
    message = MIMEMultipart("alternative")
    message["From"] = "Harbour News <news@harbour.example>"
    message["To"] = "reader@example.org"
    message["Subject"] = Header("Fwd: Fähre bekommt Fahrplan", "utf-8").encode()
    message["Date"] = "Mon, 04 May 2026 10:05:00 +0400"
    message["Message-ID"] = "<1@harbour.example>"
    message["Archived-At"] = "<https://harbour.example/letter/1>"
    for kind, text in kinds:
        message.attach(MIMEText(text, kind, "utf-8"))
    return builders.as_bytes(message)


def test_a_newsletter_brings_its_html_subject_sender_and_day():
    (item,) = items_of(mail([("plain", "Text."), ("html", f"<p>{LONG}</p>")]), "mail")
    assert item.title == "Fähre bekommt Fahrplan"
    assert item.publisher == "Harbour News"
    assert item.date == "2026-05-04T10:05:00+04:00"
    assert item.url == "https://harbour.example/letter/1"
    assert "The ferry" in item.html


def test_a_message_of_plain_text_is_a_text_with_fields():
    (text,) = contents_of(mail([("plain", "The ferry leaves.\n")])).entries
    assert isinstance(text, Text)
    assert text.text.strip() == "The ferry leaves."
    assert text.fields["title"] == "Fähre bekommt Fahrplan"
    assert text.fields["source.name"] == "Harbour News"


def test_a_message_without_text_is_refused():
    assert reason(mail([("calendar", "BEGIN:VCALENDAR")])) == (
        "the message has neither HTML nor text"
    )


# --- press databases ----------------------------------------------------------------------

NEXIS = [
    "Ferry gets a timetable",
    "Harbour News",
    "May 4, 2026 Monday",
    "Byline: Maral Durdyeva",
    "Length: 120 words",
    "Body",
    LONG.strip(),
    "Load-Date: May 5, 2026",
    "End of Document",
]


def test_a_word_document_of_a_database_is_a_text_line_by_line():
    (text,) = contents_of(builders.docx(NEXIS), "Word").entries
    assert isinstance(text, Text)
    assert [line for line in text.text.split("\n") if line] == NEXIS


def test_a_word_document_with_a_heading_is_a_page():
    (page,) = contents_of(
        builders.docx([LONG, LONG], "Ferry & timetable".replace("&", "&amp;"))
    ).entries
    assert isinstance(page, Page)
    assert "<h1>Ferry &amp; timetable</h1>" in page.html


def test_rtf_is_a_text_in_any_script():
    persian = r"\u1705?\u1588?\u1578?\u1740?"
    rtf = rf"{{\rtf1\ansi\ansicpg1252 Ferry gets a timetable\par Caf\'e9 {persian}\par}}"
    (text,) = contents_of(rtf, "RTF").entries
    assert isinstance(text, Text)
    assert "Ferry gets a timetable\n" in text.text
    assert "Café کشتی" in text.text


def test_documents_that_are_damaged_or_empty_are_refused():
    assert reason(r"{\rtf1 Ferry") == "the document is cut off"
    assert reason(r"{\rtf1\par}") == "the document has no text"
    assert reason(builders.docx([])) == "the document has no text"
    assert reason(builders.zipped({"word/document.xml": b"<w:"})) == "the document is damaged"


def test_a_damaged_part_of_a_document_is_told():
    data = bytearray(builders.docx(NEXIS))
    at = data.index(b"word/document.xml") + 40
    data[at : at + 20] = bytes(20)
    assert "damaged" in reason(bytes(data))


FACTIVA = f"""\
<html><body>
<div class="article enArticle">
<div id="hd"><span class="enHeadline">Ferry gets a timetable</span></div>
<div class="author">By Maral Durdyeva</div><div>120 words</div><div>4 May 2026</div><div>10:05</div>
<div>Harbour News</div><div>HARB</div><div>English</div><div>(c) 2026 Harbour News</div>
<p class="articleParagraph enarticleParagraph">{LONG}</p>
<p class="articleParagraph enarticleParagraph">Second paragraph.</p>
<p>Document HARB000020260504em5400001</p></div>
<div class="article enArticle"><table><tr><td><b>HD</b></td><td>Crane comes by sea</td></tr>
<tr><td><b>BY</b></td><td>Orkhan Safarov</td></tr><tr><td><b>PD</b></td><td>3 May 2026</td></tr>
<tr><td><b>SN</b></td><td>Harbour News</td></tr><tr><td><b>LP</b></td><td><p>It came.</p></td></tr>
<tr><td><b>TD</b></td><td><p>It stayed.</p></td></tr></table></div>
</body></html>
"""


def test_a_factiva_export_is_one_text_an_article():
    ferry, crane = contents_of(FACTIVA, "database").entries
    assert isinstance(ferry, Text)
    assert isinstance(crane, Text)
    assert ferry.fields == {
        "title": "Ferry gets a timetable",
        "authors": "Maral Durdyeva",
        "date": "2026-05-04",
        "source.name": "Harbour News",
    }
    assert ferry.text == f"Ferry gets a timetable\n\n{LONG.strip()}\n\nSecond paragraph."
    assert crane.fields["authors"] == "Orkhan Safarov"
    assert crane.fields["date"] == "2026-05-03"
    assert crane.text == "Crane comes by sea\n\nIt came.\n\nIt stayed."


def test_a_nexis_page_becomes_lines_with_labels():
    lines = "".join(f"<div class='c{n}'><span>{line}</span></div>" for n, line in enumerate(NEXIS))
    html = f"<html><head><title>LexisNexis</title></head><body>{lines}</body></html>"
    (text,) = contents_of(html, "database").entries
    assert isinstance(text, Text)
    assert [line for line in text.text.split("\n") if line] == NEXIS
