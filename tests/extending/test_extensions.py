"""Extensions: filters and functions of a site's own, what depends on them, and their mistakes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.building import article, messages, problems_of
from tests.engine.sites import built, clean_output, tree

MODULE = "extensions/digest.py"
SITE = {
    "site.yml": f"title: Digest\nbase_url: https://example.org/\nextensions: [{MODULE}]\n",
    "content/iran/a.md": article("title: A\ndate: 2024-05-09"),
}
HEAD = "from sitegen import Extension\n\nextension = Extension()\n\n\n"
ROMAN = """@extension.filter()
def roman(value: int) -> str:
    return "I" * value
"""
READING = """@extension.filter(reads=("title", "data.fields"))
def named(value: str, site) -> str:
    return f"{site.title} {site.data.fields['one']} {value} {hasattr(site, 'language')}"


@extension.function(name="times", reads=("language",))
def product(left: int, right: int, site) -> str:
    return f"{left * right} {site.language}"
"""


def site(write_files, code: str, template: str = "", **files: str):
    """Make a site with one extension, and a text as its robots.txt."""
    own = {MODULE: HEAD + code, "templates/robots.txt": template}
    return write_files(SITE | own | files)


def robots(root) -> str:
    text: str = (root / "public/robots.txt").read_text()
    return text


def test_a_filter_is_called(write_files):
    root = site(write_files, ROMAN, "{{ 3|roman }} {% filter upper %}{{ 2|roman }}{% endfilter %}")
    built(root)
    assert robots(root) == "III II"


def test_what_is_read_is_given_and_nothing_else(write_files):
    files = {"data/fields.yml": "one: 1\n"}
    root = site(write_files, READING, "{{ 'x'|named }}, {{ times(2, 3) }}", **files)
    built(root)
    assert robots(root) == "Digest 1 x False, 6 en"


def test_markup_of_an_extension_is_escaped_unless_it_says_otherwise(write_files):
    code = """from markupsafe import Markup


@extension.filter()
def plain(value: str) -> str:
    return f"<b>{value}</b>"


@extension.filter()
def marked(value: str) -> Markup:
    return Markup("<b>{}</b>").format(value)
"""
    root = site(write_files, code, "{{ '&'|plain }} {{ '&'|marked }}")
    built(root)
    assert robots(root) == "&lt;b&gt;&amp;&lt;/b&gt; <b>&amp;</b>"


EDITS = {
    "the extension": ({MODULE: HEAD + ROMAN.replace('"I"', '"i"')}, True),
    "a comment in it": ({MODULE: HEAD + ROMAN + "# more\n"}, True),
    "an article": ({"content/iran/a.md": article("title: B\ndate: 2024-05-09")}, False),
}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("use", ["{{ 3|roman }}", "{{ [3]|map('roman')|join }}"])
def test_a_changed_extension_renders_what_calls_it_and_no_more(write_files, name, use):
    files, again = EDITS[name]
    root = site(write_files, ROMAN, use)
    built(root)
    write_files(files)
    outcome = built(root)
    assert ("robots.txt" in outcome.rendered) == again
    if again:
        assert outcome.rendered == {"robots.txt": (f"extension {MODULE}",)}
    assert tree(root / "public") == clean_output(root, root.with_name(f"{root.name}-fresh"))
    assert built(root, verify=True).rendered == {}


def test_a_changed_value_that_an_extension_reads(write_files):
    root = site(write_files, READING, "{{ 'x'|named }}", **{"data/fields.yml": "one: 1\n"})
    built(root)
    write_files({"data/fields.yml": "one: 2\n"})
    assert set(built(root).rendered) == {"robots.txt"}
    assert robots(root) == "Digest 2 x False"


def test_many_pages_are_rendered_in_processes(write_files):
    files = {f"content/iran/{n}.md": article(f"title: T{n}\ndate: 2024-05-09") for n in range(230)}
    extended = '{% extends "default/article.html" %}{% block main %}{{ 3|roman }}{% endblock %}'
    root = site(write_files, ROMAN, **files, **{"templates/article.html": extended})
    built(root, jobs=2)
    pages = list((root / "public/iran/2024/05").glob("*/index.html"))
    assert len(pages) == 231
    assert all("III" in page.read_text() for page in pages)


PLUGIN = """from mdit_py_plugins.subscript import sub_plugin


@extension.markdown
def subscript(parser) -> None:
    parser.use(sub_plugin)
"""


def test_a_markdown_plugin_reads_bodies_anew_where_it_changes(write_files):
    page = "public/iran/2024/05/a/index.html"
    files = {"content/iran/a.md": article("title: A\ndate: 2024-05-09", "Plain H~2~O here.")}
    root = site(write_files, ROMAN, **files)
    built(root)
    assert "H~2~O" in (root / page).read_text()
    write_files({MODULE: HEAD + ROMAN + PLUGIN})
    outcome = built(root)
    assert "H<sub>2</sub>O" in (root / page).read_text()
    assert page.removeprefix("public/") in outcome.rendered
    write_files({MODULE: HEAD + ROMAN + PLUGIN + "# more\n"})
    assert built(root).rendered == {}
    assert built(root, verify=True).rendered == {}
    assert tree(root / "public") == clean_output(root, root.with_name(f"{root.name}-fresh"))


def test_sources_are_read_with_plugins_in_processes(write_files):
    files = {
        f"content/iran/{n}.md": article(f"title: T{n}\ndate: 2024-05-09", "H~2~O")
        for n in range(230)
    }
    root = site(write_files, PLUGIN, **files)
    built(root, jobs=2)
    pages = [root / f"public/iran/2024/05/{number}/index.html" for number in range(230)]
    assert all("H<sub>2</sub>O" in page.read_text() for page in pages)


def test_a_plugin_that_fails_names_its_line_and_the_file(write_files):
    code = """@extension.markdown
def broken(parser) -> None:
    parser.core.ruler.push("broken", lambda state: state.nothing)
"""
    (found,) = problems_of(site(write_files, code))
    assert messages([found])[0].startswith(f"{MODULE}:8: AttributeError: ")
    assert found.message.endswith("(while reading content/iran/a.md)")


EMBED = "from sitegen import Options\n\n\n"
MISTAKES = {
    "syntax": ("def (:\n", "", ":6:5: the extension is not Python: "),
    "import": ("import nothing_there\n", "", ":6: the extension cannot be loaded: ModuleNotFound"),
    "reads": (
        '@extension.filter(reads=("colour",))\ndef f(value, site):\n    return value\n',
        "",
        ": `f` reads `colour`, and `site` has no such attribute",
    ),
    "name": (
        '@extension.filter(name="date")\ndef f(value):\n    return value\n',
        "",
        ": `date` is taken by sitegen",
    ),
    "name of an embed": (
        f"{EMBED}@extension.embed()\nclass Note(Options):\n    pass\n",
        "",
        ": the embed “note” is taken by sitegen",
    ),
    "template of an embed": (
        f"{EMBED}@extension.embed()\nclass Party(Options):\n    pass\n",
        "",
        ": there is no template for the embed “party”",
    ),
    "embed that cannot be written": (
        f"{EMBED}@extension.embed(name='a b')\nclass Party(Options):\n    pass\n",
        "",
        ": an embed cannot be called “a b”",
    ),
    "none": ("extension = None\n", "", ": the module has no `extension"),
    "call": (
        "@extension.filter()\ndef f(value):\n    return 1 / 0\n",
        "{{ 1|f }}",
        ":8: ZeroDivisionError: division by zero (while rendering robots.txt)",
    ),
    "own error": (
        (
            "class Own(Exception):\n    pass\n\n\n"
            "@extension.filter()\ndef f(value):\n    raise Own(1)\n"
        ),
        "{{ 1|f }}",
        ":12: Own: 1 (while rendering robots.txt)",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_names_the_extension_and_its_line(write_files, name):
    code, template, problem = MISTAKES[name]
    (found,) = problems_of(site(write_files, code, template))
    (message,) = messages([found])
    assert message.startswith(MODULE + problem)


@pytest.mark.parametrize("path", ["extensions/gone.py", "../outside.py", "site.yml", "/etc/hosts"])
def test_a_path_that_is_no_module_of_the_site(write_files, path):
    root = write_files(SITE | {"site.yml": f"title: Digest\nextensions:\n  - {path}\n"})
    (found,) = problems_of(root)
    assert (found.path, found.line, found.column) == ("site.yml", 3, 5)


def test_importing_sitegen_imports_no_room_of_it():
    code = "import sys, sitegen; print([name for name in sys.modules if 'sitegen.' in name])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert done.stdout == "[]\n"
