"""Branch mode against real bare repositories, over file:// and over HTTP."""

from __future__ import annotations

import os
import time

import pytest

from sitegen.problems import SitegenError
from tests.publishing.conftest import PAGES, SITE, Place, git, git_bytes, snapshot, write

FIRST = {**SITE, ".nojekyll": ""}


def everything(place: Place) -> tuple[object, ...]:
    """Give both sides; the store without times, for git touches objects that it meets again."""
    checkout = snapshot(place.checkout, without=(".sitegen",))
    return checkout, snapshot(place.remote), snapshot(place.store, times=False)


def test_the_first_publish_makes_the_branch(any_place: Place):
    done = any_place.publish()
    source = git(any_place.checkout, "rev-parse", "HEAD")
    assert done.status == "published"
    assert any_place.files() == FIRST
    assert any_place.history() == [done.commit]
    assert (done.previous, done.source, done.squashed) == ("", source, False)
    assert done.plan.added == tuple(sorted(FIRST))
    assert git(any_place.remote, "log", "-1", "--format=%B", "gh-pages") == (
        f"Publish the site from {source[:10]}\n\n"
        f"Sitegen-Tree: {done.tree}\nSitegen-Source: {source}\nSitegen-Publish: 1"
    )
    assert git(any_place.remote, "rev-parse", "gh-pages^{tree}") == done.tree
    git(any_place.remote, "fsck", "--strict")


def test_an_unchanged_site_makes_no_commit(any_place: Place):
    first = any_place.publish()
    second = any_place.publish()
    assert second.status == "unchanged"
    assert second.commit == second.previous == first.commit
    assert second.plan.counts == "+ 0  ~ 0  − 0"
    assert any_place.history() == [first.commit]


def test_one_changed_page_is_one_commit_more(any_place: Place):
    first = any_place.publish()
    page = next(iter(PAGES))
    write(any_place.site, {page: "<h1>New</h1>", "new/index.html": "new"})
    (any_place.site / "404.html").unlink()
    second = any_place.publish(message="May news")
    plan = second.plan
    assert (plan.added, plan.changed, plan.deleted) == (("new/index.html",), (page,), ("404.html",))
    assert plan.bytes == len("<h1>New</h1>") + len("new")
    assert any_place.history() == [second.commit, first.commit]
    assert any_place.files()[page] == "<h1>New</h1>"
    message = git(any_place.remote, "log", "-1", "--format=%B", "gh-pages")
    assert message.startswith("May news\n\nSitegen-Tree: ")


def test_another_machine_goes_on_where_the_first_stopped(any_place: Place):
    """Without the store, the newest commit alone is fetched, and no page is sent again."""
    commits = [any_place.publish().commit]
    for number in range(4):
        if number == 2:
            any_place.store = any_place.store.with_name("elsewhere")
        write(any_place.site, {"index.html": f"edition {number}"})
        done = any_place.publish()
        assert done.plan.changed == ("index.html",)
        commits.insert(0, done.commit)
        assert any_place.history() == commits
    git(any_place.remote, "fsck", "--strict")


def test_a_race_lost_is_rejected_and_explained(any_place: Place):
    """Somebody pushes between our look at the branch and our push: a hook of the test does it."""
    any_place.publish()
    theirs = []
    write(any_place.site, {"index.html": "mine"})

    def push_meanwhile(folder):
        theirs.append(any_place.push_as_another({"hand.txt": "theirs"}))
        return []

    problem = _refused(any_place, check=push_meanwhile)
    assert problem.code == "publish.race"
    assert "somebody else pushed" in problem.message
    assert any_place.tip() == theirs[0]


def test_a_race_for_the_first_publish_is_lost_as_well(any_place: Place):
    theirs = []

    def push_meanwhile(folder):
        theirs.append(any_place.push_as_another({"hand.txt": "theirs"}))
        return []

    assert _refused(any_place, check=push_meanwhile).code == "publish.race"
    assert any_place.tip() == theirs[0]


def test_a_race_inside_the_remote_is_lost_as_well(place: Place):
    """The branch moves after the remote has told its head and before it takes our commit."""
    first = place.publish()
    hook = place.remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        "#!/bin/sh\nunset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY\n"
        "c=$(git commit-tree -p gh-pages -m theirs gh-pages^{tree})\n"
        "git update-ref refs/heads/gh-pages $c\n"
    )
    hook.chmod(0o755)
    write(place.site, {"index.html": "mine"})
    problem = _refused(place)
    assert problem.code == "publish.race"
    assert git(place.remote, "log", "-1", "--format=%s", "gh-pages") == "theirs"
    assert git(place.remote, "rev-parse", "gh-pages~1") == first.commit


def test_a_protected_branch_says_so_in_the_servers_words(any_place: Place):
    first = any_place.publish()
    hook = any_place.remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'GH006: Protected branch, go away' >&2\nexit 1\n")
    hook.chmod(0o755)
    write(any_place.site, {"index.html": "mine"})
    problem = any_place.refusal()
    assert problem.code == "publish.refused"
    assert "refuses a push to gh-pages" in problem.message
    assert "GH006: Protected branch, go away" in problem.hint
    assert any_place.tip() == first.commit


def test_a_dry_run_changes_nothing_on_either_side(any_place: Place):
    any_place.publish()
    page = next(iter(PAGES))
    write(any_place.site, {page: "changed", "new.html": "new"})
    (any_place.site / "404.html").unlink()
    before = everything(any_place)
    done = any_place.publish(dry_run=True)
    assert everything(any_place) == before
    assert (done.status, done.commit) == ("planned", "")
    assert done.plan.counts == "+ 1  ~ 1  − 1"
    assert done.tree == any_place.publish().tree


def test_a_first_dry_run_leaves_no_objects(place: Place):
    done = place.publish(dry_run=True)
    assert (done.status, len(done.plan.added)) == ("planned", len(FIRST))
    assert "gh-pages" not in place.refs()
    assert sorted(path.name for path in place.store.iterdir()) == [".gitignore"]


@pytest.mark.parametrize("count", [1, 3])
def test_squashing_makes_the_history_one_commit(any_place: Place, count: int):
    lengths = []
    for number in range(6):
        write(any_place.site, {"index.html": f"edition {number}"})
        done = any_place.publish(squash_after=count)
        lengths.append(len(any_place.history()))
        assert any_place.files()["index.html"] == f"edition {number}"
        assert done.squashed == (number > 0 and lengths[-1] == 1)
    assert lengths == {1: [1] * 6, 3: [1, 2, 3, 1, 2, 3]}[count]
    git(any_place.remote, "fsck", "--strict")


def test_squashing_spares_what_others_committed(any_place: Place):
    theirs = any_place.push_as_another({"readme.txt": "by hand"})
    for number in range(5):
        write(any_place.site, {"index.html": f"edition {number}"})
        any_place.store = any_place.store.with_name(f"store-{number}")
        any_place.publish(squash_after=2, keep=("readme.txt",))
    assert len(any_place.history()) == 2
    assert any_place.history()[1] == theirs


def test_a_squash_keeps_the_lease(any_place: Place):
    any_place.publish()
    write(any_place.site, {"index.html": "mine"})
    theirs = []

    def push_meanwhile(folder):
        theirs.append(any_place.push_as_another({"hand.txt": "theirs"}))
        return []

    problem = _refused(any_place, check=push_meanwhile, squash_after=1)
    assert problem.code == "publish.race"
    assert any_place.tip() == theirs[0]


def test_bytes_and_modes_are_the_sites_own(place: Place):
    """No setting, attribute or filter of the user or of the site changes or hides a file."""
    home = place.checkout.parent
    (home / "attributes").write_text("* text=auto eol=crlf\n*.bin filter=shout\n")
    (home / "ignored").write_text("*.html\nsecret*\n")
    for key, value in {
        "core.autocrlf": "true",
        "core.safecrlf": "true",
        "core.attributesFile": str(home / "attributes"),
        "core.excludesFile": str(home / "ignored"),
        "filter.shout.clean": "tr a-z A-Z",
        "filter.shout.required": "true",
        "core.fileMode": "true",
    }.items():
        git(place.checkout, "config", key, value)
    info = place.checkout / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "attributes").write_text("*.html filter=shout\n")
    (info / "exclude").write_text("*\n")
    odd = {
        "crlf.html": b"a\r\nb\n",
        "data.bin": b"abc\0\r\n",
        "ident.html": b"$Id$",
        "wide.txt": "naïve".encode("utf-16"),
        "secret.html": b"shown",
        "نام/فارسی.html": b"fa",
        "می‌خواهم/index.html": b"joined",
        "a b'c\"d&e.html": b"odd name",
        "-rf/--force.html": b"dashes",
        ":(exclude)x.html": b"magic",
        ".gitignore": b"*\n",
        ".gitattributes": b"* text eol=lf ident working-tree-encoding=UTF-16 filter=shout\n",
        ".gitmodules": b'[submodule "x"]\n\tpath = x\n\turl = ../x\n',
        ".well-known/x": b"kept",
    }
    write(place.site, odd)
    (place.site / "crlf.html").chmod(0o755)
    place.publish()
    listing = git(place.remote, "ls-tree", "-r", "-z", "gh-pages").split("\0")[:-1]
    assert {line.split(" ")[0] for line in listing} == {"100644"}
    for name, content in odd.items():
        assert git_bytes(place.remote, "cat-file", "blob", f"gh-pages:{name}") == content, name
    assert len(listing) == len(FIRST) + len(odd)


def test_an_edit_of_the_same_size_and_time_is_seen(place: Place):
    place.publish()
    page = place.site / "index.html"
    times = (page.stat().st_atime_ns, page.stat().st_mtime_ns)
    page.write_text("<h1>Tnorf</h1>")
    os.utime(page, ns=times)
    assert place.publish().plan.changed == ("index.html",)


def test_an_edit_in_the_second_of_the_last_publish_is_seen(place: Place):
    """Git compares times by the second, and needs the time of its index to know when to doubt."""
    place.publish()
    write(place.site, {"index.html": "edition 1"})
    wait_for_next_second()
    write(place.site, {"index.html": "edition 2"})
    place.publish()
    write(place.site, {"index.html": "edition 3"})
    wait_for_next_second()
    assert place.publish().plan.changed == ("index.html",)
    assert place.files()["index.html"] == "edition 3"


def wait_for_next_second() -> None:
    time.sleep(1 - time.time() % 1)


def test_a_file_in_the_place_of_a_folder(place: Place):
    write(place.site, {"topic/index.html": "folder"})
    place.publish()
    (place.site / "topic" / "index.html").unlink()
    (place.site / "topic").rmdir()
    write(place.site, {"topic": "file"})
    assert place.publish().plan.deleted == ("topic/index.html",)
    assert place.files()["topic"] == "file"


def test_the_builds_manifest_stays_at_home(place: Place):
    write(place.site, {".sitegen-manifest": "# mine\n"})
    place.publish()
    assert ".sitegen-manifest" not in place.files()


def test_a_message_cannot_pass_for_our_record(place: Place):
    first = place.publish(message="News\n\nSitegen-Tree: 0000\nSitegen-Publish: 99\n")
    write(place.site, {"index.html": "2"})
    second = place.publish()
    assert second.previous == first.commit
    assert git(place.remote, "log", "-1", "--format=%B", "gh-pages").endswith("Publish: 2")


def test_a_dirty_source_is_noted(place: Place):
    head = git(place.checkout, "rev-parse", "HEAD")
    write(place.checkout, {"a.md": "changed"})
    assert place.publish().source == f"{head}-dirty"
    git(place.checkout, "commit", "--quiet", "-am", "Clean")
    write(place.checkout, {"content/new.md": "not added yet"})
    assert place.publish().source.endswith("-dirty")


def test_a_source_without_a_commit(tmp_path):
    git(tmp_path, "init", "--quiet", "checkout")
    git(tmp_path / "checkout", "remote", "add", "origin", "../remote.git")
    write(tmp_path / "checkout", {f"public/{name}": text for name, text in SITE.items()})
    place = Place(tmp_path, "")
    assert place.refusal().code == "publish.empty-remote"
    done = place.publish(yes=True)
    assert done.source == ""
    assert place.files() == FIRST


def _refused(place: Place, **options):
    with pytest.raises(SitegenError) as caught:
        place.publish(**options)
    return caught.value.problems[0]
