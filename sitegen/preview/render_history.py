"""What was shown last: why a page was rendered again, and its bytes in case it fails next time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..pages import Page, SiteView
from ..rendering.dependencies import EVERYTHING, Reach
from ..rendering.render import reaches
from ..rendering.theme import Theme

KEPT_BYTES = 64


class Inputs(NamedTuple):
    """Everything that a rendered page came from."""

    page: Page
    site: SiteView
    assets: Mapping[str, str]
    theme: Theme


class Look(NamedTuple):
    """The last time a page was rendered, from what, and from what the time before."""

    times: int
    inputs: Inputs
    before: Inputs | None


class Looks:
    """The pages that someone has looked at in this session."""

    def __init__(self) -> None:
        self._looks: dict[str, Look] = {}
        self._bytes: OrderedDict[str, bytes] = OrderedDict()
        self._reaches: list[tuple[Theme, dict[str, Reach]]] = []

    def add(self, inputs: Inputs, data: bytes) -> None:
        """Remember a page that was rendered."""
        path = inputs.page.path
        look = self._looks.get(path)
        if look is None:
            self._looks[path] = Look(1, inputs, None)
        elif look.inputs != inputs:
            self._looks[path] = Look(look.times + 1, inputs, look.inputs)
        self._bytes[path] = data
        self._bytes.move_to_end(path)
        if len(self._bytes) > KEPT_BYTES:
            self._bytes.popitem(last=False)

    def last_bytes(self, path: str) -> bytes | None:
        """Give what a page was when it last rendered well, if that is not too long ago."""
        return self._bytes.get(path)

    def because(self, path: str) -> tuple[str, ...]:
        """Tell why a page was last rendered, in the words of `build --explain`."""
        look = self._looks.get(path)
        if look is None:
            return ()
        if look.before is None:
            return ("first look",)
        new, old = look.inputs, look.before
        if new.page.template != old.page.template:
            return ("template",)
        names = [n for n in new.page.__struct_fields__ if _differs(new.page, old.page, n)]
        reach, before = self._reach(new), self._reach(old)
        if reach.digest != before.digest:
            names.append("template")
        site = new.site.__struct_fields__ if EVERYTHING in reach.site else reach.site
        names += [f"site.{name}" for name in site if _differs(new.site, old.site, name)]
        assets = sorted(new.assets) if EVERYTHING in reach.assets else reach.assets
        names += [f"asset {n}" for n in assets if new.assets.get(n) != old.assets.get(n)]
        return tuple(names)

    def reaches(self, theme: Theme) -> dict[str, Reach]:
        """Tell what each template of a theme depends on; ContentError where one is wrong."""
        for known, found in self._reaches:
            if known is theme:
                return found
        found = reaches(theme)
        self._reaches = [*self._reaches[-2:], (theme, found)]
        return found

    def _reach(self, inputs: Inputs) -> Reach:
        return self.reaches(inputs.theme)[inputs.page.template]


def _differs(one: Any, other: Any, name: str) -> bool:
    return bool(getattr(one, name, None) != getattr(other, name, None))
