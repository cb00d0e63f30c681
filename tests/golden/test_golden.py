"""The golden site gives the expected output: every file, no other, byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from . import EXPECTED, build_golden


def differences(output: dict[str, bytes], expected: Path) -> list[str]:
    """Say what differs between an output and the folder of what it must be."""
    files = {f.relative_to(expected).as_posix(): f for f in expected.rglob("*") if f.is_file()}
    missing = [f"{path} is expected and was not made" for path in files.keys() - output.keys()]
    surplus = [f"{path} was made and is not expected" for path in output.keys() - files.keys()]
    other = [
        f"{path} differs"
        for path in files.keys() & output.keys()
        if files[path].read_bytes() != output[path]
    ]
    return sorted(missing + surplus + other)


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    return build_golden(tmp_path_factory.mktemp("golden")).contents()


def test_the_output_is_as_expected(output):
    assert differences(output, EXPECTED) == []


def test_text_files_are_as_expected(output):
    """The same once more, for the difference that pytest shows of two texts."""
    for path, data in output.items():
        if not path.endswith(".png"):
            assert data.decode() == (EXPECTED / path).read_bytes().decode(), path


def test_a_missing_a_surplus_and_another_expectation_are_found(output, tmp_path):
    expected = tmp_path / "expected"
    shutil.copytree(EXPECTED, expected)
    (expected / "feed.xml").unlink()
    (expected / "more.html").write_text("more")
    (expected / "about/index.html").write_text("other")
    assert differences(output, expected) == [
        "about/index.html differs",
        "feed.xml was made and is not expected",
        "more.html is expected and was not made",
    ]


def test_nothing_of_what_is_hidden_comes_out(output):
    assert not [path for path in output if "secret" in path or "leak" in path]
    for path, data in output.items():
        for word in (b"A draft", b"Secret", b"Tomorrow", b"Gone", b"Leaked"):
            assert word not in data, path
