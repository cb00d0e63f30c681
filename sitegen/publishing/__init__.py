"""Publish a site to a branch of GitHub Pages, a folder or a bucket, without anything being lost."""

from .options import Guards, Published, PublishOptions, Release
from .publish import publish_release, publish_site
from .repository import find_remote_urls, remote_urls
from .upload import Uploaded, upload_site

__all__ = [
    "Guards",
    "PublishOptions",
    "Published",
    "Release",
    "Uploaded",
    "find_remote_urls",
    "publish_release",
    "publish_site",
    "remote_urls",
    "upload_site",
]
