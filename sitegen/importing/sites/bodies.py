"""Bodies of an old site: links lead to our files, short codes are rewritten or kept as comments.

Code is left as it is. A short code that is not known becomes a comment, which readers do not see,
and is reported; a link that leads nowhere loses its address, which is reported too.
"""

from __future__ import annotations

import json
import re

from msgspec import Struct

from .model import Body, Tool

_OPTION = re.compile(
    r"""(?:(?P<key>[\w-]+)\s*=\s*)?(?:"(?P<double>(?:\\.|[^"\\])*)"|`(?P<back>[^`]*)`
      |'(?P<single>[^']*)'|(?P<bare>[^\s"'`=]+))""",
    re.VERBOSE | re.DOTALL,
)
_IN_FIGURE = ("src", "alt", "caption", "credit", "link")


def options_of(text: str) -> tuple[list[str], dict[str, str]]:
    """Split the arguments of a short code into plain and named ones."""
    plain, named = [], {}
    for found in _OPTION.finditer(text):
        value = next(found[name] for name in ("double", "back", "single", "bare")
                     if found[name] is not None)  # fmt: skip
        value = value.replace('\\"', '"') if found["double"] is not None else value
        if found["key"]:
            named[found["key"]] = value
        else:
            plain.append(value)
    return plain, named


def embed(name: str, options: dict[str, str], found: re.Match[str], body: Body) -> str | None:
    """Write a picture as an embed; None inside a line or if its file was not imported."""
    start, end = found.span("code")
    text = found.string
    line_start = text.rfind("\n", 0, start) + 1
    rest = text[end:].partition("\n")[0]
    src = body.link(options.get("src", ""))
    if text[line_start:start].strip() or rest.strip() or not src:
        return None
    kept = {key: options[key] for key in _IN_FIGURE if options.get(key)}
    kept["src"] = src
    if "link" in kept:
        link = body.link(kept["link"])
        if link is None:
            return None
        kept["link"] = link
    left = {key: value for key, value in options.items() if key not in _IN_FIGURE and value}
    if "title" in left:
        kept["caption"] = ". ".join(filter(None, [left.pop("title"), kept.get("caption")]))
    if left:
        said = ", ".join(f"{key}={value}" for key, value in left.items())
        body.warn(f"options of a picture have no place with us: {said}", body.line(start))
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in kept.items()]
    return "\n".join([f":::{name}", *lines, ":::"])


def fence(found: re.Match[str], body: Body) -> str:
    """Write code that a short code highlights as a block of code."""
    lines, style, mark = found["lines"], found["style"].strip(), "```"
    while mark in lines:
        mark += "`"
    if style:
        where = body.line(found.start())
        body.warn(f"how code is shown has no place with us: {style}", where)
    return f"{mark}{found['lang']}\n{lines.strip(chr(10))}\n{mark}"


_CODE = r"""
    (?P<fence>^[ ]{0,3}(?P<mark>`{3,}|~{3,})[^\n]*
        (?:\n(?:.*?\n)?[ ]{0,3}(?P=mark)[`~]*[ \t]*$|.*\Z))
  | (?P<inline>(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`))
  | (?P<comment><!--.*?-->)
"""
_LINK = r"""
    (?P<open>\]\([ \t]*|^[ ]{0,3}\[(?P<label>[^\]\n]+)\]:[ \t]*)
    (?P<address><[^<>\n]*> | (?:\{\{.*?\}\} | \{%.*?%\} | \{[a-z]+\} | \([^\s()]*\) | [^\s()<>{}])+)
"""
_TITLE = re.compile(r"""[ \t]*(?:\n[ \t]*)?(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\))?[ \t]*\)""")
_DEFINITION_END = re.compile(r"""[ \t]*(?:"[^"\n]*"|'[^'\n]*')?[ \t]*$""", re.M)


class _Edit(Struct, frozen=True):
    start: int
    end: int
    text: str


class Rewriter:
    """Rewrites the bodies of one tool's site."""

    def __init__(self, tool: Tool) -> None:
        self._tool = tool
        pattern = f"{_CODE} | (?P<code>{tool.codes}) | {_LINK}"
        self._tokens = re.compile(pattern, re.X | re.S | re.M)

    def rewrite(self, body: Body) -> str:
        """Return the body as ours."""
        text = body.page.body
        edits: list[_Edit] = []
        for found in self._tokens.finditer(text):
            if found["code"]:
                edits.append(self._code(found, body, body.line(found.start())))
            elif found["address"]:
                edits += self._link(found, body, body.line(found.start("address")))
        return _apply(text, edits)

    def _code(self, found: re.Match[str], body: Body, line: int) -> _Edit:
        expanded = self._tool.expand(found, body)
        if expanded is None:
            code = found["code"]
            body.warn(f"a short code that sitegen does not know is now a comment: {_short(code)}",
                      line)  # fmt: skip
            expanded = code if "--" in code else f"<!-- {code} -->"
        return _Edit(found.start("code"), found.end("code"), expanded)

    def _link(self, found: re.Match[str], body: Body, line: int) -> list[_Edit]:
        start, end = found.span("address")
        written = self._tool.address(found["address"].strip("<>"))
        target = body.link(written)
        if target is not None:
            return [] if target == found["address"] else [_Edit(start, end, target)]
        body.warn(f"the link “{written}” leads to nothing that came over; its words stay", line)
        if found["label"] is not None:
            stop = _DEFINITION_END.match(found.string, end)
            return [_Edit(found.start(), stop.end() if stop else end, "")]
        return _unlinked(found, end)


def _unlinked(found: re.Match[str], end: int) -> list[_Edit]:
    """Replace a link by its words."""
    text, closing = found.string, found.start()
    depth, opening = 0, closing
    while opening > 0:
        opening -= 1
        if text[opening] == "]" and text[opening - 1 : opening] != "\\":
            depth += 1
        elif text[opening] == "[" and text[opening - 1 : opening] != "\\":
            if depth == 0:
                break
            depth -= 1
    stop = _TITLE.match(text, end)
    if stop is None or text[opening] != "[":
        return []
    title = text[end : stop.end() - 1].strip().strip("\"'()")
    first = opening - 1 if text[opening - 1 : opening] == "!" else opening
    return [
        _Edit(first, opening + 1, ""),
        _Edit(closing, stop.end(), f" ({title})" if title else ""),
    ]


def _apply(text: str, edits: list[_Edit]) -> str:
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda one: one.start):
        if edit.start < at:
            continue
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])


def _short(code: str) -> str:
    line = " ".join(code.split())
    return line if len(line) <= 300 else line[:300] + "…"
