"""Placing: from what planning finds wrong to the line and column that it is written in."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ..config import Config
from ..planning.findings import Finding
from ..problems import Problem
from .layout import Locator

_KEPT = 256
"""So many files are kept in memory: the problems of one are not always in a row."""


class Placer:
    """Looks up where in its file a finding is."""

    def __init__(self, config: Config) -> None:
        self._root = config.root
        self._folder = config.file.content
        self._locators: dict[str, Locator | None] = {}

    def __call__(self, finding: Finding) -> Problem:
        """Make the problem of a finding, at its place in a content file."""
        locator = self._locator(finding.path) if finding.path.endswith(".md") else None
        place = locator.locate(finding) if locator else Problem(finding.path, "", "")
        return msgspec.structs.replace(
            place,
            message=finding.message,
            code=finding.code,
            hint=finding.hint,
            severity=finding.severity,
        )

    def _locator(self, path: str) -> Locator | None:
        if path not in self._locators:
            if len(self._locators) >= _KEPT:
                self._locators.clear()
            self._locators[path] = self._read(path)
        return self._locators[path]

    def _read(self, path: str) -> Locator | None:
        try:
            data = Path(self._root, self._folder, path).read_bytes()
        except OSError:
            return None  # It has gone or been closed since it was read; its name must do.
        return Locator(data.decode("utf-8-sig", "replace"), f"{self._folder}/{path}")
