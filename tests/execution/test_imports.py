"""What a build imports: a small site is built in the time that imports take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

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
    code = (
        "import sys\n"
        "from sitegen.reading import scan\n"
        "scan.RACY_NS = 0\n"  # Trust the stat of files at once.
        "from sitegen.cli import main\n"
        "try:\n"
        "    main(['build'])\n"
        "except SystemExit as end:\n"
        "    assert not end.code\n"
        "print('\\n'.join(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split("\n"))


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
