"""Checks built pages against the HTML standard (the Nu checker) and for accessibility (axe)."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page

NODE_MODULES = Path(__file__).parent / "node_modules"


@dataclass(frozen=True, order=True)
class HtmlProblem:
    """What a validator says of a file; line and column count from 1."""

    path: str
    line: int
    column: int
    message: str


@dataclass(frozen=True, order=True)
class AxeViolation:
    """A rule of axe that a page breaks, and CSS selectors of the elements that do."""

    rule: str
    impact: str
    help: str
    elements: tuple[str, ...]


def validate_html(files: Iterable[Path]) -> tuple[HtmlProblem, ...]:
    """Ask the Nu checker, or html-validate where there is no Java, what is wrong with HTML files.

    All files go to one process, for the checker's start costs more than a hundred pages.
    """
    return nu_checker(files) if shutil.which("java") else html_validate(files)


def nu_checker(files: Iterable[Path]) -> tuple[HtmlProblem, ...]:
    """Run the Nu HTML checker over files; needs Java 11 or later."""
    jar = _installed("vnu-jar/build/dist/vnu.jar")
    # It runs too short for what Java's better compiler and its parallel collector cost.
    java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m", "-jar", str(jar)]
    options = ["--format", "json", "--stdout", "--exit-zero-always"]
    run = _run([*java, *options, *_existing(files)])
    return tuple(
        sorted(
            HtmlProblem(
                path=unquote(urlsplit(message["url"]).path),
                line=message.get("lastLine", 1),
                column=message.get("firstColumn", message.get("lastColumn", 1)),
                message=message["message"],
            )
            for message in json.loads(run.stdout)["messages"]
        )
    )


def html_validate(files: Iterable[Path]) -> tuple[HtmlProblem, ...]:
    """Run html-validate over files, with the rules of the standard alone; needs Node."""
    tool = _installed("html-validate/bin/html-validate.mjs")
    preset = ["--preset", "standard", "--formatter", "json"]
    run = _run(["node", str(tool), *preset, *_existing(files)])
    return tuple(
        sorted(
            HtmlProblem(result["filePath"], found["line"], found["column"], found["message"])
            for result in json.loads(run.stdout)
            for found in result["messages"]
        )
    )


def axe(page: Page, context: str | None = None) -> tuple[AxeViolation, ...]:
    """Return what axe finds wrong with the page that a browser shows, or with a part of it.

    The size of targets (WCAG 2.2, level AA) is looked at, too, which axe does only when told to.
    """
    page.evaluate(_axe())
    rules = {"target-size": {"enabled": True}}
    # Of what is well, axe collects one element a rule, and not all of them.
    run = "([where, rules]) => axe.run(where || document, {rules, resultTypes: ['violations']})"
    found = page.evaluate(run, [context, rules])
    return tuple(
        sorted(
            AxeViolation(
                rule=violation["id"],
                impact=violation["impact"] or "",
                help=violation["help"],
                elements=tuple(" ".join(node["target"]) for node in violation["nodes"]),
            )
            for violation in found["violations"]
        )
    )


@cache
def _axe() -> str:
    return _installed("axe-core/axe.min.js").read_text("utf-8")


def _installed(path: str) -> Path:
    file = NODE_MODULES / path
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing: run `make test`, which installs it with npm")
    return file


def _existing(files: Iterable[Path]) -> list[str]:
    names = [str(file.resolve(strict=True)) for file in files]
    if not names:
        raise ValueError("no files to validate")
    return names


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    run = subprocess.run(command, capture_output=True, encoding="utf-8")
    if not run.stdout.strip():
        raise RuntimeError(f"{command[0]} gave no answer ({run.returncode}): {run.stderr}")
    return run
