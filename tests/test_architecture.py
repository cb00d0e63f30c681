"""What no linter judges: imports (their contracts are in pyproject.toml) and names given twice."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "sitegen"

# import-linter sees packages of the standard library, and not what is in them.
FORBIDDEN = {
    "os.popen": "sitegen.publishing",
    "os.posix_spawn": "sitegen.publishing",
    "os.system": "sitegen.publishing",
    "urllib.request": "sitegen.network",
}
"""Names that must not be imported, and the only room that may."""

# The types are below everything else, so these are all that they may be made of.
TYPES = ("sitegen.model", "sitegen.pages")
TYPES_IMPORTS = (*sys.stdlib_module_names, "msgspec", "sitegen.model")


def test_imports_run_one_way():
    assert broken_rules(PACKAGE) == []


def test_every_kind_of_wrong_import_is_found(tmp_path):
    wrong = {
        "execution/run.py": "from urllib import request",
        "files/output.py": "def late():\n    from os import system",
        "model.py": "import msgspec\nimport re\nimport yaml\nfrom .problems import Problem",
        "pages.py": "from .model import Heading\nfrom .problems import Problem",
        "network/request.py": "import urllib.request",
        "publishing/git.py": "from os import posix_spawn",
        "planning/links.py": "from urllib.parse import urljoin\nfrom ..model import Site",
    }
    for name, code in wrong.items():
        file = tmp_path / "sitegen" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code)
    assert broken_rules(tmp_path / "sitegen") == [
        "sitegen.execution.run imports urllib.request",
        "sitegen.files.output imports os.system",
        "sitegen.model imports sitegen.problems.Problem",
        "sitegen.model imports yaml",
        "sitegen.pages imports sitegen.problems.Problem",
    ]


def broken_rules(package: Path) -> list[str]:
    """Give a line for each import in a package that a rule forbids, sorted."""
    lines = set()
    for file in package.rglob("*.py"):
        parts = file.relative_to(package.parent).with_suffix("").parts
        module = ".".join(parts).removesuffix(".__init__")
        for imported in imports(file, package.parent):
            if any(
                _is_in(imported, (name,)) and not _is_in(module, (room,))
                for name, room in FORBIDDEN.items()
            ):
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


def test_no_name_of_a_module_is_given_twice():
    """The second value would silently take the place of the first, as no linter tells."""
    assert [line for file in sorted(PACKAGE.rglob("*.py")) for line in double_names(file)] == []


def test_a_name_that_is_given_twice_is_found(tmp_path):
    file = tmp_path / "watch.py"
    file.write_text("A = 1\nB: int\nB: int = 2\n\ndef c(): ...\n\nA = 3\nclass c: ...\n")
    assert list(double_names(file)) == ["watch.py:7: A", "watch.py:8: c"]


def double_names(file: Path) -> Iterator[str]:
    """Give each name that a module's own lines define once more, with its line."""
    seen = set()
    for node in ast.parse(file.read_bytes()).body:
        for name in _defined(node):
            if name in seen:
                yield f"{file.name}:{node.lineno}: {name}"
            seen.add(name)


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign):
        return [node.target.id] if node.value and isinstance(node.target, ast.Name) else []
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [] if node.decorator_list else [node.name]
    return []
