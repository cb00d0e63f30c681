"""Each dump under `dumps/` has the outcome that stands beside it.

`NAME.json` is what `sitegen import --dry-run --json` prints for `NAME.txt`, less the path and the
provenance; its body is a list of blocks. `NAME.error` is what is wrong with it, one `LINE CODE
MESSAGE` a line. A dump without either fails. A file of many articles has a list of outcomes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sitegen.importing.article import record
from sitegen.importing.text.reader import read_dumps
from sitegen.problems import ContentError

FOLDER = Path(__file__).with_name("dumps")
SHARED = Path(__file__).parents[4] / "shared" / "dumps"
DUMPS = sorted(FOLDER.glob("*.txt"))


def test_there_are_dumps_and_nothing_without_one():
    assert len(DUMPS) >= 90
    expected = {path.stem for path in FOLDER.iterdir() if path.suffix in (".json", ".error")}
    assert expected == {path.stem for path in DUMPS}


@pytest.mark.parametrize("dump", DUMPS, ids=lambda path: path.stem)
def test_outcome(dump: Path):
    article, error = dump.with_suffix(".json"), dump.with_suffix(".error")
    assert article.exists() != error.exists(), f"{dump.stem} needs a .json or an .error"
    if error.exists():
        with pytest.raises(ContentError) as caught:
            read_dumps(dump.read_bytes(), dump.name)
        assert problems(caught.value) == error.read_text(encoding="utf-8")
    else:
        assert outcome(dump.read_bytes(), dump.name) == json.loads(article.read_text("utf-8"))


def outcome(data: bytes, name: str) -> Any:
    """Read a dump as the command prints it, its body as a list of blocks."""
    outcomes = []
    for article in read_dumps(data, name):
        result = record(article, path=None)
        del result["path"], result["provenance"]
        result["body"] = result["body"].split("\n\n")
        outcomes.append(json.loads(json.dumps(result)))
    return outcomes[0] if len(outcomes) == 1 else outcomes


def problems(error: ContentError) -> str:
    """Lay out the problems of a dump, one on a line."""
    return "".join(f"{p.line} {p.code} {p.message}\n" for p in error.problems)


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared folder does not lie beside the checkout"
)
def test_the_real_dump():
    (dump,) = SHARED.glob("*.txt")
    article = outcome(dump.read_bytes(), dump.name)
    staff = ["Al-Monitor Staff"]
    assert article["title"] == "Iran, Azerbaijan to expand ties"
    assert article["summary"].startswith("After several years of conflict")
    assert article["date"] == "2014-04-11"
    assert article["authors"] == ["Arash Karami"]
    assert article["tags"] == [
        "iranian regionalism",
        "iranian foreign policy",
        "iranian economy",
        "azerbaijan gas",
    ]
    assert article["section"] == "Iran"
    assert article["image"] == {
        "src": None,
        "alt": None,
        "caption": "Iranian President Hassan Rouhani shakes hands with Azerbaijani President"
        " Ilham Aliyev.",
        "credit": "IRNA",
    }
    assert article["truncated"] is True
    assert [(i["authors"], i["tags"], i["date"]) for i in article["related"]] == [
        (staff, ["Coronavirus"], "2020-07-09"),
        (staff, ["Iran Deal"], "2020-07-08"),
        (["Ali Dadpay"], [], "2020-07-08"),
        (staff, ["Coronavirus"], "2020-07-07"),
    ]
    assert len(article["body"]) == 9
    assert article["body"][0].startswith("Iran and Azerbaijan have signed deals")
    assert article["body"][-1].endswith("companies in the country.")
    assert "[our]" in article["body"][2]
    everything = json.dumps(article, ensure_ascii=False)
    assert "registering" not in everything.replace(" ".join(article["warnings"]), "")
    assert "\u00a0" not in everything
