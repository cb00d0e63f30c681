"""Pictures of every odd kind: each is right at every size, or a problem names it."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sitegen.model import Asset
from sitegen.pictures import encode
from sitegen.pictures.encode import clean, decode
from sitegen.pictures.inspect import inspect
from sitegen.pictures.recipes import TYPES, recipes_of
from tests.building import article, built
from tests.tooling.browser import serving

from .odd import FAULTY, PICTURES_OF_PAGE, PLACE, RIGHT, bomb


def test_there_are_enough_of_them():
    assert len(RIGHT) + len(FAULTY) >= 40


@pytest.mark.usefixtures("made_once")
@pytest.mark.parametrize("name", RIGHT)
def test_every_size_shows_the_picture_and_nothing_private(name):
    data = RIGHT[name]()
    found = inspect(data)
    assert not found.fault
    asset = Asset(name, b"", found.width, found.height, raster=found.raster)
    original = _upright(data)
    assert original.size == (found.width, found.height)
    decoded = None
    for recipe in recipes_of(asset):
        decoded = decoded or decode(data)
        made = encode.encode(decoded, recipe)
        picture = _opened(made)
        assert picture.width == recipe.width <= original.width
        assert abs(picture.height - original.height * recipe.width / original.width) <= 1
        assert picture.get_format_mimetype() == TYPES[recipe.encoding][0]
        _assert_alike(picture, original)
        _assert_nothing_private(made)
    if found.raster is not None and found.raster.is_private:
        made = clean(data)
        _assert_alike(_opened(made), original)
        _assert_nothing_private(made)
        again = inspect(made).raster
        assert again is not None
        assert not again.is_private or name.endswith(".tif")
        assert _frames(made) == _frames(data) or name == "phone.jpg"
    else:
        _assert_nothing_private(data)


@pytest.mark.usefixtures("made_once")
def test_every_odd_picture_shows_in_a_browser(browser, tmp_path):
    """What no browser shows, such as a TIFF, is shown by its sizes."""
    names = [name for name in RIGHT if not name.endswith("dot.png")]
    body = "".join(f"![{name}](/{name})\n\n" for name in names)
    (tmp_path / "content/iran").mkdir(parents=True)
    (tmp_path / "static").mkdir()
    (tmp_path / "site.yml").write_text("title: Odd\npictures: {sizes: true}\n")
    front = "title: Odd\ndate: 2026-01-02"
    (tmp_path / "content/iran/2026-01-02-odd.md").write_text(article(front, body))
    for name in names:
        (tmp_path / "static" / name).write_bytes(RIGHT[name]())
    done = built(tmp_path)
    assert not done.said.problems
    with serving(done.output) as root:
        page = browser.new_page(viewport={"width": 800, "height": 900})
        page.goto(root + "iran/2026/01/odd/")
        pictures = page.evaluate(PICTURES_OF_PAGE)
        page.close()
    assert len(pictures) == len(names)
    for name, picture in zip(names, pictures, strict=True):
        assert picture["natural"][0] > 0, name
        wide, high = picture["natural"]
        if name.startswith("turned"):
            assert wide > high, name


@pytest.mark.parametrize("name", [name for name, (_, words) in FAULTY.items() if "cut" in words])
def test_what_is_damaged_is_found(name):
    data = FAULTY[name][0]()
    assert inspect(data).fault == "truncated"


def test_any_byte_may_be_wrong():
    data = bytearray(RIGHT["plain.png"]()[:3000])
    for place in range(0, len(data), 7):
        altered = bytes(data[:place]) + bytes([data[place] ^ 0xFF]) + bytes(data[place + 1 :])
        assert inspect(altered).fault in ("truncated", "pixels")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_bomb_is_refused_with_little_memory_and_in_no_time(tmp_path):
    """Not by `ru_maxrss`: that of a process begins with what the one that started it used."""
    (tmp_path / "bomb.png").write_bytes(bomb())
    script = (
        "import pathlib, re, sys, time\n"
        "from sitegen.pictures.inspect import inspect\n"
        "began = time.process_time()\n"
        "data = pathlib.Path(sys.argv[1]).read_bytes()\n"
        "fault = inspect(data).fault\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "peak = re.search(r'VmHWM:\\s*(\\d+) kB', status)[1]\n"
        "print(fault, time.process_time() - began, peak)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "bomb.png")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    fault, seconds, memory = done.stdout.split()
    assert fault == "pixels"
    assert float(seconds) < 5
    assert int(memory) * 1000 < 200e6


def test_small_pictures_and_moving_ones_are_left_alone():
    for name in ("dot.png", "moving.gif", "moving.png", "moving.webp"):
        found = inspect(RIGHT[name]())
        assert not list(
            recipes_of(Asset(name, b"", found.width, found.height, raster=found.raster))
        )


def test_drawings_stay_sharp():
    found = inspect(RIGHT["chart.png"]())
    recipes = list(
        recipes_of(Asset("chart.png", b"", found.width, found.height, raster=found.raster))
    )
    assert {recipe.encoding for recipe in recipes} == {"lossless webp", "png"}


def test_what_is_transparent_has_no_jpeg_and_no_colour():
    found = inspect(RIGHT["alpha.png"]())
    assert found.raster is not None
    assert found.raster.colour == ""
    recipes = recipes_of(Asset("a.png", b"", found.width, found.height, raster=found.raster))
    assert {recipe.encoding for recipe in recipes} == {"avif", "webp", "png"}


def _opened(data: bytes) -> Any:
    return Image.open(BytesIO(data))


def _frames(data: bytes) -> int:
    return getattr(_opened(data), "n_frames", 1)


def _upright(data: bytes) -> Any:
    from PIL import ImageOps

    picture = ImageOps.exif_transpose(_opened(data))
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return picture


def _assert_alike(picture: Any, original: Any) -> None:
    """Compare two pictures by their average colours in a grid of 4 × 4."""
    grids = []
    for each in (picture, original):
        on_grey = Image.new("RGBA", each.size, "grey")
        on_grey.alpha_composite(each.convert("RGBA"))
        small = on_grey.convert("RGB").resize((4, 4), Image.Resampling.BOX)
        grids.append(list(small.tobytes()))
    assert max(abs(one - two) for one, two in zip(*grids, strict=True)) < 16


def _assert_nothing_private(data: bytes) -> None:
    assert PLACE not in data
    picture = _opened(data)
    picture.load()
    assert not picture.getexif().get_ifd(0x8825)
    assert not picture.info.get("xmp")
    assert not picture.info.get("comment")
