"""Render pages: a pure function of a page, the site's values and the theme."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import blake2b

from jinja2 import Template, TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.nodes import Node
from jinja2.parser import Parser
from msgspec import MsgspecError, msgpack, structs

from ..pages import Page, SiteView, language_folder
from ..problems import ContentError, Problem, near
from . import Dependencies, Store
from .analysis import TemplateNames, analyse, names_in
from .environment import MissingAttribute, equip, make_environment
from .filters import BodyReader
from .theme import Template as ThemeTemplate
from .theme import Theme

_MISTAKES = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""The errors that a template can raise."""


class Renderer:
    """Renders the pages of one site with one theme; templates compile once, on first use.

    `sites` are what the templates of each language see, by the folder of its pages ("" for the
    site's own).
    """

    def __init__(
        self,
        theme: Theme,
        sites: Mapping[str, SiteView],
        assets: Mapping[str, str],
        bodies: BodyReader,
        store: Store | None = None,
    ) -> None:
        self._theme = theme
        self._sites = sites
        self._assets = assets
        self._bodies = bodies
        self._store = store
        self._templates: dict[str, Callable[[str], Template]] = {}

    def render(self, page: Page) -> bytes:
        """Render a page to UTF-8; a ContentError names the template, the line and the page."""
        folder = language_folder(page.path, self._sites)
        try:
            try:
                return self._in_language(folder)(page.rendered_with).render(page=page).encode()
            except AttributeError:
                # From here on: a theme that does this once does it on many pages.
                self._templates[folder] = self._make_templates(folder, exact=True)
                return self._in_language(folder)(page.rendered_with).render(page=page).encode()
        except TemplateSyntaxError as error:
            raise ContentError(_syntax_problem(error, self._theme)) from None
        except Exception as error:
            problem = self._theme.extensions.failure(error)
            if problem is not None:
                raise ContentError(structs.replace(problem, page=page.path)) from None
            if isinstance(error, _MISTAKES):
                raise ContentError(self._problem(error, page)) from None
            raise

    def _in_language(self, folder: str) -> Callable[[str], Template]:
        """Return the template loader of a language; each language has its own environment."""
        templates = self._templates.get(folder)
        if templates is None:
            templates = self._templates[folder] = self._make_templates(folder)
        return templates

    def _make_templates(self, folder: str, exact: bool = False) -> Callable[[str], Template]:
        environment = make_environment(self._theme, self._store, exact)
        equip(environment, self._sites[folder], self._assets, self._bodies, self._theme)
        return cache(environment.get_template)

    def _problem(self, error: Exception, page: Page) -> Problem:
        name, line, depth = page.rendered_with, 0, 0
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename in self._theme.templates:
                name, line = frame.filename, frame.lineno or 0
                depth += 1
        if isinstance(error, SyntaxError) and error.filename in self._theme.templates:
            name, line = error.filename, 0  # Its line is one of the compiled code.
        template = self._theme.templates.get(name)
        message, hint = _explain(error, depth)
        return Problem(
            path=template.shown if template else f"templates/{name}",
            line=line,
            code="template.error",
            message=message,
            page=page.path,
            hint=hint,
            excerpt=_line(template.source, line) if template else "",
        )


_HINT = "the page types in docs/themes.md say what a template can show"


_INCLUDES = 20
"""From this many nested templates on, a template is assumed to include itself."""


def _explain(error: Exception, depth: int) -> tuple[str, str]:
    """Describe the error of a template, with a hint; `depth` is the number of nested templates."""
    message = str(error) or type(error).__name__
    if isinstance(error, TemplateNotFound):
        return f"there is no template “{error.name}”", ""
    if isinstance(error, RecursionError):
        return ("the template includes itself", "") if depth > _INCLUDES else _TOO_DEEP
    if isinstance(error, SyntaxError):
        return f"the template cannot be compiled: {error.msg}", _TOO_DEEP[1]
    if isinstance(error, MemoryError):
        return "the page does not fit into the memory", "look for a loop that makes too much text"
    if isinstance(error, MissingAttribute):
        return message, near(error.name, error.known) or "it has: " + ", ".join(error.known)
    return message, _HINT if isinstance(error, UndefinedError) else ""


_TOO_DEEP = (
    "the template is nested too deeply",
    "move the inner part into a template of its own and include it",
)


def dependencies_of(theme: Theme, store: Store | None = None) -> dict[str, Dependencies]:
    """Return what each template depends on; a ContentError names all that cannot be read.

    The store keeps what single templates name.
    """
    known = {shipped: _known_names(store, shipped) for shipped in (True, False)}
    found: dict[str, TemplateNames] = {}
    new: dict[bool, dict[bytes, TemplateNames]] = {True: {}, False: {}}
    problems = []
    environment = make_environment(theme, store)
    for name, template in theme.templates.items():
        # Most templates have two names, "article.html" and "default/article.html".
        if template.source in found:
            continue
        digest = blake2b(template.source.encode(), digest_size=16).digest()
        names = known[template.shipped].get(digest)
        try:
            names = names or names_in(environment.parse(template.source, name))
            found[template.source] = new[template.shipped][digest] = names
        except TemplateSyntaxError as error:
            problems.append(_syntax_problem(error, theme))
        except RecursionError as error:
            problems.append(_nested_problem(template, _line_reached(error)))
    if problems:
        raise ContentError(dict.fromkeys(problems))
    for shipped, names_by_digest in new.items():
        if store and not names_by_digest.keys() <= known[shipped].keys():
            others = known[shipped] if shipped else {}
            store.put(_NAMES, shipped, msgpack.encode({**others, **names_by_digest}))
    return analyse(found, theme)


_NAMES = ":names"
"""The key under which the names in all templates are stored; no template has this name."""


def _known_names(store: Store | None, shipped: bool) -> dict[bytes, TemplateNames]:
    """Return the stored names of templates, by the digest of their text."""
    kept = store.get(_NAMES, shipped) if store else None
    try:
        return msgpack.decode(kept, type=dict[bytes, TemplateNames]) if kept else {}
    except MsgspecError:
        return {}


def _line_reached(error: RecursionError) -> int:
    """Return the line of a template at which Jinja stopped."""
    line = 0
    for frame, _ in traceback.walk_tb(error.__traceback__):
        owner = frame.f_locals.get("self")
        if isinstance(owner, Parser):
            line = owner.stream.current.lineno
        elif isinstance(owner, Node):
            line = owner.lineno
    return line


def _nested_problem(template: ThemeTemplate, line: int) -> Problem:
    message, hint = _TOO_DEEP
    return Problem(template.shown, message, "template.nesting", line=line, hint=hint)


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
