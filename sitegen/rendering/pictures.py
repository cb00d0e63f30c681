"""Offer a browser the other sizes and formats of a picture (HTML, `picture`)."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape


def sized(html: str, picture: Any, sizes: str) -> Markup:
    """Put an `img` element into a `picture` element that offers its renditions.

    `picture` is an `Image`, or the value of an embed's picture; one without renditions leaves the
    HTML as it is. `sizes` says how wide the picture is shown: `(min-width: 64em) 600px, 92vw`.
    """
    renditions = getattr(picture, "renditions", None)
    return Markup(html if renditions is None else offered(str(html), renditions, sizes))


def offered(html: str, renditions: Any, sizes: str) -> str:
    """Put an `img` element into a `picture` element; its colour shows until the picture does."""
    sources = "".join(
        f'<source type="{kind}" srcset="{escape(srcset)}" sizes="{escape(sizes)}">'
        for kind, srcset in renditions.sources
    )
    if renditions.colour:
        html = html.replace("<img ", f'<img style="background:{renditions.colour}" ', 1)
    return f"<picture>{sources}{html}</picture>"
