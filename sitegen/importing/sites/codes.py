"""Short codes as Markdown and embeds of ours."""

from __future__ import annotations

import json
import re

from .model import Body

_OPTION = re.compile(
    r"""(?:(?P<key>[\w-]+)\s*=\s*)?(?:"(?P<double>(?:\\.|[^"\\])*)"|`(?P<back>[^`]*)`
      |'(?P<single>[^']*)'|(?P<bare>[^\s"'`=]+))""",
    re.VERBOSE | re.DOTALL,
)
_IN_FIGURE = ("src", "alt", "caption", "credit", "link")


def options_of(text: str) -> tuple[list[str], dict[str, str]]:
    """Part the arguments of a short code into plain and named ones."""
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
    """Write a picture as an embed; None where its file did not come over, or inside a line."""
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
