"""A deterministic corpus of news-like articles, written for each generator under test.

Article number *i* is a function of the seed and *i* alone: a corpus of 1,000 is the
beginning of the corpus of 10,000, and no hash seed, clock or platform enters.

    python -m benchmarks.corpus --tool sitegen --articles 10000 --out DIR
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import click

SEED = 2014
SECTIONS, TAGS, AUTHORS = 10, 300, 80
VOCABULARY = 6000
FIRST_DAY = datetime(2016, 1, 1, tzinfo=UTC)
YEARS = 8
BODY_SIZE = (4300, 6700)
"""Shortest and longest body, in characters of Markdown."""

_ONSETS = (
    "b c d f g h j k l m n p r s t v w z br cr dr gr kr pr tr bl gl kl pl sl st sk sh ch".split()
)
_VOWELS = "a a a e e e i i o o u ai ea ou".split()
_CODAS = ["", "", "", "n", "r", "l", "s", "t", "m", "nd", "st", "rt", "k"]


@dataclass(frozen=True)
class Article:
    """One article, before any generator's file format."""

    section: str
    slug: str
    title: str
    date: datetime
    summary: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    body: str

    @property
    def url(self) -> str:
        """The path every generator must give it: /<section>/<yyyy>/<mm>/<slug>/."""
        return f"/{self.section}/{self.date:%Y/%m}/{self.slug}/"

    @property
    def stem(self) -> str:
        """File name without its ending: <date>-<slug>."""
        return f"{self.date:%Y-%m-%d}-{self.slug}"


class Zipf:
    """Draws items so that the one of rank r comes with weight 1 / r ** exponent."""

    def __init__(self, items: Sequence[str], exponent: float = 1.0) -> None:
        self.items = items
        self._weights = list(accumulate(1 / rank**exponent for rank in range(1, len(items) + 1)))

    def some(self, rng: random.Random, count: int) -> list[str]:
        return rng.choices(self.items, cum_weights=self._weights, k=count)

    def distinct(self, rng: random.Random, count: int) -> tuple[str, ...]:
        chosen: dict[str, None] = {}
        while len(chosen) < count:
            chosen.update(dict.fromkeys(self.some(rng, count - len(chosen))))
        return tuple(chosen)


def slug_of(name: str) -> str:
    """Slug of an ASCII name of words, on which every generator agrees."""
    return name.lower().replace(" ", "-")


class Corpus:
    """The articles 0 … count-1 of a seed, made one at a time."""

    def __init__(self, count: int, seed: int = SEED) -> None:
        self.count = count
        self.seed = seed
        rng = random.Random(f"{seed}:names")
        words = _distinct_words(rng, VOCABULARY)
        self.sections = [word for word in words if len(word) == 6][:SECTIONS]
        self._words = Zipf(sorted(words, key=lambda word: len(word) + rng.uniform(0, 6)), 0.8)
        self._title_words = Zipf([word for word in words if 4 <= len(word) <= 9], 0.5)
        self._by_section = Zipf(self.sections)
        self._by_tag = Zipf(_names(rng, words, TAGS))
        self._by_author = Zipf(_names(rng, words, AUTHORS))

    @property
    def tags(self) -> Sequence[str]:
        """All 300 tag names, the most frequent first."""
        return self._by_tag.items

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """All of them, kept in memory (about 8 KB each)."""
        return tuple(self)

    @cached_property
    def newest(self) -> Article:
        """The article of the latest date."""
        return max(self, key=lambda article: article.date)

    def __iter__(self) -> Iterator[Article]:
        """Make the articles in order, afresh, without keeping them."""
        slugs: set[str] = set()
        dates: set[datetime] = set()
        for number in range(self.count):
            article = self._make(number)
            slug, date, again = article.slug, article.date, 1
            while slug in slugs:
                again += 1
                slug = f"{article.slug}-{again}"
            while date in dates:  # equal dates would leave the order to each generator
                date += timedelta(seconds=1)
            slugs.add(slug)
            dates.add(date)
            yield replace(article, slug=slug, date=date)

    def newer(self, number: int) -> Article:
        """An article beyond the corpus, newer than all of it: the one that somebody adds."""
        date = FIRST_DAY + timedelta(days=365.25 * YEARS, minutes=number + 1)
        article = self._make(self.count + number)
        return replace(article, slug=f"{article.slug}-late", date=date)

    def _make(self, number: int) -> Article:
        rng = random.Random(f"{self.seed}:{number}")
        words = self._title_words.some(rng, rng.randint(5, 9))
        return Article(
            section=self._by_section.some(rng, 1)[0],
            slug="-".join(words),
            title=_title(rng, words),
            date=FIRST_DAY + timedelta(seconds=rng.randrange(int(YEARS * 365.25 * 86400))),
            summary=self._sentence(rng, rng.randint(14, 24), plain=True),
            authors=self._by_author.distinct(rng, rng.choice((1, 1, 1, 1, 2))),
            tags=self._by_tag.distinct(rng, rng.randint(2, 4)),
            body=self._body(rng),
        )

    def _body(self, rng: random.Random) -> str:
        wanted = rng.randint(*BODY_SIZE)
        blocks = [self._paragraph(rng)]
        size = len(blocks[0])
        while size < wanted:
            block = self._block(rng)
            blocks.append(block)
            size += len(block) + 2
        blocks.append(self._paragraph(rng))
        return "\n\n".join(blocks) + "\n"

    def _block(self, rng: random.Random) -> str:
        kind = rng.random()
        if kind < 0.76:
            return self._paragraph(rng)
        if kind < 0.86:
            heading = self._sentence(rng, rng.randint(3, 7), plain=True).rstrip(".?")
            return f"## {heading}\n\n{self._paragraph(rng)}"
        if kind < 0.92:
            items = [self._sentence(rng, rng.randint(6, 16)) for _ in range(rng.randint(3, 6))]
            numbered = rng.random() < 0.3
            marks = [f"{place}." if numbered else "-" for place in range(1, len(items) + 1)]
            return "\n".join(f"{mark} {item}" for mark, item in zip(marks, items, strict=True))
        if kind < 0.98:
            return f"> {self._sentence(rng, 18)} {self._sentence(rng, 12)}"
        return self._table(rng)

    def _table(self, rng: random.Random) -> str:
        head = "| " + " | ".join(word.capitalize() for word in self._words.some(rng, 3)) + " |"
        rows = [
            f"| {self._words.some(rng, 1)[0]} | {rng.randint(10, 9999)} | {rng.random():.2f} |"
            for _ in range(rng.randint(3, 7))
        ]
        return "\n".join([head, "| --- | ---: | ---: |", *rows])

    def _paragraph(self, rng: random.Random) -> str:
        sentences = rng.randint(2, 5)
        return " ".join(self._sentence(rng, rng.randint(8, 26)) for _ in range(sentences))

    def _sentence(self, rng: random.Random, length: int, plain: bool = False) -> str:
        words = self._words.some(rng, length)
        words[0] = words[0].capitalize()
        if length > 12:
            words[length // 2] += ","
        if not plain:
            _mark_up(rng, words)
        return " ".join(words) + ("." if rng.random() < 0.95 else "?")


def _mark_up(rng: random.Random, words: list[str]) -> None:
    """Give some sentences emphasis, a link, code, or a spoken half, in place."""
    chance = rng.random()
    place = rng.randrange(1, len(words) - 1)
    if chance < 0.08:
        words[place] = f"*{words[place]}*"
    elif chance < 0.12:
        words[place] = f"**{words[place]}**"
    elif chance < 0.22:
        word = words[place].rstrip(",")
        words[place] = f"[{word}](https://example.org/{word}/{rng.randrange(1000)})"
    elif chance < 0.23:
        words[place] = f"`{words[place]}`"
    elif chance < 0.35:
        words[0] = f"“{words[0]}"
        words[place] = f"{words[place].rstrip(',')},”"
    elif chance < 0.40:
        words[place] += " —"


def _title(rng: random.Random, words: list[str]) -> str:
    """The words as a headline, now and then with what YAML and HTML must escape."""
    first, rest = words[0].capitalize(), " ".join(words[1:])
    chance = rng.random()
    if chance < 0.08:
        return f"{first}: {rest}"
    if chance < 0.12:
        return f"{first} & {rest}"
    if chance < 0.16:
        return f"“{first}” {rest}"
    return f"{first} {rest}"


def _distinct_words(rng: random.Random, count: int) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < count:
        syllables = rng.choices((1, 2, 3, 4), (25, 45, 22, 8))[0]
        parts = [
            rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(syllables)
        ]
        words["".join(parts)] = None
    return list(words)


def _names(rng: random.Random, words: Sequence[str], count: int) -> list[str]:
    """Distinct names of two capitalised words."""
    long = [word for word in words if 4 <= len(word) <= 8]
    names: dict[str, None] = {}
    while len(names) < count:
        names[" ".join(word.capitalize() for word in rng.sample(long, 2))] = None
    return list(names)


@click.command()
@click.option(
    "--tool", required=True, help="Whose site to write: sitegen, hugo, pelican, eleventy."
)
@click.option("--articles", type=click.IntRange(1), default=1000, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--seed", default=SEED, show_default=True)
def main(tool: str, articles: int, out: Path, seed: int) -> None:
    """Write a site of ARTICLES generated articles into the new folder OUT."""
    from benchmarks.tools import TOOLS

    if tool not in TOOLS:
        raise click.BadParameter(f"one of {', '.join(TOOLS)}", param_hint="--tool")
    if out.exists() and any(out.iterdir()):
        raise click.BadParameter(f"{out} is not empty", param_hint="--out")
    TOOLS[tool].write_site(Corpus(articles, seed), out)
    click.echo(f"{articles} articles for {tool} in {out}")


if __name__ == "__main__":
    main()
