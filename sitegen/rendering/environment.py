"""The Jinja environment: what templates can call, and nothing that reads a clock or a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import date
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import Any, Protocol

from jinja2 import (
    BytecodeCache,
    Environment,
    FunctionLoader,
    StrictUndefined,
    UndefinedError,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup
from msgspec import Struct, json, structs

from ..extending.load import NONE, Addition, Extensions
from ..formats.dates import local_day
from ..model import Body
from ..pages import BodyUse, SiteView
from .escaping import EscapingEnvironment
from .partials import Partials
from .theme import Theme

BodyReader = Callable[[bytes], Body]

_SITE_FILTERS = ("absolute", "body", "body_text", "date", "number")
OWN_NAMES = frozenset(
    (*FILTERS, *DEFAULT_NAMESPACE, "site", "asset", "page", *_SITE_FILTERS),
)
"""The names of filters and functions that a site's extensions cannot take."""


class Store(Protocol):
    """Keeps compiled templates between builds; an answer is whole or None."""

    def get(self, key: str) -> bytes | None:
        """Give what was kept under a key."""

    def put(self, key: str, data: bytes) -> None:
        """Keep data under a key."""


class _Compiled(BytecodeCache):
    def __init__(self, store: Store) -> None:
        self._store = store

    def load_bytecode(self, bucket: Bucket) -> None:
        data = self._store.get(bucket.key)
        if data is not None:
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._store.put(bucket.key, bucket.bytecode_to_string())


class MissingAttribute(UndefinedError):
    """A template asks a page, or a value on it, for an attribute that it does not have."""

    def __init__(self, kind: type[Struct], name: str) -> None:
        super().__init__(f"{kind.__name__} has no attribute `{name}`")
        self.kind = kind
        self.name = name


class _Undefined(StrictUndefined):
    """An undefined name is an error that knows what was asked for."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: Any = UndefinedError,
    ) -> None:
        if isinstance(obj, Struct) and name is not None:
            kind, wanted = type(obj), name

            def exc(_: str | None) -> MissingAttribute:
                return MissingAttribute(kind, wanted)

        super().__init__(hint, obj, name, exc)


class _Environment(EscapingEnvironment):
    """An environment whose templates share one mapping of globals; none is given its own."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give the shared mapping: every page copies it, and a chain of two copies slowly."""
        return super().make_globals(d) if d else self.globals


def make_environment(theme: Theme, store: Store | None = None) -> Environment:
    """Make the environment of a theme: autoescape on, undefined names are errors."""

    def load(name: str) -> tuple[str, str, None] | None:
        template = theme.templates.get(name)
        return (template.source, name, None) if template else None

    environment = _Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=_Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        auto_reload=False,
        bytecode_cache=_Compiled(store) if store else None,
        extensions=(Partials,),
    )
    # What depends on chance is right in no build.
    del environment.filters["random"], environment.globals["lipsum"]
    environment.policies["json.dumps_function"] = _json
    environment.policies["json.dumps_kwargs"] = {}
    return environment


def _json(value: Any) -> str:
    return json.encode(value).decode()


class _Words(dict[str, Any]):
    """A mapping whose keys are attributes, too: templates look them up without a detour."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        super().__init__(words)
        self.__dict__ = self


def equip(
    environment: Environment,
    site: SiteView,
    assets: Mapping[str, str],
    bodies: BodyReader,
    extensions: Extensions = NONE,
) -> None:
    """Give templates `site`, `asset(…)`, the filters, and what the site's extensions add."""
    bodies = lru_cache(maxsize=512)(bodies)  # The newest articles stand in several feeds.

    def asset(name: str) -> str:
        try:
            return assets[name]
        except KeyError:
            raise LookupError(f"there is no static file “{name}”") from None

    def absolute(url: str) -> str:
        return site.origin + url if url.startswith("/") else url

    def body_text(use: BodyUse) -> str:
        return join_body(use, bodies) if use.digest else ""

    def body(use: BodyUse) -> Markup:
        return Markup(body_text(use))

    def localised(text: str, style: str = "medium") -> str:
        return format_date(text, style, site.language, site.timezone)

    def number(value: int) -> str:
        return format_number(value, site.language)

    site = structs.replace(
        site,
        strings=_Words(site.strings),
        settings=_Words(site.settings),
        data=_Words(site.data),
    )
    environment.globals.update(site=site, asset=asset)
    filters: dict[str, Callable[..., Any]] = {
        "absolute": absolute,
        "body": body,
        "body_text": body_text,
        "date": localised,
        "number": number,
    }
    filters |= {name: _bound(added, site) for name, added in extensions.filters.items()}
    environment.filters.update({name: _unfolded(call) for name, call in filters.items()})
    for name, added in extensions.functions.items():
        environment.globals[name] = _bound(added, site)


def _bound(added: Addition, site: SiteView) -> Callable[..., Any]:
    """Give a registered function the attributes of the site that it says it reads."""
    call, reads = added.registered
    if not reads:
        return call
    view = SimpleNamespace()
    for read in reads:
        name, _, file = read.partition(".")
        if file:
            data = getattr(view, name, SimpleNamespace())
            if file in getattr(site, name):
                setattr(data, file, getattr(site, name)[file])
            setattr(view, name, data)
        else:
            setattr(view, name, getattr(site, name))
    return partial(call, site=view)


def _unfolded(call: Callable[..., Any]) -> Callable[..., Any]:
    """Keep Jinja from calling a filter when it compiles a template.

    It does so where the value is written out (`{{ "2026-05-01"|date }}`), and compiled templates
    outlive the site's language. Filters that take the context are called on the page alone.
    """

    @pass_context
    def late(context: Context, *values: Any, **named: Any) -> Any:
        return call(*values, **named)

    return late


def join_body(use: BodyUse, bodies: BodyReader) -> str:
    """Put a body's pieces together with the attributes of this use."""
    pieces = bodies(use.digest).pieces
    if len(pieces) == 1:
        return pieces[0]
    parts: list[str] = [pieces[0]]
    for attributes, piece in zip(use.attrs, pieces[1:], strict=True):
        parts.append(attributes)
        parts.append(piece)
    return "".join(parts)


@lru_cache(maxsize=16384)
def format_date(text: str, style: str, language: str, timezone: str) -> str:
    """Write the day of an ISO date in a zone as people of a language do (CLDR): "Apr 11, 2014"."""
    return _format_day(local_day(text, timezone), style, language)


@lru_cache(maxsize=4096)
def _format_day(day: str, style: str, language: str) -> str:
    from babel.dates import format_date as localised

    text = localised(date.fromisoformat(day), format=style, locale=_locale(language))
    return format_number(text, language)


def format_number(value: int | str, language: str) -> str:
    """Write a number, or the numbers in a text, in a language's own digits (CLDR): ۲۰۲۴."""
    return str(value).translate(_digits(language))


@lru_cache(maxsize=16)
def _digits(language: str) -> dict[int, int]:
    # Babel knows which digits a language uses, but not how they look.
    zero = _ZEROS.get(_locale(language).default_numbering_system)
    return {ord("0") + n: ord(zero) + n for n in range(10)} if zero else {}


_ZEROS = {"arab": "٠", "arabext": "۰", "beng": "০", "deva": "०", "mymr": "၀"}
"""The zeros of numbering systems (CLDR, numberingSystems.xml); the other digits follow them."""


@lru_cache(maxsize=16)
def _locale(language: str) -> Any:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        try:
            return Locale.parse(language.split("-", maxsplit=1)[0])
        except (UnknownLocaleError, ValueError):
            return Locale.parse("en")
