"""Pairs of addresses: one page in two spellings, or two pages; each with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.formats.addresses import address_key, is_same_address

PAIRS = [
    line.split("\t")
    for line in Path(__file__).with_name("address_pairs.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("verdict", "one", "other", "why"), PAIRS, ids=[p[3] for p in PAIRS])
def test_a_pair_is_judged_right(verdict, one, other, why):
    assert is_same_address(one, other) == (verdict == "same"), why
    assert verdict in ("same", "other")


def test_every_pair_has_a_reason_of_its_own():
    reasons = [why for *_, why in PAIRS]
    assert len(reasons) == len(set(reasons)) >= 60


@given(st.text(max_size=60))
def test_any_text_has_a_key_of_one_line(text):
    for url in (text, f"https://example.com/{text}", f"https://{text}/a", f"https://a.b/?{text}"):
        key = address_key(url)
        assert key.isprintable()
        assert not key.startswith("/")
