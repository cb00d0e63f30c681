"""New files: each is made where it belongs, and none is ever written over."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from ..config import Config
from ..errors import Problem, UsageError
from ..frontmatter import dump
from ..slugs import slugify
from .schema import schema_text

STARTER = Path(__file__).parent / "starter"
WORKFLOW = Path(__file__).parent / "workflow.yml"
SCHEMA_FOLDER = ".schema"


def new_site(folder: Path, title: str, today: date) -> tuple[Path, ...]:
    """Make a site that builds at once; UsageError where the folder holds anything."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            Problem(
                str(folder),
                "this folder is not empty",
                "new.exists",
                hint="name a folder that does not exist yet",
            )
        )
    made = []
    for source in sorted(STARTER.rglob("*")):
        if not source.is_file() or source.suffix == ".pyc":
            continue
        name = source.relative_to(STARTER).as_posix().replace("DATE", today.isoformat())
        # A packed file cannot be called .gitignore without taking effect where it is packed.
        target = folder / (".gitignore" if name == "gitignore" else name)
        text = source.read_text(encoding="utf-8").replace("TITLE", _quoted(title))
        made.append(_write(target, text.replace("DATE", today.isoformat())))
    for name in ("site", "front-matter"):
        target = folder / SCHEMA_FOLDER / f"{name}.json"
        made.append(_write(target, schema_text(name)))  # type: ignore[arg-type]
    return tuple(made)


def _quoted(text: str) -> str:
    """Quote a text as a YAML double-quoted scalar, which JSON's strings are."""
    import json

    return json.dumps(text, ensure_ascii=False)


def new_article(
    config: Config, title: str, section: str, today: date, authors: tuple[str, ...] = ()
) -> Path:
    """Make a draft of an article in a section's folder."""
    style = config.file.slugs
    folder = slugify(section, style)
    slug = _slug(title, config)
    path = config.content / folder / f"{today.isoformat()}-{slug}.md"
    values = {"title": title, "authors": list(authors), "section": section, "draft": True}
    if folder == section:
        del values["section"]
    return _write(path, dump(values) + "\nWrite the article here.\n")


def new_page(config: Config, title: str) -> Path:
    """Make a page that stands outside the sections."""
    path = config.content / "pages" / f"{_slug(title, config)}.md"
    return _write(path, dump({"title": title}) + "\nWrite the page here.\n")


def new_author(config: Config, name: str) -> Path:
    """Make an author's profile."""
    path = config.content / "authors" / f"{_slug(name, config)}.md"
    return _write(path, dump({"name": name}) + "\nA few lines about the author.\n")


def new_workflow(root: Path, daily: bool) -> Path:
    """Make the GitHub Actions workflow that publishes a site to Pages."""
    text = WORKFLOW.read_text(encoding="utf-8")
    if not daily:
        lines = text.splitlines(keepends=True)
        start = lines.index("  schedule:\n")
        del lines[start : start + 3]
        text = "".join(lines)
    return _write(root / ".github" / "workflows" / "pages.yml", text)


def _slug(text: str, config: Config) -> str:
    slug = slugify(text, config.file.slugs)
    if not slug:
        raise UsageError(
            Problem(
                text or "the title",
                "this leaves nothing to make a file name of",
                "new.slug",
                hint="use letters or digits",
            )
        )
    return slug


def _write(path: Path, text: str) -> Path:
    """Write a new file; UsageError where one stands there already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(
            Problem(
                os.fspath(path),
                "this file exists already",
                "new.exists",
                hint="edit it, or choose another name",
            )
        ) from None
    except OSError as error:
        raise UsageError(
            Problem(os.fspath(path), f"cannot be written: {error.strerror}", "new.write")
        ) from None
    return path
