"""The front page: what leads it, what stands where, and that nothing stands there twice."""

from __future__ import annotations

import pytest

from tests.building import article, built, messages, problems_of
from tests.tooling.browser import serving

from .edges import png

CONFIG = "title: Digest\nbase_url: https://example.org/\n"
PICTURE = "image: {src: /a.png, alt: A quay}"
FILES = {"static/a.png": png(90, 60)}


def story(day: int, more: str = "", body: str = "A body.\n") -> str:
    return article(f"title: Story {day:02}\ndate: 2026-05-{day:02}\n{more}", body)


def titles(page, selector: str) -> list[str]:
    return [node.text(strip=True) for node in page.css(f"{selector} .title")]


def front(write_files, files: dict, settings: str = ""):
    return built(write_files({**FILES, "site.yml": CONFIG + settings, **files})).html("index.html")


def sections(number: int, each: int = 5) -> dict[str, str]:
    """Make articles day by day, each with a picture but every third."""
    content = {}
    for place in range(number):
        for one in range(each):
            day = (place + one * number) % 27 + 1
            more = PICTURE if one % 3 != 1 else ""
            content[f"content/part-{place:02}/{one}.md"] = article(
                f"title: Part {place} story {one}\ndate: 2026-0{1 + one}-{day:02}\n{more}"
            )
    return content


def test_the_newest_with_a_picture_of_the_newest_three_leads(write_files):
    plain = {f"content/sea/{n}.md": story(n) for n in (9, 8, 7)}
    pictured = plain | {
        "content/sea/7.md": story(7, PICTURE),
        "content/sea/6.md": story(6, PICTURE),
    }
    assert titles(front(write_files, pictured), ".lead") == ["Story 07"]
    too_old = plain | {"content/sea/6.md": story(6, PICTURE), "content/sea/7.md": story(7)}
    assert titles(front(write_files, too_old), ".lead") == ["Story 09"]


def test_a_featured_article_leads(write_files):
    files = {f"content/sea/{n}.md": story(n, PICTURE) for n in (9, 8, 7)}
    files |= {"content/sea/3.md": story(3, "featured: true")}
    assert titles(front(write_files, files), ".lead") == ["Story 03"]


def test_pinned_articles_stay_beside_the_lead_however_old(write_files):
    files = {f"content/sea/{n}.md": story(n) for n in range(1, 20)}
    settings = "page_size: 6\nfront: {seconds: 3, pinned: [sea/2.md, sea/1.md]}\n"
    page = front(write_files, files, settings)
    assert titles(page, ".lead") == ["Story 19"]
    assert titles(page, ".seconds") == ["Story 02", "Story 01", "Story 18"]


def test_what_cannot_be_pinned_is_a_problem_with_its_place(write_files):
    files = {
        "content/sea/a.md": story(1),
        "content/sea/b.md": story(2, "draft: true"),
        "site.yml": CONFIG
        + "front:\n  pinned: [sea/a.md, sea/b.md, sea/c.md]\n  sections: [{section: See}]\n",
    }
    assert messages(problems_of(write_files(files))) == [
        "site.yml:4:22: the pinned article “sea/b.md” is a draft, of the future, or expired",
        "site.yml:4:32: there is no article “sea/c.md” to pin",
        "site.yml:5:24: there is no section “See”",
    ]


def test_a_row_of_two_has_pictures_in_both_or_in_none(write_files):
    files = {f"content/sea/{n}.md": story(n, PICTURE if n == 3 else "") for n in range(1, 9)}
    page = front(write_files, files)
    assert len(page.css(".under .story")) == 2
    assert not page.css(".under img")
    files["content/sea/1.md"] = story(1, PICTURE)
    page = front(write_files, files)
    assert titles(page, ".under") == ["Story 03", "Story 01"]
    assert len(page.css(".under img")) == 2


@pytest.mark.parametrize(("number", "seconds", "rest"), [(8, 5, 0), (9, 4, 2)])
def test_an_article_that_is_left_alone_stands_with_the_seconds(write_files, number, seconds, rest):
    files = {f"content/sea/{n}.md": story(n, PICTURE) for n in range(1, number + 1)}
    page = front(write_files, files)
    assert len(titles(page, ".seconds")) == seconds
    assert len(titles(page, ".rest")) == rest


@pytest.mark.parametrize("number", [1, 2, 3, 5, 7, 12])
def test_nothing_stands_twice_and_all_that_is_new_stands_there(write_files, number):
    page = front(write_files, sections(number), "page_size: 9\n")
    shown = [*titles(page, "main")]
    assert len(set(shown)) == len(shown)
    assert len(shown) >= min(9, number * 5)
    assert bool(page.css(".sections")) == (number > 1)
    assert not page.css(".sections li:not(:first-child) img")


@pytest.mark.parametrize("number", [2, 3, 5, 7, 12])
def test_blocks_of_sections_leave_no_hole(write_files, screen, number):
    """Each row of blocks begins and ends where the others do."""
    site = built(write_files({**FILES, "site.yml": f"{CONFIG}page_size: 3\n", **sections(number)}))
    with serving(site.output) as root:
        for width in (390, 820, 1440):
            page = screen(width)
            page.goto(root)
            rows: dict[int, list[dict]] = {}
            for block in page.locator(".sections > section").all():
                place = block.bounding_box()
                rows.setdefault(round(place["y"]), []).append(place)
            edges = {
                (round(row[0]["x"]), round(row[-1]["x"] + row[-1]["width"]))
                for row in rows.values()
            }
            assert len(edges) == 1, (number, width)


def test_blocks_are_those_of_the_settings_in_their_order_and_size(write_files):
    settings = (
        "page_size: 1\nfront: {sections: [{section: Part 02, count: 1}, {section: part-00}]}\n"
    )
    page = front(write_files, sections(3), settings)
    assert [h.text(strip=True) for h in page.css(".sections h2")] == ["Part 02", "Part 00"]
    assert [len(s.css("li")) for s in page.css(".sections section")] == [1, 4]
    assert not front(write_files, sections(3), "front: {sections: []}\n").css(".sections")


def test_topics_and_the_date_are_settings(write_files):
    tags = ["oil", "gas", "tea"]
    files = {f"content/sea/{n}.md": story(n, f"tags: [{', '.join(tags[:n])}]") for n in range(1, 4)}
    page = front(write_files, files)
    assert [a.text() for a in page.css(".often li a")] == ["oil", "gas", "tea"]
    assert page.css_first(".today time").attributes["datetime"] == "2026-05-03"
    page = front(write_files, files, "front: {topics: 0, date: false}\n")
    assert not page.css(".often, .today")


def test_the_newest_week_is_a_setting_and_says_whether_it_goes_on(write_files):
    files = {f"content/sea/{n}.md": story(n, "tags: [oil]") for n in range(4, 9)}
    page = front(write_files, files)
    week = page.css_first(".this-week")
    assert week.css_first("h2").text() == "The week in review"
    assert week.css_first(".title a").attributes["href"] == "/weeks/2026-w19/"
    assert week.css_first(".meta").text() == "5 articles"
    assert [a.text() for a in week.css(".topics a")] == ["oil"]
    root = write_files({**FILES, "site.yml": CONFIG, **files})
    page = built(root, "2026-05-09").html("index.html")
    assert page.css_first(".this-week h2").text() == "This week"
    assert not front(write_files, files, "front: {week: false}\n").css(".this-week")
    assert not front(write_files, files, "editions: {weeks: false}\n").css(".this-week")


def test_the_number_of_briefs_is_a_setting_and_the_others_stand_in_their_sections(write_files):
    brief = "title: Brief {0}\ndate: 2026-05-0{0}\nsource: {{url: 'https://a.example/{0}'}}"
    files = {f"content/sea/{n}.md": article(brief.format(n), "") for n in range(1, 5)}
    files["content/land/a.md"] = story(9)
    assert len(front(write_files, files).css(".rail li")) == 4
    page = front(write_files, files, "front: {briefs: 1}\n")
    assert titles(page, ".rail") == ["Brief 4"]
    assert titles(page, ".sections") == ["Brief 3", "Brief 2", "Brief 1"]
    assert not front(write_files, files, "front: {briefs: 0}\n").css(".rail")


def test_a_long_front_leads_to_all_articles(write_files):
    files = {f"content/sea/{n}.md": story(n) for n in range(1, 8)}
    page = front(write_files, files, "page_size: 3\n")
    (link,) = page.css("nav.pages a")
    assert (link.text(), link.attributes["href"]) == ("All articles", "/page/2/")
    assert not front(write_files, files, "page_size: 10\n").css("nav.pages")


def test_a_section_has_its_name_its_lead_and_the_list_of_more(write_files):
    files = {f"content/sea/{n}.md": story(n, PICTURE if n == 2 else "") for n in (1, 2, 3)}
    page = built(write_files({**FILES, "site.yml": CONFIG, **files})).html("sea/index.html")
    assert page.css_first("h1").text() == "Sea"
    assert page.css_first("title").text() == "Sea · More from Sea · Digest"
    assert titles(page, ".lead") == ["Story 02"]
    assert page.css_first(".list > h2").text() == "More from Sea"
    assert titles(page, ".stories") == ["Story 03", "Story 01"]


@pytest.mark.parametrize("width", [390, 1440])
def test_a_phone_shows_text_on_its_first_screen(write_files, screen, width):
    words = " ".join(["quay"] * 22)
    more = (
        f"summary: {words}\nauthors: [{', '.join(f'Writer {n}' for n in range(15))}]\n"
        f"tags: [{', '.join(f'topic {n}' for n in range(40))}]\n"
    )
    body = "A first line.\n\n" + "".join(f"## Part {n}\n\nWords.\n\n" for n in range(5))
    files = {
        "content/sea/a.md": article(f"title: {'A long title of many words ' * 4}\n{more}", body)
    }
    site = built(write_files({"site.yml": CONFIG, **files}))
    with serving(site.output) as root:
        page = screen(width, 844)
        page.goto(f"{root}sea/a/")
        assert page.locator(".body p").first.bounding_box()["y"] < 800
        assert page.locator(".topics li:visible").count() == 8
        page.locator(".topics summary").click()
        assert page.locator(".topics li:visible").count() == 40
        assert page.locator(".toc ol").is_visible() == (width == 1440)
        if width == 1440:
            margin, text = (page.locator(one).bounding_box() for one in (".topics", ".body"))
            assert margin["x"] + margin["width"] < text["x"]
