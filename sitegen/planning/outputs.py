"""The planned outputs by path; reports pages that share a path, and impossible file names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..formats.paths import is_reserved
from ..pages import Page
from ..problems import Unplaced
from .kinds import Kind
from .kinds.article import ArticlePage
from .kinds.copy import CopyPage
from .kinds.feed import FeedPage
from .kinds.kind import Output
from .kinds.listing import ListingPage
from .kinds.redirect import RedirectPage
from .urls import nfc

_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_OWN_TEMPLATES = ("404.html", "robots.txt")


class Outputs:
    """The planned pages by output path, each with its owner.

    `taken` are the folders of sections whose name is taken by something else (`/tags/`): problems
    of their own.
    """

    def __init__(self, kinds: Sequence[Kind], taken: Iterable[str] = ()) -> None:
        self._folders_taken = tuple([folder.lstrip("/") for folder in taken])
        self._ease = {page: kind.ease for kind in kinds for page in kind.pages}
        self._outputs: dict[str, Output] = {}
        self._taken: list[Unplaced] = []

    @property
    def pages(self) -> dict[str, Page]:
        """The pages by path, in the order in which they were planned."""
        return {path: output.page for path, output in self._outputs.items()}

    @property
    def owners(self) -> dict[str, str]:
        """The content file behind each path, or words for what has none."""
        return {path: output.owner for path, output in self._outputs.items()}

    def add(self, output: Output) -> None:
        """Add an output; the first one for a path keeps it."""
        path = output.page.path
        if not output.needed and (path in self._outputs or _is_too_long(path)):
            return
        earlier = self._outputs.setdefault(output.page.path, output)
        is_reported = output.page.path.startswith(self._folders_taken)
        if earlier is not output and not is_reported and not _is_harmless(output, earlier):
            self._taken.append(self._collision(earlier, output))

    def findings(self) -> Iterator[Unplaced]:
        """Report all collisions, also of paths that a file system may not tell apart."""
        yield from self._taken
        yield from self._case_collisions()
        yield from self._folder_collisions()
        yield from self._impossible_names()
        yield from self._reserved_names()

    def _case_collisions(self) -> Iterator[Unplaced]:
        folded: dict[str, str] = {}
        for path in self._outputs:
            lower = nfc(path).lower()
            if lower == path:
                continue
            other = lower if lower in self._outputs else folded.setdefault(lower, path)
            if other != path:
                yield self._pair(other, path)

    def _folder_collisions(self) -> Iterator[Unplaced]:
        """Report files at a path that other pages need as a folder."""
        folders: dict[str, str] = {}
        for path in self._outputs:
            folder = path.rpartition("/")[0]
            while folder and folder not in folders:
                folders[folder] = path
                folder = folder.rpartition("/")[0]
        for folder in folders:
            if folder in self._outputs:
                inside = [path for path in self._outputs if path.startswith(f"{folder}/")]
                yield self._pair(
                    min(inside, key=lambda path: self._ease_of(self._outputs[path])), folder
                )

    def _impossible_names(self) -> Iterator[Unplaced]:
        strange = _CONTROL.search("/".join(self._outputs)) is not None
        for path in [path for path in self._outputs if strange or len(path) > 80]:
            output = self._outputs[path]
            if _CONTROL.search(path):
                message = f"the name {path.rpartition('/')[2]!r} has a control character in it"
                yield Unplaced(output.owner, "plan.name", message, "rename it")
            elif len(path) > 80 and not isinstance(output.page, FeedPage) and _is_too_long(path):
                what = f" of {output.name}" if isinstance(output.page, ListingPage) else ""
                message = f"the URL{what} is too long for a file name"
                yield Unplaced(output.owner, "plan.name", message, "shorten it")

    def _reserved_names(self) -> Iterator[Unplaced]:
        """Warn of terms whose URL Windows cannot store as a path; reading warns of articles."""
        for path, output in self._outputs.items():
            page = output.page
            if isinstance(page, ListingPage) and page.pagination.number == 1:
                for part in filter(is_reserved, path.split("/")):
                    message = f"Windows cannot store the folder “{part}” of {output.name}"
                    hint = "choose another name, for those who check the pages out there"
                    yield Unplaced(
                        output.owner, "content.portable", message, hint, severity="warning"
                    )

    def _ease_of(self, output: Output) -> int:
        return self._ease.get(type(output.page), 0)

    def _pair(self, one: str, other: str) -> Unplaced:
        return self._collision(self._outputs[one], self._outputs[other])

    def _collision(self, one: Output, two: Output) -> Unplaced:
        """Report a collision at the page that is easier to change, and name the other page."""
        if self._ease_of(two) < self._ease_of(one):
            one, two = two, one
        name = one.name or one.owner
        hint = "give one of them another `slug:`, date or section"
        message = f"{name} has the same URL: {one.page.url}"
        if isinstance(two.page, RedirectPage):
            message = f"the alias {two.page.url} is taken by {name}"
            hint = "take it out of `aliases`"
        elif isinstance(two.page, CopyPage):
            hint = "rename or move the file"
            if two.page.path in _OWN_TEMPLATES:
                hint = f"to change what is there, make a template: templates/{two.page.path}"
        elif _are_two_languages(one.page, two.page):
            hint = "give one of them another `slug:`, and name it in the other's `translations:`"
        if one.page.path != two.page.path:
            message += f"; {_difference(one.page.path, two.page.path)}"
        elif one.owner != two.owner and nfc(one.owner) == nfc(two.owner):
            message += f"; {_COMPOSED}"
        return Unplaced(two.owner, "plan.collision", message, hint, two.keys)


_COMPOSED = "the names differ only in how letters with marks are composed (Unicode NFC and NFD)"


def _difference(one: str, other: str) -> str:
    """Return how two paths differ that a file system may treat as one."""
    if nfc(one) == nfc(other):
        return _COMPOSED
    if nfc(one).lower() == nfc(other).lower():
        return "the names differ only in case, and Windows and macOS take them for one"
    return "a file cannot be where the other page needs a folder"


def _is_harmless(output: Output, earlier: Output) -> bool:
    """Return True if a collision of two pages needs no report.

    An alias may be its article's own URL, or be written twice.
    """
    page, other = output.page, earlier.page
    if not isinstance(page, RedirectPage) or output.owner != earlier.owner:
        return False
    return isinstance(other, RedirectPage) or other.url == page.target


def _are_two_languages(one: Page, two: Page) -> bool:
    return isinstance(one, ArticlePage) and isinstance(two, ArticlePage) and one.lang != two.lang


def _is_too_long(path: str) -> bool:
    return any(len(part.encode()) > 255 for part in path.split("/"))
