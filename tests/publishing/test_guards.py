"""What stops a publish, in front of a real remote."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sitegen.checks.documents import SiteAddress
from sitegen.checks.release import FILE_LIMIT, check_folder
from sitegen.problems import Problem, SitegenError
from sitegen.publishing.options import Changes, compare
from sitegen.publishing.tree import collisions
from tests.publishing.conftest import PAGES, Place, write

HERE = "http://localhost:8000"


def test_links_to_this_machine_and_drafts_stay_at_home(place: Place):
    bad = {"b.html": f'<a href="{HERE}/">x</a>', "d.html": '<b class="draft">Draft</b>'}
    write(place.site, bad)
    address = SiteAddress("https://user.github.io", "")
    with pytest.raises(SitegenError) as caught:
        place.publish(check=lambda folder: check_folder(folder, address))
    found = {problem.path: problem.code for problem in caught.value.problems}
    assert found == {"b.html": "publish.localhost", "d.html": "publish.draft"}
    assert caught.value.exit_code == 1
    assert "gh-pages" not in place.refs()


@pytest.mark.parametrize("content", [None, ""])
def test_no_front_page(place: Place, content: str | None):
    (place.site / "index.html").unlink()
    if content is not None:
        write(place.site, {"index.html": content})
    assert place.refusal().code == "publish.front-page"


def test_no_output_at_all(place: Place):
    place.site = place.site / "nowhere"
    assert place.refusal().code == "publish.no-output"


def test_fewer_than_half_of_the_pages(place: Place):
    place.publish()
    for page in sorted(PAGES)[:6]:
        (place.site / page).unlink()
    problem = place.refusal()
    assert problem.code == "publish.shrunk"
    assert problem.message == "the site has 5 pages, and 11 were published last time"
    assert problem.hint == "if that is right: --yes"
    assert len(place.publish(yes=True).plan.deleted) == 6


def test_half_of_the_pages_is_enough(place: Place):
    write(place.site, {"twelfth.html": "12"})
    place.publish()
    for page in sorted(PAGES)[:6]:
        (place.site / page).unlink()
    assert len(place.publish().plan.deleted) == 6


def test_pages_of_others_do_not_count(place: Place):
    place.push_as_another({f"api/{number}.html": "x" for number in range(40)})
    place.publish(keep=("api/**",))
    write(place.site, {"index.html": "2"})
    assert place.publish().status == "published"


def test_more_deletions_than_allowed(place: Place):
    place.publish()
    for page in sorted(PAGES)[:3]:
        (place.site / page).unlink()
    problem = place.refusal(max_deletes=2, yes=True)
    assert problem.code == "publish.max-deletes"
    assert problem.message == "3 files would be deleted, and --max-deletes is 2"
    assert sorted(PAGES)[0] in problem.hint
    assert place.publish(max_deletes=3).status == "published"


def test_a_file_over_the_limit(place: Place):
    with (place.site / "film.mp4").open("wb") as file:
        file.truncate(FILE_LIMIT + 1)
    problem = place.refusal()
    assert (problem.path, problem.code) == ("film.mp4", "publish.file-size")
    assert not list(place.store.glob("sha1/objects/??")), "it must not be read either"


def test_a_site_over_the_limit(place: Place):
    for number in range(11):
        with (place.site / f"film-{number}.mp4").open("wb") as file:
            file.truncate(FILE_LIMIT)
    problem = place.refusal()
    assert problem.code == "publish.site-size"
    assert problem.message.startswith("the site has 1.2 GB")


def test_problems_of_a_check_stop_the_publish(place: Place):
    broken = Problem("a.html", "leads nowhere: /b/", "link.broken")
    doubt = Problem("b.html", "has no alt text", "image.alt", severity="warning")
    with pytest.raises(SitegenError) as caught:
        place.publish(check=lambda folder: [broken, doubt])
    assert caught.value.problems == (broken,)
    assert place.said.problems == [doubt]
    assert "gh-pages" not in place.refs()
    assert place.publish(check=lambda folder: [doubt]).status == "published"


def test_an_unchanged_site_is_not_checked_again(place: Place):
    looked: list[Path] = []

    def check(folder: Path) -> list[Problem]:
        looked.append(folder)
        return []

    place.publish(check=check)
    place.publish(check=check)
    assert looked == [place.site]


def test_symbolic_links_are_refused(place: Place, tmp_path: Path):
    (tmp_path / "secret").write_text("secret")
    (place.site / "a.html").symlink_to(tmp_path / "secret")
    (place.site / "folder").symlink_to(tmp_path)
    with pytest.raises(SitegenError) as caught:
        place.publish()
    assert [problem.path for problem in caught.value.problems] == ["a.html", "folder"]
    assert "gh-pages" not in place.refs()


def test_a_site_that_is_a_symbolic_link(place: Place):
    place.site.rename(place.checkout / "elsewhere")
    place.site.symlink_to(place.checkout / "elsewhere")
    assert place.refusal().code == "publish.no-output"


@pytest.mark.parametrize(
    "name",
    [
        ".git/config",
        "a/.GIT/x",
        ".git./x",
        "a/.git /x",
        "git~1/x",
        "GIT~1",
        ".g\u200cit/x",
        ".git::$INDEX_ALLOCATION/x",
        "a\\.git\\x",
        "a\nb.html",
        "a\x7f.html",
    ],
)
def test_names_that_a_site_cannot_hold(place: Place, name: str):
    write(place.site, {name: "x"})
    assert place.refusal().code == "publish.file"


@pytest.mark.parametrize(
    "name", [".gitignore", "digit~1", "my.git/x", "a:b", "con", "می\u200cرود.html", "a\\b", "a. "]
)
def test_names_that_git_can_hold(place: Place, name: str):
    write(place.site, {name: "x"})
    assert name in place.publish().plan.added


def test_a_name_that_is_not_unicode(place: Place):
    (Path(os.fsdecode(os.fsencode(place.site) + b"/caf\xe9.html"))).write_text("x")
    assert place.refusal().path == "caf\ufffd.html"


def test_what_is_no_file(place: Place):
    os.mkfifo(place.site / "pipe")
    assert place.refusal().message == "is neither a file nor a folder"


def test_changes():
    old = {"same": ("100644", "1"), "gone": ("100644", "2"), "new": ("100644", "3")}
    new = {"same": ("100644", "1"), "new": ("100644", "4"), "more": ("100644", "5")}
    assert compare(old, new, {"same": 1, "new": 10, "more": 100}, {"same": ("", "")}) == Changes(
        added=("more",),
        changed=("new",),
        deleted=("gone",),
        kept=("same",),
        files=3,
        bytes=110,
        total=111,
    )


def test_collisions():
    site = {"a/b/c.html": ("", ""), "d": ("", "")}
    kept = ["a", "a/b", "a/b/d", "d/e", "e"]
    assert collisions(site, kept) == ("a", "a/b", "d/e")
