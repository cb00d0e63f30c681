"""Nothing of the user's repository changes, whatever state and form it is in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.publishing.conftest import SITE, Place, git, snapshot, write

FIRST = {**SITE, ".nojekyll": ""}
OURS = (".sitegen",)
Settings = Callable[[str, str], str]


def test_a_checkout_in_the_middle_of_work_is_left_as_it_is(any_place: Place):
    """Staged, unstaged, untracked, stashed, a branch called gh-pages, a merge under way."""
    checkout = any_place.checkout
    write(checkout, {"stashed.md": "1"})
    git(checkout, "add", "stashed.md")
    git(checkout, "stash", "--quiet")
    git(checkout, "branch", "gh-pages")
    git(checkout, "fetch", "--quiet", "origin")
    write(checkout, {"staged.md": "staged", "both.md": "first", "untracked.md": "u"})
    git(checkout, "add", "staged.md", "both.md")
    write(checkout, {"both.md": "second", "a.md": "unstaged"})
    git(checkout, "update-index", "--assume-unchanged", "site.yml")
    (checkout / ".git" / "MERGE_HEAD").write_text(git(checkout, "rev-parse", "HEAD") + "\n")
    # Stats in the index that no longer fit are what tempts git to write it anew.
    os.utime(checkout / "site.yml", (1, 1))
    before = snapshot(checkout, without=OURS)
    states = [any_place.publish().status, any_place.publish().status]
    write(any_place.site, {"index.html": "new"})
    changed = snapshot(any_place.site)
    states += [any_place.publish(dry_run=True).status, any_place.publish().status]
    any_place.push_as_another({"hand.txt": "by hand"})
    any_place.refusal()
    states.append(any_place.publish(adopt=True).status)
    assert states == ["published", "unchanged", "planned", "published", "published"]
    after = snapshot(checkout, without=OURS)
    assert snapshot(any_place.site) == changed
    moved = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert moved == {"public/index.html"}


@pytest.fixture
def user_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Give `set(key, value)`, which writes the user's own settings for one test."""
    config = tmp_path / "gitconfig"
    config.write_bytes(Path(os.environ["GIT_CONFIG_GLOBAL"]).read_bytes())
    with monkeypatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", str(config))
        yield lambda key, value: git(tmp_path, "config", "--global", key, value)


def test_no_hook_of_the_users_runs(place: Place, user_settings: Settings):
    hooks = place.checkout / ".git" / "hooks"
    for name in ("pre-push", "post-index-change", "pre-auto-gc"):
        hooks.mkdir(exist_ok=True)
        (hooks / name).write_text(f"#!/bin/sh\ntouch {place.checkout}/ran-{name}\nexit 1\n")
        (hooks / name).chmod(0o755)
    user_settings("core.hooksPath", str(hooks))
    place.publish()
    assert not list(place.checkout.glob("ran-*"))
    assert place.files() == FIRST


def test_settings_that_would_send_more_are_not_followed(place: Place, user_settings: Settings):
    """Tags, submodules, mirrors and refspecs of the user's stay at home."""
    for key, value in {
        "push.followTags": "true",
        "push.recurseSubmodules": "on-demand",
        "submodule.recurse": "true",
        "remote.origin.mirror": "true",
        "remote.origin.push": "refs/heads/*:refs/heads/*",
        "push.default": "matching",
    }.items():
        git(place.checkout, "config", key, value)
        user_settings(key, value)
    git(place.checkout, "tag", "-a", "v1", "-m", "one")
    git(place.checkout, "branch", "private")
    place.publish()
    names = [line.split()[0] for line in place.refs().split("\n")]
    assert names == ["refs/heads/gh-pages", "refs/heads/main"]


def test_settings_about_the_index_do_no_harm(place: Place, user_settings: Settings):
    for key, value in {
        "core.splitIndex": "true",
        "core.untrackedCache": "true",
        "core.checkStat": "minimal",
        "core.trustctime": "false",
        "core.ignoreCase": "true",
        "feature.manyFiles": "true",
        "gc.auto": "1",
        "gc.autoDetach": "true",
        "log.showSignature": "true",
        "i18n.commitEncoding": "ISO-8859-1",
        "i18n.logOutputEncoding": "ISO-8859-1",
        "status.showUntrackedFiles": "no",
    }.items():
        user_settings(key, value)
        git(place.checkout, "config", key, value)
    write(place.site, {"Case.html": "upper", "case.html": "lower"})
    place.publish(message="Äpfel", keep=("kept-ä.txt",))
    write(place.site, {"index.html": "2"})
    write(place.store, {"sha1/still-here": ""})
    place.push_as_another({"kept-ä.txt": "theirs"})
    done = place.publish()
    assert done.plan.kept == ("kept-ä.txt",)
    assert (place.store / "sha1" / "still-here").exists(), "the store was found damaged"
    assert place.files()["Case.html"] == "upper"
    assert place.files()["case.html"] == "lower"
    log = git(place.remote, "log", "--reverse", "--format=%s", "--encoding=UTF-8", "gh-pages")
    assert log.split("\n")[0] == "Äpfel"


def test_from_inside_a_hook(place: Place, monkeypatch: pytest.MonkeyPatch):
    """A hook's environment points git at another index and repository."""
    monkeypatch.setenv("GIT_DIR", str(place.checkout / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(place.checkout / ".git" / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(place.checkout))
    monkeypatch.setenv("GIT_TRACE", "1")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.autocrlf=true'")
    before = snapshot(place.checkout, without=OURS)
    place.publish()
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_TRACE"):
        monkeypatch.delenv(name)
    assert snapshot(place.checkout, without=OURS) == before
    assert place.files() == FIRST


def test_a_site_in_a_subfolder(place: Place):
    write(place.checkout, {"docs/digest/site.yml": "title: X\n"})
    place.site = place.checkout / "docs" / "digest" / "public"
    write(place.site, SITE)
    place.publish(at=place.checkout / "docs" / "digest")
    assert place.files() == FIRST


def test_a_relative_address_counts_from_the_checkout(place: Place):
    git(place.checkout, "remote", "set-url", "origin", "../remote.git")
    write(place.checkout, {"deep/er/site.yml": "title: X\n"})
    place.publish(at=place.checkout / "deep" / "er")
    assert place.files() == FIRST


def test_an_address_that_settings_rewrite_is_rewritten_once(place: Place, user_settings: Settings):
    """The outcome of one rule may look like the beginning of another."""
    base = place.remote.parent.as_uri() + "/"
    user_settings(f"url.{base}nowhere/.insteadOf", base)
    user_settings(f"url.{base}nowhere/.pushInsteadOf", base)
    git(place.checkout, "config", f"url.{place.remote.as_uri()}.insteadOf", "target:")
    git(place.checkout, "remote", "set-url", "origin", "target:")
    place.publish()
    assert place.files() == FIRST


def test_the_push_address_is_the_one_that_is_read(place: Place):
    git(place.checkout, "remote", "set-url", "origin", "file:///nowhere.git")
    git(place.checkout, "remote", "set-url", "--push", "origin", place.remote.as_uri())
    place.publish()
    write(place.site, {"index.html": "2"})
    assert place.publish().plan.changed == ("index.html",)


def test_two_push_addresses_are_refused(place: Place):
    git(place.checkout, "remote", "set-url", "--add", "--push", "origin", "file:///one.git")
    git(place.checkout, "remote", "set-url", "--add", "--push", "origin", "file:///two.git")
    assert place.refusal().code == "publish.many-addresses"


def test_a_worktree(place: Place):
    git(place.checkout, "worktree", "add", "-q", "../tree", "-b", "topic")
    before = snapshot(place.checkout), snapshot(place.checkout.parent / "tree")
    place.publish(at=place.checkout.parent / "tree")
    after = snapshot(place.checkout, without=OURS), snapshot(place.checkout.parent / "tree")
    assert after == before
    assert place.files() == FIRST


def test_a_branch_that_is_checked_out_in_another_worktree(place: Place):
    git(place.checkout, "worktree", "add", "-q", "../tree", "-b", "gh-pages")
    assert place.refusal().code == "publish.source-branch"


def test_a_submodule(place: Place, tmp_path: Path):
    git(tmp_path, "init", "-q", "outer")
    command = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
    git(tmp_path / "outer", *command, place.remote.as_uri(), "digest")
    inner = tmp_path / "outer" / "digest"
    assert (inner / ".git").is_file()
    before = snapshot(tmp_path / "outer")
    place.publish(at=inner)
    assert snapshot(tmp_path / "outer") == before
    assert place.files() == FIRST


def test_a_shallow_clone(place: Place, tmp_path: Path):
    write(place.checkout, {"b.md": "b"})
    git(place.checkout, "add", "b.md")
    git(place.checkout, "commit", "-qm", "More")
    git(place.checkout, "push", "-q", "origin", "main")
    place.publish()
    git(tmp_path, "clone", "-q", "--depth=1", "-b", "main", place.remote.as_uri(), "shallow")
    clone = tmp_path / "shallow"
    git(clone, "status", "--short")
    before = snapshot(clone)
    place.store = tmp_path / "fresh"
    write(place.site, {"index.html": "2"})
    assert place.publish(at=clone).plan.changed == ("index.html",)
    place.push_as_another({"hand.txt": "by hand"})
    place.refusal(at=clone)
    assert snapshot(clone) == before
    git(place.remote, "fsck", "--strict")


def test_a_sha256_repository(tmp_path: Path):
    git(tmp_path, "init", "-q", "--bare", "--object-format=sha256", "remote.git")
    git(tmp_path, "init", "-q", "--object-format=sha256", "checkout")
    git(tmp_path / "checkout", "remote", "add", "origin", (tmp_path / "remote.git").as_uri())
    write(tmp_path / "checkout", {f"public/{name}": text for name, text in SITE.items()})
    place = Place(tmp_path, "")
    first = place.publish(yes=True)
    assert len(first.commit) == 64
    write(place.site, {"index.html": "2"})
    place.store = tmp_path / "fresh"
    assert place.publish(yes=True).previous == first.commit


def test_a_detached_head(place: Place):
    git(place.checkout, "checkout", "-q", "--detach")
    assert place.publish().status == "published"


def test_objects_left_by_a_crash_are_made_again(place: Place):
    """A store that a crash has damaged costs time, and nothing else."""
    first = place.publish()
    for file in (place.store / "sha1" / "objects").rglob("??/*"):
        file.chmod(0o644)
        file.write_bytes(file.read_bytes()[:4])
    write(place.site, {"index.html": "2"})
    assert place.publish().previous == first.commit
    (place.store / "sha1" / "index").write_bytes(b"DIRC....")
    write(place.site, {"index.html": "3"})
    assert place.publish().status == "published"
    git(place.remote, "fsck", "--strict")
    assert place.files() == {**FIRST, "index.html": "3"}


def test_leftovers_of_old_runs_are_swept(place: Place):
    write(place.store, {"run-old/index.lock": "", "run-new/index.lock": ""})
    os.utime(place.store / "run-old", (1, 1))
    place.publish()
    assert [path.name for path in place.store.glob("run-*")] == ["run-new"]


def test_the_store_is_packed_now_and_then(place: Place):
    place.publish()
    objects = place.store / "sha1" / "objects"
    # By the number of these git estimates how many there are in all, as its own `gc --auto` does.
    for number in range(90):
        write(objects, {f"17/{number:038x}": "an object that nothing needs any more"})
        os.utime(objects / "17" / f"{number:038x}", (1, 1))
    write(place.site, {"index.html": "1"})
    place.publish()
    assert len(list(objects.glob("17/*"))) == 0
    assert len(list(objects.glob("pack/*.pack"))) == 1
    assert place.publish().status == "unchanged"
    write(place.site, {"index.html": "2"})
    place.publish()
    git(place.remote, "fsck", "--strict")


def test_a_store_that_cannot_be_written(place: Place):
    write(place.checkout, {"file": "no folder"})
    place.store = place.checkout / "file" / "publish"
    assert place.refusal().code == "publish.store"
