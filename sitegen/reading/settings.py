"""The settings of a site that decide how its sources are read."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

import msgspec

from ..config import Config, languages_of
from ..extending.load import NONE, Extensions
from ..formats.names import SlugStyle


class ReadSettings(NamedTuple):
    """The settings and extensions that a body or an article depends on.

    `language` is the site's where it decides over quotes, else empty. `languages` are those that
    the name of a file may end in; none where the site has one language.
    """

    smart: bool
    slugs: SlugStyle
    timezone: str
    language: str = ""
    extensions: Extensions = NONE
    languages: tuple[str, ...] = ()

    @property
    def key(self) -> bytes:
        """Digest the settings and the extensions that read Markdown."""
        values = (self.smart, self.slugs, self.timezone, self.language, self.languages)
        encoded = msgspec.msgpack.encode(values) + self.extensions.reading_key
        return blake2b(encoded, digest_size=16).digest()


def read_settings(config: Config, extensions: Extensions) -> ReadSettings:
    """Return the settings of a site."""
    file = config.file
    smart = file.markdown.smart
    language = file.language if smart else ""
    languages = [one.file.language for one in languages_of(config)] if file.languages else []
    return ReadSettings(smart, file.slugs, file.timezone, language, extensions, tuple(languages))
