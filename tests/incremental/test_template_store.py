"""What is kept of templates: those that come with sitegen once for all sites of a user."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
import pytest

from sitegen.incremental import store
from sitegen.incremental.fingerprint import code_fingerprint
from tests.building import built

SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/\n",
    "content/iran/a.md": "---\ntitle: A\ndate: 2026-01-01\n---\nWords.\n",
}
PAGE = "iran/2026/01/a/index.html"
OWN = {"templates/article.html": "{{ page.title }}: {{ page.body|body }}"}


@pytest.fixture
def common(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder, which is not there yet."""
    folder = tmp_path / "cache/user"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


def kept(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.bin")}


def built_anew(root: Path) -> dict[str, bytes]:
    """Build a site without what earlier builds left in its folder."""
    shutil.rmtree(root / ".sitegen", ignore_errors=True)
    shutil.rmtree(root / "public", ignore_errors=True)
    return built(root).contents()


def test_templates_of_sitegen_are_kept_for_all_sites(write_files, common):
    root = write_files(SITE)
    expected = built_anew(root)
    first = kept(common)
    assert first
    assert built_anew(root) == expected
    assert kept(common) == first
    assert not kept(root / ".sitegen")


def test_a_site_keeps_them_too_where_they_were_made_for_it(write_files, common):
    """A CI service restores its cache, and begins with an empty home."""
    root = write_files(SITE)
    built(root)
    in_site = kept(root / ".sitegen")
    assert in_site == kept(common)
    shutil.rmtree(common)
    shutil.rmtree(root / "public")
    built(root)
    assert not common.exists()
    assert kept(root / ".sitegen") == in_site


def test_templates_of_a_site_are_kept_in_its_own_folder(write_files, common):
    root = write_files(SITE)
    expected = built_anew(root)
    before = kept(common)
    write_files(OWN)
    changed = built_anew(root)
    assert changed[PAGE] == b"A: <p>Words.</p>\n"
    assert kept(root / ".sitegen")
    assert kept(common) == before
    (root / "templates/article.html").unlink()
    assert built_anew(root) == expected


def test_an_edited_template_is_looked_into_again(write_files, common):
    """What it names is kept by its text: the page follows a site value that it names newly."""
    root = write_files({**SITE, "templates/article.html": "{{ page.title }}"})
    built(root)
    write_files({"templates/article.html": "{{ page.title }} in {{ site.title }}"})
    assert built(root).text(PAGE) == "A in Digest"
    site = root / "site.yml"
    site.write_text(site.read_text().replace("Digest", "Herald"))
    assert built(root).text(PAGE) == "A in Herald"


PAYLOADS = {
    "empty": b"",
    "of other code": bytes(16) + msgspec.msgpack.encode({}),
    "of another shape": code_fingerprint() + msgspec.msgpack.encode([1, {"a": 2}]),
    "cut": code_fingerprint(),
}


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_what_cannot_be_used_is_made_again(write_files, common, payload):
    root = write_files(SITE)
    expected = built_anew(root)
    good = kept(common)
    for path in common.rglob("*.bin"):
        store.save(path, payload)
    assert built_anew(root) == expected
    assert kept(common) == good


def test_a_cache_folder_that_cannot_be_made_is_done_without(write_files, common):
    root = write_files({**SITE, "cache": "a file in the folder's place"})
    assert built_anew(root)
    assert (root / "cache").is_file()


def test_a_user_without_a_home_has_no_cache_folder(write_files, common, monkeypatch):
    root = write_files(SITE)
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", "nowhere")
    monkeypatch.chdir(root)
    files = set(os.listdir(root))
    assert built_anew(root)
    assert set(os.listdir(root)) == files | {".sitegen", "public"}


# --- compiled templates are run as code --------------------------------------------------------


def put_bytecode_that_shows(word: bytes, common: Path) -> None:
    """Change what each kept template shows, as another user could who may write there."""
    for path in common.rglob("*.bin"):
        payload = store.load(path)
        assert payload is not None
        store.save(path, payload.replace(b"</html>", b"<%s>" % word))


def test_a_new_cache_folder_is_for_its_user_alone(write_files, common):
    before = os.umask(0o002)
    try:
        built(write_files(SITE))
    finally:
        os.umask(before)
    made = [common / "sitegen", *(common / "sitegen").iterdir()]
    assert len(made) == 2
    assert [path.stat().st_mode & 0o777 for path in made] == [0o700, 0o700]


@pytest.mark.parametrize("mode", [0o700, 0o720, 0o702])
@pytest.mark.parametrize("which", ["sitegen", "sitegen/templates-*"])
def test_a_cache_folder_that_others_can_write_into_is_not_used(write_files, common, which, mode):
    root = write_files(SITE)
    expected = built_anew(root)
    put_bytecode_that_shows(b"/Html", common)
    changed = kept(common)
    (folder,) = common.glob(which)
    folder.chmod(mode)
    is_used = mode == 0o700
    assert (built_anew(root) != expected) is is_used
    assert kept(common) == changed
    assert bool(kept(root / ".sitegen")) is not is_used


def test_a_cache_folder_of_another_user_is_not_used(write_files, common, monkeypatch):
    root = write_files(SITE)
    expected = built_anew(root)
    put_bytecode_that_shows(b"/Html", common)
    another = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: another)
    assert built_anew(root) == expected
