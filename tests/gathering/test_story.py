"""The whole story: six feeds, an inbox, decisions, a build, and the week after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gathering.serving import atom, entry, feeds_yml, item, rss, site_with
from tests.network.serving import Reply, WebHost, web_host

pytestmark = pytest.mark.integration

MAY_4, MAY_11 = "Mon, 04 May 2026 10:00:00 GMT", "Mon, 11 May 2026 10:00:00 GMT"
TEXT = "&lt;p&gt;The first ferry left at dawn.&lt;/p&gt;&lt;p&gt;It was full.&lt;/p&gt;"


@pytest.fixture(scope="module")
def hosts() -> Iterator[list[WebHost]]:
    with web_host("127.0.0.1") as one, web_host("127.0.0.2") as two, web_host("127.0.0.3") as three:
        yield [one, two, three]


def serve(hosts: list[WebHost], week: int) -> None:
    """Serve six feeds; in the second week each has one entry more, and the oldest has gone."""
    for number in range(6):
        stories = [(f"Story {number} of week {w}", f"/story/{number}/{w}", w) for w in (1, 2)]
        shown = [story for story in stories if story[2] <= week]
        if number == 5:
            body = atom(
                *(entry(title, f"https://paper5.example{path}", TEXT) for title, path, _ in shown)
            )
        else:
            body = rss(*(
                item(title, f"https://paper{number}.example{path}?utm_source=week{week}",
                     MAY_4 if w == 1 else MAY_11, f"Summary of {title}")
                for title, path, w in shown
            ))  # fmt: skip
        hosts[number % 3].replies[f"/feed{number}"] = Reply(
            body, headers={"ETag": f'"{number}-{week}"'}
        )


def test_the_whole_story(hosts, tmp_path, sitegen):
    serve(hosts, week=1)
    feeds = ((f"Paper {n}", hosts[n % 3].url(f"/feed{n}")) for n in range(6))
    site = site_with(tmp_path, feeds_yml(*feeds))
    allowed = [part for host in hosts for part in ("--allow-host", host.name)]
    run = sitegen("gather", *allowed, cwd=site)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith("6 new drafts (6 feeds)\n")
    # Drafts are not on the site.
    assert sitegen("build", cwd=site).returncode == 0
    assert "Story" not in (site / "public" / "index.html").read_text("utf-8")

    listed = [json.loads(line) for line in sitegen("inbox", "--json", cwd=site).stdout.splitlines()]
    ids = {draft["title"]: draft["id"] for draft in listed}
    assert len(ids) == 6
    accepted = [ids[f"Story {n} of week 1"] for n in (0, 1, 5)]
    assert sitegen("inbox", "accept", *accepted, cwd=site).returncode == 0
    dropped = [ids[f"Story {n} of week 1"] for n in (2, 3)]
    assert sitegen("inbox", "drop", *dropped, cwd=site).returncode == 0
    build = sitegen("build", "--strict", "--now", "2026-05-06", cwd=site)
    assert build.returncode == 0, build.stderr
    shown = (site / "public" / "index.html").read_text("utf-8")
    assert [n for n in range(6) if f"Story {n} of week 1" in shown] == [0, 1, 5]
    # A brief leads to its source; what came with its text has a page of its own.
    assert 'href="https://paper0.example/story/0/1' in shown
    assert "It was full." in "".join(
        p.read_text("utf-8") for p in (site / "public").rglob("*.html")
    )
    assert sitegen("inbox", cwd=site).stdout.endswith("1 draft\n")

    serve(hosts, week=2)
    run = sitegen("gather", *allowed, cwd=site)
    assert (run.returncode, run.stderr) == (0, "")
    new = [line for line in run.stdout.splitlines() if ": new, from " in line]
    assert len(new) == 6
    assert all("week-2" in line for line in new)
    assert run.stdout.endswith("6 new drafts, 4 already here, 2 dropped before (6 feeds)\n")
    # On another computer, with nothing but what git tracks, it is the same.
    other = tmp_path / "other"
    for name in ("site.yml", "feeds.yml", "dropped.txt", "content"):
        source = site / name
        if source.is_dir():
            for file in source.rglob("*.md"):
                target = other / file.relative_to(site)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
        else:
            other.mkdir(exist_ok=True)
            (other / name).write_bytes(source.read_bytes())
    run = sitegen("gather", *allowed, cwd=other)
    assert run.stdout == "0 new drafts, 10 already here, 2 dropped before (6 feeds)\n"
    check = sitegen("check", "--drafts", "--json", cwd=other)
    codes = {problem["code"] for problem in json.loads(check.stdout)["problems"]}
    assert "article.source-twice" not in codes


def test_the_two_articles_of_one_address_are_found_by_gather_import_and_check(tmp_path, sitegen):
    site = site_with(tmp_path, "section: News\nfeeds:\n- {name: P, address: p.xml}\n")
    talks = (
        "---\ntitle: The talks\ndate: 2026-05-0%d\nsource: {name: P, url: '%s'}\n---\nText %d.\n"
    )
    one, other = "https://example.com/a/talks", "http://www.example.com/a/talks/?utm_source=rss#x"
    (site / "content" / "news").mkdir()
    (site / "content" / "news" / "one.md").write_text(talks % (1, one, 1))
    (site / "p.xml").write_bytes(rss(item("Talks in a feed", other)))
    gathered = sitegen("gather", cwd=site)
    assert gathered.stdout == "0 new drafts, 1 already here (1 feed)\n"
    (site / "list.csv").write_text(f"title,url,time_added,tags,status\nTalks,{other},1,,unread\n")
    imported = sitegen("import", "list.csv", "--section", "News", cwd=site)
    assert imported.stdout == "“Talks”: already here as content/news/one.md\n"
    (site / "content" / "news" / "two.md").write_text(talks % (2, other, 2))
    checked = sitegen("check", cwd=site)
    assert "two.md:4:24: warning: already here as content/news/one.md" in checked.stdout


def test_entries_of_one_title_have_files_and_ids_of_their_own(tmp_path, sitegen):
    site = site_with(tmp_path, "section: News\nfeeds:\n- {name: P, address: p.xml}\n")
    (site / "p.xml").write_bytes(rss(*(item("The week", f"https://p.example/{n}") for n in "ab")))
    assert sitegen("gather", cwd=site).returncode == 0
    assert sitegen("inbox", "move", "news/the-week.md", "--to", "Sea", cwd=site).returncode == 0
    (site / "p.xml").write_bytes(rss(item("The week", "https://p.example/c")))
    assert sitegen("gather", cwd=site).returncode == 0
    assert files(site) == [
        "content/news/the-week-2.md", "content/news/the-week.md", "content/sea/the-week.md",
    ]  # fmt: skip
    assert sitegen("inbox", "accept", "*", cwd=site).returncode == 0
    build = sitegen("build", cwd=site)
    assert build.returncode == 0, build.stderr
    texts = [(site / path).read_text("utf-8") for path in files(site)]
    assert len({line for text in texts for line in text.splitlines() if line[:3] == "id:"}) == 3


def files(site: Path) -> list[str]:
    return sorted(p.relative_to(site).as_posix() for p in (site / "content").rglob("*.md"))


def test_the_import_of_the_page_completes_a_gathered_brief(hosts, tmp_path, sitegen):
    host = hosts[0]
    page = (
        "<html><head><title>A pier is built</title></head><body><article><h1>A pier is built</h1>"
        "<p>The pier will be forty metres long, the port said on Monday.</p>"
        "<p>Two ferries can lie at it, one on each side, in any weather but a storm.</p>"
        "</article></body></html>"
    )
    host.replies["/pier"] = Reply(page.encode(), headers={"Content-Type": "text/html"})
    site = site_with(tmp_path, "section: News\nfeeds:\n- {name: P, address: p.xml}\n")
    (site / "p.xml").write_bytes(rss(item("Pier is built", host.url("/pier?utm_source=x"), MAY_4)))
    sitegen("gather", cwd=site)
    # Tags and acceptance leave it a brief that nobody has written into.
    sitegen("inbox", "tag", "*pier*", "--add", "Piers", cwd=site)
    sitegen("inbox", "accept", "*pier*", cwd=site)
    allowed = ("--allow-host", host.name)
    run = sitegen("import", host.url("/pier"), "--section", "News", *allowed, cwd=site)
    assert run.returncode == 0, run.stderr
    (path,) = files(site)
    assert "forty metres" in (site / path).read_text("utf-8")
