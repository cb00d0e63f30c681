"""Dates in the Solar Hijri calendar: the days of a browser's, and ISO 8601 for machines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sitegen.formats.localised import DateStyle, format_date
from tests.building import article, built

FIRST, LAST = date(2011, 3, 21), date(2042, 3, 20)
"""1 Farvardin 1390 and the last day of 1420."""

ARTICLE = article(
    "title: A\ndate: 2026-05-01\nupdated: 2026-05-02T10:00Z\n"
    "source: {name: S, date: 2026-04-30}\ncorrections: [{date: 2026-05-03, text: C}]"
)
INTL = """([language, days]) => {
  const options = {year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC'};
  const format = new Intl.DateTimeFormat(language, options);
  return days.map(day => {
    const parts = format.formatToParts(new Date(day));
    return ['day', 'month', 'year'].map(type => parts.find(part => part.type === type).value);
  });
}"""


def site(language: str, calendar: str = "persian") -> str:
    return f"title: D\nlanguage: {language}\ncalendar: {calendar}\nbase_url: https://example.org/\n"


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_day_of_31_years_is_the_browsers(browser, language):
    days = [(FIRST + timedelta(n)).isoformat() for n in range((LAST - FIRST).days + 1)]
    page = browser.new_page()
    theirs = page.evaluate(INTL, [f"{language}-u-ca-persian", days])
    page.close()
    style = DateStyle("long", language, "persian")
    ours = [format_date(day, style, "UTC").replace(",", "").split() for day in days]
    assert len(ours) == 31 * 365 + 8
    assert list(map(sorted, ours)) == list(map(sorted, theirs))


def test_a_site_shows_its_calendar_and_tells_machines_the_gregorian_day(write_files):
    made = built(write_files({"site.yml": site("fa"), "content/iran/a.md": ARTICLE}))
    page = made.html("iran/2026/05/a/index.html")
    times = {node.attributes["datetime"]: node.text() for node in page.css("time")}
    assert times == {
        "2026-05-01": "۱۱ اردیبهشت ۱۴۰۵",
        "2026-05-02T10:00:00+00:00": "۱۲ اردیبهشت ۱۴۰۵",
        "2026-04-30": "۱۰ اردیبهشت ۱۴۰۵",
        "2026-05-03": "۱۳ اردیبهشت ۱۴۰۵",
    }
    assert made.html("iran/index.html").css_first("time").text() == "۱۱ اردیبهشت ۱۴۰۵"
    assert "<published>2026-05-01T00:00:00+00:00</published>" in made.text("feed.xml")


def test_an_article_has_a_calendar_of_its_own(write_files):
    own = ARTICLE.replace("title: A", "title: B\ncalendar: persian")
    gregorian = ARTICLE.replace("title: A", "title: C\ncalendar: gregorian")
    files = {
        "site.yml": site("en", "gregorian"),
        "content/iran/a.md": ARTICLE,
        "content/iran/b.md": own,
        "content/pages/about.md": own,
    }
    root = write_files(files)
    made = built(root)
    assert "Ordibehesht" not in made.text("iran/2026/05/a/index.html")
    shown = [node.text() for node in made.html("iran/2026/05/b/index.html").css("time")]
    assert len(shown) >= 4
    assert "Ordibehesht 11, 1405" in shown
    assert all("Ordibehesht" in text for text in shown[:4])
    assert "Ordibehesht 12, 1405" in made.text("about/index.html")
    assert "Ordibehesht" not in made.text("iran/index.html")
    assert "Ordibehesht 13, 1405" in made.text("feed.xml")
    (root / "site.yml").write_text(site("en"))
    (root / "content/iran/c.md").write_text(gregorian)
    made = built(root)
    assert "Ordibehesht" in made.text("iran/2026/05/a/index.html")
    text = made.html("iran/2026/05/c/index.html").css_first("article").text()
    assert "Ordibehesht" not in text


def test_a_change_of_the_calendar_is_a_clean_build(write_files):
    root = write_files({"site.yml": site("fa", "gregorian"), "content/iran/a.md": ARTICLE})
    assert "اردیبهشت" not in built(root).text("iran/index.html")
    (root / "site.yml").write_text(site("fa"))
    assert "اردیبهشت" in built(root).text("iran/index.html")


def test_a_day_before_the_calendar_is_shown_as_it_is(write_files):
    made = built(
        write_files(
            {
                "site.yml": site("en"),
                "content/iran/a.md": article("title: A\ndate: 0600-05-01"),
            }
        )
    )
    assert "600" in made.html("iran/0600/05/a/index.html").css_first("time").text()


@pytest.mark.parametrize("style", ["short", "medium", "long", "full"])
@pytest.mark.parametrize("language", ["de", "fr", "ru", "az", "tr", "ar", "ja", "sv", "hu", "ckb"])
def test_every_language_and_length_has_the_solar_year(language, style):
    text = format_date("2026-05-01", DateStyle(style, language, "persian"), "UTC")
    digits = "".join(str(int(letter)) if letter.isdigit() else letter for letter in text)
    assert "1405" in digits
    assert "11" in digits
