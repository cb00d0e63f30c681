"""requirements.txt: which sitegen builds a site, as pip reads it on another machine.

What is installed here tells it (PEP 610, direct_url.json): a release, a commit of a repository, an
archive on the web, or a folder that no other machine has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from ..problems import Problem

DISTRIBUTION = "sitegen-digest"
REQUIREMENTS = "requirements.txt"

_NAMED = re.compile(r"^(\s*-[re]|\s*--requirement|\s*--editable|[^#\n]*sitegen)", re.I | re.M)
"""A line that asks for sitegen, or one that may bring it along from elsewhere."""

_FROM_ELSEWHERE = re.compile(r"(https?|ssh|git)://", re.I)

_INTRODUCTION = "# What builds this site, here and on GitHub: pip install -r requirements.txt\n"
_TO_BE_NAMED = f"""\
# The sitegen that made this file was installed from a folder or a file of one machine, so no other
# can install it. Until sitegen has a release, name a repository that holds it, and a commit:
# {DISTRIBUTION} @ git+https://github.com/OWNER/REPOSITORY@COMMIT
# From the first release on, name that: {DISTRIBUTION}==VERSION
"""


def requirements_text() -> str:
    """Write the requirements.txt that installs the sitegen that is running.

    Where no other machine can install that, comments say what to write instead.
    """
    try:
        found = distribution(DISTRIBUTION)
        version, origin = found.version, json.loads(found.read_text("direct_url.json") or "null")
    except (PackageNotFoundError, ValueError):
        # It runs from a folder that pip does not know.
        version, origin = "", {"url": "", "dir_info": {}}
    line = requirement(version, origin)
    return _INTRODUCTION + (f"{line}\n" if line else _TO_BE_NAMED)


def requirement(version: str, origin: Mapping[str, Any] | None) -> str | None:
    """Write the requirement that installs a version of sitegen again.

    `origin` is what direct_url.json holds; None for a release from a package index. The result is
    None where only this machine has what was installed.
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
    """Warn of a requirements.txt that does not name sitegen; None where it does."""
    if _NAMED.search(text):
        return None
    return Problem(
        path.as_posix(),
        "this does not say which sitegen builds the site, so a workflow cannot install it",
        "new.requirements",
        hint=f"add a line such as: {DISTRIBUTION} @ git+https://github.com/OWNER/REPOSITORY@COMMIT",
        severity="warning",
    )
