"""What a session keeps in memory: the bodies of articles, and the pages rendered last."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from ..incremental.keys import embed_templates
from ..incremental.sources import PackReader, PackWriter, SourceCache
from ..incremental.store import TemplateStore
from ..model import Body
from ..pages import Page, SiteView
from ..rendering import EVERYTHING, Dependencies
from ..rendering.render import dependencies_of
from ..rendering.theme import Theme


class SessionBodies:
    """Reads bodies by digest; bodies read in this session are stored apart from the cache.

    A build may drop or rewrite the cache's packs at any time, so these are held open; and the
    packs of the session are not the build's to drop.
    """

    def __init__(self, cache: SourceCache) -> None:
        self._cache = cache
        self._cached = PackReader(cache.packs, cache.bodies)
        for digest in {location.pack: d for d, location in cache.bodies.items()}.values():
            self._cached.encoded(digest)
        self._folder = TemporaryDirectory(prefix="sitegen-preview-")
        cache.packs = Path(self._folder.name)
        self._own = PackReader(cache.packs, cache.bodies)
        self._writer = self._new_writer()
        self._in_cache = frozenset(location.pack for location in cache.bodies.values())

    def add(self, digest: bytes, encoded: bytes) -> None:
        """Store an encoded body, unless it is known; OSError if the disk is full."""
        if digest in self._cache.bodies:
            return
        try:
            location = self._writer.add(encoded)
            self._writer.flush()
        except OSError:
            # Half of the body may be in the pack, so the next body goes into another one.
            with suppress(OSError):
                self._writer.close()
            self._writer = self._new_writer()
            raise
        self._cache.bodies[digest] = location

    def _new_writer(self) -> PackWriter:
        return PackWriter(self._cache.packs, f"{os.urandom(6).hex()}.pack")

    def __call__(self, digest: bytes) -> Body:
        """Read a body; CacheDamaged if it is missing or altered."""
        location = self._cache.bodies.get(digest)
        cached = location is not None and location.pack in self._in_cache
        return (self._cached if cached else self._own)(digest)

    def close(self) -> None:
        """Close the packs and delete those of the session."""
        self._writer.close()
        self._cached.close()
        self._own.close()
        self._folder.cleanup()


KEPT_BYTES = 64


class Inputs(NamedTuple):
    """Everything that a rendered page came from."""

    page: Page
    site: SiteView
    assets: Mapping[str, str]
    theme: Theme


class Rendering(NamedTuple):
    """How a page was last rendered: how often so far, from what, and from what the time before."""

    times: int
    inputs: Inputs
    before: Inputs | None


class RenderHistory:
    """The pages that someone has looked at in this session."""

    def __init__(self, store: TemplateStore) -> None:
        self._store = store
        self._renderings: dict[str, Rendering] = {}
        self._bytes: OrderedDict[str, bytes] = OrderedDict()
        self._dependencies: list[tuple[Theme, dict[str, Dependencies]]] = []

    def add(self, inputs: Inputs, data: bytes) -> None:
        """Remember a page that was rendered."""
        path = inputs.page.path
        last = self._renderings.get(path)
        if last is None:
            self._renderings[path] = Rendering(1, inputs, None)
        elif last.inputs != inputs:
            self._renderings[path] = Rendering(last.times + 1, inputs, last.inputs)
        self._bytes[path] = data
        self._bytes.move_to_end(path)
        if len(self._bytes) > KEPT_BYTES:
            self._bytes.popitem(last=False)

    def last_bytes(self, path: str) -> bytes | None:
        """Return the last good rendering of a page, if it is still kept."""
        return self._bytes.get(path)

    def because(self, path: str) -> tuple[str, ...]:
        """Return why a page was last rendered, in the words of `build --explain`."""
        last = self._renderings.get(path)
        if last is None:
            return ()
        if last.before is None:
            return ("first look",)
        new, old = last.inputs, last.before
        if new.page.rendered_with != old.page.rendered_with:
            return ("template",)
        names = [n for n in new.page.__struct_fields__ if _differs(new.page, old.page, n)]
        after, before = self._dependencies_of(new), self._dependencies_of(old)
        if after.digest != before.digest:
            names.append("template")
        if self._embeds(new) != self._embeds(old):
            names.append("embeds")
        site = new.site.__struct_fields__ if EVERYTHING in after.site else after.site
        names += [f"site.{name}" for name in site if _differs(new.site, old.site, name)]
        assets = sorted(new.assets) if EVERYTHING in after.assets else after.assets
        names += [f"asset {n}" for n in assets if new.assets.get(n) != old.assets.get(n)]
        return tuple(names)

    def dependencies(self, theme: Theme) -> dict[str, Dependencies]:
        """Return what each template of a theme depends on; ContentError if one is wrong."""
        for known, found in self._dependencies:
            if known is theme:
                return found
        found = dependencies_of(theme, self._store)
        self._dependencies = [*self._dependencies[-2:], (theme, found)]
        return found

    def _embeds(self, inputs: Inputs) -> list[Dependencies]:
        found = self.dependencies(inputs.theme)
        return [found[name] for name in embed_templates(inputs.page, found)]

    def _dependencies_of(self, inputs: Inputs) -> Dependencies:
        return self.dependencies(inputs.theme)[inputs.page.rendered_with]


def _differs(one: Any, other: Any, name: str) -> bool:
    return bool(getattr(one, name, None) != getattr(other, name, None))
