"""`sitegen check` as a person, a program and a workflow meet it: real processes, a real remote."""

from __future__ import annotations

import json

import pytest

from tests.checks.conftest import PNG, article
from tests.publishing.conftest import snapshot

DOUBT = "content/iran/x.md"
DOUBTFUL = article("source: {name: P}\nid: iran/x\ndate: 2026-05-05")


def test_a_site_in_order(site, sitegen):
    result = sitegen("check")
    assert (result.returncode, result.stdout, result.stderr) == (0, "no problems\n", "")


def test_a_warning_is_reported_and_fails_only_under_strict(site, sitegen, write_files):
    write_files({DOUBT: DOUBTFUL})
    result = sitegen("check")
    assert result.returncode == 0
    assert result.stdout == (
        "content/iran/x.md:3:16: warning: the source “P” has no URL\n"
        "    source: {name: P}\n"
        "                   ^\n"
        "    hint: add `url:` below `source:`\n"
        "1 warning\n"
    )
    assert sitegen("check", "--strict").returncode == 1


def test_an_error_fails(site, sitegen, write_files):
    write_files({DOUBT: article("id: iran/x\ndate: 2026-05-05", body="[x](gone.md)")})
    result = sitegen("check")
    assert result.returncode == 1
    assert result.stdout.endswith("1 error\n")
    assert "Traceback" not in result.stderr


def test_nothing_is_written_but_the_cache(site, sitegen, write_files):
    write_files({DOUBT: DOUBTFUL, "static/a.png": PNG})
    before = snapshot(site)
    sitegen("check", "--drafts", "--future")
    assert snapshot(site, without=(".sitegen",)) == before
    assert not (site / "public").exists()


def test_a_built_site_is_left_as_it_is_and_stays_current(site, sitegen):
    sitegen("build")
    before = snapshot(site / "public")
    sitegen("check", "--base-url", "https://other.example/x/")
    assert snapshot(site / "public") == before
    assert "0 rendered" in sitegen("build").stdout


def test_json_for_a_program(site, sitegen, write_files):
    ahead = article("id: iran/y", body="[x](no.md)", title="Ahead")
    write_files({DOUBT: DOUBTFUL, "content/iran/2999-01-01-y.md": ahead})
    result = sitegen("check", "--json", "--future")
    data = json.loads(result.stdout)
    assert result.returncode == 1
    assert (data["errors"], data["warnings"]) == (1, 1)
    assert data["problems"][0] == {
        "severity": "error",
        "path": "content/iran/2999-01-01-y.md",
        "line": 5,
        "column": 5,
        "code": "content.broken-link",
        "message": "broken link “no.md”: there is no such file",
        "hint": "check the path; it is relative to this file",
        "excerpt": "[x](no.md)",
    }
    assert data["next_change"]["deed"] == "appears"
    assert data["next_change"]["moment"] == "2999-01-01T00:00:00+00:00"
    assert sitegen("check", "--format", "json", "--future").stdout == result.stdout


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_wrong_settings_are_told_in_each_form(site, sitegen, write_files, form):
    write_files({"site.yml": "titel: x\n"})
    result = sitegen("check", "--format", form)
    assert result.returncode == 2
    assert "did you mean `title`?" in result.stdout
    if form == "json":
        assert json.loads(result.stdout)["errors"] == 2


def test_no_site_here(sitegen):
    result = sitegen("check")
    assert result.returncode == 2
    assert "no site.yml here" in result.stdout


def test_annotations_for_github(site, sitegen, write_files):
    write_files(
        {
            "content/iran/a, b: 100%.md": article(
                "id: iran/ab\ndate: 2026-05-05", body="[50% %0A: x,](gone,:%.md)"
            ),
            "templates/base.html": """
                {% extends "default/base.html" %}
                {% block extra_head %}<link rel="help" href="/repo/help/">{% endblock %}
                """,
        }
    )
    result = sitegen("check", "--format", "github", env={"GITHUB_WORKSPACE": str(site)})
    assert result.returncode == 1
    template, portable, broken = result.stdout.splitlines()
    assert "file=content/iran/a%2C b%3A 100%25.md,title=content.portable" in portable
    assert broken == (
        "::error file=content/iran/a%2C b%3A 100%25.md,line=6,col=15,title=content.broken-link"
        "::broken link “gone,:%25.md”: there is no such file"
        "%0Acheck the path; it is relative to this file"
    )
    # There is no such file to annotate, so the words name the page.
    assert template.startswith("::error title=link.broken::404.html: broken link “/repo/help/”")


def test_annotations_name_files_from_the_checkout(write_files, sitegen, tmp_path):
    write_files({"docs/digest/site.yml": "title: D\n", "docs/digest/content/iran/x.md": DOUBTFUL})
    workspace = {"GITHUB_WORKSPACE": str(tmp_path)}
    result = sitegen(
        "check", "--format", "github", "--site", tmp_path / "docs" / "digest", env=workspace
    )
    assert result.stdout.startswith(
        "::warning file=docs/digest/content/iran/x.md,line=3,col=16,title=source.url::"
    )
    assert "\n::notice::`base_url` is not set" in result.stdout


def test_a_flood_of_warnings_is_cut_for_a_person_only(site, sitegen, write_files):
    write_files(
        {
            f"content/iran/{n:02}.md": article(
                f"source: {{name: P}}\nid: iran/{n}\ndate: 2026-05-05", title=f"T {n}"
            )
            for n in range(25)
        }
    )
    result = sitegen("check")
    assert result.stdout.count("has no URL") == 20
    assert "source.url: 5 more of this kind; --format json gives them all\n25 warnings\n" in (
        result.stdout
    )
    assert len(json.loads(sitegen("check", "--json").stdout)["problems"]) == 25


def test_content_cannot_steer_the_terminal(site, sitegen, write_files):
    write_files({DOUBT: article('source: {name: "\\e[31mred"}')})
    assert "\x1b" not in sitegen("check").stdout


def test_the_clock_can_be_set(site, sitegen, write_files):
    write_files({"content/iran/2026-06-01-x.md": article("id: iran/x")})
    early = sitegen("check", "--now", "2026-05-10").stdout
    assert early.startswith(
        "next change due 2026-06-01 00:00: content/iran/2026-06-01-x.md appears"
    )
    assert sitegen("check", "--now", "2026-06-02").stdout == "no problems\n"
    assert sitegen("check", "--now", "soon").returncode == 2


def test_a_site_on_this_machine_has_one_problem_not_one_a_page(site, sitegen, write_files):
    write_files({"site.yml": "title: D\nbase_url: http://localhost:8000/\n"})
    result = sitegen("check")
    assert result.returncode == 1
    assert result.stdout.startswith("site.yml:2:11: error: `base_url` is http://localhost:8000/")
    assert result.stdout.endswith("\n1 error\n")
