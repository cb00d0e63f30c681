"""The console blocks of README and docs/ are run in their order, and print what they say.

A block ```` ```console ```` holds commands after `$`, and below them what they print, as far as the
page shows it. A block with a file's name behind its language (```` ```text ferry.txt ````) is that
file. A page's blocks share one shell. It begins in a checkout of sitegen in an otherwise empty
folder, or in a site that this file gives it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import COMMAND
from tests.docs.reading import DOCUMENTS, ROOT, blocks, tokens
from tests.tooling.installing import QUICK_PIP, make_environment

DUMPS = ROOT / "tests" / "importing" / "text" / "dumps"
HEAD = "title: Digest\nbase_url: https://user.github.io/repo/\n"
TALKS = "---\ntitle: The talks\ntags: [Diplomacy]\n---\n\nBoth sides met.\n\n\n"
WITH_ID = TALKS.replace("tags:", "id: talks\ntags:").removesuffix("\n")

# The sites that these pages speak of.
SITES: dict[str, dict[str, str]] = {
    "docs/checking.md": {
        "site.yml": f"{HEAD}feed: {{authority: 'user.github.io,2026'}}\n",
        "content/iran/2026-05-04-talks.md": f"{WITH_ID}As they [did](before.md) in spring.\n",
        "content/iran/2026-06-01-visit.md": "---\ntitle: The visit\n---\nIt begins.\n",
        "static/images/map.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    },
    "docs/importing.md": {
        "site.yml": HEAD,
        "ferry.txt": (DUMPS / "full_shape.txt").read_text("utf-8"),
        "crane.txt": (DUMPS / "byline_once.txt").read_text("utf-8"),
        "bridge.txt": (DUMPS / "more_from_author.txt").read_text("utf-8"),
    },
    "docs/inbox.md": {"site.yml": HEAD, "content/iran/2026-05-01-talks.md": TALKS},
    "docs/migrating.md": {
        "site.yml": HEAD,
        "old-site/hugo.toml": 'baseURL = "https://old.test/"\n',
        "old-site/content/iran/talks.md": "+++\ntitle = 'The talks'\n+++\nBoth sides met.\n",
    },
    "docs/tutorial.md": {"site.yml": HEAD},
    "docs/preview.md": {"site.yml": HEAD, "content/iran/2026-05-04-talks.md": TALKS},
}

NOT_RUN = "console not-run"
"""The language of the few blocks that take hours, or that are about another repository."""

FAILING = {"docs/checking.md"}
"""Pages whose last command shows a problem, and exits with 1."""

# A preview is stopped once it has told its address; make only says what it would do, but for the
# one goal that sets everything up; GitHub is a folder of this machine.
PRELUDE = """
set -e
source "$TESTED/bin/activate"
pip() { python -m pip "$@"; }
make() { if [ "$1" = site ]; then command make site; else command make --dry-run "$@"; fi; }
sitegen() {
  if [ "$1" != serve ]; then command sitegen "$@"; return; fi
  command sitegen serve --port 0 > "$HOME/preview" 2>&1 &
  until grep -q http:// "$HOME/preview"; do
    kill -0 $! || { cat "$HOME/preview"; return 1; }
    sleep 0.1
  done
  kill $!
  wait $! || true
}
"""


class Command(NamedTuple):
    """A command of a page, the lines that it is to print, and its line in the page."""

    text: str
    printed: list[str]
    line: int


def commands(document: Path) -> list[Command]:
    """Give the commands of a page's console blocks."""
    found: list[Command] = []
    for block in blocks(document):
        if block.language == "console":
            for number, line in enumerate(block.text.splitlines(), start=block.line + 1):
                if line.startswith("$ "):
                    found.append(Command(line.removeprefix("$ "), [], number))
                else:
                    assert found, f"{document.name}:{number}: a console block begins with $"
                    found[-1].printed.append(line)
    return found


@pytest.fixture(scope="module")
def checkout(same_versions, base_dependencies, tmp_path_factory) -> Path:
    """Give a copy of this checkout, in which `make site` has run.

    Its environment has pip and what sitegen depends on already, but for the extras.
    """
    folder = Path(tmp_path_factory.mktemp("docs")) / "sitegen"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    for name in filter(None, listed.stdout.split("\0")):
        is_needed = not name.startswith("tests/") or name.startswith("tests/tooling/")
        if is_needed and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    # The tests may run with other versions than those that are locked; so does what they install.
    shutil.copyfile(same_versions["PIP_CONSTRAINT"], folder / "constraints.txt")
    make_environment(folder / ".venv", base_dependencies)
    (folder / ".venv" / ".made").touch()
    quick = {**os.environ, **QUICK_PIP}
    subprocess.run(["make", "site"], cwd=folder, env=quick, check=True, capture_output=True)
    return folder


def run(document: Path, folder: Path, checkout: Path) -> list[str]:
    """Run a page's commands in one shell; give what each of them printed."""
    name = document.relative_to(ROOT).as_posix()
    site = SITES.get(name, {})
    for path, text in site.items():
        (folder / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "site" / path).write_text(text, "utf-8")
    for block in blocks(document):
        language, _, path = block.language.partition(" ")
        if path and language != "console":
            file = folder / ("site" if site else "") / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, "utf-8")
    remote = folder / "github" / "YOU" / "caspian-digest.git"
    subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)
    start = folder / "site"
    if not site:
        start = folder / "sitegen"
        shutil.copytree(checkout, start, ignore=shutil.ignore_patterns(".venv*"))
    environment = start / ".venv"
    # A copy: what is installed over a link would be written to where the link leads.
    shutil.copy(COMMAND, make_environment(environment) / "sitegen")
    (environment / ".made").touch()
    mark = "=== next ==="
    script = [PRELUDE, f'git config --global url."{folder}/github/".insteadOf git@github.com:']
    for command in commands(document):
        script += [f"echo '{mark}'", command.text]
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=start,
        env={
            **os.environ,
            **QUICK_PIP,
            "TESTED": str(environment),
            "HOME": str(folder),
            "GIT_CONFIG_GLOBAL": str(gitconfig(folder)),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=240,
    )
    shown = done.stdout.replace(f"{folder}/github/", "git@github.com:")
    printed = shown.split(f"{mark}\n")[1:]
    if name not in FAILING:
        assert done.returncode == 0, f"{name}: the last command failed\n{done.stdout}"
    return printed


def gitconfig(folder: Path) -> Path:
    """Write the settings of somebody who has used git before."""
    file = folder / "gitconfig"
    file.write_text("[user]\n\tname = You\n\temail = you@example.org\n")
    return file


def plain(line: str) -> str:
    """Replace what differs from run to run: times, sizes and the names of commits."""
    line = re.sub(r"\b\d+(\.\d+)? (s|ms|kB)\b", r"0 \2", line.rstrip())
    return re.sub(r"\b[0-9a-f]{10}\b", "commit", line)


RUN = [document for document in DOCUMENTS if commands(document)]


@pytest.mark.parametrize("document", RUN, ids=lambda document: document.name)
def test_the_commands_of_a_page_print_what_it_says(document, checkout, tmp_path):
    listed = commands(document)
    printed = run(document, tmp_path, checkout)
    assert len(printed) == len(listed)
    for command, text in zip(listed, printed, strict=True):
        lines = [plain(line) for line in text.splitlines()]
        assert shows(command.printed, lines), f"{document.name}:{command.line}:\n{text}"


def shows(page: list[str], lines: list[str]) -> bool:
    """Return True if a page shows lines that follow each other; … is in place of any others."""
    parts: list[list[str]] = [[]]
    for line in map(plain, page):
        if line == "…":
            parts.append([])
        else:
            parts[-1].append(line)
    at = 0
    for part in parts:
        starts = range(at, len(lines) - len(part) + 1)
        found = next((n for n in starts if lines[n : n + len(part)] == part), None)
        if found is None:
            return False
        at = found + len(part)
    return True


def test_a_command_stands_in_a_console_block():
    """Indented lines and blocks of another language would not be run."""
    program = re.compile(r"^\s*(\$ |(sitegen|make|git|pip|cd|source) [a-z.])", re.M)
    loose = [
        f"{document.name}:{(token.map or [0])[0] + 1}"
        for document in DOCUMENTS
        for token in tokens(document)
        if token.type == "code_block" or (token.type == "fence" and token.info != "console")
        if program.search(token.content) and token.info != NOT_RUN
    ]
    assert loose == []
