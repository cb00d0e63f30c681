"""Screenshots of every kind of page: `make screenshots`.

Builds the demo digest and the Persian one, opens the fullest page of each kind in three widths,
light and dark, and puts them on one sheet a kind: `docs/screenshots/<kind>.webp`. With a folder
(`ARGS=FOLDER`) each screenshot is also kept there, whole and as large as it is, to look at closely;
names of kinds after it leave the others out. The pictures of README are taken anew, too.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from PIL import Image

from tests.building import ROOT, built
from tests.site.kinds import DIGESTS, copy_demo, page_kinds
from tests.tooling.browser import FLAGS, chromium, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHEETS = ROOT / "docs" / "screenshots"
README = {"front-page": "", "article": "azerbaijan/2026/11/oil-rocks/"}
README_DAY = "2026-11-20"
# Widths of windows in CSS pixels, and how many pixels of a sheet one of them takes.
WIDTHS = {390: 0.5, 820: 0.33, 1440: 0.3}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEIGHT = 480
GAP = 16
GROUND = (128, 128, 128)
QUALITY = 32
PICTURES = """async () => {
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map(image => image.decode().catch(() => 0)));
}"""


def screenshots(
    browser: Browser, root: str, kinds: Mapping[str, str]
) -> Iterator[tuple[str, int, str, bytes]]:
    """Take the screenshots of a site that is served: kind, width, scheme and PNG of each."""
    page = browser.new_page()
    for kind, path in kinds.items():
        page.goto(root + path.removesuffix("index.html"))
        for scheme, width in product(SCHEMES, WIDTHS):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(PICTURES)
            yield kind, width, scheme, page.screenshot(full_page=True)
    page.close()


def readme_pictures(browser: Browser, root: Path) -> None:
    """Take the pictures of README: the top of two pages of the demo digest as it is."""
    site = built(copy_demo(root), README_DAY, base_url="https://example.org/")
    page = browser.new_page(viewport={"width": 1280, "height": 1606})
    with serving(site.output) as address:
        for name, path in README.items():
            page.goto(address + path)
            page.evaluate(PICTURES)
            with Image.open(io.BytesIO(page.screenshot())) as shot:
                shot.convert("RGB").save(ROOT / "docs" / "pictures" / f"{name}.webp", quality=80)
    page.close()


def shrunk(png: bytes, width: int) -> Image.Image:
    """Make a screenshot as small as it is on its sheet; what is below its height is cut off."""
    shot = Image.open(io.BytesIO(png)).convert("RGB")
    scale = WIDTHS[width]
    shot = shot.crop((0, 0, shot.width, min(shot.height, round(HEIGHT / scale))))
    size = (round(shot.width * scale), round(shot.height * scale))
    return shot.resize(size, Image.Resampling.LANCZOS)


def sheet(rows: list[list[Image.Image]]) -> Image.Image:
    """Put rows of pictures on one."""
    widths = [sum(shot.width + GAP for shot in row) + GAP for row in rows]
    heights = [max(shot.height for shot in row) + GAP for row in rows]
    made = Image.new("RGB", (max(widths), sum(heights) + GAP), GROUND)
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        left = GAP
        for shot in row:
            made.paste(shot, (left, top))
            left += shot.width + GAP
        top += height
    return made


def main(whole: Path | None, wanted: Sequence[str] = ()) -> None:
    """Write the sheets of these kinds, or of all but older pages; `whole` is for screenshots."""
    from playwright.sync_api import sync_playwright

    rows: dict[str, dict[str, list[Image.Image]]] = {}
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for name, write in DIGESTS.items():
            root = write(Path(folder) / name)
            site = built(root, base_url="https://example.org/")
            with serving(site.output) as address:
                kinds = page_kinds(root)
                first = [kind for kind in kinds if not kind.endswith("older")]
                kinds = {kind: kinds[kind] for kind in wanted or first if kind in kinds}
                shots = screenshots(browser, address, kinds)
                for kind, width, scheme, png in shots:
                    rows.setdefault(kind, {}).setdefault(name, []).append(shrunk(png, width))
                    if whole:
                        whole.mkdir(parents=True, exist_ok=True)
                        (whole / f"{kind}-{name}-{width}-{scheme}.png").write_bytes(png)
        if not wanted:
            (Path(folder) / "demo").mkdir()
            readme_pictures(browser, Path(folder) / "demo")
        browser.close()
    SHEETS.mkdir(parents=True, exist_ok=True)
    for kind, of_sites in rows.items():
        path = SHEETS / f"{kind}.webp"
        sheet(list(of_sites.values())).save(path, quality=QUALITY, method=6)
        print(path.relative_to(ROOT), f"{path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None, sys.argv[2:])
