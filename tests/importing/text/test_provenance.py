"""Each value of a dump tells the line that it was taken from."""

from __future__ import annotations

from sitegen.importing.article import Given
from sitegen.importing.text.reader import read_dump

DUMP = """\
Harbours

Two clocks for two shores in the harbour

Nobody winds the second one any more

By Maral Durdyeva
4 May 2026

Two clocks on a wall above the basin. Photo: Orkhan Safarov/Shore

The harbour master keeps two clocks on his wall, one for each of the shores that he serves.

Nobody has asked him for the second clock in years, he says, but he winds it all the same.

Tags: clocks, harbours
"""


def test_values_name_their_lines():
    article = read_dump(DUMP.encode(), "x.txt")
    assert article.provenance == {
        "title": "line 3: Two clocks for two shores in the harbour",
        "summary": "line 5: Nobody winds the second one any more",
        "authors": "line 7: By Maral Durdyeva",
        "date": "line 8: 4 May 2026",
        "image": "line 10: Two clocks on a wall above the basin. Photo: Orkhan Safarov/Shore",
        "tags": "line 16: Tags: clocks, harbours",
    }


def test_what_the_user_gave_has_no_line():
    article = read_dump(DUMP.encode(), "x.txt", Given(date="2026-05-05", authors=("Ida Holm",)))
    assert "authors" not in article.provenance
    assert "date" not in article.provenance
