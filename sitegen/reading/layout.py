"""The layout of content: what the path of a file says, and where its front matter ends."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Literal

from ..formats.paths import fits_windows, is_conflict_copy, is_printable, not_utf8_name
from ..problems import Problem, near, readable
from .frontmatter import FENCE
from .scan import Found

Kind = Literal["article", "page", "author", "tag", "section", "series", "front", "edition"]

PROFILE_FOLDERS: dict[str, Kind] = {
    "authors": "author",
    "tags": "tag",
    "sections": "section",
    "series": "series",
    "editions": "edition",
}
PAGES_FOLDER = "pages"

_OPEN = re.compile(rf"{FENCE}[ \t]*\n")
# YAML 1.2 ends a document with "..." as well (9.1.2).
_CLOSE = re.compile(rf"^(?:{FENCE}|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)


INDEXES = ("index.md", "_index.md")
"""The text about a section in the section's folder; that of the front page above them."""


_SUFFIX = re.compile(r"\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.md")
"""What looks like a language in the name of a file (BCP 47)."""


def split_language(path: str, languages: Collection[str]) -> tuple[str, str]:
    """Split `iran/gulf.fa.md` into `iran/gulf.md` and the language `fa` ("" if it names none).

    The language is written as in `languages`; in other words, as in site.yml.
    """
    if languages:
        for language in languages:
            end = f".{language}.md"
            if path[-len(end) :].lower() == end.lower() and not path[: -len(end)].endswith("/"):
                return f"{path[: -len(end)]}.md", language
    return path, ""


def kind_of(path: str) -> Kind:
    """Return the kind of a Markdown file from its path in the content folder, without language."""
    top, _, rest = path.partition("/")
    if is_index(path):
        return "section" if rest else "front"
    if rest and top in PROFILE_FOLDERS:
        return PROFILE_FOLDERS[top]
    return "page" if rest and top == PAGES_FOLDER else "article"


def is_index(path: str) -> bool:
    """Return True for the text about a section in its folder, and for the front page's text."""
    folder, _, name = path.rpartition("/")
    return name in INDEXES and "/" not in folder and folder not in (*PROFILE_FOLDERS, PAGES_FOLDER)


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """Split a file into front matter, body and the number of the lines before the body."""
    begin = _OPEN.match(text)
    end = _CLOSE.search(text, begin.end()) if begin else None
    if begin is None or end is None:
        return None, text, 0
    return text[begin.end() : end.start()], text[end.end() :], text.count("\n", 0, end.end())


ALMOST = (".md", ".markdown", ".mdown", ".mkd")

_PLAIN = re.compile(
    r"(?:(?!con|prn|aux|nul|com|lpt)[a-z0-9-]+/)*"
    r"(?!con|prn|aux|nul|com|lpt|index\.)[a-z0-9-]+\.(?:md|png|jpg|jpeg|webp|svg|pdf)"
)
"""What most paths look like; there is nothing to say of them, and that is told quickly."""


def part_by_name(
    found: list[Found], folder: str, documents: bool = True, languages: Collection[str] = ()
) -> tuple[list[Found], list[Problem]]:
    """Return the files whose names are fine, and the problems of the others.

    `folder` is how problems name the folder. Without `documents`, Markdown is a file like others.
    In a site of several `languages`, no name ends in another one.
    """
    fine = []
    problems = []
    for file in found:
        path = file.path
        if _PLAIN.fullmatch(path):
            fine.append(file)
            continue
        refused = _refused(path, folder, documents) or _in_no_language(path, folder, languages)
        if refused is not None:
            problems.append(refused)
            continue
        fine.append(file)
        if not fits_windows(path):
            problems.append(_not_on_windows(path, folder))
        if documents and path.endswith("index.md"):
            problems.extend(_surprising(path, folder))
    return fine, problems


def _refused(path: str, folder: str, documents: bool) -> Problem | None:
    """Report a file that cannot be read because of its name."""
    shown = f"{folder}/{path}"
    if not shown.isprintable():
        if not shown.isascii() and readable(shown) != shown:
            return not_utf8_name(shown)
        if not is_printable(shown):
            message = f"the name {path!r} has a line break or a control character in it"
            return Problem(shown, message, "content.name", hint="rename it")
    name = path.rpartition("/")[2]
    if is_conflict_copy(name):
        message = "this looks like a copy that a program made of a file changed twice; left out"
        hint = "take over what you need, then delete it; or give it a name of its own"
        return Problem(shown, message, "content.copy", hint=hint, severity="warning")
    if documents and name.lower().endswith(ALMOST) and not name.endswith(".md"):
        message = "only files that end in .md are read as articles"
        hint = f"rename it to {name.rpartition('.')[0]}.md"
        return Problem(shown, message, "content.suffix", hint=hint)
    return None


def _in_no_language(path: str, folder: str, languages: Collection[str]) -> Problem | None:
    """Report a file whose name ends in a language that the site does not have."""
    suffix = _SUFFIX.search(path) if languages else None
    if suffix is None or suffix.end() < len(path) or split_language(path, languages)[1]:
        return None
    message = f"“{suffix[1]}” is no language of this site"
    hint = near(suffix[1], languages) or f"the site has: {', '.join(languages)}"
    hint += f"; add `{suffix[1]}` to `languages` in site.yml, or take it out of the name"
    return Problem(f"{folder}/{path}", message, "content.language", hint=hint)


def _not_on_windows(path: str, folder: str) -> Problem:
    part = next(part for part in path.split("/") if not fits_windows(part))
    return Problem(
        f"{folder}/{path}",
        f"Windows cannot store the name “{part}”",
        "content.portable",
        hint="rename it, for those who check the site out there",
        severity="warning",
    )


def _surprising(path: str, folder: str) -> Iterator[Problem]:
    """Warn of a file that looks like the text about a folder but is read as something else."""
    *folders, name = path.split("/")
    if name not in INDEXES or is_index(path) or (name == "index.md" and len(folders) > 1):
        return
    kind = "a page" if folders[:1] == [PAGES_FOLDER] else "an article"
    hint = "give it a name of its own"
    if folders[:1] and folders[0] in PROFILE_FOLDERS:
        kind = f"the profile of {'an' if folders[0][0] in 'ae' else 'a'} {folders[0][:-1]}"
    elif len(folders) > 1:
        hint = "an article with files beside it is called index.md"
    slug = name.removesuffix(".md")
    message = f"this is read as {kind} called “{slug}”, not as the words of this folder"
    yield Problem(f"{folder}/{path}", message, "content.index", hint=hint, severity="warning")
