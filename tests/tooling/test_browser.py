"""The browser runs, and the static server answers as GitHub Pages does."""

from __future__ import annotations

import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SITE = {
    "site/index.html": "<!doctype html><title>Home</title><link rel=stylesheet href=style.css>",
    "site/iran/index.html": "<!doctype html><title>Iran</title>",
    "site/about.html": "<!doctype html><title>About</title>",
    "site/404.html": "<!doctype html><title>Not here</title>",
    "site/style.css": "title { display: block; color: rgb(1, 2, 3) }",
    "secret.txt": "not for the web",
}


def fetch(root: str, path: str) -> tuple[int, str, str]:
    """Ask for a path exactly as written: status, body and the Location header."""
    address = urlsplit(root)
    connection = HTTPConnection(address.hostname or "", address.port or 80)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, answer.headers.get("Location", "")


def test_a_page_is_shown_with_its_stylesheet(browser, static_server, write_files):
    root = static_server(write_files(SITE) / "site", "/repo/")
    with browser.new_page() as page:
        page.goto(root)
        assert page.title() == "Home"
        colour = "getComputedStyle(document.querySelector('title')).color"
        assert page.evaluate(colour) == "rgb(1, 2, 3)"


@pytest.mark.parametrize(
    ("path", "status", "seen"),
    [
        ("/repo/", 200, "Home"),
        ("/repo/iran/", 200, "Iran"),
        ("/repo/about", 200, "About"),
        ("/repo/style.css?v=1", 200, "rgb(1, 2, 3)"),
        ("/repo/gone/deep/", 404, "Not here"),
        ("/", 404, "Not here"),
        ("/repo/../secret.txt", 404, "Not here"),
        ("/repo/%2e%2e/secret.txt", 404, "Not here"),
    ],
)
def test_paths_are_answered_as_pages_does(static_server, write_files, path, status, seen):
    root = static_server(write_files(SITE) / "site", "/repo/")
    answer = fetch(root, path)
    assert answer[0] == status
    assert seen in answer[1]


def test_a_folder_without_its_slash_redirects(static_server, write_files):
    root = static_server(write_files(SITE) / "site", "repo")
    assert fetch(root, "/repo/iran") == (301, "", "/repo/iran/")


def test_the_unit_tier_runs_without_playwright_and_npm(tmp_path):
    """All test modules are imported; the tests of one are run."""
    root = Path(__file__).parents[2]
    blocked = (
        "import pytest, sys; sys.modules['playwright'] = None; sys.exit(pytest.main(sys.argv[1:]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", blocked, "-m", "unit", "-k", "test_urls", "-p", "no:cacheprovider"],
        cwd=root,
        env={"PATH": "/nowhere", "HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert " passed" in run.stdout
