"""A small digest that is edited at random: its files as they should stand, and their edits."""

from __future__ import annotations

import json
import os
import posixpath
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from .sites import document, picture, probe_theme

SECTIONS = ("iran", "caspian", "baku")
DATES = (
    "2026-02-28",
    "2026-02-28T22:30:00Z",
    "2026-01-31T23:00:00Z",
    "2026-02-03",
    "2026-03-02",
    "2026-02-05T10:05:00+03:30",
)
AGED = 1_700_000_000 * 10**9
"""The mtime of the first file, in nanoseconds: too long ago to be read again for caution."""


class Doc(NamedTuple):
    """A content file: its front matter, and its body as blocks.

    A block is Markdown, or ("link", content path, fragment) or ("picture", href).
    """

    matter: dict[str, Any]
    blocks: tuple[Any, ...] = ()

    def file(self, path: str) -> bytes:
        """Write it as it stands at a path of the content folder."""
        return document("\n\n".join(_markdown(block, path) for block in self.blocks), **self.matter)

    def but(self, **matter: Any) -> Doc:
        """Change front matter; None takes a key out."""
        merged = {**self.matter, **matter}
        return Doc({key: value for key, value in merged.items() if value is not None}, self.blocks)


def _markdown(block: Any, path: str) -> str:
    if isinstance(block, str):
        return block
    kind, target, *rest = block
    if kind == "picture":
        return f"![A picture]({target})"
    relative = posixpath.relpath(target, posixpath.dirname(path) or ".")
    return f"See [another]({relative}{rest[0]})."


class Digest:
    """The files of a site in memory and on disk; every change is made to both."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, bytes] = {}
        self.docs: dict[str, Doc] = {}
        self.config: dict[str, Any] = {}
        self._mtime = AGED
        for path, data in probe_theme().items():
            self.put(path, data)
        self.configure(
            title="Digest",
            description="Of one thing and another",
            base_url="https://example.org/repo/",
            theme={"name": "probe"},
            page_size=3,
            more_from={"count": 2},
            feed={"count": 5},
            menu=[{"title": "Iran", "url": "/iran/"}, {"title": "Baku", "url": "/baku/"}],
        )
        self._first_articles()

    def _first_articles(self) -> None:
        authors = (("Ana Petrova",), ("Ben Okri", "Ana Petrova"), ())
        tags = (("Tea", "Rail"), ("Oil",), ("Tea",), ())
        for number in range(6):
            section = SECTIONS[number % 2]
            matter = {
                "title": f"Story {number}",
                "date": DATES[number],
                "summary": f"Summary {number}",
                "authors": authors[number % 3],
                "tags": tags[number % 4],
            }
            self.keep(f"{section}/story-{number}.md", Doc(matter, (f"Words {number}.",)))
        story = "iran/story-0.md"
        self.keep(
            story, Doc(self.docs[story].matter, ("## One", "Text", ("link", "iran/story-2.md", "")))
        )
        self.keep("iran/brief.md", Doc({"title": "A brief", "date": "2026-02-09", "tags": ["Tea"]}))
        bundle = {"title": "A bundle", "date": "2026-01-20", "image": {"src": "map.png"}}
        self.keep("baku/bundle/index.md", Doc(bundle, ("Look.", ("picture", "map.png"))))
        self.put("content/baku/bundle/map.png", picture(4, 3))
        self.keep(
            "iran/çay.md", Doc({"title": "Çay", "tags": ["Oil"]}, ('It is "tea" -- or not.',))
        )
        self.keep("pages/about.md", Doc({"title": "About", "aliases": ["/over"]}, ("Us.",)))
        self.keep("tags/tea.md", Doc({"name": "Tea", "aliases": ["Chai"]}, ("Drunk daily.",)))
        self.put("static/logo.svg", b"<svg/>")

    # --- files ----------------------------------------------------------------------------

    def put(self, path: str, data: bytes, mtime_ns: int | None = None) -> None:
        """Write a file, by default with an mtime of its own that lies long ago."""
        self.files[path] = data
        target = self.root / path
        if target.is_dir():  # left, and empty
            shutil.rmtree(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self._mtime += 10**9
        mtime = self._mtime if mtime_ns is None else mtime_ns
        os.utime(target, ns=(mtime, mtime))

    def drop(self, path: str) -> None:
        """Delete a file."""
        del self.files[path]
        (self.root / path).unlink()

    def mtime_ns(self, path: str) -> int:
        """Tell a file's mtime."""
        return (self.root / path).stat().st_mtime_ns

    def touch(self, mtime_ns: int | None) -> None:
        """Give all files one mtime, or each a new one."""
        for path in self.files:
            self._mtime += 10**9
            mtime = self._mtime if mtime_ns is None else mtime_ns
            os.utime(self.root / path, ns=(mtime, mtime))

    def copy(self, root: Path) -> None:
        """Write the files to another folder, as a fresh checkout would."""
        for path, data in self.files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)

    # --- content --------------------------------------------------------------------------

    def keep(self, path: str, doc: Doc, mtime_ns: int | None = None) -> None:
        """Write a content file; `path` is relative to the content folder."""
        self.docs[path] = doc
        self.put(f"content/{path}", doc.file(path), mtime_ns)

    def delete(self, path: str) -> None:
        """Delete a content file."""
        del self.docs[path]
        self.drop(f"content/{path}")

    def move(self, path: str, to: str, mend: bool) -> None:
        """Move a content file with its pictures, keeping its mtime; `mend` the links to it."""
        mtime = self.mtime_ns(f"content/{path}")
        doc = self.docs[path]
        beside = f"content/{path.removesuffix('index.md')}"
        self.delete(path)
        self.keep(to, doc, mtime)
        if path.endswith("/index.md") and to.endswith("/index.md"):
            target = f"content/{to.removesuffix('index.md')}"
            for name in [name for name in self.files if name.startswith(beside)]:
                data, mtime = self.files[name], self.mtime_ns(name)
                self.drop(name)
                self.put(target + name.removeprefix(beside), data, mtime)
        if not mend:
            return
        for name, other in list(self.docs.items()):
            blocks = tuple(
                (*block[:1], to, *block[2:]) if block[0] == "link" and block[1] == path else block
                for block in other.blocks
            )
            if blocks != other.blocks:
                self.keep(name, Doc(other.matter, blocks))

    def configure(self, **values: Any) -> None:
        """Change keys of `site.yml`; None takes one out."""
        merged = {**self.config, **values}
        self.config = {key: value for key, value in merged.items() if value is not None}
        lines = [f"{key}: {json.dumps(value)}" for key, value in self.config.items()]
        self.put("site.yml", "\n".join(lines).encode())

    # --- going back -----------------------------------------------------------------------

    def snapshot(self) -> tuple[dict[str, bytes], dict[str, Doc], dict[str, Any]]:
        """Remember how the files stand."""
        return dict(self.files), dict(self.docs), dict(self.config)

    def restore(self, snapshot: tuple[dict[str, bytes], dict[str, Doc], dict[str, Any]]) -> None:
        """Bring the files back to a snapshot, as a checkout does: what differs gets a new mtime."""
        files, docs, config = snapshot
        for path in [path for path in self.files if path not in files]:
            self.drop(path)
        for path, data in files.items():
            if self.files.get(path) != data:
                self.put(path, data)
        self.docs, self.config = dict(docs), dict(config)

    @property
    def cache(self) -> Path:
        """The cache folder."""
        return self.root / ".sitegen"

    @property
    def output(self) -> Path:
        """The output folder of `site.yml`."""
        return self.root / str(self.config.get("output", "public"))

    def lose_cache(self) -> None:
        """Delete the cache."""
        shutil.rmtree(self.cache, ignore_errors=True)
