"""What a kind of page is: its types, its planner, and facts that everything else uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from ...config import SiteFile
from ...model import View
from ...pages import Page, Version
from ..links import LinkResolver
from ..provided import NOTHING, Provided
from ..site import Site


class Address(NamedTuple):
    """A page in the sitemap: its path with the base path, and the day of its last change.

    `versions` are its own and those in other languages, where there are any.
    """

    url: str
    changed: str | None = None
    versions: tuple[Version, ...] = ()


class Output(NamedTuple):
    """A planned page, and what problems and the sitemap need to know about it.

    `owner` is the content file that the page comes from, by its path in the content folder, or
    words for what has no file; `keys` lead to the value in its front matter that asks for the page.
    `name` is how problems name the page, the owner by default. `address` is its entry in the
    sitemap, if it has one. A page that is not `needed` is left out where its path is taken, or too
    long for a file name.
    """

    owner: str
    page: Page
    keys: tuple[str | int, ...] = ()
    name: str = ""
    address: Address | None = None
    needed: bool = True


class Planning(NamedTuple):
    """What the planner of a kind gets.

    `folders` give the folder of each static file by its path; `provided` is what the theme, the
    extensions and the data files give. With `only`, nothing but the texts of
    the articles of these paths has changed, and a kind may leave out all pages that do not show
    them. In a site of several languages, `site` and `provided` are those of one of them, except for
    kinds that are shared. `addresses` and `share_images` are those of the pages that the kinds
    before it have planned; `translations` are the versions of each text that has others, by path.
    """

    site: Site
    view: View
    links: LinkResolver
    folders: Mapping[str, str]
    provided: Provided = NOTHING
    only: frozenset[str] | None = None
    addresses: tuple[Address, ...] = ()
    translations: Mapping[str, tuple[Version, ...]] = {}
    share_images: Iterable[Output] = ()

    def wants(self, path: str) -> bool:
        """Return True if the pages that show this article's text are to be planned."""
        return self.only is None or path in self.only


class Kind(NamedTuple):
    """A kind of page.

    `pages` are its types, each the contract of its template; `plan` names its pages. Two pages for
    one path are reported at the one of the greater `ease`, which is easier to move. `reserves` are
    the first folders of its URLs, which no section can have. A kind whose pages show no article's
    text says so (`texts`), and is not planned again where texts alone have changed.
    """

    name: str
    pages: tuple[type[Page], ...]
    plan: Callable[[Planning], Iterable[Output]]
    ease: int = 0
    reserves: Callable[[SiteFile], tuple[str, ...]] = lambda _: ()
    texts: bool = True
    shared: bool = False
    names_versions: bool = False
