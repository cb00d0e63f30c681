"""What a build imports: a small site is built in the time that imports take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.building import run_cli

SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/\n",
    "content/iran/a.md": "---\ntitle: A\ndate: 2026-01-01\n---\nWords.\n",
}
NEVER = {"asyncio", "concurrent", "difflib", "http", "imagesize", "importlib.metadata", "PIL"}
"""What a site without pictures and search never needs."""
TO_RENDER = {"babel", "email", "html", "jinja2", "markdown_it", "shutil", "sitegen.reading.source"}
"""What only a build that reads or renders something needs."""


def imported_by_build(root: Path) -> set[str]:
    """Build a site in a process of its own, and name the modules that are loaded at its end."""
    return built_alone(root)[0]


def built_alone(root: Path, *options: str) -> tuple[set[str], str]:
    """Build a site in a process of its own; give the modules that it loaded, and what it said."""
    code = (
        "import sys\n"
        "from sitegen.reading import scan\n"
        "scan.RACY_NS = 0\n"  # Trust the stat of files at once.
        "from sitegen.cli import main\n"
        "try:\n"
        f"    main(['build', *{options!r}])\n"
        "except SystemExit as end:\n"
        "    assert not end.code\n"
        "print('\\n'.join(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split("\n")), done.stderr


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """The modules that a clean build loads, and those that a build of nothing new loads."""
    root = tmp_path_factory.mktemp("site")
    for path, text in SITE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return imported_by_build(root), imported_by_build(root)


def test_a_clean_build_imports_what_it_needs_alone(builds):
    clean, _ = builds
    assert TO_RENDER - {"email", "shutil"} < clean
    assert sorted(NEVER & clean) == []


def test_a_build_of_nothing_new_neither_plans_nor_renders(builds):
    _, nothing_new = builds
    assert sorted((NEVER | TO_RENDER) & nothing_new) == []
    assert not [name for name in nothing_new if name.startswith("sitegen.planning")]


@pytest.mark.integration
def test_a_build_of_nothing_new_says_its_warnings_again_and_plans_nothing(write_files):
    root = write_files({
        "site.yml": "title: Digest\n",
        "content/iran/a.md": "---\ntitle: A\ndate: 2026-01-01\n---\n[Words](javascript:a).\n",
        "content/iran/b (1).md": "---\ntitle: B\ndate: 2026-01-02\n---\nA copy?\n",
        "content/iran/.c.md": "",
    })  # fmt: skip
    _, first = built_alone(root)
    assert first.count("warning:") >= 2, first
    again, second = built_alone(root)
    assert second == first
    assert sorted((NEVER | TO_RENDER) & again) == []
    assert not [name for name in again if name.startswith("sitegen.planning")]
    assert run_cli("build", "--strict", cwd=root).code == 1
    (root / "site.yml").write_text("# One line more.\ntitle: Digest\n")
    (root / "content/iran/a.md").write_text("---\ntitle: A\ndate: 2026-01-01\n---\nWords.\n")
    _, third = built_alone(root)
    assert "javascript" not in third
    assert built_alone(root)[1] == third
