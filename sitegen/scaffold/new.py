"""Make new sites, and write new files; no file is ever overwritten."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Literal, get_args

from ..config import Config
from ..files.walk import walk
from ..files.write import write_whole
from ..formats.names import slugify
from ..problems import Problem, UsageError
from .schema import SchemaName, schema_text

STARTER = Path(__file__).parent / "starter"
SCHEMA_FOLDER = ".schema"
SCHEMAS: tuple[SchemaName, ...] = ("site", "front-matter", "profile")

CmsTool = Literal["sveltia", "pages", "frontmatter"]
CMS_TOOLS: tuple[CmsTool, ...] = get_args(CmsTool)
"""The content management systems that a configuration can be made for."""

_BESIDE = re.compile(r"\.git(attributes|hub|ignore|modules)?|(readme|licen[cs]e|copying)\b.*", re.I)
"""What a new repository has in it; a site may be made around that."""

_WORD = re.compile(r"\b(TITLE|DATE|AUTHORITY)\b")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


# --- a site -------------------------------------------------------------------------------


def new_site(
    folder: Path, title: str, today: date, host: str = ""
) -> tuple[tuple[Path, ...], Problem | None]:
    """Make a site that builds at once; return its files, and a warning if a workflow could not.

    `host` is where it will be read, as far as that is known: the ids of its feeds begin with it.
    Raises UsageError if the folder has more in it than a new repository.
    """
    plain("--title", title)
    _check_folder(folder)
    words = {
        "TITLE": json.dumps(title, ensure_ascii=False),
        "DATE": today.isoformat(),
        "AUTHORITY": f"{host or _nobodys_host(folder)},{today.isoformat()}",
    }
    requirements = requirements_text()
    schemas = {f"{SCHEMA_FOLDER}/{name}.json": schema_text(name) for name in SCHEMAS}
    texts = {**_starter(words), **schemas, REQUIREMENTS: requirements}
    made = []
    for name, text in texts.items():
        if name != ".gitignore" or not (folder / name).exists():
            made.append(write_new(folder / name, text))
    return tuple(made), requirements_warning(folder / REQUIREMENTS, requirements)


def _nobodys_host(folder: Path) -> str:
    """Make a host of a folder's name, which no other site can have (RFC 2606)."""
    label = slugify(title_of(folder), "ascii")[:60].strip("-")
    return f"{label or 'digest'}.invalid"


def title_of(folder: Path) -> str:
    """Make a digest's name of its folder's: `caspian-digest` is "Caspian digest"."""
    words = " ".join(re.split(r"[-_\s]+", os.path.basename(os.path.realpath(folder)))).strip()
    return words[:1].upper() + words[1:] or "My digest"


def _check_folder(folder: Path) -> None:
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return
    except OSError as error:
        reason = "there is a file of this name" if folder.is_file() else error.strerror
        raise refusal(folder, f"no site can be made here: {reason}", "choose another") from None
    foreign = [name for name in names if not _BESIDE.fullmatch(name)]
    if foreign:
        more = ", …" if len(foreign) > 3 else ""
        message = f"this folder is not empty: it has {', '.join(foreign[:3])}{more}"
        raise refusal(folder, message, "name a folder that does not exist yet")


def _starter(words: Mapping[str, str]) -> Mapping[str, str]:
    texts = {}
    for path in sorted(path for path, entry in walk(STARTER) if entry.is_file()):
        source = STARTER / path
        if source.suffix in ("", ".md", ".yml"):
            name = _WORD.sub(lambda found: words[found[0]], path)
            text = _WORD.sub(lambda found: words[found[0]], source.read_text(encoding="utf-8"))
            # A packed .gitignore would take effect where it is packed.
            texts[".gitignore" if name == "gitignore" else name] = text
    return texts


def plain(what: str, text: str) -> str:
    """Return a text without white space around it; UsageError if no page can have it."""
    text = text.strip()
    if not text:
        raise refusal(what, "it is missing or empty", "write at least one word")
    if _CONTROL.search(text):
        raise refusal(what, "it has a control character", "write it in one line of plain text")
    return text


# --- files --------------------------------------------------------------------------------

_EXISTS = "this file exists already, and is left as it is"


def refuse_existing(paths: Iterable[Path], hint: str) -> None:
    """Raise UsageError if one of several files that belong together is there already."""
    for path in paths:
        if os.path.lexists(path):
            raise refusal(path, _EXISTS, hint)


def write_new(path: Path, text: str) -> Path:
    """Write a new file; UsageError if there is one already."""
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True)
        write_whole(path, text.encode(), replace=False)
    except FileExistsError as error:
        if os.path.lexists(path):
            raise refusal(path, _EXISTS, "edit it, or choose another name") from None
        message = f"cannot be written: {error.filename} is not a folder"
        raise refusal(path, message, "mend it, or delete it") from None
    except OSError as error:
        raise refusal(path, f"cannot be written: {error.strerror}") from None
    return path


def refusal(path: Path | str, message: str, hint: str = "") -> UsageError:
    """Make the error of a file that cannot be made."""
    return UsageError(Problem(os.fspath(path), message, "new.refused", hint=hint))


DISTRIBUTION = "sitegen-digest"
REQUIREMENTS = "requirements.txt"

_NAMED = re.compile(r"^(\s*-[re]|\s*--requirement|\s*--editable|[^#\n]*sitegen)", re.I | re.M)
"""A line that asks for sitegen, or one that may bring it along from elsewhere."""

_FROM_ELSEWHERE = re.compile(r"(https?|ssh|git)://", re.I)

_INTRODUCTION = "# What builds this site, here and on GitHub: pip install -r requirements.txt\n"
_A_COMMIT = f"{DISTRIBUTION} @ git+https://github.com/OWNER/REPOSITORY@COMMIT"
_TO_BE_NAMED = f"""\
# The sitegen that made this file was installed from a folder or a file of one machine, so no other
# can install it. Name a release of it: {DISTRIBUTION}==VERSION
# or a repository that has it, and a commit:
# {_A_COMMIT}
"""


def extras_of(config: Config) -> tuple[str, ...]:
    """Name the extras of sitegen that the settings of a site need."""
    pictures = config.file.pictures
    wanted = {
        "images": pictures.sizes or pictures.share_images or pictures.icon,
        "search": config.file.search,
    }
    return tuple(name for name, is_wanted in wanted.items() if is_wanted)


def requirements_text(extras: Sequence[str] = ()) -> str:
    """Write the requirements.txt that installs the sitegen that is running, with some extras.

    Where no other machine can install that, comments say what to write instead.
    """
    try:
        found = distribution(DISTRIBUTION)
        version, origin = found.version, json.loads(found.read_text("direct_url.json") or "null")
    except (PackageNotFoundError, ValueError):
        # It runs from a folder that pip does not know.
        version, origin = "", {"url": "", "dir_info": {}}
    line = requirement(version, origin)
    text = _INTRODUCTION + (f"{line}\n" if line else _TO_BE_NAMED)
    wanted = f"[{','.join(extras)}]" if extras else ""
    return re.sub(rf"\b{DISTRIBUTION}(?= @|==)", DISTRIBUTION + wanted, text)


def requirement(version: str, origin: Mapping[str, Any] | None) -> str | None:
    """Write the requirement that installs a version of sitegen again.

    `origin` is the content of direct_url.json; None for a release of a package index. The result is
    None if only this machine has what was installed.
    """
    if origin is None:
        return f"{DISTRIBUTION}=={version}"
    url = origin["url"]
    if not _FROM_ELSEWHERE.match(url):
        return None
    fragment = f"#subdirectory={origin['subdirectory']}" if origin.get("subdirectory") else ""
    if "vcs_info" in origin:
        source = origin["vcs_info"]
        return f"{DISTRIBUTION} @ {source['vcs']}+{url}@{source['commit_id']}{fragment}"
    if "archive_info" in origin:
        return f"{DISTRIBUTION} @ {url}{fragment}"
    return None


def requirements_warning(path: Path, text: str) -> Problem | None:
    """Warn of a requirements.txt that does not name sitegen; None if it does."""
    if _NAMED.search(text):
        return None
    return Problem(
        path.as_posix(),
        "this does not say which sitegen builds the site, so a workflow cannot install it",
        "new.requirements",
        hint=f"name a release, {DISTRIBUTION}==VERSION, or a commit: {_A_COMMIT}",
        severity="warning",
    )
