"""Makes one page into every container, with the writers of libraries or byte by byte."""

from __future__ import annotations

import base64
import gzip
import io
import json
import plistlib
import uuid
import zipfile
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP

URL = "https://harbour.example/2026/05/ferry.html"
PICTURE_URL = "https://harbour.example/img/ferry.png"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
) + bytes(700)  # Large enough to be no placeholder.

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Ferry gets a timetable - Harbour News</title>
<meta property="og:title" content="Ferry gets a timetable">
<meta property="og:site_name" content="Harbour News">
<meta property="article:published_time" content="2026-05-04T10:05:00+04:00">
<link rel="canonical" href="https://harbour.example/2026/05/ferry.html">
</head>
<body>
<header><nav><a href="/">Home</a> <a href="/ports/">Ports</a></nav></header>
<main>
<article>
<h1>Ferry gets a timetable</h1>
<p class="dek">It will leave on Mondays and Thursdays, full or not.</p>
<p class="byline">By <a rel="author" href="/authors/maral">Maral Durdyeva</a></p>
<p>For thirty years the ferry left when it was full. Passengers camped beside the shed for days, and
nobody could tell them when the next ship would come.</p>
<figure><img src="https://harbour.example/img/ferry.png" alt="The ferry at the pier">
<figcaption>The ferry waits at the pier. <span class="credit">Photo: Orkhan Safarov</span>
</figcaption>
</figure>
<p>“We shall see”, said the captain’s café neighbour, who sells tea at the quay and has heard three
ministers promise the same thing since the old port was closed.</p>
<h2>What it costs</h2>
<p>A cabin costs as much as before, and lorries pay by the metre. The <a href="/rates">new rates</a>
are posted at the gate in three languages, which is two more than last year.</p>
</article>
</main>
<footer><p>Harbour News, the pier.</p></footer>
</body>
</html>
"""


def html(page: str = PAGE) -> bytes:
    return page.encode()


def saved_as(page: str = PAGE) -> bytes:
    """As a browser saves it: a comment with the address; pictures lie in a folder beside it."""
    comment = f"<!-- saved from url=({len(URL):04}){URL} -->\n"
    local = page.replace(PICTURE_URL, "./ferry_files/ferry.png")
    return local.replace("<html", comment + "<html", 1).encode()


def single_file(page: str = PAGE) -> bytes:
    inline = "data:image/png;base64," + base64.b64encode(PICTURE).decode()
    comment = (
        f"<!--\n Page saved with SingleFile \n url: {URL} \n"
        " saved date: Sat May 09 2026 12:00:00 GMT+0400 (Azerbaijan Standard Time)\n-->"
    )
    page = page.replace(PICTURE_URL, inline)
    return page.replace('<html lang="en">', f'<html lang="en">{comment}', 1).encode()


def mhtml(page: str = PAGE, picture: bytes = PICTURE) -> bytes:
    """As Chromium writes it."""
    message = MIMEMultipart("related", type="text/html")
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = URL
    message["Subject"] = "Ferry gets a timetable"
    message["Date"] = "Sat, 9 May 2026 08:00:00 -0000"
    main = MIMEText(page, "html", "utf-8")
    main["Content-ID"] = "<frame-1@mhtml.blink>"
    main["Content-Location"] = URL
    message.attach(main)
    image = MIMEImage(picture, "png")
    image["Content-Location"] = PICTURE_URL
    message.attach(image)
    return as_bytes(message)


def as_bytes(message: MIMEMultipart | MIMEText) -> bytes:
    return message.as_bytes(policy=SMTP)


def warc(
    page: str = PAGE, compress: bool = True, more: list[tuple[str, str, bytes]] | None = None
) -> bytes:
    """Records of the page, its picture, a redirect, a missing style, and `more` answers."""
    records = [
        warc_record("warcinfo", "", b"software: test\r\n", "application/warc-fields"),
        response("https://harbour.example/old", "text/html", b"moved", "301 Moved Permanently"),
        response(URL, "text/html; charset=utf-8", page.encode()),
        response(PICTURE_URL, "image/png", PICTURE),
        response("https://harbour.example/style.css", "text/css", b"p{}", "404 Not Found"),
        *(response(*one) for one in more or ()),
    ]
    return b"".join(map(gzip.compress, records) if compress else records)


def response(url: str, kind: str, body: bytes, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return warc_record("response", url, head.encode() + body)


def warc_record(
    kind: str, url: str, block: bytes, media_type: str = "application/http; msgtype=response"
) -> bytes:
    """Make a record as ISO 28500 lays it out."""
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        *([f"WARC-Target-URI: {url}"] if url else []),
        "WARC-Date: 2026-05-09T08:00:00Z",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, kind + url)}>",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def wacz(page: str = PAGE, with_list: bool = True) -> bytes:
    files = {
        "datapackage.json": json.dumps({"profile": "data-package", "resources": []}).encode(),
        "archive/data.warc.gz": warc(page),
        "indexes/index.cdx": b"",
    }
    if with_list:
        lines = (
            {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"},
            {"id": "1", "url": URL, "title": "Ferry", "ts": "2026-05-09T08:00:00Z"},
        )
        files["pages/pages.jsonl"] = "\n".join(map(json.dumps, lines)).encode()
    return zipped(files)


def webarchive(page: str = PAGE, binary: bool = True) -> bytes:
    archive = {
        "WebMainResource": {
            "WebResourceData": page.encode(),
            "WebResourceFrameName": "",
            "WebResourceMIMEType": "text/html",
            "WebResourceTextEncodingName": "UTF-8",
            "WebResourceURL": URL,
        },
        "WebSubresources": [
            {
                "WebResourceData": PICTURE,
                "WebResourceMIMEType": "image/png",
                "WebResourceURL": PICTURE_URL,
            },
            {"WebResourceData": b"p{}", "WebResourceMIMEType": "text/css", "WebResourceURL": "x"},
        ],
    }
    return plistlib.dumps(archive, fmt=plistlib.FMT_BINARY if binary else plistlib.FMT_XML)


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def bomb() -> bytes:
    """Make a small WACZ that unfolds to 300 MB."""
    return zipped({"datapackage.json": b"{}", "archive/a.warc": bytes(300_000_000)})


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def docx(paragraphs: list[str], heading: str = "") -> bytes:
    """Make a Word document of plain paragraphs, the first a heading where one is given."""

    def run(text: str, style: str = "") -> str:
        kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{kind}<w:r><w:t>{text}</w:t></w:r></w:p>"

    body = (run(heading, "Heading1") if heading else "") + "".join(map(run, paragraphs))
    types = (
        f'<Types xmlns="{_OFFICE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        f'<Relationships xmlns="{_OFFICE}/relationships">'
        f'<Relationship Id="r1" Type="{_DOCUMENT}" Target="word/document.xml"/></Relationships>'
    )
    styles = (
        f'<w:styles xmlns:w="{_WORD}"><w:style w:type="paragraph" w:styleId="Heading1">'
        '<w:name w:val="heading 1"/></w:style></w:styles>'
    )
    return zipped(
        {
            "[Content_Types].xml": types.encode(),
            "_rels/.rels": relations.encode(),
            "word/document.xml": (
                f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
            ).encode(),
            "word/styles.xml": styles.encode(),
        }
    )
