"""Read damaged files by the thousand: none may end with a traceback, take long, or eat memory.

`python -m tests.importing.mutations KIND COUNT SEED` damages files of a kind at random, reads
each, and prints what happened as JSON. The same seed damages in the same way. Any error but those
that a user is told of ends the run.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random
from textwrap import dedent

from sitegen.importing.article import Given, ImportedArticle
from sitegen.importing.inputs import Input
from sitegen.importing.pictures import keep_pictures, leave_pictures
from sitegen.importing.read import Entry, Reader
from sitegen.importing.text.reader import read_dumps
from sitegen.network import Unanswered
from sitegen.problems import SitegenError
from tests.importing.containers import builders, test_exports

HERE = Path(__file__).parent
LARGEST = 3_000_000

_IN_DUMPS = (
    b"\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"coding: undefined\n", b"-*- coding: hex -*-\n",
    b"charset=utf-7\n", b"|", b"By ", b"Body\n", b"Length: 4 words\n", b"Load-Date: x\n",
    b"End of Document\n", b"HD \n", b"LP\n", b"\xe2\x80\xa2 ", b"Photo by ", b"(", b")", b" / ",
    b"Topics covered\n", b"More from\n", b"2024", b"May 4", b"\r", b"\x85", b"\xc2\xa0", b",,;",
    b"12 words\n", b"Reporting by ", b'"', b".", b"Von ", "بقلم ".encode(), "ونور ".encode(),
    "Текст: ".encode(), b"Stand: 1.2.", "كانون ".encode(), b"/",
)  # fmt: skip
_IN_CONTAINERS = (
    b"<", b">", b"\x00", b"&#x0;", b"&#1114112;", b"]]>", b"<!--", b"-->", b"<![CDATA[",
    b"\xff\xfe", b"\r\n\r\n", b"--", b"=?utf-8?q?=ff?=", b"charset=hex", b"charset=utf-7",
    b"charset=idna", b"9" * 22, b"-1", b"1e999", b"null", b"[]", b"{}", b"true", b"\xed\xa0\x80",
    b"\\u0000", b'"', b"'", b"https://[::1", b"http://\xff/", b"<table>" * 50, b"<div>" * 400,
    b"data:image/png;base64," + b"A" * 700, b"<blockquote>" * 300, b"((" * 100, b"{\\*\\" * 30,
    b"\\bin999999 ", b"\\'zz", b"Content-Length: 99999999", b"\xe2\x80\xae", b"\xf0\x9f\x98\x80",
)  # fmt: skip
_IN_PAGES = (
    *_IN_CONTAINERS, b"<p>", b"</p>", b"<td>", b"<figure>" * 20, b"<figcaption>", b"<h1>",
    b"<span>" * 300, b"<header>", b"<section class=part>" * 200, b"<svg>", b"<template>",
    b"<noscript>", b"<base href='//['>", b"<img src=//[ srcset=',,, 1w 2x'>", b"<a href='#'>",
    b"<a href=http://[>", b"<li>" * 500, b"<ul><li>" * 100, b"<br>" * 500, b"<em>" * 400,
    b"<table><tr><td>" * 60, b"More from Ports ", b"<time datetime='9999-99-99'>", b"<aside>",
    b"<b>*_`[</b>", b"(" * 2000, b"|" * 500, b"04.05.2024 ", b" / ", b"Photo: ", b"<pre>",
    b"class='paywall' ", b'<script type="application/ld+json">',
    b'{"@id":"#a","author":{"@id":"#a"}}',
)  # fmt: skip


def mutate(random: Random, data: bytes, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Damage bytes in one to thirty places: bits of `tokens` and of `others` get in, too."""
    found = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3, 8, 30))):
        found = found or bytearray(b"x")
        start = random.randrange(len(found))
        end = min(len(found), start + random.choice((1, 2, 8, 64, 512, 4096)))
        match random.randrange(8):
            case 0:
                found[start] = random.randrange(256)
            case 1:
                del found[start:end]
            case 2:
                found[start:start] = found[start:end] * random.choice((1, 2, 20))
            case 3:
                found[start:start] = random.choice(tokens) * random.choice((1, 3, 50))
            case 4:
                found = found[: max(1, start)] if random.random() < 0.3 else found[start:]
            case 5:
                found[start:end] = random.randbytes(min(64, end - start))
            case 6:
                other = random.choice(others)
                at = random.randrange(len(other))
                found[start:end] = other[at : at + random.choice((8, 64, 512))]
            case _:
                lines = bytes(found).split(b"\n")
                random.shuffle(lines)
                found = bytearray(b"\n".join(lines))
    return bytes(found[:LARGEST])


def dumps() -> list[bytes]:
    """Return the dumps of the tests and of the score suite."""
    folders = (HERE / "text" / "dumps", HERE / "score" / "dumps")
    return [path.read_bytes() for folder in folders for path in sorted(folder.glob("*.txt"))]


def pages() -> list[bytes]:
    """Return the web pages of the score suite."""
    return [path.read_bytes() for path in sorted((HERE / "score" / "pages").glob("*.html"))]


def containers() -> list[bytes]:
    """Return a file of each kind of container."""
    long = f"<p>{test_exports.LONG}</p>"
    item = {"id": "1", "url": "https://a.example/1", "title": "F", "content_html": long}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "H", "items": [item]}
    saved = [{"title": "F", "url": "https://a.example/", "content": long, "is_archived": 0}]
    return [
        builders.html(), builders.saved_as(), builders.single_file(), builders.mhtml(),
        builders.warc(), builders.warc(compress=False), builders.wacz(), builders.webarchive(),
        builders.webarchive(binary=False), builders.docx(test_exports.NEXIS),
        builders.docx([test_exports.LONG, test_exports.LONG], "Head"),
        test_exports.RSS.encode(), test_exports.WXR.encode(), test_exports.FACTIVA.encode(),
        json.dumps(test_exports.GHOST).encode(), json.dumps(feed).encode(),
        json.dumps(saved).encode(), test_exports.mail([("plain", "A text."), ("html", long)]),
        rb"{\rtf1\ansi\ansicpg1252 Ferry gets a timetable\par Caf\'e9 \u1705? {\b x}\par}",
        *(dedent(text).encode() for text in test_exports.LISTS.values()),
    ]  # fmt: skip


def read_dump(data: bytes) -> None:
    """Read bytes as a dump; ContentError says what is wrong with it."""
    read_dumps(data, "dump.txt")


def read_container(data: bytes) -> None:
    """Read bytes as whatever they are, with their pictures kept and left."""
    for entry in Reader(Given(section="Ports")).read(Input("file", data)):
        if isinstance(entry, Entry) and isinstance(entry.article, ImportedArticle):
            keep_pictures(entry.article, entry.resources, _fetch, "file")
            leave_pictures(entry.article, "file")


def _fetch(url: str) -> bytes:
    raise Unanswered("private", "nothing is fetched here")


KINDS: dict[str, tuple[Callable[[], list[bytes]], Sequence[bytes], Callable[[bytes], None]]] = {
    "dumps": (dumps, _IN_DUMPS, read_dump),
    "containers": (containers, _IN_CONTAINERS, read_container),
    "pages": (pages, _IN_PAGES, read_container),
}


def run(read: Callable[[bytes], None], samples: Iterable[bytes]) -> dict[str, object]:
    """Read samples; return how many were refused, the worst seconds of CPU and the peak memory."""
    count = refused = 0
    worst = 0.0
    for data in samples:
        count += 1
        began = time.process_time()
        try:
            read(data)
        except SitegenError:
            refused += 1
        worst = max(worst, time.process_time() - began)
    # Kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak // (1_000_000 if sys.platform == "darwin" else 1_000)
    return {
        "count": count,
        "refused": refused,
        "seconds": round(worst, 2),
        "megabytes": megabytes,
    }


def main() -> None:
    """Damage and read files of a kind, and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=tuple(KINDS))
    parser.add_argument("count", type=int)
    parser.add_argument("seed", type=int)
    options = parser.parse_args()
    find, tokens, read = KINDS[options.kind]
    originals, random = find(), Random(options.seed)
    samples = (
        mutate(random, random.choice(originals), tokens, originals) for _ in range(options.count)
    )
    print(json.dumps(run(read, samples)))


if __name__ == "__main__":
    main()
