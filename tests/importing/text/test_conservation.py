"""Conservation: each line of a dump is in a value, in the body, or in a warning."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sitegen.importing.article import ImportedArticle
from sitegen.importing.lines import tidy
from sitegen.importing.text.classify import read_date_line
from sitegen.importing.text.reader import read_dump
from sitegen.importing.text.topics import is_topics_label
from sitegen.problems import ContentError
from tests.importing.text.test_any_text import LINES as ANY_LINES

PARAGRAPHS = [
    "The harbour master keeps two clocks on his wall, one for each of the shores that he serves.",
    "“Nobody has asked me for the second clock in years,” he says. “I wind it all the same.”",
    "Twelve boats lie in the basin, and four of them have not moved since the winter before last.",
    "The council will vote on the plan in spring; it has put off the same vote three times.",
]
FRAME = """\
Home
×
Harbours
The Daily Shore
2104 views 5 mins 0 comments
Share
CommentsComments
6m agoWhy the timetable of the ferry is a puzzle
Join the conversation
Comments
3 COMMENTS
Story continues below
Advertisement
Don't want to see this? Remove ads
Related
Read More
Read more: The puzzle of the timetable
Related Topics:
Latest Videos From
Thanks for sharing!
You must be logged in to join the discussion or read more comments.
In Local News, News
Stay informed with the Shore: all the news for only N$85 a month.
Subscribe Now!
XS
Total
0
  3. Story continues below
Latest from the kitchen
Key Points
Our Standards: The Shore Handbook.
Headshot of Maral Durdyeva
By published
Published: | Updated:
End of Document
Back to top button
""".splitlines()
VALUES = [
    "Two clocks for two shores in the harbour",
    "A second clock that nobody reads",
    "Maral DurdyevaThe Daily Shore",
    "Maral Durdyeva2 minutes ago",
    "Maral Durdyeva Deputy Content Director",
    "Maral Durdyeva · Shore News ·",
    "By Maral Durdyeva For Dailyshore.Com",
    "By Maral Durdyeva and Orkhan Safarov The Associated Press",
    "Herald staff reporter",
    "12:43, 4 May 2026Updated 12:44, 4 May 2026",
    "Published May 04, 2026  •  3 minute read",
    "Harbours / May 4, 2026",
    "Two clocks on a wall above a basin",
    "Two clocks on the wall above the basin in the harbour. Photo: Orkhan Safarov/Shore",
    "Image: Orkhan Safarov/Shore Newspapers",
    "Maral Durdyeva is a reporter for the Daily Shore. She has covered harbours since 2011.",
    "Reporting by Maral Durdyeva, writing by Ida Holm; Editing by Tove Nyqvist",
    "With files from the Shore Wire",
    "Byline: Maral Durdyeva",
    "Section: NEWS; Pg. A4",
    "Length: 412 words",
    "Body",
    "Load-Date: May 5, 2026",
    "• one clock for the near shore",
]
TITLE = "Harbour master keeps two clocks on his wall"

lines = st.lists(st.sampled_from([*ANY_LINES, *FRAME, *VALUES, *PARAGRAPHS, ""]), max_size=25)


@settings(max_examples=400)
@given(above=st.lists(st.sampled_from(FRAME), max_size=4), inside=lines)
@example(above=[], inside=[*FRAME, PARAGRAPHS[0]])
@example(above=FRAME, inside=VALUES)
@example(above=[], inside=[VALUES[13], VALUES[0], VALUES[13]])
def test_no_line_vanishes(above: list[str], inside: list[str]):
    text = "\n".join([*above, TITLE, "", *inside, "", *PARAGRAPHS])
    try:
        article = read_dump(text.encode(), "x.txt")
    except ContentError:
        return
    lost = list(lost_lines(text, article))
    assert lost == []


def lost_lines(text: str, article: ImportedArticle) -> Iterator[tuple[int, str]]:
    """Give the lines that are nowhere in an article, with their numbers."""
    named = set(named_lines(article))
    shown = plain(article.body)
    messages = " ".join(warning.message for warning in article.warnings)
    values = [value for value in values_of(article) if value]
    for number, raw in enumerate(text.split("\n"), start=1):
        line = tidy(raw)
        bare = re.sub(r"^(?:[•*+-]|\d+[.)]|#+)\s*", "", line)
        if not bare or number in named or plain(bare) in shown or f"“{line}”" in messages:
            continue
        is_date = {day for date in read_date_line(line) for day in date.days} & {
            value[:10] for value in (article.date, article.updated) if value
        }
        is_label = bool(article.tags) and is_topics_label(line)
        if (
            not is_date
            and not is_label
            and not any(value in line or line in value for value in values)
        ):
            yield number, line


def named_lines(article: ImportedArticle) -> Iterator[int]:
    """Give the numbers of lines that a warning or the provenance of a value names."""
    texts = [warning.message for warning in article.warnings]
    for found in re.finditer(r"line (\d+) to (\d+)", " ".join(texts)):
        yield from range(int(found[1]), int(found[2]) + 1)
    for found in re.finditer(r"\(lines ([\d–, ]+)\)", " ".join(texts)):
        for part in found[1].split(", "):
            first, _, last = part.partition("–")
            yield from range(int(first), int(last or first) + 1)
    yield from (warning.line for warning in article.warnings)
    for place in article.provenance.values():
        yield int(place.split(":")[0].removeprefix("line "))


def values_of(article: ImportedArticle) -> Iterator[str | None]:
    """Give the values of an article as they are in its dump."""
    yield from (article.title, article.section, article.source.name, article.source.url)
    yield from (*article.authors, *article.tags, article.summary)
    yield from (article.image.alt, article.image.caption, article.image.credit)
    for item in article.related:
        yield from (item.title, *item.authors, *item.tags, item.url)


def plain(markdown: str) -> str:
    """Give the words that a reader sees, without white space."""
    text = re.sub(r"<[^>]*>", " ", MarkdownIt("commonmark", {"html": False}).render(markdown))
    return "".join(html.unescape(text).split())
