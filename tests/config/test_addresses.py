"""Addresses and paths that a site is given: none leads to another host or out of its folder."""

from __future__ import annotations

import pytest

from sitegen.config import load_config
from sitegen.config.validate import is_web_address
from sitegen.problems import UsageError

from ..building import article, built, messages, problems_of, run_cli


@pytest.mark.parametrize(
    "url",
    ["https://x.example", "https://x.example/", "https://x.example/desk", "https://x.example/a/b/",
     "http://localhost:8000/", "https://[::1]:80/a/", "https://x.example/v1.2/",
     "https://x.example/ə/", "https://x.example/a b/"],
)  # fmt: skip
def test_an_address_with_a_folder_is_one_of_a_site(url):
    assert is_web_address(url)


@pytest.mark.parametrize(
    "url",
    ["https://x.example//desk/", "https://x.example/desk//", "https://x.example//",
     "https://x.example/%2Fdesk/", "https://x.example/a/index.html", "https://x.example/a/INDEX.HTM",
     "https://x.example/index.php/", "https://x.example/?", "https://x.example/#",
     "https://x.example/?a=b", "https://x.example/#a", "https://a@x.example/", "https://a:b@x.example/",
     " https://x.example/", "https://x.example/ ", "https://x.example/\\a/", "https://x.example/../a/",
     "https://x.example/./a/", "https://x.example/%2e%2e/a/", "https://x.example/a%00/",
     "https://x.example/\ta", "https://x.example/%3Fa/", "//x.example/", "ftp://x.example/", "https:///a/",
     "https://a b/", "x.example"],
)  # fmt: skip
def test_any_other_address_is_refused(url, write_files):
    assert not is_web_address(url)
    root = write_files({"site.yml": "title: D\n"})
    with pytest.raises(UsageError):
        load_config(root, base_url=url)


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ("menu:\n- {title: A, url: //desk/a/}", 3),
        ("social:\n- {title: A, url: //desk/a/}", 3),
        ("contact: //desk/a/", 2),
        ("menu:\n- {title: A, url: 'javascript:alert(1)'}", 3),
        ("edit: javascript:alert(1)//{path}", 2),
        ("edit: ' JavaScript:{path}'", 2),
        ("edit: data:text/html,{path}", 2),
        ("edit: vbscript:{path}", 2),
        ("edit: /{path}", 2),
        ("edit: //host/{path}", 2),
        ("edit: '{path}'", 2),
        ("permalinks: {article: '//desk/{slug}/'}", 2),
        ("permalinks: {tags: //desk/}", 2),
    ],
)
def test_a_setting_that_leads_to_another_host_or_runs_something_is_refused(
    write_files, setting, line
):
    root = write_files({"site.yml": f"title: D\n{setting}\n"})
    with pytest.raises(UsageError) as caught:
        load_config(root)
    assert [problem.line for problem in caught.value.problems] == [line]


@pytest.mark.parametrize(
    "edit",
    ["vscode://file/{path}:{line}", "idea://open?file={path}&line={line}", "txmt://open?url=file://{path}",
     "https://github.dev/a/b/blob/main/{path}", "subl://{path}"],
)  # fmt: skip
def test_an_editor_has_any_scheme_of_its_own(write_files, edit):
    assert load_config(write_files({"site.yml": f"title: D\nedit: '{edit}'\n"})).file.edit == edit


ALIASES = {
    "' '": "is not a path",
    "old/": "is not a path",
    "https://old.example/a/": "is not a path",
    "//host/a/": "is not a path",
    "/a//b/": "is not a path",
    "/../a/": "is not a path",
    "/a/%2e%2e/b/": "is not a path",
    "'/a\\b/'": "is not a path",
    '"/a\\nb/"': "is not a path",
    '"/a\\rb/"': "is not a path",
    '"/a\\u2028b/"': "is not a path",
    '"/a\\x7fb/"': "is not a path",
    "/a%00b/": "is not a path",
    "/a%0Ab/": "is not a path",
    "/a?b": "is not a path",
    "/%FF/": "is not a path",
    "/" + "a" * 6000: "is too long",
    "/" + "a/" * 3000: "is too long",
    "/" + "ə" * 130 + "/": "is too long",
    "/.sitegen-manifest": "sitegen, git or the server needs",
    "/CNAME/": "sitegen, git or the server needs",
    "/.nojekyll": "sitegen, git or the server needs",
    "/.git/config": "sitegen, git or the server needs",
    "/a/.GIT/b/": "sitegen, git or the server needs",
}


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("path", ["content/iran/a.md", "content/pages/a.md"])
def test_an_alias_that_cannot_be_a_file_is_an_error_with_its_place(write_files, alias, path):
    files = {"site.yml": "title: D\n", path: article(f"title: A\naliases:\n- /fine/\n- {alias}")}
    (problem,) = problems_of(write_files(files))
    assert (problem.path, problem.line, problem.code) == (path, 5, "front-matter.alias")
    assert ALIASES[alias] in problem.message
    assert len(problem.message) < 200


@pytest.mark.parametrize(
    "front",
    [
        "aliases: [/con/]",
        "aliases: [/a/NUL.txt]",
        "aliases: ['/a:b/']",
        "aliases: [/a./]",
        "slug: con",
    ],
)
def test_a_path_that_windows_cannot_hold_is_warned_of(write_files, front):
    files = {"site.yml": "title: D\n", "content/iran/a.md": article(f"title: A\n{front}")}
    root = write_files(files)
    assert [(p.code, p.line) for p in built(root).said.problems] == [("content.portable", 3)]


def test_a_folder_of_pages_must_leave_something_of_a_url(write_files):
    files = {"site.yml": "title: D\n", "content/pages/!!!/y/a.md": article("title: A")}
    assert messages(problems_of(write_files(files))) == [
        "content/pages/!!!/y/a.md:1: cannot make a URL from the folder “!!!”"
    ]


def test_a_link_to_another_host_that_looks_like_a_path_is_warned_of(write_files):
    body = "words\n\n[a](//iran/a/) ![b](//iran/b.png)\n"
    root = write_files({"site.yml": "title: D\n", "content/iran/a.md": article("title: A", body)})
    found = [(p.code, p.line) for p in built(root).said.problems]
    assert found == [("markdown.host", 6), ("markdown.host", 6)]


def test_a_build_without_an_address_warns_once(write_files):
    root = write_files(
        {"site.yml": "title: D\n", "content/iran/a.md": article("title: A\ndate: 2026-05-01")}
    )
    ran = run_cli("build", cwd=root)
    assert ran.code == 0
    assert ran.err.count("`base_url` is missing") == 1
    assert '"config.base-url"' in run_cli("build", "--json", cwd=root).out
    assert run_cli("build", "--strict", cwd=root).code == 0
    fine = run_cli("build", "--strict", "--base-url", "https://d.example/", cwd=root)
    assert (fine.code, fine.err) == (0, "")
