"""The workflow that publishes to GitHub Pages: its shape, and its commands, run here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitegen import __version__
from sitegen.scaffold.workflow import workflow_text
from tests.conftest import COMMAND
from tests.tooling.crawler import crawl
from tests.tooling.installing import make_environment
from tests.tooling.test_workflows import fits_schema

ROOT = Path(__file__).parents[2]
OURS = ROOT / ".github" / "workflows" / "pages.yml"

INSTALL = "Install sitegen"

# What GitHub's own actions answer, for the expressions in the workflow.
ANSWERS = {
    "github.run_id": "1234567890",
    "steps.pages.outputs.base_url": "https://user.github.io/repo",
    "steps.deployment.outputs.page_url": "https://user.github.io/repo/",
}


def filled(text: str) -> str:
    """Put answers in the place of expressions; an expression without one is an error."""
    return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", lambda found: ANSWERS[found[1]], text)


def read(file: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(filled(file.read_text("utf-8")))
    return found


def step(workflow: Mapping[str, Any], action: str) -> dict[str, Any]:
    """Give the inputs of the one step that uses an action."""
    steps = [s for job in workflow["jobs"].values() for s in job["steps"]]
    (found,) = [s for s in steps if s.get("uses", "").startswith(f"{action}@")]
    inputs: dict[str, Any] = found.get("with", {})
    return inputs


@pytest.fixture
def repository(sitegen, tmp_path) -> Path:
    """Give a git repository without a commit, on the branch trunk, with a new site in it."""
    assert sitegen("new", "site", "repo").returncode == 0
    subprocess.run(["git", "init", "-q", "-b", "trunk", "."], cwd=tmp_path / "repo", check=True)
    folder: Path = tmp_path / "repo"
    return folder


def made(repository: Path) -> Path:
    return repository / ".github" / "workflows" / "pages.yml"


def test_the_demo_is_published_with_the_same_file(sitegen, repository):
    shutil.copy(ROOT / "site.yml", repository / "site.yml")
    assert sitegen("new", "workflow", "--branch", "main", cwd=repository).returncode == 0
    assert OURS.read_text("utf-8") == made(repository).read_text("utf-8")


def test_what_the_workflow_promises():
    workflow = read(OURS)
    # YAML 1.1 reads `on` as true.
    triggers = workflow[True]
    assert triggers["push"] == {"branches": ["main"]}
    assert "workflow_dispatch" in triggers
    assert len(triggers["schedule"]) == 1
    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    assert workflow["concurrency"] == {"group": "pages", "cancel-in-progress": False}
    assert list(workflow["jobs"]) == ["build", "deploy"]
    assert workflow["jobs"]["deploy"]["needs"] == "build"
    assert workflow["jobs"]["deploy"]["environment"]["name"] == "github-pages"
    cache = step(workflow, "actions/cache")
    assert cache["path"] == ".sitegen"
    assert cache["key"] == "sitegen-1234567890"
    assert cache["key"].startswith(cache["restore-keys"])
    artifact = step(workflow, "actions/upload-pages-artifact")
    assert artifact == {"path": "public", "include-hidden-files": True}
    checkout = step(workflow, "actions/checkout")
    assert checkout == {"persist-credentials": False, "lfs": True}
    order = [s.get("uses", s.get("name", "")).partition("@")[0] for s in steps_of(workflow)]
    assert order == [
        "actions/checkout",
        "actions/setup-python",
        "Install sitegen",
        "actions/cache",
        "actions/configure-pages",
        "Check and build",
        "actions/upload-pages-artifact",
    ]


def steps_of(workflow: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workflow["jobs"]["build"]["steps"]
    return found


def test_no_expression_stands_in_a_command():
    """A value that GitHub fills into a script could bring commands along."""
    workflow = yaml.safe_load(OURS.read_text("utf-8"))
    for job in workflow["jobs"].values():
        for command in (s["run"] for s in job["steps"] if "run" in s):
            assert "${{" not in command


def test_the_branch_is_the_one_that_is_checked_out(sitegen, repository):
    result = sitegen("new", "workflow", cwd=repository)
    assert result.stdout == f"{Path('.github/workflows/pages.yml')}\n"
    assert "publishes each push to trunk" in result.stderr
    assert read(made(repository))[True]["push"]["branches"] == ["trunk"]


@pytest.mark.parametrize(
    ("settings", "extras"),
    [
        ("search: true\n", "search"),
        ("pictures: {sizes: true}\n", "images"),
        ("pictures: {share_images: true}\nsearch: true\n", "images,search"),
        ("pictures: {icon: favicon.svg}\n", "images"),
        ("pictures: {credit: true}\n", ""),
    ],
)
def test_the_extras_that_the_site_asks_for_are_installed(sitegen, repository, settings, extras):
    with open(repository / "site.yml", "a") as file:
        file.write(settings)
    (repository / "requirements.txt").unlink()
    assert sitegen("new", "workflow", cwd=repository).returncode == 0
    assert fits_schema(made(repository)).returncode == 0
    (install,) = [
        s["run"] for s in steps_of(read(made(repository))) if s.get("name", "") == INSTALL
    ]
    line = f'python -m pip install "sitegen-digest[{extras}]"'
    assert (line in install.splitlines()) == bool(extras)
    asked = f"# sitegen-digest[{extras}] @ git+" if extras else "# sitegen-digest @ git+"
    assert asked in (repository / "requirements.txt").read_text("utf-8")


def test_without_a_schedule(sitegen, repository):
    assert sitegen("new", "workflow", "--no-daily", cwd=repository).returncode == 0
    triggers = read(made(repository))[True]
    assert set(triggers) == {"push", "workflow_dispatch"}
    assert fits_schema(made(repository)).returncode == 0


def test_a_site_below_the_top_of_its_repository(sitegen, repository):
    below = repository / "docs" / "my digest"
    below.mkdir(parents=True)
    for name in ("site.yml", "content"):
        (repository / name).rename(below / name)
    with open(below / "site.yml", "a") as file:
        file.write("output: build/html\n")
    assert sitegen("new", "workflow", "--branch", "v1: #x", cwd=below).returncode == 0
    assert fits_schema(made(repository)).returncode == 0
    workflow = read(made(repository))
    assert workflow[True]["push"]["branches"] == ["v1: #x"]
    assert step(workflow, "actions/cache")["path"] == "docs/my digest/.sitegen"
    assert step(workflow, "actions/upload-pages-artifact")["path"] == "docs/my digest/build/html"
    assert workflow["jobs"]["build"]["defaults"] == {"run": {"working-directory": "docs/my digest"}}


@pytest.mark.parametrize("branch", ["main", "release/2.x", "1.0", "no", "a,b", "[x]", "'", "#1"])
def test_any_branch_is_named_as_it_is(branch):
    workflow = yaml.safe_load(filled(workflow_text(branch)))
    assert workflow[True]["push"]["branches"] == [branch]


def test_outside_a_repository(sitegen, repository):
    shutil.rmtree(repository / ".git")
    assert sitegen("new", "workflow", cwd=repository).returncode == 0
    assert made(repository).read_text("utf-8") == workflow_text("main")


# --- the commands -------------------------------------------------------------------------


@pytest.fixture
def surroundings(wheel, base_dependencies, same_versions, tmp_path) -> dict[str, str]:
    """Give what setup-python gives: an environment of its own, first on the PATH.

    It has what sitegen depends on already, but for the extras. Our own wheel stands in for the one
    on PyPI, which the release after this one will be.
    """
    programs = make_environment(tmp_path / "runner", base_dependencies)
    return {
        "PATH": f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "HOME": str(tmp_path),
        **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
        **same_versions,
        "PIP_FIND_LINKS": f"{wheel.parent} {os.environ.get('PIP_FIND_LINKS', '')}".strip(),
    }


def run_workflow(site: Path, workflow: Path, surroundings: Mapping[str, str]) -> str:
    """Run the build job's commands as GitHub does, with bash -e, and give what they print."""
    printed = ""
    for number, found in enumerate(steps_of(read(workflow))):
        if "run" in found:
            script = site.parent / f"step-{number}.sh"
            script.write_text(found["run"], "utf-8")
            done = subprocess.run(
                ["bash", "-e", script],
                cwd=site,
                env={**surroundings, **found.get("env", {})},
                capture_output=True,
                encoding="utf-8",
            )
            assert done.returncode == 0, done.stdout + done.stderr
            printed += done.stdout
    return printed


def test_the_commands_publish_a_new_site_and_the_next_run_knows_it(repository, surroundings):
    (made(repository)).parent.mkdir(parents=True)
    made(repository).write_text(workflow_text("trunk"), "utf-8")
    (repository / "requirements.txt").write_text(f"sitegen-digest=={__version__}\n")
    printed = run_workflow(repository, made(repository), surroundings)
    pages = re.search(r"(\d+) pages, \1 rendered", printed)
    assert pages, printed
    site = repository / step(read(made(repository)), "actions/upload-pages-artifact")["path"]
    assert crawl(site, "https://user.github.io/repo/") == ()
    assert 'href="/repo/' in (site / "index.html").read_text("utf-8")
    assert (repository / step(read(made(repository)), "actions/cache")["path"]).is_dir()
    assert f"{pages[1]} pages, 0 rendered" in run_workflow(
        repository, made(repository), surroundings
    )


def test_the_commands_publish_the_demo_of_this_repository(tmp_path, surroundings):
    checkout = tmp_path / "checkout"
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )
    for name in listed.stdout.split("\0")[:-1]:
        if (ROOT / name).is_file() and not name.startswith(("tests/", "benchmarks/")):
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, checkout / name)
    printed = run_workflow(checkout, OURS, surroundings)
    assert re.search(r"\d+ pages, \d+ rendered", printed)
    assert crawl(checkout / "public", "https://user.github.io/repo/") == ()


@pytest.mark.parametrize("requirements", [None, "# to be named\n"])
def test_a_site_that_names_no_sitegen_is_told_so(repository, surroundings, requirements):
    if requirements is None:
        (repository / "requirements.txt").unlink()
    else:
        (repository / "requirements.txt").write_text(requirements)
    (install,) = [s for s in steps_of(read(OURS)) if s.get("name") == "Install sitegen"]
    done = subprocess.run(
        ["bash", "-e", "-c", install["run"]],
        cwd=repository,
        env=surroundings,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "::error::Which sitegen builds this site? Name it in requirements.txt" in done.stdout


def test_problems_stop_the_workflow_before_anything_is_uploaded(repository, surroundings):
    (repository / "content" / "news" / "x.md").write_text(
        "---\ntitle: X\ndate: 2026-05-01\nid: news/x\n---\n[x](gone.md)\n"
    )
    (build,) = [s for s in steps_of(read(OURS)) if s.get("name") == "Check and build"]
    done = subprocess.run(
        ["bash", "-ec", build["run"]],
        cwd=repository,
        env={
            **surroundings,
            **build["env"],
            "PATH": f"{COMMAND.parent}{os.pathsep}{surroundings['PATH']}",
            "GITHUB_WORKSPACE": str(repository),
        },
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    place = "file=content/news/x.md,line=6,col=5"
    assert done.stdout.startswith(f"::error {place},title=content.broken-link::broken link")
    assert not (repository / "public").exists()
