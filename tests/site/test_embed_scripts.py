"""No text in any option of any embed runs as a script, on a page or in a feed's entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from sitegen.embeds.builtin import EMBEDS
from sitegen.embeds.declaration import EmbedKind
from tests.building import article, built, problems_of

RUN = "window.ran=1"
TEXTS = (
    f"<script>{RUN}</script>",
    f"\"'><img src=x onerror={RUN}>",
    f'" autofocus onfocus={RUN} x="',
    f"' onmouseover='{RUN}",
    f"</title></style></script><svg onload={RUN}>",
    f"{{{{ 7*7 }}}}{{% raw %}}<b onclick={RUN}>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"]]>--><iframe srcdoc='<script>top.{RUN}</script>'>",
    f'<a href="javascript:{RUN}">x</a> [y](javascript:{RUN})',
    "\u202e\u2066<details open ontoggle=window.ran=1>",
)
ADDRESSES = (
    f'https://x.example/"onerror="{RUN}',
    f"https://x.example/'><script>{RUN}</script>",
    f"https://x.example/?a=javascript:{RUN}",
)
SCRIPTS = (
    f"javascript:{RUN}",
    f" JaVaScript:{RUN}",
    f"java\tscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"vbscript:{RUN}",
    f"//x.example/{RUN}",
)
SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/\n",
    "static/a.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'/>",
    "static/a.mp4": b"\0\0\0\x18ftyp",
}


def options(kind: EmbedKind, text: str, address: str) -> dict[str, Any]:
    """Fill every option of an embed: with a text, an address, a file or a data file."""
    return filled(kind.options, text, address)


def filled(declared: type[msgspec.Struct], text: str, address: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for field in msgspec.structs.fields(declared):
        group = group_of(field.type)
        if group is not None:
            made[field.name] = [filled(group, text, address)] * 2
        elif field.name in ("src", "subtitles") and declared.__name__[:5] in ("Video", "Audio"):
            made[field.name] = "/a.mp4"
        elif field.name in ("src", "poster", "link"):
            made[field.name] = address
        elif field.name == "data":
            made[field.name] = "cells"
        elif field.name in ("align", "focus"):
            made[field.name] = "center"
        elif field.name == "date" and "Correction" in declared.__name__:
            made[field.name] = "2026-01-02"
        else:
            is_column = declared.__name__ == "Column" and field.name == "name"
            made[field.name] = "name" if is_column else text
    return made


def group_of(declared: Any) -> type[msgspec.Struct] | None:
    """Return the struct in a type such as `tuple[Column, ...]`."""
    if isinstance(declared, type) and issubclass(declared, msgspec.Struct):
        return declared
    return next((group for part in get_args(declared) if (group := group_of(part))), None)


def written(kind: EmbedKind, values: dict[str, Any], text: str) -> str:
    """Write an embed as Markdown; JSON is YAML."""
    lines = [f"{key}: {json.dumps(value)}" for key, value in values.items()]
    below = ["", text] if kind.text else []
    return "\n".join([f":::{kind.name}", *lines, *below, ":::"])


def bodies() -> Iterator[tuple[str, str]]:
    for number, text in enumerate(TEXTS):
        address = ADDRESSES[number % len(ADDRESSES)]
        embeds = [written(kind, options(kind, text, address), text) for kind in EMBEDS]
        links = [f":::{name}\nlink: {json.dumps(address)}\n:::" for name in ("video", "audio")]
        yield f"n{number}", "\n\n".join([*embeds, *links])


def test_every_option_of_every_embed_is_filled():
    for kind in EMBEDS:
        assert options(kind, "x", "y").keys() == {*kind.options.__struct_fields__}


@pytest.fixture
def site(write_files) -> Path:
    cells = json.dumps([{"name": text, text: text} for text in TEXTS])
    files = {
        f"content/iran/{name}.md": article(f"title: {name}\ndate: 2026-01-02", body)
        for name, body in bodies()
    }
    root: Path = write_files({**SITE, **files, "data/cells.json": cells})
    return root


def test_nothing_runs_in_a_browser(site, browser, static_server):
    made = built(site)
    pages = [path for path in made.paths() if path.endswith("/index.html") and "/n" in path]
    assert len(pages) == len(TEXTS)
    for entry in made.feed("feed.xml").entries:
        copy = made.output / f"entry-{entry.title}.html"
        copy.write_text(f"<!doctype html><meta charset=utf-8>{entry.content[0].value}")
        pages.append(copy.name)
    address = static_server(made.output)
    page = browser.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.route("https://x.example/**", lambda route: route.abort())
    for path in pages:
        page.goto(f"{address}/{path}")
        page.mouse.move(200, 200)
        for element in page.query_selector_all("main .embed, body > *"):
            element.dispatch_event("mouseover")
            element.dispatch_event("focus")
            element.dispatch_event("click")
        page.wait_for_load_state("load")
        assert page.evaluate("window.ran") is None, path
        named = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
        assert [name for name in page.evaluate(named) if name.startswith("on")] == [], path
        hrefs = page.eval_on_selector_all("[href]", "all => all.map(e => e.href)")
        assert [href for href in hrefs if not href.startswith(("http", "/", "mailto:?"))] == [], (
            path
        )
    page.close()


def test_the_browser_would_run_them(browser, static_server, tmp_path):
    """The test above can fail: as HTML, most of the texts run at once."""
    ran = 0
    for number, text in enumerate(TEXTS):
        (tmp_path / f"{number}.html").write_text(f"<!doctype html><title>t</title>{text}")
    address = static_server(tmp_path)
    page = browser.new_page()
    for number in range(len(TEXTS)):
        page.goto(f"{address}/{number}.html")
        page.wait_for_timeout(50)
        ran += page.evaluate("window.ran") is not None
    page.close()
    assert ran >= 3


@pytest.mark.parametrize("address", SCRIPTS)
@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("figure", "src"),
        ("figure", "link"),
        ("gallery", "src"),
        ("video", "src"),
        ("video", "poster"),
        ("video", "link"),
        ("video", "subtitles"),
        ("audio", "src"),
        ("audio", "poster"),
        ("audio", "link"),
    ],
)
def test_an_address_that_could_run_is_a_problem(write_files, name, option, address):
    given = {"src": "/a.svg" if name in ("figure", "gallery") else "/a.mp4", option: address}
    values = {"pictures": [given]} if name == "gallery" else given
    kind = next(kind for kind in EMBEDS if kind.name == name)
    text = article("title: A", written(kind, values, ""))
    (problem,) = problems_of(write_files({**SITE, "content/iran/a.md": text}))
    assert problem.code in ("embed.address", "content.broken-link")
    assert problem.line == 5 if name == "gallery" else problem.line in (5, 6, 7)
