"""Without lxml a page is refused with the command that installs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.integration

SCRIPT = """
import sys
sys.modules["lxml"] = None
from sitegen.problems import SitegenError
from sitegen.importing.containers import Page
from sitegen.importing.html import read_page
try:
    read_page(Page("<p>x</p>"), "page.html")
except SitegenError as error:
    print(error.problems[0].text())
"""


def test_missing_library_is_named_with_the_extra():
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    assert "not installed: lxml" in run.stdout
    assert 'pip install "sitegen-digest[import]"' in run.stdout
