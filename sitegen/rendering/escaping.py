"""Escaping: most of what a template shows holds nothing to escape, and is shown as it is."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import escape


def shown(value: Any) -> str:
    """Escape a value for HTML and XML as MarkupSafe does; markup stays what it is."""
    if type(value) is str:
        if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:
            return escape(value)
        return value
    return escape(value)


class _Generator(CodeGenerator):
    """Compiles what is shown to a call of `shown` instead of MarkupSafe's `escape`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"environment.shown({finalize.src or ''}")


class EscapingEnvironment(Environment):
    """An environment whose templates escape with `shown`."""

    code_generator_class = _Generator
    shown = staticmethod(shown)
