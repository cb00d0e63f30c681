"""ZIP archives, read within limits: a bomb is refused before it unfolds."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from .contents import Unreadable

_LARGEST = 250_000_000
"""Bytes of all members together, decompressed."""

_MEMBERS = 50_000


@contextmanager
def open_archive(data: bytes) -> Iterator[ZipFile]:
    """Open an archive whose members are no larger than allowed; Unreadable for a bad one."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MEMBERS or sum(m.file_size for m in members) > _LARGEST:
                message = f"the archive unfolds to more than {_LARGEST // 1_000_000} MB"
                raise Unreadable(message, "take out what you need, and import that", "too-large")
            yield archive
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise Unreadable(f"the archive is damaged: {error}", "save it again", "damaged") from None
    except (RuntimeError, KeyError) as error:
        # zipfile says "password required" and "no such member" so.
        raise Unreadable(f"the archive cannot be read: {error}", code="damaged") from None
