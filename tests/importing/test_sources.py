"""`sitegen import` of pages, archives, folders and addresses, as a person runs it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import RunSitegen, WriteFiles
from tests.importing.containers import builders
from tests.importing.containers.test_exports import LISTS, RSS, WXR
from tests.network.serving import Reply, WebHost, web_host

pytestmark = pytest.mark.integration

ARTICLE = "content/ports/2026-05-04-ferry-gets-a-timetable.md"
PNG = builders.PICTURE


@pytest.fixture
def site(write_files: WriteFiles) -> Path:
    return write_files({"site.yml": "title: Shoreline\nbase_url: https://digest.example/\n"})


@pytest.fixture
def host() -> Iterator[WebHost]:
    with web_host() as running:
        yield running


def files_of(root: Path) -> list[str]:
    return sorted(p.relative_to(root).as_posix() for p in root.glob("content/**/*") if p.is_file())


def save(root: Path, name: str, data: bytes) -> str:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name


def article(run) -> dict:
    assert run.returncode == 0, run.stderr
    (line,) = run.stdout.splitlines()
    found: dict = json.loads(line)
    return found


# --- one page in eight containers ---------------------------------------------------------


def test_one_page_in_eight_containers_is_one_article(site, sitegen: RunSitegen, host):
    host.replies["/ferry"] = Reply(builders.html(), headers={"Content-Type": "text/html"})
    save(site, "saved/ferry_files/ferry.png", PNG)
    sources = {
        "html": save(site, "ferry.html", builders.html()),
        "save-as": save(site, "saved/ferry.html", builders.saved_as()),
        "SingleFile": save(site, "single", builders.single_file()),
        "MHTML": save(site, "mhtml.txt", builders.mhtml()),
        "WARC": save(site, "page.warc.gz", builders.warc()),
        "WACZ": save(site, "page.zip", builders.wacz()),
        "webarchive": save(site, "page.bin", builders.webarchive()),
        "address": host.url("/ferry"),
    }
    texts = {}
    for kind, source in sources.items():
        folder = site / "out" / kind
        run = sitegen("import", source, "--section", "Ports", "--content", folder,
                      "--allow-host", host.name)  # fmt: skip
        assert run.returncode == 0, run.stderr
        (file,) = folder.rglob("*.md")
        texts[kind] = file.read_text("utf-8")
    # Relative links lead to where the page was fetched.
    texts["address"] = texts["address"].replace(host.url("/"), "https://harbour.example/")
    accessed = {kind: re.findall(r"\n  accessed: (.*)", text) for kind, text in texts.items()}
    assert accessed.pop("address")[0].strip("'") > "2026"
    assert accessed == {
        "html": [], "save-as": [], "webarchive": [],
        "SingleFile": ["'2026-05-09'"], "MHTML": ["'2026-05-09'"],
        "WARC": ["'2026-05-09'"], "WACZ": ["'2026-05-09'"],
    }  # fmt: skip
    plain = {kind: re.sub(r"\n  accessed: .*", "", text) for kind, text in texts.items()}
    for kind in ("MHTML", "WARC", "WACZ", "webarchive", "address"):
        assert plain[kind] == plain["html"], kind
    # What lies in the file only has no place on the web, and is left out without --pictures.
    assert builders.PICTURE_URL in plain["html"]
    for kind in ("save-as", "SingleFile"):
        assert "saved.invalid" not in plain[kind]
        assert without_picture(plain[kind]) == without_picture(plain["html"]), kind
    assert "title: Ferry gets a timetable\n" in plain["html"]
    assert f"url: {builders.URL}\n" in plain["html"]


def without_picture(text: str) -> str:
    """Take out the picture at the top and those in the text."""
    text = re.sub(r"\nimage:\n(?:  .*\n)+", "\n", text)
    return re.sub(r"!\[[^\n]*\n\n|:::figure .+\n(?:.+\n)+\n", "", text)


def test_the_same_page_with_its_pictures_is_the_same_bundle(site, sitegen: RunSitegen, host):
    save(site, "saved/ferry_files/ferry.png", PNG)
    sources = {
        "saved/ferry.html": builders.saved_as(),
        "single.html": builders.single_file(),
        "page.mhtml": builders.mhtml(),
        "page.warc": builders.warc(compress=False),
        "page.wacz": builders.wacz(),
        "page.webarchive": builders.webarchive(),
    }
    for number, (name, data) in enumerate(sources.items()):
        save(site, name, data)
        folder = site / "out" / str(number)
        run = sitegen("import", name, "--pictures", "--section", "Ports", "--content", folder)
        assert run.returncode == 0, run.stderr
        assert "1 picture" in run.stdout
        text, picture = sorted(folder.rglob("*.*"), key=lambda path: path.suffix)
        assert text.name == "index.md"
        assert picture.read_bytes() == PNG
        assert picture.name in text.read_text("utf-8")
        assert "harbour.example/img" not in text.read_text("utf-8")


# --- addresses ----------------------------------------------------------------------------


def test_an_address_is_fetched_with_its_canonical_address_and_the_day(site, sitegen, host):
    host.replies["/ferry"] = Reply(builders.html(), headers={"ETag": '"1"'})
    run = sitegen("import", "--json", host.url("/ferry"), "--section", "Ports",
                  "--allow-host", host.name)  # fmt: skip
    found = article(run)
    assert found["source"]["url"] == builders.URL
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["source"]["accessed"])
    assert found["provenance"]["title"]
    assert host.asked[0][1]["user-agent"].startswith("sitegen/")
    assert "https://digest.example/" in host.asked[0][1]["user-agent"]
    # The page that the user named is fetched whatever robots.txt says, and asked for once.
    assert host.paths == ["/ferry"]
    again = sitegen("import", host.url("/ferry"), "--section", "Ports", "--allow-host", host.name)
    assert again.stdout == f"{ARTICLE}: unchanged\n"
    assert host.asked[1][1]["if-none-match"] == '"1"'


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/gone", "there is no such page (404)"),
        ("/private", "the host refuses the page (403)"),
        ("/loop", "it redirects in a circle"),
        ("/big", "the answer is larger than 20 MB"),
        ("/outside", "127.0.0.3 has a private address, and is not asked"),
    ],
)
def test_an_address_that_cannot_be_had_is_an_error_with_its_reason(
    site, sitegen, host, path, words
):
    host.replies |= {
        "/private": Reply(status=403),
        "/loop": Reply(status=302, headers={"Location": "/loop"}),
        "/big": Reply(headers={"Content-Length": "99999999"}),
        "/outside": Reply(status=302, headers={"Location": "http://127.0.0.3:9/"}),
    }
    save(site, "ferry.html", builders.html())
    run = sitegen("import", host.url(path), "ferry.html", "--section", "Ports",
                  "--allow-host", host.name)  # fmt: skip
    assert run.returncode == 1
    assert f"{host.url(path)}: error: cannot be fetched: {words}" in run.stderr
    assert files_of(site) == [ARTICLE]


def test_a_private_address_is_refused_and_the_option_is_named(site, sitegen, host):
    run = sitegen("import", host.url("/ferry"), "--section", "Ports")
    assert run.returncode == 1
    assert "--allow-host" in run.stderr
    assert host.asked == []


def test_pages_of_items_are_fetched_when_asked_and_robots_txt_decides(site, sitegen, host):
    host.replies |= {
        "/ferry": Reply(builders.html()),
        "/closed": Reply(builders.html()),
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /closed\n"),
    }
    rows = (
        "title,url,time_added,tags,status\n"
        f"Ferry,{host.url('/ferry')},1777888800,,unread\n"
        f"Closed,{host.url('/closed')},1777888800,,unread\n"
    )
    save(site, "list.csv", rows.encode())
    run = sitegen("import", "list.csv", "--section", "Ports", "--fetch", "--allow-host", host.name)
    assert run.returncode == 1
    assert "robots.txt does not allow" in run.stderr
    assert files_of(site) == [ARTICLE]
    assert "/closed" not in host.paths


# --- folders ------------------------------------------------------------------------------


def test_a_folder_is_imported_file_by_file(site, sitegen):
    save(site, "inbox/a/ferry.html", builders.saved_as())
    save(site, "inbox/a/ferry_files/ferry.png", PNG)
    save(site, "inbox/a/ferry_files/frame.html", b"<html><p>An advertisement.</p></html>")
    save(site, "inbox/.hidden.html", b"<html>")
    save(site, "inbox/photo.jpg", b"\xff\xd8\xff\xe0 a photo")
    crane = builders.PAGE.replace("Ferry gets a timetable", "Crane comes by sea")
    crane = crane.replace(builders.URL, "https://harbour.example/2026/05/crane.html")
    save(site, "inbox/b.warc.gz", builders.warc(crane))
    run = sitegen("import", "inbox", "--section", "Ports")
    assert run.returncode == 0, run.stderr
    assert [line.partition(":")[0] for line in run.stdout.splitlines()] == [
        ARTICLE,
        "content/ports/2026-05-04-crane-comes-by-sea.md",
    ]


# --- pictures -----------------------------------------------------------------------------


def page_with(host: WebHost, *paths: str) -> bytes:
    images = "".join(
        f'<figure><img src="{host.url(path)}" width="600" height="400" alt="A view of {number}">'
        f"<figcaption>View {number}.</figcaption></figure><p>Paragraph {number} tells more of what"
        " can be seen from the pier on a day without wind or rain.</p>"
        for number, path in enumerate(paths)
    )
    return builders.PAGE.replace("<h2>", images + "<h2>").replace(
        builders.PICTURE_URL, host.url("/hero.png")
    ).encode()  # fmt: skip


def test_pictures_are_fetched_into_a_bundle_by_what_they_are(site, sitegen, host):
    jpeg = b"\xff\xd8\xff\xe0" + bytes(900)
    script = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    host.replies |= {
        "/hero.png": Reply(PNG),
        "/photo.png?w=600": Reply(jpeg, headers={"Content-Type": "image/png"}),
        "/drawing.png": Reply(script, headers={"Content-Type": "image/png"}),
        "/page.jpg": Reply(b"<html>not here</html>"),
        "/big.gif": Reply(b"GIF89a", headers={"Content-Length": "99000000"}),
    }
    wanted = ("/photo.png?w=600", "/drawing.png", "/page.jpg", "/big.gif", "/gone.png")
    save(site, "ferry.html", page_with(host, *wanted))
    run = sitegen("import", "ferry.html", "--pictures", "--section", "Ports",
                  "--allow-host", host.name)  # fmt: skip
    assert run.returncode == 0, run.stderr
    folder = ARTICLE.removesuffix(".md")
    assert files_of(site) == [f"{folder}/{name}" for name in ("hero.png", "index.md", "photo.jpg")]
    text = (site / folder / "index.md").read_text("utf-8")
    assert ":::figure photo.jpg\n" in text
    for path in wanted[1:]:
        assert host.url(path) in text
        assert f"the picture {host.url(path)} stays on the web" in run.stderr
    assert sitegen("build").returncode == 0
    assert list(site.glob("public/**/photo.jpg"))


def test_no_picture_is_fetched_unless_it_is_asked_for(site, sitegen, host):
    save(site, "ferry.html", page_with(host, "/photo.png"))
    assert sitegen("import", "ferry.html", "--section", "Ports", "--allow-host", host.name).returncode == 0  # fmt: skip  # noqa: E501
    assert host.asked == []
    assert files_of(site) == [ARTICLE]


def test_a_picture_does_not_take_the_place_of_another(site, sitegen):
    save(site, "ferry.mhtml", builders.mhtml())
    folder = ARTICLE.removesuffix(".md")
    save(site, f"{folder}/ferry.png", b"the editor's own")
    run = sitegen("import", "ferry.mhtml", "--pictures", "--section", "Ports")
    assert run.returncode == 1
    assert "another picture is there" in run.stderr
    assert files_of(site) == [f"{folder}/ferry.png"]


# --- feeds and exports --------------------------------------------------------------------


def test_a_feed_becomes_articles_and_briefs_with_their_publisher(site, sitegen):
    save(site, "feed", RSS.encode())
    run = sitegen("import", "feed", "--section", "Ports")
    assert run.returncode == 0, run.stderr
    assert files_of(site) == [
        "content/ports/2026-05-04-ferry-timetable.md",
        "content/ports/crane-comes-by-sea.md",
    ]
    text = (site / "content/ports/2026-05-04-ferry-timetable.md").read_text("utf-8")
    assert "name: Harbour News" in text
    assert "alert(1)" not in text
    brief = (site / "content/ports/crane-comes-by-sea.md").read_text("utf-8")
    assert "summary: A short line.\n" in brief
    assert "url: https://harbour.example/crane\n" in brief
    assert "1 entry without a title left out" in run.stderr
    assert sitegen("build").returncode == 0


def test_the_text_of_an_entry_is_kept_whole_and_a_teaser_makes_a_brief(site, sitegen):
    whole = "<p>One.</p><ul><li>a</li><li>b</li></ul><p>He left. See <a href='/more'>more</a>.</p>"
    entries = {"Whole": whole, "Teaser": "<p>Read all about it on our page.</p>"}
    items = "".join(
        f"<item><title>{title}</title><link>https://harbour.example/{title}</link>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item>"
        for title, text in entries.items()
    )
    namespace = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    save(site, "feed", f"<rss {namespace}><channel>{items}</channel></rss>".encode())
    run = sitegen("import", "feed", "--section", "Ports")
    assert run.returncode == 0, run.stderr
    text = (site / "content/ports/whole.md").read_text("utf-8")
    assert text.endswith(
        "---\n\nOne.\n\n- a\n- b\n\nHe left. See [more](https://harbour.example/more).\n"
    )
    teaser = (site / "content/ports/teaser.md").read_text("utf-8")
    assert "summary: Read all about it on our page.\n" in teaser


PAYLOADS = (
    "<script>steal()</script>",
    "<img src=x onerror=steal()>",
    "<a href='javascript:steal()'>a</a>",
    "<svg onload=steal()></svg>",
    "<iframe srcdoc='<script>parent.steal()</script>'></iframe>",
    "<a href='data:text/html,<script>steal()</script>'>b</a>",
    "&lt;script&gt;steal()&lt;/script&gt;",
    '<p>[c](javascript:steal()) ![d](x" onerror=steal())</p>',
)


def test_scripts_in_a_feed_do_not_run(site, sitegen, browser, static_server):
    items = "".join(
        f"<item><title>Ferry {number} <![CDATA[{payload}]]></title>"
        f"<link>https://harbour.example/{number}?{'javascript:steal()'}</link>"
        f"<category><![CDATA[{payload}]]></category><author><![CDATA[{payload}]]></author>"
        f"<description><![CDATA[{payload}<p>One paragraph.</p><p>And one more.</p>]]></description>"
        "</item>"
        for number, payload in enumerate(PAYLOADS)
    )
    title = "<title>Harbour &lt;script&gt;steal()&lt;/script&gt;</title>"
    save(site, "feed", f"<rss><channel>{title}{items}</channel></rss>".encode())
    run = sitegen("import", "feed", "--section", "Ports")
    assert run.returncode == 0, run.stderr
    assert len(files_of(site)) == len(PAYLOADS)
    assert sitegen("build", "--base-url", "http://127.0.0.1/").returncode == 0
    address = static_server(site / "public")
    page = browser.new_page()
    page.add_init_script("window.stolen = 0; window.steal = () => { window.stolen += 1 }")
    for file in sorted((site / "public").rglob("index.html")):
        path = file.parent.relative_to(site / "public").as_posix()
        answer = page.goto(f"{address}{path}/" if path != "." else address)
        assert answer is not None
        assert answer.ok
        assert page.query_selector("a[href^='javascript'], a[href^='data']") is None
        assert page.evaluate("window.stolen") == 0
    page.close()


def test_items_without_a_section_are_one_error(site, sitegen):
    save(site, "feed", RSS.encode())
    run = sitegen("import", "feed")
    assert run.returncode == 1
    assert run.stderr.count("error:") == 1
    assert "feed: error: 2 items have no section" in run.stderr
    assert files_of(site) == []


def test_a_blogs_categories_are_sections(site, sitegen):
    long = WXR.replace(
        "First paragraph", "First paragraph, " + "which tells what the ferry did. " * 9
    )
    save(site, "export.xml", long.encode())
    assert sitegen("import", "export.xml").returncode == 0
    assert files_of(site) == [
        "content/ports/2026-05-04-ferry-timetable.md",
    ]


def test_a_list_becomes_briefs_with_the_day_of_saving_and_no_date(site, sitegen):
    save(site, "list.html", LISTS["bookmarks"].encode())
    run = sitegen("import", "--json", "list.html", "--section", "Ports")
    found = article(run)
    assert found["path"] == "content/ports/ferry-a-timetable.md"
    assert (found["date"], found["body"], found["tags"]) == (None, "", ["ports", "ferries"])
    assert found["source"]["accessed"] == "2026-05-04"


# --- bad input ----------------------------------------------------------------------------

BAD = {
    "empty.html": (b"", "the file is empty"),
    "binary.html": (b"<!doctype html>" + bytes(range(256)) * 9, "this is binary data"),
    "truncated.mhtml": (builders.mhtml()[:900], "cut off"),
    "truncated.warc.gz": (builders.warc()[:900], "damaged or cut off"),
    "no-page.mhtml": (builders.mhtml().replace(b"text/html", b"text/plain"), "no HTML page"),
    "photo.html": (b"\xff\xd8\xff\xe0" + bytes(90), "not text"),
    "page.xml": (b"<html><body><p>Not here.</p></body></html>", "the page has no text"),
}


def test_bad_input_is_told_file_by_file_and_the_others_are_imported(site, sitegen):
    for name, (data, _) in BAD.items():
        save(site, name, data)
    with (site / "large.txt").open("wb") as file:
        file.truncate(200_000_000)
    save(site, "bomb.wacz", builders.bomb())
    save(site, "ferry.html", builders.html())
    run = sitegen("import", "large.txt", "bomb.wacz", *BAD, "ferry.html", "--section", "Ports")
    assert run.returncode == 1
    assert run.stdout == f"{ARTICLE}: written\n"
    assert files_of(site) == [ARTICLE]
    assert "Traceback" not in run.stderr
    assert "defect" not in run.stderr
    assert "large.txt: error: the file is larger than 100 MB" in run.stderr
    assert "bomb.wacz: error: the archive unfolds to more than 250 MB" in run.stderr
    for name, (_, words) in BAD.items():
        (line,) = [x for x in run.stderr.splitlines() if x.startswith(name) and "error:" in x]
        assert words in line, line


def test_nothing_but_import_and_external_checks_fetches(site, sitegen, host):
    save(site, "ferry.html", page_with(host, "/photo.png"))
    assert sitegen("import", "ferry.html", "--section", "Ports").returncode == 0
    for command in ("build", "check"):
        assert "Traceback" not in sitegen(command).stderr
    assert (site / "public/index.html").exists()
    assert host.asked == []


@pytest.mark.parametrize(
    ("library", "data"),
    [
        ("lxml", builders.html()),
        ("warcio", builders.warc()),
        ("mammoth", builders.docx(["Text."])),
        ("striprtf", rb"{\rtf1 Text.\par}"),
        ("feedparser", RSS.encode()),
    ],
)
def test_a_missing_library_is_told_with_its_extra_and_the_others_go_on(site, library, data):
    code = (
        "import sys\n"
        f"sys.modules[{library!r}] = None\n"
        "from sitegen.cli import main\n"
        "main(['import', 'source', 'dump.txt', '--section', 'Ports', '--author', 'A'])\n"
    )
    save(site, "source", data)
    text = "Ferry gets a timetable\n\nMay 4, 2026\n\n" + "It left when it was full. " * 20
    save(site, "dump.txt", text.encode())
    run = subprocess.run([sys.executable, "-c", code], cwd=site, capture_output=True, text=True)
    assert run.returncode == 1, run.stderr
    assert "source: error: reading " in run.stderr
    assert "needs a library that is not installed" in run.stderr
    assert 'hint: pip install "sitegen-digest[import]"' in run.stderr
    assert files_of(site) == [ARTICLE]


def test_reading_a_dump_needs_no_library_of_the_extra(site, sitegen):
    code = (
        "import sys\n"
        "from sitegen.cli import main\n"
        "try: main(['import', 'dump.txt', '--dry-run'])\n"
        "except SystemExit as end: print('exit', end.code)\n"
        "heavy = {'lxml', 'trafilatura', 'warcio', 'mammoth', 'feedparser', 'protego'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    text = "Ferry gets a timetable\n\nBy Maral Durdyeva\n\nMay 4, 2026\n\n" + "It left full. " * 20
    save(site, "dump.txt", text.encode())
    run = subprocess.run([sys.executable, "-c", code], cwd=site, capture_output=True, text=True)
    assert run.stdout.splitlines()[-2:] == ["exit 0", "[]"], run.stderr


def test_headers_and_markup_nested_without_end_are_errors(site, sitegen):
    parens = b"From: " + b"(" * 5000 + b" <a@b.example>\nMessage-ID: <1>\n\nText.\n"
    save(site, "deep.eml", parens)
    run = sitegen("import", "deep.eml", "--section", "Ports")
    assert "Traceback" not in run.stderr
    assert "defect" not in run.stderr
