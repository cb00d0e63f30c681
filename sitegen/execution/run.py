"""What all steps of a build, or of a check, share."""

from __future__ import annotations

from typing import NamedTuple

from ..config import Config
from ..rendering.theme import Theme
from ..reporting import Reporter


class Run(NamedTuple):
    """One run over a site: its settings and theme, whom to tell, and how many processes to use.

    `jobs` is a number of processes, None for one a core.
    """

    config: Config
    theme: Theme
    reporter: Reporter
    jobs: int | None = None
