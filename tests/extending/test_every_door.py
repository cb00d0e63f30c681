"""A site that opens every door at once: after any edits a warm build equals a clean one.

`SITEGEN_SEED` repeats the edits of a seed that was printed; `--slow` makes 300 of them.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.preview.workspace import PreviewOptions, Workspace
from sitegen.problems import ContentError
from tests.engine.sites import NOW, Outcome, built, run, tree

SAMPLE = Path(__file__).with_name("every_door")
SEED = int(os.environ.get("SITEGEN_SEED") or random.SystemRandom().randrange(2**32))
FIRST, SECOND = "content/iran/2026-02-03-first.md", "content/iran/2025-02-04-second.md"
MODULE = "extensions/doors.py"

# What each file may hold: its own text, with one part of it replaced, or nothing (None).
EDITS: dict[str, tuple[tuple[str, str] | None, ...]] = {
    MODULE: (
        ('" ".join', '"-".join'),
        ("({site.language})", "[{site.language}]"),
        ("    parser.use(sub_plugin)", "    pass"),
        ("    seats: int = 0\n", "    seats: int = 7\n"),
        ("    logo: Picture", "    colour: str = ''\n    logo: Picture"),
        ('needs=("name",)', 'needs=("logo",)'),
        ("annals/{year}/", "years/{year}/"),
        ("tuple(cards)", "tuple(cards[:1])"),
        ("extension = Extension()", "extension = Extension()  # ours"),
        ("extension = Extension()", "extension = Extension("),
    ),
    "data/fields.csv": (("1997", "1998"), ("share", "part"), ("Azeri", '"<b>"'), None),
    "data/parties.yml": (("12", "13"), ("Union", "League"), None),
    "templates/embeds/party.html": (
        ("|spaced", ""),
        ("seats(embed.name)", "site.title"),
        ("embed.name", "embed.nmae"),
        ("{{ text }}", ""),
        ("<aside", "<section"),
    ),
    "templates/embeds/plain/party.html": (("<p>", "<p>Party: "), None),
    "templates/embeds/figure.html": (("", "<b>{{ embed.caption }}</b>"), None),
    "templates/layouts/story.html": (("story", "tale"), ("|spaced", ""), None),
    "templates/layouts/region.html": (("teal", "navy"), None),
    "templates/year.html": (("|spaced", ""), ("card.title", "card.url")),
    "content/index.md": (("every", "each"), None),
    "content/iran/_index.md": (("layout: region\n", ""), ("All of", "Most of"), None),
    FIRST: (
        ("seats: 12", "seats: 14"),
        ("name: Union", "name: Coast"),
        ("logo: /mark.svg\n", ""),
        ("coast", "shore"),
        ("layout: story\n", ""),
        ("layout: story", "layout: tale"),
        ("caption: The", "caption: A"),
        ("seats: 12", "seat: 12"),
        ("H~2~O", "wet"),
    ),
    SECOND: (("field}", "opened}"), ("Numbers", "Figures"), ("data: fields", "data: parties")),
    "content/pages/about.md": (("We tell", "We ask"), ("by: Us", "by: You")),
    "content/iran/2026-02-05-third.md": (("Plain", "Few"), ("title: Third", "title: Last")),
    "static/mark.svg": (('width="4"', 'width="8"'), ("/>", "></svg>")),
    "site.yml": (("Every door", "Doors"), ("page_size: 2", "page_size: 1")),
}


class Editor:
    """Someone who edits the sample site at random, and often puts a file back."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.own = {
            path: (root / path).read_text("utf-8") for path in EDITS if (root / path).exists()
        }
        self.random = random.Random(seed)
        self.log: list[str] = []
        self.is_broken = False
        """True if the site cannot be built as it is; the next edit puts all files back first."""

    def edit(self) -> list[str]:
        """Write one or two files anew; return the paths of all that were written."""
        put_back = list(EDITS) if self.is_broken else []
        for path in put_back:
            self.write(path, ("", ""))
        self.is_broken = False
        paths = self.random.sample(list(EDITS), self.random.choice((1, 1, 2)))
        for path in paths:
            self.write(path, self.random.choice((*EDITS[path], ("", ""), ("", ""))))
        return list({*put_back, *paths})

    def write(self, path: str, change: tuple[str, str] | None) -> None:
        """Write a file of the sample, changed; None deletes it."""
        self.log.append(f"{path}: {change}")
        file, text = self.root / path, self.own.get(path, "")
        if change is None or (change == ("", "") and not text):
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace(*change) if change[0] else text or change[1], "utf-8")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    shutil.copytree(SAMPLE, root)
    return root


def clean(root: Path) -> tuple[Outcome, dict[str, bytes]]:
    """Build a copy of the sources in a fresh folder; the files of a failed build are none."""
    fresh = root.with_name("fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(root, fresh, ignore=shutil.ignore_patterns(".sitegen", "public"))
    outcome = run(fresh)
    return outcome, {} if outcome.failure else tree(fresh / "public")


def test_the_sample_opens_every_door(sample: Path) -> None:
    built(sample)
    first = (sample / "public/iran/2026/02/first/index.html").read_text("utf-8")
    assert '<meta name="story" content="T h e   f i r s t">' in first
    assert "H<sub>2</sub>O" in first
    assert "<p>U n i o n: 12 (en), 12 of 2</p>" in first
    assert "color: teal" in (sample / "public/iran/index.html").read_text("utf-8")
    assert "2 0 2 5" in (sample / "public/annals/2025/index.html").read_text("utf-8")
    assert "<strong>every</strong>" in (sample / "public/index.html").read_text("utf-8")
    assert run(sample, verify=True).rendered == {}


def test_each_edit_changes_its_file() -> None:
    """An edit that finds nothing to replace would test nothing."""
    for path, changes in EDITS.items():
        text = (SAMPLE / path).read_text("utf-8") if (SAMPLE / path).exists() else ""
        for change in changes:
            assert change is None or change[0] in text, (path, change)


def test_after_any_edits_a_warm_build_equals_a_clean_one(sample: Path, slow: bool) -> None:
    editor = Editor(sample, SEED)
    failed = 0
    for number in range(300 if slow else 20):
        editor.edit()
        warm = run(sample)
        outcome, files = clean(sample)
        told = f"SITEGEN_SEED={SEED}, step {number}: " + "; ".join(editor.log[-6:])
        assert (warm.failure, warm.problems) == (outcome.failure, outcome.problems), told
        editor.is_broken = bool(outcome.failure)
        if outcome.failure:
            failed += 1
            continue
        assert tree(sample / "public") == files, told
    assert failed < number, "few edits were valid"


def shown(workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    """Render every page of a preview, but for copied files."""
    snapshot = workspace.snapshot
    for path, page in snapshot.planned.pages.items():
        if page.template:
            yield path, workspace.render(snapshot, page)


@pytest.mark.parametrize("with_kind", [True, False])
def test_after_any_edits_a_preview_shows_what_a_build_writes(
    sample: Path, slow: bool, with_kind: bool
) -> None:
    """Without a kind of page of the site's own, most edits are patched into the last plan."""
    if not with_kind:
        text = (sample / MODULE).read_text("utf-8")
        (sample / MODULE).write_text(text.replace("\nextension.page_kind(", "\ndict(annals="))
    editor = Editor(sample, SEED)
    workspace = Workspace(PreviewOptions(sample, drafts=False, now=NOW), lambda _: None)
    try:
        compared = 0
        for number in range(100 if slow else 12):
            paths = editor.edit()
            workspace.refresh([str(sample / path) for path in paths])
            outcome, files = clean(sample)
            told = f"SITEGEN_SEED={SEED}, step {number}: " + "; ".join(editor.log[-6:])
            editor.is_broken = bool(outcome.failure)
            if outcome.failure:
                assert workspace.problems or broken(workspace), told
                continue
            assert workspace.problems == outcome.problems, told
            assert dict(shown(workspace)) == {
                path: data for path, data in files.items() if path in dict(shown(workspace))
            }, told
            assert workspace.snapshot.planned.pages.keys() == files.keys() - {
                ".sitegen-manifest",
                ".nojekyll",
            }, told
            compared += 1
        assert compared
    finally:
        workspace.close()


def broken(workspace: Workspace) -> bool:
    """Tell whether a page of a preview cannot be rendered."""
    try:
        return not list(shown(workspace))
    except ContentError:
        return True
