"""Sizes of pictures are made once for all tests that look at the same pictures."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import pytest

from sitegen.pictures import encode
from sitegen.pictures.recipes import Recipe


@pytest.fixture(scope="session")
def _made() -> dict[Any, bytes]:
    return {}


@pytest.fixture
def made_once(monkeypatch: pytest.MonkeyPatch, _made: dict[Any, bytes]) -> None:
    """Make each size of each picture once in this process; most of the time goes into that.

    What is about making the same again must do without.
    """
    make = encode.encode

    def make_once(image: Any, recipe: Recipe) -> bytes:
        key = (image.mode, image.size, blake2b(image.tobytes()).digest(), recipe)
        if key not in _made:
            _made[key] = make(image, recipe)
        return _made[key]

    monkeypatch.setattr(encode, "encode", make_once)
