"""Share images: a crop of a page's photograph, or its title drawn, and when each is made."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from sitegen.checks.run import CheckOptions, check
from sitegen.config import load_config
from sitegen.execution import pictures as execution
from sitegen.model import View
from sitegen.pictures.draw import draw
from sitegen.pictures.letters import COVERED, FONT, direction_in, drawable, needs_shaping
from sitegen.pictures.recipes import SHARE_SIZE, Drawing
from sitegen.problems import ContentError, Problem
from sitegen.reporting import Recording
from tests.building import NOW, Built, article, built
from tests.preview.serving import serving as previewing

from .odd import PLACE, chart, exif, photograph, saved, with_alpha

OFF = "title: The Digest\nbase_url: https://example.org/repo/\n\neditions: {minimum: 1}\n"
ON = OFF + "pictures: {share_images: true}\n"
PHOTO, DRAWN, SMALL, PERSIAN = (
    f"iran/2026/01/{name}/index.html" for name in ("photo", "drawn", "small", "fa")
)
WIDE = saved(photograph((1300, 1300)), "JPEG")
FILES: dict[str, str | bytes] = {
    "site.yml": ON,
    "static/wide.jpg": WIDE,
    "static/small.jpg": saved(photograph((900, 500)), "JPEG"),
    "content/iran/2026-01-05-photo.md": article(
        "title: Photo\ndate: 2026-01-05\nimage: {src: /wide.jpg, alt: A quay, focus: top}"
    ),
    "content/iran/2026-01-04-drawn.md": article(
        "title: Drawn\ndate: 2026-01-04\ntags: [Oil]\nseries: Gas\nauthors: [Mina Rad]"
    ),
    "content/iran/2026-01-03-small.md": article(
        "title: Small\ndate: 2026-01-03\nseries: Gas\nimage: {src: /small.jpg}"
    ),
    "content/iran/2026-01-02-fa.md": article("title: ایران و گاز\nlang: fa\ndate: 2026-01-02"),
    "content/pages/about.md": article("title: About us"),
}


@pytest.fixture
def site(write_files) -> Path:
    root: Path = write_files(FILES)
    return root


def meta(done: Built, path: str) -> dict[str, str]:
    nodes = done.html(path).css("meta[content]")
    names = [node.attributes.get("property") or node.attributes.get("name") for node in nodes]
    return dict(zip(names, (node.attributes["content"] for node in nodes), strict=True))


def shared(done: Built, path: str) -> Any:
    """Open the share image of a page."""
    url = meta(done, path)["og:image"]
    return opened((done.output / url.removeprefix("https://example.org/repo/")).read_bytes())


def opened(data: bytes) -> Any:
    return Image.open(BytesIO(data))


def drawing(title: str, **more: Any) -> Drawing:
    values = {
        "title": title,
        "label": "",
        "name": "",
        "direction": "ltr",
        "site_direction": "ltr",
        "language": "en",
        "accent": "",
        "shaped": True,
        **more,
    }
    return Drawing(**values)


def letters(data: bytes) -> Any:
    """Give the ink between the bar at the top and the rule above the name, as a mask."""
    picture = opened(data).convert("L").crop((0, 20, 1200, 510))
    return picture.point(lambda value: 255 if value < 120 else 0)


def parts(mask: Any) -> int:
    """Count the parts of a mask that do not touch each other."""
    mask, count = mask.copy(), 0
    while box := mask.getbbox():
        row = mask.crop((box[0], box[1], box[2], box[1] + 1))
        ImageDraw.floodfill(mask, (box[0] + row.getbbox()[0], box[1]), 0)
        count += 1
    return count


def test_every_page_has_one_of_the_size_that_networks_show(site):
    done = built(site)
    pages = [path for path in done.paths() if path.endswith("index.html")]
    kinds = {"index.html", "tags/index.html", "tags/oil/index.html", "series/gas/index.html"}
    assert kinds | {"about/index.html", "weeks/index.html", "follow/index.html"} <= set(pages)
    for path in pages:
        said = meta(done, path)
        assert shared(done, path).size == SHARE_SIZE, path
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630"), path
        assert said["twitter:card"] == "summary_large_image", path
        assert said["og:image:alt"], path
    assert "og:image" not in meta(done, "404.html")


def test_each_language_has_its_own(write_files):
    done = built(
        write_files(
            {
                "site.yml": ON + "languages:\n  en: {}\n  fa: {title: گزیده}\n",
                "static/wide.jpg": WIDE,
                "content/iran/2026-01-04-a.md": article("title: Sea\ndate: 2026-01-04"),
                "content/iran/2026-01-04-a.fa.md": article("title: دریا\ndate: 2026-01-04"),
            }
        )
    )
    for path in ("index.html", "iran/2026/01/a/index.html"):
        ours, theirs = shared(done, path), shared(done, f"fa/{path}")
        assert (ours.size, theirs.size) == (SHARE_SIZE, SHARE_SIZE)
        assert letters(png(ours)).getbbox()[0] < 100
        assert letters(png(theirs)).getbbox()[2] > 1100
    assert meta(done, "fa/index.html")["og:image:alt"] == "گزیده"


def png(picture: Any) -> bytes:
    return saved(picture.convert("RGB"), "PNG")


def test_a_photograph_is_cropped_where_its_page_says(site):
    done = built(site)
    assert meta(done, PHOTO)["og:image:alt"] == "A quay"
    top = shared(done, PHOTO)
    assert top.format == "JPEG"
    story = site / "content/iran/2026-01-05-photo.md"
    story.write_text(story.read_text().replace("focus: top", "focus: bottom"))
    bottom = shared(built(site), PHOTO)
    # The photograph is red above and blue below, and white at its top left.
    assert min(top.convert("RGB").getpixel((5, 5))) > 240
    red, _, blue = bottom.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert blue > red


def test_a_focus_is_for_the_crops_of_style_sheets_too(site):
    done = built(site)
    styles = [node.attributes.get("style", "") for node in done.html("index.html").css("img")]
    assert any("object-position:top" in style for style in styles)
    story = site / "content/iran/2026-01-05-photo.md"
    story.write_text(
        story.read_text() + "\n::: figure\nsrc: /small.jpg\nalt: a\nfocus: bottom left\n:::\n"
    )
    figure = built(site).html(PHOTO).css_first("figure.embed img")
    assert figure.attributes["style"] == "object-position:bottom left"


def test_a_focus_that_is_none_is_a_problem(site):
    story = site / "content/iran/2026-01-05-photo.md"
    story.write_text(story.read_text().replace("focus: top", "focus: 50%"))
    with pytest.raises(ContentError) as refused:
        built(site)
    (problem,) = refused.value.problems
    assert "top, bottom, left, right or center" in problem.words


def test_a_photograph_that_is_too_small_is_not_enlarged(site):
    done = built(site)
    assert shared(done, SMALL).format == "PNG"
    assert meta(done, SMALL)["og:image:alt"] == "Small"


@pytest.mark.parametrize("make", [with_alpha, chart], ids=["alpha", "few colours"])
def test_a_picture_of_any_kind_is_cropped(site, make):
    picture = make().resize((1300, 800))
    (site / "static/wide.jpg").write_bytes(saved(picture, "PNG"))
    assert shared(built(site), PHOTO).size == SHARE_SIZE


def test_a_crop_tells_no_place_and_no_camera(site):
    data = saved(photograph((1300, 800)), "JPEG", exif=exif(), comment=PLACE)
    (site / "static/wide.jpg").write_bytes(data)
    done = built(site)
    (path,) = [path for path in done.paths() if path.endswith("-share-top.jpg")]
    made = done.contents()[path]
    assert PLACE not in made
    assert not opened(made).getexif()


def test_pages_with_the_same_title_share_one(site):
    done = built(site)
    assert meta(done, "follow/index.html")["og:image"] == meta(done, "tags/index.html")["og:image"]


def test_persian_letters_are_joined_and_begin_at_the_right():
    (font,) = {ImageFont.truetype(str(FONT), 92, layout_engine=ImageFont.Layout.RAQM)}
    assert font.getlength("سس") < 2 * font.getlength("س")
    mask = letters(draw(drawing("سسس", direction="rtl", language="fa")))
    assert parts(mask) == 1
    left, _, right, _ = mask.getbbox()
    assert (left > 700, 1120 < right <= 1128) == (True, True)
    # A mark of half a space keeps them apart.
    assert parts(letters(draw(drawing("س\u200cس", direction="rtl")))) == 2


@pytest.mark.parametrize(
    "title",
    [
        "Short",
        "Why the sea is shrinking, and what the countries on its shores can do about it now",
        "word " * 120,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "x" * 400,
        "https://example.org/" + "path/" * 40,
        "چرا دریا کوچک می‌شود؟ " * 20,
        *("في جي " * count for count in (2, 6, 9, 12, 30)),
        "Почему мелеет море и что с этим делать " * 6,
        " ".join(["İLIQ", "Əliyev", "«Каспий»", "ایران", "שלום", "საქართველო", "Հայաստան"] * 4),
    ],
)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_title_of_any_length_stays_in_its_place(title, direction):
    shown = drawable(title)
    assert shown is not None
    data = draw(drawing(shown, direction=direction, label=shown, name=shown))
    whole = opened(data).convert("L").point(lambda value: 255 if value < 240 else 0)
    left, _, right, bottom = whole.crop((0, 20, *SHARE_SIZE)).getbbox()
    # Some letters begin a little before their place.
    assert left >= 66
    assert right <= 1134
    assert bottom <= 600
    # Nothing touches the rule above the name.
    assert whole.crop((0, 506, 1200, 516)).getbbox() is None


def test_the_font_has_the_letters_that_it_is_said_to_have():
    font = ImageFont.truetype(str(FONT), 24, layout_engine=ImageFont.Layout.BASIC)
    missing = bytes(font.getmask("\uffff"))
    characters = [chr(code) for first, last in COVERED for code in range(first, last + 1)]
    assert len(characters) > 2000
    assert [char for char in characters if bytes(font.getmask(char)) == missing] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Plain", "Plain"),
        ("Oil \N{FIRE} up \N{WARNING SIGN}\ufe0f", "Oil up"),
        ("−5 °C", "–5 °C"),
        ("Ｗｉｄｅ", "Wide"),
        ("ﺍﻳﺮﺍﻥ", "ايران"),
        ("漢字", None),
        ("हिन्दी", None),
        ("a\u2068b\u2069c", "abc"),
    ],
)
def test_what_of_a_text_can_be_drawn(text, shown):
    assert drawable(text) == shown


@pytest.mark.parametrize(
    ("text", "direction"),
    [("Gas", "ltr"), ("«گاز» of Iran", "rtl"), ("2026: שלום", "rtl"), ("2026", "")],
)
def test_the_direction_of_a_name_is_that_of_its_first_letter(text, direction):
    assert direction_in(text) == direction


def test_what_needs_shaping():
    assert not any(map(needs_shaping, ("Plain", "Əliyev", "Россия", "საქართველო")))
    assert all(map(needs_shaping, ("ایران", "שלום", "a\u0323")))


def test_a_title_whose_letters_the_font_lacks_has_none_and_that_is_said(site):
    (site / "content/iran/2026-01-04-drawn.md").write_text(
        article("title: 石油\nslug: drawn\ndate: 2026-01-04\nseries: Gas")
    )
    done = built(site, strict=True)
    assert "og:image" not in meta(done, DRAWN)
    assert shared(done, SMALL).size == SHARE_SIZE
    (note,) = [note for note in done.said.notes if "share image" in note]
    assert "content/iran/2026-01-04-drawn.md" in note


def test_letters_are_joined_or_not_drawn(site, monkeypatch):
    monkeypatch.setattr(execution, "can_shape", lambda: False)
    done = built(site)
    assert "og:image" not in meta(done, PERSIAN)
    assert shared(done, DRAWN).size == SHARE_SIZE
    (said,) = done.said.problems
    assert (said.code, said.path, said.line) == ("pictures.raqm", "site.yml", 5)
    assert "libfribidi0" in said.hint
    assert "pages without a share image: 1" in said.words
    with pytest.raises(ContentError):
        built(site, strict=True)
    monkeypatch.undo()
    again = built(site)
    assert "og:image" in meta(again, PERSIAN)
    assert not again.said.problems


def test_off_leaves_no_trace(site, monkeypatch):
    (site / "site.yml").write_text(OFF)
    off = built(site).contents()
    assert not [path for path in off if path.startswith("share/") or "-share" in path]
    assert not (site / ".sitegen/pictures").exists()
    (site / "site.yml").write_text(ON)
    monkeypatch.setattr(execution, "is_available", lambda: False)
    done = built(site)
    assert done.contents() == off
    assert [problem.code for problem in done.said.problems] == ["pictures.missing"]


def test_share_images_alone_make_no_other_sizes(site):
    done = built(site)
    made = {path for path in done.paths() if path.endswith((".avif", ".webp"))}
    assert made == set()
    assert done.contents()["wide.jpg"] == WIDE
    assert not done.html(PHOTO).css("picture")


EDITS = {
    "title": ("content/iran/2026-01-04-drawn.md", "title: Drawn", "title: Drawn anew"),
    "text": ("content/iran/2026-01-05-photo.md", "\n---\n", "\n---\nMore words.\n"),
    "section": ("content/iran/2026-01-04-drawn.md", "date:", "section: Sea\ndate:"),
    "focus": ("content/iran/2026-01-05-photo.md", "focus: top", "focus: center"),
    "draft": ("content/iran/2026-01-04-drawn.md", "date:", "draft: true\ndate:"),
    "name": ("site.yml", "The Digest", "Another digest"),
    "accent": ("site.yml", "editions", "theme: {settings: {accent: navy}}\neditions"),
    "off": ("site.yml", "pictures: {share_images: true}", ""),
}


def test_a_rebuild_is_the_same_as_a_clean_build(site):
    """After each of these edits, one after the other."""
    built(site)
    assert built(site).summary.rendered == 0
    for path, old, new in EDITS.values():
        text = (site / path).read_text()
        assert old in text
        (site / path).write_text(text.replace(old, new, 1))
        assert_same_as_clean(site)
        if "focus" in new:
            (site / "static/wide.jpg").write_bytes(saved(photograph((1400, 900)), "JPEG"))
            assert_same_as_clean(site)
            built(site, verify=True)


def test_pictures_share_images_and_search_are_rebuilt_together(site):
    (site / "site.yml").write_text(ON.replace("true", "true, sizes: true") + "search: true\n")
    built(site)
    assert built(site).summary.rendered == 0
    drawn = site / "content/iran/2026-01-04-drawn.md"
    drawn.write_text(drawn.read_text().replace("title: Drawn", "title: Levels fall"))
    (site / "static/small.jpg").write_bytes(saved(photograph((700, 500)), "JPEG"))
    assert_same_as_clean(site)
    drawn.unlink()
    assert_same_as_clean(site)


def assert_same_as_clean(site: Path) -> None:
    warm = built(site).contents()
    shutil.rmtree(site / ".sitegen")
    shutil.rmtree(site / "public")
    assert built(site).contents() == warm


def test_what_is_kept_goes_with_its_page(site):
    built(site)
    (kept,) = (site / ".sitegen/pictures").iterdir()
    before = set(kept.iterdir())
    story = site / "content/iran/2026-01-04-drawn.md"
    story.write_text(story.read_text().replace("title: Drawn", "title: Other words"))
    built(site)
    after = set(kept.iterdir())
    assert len(after) == len(before)
    assert len(after - before) == 1


def test_the_preview_makes_them_when_they_are_asked_for(site):
    done = built(site)
    contents = done.contents()
    wanted = [path for path in contents if path.startswith("share/") or "-share" in path]
    assert len(wanted) > 5
    with previewing(site) as preview:
        for path in wanted:
            answer = preview.get(f"{preview.root}{path}")
            assert (answer.status, answer.body) == (200, contents[path]), path


def test_a_check_names_doubtful_pictures(site):
    (site / "content/iran/2026-01-02-fa.md").write_text(
        article(
            "title: 石油\nslug: fa\ndate: 2026-01-02\nimage: {src: /tiny.jpg, alt: a}",
            "![b](/small.jpg)\n\n::: figure\nsrc: /small.jpg\nalt: c\ncredit: Desk\n:::\n\n"
            "::: gallery\npictures: [{src: /small.jpg, alt: d}]\n:::\n",
        )
    )
    (site / "static/tiny.jpg").write_bytes(saved(photograph((400, 300)), "JPEG"))
    (site / "static/wide.jpg").write_bytes(WIDE + bytes(1_000_000))
    codes = [problem.code for problem in checked(site)]
    assert {"image.small", "image.huge", "image.not-drawn"} <= set(codes)
    assert "image.credit" not in codes
    (site / "site.yml").write_text(ON.replace("true", "true, sizes: true, credit: true"))
    found = checked(site)
    assert "image.huge" not in [problem.code for problem in found]
    places = [(one.path, one.line) for one in found if one.code == "image.credit"]
    name = "content/iran/2026-01-02-fa.md"
    assert {line for path, line in places if path == name} == {5, 7, 16}
    assert [path for path, _ in places].count("content/iran/2026-01-05-photo.md") == 1


def test_a_check_does_not_count_what_is_still_to_be_made(site):
    """Of a size the check would know the size of its source only."""
    (site / "site.yml").write_text(ON.replace("true", "true, sizes: true"))
    source = WIDE + bytes(90_000_000)
    (site / "static/wide.jpg").write_bytes(source)
    assert not [problem for problem in checked(site) if problem.code.startswith("publish.")]


def checked(site: Path) -> tuple[Problem, ...]:
    options = CheckOptions(view=View(NOW.timestamp()), jobs=1)
    return check(load_config(site), options, Recording()).problems
