"""Where a remote's pages are read, and what of its URL is never printed."""

from __future__ import annotations

import pytest

from sitegen.checks.release import cname_of, pages_url, settings_url
from sitegen.publishing.git import redact, secrets_in

PROJECT = "https://jane-doe.github.io/Caspian.Digest/"


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/Jane-Doe/Caspian.Digest.git",
        "https://github.com/Jane-Doe/Caspian.Digest",
        "https://github.com/Jane-Doe/Caspian.Digest/",
        "https://jane:ghp_secret@github.com/Jane-Doe/Caspian.Digest.git",
        "https://ghp_secret@github.com/Jane-Doe/Caspian.Digest.git",
        "https://www.github.com/Jane-Doe/Caspian.Digest.git",
        "http://GitHub.com/Jane-Doe/Caspian.Digest.git",
        "git@github.com:Jane-Doe/Caspian.Digest.git",
        "github.com:Jane-Doe/Caspian.Digest.git",
        "git@github.com:/Jane-Doe/Caspian.Digest.git",
        "ssh://git@github.com/Jane-Doe/Caspian.Digest.git",
        "ssh://git@ssh.github.com:443/Jane-Doe/Caspian.Digest.git",
        "git://github.com/Jane-Doe/Caspian.Digest.git",
    ],
)
def test_a_project_at_github(url: str):
    assert pages_url(url) == PROJECT
    assert settings_url(url) == "https://github.com/Jane-Doe/Caspian.Digest/settings/pages"


def test_a_users_own_site():
    assert pages_url("git@github.com:Jane/jane.github.io.git") == "https://jane.github.io/"
    assert pages_url("git@github.com:Jane/joe.github.io") == "https://jane.github.io/joe.github.io/"


@pytest.mark.parametrize(
    "url",
    [
        "https://gitlab.com/jane/digest.git",
        "https://github.com.example.org/jane/digest.git",
        "https://example.org/github.com/jane/digest.git",
        "git@github-work:jane/digest.git",
        "https://github.com/jane",
        "https://github.com/jane/digest/tree/main",
        "file:///srv/github.com/jane/digest.git",
        "../remote.git",
        "",
    ],
)
def test_other_remotes(url: str):
    assert pages_url(url) is None
    assert settings_url(url) is None


@pytest.mark.parametrize(
    ("base_url", "domain"),
    [
        ("https://digest.example.org/", "digest.example.org"),
        ("https://digest.org", "digest.org"),
        ("https://example.org/", ""),
        ("https://www.example.com", ""),
        ("https://www.example.org/digest/", ""),
        ("https://jane.github.io/digest/", ""),
        ("https://jane.github.io/", ""),
        ("http://localhost/", ""),
        ("http://192.0.2.1/", ""),
        ("https://example.org:8443/", ""),
        ("", ""),
    ],
)
def test_the_domain_of_a_base_url(base_url: str, domain: str):
    assert cname_of(base_url) == domain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("to https://jane:pw@host/x.git", "to https://host/x.git"),
        ("to https://ghp_token@host/x.git", "to https://host/x.git"),
        ("at 'http://a:b%40c@host:81/x'", "at 'http://host:81/x'"),
        ("to https://jane:p/w@host/x.git", "to https://host/x.git"),
        ("to https://host:8443/@scope/x.git", "to https://host:8443/@scope/x.git"),
        ("ssh://git@host/x", "ssh://git@host/x"),
        ("ssh://git:pw@host/x", "ssh://host/x"),
        ("git@host:x.git", "git@host:x.git"),
        ("jane:pw@host:x", "host:x"),
        ("at 'jane:pw@host:x/y.git'", "at 'host:x/y.git'"),
        ("at “jane:pw@host:x”", "at “host:x”"),
        ("ghp_token:x-oauth-basic@github.com:jane/x.git", "github.com:jane/x.git"),
        ("jane:p/w:x@y@host:x", "host:x"),
        ("jane:pw@host/x.git", "host/x.git"),
        ("//jane:pw@host/x", "//host/x"),
        ("hg::https://jane:pw@host/x", "hg::https://host/x"),
        ("host:team/x@2.git", "host:team/x@2.git"),
        ("host:team/x.git", "host:team/x.git"),
        ("C:/Users/me@work/x/", "C:/Users/me@work/x/"),
        ("/srv/a:b@c:d/x.git", "/srv/a:b@c:d/x.git"),
        ("file:///srv/a@b/c", "file:///srv/a@b/c"),
        ("https://host/x.git?private-token=abc&x=1", "https://host/x.git?private-token=•••&x=1"),
        ("https://host/x.git?client_secret=abc", "https://host/x.git?client_secret=•••"),
        ("Authorization: basic YWJjOmRlZg==", "Authorization: basic •••"),
        ("https://host/?access_token=abc&x=1", "https://host/?access_token=•••&x=1"),
        ("mail me@example.org", "mail me@example.org"),
    ],
)
def test_credentials_are_taken_out(text: str, shown: str):
    assert redact(text) == shown


def test_a_known_secret_is_taken_out_wherever_it_stands():
    secrets = secrets_in("https://jane:p%40ss%2Fword@host/x.git")
    assert redact("user jane, password p@ss/word or p%40ss%2Fword", secrets) == (
        "user •••, password ••• or •••"
    )
    assert set(secrets_in("jane:p%40ss@host:x")) == {"jane", "p%40ss", "p@ss"}
    assert "token" in secrets_in("hg::https://token@host/x")
    assert secrets_in("https://host/x?access_token=abc") == ("abc",)
    assert secrets_in("ssh://git@host/x") == ()
    assert secrets_in("git@host:x") == ()
