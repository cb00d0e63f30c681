"""Ids of feed entries never change (RFC 4287, 4.2.6), whatever an editor changes about a text."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from sitegen.problems import UsageError
from tests.building import article, built, messages, problems_of

SITE = "title: Digest\nbase_url: https://example.org/repo/\n"
AUTHORITY = 'feed: {authority: "example.org,2026", count: 500}\n'


def ids(root: Path, path: str = "feed.xml") -> dict[str, str]:
    """Build a site; give the ids of its entries by the mark in their texts."""
    found = {}
    for entry in built(root).feed(path).entries:
        text = entry.content[0].value if "content" in entry else entry.summary
        found[re.findall(r"mark-\d+", text)[0]] = entry.id
    return found


@pytest.mark.parametrize(
    ("name", "front", "expected"),
    [
        ("iran/2026-05-04-gulf.md", "", "tag:example.org,2026:iran/2026-05-04-gulf"),
        ("iran/gulf/index.md", "", "tag:example.org,2026:iran/gulf"),
        ("iran/خلیج.md", "slug: gulf", "tag:example.org,2026:iran/%D8%AE%D9%84%DB%8C%D8%AC"),
        ("iran/a.md", "aliases: [/old/a, /b/]", "tag:example.org,2026:/old/a/"),
        ("iran/a.md", "aliases: [/old/a.html]", "tag:example.org,2026:/old/a.html"),
        ("iran/a.md", "id: iran/first\naliases: [/old/a]", "tag:example.org,2026:iran/first"),
        ("iran/a.md", "id: tag:other.example,2020:x", "tag:other.example,2020:x"),
        ("iran/a.md", "id: https://old.example/?p=7", "https://old.example/?p=7"),
        ("iran/a.md", "id: urn:uuid:0-1", "urn:uuid:0-1"),
    ],
)
@pytest.mark.parametrize("body", ["mark-1", ""], ids=["article", "brief"])
def test_an_id_is_a_tag_of_the_front_matter_an_alias_or_the_file(
    write_files, name, front, expected, body
):
    source = "source: {url: https://a.example/}\nsummary: mark-1\ndate: 2026-05-04\n"
    files = {
        "site.yml": SITE + AUTHORITY,
        f"content/{name}": article(f"title: A\n{source}{front}", body),
    }
    assert ids(write_files(files)) == {"mark-1": expected}


def test_without_an_authority_an_id_is_the_first_address(write_files):
    """As it was before authorities came: what readers of a site know stays."""
    files = {"site.yml": SITE, "content/iran/a.md": article("title: A\ndate: 2026-05-01", "mark-1")}
    root = write_files(files)
    before = ids(root)
    assert before == {"mark-1": "https://example.org/repo/iran/2026/05/a/"}
    (root / "content/iran/a.md").unlink()
    moved = article("title: B\ndate: 2026-05-02\naliases: [/iran/2026/05/a]", "mark-1")
    assert ids(write_files({"content/sea/better.md": moved})) == before


def test_a_brief_s_id_does_not_depend_on_its_date(write_files):
    text = article("title: A\nsummary: mark-1\ndate: 2026-05-01", "")
    before = ids(write_files({"site.yml": SITE, "content/iran/a.md": text}))
    dated = article("title: A\nsummary: mark-1\ndate: 2026-06-02", "")
    assert ids(write_files({"content/iran/a.md": dated})) == before


def test_two_files_with_one_id_are_a_problem(write_files):
    files = {
        "site.yml": SITE + AUTHORITY,
        "content/iran/a.md": article("title: A\nid: iran/x"),
        "content/iran/b.md": article("title: B\nid: tag:example.org,2026:iran/x"),
        "content/iran/x.md": article("title: X"),
        "content/iran/draft.md": article("title: D\ndraft: true\nid: iran/x"),
    }
    assert messages(problems_of(write_files(files))) == [
        "content/iran/a.md:3:5: content/iran/x.md has the same id: iran/x",
        "content/iran/b.md:3:5: content/iran/x.md has the same id: tag:example.org,2026:iran/x",
        "content/iran/draft.md:4:5: content/iran/x.md has the same id: iran/x",
    ]


@pytest.mark.parametrize(
    "authority",
    ["example.org,2026", "desk@example.org,2026-05", "xn--mgba3a4f16a.ir,2026-12-31"],
)
@pytest.mark.parametrize(
    "form", ["feed: {{authority: {}, count: 9}}\n", "feed:\n  authority: {}\n"]
)
def test_an_authority_is_written_in_either_form_of_yaml(write_files, authority, form):
    text = article("title: A\ndate: 2026-05-04", "mark-1")
    config = SITE + form.format(authority)
    assert ids(write_files({"site.yml": config, "content/iran/a.md": text})) == {
        "mark-1": f"tag:{authority}:iran/a"
    }


@pytest.mark.parametrize(
    "authority",
    [
        "example.org",
        "localhost,2026",
        "example.org,26",
        "example.org,2026-13",
        "https://example.org/,2026",
        "a b.org,2026",
        "example..org,2026",
    ],
)
def test_an_authority_that_is_none_is_a_problem(write_files, authority):
    config = f"{SITE}feed:\n  authority: '{authority}'\n"
    root = write_files({"site.yml": config, "content/iran/a.md": article("title: A")})
    with pytest.raises(UsageError) as caught:
        built(root)
    (problem,) = caught.value.problems
    assert problem.place == "site.yml:4:14"
    assert "must be a domain and a year, such as example.org,2026" in problem.message


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_no_edit_changes_an_id(tmp_path, count):
    """Domain, slug, section, title, date, aliases; names of files with an id or an alias."""
    chance = random.Random(2026)
    desk = _Desk(tmp_path, chance)
    before = ids(desk.save())
    assert len(set(before.values())) == len(before) == len(desk.texts)
    for number in range(count):
        edit = desk.edit(number)
        assert ids(desk.save()) == before, edit


class _Desk:
    """A site whose texts are edited at random."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root = root
        self.chance = chance
        self.url = "https://example.org/repo/"
        self.texts: list[dict[str, object]] = []
        for n in range(15):
            text: dict[str, object] = {"file": f"iran/{n:02}", "title": f"T{n}"}
            text["date"] = "2026-05-04"
            if n % 3 == 0:
                text["id"] = f"iran/first-{n}"
            elif n % 3 == 1:
                text["aliases"] = [f"/first/{n}/"]
            self.texts.append(text)

    def edit(self, number: int) -> str:
        """Change one thing, and name it; what an id is made of stays in its place."""
        text = self.chance.choice(self.texts)
        kind = self.chance.choice(["domain", "slug", "section", "title", "date", "aliases", "file"])
        new = f"{kind}-{number}"
        if kind == "domain":
            self.url = f"https://{new}.example.org/{self.chance.choice(['', 'desk/'])}"
        elif kind == "date":
            text["date"] = str(date(2020, 1, 1) + timedelta(days=self.chance.randrange(2000)))
        elif kind == "aliases":
            known = list(text.get("aliases", ()))  # type: ignore[call-overload]
            if "id" in text:
                known = self.chance.choice([[], [f"/{new}/", *known], [*known, f"/{new}/"]])
            elif known:
                known = [known[0], *self.chance.sample(known[1:], len(known) // 2), f"/{new}"]
            text["aliases"] = known
        elif kind == "file":
            if "id" in text or text.get("aliases"):
                text["file"] = f"{self.chance.choice(['sea', 'iran'])}/{new}"
        else:
            text[kind] = new
        return f"{kind} of {text}"

    def save(self) -> Path:
        """Write the site anew."""
        for file in self.root.glob("content/**/*.md"):
            file.unlink()
        (self.root / "site.yml").write_text(f"title: D\nbase_url: {self.url}\n{AUTHORITY}")
        for n, text in enumerate(self.texts):
            file = self.root / "content" / f"{text['file']}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            lines = [f"{key}: {value}" for key, value in text.items() if key != "file"]
            file.write_text(article("\n".join(lines), f"mark-{n}\n"))
        return self.root
