"""Pictures and other copied files: from how content names them to their URL and size."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from ..formats.pictures import FAULTS
from ..model import Asset, ImageRef
from ..pages import Image
from ..problems import Unplaced
from .urls import nfc, quoted


def resolve(path: str, href: str) -> str | None:
    """Follow a relative link from a content file; None where it leaves the content folder.

    The answer is in NFC, whatever the file system or the link is in.
    """
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(href)))
    return None if joined.startswith(("../", "/")) or joined == ".." else nfc(joined)


def faulty_files(files: Mapping[str, Asset], folder: str) -> Iterator[Unplaced]:
    """Warn of the files that are not what their names say; `folder` is what they lie in."""
    for path, asset in files.items():
        if asset.fault:
            message, hint = FAULTS[asset.fault]
            yield Unplaced(f"{folder}/{path}", "file.broken", message, hint, severity="warning")


class ImageFinder:
    """Finds copied files: `/x` among the static files, others beside the content file."""

    def __init__(
        self,
        base: str,
        bundled: Mapping[str, Asset],
        static: Mapping[str, Asset],
        places: Mapping[str, str],
    ) -> None:
        self.findings: list[Unplaced] = []
        self.bundled = bundled
        self._places = places
        self._base = base
        self._static = static
        self._spelled = {
            nfc(name): name for names in (bundled, static) for name in names if not name.isascii()
        }

    def output_of(self, path: str) -> str:
        """Tell the output path of a file of the content folder."""
        return self._places.get(path, path)

    def asset(self, href: str, path: str) -> tuple[Asset, str] | None:
        """Find the file that `href` names in the content file `path`, and its URL."""
        if href.startswith("/"):
            name = nfc(unquote(href[1:]))
            name = self._spelled.get(name, name)
            asset = self._static.get(name)
            return (asset, self._base + quoted("/" + name)) if asset else None
        name = resolve(path, href) or ""
        name = self._spelled.get(name, name)
        asset = self.bundled.get(name)
        return (asset, self._base + quoted("/" + self.output_of(name))) if asset else None

    def find(self, ref: ImageRef, path: str, keys: tuple[str | int, ...]) -> Image | None:
        """Find the picture of a front matter; outside pictures stay where they are."""
        if ref.src.startswith(("https://", "http://")):
            return Image(ref.src, ref.alt, ref.caption, ref.credit)
        found = self.asset(ref.src, path)
        if found is None:
            where = "in the static folder" if ref.src.startswith("/") else "beside this file"
            self.findings.append(
                Unplaced(
                    path,
                    "content.image",
                    f"there is no picture “{ref.src}” {where}",
                    "check its name, or give an address that begins with https://",
                    keys,
                )
            )
            return None
        asset, url = found
        return Image(url, ref.alt, ref.caption, ref.credit, asset.width, asset.height)
