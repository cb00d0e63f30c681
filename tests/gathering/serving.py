"""Twenty feeds on local hosts: every form of feed, and every way to fail."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.network.serving import Reply, WebHost, web_host

HOSTS = 6


def rss(*items: str, version: str = "2.0", head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="{version}"><channel>'
        f"<title>A paper</title><link>https://paper.example/</link>{head}{''.join(items)}"
        "</channel></rss>\n"
    ).encode()


def item(title: str, link: str, date: str = "", text: str = "", more: str = "") -> str:
    """Make an item of RSS; empty parts are left out."""
    parts = (("title", title), ("link", link), ("pubDate", date), ("description", text))
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in parts if value)
    return f"<item>{inner}{more}</item>"


def atom(*entries: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        "<title>A weekly</title><id>tag:weekly.example,2026:f</id>"
        f"<updated>2026-05-04T10:00:00Z</updated>{''.join(entries)}</feed>\n"
    ).encode()


def entry(title: str, link: str, content: str = "") -> str:
    """Make an entry of Atom."""
    return (
        f"<entry><title>{title}</title><id>tag:weekly.example,2026:{title}</id>"
        f'<link rel="alternate" href="{link}"/><published>2026-05-04T10:00:00Z</published>'
        f"<updated>2026-05-05T10:00:00Z</updated><content type='html'>{content}</content></entry>"
    )


RDF = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://rdf.example/"><title>Old news</title><link>https://rdf.example/</link>
</channel>
<item rdf:about="https://rdf.example/one"><title>RSS 1.0 still runs</title>
<link>https://rdf.example/one</link><dc:date>2026-05-03</dc:date><dc:creator>Ada Stone</dc:creator>
</item></rdf:RDF>
"""

FULL = "&lt;p&gt;The first ferry left at dawn.&lt;/p&gt;&lt;p&gt;It came back at noon.&lt;/p&gt;"
PERSIAN = "کشتی از بندر رفت"
MONDAY = "Mon, 04 May 2026 10:00:00 GMT"


def feeds_yml(*feeds: tuple[str, str]) -> str:
    """Write feeds.yml with feeds of some names and addresses."""
    entries = (f"- name: {name}\n  address: {url}\n" for name, url in feeds)
    return "section: News\nfeeds:\n" + "".join(entries)


@dataclass
class Newsstand:
    """Local hosts with feeds; `feeds` are name, address and path of each."""

    hosts: list[WebHost]
    feeds: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, name: str, host: int, path: str, reply: Reply) -> None:
        """Serve a feed; an answer of 200 gets a validator."""
        headers = dict(reply.headers)
        if reply.status == 200 and "ETag" not in headers and reply.body:
            headers["ETag"] = f'"{name}"'
        self.hosts[host].replies[path] = Reply(
            reply.body, reply.status, headers, reply.pieces, reply.pause
        )
        self.feeds.append((name, self.hosts[host].url(path), path))

    def feeds_yml(self) -> str:
        """Write feeds.yml with all feeds."""
        return feeds_yml(*((name, url) for name, url, _ in self.feeds))

    def asked(self, path: str) -> list[dict[str, str]]:
        """Give the headers of the requests for a path."""
        return [headers for host in self.hosts for at, headers in host.asked if at == path]

    def allowed(self) -> list[str]:
        """Give the options that let a command ask these hosts."""
        return [part for host in self.hosts for part in ("--allow-host", host.name)]

    def forget(self) -> None:
        """Empty the hosts' logs."""
        for host in self.hosts:
            host.asked.clear()


FINE = {
    # the feeds that bring drafts, and the titles of these
    "rss091": ["RSS 0.91 has no dates"],
    "rss092": ["RSS 0.92 came next"],
    "rss100": ["RSS 1.0 still runs"],
    "rss200": ["A ferry leaves", "A ferry returns"],
    "atom": ["The whole text"],
    "json": ["JSON is a feed, too"],
    "relative": ["A relative link"],
    "cyrillic": ["Паром идёт"],
    "persian": [PERSIAN],
    "gzip": ["Packed"],
    "moved": ["It has moved"],
    "dates": ["A day that is none", "Another day"],
    "double": ["Only here"],
    "fulltext": ["With content"],
}
FAILING = {
    "gone": "the feed is gone for good (410)",
    "slow": "no answer within",
    "page": "this is a web page, not a feed",
    "empty": "the answer is empty",
    "large": "the answer is larger than 10 MB",
    "missing": "there is no such page (404)",
}


@contextmanager
def newsstand() -> Iterator[Newsstand]:
    """Run twenty feeds on six hosts."""
    with ExitStack() as stack:
        stand = Newsstand(
            [stack.enter_context(web_host(f"127.0.0.{n}")) for n in range(1, HOSTS + 1)]
        )
        _serve(stand)
        assert len(stand.feeds) == 20
        yield stand


# fmt: off
def _serve(stand: Newsstand) -> None:
    add = stand.add
    add("rss091", 0, "/091", Reply(rss(
        item("RSS 0.91 has no dates", "https://a.example/1"), version="0.91")))
    add("rss092", 0, "/092", Reply(rss(
        item("RSS 0.92 came next", "https://a.example/2", MONDAY), version="0.92")))
    add("rss100", 1, "/100", Reply(RDF))
    add("rss200", 1, "/200", Reply(rss(
        item("A ferry leaves", "https://a.example/ferry?utm_source=rss", MONDAY, "At dawn."),
        item("A ferry returns", "https://a.example/back", MONDAY, "At noon."))))
    add("atom", 2, "/atom", Reply(atom(entry("The whole text", "https://w.example/1", FULL))))
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
        {"id": "1", "url": "/j/1", "title": "JSON is a feed, too",
         "date_published": "2026-05-04T10:00:00Z", "content_text": "Short."}]}
    add("json", 2, "/json", Reply(json.dumps(feed).encode()))
    add("relative", 3, "/sub/relative", Reply(rss(
        item("A relative link", "/news/relative", MONDAY))))
    add("cyrillic", 3, "/cyrillic", Reply(
        rss(item("Паром идёт", "https://c.example/1", MONDAY)).decode().replace(
            "UTF-8", "utf-8").encode("cp1251"),
        headers={"Content-Type": "text/xml; charset=windows-1251"}))
    add("persian", 4, "/persian", Reply(
        rss(item(PERSIAN, "https://p.example/1", MONDAY)).decode().replace(
            "UTF-8", "windows-1256").encode("utf-8")))
    add("gzip", 4, "/gzip", Reply(
        gzip.compress(rss(item("Packed", "https://g.example/1", MONDAY))),
        headers={"Content-Encoding": "gzip"}))
    stand.hosts[5].replies["/moved"] = Reply(status=301, headers={"Location": "/new"})
    stand.hosts[5].replies["/new"] = Reply(
        rss(item("It has moved", "https://m.example/1", MONDAY)), headers={"ETag": '"moved"'})
    stand.feeds.append(("moved", stand.hosts[5].url("/moved"), "/new"))
    add("dates", 5, "/dates", Reply(rss(
        item("A day that is none", "https://d.example/1", "the day after"),
        item("Another day", "https://d.example/2", MONDAY))))
    add("double", 0, "/double", Reply(rss(
        item("A ferry leaves again", "http://www.a.example/ferry/#top", MONDAY),
        item("Only here", "https://o.example/1", MONDAY))))
    add("fulltext", 1, "/fulltext", Reply(rss(
        item("With content", "https://f.example/1", MONDAY, "In short.",
             f"<encoded xmlns='http://purl.org/rss/1.0/modules/content/'>{FULL}</encoded>"))))
    add("gone", 2, "/gone", Reply(b"", 410))
    add("slow", 3, "/slow", Reply(b" ", pieces=400, pause=0.5))
    add("page", 4, "/page", Reply(
        b"<!doctype html><html><head><title>News</title>"
        b'<link rel="alternate" type="application/rss+xml" href="/real.xml"></head>'
        b"<body><p>Hello.</p></body></html>"))
    add("empty", 5, "/empty", Reply(b""))
    add("large", 0, "/large", Reply(b"x" * 1_000_000, pieces=12))
    add("missing", 1, "/missing", Reply(b"", 404))


# fmt: on
def site_with(root: Path, feeds: str) -> Path:
    """Make a site that gathers."""
    (root / "site.yml").write_text("title: Digest\nbase_url: https://digest.example/\n")
    (root / "content").mkdir()
    (root / "feeds.yml").write_text(feeds, "utf-8")
    return root
