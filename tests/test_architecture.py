"""Imports run one way: cli -> build -> the rooms -> model (docs/architecture.md)."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "sitegen"

NETWORK = (
    "asyncio",
    "ftplib",
    "http",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "urllib.request",
    "urllib3",
    "xmlrpc",
)
PROCESSES = ("subprocess", "os.system", "os.popen", "os.posix_spawn", "pty")


@dataclass(frozen=True)
class Rule:
    """Modules that must not be imported, and the only rooms (if any) that may."""

    forbidden: tuple[str, ...]
    within: tuple[str, ...] = ("sitegen",)
    but_for: tuple[str, ...] = ()


RULES = (
    Rule(("sitegen.cli",), but_for=("sitegen.cli", "sitegen.__main__")),
    Rule(
        ("sitegen.incremental", "sitegen.planning", "sitegen.rendering"),
        within=("sitegen.reading",),
    ),
    Rule(
        ("sitegen.incremental", "sitegen.reading", "sitegen.rendering"),
        within=("sitegen.planning",),
    ),
    Rule(
        ("sitegen.incremental", "sitegen.reading", "sitegen.planning"),
        within=("sitegen.rendering",),
    ),
    Rule(PROCESSES, but_for=("sitegen.publishing",)),
    Rule(NETWORK, but_for=("sitegen.network", "sitegen.preview")),
)

# The types stand below everything else, so these are all that they may be made of.
TYPES = ("sitegen.model", "sitegen.pages")
TYPES_IMPORTS = (*sys.stdlib_module_names, "msgspec", "sitegen.model")


def test_imports_run_one_way():
    assert broken_rules(PACKAGE) == []


def test_every_kind_of_wrong_import_is_found(tmp_path):
    wrong = {
        "build.py": "from .cli import main",
        "reading/scan.py": "from ..incremental import Cache\nfrom sitegen import planning",
        "planning/urls.py": "def late():\n    import sitegen.rendering.filters",
        "rendering/__init__.py": "from .. import reading",
        "files/output.py": "import subprocess",
        "execution/pool.py": "from urllib import request",
        "model.py": "import msgspec\nimport re\nimport yaml\nfrom .problems import Problem",
        "pages.py": "from .model import Heading\nfrom .problems import Problem",
        "preview/server.py": "import http.server",
        "network/request.py": "import socket\nfrom http.client import HTTPConnection",
        "publishing/git.py": "from subprocess import run",
        "importing/page.py": "import urllib.request",
        "planning/links.py": "from urllib.parse import urljoin\nfrom ..model import Site",
    }
    for name, code in wrong.items():
        file = tmp_path / "sitegen" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code)
    assert broken_rules(tmp_path / "sitegen") == [
        "sitegen.build imports sitegen.cli.main",
        "sitegen.execution.pool imports urllib.request",
        "sitegen.files.output imports subprocess",
        "sitegen.importing.page imports urllib.request",
        "sitegen.model imports sitegen.problems.Problem",
        "sitegen.model imports yaml",
        "sitegen.pages imports sitegen.problems.Problem",
        "sitegen.planning.urls imports sitegen.rendering.filters",
        "sitegen.reading.scan imports sitegen.incremental.Cache",
        "sitegen.reading.scan imports sitegen.planning",
        "sitegen.rendering imports sitegen.reading",
    ]


def broken_rules(package: Path) -> list[str]:
    """Give a line for each import in a package that a rule forbids, sorted."""
    lines = set()
    for file in package.rglob("*.py"):
        parts = file.relative_to(package.parent).with_suffix("").parts
        module = ".".join(parts).removesuffix(".__init__")
        for imported in imports(file, package.parent):
            rules = (rule for rule in RULES if _is_in(module, rule.within))
            if any(_is_in(imported, r.forbidden) and not _is_in(module, r.but_for) for r in rules):
                lines.add(f"{module} imports {imported}")
            if module in TYPES and not _is_in(imported, TYPES_IMPORTS):
                lines.add(f"{module} imports {imported}")
    return sorted(lines)


def imports(file: Path, root: Path) -> Iterator[str]:
    """Give the absolute dotted names that a module imports, also those inside its functions."""
    package = file.parent.relative_to(root).parts
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            source = ".".join((*above, *([node.module] if node.module else [])))
            yield from (f"{source}.{alias.name}" for alias in node.names)


def _is_in(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)
