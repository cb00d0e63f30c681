"""Sites with pictures: what is published of them, what pages offer, and what a rebuild makes."""

from __future__ import annotations

import os
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from sitegen.execution import pictures as execution
from sitegen.problems import ContentError
from tests.building import article, built, messages
from tests.conftest import WriteFiles

from .odd import FAULTY, PLACE, RIGHT, SIZE, photograph, saved

ON = "title: T\nbase_url: https://example.org/repo/\npictures: {sizes: true}\n"
OFF = "title: T\nbase_url: https://example.org/repo/\n"
BODY = """\
Words ![a "map" > here](gps.jpg "title > of it") and more > words.

::: figure
src: /plain.jpg
alt: in a figure
:::
"""
PAGE = "iran/2026/01/story/index.html"


@pytest.fixture
def site(unshared_site: Path, made_once: None) -> Path:
    return unshared_site


@pytest.fixture
def unshared_site(write_files: WriteFiles) -> Path:
    """Give a site whose pictures each build makes on its own."""
    front = "title: Story\ndate: 2026-01-02\nimage: {src: turned-6.jpg, alt: hero}"
    return write_files(
        {
            "site.yml": ON,
            "content/iran/2026-01-02-story.md": article(front, BODY),
            "content/iran/gps.jpg": RIGHT["gps.jpg"](),
            "content/iran/turned-6.jpg": RIGHT["turned-6.jpg"](),
            "static/plain.jpg": RIGHT["plain.jpg"](),
        }
    )


def test_pages_offer_every_size_and_all_are_there(site):
    done = built(site)
    page = done.html(PAGE)
    pictures = page.css("picture")
    assert len(pictures) == 3
    for picture in pictures:
        image = picture.css_first("img")
        assert (image.attributes["width"], image.attributes["height"]) == tuple(map(str, SIZE))
        types = [source.attributes["type"] for source in picture.css("source")]
        assert types == ["image/avif", "image/webp", "image/jpeg"]
        for source in picture.css("source"):
            for candidate in source.attributes["srcset"].split(", "):
                url, width = candidate.split(" ")
                data = (done.output / url.removeprefix("/repo/")).read_bytes()
                assert Image.open(BytesIO(data)).width == int(width.removesuffix("w"))
    inline = pictures[1].css_first("img")
    assert inline.attributes["alt"] == 'a "map" > here'
    assert inline.attributes["title"] == "title > of it"
    assert inline.attributes["style"].startswith("background:#")
    assert inline.parent.parent.text().endswith("and more > words.")


def test_feeds_have_the_picture_itself(site):
    done = built(site)
    for feed in ("feed.xml", "rss.xml", "feed.json"):
        text = done.text(feed)
        assert "turned-6.jpg" in text
        assert "srcset" not in text


def test_nothing_private_is_published(site):
    for path, data in built(site).contents().items():
        assert PLACE not in data, path


def test_what_has_nothing_private_is_copied_byte_by_byte(site):
    assert built(site).contents()["plain.jpg"] == RIGHT["plain.jpg"]()


def test_a_rebuild_is_the_same_as_a_clean_build(unshared_site):
    site = unshared_site
    first = built(site)
    assert first.summary.written > 20
    second = built(site)
    assert (second.summary.rendered, second.summary.written) == (0, 0)
    verified = built(site, verify=True)
    assert verified.contents() == first.contents()
    (site / "content/iran/gps.jpg").write_bytes(saved(photograph((900, 700)), "JPEG"))
    with_text = (site / "content/iran/2026-01-02-story.md").read_text() + "\n![p](/plain.jpg)\n"
    (site / "content/iran/2026-01-02-story.md").write_text(with_text)
    warm = built(site, jobs=2).contents()
    shutil.rmtree(site / ".sitegen")
    shutil.rmtree(site / "public")
    assert built(site).contents() == warm


def test_what_is_kept_of_a_picture_goes_with_it(site):
    built(site)
    kept = site / ".sitegen/pictures"
    before = len(list(kept.glob("*/*")))
    (site / "static/plain.jpg").write_bytes(RIGHT["progressive.jpg"]())
    built(site)
    assert len(list(kept.glob("*/*"))) == before == 3


def test_a_damaged_cache_is_as_good_as_none(site):
    first = built(site).contents()
    for file in (site / ".sitegen/pictures").rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes()[:-9])
    assert built(site, clean=True).contents() == first


@pytest.mark.parametrize("deleted", [False, True])
def test_a_file_that_was_altered_in_the_output_harms_no_cache(site, deleted):
    """The output shares its files with the cache from the second build on."""
    first = built(site).contents()
    shutil.rmtree(site / "public")
    built(site)
    for path in first:
        if path.endswith((".avif", ".webp", ".jpg")):
            with (site / "public" / path).open("r+b") as file:
                file.write(b"altered")
    if deleted:
        shutil.rmtree(site / "public")
    assert built(site).contents() == first


def test_what_is_kept_is_used_again_without_being_made_or_read(site):
    first = built(site)
    kept = kept_files(site)
    shutil.rmtree(site / "public")
    again = built(site, jobs=2)
    assert again.contents() == first.contents()
    assert kept_files(site) == kept
    shared = [file for name, file in kept.items() if not name.endswith("findings")]
    assert {file.stat().st_nlink for file in shared} == {2}


def test_what_is_kept_may_get_another_time(site):
    """Some services restore a cache without fractions of seconds."""
    first = built(site).contents()
    numbers = {name: file.stat().st_ino for name, file in kept_files(site).items()}
    for file in kept_files(site).values():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    shutil.rmtree(site / "public")
    assert built(site).contents() == first
    assert {name: file.stat().st_ino for name, file in kept_files(site).items()} == numbers


@pytest.mark.parametrize("size", [0, 100])
def test_what_a_power_cut_left_of_the_cache_is_not_published(site, size):
    """A file can lose its end and keep its time."""
    first = built(site).contents()
    for file in kept_files(site).values():
        times = file.stat()
        with file.open("r+b") as cut:
            cut.truncate(size)
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    shutil.rmtree(site / "public")
    assert built(site).contents() == first


def kept_files(site: Path) -> dict[str, Path]:
    """Give the files of the cache of pictures, by the picture and the recipe that they are of."""
    files = (site / ".sitegen/pictures").glob("*/*/*")
    return {f"{file.parent.name}/{file.name.partition('.')[0]}": file for file in files}


def test_without_the_setting_pictures_are_copied(site):
    (site / "site.yml").write_text(OFF)
    done = built(site)
    assert not done.html(PAGE).css("picture")
    assert done.contents()["iran/turned-6.jpg"] == RIGHT["turned-6.jpg"]()
    assert not [path for path in done.paths() if path.endswith((".avif", ".webp"))]
    assert not (site / ".sitegen/pictures").exists()


def test_without_pillow_the_site_is_that_without_the_setting(site, monkeypatch):
    (site / "site.yml").write_text(OFF)
    off = built(site).contents()
    (site / "site.yml").write_text(ON)
    monkeypatch.setattr(execution, "is_available", lambda: False)
    done = built(site)
    assert done.contents() == off
    [problem] = done.said.problems
    assert (problem.code, problem.path, problem.line) == ("pictures.missing", "site.yml", 3)
    assert "sitegen-digest[images]" in problem.hint
    with pytest.raises(ContentError):
        built(site, strict=True)


def test_each_file_that_is_no_good_picture_is_named(write_files):
    names = list(FAULTY)
    body = "".join(f"![a picture]({name})\n\n" for name in names)
    site = write_files(
        {
            "site.yml": ON,
            "content/iran/2026-01-02-story.md": article("title: Story\ndate: 2026-01-02", body),
            **{f"content/iran/{name}": make() for name, (make, _) in FAULTY.items()},
        }
    )
    done = built(site)
    said = messages(done.said.problems)
    assert len(said) == len(names)
    for name, (_, words) in FAULTY.items():
        assert any(f"content/iran/{name}" in line and words in line for line in said), name
    with pytest.raises(ContentError) as refused:
        built(site, strict=True)
    assert len(refused.value.problems) == len(names)
