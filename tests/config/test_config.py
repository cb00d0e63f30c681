"""site.yml: its defaults, where it is found, and what follows from it."""

from __future__ import annotations

import msgspec
import pytest

from sitegen.config import SiteFile, direction_of, find_site, load_config
from sitegen.config.validate import is_safe_link, is_web_address, is_web_link
from sitegen.pages import Link
from sitegen.problems import UsageError


def test_a_title_is_enough(write_files):
    config = load_config(write_files({"site.yml": "title: Digest\n"}))
    assert (config.file.title, config.origin, config.base) == (
        "Digest",
        "http://localhost:8000",
        "",
    )
    assert (config.file.page_size, config.file.more_from.count, config.file.feed.count) == (
        20,
        4,
        20,
    )
    assert (config.content.name, config.output.name, config.cache.name) == (
        "content",
        "public",
        ".sitegen",
    )
    assert (config.file.language, config.direction, config.file.timezone) == ("en", "ltr", "UTC")


@pytest.mark.parametrize(
    "text",
    [b"\xef\xbb\xbftitle: Digest\n", b"title: Digest\r\npage_size: 5\r\n", b"---\ntitle: Digest\n",
     b"# A note\n\ntitle: \"Digest\"  # another\n", b"{title: Digest}"],
)  # fmt: skip
def test_a_file_of_any_editor_is_read(write_files, text):
    assert load_config(write_files({"site.yml": text})).file.title == "Digest"


def test_every_key_may_be_empty(write_files):
    keys = [field for field in SiteFile.__struct_fields__ if field != "title"]
    text = "title: Digest\n" + "".join(f"{key}:\n" for key in keys)
    config = load_config(write_files({"site.yml": text}))
    assert config.file == SiteFile("Digest")


def test_the_site_is_the_nearest_one_above(write_files):
    root = write_files({"site.yml": "title: A\n", "in/site.yml": "title: B\n", "in/x/y.md": ""})
    assert find_site(root / "in/x") == root / "in"
    assert find_site(root) == root
    assert load_config(find_site(root / "in/x")).file.title == "B"


def test_a_folder_called_site_yml_is_none(tmp_path):
    (tmp_path / "site.yml").mkdir()
    with pytest.raises(UsageError) as failure:
        find_site(tmp_path)
    assert failure.value.exit_code == 2


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"), ("fa", "rtl"), ("fa-IR", "rtl"), ("ar", "rtl"), ("ckb", "rtl"),
        ("az", "ltr"), ("az-Arab", "rtl"), ("az-Arab-IR", "rtl"), ("uz-Cyrl", "ltr"),
        ("fa-Latn", "ltr"), ("ks-Deva", "ltr"), ("ur", "rtl"), ("FA", "rtl"), ("tg", "ltr"),
    ],
)  # fmt: skip
def test_a_language_has_a_direction(language, direction):
    assert direction_of(language) == direction


def test_the_direction_may_be_set(write_files):
    config = load_config(write_files({"site.yml": "title: D\nlanguage: fa\ndirection: ltr\n"}))
    assert config.direction == "ltr"


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("/", "/repo/"),
        ("/iran/", "/repo/iran/"),
        ("//cdn.example/x", "//cdn.example/x"),
        ("https://a.example/", "https://a.example/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("#top", "#top"),
    ],
)
def test_the_base_path_stands_before_the_site_s_own_urls(write_files, url, href):
    config = load_config(write_files({"site.yml": "title: D\nbase_url: https://e.example/repo/\n"}))
    assert config.href(url) == href
    file = msgspec.structs.replace(config.file, menu=())
    assert msgspec.structs.replace(config, file=file).menu == ()


def test_the_menu_has_the_base_path(write_files):
    text = "title: D\nbase_url: https://e.example/repo\nmenu: [{title: I, url: /iran/}]\n"
    assert load_config(write_files({"site.yml": text})).menu == (Link("I", "/repo/iran/"),)


def test_an_option_takes_the_place_of_the_base_url(write_files):
    root = write_files({"site.yml": "title: D\nbase_url: https://e.example/repo/\n"})
    config = load_config(root, "http://127.0.0.1:9000/x/")
    assert (config.origin, config.base) == ("http://127.0.0.1:9000", "/x")


@pytest.mark.parametrize(
    "url",
    ["https://a.example", "http://a.example:8000/x/", "https://[::1]/", "https://xəzər.example/",
     "https://a.example/a b/"],
)  # fmt: skip
def test_a_web_address(url):
    assert is_web_address(url)


@pytest.mark.parametrize(
    "url",
    ["", "a.example", "/x/", "//a.example/", "ftp://a.example/", "https://", "https:///x",
     "https://a..b/", "https://a b/", "https://user@a.example/", "https://a.example/?q", "https://[",
     "https://a.example/#x", "https://a.example:99999/", "https://a.example:x/", "javascript:x",
     "https://" + "a" * 64 + ".example/", "https://a<b>.example/"],
)  # fmt: skip
def test_no_web_address(url):
    assert not is_web_address(url)


@pytest.mark.parametrize(
    ("url", "safe", "web"),
    [
        ("https://a.example/x?y#z", True, True),
        ("http://a.example", True, True),
        ("/iran/", True, False),
        ("mailto:a@b.example", True, False),
        ("tel:+99412", True, False),
        ("#top", True, False),
        ("https:///x", False, False),
        ("https://a b", False, False),
        ('https://a"b', False, False),
        ("javascript:alert(1)", False, False),
        (" javascript:alert(1)", False, False),
        ("JAVASCRIPT:alert(1)", False, False),
        ("data:text/html,x", False, False),
        ("a.html", False, False),
        ("", False, False),
    ],
)
def test_links_are_checked_for_their_scheme(url, safe, web):
    assert (is_safe_link(url), is_web_link(url)) == (safe, web)
