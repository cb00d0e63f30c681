"""A whole file or none, and one walker: what they promise to all who use them."""

from __future__ import annotations

import os
import stat

import pytest

from sitegen.files.walk import LINK, stat_files, walk
from sitegen.files.write import write_whole


def test_a_file_is_written_whole_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "a.md"
    write_whole(path, b"one, ", b"two")
    write_whole(path, b"three", sync=True)
    assert path.read_bytes() == b"three"
    assert os.listdir(tmp_path) == ["a.md"]


def test_a_file_that_exists_is_not_replaced_unasked(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"theirs")
    with pytest.raises(FileExistsError) as caught:
        write_whole(path, b"ours", replace=False)
    assert caught.value.filename == str(path)
    assert path.read_bytes() == b"theirs"
    assert os.listdir(tmp_path) == ["a.md"]


def test_an_error_names_the_file_and_not_its_temporary_name(tmp_path):
    path = tmp_path / "gone" / "a.md"
    with pytest.raises(FileNotFoundError) as caught:
        write_whole(path, b"x")
    assert caught.value.filename == str(path)


def test_a_file_of_the_users_keeps_its_mode(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"x")
    path.chmod(0o640)
    write_whole(path, b"y", sync=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_the_walker_names_links_and_does_not_follow_them(tmp_path):
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/c.txt").write_text("c")
    (tmp_path / "outside").symlink_to("/")
    found = stat_files(str(tmp_path))
    assert found.keys() == {"a/b/c.txt", "outside"}
    assert found["a/b/c.txt"][0] == 1
    assert found["outside"] == LINK
    assert {path for path, _ in walk(tmp_path)} == {"a", "a/b", "a/b/c.txt", "outside"}


def test_the_walker_enters_no_folder_that_is_refused(tmp_path):
    (tmp_path / "a/b").mkdir(parents=True)
    entries = walk(tmp_path, enter=lambda path: path != "a")
    assert [path for path, _ in entries] == ["a"]
    assert list(walk(tmp_path / "nowhere")) == []
