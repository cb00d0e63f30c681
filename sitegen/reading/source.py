"""Read one content file: its path tells its kind, its bytes become an article or a profile."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from typing import Any, NamedTuple

import msgspec

from .. import yamldoc
from ..formats.dates import local_day, moment, with_offset
from ..formats.names import SlugStyle, clean_name, slugify
from ..formats.paths import fits_windows
from ..model import NEVER, UNDATED, Article, Correction, Profile, SourceWarning
from ..problems import Problem, not_utf8
from .frontmatter import (
    FENCE,
    FrontMatter,
    FrontPageMatter,
    ProfileMatter,
    canonical_date,
    check_aliases,
    check_dates,
    check_links,
    not_on_windows,
)
from .layout import Kind, is_index, kind_of, split_front_matter
from .markdown import Parsed, parse_markdown
from .remarks import problems_of
from .scan import digest_of, normal
from .settings import ReadSettings

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[-_]|$)(.*)")


class Reading(NamedTuple):
    """What was read from one file; `record` is None where it has problems.

    `body` is encoded as it is stored and digested (msgpack), None for a brief.
    """

    kind: Kind
    record: Article | Profile | None
    body: bytes | None
    problems: tuple[Problem, ...]
    """What keeps the file from being read; what does not is in the record's `warnings`."""


def read_source(path: str, data: bytes, settings: ReadSettings, shown: str) -> Reading:
    """Read one Markdown file.

    `path` is relative to the content folder, `shown` is how problems name it. All problems of the
    file are reported, none raised.
    """
    kind = kind_of(path)
    data = data.removeprefix(BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return Reading(kind, None, None, (not_utf8(shown, data, error),))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    matter, body_text, body_line = split_front_matter(text)
    if kind == "front" and matter is None and not text.startswith(FENCE):
        matter = ""  # The text of the front page needs none.
    if matter is None:
        return Reading(kind, None, None, (_no_front_matter(shown, text),))
    source = yamldoc.YamlText(shown, matter, 1)
    values, problems = _values(source, kind)
    if is_index(path):
        problems = [_no_article_here(problem, path) for problem in problems]
    if _holds_control(data):
        control = yamldoc.control_character(yamldoc.YamlText(shown, body_text, body_line))
        problems += [control] if control else []
    parsed: Parsed | None = None
    body: bytes | None = None
    if body_text.strip():
        language = (values or {}).get("lang") or settings.language
        outcome = _parse(body_text, settings, body_line, language, shown)
        if isinstance(outcome, Problem):
            return Reading(kind, None, None, (*problems, outcome))
        parsed = outcome
        problems += problems_of(parsed.remarks, body_text, shown, body_line)
        body = msgspec.msgpack.encode(parsed.body)
    record: Article | Profile | None = None
    if kind not in ("article", "page"):
        given = {"name": "", **(values or {})} if kind == "front" else values or {}
        problems += check_links(given.get("links", ()), source)
        if "name" in given:
            record = _profile(path, ProfileMatter(**given), parsed, body)
    elif values is not None:
        # There is no article without a title, but the rest may have problems of its own.
        matter_values = {"title": "-", **values}
        matter_made = FrontMatter(**matter_values)
        record = _article(path, kind, matter_made, parsed, body, settings, source, problems)
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
}
"""The front matter of each kind; that of all others is a profile's."""


def _values(source: yamldoc.YamlText, kind: Kind) -> tuple[dict[str, Any] | None, list[Problem]]:
    """Give the values of front matter, None where it is empty or cannot be read, and problems."""
    declared = _DECLARED.get(kind, ProfileMatter)
    node, problems = yamldoc.compose(source)
    if node is not None:
        values, problems = yamldoc.convert(node, declared, source)
        return values, problems + check_dates(values, source)
    if not problems and kind != "front":
        name = "title" if declared is FrontMatter else "name"
        problems = [Problem(source.path, f"`{name}` is missing", "yaml.missing-key", line=1)]
    return None, problems


def _no_article_here(problem: Problem, path: str) -> Problem:
    """Say what a file is, where it has keys that an article has."""
    folder = path.rpartition("/")[0]
    if folder and problem.message == "unknown key `title`":
        hint = "this is the text about a section: write its name as `name`"
    elif problem.code == "yaml.missing-key":
        hint = f"this is the text about the section {folder}/; give the section's name"
    elif problem.code == "yaml.unknown-key" and "did you mean" not in problem.hint:
        what = f"the section {folder}/" if folder else "the front page"
        example = f"{folder or 'iran'}/the-talks.md"
        hint = f"this is the text about {what}; an article has another name: {example}"
    else:
        return problem
    return msgspec.structs.replace(problem, hint=hint)


_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))


def _holds_control(data: bytes) -> bool:
    """Tell quickly whether `yamldoc.FORBIDDEN` may find anything in a file."""
    return len(data.translate(None, _CONTROLS)) < len(data) or b"\xef\xbf" in data


def _no_front_matter(shown: str, text: str) -> Problem:
    if text.split("\n", 1)[0].rstrip() == FENCE:
        message, hint = "the front matter has no end", "put a line of --- below it"
    else:
        message = "the front matter is missing"
        hint = "begin the file with a line of ---, then title: …, then a line of ---"
    return Problem(
        shown,
        message,
        "front-matter.missing",
        line=1,
        column=1,
        hint=hint,
        excerpt=text.split("\n", 1)[0][:200],
    )


def _article(
    path: str,
    kind: Kind,
    matter: FrontMatter,
    parsed: Parsed | None,
    body: bytes | None,
    settings: ReadSettings,
    source: yamldoc.YamlText,
    problems: list[Problem],
) -> Article:
    folders = path.split("/")
    stem = folders.pop().removesuffix(".md")
    if stem == "index" and len(folders) > 1:
        stem = folders.pop()
    dated = _DATED.match(stem)
    date = matter.date
    if dated:
        stem = dated[2] or stem
        if date is None:
            date = _file_date(dated[1], source, problems)
    given = matter.slug or stem
    slug = slugify(given, settings.slugs) if kind == "article" or matter.slug else normal(stem)
    if not slug:
        mark = yamldoc.place(source, "slug")
        message = f"cannot make a URL from “{given}”: it has no letters or digits"
        hint = "set `slug:` to a word of letters or digits"
        problems.append(source.problem(mark, message, "front-matter.slug", hint))
    elif matter.slug and not fits_windows(slug):
        problems.append(not_on_windows(source, yamldoc.place(source, "slug"), slug))
    if kind == "page":
        section = _page_folder(folders[1:], settings.slugs, source, problems)
    else:
        section = clean_name(matter.section or (folders[0] if folders else ""))
        if not section:
            message = "the article has no section"
            hint = "move it into a folder such as content/iran/, or set `section:`"
            problems.append(
                Problem(source.path, message, "front-matter.section", line=1, hint=hint)
            )
    return Article(
        path=path,
        title=matter.title,
        slug=slug,
        section=section,
        section_given=bool(matter.section),
        date=with_offset(date, settings.timezone) if date else None,
        day=local_day(date, settings.timezone) if date else "",
        moment=moment(date, settings.timezone) if date else UNDATED,
        updated=with_offset(matter.updated, settings.timezone) if matter.updated else None,
        summary=matter.summary,
        authors=_clean(matter.authors),
        tags=_clean(matter.tags),
        image=matter.image,
        source=matter.source,
        truncated=matter.truncated,
        aliases=check_aliases(matter.aliases, source, problems),
        draft=matter.draft,
        expires=matter.expires,
        leaves=moment(matter.expires, settings.timezone) if matter.expires else NEVER,
        lang=matter.lang,
        related=matter.related,
        id=matter.id,
        corrections=tuple(
            Correction(with_offset(one.date, settings.timezone), one.text)
            for one in matter.corrections
        ),
        extra=matter.extra,
        body=digest_of(body) if body else None,
        targets=parsed.targets if parsed else (),
        anchors=parsed.anchors if parsed else (),
        toc=parsed.toc if parsed else (),
        words=parsed.words if parsed else 0,
        embeds=parsed.embeds if parsed else (),
        layout=matter.layout,
    )


def _page_folder(
    folders: list[str], style: SlugStyle, source: yamldoc.YamlText, problems: list[Problem]
) -> str:
    """Turn the folders of a page into the beginning of its URL; each must leave something."""
    slugs = [slugify(folder, style) for folder in folders]
    for folder, slug in zip(folders, slugs, strict=True):
        if not slug:
            message = f"cannot make a URL from the folder “{folder}”"
            hint = "give it a name with letters or digits"
            problems.append(Problem(source.path, message, "front-matter.slug", line=1, hint=hint))
    return "/".join(slugs)


def _file_date(text: str, source: yamldoc.YamlText, problems: list[Problem]) -> str | None:
    try:
        return canonical_date(text)
    except ValueError:
        message = f"the file name begins with {text}, which is no date"
        hint = "rename the file, or set `date:`"
        problems.append(Problem(source.path, message, "front-matter.date", line=1, hint=hint))
        return None


def _clean(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([clean_name(name) for name in names])


def _profile(
    path: str, matter: ProfileMatter, parsed: Parsed | None, body: bytes | None
) -> Profile:
    stem = path.rpartition("/")[2].removesuffix(".md")
    if is_index(path) or (stem == "index" and path.count("/") > 1):
        stem = path.split("/")[-2] if "/" in path else stem
    return Profile(
        path=path,
        slug=normal(stem),
        name=clean_name(matter.name),
        description=matter.description,
        avatar=matter.avatar,
        links=tuple((link.title, link.url) for link in matter.links),
        aliases=_clean(matter.aliases),
        body=digest_of(body) if body else None,
        targets=parsed.targets if parsed else (),
        anchors=parsed.anchors if parsed else (),
        embeds=parsed.embeds if parsed else (),
        layout=matter.layout,
    )
