"""Publishing: a finished site onto a branch that GitHub Pages serves, with nothing to lose."""

from .options import Published, PublishOptions
from .publish import publish
from .remote import cname_of, is_example, pages_url
from .repository import addresses_of

__all__ = [
    "PublishOptions",
    "Published",
    "addresses_of",
    "cname_of",
    "is_example",
    "pages_url",
    "publish",
]
