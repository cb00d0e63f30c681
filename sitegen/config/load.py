"""Find, read and check `site.yml`."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

import msgspec

from .. import yamldoc
from ..problems import Problem, UsageError, not_utf8, unreadable
from .schema import FILE_NAME, Config, SiteFile, direction_of
from .validate import ADDRESS_HINT, doubts, is_web_address

if TYPE_CHECKING:
    from yaml import MappingNode


def find_site(start: Path) -> Path:
    """Walk up from a folder to the one that contains `site.yml`; UsageError if there is none."""
    real = Path(os.path.realpath(start))
    for folder in (real, *real.parents):
        path = folder / FILE_NAME
        if path.is_file() or path.is_symlink():  # What is wrong with a link is said on reading.
            return folder
    raise UsageError(
        Problem(
            path=str(start),
            code="config.missing",
            message=f"no {FILE_NAME} here or in a folder above",
            hint="go to your site's folder, or make a new site: sitegen new site my-digest",
        )
    )


def load_config(root: Path, base_url: str | None = None) -> Config:
    """Read and check `root/site.yml`; `base_url` takes the place of the one in the file.

    Raises UsageError with every problem of the file.
    """
    source = yamldoc.YamlText(FILE_NAME, _read_text(root))
    node, problems = yamldoc.compose(source)
    values: dict[str, Any] = {}
    if node is not None:
        _join_authority(node)
        values, problems = yamldoc.convert(node, SiteFile, source)
    elif not problems:
        problems = [Problem(FILE_NAME, "`title` is missing", "yaml.missing-key", line=1)]
    if problems:
        raise UsageError(problems)
    file = SiteFile(**values)
    problems = [
        source.problem(yamldoc.place(source, *keys), message, "config.value", hint)
        for keys, message, hint in doubts(file)
    ]
    if problems:
        raise UsageError(problems)
    if base_url is not None:
        if not is_web_address(base_url):
            message = f"“{base_url}” is not a web address"
            raise UsageError(Problem("--base-url", message, "usage.base-url", hint=ADDRESS_HINT))
        file = msgspec.structs.replace(file, base_url=base_url)
    return _config(root, file)


def _join_authority(node: MappingNode) -> None:
    """Read `feed: {authority: example.org,2026}` as it is meant.

    Between braces a comma ends a value, so YAML has `2026` for a key without a value.
    """
    feed: Any = next((value for key, value in node.value if key.value == "feed"), None)
    if not getattr(feed, "flow_style", False):
        return
    pairs = feed.value
    for place, ((key, value), (date, nothing)) in enumerate(pairwise(pairs)):
        if key.value == "authority" and date.value[:1].isdigit() and not nothing.value:
            value.value += f",{date.value}"
            del pairs[place + 1]
            return


def _read_text(root: Path) -> str:
    path = root / FILE_NAME
    try:
        # Reading a pipe that nobody writes to would never end.
        if path.exists() and not path.is_file():
            message = "cannot be read: it is not a file"
            raise UsageError(Problem(FILE_NAME, message, "config.unreadable"))
        data = path.read_bytes()
    except OSError as error:
        if not os.path.lexists(path):
            find_site(root)
        raise UsageError(unreadable(FILE_NAME, error)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(not_utf8(FILE_NAME, data, error)) from None


def _config(root: Path, file: SiteFile) -> Config:
    parts = urlsplit(file.base_url or "http://localhost:8000/")
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    origin = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    return Config(
        root=str(root),
        file=file,
        origin=origin,
        base=quote(unquote(parts.path.rstrip("/")), safe="/~:@!$&'()*+,;="),
        direction=file.direction or direction_of(file.language),
        main_language=file.language,
    )


def site_problem(
    config: Config, keys: tuple[str | int, ...], message: str, code: str, hint: str = ""
) -> Problem:
    """Make a problem that points at a value of a site's `site.yml`, where it is set there.

    The file may be gone or broken by now; the problem then has no line.
    """
    try:
        source = yamldoc.YamlText(FILE_NAME, _read_text(Path(config.root)))
    except (UsageError, OSError):
        return Problem(FILE_NAME, message, code, hint=hint)
    mark = yamldoc.place(source, *keys)
    if mark is None:
        return Problem(FILE_NAME, message, code, hint=hint)
    return source.problem(mark, message, code, hint)
