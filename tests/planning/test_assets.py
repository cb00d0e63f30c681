"""Files beside articles: published with an article that shows them, doubted where none does."""

from __future__ import annotations

import pytest

from sitegen.problems import ContentError
from tests.building import article, built, run_cli
from tests.checks.conftest import PNG

pytestmark = pytest.mark.integration

SITE = {
    "site.yml": "title: Digest\nbase_url: https://digest.example/\n",
    "content/iran/open.md": article("title: Open", "![ship](ship.png)\n"),
    "content/iran/ship.png": PNG,
}
HIDDEN = ["draft: true", "date: 2031-01-01", "date: 2020-01-01\nexpires: 2021-01-01"]


def files_of(site):
    return {path for path in site.paths() if path.endswith((".png", ".pdf"))}


@pytest.mark.parametrize("matter", HIDDEN)
def test_what_only_hidden_articles_show_is_not_published(write_files, matter):
    root = write_files(
        SITE
        | {
            "content/iran/secret.md": article(
                f"title: Secret\nimage: {{src: secret.png}}\n{matter}",
                "![two](deep/second%20one.png) [m](minutes.pdf#page=2) ![ship](ship.png)\n",
            ),
            "content/iran/secret.png": PNG,
            "content/iran/deep/second one.png": PNG,
            "content/iran/minutes.pdf": "%PDF",
            "content/pages/later.md": article(f"title: Later\n{matter}", "![p](page.png)\n"),
            "content/pages/page.png": PNG,
        }
    )
    site = built(root, strict=True)
    assert files_of(site) == {"iran/ship.png"}
    everything = {"iran/secret.png", "iran/deep/second one.png", "iran/minutes.pdf"}
    shown = built(root, "2020-06-01" if "expires" in matter else "2032-01-01", drafts=True)
    assert files_of(shown) == {"iran/ship.png", *everything, "pages/page.png"}
    # It goes again with its article, in a build that is not a clean one.
    assert files_of(built(root)) == {"iran/ship.png"}


def test_a_file_that_an_open_article_links_is_published(write_files):
    root = write_files(
        SITE
        | {
            "content/iran/secret.md": article("title: S\ndraft: true", "![x](a.png) ![y](b.png)\n"),
            "content/iran/one.md": article("title: One\nextra: {gallery: [a.png]}"),
            "content/iran/two.md": article("title: Two", "[raw](/iran/b.png)\n"),
            "content/iran/a.png": PNG,
            "content/iran/b.png": PNG,
        }
    )
    assert files_of(built(root)) == {"iran/ship.png", "iran/a.png", "iran/b.png"}


def test_a_file_that_nothing_refers_to_is_a_doubt_of_a_build(write_files):
    root = write_files(
        SITE
        | {
            "content/iran/notes.txt": "notes",
            "content/iran/data.csv": "a,b",
            "content/iran/report.pdf": "%PDF",
            "content/iran/two.md": article(
                "title: Two\nextra: {table: data.csv}", "[r](report.pdf)\n"
            ),
        }
    )
    (problem,) = built(root).said.problems
    assert (problem.path, problem.code) == ("content/iran/notes.txt", "file.unused")
    with pytest.raises(ContentError):
        built(root, strict=True)
    assert "file.unused" in run_cli("check", "--json", cwd=root).out


LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
SVG = '<?xml version="1.0"?>\n<!-- a ship -->\n<svg xmlns="http://www.w3.org/2000/svg"/>\n'


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("lfs.jpg", LFS, "git lfs pull"),
        ("film.mp4", LFS, "git lfs pull"),
        ("annex.png", "/annex/objects/SHA256E-s1--1.png\n", "git annex get"),
        ("empty.png", "", "copy it again"),
        ("page.png", "<!DOCTYPE html>\n<title>Not found</title>\n", "download the picture"),
        ("page.svg", "<html><body><svg></svg></body></html>", "download the picture"),
        ("words.gif", "Not found\n", "copy the picture"),
        ("cut.png", PNG[:12], "copy it again"),
        ("cut.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "copy it again"),
        ("zeros.jpg", bytes(2000), "save it as"),
        ("phone.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40), "save it as"),
        ("drawing.png", SVG, ".svg"),
        ("photo.svg", PNG, "suffix"),
    ],
)
@pytest.mark.parametrize("folder", ["content/iran", "static"])
def test_a_picture_that_no_browser_shows_is_named(write_files, folder, name, data, word):
    href = f"/{name}" if folder == "static" else name
    text = article("title: Two", f"[one]({href})\n")
    root = write_files(SITE | {f"{folder}/{name}": data, "content/iran/two.md": text})
    for clean in (True, False):
        (problem,) = built(root, clean=clean).said.problems
        assert (problem.path, problem.code) == (f"{folder}/{name}", "file.broken")
        assert word in problem.hint
    with pytest.raises(ContentError):
        built(root, strict=True)
    assert run_cli("check", "--strict", cwd=root).code == 1
    (root / folder / name).write_bytes(SVG.encode() if name.endswith(".svg") else PNG)
    assert built(root, strict=True).said.problems == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", PNG),  # Browsers look at the bytes of raster pictures.
        ("a.svg", SVG),
        ("b.svg", "\ufeff<svg/>"),
        ("c.svg", '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<svg:svg xmlns:svg="x"/>'),
        ("a.txt", ""),
    ],
)
def test_a_picture_that_browsers_show_is_fine(write_files, name, data):
    assert built(write_files(SITE | {f"static/{name}": data}), strict=True).said.problems == []


def test_a_broken_picture_of_a_draft_waits_with_it(write_files):
    text = article("title: Two\ndraft: true", "![x](x.png)\n")
    root = write_files(SITE | {"content/iran/x.png": "", "content/iran/two.md": text})
    assert built(root, strict=True).said.problems == []
    assert [problem.code for problem in built(root, drafts=True).said.problems] == ["file.broken"]
