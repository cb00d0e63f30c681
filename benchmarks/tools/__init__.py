"""The generators that are compared, by name."""

from benchmarks.tools.base import Tool
from benchmarks.tools.eleventy import Eleventy
from benchmarks.tools.hugo import Hugo
from benchmarks.tools.pelican import Pelican
from benchmarks.tools.sitegen import Sitegen

TOOLS: dict[str, Tool] = {tool.name: tool for tool in (Sitegen(), Hugo(), Pelican(), Eleventy())}

__all__ = ["TOOLS", "Tool"]
