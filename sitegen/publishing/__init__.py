"""Publish a site to a branch that GitHub Pages serves, without anything being lost."""

from .options import Published, PublishOptions
from .publish import Release, publish_release, publish_site
from .repository import find_remote_urls, remote_urls

__all__ = [
    "PublishOptions",
    "Published",
    "Release",
    "find_remote_urls",
    "publish_release",
    "publish_site",
    "remote_urls",
]
