"""What others pushed to the branch is shown, kept or taken over, and never lost in silence."""

from __future__ import annotations

import pytest

from sitegen.publishing.branch import Commit, Head, Record, read_record, with_trailers
from sitegen.publishing.tree import LostWork, lost_work
from tests.publishing.conftest import PAGES, SITE, Place, git, write

FIRST = {**SITE, ".nojekyll": ""}
PAGE = next(iter(PAGES))


def test_a_branch_of_somebody_elses_is_refused(any_place: Place):
    theirs = any_place.push_as_another({"old.html": "old", "index.html": "their front"})
    problem = any_place.refusal()
    assert problem.code == "publish.foreign"
    assert "has work that sitegen did not publish; nothing was changed" in problem.message
    assert "would be deleted: old.html" in problem.hint
    assert "would be overwritten: index.html" in problem.hint
    assert f"{theirs[:10]} " in problem.hint
    assert "Somebody Else: Theirs" in problem.hint
    assert "--keep GLOB" in problem.hint


def test_a_commit_on_top_of_ours_is_refused_and_only_that_is_shown(any_place: Place):
    any_place.publish()
    any_place.push_as_another({"hand.txt": "theirs", "404.html": "edited"}, delete=(PAGE,))
    # Our own changes since then are no one's loss, and are not in the list.
    write(any_place.site, {"index.html": "new front"})
    hint = any_place.refusal().hint
    assert "would be deleted: hand.txt\n" in hint
    assert "would be overwritten: 404.html\n" in hint
    assert f"would come back: {PAGE}\n" in hint
    assert "index.html\n" not in hint.replace(PAGE, "")


def test_a_dry_run_refuses_as_well(place: Place):
    place.push_as_another({"hand.txt": "theirs"})
    assert place.refusal(dry_run=True).code == "publish.foreign"


def test_adopting_takes_the_branch_over_and_keeps_its_history(any_place: Place):
    theirs = any_place.push_as_another({"old.html": "old", "index.html": "their front"})
    done = any_place.publish(adopt=True)
    assert any_place.files() == FIRST
    assert any_place.history() == [done.commit, theirs]
    write(any_place.site, {"index.html": "2"})
    assert any_place.publish().previous == done.commit


def test_adopting_a_branch_with_the_same_files_says_so_in_a_commit(place: Place):
    theirs = place.push_as_another(FIRST)
    assert place.publish().status == "unchanged"
    done = place.publish(adopt=True)
    assert place.history() == [done.commit, theirs]
    assert place.publish(adopt=True).status == "unchanged"


def test_a_kept_file_stays_now_and_later(any_place: Place):
    any_place.publish()
    any_place.push_as_another({"google1.html": "verify", "previews/7/x.html": "pr", "y.sh": "#!"})
    keep = ("google*.html", "previews/**", "y.sh")
    done = any_place.publish(keep=keep)
    assert done.plan.kept == ("google1.html", "previews/7/x.html", "y.sh")
    assert done.status == "unchanged"
    theirs = {"google1.html": "verify", "previews/7/x.html": "pr", "y.sh": "#!"}
    write(any_place.site, {"index.html": "2"})
    any_place.publish(keep=keep)
    assert any_place.files() == {**FIRST, "index.html": "2", **theirs}
    # From here on the branch itself knows what to keep, on any machine.
    any_place.store = any_place.store.with_name("elsewhere")
    write(any_place.site, {"index.html": "3"})
    any_place.publish()
    assert any_place.files() == {**FIRST, "index.html": "3", **theirs}
    any_place.push_as_another({"previews/8/x.html": "pr"}, delete=("previews/7/x.html",))
    write(any_place.site, {"index.html": "4"})
    any_place.publish()
    assert any_place.files()["previews/8/x.html"] == "pr"
    assert "previews/7/x.html" not in any_place.files()


def test_a_kept_file_keeps_its_mode(place: Place, tmp_path):
    place.publish()
    clone = tmp_path / "other"
    git(tmp_path, "clone", "-q", "-b", "gh-pages", "remote.git", "other")
    write(clone, {"run.sh": "#!/bin/sh"})
    (clone / "run.sh").chmod(0o755)
    (clone / "link").symlink_to("index.html")
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "Theirs")
    git(clone, "push", "-q", "origin", "gh-pages")
    write(place.site, {"index.html": "2"})
    place.publish(keep=("run.sh", "link"))
    assert place.files()["run.sh"] == "100755 #!/bin/sh"
    assert place.files()["link"] == "120000 index.html"


def test_a_pattern_that_covers_a_part_only_is_not_enough(place: Place):
    place.publish()
    place.push_as_another({"google1.html": "verify", "hand.txt": "theirs"})
    hint = place.refusal(keep=("google*.html",)).hint
    assert "would be deleted: hand.txt\n" in hint
    assert "google1" not in hint


@pytest.mark.parametrize("pattern", ["*.html", "**", "iran", "iran/2026/05/page-3/index.html"])
def test_a_pattern_that_names_the_sites_own_files_is_refused(place: Place, pattern: str):
    place.push_as_another({"hand.html": "theirs"})
    problem = place.refusal(keep=(pattern,))
    assert problem.code == "publish.keep"
    assert "the site has files that --keep says are not the site's" in problem.message


@pytest.mark.parametrize("kept", ["iran", "404.html/x"])
def test_a_kept_file_in_the_place_of_a_folder_is_refused(place: Place, kept: str):
    place.push_as_another({kept: "theirs"})
    assert place.refusal(keep=(kept,)).code == "publish.keep"


@pytest.mark.parametrize("pattern", ["", " x", "a\nb", "../x", "/../x"])
def test_a_pattern_that_names_no_file(place: Place, pattern: str):
    assert place.refusal(keep=(pattern,)).code == "publish.keep"


def test_a_pattern_that_git_takes_for_plain_text(place: Place):
    place.push_as_another({"[a": "theirs"})
    place.publish(keep=("[a",))
    assert place.files()["[a"] == "theirs"


def test_adopting_forgets_earlier_patterns(place: Place):
    place.push_as_another({"hand.txt": "theirs"})
    place.publish(keep=("hand.txt",))
    write(place.site, {"index.html": "2"})
    place.publish(adopt=True)
    assert "hand.txt" not in place.files()


def test_the_domain_that_github_commits_is_no_foreign_work(any_place: Place):
    """GitHub writes CNAME to the branch when a domain is set on its settings page."""
    any_place.publish()
    any_place.push_as_another({"CNAME": "digest.example.org"})
    write(any_place.site, {"index.html": "2"})
    any_place.publish()
    assert any_place.files()["CNAME"] == "digest.example.org"
    any_place.push_as_another({}, delete=("CNAME",))
    write(any_place.site, {"index.html": "3"})
    any_place.publish()
    assert "CNAME" not in any_place.files()


def test_the_domain_of_the_site_file_wins(place: Place):
    place.publish(cname="digest.example.org")
    assert place.files()["CNAME"] == "digest.example.org\n"
    place.push_as_another({"CNAME": "elsewhere.example.org"})
    place.publish(cname="www.example.org")
    assert place.files()["CNAME"] == "www.example.org\n"
    assert place.publish().status == "unchanged"


def test_the_domain_of_the_base_url_is_a_default_only(place: Place):
    place.publish(domain="digest.example.org")
    assert place.files()["CNAME"] == "digest.example.org\n"
    assert not place.said.problems
    place.push_as_another({"CNAME": "www.example.org"})
    place.publish(domain="digest.example.org")
    assert place.files()["CNAME"] == "www.example.org"
    assert [problem.code for problem in place.said.problems] == ["publish.cname"]


def test_the_sites_own_cname_file(place: Place):
    write(place.site, {"CNAME": "digest.example.org\n"})
    place.publish(cname="digest.example.org")
    assert place.refusal(cname="www.example.org").code == "publish.cname"


def test_a_revert_by_somebody_else_is_foreign_too(place: Place, tmp_path):
    place.publish()
    write(place.site, {"index.html": "regretted"})
    place.publish()
    git(tmp_path, "clone", "-q", "-b", "gh-pages", "remote.git", "other")
    git(tmp_path / "other", "revert", "--no-edit", "HEAD")
    git(tmp_path / "other", "push", "-q", "origin", "gh-pages")
    assert "would be overwritten: index.html" in place.refusal().hint


def test_an_amended_commit_of_ours_is_foreign(place: Place, tmp_path):
    place.publish()
    git(tmp_path, "clone", "-q", "-b", "gh-pages", "remote.git", "other")
    write(tmp_path / "other", {"hand.txt": "slipped in"})
    git(tmp_path / "other", "add", "-A")
    git(tmp_path / "other", "commit", "-q", "--amend", "--no-edit")
    git(tmp_path / "other", "push", "-qf", "origin", "gh-pages")
    write(place.site, {"index.html": "2"})
    hint = place.refusal().hint
    # Nothing of ours is left below it, so all of it may be theirs.
    assert "hand.txt" in hint


def test_names_cannot_steer_the_terminal(place: Place):
    place.push_as_another({"a\x1b[31mred.txt": "x"})
    assert "\x1b" not in place.refusal().hint


def head_of(now: dict[str, str], before: dict[str, str]) -> Head:
    listing = {path: ("100644", text) for path, text in now.items()}
    earlier = {path: ("100644", text) for path, text in before.items()}
    commit = Commit("c", "t", "A", "2026-01-01", "S", None)
    return Head("c", listing, "t", None, (commit,), earlier)


@pytest.mark.parametrize(
    ("now", "before", "new", "expected"),
    [
        ({"a": "1"}, {"a": "1"}, {"a": "2"}, LostWork()),
        ({"a": "2"}, {"a": "1"}, {"a": "2"}, LostWork()),
        ({"a": "2"}, {"a": "1"}, {"a": "1"}, LostWork(overwritten=("a",))),
        ({"a": "2"}, {"a": "1"}, {}, LostWork(deleted=("a",))),
        ({"a": "2"}, {}, {}, LostWork(deleted=("a",))),
        ({}, {"a": "1"}, {"a": "1"}, LostWork(restored=("a",))),
        ({}, {"a": "1"}, {}, LostWork()),
        ({"CNAME": "x", ".nojekyll": "y"}, {}, {}, LostWork()),
    ],
)
def test_what_is_lost(now, before, new, expected):
    listing = {path: ("100644", text) for path, text in new.items()}
    assert lost_work(head_of(now, before), listing) == expected


def test_a_record_survives_its_commit_message():
    record = Record("tree", "abc-dirty", ("a*", "b c/**"), 7, "base")
    message = with_trailers("Subject\n\nSitegen-Tree: forged\nSitegen-Publish: 3\n", record)
    assert read_record(message, "tree") == record
    assert read_record(message, "another tree") is None
    assert read_record("Sitegen-Tree: tree\n", "tree") is None
    assert read_record("", "") is None
