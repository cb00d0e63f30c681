"""The outline of README and docs/: each page's headings, and how much stands below each.

A page that loses a part by accident no longer fits its outline. After a change that is meant,
`python -m tests.docs.outline` writes `outline.txt` anew; read the difference before you commit it.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.reading import DOCUMENTS, ROOT

OUTLINE = Path(__file__).with_name("outline.txt")

Sections = list[tuple[str, int]]


def sections(text: str) -> Sections:
    """Give each heading with the number of lines below it that are not empty."""
    found: Sections = []
    is_code = False
    for line in text.splitlines():
        is_code ^= line.lstrip().startswith("```")
        if not is_code and re.match(r"#+ ", line):
            found.append((line, 0))
        elif line.strip():
            heading, count = found.pop() if found else ("(no heading)", 0)
            found.append((heading, count + 1))
    return found


def name_of(document: Path) -> str:
    """Give a page's path in the repository."""
    return document.relative_to(ROOT).as_posix()


def recorded() -> dict[str, Sections]:
    """Read the outlines that are recorded, by the pages' names."""
    found: dict[str, Sections] = {}
    page: Sections = []
    for line in OUTLINE.read_text("utf-8").splitlines():
        count, _, heading = line.strip().partition(" ")
        if heading:
            page.append((heading, int(count)))
        else:
            page = found[count] = []
    return found


def lost(now: Sections, before: Sections) -> list[str]:
    """Say what a page has lost: a heading, or more than a quarter of what stood below one."""
    counts = dict(now)
    gone = [heading for heading, _ in before if heading not in counts]
    short = [
        f"{heading}: {counts[heading]} lines, and there were {count}"
        for heading, count in before
        if heading in counts and counts[heading] < count * 3 / 4
    ]
    return [*(f"{heading}: gone" for heading in gone), *short]


def write() -> None:
    """Record the outlines as they are now."""
    lines = []
    for document in DOCUMENTS:
        lines.append(f"{name_of(document)}\n")
        found = sections(document.read_text("utf-8"))
        lines += [f"{count:4} {heading}\n" for heading, count in found]
    OUTLINE.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    write()
