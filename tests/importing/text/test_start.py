"""Importing a text pays for nothing that only web pages need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration

DUMP = Path(__file__).with_name("dumps") / "full_shape.txt"
CODE = """
import sys
from sitegen.cli import main
try:
    main(["import", "--dry-run", sys.argv[1]])
except SystemExit as end:
    code = end.code
heavy = {"lxml", "trafilatura", "markdownify", "selectolax", "feedparser", "warcio", "mammoth"}
print(code, sorted(heavy & {name.split(".")[0] for name in sys.modules}))
"""


def test_a_dump_loads_no_library_for_web_pages():
    run = subprocess.run(
        [sys.executable, "-c", CODE, str(DUMP)], capture_output=True, encoding="utf-8", check=True
    )
    assert run.stdout.splitlines()[-1] == "0 []"
