"""Writes the digest that the queries are asked of: their articles among many others."""

from __future__ import annotations

import random
from pathlib import Path

from .queries import WANTED

COMMON = dict(
    line.split(": ")
    for line in Path(__file__).with_name("common.txt").read_text(encoding="utf-8").splitlines()
)
"""Ordinary words that no query asks for."""


def write_digest(root: Path, articles: int, base_url: str) -> Path:
    """Write a site of so many articles, the same in every run."""
    chance = random.Random(4)
    folder = root / "content"
    for number, wanted in enumerate(WANTED):
        _write(folder / f"wanted-{number}.md", wanted.lang, wanted.title, wanted.text, number)
    titles = {lang: [w.title for w in WANTED if w.lang == lang] for lang in COMMON}
    for number in range(articles - len(WANTED)):
        lang = chance.choice(list(COMMON))
        words = COMMON[lang].split()
        # A word of a title that is asked for is in many a text, too.
        asked = " ".join(titles[lang]).split()
        title = " ".join(chance.sample(words, 5))
        text = " ".join(chance.choices(words, k=60) + chance.sample(asked, 6))
        _write(folder / f"other-{number}.md", lang, f"{title} {number + 5000}", text, number)
    (root / "site.yml").write_text(f"title: Digest\nbase_url: {base_url}\nsearch: true\n")
    return root


def _write(file: Path, lang: str, title: str, text: str, number: int) -> None:
    day = f"{2020 + number % 7}-{1 + number % 12:02}-{1 + number % 28:02}"
    front = f'title: "{title}"\ndate: {day}\nlang: {lang}\nsection: {("Sea", "Land")[number % 2]}'
    front += f"\ntags: [Topic {number % 9}]\nauthors: [Writer {number % 5}]"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\n{front}\n---\n{text}\n", encoding="utf-8")
