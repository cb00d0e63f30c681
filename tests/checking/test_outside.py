"""Symbolic links through which files from outside the site are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.checking.outside import leading_out
from tests.building import run_cli
from tests.checking.conftest import article


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site beside a folder `away`, both with files."""
    for name in (
        "site/content/iran/a.md",
        "site/content/iran/.hidden/b.md",
        "site/static/a.txt",
        "site/notes/a.md",
        "site/.git/config",
        "away/a.md",
        "away/deep/b.md",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(article(""), encoding="utf-8")
    return tmp_path / "site"


def found(root: Path) -> list[str]:
    problems = leading_out(root, (root / "content", root / "static"))
    return [f"{problem.path} → {problem.message.rpartition(' ')[2]}" for problem in problems]


@pytest.mark.parametrize(
    ("link", "target", "told"),
    [
        ("content/iran/link.md", "../../../away/a.md", "../away/a.md"),
        ("content/iran/link", "../../../away", "../away"),
        ("static/link.txt", "../.git/config", ".git/config"),
        ("static/site", "../..", ".."),
        ("content/link", "iran/.hidden", "content/iran/.hidden"),
    ],
)
def test_a_link_that_leads_out(root: Path, link: str, target: str, told: str):
    (root / link).symlink_to(target)
    assert found(root) == [f"{link} → {told}"]


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("content/iran/link.md", "a.md"),
        ("content/link", "../notes"),
        ("static/link.txt", "../content/iran/a.md"),
        ("content/circle", "."),
        ("content/gone.md", "../../nowhere.md"),
        ("static/null", "/dev/null"),
        ("content/.link.md", "../../away/a.md"),
        ("content/iran/.hidden/link.md", "../../../../away/a.md"),
    ],
)
def test_a_link_that_stays_or_is_not_followed(root: Path, link: str, target: str):
    (root / link).symlink_to(target)
    assert found(root) == []


def test_what_stands_behind_a_link_is_its_own_affair(root: Path):
    (root / "content/away").symlink_to(root.parent / "away")
    (root.parent / "away/further.md").symlink_to("/etc/hostname")
    assert found(root) == ["content/away → ../away"]


def test_a_content_folder_that_stands_elsewhere(root: Path):
    moved = (root / "content").rename(root.parent / "moved")
    (root / "content").symlink_to(moved)
    (moved / "iran/inner.md").symlink_to("a.md")
    assert found(root) == ["content → ../moved"]


def test_a_site_that_is_itself_behind_a_link(root: Path):
    link = root.parent / "link"
    link.symlink_to(root)
    (root / "content/notes").symlink_to("../notes")
    assert found(link) == []


def test_check_says_it_and_builds_go_on(root: Path):
    (root / "site.yml").write_text("title: Digest\nbase_url: https://digest.example/\n")
    (root / "content/iran/link.md").symlink_to(root.parent / "away/a.md")
    ran = run_cli("check", cwd=root)
    assert "content/iran/link.md: warning: this link leads out of the site" in ran.out + ran.err
    assert run_cli("build", cwd=root).code == 0
