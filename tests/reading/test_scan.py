"""Finding files: droppings stay out, links never go in a circle, pipes are not read."""

from __future__ import annotations

import os

import pytest

from sitegen.reading.scan import is_ignored, walk
from tests.building import article, built


def paths(folder):
    return [found.path for found in walk(folder)]


def test_files_are_listed_in_the_order_of_their_paths(write_files):
    root = write_files({"b/x.md": "x", "a.md": "x", "b.md": "xx", "a/z/y.md": "x", "A.md": "x"})
    assert paths(root) == ["A.md", "a.md", "a/z/y.md", "b.md", "b/x.md"]
    assert next(f.size for f in walk(root) if f.path == "b.md") == 2


@pytest.mark.parametrize(
    "name",
    ["x.md~", ".x.md.swp", ".x.md.swx", "x.swp", "4913", "#x.md#", ".#x.md", ".DS_Store", "x.tmp",
     "x.bak", "x.md___jb_tmp___", "x.md___jb_old___", ".git", ".sitegen"],
)  # fmt: skip
def test_droppings_are_ignored(name):
    assert is_ignored(name)


@pytest.mark.parametrize(
    "name", ["x.md", "#1.png", "49130", "~x.md", "x.swp.md", ".well-known", "şəhər.md", "a b.md"]
)
def test_names_that_only_look_odd_are_not(name):
    assert not is_ignored(name)


def test_a_folder_that_is_not_there_holds_nothing(tmp_path):
    assert paths(tmp_path / "gone") == []
    (tmp_path / "file").write_text("x")
    assert paths(tmp_path / "file") == []


def test_links_are_followed_and_never_in_a_circle(write_files):
    root = write_files({"c/a/x.md": "x", "c/b/y.md": "y", "far/z.md": "z"})
    (root / "c/a/up").symlink_to(root / "c")
    (root / "c/a/self").symlink_to(root / "c/a")
    (root / "c/b/other").symlink_to(root / "c/a")
    (root / "c/far").symlink_to(root / "far")
    (root / "far/back").symlink_to(root / "c")
    (root / "c/file.md").symlink_to(root / "far/z.md")
    found = paths(root / "c")
    assert len(found) < 20
    assert {"a/x.md", "b/y.md", "far/z.md", "file.md"} <= set(found)


def test_links_to_nothing_and_to_themselves_are_no_files(write_files):
    root = write_files({"c/x.md": "x"})
    (root / "c/gone.md").symlink_to(root / "nowhere.md")
    (root / "c/loop.md").symlink_to("loop.md")
    (root / "c/ping").symlink_to("pong")
    (root / "c/pong").symlink_to("ping")
    assert paths(root / "c") == ["x.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.timeout(20)
def test_a_pipe_does_not_stop_a_build(write_files):
    root = write_files({"site.yml": "title: Digest\n", "content/iran/a.md": article("title: A")})
    for place in ("content/iran/pipe.md", "content/iran/pipe.png", "static/pipe.txt"):
        (root / place).parent.mkdir(exist_ok=True)
        os.mkfifo(root / place)
    (root / "content/iran/zero.md").symlink_to("/dev/zero")
    assert "iran/a/index.html" in built(root).paths()


def test_a_circle_in_the_content_does_not_stop_a_build(write_files):
    root = write_files({"site.yml": "title: Digest\n", "content/iran/a.md": article("title: A")})
    (root / "content/iran/circle").symlink_to(root / "content")
    (root / "static").symlink_to(root)
    assert "iran/a/index.html" in built(root).paths()
