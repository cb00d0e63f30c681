"""What code a memo was made by: sitegen's own sources and the versions of what they call."""

from __future__ import annotations

import os
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import msgspec

_PACKAGE = Path(__file__).parent.parent
_SHARED = ("model.py", "slugs.py", "clock.py")


@lru_cache(maxsize=1)
def reading_code() -> bytes:
    """Digest all that decides how a source is read, but the site's own settings."""
    packages = (
        "PyYAML",
        "Pygments",
        "markdown_it_py",
        "mdit_py_plugins",
        "python_slugify",
        "anyascii",
    )
    parts = ("reading", "config_check.py", "frontmatter.py", "yamldoc", *_SHARED)
    return _digest(parts, packages)


@lru_cache(maxsize=1)
def rendering_code() -> bytes:
    """Digest all that decides how a page is rendered, but the theme and the site's values."""
    return _digest(("rendering", "pagetypes.py", *_SHARED), ("Jinja2", "MarkupSafe", "babel"))


@lru_cache(maxsize=1)
def planning_code() -> bytes:
    """Digest all that decides which pages there are and what they hold."""
    parts = ("planning", "site.py", "config.py", "config_check.py", "pagetypes.py", *_SHARED)
    return _digest(parts, ("msgspec", "python_slugify", "anyascii"))


def _digest(parts: tuple[str, ...], packages: tuple[str, ...]) -> bytes:
    digest = blake2b(digest_size=16)
    for part in parts:
        place = _PACKAGE / part
        files = sorted(place.glob("*.py")) if place.is_dir() else [place]
        for file in files:
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    for package in packages:
        digest.update(f"{package} {_version(package)}\0".encode())
    return digest.digest()


def _version(package: str) -> str:
    """Tell a package's version; from the name of its metadata folder, which costs no import."""
    wanted = package.lower().replace("-", "_")
    versions = _installed().get(wanted)
    if versions is not None:
        return versions
    from importlib.metadata import version

    return version(package)


@lru_cache(maxsize=1)
def _installed() -> dict[str, str]:
    folder = os.path.dirname(os.path.dirname(msgspec.__file__))
    found: dict[str, str] = {}
    for name in os.listdir(folder):
        if name.endswith(".dist-info"):
            package, _, version = name.removesuffix(".dist-info").rpartition("-")
            found[package.lower().replace("-", "_").replace(".", "_")] = version
    return found
