"""The equivalence check sees every way in which a generator may leave something out."""

from html import escape
from pathlib import Path

import pytest

from benchmarks.check import compare
from benchmarks.corpus import Corpus
from benchmarks.measure import measure
from benchmarks.pages import ARTICLE_PATH, expected_files
from benchmarks.tools import TOOLS


@pytest.fixture(scope="module")
def expected():
    return expected_files(Corpus(60))


@pytest.fixture
def output(tmp_path, expected):
    """A site that shows just what is expected."""
    for file in expected.values():
        links = "".join(f'<a href="{link}"></a>' for link in sorted(file.links))
        entries = "<entry><content></content></entry>" * (file.entries or 0)
        path = tmp_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<h1>{escape(file.title)}</h1>{links}{entries}", encoding="utf-8")
    return tmp_path


def test_a_lean_site_has_summaries_in_its_feeds(output, expected):
    assert len(compare(output, expected, full_text=False).wrong) == sum(
        bool(file.entries) for file in expected.values()
    )
    for feed in output.rglob("feed.xml"):
        text = feed.read_text(encoding="utf-8")
        feed.write_text(text.replace("<content></content>", ""), encoding="utf-8")
    assert compare(output, expected, full_text=False).complete


def article_page(expected):
    return next(filter(ARTICLE_PATH.fullmatch, expected))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_expected_pages_are_worked_out_from_the_articles(expected):
    newest = Corpus(60).newest
    assert "page/3/index.html" in expected
    assert "page/4/index.html" not in expected
    assert expected["feed.xml"].entries == 20
    assert newest.url in expected["index.html"].links
    assert newest.url not in expected[f"{newest.url[1:]}index.html"].links
    assert len(list(filter(ARTICLE_PATH.fullmatch, expected))) == 60


def test_a_site_as_expected_is_complete(output, expected):
    found = compare(output, expected)
    assert found.complete
    assert found.pages + found.feeds == len(expected)


def test_a_missing_and_an_extra_page(output, expected):
    path = article_page(expected)
    (output / path).rename(output / "stray.html")
    found = compare(output, expected)
    assert (found.missing, found.extra, found.complete) == ((path,), ("stray.html",), False)


def test_a_lost_title(output, expected):
    path = article_page(expected)
    change(output / path, escape(expected[path].title), "Untitled")
    assert compare(output, expected).wrong == (
        f"{path}: the title “{expected[path].title}” is not there",
    )


def test_a_lost_link(output, expected):
    path = article_page(expected)
    lost = min(expected[path].links)
    change(output / path, f'href="{lost}"', 'href="/elsewhere/"')
    (wrong,) = compare(output, expected).wrong
    assert wrong.startswith(path)
    assert wrong.endswith(f"links are not there, first {lost}")


def test_a_feed_without_full_text(output, expected):
    change(output / "feed.xml", "<content></content>", "")
    assert compare(output, expected).wrong == ("feed.xml: 20 entries and 19 bodies instead of 20",)


def test_links_may_be_relative_or_absolute(output, expected):
    path = article_page(expected)
    first, second = sorted(expected[path].links)[:2]
    change(output / path, f'href="{first}"', f'href="https://digest.example{first}"')
    change(output / path, f'href="{second}"', f'href="../../../..{second}"')
    assert compare(output, expected).complete


def test_the_lean_site_of_sitegen_has_the_expected_pages(tmp_path, expected):
    tool = TOOLS["sitegen-lean"]
    tool.write_site(Corpus(60), tmp_path)
    measure(tool.command(tmp_path), tmp_path)
    found = compare(tmp_path / tool.output, expected, tool.full_text)
    assert (found.missing, found.extra, found.wrong) == ((), (), ())
