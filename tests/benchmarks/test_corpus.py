"""The corpus is the same everywhere, and has the shape that the benchmarks speak of."""

import os
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from itertools import islice
from pathlib import Path
from statistics import mean

import pytest
import yaml

from benchmarks.corpus import AUTHORS, SECTIONS, TAGS, Corpus
from benchmarks.tools import TOOLS

ROOT = Path(__file__).parents[2]


def write(tool: str, out: Path, hash_seed: str) -> dict[str, str]:
    command = ["-m", "benchmarks.corpus", "--tool", tool, "--articles", "30", "--out", str(out)]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)
    return {
        file.relative_to(out).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in out.rglob("*")
        if file.is_file()
    }


@pytest.mark.parametrize("tool", ["sitegen", "hugo"])
def test_two_processes_with_other_hash_seeds_write_the_same_bytes(tool, tmp_path):
    one = write(tool, tmp_path / "one", "1")
    other = write(tool, tmp_path / "other", "2")
    assert sum(path.startswith("content/") for path in one) == 30
    assert one == other


def test_it_does_not_write_over_what_is_there(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    command = ["-m", "benchmarks.corpus", "--tool", "hugo", "--out", str(tmp_path)]
    ended = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 2
    assert "is not empty" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_smaller_corpus_is_the_beginning_of_a_larger_one():
    assert list(Corpus(20)) == list(islice(Corpus(200), 20))
    assert list(Corpus(5, seed=1)) != list(Corpus(5, seed=2))


def test_articles_are_of_the_promised_kind():
    corpus = Corpus(400)
    articles = corpus.articles
    assert len(corpus.sections) == SECTIONS
    assert len(set(corpus.tags)) == TAGS
    assert len({author for article in articles for author in article.authors}) <= AUTHORS
    assert 5500 < mean(len(article.body.encode()) for article in articles) < 6500
    assert len({article.url for article in articles}) == len(articles)
    assert len({article.date for article in articles}) == len(articles)
    years = Counter(article.date.year for article in articles)
    assert sorted(years) == list(range(2016, 2024))
    bodies = "\n".join(article.body for article in articles)
    for mark in ("\n## ", "\n- ", "\n1. ", "\n> ", "\n| --- ", " **", " *", "](https://", "“"):
        assert mark in bodies, mark


def test_sections_and_tags_follow_zipf():
    corpus = Corpus(2000)
    sections = Counter(article.section for article in corpus.articles)
    assert 0.30 < sections[corpus.sections[0]] / 2000 < 0.38  # 1 / (1 + 1/2 + … + 1/10) = 0.34
    tags = Counter(tag for article in corpus.articles for tag in article.tags)
    common, rare = corpus.tags[:30], corpus.tags[-30:]
    assert sum(tags[tag] for tag in common) > 20 * sum(tags[tag] for tag in rare)


def test_an_added_article_is_newer_than_all_and_new():
    corpus = Corpus(50)
    added = [corpus.newer(0), corpus.newer(1)]
    assert corpus.newest.date == max(article.date for article in corpus)
    assert corpus.newest.date < added[0].date < added[1].date
    assert not {article.url for article in added} & {article.url for article in corpus}


@pytest.mark.parametrize("tool", ["sitegen", "hugo", "eleventy"])
def test_front_matter_says_what_the_article_says(tool):
    for article in Corpus(40):
        _, head, body = TOOLS[tool].text(article).split("---\n", 2)
        fields = yaml.safe_load(head)
        assert fields["title"] == article.title
        assert fields["date"] == article.date
        assert fields["summary"] == article.summary
        assert tuple(fields["authors"]) == article.authors
        assert tuple(fields.get("tags") or fields["topics"]) == article.tags
        assert body == f"\n{article.body}"
