"""Embeds on pages and in feeds: what each shows, and which pages an edit renders again."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from tests.building import article, messages, problems_of
from tests.building import built as build_site
from tests.engine.sites import built, clean_output, picture, tree

PAGE = "iran/2026/02/a/index.html"
OTHER = "iran/2026/02/b/index.html"
SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/repo/\n",
    "content/iran/2026-02-03-b.md": article("title: B"),
    "data/fields.csv": "field,opened,share\nAzeri,1997,36\nShah Deniz,2006,\n",
    "data/other.csv": "a\n1\n",
    "static/ship.png": picture(60, 40),
}


@pytest.fixture
def site(write_files):
    def make(body: str, **files: str | bytes) -> Path:
        text = article("title: A", body)
        root: Path = write_files({**SITE, "content/iran/2026-02-04-a.md": text, **files})
        return root

    return make


def shown(root: Path):
    """Give what the article's page and its entry in the feed show of the body."""
    made = build_site(root)
    entry = next(e for e in made.feed("feed.xml").entries if e.title == "A")
    return made.html(PAGE).css_first("div.body"), entry.content[0].value


def test_a_figure(site):
    body, feed = shown(
        site(
            ":::figure\nsrc: /ship.png\nalt: A & B\ncaption: C\ncredit: D\n"
            "link: 2026-02-03-b.md\n:::"
        )
    )
    image = body.css_first("figure.figure > a > img")
    assert body.css_first("figure > a").attributes["href"] == "/repo/iran/2026/02/b/"
    assert image.attributes["src"] == "/repo/ship.png"
    assert (image.attributes["width"], image.attributes["alt"]) == ("60", "A & B")
    assert body.css_first("figcaption .caption").text() == "C"
    assert body.css_first("figcaption .credit").text() == "D"
    assert 'src="https://example.org/repo/ship.png"' in feed
    assert "C — D" in feed
    assert "class=" not in feed


def test_a_gallery(site):
    body, feed = shown(
        site(
            ":::gallery\npictures:\n  - {src: /ship.png, alt: One, credit: D}\n"
            "  - {src: https://example.net/two.jpg, caption: Two}\ncaption: Both\n:::"
        )
    )
    sources = [image.attributes["src"] for image in body.css(".gallery li img")]
    assert sources == ["/repo/ship.png", "https://example.net/two.jpg"]
    assert [node.text().strip() for node in body.css("figcaption")] == ["D", "Two", "Both"]
    assert feed.count("<img") == 2


def test_texts_are_markdown_and_feeds_have_quotations(site):
    body, feed = shown(
        site(
            ":::note\ntitle: T <b>\n\nSee [B](2026-02-03-b.md) *now*.\n:::\n\n"
            ":::correction\ndate: 2026-05-05\n\nNot so.\n:::\n\n:::pullquote\nby: E\n\nSo.\n:::"
        )
    )
    assert body.css_first(".note .label").text() == "T <b>"
    assert body.css_first(".note a").attributes["href"] == "/repo/iran/2026/02/b/"
    assert body.css_first(".note em").text() == "now"
    assert body.css_first(".correction time").attributes["datetime"] == "2026-05-05"
    assert body.css_first(".pullquote .by").text() == "E"
    assert feed.count("<blockquote>") == 3
    assert 'href="https://example.org/repo/iran/2026/02/b/"' in feed


def test_a_timeline(site):
    body, feed = shown(
        site(
            ":::timeline\nevents:\n  - {date: 2026-05-04, title: One, text: A day}\n"
            "  - {date: Spring 2027, text: A season}\n  - {date: 2026-99-99}\n:::"
        )
    )
    assert [node.text().strip() for node in body.css(".when")] == [
        "May 4, 2026",
        "Spring 2027",
        "2026-99-99",
    ]
    assert body.css_first(".timeline ol").attributes["aria-label"] == "Timeline"
    assert "<li><strong>May 4, 2026</strong> One. A day</li>" in feed


def test_a_table(site):
    columns = "columns:\n  - {name: share, title: Share, align: center}\n  - {name: field}\n"
    body, feed = shown(site(f":::table\ndata: fields\ncaption: C\nsource: S\n{columns}:::"))
    assert [cell.text() for cell in body.css("th")] == ["Share", "field"]
    assert [cell.attributes["class"] for cell in body.css("td")[:2]] == ["center", "start"]
    assert [cell.text() for cell in body.css("td")] == ["36", "Azeri", "", "Shah Deniz"]
    assert body.css_first(".table").attributes["aria-label"] == "C"
    assert body.css_first("figcaption").text() == "Source: S"
    assert "<td>Azeri</td>" in feed


def test_values_of_a_table_are_shown_as_they_are_written(site):
    rows = '[{"open": true, "shut": false, "none": null, "list": ["ə", 1], "n": 1.50}]'
    body, _ = shown(site(":::table\ndata: odd\n:::", **{"data/odd.json": rows}))
    assert [cell.text() for cell in body.css("td")] == ["true", "false", "", '["ə", 1]', "1.5"]


def test_a_table_of_all_columns_puts_numbers_at_the_end(site):
    body, _ = shown(site(":::table\ndata: fields\n:::"))
    found = [(cell.text(), cell.attributes["class"]) for cell in body.css("th")]
    assert found == [("field", "start"), ("opened", "end"), ("share", "end")]


def test_video_and_audio_load_nothing_from_another_host(site):
    files = {
        "static/talk.mp3": b"ID3",
        "content/iran/v.mp4": b"\0\0\0\x18ftyp",
        "content/iran/v.vtt": "WEBVTT\n",
    }
    body, feed = shown(
        site(
            ":::video\nsrc: v.mp4\nposter: /ship.png\nsubtitles: v.vtt\ntitle: T\n:::\n\n"
            ":::video\nlink: https://video.example/1\nposter: /ship.png\n:::\n\n"
            ":::audio\nsrc: /talk.mp3\ncaption: C\n:::",
            **files,
        )
    )
    video = body.css_first("video")
    assert video.attributes["src"] == "/repo/iran/v.mp4"
    assert (video.attributes["poster"], video.attributes["preload"]) == ("/repo/ship.png", "none")
    assert body.css_first("track").attributes["src"] == "/repo/iran/v.vtt"
    assert body.css_first("a.elsewhere").attributes["href"] == "https://video.example/1"
    assert body.css_first("audio").attributes["src"] == "/repo/talk.mp3"
    outside = [n.attributes["src"] for n in body.css("[src]") if ":" in n.attributes["src"]]
    assert outside == []
    assert "<video" not in feed
    assert 'href="https://example.org/repo/talk.mp3"' in feed
    made = tree(build_site(site("")).output)
    assert {"iran/v.mp4", "iran/v.vtt"} <= made.keys()


def test_files_of_a_draft_wait_with_it(site):
    files = {
        "content/iran/draft.md": article("title: D\ndraft: true", ":::figure\nsrc: s.png\n:::")
    }
    root = site("Text.", **files, **{"content/iran/s.png": picture(1, 1)})
    assert "iran/s.png" not in build_site(root).paths()
    assert "iran/s.png" in build_site(root, drafts=True).paths()


def test_embeds_of_pages_and_profiles(site):
    embed = ":::figure\nsrc: /ship.png\n:::"
    root = site(
        "",
        **{
            "content/pages/about.md": article("title: About", embed),
            "content/sections/iran.md": article("name: Iran", embed),
            "content/index.md": embed,
        },
    )
    made = build_site(root)
    for path in ("about/index.html", "iran/index.html", "index.html"):
        assert made.html(path).css_first(".body figure.figure img"), path


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            ":::figure\nsrc: no.png\n:::",
            ":5:6: broken picture “no.png”: there is no such picture beside this file",
        ),
        (
            ":::figure\nsrc: /ship.png\nlink: no.md\n:::",
            ":6:7: broken link “no.md”: there is no such file",
        ),
        (
            ":::figure\nsrc: /ship.png\nlink: /nowhere/\n:::",
            ":6:7: broken link “/nowhere/”: this site has no such page",
        ),
        (
            ":::audio\nsrc: ../../site.yml\n:::",
            ":5:6: broken file “../../site.yml”: there is no such file beside this file",
        ),
        (":::table\ndata: field\n:::", ":5:7: there is no data file “field”"),
        (
            ":::table\ndata: fields\ncolumns: [{name: year}]\n:::",
            ":5:7: the data file has no column “year”",
        ),
        (":::table\ndata: words\n:::", ":5:7: the data file is not a list of rows"),
    ],
)
def test_what_an_option_names_must_be_there(site, body, message):
    found = messages(problems_of(site(body, **{"data/words.yml": "a: 1\n"})))
    assert found == [f"content/iran/2026-02-04-a.md{message}"]


EVERYTHING = (
    "Text.\n\n:::note\nWords.\n\n:::figure\nsrc: /ship.png\ncaption: C\n:::\n:::\n\n"
    ":::table\ndata: fields\n:::"
)
NAMES = ("feed.xml", "rss.xml", "feed.json")
FEEDS = {f"{folder}{name}" for folder in ("", "iran/") for name in NAMES}
CAPTION = EVERYTHING.replace("caption: C", "caption: D")
EDITS: dict[str, tuple[dict[str, str], set[str]]] = {
    "its data": ({"data/fields.csv": "field\nAzeri\n"}, {PAGE, *FEEDS}),
    "other data": ({"data/other.csv": "a\n2\n"}, set()),
    "an option": ({"content/iran/2026-02-04-a.md": article("title: A", CAPTION)}, {PAGE, *FEEDS}),
    "a line above": (
        {"content/iran/2026-02-04-a.md": article("title: A", f"\n\n{EVERYTHING}")},
        set(),
    ),
    "its template": ({"templates/embeds/figure.html": "<b>{{ embed.caption }}</b>"}, {PAGE}),
    "a template inside": ({"templates/embeds/_figcaption.html": "<i>x</i>"}, {PAGE}),
    "its plain template": ({"templates/embeds/plain/note.html": "<p>{{ text }}</p>"}, FEEDS),
    "another template": ({"templates/embeds/audio.html": "<b></b>"}, set()),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_renders_the_pages_that_show_it_and_no_more(site, write_files, name):
    files, again = EDITS[name]
    root = site(EVERYTHING)
    built(root)
    write_files(files)
    assert set(built(root).rendered) == again
    assert tree(root / "public") == clean_output(root, root.with_name(f"{root.name}-fresh"))
    assert built(root, verify=True).rendered == {}


def test_a_changed_text_around_embeds_is_planned_alone(site, write_files):
    root = site(EVERYTHING)
    built(root)
    write_files({"content/iran/2026-02-04-a.md": article("title: A", f"More.\n\n{EVERYTHING}")})
    assert set(built(root).rendered) == {PAGE, *FEEDS}
    assert tree(root / "public") == clean_output(root, root.with_name(f"{root.name}-fresh"))


def test_many_pages_with_embeds_are_rendered_in_processes(site):
    files = {f"content/iran/{n}.md": article(f"title: T{n}", EVERYTHING) for n in range(230)}
    root = site(EVERYTHING, **files)
    built(root, jobs=2)
    pages = list((root / "public/iran").glob("*/index.html"))
    assert sum("<figcaption>" in page.read_text() for page in pages) == 230


def test_a_theme_without_embeds_gets_the_default_ones(site):
    root = site(
        EVERYTHING,
        **{
            "site.yml": f"{SITE['site.yml']}theme: {{name: bare}}\n",
            "themes/bare/templates/base.html": "{% block main %}{% endblock %}",
            "themes/bare/templates/article.html": "{{ page.body|body }}",
        },
    )
    assert '<p class="label">Note</p>' in build_site(root).text(PAGE)


def test_a_mistake_in_an_embed_s_template_names_it(site):
    files = {"templates/embeds/figure.html": "{{ embed.captoin }}"}
    (problem, *_) = problems_of(site(EVERYTHING, **files))
    assert problem.place == "templates/embeds/figure.html:1"
    assert problem.message == "the embed has no attribute `captoin`"
    assert problem.hint == "did you mean `caption`?"


def test_a_feed_is_well_formed_whatever_options_hold(site):
    body = ':::figure\nsrc: /ship.png\ncaption: "<b>&amp;]]>"\n:::'
    _, feed = shown(site(body))
    assert "&lt;b&gt;&amp;amp;]]&gt;" in feed
    assert unescape(feed)
