"""Keys: the digest of all that a page shows and of all that its template depends on."""

from __future__ import annotations

import typing
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b, sha256
from typing import Any, NamedTuple, get_args
from zlib import crc32

import msgspec
from msgspec import Struct

from ..embeds.declaration import template_of
from ..pages import BodyUse, Box, Card, Embed, FeedEntry, Page, SiteView
from ..rendering import EVERYTHING, Dependencies
from .fingerprint import code_fingerprint


@lru_cache(maxsize=256)
def fields_showing(kind: type[Struct], wanted: tuple[type, ...]) -> tuple[str, ...]:
    """Name the fields of a struct whose annotations contain a wanted type, however deep inside."""
    hints = typing.get_type_hints(kind)
    return tuple(name for name in kind.__struct_fields__ if _holds(hints[name], wanted))


def _holds(annotation: Any, wanted: tuple[type, ...]) -> bool:
    if annotation in wanted:
        return True
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return bool(fields_showing(annotation, wanted))
    return any(_holds(inner, wanted) for inner in get_args(annotation))


_encoder = msgspec.msgpack.Encoder()
LABEL = 4
"""Bytes of the checksum of a labelled input."""
_NOTHING = bytes(16)
_SHARED = (Box, Card, FeedEntry)


class TemplateInputs(NamedTuple):
    """What a page depends on through its template: one digest of all, and one by label."""

    key: bytes
    labels: dict[str, bytes]


_BODIES = (BodyUse,)


def inputs_of(page: Page, inputs: Mapping[str, TemplateInputs]) -> TemplateInputs:
    """Return what a page depends on through its template, and through those of its embeds.

    `inputs` are those of each template by its name.
    """
    own = inputs[page.rendered_with]
    if not fields_showing(type(page), _BODIES):
        return own
    templates = embed_templates(page, inputs)
    digest = _digest(b"".join(inputs[name].key for name in templates)) if templates else _NOTHING
    return TemplateInputs(own.key + digest, {**own.labels, "embeds": digest[:LABEL]})


def embed_templates(page: Page, templates: Container[str]) -> list[str]:
    """Name the templates of the embeds that a page shows; `templates` are all there are."""
    return sorted({template_of(embed, templates) for embed in _embeds_in(page)})


def _embeds_in(value: Any) -> Iterator[Embed]:
    """Yield the embeds of all bodies inside a page or a part of one."""
    if isinstance(value, BodyUse):
        yield from value.embeds
    elif isinstance(value, tuple):
        for item in value:
            yield from _embeds_in(item)
    elif isinstance(value, Struct):
        for name in fields_showing(type(value), _BODIES):
            yield from _embeds_in(getattr(value, name))


class Keys:
    """Makes the keys of pages; what many pages show is digested once."""

    def __init__(self) -> None:
        # The value is held, too, so that its id cannot become another one's.
        self._known: dict[int, tuple[object, bytes]] = {}

    def __call__(self, page: Page, inputs: TemplateInputs) -> bytes:
        """Digest a page with what its template depends on: the page's key."""
        parts: list[Any] = [type(page).__name__]
        for value in msgspec.structs.astuple(page):
            kind = type(value)
            if kind is Box:
                parts.append(self._digest(value))
            elif kind is tuple and value and type(value[0]) in _SHARED:
                parts.append(b"".join(map(self._digest, value)))
            else:
                parts.append(value)
        return sha256(inputs.key + _encoder.encode(parts)).digest()[:16]

    def _digest(self, value: object) -> bytes:
        known = self._known.get(id(value))
        if known is None:
            known = (value, sha256(_encoder.encode(value)).digest()[:16])
            self._known[id(value)] = known
        return known[1]


def template_inputs(
    dependencies: Mapping[str, Dependencies],
    site: SiteView,
    assets: Mapping[str, str],
    extensions: Mapping[str, bytes],
) -> dict[str, TemplateInputs]:
    """Work out what pages depend on through each template: sources, site values, assets.

    `extensions` are the digests of the site's extensions by path.
    """
    from ..planning.kinds.copy import CopyPage

    code = code_fingerprint()
    values = {
        name: _digest(_encoder.encode(getattr(site, name))) for name in site.__struct_fields__
    }
    data = {f"data.{name}": _digest(_encoder.encode(value)) for name, value in site.data.items()}
    urls = {name: _digest(url.encode()) for name, url in assets.items()}
    result = {CopyPage.template: TemplateInputs(code, {})}
    for template, found in dependencies.items():
        digests = {"template": _digest(found.digest + code)}
        for name in values if EVERYTHING in found.site else found.site:
            digests[f"site.{name}"] = values.get(name) or data.get(name, _NOTHING)
        for name in sorted(urls) if EVERYTHING in found.assets else found.assets:
            digests[f"asset {name}"] = urls.get(name, _NOTHING)
        digests.update({f"extension {name}": extensions[name] for name in found.extensions})
        text = b"".join(name.encode() + b"\0" + digest for name, digest in digests.items())
        labels = {name: digest[:LABEL] for name, digest in digests.items()}
        result[template] = TemplateInputs(blake2b(text, digest_size=32).digest(), labels)
    return result


def label_names(page: Page, inputs: TemplateInputs) -> tuple[str, ...]:
    """Name the labelled inputs of a page: its own attributes, then its template's."""
    return (*page.__struct_fields__, *inputs.labels)


def label_digests(page: Page, inputs: TemplateInputs) -> bytes:
    """Digest each labelled input of a page, in the order of `label_names`.

    Nothing is decided by these, they only explain: a checksum does, and costs a tenth.
    """
    encode = _encoder.encode
    own = [crc32(encode(getattr(page, name))).to_bytes(LABEL) for name in page.__struct_fields__]
    return b"".join((*own, *inputs.labels.values()))


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=len(_NOTHING)).digest()
