"""The configuration of a CMS: right for the CMS, and what is written with it is an article."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha384
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import yaml

from sitegen.reading.frontmatter import FrontMatter, ProfileMatter
from sitegen.reading.layout import split_front_matter
from sitegen.scaffold.cms_sveltia import SVELTIA_INTEGRITY
from sitegen.scaffold.new import CMS_TOOLS
from tests.building import built, run_cli
from tests.conftest import WriteFiles
from tests.tooling.browser import expect, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SVELTIA = Path(__file__).parents[1] / "tooling" / "node_modules" / "@sveltia" / "cms"
SCRIPT = SVELTIA / "dist" / "sveltia-cms.js"

KEPT = """\
---
title: The pier
date: 2026-05-04
tags: [gas, ferries]
authors: [Maral Durdyeva]
section: Ports
source: {name: Shoreline, date: 2026-05-01}
translations: {fa: pier.fa.md}
extra: {mood: grey, list: [1, 2]}
corrections: [{date: 2026-05-06, text: The pier has three lamps.}]
---

Two *lamps*.

:::note
title: Mind
---
The *inside*.
:::
"""

SITE: dict[str, str | bytes] = {
    "site.yml": "title: Shore & line\nbase_url: https://example.com/\ntimezone: Asia/Baku\n",
    "content/ports/2026-05-04-pier.md": KEPT,
    "content/ports/pier.fa.md": "---\ntitle: Pier\nlang: fa\ndate: 2026-05-04\n---\nText.\n",
    "content/ports/_index.md": "---\nname: Ports\n---\nAbout them.\n",
    "content/news/a.md": "---\ntitle: A\ntags: ['no', '12:30']\ndraft: true\n---\nText.\n",
    "content/pages/about.md": "---\ntitle: About\n---\nText.\n",
}


def config_of(site: Path, tool: str) -> Any:
    made = run_cli("new", "cms", "--for", tool, cwd=site)
    assert made.code == 0, made.err
    names = {"sveltia": "static/admin/config.yml", "pages": ".pages.yml"}
    text = (site / names.get(tool, "frontmatter.json")).read_text("utf-8")
    return yaml.safe_load(text)


def fields(collection: dict[str, Any]) -> dict[str, Any]:
    return {field["name"]: field for field in collection["fields"]}


def parted(text: str) -> tuple[dict[str, Any], str]:
    front, body, _ = split_front_matter(text)
    return yaml.safe_load(front or ""), body


# --- the files ----------------------------------------------------------------------------------


def test_sveltia_takes_its_configuration(write_files: WriteFiles):
    site = write_files(SITE)
    config_of(site, "sveltia")
    schema = SVELTIA / "schema" / "sveltia-cms.json"

    def fits() -> int:
        tool = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema)]
        return subprocess.run([*tool, "static/admin/config.yml"], cwd=site).returncode

    assert fits() == 0
    config = site / "static" / "admin" / "config.yml"
    config.write_text(
        config.read_text("utf-8").replace("folder: content", "place: content"), "utf-8"
    )
    assert fits() == 1


def test_sveltia_edits_the_languages_of_a_site_side_by_side(write_files: WriteFiles):
    languages = "languages: {fa: {title: گزیده}, en: {}}\n"
    site = write_files({
        "site.yml": str(SITE["site.yml"]) + languages,
        "content/ports/2026-05-04-pier.md": "---\ntitle: The pier\n---\nText.\n",
        "content/ports/2026-05-04-pier.fa.md": "---\ntitle: اسکله\ntranslations: {}\n---\nمتن.\n",
    })  # fmt: skip
    config = config_of(site, "sveltia")
    schema = SVELTIA / "schema" / "sveltia-cms.json"
    tool = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema)]
    assert subprocess.run([*tool, "static/admin/config.yml"], cwd=site).returncode == 0
    assert config["i18n"] == {
        "structure": "multiple_files",
        "locales": ["fa", "en"],
        "default_locale": "en",
        "initial_locales": "default",
        "omit_default_locale_from_file_path": True,
    }
    for collection in config["collections"]:
        assert collection["i18n"] is True
        for name, field in fields(collection).items():
            assert field["i18n"] == ("duplicate" if name == "date" else True)
    assert built(site).html("fa/ports/2026/05/pier/index.html").css_first("h1").text() == "اسکله"


def test_a_site_of_one_language_has_no_languages_in_sveltia(write_files: WriteFiles):
    config = config_of(write_files(SITE), "sveltia")
    assert "i18n" not in config
    assert all("i18n" not in collection for collection in config["collections"])


def test_the_page_of_sveltia_takes_the_script_of_its_package_alone(write_files: WriteFiles):
    site = write_files(SITE)
    config_of(site, "sveltia")
    page = (site / "static" / "admin" / "index.html").read_text("utf-8")
    version = json.loads((SVELTIA / "package.json").read_text("utf-8"))["version"]
    digest = b64encode(sha384(SCRIPT.read_bytes()).digest()).decode()
    assert f"sha384-{digest}" == SVELTIA_INTEGRITY
    assert f'integrity="{SVELTIA_INTEGRITY}"' in page
    assert f"@sveltia/cms@{version}/dist/sveltia-cms.js" in page
    assert "<title>Edit Shore &amp; line</title>" in page


@pytest.mark.parametrize("tool", CMS_TOOLS)
def test_every_key_is_a_field_but_those_that_no_editor_has(tool, write_files: WriteFiles):
    config = config_of(write_files(SITE), tool)
    if tool == "frontmatter":
        kinds = {one["name"]: one for one in config["frontMatter.taxonomy.contentTypes"]}
        articles, authors = kinds["default"], kinds["profile"]
    else:
        listed = config["collections" if tool == "sveltia" else "content"]
        by_name = {one["name"]: one for one in listed}
        articles, authors = by_name["articles-ports"], by_name["authors"]
    without: set[str] = {
        "sveltia": {"extra"},
        "pages": {"extra", "names", "translations"},
        "frontmatter": {"corrections", "extra", "links", "names", "translations"},
    }[tool]
    body = set() if tool == "frontmatter" else {"body"}
    for declared, collection in ((FrontMatter, articles), (ProfileMatter, authors)):
        keys = {field.encode_name for field in msgspec.structs.fields(declared)}
        assert set(fields(collection)) == (keys - without) | body


@pytest.mark.parametrize("tool", CMS_TOOLS)
def test_sections_tags_and_authors_are_choices(tool, write_files: WriteFiles):
    config = config_of(write_files(SITE), tool)
    tags = ["12:30", "ferries", "gas", "no"]
    if tool == "sveltia":
        found = fields(config["collections"][0])
        assert found["section"]["options"] == ["News", "Ports"]
        assert found["tags"]["options"] == tags
        assert found["authors"]["options"] == ["Maral Durdyeva"]
    elif tool == "pages":
        found = fields(config["content"][0])
        assert found["section"]["options"]["values"] == ["News", "Ports"]
        assert found["tags"]["options"] == {"values": tags, "multiple": True, "creatable": True}
        assert found["authors"]["options"]["values"] == ["Maral Durdyeva"]
    else:
        found = fields(config["frontMatter.taxonomy.contentTypes"][0])
        assert found["section"]["choices"] == ["News", "Ports"]
        assert config["frontMatter.taxonomy.tags"] == tags
        (authors,) = config["frontMatter.taxonomy.customTaxonomy"]
        assert authors == {"id": found["authors"]["taxonomyId"], "options": ["Maral Durdyeva"]}


def test_a_site_below_the_top_of_its_repository_has_its_own_paths(write_files: WriteFiles):
    top = write_files({f"digest/{name}": text for name, text in SITE.items()})
    remote = "git@github.com:shore/line.git"
    for command in (["init", "-q", "-b", "trunk"], ["remote", "add", "origin", remote]):
        subprocess.run(["git", *command], cwd=top, check=True)
    site = top / "digest"
    made = run_cli("new", "cms", "--for", "sveltia", cwd=site)
    assert "warning" not in made.err
    config = yaml.safe_load((site / "static/admin/config.yml").read_text("utf-8"))
    assert config["backend"] == {"name": "github", "repo": "shore/line", "branch": "trunk"}
    assert config["media_folder"] == "digest/static/images"
    assert config["public_folder"] == "/images"
    folders = [one["folder"] for one in config["collections"]]
    assert folders[:2] == ["digest/content/news", "digest/content/ports"]
    assert run_cli("new", "cms", "--for", "pages", cwd=site).code == 0
    pages = yaml.safe_load((top / ".pages.yml").read_text("utf-8"))
    assert pages["media"]["input"] == "digest/static/images"
    assert pages["content"][1]["exclude"] == ["_index.md"]


@pytest.mark.parametrize(
    ("tool", "there"),
    [
        ("sveltia", "static/admin/index.html"),
        ("pages", ".pages.yml"),
        ("frontmatter", "frontmatter.json"),
    ],
)
def test_nothing_is_written_over(tool, there, write_files: WriteFiles):
    site = write_files({**SITE, there: "mine"})
    made = run_cli("new", "cms", "--for", tool, cwd=site)
    assert (made.code, made.out) == (2, "")
    assert "exists already" in made.err
    assert (site / there).read_text("utf-8") == "mine"
    assert not (site / "static" / "admin" / "config.yml").exists()


def test_a_site_without_articles_has_nothing_to_choose_from(write_files: WriteFiles):
    site = write_files(
        {"site.yml": "title: A\n", "content/pages/a.md": "---\ntitle: A\n---\nText.\n"}
    )
    made = run_cli("new", "cms", "--for", "pages", cwd=site)
    assert made.code == 2
    assert "there is no article yet" in made.err


# --- Sveltia in a browser -------------------------------------------------------------------------

SEED = """async files => {
  for (const [path, text] of Object.entries(files)) {
    const folders = path.split('/'), name = folders.pop()
    let folder = await navigator.storage.getDirectory()
    for (const one of folders) folder = await folder.getDirectoryHandle(one, {create: true})
    const file = await folder.getFileHandle(name, {create: true})
    const stream = await file.createWritable()
    await stream.write(text)
    await stream.close()
  }
}"""
"""Put files into the browser's own file system (WHATWG, File System)."""

FILES = """async () => {
  const found = {}
  const list = async (folder, path) => {
    for await (const [name, entry] of folder.entries())
      if (entry.kind === 'directory') await list(entry, `${path}${name}/`)
      else if (!name.endsWith('.crswap')) found[path + name] = await (await entry.getFile()).text()
  }
  await list(await navigator.storage.getDirectory(), '')
  return found
}"""
"""Read all files, but for those that are still being written."""


@pytest.fixture(scope="module")
def edited(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Edit a site in Sveltia's local mode; give its files before and after."""
    site = tmp_path_factory.mktemp("sveltia")
    for name, text in SITE.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(str(text), "utf-8")
    config_of(site, "sveltia")
    assert run_cli("build", cwd=site).code == 0
    before = {name: str(text) for name, text in SITE.items()}
    with serving(site / "public") as address, browser.new_context() as context:
        page = context.new_page()
        # Sveltia makes fields further down when they come into view.
        page.set_viewport_size({"width": 1300, "height": 2000})
        page.route("**/*", lambda route: answer(route, address))
        page.goto(f"{address}404.html")
        page.evaluate(SEED, {**before, ".git/HEAD": "ref: refs/heads/main\n"})
        page.add_init_script("window.showDirectoryPicker = () => navigator.storage.getDirectory()")
        page.goto(f"{address}admin/")
        page.get_by_role("button", name="Work with Local Repository").click()
        write_an_article(page)
        change_a_title(page)
        after = files(page)
        del after[".git/HEAD"]
        yield before, after


def answer(route: Any, address: str) -> None:
    """Let a page have what the site has, and Sveltia's script of its package; nothing else."""
    url = route.request.url
    if url.startswith(address):
        route.continue_()
    elif url.endswith("/dist/sveltia-cms.js"):
        origin = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(body=SCRIPT.read_bytes(), content_type="text/javascript", headers=origin)
    else:
        route.abort()


def write_an_article(page: Page) -> None:
    page.get_by_role("treeitem", name="Ports").click()
    page.get_by_role("button", name="Create New Entry").click()
    fill(page, "Title", "خلیج: pier # 7", "خلیج: pier # 7")
    fill(page, "Text", "No *lamp*.\n\n- one\n", "No lamp.")
    page.get_by_role("checkbox", name="Maral Durdyeva").click()
    save(page, "No *lamp*")


def change_a_title(page: Page) -> None:
    page.evaluate("location.hash = '#/collections/articles-ports'")
    page.get_by_role("gridcell", name="The pier", exact=True).click()
    fill(page, "Title", "The pier: again", "The pier: again")
    save(page, "The pier: again")


def fill(page: Page, label: str, text: str, shown: str) -> None:
    """Fill a field in until the preview shows it: an editor that has just opened may empty it."""
    preview = page.get_by_role("document", name="Content Preview")
    for _ in range(100):
        page.get_by_role("textbox", name=label, exact=True).fill(text)
        page.wait_for_timeout(200)
        if shown in preview.inner_text():
            return
    raise AssertionError(f"the preview does not show {shown!r}: {preview.inner_text()}")


def save(page: Page, words: str) -> None:
    """Save what is edited, and wait until a file has these words."""
    expect(page.get_by_role("document", name="Content Preview")).to_contain_text("Maral Durdyeva")
    page.get_by_role("button", name="Save", exact=True).click()
    for _ in range(600):
        if any(words in text for text in files(page).values()):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"no file has {words!r}: {files(page)}")


def files(page: Page) -> dict[str, str]:
    """Read the browser's files; none while one of them is being replaced."""
    found: dict[str, str] = page.evaluate(f"() => ({FILES})().catch(() => ({{}}))")
    return found


def test_an_article_made_in_sveltia_is_built(edited, write_files: WriteFiles):
    before, after = edited
    (name,) = after.keys() - before.keys()
    values, text = parted(after[name])
    assert name.startswith("content/ports/20")
    assert values["title"] == "خلیج: pier # 7"
    assert values["authors"] == ["Maral Durdyeva"]
    assert "extra" not in values
    assert "No *lamp*." in text
    site = write_files(after)
    checked = run_cli("check", "--now", "2100-01-01", cwd=site)
    assert checked.code == 0, checked.err
    done = built(site, now="2100-01-01")
    (page,) = (done.html(path) for path in done.paths() if path.endswith("-pier-7/index.html"))
    assert page.css_first("h1").text() == "خلیج: pier # 7"
    assert page.css_first(".article-body em, main em").text() == "lamp"


def test_an_article_changed_in_sveltia_loses_nothing(edited):
    before, after = edited
    name = "content/ports/2026-05-04-pier.md"
    old, old_text = parted(before[name])
    new, new_text = parted(after[name])
    off = {"draft": False, "truncated": False, "featured": False}
    assert new == {**old, **off, "title": "The pier: again"}
    assert new_text.strip() == old_text.strip()
    assert {path: after[path] for path in before if path != name} == {
        path: text for path, text in before.items() if path != name
    }
