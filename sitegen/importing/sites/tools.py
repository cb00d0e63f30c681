"""The generators whose sites can be brought over."""

from __future__ import annotations

from .hugo import HUGO
from .jekyll import JEKYLL
from .model import Tool
from .pelican import PELICAN
from .zola import ZOLA

TOOLS: dict[str, Tool] = {tool.name: tool for tool in (HUGO, JEKYLL, PELICAN, ZOLA)}
