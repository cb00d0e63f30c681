"""What a person sees in a real browser while they write."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.preview.conftest import article
from tests.preview.serving import Preview
from tests.tooling.browser import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SPRING = "content/iran/2024-05-01-spring.md"
LONG = "\n\n".join(f"Paragraph {number} of a long text." for number in range(200))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page of its own, which fails the test on a script's error."""
    opened = browser.new_page(viewport={"width": 900, "height": 600})
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert errors == []


def visit(page: Page, preview: Preview, path: str) -> None:
    """Go to a page of the site, wait for its stream, and mark the document."""
    with page.expect_response("**/_sitegen/events*"):
        page.goto(preview.url + path)
    page.evaluate("window.sameDocument = true")


def is_same_document(page: Page) -> bool:
    return bool(page.evaluate("window.sameDocument === true"))


def test_an_edit_changes_the_text_and_keeps_scroll_details_focus_and_input(site, preview, page):
    template = site / "templates" / "article.html"
    template.parent.mkdir()
    template.write_text(
        '{% extends "default/article.html" %}{% block main %}'
        "<details id=more><summary>More</summary>Opened</details><input id=note>"
        "{{ super() }}{% endblock %}"
    )
    (site / SPRING).write_text(article("Spring", f"Old words.\n\n{LONG}\n"))
    preview.wait_for_line("spring.md")
    visit(page, preview, "iran/2024/05/spring/")
    page.locator("#more summary").click()
    page.locator("#note").fill("half a thought")
    page.evaluate("window.scrollTo(0, 1500)")

    (site / SPRING).write_text(article("Spring", f"New words.\n\n{LONG}\n"))

    expect(page.locator(".body")).to_contain_text("New words.")
    assert page.evaluate("window.scrollY") == 1500
    assert page.evaluate("document.querySelector('#more').open")
    assert page.locator("#note").input_value() == "half a thought"
    assert page.evaluate("document.activeElement.id") == "note"
    assert is_same_document(page)


def test_a_stylesheet_is_swapped_without_a_navigation(site, preview, page):
    base = site / "templates" / "article.html"
    base.parent.mkdir()
    base.write_text(
        '{% extends "default/article.html" %}{% block head %}{{ super() }}'
        '<link rel="stylesheet" href="{{ asset("extra.css") }}">{% endblock %}'
    )
    preview.wait_for_line("article.html")
    visit(page, preview, "iran/2024/05/spring/")
    expect(page.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")

    (site / "static/extra.css").write_text("h1 { color: rgb(9, 8, 7) }\n")

    expect(page.locator("h1")).to_have_css("color", "rgb(9, 8, 7)")
    expect(page.locator("link[href*='extra.css']")).to_have_count(1)
    assert is_same_document(page)
    assert preview.wait_for_line("extra.css").startswith("static/extra.css → styles, ")


def test_a_stylesheet_and_a_text_that_change_together_both_show(site, preview, page):
    base = site / "templates" / "article.html"
    base.parent.mkdir()
    base.write_text(
        '{% extends "default/article.html" %}{% block head %}{{ super() }}'
        '<link rel="stylesheet" href="{{ asset("extra.css") }}">{% endblock %}'
    )
    preview.wait_for_line("article.html")
    visit(page, preview, "iran/2024/05/spring/")

    (site / "static/extra.css").write_text("h1 { color: rgb(9, 8, 7) }\n")
    (site / SPRING).write_text(article("Spring", "Both at once.\n"))

    expect(page.locator(".body")).to_contain_text("Both at once.")
    expect(page.locator("h1")).to_have_css("color", "rgb(9, 8, 7)")
    assert is_same_document(page)


def test_a_broken_front_matter_shows_where_and_goes_away_when_mended(site, preview, page):
    visit(page, preview, "iran/2024/05/spring/")
    good = (site / SPRING).read_text()

    (site / SPRING).write_text(good.replace("title: Spring", "title: Spring\ntitel: Twice"))

    overlay = page.locator("sitegen-preview .problems")
    expect(overlay).to_be_visible()
    expect(overlay).to_contain_text(f"{SPRING}:3:1")
    expect(overlay).to_contain_text("unknown key `titel`")
    expect(overlay.locator("pre")).to_have_text("titel: Twice\n^")
    expect(overlay).to_contain_text("did you mean `title`?")
    address = f"editor://open{site}/{SPRING}?line=3"
    assert overlay.locator("a").get_attribute("href") == address
    expect(page.locator(".body")).to_contain_text("First text.")

    (site / SPRING).write_text(good.replace("First text", "Mended text"))

    expect(overlay).to_be_hidden()
    expect(page.locator(".body")).to_contain_text("Mended text.")
    assert is_same_document(page)


def test_every_problem_of_every_file_is_shown_at_once(site, preview, page):
    visit(page, preview, "")
    (site / "content/iran/bad-one.md").write_text("no front matter\n")
    (site / "content/iran/bad-two.md").write_text("---\ntitle: T\ndate: 2024-13-45\n---\nText\n")

    overlay = page.locator("sitegen-preview .problems")
    expect(overlay).to_contain_text("bad-one.md:1:1")
    expect(overlay).to_contain_text("bad-two.md:3:7")

    page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()


def test_a_template_error_shows_its_line_and_the_last_good_page_stays(site, preview, page):
    visit(page, preview, "iran/2024/05/spring/")
    template = site / "templates" / "article.html"
    template.parent.mkdir()
    template.write_text(
        '{% extends "default/article.html" %}\n{% block main %}\n{{ page.nope }}\n{% endblock %}\n'
    )

    overlay = page.locator("sitegen-preview .problems")
    expect(overlay).to_contain_text("templates/article.html:3")
    expect(overlay).to_contain_text("nope")
    expect(page.locator(".body")).to_contain_text("First text.")

    template.write_text(
        '{% extends "default/article.html" %}\n{% block main %}Fine again{% endblock %}\n'
    )
    expect(overlay).to_be_hidden()
    expect(page.locator("main")).to_contain_text("Fine again")

    template.write_text("{% if %}")
    expect(overlay).to_contain_text("templates/article.html:1")
    expect(page.locator("main")).to_contain_text("Fine again")

    template.unlink()
    expect(overlay).to_be_hidden()
    expect(page.locator(".body")).to_contain_text("First text.")
    assert is_same_document(page)


def test_a_renamed_article_is_at_the_new_address_and_not_at_the_old(site, preview, page):
    visit(page, preview, "iran/2024/05/spring/")

    (site / SPRING).rename(site / "content/iran/2024-05-01-nowruz.md")

    preview.wait_for_line("nowruz.md")
    assert page.goto(preview.url + "iran/2024/05/nowruz/").status == 200
    expect(page.locator("h1")).to_have_text("Spring")
    assert page.goto(preview.url + "iran/2024/05/spring/").status == 404


def test_the_browser_follows_an_article_whose_address_changes(site, preview, page):
    visit(page, preview, "iran/2024/05/spring/")
    text = (site / SPRING).read_text()

    (site / SPRING).write_text(text.replace("title: Spring", "title: Spring\nslug: nowruz"))

    page.wait_for_url("**/iran/2024/05/nowruz/")
    expect(page.locator("h1")).to_have_text("Spring")


def test_a_page_that_was_not_there_shows_as_soon_as_it_is(site, preview, page):
    visit(page, preview, "iran/2024/06/new/")
    expect(page.locator("main")).not_to_contain_text("Brand new")

    (site / "content/iran/2024-06-01-new.md").write_text(article("Brand new"))

    expect(page.locator("h1")).to_have_text("Brand new")
    assert is_same_document(page)


def test_the_stream_closes_in_a_hidden_tab_and_catches_up_in_a_shown_one(site, preview, page):
    visit(page, preview, "iran/2024/05/spring/")
    _set_visibility(page, "hidden")
    (site / SPRING).write_text(article("Spring", "Written meanwhile.\n"))
    preview.wait_for_line("spring.md")
    page.wait_for_timeout(300)
    expect(page.locator(".body")).to_contain_text("First text.")

    _set_visibility(page, "visible")

    expect(page.locator(".body")).to_contain_text("Written meanwhile.")
    assert is_same_document(page)


def _set_visibility(page: Page, state: str) -> None:
    """Tell the page that it is hidden or shown, as a browser's tabs do; headless ones never are."""
    page.evaluate(
        """state => {
          const value = state === "hidden";
          Object.defineProperty(document, "hidden", {value, configurable: true});
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )


def test_a_lost_server_is_shown_and_found_again(site, serve, page):
    # No system gives these ports away by itself while the server is gone.
    first = serve(port=random.randrange(20_000, 30_000))
    visit(page, first, "iran/2024/05/spring/")
    first.stop()
    lost = page.locator("sitegen-preview span")
    expect(lost).to_be_visible()

    (site / SPRING).write_text(article("Spring", "Written while it was away.\n"))
    second = serve(port=first.port)
    assert second.port == first.port

    expect(lost).to_be_hidden()
    expect(page.locator(".body")).to_contain_text("Written while it was away.")
    assert is_same_document(page)


def test_a_link_in_the_corner_opens_the_source(site, preview, page):
    visit(page, preview, "iran/2024/05/spring/")
    edit = page.locator("sitegen-preview .corner a")
    expect(edit).to_be_visible()
    assert edit.get_attribute("href") == f"editor://open{site}/{SPRING}?line=1"

    visit(page, preview, "")
    expect(edit).to_be_hidden()


def test_the_overview_lists_drafts_problems_and_why_pages_were_rendered(site, preview, page):
    visit(page, preview, "iran/2024/05/spring/")
    (site / SPRING).write_text(
        article("Spring!", "First text.\n", tags="[Rivers]", authors="[Mina]")
    )
    expect(page.locator("h1")).to_have_text("Spring!")

    visit(page, preview, "")
    with page.expect_response("**/_sitegen/events*"):
        page.goto(f"http://127.0.0.1:{preview.port}/_sitegen/")
    expect(page.locator("body")).to_contain_text("Winter")
    row = page.locator("tr", has_text="iran/2024/05/spring/index.html")
    expect(row).to_contain_text("title")
    expect(page.locator("tr", has_text="tags/ports/index.html")).to_contain_text("not yet")

    (site / "content/iran/bad.md").write_text("nothing\n")
    expect(page.locator("main")).to_contain_text("content/iran/bad.md:1:1")

    page.goto(f"http://127.0.0.1:{preview.port}/_sitegen/?q=autumn")
    expect(page.locator("#pages")).to_have_text("1 page")


def test_a_theme_and_site_settings_take_effect_without_a_restart(site, preview, page):
    visit(page, preview, "")
    expect(page.locator(".nameplate")).to_have_text("Caspian Digest")

    config = site / "site.yml"
    config.write_text(config.read_text().replace("Caspian Digest", "Shore Digest"))
    expect(page.locator(".nameplate")).to_have_text("Shore Digest")

    config.write_text(config.read_text().replace("timezone: UTC", "timezone: Nowhere/None"))
    overlay = page.locator("sitegen-preview .problems")
    expect(overlay).to_contain_text("site.yml:3")

    (site / "themes/plain").mkdir(parents=True)
    (site / "themes/plain/theme.yml").write_text("extends: default\n")
    (site / "themes/plain/templates").mkdir()
    (site / "themes/plain/templates/home.html").write_text("<body><p class=plain>Plain</p></body>")
    config.write_text(
        "title: Shore Digest\ntheme: {name: plain}\nbase_url: https://example.org/digest/\n"
    )
    expect(page.locator(".plain")).to_have_text("Plain")
    expect(overlay).to_be_hidden()
    assert is_same_document(page)


def test_the_client_is_small():
    client = Path(__file__).parents[2] / "sitegen/preview/browser/client.js"
    assert client.stat().st_size < 4096
