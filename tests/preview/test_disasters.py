"""The preview outlives whatever happens to a site, and shows what a build writes once it is over.

SITEGEN_DISASTERS sets how many happen, SITEGEN_SEED which ones; `--slow` makes them 200.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.planning.kinds.copy import CopyPage
from sitegen.preview.workspace import Workspace
from tests.preview.conftest import article
from tests.preview.disasters import ARTICLE, DISASTERS, Disaster, write_themed_site
from tests.preview.serving import Preview, eventually, serving
from tests.preview.test_equivalence import compare
from tests.preview.test_workspace import assert_as_planned_anew, opened_on
from tests.tooling.privileges import OBEDIENT

SEED = int(os.environ.get("SITEGEN_SEED", "2014"))
NOW = "2024-09-01"
PAGE = "iran/2024/05/spring/"
AT_HOME = [disaster for disaster in DISASTERS if disaster.at_home]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_themed_site(tmp_path / "digest")


@pytest.fixture
def workspace(site: Path) -> Iterator[Workspace]:
    opened = opened_on(site)
    yield opened
    opened.close()


@pytest.mark.parametrize("disaster", AT_HOME, ids=lambda disaster: disaster.name)
def test_the_last_good_state_stays_until_it_is_over(
    site: Path, workspace: Workspace, disaster: Disaster
):
    pages = workspace.snapshot.planned.pages

    undo = disaster.happen(site, 0)
    workspace.refresh(None)
    errors = [problem for problem in workspace.problems if problem.severity == "error"]
    assert bool(errors) == disaster.is_seen, workspace.problems
    if disaster.is_seen and disaster.stays:
        assert workspace.snapshot.planned.pages.keys() == pages.keys()

    undo()
    workspace.refresh(None)
    assert workspace.problems == ()
    assert_as_planned_anew(workspace, site)


def test_a_change_that_was_read_while_planning_failed_shows_later(site: Path, workspace: Workspace):
    """What was read is known by then, so that nothing but the failure asks for a new plan."""
    broken = _planning_breaks(workspace)
    (site / ARTICLE).write_text(article("Nowruz", tags="[Ports]"))

    workspace.refresh({str(site / ARTICLE)})

    assert [problem.code for problem in workspace.problems] == ["preview.defect"]
    assert "this is a defect of sitegen" in workspace.problems[0].hint
    broken.undo()
    workspace.refresh(None)
    assert workspace.problems == ()
    assert_as_planned_anew(workspace, site)


def test_a_site_that_was_moved_away_is_not_made_again(site: Path, workspace: Workspace):
    """Nothing is kept in a folder that would stand in the way of the one that comes back."""
    site.rename(site.with_name("elsewhere"))
    workspace.refresh(None)
    for page in workspace.snapshot.planned.pages.values():
        if not isinstance(page, CopyPage):
            workspace.render(workspace.snapshot, page)
    assert not site.exists()
    site.with_name("elsewhere").rename(site)


def _planning_breaks(workspace: Workspace) -> pytest.MonkeyPatch:
    """Let planning meet a mistake of ours; there is none that a site is known to bring about."""

    def plan(*_arguments: object) -> object:
        raise IndexError("string index out of range")

    patch = pytest.MonkeyPatch()
    patch.setattr("sitegen.preview.workspace.plan_site", plan)
    return patch


# --- a real preview -----------------------------------------------------------------------


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("arguments", [(), ("--poll",)], ids=["events", "poll"])
def test_it_survives_disasters_and_equals_a_build(
    tmp_path: Path, request: pytest.FixtureRequest, arguments: tuple[str, ...]
):
    count = int(os.environ.get("SITEGEN_DISASTERS", "0"))
    count = count or (200 if request.config.getoption("--slow") else 8)
    choose = random.Random(SEED)
    site = write_themed_site(tmp_path / "digest")
    with serving(site, "--now", NOW, *arguments, before=OBEDIENT) as preview:
        for number in range(count):
            chosen = [choose.choice(DISASTERS)]
            second = choose.choice(DISASTERS)
            if choose.random() < 0.2 and not second.touches(chosen[0]):
                chosen.append(second)
            where = f"seed {SEED}, disaster {number}: {[disaster.name for disaster in chosen]}"
            print(where)
            undo_all = [disaster.happen(site, preview.process.pid) for disaster in chosen]
            if chosen[0].is_seen and choose.random() < 0.7:
                eventually(lambda preview=preview, where=where: _is_told(preview, where))
            else:
                time.sleep(choose.random())
            assert preview.process.poll() is None, (where, preview.lines)
            assert preview.get("").status == 200, where
            for undo in reversed(undo_all):
                undo()
            _write(site, number, choose)
            eventually(lambda preview=preview, n=number, where=where: _shows(preview, n, where))
        eventually(lambda: _is_well(preview))
        compare(preview, built(site), set(), f"seed {SEED}, after {count}")
        assert preview.stop() == 0


def _write(site: Path, number: int, choose: random.Random) -> None:
    tags = choose.choice(("[Rivers]", "[Ports]", "[]"))
    (site / ARTICLE).write_text(article("Spring", f"Text number {number}.\n", tags=tags))


def _is_told(preview: Preview, where: str) -> None:
    assert 'class="problem"' in preview.get("/_sitegen/problems").text, where


def _shows(preview: Preview, number: int, where: str) -> None:
    assert preview.process.poll() is None, where
    assert f"Text number {number}." in preview.get(PAGE).text, where


def _is_well(preview: Preview) -> None:
    assert 'class="problem"' not in preview.get("/_sitegen/problems").text


def built(site: Path) -> dict[str, bytes]:
    """Build a copy of the site, which knows nothing of the preview, and give its files."""
    copy = site.with_name("copy")
    shutil.copytree(site, copy, ignore=shutil.ignore_patterns(".sitegen", ".git"))
    command = [sys.executable, "-m", "sitegen", "build", "--drafts", "--now", NOW]
    result = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return {
        file.relative_to(copy / "public").as_posix(): file.read_bytes()
        for file in (copy / "public").rglob("*")
        if file.is_file() and not file.name.startswith(".")
    }
