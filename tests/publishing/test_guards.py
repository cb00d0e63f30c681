"""Nothing leaves that should not: the guards, on their own and in front of a real remote."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sitegen.checks import release
from sitegen.problems import Problem, SitegenError
from sitegen.publishing.plan import Plan, compare, readable
from sitegen.publishing.tree import SiteFile, collisions
from tests.publishing.conftest import PAGES, Place, write

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://x.org/"/>%s</feed>'
HERE = "http://localhost:8000"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.html", f'<a href="{HERE}/x/">x</a>'),
        ("a.html", f"<a href='{HERE}'>x</a>"),
        ("a.html", "<a href=http://localhost>x</a>"),
        ("a.html", '<a href="HTTPS://LOCALHOST/x">x</a>'),
        ("a.html", '<a href=" http://127.0.0.1:8000/">x</a>'),
        ("a.html", '<a href="http:&#x2F;&#x2F;localhost:8000/">x</a>'),
        ("a.html", '<a href="http://me@localhost/">x</a>'),
        ("a.html", '<a href="http://dev.localhost:3000/">x</a>'),
        ("a.html", '<img src="//0.0.0.0/x.png">'),
        ("a.html", '<img srcset="/a.png 1x, http://[::1]:8000/b.png 2x">'),
        ("a.html", f'<link rel="canonical" href="{HERE}/">'),
        ("a.html", f'<meta property="og:url" content="{HERE}/">'),
        ("a.html", f'<meta http-equiv="refresh" content="0; url={HERE}/x/">'),
        ("a.css", f"@import '{HERE}/x.css';"),
        ("a.css", f"a {{ background: url({HERE}/x.png) }}"),
        ("sitemap.xml", f"<urlset><url><loc>{HERE}/x/</loc></url></urlset>"),
        ("feed.xml", ATOM % f'<link rel="self" href="{HERE}/feed.xml"/>'),
        ("feed.xml", ATOM % f"<id>{HERE}/</id>"),
        ("feed.xml", ATOM % f'<content type="html">&lt;a href="{HERE}"&gt;</content>'),
        ("feed.xml", ATOM % f'<content><![CDATA[<img src="{HERE}/x.png">]]></content>'),
        ("feed.xml", f'<feed><link href="{HERE}/"></feed'),
        ("feed.xml", f"<rss><channel><item><guid>{HERE}/x</guid></item></channel></rss>"),
    ],
)
def test_an_address_of_this_machine(path: str, text: str):
    (problem,) = release.content(path, text.encode())
    assert (problem.path, problem.code) == (path, "publish.localhost")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.html", f"<p>Then open {HERE}/ or <code>http://127.0.0.1</code>.</p>"),
        ("a.html", f'<p title="{HERE}">x</p>'),
        ("a.html", '<a href="https://localhost.example.org/">x</a>'),
        ("a.html", '<a href="https://example.org/?next=http://localhost/">x</a>'),
        ("a.html", '<a href="https://notlocalhost/">x</a>'),
        ("a.html", '<a href="/localhost/">$127.50</a>'),
        ("a.html", '<a href="https://127.0.0.1.example.org/">x</a>'),
        ("a.html", '<meta name="description" content="How to open http://localhost/">'),
        ("a.css", "/* http://localhost/ */"),
        ("feed.xml", ATOM % f'<content type="html">&lt;p&gt;open {HERE}&lt;/p&gt;</content>'),
        ("feed.xml", ATOM % f"<title>Open {HERE}</title>"),
    ],
)
def test_text_may_speak_of_this_machine(path: str, text: str):
    assert release.content(path, text.encode()) == []


@pytest.mark.parametrize(
    "text", ['<strong class="draft">Draft</strong>', "<article data-draft>", '<p data-draft="1">']
)
def test_a_draft(text: str):
    (problem,) = release.content("a.html", text.encode())
    assert problem.code == "publish.draft"


@pytest.mark.parametrize("text", ['<code class="language-draft">', "<p>class draft data-draft"])
def test_no_draft(text: str):
    assert release.content("a.html", text.encode()) == []


def test_links_to_this_machine_and_drafts_stay_at_home(place: Place):
    bad = {"b.html": f'<a href="{HERE}/">x</a>', "d.html": '<b class="draft">Draft</b>'}
    write(place.site, bad)
    with pytest.raises(SitegenError) as caught:
        place.publish()
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
        file.truncate(release.FILE_LIMIT + 1)
    problem = place.refusal()
    assert (problem.path, problem.code) == ("film.mp4", "publish.file-size")
    assert not list(place.store.glob("sha1/objects/??")), "it must not be read either"


def test_a_site_over_the_limit(place: Place):
    for number in range(11):
        with (place.site / f"film-{number}.mp4").open("wb") as file:
            file.truncate(release.FILE_LIMIT)
    problem = place.refusal()
    assert problem.code == "publish.site-size"
    assert problem.message.startswith("the site has 1.2 GB")


def test_the_limits_themselves_are_allowed():
    files = [SiteFile(f"{number}", 10**8) for number in range(10)]
    assert release.sizes(files) == []


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
    assert place.refusal().path == "caf?.html"


def test_what_is_no_file(place: Place):
    os.mkfifo(place.site / "pipe")
    assert place.refusal().message == "is neither a file nor a folder"


def test_a_plan():
    old = {"same": ("100644", "1"), "gone": ("100644", "2"), "new": ("100644", "3")}
    new = {"same": ("100644", "1"), "new": ("100644", "4"), "more": ("100644", "5")}
    assert compare(old, new, {"same": 1, "new": 10, "more": 100}, {"same": ("", "")}) == Plan(
        added=("more",),
        changed=("new",),
        deleted=("gone",),
        kept=("same",),
        files=3,
        bytes=110,
        total=111,
    )


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (45_600, "46 kB"), (1.25e9, "1.2 GB")],
)
def test_sizes_as_people_read_them(size: int, text: str):
    assert readable(size) == text


def test_collisions():
    site = {"a/b/c.html": ("", ""), "d": ("", "")}
    kept = ["a", "a/b", "a/b/d", "d/e", "e"]
    assert collisions(site, kept) == ("a", "a/b", "d/e")
