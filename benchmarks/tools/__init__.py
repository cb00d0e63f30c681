"""The generators that are compared, by name."""

from benchmarks.tools.base import Tool
from benchmarks.tools.eleventy import Eleventy
from benchmarks.tools.hugo import Hugo, LeanHugo
from benchmarks.tools.pelican import Pelican
from benchmarks.tools.sitegen import LeanSitegen, Sitegen

_ALL = (Sitegen(), Hugo(), Pelican(), Eleventy(), LeanSitegen(), LeanHugo())
TOOLS: dict[str, Tool] = {tool.name: tool for tool in _ALL}

__all__ = ["TOOLS", "Tool"]
