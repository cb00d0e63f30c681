"""Hosts that are left alone: as long as they say, or twice as long each time."""

from __future__ import annotations

import pytest

from sitegen.gathering.fetch import Pauses
from sitegen.network import Unanswered

FEED, OTHER = "https://a.example/feed", "https://a.example/other"


def busy(seconds: float = 0.0) -> Unanswered:
    return Unanswered("status", "the host answers 503", 503, seconds)


def wait(pauses: Pauses, address: str) -> float:
    pause = pauses.of(address, 0.0)
    return pause.until if pause else 0.0


def test_each_pause_without_a_time_is_twice_as_long_up_to_a_day(tmp_path):
    pauses = Pauses(tmp_path)
    waits = []
    for _ in range(10):
        pauses.note(FEED, busy(), 0.0)
        waits.append(wait(pauses, OTHER))
    assert waits[:4] == [600, 1200, 2400, 4800]
    assert waits[-1] == 24 * 3600
    pauses.clear(FEED)
    pauses.note(FEED, busy(), 0.0)
    assert wait(pauses, FEED) == 600


def test_a_host_says_how_long_and_no_host_says_for_ever(tmp_path):
    pauses = Pauses(tmp_path)
    pauses.note(FEED, busy(90), 0.0)
    assert wait(pauses, FEED) == 90
    assert pauses.of(FEED, 91.0) is None
    pauses.note("https://b.example/feed", busy(1e9), 0.0)
    assert wait(pauses, "https://b.example/feed") == 7 * 24 * 3600


def test_a_feed_that_is_gone_does_not_silence_its_host(tmp_path):
    pauses = Pauses(tmp_path)
    pauses.note(FEED, Unanswered("status", "the page is gone for good (410)", 410), 0.0)
    assert wait(pauses, FEED) == 30 * 24 * 3600
    assert wait(pauses, OTHER) == 0


@pytest.mark.parametrize(
    "error",
    [
        Unanswered("status", "the host answers 500", 500),
        Unanswered("timeout", "no answer"),
        Unanswered("timeout", "not asked: the host asked for patience (503)", 503),
    ],
)
def test_nothing_else_makes_a_pause(tmp_path, error):
    pauses = Pauses(tmp_path)
    pauses.note(FEED, error, 0.0)
    assert pauses.of(FEED, 0.0) is None


def test_pauses_are_kept_and_a_damaged_file_is_none(tmp_path):
    pauses = Pauses(tmp_path)
    pauses.note(FEED, busy(90), 0.0)
    pauses.save()
    assert wait(Pauses(tmp_path), FEED) == 90
    (tmp_path / "pauses.msgpack").write_bytes(b"damaged")
    assert wait(Pauses(tmp_path), FEED) == 0
