"""The text keeps its structure, and reads in Markdown as it does on the page."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from sitegen.importing.article import Given
from tests.importing.html.pages import PARAGRAPHS, article, messages, page, paragraphs, read

RENDERER = MarkdownIt("commonmark", {"html": False}).enable("table").enable("strikethrough")


def between(markup: str) -> str:
    """Read a page with some markup after its second paragraph; give what became of that."""
    body = read(page(article(markup))).body
    before, _, rest = body.partition(PARAGRAPHS[1])
    assert before.strip() == PARAGRAPHS[0]
    inner, found, _ = rest.partition(PARAGRAPHS[2])
    assert found
    return inner.strip()


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("<h2>The new boat</h2>", "## The new boat"),
        ("<h3>On <em>time</em></h3>", "### On *time*"),
        (
            "<ul><li>Ropes<ul><li>hemp</li><li>steel</li></ul></li><li>Bells</li></ul>",
            "- Ropes\n\n  - hemp\n  - steel\n- Bells",
        ),
        ("<ol start=3><li>Cast off</li><li>Row</li></ol>", "3. Cast off\n4. Row"),
        (
            "<blockquote><p>We row.</p><p>We <b>do</b> row.</p></blockquote>",
            "> We row.\n>\n> We **do** row.",
        ),
        (
            '<pre><code class="language-python">row(3)\n  stop()</code></pre>',
            "```python\nrow(3)\n  stop()\n```",
        ),
        ("<pre>a ``` b</pre>", "````\na ``` b\n````"),
        (
            "<table><tr><th>Boat<th>Seats</tr><tr><td>Heron<td>40 | 44</table>",
            "| Boat | Seats |\n| --- | --- |\n| Heron | 40 \\| 44 |",
        ),
        (
            "<p>The boats row on <a href='../maps?a=1&copy=2'>the map</a> of the bay.</p>",
            "The boats row on [the map](https://harbour.example/2024/maps?a=1&copy=2) of the bay.",
        ),
        (
            "<p>One of the boats is here.<br>The other one is not.</p>",
            "One of the boats is here.\\\nThe other one is not.",
        ),
        (
            "<p>The first boat rows to the pier.<br><br>The other one rows back again.</p>",
            "The first boat rows to the pier.\n\nThe other one rows back again.",
        ),
        (
            "<p>Run <code>row --far</code> to see what both boats do all day.</p>",
            "Run `row --far` to see what both boats do all day.",
        ),
        (
            "<div>Both boats row in a text that no paragraph element holds, as old pages do.</div>",
            "Both boats row in a text that no paragraph element holds, as old pages do.",
        ),
        (
            '<figure><img src="/b.jpg" alt="A boat"><figcaption>Heron (Photo: Jo Roe)</figure>',
            (
                ":::figure https://harbour.example/b.jpg\nalt: A boat\ncaption: Heron\n"
                "credit: Jo Roe\n:::"
            ),
        ),
        (
            '<figure><img src="/b.jpg"><figcaption>Baku: a port<br>by <b>night</b></figure>',
            (":::figure https://harbour.example/b.jpg\ncaption: 'Baku: a port by night'\n:::"),
        ),
        (
            '<p><img data-src="/b.jpg" src="data:image/gif;base64,R0lGOD"></p>',
            "![](https://harbour.example/b.jpg)",
        ),
    ],
)
def test_structure(markup, markdown):
    assert between(markup) == markdown


@pytest.mark.parametrize(
    "text",
    [
        "1984. That was the year in which the old boat was sold to a man from the salt works.",
        "# of boats: two, said the harbour office in the first line of its yearly report.",
        "- so the man said - and nobody in the room had any wish to contradict him at all.",
        "A price of 5*3*2 coins, a file_name_here, and 2 < 3 > 1 stand in the harbour's report.",
        "The report says <b>nothing</b> of it, &amp; it links [nowhere](at all) and ![there](x).",
        "Costs | gains | and a lot of bars stand in the old table of the harbour office's book.",
        "+ or = or --- may begin a line in the book that the harbour office keeps for its boats.",
        "[^1]: such notes, `ticks` and ~~strokes~~ are all in the text that the office printed.",
    ],
)
def test_text_that_looks_like_markdown_stays_text(text):
    import html

    markdown = between(f"<p>{html.escape(text)}</p>")
    tokens = RENDERER.parse(markdown)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    shown = "".join(child.content for child in tokens[1].children or [])
    assert shown == text


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("a<b>bold</b>b", "a<strong>bold</strong>b"),
        ("<b>one</b><b>two</b>", "<strong>onetwo</strong>"),
        ("<b> one </b>two", "<strong>one</strong> two"),
        ("<i><b>both</b></i>", "<em><strong>both</strong></em>"),
        ("<b>“quoted”</b>and on", "“quoted”and on"),
        ("<em></em>x<strong> </strong>y", "x y"),
        ("<b>5*3</b>", "<strong>5*3</strong>"),
        ("<a href='/a[b](c)'>x]y</a>", '<a href="https://harbour.example/a%5Bb%5D(c)">x]y</a>'),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("<a href='#note'>x</a>", "x"),
    ],
)
def test_emphasis_and_links_read_the_same_again(markup, html):
    lead = "Both of the boats row to the old pier in the morning"
    shown = RENDERER.render(between(f"<p>{lead} {markup} again today.</p>"))
    assert shown == f"<p>{lead} {html} again today.</p>\n"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<div class="share-bar"><a href="#">Tell a friend</a></div>', "Tell a friend"),
        ('<aside class="promo">Our weekly letter</aside>', "Our weekly letter"),
        ('<div id="newsletter-signup"><p>Letters for all</p></div>', "Letters for all"),
        ("<p>Advertisement</p>", "Advertisement"),
        (
            '<p>Read more: <a href="/other">The other ferry</a></p>',
            "Read more",
        ),
        (
            '<h3>Related</h3><ul><li><a href="/a">The other ferry</a><li><a href="/b">3</a></ul>',
            "The other ferry",
        ),
        (
            '<div><a href="/c"><img src="/c.jpg"><h3>The fourth ferry</h3></a></div>',
            "The fourth ferry",
        ),
        (f"<blockquote>{PARAGRAPHS[0]}</blockquote>", PARAGRAPHS[0][:40]),
    ],
)
def test_what_interrupts_the_text_is_left_out_with_a_warning(markup, text):
    found = read(page(article(markup)))
    assert found.body == "\n\n".join(PARAGRAPHS)
    assert text in messages(found)


def test_paywall_prompt_is_cut():
    prompt = "<p>Subscribe now to continue reading this article.</p>"
    found = read(page(article().replace("</article>", prompt + "</article>")))
    assert found.truncated
    assert found.body == "\n\n".join(PARAGRAPHS)
    assert "Subscribe now" in messages(found)


def test_a_text_without_a_prompt_is_whole():
    assert not read(page(isAccessibleForFree=False)).truncated


def test_list_of_sources_on_other_hosts_stays():
    sources = (
        "<h2>Where to read on</h2><ul><li><a href='https://maps.example/bay'>The bay</a></li>"
        "<li><a href='https://tides.example/'>The tides</a></li></ul>"
    )
    assert "[The tides](https://tides.example/)" in between(sources)


def test_headings_of_the_titles_level_are_lowered():
    assert between("<h1>The new boat</h1>") == "## The new boat"


def test_parentheses_of_an_address_stay_where_they_are_balanced():
    sentence = "The crew rows to <a href='/{}'>the pier</a> of the old harbour each morning."
    for path, written in (("Pier_(old)", "Pier_(old)"), ("a)b(c", "a%29b%28c")):
        assert f"](https://harbour.example/{written})" in between(f"<p>{sentence.format(path)}</p>")


def test_a_list_of_places_on_the_page_is_no_list_of_links():
    assert between("<ul><li><a href='#a'>Ropes</a></li><li><a href='#b'>Bells</a></li></ul>") == (
        "- Ropes\n- Bells"
    )


def test_words_inside_a_sentence_are_text_whatever_their_name():
    text = "Two boats row to <a class='popup' href='javascript:note()'>the old pier</a> and back."
    assert between(f"<div>{text} They do so each day of the week.</div>") == (
        "Two boats row to the old pier and back. They do so each day of the week."
    )


def test_short_sentences_at_both_ends_of_the_text_stay():
    markup = page(article()).replace("</h1>", "</h1><p>It is late.</p>")
    markup = markup.replace("</article>", "<p>The clock is right.</p></article>")
    assert read(markup).body == "\n\n".join(["It is late.", *PARAGRAPHS, "The clock is right."])


def test_text_in_several_boxes_of_one_name_is_whole():
    long = "".join(f"<p>{text}</p>" for text in PARAGRAPHS * 4)
    short = f"<h3>At night</h3><p>{PARAGRAPHS[0]} So it is.</p><p>{PARAGRAPHS[1]} So it is.</p>"
    parts = f"<div class='part first'>{long}</div><div class='part'>{short}</div>"
    body = read(page(f"<main><h1>Ferry gets a timetable</h1><div>{parts}</div></main>")).body
    assert f"### At night\n\n{PARAGRAPHS[0]} So it is." in body


def test_a_picture_may_come_again_further_down_but_not_right_away():
    picture = "![The pier](https://harbour.example/a-pier.jpg)"
    image = "<img src='/a-pier.jpg' alt='The pier'>"
    assert between(image * 2) == picture
    far = f"<p>{PARAGRAPHS[0]} It is so.</p>"
    assert between(image + far + image).count(picture) == 2


def test_a_list_of_pictures_is_no_list_of_links():
    items = "".join(f"<li><img src='/pier-at-{n}.jpg' alt='Pier {n}'></li>" for n in range(2))
    assert between(f"<ul>{items}</ul>").count("https://harbour.example/pier-at-") == 2


@pytest.mark.parametrize("path", ["pics/pier.jpg", "./pics/pier.jpg"])
def test_picture_of_a_page_without_an_address_keeps_its_path(path):
    markup = page(article(f"<img src='{path}' alt='The pier'>"))
    found = read(markup, url="")
    assert "![The pier](pics/pier.jpg)" in found.body
    assert "named by their paths: “pics/pier.jpg”" in messages(found)
    known = read(markup, url="", given=Given(source_url="https://harbour.example/2024/ferry"))
    assert "https://harbour.example/2024/pics/pier.jpg" in known.body


@pytest.mark.parametrize(
    "path", ["../pier.jpg", "/pics/pier.jpg", "file:///pier.jpg", "a/../b.jpg"]
)
def test_no_picture_of_a_page_without_an_address_leaves_its_folder(path):
    found = read(page(article(f"<img src='{path}' alt='The pier'>")), url="")
    assert "pier.jpg" not in found.body
    assert "b.jpg" not in found.body


@pytest.mark.parametrize(
    "sign", ["<div class='paywall'><p>Weiterlesen mit Hafen plus</p></div>", ""]
)
def test_a_sentence_that_a_paywall_cuts_stays(sign: str) -> None:
    cut = "The office of the harbour says that it"
    body = f"<div>{paragraphs()}<p>{cut}</p></div>{sign}"
    found = read(page(f"<main><article><h1>Ferry gets a timetable</h1>{body}</article></main>"))
    assert found.truncated is bool(sign)
    assert (cut in found.body) is bool(sign)
    assert cut in found.body or cut in messages(found)


def test_a_whole_text_below_a_paywalls_sign_is_not_cut():
    sign = "<div class='paywall'><p>Subscribe to read more of our articles.</p></div>"
    quoted = "<p>Der Hafen war voll, sagte sie: „Das braucht keiner.“</p>"
    markup = page(article()).replace("</article>", f"{quoted}</article>{sign}")
    assert not read(markup).truncated


def test_a_pull_quote_in_a_box_that_repeats_the_text_is_left_out():
    quote = PARAGRAPHS[1].partition(", and")[0]
    found = read(page(article(f"<div class='pullquote'><p>{quote}</p></div>")))
    assert found.body == "\n\n".join(PARAGRAPHS)


def test_link_with_a_day_between_paragraphs_is_left_out():
    assert (
        between("<div><a href='/x'>The other ferry is late</a><span>3 March, 18:20</span></div>")
        == ""
    )


def test_text_in_a_table_that_lays_out_the_page():
    menu = "<td class='menu'><a href='/'>Home</a><br><a href='/ports'>Ports</a></td>"
    beside = "<td class='right'><b>Most read</b><br><a href='/1'>The pier is closed</a></td>"
    row = f"{menu}<td><h1>Ferry gets a timetable</h1><div>{paragraphs()}</div></td>{beside}"
    markup = page(f"<table><tr>{row}</tr></table><p class='alt'>Name the source when you copy.</p>")
    assert read(markup).body == "\n\n".join(PARAGRAPHS)
