"""The Makefile: what is missing is said plainly, only its own is deleted, versions are locked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKED_NPM = "tests/tooling/package-lock.json"
INSTALL_BROWSER = ROOT / "tests" / "tooling" / "install-browser"


@pytest.fixture
def make(tmp_path):
    """Give `run(*goals, **environment)`, which runs make in a copy of the Makefile's folder."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt", LOCKED_NPM):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

    def run(*goals, **environment):
        return subprocess.run(
            ["make", *goals],
            cwd=tmp_path,
            env=clean | environment,
            capture_output=True,
            encoding="utf-8",
        )

    return run


@pytest.fixture
def only(tmp_path):
    """Give a folder for PATH with these programs alone: real ones, or scripts of our own."""
    folder = tmp_path / "programs"
    folder.mkdir()

    def put(*real, **scripts):
        for name in real:
            (folder / name).symlink_to(shutil.which(name))
        for name, script in scripts.items():
            program = folder / name.replace("_", "-")
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(0o755)
        return str(folder)

    return put


def test_make_alone_lists_every_goal(make):
    result = make()
    assert result.returncode == 0
    listed = {line.split()[1] for line in result.stdout.splitlines()}
    tests = "test test-unit test-slow coverage test-lowest test-newest import-score"
    others = "help site serve lint format lock bench screenshots dist clean"
    assert listed == {*tests.split(), *others.split()}


def test_a_python_that_is_too_old_is_named(make, only):
    path = only("make", "sh", oldpython="exit 1")
    result = make("site", "PYTHON=oldpython", PATH=path)
    assert result.returncode == 2
    assert "needs Python 3.11 or later, and oldpython is not one" in result.stderr


def test_a_python_without_venv_is_explained(make, only):
    path = only("make", "sh", barepython='case "$2" in *version_info*) exit 0;; esac; exit 1')
    result = make("site", "PYTHON=barepython", PATH=path)
    assert result.returncode == 2
    assert "apt-get install python3-venv" in result.stderr


def test_a_missing_npm_is_explained(make, only):
    result = make("tests/tooling/node_modules/.package-lock.json", PATH=only("make", "sh"))
    assert result.returncode == 2
    assert "apt-get install npm" in result.stderr


def test_clean_leaves_what_it_did_not_make(make, tmp_path):
    ours = [
        ".venv/bin/x",
        ".venv-lowest/x",
        ".venv-newest/x",
        "dist/x.whl",
        "sitegen/__pycache__/x.pyc",
        ".mypy_cache/x",
    ]
    theirs = ["content/iran/x.md", "public/index.html", "notes.txt", "sitegen/x.py", "site.yml"]
    for name in ours + theirs:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for folder in ("tests", "benchmarks"):
        (tmp_path / folder).mkdir(exist_ok=True)
    assert make("clean").returncode == 0
    assert [name for name in ours if (tmp_path / name).exists()] == []
    assert [name for name in theirs if not (tmp_path / name).exists()] == []


def install_browser(path, **environment):
    """Run the script with a PATH of its own."""
    return subprocess.run(
        ["/bin/sh", INSTALL_BROWSER],
        env={"PATH": path, **environment},
        capture_output=True,
        encoding="utf-8",
    )


def test_a_browser_that_is_there_is_taken(only):
    result = install_browser(only(chromium="exit 0", apt_get="exit 1"))
    assert (result.returncode, result.stdout) == (0, "")


def test_chromium_is_installed_with_apt(only, tmp_path):
    log = tmp_path / "log"
    path = only(id="echo 0", apt_get=f'echo "$@" >> {log}')
    assert install_browser(path).returncode == 0
    assert log.read_text().splitlines() == [
        "update -qq",
        "install -y -qq --no-install-recommends chromium",
    ]


@pytest.mark.parametrize(
    "programs",
    [{"id": "echo 0"}, {"id": "echo 1000", "apt_get": "exit 0"}],
    ids=["no apt-get", "no right to install"],
)
def test_no_way_to_a_browser_is_explained(only, programs):
    result = install_browser(only(**programs))
    assert result.returncode == 1
    assert "make test CHROMIUM=/path/to/chrome" in result.stderr


# --- locked versions ----------------------------------------------------------------------


def locked() -> dict[str, str]:
    """Give the version of each package of constraints.txt, by its normalised name."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [Requirement(line.partition("#")[0]) for line in lines if not line.startswith("#")]
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins}


def asked_for() -> list[Requirement]:
    """Give every requirement of pyproject.toml: of sitegen, of its extras, of its build."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = declared["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    names = [name for group in [*groups, declared["build-system"]["requires"]] for name in group]
    return [found for found in map(Requirement, names) if found.name != project["name"]]


def test_every_version_is_locked_within_its_range():
    versions = locked()
    wrong = [
        f"{wanted}: {versions.get(canonicalize_name(wanted.name), 'not locked')}"
        for wanted in asked_for()
        if not wanted.specifier.contains(versions.get(canonicalize_name(wanted.name), "0"))
    ]
    assert wrong == [], "run `make lock`"


def test_every_range_has_both_ends_except_for_data():
    """A next major version is tried before it is allowed; data and types follow the calendar."""
    for wanted in asked_for():
        ends = {specifier.operator for specifier in wanted.specifier}
        assert ">=" in ends, wanted
        assert "<" in ends or wanted.name.startswith(("tzdata", "types-")), wanted


@pytest.mark.parametrize(
    ("versions", "folder", "constraints"),
    [
        ("locked", ".venv", "constraints.txt"),
        ("lowest", ".venv-lowest", ".venv-lowest/constraints.txt"),
        ("newest", ".venv-newest", ".venv-newest/constraints.txt"),
    ],
)
def test_every_goal_installs_one_set_of_versions(make, versions, folder, constraints):
    plan = make("--dry-run", "site", "test", "lint", f"VERSIONS={versions}").stdout
    installs = [line for line in plan.splitlines() if f"{folder}/bin/python -m pip" in line]
    installs = [line for line in installs if not line.endswith(" uv")]
    both = f"PIP_CONSTRAINT={constraints} PIP_BUILD_CONSTRAINT={constraints} "
    assert len(installs) == 4
    assert [line for line in installs if not line.startswith(both)] == []


def test_the_unit_tier_needs_no_browser_and_no_npm(make):
    plan = make("--dry-run", "test-unit").stdout
    assert "pytest -n auto --maxprocesses 4 -m unit" in plan
    for tool in ("npm", "browser", "lint"):
        assert tool not in plan


def test_the_long_tier_and_the_coverage_hand_on_what_is_asked_for(make):
    assert 'pytest -n 4 --dist loadfile --no-loadscope-reorder --slow -k "a b"' in (
        make("--dry-run", "test-slow", 'ARGS=-k "a b"').stdout
    )
    plan = make("--dry-run", "coverage", "ARGS=tests/cli", "VERSIONS=lowest").stdout
    assert ".venv-lowest/bin/python -m pytest" in plan
    assert "--cov tests/cli" in plan


def test_the_lowest_and_the_newest_are_tested_by_their_goals(make):
    for versions in ("lowest", "newest"):
        plan = make("--dry-run", f"test-{versions}").stdout
        assert f".venv-{versions}/bin/python -m pytest" in plan
        assert ".venv/bin/python -m pytest" not in plan


def test_a_release_is_built_and_checked_with_the_locked_tools(make):
    plan = make("--dry-run", "dist").stdout.splitlines()
    python = ".venv/bin/python -m"
    assert "install --editable '.[release]'" in "".join(plan)
    assert plan[-4:] == [
        "rm -rf dist",
        f"{python} build --no-isolation",
        f"{python} twine check --strict dist/*",
        f"{python} check_wheel_contents dist/*.whl",
    ]


@pytest.mark.parametrize("lock", ["constraints.txt", LOCKED_NPM])
def test_a_lock_names_no_address_and_no_folder(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in re.sub(r'"(url|homepage)": ".*"', "", text)
    assert "--index" not in text
    assert not re.search(r"(^|[\s\"])/\w", text)


def test_the_npm_lock_knows_the_bytes():
    assert '"integrity"' in (ROOT / LOCKED_NPM).read_text("utf-8")
