"""Measure `sitegen import` on the pages and dumps beside this file.

`make import-score` prints a table; `make import-score ARGS="--misses dek"` shows each value of
the dek that is not right; `ARGS=--peers` reads the pages with other readers, too (see peers.py).
The texts are made up, in layouts that real pages have. The gold values were written from the
pages, without knowledge of the readers: correct a gold value only where a person who looks at the
page would agree, never because an importer reads it otherwise.

Gold files are JSON. `title`, `dek`, `image` (an address), `caption`, `credit` and `date` (the day,
ISO 8601) are text or null; `authors` and `tags` are lists or null. `body` is the list of its
paragraphs: headings, list items and table cells each on their own, no captions. `agency`, where
there is one, is a newsroom that signs the article: an importer may name it among the authors or
leave it out.
"""

import argparse
import json
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.building import run_cli
from tests.importing.score.peers import peers

HERE = Path(__file__).resolve().parent
SUITES = {"pages": ".html", "dumps": ".txt"}
FIELDS = ("title", "authors", "date", "dek", "tags", "image", "caption", "credit")
Outcome = Literal["right", "wrong", "missing", "invented", "absent"]

_QUOTES = str.maketrans("‘’‚“”„«»–—", '\'\'\'"""""--')
_CREDIT_LABEL = re.compile(
    r"^(?:photograph|photo|crédit photo|foto|bild|visualisierung|fotoğraf|фото|عکس|تصوير"
    r"|مصدر الصورة|©)"
    r"\s*(?:by|از)?\s*:?\s+"
)
_FIGURE = re.compile(r"^:{3,} *figure\b.*?^:{3,} *$", re.MULTILINE | re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Case:
    """One file of a suite, with the values that a careful editor reads off it."""

    suite: str
    path: Path
    gold: dict[str, Any]

    @property
    def language(self) -> str:
        return self.path.stem.split("-")[0]


@dataclass(frozen=True)
class Result:
    """What the importer made of a case: an outcome for each field, and the body's token F1."""

    case: Case
    read: dict[str, Any]
    outcomes: dict[str, Outcome]
    body: float


def cases() -> list[Case]:
    """Return every case of both suites, in the order of their names."""
    return [
        Case(suite, path, json.loads(path.with_suffix(".json").read_text("utf-8")))
        for suite, suffix in SUITES.items()
        for path in sorted((HERE / suite).glob(f"*{suffix}"))
    ]


def normal(text: object) -> str:
    """Return text without what a fair copy may change: space, case, the form of quotation marks."""
    plain = unicodedata.normalize("NFKC", str(text or "")).translate(_QUOTES)
    return " ".join(plain.split()).casefold()


def outcome(field: str, gold: dict[str, Any], read: dict[str, Any]) -> Outcome:
    """Compare one field. `absent` means that neither the file nor the importer has a value."""
    want, have = _values(field, gold[field]), _values(field, read.get(field))
    if field == "authors" and "agency" in gold:
        have -= {normal(gold["agency"])} - want
    if not want:
        return "invented" if have else "absent"
    if not have:
        return "missing"
    return "right" if want == have else "wrong"


def body_f1(paragraphs: Iterable[str], markdown: str) -> float:
    """Return the F1 of the body's words, counted with their repetitions: 0 to 1."""
    plain = _LINK.sub(r"\1", _IMAGE.sub("", _FIGURE.sub("", markdown)))
    want = Counter(re.findall(r"\w+", normal(" ".join(paragraphs))))
    have = Counter(re.findall(r"\w+", normal(plain)))
    return 2 * (want & have).total() / max(1, want.total() + have.total())


def run(chosen: Iterable[Case]) -> list[Result]:
    """Import each case by a command of its own and compare it with its gold."""
    with tempfile.TemporaryDirectory() as folder:
        return [_measure(case, Path(folder)) for case in chosen]


def _measure(case: Case, folder: Path) -> Result:
    return compare(case, _imported(case.path, folder))


def compare(case: Case, read: dict[str, Any]) -> Result:
    """Compare what a reader made of a case with its gold."""
    outcomes = {field: outcome(field, case.gold, read) for field in FIELDS}
    return Result(case, read, outcomes, body_f1(case.gold["body"], read.get("body") or ""))


def _imported(path: Path, folder: Path) -> dict[str, Any]:
    """Return the first article that the importer prints, or nothing where it refuses the file."""
    done = run_cli("import", "--dry-run", "--json", path, cwd=folder)
    if done.code > 1:
        raise RuntimeError(f"{path.name}: {done.err}")
    lines = done.out.splitlines()
    if done.code or not lines:
        return {}
    article: dict[str, Any] = json.loads(lines[0])
    image = article.get("image") or {}
    return article | {
        "dek": article.get("summary"),
        "image": image.get("src"),
        "caption": image.get("caption"),
        "credit": image.get("credit"),
    }


def _values(field: str, value: Any) -> set[str]:
    """Return a field's value as a set of normal texts; the empty set where there is none."""
    items = value if isinstance(value, list) else [value]
    texts = {normal(item) for item in items if item}
    if field == "date":
        return {text[:10] for text in texts}
    if field == "image":
        return {text.split("?")[0] for text in texts}
    if field == "credit":
        texts = {_CREDIT_LABEL.sub("", text) for text in texts}
    return {text.rstrip(".") for text in texts} - {""}


def _table(results: list[Result]) -> Iterator[str]:
    """Yield a line for each language and one for all of them.

    A cell is `right/n`, with `w` wrong, `m` missing and `i` invented values behind it.
    """
    yield _head()
    languages = sorted({result.case.language for result in results})
    for name in (*languages, "all"):
        yield _line(name, [one for one in results if name in ("all", one.case.language)])


def _head() -> str:
    return " " * 21 + "".join(f"{head:17}" for head in (*FIELDS, "body F1")).rstrip()


def _line(name: str, rows: list[Result]) -> str:
    cells = [_cell(Counter(row.outcomes[field] for row in rows)) for field in FIELDS]
    mean = sum(row.body for row in rows) / len(rows)
    return f"{name:21}" + "".join(f"{cell:17}" for cell in (*cells, f"{mean:.3f}")).rstrip()


def _beside_peers(results: list[Result]) -> Iterator[str]:
    """Yield a line for sitegen and for each other reader that is installed, over the pages."""
    pages = [result for result in results if result.case.suite == "pages"]
    yield _head()
    yield _line("sitegen", pages)
    for name, read in peers():
        rows = [compare(one.case, read(one.case.path.read_text("utf-8"))) for one in pages]
        yield _line(name, rows)


def _cell(counts: Counter[Outcome]) -> str:
    faults = [
        f" {counts[kind]}{kind[0]}" for kind in ("wrong", "missing", "invented") if counts[kind]
    ]
    total = counts["right"] + counts["wrong"] + counts["missing"]
    return f"{counts['right']}/{total}{''.join(faults)}"


def _misses(results: list[Result], field: str) -> Iterator[str]:
    for result in results:
        name = f"{result.case.suite}/{result.case.path.name}"
        if field == "body" and result.body < 1:
            yield f"{name}: F1 {result.body:.3f}"
        elif field != "body" and result.outcomes[field] not in ("right", "absent"):
            want, have = result.case.gold[field], result.read.get(field)
            yield f"{name}: {result.outcomes[field]}: {want!r} is read as {have!r}"


def main() -> None:
    """Print the tables, or the misses of one field."""
    parser = argparse.ArgumentParser(description="Measure sitegen import on its own suite.")
    parser.add_argument("--misses", metavar="FIELD", choices=(*FIELDS, "body"))
    parser.add_argument("--suite", choices=tuple(SUITES))
    parser.add_argument("--peers", action="store_true", help="measure other readers of pages, too")
    options = parser.parse_args()
    results = run(case for case in cases() if options.suite in (None, case.suite))
    for suite in SUITES:
        rows = [result for result in results if result.case.suite == suite]
        if rows:
            print(f"{suite}: {len(rows)}", *_table(rows), "", sep="\n")
    if options.peers:
        print(*_beside_peers(results), "", sep="\n")
    if options.misses:
        print(*_misses(results, options.misses), sep="\n")


if __name__ == "__main__":
    main()
