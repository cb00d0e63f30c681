"""Commands that the modes of files bind, also where the tests run as root."""

from __future__ import annotations

import os

OBEDIENT: tuple[str, ...] = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
)
"""Stands before a command. Modes mean nothing to root, unless it gives up these capabilities."""
