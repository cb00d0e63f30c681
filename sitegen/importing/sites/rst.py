"""Convert reStructuredText to Markdown with docutils; unknown parts are set aside.

Source: docutils.sourceforge.io, "reStructuredText Markup Specification". Nothing is included from
other files, and no raw HTML is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import blake2b
from html import escape
from typing import Any, NamedTuple

from ...problems import optional
from .texts import markdown_of

_EXPLICIT = re.compile(
    r"""
    ^(?P<indent>[ ]*)\.\.[ ]+
    (?: (?P<name>[A-Za-z][\w.-]*)::(?:[ ]+(?P<argument>[^\n]*))?
      | (?![_|\[]) (?P<comment>[^\n]*) )
    (?P<rest>(?:\n(?:[ \t]*$|(?P=indent)[ ]+[^\n]*$))*)
    """,
    re.X | re.M,
)
_RENAMED = {"thumbnail": "figure"}
_REFUSED = frozenset({"raw", "include"})
_DATE = re.compile(r"^(\.\.[ ]+\|[^|\n]+\|[ ]+)date::", re.M)
"""Stands for the day on which docutils runs, which is not a word of the text."""

_FENCE = re.compile(r"[ ]*(`{3,}|~{3,})")


class Directive(NamedTuple):
    """A directive that docutils does not know: its name, its argument, and all of its text."""

    name: str
    argument: str
    source: str


Warn = Callable[[str, int], None]
"""Takes a message and the line of the text."""

Expand = Callable[[Directive], str | None]
"""Returns the Markdown of a directive, or None for an unknown one."""


def markdown_of_rst(text: str, expand: Expand, warn: Warn) -> str:
    """Turn a text into Markdown; raises UsageError if docutils is missing.

    A comment, or a directive that is not known, becomes a comment of Markdown; the latter is
    reported.
    """
    aside: list[_Aside] = []
    text = _DATE.sub(r"\1today::", text.replace("\0", ""))
    token = f"aside{blake2b(text.encode(), digest_size=6).hexdigest()}n"

    def set_aside(found: re.Match[str]) -> str:
        name = found["name"]
        if name in _RENAMED:
            return found[0].replace(name, _RENAMED[name], 1)
        if name in _known_directives() - _REFUSED:
            return found[0]
        line = text.count("\n", 0, found.start()) + 1
        aside.append(_aside(found, line, expand))
        # As many lines as before, so that docutils counts as the file does.
        return f"{found['indent']}{token}{len(aside) - 1}x" + "\n" * found[0].count("\n")

    markdown = _markdown_of(_EXPLICIT.sub(set_aside, text), warn)
    return _put_back(markdown, re.compile(f"{token}(\\d+)x"), aside, warn)


class _Aside(NamedTuple):
    """A part that is set aside: its text, its line, its replacement, and whether it is known."""

    source: str
    line: int
    shown: str
    is_known: bool


def _aside(found: re.Match[str], line: int, expand: Expand) -> _Aside:
    source = found[0].strip("\n")
    if found["name"] is None:
        return _Aside(source, line, _commented(re.sub(r"^\s*\.\. ", "", source)), True)
    directive = Directive(found["name"], (found["argument"] or "").strip(), source)
    shown = expand(directive)
    return _Aside(source, line, shown or _commented(source), shown is not None)


def _line(text: str) -> str:
    return " ".join(text.split())


def _commented(source: str) -> str:
    bare = source.strip()
    return f"<!-- {bare.replace('--', '—')} -->" if bare else ""


def _put_back(markdown: str, token: re.Pattern[str], aside: list[_Aside], warn: Warn) -> str:
    """Insert the parts that were set aside: in code their text, elsewhere their replacement."""
    lines, fence = [], ""
    for line in markdown.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        parts = token.split(line)
        for at in range(1, len(parts), 2):
            one = aside[int(parts[at])]
            parts[at] = one.source if fence else one.shown
            if not fence and not one.is_known:
                message = "a directive that sitegen does not know is now a comment"
                warn(f"{message}: {_line(one.source)}", one.line)
        lines.append("".join(parts))
    return "\n".join(lines)


def _known_directives() -> frozenset[str]:
    en = optional("docutils.parsers.rst.languages.en", "reading reStructuredText")
    return frozenset({*en.directives, *en.directives.values()})


def _markdown_of(text: str, warn: Warn) -> str:
    nodes, core = (
        optional(name, "reading reStructuredText") for name in ("docutils.nodes", "docutils.core")
    )
    settings = {
        "_disable_config": True,
        "doctitle_xform": False,
        "file_insertion_enabled": False,
        "halt_level": 5,
        "initial_header_level": 2,
        "math_output": "LaTeX",
        "output_encoding": "unicode",
        "raw_enabled": False,
        "report_level": 2,
        "syntax_highlight": "none",
        "warning_stream": False,
    }
    tree = core.publish_doctree(text, settings_overrides=settings)
    for message in list(tree.findall(nodes.system_message)):
        if message["level"] > 1:
            warn(f"docutils says: {_line(message[0].astext())}", int(message.get("line") or 0))
        message.parent.remove(message)
    for node in list(tree.findall(nodes.problematic)):
        node.parent.replace(node, nodes.Text(node.astext()))
    for node in [*tree.findall(nodes.literal), *tree.findall(nodes.literal_block)]:
        node.parent.replace(node, nodes.raw("", _code(node, nodes), format="html"))
    return markdown_of(core.publish_from_doctree(tree, writer="html5", settings_overrides=settings))


def _code(node: Any, nodes: Any) -> str:
    """Write a piece of code as HTML does; docutils writes spans, without the language."""
    text = escape(node.astext())
    if not isinstance(node, nodes.literal_block):
        return f"<code>{text}</code>"
    names = [name for name in node["classes"] if name != "code"]
    language = f' class="language-{escape(names[0])}"' if names else ""
    return f"<pre><code{language}>{text}</code></pre>"
