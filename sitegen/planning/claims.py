"""Who has which output path: two pages for one, and names that no file can have, are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..filenames import is_reserved
from ..pagetypes import (
    AnyPage,
    ArticlePage,
    CopyPage,
    FeedPage,
    IndexPage,
    ListingPage,
    RedirectPage,
    TextPage,
)
from .findings import Finding
from .urls import nfc

_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_OWN_TEMPLATES = ("404.html", "robots.txt")


class Claims:
    """The planned pages by output path, and their owners.

    An owner is the content file that brings a page about (relative to the content folder, whose
    name is `folder`), a static file's path, or words for what has no file.
    """

    def __init__(self, folder: str) -> None:
        self.pages: dict[str, AnyPage] = {}
        self.owners: dict[str, str] = {}
        self._folder = folder
        self._keys: dict[str, tuple[str | int, ...]] = {}
        self._taken: list[Finding] = []

    def add(self, owner: str, page: AnyPage, keys: tuple[str | int, ...] = ()) -> None:
        """Claim the page's output path; the first to come has it.

        `keys` lead to the value in the owner's front matter that asks for the page.
        """
        earlier = self.pages.get(page.path)
        if keys:
            self._keys[page.url + owner] = keys
        if earlier is None:
            self.pages[page.path] = page
            self.owners[page.path] = owner
        elif not _is_harmless(page, owner, earlier, self.owners[page.path]):
            self._taken.append(self._collision(earlier, self.owners[page.path], page, owner))

    def findings(self) -> Iterator[Finding]:
        """Report all collisions, also of paths that a file system may not tell apart."""
        yield from self._taken
        yield from self._case_collisions()
        yield from self._folder_collisions()
        yield from self._impossible_names()
        yield from self._reserved_names()

    def _case_collisions(self) -> Iterator[Finding]:
        folded: dict[str, str] = {}
        for path in self.pages:
            lower = nfc(path).lower()
            if lower == path:
                continue
            other = lower if lower in self.pages else folded.setdefault(lower, path)
            if other != path:
                yield self._pair(other, path)

    def _folder_collisions(self) -> Iterator[Finding]:
        """A file cannot stand where another page needs a folder."""
        folders: dict[str, str] = {}
        for path in self.pages:
            folder = path.rpartition("/")[0]
            while folder and folder not in folders:
                folders[folder] = path
                folder = folder.rpartition("/")[0]
        for folder, path in folders.items():
            if folder in self.pages:
                yield self._pair(path, folder)

    def _impossible_names(self) -> Iterator[Finding]:
        strange = _CONTROL.search("/".join(self.pages)) is not None
        for path in [path for path in self.pages if strange or len(path) > 80]:
            page, owner = self.pages[path], self.owners[path]
            if _CONTROL.search(path):
                message = f"the name {path.rpartition('/')[2]!r} holds a control character"
                yield Finding(owner, "plan.name", message, "rename it")
            elif len(path) > 80 and not isinstance(page, FeedPage) and _is_too_long(path):
                what = f" of {self._name(page, owner)}" if isinstance(page, ListingPage) else ""
                message = f"the URL{what} is too long for a file name"
                yield Finding(owner, "plan.name", message, "shorten it")

    def _reserved_names(self) -> Iterator[Finding]:
        """Warn of terms whose URL a checkout on Windows cannot hold; articles' are known."""
        for path, page in self.pages.items():
            if isinstance(page, ListingPage) and page.pagination.number == 1:
                for part in filter(is_reserved, path.split("/")):
                    message = f"Windows cannot hold the folder “{part}” of {self._name(page, '')}"
                    hint = "choose another name, for those who check the pages out there"
                    owner = self.owners[path]
                    yield Finding(owner, "content.portable", message, hint, severity="warning")

    def _pair(self, one: str, other: str) -> Finding:
        return self._collision(
            self.pages[one], self.owners[one], self.pages[other], self.owners[other]
        )

    def _collision(self, one: AnyPage, one_owner: str, two: AnyPage, two_owner: str) -> Finding:
        """Report at the page that is the easier to change, and name the other."""
        if _ease(two) < _ease(one):
            one, one_owner, two, two_owner = two, two_owner, one, one_owner
        hint = "give one of them another `slug:`, date or section"
        message = f"{self._name(one, one_owner)} has the same URL: {one.url}"
        if isinstance(two, RedirectPage):
            message = f"the alias {two.url} is taken by {self._name(one, one_owner)}"
            hint = "take it out of `aliases`"
        elif isinstance(two, CopyPage):
            hint = "rename or move the file"
            if two.path in _OWN_TEMPLATES:
                hint = f"to change what stands there, make a template: templates/{two.path}"
        if one.path != two.path:
            message += f"; {_difference(one.path, two.path)}"
        elif one_owner != two_owner and nfc(one_owner) == nfc(two_owner):
            message += f"; {_COMPOSED}"
        keys = self._keys.get(two.url + two_owner, ())
        return Finding(two_owner, "plan.collision", message, hint, keys)

    def _name(self, page: AnyPage, owner: str) -> str:
        if isinstance(page, ListingPage):
            return f"the page of the {page.kind} “{page.term.name}”"
        if isinstance(page, CopyPage):
            return page.source
        if isinstance(page, RedirectPage):
            return f"an alias in {self._folder}/{owner}"
        if isinstance(page, (ArticlePage, TextPage)):
            return f"{self._folder}/{owner}"
        return owner


_COMPOSED = "the names differ only in how letters with marks are composed (Unicode NFC and NFD)"


def _difference(one: str, other: str) -> str:
    """Tell in what two paths differ that a file system may take for one."""
    if nfc(one) == nfc(other):
        return _COMPOSED
    if nfc(one).lower() == nfc(other).lower():
        return "the names differ only in case, and Windows and macOS take them for one"
    return "a file cannot stand where the other needs a folder"


def _ease(page: AnyPage) -> int:
    if isinstance(page, RedirectPage):
        return 3
    if isinstance(page, (ArticlePage, TextPage)):
        return 2
    return 1 if isinstance(page, CopyPage) else 0


def _is_harmless(page: AnyPage, owner: str, earlier: AnyPage, earlier_owner: str) -> bool:
    """Tell whether two pages for one path need no report.

    An alias may name its article's own URL or stand twice; a section with a reserved name is a
    problem of its own.
    """
    if isinstance(page, IndexPage):
        return isinstance(earlier, ListingPage) and earlier.kind == "section"
    if not isinstance(page, RedirectPage) or owner != earlier_owner:
        return False
    return isinstance(earlier, RedirectPage) or earlier.url == page.target


def _is_too_long(path: str) -> bool:
    return any(len(part.encode()) > 255 for part in path.split("/"))
