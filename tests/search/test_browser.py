"""The search as readers meet it, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from sitegen.search.folding import folded
from tests.building import article, built
from tests.preview.serving import serving as previewing
from tests.search.queries import WANTED
from tests.tooling.browser import expect, serving
from tests.tooling.validate import axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SITE = "title: Digest\nbase_url: https://example.org/repo/\nsearch: true\n"
FILES = {
    "content/sea/one.md": article(
        "title: Harbour & <i>quay</i>\ndate: 2026-05-01\nsummary: On Azərbaycan's coast\n"
        "tags: ['Oil, gas: more']\nauthors: [Mina]",
        "Dredging the harbour.\n",
    ),
    "content/sea/two.md": article(
        "title: Harbour lights\ndate: 2025-05-02\ntags: [Lamps]", "A lamp.\n"
    ),
    "content/land/fa.md": article("title: کتاب‌های بندر\nlang: fa\ndate: 2024-05-02", "متن\n"),
    **{
        f"content/land/more-{number}.md": article(
            f"title: Rail {number}\ndate: 2023-01-01", "Steel\n"
        )
        for number in range(12)
    },
}


@pytest.fixture(scope="module", params=["en", "fa"])
def address(request, tmp_path_factory) -> Iterator[str]:
    """Serve the site in English and in Persian, with the address of its root."""
    root = tmp_path_factory.mktemp("site")
    for name, text in {**FILES, "site.yml": f"{SITE}language: {request.param}\n"}.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    with serving(built(root).output, "/repo/") as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page of its own, which fails the test on a script's error."""
    opened = browser.new_page(viewport={"width": 390, "height": 800})
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert errors == []


def test_nothing_is_loaded_before_the_field_or_the_key_is_used(address, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(address)
    page.mouse.wheel(0, 500)
    page.wait_for_load_state("networkidle")
    assert not [path for path in asked if path.startswith("/repo/search")]
    (loader,) = page.locator("script:not([type])").all_text_contents()
    assert len(loader.encode()) <= 1024
    page.keyboard.press("/")
    expect(page.locator(".search input")).to_be_focused()
    page.wait_for_function("document.querySelector('.found')")
    assert "/repo/search/search.js" in asked


HELD = """
  window.asked = [];
  const post = Worker.prototype.postMessage;
  const held = new Promise((free) => { window.free = free; });
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message.method !== "search") return post.call(this, message, ...rest);
    asked.push(message.args[0]);
    held.then(() => post.call(this, message, ...rest));
  };
"""
"""Note what Pagefind is asked, and let it answer once `free` is called."""


def test_of_the_words_typed_while_it_searches_the_last_alone_are_asked_for(address, page):
    page.add_init_script(HELD)
    page.goto(f"{address}search/")
    field = page.locator("main .search input")
    field.fill("har")
    page.wait_for_function("asked.length")
    for letter in "bour":
        field.press_sequentially(letter)
        page.wait_for_url(re.compile(rf"\?q=har\w*{letter}$"))
    page.evaluate("free()")
    expect(page.locator(".found li")).to_have_count(2)
    assert page.evaluate("asked.slice(1)") == ["harbour", "harbo"]


def test_the_keyboard_finds_an_article_from_any_page(address, page):
    page.goto(f"{address}sea/")
    page.keyboard.press("/")
    page.keyboard.type("harbour")
    links = page.locator(".found a.title")
    expect(links).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(links.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".search input")).to_be_focused()
    expect(page.locator(".found")).to_be_hidden()
    page.keyboard.press("End")
    page.keyboard.type("s")
    expect(page.locator(".found")).to_be_visible()
    expect(links).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/repo/sea/202[56]/05/(one|two)/"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_result_shows_our_own_words_as_text_with_the_hits_marked(address, page):
    page.goto(f"{address}search/?q=azerbaycan")
    item = page.locator(".found li")
    expect(item).to_have_count(1)
    expect(item.locator("a.title")).to_have_text("Harbour & <i>quay</i>")
    expect(item.locator("mark")).to_have_text("Azərbaycan")
    assert item.locator("time").get_attribute("datetime") == "2026-05-01"
    expect(item.locator(".meta bdi")).to_have_text(re.compile("sea", re.IGNORECASE))


def test_the_address_carries_the_query_and_the_filters(address, page):
    page.goto(f"{address}search/")
    page.locator("main .search input").fill("harbour")
    titles = page.locator(".found a.title")
    expect(titles).to_have_count(2)
    page.locator("select[name=topic]").select_option("Oil, gas: more")
    expect(titles).to_have_count(1)
    assert "topic=Oil" in page.url
    page.goto(page.url)
    expect(titles).to_have_text(["Harbour & <i>quay</i>"])
    expect(page.locator("select[name=topic]")).to_have_value("Oil, gas: more")
    page.locator("select[name=topic]").select_option("")
    page.locator("select[name=year]").select_option("2025")
    expect(titles).to_have_text(["Harbour lights"])


def test_a_filter_alone_lists_its_articles_and_more_of_them_on_request(address, page):
    page.goto(f"{address}search/?section=Land")
    titles = page.locator(".found a.title")
    expect(titles).to_have_count(10)
    page.locator(".found button").click()
    expect(titles).to_have_count(13)
    expect(page.locator(".found button")).to_be_hidden()


def test_what_is_not_there_is_said(address, page):
    page.goto(f"{address}search/?q=%3Cb%3Ezzzyx")
    expect(page.locator("[role=status]")).to_contain_text("<b>zzzyx")
    expect(page.locator(".found li")).to_have_count(0)


def test_a_persian_article_is_found_from_an_arabic_keyboard(address, page):
    page.goto(f"{address}search/?q=كتابهاي")
    item = page.locator(".found li div")
    expect(item.first).to_contain_text("بندر")
    direction = item.first.evaluate("node => getComputedStyle(node).direction")
    assert direction == "rtl"


def test_an_index_that_cannot_be_loaded_is_said(address, page):
    page.route("**/search/index/**", lambda route: route.abort())
    page.goto(f"{address}search/?q=harbour")
    expect(page.locator("[role=status]")).not_to_be_empty()
    expect(page.locator(".found li")).to_have_count(0)


def test_without_javascript_the_page_says_so_and_leads_on(address, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}search/?q=harbour")
    expect(page.locator("main noscript p")).to_be_visible()
    for path in ("tags/", "authors/", ""):
        expect(page.locator(f'main a[href="/repo/{path}"]')).to_be_visible()
    context.close()


def test_the_browser_folds_as_the_index_does(address, page):
    page.goto(address)
    texts = [query for wanted in WANTED for query in (wanted.title, wanted.text, *wanted.queries)]
    script = "async (texts) => texts.map((await import('/repo/search/search.js')).folded)"
    assert page.evaluate(script, texts) == [folded(text) for text in texts]


def test_the_preview_makes_its_index_when_it_is_first_asked(write_files, page):
    root = write_files({**FILES, "site.yml": SITE})
    with previewing(root) as preview:
        page.goto(preview.url)
        assert not (root / ".sitegen/search").exists()
        page.goto(f"{preview.url}search/?q=harbour")
        titles = page.locator(".found a.title")
        expect(titles).to_have_count(2)
        (root / "content/sea/two.md").write_text(article("title: Beacons\ndate: 2025-05-02"))
        preview.wait_for_line("two.md")
        page.goto(f"{preview.url}search/?q=beacon")
        expect(titles).to_have_text(["Beacons"])


@pytest.mark.parametrize("settings", [{"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_results_are_accessible(address, page, settings):
    page.emulate_media(**settings)
    for path in ("search/?q=harbour", ""):
        page.goto(address + path)
        if not path:
            page.keyboard.press("/")
            page.keyboard.type("harbour")
        expect(page.locator(".found a.title")).to_have_count(2)
        assert axe(page) == ()


def test_a_word_is_looked_up_once_however_often_it_is_typed(address, page):
    """Words are asked for again while others are typed, and a short one has no other form."""
    page.goto(f"{address}search/")
    found = page.evaluate(
        """async () => {
          const {search} = await import("./search.js");
          await search("rail");
          const asked = [], post = Worker.prototype.postMessage;
          Worker.prototype.postMessage = function (message) {
            if (message.method === "search") asked.push(message.args[0]);
            return post.apply(this, arguments);
          };
          await search("lamp");
          return [(await search("rail")).length, asked];
        }"""
    )
    assert found == [12, ["lamp"]]
