"""The filters of templates: what each does, and which values of the site it reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import Any

from jinja2 import pass_context
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from markupsafe import Markup, escape

from ..extending.load import Addition, Extensions
from ..formats.localised import (
    DateStyle,
    format_count,
    format_date,
    format_number,
    language_name,
    territory_of,
)
from ..model import Body
from ..pages import BodyUse, Page, SiteView
from .embeds import RenderEmbed, place_embeds
from .structured_data import READ_OF_SITE, structured_data


def sized(html: str, picture: Any, sizes: str, focus: str = "") -> Markup:
    """Put an `img` element into a `picture` element that offers its renditions.

    `picture` is an `Image`, or the value of an embed's picture; one without renditions has the
    element alone. `sizes` says how wide the picture is shown: `(min-width: 64em) 600px, 92vw`, and
    `focus` what must stay in view where a style sheet crops it; by default the picture's own.
    """
    renditions = getattr(picture, "renditions", None)
    focus = focus or getattr(picture, "focus", "")
    if renditions is not None:
        return Markup(offered(str(html), renditions, sizes, focus))
    return Markup(_styled(str(html), "", focus))


def offered(html: str, renditions: Any, sizes: str, focus: str = "") -> str:
    """Put an `img` element into a `picture` element; its colour shows until the picture does."""
    sources = "".join(
        f'<source type="{kind}" srcset="{escape(srcset)}" sizes="{escape(sizes)}">'
        for kind, srcset in renditions.sources
    )
    return f"<picture>{sources}{_styled(html, renditions.colour, focus)}</picture>"


def _styled(html: str, colour: str, focus: str) -> str:
    styles = [f"background:{colour}"] if colour else []
    styles += [f"object-position:{escape(focus)}"] if focus else []
    return html.replace("<img ", f'<img style="{";".join(styles)}" ', 1) if styles else html


BodyReader = Callable[[bytes], Body]

READS: dict[str, tuple[str, ...]] = {
    "absolute": ("origin",),
    "body": (),
    "body_text": (),
    "date": ("language", "timezone", "calendar"),
    "language": (),
    "number": ("language",),
    "plural": ("language",),
    "rfc822": (),
    "sized": (),
    "structured_data": READ_OF_SITE,
    "territory": (),
}
"""Our filters, and the attributes of the site that each reads."""

OWN_NAMES = frozenset((*FILTERS, *DEFAULT_NAMESPACE, "site", "asset", "page", *READS))
"""The names of filters and functions that a site's extensions cannot take."""


def filters_of(
    site: SiteView, bodies: BodyReader, render_embed: RenderEmbed, extensions: Extensions
) -> dict[str, Callable[..., Any]]:
    """Make the filters of a site, including those of its extensions."""
    bodies = lru_cache(maxsize=512)(bodies)  # The newest articles are in several feeds.

    def absolute(url: str) -> str:
        return site.origin + url if url.startswith("/") else url

    def body_text(use: BodyUse, sizes: str = "100vw") -> str:
        html = join_body(use, bodies, sizes) if use.digest else ""
        return place_embeds(html, use.embeds, render_embed) if use.embeds else html

    def body(use: BodyUse, sizes: str = "100vw") -> Markup:
        return Markup(body_text(use, sizes))

    def localised(text: str, style: str = "medium", calendar: str = "") -> str:
        written = DateStyle(style, site.language, calendar or site.calendar)
        return format_date(text, written, site.timezone)

    def number(value: int) -> str:
        return format_number(value, site.language)

    def plural(text: str, number: int) -> str:
        return format_count(text, number, site.language)

    def data(page: Page) -> Markup:
        return Markup(structured_data(page, site))

    filters: dict[str, Callable[..., Any]] = {
        "absolute": absolute,
        "body": body,
        "body_text": body_text,
        "date": localised,
        "language": language_name,
        "number": number,
        "plural": plural,
        "rfc822": rfc822,
        "sized": sized,
        "structured_data": data,
        "territory": territory_of,
    }
    filters |= {name: bound(added, site) for name, added in extensions.filters.items()}
    return {name: _unfolded(call) for name, call in filters.items()}


def bound(added: Addition, site: SiteView) -> Callable[..., Any]:
    """Bind a registered function to the attributes of the site that it has declared."""
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


def join_body(use: BodyUse, bodies: BodyReader, sizes: str = "100vw") -> str:
    """Join the pieces of a body with the attributes for one page.

    `sizes` says how wide its pictures are shown (HTML, `sizes`).
    """
    pieces = bodies(use.digest).pieces
    if len(pieces) == 1:
        return pieces[0]
    parts: list[str] = [pieces[0]]
    for number, (attributes, piece) in enumerate(zip(use.attrs, pieces[1:], strict=True)):
        renditions = use.renditions[number] if use.renditions else None
        if renditions is not None:
            # The gap of a picture is between `<img ` and its other attributes.
            parts[-1] = parts[-1].removesuffix(_IMG)
            others, _, piece = piece.partition(">")
            attributes = offered(f"{_IMG}{attributes}{others}>", renditions, sizes)
        parts.append(attributes)
        parts.append(piece)
    return "".join(parts)


_IMG = "<img "


def rfc822(text: str) -> str:
    """Write an ISO moment with an offset as RSS 2.0 has it (RFC 822, with four-digit years)."""
    from email.utils import format_datetime

    return format_datetime(datetime.fromisoformat(text))
