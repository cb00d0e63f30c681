"""The index: made by Pagefind, out of small documents, into a folder of static files.

Pagefind (https://pagefind.app) answers queries in the browser from these files. All records are
put into one index without a language of its own: words are folded by `folding.py`.
"""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any

from ..problems import Problem, UsageError, optional

EXTRA = "search"
MISSING = "search.missing"
"""The code of the problem that the extra is not installed."""

_LANGUAGE = "und"
_PATIENCE = 60
"""Seconds for Pagefind to finish its files."""

_GZIP = b"\x1f\x8b"

_UNUSED = (
    "pagefind-ui.*",
    "pagefind-modular-ui.*",
    "pagefind-component-ui.*",
    "pagefind-highlight.js",
)
"""Files of Pagefind's own look, which the site has no use for."""


def is_installed() -> bool:
    """Return True if an index can be made here, without importing what makes it."""
    return find_spec("pagefind") is not None and find_spec("pagefind_bin") is not None


def missing() -> Problem:
    """Say that the site wants a search that cannot be made here."""
    return Problem(
        "site.yml",
        "`search: true` needs a library that is not installed: pagefind;"
        " readers would find nothing",
        MISSING,
        hint=f'pip install "sitegen-digest[{EXTRA}]"',
        severity="warning",
    )


def write_index(documents: Path, target: Path) -> None:
    """Index a folder of documents into a new folder; UsageError where Pagefind fails."""
    library = optional("pagefind.service", "search", EXTRA)
    try:
        # A thread of its own: whoever calls this may have an event loop in theirs.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(_run, library, documents, target).result()
    except Exception as error:  # noqa: BLE001 - Pagefind reports what fails as a bare Exception
        why = str(error) or type(error).__name__
        hint = "if the memory was too small, `search_text: summary` in site.yml needs less"
        message = f"the search index cannot be made: {why}"
        raise UsageError(Problem("site.yml", message, "search.failed", hint=hint)) from None
    for pattern in _UNUSED:
        for path in target.glob(pattern):
            path.unlink()


def _run(library: Any, documents: Path, target: Path) -> None:
    asyncio.run(_index(library, documents, target))


async def _index(library: Any, documents: Path, target: Path) -> None:
    """Index the documents; RuntimeError where Pagefind's process dies.

    Its client waits for ever for a process that is gone, so the process itself is watched.
    """
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    service = await library.PagefindService().launch()
    process = service._backend  # The only way to it (pagefind 1.5).
    ended = asyncio.create_task(process.wait())
    work = asyncio.create_task(_fill(service, documents, target))
    try:
        await asyncio.wait({work, ended}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise RuntimeError("the process that makes it has ended")
        work.result()
        process.stdin.close()
        await asyncio.wait({ended}, timeout=_PATIENCE)
        if not ended.done() or ended.result():
            raise RuntimeError("the process that makes it did not end as it should")
    finally:
        work.cancel()
        with suppress(ProcessLookupError):
            process.terminate()
        await ended


async def _fill(service: Any, documents: Path, target: Path) -> None:
    index = await service.create_index({"force_language": _LANGUAGE})
    await index.add_directory(str(documents))
    await index.write_files(str(target))
    await _whole_files(target)


async def _whole_files(target: Path) -> None:
    """Wait until each file is whole; RuntimeError where one stays cut.

    Pagefind answers while the last pieces of its files are still to be written, and its process
    drops them when it ends.
    """
    end = time.monotonic() + _PATIENCE
    cut = [target]
    while cut := _cut_files(cut):
        if time.monotonic() > end:
            raise RuntimeError(f"{cut[0].name} was not written to its end")
        await asyncio.sleep(0.02)


def _cut_files(paths: Iterable[Path]) -> list[Path]:
    """Return those that are not whole, of these files and of the files in these folders."""
    files = chain.from_iterable(path.rglob("*") if path.is_dir() else [path] for path in paths)
    return [path for path in files if path.is_file() and not is_whole(path)]


def is_whole(path: Path) -> bool:
    """Return True if a file of an index has its end: compressed files and JSON say where it is.

    The others are written in one piece.
    """
    data = path.read_bytes()
    if data.startswith(_GZIP):
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
        with suppress(zlib.error):
            unpacking.decompress(data)
        return unpacking.eof
    if path.suffix == ".json":
        with suppress(ValueError):
            return bool(json.loads(data))
        return False
    return bool(data)
