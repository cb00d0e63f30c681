"""Sites with content at the edges: long, wide, tall, many, missing, unsized, in two scripts.

`SITES` holds their files: an English site, a Persian one, one of briefs alone, and one article.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from tests.building import article

LONG = "Verkehrsinfrastrukturfinanzierungsgesellschaftsvorsitzende"
LONGER = LONG * 3
TEXT = (
    "The quay was measured at dawn, and the water stood lower than the mark of last year.\n\n" * 3
)
PERSIAN_TEXT = "آب پایین‌تر از نشان پارسال بود و نام کشتی Volga 12 هنوز خوانده می‌شد.\n\n" * 3
NAMES = [
    f"{first} {last}"
    for first in ("Nino", "Samir Murad", "Ayna", "O")
    for last in ("Lomidze", "von Babayev")
]
TOPICS = [f"{one} {two}" for one in ("port", "dam", "oil", "eel") for two in "abcdefghij"]


def png(width: int, height: int, alpha: int = 255) -> bytes:
    """Draw a picture of one colour; with `alpha` 0 one sees what lies behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\0" + bytes((40, 90, 120, alpha)) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


PICTURES: dict[str, bytes | str] = {
    "static/wide.png": png(1500, 1000),
    "static/tall.png": png(800, 1600),
    "static/small.png": png(240, 160),
    "static/clear.png": png(900, 600, alpha=0),
    "static/chart.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='900' height='600'/>",
    "static/unsized.svg": "<svg xmlns='http://www.w3.org/2000/svg'><circle r='9'/></svg>",
}


DATA: dict[str, bytes | str] = {
    "data/levels.csv": "year,level,where,said,water,until\n"
    + f"1929,−25.9,{LONG},The quay was measured at dawn,12%,2026\n" * 4,
    "static/talk.mp3": b"ID3",
    "static/film.mp4": b"\0\0\0\x18ftypisom",
    "static/film.vtt": "WEBVTT\n",
}


def embeds(words: str, text: str) -> str:
    """Write a text with every embed, each with all its options."""
    shown = f"alt: {words}, caption: {words} {words}, credit: {words}"
    lines = shown.replace(", ", "\n")
    pictures = ("/tall.png", "/small.png", "/unsized.svg", "/clear.png", "/wide.png")
    film = f"title: {words}\ncaption: {words}\ncredit: {words}\nlink: https://example.org/"
    events = f"{{date: 2014-04-11, title: {words}, text: {words}}}, {{date: {words}, text: A}}"
    return "\n\n".join(
        (
            text,
            f":::figure\nsrc: /wide.png\n{lines}\nlink: /sea/\n:::",
            f":::figure\nsrc: /unsized.svg\nalt: {words}\n:::",
            ":::gallery\npictures:\n"
            + "".join(f"  - {{src: {name}, {shown}}}\n" for name in pictures)
            + f"caption: {words}\n:::",
            f":::pullquote\nby: {words}\n\n{words} {text.strip()}\n:::",
            f":::note\ntitle: {words}\n\n{text}\n- One\n- Two\n\n{SMALL_TABLE}\n:::",
            ":::note\nA note.\n:::",
            f":::correction\ndate: 2026-05-03\n\n{text}\n:::",
            f":::timeline\ntitle: {words}\nevents: [{events}]\n:::",
            f":::table\ndata: levels\ncaption: {words}\nsource: {words}\n:::",
            ":::table\ndata: levels\ncolumns: [{name: said, align: center}, {name: year}]\n:::",
            f":::video\nsrc: /film.mp4\nposter: /wide.png\nsubtitles: /film.vtt\n{film}\n:::",
            f":::video\nlink: https://example.org/a\nposter: /wide.png\ntitle: {words}\n:::",
            f":::audio\nsrc: /talk.mp3\nposter: /small.png\ntitle: {words}\ncaption: {words}\n:::",
            ":::audio\nlink: https://example.org/b\n:::",
        )
    )


def picture(name: str) -> str:
    """Write the front matter of a picture with a caption and a credit."""
    return (
        f"image: {{src: {name}, alt: A quay, caption: The quay at low water in a dry autumn.,"
        " credit: Nino Lomidze / Harbour Archive}\n"
    )


COLUMNS = 14
HEADS = [f"Level {year}, m" for year in range(2010, 2010 + COLUMNS - 1)] + ["How it was measured"]
ROW = ["1,234.5"] * (COLUMNS - 1) + ["From the end of the old quay, at noon, with a marked rod"]
TABLE = "".join(f"| {' | '.join(row)} |\n" for row in (HEADS, ["---"] * COLUMNS, ROW, ROW))
SMALL_TABLE = "| Port | Depth |\n|---|---|\n| Anzali | 6 m |\n"
HEADLESS = "| | |\n|---|---|\n| Depth | 6 m |\n| Length | 90 m |\n"
CODE = '```python\ndef depth(port):\n    return {"سلام": [1, 2, 3], "b": "' + "x" * 90 + '"}\n```\n'
EVERYTHING = f"""{TEXT}
{TABLE}
{SMALL_TABLE}
{TABLE}
{HEADLESS}

{CODE}

## Two

Text with `{"inline_code" * 6}`, a [link](https://example.org/{"path/" * 30}), a
[neighbour](../iran/short.md), [mail](mailto:desk@example.org) and a note.[^1]

### Three

#### Four

##### Five

###### Six

{LONGER}

# One

## Two again

- a
  - b
    - c

> A quotation.

![](/wide.png) ![](/tall.png) ![](/small.png) ![](/clear.png) ![](/chart.svg) ![](/unsized.svg)

[^1]: A note.
"""


def _english() -> dict[str, str | bytes]:
    def page(section: str, name: str, front: str, body: str = TEXT) -> dict[str, str | bytes]:
        return {f"content/{section}/{name}.md": article(front, body)}

    base = "authors: [Sea Desk]\ntags: [port, water]\n"
    content = (
        page("iran", "short", f"title: Short\ndate: 2026-05-20\n{base}{picture('/wide.png')}")
        | page(
            "iran",
            "words",
            f"title: {LONG}\nsummary: {LONGER}\ndate: 2026-05-19\n"
            f"authors: [{LONG}]\ntags: [{LONG}, port]\n{picture('/tall.png')}",
        )
        | page(
            "iran",
            "many",
            f"title: Many\ndate: 2026-05-18\nauthors: [{', '.join(NAMES)}]\n"
            f"tags: [{', '.join(TOPICS)}]\nupdated: 2026-05-21\n{picture('/small.png')}",
            "".join(f"## Part {n}\n\n{TEXT}" for n in range(4)),
        )
        | page("iran", "bare", "title: Bare\ndate: 2026-05-17", "One line.\n")
        | page(
            "iran",
            "persian",
            "title: خلیجی که جدا می‌شود (1)\nsummary: دریا دور می‌رود.\nlang: fa\ndate: 2026-05-16\n"
            f"authors: [میز دریا, Sea Desk]\ntags: [دریا, water]\n{picture('/wide.png')}",
            PERSIAN_TEXT,
        )
        | page(
            "sea", "all", f"title: All\ndate: 2026-05-15\n{base}{picture('/clear.png')}", EVERYTHING
        )
        | page(
            "sea",
            "chart",
            f"title: Chart of {'one quay after another ' * 4}\ndate: 2026-05-14\n"
            f"{base}{picture('/chart.svg')}",
        )
        | page(
            "sea",
            "cut",
            f"title: Cut\ndate: 2026-05-13\nrelated: [all.md, ../iran/bare.md]\n{base}"
            "truncated: true\nsource: {name: روزنامهٔ دریا, url: 'https://example.org/cut',"
            " authors: [Ayna Q], date: 2026-05-12}\n",
        )
        | page(
            "sea",
            "draft",
            f"title: Draft\ndate: 2026-05-12\ndraft: true\n{base}image: {{src: /unsized.svg}}",
        )
        | page("sea", "brief", "title: A brief with a source\nsource: {name: Coast News}", "")
    )
    for number in range(12):
        source = f"source: {{name: Coast News, url: 'https://example.org/{number}'}}"
        front = f"title: Brief number {number}\ndate: 2026-04-{number + 1:02}\n{source}"
        content |= page(f"section-{number}", "brief", front, "")
    config = (
        "title: The Edge\ndescription: What goes to the edge of a page.\ntimezone: Asia/Baku\n"
        "base_url: https://example.org/edge/\npage_size: 8\ncontact: desk@example.org\n"
        "social: [{title: Mastodon, url: 'https://social.example/@edge'}]\n"
        "menu: [{title: Iran, url: /iran/}, {title: Sea, url: /sea/}, {title: Us, url: /about/}]\n"
    )
    profile = article(
        "name: Sea Desk\ndescription: They look at the water.\n"
        "avatar: {src: /small.png, alt: A desk}\nlinks: [{title: Their page, url: 'https://example.org/desk'}]",
        TEXT,
    )
    about = article(f"title: About\nsummary: What this is.\n{picture('/tall.png')}", EVERYTHING)
    return (
        {"site.yml": config, "content/authors/sea.md": profile, "content/pages/about.md": about}
        | content
        | page("sea", "embeds", "title: Embeds\ndate: 2026-05-02", embeds(LONG, TEXT))
        | PICTURES
        | DATA
        | {"content/index.md": "What a reader of *the quay* finds here."}
    )


def _persian() -> dict[str, str | bytes]:
    fronts = {
        "sad": "title: سد گشوده شد\nsummary: خلاصه.\nauthors: [مینا راد, Samir Babayev]\n"
        f"tags: [آب, COP29, نفت]\n{picture('/wide.png')}",
        "latin": "title: 'OPEC+ سهمیه را نگه داشت'\nauthors: [Ayna Lomidze, مینا راد]\n"
        "tags: [OPEC, نفت]\ntruncated: true\n"
        "source: {name: Coast News, url: 'https://example.org/'}",
        "english": "title: A story in English\nlang: en\nsummary: The dek.\n"
        f"authors: [Samir Babayev]\ntags: [COP29]\n{picture('/wide.png')}",
    }
    body = f"{PERSIAN_TEXT}\n## پیشینه\n\n{CODE}\n{SMALL_TABLE}\n- یک\n  1. Anzali\n"
    content: dict[str, str | bytes] = {
        f"content/iran/{name}.md": article(f"{front}\ndate: 2026-05-{9 + number:02}", body)
        for number, (name, front) in enumerate(fronts.items())
    }
    brief = article("title: خبر کوتاه\ndate: 2026-05-02\nsource: {name: Coast News}", "")
    config = (
        "title: پیک دریا\ndescription: خبر از کنار دریا.\nlanguage: fa\n"
        "base_url: https://example.org/edge/\n"
    )
    embedded = article("title: پیوست‌ها\ndate: 2026-05-02", embeds("آب پایین", PERSIAN_TEXT))
    content |= {
        "site.yml": config,
        "content/sea/brief.md": brief,
        "content/sea/embeds.md": embedded,
    }
    return content | PICTURES | DATA


def _briefs() -> dict[str, str | bytes]:
    config = "title: Briefs\nbase_url: https://example.org/edge/\n"
    briefs: dict[str, str | bytes] = {
        f"content/sea/{number}.md": article(
            f"title: Brief number {number} of a day\ndate: 2026-05-{number + 1:02}\n"
            "source: {name: Coast News}",
            "",
        )
        for number in range(9)
    }
    return briefs | {"site.yml": config}


SITES: dict[str, dict[str, str | bytes]] = {
    "english": _english(),
    "persian": _persian(),
    "briefs": _briefs(),
    "lone": {
        "site.yml": "title: Lone\nbase_url: https://example.org/edge/\n",
        "content/sea/a.md": article("title: Alone\ndate: 2026-05-01\nsummary: It stands alone."),
    },
}


def write(root: Path, name: str) -> Path:
    """Write the sources of one of `SITES` below a folder."""
    for path, data in SITES[name].items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return root
