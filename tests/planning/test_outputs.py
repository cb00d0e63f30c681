"""Names that not every file system can hold or tell apart are told before anything is written."""

from __future__ import annotations

import unicodedata

import pytest

from tests.building import article, built, problems_of

SITE = {
    "site.yml": "title: Digest\nbase_url: https://digest.example/\n",
    "content/iran/a.md": article("title: A"),
}
NFC, NFD = (unicodedata.normalize(form, "s\u0327\u0259h\u0259r") for form in ("NFC", "NFD"))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (f"static/{NFC}.txt", f"static/{NFD}.txt", "composed"),
        (f"content/iran/{NFC}.pdf", f"content/iran/{NFD}.pdf", "composed"),
        (f"content/iran/{NFC}.md", f"content/iran/{NFD}.md", "composed"),
        ("static/Map.txt", "static/map.txt", "case"),
        (f"static/{NFC.upper()}.txt", f"static/{NFD}.txt", "case"),
        ("static/iran/A/x.txt", "static/iran/a/x.txt", "case"),
        ("static/map/x.txt", "content/pages/y.md", ""),
    ],
)
def test_twins_are_told_with_what_tells_them_apart(write_files, one, other, why):
    root = write_files(SITE | {one: article("title: X"), other: article("title: Y")})
    if not why:
        assert built(root).said.problems == []
        return
    (problem,) = [p for p in problems_of(root) if p.code == "plan.collision"]
    assert problem.path in (one, other)
    assert why in problem.message
    assert not (root / "public").exists()


@pytest.mark.parametrize("name", ["con", "NUL", "aux", "com1", "lpt9"])
@pytest.mark.parametrize("what", ["slug", "tags", "section"])
def test_a_url_that_windows_cannot_hold_is_a_doubt(write_files, name, what):
    value = f"[{name}]" if what == "tags" else name
    root = write_files(SITE | {"content/iran/b.md": article(f"title: B\n{what}: {value}")})
    problems = built(root).said.problems
    assert {(p.path, p.code) for p in problems} == {("content/iran/b.md", "content.portable")}


@pytest.mark.parametrize("name", ["content", "null", "console", "com", "auxiliary"])
def test_a_url_that_begins_like_a_device_is_fine(write_files, name):
    root = write_files(SITE | {"content/iran/b.md": article(f"title: B\nslug: {name}")})
    assert built(root, strict=True).said.problems == []
