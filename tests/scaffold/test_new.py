"""`sitegen new`, as a newcomer meets it: what it makes builds at once, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from sitegen.formats.names import slugify
from sitegen.reading.layout import split_front_matter
from tests.conftest import COMMAND
from tests.publishing.conftest import snapshot


@pytest.fixture(scope="module")
def starter(tmp_path_factory) -> Path:
    """Give a new site that no test may change."""
    folder = Path(tmp_path_factory.mktemp("starter"))
    subprocess.run([COMMAND, "new", "site", "digest"], cwd=folder, check=True)
    return folder / "digest"


@pytest.fixture
def digest(starter, tmp_path) -> Path:
    """Give a new site of a test's own."""
    return Path(shutil.copytree(starter, tmp_path / "digest"))


def matter(file: Path) -> dict[str, object]:
    """Give a file's front matter as any YAML reader sees it."""
    text, _, _ = split_front_matter(file.read_text("utf-8"))
    found: dict[str, object] = yaml.safe_load(text or "")
    return found


# --- new site -----------------------------------------------------------------------------


def test_a_new_site_builds_at_once_and_a_check_has_no_complaint(digest, sitegen):
    built = sitegen("build", "--strict", "--base-url", "https://d.example/", cwd=digest)
    assert (built.returncode, built.stderr) == (0, "")
    checked = sitegen("check", "--strict", cwd=digest)
    assert checked.returncode == 0
    assert checked.stdout.endswith("no problems\n")
    front = (digest / "public" / "index.html").read_text("utf-8")
    assert "Your digest begins here" in front
    assert "https://commonmark.org/help/" in front


def test_a_new_site_says_what_comes_next(sitegen, tmp_path):
    result = sitegen("new", "site", "my digest")
    assert result.stdout == (
        "my digest: 10 files\n\nNext:\n  cd 'my digest'\n"
        "  sitegen serve      see it, and write\n  sitegen build      write it to public/\n"
    )
    (tmp_path / "here").mkdir()
    assert "cd " not in sitegen("new", "site", ".", cwd=tmp_path / "here").stdout


def test_every_file_of_a_new_site_is_meant_for_its_reader(digest):
    for file in digest.rglob("*"):
        if file.is_file() and file.suffix != ".json":
            text = file.read_text("utf-8")
            assert not {"TITLE", "DATE"} & set(text.replace("-", " ").split()), file
    assert (digest / ".gitignore").read_text().endswith("/public/\n/.sitegen/\n")


@pytest.mark.parametrize(
    "title",
    [
        'The "best" digest: news & <b>views</b>',
        "UPDATE: the DATE and TITLE of a VERSION",
        "خبرهای دریای خزر – Xəzər 🌊",
        "- #!&*[]{}|>@`\\u0041 \\n",
        "12:30",
    ],
)
def test_any_title_is_kept_to_the_letter(sitegen, tmp_path, title):
    result = sitegen("new", "site", "x", "--title", title)
    assert result.returncode == 0, result.stderr
    assert yaml.safe_load((tmp_path / "x/site.yml").read_text("utf-8"))["title"] == title
    built = sitegen("build", "--strict", cwd=tmp_path / "x")
    assert built.returncode == 0, built.stderr
    front = LexborHTMLParser((tmp_path / "x/public/index.html").read_bytes())
    assert [node.text() for node in front.css("header .nameplate")] == [title]


@pytest.mark.parametrize(
    ("folder", "title"),
    [
        ("caspian-digest", "Caspian digest"),
        ("NATO_watch", "NATO watch"),
        ("---", "My digest"),
        ("خزر", "خزر"),
    ],
)
def test_without_a_title_the_folder_names_the_site(sitegen, tmp_path, folder, title):
    assert sitegen("new", "site", f"./{folder}").returncode == 0
    settings = (tmp_path / folder / "site.yml").read_text("utf-8")
    assert f'title: "{title}"\n' in settings


@pytest.mark.parametrize("title", ["", "  ", "two\nlines", "\x1b[31m", "nul\x7f"])
def test_a_title_that_no_page_can_show_is_refused(sitegen, tmp_path, title):
    result = sitegen("new", "site", "x", "--title", title)
    assert result.returncode == 2
    assert result.stderr.startswith("--title: error: it ")
    assert not (tmp_path / "x").exists()


def test_a_title_that_is_not_unicode_is_refused(tmp_path):
    command = [os.fsencode(COMMAND), *b"new site x --title".split(), b"a\xff"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert (result.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "control character" in result.stderr


def test_a_folder_with_files_is_left_as_it_is(sitegen, tmp_path, write_files):
    write_files({"x/notes.txt": "mine", "x/site.yml": "title: Mine\n", "file": ""})
    before = snapshot(tmp_path)
    result = sitegen("new", "site", "x")
    assert result.returncode == 2
    assert "this folder is not empty: it has notes.txt, site.yml" in result.stderr
    assert sitegen("new", "site", "file").returncode == 2
    assert sitegen("new", "site", "file/below").returncode == 2
    assert snapshot(tmp_path) == before


def test_a_site_is_made_around_a_new_repository(sitegen, write_files):
    mine = {"x/README.md": "# Mine", "x/LICENSE": "MIT", "x/.gitignore": "*.log\n"}
    folder = write_files(mine) / "x"
    subprocess.run(["git", "init", "--quiet", "."], cwd=folder, check=True)
    result = sitegen("new", "site", "x")
    assert result.returncode == 0, result.stderr
    assert "x/.gitignore was there already: add /public/ and /.sitegen/ to it" in result.stderr
    for name, text in mine.items():
        assert (folder.parent / name).read_text() == text
    assert sitegen("build", "--strict", cwd=folder).returncode == 0


def test_a_folder_that_cannot_be_written(sitegen, tmp_path):
    (tmp_path / "gone").symlink_to(tmp_path / "no" / "where" / "x")
    result = sitegen("new", "site", "gone")
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


# --- new article, page and author ---------------------------------------------------------


def test_titles_of_articles(digest, sitegen):
    titles = {
        "A headline": "a-headline",
        'She said: "no" #1 & [more]': "she-said-no-1-more",
        "🚢 Ships": slugify("🚢 Ships"),
        "مذاکرات هسته‌ای": slugify("مذاکرات هسته‌ای"),
        "../../etc/passwd": "etc-passwd",
        "C:\\Windows\\x": "c-windows-x",
        "--force": "force",
        "word " * 60: "-".join(["word"] * 16),
        "x" * 300: "x" * 80,
    }
    for title, stem in titles.items():
        result = sitegen("new", "article", "--section", "news", "--", title, cwd=digest)
        assert result.returncode == 0, result.stderr
        file = digest / result.stdout.strip()
        assert file.parent == digest / "content" / "news"
        assert file.name[11:] == f"{stem}.md"
        identity = f"news/{file.stem}"
        assert matter(file) == {"title": title.strip(), "draft": True, "id": identity}
    built = sitegen("build", "--strict", "--drafts", cwd=digest)
    assert built.returncode == 0, built.stderr


@pytest.mark.parametrize("title", ["-", "", "two\nlines", "\x07"])
@pytest.mark.parametrize("kind", ["article", "page", "author"])
def test_titles_that_make_no_file(digest, sitegen, kind, title):
    before = snapshot(digest)
    section = ("--section", "news") if kind == "article" else ()
    result = sitegen("new", kind, *section, "--", title, cwd=digest)
    assert (result.returncode, result.stdout) == (2, "")
    assert ": error: " in result.stderr
    assert "hint: " in result.stderr
    assert snapshot(digest) == before


def test_sections_of_articles(digest, sitegen):
    sections = {
        "news": ("news", None),
        "News": ("news", "News"),
        "South Caucasus": ("south-caucasus", "South Caucasus"),
        "../outside": ("outside", "../outside"),
    }
    for number, (section, (folder, given)) in enumerate(sections.items()):
        result = sitegen("new", "article", f"X {number}", "--section", section, cwd=digest)
        file = digest / result.stdout.strip()
        assert file.parent == digest / "content" / folder
        assert matter(file).get("section") == given
    built = sitegen("build", "--strict", "--drafts", cwd=digest)
    assert built.returncode == 0, built.stderr


@pytest.mark.parametrize("section", [".", "..", "", "pages", "Authors", "tags", "sections"])
def test_sections_that_cannot_be(digest, sitegen, section):
    before = snapshot(digest.parent)
    result = sitegen("new", "article", "X", "--section", section, cwd=digest)
    assert result.returncode == 2
    assert ": error: " in result.stderr
    assert snapshot(digest.parent) == before


def test_a_section_s_own_folder_is_found_however_it_is_written(digest, sitegen):
    (digest / "content" / "Die Türkei").mkdir()
    result = sitegen("new", "article", "X", "--section", "Die Türkei", cwd=digest)
    assert (digest / result.stdout.strip()).parent == digest / "content" / "Die Türkei"


def test_a_section_s_folder_that_is_a_link_to_itself_is_named(digest, sitegen):
    (digest / "content" / "gas").symlink_to("gas")
    result = sitegen("new", "article", "X", "--section", "gas", cwd=digest)
    assert result.returncode == 2
    assert f"{Path('content/gas')} is not a folder" in result.stderr


def test_a_byline_a_page_and_an_author(digest, sitegen):
    byline = ("--author", "Anna: Ö", "--author", "Bo")
    made = sitegen("new", "article", "X", "--section", "news", *byline, cwd=digest)
    assert matter(digest / made.stdout.strip())["authors"] == ["Anna: Ö", "Bo"]
    page = sitegen("new", "page", "How we work", cwd=digest)
    assert page.stdout == f"{Path('content/pages/how-we-work.md')}\n"
    author = sitegen("new", "author", "Anna: Ö", cwd=digest)
    assert matter(digest / author.stdout.strip()) == {"name": "Anna: Ö"}
    assert sitegen("build", "--strict", "--drafts", cwd=digest).returncode == 0
    assert (digest / "public/how-we-work/index.html").is_file()
    assert (digest / "public/authors/anna-o/index.html").is_file()


def test_nothing_is_written_over(digest, sitegen):
    commands = [
        ("article", "X", "--section", "news"),
        ("page", "X"),
        ("author", "X"),
        ("workflow",),
    ]
    for command in commands:
        assert sitegen("new", *command, cwd=digest).returncode == 0
    before = snapshot(digest)
    for command in commands:
        result = sitegen("new", *command, cwd=digest)
        assert result.returncode == 2
        assert "this file exists already, and is left as it is" in result.stderr
    assert snapshot(digest) == before


def test_slugs_follow_the_site(digest, sitegen):
    with open(digest / "site.yml", "a") as file:
        file.write("slugs: unicode\ncontent: texts\n")
    (digest / "content").rename(digest / "texts")
    result = sitegen("new", "article", "مذاکرات", "--section", "ایران", cwd=digest)
    file = digest / result.stdout.strip()
    assert file.parent == digest / "texts" / "ایران"
    assert file.name.endswith("-مذاکرات.md")


def test_from_a_folder_inside_the_site_and_from_outside(digest, sitegen, tmp_path):
    inside = sitegen("new", "page", "A", cwd=digest / "content" / "news")
    assert inside.stdout == f"{digest / 'content/pages/a.md'}\n"
    outside = sitegen("new", "page", "B", "--site", "digest", cwd=tmp_path)
    assert outside.stdout == f"{Path('digest/content/pages/b.md')}\n"
    assert sitegen("new", "page", "C", cwd=tmp_path).returncode == 2


def test_help_names_what_can_be_made(sitegen):
    shown = sitegen("new", "--help").stdout
    for word in ("site", "article", "page", "author", "workflow"):
        assert f"\n  {word} " in shown


# --- schemas ------------------------------------------------------------------------------


def validate(schema: Path, *files: Path) -> list[str]:
    """Check YAML files against a JSON Schema; give the names of those that do not fit."""
    tool = [sys.executable, "-m", "check_jsonschema", "--output-format", "json", "--schemafile"]
    command = [*tool, *map(str, (schema, *files))]
    result = subprocess.run(command, capture_output=True, encoding="utf-8")
    data = json.loads(result.stdout)
    assert not data.get("parse_errors"), result.stdout
    assert (result.returncode == 0) == (not data["errors"])
    return sorted({Path(error["filename"]).name for error in data["errors"]})


def test_the_editor_s_schema_takes_the_starter(digest, tmp_path):
    first, *_ = (digest / "site.yml").read_text("utf-8").splitlines()
    before, _, address = first.partition("$schema=")
    assert before == "# yaml-language-server: "
    # The editor resolves the address from the file's folder.
    assert validate(digest / address, digest / "site.yml") == []
    for schema, pattern in (("front-matter", "[np]*/*.md"), ("profile", "authors/*.md")):
        files = list((digest / "content").glob(pattern))
        assert len(files) >= 1
        assert validate(digest / f".schema/{schema}.json", *_matters(files, tmp_path)) == []


def _matters(files: list[Path], folder: Path) -> list[Path]:
    made = []
    for file in files:
        text, _, _ = split_front_matter(file.read_text("utf-8"))
        made.append(folder / f"{file.stem}.yml")
        made[-1].write_text(text or "", "utf-8")
    return made


def test_the_schemas_refuse_what_a_build_refuses(digest, tmp_path, write_files):
    files = {
        "site": {
            "good": "title: D\npage_size: 5\nmenu: [{title: A, url: /a/}]\n",
            "no-title": "language: en\n",
            "misspelt": "title: D\ntimzone: UTC\n",
            "type": "title: D\npage_size: many\n",
            "small": "title: D\npage_size: 0\n",
            "menu": "title: D\nmenu: [{text: A, url: /a/}]\n",
            "language": "title: D\nlanguage: English!\n",
        },
        "front-matter": {
            "good": "title: T\ndate: 2026-05-04\ntags: [a]\nimage: {src: a.png}\nextra: {x: 1}\n",
            "good-time": "title: T\ndate: 2026-05-04T10:05+04:30\nexpires: 2026-06-01\n",
            "no-title": "tags: [a]\n",
            "date": "title: T\ndate: May 4\n",
            "tags": "title: T\ntags: a\n",
            "misspelt": "title: T\nauthor: A\n",
            "draft": "title: T\ndraft: maybe\n",
            "inner": "title: T\nsource: {nme: A}\n",
        },
        "profile": {"good": "name: A\nlinks: [{title: B, url: /b/}]\n", "title": "title: A\n"},
    }
    for schema, cases in files.items():
        folder = write_files({f"{schema}/{name}.yml": text for name, text in cases.items()})
        found = validate(digest / f".schema/{schema}.json", *(folder / schema).iterdir())
        assert found == sorted(f"{name}.yml" for name in cases if not name.startswith("good"))


def test_the_schemas_of_a_new_site_are_those_of_the_command(digest, sitegen):
    for name in ("site", "front-matter", "profile"):
        assert (digest / f".schema/{name}.json").read_text() == sitegen("schema", name).stdout


# --- in several languages -----------------------------------------------------------------


@pytest.fixture
def bilingual(digest: Path) -> Path:
    """Give a site in English and Persian, with an English article, a bundle and a page."""
    with (digest / "site.yml").open("a", encoding="utf-8") as settings:
        settings.write("languages: {en: {}, fa: {title: گزیده}}\n")
    gulf = "---\ntitle: Gulf\nsection: Iran\n---\nWords.\n"
    for name in ("iran/2026-05-04-gulf.md", "iran/2026-05-05-port/index.md"):
        (digest / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (digest / "content" / name).write_text(gulf, encoding="utf-8")
    return digest


def test_an_article_in_a_language_of_the_site(bilingual, sitegen):
    made = sitegen("new", "article", "Lagoon", "--section", "iran", "--lang", "FA", cwd=bilingual)
    file = bilingual / made.stdout.strip()
    assert file.name.endswith("-lagoon.fa.md")
    assert matter(file)["id"] == f"iran/{file.name.removesuffix('.md')}"
    assert "warning: no other language has a file of this name" in made.stderr
    assert "--translates" in made.stderr
    own = sitegen("new", "article", "Lagoon", "--section", "iran", "--lang", "en", cwd=bilingual)
    assert own.stdout.strip().endswith("-lagoon.md")
    assert own.stderr == ""


@pytest.mark.parametrize(
    ("original", "made"),
    [
        ("iran/2026-05-04-gulf.md", "iran/2026-05-04-gulf.fa.md"),
        ("iran/2026-05-05-port/index.md", "iran/2026-05-05-port/index.fa.md"),
    ],
)
def test_a_translation_of_an_article(bilingual, sitegen, original, made):
    options = ("--lang", "fa", "--translates", f"content/{original}")
    ran = sitegen("new", "article", "خلیج", *options, cwd=bilingual)
    assert (ran.stdout, ran.stderr) == (f"{Path('content', made)}\n", "")
    assert matter(bilingual / "content" / made)["section"] == "Iran"
    built = sitegen("build", "--drafts", "--base-url", "https://d.example/", cwd=bilingual)
    assert built.returncode == 0, built.stderr
    pages = list((bilingual / "public/fa/iran").glob("2026/05/*/index.html"))
    assert len(pages) == 1
    assert f'hreflang="en" href="https://d.example{address_of(pages[0], bilingual)}"' in (
        pages[0].read_text("utf-8")
    )


def address_of(page: Path, root: Path) -> str:
    """Give the address of the English text of a Persian page."""
    return f"/{page.parent.relative_to(root / 'public/fa').as_posix()}/"


def test_a_translation_of_a_page_and_of_an_author(bilingual, sitegen):
    sitegen("new", "page", "About us", cwd=bilingual)
    sitegen("new", "author", "Bo", cwd=bilingual)
    for kind, file in (("page", "pages/about-us"), ("author", "authors/bo")):
        options = ("--lang", "fa", "--translates", f"content/{file}.md")
        ran = sitegen("new", kind, "درباره", *options, cwd=bilingual)
        assert (ran.stdout, ran.stderr) == (f"{Path('content', file)}.fa.md\n", "")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--section", "iran", "--lang", "xx"), "this site has no language “xx”"),
        (("--lang", "fa", "--translates", "content/none.md"), "there is no file"),
        (("--lang", "fa", "--translates", "site.yml"), "is not a text of this site"),
        (("--lang", "fa", "--translates", "../x.md"), "is not a text of this site"),
        (("--lang", "en", "--translates", "content/iran/2026-05-04-gulf.md"), "exists already"),
        (("--lang", "fa"), "--section: error: "),
    ],
)
def test_languages_and_originals_that_cannot_be(bilingual, sitegen, options, said):
    before = snapshot(bilingual)
    ran = sitegen("new", "article", "X", *options, cwd=bilingual)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "hint: " in ran.stderr
    assert snapshot(bilingual) == before


def test_a_foreign_language_in_a_site_of_one(digest, sitegen):
    made = sitegen("new", "article", "X", "--section", "news", "--lang", "fa", cwd=digest)
    assert matter(digest / made.stdout.strip())["lang"] == "fa"
    assert made.stderr == ""
    options = ("--lang", "fa", "--translates", made.stdout.strip())
    ran = sitegen("new", "article", "Y", *options, cwd=digest)
    assert ran.returncode == 2
    assert "this site has only one language" in ran.stderr
    own = sitegen("new", "article", "Z", "--section", "news", "--lang", "en", cwd=digest)
    assert "lang" not in matter(digest / own.stdout.strip())
