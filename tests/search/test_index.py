"""The index in the output of a build: made when a text changes, ours, and gone where it is off."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest

from sitegen.problems import ContentError
from sitegen.search import index
from tests.building import Built, article, built, run_cli

pytestmark = pytest.mark.integration

FILES = {
    "site.yml": "title: Digest\nbase_url: https://example.org/repo/\nsearch: true\n",
    "content/sea/one.md": article("title: Harbour\ndate: 2026-05-01\ntags: [Ports]", "Dredging.\n"),
    "content/sea/two.md": article("title: Lighthouse\ndate: 2026-05-02", "A lamp.\n"),
    "content/sea/draft.md": article("title: Unready\ndate: 2026-05-03\ndraft: true", "Hidden.\n"),
}


def indexed_files(site: Built) -> dict[str, bytes]:
    return {
        path: data for path, data in site.contents().items() if path.startswith("search/index/")
    }


def shown(site: Built) -> dict[str, str]:
    """Read the titles and addresses that results can show, out of Pagefind's fragments."""
    found = {}
    for path, data in indexed_files(site).items():
        if path.endswith(".pf_fragment"):
            text = gzip.decompress(data).removeprefix(b"pagefind_dcd").decode()
            card = json.loads(json.loads(text)["meta"]["card"])
            found[card["title"]] = card["url"]
    return found


def test_the_index_has_what_is_published(write_files):
    site = built(write_files(FILES))
    assert shown(site) == {
        "Harbour": "/repo/sea/2026/05/one/",
        "Lighthouse": "/repo/sea/2026/05/two/",
    }
    assert "search/index.html" in site.paths()


def test_articles_are_filtered_by_the_years_of_the_calendar(write_files):
    """Nowruz 1405 is on 21 March 2026."""
    days = {"content/sea/old.md": article("title: Old\ndate: 2026-03-20")}
    config = {"site.yml": FILES["site.yml"] + "calendar: persian\n"}
    site = built(write_files(FILES | days | config))
    years = json.loads(site.text("search/index/facets.json"))["year"]
    assert {value: count for value, _, count in years} == {"1404": 1, "1405": 2}


def test_nothing_stale_is_left_after_a_rename_a_deletion_and_a_draft(write_files):
    root = write_files(FILES | {"content/sea/three.md": article("title: Three\ndate: 2026-05-02")})
    before = built(root)
    (root / "content/sea/one.md").write_text(
        article("title: Harbor\ndate: 2026-05-01\nslug: quay", "Dredging.\n")
    )
    (root / "content/sea/two.md").write_text(article("title: Lighthouse\ndraft: true"))
    (root / "content/sea/three.md").unlink()
    after = built(root)
    assert shown(after) == {"Harbor": "/repo/sea/2026/05/quay/"}
    assert not {path for path in before.paths() - after.paths() if (after.output / path).exists()}


def test_an_edited_text_is_indexed_and_an_unchanged_site_is_left_alone(write_files):
    root = write_files(FILES)
    site = built(root)
    first, before = site.contents(), indexed_files(site)
    again = built(root)
    assert (again.summary.rendered, again.summary.written) == (0, 0)
    assert again.contents() == first
    file = root / "content/sea/two.md"
    file.write_text(file.read_text().replace("A lamp", "A lamp of brass"))
    edited = built(root)
    assert indexed_files(edited) != before
    contents = edited.contents()
    assert built(root, verify=True).contents() == contents


def test_an_edit_that_no_result_shows_makes_no_new_index(write_files):
    root = write_files(FILES)
    built(root)
    made = {
        path.name: path.stat().st_mtime_ns
        for path in (root / ".sitegen/search").rglob("pagefind.js")
    }
    with (root / "site.yml").open("a") as file:
        file.write("contact: desk@example.org\n")
    assert built(root).summary.rendered
    kept = {
        path.name: path.stat().st_mtime_ns
        for path in (root / ".sitegen/search").rglob("pagefind.js")
    }
    assert kept == made


def test_a_warm_build_is_a_clean_build(write_files):
    root = write_files(FILES)
    built(root)
    (root / "content/sea/one.md").write_text(article("title: Quay\ndate: 2026-05-01\ntags: [B, A]"))
    warm = built(root).contents()
    shutil.rmtree(root / ".sitegen")
    shutil.rmtree(root / "public")
    clean = built(root).contents()
    assert warm == clean


def test_search_off_leaves_no_trace(write_files):
    files = FILES | {"site.yml": FILES["site.yml"].replace("search: true", "search: false")}
    site = built(write_files(files))
    assert not [path for path in site.paths() if path.startswith("search")]
    for path in site.paths():
        if path.endswith(".html"):
            assert "search" not in site.text(path), path
    assert not (site.output.parent / ".sitegen/search").exists()


def test_switching_it_off_takes_it_out(write_files):
    root = write_files(FILES)
    built(root)
    (root / "site.yml").write_text("title: Digest\n")
    assert not [path for path in built(root).paths() if path.startswith("search")]


def test_summaries_alone_are_a_smaller_index(write_files):
    long = " ".join(f"word{number}" for number in range(500))
    root = write_files(FILES | {"content/sea/two.md": article("title: Two", long)})
    full = sum(map(len, indexed_files(built(root)).values()))
    with (root / "site.yml").open("a") as file:
        file.write("search_text: summary\n")
    summaries = indexed_files(built(root))
    assert sum(map(len, summaries.values())) < full
    (root / "content/sea/two.md").write_text(article("title: Two", "Another text.\n"))
    edited = indexed_files(built(root))
    assert edited == summaries
    assert len(list((root / ".sitegen/search").iterdir())) == 2


def test_a_section_cannot_take_the_place_of_the_search(write_files):
    with pytest.raises(ContentError, match="/search/ is taken"):
        built(write_files(FILES | {"content/search/x.md": article("title: X")}))


def test_without_the_extra_a_build_warns_and_a_strict_one_refuses(write_files, monkeypatch):
    monkeypatch.setattr(index, "find_spec", lambda name: None)
    root = write_files(FILES)
    site = built(root)
    (warning,) = [p for p in site.said.problems if p.code == "search.missing"]
    assert "sitegen-digest[search]" in warning.hint
    assert warning.severity == "warning"
    assert not indexed_files(site)
    shutil.rmtree(root / "public")
    done = run_cli("build", "--strict", cwd=root)
    assert done.code == 1
    assert "sitegen-digest[search]" in done.err
    assert not (root / "public").exists()


def test_the_index_comes_back_with_the_extra(write_files, monkeypatch):
    root = write_files(FILES)
    with monkeypatch.context() as without:
        without.setattr(index, "find_spec", lambda name: None)
        built(root)
    assert indexed_files(built(root))


def test_a_process_that_dies_is_a_problem_and_not_a_wait(write_files, tmp_path, monkeypatch):
    dying = tmp_path / "dying"
    dying.write_text("#!/bin/sh\nread -r -n 40 line\nexit 9\n")
    dying.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(dying))
    root = write_files(FILES)
    done = run_cli("build", cwd=root)
    assert done.code == 2
    assert "the search index cannot be made" in done.err
    assert not (root / "public/index.html").exists()
    assert not list(Path(root, ".sitegen/scratch").glob("search-*"))


@pytest.mark.parametrize("name", ["a.pf_index", "pagefind-entry.json"])
def test_a_file_that_is_cut_is_not_whole(tmp_path, name):
    text = json.dumps({"languages": "many " * 100}).encode()
    data = gzip.compress(text) if name.endswith(".pf_index") else text
    file = tmp_path / name
    for size in (0, len(data) // 2, len(data) - 1):
        file.write_bytes(data[:size])
        assert not index.is_whole(file)
    file.write_bytes(data)
    assert index.is_whole(file)
