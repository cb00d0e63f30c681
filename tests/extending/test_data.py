"""Data files: what templates see of them, which pages depend on them, and what is wrong in them."""

from __future__ import annotations

import pytest

from tests.building import article, built, messages, problems_of
from tests.engine.sites import built as build_site

SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/\n",
    "content/iran/a.md": article("title: A\ndate: 2024-05-09"),
}


def shown(write_files, text: str, **files: str) -> str:
    """Render a text as robots.txt of a site with these data files."""
    data = {f"data/{name.replace('__', '.')}": value for name, value in files.items()}
    return built(write_files(SITE | data | {"templates/robots.txt": text})).text("robots.txt")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("x__yml", "- {name: Yes, at: 12:30, open: true, day: 2024-05-09, size: 1.5}\n"),
        (
            "x__json",
            '[{"name": "Yes", "at": "12:30", "open": true, "day": "2024-05-09", "size": 1.5}]',
        ),
        (
            "x__toml",
            '[[rows]]\nname = "Yes"\nat = "12:30"\nopen = true\nday = 2024-05-09\nsize = 1.5\n',
        ),
    ],
)
def test_every_kind_says_the_same(write_files, file, text):
    rows = "site.data.x.rows" if "toml" in file else "site.data.x"
    template = (
        f"{{% for r in {rows} %}}{{{{ [r.name, r.at, r.open, r.day, r.size] }}}}{{% endfor %}}"
    )
    escaped = shown(write_files, template, **{file: text})
    assert escaped.replace("&#39;", "'") == "['Yes', '12:30', True, '2024-05-09', 1.5]"


def test_csv_is_rows_by_column(write_files):
    text = 'field,opened\n"Azeri, deep",1997\n\nShah Deniz,"2006"\n'
    template = "{% for r in site.data.fields %}{{ r.field }}={{ r.opened }};{% endfor %}"
    assert shown(write_files, template, fields__csv=text) == "Azeri, deep=1997;Shah Deniz=2006;"


def test_a_name_may_be_written_in_brackets(write_files):
    assert shown(write_files, '{{ site.data["x"].a }}', x__yml="a: 1\n") == "1"


DATA = {"data/used.yml": "a: 1\n", "data/other.yml": "b: 1\n"}


@pytest.mark.parametrize(
    ("template", "edited", "rendered"),
    [
        ("{{ site.data.used.a }}", "used", True),
        ("{{ site.data.used.a }}", "other", False),
        ('{{ site.data["used"].a }}', "other", False),
        ('{{ site.data["us" ~ "ed"].a }}', "other", True),
        ("{{ site.data|length }}", "other", True),
        ("{% for name, value in site.data.items() %}{{ value }}{% endfor %}", "other", True),
        ("{{ site.data.get('other') }}", "other", True),
        ("{% set d = site.data %}{{ d.other.b }}", "other", True),
        ("{{ site.title }}", "used", False),
    ],
)
def test_a_page_depends_on_the_files_that_its_templates_name(
    write_files, tmp_path, template, edited, rendered
):
    root = write_files(SITE | DATA | {"templates/robots.txt": template})
    build_site(root, jobs=1)
    write_files({f"data/{edited}.yml": "a: 2\nb: 2\n"})
    warm = build_site(root, jobs=1)
    assert set(warm.rendered) == ({"robots.txt"} if rendered else set())
    text = (root / "public/robots.txt").read_text()
    build_site(root, jobs=1, clean=True)
    assert (root / "public/robots.txt").read_text() == text
    assert build_site(root, jobs=1, verify=True).rendered == {}


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("x.yml", "a: 1\na: 2\n", "data/x.yml:2:1: `a` is here twice"),
        ("x.json", '{"a": 1,\n "b": }', "data/x.json:2:7: this is not JSON: expecting value"),
        ("x.json", '{"a": NaN}', "data/x.json:1:7: this is not JSON: NaN is not a number"),
        ("x.json", "[" * 9000, "data/x.json: this is not JSON: it is nested too deeply"),
        ("x.json", '{"a": 1, "b": {"c": 1, "c": 2}}', "data/x.json:1:24: this is not JSON: `c`"),
        ("x.json", '{"a":\n [1, "\\u0000"]}', "data/x.json: `a.1`: this text has a control"),
        ("x.json", '{"a":\n [1, "\\ud800"]}', "data/x.json: `a.1`: this text has a control"),
        ("x.json", '[{"\\ud800": 1}]', "data/x.json: `0."),
        ("x.json", '[{"a": 1},\n {"a": 1e999}]', "data/x.json:2:8: `1.a`: this is not a number"),
        ("x.json", '{"a": 18446744073709551616}', "data/x.json:1:7: `a`: this number is too large"),
        ("x.json", f'{{"a": {"9" * 5000}}}', "data/x.json: this is not JSON: a number"),
        (
            "x.json",
            '{"a": 1,\n "b": {"a": 2,\n  "a": 3}}',
            "data/x.json:3:3: this is not JSON: `a`",
        ),
        ("x.json", '{"a": 1,\n\t"a": 3}', "data/x.json:2:2: this is not JSON: `a`"),
        ("x.json", "[1,\n NaN]", "data/x.json:2:2: this is not JSON: NaN is not a number"),
        ("x.toml", f"a = {'9' * 5000}\n", "data/x.toml: this is not TOML: a number"),
        ("x.toml", "a = [inf]\n", "data/x.toml:"),
        ("x.toml", 'a = "\\u0001"\n', "data/x.toml: `a`: this text has a control"),
        ("x.csv", "a,b\n1,\x0b\n", "data/x.csv:2:3: there is a control character here"),
        ("x.toml", "a = 1\nb = = 2\n", "data/x.toml:2:5: this is not TOML: Invalid value"),
        ("x.csv", "a,b\n1,2\n3\n", "data/x.csv:3:1: this row has 1 values"),
        ("x.csv", "a,a\n1,2\n", "data/x.csv:1:1: two columns are called “a”"),
        ("x.csv", 'a,b\n"1,2\n', "data/x.csv:2:1: this is not CSV: "),
        ("x.csv", b"a\n\xff\n", "data/x.csv:2:1: this is not UTF-8"),
        ("x.xlsx", "", "data/x.xlsx: “.xlsx” is not a kind of data file"),
        ("gas fields.yml", "a: 1", "data/gas fields.yml: a template cannot name “gas fields”"),
        ("deep/x.yml", "a: 1", "data/deep: a folder of data files is not read"),
    ],
)
def test_a_mistake_has_its_place(write_files, file, text, problem):
    (found,) = problems_of(write_files(SITE | {f"data/{file}": text}))
    (message,) = messages([found])
    assert message.startswith(problem)


def test_two_files_of_one_name_and_all_problems_at_once(write_files):
    files = {"data/x.yml": "a: 1", "data/x.json": "{}", "data/y.json": "{"}
    found = problems_of(write_files(SITE | files))
    assert [problem.path for problem in found] == ["data/x.yml", "data/y.json"]


def test_hidden_and_backup_files_are_passed_over(write_files):
    assert shown(write_files, "{{ site.data|length }}", **{"x__yml~": "{", "__x": "{"}) == "0"
