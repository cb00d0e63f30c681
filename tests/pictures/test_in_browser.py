"""Sizes of pictures in a real browser: which one it takes, and that nothing looks different."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Event

import pytest

from tests.building import Built, article, built
from tests.preview.serving import serving as previewing
from tests.tooling.browser import serving, shifts_when_pictures_come

from .odd import PICTURES_OF_PAGE, photograph, saved

SCREENS = {"phone": (390, 1), "dense phone": (390, 3), "desk": (1440, 1), "dense desk": (1440, 2)}
STORY = "iran/2026/01/story-6/"
ADDRESSES = ("", "iran/", STORY, "tags/caviar/", "tags/")


def write_site(root: Path) -> None:
    """Write a digest whose every story has a photograph."""
    files: dict[str, str | bytes] = {
        "site.yml": "title: Sizes\npictures: {sizes: true}\n",
        "static/wide.jpg": saved(photograph((1900, 1200), grain=60), "JPEG"),
        "static/tall.jpg": saved(photograph((1200, 1600), grain=60), "JPEG"),
        "content/tags/caviar.md": article(
            "name: caviar\navatar: {src: /wide.jpg}", "![a](/wide.jpg)\n"
        ),
    }
    body = (
        "Words.\n\n![a](/wide.jpg)\n\n:::figure\nsrc: /tall.jpg\nalt: b\n:::\n\n"
        ":::gallery\npictures: [{src: /tall.jpg, alt: c}, {src: /wide.jpg, alt: d}]\n:::\n"
    )
    for number in range(1, 8):
        name = "wide" if number % 2 == 0 else "tall"
        front = f"title: Story {number}\ndate: 2026-01-0{number}\ntags: [caviar]\n"
        front += f"image: {{src: /{name}.jpg, alt: here, caption: Words, credit: Desk}}"
        files[f"content/iran/2026-01-0{number}-story-{number}.md"] = article(front, body)
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> tuple[Built, Built]:
    """Give the site with sizes, and the same without."""
    with_sizes, without = (tmp_path_factory.mktemp(name) / "site" for name in ("on", "off"))
    write_site(with_sizes)
    shutil.copytree(with_sizes, without)
    (without / "site.yml").write_text("title: Sizes\n")
    return built(with_sizes), built(without)


def some(addresses: tuple[str, ...], all_of_them: bool) -> tuple[str, ...]:
    """Give all addresses, or those of the front page and a story: browsers decode slowly."""
    return addresses if all_of_them else ("", STORY)


@pytest.mark.parametrize("screen", SCREENS)
def test_the_browser_takes_the_right_size_and_nothing_moves(site, browser, screen, slow):
    width, density = SCREENS[screen]
    window = {"width": width, "height": 900}
    coming = Event()
    with serving(site[0].output, pictures=coming) as root:
        for address in some(ADDRESSES, slow or screen in ("phone", "dense desk")):
            # A browser takes what it has already, so each page is its first.
            page = browser.new_page(viewport=window, device_scale_factor=density)
            assert shifts_when_pictures_come(page, root + address, coming) == [], address
            pictures = page.evaluate(PICTURES_OF_PAGE)
            page.close()
            assert [one for one in pictures if not fits(one, pictures, density)] == []


def fits(picture, others, density: int) -> bool:
    """Tell whether a picture is sharp, and no larger than some place on its page needs."""
    widths = [int(one.split()[-1].removesuffix("w")) for one in picture["offered"][0].split(", ")]
    suffix = f"-{chosen_width(picture)}.avif"
    needed = picture["box"][2] * density
    most = max(one["box"][2] * density for one in others if one["offered"] == picture["offered"])
    enough = next((width for width in widths if width >= most), widths[-1])
    # A browser may take one that is a little smaller.
    is_sharp = chosen_width(picture) >= 0.75 * min(needed, widths[-1])
    return picture["chosen"].endswith(suffix) and is_sharp and chosen_width(picture) <= enough


def chosen_width(picture) -> int:
    return int(picture["chosen"].rpartition("-")[2].partition(".")[0])


@pytest.mark.parametrize("width", [390, 800, 1440])
def test_pictures_stand_where_they_stand_without_sizes(site, browser, width, slow):
    addresses = some(ADDRESSES, slow or width != 800)
    boxes = []
    for each in site:
        with serving(each.output) as root:
            page = browser.new_page(viewport={"width": width, "height": 900})
            found = {}
            for address in addresses:
                page.goto(root + address)
                found[address] = [picture["box"] for picture in page.evaluate(PICTURES_OF_PAGE)]
            boxes.append(found)
            page.close()
    for address in addresses:
        for one, two in zip(boxes[0][address], boxes[1][address], strict=True):
            # The height of a size is a whole number of pixels, too.
            assert max(abs(a - b) for a, b in zip(one, two, strict=True)) <= 2, address
    assert all(boxes[0][address] for address in addresses if address != "tags/")


def test_the_preview_makes_a_size_when_it_is_asked_for(site, tmp_path):
    root = tmp_path / "site"
    write_site(root)
    sizes = [path for path in site[0].paths() if path.endswith("-360.avif")]
    assert sizes
    with previewing(root) as preview:
        for path in sizes:
            answer = preview.get(f"{preview.root}{path}")
            assert (answer.status, answer.headers["Content-Type"]) == (200, "image/avif")
            assert answer.body == (site[0].output / path).read_bytes()
