"""How long a text takes to read, in scripts with and without spaces."""

from __future__ import annotations

import pytest

from sitegen.reading.markdown import parse_markdown


def minutes(text: str) -> float:
    words: int = parse_markdown(text).words
    return words / 230


@pytest.mark.parametrize("letter", list("中あア ไ ລ က ក བ".replace(" ", "")))
@pytest.mark.parametrize("layout", ["{}", "{}\n\n*more*", "- {}\n- `x`", "## {}"])
def test_scripts_without_spaces_are_counted_by_their_characters(letter, layout):
    assert 8 <= minutes(layout.format(letter * 4000)) <= 13


@pytest.mark.parametrize("word", ["word", "слово", "واژه", "söz", "단어"])
def test_scripts_with_spaces_are_counted_by_their_words(word):
    assert parse_markdown(f"{word} " * 1000).words == 1000
    assert parse_markdown(f"{word} *b*\n" * 500).words == 1000


def test_a_mixture_counts_both():
    assert parse_markdown("two words " + "中" * 400).words == 232
