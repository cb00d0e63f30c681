"""Read a fragment that is known to be a text: a post of a blog, an entry of a feed."""

from __future__ import annotations

from msgspec import Struct

from .blocks import plain
from .dom import parse
from .language import detect
from .structure import Walker
from .writer import write


class Fragment(Struct, frozen=True):
    """The text as Markdown, and its language where it can be told, else ""."""

    body: str = ""
    lang: str = ""


def read(markup: str, url: str) -> Fragment:
    """Read all of a fragment as text: nothing in it is taken for furniture."""
    document = parse(markup, url)
    if document is None:
        return Fragment()
    blocks = [placed.block for placed in Walker(document).walk(document.root)]
    return Fragment(write(blocks), detect(" ".join(map(plain, blocks))))
