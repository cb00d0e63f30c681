"""Read one content file: its path tells its kind, its bytes become an article or a profile."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import Any, NamedTuple

import msgspec

from .. import yamldoc
from ..model import Article, Profile, SourceWarning
from ..problems import Problem, not_utf8
from .frontmatter import (
    FENCE,
    EditionMatter,
    FrontMatter,
    FrontPageMatter,
    ProfileMatter,
    check_dates,
    check_links,
)
from .layout import Kind, is_index, kind_of, split_front_matter, split_language
from .markdown import Parsed, parse_markdown
from .record import RecordMaker
from .remarks import problems_of
from .settings import ReadSettings


class Reading(NamedTuple):
    """What was read from one file; `record` is None if it has problems.

    `body` is encoded as it is stored and digested (msgpack), None for a brief.
    """

    kind: Kind
    record: Article | Profile | None
    body: bytes | None
    problems: tuple[Problem, ...]
    """Problems that keep the file from being read; other ones are in the record's `warnings`."""


def read_source(path: str, data: bytes, settings: ReadSettings, shown: str) -> Reading:
    """Read one Markdown file.

    `path` is relative to the content folder, `shown` is how problems name it. All problems of the
    file are reported, none raised.
    """
    plain, suffix = split_language(path, settings.languages)
    kind = kind_of(plain)
    data = data.removeprefix(BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return Reading(kind, None, None, (not_utf8(shown, data, error),))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    matter, body_text, body_line = split_front_matter(text)
    if kind in _BARE and matter is None and not text.startswith(FENCE):
        matter = ""
    if matter is None:
        return Reading(kind, None, None, (_no_front_matter(shown, text, kind),))
    source = yamldoc.YamlText(shown, matter, 1)
    values, problems = _values(source, kind)
    if is_index(plain):
        problems = _no_articles_here(problems, plain)
    problems += _controls(data, yamldoc.YamlText(shown, body_text, body_line))
    parsed: Parsed | None = None
    body: bytes | None = None
    if body_text.strip():
        language = (values or {}).get("lang") or suffix or settings.language
        outcome = _parse(body_text, settings, body_line, language, shown)
        if isinstance(outcome, Problem):
            return Reading(kind, None, None, (*problems, outcome))
        parsed = outcome
        problems += problems_of(parsed.remarks, body_text, shown, body_line)
        body = msgspec.msgpack.encode(parsed.body)
    maker = RecordMaker(path, kind, settings, source)
    record: Article | Profile | None = None
    if kind == "edition":
        record = maker.edition(EditionMatter(**(values or {})), parsed, body)
    elif kind not in ("article", "page"):
        given = {"name": "", **(values or {})} if kind == "front" else values or {}
        problems += check_links(given.get("links", ()), source)
        if "name" in given:
            record = maker.profile(ProfileMatter(**given), parsed, body)
    elif values is not None:
        # There is no article without a title, but the rest may have problems of its own.
        article_values = {"title": "-", **values}
        record = maker.article(FrontMatter(**article_values), parsed, body)
    problems += maker.problems
    if record is None or any(problem.severity == "error" for problem in problems):
        return Reading(kind, None, None, tuple(problems))
    warnings = tuple(map(_warning, sorted(problems, key=lambda problem: problem.order)))
    record = msgspec.structs.replace(record, warnings=warnings) if warnings else record
    return Reading(kind, record, body, ())


def _parse(
    text: str, settings: ReadSettings, first_line: int, language: str, shown: str
) -> Parsed | Problem:
    """Parse a body; a plugin of the site's own that fails is a problem."""
    try:
        return parse_markdown(text, settings.smart, first_line, language, settings.extensions)
    except Exception as error:
        problem = settings.extensions.failure(error)
        if problem is None:
            raise
        message = f"{problem.message} (while reading {shown})"
        return msgspec.structs.replace(problem, message=message)


def _warning(problem: Problem) -> SourceWarning:
    return SourceWarning(
        problem.message, problem.code, problem.line, problem.column, problem.hint, problem.excerpt
    )


_DECLARED: dict[Kind, type[msgspec.Struct]] = {
    "article": FrontMatter,
    "page": FrontMatter,
    "front": FrontPageMatter,
    "edition": EditionMatter,
}
"""The front matter of each kind; that of all others is a profile's."""


_OF_EDITORS = frozenset({"fmContentType", "_template"})
"""Keys in which editors note the kind of a file for themselves: Front Matter, Tina."""

_BARE = ("front", "edition")
"""The kinds that need no front matter."""


def _values(source: yamldoc.YamlText, kind: Kind) -> tuple[dict[str, Any] | None, list[Problem]]:
    """Return the values of front matter and its problems; None if it is empty or unreadable."""
    declared = _DECLARED.get(kind, ProfileMatter)
    node, problems = yamldoc.compose(source)
    if node is not None:
        node.value = [pair for pair in node.value if pair[0].value not in _OF_EDITORS]
        values, problems = yamldoc.convert(node, declared, source)
        return values, problems + check_dates(values, source)
    if not problems and kind not in _BARE:
        problems = [
            Problem(source.path, f"`{_name_of(kind)}` is missing", "yaml.missing-key", line=1)
        ]
    return None, problems


def _name_of(kind: Kind) -> str:
    """Return the required key of front matter."""
    return "title" if _DECLARED.get(kind) is FrontMatter else "name"


def _no_articles_here(problems: list[Problem], path: str) -> list[Problem]:
    """Say what a file with keys of an article really is, once for all these keys."""
    of_article = [
        one
        for one in problems
        if one.code == "yaml.missing-key"
        or (one.code == "yaml.unknown-key" and _key_of(one) in FrontMatter.__struct_fields__)
    ]
    if len(of_article) < 2 or all(one.code == "yaml.missing-key" for one in of_article):
        return [_no_article_here(problem, path) for problem in problems]
    first = next(one for one in of_article if one.code == "yaml.unknown-key")
    folder = path.rpartition("/")[0]
    what = f"the text about the section {folder}/" if folder else "the text of the front page"
    message = f"this is {what}, and has keys of an article"
    own = "write its name as `name`" if folder else "take them out"
    hint = f"{own}; an article has another name: {folder or 'iran'}/the-talks.md"
    whole = msgspec.structs.replace(first, message=message, hint=hint)
    return [whole, *(problem for problem in problems if problem not in of_article)]


def _key_of(problem: Problem) -> str:
    return problem.excerpt.partition(":")[0].strip()


def _no_article_here(problem: Problem, path: str) -> Problem:
    """Say what a file with a key of an article really is."""
    folder = path.rpartition("/")[0]
    key = _key_of(problem)
    is_unknown = problem.code == "yaml.unknown-key"
    if folder and is_unknown and key == "title":
        hint = "this is the text about a section: write its name as `name`"
    elif problem.code == "yaml.missing-key":
        hint = f"this is the text about the section {folder}/; give the section's name"
    elif is_unknown and key in FrontMatter.__struct_fields__:
        what = f"the section {folder}/" if folder else "the front page"
        example = f"{folder or 'iran'}/the-talks.md"
        hint = f"this is the text about {what}; an article has another name: {example}"
    else:
        return problem
    return msgspec.structs.replace(problem, hint=hint)


_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))


def _holds_control(data: bytes) -> bool:
    """Return False, quickly, where `yamldoc.FORBIDDEN` finds nothing in a file."""
    return len(data.translate(None, _CONTROLS)) < len(data) or b"\xef\xbf" in data


def _controls(data: bytes, body: yamldoc.YamlText) -> list[Problem]:
    """Report the first control character of a body."""
    found = yamldoc.control_character(body) if _holds_control(data) else None
    return [found] if found else []


def _no_front_matter(shown: str, text: str, kind: Kind) -> Problem:
    if text.split("\n", 1)[0].rstrip() == FENCE:
        message, hint = "the front matter has no end", "put a line of --- below it"
    else:
        message = "the front matter is missing"
        hint = f"begin the file with a line of ---, then {_name_of(kind)}: …, then a line of ---"
    return Problem(
        shown,
        message,
        "front-matter.missing",
        line=1,
        column=1,
        hint=hint,
        excerpt=text.split("\n", 1)[0][:200],
    )
