"""YAML that means what it says: one reading for front matter, profiles, site.yml and theme.yml.

Every plain scalar is text until a declared type asks for something else, so `no`, `12:30`, `010`
and `1.10` stay what was written. Equal keys, anchors, aliases, explicit tags, control characters
and deep nesting are problems. Each problem knows its line and column.
"""

from .convert import convert
from .nodes import FORBIDDEN, YamlText, control_character, free_value, text_value
from .parse import compose, parse, place

__all__ = [
    "FORBIDDEN",
    "YamlText",
    "compose",
    "control_character",
    "convert",
    "free_value",
    "parse",
    "place",
    "text_value",
]
