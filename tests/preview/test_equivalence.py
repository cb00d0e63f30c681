"""After many saves in random order, the preview shows what a build writes.

`--slow` makes a thousand of them.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.preview.conftest import article
from tests.preview.saving import WAYS
from tests.preview.serving import PATIENCE, Preview, serving

SEED = int(os.environ.get("SITEGEN_SEED", "2014"))
CHECKPOINTS = 4
NOW = "2024-09-01"

SECTIONS = ("iran", "azerbaijan", "the sea", "گیلان")
TAGS = ("Rivers", "Ports", "Gaz & neft", "Xəzər", "تهران")
AUTHORS = ("Mina", "Rəşad Əliyev", "Cem Ö.")
NAMES = ("spring", "two words", "bahār", "بهار", "baharə", "summer", "autumn", "winter")


class Writer:
    """Someone who works on a site, at random; every state between two saves is a valid one."""

    def __init__(self, site: Path, seed: int) -> None:
        self.site = site
        self.random = random.Random(seed)
        self.counter = 0
        self.log: list[str] = []
        self._with_slugs = False

    def start(self) -> None:
        """Write the first state, and another one in a branch of git."""
        self._write("site.yml", self._settings(20))
        self._write("static/extra.css", "h1 {}\n")
        self._write("static/notes/read me.txt", "Notes\n")
        self._write("content/authors/mina.md", "---\nname: Mina\n---\n\nWrites.\n")
        self._write("content/pages/about.md", article("About"))
        self._write("templates/404.html", "<body>lost</body>\n")
        for _ in range(14):
            self.add_article()
        linked = self.site.parent / "linked"
        linked.mkdir()
        (self.site / "content/linked").symlink_to(linked)
        (linked / "2024-03-01-from-afar.md").write_text(self._text(), encoding="utf-8")
        self._write(".gitignore", "public/\n.sitegen/\n*~\n")
        self._git("init", "--quiet", "--initial-branch", "main")
        self._git("add", "--all")
        self._git("commit", "--quiet", "--message", "one")
        self._git("checkout", "--quiet", "-b", "other")
        for _ in range(6):
            self.edit_article()
        self._git("add", "--all")
        self._git("commit", "--quiet", "--message", "two")
        self._git("checkout", "--quiet", "main")
        # A checkout may bring a file back that lives on under another name: only what is in no
        # branch may name its own address.
        self._with_slugs = True

    def save(self) -> None:
        """Do one thing, chosen at random."""
        actions = (
            (self.edit_article, 66),
            (self.add_article, 6),
            (self.copy_bundle, 2),
            (self.delete_article, 6),
            (self.rename_article, 7),
            (self.edit_profile, 2),
            (self.edit_style, 3),
            (self.edit_template, 3),
            (self.edit_settings, 2),
            (self.check_out, 2),
            (self.leave_droppings, 1),
        )
        chosen = self.random.choices([a for a, _ in actions], [weight for _, weight in actions])[0]
        self.log.append(chosen.__name__)
        chosen()

    def edit_article(self) -> None:
        way = self.random.choice(WAYS)
        file = self.random.choice(self._articles())
        self.log[-1:] = [f"{way.__name__} {file.relative_to(self.site)}"]
        way(file, self._text())

    def add_article(self) -> None:
        self.counter += 1
        section = self.random.choice(SECTIONS)
        day = self.random.randint(1, 28)
        name = f"2024-02-{day:02}-{self.random.choice(NAMES)} {self.counter}.md"
        self._write(f"content/{section}/{name}", self._text())

    def copy_bundle(self) -> None:
        self.counter += 1
        folder = self.site.parent / "bundle"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        text = article(f"Bundle {self.counter}", "![Map](map.svg)\n", date="2024-04-01")
        (folder / "index.md").write_text(text)
        (folder / "map.svg").write_text(f"<svg><!-- {self.counter} --></svg>")
        target = self.site / f"content/iran/bundle-{self.counter}"
        subprocess.run(["cp", "-r", folder, target], check=True)

    def delete_article(self) -> None:
        files = self._articles()
        if len(files) > 8:
            self.random.choice(files).unlink()

    def rename_article(self) -> None:
        self.counter += 1
        file = self.random.choice(self._articles())
        if file.name == "index.md":
            file.parent.rename(file.parent.with_name(f"bundle-{self.counter}"))
            return
        folder = self.site / "content" / self.random.choice(SECTIONS)
        folder.mkdir(exist_ok=True)
        name = f"2024-02-{self.random.randint(1, 28):02}-{self.random.choice(NAMES)}"
        file.rename(folder / f"{name} {self.counter}.md")

    def edit_profile(self) -> None:
        self.counter += 1
        way = self.random.choice(WAYS)
        text = f"---\nname: Mina\ndescription: Number {self.counter}\n---\n\nWrites.\n"
        way(self.site / "content/authors/mina.md", text)

    def edit_style(self) -> None:
        self.counter += 1
        way = self.random.choice(WAYS)
        way(self.site / "static/extra.css", f"h1 {{ margin: {self.counter}px }}\n")

    def edit_template(self) -> None:
        self.counter += 1
        way = self.random.choice(WAYS)
        way(self.site / "templates/404.html", f"<body>lost {self.counter}</body>\n")

    def edit_settings(self) -> None:
        way = self.random.choice(WAYS)
        way(self.site / "site.yml", self._settings(self.random.choice((3, 5, 20))))

    def check_out(self) -> None:
        self._git("checkout", "--quiet", "--force", self.random.choice(("main", "other")))

    def leave_droppings(self) -> None:
        file = self.random.choice(self._articles())
        for name in (f"{file.name}~", f".{file.name}.swp", f"#{file.name}#", "4913"):
            file.with_name(name).write_bytes(b"\xff nothing to read")

    def _articles(self) -> list[Path]:
        content = self.site / "content"
        folders = [
            folder for folder in content.iterdir() if folder.name not in ("pages", "authors")
        ]
        return sorted(file for folder in folders for file in folder.rglob("*.md"))

    def _text(self) -> str:
        self.counter += 1
        choose = self.random
        fields = {
            "tags": f"[{', '.join(choose.sample(TAGS, choose.randint(0, 3)))}]",
            "authors": f"[{', '.join(choose.sample(AUTHORS, choose.randint(0, 2)))}]",
            "summary": f"Summary {choose.randint(1, 3)}" if choose.random() < 0.5 else "",
            "draft": "true" if choose.random() < 0.1 else "false",
            "date": "2030-01-01" if choose.random() < 0.05 else "2024-03-01",
        }
        # Half of the saves touch no more than title and body.
        if choose.random() < 0.5:
            fields = {"date": "2024-03-02"}
        if self._with_slugs and choose.random() < 0.5:
            fields["slug"] = f"article-{self.counter}"
        body = f"Body {self.counter}, *again*.\n\n## A heading {choose.randint(1, 3)}\n\nText.\n"
        return article(f"Title {self.counter}", body if choose.random() < 0.95 else "", **fields)

    def _settings(self, page_size: int) -> str:
        fixed = "title: Digest\nbase_url: https://example.org/repo/\nfollow_links: [../linked]\n"
        return f"{fixed}page_size: {page_size}\n"

    def _write(self, name: str, text: str) -> None:
        file = self.site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.site, check=True, capture_output=True)


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    site = tmp_path / "a digest"
    site.mkdir()
    found = Writer(site, SEED)
    found.start()
    return found


def test_many_saves_lead_to_what_a_build_writes(writer: Writer, slow: bool):
    saves = 1000 if slow else 280
    with serving(writer.site, "--now", NOW) as preview:
        known: set[str] = set()
        for number in range(1, saves + 1):
            writer.save()
            time.sleep(writer.random.choice((0, 0, 0.005, 0.03)))
            if number % (saves // CHECKPOINTS) == 0:
                pages = built(writer)
                compare(preview, pages, known, f"seed {SEED}, save {number}: {writer.log[-5:]}")
                known |= pages.keys()
        assert preview.stop() == 0


def built(writer: Writer) -> dict[str, bytes]:
    """Build the site and give its files by URL path."""
    command = [sys.executable, "-m", "sitegen", "build", "--drafts", "--now", NOW]
    result = subprocess.run(command, cwd=writer.site, capture_output=True, text=True)
    assert result.returncode == 0, f"seed {SEED}: {result.stderr}"
    return dict(_files(writer.site / "public"))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in folder.rglob("*"):
        if file.is_file() and not file.name.startswith("."):
            yield file.relative_to(folder).as_posix(), file.read_bytes()


def compare(preview: Preview, pages: dict[str, bytes], known: set[str], where: str) -> None:
    """Assert that every page is served as it was built, and that no other one is there any more.

    The preview may be a few events behind, so that it gets time to catch up.
    """
    end = time.monotonic() + PATIENCE
    wrong = list(pages)
    gone = sorted(known - pages.keys())
    while True:
        wrong = [path for path in wrong if preview.get(quote(path)).page != pages[path]]
        gone = [path for path in gone if preview.get(quote(path)).status != 404]
        if not wrong and not gone:
            # Once it has caught up, all must be right at the same time.
            late = [path for path in pages if preview.get(quote(path)).page != pages[path]]
            assert late == [], where
            return
        assert time.monotonic() < end, f"{where}: differ {wrong[:5]}, still there {gone[:5]}"
        time.sleep(0.1)
