"""The address of a site is compared with its git remote, its `cname` and its CNAME file."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from sitegen.checks.release import NOWHERE, Destination, check_address, load_published

REPO = "https://github.com/user/repo"
OWN = "https://github.com/user/user.github.io"


def doubts(site: Path, settings: str, remote: str) -> list[tuple[str, str, str]]:
    """Give place, severity and code of each doubt about a site with these settings."""
    (site / "site.yml").write_text(f"title: Digest\n{settings}\n")
    destination = Destination(None, (remote,) if remote else ())
    found = check_address(load_published(site, destination), destination)
    return [(problem.place, problem.severity, problem.code) for problem in found]


@pytest.mark.parametrize(
    ("remote", "settings"),
    [
        ("git@github.com:user/repo.git", "base_url: https://user.github.io/repo/"),
        ("https://github.com/User/Repo", "base_url: https://user.github.io/repo"),
        (OWN, "base_url: https://user.github.io/"),
        (REPO, "base_url: https://digest.example/"),
        (REPO, ""),
        ("", ""),
        ("https://git.example/user/repo", "base_url: https://user.github.io/x/"),
        ("https://git.example/user/repo", "cname: digest.example"),
        (REPO, "base_url: https://digest.example/\ncname: digest.example"),
        (REPO, "base_url: https://Digest.example/\ncname: digest.Example"),
    ],
)
def test_an_address_in_order(site, remote, settings):
    assert doubts(site, settings, remote) == []


@pytest.mark.parametrize(
    ("remote", "settings", "place", "code"),
    [
        (REPO, "base_url: https://user.github.io/", "site.yml:2:11", "address.remote"),
        (REPO, "base_url: http://user.github.io/repo/", "site.yml:2:11", "address.remote"),
        (REPO, "base_url: https://other.github.io/repo/", "site.yml:2:11", "address.remote"),
        (OWN, "base_url: https://user.github.io/digest/", "site.yml:2:11", "address.remote"),
        ("https://git.example/user/repo", "", "site.yml", "address.missing"),
        (REPO, "base_url: https://example.org/", "site.yml:2:11", "address.example"),
        (
            REPO,
            "base_url: https://user.github.io/repo/\ncname: digest.example",
            "site.yml:3:8",
            "address.cname",
        ),
        (
            REPO,
            "base_url: https://digest.example/repo/\ncname: digest.example",
            "site.yml:2:11",
            "address.cname",
        ),
    ],
)
def test_a_doubtful_address(site, remote, settings, place, code):
    assert doubts(site, settings, remote) == [(place, "warning", code)]


def test_a_cname_file_of_the_site_s_own_must_agree(site, write_files):
    write_files({"static/CNAME": "b.example\n"})
    settings = "base_url: https://a.example/\ncname: a.example"
    assert doubts(site, settings, "") == [("site.yml:3:8", "error", "publish.cname")]
    write_files({"static/CNAME": "A.example\n"})
    assert doubts(site, settings, "") == []


def test_a_site_without_an_address(site, write_files):
    write_files({"site.yml": "title: Digest\n"})
    assert load_published(site, Destination()).file.base_url == NOWHERE
    assert (
        load_published(site, Destination("https://a.example/", (REPO,))).origin
        == "https://a.example"
    )


def git(folder: Path, *arguments: str) -> str:
    """Run git as a person would."""
    command = ["git", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_pages_are_checked_at_the_address_that_a_publish_derives(site, sitegen, write_files):
    git(site, "init")
    git(site, "remote", "add", "origin", REPO)
    links = "<a href='/repo/'>fine</a><a href='/iran/'>forgotten</a>"
    config = "title: Digest\nfeed: {authority: example.org,2026}\n"
    write_files({"site.yml": config, "static/x.html": links})
    (problem,) = json.loads(sitegen("check", "--json").stdout)["problems"]
    assert problem["path"] == "static/x.html"
    assert (
        "“/iran/”: it leads out of the site, which is published under /repo/" in problem["message"]
    )


def test_a_publish_stops_at_a_broken_link_of_a_template(site, sitegen, write_files, tmp_path):
    remote = tmp_path / "remote.git"
    git(tmp_path, "init", "--bare", str(remote))
    git(site, "init")
    git(site, "remote", "add", "origin", str(remote))
    good = "{% extends 'default/base.html' %}\n"
    bad = good + "{% block extra_head %}<link rel='help' href='/repo/help/'>{% endblock %}\n"
    write_files({"templates/base.html": bad, ".gitignore": "/.sitegen/\n/remote.git/\n"})
    result = sitegen("publish", "--yes")
    assert result.returncode == 1
    assert "broken link “/repo/help/”: this site has no such page" in result.stderr
    assert git(remote, "for-each-ref") == ""
    write_files({"templates/base.html": good})
    result = sitegen("publish", "--yes")
    assert result.returncode == 0, result.stderr
    assert "refs/heads/gh-pages" in git(remote, "for-each-ref")
