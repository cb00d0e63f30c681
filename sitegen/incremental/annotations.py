"""What the annotations of a struct tell: which of its fields hold values of certain types."""

from __future__ import annotations

import typing
from functools import lru_cache
from typing import Any, get_args

from msgspec import Struct


@lru_cache(maxsize=256)
def fields_showing(kind: type[Struct], wanted: tuple[type, ...]) -> tuple[str, ...]:
    """Name the fields of a struct whose annotations hold a wanted type, however deep inside."""
    hints = typing.get_type_hints(kind)
    return tuple(name for name in kind.__struct_fields__ if _holds(hints[name], wanted))


def _holds(annotation: Any, wanted: tuple[type, ...]) -> bool:
    if annotation in wanted:
        return True
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return bool(fields_showing(annotation, wanted))
    return any(_holds(inner, wanted) for inner in get_args(annotation))
