"""Embeds in Markdown: a line of `:::name`, options as YAML, perhaps a text, and a line of `:::`.

Options end at a line of `---`, or at the first blank line that no indented one follows. Without a
key on its first line an embed with a text has no options. The file that an embed is made of may
follow its name: `:::figure port.jpg`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from .. import yamldoc
from ..embeds.declaration import EmbedKind, Reference, main_option, references
from ..formats.addresses import is_allowed, is_outside
from ..model import EMBED_BEGIN, EMBED_END, EmbedUse, Target
from ..problems import Problem, near
from .frontmatter import FENCE
from .remarks import Env, Remark, remark

PARENT = "embed"
"""The type of the block that the blocks inside an embed are in."""

_OPEN = re.compile(r"(:{3,})[ \t]*([A-Za-z][\w-]*)(?:[ \t]+(\S+))?[ \t]*")
_CLOSE = re.compile(r"(:{3,})[ \t]*")
_STRAY = re.compile(r":{3,}.*")
_CODE = re.compile(r" {0,3}(`{3,}|~{3,})")
_KEY = re.compile(r"[a-z][a-z0-9_-]*:(?:\s|\Z)")


def read_embeds(parser: MarkdownIt, kinds: Mapping[str, EmbedKind]) -> None:
    """Teach a parser the embeds of these kinds, by name."""

    def block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        opening = _match_opening(state, start, kinds)
        if opening is None:
            # Asked for each line that may end a paragraph, too: a line is reported once.
            _report_stray(state, start)
            return False
        if not silent:
            _read(state, start, end, opening, kinds)
        return True

    ends = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", PARENT, block, {"alt": ends})
    parser.add_render_rule("embed_open", _embed_open)
    parser.add_render_rule("embed_close", lambda *_: f"{EMBED_END}\n")


def _embed_open(_renderer: Any, tokens: Sequence[Token], index: int, _: Any, env: Env) -> str:
    env["embeds"].append(tokens[index].meta["use"])
    return EMBED_BEGIN


def _match(pattern: re.Pattern[str], state: StateBlock, line: int) -> re.Match[str] | None:
    """Match a whole line, unless it is indented so far that it is code."""
    if state.sCount[line] - state.blkIndent >= 4:
        return None
    return pattern.fullmatch(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _match_opening(
    state: StateBlock, line: int, kinds: Mapping[str, EmbedKind]
) -> re.Match[str] | None:
    """Match a line that begins an embed; a word after the name is text unless it can be a file."""
    opening = _match(_OPEN, state, line)
    if opening and opening[3]:
        kind = kinds.get(opening[2])
        return opening if kind and main_option(kind.options) else None
    return opening


def _report_stray(state: StateBlock, line: int) -> None:
    """Report a line of ::: that does not begin or end an embed."""
    if _match(_CLOSE, state, line) is not None:
        message = "this line of ::: ends no embed, and readers see it"
        hint = "take it out, or begin the embed with its name: :::note"
    elif _match(_STRAY, state, line) is not None:
        message = "this line of ::: begins no embed, and readers see it"
        hint = "put nothing but a name after :::, and what follows it on lines of its own"
    else:
        return
    remark(state.env, Remark(line, "embed.end", message, hint, ":::", "warning"))


def _read(
    state: StateBlock, start: int, end: int, opening: re.Match[str], kinds: Mapping[str, EmbedKind]
) -> None:
    name = opening[2]
    closing = _find_end(state, (start, end), len(opening[1]), kinds)
    if closing is None:
        message = f"the embed “{name}” that begins here has no end"
        hint = f"end it with a line of {opening[1]}"
        remark(state.env, Remark(start, "embed.end", message, hint, opening[1]))
        state.line = end
        return
    kind = kinds.get(name)
    if kind is None:
        message = f"there is no embed called “{name}”"
        hint = near(name, kinds) or "there are: " + ", ".join(kinds)
        remark(state.env, Remark(start, "embed.unknown", message, hint, name))
        state.line = closing + 1
        return
    lines = [_line(state, number) for number in range(start + 1, closing)]
    parts = _parts(lines, kind)
    found = _Options(state, opening, lines[: parts.options], kind)
    token = state.push("embed_open", "", 1)
    token.meta = {"use": found.use(has_text=parts.text < len(lines))}
    token.map = [start, closing + 1]
    _tokenize(state, start + 1 + parts.text, closing)
    state.push("embed_close", "", -1)
    state.line = closing + 1


def _tokenize(state: StateBlock, start: int, end: int) -> None:
    """Read the text of an embed, as markdown-it reads a quotation's."""
    before: tuple[Any, int] = (state.parentType, state.lineMax)
    state.parentType, state.lineMax = PARENT, end
    state.md.block.tokenize(state, start, end)
    state.parentType, state.lineMax = before


def _find_end(
    state: StateBlock, lines: tuple[int, int], colons: int, kinds: Mapping[str, EmbedKind]
) -> int | None:
    """Find the line that ends an embed, past embeds inside it and past code."""
    open_with = [colons]
    code = ""
    start, end = lines
    for line in range(start + 1, end):
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return None
        fence = _CODE.match(_line(state, line))
        if fence and (not code or (fence[1].startswith(code))):
            code = "" if code else fence[1]
        elif code:
            continue
        elif (opening := _match_opening(state, line, kinds)) is not None:
            open_with.append(len(opening[1]))
        elif (closing := _match(_CLOSE, state, line)) and len(closing[1]) >= open_with[-1]:
            open_with.pop()
            if not open_with:
                return line
    return None


def _line(state: StateBlock, line: int) -> str:
    text: str = state.getLines(line, line + 1, state.blkIndent, False)
    return text


class _Parts(NamedTuple):
    """The number of lines with options, and the line on which the text begins."""

    options: int
    text: int


def _parts(lines: Sequence[str], kind: EmbedKind) -> _Parts:
    written = [number for number, line in enumerate(lines) if line.strip()]
    if not kind.text:
        return _Parts(len(lines), len(lines))
    if not written:
        return _Parts(0, len(lines))
    first = written[0]
    if lines[first].rstrip() == FENCE:
        return _Parts(0, first + 1)
    if not _KEY.match(lines[first]):
        return _Parts(0, first)
    for number in written:
        if lines[number].rstrip() == FENCE:
            text = next((n for n in written if n > number), len(lines))
            return _Parts(number, text)
        if number > first and not lines[number - 1].strip() and not lines[number][0].isspace():
            return _Parts(number, number)
    return _Parts(len(lines), len(lines))


class _Options:
    """The options of one embed, with what is wrong with them."""

    def __init__(
        self, state: StateBlock, opening: re.Match[str], lines: Sequence[str], kind: EmbedKind
    ) -> None:
        self._state = state
        self._start = state.line
        self._kind = kind
        self._first = self._start + 1
        """The line of the first option."""
        self._before_file = 0
        """By how many columns the file after the name is further right than as an option."""
        if opening[3]:
            key = f"{main_option(kind.options)}: "
            lines = [key + json.dumps(opening[3], ensure_ascii=False), *lines]
            self._first = self._start
            self._before_file = opening.start(3) - state.src.rfind("\n", 0, opening.start(3)) - 1
            self._before_file -= len(key)
        self._source = yamldoc.YamlText("", "\n".join(lines))

    def use(self, has_text: bool) -> EmbedUse | None:
        """Return the embed with its options; None if something is wrong, which is reported."""
        kind, source = self._kind, self._source
        is_empty = not source.text.strip()
        node, problems = yamldoc.compose(yamldoc.YamlText("", "{}") if is_empty else source)
        values: dict[str, Any] = {}
        if node is not None:
            values, problems = yamldoc.convert(node, kind.options, source, f"{kind.name}.")
        given = {*values, *(("text",) if has_text else ())}
        if not problems and kind.needs and not given & set(kind.needs):
            message = f"this {kind.name} needs " + " or ".join(f"`{name}`" for name in kind.needs)
            if kind.needs == ("text",):
                message = f"this {kind.name} has no text"
            hint = "options end at an empty line; the text follows it" if kind.text else ""
            self._remark(Problem("", message, "embed.needs", hint=hint), -1)
        for problem in problems:
            self._remark(problem, -1 if is_empty else problem.line - 1)
        if problems:
            return None
        options = msgspec.to_builtins(kind.options(**values))
        found = list(references(kind.options, options))
        self._check(found)
        targets = tuple(map(self._target, found))
        line = self._state.env["first_line"] + self._start + 1
        return EmbedUse(kind.name, options, targets, line)

    def _remark(self, problem: Problem, line: int) -> None:
        """Report a problem on a line of the options; -1 is the line of the embed's name."""
        number = self._first + line if line >= 0 else self._start
        hint = problem.hint
        if self._kind.text and problem.message.endswith(".text`"):
            hint = "write the text below the options, after an empty line"
        column = problem.column + self._indent(number) if line >= 0 and problem.column else 0
        found = Remark(number, problem.code, problem.message, hint, "", problem.severity, column)
        remark(self._state.env, found)

    def _indent(self, line: int) -> int:
        """Count the characters of the file's line before the options' own."""
        state = self._state
        if line == self._start:
            return self._before_file
        begin = state.src.rfind("\n", 0, state.bMarks[line]) + 1
        return int(state.bMarks[line] - begin + min(state.blkIndent, state.tShift[line]))

    def _target(self, reference: Reference) -> Target:
        mark = yamldoc.place(self._source, *reference.keys)
        line = mark.line if mark else -1
        number = self._first + line
        column = mark.column + 1 + self._indent(number) if mark else 0
        first: int = self._state.env["first_line"]
        return Target(reference.value, first + number + 1, reference.kind, column)

    def _check(self, found: Sequence[Reference]) -> None:
        """Report references to targets that their kind does not allow."""
        for reference in found:
            message, hint = _FAULTS[reference.kind](reference.value)
            if message:
                mark = yamldoc.place(self._source, *reference.keys)
                problem = self._source.problem(mark, message, "embed.address", hint)
                self._remark(problem, problem.line - 1)


def _no_fault(_: str) -> tuple[str, str]:
    return "", ""


def _picture_fault(url: str) -> tuple[str, str]:
    if not is_outside(url) or url.lower().startswith(("https://", "http://")):
        return "", ""
    hint = "name a file beside this one or in static/, or an address that begins with https://"
    return f"“{url}” is not a picture's name or address", hint


def _file_fault(url: str) -> tuple[str, str]:
    if not is_outside(url):
        return "", ""
    hint = "put the file beside this one or into static/, or give its address as `link`"
    return f"“{url}” is not a file of this site", hint


def _link_fault(url: str) -> tuple[str, str]:
    if is_allowed(url) and not url.startswith("//"):
        return "", ""
    return f"“{url}” is not a link that can be published", "begin with https://, mailto: or /"


_FAULTS: Mapping[str, Callable[[str], tuple[str, str]]] = {
    "image": _picture_fault,
    "file": _file_fault,
    "link": _link_fault,
    "data": _no_fault,
}
