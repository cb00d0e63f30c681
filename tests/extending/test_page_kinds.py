"""A kind of page is one file, one entry and one template, in the package or in an extension."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sitegen
from tests.building import ROOT, article, messages, problems_of
from tests.engine.sites import built, clean_output, tree

PACKAGE = Path(sitegen.__file__).parent
KIND = '''
class YearPage(Page, frozen=True):
    """The articles of one year."""

    template = "year.html"

    year: str
    cards: tuple[Card, ...]
    pagination: Pagination


def plan_years(planning):
    """Plan the pages of each year, and its feed."""
    site = planning.site
    base = site.config.base
    years = {}
    for entry in site.entries:
        years.setdefault(entry.article.day[:4], []).append(entry)
    for year, entries in years.items():
        path = f"/annals/{year}/"
        for part, pagination in paginate([entry.card for entry in entries], path, site):
            number = pagination.number
            url = path if number == 1 else f"{path}page/{number}/"
            page = YearPage(f"{url[1:]}index.html", base + url, year, part, pagination)
            yield Output("the archive", page, address=Address(page.url) if number == 1 else None)
        newest = tuple(feed_entry(site, entry, planning.links) for entry in entries[:20])
        yield Output("the archive", feed_page(planning, path, year, newest))


YEARS = Kind("archive", (YearPage,), plan_years, reserves=lambda _: ("annals",))
'''
IMPORTS = """
from sitegen import (
    Address, Card, Extension, Kind, Output, Page, Pagination, feed_entry, feed_page, paginate
)
"""
TEMPLATE = (
    "{% extends 'base.html' %}{% block title %}{{ page.year }}{% endblock %}"
    "{% block main %}{% for card in page.cards %}{{ card.title }};{% endfor %}{% endblock %}"
)
SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/repo/\npage_size: 2\n",
    **{
        f"content/iran/{n}.md": article(f"title: N{n}\ndate: {2020 + n % 2}-05-0{n + 1}")
        for n in range(6)
    },
}


def as_extension(write_files) -> Path:
    """Make a site with the kind in an extension, and its template."""
    module = IMPORTS + KIND + "\nextension = Extension()\nextension.page_kind(YEARS)\n"
    config = SITE["site.yml"] + "extensions: [extensions/years.py]\n"
    own = {"extensions/years.py": module, "templates/year.html": TEMPLATE, "site.yml": config}
    root: Path = write_files(SITE | own)
    return root


def assert_archive(root: Path) -> None:
    """The kind's pages, their feeds, and their entries in the sitemap are there."""
    public = root / "public"
    assert "N4;N2;" in (public / "annals/2020/index.html").read_text()
    assert "N0;" in (public / "annals/2020/page/2/index.html").read_text()
    assert "<title>N4</title>" in (public / "annals/2020/feed.xml").read_text()
    sitemap = (public / "sitemap.xml").read_text()
    assert "<loc>https://example.org/repo/annals/2021/</loc>" in sitemap
    assert "annals/2021/page" not in sitemap


def test_a_kind_of_a_site_s_own(write_files):
    root = as_extension(write_files)
    built(root, jobs=2)
    assert_archive(root)
    assert built(root).rendered == {}
    assert built(root, verify=True).rendered == {}


@pytest.mark.parametrize(
    "edit",
    [
        {"content/iran/0.md": article("title: Other\ndate: 2020-05-01")},
        {"content/iran/0.md": article("title: N0\ndate: 2020-05-01", "Another body.\n")},
        {"content/iran/0.md": article("title: N0\ndate: 2021-01-01")},
        {"templates/year.html": TEMPLATE + " "},
        {
            "extensions/years.py": IMPORTS
            + KIND.replace("/annals/", "/years/")
            + "\nextension = Extension()\nextension.page_kind(YEARS)\n"
        },
    ],
    ids=["title", "body", "date", "template", "kind"],
)
def test_a_warm_build_of_it_equals_a_clean_one(write_files, tmp_path, edit):
    root = as_extension(write_files)
    built(root)
    write_files(edit)
    built(root)
    fresh = tmp_path.with_name(f"{tmp_path.name}-fresh")
    assert tree(root / "public") == clean_output(root, fresh)


def test_its_folder_is_reserved(write_files):
    root = as_extension(write_files)
    write_files({"content/annals/x.md": article("title: X")})
    assert (
        "a section cannot be called “annals”: /annals/ is taken" in messages(problems_of(root))[0]
    )


def test_a_kind_without_its_template_is_a_problem(write_files):
    root = as_extension(write_files)
    (root / "templates/year.html").unlink()
    (problem,) = problems_of(root)
    assert (problem.path, problem.hint) == ("extensions/years.py", "make it: templates/year.html")


OLD_THEME = {
    "themes/old/theme.yml": "name: old\nextends: \n",
    "themes/old/templates/base.html": (
        "{% block title %}{% endblock %}\n{% block main %}{% endblock %}"
    ),
}


@pytest.mark.parametrize("theme", ["default", "old"])
def test_the_recipe_adds_a_kind_to_the_package(write_files, tmp_path, theme):
    """docs/architecture.md: one file, one entry, one template; all else follows."""
    code = tmp_path / "code"
    shutil.copytree(PACKAGE, code / "sitegen", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "themes", code / "themes")
    kinds = code / "sitegen/planning/kinds"
    imports = IMPORTS.replace("Extension, ", "")
    (kinds / "years.py").write_text(imports + KIND)
    registry = kinds / "__init__.py"
    text = registry.read_text()
    text = text.replace(
        "from .text import TEXT\n", "from .text import TEXT\nfrom .years import YEARS\n"
    )
    registry.write_text(text.replace("    TEXT,\n", "    TEXT,\n    YEARS,\n"))
    (code / "themes/default/templates/year.html").write_text(TEMPLATE)
    root = write_files(
        {f"site/{path}": data for path, data in (SITE | OLD_THEME).items()}
        | {"site/site.yml": SITE["site.yml"] + f"theme: {{name: {theme}}}\n"}
    )
    done = subprocess.run(
        [sys.executable, "-m", "sitegen", "build", "--json", "--explain"],
        cwd=root / "site",
        env={"PYTHONPATH": str(code), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "annals/2021/index.html" in done.stdout
    assert json.loads(done.stdout.splitlines()[-1])["rendered"] > 10
    assert_archive(root / "site")
