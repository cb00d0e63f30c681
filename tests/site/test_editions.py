"""Editions: the weeks and months of a digest, as readers and their feed readers see them."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta

import pytest

from tests.building import article, built, messages, problems_of, run_cli
from tests.engine.sites import built as outcome_of
from tests.engine.sites import clean_output, document, tree

SEED = int(os.environ.get("SITEGEN_SEED") or random.SystemRandom().randrange(2**32))
SITE = "title: Digest\nbase_url: https://example.org/repo/\n"
OFF = "editions: {weeks: false}\n"


def week(**more: str) -> dict[str, str]:
    """Give a site with four articles and a brief of 2014-w15, and one of the week before."""
    return {
        "site.yml": SITE,
        "content/iran/a.md": article("title: Ports\ndate: 2014-04-07\ntags: [Trade, Oil]"),
        "content/iran/b.md": article("title: Talks\ndate: 2014-04-10\ntags: [Oil]"),
        "content/azerbaijan/c.md": article("title: Rails\ndate: 2014-04-11\ntags: [Oil]"),
        "content/turkey/d.md": article("title: Straits\ndate: 2014-04-13\ntags: [Trade]"),
        "content/turkey/e.md": article(
            "title: Ferry\ndate: 2014-04-12\nsource: {url: 'https://a.example/e', name: Wire}", ""
        ),
        "content/iran/old.md": article("title: Old\ndate: 2014-04-01\ntags: [Oil]"),
        **more,
    }


def parts(site, path: str = "weeks/2014-w15/index.html") -> list[tuple[str, list[str]]]:
    """Give the parts of an edition: their headings, and the titles below them."""
    page = site.html(path)
    lead = [("", [node.text(strip=True) for node in page.css(".lead .title")])]
    return lead + [
        (part.css_first("h2").text(strip=True), [n.text(strip=True) for n in part.css("h3.title")])
        for part in page.css(".list > section")
    ]


def topics(site, path: str = "weeks/2014-w15/index.html") -> list[str]:
    return [" ".join(node.text().split()) for node in site.html(path).css(".most li")]


def facts(site, path: str = "weeks/2014-w15/index.html") -> list[str]:
    return [node.text(strip=True) for node in site.html(path).css(".facts li")]


# --- what an edition says -----------------------------------------------------------------


def test_a_week_has_its_articles_by_section_its_briefs_its_topics_and_its_numbers(write_files):
    site = built(write_files(week()))
    assert parts(site) == [
        ("", ["Straits"]),
        ("Azerbaijan", ["Rails"]),
        ("Iran", ["Talks", "Ports"]),
        ("In brief", ["Ferry"]),
    ]
    assert facts(site)[:2] == ["4 articles", "1 brief"]
    assert topics(site) == ["Oil 3", "Trade 2"]
    assert site.html("weeks/2014-w15/index.html").css_first("h1").text() == "Week 15, 2014"
    assert not (site.output / "weeks/2014-w14").exists()


def test_an_edition_without_a_summary_has_a_description(write_files):
    page = built(write_files(week())).html("weeks/2014-w15/index.html")
    text = page.css_first('meta[name="description"]').attributes["content"]
    assert text.startswith("What Digest published from ")
    assert text.endswith(": 4 articles.")


def test_an_editor_s_words(write_files):
    words = (
        "title: A week of talks\nsummary: And of trains.\nlead: iran/a.md\norder: [turkey, Iran]\n"
        "left_out: [../azerbaijan/c.md]\nbefore: {oil: 7}"
    )
    text = "Read [the talks](../iran/b.md) first.\n"
    files = week(**{"content/editions/2014-W15.md": article(words, text)})
    site = built(write_files(files))
    assert parts(site) == [
        ("", ["Ports"]),
        ("Turkey", ["Straits"]),
        ("Iran", ["Talks"]),
        ("In brief", ["Ferry"]),
    ]
    page = site.html("weeks/2014-w15/index.html")
    assert page.css_first("h1").text() == "A week of talks"
    assert page.css_first(".dek").text() == "And of trains."
    assert page.css_first(".body a").attributes["href"] == "/repo/iran/2014/04/b/"
    assert topics(site) == ["Oil 2 four weeks before: 7", "Trade 2 four weeks before: 0"]
    feed = site.feed("weeks/feed.xml").entries[0]
    assert (feed.title, feed.summary) == ("A week of talks", "And of trains.")
    assert "https://example.org/repo/iran/2014/04/b/" in feed.content[0].value
    assert "Rails" not in feed.content[0].value
    assert "A week of talks" in site.text("weeks/index.html")


def test_a_file_of_yours_makes_an_edition_of_a_week_with_few_articles(write_files):
    files = week(**{"content/editions/2014-w14.md": "A quiet week.\n"})
    site = built(write_files(files))
    assert parts(site, "weeks/2014-w14/index.html") == [("", ["Old"])]
    near = site.html("weeks/2014-w15/index.html").css_first('a[rel="prev"]')
    assert near.attributes["href"] == "/repo/weeks/2014-w14/"
    near = site.html("weeks/2014-w14/index.html").css_first('a[rel="next"]')
    assert near.attributes["href"] == "/repo/weeks/2014-w15/"
    links = [node.attributes["href"] for node in site.html("weeks/index.html").css(".periods a")]
    assert links == ["/repo/weeks/2014-w15/", "/repo/weeks/2014-w14/"]


@pytest.mark.parametrize(("minimum", "there"), [(5, True), (6, False)])
def test_a_week_with_less_than_the_minimum_is_skipped(write_files, minimum, there):
    config = f"{SITE}editions: {{minimum: {minimum}}}\n"
    site = built(write_files(week(**{"site.yml": config})))
    assert ("weeks/2014-w15/index.html" in site.paths()) is there
    assert ("weeks/index.html" in site.paths()) is there


def test_months(write_files):
    config = SITE + "editions: {weeks: false, months: true}\n"
    words = {"content/editions/2014-04.md": article("order: [Turkey]", "April.\n")}
    site = built(write_files(week(**{"site.yml": config}, **words)))
    assert "weeks/index.html" not in site.paths()
    page = site.html("months/2014-04/index.html")
    assert (page.css_first("h1").text(), page.css_first(".body").text(strip=True)) == (
        "April 2014",
        "April.",
    )
    assert facts(site, "months/2014-04/index.html")[:2] == ["5 articles", "1 brief"]
    assert "months/feed.xml" in site.paths()


def test_in_persian_below_a_path(write_files):
    site = built(write_files(week(**{"site.yml": SITE + "language: fa\n"})))
    page = site.html("weeks/2014-w15/index.html")
    assert page.css_first("html").attributes["dir"] == "rtl"
    assert page.css_first("h1").text() == "هفتهٔ ۱۵ از سال ۲۰۱۴"
    hrefs = [node.attributes["href"] for node in page.css("main a")]
    assert all(href.startswith(("/repo/", "https://a.example/")) for href in hrefs)


# --- when -----------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["UTC", "Asia/Baku", "Asia/Tehran"])
@pytest.mark.parametrize("year", [2020, 2026])
def test_weeks_are_those_of_the_site_s_zone(write_files, zone, year):
    """Week 53 ends on a Sunday: its last moment and the next one are told apart in the zone."""
    hours = {"UTC": 0, "Asia/Baku": 4, "Asia/Tehran": 3.5}[zone]
    midnight = datetime(year + 1, 1, 3, tzinfo=UTC) + timedelta(days=1)
    midnight -= timedelta(hours=hours)
    last, first = midnight - timedelta(seconds=1), midnight
    files = {
        "site.yml": f"{SITE}timezone: {zone}\neditions: {{minimum: 1}}\n",
        "content/iran/a.md": article(f"title: Last\ndate: {last.isoformat()}"),
        "content/iran/b.md": article(f"title: First\ndate: {first.isoformat()}"),
    }
    site = built(write_files(files))
    assert parts(site, f"weeks/{year}-w53/index.html") == [("", ["Last"])]
    assert parts(site, f"weeks/{year + 1}-w01/index.html") == [("", ["First"])]


def test_the_week_that_goes_on_is_compared_now_and_is_in_no_feed_yet(write_files):
    root = write_files(week())
    site = built(root, "2014-04-13T23:59+00:00")
    assert "so far" in site.text("weeks/2014-w15/index.html")
    assert topics(site)[0] == "Oil 3 four weeks before: 1"
    assert site.feed("weeks/feed.xml").entries == []
    site = built(root, "2014-04-14T00:00+00:00")
    assert "so far" not in site.text("weeks/2014-w15/index.html")
    assert topics(site)[0] == "Oil 3"
    assert [entry.id for entry in site.feed("weeks/feed.xml").entries] == [
        "tag:example.org,2026:editions/2014-w15"
    ]
    assert site.contents() == built(root, "2014-04-14T00:00+00:00", clean=True).contents()


@pytest.mark.parametrize(
    "edit",
    [
        {"content/iran/a.md": article("title: Other\ndate: 2014-04-07\ntags: [Trade, Oil]")},
        {"content/iran/a.md": article("title: Ports\ndate: 2014-04-01\ntags: [Trade, Oil]")},
        {"content/editions/2014-w15.md": "Other words.\n"},
        {"content/editions/2014-w14.md": "Words.\n"},
        {"site.yml": SITE + OFF},
        {"site.yml": SITE + "editions: {months: true, topics: 1}\n"},
    ],
    ids=["title", "date", "words", "new words", "off", "settings"],
)
def test_a_warm_build_equals_a_clean_one(write_files, tmp_path, edit):
    root = write_files(week(**{"content/editions/2014-w15.md": "Words.\n"}))
    outcome_of(root)
    write_files(edit)
    outcome_of(root)
    fresh = tmp_path.with_name(f"{tmp_path.name}-fresh")
    assert tree(root / "public") == clean_output(root, fresh)


def own_content(site) -> list[str]:
    """Give what a closed edition says: its page without frame and neighbours, and its entry."""
    main = site.html("weeks/2014-w15/index.html").css_first("main")
    main.css_first("nav.pages").decompose()
    entries = [e for e in site.feed("weeks/feed.xml").entries if e.id.endswith("2014-w15")]
    return [main.html, *(str(entry) for entry in entries)]


def test_random_edits_outside_a_closed_week_leave_it_as_it_is(write_files, request):
    """`--slow` makes 1,000 of them; SITEGEN_SEED repeats those of a seed."""
    edits = 1000 if request.config.getoption("--slow") else 25
    chance = random.Random(SEED)
    print(f"SITEGEN_SEED={SEED}")
    root = write_files(
        week(
            **{
                "site.yml": SITE + "feed: {count: 500}\neditions: {minimum: 1}\n",
                "content/editions/2014-w15.md": article("title: Talks\nbefore: {oil: 2}"),
                "content/tags/oil.md": article("name: Oil"),
                "content/tags/trade.md": article("name: Trade"),
            }
        )
    )
    before = own_content(built(root))
    for number in range(edits):
        day = chance.choice((-1, 1)) * chance.randrange(8, 400)
        date = datetime(2014, 4, 10, tzinfo=UTC) + timedelta(days=day)
        path = root / f"content/{chance.choice(('iran', 'turkey', 'sea'))}/x{number % 9}.md"
        if path.exists() and chance.random() < 0.2:
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(
                document(
                    chance.choice(("", "Words.")),
                    title=f"Another {number}",
                    date=date.date().isoformat(),
                    tags=chance.sample(["Oil", "Trade", "Gas", "Tea"], 2),
                    authors=chance.sample(["Ana", "Ben"], 1),
                    source={"url": f"https://a.example/{number}"},
                )
            )
        site = built(root)
        assert own_content(site) == before, f"edit {number}: {path}"


# --- feeds ------------------------------------------------------------------------------------


def test_feeds_have_one_entry_an_edition_in_each_format(write_files):
    site = built(write_files(week()))
    (entry,) = site.feed("weeks/feed.xml").entries
    assert entry.title == "Week 15, 2014"
    assert entry.link == "https://example.org/repo/weeks/2014-w15/"
    assert entry.published == "2014-04-14T00:00:00+00:00"
    text = entry.content[0].value
    for title in ("Ports", "Talks", "Rails", "Straits", "Ferry"):
        assert text.count(f">{title}<") == 1
    assert 'href="https://example.org/repo/iran/2014/04/a/"' in text
    assert site.feed("weeks/rss.xml").entries[0].id == entry.id
    assert entry.id in site.text("weeks/feed.json")
    assert "/repo/weeks/feed.xml" in site.text("follow/index.html")
    assert 'title="The week in review – Digest"' in site.text("weeks/2014-w15/index.html")


def test_the_id_of_an_edition_hangs_on_the_authority_alone(write_files):
    config = "title: D\nbase_url: {}\nfeed: {{authority: 'desk.example,2014'}}\n"
    ids = [
        built(write_files(week(**{"site.yml": config.format(url)})))
        .feed("weeks/feed.xml")
        .entries[0]
        .id
        for url in ("https://one.example/", "https://two.example/repo/")
    ]
    assert ids == ["tag:desk.example,2014:editions/2014-w15"] * 2


# --- off, and wrong ---------------------------------------------------------------------------


def test_switched_off_they_leave_no_trace(write_files):
    site = built(write_files(week(**{"site.yml": SITE + OFF})))
    assert not [path for path in site.paths() if path.startswith(("weeks/", "months/"))]
    for path in site.paths():
        if path.endswith((".html", ".xml", ".json", ".opml")):
            assert "/weeks" not in site.text(path)
    files = {"content/weeks/x.md": article("title: X\ndate: 2014-05-01")}
    assert "weeks/index.html" in built(write_files(files)).paths()


@pytest.mark.parametrize("name", ["weeks", "editions"])
def test_a_section_cannot_have_their_name(write_files, name):
    files = {"content/x/x.md": article(f"title: X\nsection: {name}")}
    said = messages(problems_of(write_files(week(**files))))
    assert said == [f"content/x/x.md:3:10: a section cannot be called “{name}”: /{name}/ is taken"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("2021-w53", "Words.\n", "2021 has no week 53: its last one is 2021-w52"),
        ("notes", "Words.\n", "“notes” is not a week such as 2014-w15, and not a month"),
        ("2014-w15", article("lead: iran/gone.md"), "there is no article “iran/gone.md”"),
        ("2014-w15", article("left_out: [x.md]"), "there is no article “x.md”"),
        ("2014-w15", article("before: {oil: many}"), "`before.oil` is not a count"),
        ("2014-w15", article("before: {oil: -1}"), "`before.oil` is not a count"),
        ("2014-w15", article("name: Talks"), "unknown key `name`"),
        ("2014-w15", "[A](gone.md)\n", "broken link “gone.md”: there is no such file"),
    ],
)
def test_what_is_wrong_with_a_file(write_files, name, text, said):
    (problem,) = problems_of(write_files(week(**{f"content/editions/{name}.md": text})))
    assert problem.path == f"content/editions/{name}.md"
    assert problem.line
    assert said in problem.message
    assert problem.hint or "broken link" in said


def test_two_files_of_one_week(write_files):
    files = {f"content/editions/{n}.md": "Words.\n" for n in ("2014-w15", "2014-W15")}
    (problem,) = problems_of(write_files(week(**files)))
    assert "is about the same week" in problem.message


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("2014-w20", "Words.\n", "no article of this site is of 2014-05-12 to 2014-05-18"),
        ("2014-04", "Words.\n", "this site has no editions of months"),
        ("2014-w15", article("lead: iran/old.md"), "“iran/old.md” is not of this week"),
        ("2014-w15", article("left_out: [iran/old.md]"), "“iran/old.md” is not of this week"),
        ("2014-w15", article("lead: iran/a.md\nleft_out: [iran/a.md]"), "is in `left_out` too"),
        ("2014-w15", article("order: [Mars]"), "there is no section “Mars”"),
    ],
)
def test_what_is_doubtful_is_a_warning(write_files, name, text, said):
    site = built(write_files(week(**{f"content/editions/{name}.md": text})))
    (warning,) = site.said.problems
    assert (warning.severity, warning.path) == ("warning", f"content/editions/{name}.md")
    assert said in warning.message
    assert warning.hint
    assert warning.line


# --- sitegen new edition ----------------------------------------------------------------------


def test_new_edition_keeps_the_comparison(write_files):
    root = write_files(week())
    now = "2014-04-13T12:00+00:00"
    compared = topics(built(root, now))
    made = run_cli("new", "edition", "2014-w15", "--now", now, cwd=root)
    assert (made.code, made.out.strip()) == (0, "content/editions/2014-w15.md")
    later = built(root)
    assert (
        topics(later) == compared == ["Oil 3 four weeks before: 1", "Trade 2 four weeks before: 0"]
    )
    again = run_cli("new", "edition", "--now", "2014-04-16", cwd=root)
    assert again.code == 2
    assert "exists already" in again.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2021-w53", "2021 has no week 53"),
        ("2014-04", "this site has no editions of months"),
        ("", "too few articles"),
    ],
)
def test_new_edition_of_nothing(write_files, name, said):
    root = write_files(week())
    made = run_cli("new", "edition", *([name] if name else []), "--now", "2014-04-08", cwd=root)
    assert made.code == 2
    assert said in made.err
    assert not (root / "content/editions").exists()
