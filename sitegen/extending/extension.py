"""What a module of a site's own may add: filters, functions, Markdown plugins, kinds of pages.

A site names its modules in `site.yml` (`extensions: [extensions/digest.py]`). Each has one
`extension = Extension()`, whose decorators register what the module adds. A registered function
must be pure: what it returns may depend on its arguments and on what it says that it `reads`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

    from ..embeds.declaration import EmbedKind, Options
    from ..planning.kinds.kind import Kind

F = TypeVar("F", bound=Callable[..., Any])
OptionsType = TypeVar("OptionsType", bound="type[Options]")
Plugin = TypeVar("Plugin", bound="Callable[[MarkdownIt], None]")


class Registered(NamedTuple):
    """A filter or function of a template: what to call, and which attributes of `site` it reads."""

    call: Callable[..., Any]
    reads: tuple[str, ...]


class Extension:
    """Collects what one module adds."""

    def __init__(self) -> None:
        self.filters: dict[str, Registered] = {}
        self.functions: dict[str, Registered] = {}
        self.plugins: list[Callable[[MarkdownIt], None]] = []
        self.kinds: list[Kind] = []
        self.embeds: dict[str, EmbedKind] = {}

    def filter(self, *, name: str = "", reads: tuple[str, ...] = ()) -> Callable[[F], F]:
        """Register a filter: `{{ value|name }}` calls it with the value.

        `name` is the function's own by default. With `reads`, such as ("language", "data.fields"),
        it is also given `site`, which has these attributes alone.
        """
        return _into(self.filters, name, reads)

    def function(self, *, name: str = "", reads: tuple[str, ...] = ()) -> Callable[[F], F]:
        """Register a function that templates call, `{{ name(1) }}`; `reads` as for a filter."""
        return _into(self.functions, name, reads)

    def markdown(self, plugin: Plugin) -> Plugin:
        """Register a plugin of markdown-it-py: it is called with each parser that is made."""
        self.plugins.append(plugin)
        return plugin

    def page_kind(self, kind: Kind) -> Kind:
        """Register a kind of page; its templates must be the site's own, or its theme's."""
        self.kinds.append(kind)
        return kind

    def embed(
        self, *, name: str = "", text: bool = False, needs: tuple[str, ...] = ()
    ) -> Callable[[OptionsType], OptionsType]:
        """Register an embed by the struct of its options; its template is `embeds/<name>.html`.

        `name` is the struct's own by default, in lower case. One with `text` takes Markdown below
        its options. At least one of `needs`, names of options or "text", must be given.
        """

        def register(options: OptionsType) -> OptionsType:
            from ..embeds.declaration import EmbedKind

            own = name or options.__name__.lower()
            self.embeds[own] = EmbedKind(own, options, text, needs)
            return options

        return register


def _into(registered: dict[str, Registered], name: str, reads: tuple[str, ...]) -> Callable[[F], F]:
    def register(call: F) -> F:
        registered[name or call.__name__] = Registered(call, reads)
        return call

    return register
