"""Memo 2: from an output path to the key of the page that was rendered to it.

The key is the digest of everything that the page shows and of everything that its template
reaches. A page is current when its key is the same and the file is still the one that was
written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b, sha256
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import msgspec

from ..pagetypes import AnyPage, CopyPage, SiteView
from ..rendering.reach import EVERYTHING, Reach
from . import storage
from .fingerprint import rendering_code

_encoder = msgspec.msgpack.Encoder()
_LABEL = 4
_NOTHING = bytes(16)


class PageRecord(msgspec.Struct, array_like=True, frozen=True):
    """A page that was rendered: its key, the digest and stat of its file, and its labels.

    `labels` are 4-byte checksums of the labelled inputs, end to end, named by `label_names`.
    """

    key: bytes
    digest: bytes
    size: int
    mtime_ns: int
    labels: bytes


class _Stored(msgspec.Struct, array_like=True):
    themes: dict[bytes, dict[str, Reach]]
    label_names: dict[str, tuple[str, ...]]
    pages: dict[str, tuple[str, PageRecord]]


_decoder = msgspec.msgpack.Decoder(_Stored)


class TemplateInputs(NamedTuple):
    """What a page depends on through its template: one digest of all, and one by label."""

    key: bytes
    labels: dict[str, bytes]


class Stale(NamedTuple):
    """A page that must be rendered: its encoding, its key, and the digest of the old file."""

    page: AnyPage
    encoded: bytes
    key: bytes
    old_digest: bytes


class PageMemo:
    """Knows the pages of the last build into one output folder."""

    def __init__(self, path: Path, fresh: bool = False) -> None:
        self._path = path
        stored = None if fresh else self._load()
        stored = stored or _Stored({}, {}, {})
        self._themes = stored.themes
        self._label_names = stored.label_names
        self._pages = stored.pages
        self._new: dict[str, tuple[str, PageRecord]] = {}
        self._new_names: dict[str, tuple[str, ...]] = {}
        self._new_theme = False

    def _load(self) -> _Stored | None:
        payload = storage.load(self._path)
        if payload is None:
            return None
        try:
            return _decoder.decode(payload)
        except msgspec.MsgspecError:
            return None

    def reaches(self, theme: bytes) -> dict[str, Reach] | None:
        """Give what the templates of a theme reach, if it is known; `theme` is its digest."""
        return self._themes.get(blake2b(theme + rendering_code()).digest())

    def remember_reaches(self, theme: bytes, reaches: dict[str, Reach]) -> None:
        """Keep what the templates of a theme reach, for the next build."""
        self._themes = {blake2b(theme + rendering_code()).digest(): reaches}
        self._new_theme = True

    def encode(self, page: AnyPage) -> bytes:
        """Encode a page as its job carries it."""
        return _encoder.encode(page)

    def current(
        self, page: AnyPage, inputs: TemplateInputs, stands: Callable[[str, int, int], bool]
    ) -> PageRecord | Stale:
        """Judge a page: its record if it and its file are current, else what to render.

        `stands` tells whether a file is there with a size and a time of modification.
        """
        encoded, key = keyed(page, inputs)
        known = self._pages.get(page.path)
        if known is None:
            return Stale(page, encoded, key, b"")
        record = known[1]
        whole = stands(page.path, record.size, record.mtime_ns)
        if record.key == key and whole:
            return record
        return Stale(page, encoded, key, record.digest if whole else b"")

    def keep(self, page: AnyPage, record: PageRecord) -> None:
        """Carry a page's record on to the next build."""
        self._new[page.path] = (page.template, record)

    def rendered(self, page: AnyPage, record: PageRecord, names: tuple[str, ...]) -> None:
        """Remember a page that was rendered; `names` are the labels of its template."""
        self._new[page.path] = (page.template, record)
        self._new_names[page.template] = names

    def because(self, page: AnyPage, labels: bytes, names: tuple[str, ...]) -> tuple[str, ...]:
        """Tell which labelled inputs differ from the last time a page was rendered."""
        known = self._pages.get(page.path)
        if known is None:
            return ("new page",)
        template, record = known
        if template != page.template:
            return ("template",)
        before = _by_name(self._label_names.get(template, ()), record.labels)
        after = _by_name(names, labels)
        differ = [name for name, digest in after.items() if before.get(name) != digest]
        differ += [name for name in before if name not in after]
        return tuple(differ) or ("the file was gone or altered",)

    def save(self) -> None:
        """Store the pages of this build, unless that is what is stored already."""
        if not self.changed:
            return
        names = {**self._label_names, **self._new_names}
        stored = _Stored(self._themes, names, self._new)
        storage.save(self._path, _encoder.encode(stored))
        self._pages, self._new = self._new, {}
        self._label_names = names

    @property
    def changed(self) -> bool:
        """Tell whether saving would store anything else than what is stored."""
        return self._new_theme or self._new != self._pages or bool(self._new_names)


def keyed(page: AnyPage, inputs: TemplateInputs) -> tuple[bytes, bytes]:
    """Encode a page, and digest the encoding with what its template reaches: the page's key."""
    encoded = _encoder.encode(page)
    return encoded, sha256(inputs.key + encoded).digest()[:16]


def _by_name(names: Iterable[str], labels: bytes) -> dict[str, bytes]:
    return {
        name: labels[number * _LABEL : (number + 1) * _LABEL] for number, name in enumerate(names)
    }


def template_inputs(
    reaches: Mapping[str, Reach], site: SiteView, assets: Mapping[str, str]
) -> dict[str, TemplateInputs]:
    """Work out what pages depend on through each template: sources, site values, assets."""
    code = rendering_code()
    values = {
        name: _digest(_encoder.encode(getattr(site, name))) for name in site.__struct_fields__
    }
    urls = {name: _digest(url.encode()) for name, url in assets.items()}
    result = {CopyPage.template: TemplateInputs(code, {})}
    for template, reach in reaches.items():
        digests = {"template": _digest(reach.digest + code)}
        for name in values if EVERYTHING in reach.site else reach.site:
            digests[f"site.{name}"] = values.get(name, _NOTHING)
        for name in sorted(urls) if EVERYTHING in reach.assets else reach.assets:
            digests[f"asset {name}"] = urls.get(name, _NOTHING)
        text = b"".join(name.encode() + b"\0" + digest for name, digest in digests.items())
        labels = {name: digest[:_LABEL] for name, digest in digests.items()}
        result[template] = TemplateInputs(blake2b(text, digest_size=32).digest(), labels)
    return result


def label_names(page: AnyPage, inputs: TemplateInputs) -> tuple[str, ...]:
    """Name the labelled inputs of a page: its own attributes, then its template's."""
    return (*page.__struct_fields__, *inputs.labels)


def label_digests(page: AnyPage, inputs: TemplateInputs) -> bytes:
    """Digest each labelled input of a page, in the order of `label_names`.

    Nothing is decided by these, they only explain: a checksum does, and costs a tenth.
    """
    encode = _encoder.encode
    own = [crc32(encode(getattr(page, name))).to_bytes(_LABEL) for name in page.__struct_fields__]
    return b"".join((*own, *inputs.labels.values()))


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=len(_NOTHING)).digest()
