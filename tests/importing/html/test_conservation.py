"""Every block of the article's region is in a value, in the body, or in a warning."""

from __future__ import annotations

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sitegen.importing.article import ImportedArticle
from tests.importing.html.pages import PARAGRAPHS, messages, page, read

RENDERER = MarkdownIt("commonmark", {"html": False}).enable("table").enable("strikethrough")
WORDS = (
    "heron crane pier rope bell tide salt clock wharf lamp crate mast gull rudder anchor".split()
)

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)
sentences = words.map(lambda text: f"{text.capitalize()} and so on, day after day.")
shapes = st.sampled_from(
    [
        "<p>{}</p>",
        "<p><b>{}</b></p>",
        "<p><a href='/x'>{}</a></p>",
        "<div>{}</div>",
        "<h2>{}</h2>",
        "<h3><a href='/x'>{}</a></h3>",
        "<ul><li>{}</li><li>two</li></ul>",
        "<ul><li><a href='/x'>{}</a></li></ul>",
        "<ol><li><p>{}</p></li></ol>",
        "<dl><dt>Term</dt><dd>{}</dd></dl>",
        "<blockquote><p>{}</p></blockquote>",
        "<pre>{}</pre>",
        "<table><tr><th>a</th><th>b</th></tr><tr><td>{}</td><td>c</td></tr></table>",
        "<table><tr><td><p>{}</p></td></tr></table>",
        "<figure><img src='/a-picture.jpg'><figcaption>{}</figcaption></figure>",
        "<figure><figcaption>{}</figcaption></figure>",
        "<div class='share'>{}</div>",
        "<aside>{}</aside>",
        "<div class='related'><h3>More</h3><a href='/x'>{}</a></div>",
        "<a href='/x'><img src='/t.jpg'><h3>{}</h3></a>",
        "<section><header>{}</header></section>",
        "<details><summary>{}</summary></details>",
        "<p class='caption'>{}</p>",
        "<p class='lead'>{}</p>",
        "<p><span>{}</span></p>",
        "<custom-box><p>{}</p></custom-box>",
        "<p>Subscribe now to read: {}</p>",
        "<form><label>{}</label></form>",
    ]
)
blocks = st.builds(lambda shape, number, text: (shape, f"{number} {text}"), shapes, st.integers(100, 999), sentences | words)  # fmt: skip  # noqa: E501


def squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def everything(found: ImportedArticle) -> str:
    """Squeeze all that is left of a page: body, values and warnings."""
    shown = html.unescape(re.sub(r"<[^>]*?>", " ", RENDERER.render(found.body)))
    titles = " ".join(re.findall(r'"([^"]*)"\)', found.body))
    image = found.image
    values = [found.title, found.summary, *found.authors, *found.tags, image.caption, image.credit]
    return squeeze(" ".join([shown, titles, *filter(None, values), messages(found)]))


@settings(max_examples=60, deadline=None)
@given(st.lists(blocks, max_size=4), st.lists(blocks, max_size=4), st.lists(blocks, max_size=4))
def test_nothing_of_the_region_vanishes(above, inside, below):
    def laid_out(chosen):
        return "".join(shape.format(html.escape(text)) for shape, text in chosen)

    texts = [f"<p>{text}</p>" for text in PARAGRAPHS]
    markup = (
        f"<main><article><h1>Ferry gets a timetable</h1>{laid_out(above)}{''.join(texts[:2])}"
        f"{laid_out(inside)}{''.join(texts[2:])}{laid_out(below)}</article></main>"
    )
    found = read(page(markup))
    left = everything(found)
    for paragraph in PARAGRAPHS:
        assert squeeze(paragraph) in left
    for _, text in (*above, *inside, *below):
        # A warning quotes the beginning of what was left out.
        assert squeeze(text[:20]) in left
