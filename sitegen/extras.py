"""Optional libraries: imported where they are needed, with a clear message where one is missing."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from .problems import Problem, UsageError


def optional(module: str, purpose: str, extra: str = "import") -> ModuleType:
    """Import a module of an extra; UsageError names the extra if it is not installed.

    `purpose` begins the message: "reading WARC archives".
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        message = f"{purpose} needs a library that is not installed: {error.name}"
        hint = f'pip install "sitegen-digest[{extra}]"'
        raise UsageError(Problem("sitegen", message, "extra.missing", hint=hint)) from None
