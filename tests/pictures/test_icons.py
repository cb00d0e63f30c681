"""Icons for phones and browser tabs, made of one picture of the static folder."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sitegen.execution import pictures as execution
from tests.building import Built, article, built, problems_of

from .odd import saved

CONFIG = "title: T\nbase_url: https://example.org/repo/\npictures: {icon: %s}\n"
SVG = (
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<circle cx="16" cy="16" r="16" fill="#cc0000"/></svg>'
)
MADE = {"apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512}


def site(write_files, icon: str, **files: str | bytes) -> Path:
    root: Path = write_files(
        {
            "site.yml": CONFIG % icon,
            "content/iran/2026-01-02-a.md": article("title: A\ndate: 2026-01-02"),
            "static/logo.svg": SVG,
            "static/logo.png": saved(Image.new("RGB", (600, 300), "#cc0000"), "PNG"),
            **{f"static/{name}": data for name, data in files.items()},
        }
    )
    return root


def icon(done: Built, name: str) -> Any:
    return Image.open(BytesIO(done.contents()[name])).convert("RGBA")


@pytest.mark.parametrize("source", ["logo.svg", "logo.png"])
def test_icons_are_made_and_listed(write_files, source):
    done = built(site(write_files, source), strict=True)
    manifest = json.loads(done.text("manifest.webmanifest"))
    listed = {one["src"]: one["sizes"] for one in manifest["icons"]}
    for name, width in MADE.items():
        made = icon(done, name)
        assert made.size == (width, width)
        red, green, blue, alpha = made.getpixel((width // 2, width // 2))
        assert (red > 190, green < 20, blue < 20, alpha) == (True, True, True, 255)
        corner = (255, 255, 255, 255) if width == 180 else (0, 0, 0, 0)
        assert made.getpixel((0, 0))[3] == corner[3]
        assert listed[f"/repo/{name}"] == f"{width}x{width}"
    assert ("/repo/logo.svg" in listed) == (source == "logo.svg")
    links = {
        link.attributes["href"]: link.attributes["rel"]
        for link in done.html("index.html").css("link[rel$=icon]")
    }
    assert links["/repo/apple-touch-icon.png"] == "apple-touch-icon"
    assert links["/repo/icon-192.png"] == "icon"
    assert built(done.output.parent).summary.rendered == 0


def test_an_icon_of_the_site_s_own_is_left_as_it_is(write_files):
    own = saved(Image.new("RGB", (180, 180), "blue"), "PNG")
    done = built(site(write_files, "logo.svg", **{"apple-touch-icon.png": own}))
    assert done.contents()["apple-touch-icon.png"] == own


@pytest.mark.parametrize("name", ["nothing.svg", "notes.txt", "page.png"])
def test_an_icon_that_is_no_picture_is_a_problem(write_files, name):
    files: dict[str, str | bytes] = {"notes.txt": "words", "page.png": "<!doctype html>"}
    found = problems_of(site(write_files, name, **files))
    assert ("config.icon", "site.yml", 3) in [(one.code, one.path, one.line) for one in found]


def test_a_drawing_that_cannot_be_drawn_is_a_problem(write_files):
    found = problems_of(site(write_files, "bad.svg", **{"bad.svg": "<svg xmlns='x'><g></svg>"}))
    assert [(one.code, one.path) for one in found] == [("picture.failed", "static/bad.svg")]


@pytest.mark.parametrize("missing", ["is_available", "can_draw_svg"])
def test_without_the_extra_there_are_none_and_that_is_said(write_files, monkeypatch, missing):
    root = site(write_files, "logo.svg")
    monkeypatch.setattr(execution, missing, lambda: False)
    done = built(root)
    assert not set(MADE) & done.paths()
    assert "apple-touch-icon" not in done.text("index.html")
    (problem,) = done.said.problems
    assert (problem.code, problem.path, problem.line) == ("pictures.missing", "site.yml", 3)
    monkeypatch.undo()
    assert set(MADE) <= built(root, strict=True).paths()


def test_without_the_setting_there_are_none(write_files):
    root = site(write_files, "logo.svg")
    (root / "site.yml").write_text("title: T\nbase_url: https://example.org/repo/\n")
    done = built(root)
    assert not set(MADE) & done.paths()
    assert "apple-touch-icon" not in done.text("index.html")
