"""A known article, laid out in random variants of a page: nothing is lost, nothing invented."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sitegen.importing.article import ImportedArticle, RelatedItem
from sitegen.importing.text.reader import read_dump

TITLES = [
    "Ferry to Turkmenbashi gets a timetable",
    "Who counts the seals of the Caspian?",
    "“We follow the water”: a winter in the delta",
    "Opinion | A railway is not a strategy",
    "Three ports, one tariff and no end of paper",
    "Kazakhstan signs port deal with the U.S.",
]
DEKS = [
    "It will leave on Mondays and Thursdays, full or not.",
    "A short guide to knots, borders and the colour red",
    "Old boats and new rules meet on the quay. Neither gives way.",
]
CAPTIONS = [
    "Passengers wait beside the customs shed in Alat.",
    "A seal on the ice near Kulaly island, seen from a small aircraft",
    "Workers unload tea in Astara on May 3, 2020.",
]
CREDITS = [
    (". Photo by {}.", "IRNA"),
    (". Photo: {}", "Emin Ismayilov"),
    (". Photograph: {}", "Emin Ismayilov/The Shoreline"),
    (". ({})", "Emin Ismayilov via REUTERS"),
    (". {}", "Emin Ismayilov/Getty Images"),
    (" [{}]", "Emin Ismayilov/Al Jazeera"),
    (" (AP Photo/{})", "Emin Ismayilov"),
]
NAMES = ["Maral Durdyeva", "Orkhan Safarov", "Leyla Həsənova", "J. R. Brook", "Reza al-Amiri"]
TAGS = ["ferries", "Caspian coast", "iranian economy", "oil & gas", "Kür çayı", "sea level"]
SECTIONS = ["Iran", "Transit", "The Volga delta", "گیلان"]
DATES = [
    ("May 4, 2024", "2024-05-04"),
    ("4 May 2024", "2024-05-04"),
    ("2024-05-04", "2024-05-04"),
    ("Saturday, May 4, 2024", "2024-05-04"),
    ("Published May 4, 2024 10:05 AM EDT", "2024-05-04T10:05:00-04:00"),
    ("Published on 4 May 2024", "2024-05-04"),
    ("4 may 2024", "2024-05-04"),
    ("۱۵ اردیبهشت ۱۴۰۳", "2024-05-04"),
]
PAYWALLS = [
    ["Subscribe to continue reading"],
    ["This article is for subscribers only.", "Already a subscriber? Log in"],
    ["Create a free account to read the full story:", "• Archives", "• The morning letter"],
    ["Continue reading by registering at no cost and get access to:", "  • Maps", "  • Tables"],
    ["To keep reading, log in or register."],
]
PARAGRAPHS = [
    "For thirty years the ferry left when it was full, and nobody was surprised to wait for days.",
    "“People ask me whether I am lonely,” says the keeper. “I have [four] goats.”",
    "The stretch is 162 kilometres long; it crosses rice fields, tea gardens *and* nine rivers.",
    "BAKU, May 4 (Shoreline) - Forty boats sailed out of the bay in the first regatta for years.",
    "Farmers complain that the herds trample their hay. The ministry wants to allow hunting again.",
    "Old people complain that the light is cold, and that moths are gone.",
    "در شمال دریا کم‌عمق است و ساحل هر سال یک کیلومتر به سوی آب می‌رود، می‌گویند ماهیگیران.",
    "The price of 1_000 litres rose by 3.5 percent; see https://shoreline.example/a_b here.",
]
LISTS = [
    ["• one seal for the whole way", "• one paper instead of four"],
    ["1. on the telephone", "2. at a kiosk on the road"],
]
HEADINGS = ["How fast does it fall?", "Ports on the move"]
ITEMS = [
    RelatedItem("Waiting for the boat in Alat", ("Maral Durdyeva",), ("Travel",), "2018-05-01"),
    RelatedItem("Opinion | What a bridge is for", ("Shoreline Staff",), (), "2018-04-30"),
    RelatedItem("Sprat catch smallest in a decade", ("Shoreline Staff",), ("Fishing",), None),
    RelatedItem(
        "Where the wind of Baku comes from", ("Reza al-Amiri",), ("Iran Deal",), "2020-07-09"
    ),
]


@dataclass(frozen=True)
class Page:
    """An article, and how its page is laid out."""

    title: str
    dek: str | None
    caption: str | None
    credit: tuple[str, str]
    names: list[str]
    byline: str
    tags: list[str]
    date: tuple[str, str] | None
    body: list[list[str]]
    paywall: list[str]
    section: str | None
    items: list[RelatedItem]
    gaps: bool
    title_twice: bool
    nbsp: bool
    line_end: str

    @property
    def is_anchored(self) -> bool:
        """True where a line between dek and body says for certain what it is."""
        return bool(self.date or self.tags or self.names)

    def blocks(self) -> list[list[str]]:
        """The page's blocks from top to bottom; the lines of one are never parted."""
        image = []
        if self.caption:
            form, credit = self.credit
            image = [[self.caption.rstrip(".") + form.format(credit)]]
        return [
            *([[self.title]] * (2 if self.title_twice else 1)),
            *([[self.dek]] if self.dek else []),
            *image,
            *self._byline(),
            *([["Topics covered"], [", ".join(self.tags)]] if self.tags else []),
            *([[self.date[0]]] if self.date else []),
            *self.body,
            *([self.paywall] if self.paywall else []),
            *self._list(),
        ]

    def _byline(self) -> list[list[str]]:
        *first, last = self.names or [""]
        joined = f"{', '.join(first)} and {last}" if first else last
        if not self.names:
            return []
        if self.byline == "twice":
            return [[joined], [joined]]
        return [[f"By {joined}"]] if self.byline == "by" else [[joined]]

    def _list(self) -> list[list[str]]:
        if self.section is None:
            return []
        lines = [f"More from {self.section}"]
        for item in self.items:
            day = item.date or ""
            lines += [item.title, f"{item.authors[0]} | {''.join(item.tags)} | {day}".rstrip()]
        return [lines]

    def text(self) -> str:
        """The dump."""
        parted = "\n\n" if self.gaps else "\n"
        text = parted.join("\n".join(block) for block in self.blocks())
        if self.nbsp:
            text = re.sub(r"(?<=[a-z]) (?=[aeiou])", "\u00a0", text)
        return text.replace("\n", self.line_end)


bodies = st.tuples(
    st.lists(st.sampled_from(PARAGRAPHS), min_size=2, max_size=5, unique=True),
    st.sampled_from([None, *LISTS]),
    st.sampled_from([None, *HEADINGS]),
).map(
    lambda parts: [
        [parts[0][0]],
        *([[parts[2]]] if parts[2] else []),
        *[[paragraph] for paragraph in parts[0][1:]],
        *([parts[1]] if parts[1] else []),
        ["And that, the harbour master says, is all that there is to say about it."],
    ]
)
pages = st.builds(
    Page,
    title=st.sampled_from(TITLES),
    dek=st.none() | st.sampled_from(DEKS),
    caption=st.none() | st.sampled_from(CAPTIONS),
    credit=st.sampled_from(CREDITS),
    names=st.lists(st.sampled_from(NAMES), max_size=3, unique=True),
    byline=st.sampled_from(["by", "once", "twice"]),
    tags=st.lists(st.sampled_from(TAGS), max_size=4, unique=True),
    date=st.none() | st.sampled_from(DATES),
    body=bodies,
    paywall=st.just([]) | st.sampled_from(PAYWALLS),
    section=st.none() | st.sampled_from(SECTIONS),
    items=st.lists(st.sampled_from(ITEMS), min_size=1, max_size=4, unique=True),
    gaps=st.booleans(),
    title_twice=st.booleans(),
    nbsp=st.booleans(),
    line_end=st.sampled_from(["\n", "\r\n"]),
)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Sandy Anderson, Jr.", ("Sandy Anderson, Jr.",)),
        ("By Sandy Anderson, Jr. and John Roe III", ("Sandy Anderson, Jr.", "John Roe III")),
        ("By Maral Durdyeva (@maral) and Orkhan Safarov", ("Maral Durdyeva", "Orkhan Safarov")),
        ("By Maral Durdyeva @maral_d", ("Maral Durdyeva",)),
        ("Yazan: Ayşe Yılmaz", ("Ayşe Yılmaz",)),
    ],
)
def test_bylines_with_more_than_names(byline, names):
    text = f"{TITLES[0]}\n\n{DEKS[0]}\n\n{byline}\n\nMay 4, 2024\n\n{PARAGRAPHS[0]}\n"
    article = read_dump(text.encode(), "x.txt")
    assert article.authors == names
    assert article.body == PARAGRAPHS[0]


@settings(max_examples=300)
@given(pages)
def test_nothing_is_lost_and_nothing_invented(page: Page):
    article = read_dump(page.text().encode(), "page.txt")
    assert article.title == page.title
    check_header(page, article)
    check_body(page, article)
    assert article.section == page.section
    expected = page.items if page.section else []
    assert [(i.title, i.authors, i.tags, i.date) for i in article.related] == [
        (i.title, i.authors, i.tags, i.date) for i in expected
    ]


def check_header(page: Page, article: ImportedArticle) -> None:
    """Every value comes back; one may be missing with a warning, where nothing anchors it."""
    warned = {warning.code for warning in article.warnings}
    held_or_warned(article.summary, page.dek, page.is_anchored, "import.no-summary" in warned)
    is_marked = page.byline != "once" or bool(page.tags or page.date)
    held_or_warned(list(article.authors), page.names, is_marked, "import.no-authors" in warned)
    held_or_warned(article.date, page.date[1] if page.date else None, True, True)
    held_or_warned(list(article.tags), page.tags, True, True)
    caption = page.caption
    held_or_warned(
        (article.image.caption or "").rstrip("."), (caption or "").rstrip("."), True, True
    )
    credit = page.credit[0].removeprefix(" (").rstrip(")").format(page.credit[1])
    wanted = (credit if "AP Photo" in credit else page.credit[1]) if caption else None
    assert article.image.credit == wanted
    assert article.truncated == bool(page.paywall)
    for name, value in (("date", article.date), ("tags", article.tags), ("image", wanted)):
        assert bool(value) != (f"import.no-{name}" in warned)


def held_or_warned(found: object, given_value: object, is_certain: bool, is_warned: bool) -> None:
    """A value is what the page gives; without certainty it may be absent with a warning."""
    if not found and given_value and not is_certain:
        assert is_warned
    else:
        assert (found or None) == (given_value or None)


def check_body(page: Page, article: ImportedArticle) -> None:
    """Each word of the body stands in the result, in order; what else does, is of the header."""
    lines = list(chain.from_iterable(page.body))
    wanted = " ".join(re.sub(r"^(?:•|\d\.) ", "", line) for line in lines).split()
    shown = words_of(article.body)
    assert shown[len(shown) - len(wanted) :] == wanted
    extra = " ".join(shown[: len(shown) - len(wanted)])
    left = [*([page.dek] if page.dek and not article.summary else [])]
    if page.names and not article.authors:
        left += [line for block in page._byline() for line in block]
    assert extra == " ".join(left)
    markdown = article.body
    assert ("\n- " in markdown) == any("•" in line for line in lines)
    assert ("\n2. " in markdown) == any(line.startswith("2. ") for line in lines)


def words_of(markdown: str) -> list[str]:
    """The words that a reader sees."""
    shown = MarkdownIt("commonmark", {"html": False}).render(markdown)
    return html.unescape(re.sub(r"<[^>]*>", " ", shown)).split()
