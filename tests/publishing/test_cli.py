"""`sitegen publish` as a person runs it: a digest is built and published by the command."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import RunSitegen
from tests.publishing.conftest import git, snapshot, write
from tests.tooling.browser import ServeFolder
from tests.tooling.crawler import survey

ROOT = Path(__file__).parents[2]
DRAFT = "---\ntitle: Not yet\ndraft: true\ndate: 2026-05-04\n---\nSecret.\n"
FERRY = "---\ntitle: A ferry\ntags: [Sea]\n---\n\nIt sails.\n"
PIER = "---\ntitle: A pier\n---\n\nFor the [ferry](2026-05-01-ferry.md).\n"
SITE = {
    "site.yml": "title: Digest\n",
    "content/pages/about.md": "---\ntitle: About\n---\nUs.\n",
    "content/iran/2026-05-01-ferry.md": FERRY,
    "content/iran/2026-05-02-pier.md": PIER,
    "static/notes.txt": "for all",
}
RunPublish = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def digest(tmp_path: Path) -> Path:
    """A small digest in a repository of its own, whose remote looks like one at GitHub."""
    folder = tmp_path / "digest"
    write(folder, SITE)
    keep_at_github(folder)
    return folder


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """The demo digest, without an address of its own, in such a repository."""
    folder = tmp_path / "digest"
    for name in ("content", "data", "static"):
        shutil.copytree(ROOT / name, folder / name)
    lines = (ROOT / "site.yml").read_text("utf-8").splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith(("base_url:", "cname:")))
    write(folder, {"site.yml": kept})
    keep_at_github(folder)
    return folder


def keep_at_github(folder: Path) -> None:
    """Commit a digest and a draft, and push them to what git takes for a repository at GitHub."""
    write(folder, {"content/iran/2026-05-04-not-yet.md": DRAFT})
    write(folder, {".gitignore": "public/\n.sitegen/\n"})
    git(folder.parent, "init", "--quiet", "--bare", "remote.git")
    git(folder, "init", "--quiet")
    github = "https://jane:s3cr3t-token@github.com/Jane/digest.git"
    git(folder, "remote", "add", "origin", github)
    remote = (folder.parent / "remote.git").as_uri()
    git(folder, "config", f"url.{remote}.insteadOf", github)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Source")
    git(folder, "push", "--quiet", "origin", "main")


@pytest.fixture
def run(sitegen: RunSitegen, digest: Path) -> RunPublish:
    """Give `run(*options)`, which publishes the digest."""
    return lambda *options: sitegen("publish", *options, cwd=digest)


def published(digest: Path) -> Path:
    """Clone the branch as Pages would serve it."""
    clone = digest.parent / "clone"
    shutil.rmtree(clone, ignore_errors=True)
    git(digest.parent, "clone", "--quiet", "-b", "gh-pages", "remote.git", "clone")
    shutil.rmtree(clone / ".git")
    return clone


def test_from_content_to_a_whole_site_under_its_path(
    sitegen: RunSitegen, demo: Path, static_server: ServeFolder
):
    """The address comes from the remote; nothing is broken, and a deep 404 finds its style."""
    before = snapshot(demo, without=(".sitegen",))
    done = sitegen("publish", cwd=demo)
    assert done.returncode == 0, done.stderr
    assert snapshot(demo, without=(".sitegen",)) == before
    assert "https://jane.github.io/digest/" in done.stdout
    assert "github.com/Jane/digest/settings/pages" in done.stdout
    assert "s3cr3t" not in done.stdout + done.stderr

    site = published(demo)
    met = survey(site, "https://jane.github.io/digest/")
    assert met.broken == ()
    assert len(met.pages) > 60
    assert (site / ".nojekyll").exists()
    assert not (site / ".sitegen-manifest").exists()
    text = b"".join(path.read_bytes() for path in site.rglob("*.*ml"))
    assert b"Secret." not in text
    assert b"localhost" not in text

    address = static_server(site, "/digest/")
    with pytest.raises(HTTPError) as missing:
        urlopen(f"{address}iran/2026/05/not/there/")
    assert missing.value.code == 404
    page = LexborHTMLParser(missing.value.read())
    links = [node.attributes["href"] for node in page.css("link[rel=stylesheet], a[href]")]
    inside = [link for link in links if link and link.startswith("/")]
    assert len(inside) > 5
    for link in inside:
        with urlopen(urljoin(address, link)) as answer:
            assert answer.status == 200, link


def test_the_second_time(run: RunPublish, digest: Path):
    assert run().returncode == 0
    again = run()
    assert again.returncode == 0
    assert "gh-pages on origin (" in again.stdout
    assert ") is up to date: " in again.stdout
    article = max((digest / "content" / "iran").glob("*.md"), key=lambda file: file.stat().st_size)
    article.write_text(article.read_text("utf-8") + "\nOne sentence more.\n", "utf-8")

    planned = run("--dry-run")
    assert planned.returncode == 0
    assert "would publish to gh-pages on origin" in planned.stdout
    assert "+ 0  ~ " in planned.stdout
    assert "  ~ iran/" in planned.stdout
    assert "nothing was changed" in planned.stdout
    assert len(git(digest.parent / "remote.git", "rev-list", "gh-pages").split()) == 1

    done = json.loads(run("--json", "--message", "May").stdout)
    assert done["status"] == "published"
    assert done["url"] == "https://jane.github.io/digest/"
    assert any(path.startswith("iran/") for path in done["plan"]["changed"])
    assert done["source"].endswith("-dirty")
    assert git(digest.parent / "remote.git", "rev-list", "gh-pages").split() == [
        done["commit"],
        done["previous"],
    ]


def test_options_are_off_unless_they_are_given(run: RunPublish, digest: Path):
    clone = digest.parent / "other"
    git(digest.parent, "clone", "--quiet", "remote.git", "other")
    git(clone, "checkout", "--quiet", "--orphan", "gh-pages")
    git(clone, "commit", "--quiet", "-m", "By hand")
    git(clone, "push", "--quiet", "origin", "gh-pages")
    refused = run()
    assert refused.returncode == 2
    assert "publish: error: gh-pages on “origin” has work" in refused.stderr
    assert "would be deleted: " in refused.stderr
    assert run("--adopt").returncode == 0


def test_a_custom_domain(run: RunPublish, digest: Path):
    with (digest / "site.yml").open("a") as file:
        file.write("cname: digest.example.org\n")
    done = run()
    assert done.returncode == 0, done.stderr
    assert "https://digest.example.org/" in done.stdout
    site = published(digest)
    assert (site / "CNAME").read_text() == "digest.example.org\n"
    assert survey(site, "https://digest.example.org/").broken == ()


def test_no_address_to_derive(run: RunPublish, digest: Path):
    git(digest, "remote", "set-url", "origin", "../remote.git")
    refused = run()
    assert refused.returncode == 2
    assert "`base_url` is missing" in refused.stderr
    assert run("--base-url", "https://example.org/x/").returncode == 0


@pytest.mark.parametrize("url", ["http://localhost:8000/", "http://127.0.0.1/x/", "http://[::1]/"])
def test_an_address_of_this_machine_stops_it_before_anything_is_built(
    run: RunPublish, digest: Path, url: str
):
    refused = run("--base-url", url)
    assert refused.returncode == 2
    assert "readers cannot reach this machine" in refused.stderr
    with (digest / "site.yml").open("a") as file:
        file.write(f"base_url: {url}\n")
    refused = run()
    assert refused.returncode == 2
    assert "site.yml" in refused.stderr
    assert not (digest / ".sitegen").exists()


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("static/key.txt", "secret/key.txt"),
        ("static/keys", "secret"),
        ("content/iran/keys", "secret"),
        ("content/iran/2026-05-06-key.md", "secret/key.txt"),
        ("static/environment", "/proc/self/environ"),
        ("static/git.txt", "digest/.git/config"),
    ],
)
def test_a_link_that_leads_out_stops_it(run: RunPublish, digest: Path, link: str, target: str):
    """As a person would meet it; all ways of linking are tested where links are judged."""
    write(digest.parent, {"secret/key.txt": "---\ntitle: Key\n---\ns3cr3t-key\n"})
    (digest / link).symlink_to(digest.parent / target)
    refused = run()
    assert refused.returncode == 1
    assert f"{link}: error: this link leads" in refused.stderr
    assert "gh-pages" not in git(digest.parent / "remote.git", "for-each-ref")
    (digest / link).unlink()
    done = run()
    assert done.returncode == 0, done.stderr
    files = (path for path in published(digest).rglob("*") if path.is_file())
    assert not any(b"s3cr3t-key" in path.read_bytes() for path in files)


def test_a_link_that_site_yml_allows_is_published(run: RunPublish, digest: Path):
    write(digest.parent, {"shared/paper.txt": "for all"})
    (digest / "static/paper.txt").symlink_to("../../shared/paper.txt")
    with (digest / "site.yml").open("a") as file:
        file.write("follow_links: [../shared]\n")
    done = run()
    assert done.returncode == 0, done.stderr
    assert (published(digest) / "paper.txt").read_text() == "for all"


def test_a_search_that_cannot_be_made_stops_it(run: RunPublish, digest: Path, monkeypatch):
    with (digest / "site.yml").open("a") as file:
        file.write("search: true\n")
    with monkeypatch.context() as without:
        without.setattr("sitegen.search.index.find_spec", lambda name: None)
        refused = run()
    assert refused.returncode == 1
    assert "sitegen-digest[search]" in refused.stderr
    assert "gh-pages" not in git(digest.parent / "remote.git", "for-each-ref")
    done = run()
    assert done.returncode == 0, done.stderr
    assert (published(digest) / "search/index/pagefind.js").is_file()


def test_problems_of_the_content_stop_it(run: RunPublish, digest: Path):
    write(digest, {"content/iran/2026-05-05-bad.md": "---\ntitel: x\n---\n"})
    refused = run()
    assert refused.returncode == 1
    assert "content/iran/2026-05-05-bad.md:2:1" in refused.stderr
    assert "gh-pages" not in git(digest.parent / "remote.git", "for-each-ref")


@pytest.mark.parametrize(
    "options", [("--branch", "-x"), ("--remote=-x",), ("--keep", "../x"), ("--squash-after", "0")]
)
def test_wrong_usage(run: RunPublish, options: tuple[str, ...]):
    refused = run(*options)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
