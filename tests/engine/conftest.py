"""What the engine's tests do without, to be quick."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jinja2
import pytest

from sitegen.reading import scan
from sitegen.rendering import render


@pytest.fixture
def quick_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust the stat of files at once, not 2 s after a change: builds follow so closely here that
    each would read every file for caution."""
    monkeypatch.setattr(scan, "RACY_NS", 0)


@pytest.fixture(scope="module")
def quick_templates() -> Iterator[None]:
    """Compile and analyse equal templates once: builds that are held against each other share it.

    Both are functions of the templates' texts alone; what is current is never decided by them.
    """
    compiled: dict[Any, Any] = {}
    known: dict[Any, Any] = {}
    compile_template, find_dependencies = jinja2.Environment.compile, render.dependencies_of

    def compile_once(self: Any, source: Any, *rest: Any, **more: Any) -> Any:
        key = (source, *rest, *more.items())
        if key not in compiled:
            compiled[key] = compile_template(self, source, *rest, **more)
        return compiled[key]

    def find_once(theme: Any, *rest: Any) -> Any:
        key = tuple((name, template.source) for name, template in sorted(theme.templates.items()))
        if key not in known:
            known[key] = find_dependencies(theme, *rest)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", compile_once)
        patch.setattr(render, "dependencies_of", find_once)
        yield
