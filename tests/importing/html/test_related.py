"""Lists of a section's other articles become related items; all other lists are left out."""

from __future__ import annotations

import pytest

from sitegen.importing.article import RelatedItem
from tests.importing.html.pages import PARAGRAPHS, messages, page, paragraphs, read

ITEMS = (
    "<li><a href='/a'><h4>The salt works close for good</h4></a>"
    "<p>Jane Alden | Salt | May 3, 2024</p></li>"
    "<li><h4><a href='/b'>A lamp for the old pier</a></h4><span class='author'>By John Roe</span>"
    "<time datetime='2024-04-30T08:00:00Z'>four days ago</time></li>"
)
FOUND = (
    RelatedItem(
        "The salt works close for good", ("Jane Alden",), ("Salt",), "2024-05-03",
        "https://harbour.example/a", "Ports",
    ),
    RelatedItem(
        "A lamp for the old pier", ("John Roe",), (), "2024-04-30", "https://harbour.example/b",
        "Ports",
    ),
)  # fmt: skip


def listed(heading: str, items: str = ITEMS) -> str:
    article = f"<article><h1>Ferry gets a timetable</h1>{paragraphs()}</article>"
    return page(f"<main>{article}<section><h3>{heading}</h3><ul>{items}</ul></section></main>")


@pytest.mark.parametrize(
    "heading",
    ["More from Ports", "Read more from Ports:", "Mehr aus Ports", "Daha çox: Ports",
     "Plus d’articles dans Ports", "Ещё из раздела Ports", "بیشتر از Ports", "المزيد من Ports"],
)  # fmt: skip
def test_list_of_a_section_of_the_menu(heading: str) -> None:
    found = read(listed(heading))
    assert found.related == FOUND
    assert found.body == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "heading",
    ["Related stories", "More from Jane Alden", "More from our partners", "More from the web",
     "Read next", "Most read"],
)  # fmt: skip
def test_other_lists_give_no_items(heading: str) -> None:
    found = read(listed(heading))
    assert found.related == ()
    assert "The salt works" not in found.body


def test_list_without_days_gives_no_items() -> None:
    items = "<li><a href='/a'>The salt works close for good</a></li>"
    assert read(listed("More from Ports", items)).related == ()


def test_list_inside_the_text_is_no_part_of_it() -> None:
    box = f"<div><h3>More from Ports</h3><ul>{ITEMS}</ul></div>"
    found = read(page(f"<main><h1>Ferry gets a timetable</h1>{paragraphs(box)}</main>"))
    assert found.related == FOUND
    assert found.body == "\n\n".join(PARAGRAPHS)
    assert found.date is None


def test_box_of_what_to_read_next_is_left_out_with_a_warning() -> None:
    box = "<div><h3>Up next</h3><a href='/x'>The other ferry is late</a></div>"
    found = read(page(f"<main><h1>Ferry gets a timetable</h1>{paragraphs(box)}</main>"))
    assert found.body == "\n\n".join(PARAGRAPHS)
    assert "The other ferry is late" in messages(found)
    assert "Up next" in messages(found)
