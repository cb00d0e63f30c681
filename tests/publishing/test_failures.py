"""What a person reads when a publish fails, and what nobody ever reads."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import quote

import pytest

from sitegen.problems import Problem, SitegenError
from sitegen.publishing import PublishOptions, Release, publish_release
from sitegen.reporting import Recording
from tests.publishing.conftest import SITE, Place, git, write
from tests.publishing.httpserver import PASSWORD, USER, GitServer

FIRST = {**SITE, ".nojekyll": ""}


def test_not_a_git_repository(tmp_path: Path):
    write(tmp_path, {f"public/{name}": text for name, text in SITE.items()})
    release = Release(tmp_path / "public", lambda: ())
    with pytest.raises(SitegenError) as caught:
        publish_release(release, tmp_path, tmp_path / "s", PublishOptions(), Recording())
    (problem,) = caught.value.problems
    assert problem.code == "publish.no-repository"
    assert "git init" in problem.hint
    assert caught.value.exit_code == 2


def test_no_remote(place: Place):
    git(place.checkout, "remote", "rename", "origin", "upstream")
    problem = place.refusal()
    assert problem.message == "this repository has no remote “origin”"
    assert problem.hint == "--remote takes one of: upstream"
    git(place.checkout, "remote", "remove", "upstream")
    assert place.refusal().hint == "git remote add origin URL"


@pytest.mark.parametrize("remote", ["--upload-pack=touch ran", "-x", "", "or igin"])
def test_a_remote_that_is_none(place: Place, remote: str):
    assert place.refusal(remote=remote).code == "publish.no-remote"


@pytest.mark.parametrize("branch", ["--force", "-d", "", "a..b", "a b", "HEAD", "x.lock", "a/"])
def test_a_branch_that_is_none(place: Place, branch: str):
    problem = place.refusal(branch=branch)
    assert problem.code == "publish.branch"


def test_the_default_branch_needs_its_name_twice(place: Place):
    git(place.checkout, "checkout", "-q", "-b", "work")
    git(place.remote, "symbolic-ref", "HEAD", "refs/heads/main")
    for options in ({}, {"yes": True}, {"adopt": True}, {"yes": True, "adopt": True}):
        problem = place.refusal(branch="main", **options)
        assert problem.code == "publish.source-branch"
        assert "main is the default branch of “origin”" in problem.message
        assert "--confirm-branch main" in problem.hint
    assert place.refusal(branch="main", confirm_branch="gh-pages").code == "publish.confirm"
    # Confirmed, the sources there are still somebody's work.
    assert place.refusal(branch="main", confirm_branch="main").code == "publish.foreign"
    done = place.publish(branch="main", confirm_branch="main", adopt=True)
    assert place.history("main")[0] == done.commit
    assert len(place.history("main")) == 2


def test_the_branch_that_is_checked_out_needs_its_name_twice(place: Place):
    git(place.checkout, "checkout", "-q", "-b", "work")
    problem = place.refusal(branch="work", yes=True)
    assert problem.code == "publish.source-branch"
    assert "the branch that is checked out here" in problem.message
    assert place.publish(branch="work", confirm_branch="work").status == "published"


@pytest.mark.parametrize("branch", ["main/pages", "team"])
def test_a_branch_that_git_cannot_have_beside_another(place: Place, branch: str):
    git(place.checkout, "push", "-q", "origin", "main:team/pages")
    problem = place.refusal(branch=branch)
    assert problem.code == "publish.branch"
    assert "cannot make a branch" in problem.message


def test_a_lock_that_a_crash_left_on_the_remote(place: Place):
    """It is no race, for the branch stays as it is."""
    place.publish()
    write(place.site, {"index.html": "2"})
    write(place.remote, {"refs/heads/gh-pages.lock": ""})
    problem = place.refusal()
    assert problem.code == "publish.refused"
    assert "rejected the push to gh-pages" in problem.message


def test_an_empty_remote_asks_for_the_sources_first(place: Place):
    git(place.remote, "update-ref", "-d", "refs/heads/main")
    problem = place.refusal()
    assert problem.code == "publish.empty-remote"
    assert "git push -u origin HEAD" in problem.hint
    assert place.publish(yes=True).status == "published"


def test_offline(place: Place):
    git(place.checkout, "remote", "set-url", "origin", "http://127.0.0.1:9/jane/digest.git")
    problem = place.refusal()
    assert problem.code == "publish.offline"
    assert "“origin” (http://127.0.0.1:9/jane/digest.git) cannot be reached" in problem.message


def test_a_host_that_is_none(place: Place):
    git(place.checkout, "remote", "set-url", "origin", "http://nowhere.invalid/digest.git")
    assert place.refusal().code == "publish.offline"


def test_a_server_that_breaks_off(web_place: Place, server: GitServer):
    server.broken = True
    problem = web_place.refusal()
    assert problem.code == "publish.connection"
    assert "was lost" in problem.message


def test_an_answer_that_is_lost_is_asked_for_again(web_place: Place, server: GitServer):
    """The remote has taken the commit, and only its answer does not arrive."""
    server.loses_answers = True
    done = web_place.publish()
    assert done.status == "published"
    assert web_place.tip() == done.commit


def test_no_repository_at_the_address(place: Place, server: GitServer):
    for url in (f"http://{server.host}/none.git", "file:///none.git", "../none.git"):
        git(place.checkout, "remote", "set-url", "origin", url)
        problem = place.refusal()
        assert problem.code == "publish.no-remote-repository"
        assert url in problem.message


def test_no_permission_without_credentials(
    web_place: Place, server: GitServer, monkeypatch: pytest.MonkeyPatch
):
    """No prompt waits for an answer, at a terminal neither."""
    server.guarded = True
    with monkeypatch.context() as patch:
        patch.delenv("GIT_TERMINAL_PROMPT")
        problem = web_place.refusal()
    assert "terminal prompts disabled" in problem.hint
    assert problem.code == "publish.permission"
    assert "gh auth login" in problem.hint


def test_no_permission_to_write(web_place: Place, server: GitServer):
    server.read_only = True
    problem = web_place.refusal()
    assert problem.code == "publish.permission"
    assert "does not let you push" in problem.message


@pytest.mark.parametrize("word", ["wr0ng%2Fword", "wr0ng/word", "wr0ng@a/b@word"])
def test_a_wrong_password_is_never_printed(web_place: Place, server: GitServer, word: str):
    """Nor where it is not even quoted as a URL must be."""
    server.guarded = True
    url = f"http://{USER}:{word}@{server.host}/remote.git"
    git(web_place.checkout, "remote", "set-url", "origin", url)
    text = web_place.refusal().text()
    for secret in ("wr0ng", "word", USER + ":"):
        assert secret not in text
    assert server.host in text


def test_credentials_in_the_address_work_and_are_never_shown(web_place: Place, server: GitServer):
    server.guarded = True
    url = f"http://{USER}:{quote(PASSWORD, safe='')}@{server.host}/remote.git"
    git(web_place.checkout, "remote", "set-url", "origin", url)
    done = web_place.publish()
    hook = web_place.remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\necho 'you are {PASSWORD}, go away' >&2\nexit 1\n")
    hook.chmod(0o755)
    write(web_place.site, {"index.html": "2"})
    shown = f"{done!r}{web_place.said.notes}{web_place.refusal().text()}"
    assert "go away" in shown
    assert PASSWORD not in shown
    assert quote(PASSWORD, safe="") not in shown
    kept = b"".join(path.read_bytes() for path in web_place.store.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in kept
    assert quote(PASSWORD, safe="").encode() not in kept


def test_a_header_as_the_checkout_action_leaves_it(web_place: Place, server: GitServer):
    """actions/checkout keeps its token as a header in the repository's own settings."""
    server.guarded = True
    word = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    key = f"http.http://{server.host}/.extraheader"
    git(web_place.checkout, "config", key, f"AUTHORIZATION: basic {word}")
    assert web_place.publish().status == "published"
    git(web_place.checkout, "config", key, f"AUTHORIZATION: basic {word[:-4]}")
    write(web_place.site, {"index.html": "2"})
    assert word[:-4] not in web_place.refusal().text()


def test_a_credential_helper_of_the_repository(web_place: Place, server: GitServer):
    server.guarded = True
    helper = f"!f() {{ echo username={USER}; echo 'password={PASSWORD}'; }}; f"
    git(web_place.checkout, "config", "credential.helper", helper)
    assert web_place.publish().status == "published"


def test_git_is_missing(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        with pytest.raises(SitegenError, match="git is not installed"):
            place.publish()


@pytest.mark.parametrize("words", ["git version 2.30.9", "git version 1.9.1 (Apple)", "hello"])
def test_git_is_too_old(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: str):
    old = tmp_path / "bin" / "git"
    write(tmp_path, {"bin/git": f"#!/bin/sh\necho '{words}'\n"})
    old.chmod(0o755)
    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"{old.parent}:/usr/bin:/bin")
        with pytest.raises(SitegenError) as caught:
            place.publish()
    (problem,) = caught.value.problems
    assert problem.message == f"this git is too old: {words}"
    assert "git 2.31 or newer" in problem.hint


def test_nobody_to_commit_as(place: Place, monkeypatch: pytest.MonkeyPatch):
    git(place.checkout, "config", "user.useConfigOnly", "true")
    with monkeypatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        problem = place.refusal()
    assert problem.code == "publish.identity"
    assert "git config --global user.name" in problem.hint


def test_the_repositorys_own_name_signs_the_commit(place: Place):
    git(place.checkout, "config", "user.name", "Caspian Desk")
    place.publish()
    assert git(place.remote, "log", "-1", "--format=%an/%cn", "gh-pages") == (
        "Caspian Desk/Caspian Desk"
    )


def test_a_folder_of_somebody_elses(place: Place, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        # git's own switch for its tests of this.
        patch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        with pytest.raises(SitegenError) as caught:
            place.publish()
    (problem,) = caught.value.problems
    assert problem.code == "publish.ownership"
    assert "safe.directory" in problem.hint


@pytest.mark.parametrize("ours", ["sha1", "sha256"])
@pytest.mark.parametrize("is_empty", [False, True], ids=["with branches", "empty"])
def test_another_kind_of_object_ids(tmp_path: Path, ours: str, is_empty: bool):
    theirs = {"sha1": "sha256", "sha256": "sha1"}[ours]
    git(tmp_path, "init", "-q", "--bare", f"--object-format={ours}", "remote.git")
    git(tmp_path, "init", "-q", f"--object-format={ours}", "checkout")
    git(tmp_path / "checkout", "commit", "-q", "--allow-empty", "-m", "x")
    git(tmp_path, "init", "-q", "--bare", f"--object-format={theirs}", "other.git")
    if not is_empty:
        git(tmp_path, "init", "-q", f"--object-format={theirs}", "seed")
        git(tmp_path / "seed", "commit", "-q", "--allow-empty", "-m", "x")
        git(tmp_path / "seed", "push", "-q", "../other.git", "HEAD:gh-pages", "HEAD:main")
    place = Place(tmp_path, "../other.git")
    git(place.checkout, "remote", "add", "origin", "../other.git")
    write(place.site, SITE)
    problem = place.refusal(yes=True)
    assert problem.code == "publish.object-format"
    assert "sha1" in problem.hint


def test_what_git_says_has_a_line_of_its_own(place: Place):
    git(place.checkout, "remote", "set-url", "origin", "http://127.0.0.1:9/x.git")
    lines = place.refusal().text().split("\n")
    assert lines[1].startswith("    hint: check your connection")
    assert lines[2].startswith("    git says: ")
    assert "\ufffd" not in "".join(lines)


@pytest.mark.parametrize(
    "url",
    [
        "jane:s3cr3t-word@127.0.0.1:x.git",
        "s3cr3t-word:x-oauth-basic@127.0.0.1:x.git",
        "jane:s3cr3t-word@127.0.0.1/x.git",
        "ssh://jane:s3cr3t-word@127.0.0.1:9/x.git",
        "https://s3cr3t-word@127.0.0.1:9/x.git",
        "https:/jane:s3cr3t-word@127.0.0.1/x.git",
        "//jane:s3cr3t-word@127.0.0.1/x.git",
        "nothing::https://jane:s3cr3t-word@127.0.0.1/x.git",
        "https://127.0.0.1:9/x.git?private_token=s3cr3t-word",
    ],
)
def test_no_form_of_an_address_shows_its_password(
    place: Place, monkeypatch: pytest.MonkeyPatch, url: str
):
    git(place.checkout, "remote", "set-url", "origin", url)
    with monkeypatch.context() as patch:
        patch.setenv("GIT_SSH_COMMAND", "sh -c 'echo cannot reach \"$@\" >&2; exit 1' ssh")
        problem = place.refusal()
    assert "s3cr3t" not in f"{problem!r}{problem.text()}"
    assert "127.0.0.1" in problem.text() or "remote-nothing" in problem.text()


def test_an_address_in_the_place_of_a_remotes_name_is_not_repeated(place: Place):
    problem = place.refusal(remote="https://jane:s3cr3t-word@example.org/x.git")
    assert "s3cr3t" not in problem.text()
    assert "no remote “https://example.org/x.git”" in problem.message


def test_the_password_of_a_proxy_is_never_printed(place: Place):
    git(place.checkout, "remote", "set-url", "origin", "http://example.org/x.git")
    git(place.checkout, "config", "http.proxy", "http://jane:s3cr3t-word@127.0.0.1:9")
    problem = place.refusal()
    assert problem.code == "publish.offline"
    assert "s3cr3t" not in problem.text()


def test_settings_of_git_that_are_broken(place: Place):
    with (place.checkout / ".git" / "config").open("a") as file:
        file.write("[remote\n")
    problem = place.refusal()
    assert problem.code == "publish.git"
    assert "bad config" in problem.hint


def test_a_file_that_goes_while_it_is_looked_at(place: Place):
    def look(folder: Path) -> list[Problem]:
        (folder / "gone.html").read_bytes()
        return []

    problem = place.refusal(check=look)
    assert problem.code == "publish.disk"
    assert "gone.html cannot be read" in problem.message


def test_a_remote_with_a_checkout_of_the_branch(place: Place, tmp_path: Path):
    """A remote that is no bare repository refuses to have its checkout changed under it."""
    git(tmp_path, "init", "-q", "-b", "gh-pages", "work")
    git(tmp_path / "work", "commit", "-q", "--allow-empty", "-m", "x")
    git(tmp_path / "work", "branch", "main")
    git(tmp_path / "work", "checkout", "-q", "main")
    git(tmp_path / "work", "worktree", "add", "-q", "../pages", "gh-pages")
    git(place.checkout, "remote", "set-url", "origin", (tmp_path / "work").as_uri())
    assert place.refusal(adopt=True).code == "publish.refused"
