"""Templates that go beyond a limit of Jinja, of Python or of the memory: a problem, no defect."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from tests.building import article

pytestmark = pytest.mark.integration

SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/\n",
    "content/iran/a.md": article("title: A\ndate: 2024-05-09"),
}
NESTED = "the template is nested too deeply"
LOOPS = "the template cannot be compiled: "
MEMORY = "the page does not fit into the memory"
ITSELF = "the template includes itself"
MEMORY_LIMIT = 1500 * 2**20

TOO_MUCH = {
    "brackets": ("{{ " + "(" * 2000 + "1" + ")" * 2000 + " }}", NESTED, 2),
    "lists": ("{{ " + "[" * 400 + "1" + "]" * 400 + " }}", NESTED, 2),
    "conditions": ("{% if 1 %}" * 2000 + "{% endif %}" * 2000, NESTED, 2),
    "lines": ("{% if 1 %}\n" * 2000 + "{% endif %}" * 2000, NESTED, None),
    "a sum": ("{{ 1" + "+1" * 20000 + " }}", NESTED, 2),
    "filters": ("{{ 1" + "|abs" * 5000 + " }}", NESTED, 2),
    "loops": ("{% for a in [1] %}" * 30 + "{% endfor %}" * 30, LOOPS, 0),
    "a long text": ("{{ 'x' * 3000000000 }}", MEMORY, 2),
    "a long list": ("{{ range(10**9)|list|length }}", MEMORY, 2),
    "a macro": ("{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}", ITSELF, 2),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_a_problem_of_the_template(write_files, name):
    text, message, line = TOO_MUCH[name]
    root = write_files(SITE | {"templates/robots.txt": f"User-agent: *\n{text}"})
    done = subprocess.run(
        [sys.executable, "-m", "sitegen", "build", "--jobs", "1"],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT,) * 2),
    )
    place = "templates/robots.txt" + (f":{line}" if line else "")
    assert done.returncode == 1, done.stderr
    assert message in done.stderr
    assert done.stderr.startswith(f"{place}:" if line is not None else place)
    assert "defect" not in done.stderr
