"""A real browser and a real web server for the tests.

`browser` is the system's Chromium, driven by Playwright, started once a session; `static_server`
serves a built folder the way GitHub Pages does. Playwright is imported when a test uses it, so that
all others can be collected and run without it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, expect
else:

    def expect(actual, message=None):
        """Wait for what is asserted of a page, as Playwright's own `expect` does, but longer: its
        five seconds may pass on a busy machine.
        """
        from playwright import sync_api

        sync_api.expect.set_options(timeout=60_000)
        return sync_api.expect(actual, message)


__all__ = [
    "ServeFolder",
    "browser",
    "chromium",
    "expect",
    "screen",
    "serving",
    "shifts_when_pictures_come",
    "static_server",
]

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

# No sandbox, because CI often runs as root; the rest keeps Chromium from calling home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

ServeFolder = Callable[..., str]
OpenScreen = Callable[..., "Page"]


def chromium() -> str:
    """Give the path of a Chromium or Chrome: `$CHROMIUM`, or the first that is installed."""
    named = os.environ.get("CHROMIUM")
    found = [path for name in ((named,) if named else BROWSERS) if (path := shutil.which(name))]
    if not found:
        raise FileNotFoundError(
            f"no browser at CHROMIUM={named}"
            if named
            else "the tests need Chromium or Chrome: run `make test`, which installs Debian's, "
            "or install one and name it in the variable CHROMIUM"
        )
    return found[0]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a headless Chromium. A test whose page has scripts, storage or requests of its own opens
    it with `browser.new_page()`; all others look at theirs in `screen`.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def screen(browser: Browser) -> OpenScreen:
    """Give `screen(width, height=900, **media)`: a page in a window of this size.

    `media` is `color_scheme` and `forced_colors`, as Playwright has them. It is one page for all
    tests, as a new one costs more than what most of them do in it.
    """
    page = browser.new_page()

    def resized(width: int, height: int = 900, **media: Any) -> Page:
        page.emulate_media(**{"color_scheme": "light", "forced_colors": "none"} | media)
        page.set_viewport_size({"width": width, "height": height})
        page.mouse.move(0, 0)
        return page

    return resized


@pytest.fixture
def static_server() -> Iterator[ServeFolder]:
    """Give `serve(folder, base_path="/")`, which answers with the address of the site's root."""
    with ExitStack() as servers:

        def serve(folder: Path, base_path: str = "/") -> str:
            return servers.enter_context(serving(folder, base_path))

        yield serve


@contextmanager
def serving(folder: Path, base_path: str = "/", pictures: Event | None = None) -> Iterator[str]:
    """Serve a folder under a base path on a free port of 127.0.0.1 while the block runs.

    Pictures come when `pictures` is set, if it is given.
    """
    prefix = f"/{base_path.strip('/')}/".replace("//", "/")
    handler = partial(PagesHandler, directory=str(folder), prefix=prefix, pictures=pictures)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{prefix}"
        finally:
            server.shutdown()
            thread.join()


# What moves while the text of a page comes in depends on where the line cuts it, and on the load of
# the machine; so the watch begins when all of the text is shown. A source without a node is inside
# the browser's own player, which lays its controls out twice.
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
WATCH = f"""async () => {{
  await {TWO_FRAMES};
  window.shifts = [];
  const keep = list => {{
    for (const {{value, sources}} of list)
      if (sources.some(s => s.node))
        shifts.push([value, ...sources.map(s => s.node?.outerHTML?.slice(0, 80))]);
  }};
  const observer = new PerformanceObserver(list => keep(list.getEntries()));
  observer.observe({{type: "layout-shift"}});
  window.allShifts = () => (keep(observer.takeRecords()), shifts);
}}"""
SHIFTS = f"""async () => {{
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map(image => image.decode().catch(() => 0)));
  await {TWO_FRAMES};
  return allShifts();
}}"""


def shifts_when_pictures_come(page: Page, address: str, pictures: Event) -> Any:
    """Open a page of `serving(…, pictures=pictures)`, let its pictures come when its text is shown,
    and return what moves then: the value of each layout shift, and the elements that moved.
    """
    pictures.clear()
    page.goto(address, wait_until="domcontentloaded")
    page.evaluate(WATCH)
    pictures.set()
    page.wait_for_load_state()
    return page.evaluate(SHIFTS)


class PagesHandler(SimpleHTTPRequestHandler):
    """Answers as GitHub Pages does.

    `/a/` is `a/index.html`; `/a` redirects to `/a/` or is `a.html`; anything else is `404.html`
    with status 404. Nothing outside the prefix exists, and no folder is listed.
    """

    def __init__(
        self, *args: object, directory: str, prefix: str, pictures: Event | None = None
    ) -> None:
        self.prefix = prefix
        self.pictures = pictures
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Send a file, a redirect to the folder's own address, or the site's 404 page."""
        url = urlsplit(self.path)
        folder = Path(self.directory)
        inside = url.path.startswith(self.prefix)
        path = unquote(url.path.removeprefix(self.prefix))
        file = (folder / path).resolve()
        if not inside or not file.is_relative_to(folder.resolve()):
            self._send(folder / "404.html", 404)
        elif file.is_dir() and path and not path.endswith("/"):
            self.send_response(301)
            self.send_header("Location", f"{url.path}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif found := self._found(file, is_folder=not path or path.endswith("/")):
            self._send(found, 200)
        else:
            self._send(folder / "404.html", 404)

    do_HEAD = do_GET  # noqa: N815

    def _found(self, file: Path, *, is_folder: bool) -> Path | None:
        candidates = (file / "index.html",) if is_folder else (file, Path(f"{file}.html"))
        return next((path for path in candidates if path.is_file()), None)

    def _send(self, file: Path, status: int) -> None:
        content = file.read_bytes() if file.is_file() else b"Not found\n"
        content_type = self.guess_type(file) if file.is_file() else "text/plain"
        if self.pictures and content_type.startswith("image/"):
            self.pictures.wait(60)
        if content_type.startswith("text/"):
            content_type += "; charset=utf-8"
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Stay quiet; a failing test shows the page it saw."""
