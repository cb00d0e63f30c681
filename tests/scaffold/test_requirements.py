"""requirements.txt asks for the sitegen that is installed here, as far as others can get it."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement

from sitegen.scaffold.new import requirement, requirements_warning
from tests.conftest import COMMAND

REPOSITORY = "https://git.example/caspian/sitegen.git"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
GIT = {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"}


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        (None, "sitegen-digest==1.2.3"),
        (
            {"url": REPOSITORY, "vcs_info": GIT},
            f"sitegen-digest @ git+{REPOSITORY}@{COMMIT}",
        ),
        (
            {
                "url": "ssh://git@git.example/x.git",
                "vcs_info": GIT,
                "subdirectory": "tools",
            },
            f"sitegen-digest @ git+ssh://git@git.example/x.git@{COMMIT}#subdirectory=tools",
        ),
        (
            {"url": "https://files.example/sitegen.whl", "archive_info": {}},
            "sitegen-digest @ https://files.example/sitegen.whl",
        ),
        ({"url": "file:///home/jane/sitegen", "dir_info": {"editable": True}}, None),
        ({"url": "file:///home/jane/sitegen", "dir_info": {}}, None),
        ({"url": "file:///home/jane/sitegen", "vcs_info": GIT}, None),
        ({"url": "file:///home/jane/sitegen.whl", "archive_info": {}}, None),
    ],
)
def test_a_requirement_installs_the_same_again(origin, line):
    """What pip writes into direct_url.json (PEP 610), and what it reads (PEP 508)."""
    assert requirement("1.2.3", origin) == line
    if line is not None:
        assert Requirement(line).name == "sitegen-digest"


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("sitegen-digest==0.1.0\n", True),
        ("# ours\n  sitegen_digest >= 0.1\n", True),
        (f"git+{REPOSITORY}\n", True),
        ("-r ../requirements.txt\n", True),
        ("--editable ../tools\n", True),
        ("# sitegen-digest==0.1.0\n", False),
        ("requests\n", False),
        ("", False),
    ],
)
def test_a_file_without_sitegen_is_warned_of(tmp_path, text, is_named):
    assert (requirements_warning(tmp_path / "requirements.txt", text) is None) == is_named


def test_what_only_this_machine_has_is_a_comment_and_a_warning(sitegen, tmp_path):
    """The tests run sitegen from a checkout, which no other machine can install."""
    assert COMMAND.exists()
    made = sitegen("new", "site", "digest")
    assert made.returncode == 0
    assert made.stderr.startswith("digest/requirements.txt: warning: this does not say which")
    text = (tmp_path / "digest" / "requirements.txt").read_text("utf-8")
    assert [line for line in text.splitlines() if not line.startswith("#")] == []
    assert "@ git+https://github.com/OWNER/REPOSITORY@COMMIT" in text
    workflow = sitegen("new", "workflow", cwd=tmp_path / "digest")
    assert "\nrequirements.txt: warning: this does not say which" in workflow.stderr
    assert (tmp_path / "digest" / "requirements.txt").read_text("utf-8") == text


def test_a_workflow_brings_a_missing_requirements_txt(sitegen, tmp_path):
    sitegen("new", "site", "digest")
    (tmp_path / "digest" / "requirements.txt").unlink()
    made = sitegen("new", "workflow", cwd=tmp_path / "digest")
    assert made.stdout.splitlines() == [".github/workflows/pages.yml", "requirements.txt"]
    assert "requirements.txt: warning: " in made.stderr


def test_a_project_that_depends_on_sitegen_needs_none(sitegen, tmp_path):
    sitegen("new", "site", "digest")
    (tmp_path / "digest" / "requirements.txt").unlink()
    (tmp_path / "digest" / "pyproject.toml").write_text('dependencies = ["sitegen-digest"]\n')
    made = sitegen("new", "workflow", cwd=tmp_path / "digest")
    assert made.stdout == ".github/workflows/pages.yml\n"
    assert "warning" not in made.stderr
