"""The web manifest (w3.org/TR/appmanifest): the site's name and icon on a phone."""

from __future__ import annotations

from collections.abc import Iterator

from ...pages import Page
from .kind import Kind, Output, Planning

PATH = "manifest.webmanifest"
ICON = "favicon.svg"


class ManifestPage(Page, frozen=True):
    """The web manifest; `icon` is the URL of the site's `favicon.svg`, or ""."""

    template = "manifest.json"

    icon: str = ""


def plan_manifest(planning: Planning) -> Iterator[Output]:
    """Plan the manifest, unless site.yml turns it off."""
    config = planning.site.config
    if config.file.sharing.manifest:
        asset = ICON in planning.site.content.static
        icon = f"{config.site_base}/{ICON}" if asset else ""
        yield Output("the web manifest", ManifestPage(PATH, f"{config.base}/{PATH}", icon))


MANIFEST = Kind("manifest", (ManifestPage,), plan_manifest, texts=False)
