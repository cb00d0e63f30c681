"""The search of the preview: its index is made when a browser first asks for it."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from ..config import Config
from ..execution.search import Bodies, index_pages, search_problems
from ..pages import Page
from ..planning.kinds.copy import CopyPage
from ..planning.kinds.search import INDEX_FOLDER
from ..reporting import Recording

ENTRY = "pagefind-entry.json"
"""The file that a browser reads first, and that names all others."""


class PreviewIndex:
    """Gives the files of the index, which is made again for a changed plan when it is asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made_of: Mapping[str, Page] | None = None
        self._files: dict[str, CopyPage] = {}

    def file(
        self, config: Config, pages: Mapping[str, Page], bodies: Bodies, path: str
    ) -> CopyPage | None:
        """Give a file of the index by its path in the output; UsageError where it cannot be made.

        A page that is open keeps its index until it reads the first file again.
        """
        if not path.startswith(f"{INDEX_FOLDER}/") or not config.file.search:
            return None
        with self._lock:
            is_first = self._made_of is None or path == f"{INDEX_FOLDER}/{ENTRY}"
            if is_first and self._made_of is not pages and not search_problems(config):
                self._files = index_pages(config, pages, bodies, Recording())
                self._made_of = pages
            return self._files.get(path)
