"""The fingerprint of the code: what sitegen, its dependencies and Python itself are right now.

Everything that an earlier build stored depends on the code that made it. There is no list of the
modules or packages that matter: a list forgets the next one.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from ..files.walk import walk

_PACKAGE = Path(__file__).parent.parent
_METADATA = (".dist-info", ".egg-info")


@lru_cache(maxsize=1)
def code_fingerprint() -> bytes:
    """Digest the whole package, the versions of all installed packages, Python and its time zones.

    16 bytes. The themes that come with sitegen are not part of it: a page's key covers its
    templates by their text.
    """
    digest = blake2b(digest_size=16)
    for name, data in _package_files():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    for line in (*sorted(_installed()), sys.version, _time_zones()):
        digest.update(f"{line}\0".encode())
    return digest.digest()


def _package_files() -> Iterator[tuple[str, bytes]]:
    entries = walk(
        _PACKAGE,
        # A wheel has the themes inside.
        enter=lambda path: path != "themes" and not path.endswith("__pycache__"),
    )
    for path in sorted(path for path, entry in entries if entry.is_file()):
        with open(_PACKAGE / path, "rb", buffering=0) as file:
            yield path, file.read()


def _installed() -> set[str]:
    """Name each installed package with its version, as its metadata folder is called.

    Reading the folders costs no import; a package without a version in its name is left to its
    time of installation.
    """
    found = set()
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith(_METADATA):
                found.add(name if "-" in name else f"{name} {_mtime(folder, name)}")
    return found


def _mtime(folder: str, name: str) -> int:
    try:
        return os.stat(os.path.join(folder, name)).st_mtime_ns
    except OSError:
        return 0


def _time_zones() -> str:
    """Return the version of the system's time zones (tz database, `tzdata.zi` or `+VERSION`)."""
    for folder in (sysconfig.get_config_var("TZPATH") or "").split(os.pathsep):
        for name in ("tzdata.zi", "+VERSION"):
            try:
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    return file.readline()
            except OSError:
                continue
    return ""
