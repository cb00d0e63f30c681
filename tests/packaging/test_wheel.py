"""The wheel, installed where nothing else is, makes a new site and builds it."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from sitegen import __version__

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that must succeed, and give what it printed."""
    result = subprocess.run(
        command, cwd=cwd, capture_output=True, encoding="utf-8", env={"PATH": "/usr/bin:/bin"}
    )
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.fixture(scope="module")
def installed(wheel, same_versions, tmp_path_factory) -> Path:
    """Install the wheel and what it depends on into an empty environment; give its `bin`."""
    environment: Path = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(environment, with_pip=False)
    programs = environment / "bin"
    pip = (sys.executable, "-m", "pip", "--quiet", "--python", programs / "python")
    subprocess.run([*pip, "install", wheel], env={**os.environ, **same_versions}, check=True)
    return programs


def test_the_wheel_holds_the_package_and_the_theme_alone(wheel):
    names = ZipFile(wheel).namelist()
    roots = {name.split("/")[0] for name in names}
    assert len(roots) == 2
    assert "sitegen" in roots
    theme = {
        f"sitegen/{file.relative_to(ROOT).as_posix()}"
        for file in (ROOT / "themes" / "default").rglob("*")
        if file.is_file()
    }
    assert theme <= set(names)
    assert "sitegen/themes/default/theme.yml" in theme
    assert "sitegen/preview/browser/client.js" in names
    assert "sitegen/preview/browser/vendor/LICENSE.idiomorph" in names


def test_a_new_site_builds_from_the_installed_wheel(installed, tmp_path):
    assert run(installed / "sitegen", "--version", cwd=tmp_path)
    run(installed / "sitegen", "new", "site", "digest", cwd=tmp_path)
    run(installed / "sitegen", "build", cwd=tmp_path / "digest")
    public = tmp_path / "digest" / "public"
    front_page = (public / "index.html").read_text("utf-8")
    assert "</html>" in front_page
    assert (public / "feed.xml").is_file()
    assert len(list(public.rglob("index.html"))) > 3


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        ("", f"sitegen-digest=={__version__}"),
        (
            '{"url": "https://git.example/x.git", "vcs_info": {"vcs": "git", "commit_id": "4f2a"}}',
            "sitegen-digest @ git+https://git.example/x.git@4f2a",
        ),
    ],
    ids=["release", "repository"],
)
def test_a_new_site_asks_for_what_is_installed(installed, tmp_path, origin, line):
    """The record that pip wrote of this wheel (a file, here) is put in the place of another."""
    (record,) = installed.parent.rglob("sitegen_digest-*.dist-info/direct_url.json")
    before = record.read_text("utf-8")
    record.write_text(origin, "utf-8")
    try:
        run(installed / "sitegen", "new", "site", "digest", cwd=tmp_path)
    finally:
        record.write_text(before, "utf-8")
    text = (tmp_path / "digest" / "requirements.txt").read_text("utf-8")
    assert text.splitlines()[1:] == [line]
