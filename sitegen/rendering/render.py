"""Rendering pages: a pure function of a page, the site's values and the theme."""

from __future__ import annotations

import traceback
from collections.abc import Mapping

from jinja2 import Template, TemplateError, TemplateSyntaxError

from ..errors import ContentError, Problem
from ..model import AnyPage, SiteView
from .analysis import analyse
from .environment import BodyReader, Store, equip, make_environment
from .reach import Reach
from .theme import Theme


class Renderer:
    """Renders the pages of one site with one theme; templates compile once, on first use."""

    def __init__(
        self,
        theme: Theme,
        site: SiteView,
        assets: Mapping[str, str],
        bodies: BodyReader,
        store: Store | None = None,
    ) -> None:
        self._theme = theme
        self._environment = make_environment(theme, store)
        equip(self._environment, site, assets, bodies)
        self._templates: dict[str, Template] = {}

    def render(self, page: AnyPage) -> bytes:
        """Render a page to UTF-8; ContentError names template, line and page on a problem."""
        try:
            template = self._templates.get(page.template)
            if template is None:
                template = self._environment.get_template(page.template)
                self._templates[page.template] = template
            return template.render(page=page).encode()
        except TemplateSyntaxError as error:
            raise ContentError(_syntax_problem(error, self._theme)) from None
        except (TemplateError, LookupError, TypeError, ValueError, AttributeError) as error:
            raise ContentError(self._problem(error, page)) from None
        except ArithmeticError as error:
            raise ContentError(self._problem(error, page)) from None

    def _problem(self, error: Exception, page: AnyPage) -> Problem:
        name, line = page.template, 0
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename in self._theme.templates:
                name, line = frame.filename, frame.lineno or 0
            elif frame.filename == "<template>":
                line = frame.lineno or line
        template = self._theme.templates.get(name)
        message = str(error) or type(error).__name__
        return Problem(
            path=template.shown if template else f"templates/{name}",
            line=line,
            code="template.error",
            message=f"{message} (while rendering {page.path})",
            hint=_HINT if "undefined" in message or "no attribute" in message else "",
            excerpt=_line(template.source, line) if template else "",
        )


_HINT = "the page types in docs/themes.md say what a template can show"


def reaches(theme: Theme, store: Store | None = None) -> dict[str, Reach]:
    """Tell what each template depends on; ContentError where one cannot be read."""
    try:
        return analyse(make_environment(theme, store), theme)
    except TemplateSyntaxError as error:
        raise ContentError(_syntax_problem(error, theme)) from None


def _syntax_problem(error: TemplateSyntaxError, theme: Theme) -> Problem:
    template = theme.templates.get(error.name or "")
    return Problem(
        path=template.shown if template else f"templates/{error.name}",
        line=error.lineno,
        code="template.syntax",
        message=f"the template cannot be read: {error.message}",
        excerpt=_line(template.source, error.lineno) if template else "",
    )


def _line(source: str, number: int) -> str:
    lines = source.splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""
