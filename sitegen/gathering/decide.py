"""Decisions on drafts: accept, drop, move, tag, and undo. Each is written fully or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..config import Config
from ..formats.names import folded, slugify
from ..importing.content_view import Change, Plan, head_of, read_heads
from ..importing.files import (
    BODY,
    ContentFile,
    is_untouched_brief,
    joined,
    parts_of,
    sealed,
    without_seal,
)
from ..importing.journal import Journal, Undone
from ..importing.write import carry_out
from ..planning.kinds import reserved_sections
from ..problems import ContentError, Problem, UsageError
from ..reading.frontmatter import FENCE, dump
from .entries import FreeNames
from .inbox import FILE_NAME, Draft, Dropped, drop, take_back
from .spelling import Spellings

_ATTRIBUTES = ".gitattributes"
_UNION = f"{FILE_NAME} merge=union\n"


class Decisions:
    """The decisions of one run; `undo` takes all of them back."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._root = Path(config.root)
        self._journal = Journal(self._root, config.cache, config.content, "decisions")

    def accept(self, drafts: Iterable[Draft]) -> list[str]:
        """Turn drafts into articles; return a line of text for each."""
        return [self._edit(draft, {"draft": None}, "accepted") for draft in drafts]

    def tag(self, drafts: Iterable[Draft], tags: Sequence[str]) -> list[str]:
        """Add tags to drafts, as the site spells them; raises UsageError for one without a page."""
        tags, lines = self._spelled("tag", "--add", tags), []
        for draft in drafts:
            names = {folded(tag): tag for tag in (*tags, *draft.head.tags)}
            both = [names[key] for key in dict.fromkeys(map(folded, (*draft.head.tags, *tags)))]
            lines.append(self._edit(draft, {"tags": both}, f"tagged {', '.join(tags)}"))
        return lines

    def _spelled(self, kind: str, option: str, names: Sequence[str]) -> tuple[str, ...]:
        heads = read_heads(self._config.content)
        spelled, faults = Spellings(heads, self._config.file.slugs).spelled(kind, names)
        if faults:
            problems = [
                Problem(option, f, f"inbox.{kind}", hint="name another one") for f in faults
            ]
            raise UsageError(problems)
        return spelled

    def move(self, drafts: Sequence[Draft], section: str) -> list[str]:
        """Move drafts to a section; raises UsageError for a name that no section can have."""
        folder = slugify(section, self._config.file.slugs)
        if not folder or folder in reserved_sections(self._config.file):
            message = f"a section cannot be called “{section}”"
            raise UsageError(Problem("--to", message, "inbox.section", hint="name another one"))
        (section,) = self._spelled("section", "--to", (section,))
        _refuse_bundles(drafts, "move the folder, and change `section:` in its index.md")
        names, lines = FreeNames(self._config.content), []
        for draft in drafts:
            path = draft.head.path
            text = self._edited(draft, {"section": section})
            target = f"{folder}/{path.rpartition('/')[2]}"
            if path.rpartition("/")[0] == folder:
                self._carry_out(Change("replace", path, text))
            else:
                file = ContentFile(target, text, draft.head.title, "", None)
                target = names.path_for(file)
                url = draft.head.address
                self._carry_out(Change("write", target, text, url=url), Change("remove", path))
            lines.append(f"{self._shown(path)}: moved to {self._shown(target)}")
        return lines

    def drop(self, drafts: Sequence[Draft], day: str) -> list[str]:
        """Delete drafts, and remember them in dropped.txt; `day` is today's."""
        _refuse_bundles(drafts, "delete the folder by hand, and add its address to dropped.txt")
        nowhere = [draft for draft in drafts if not draft.head.keys]
        if nowhere:
            message = "it has no address any more, so it cannot be remembered as dropped"
            hint = "delete the file by hand"
            raise ContentError(
                Problem(self._shown(d.head.path), message, "inbox.address", hint=hint)
                for d in nowhere
            )
        is_first = not (self._root / FILE_NAME).exists()
        # Write dropped.txt first: a run that is killed here has dropped too little, not too much.
        drop(self._root, (entry for draft in drafts for entry in _entries(draft, day)))
        for draft in drafts:
            self._carry_out(Change("remove", draft.head.path))
        lines = [f"{self._shown(draft.head.path)}: dropped" for draft in drafts]
        if is_first and self._let_git_merge():
            lines.append(f"{_ATTRIBUTES}: git merges {FILE_NAME} line by line from now on")
        return lines

    def undo(self) -> Undone | None:
        """Take the last run of decisions back; None if there is nothing to take back."""
        undone = self._journal.undo()
        if undone is not None:
            take_back(self._root, (key for path in undone.restored for key in self._keys(path)))
        return undone

    def _keys(self, path: str) -> tuple[str, ...]:
        file = self._root / path
        matter = file.read_text("utf-8", "replace").partition(f"\n{FENCE}\n")[0]
        return head_of(path, matter).keys

    def _edit(self, draft: Draft, values: Mapping[str, Any], deed: str) -> str:
        path = draft.head.path
        self._carry_out(Change("replace", path, self._edited(draft, values)))
        return f"{self._shown(path)}: {deed}"

    def _edited(self, draft: Draft, values: Mapping[str, Any]) -> str:
        path = draft.head.path
        try:
            text = (self._config.content / path).read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise _unreadable(self._shown(path)) from None
        edited = with_values(text, values)
        if edited is None:
            raise _unreadable(self._shown(path))
        return edited

    def _carry_out(self, *changes: Change) -> None:
        try:
            carry_out(Plan(changes[0].path, changes), self._config.content, self._journal)
        except OSError as error:
            message = f"cannot be changed: {error.strerror}"
            path = str(error.filename or changes[0].path)
            raise ContentError(Problem(path, message, "inbox.unwritable")) from None

    def _shown(self, path: str) -> str:
        return f"{self._config.file.content}/{path}"

    def _let_git_merge(self) -> bool:
        """Tell git to keep the lines of both sides; False if .gitattributes names the file."""
        file = self._root / _ATTRIBUTES
        text = file.read_text("utf-8", "replace") if file.is_file() else ""
        if FILE_NAME in text or not (self._root / ".git").exists():
            return False
        with file.open("a", encoding="utf-8") as attributes:
            attributes.write(("" if not text or text.endswith("\n") else "\n") + _UNION)
        return True


def with_values(text: str, values: Mapping[str, Any]) -> str | None:
    """Set values of a content file's front matter (None removes one); keep the rest as it is.

    None if the file has no front matter.
    """
    plain = text.replace("\r\n", "\n")
    parts = parts_of(without_seal(plain))
    if parts is None:
        return None
    last = {name: parts.pop(name) for name in ("extra", BODY) if name in parts}
    for name, value in values.items():
        if value is None:
            parts.pop(name, None)
        else:
            parts[name] = (
                dump({name: value}).removeprefix(f"{FENCE}\n").removesuffix(f"\n{FENCE}\n")
            )
    edited = joined(parts | last)
    edited = sealed(edited) if is_untouched_brief(plain) else edited
    return edited.replace("\n", "\r\n") if "\r\n" in text else edited


def _entries(draft: Draft, day: str) -> list[Dropped]:
    head = draft.head
    urls = dict.fromkeys((head.address, head.gathered.get("address", "")))
    return [Dropped(url, day, head.title) for url in urls if url]


def _refuse_bundles(drafts: Iterable[Draft], hint: str) -> None:
    message = "this is a folder with files of its own"
    problems = [
        Problem(draft.head.path, message, "inbox.bundle", hint=hint)
        for draft in drafts
        if draft.head.path.endswith("/index.md")
    ]
    if problems:
        raise ContentError(problems)


def _unreadable(path: str) -> ContentError:
    message = "its front matter cannot be read, so nothing is changed in it"
    return ContentError(Problem(path, message, "inbox.unreadable", hint="mend it in an editor"))
