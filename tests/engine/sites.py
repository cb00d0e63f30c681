"""Sites for the engine's tests: writing their files, building them, and reading what came out."""

from __future__ import annotations

import json
import shutil
import struct
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.build import BuildOptions, build
from sitegen.config import load_config
from sitegen.problems import Problem, SitegenError
from sitegen.reporting import Recording, Reporter

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

PROBE = Path(__file__).with_name("probe")
"""A theme that shows every attribute of every page type, and compiles quickly."""


def document(body: str = "", **matter: Any) -> bytes:
    """Write a content file: front matter as JSON, which YAML reads as it is, and a body."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in matter.items()]
    return "\n".join(["---", *lines, "---", body]).encode()


def picture(width: int, height: int, shade: int = 0) -> bytes:
    """Make a PNG picture of one grey (W3C PNG, 8-bit greyscale)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = (b"\0" + bytes([shade]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def probe_theme() -> dict[str, bytes]:
    """Give the probe theme's files as those of a site."""
    return {f"themes/probe/{path}": data for path, data in tree(PROBE).items()}


def write(root: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write files below a folder, which is made."""
    for path, data in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)
    return root


def tree(folder: Path) -> dict[str, bytes]:
    """Read all files below a folder, by path; none where it does not exist."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Outcome(NamedTuple):
    """How a build ended: what it reported, and the kind and the problems of its failure."""

    said: Recording
    failure: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def rendered(self) -> dict[str, tuple[str, ...]]:
        """Why each page that was rendered was."""
        return {page.path: page.because for page in self.said.pages}


def run(root: Path, reporter: Reporter | None = None, **options: Any) -> Outcome:
    """Build a site in this process and tell how it ended."""
    said = Recording()
    try:
        config = load_config(root)
        wanted = BuildOptions(**{"now": NOW, "jobs": 1, **options})
        build(config, wanted, reporter or said)
    except SitegenError as error:
        return Outcome(said, type(error).__name__, error.problems)
    return Outcome(said)


def built(root: Path, **options: Any) -> Outcome:
    """Build a site that must build."""
    outcome = run(root, **options)
    assert not outcome.failure, "\n".join(problem.text() for problem in outcome.problems)
    return outcome


def clean_output(root: Path, fresh: Path, **options: Any) -> dict[str, bytes]:
    """Build a copy of a site's sources in a fresh folder and give its whole output."""
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(root, fresh, ignore=shutil.ignore_patterns(".sitegen", "public"))
    built(fresh, **options)
    output = tree(fresh / "public")
    shutil.rmtree(fresh)
    return output
