"""The Jinja environment: what templates can call; nothing reads a clock or a file."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from keyword import iskeyword
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FunctionLoader,
    StrictUndefined,
    UndefinedError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.utils import missing
from markupsafe import Markup, escape
from msgspec import Struct, json, structs

from ..embeds.declaration import template_of
from ..formats.localised import Plural
from ..pages import Embed, SiteView
from . import Store
from .embeds import Partials, Values
from .filters import BodyReader, bound, filters_of
from .theme import Theme


class _Compiled(BytecodeCache):
    def __init__(self, store: Store, theme: Theme) -> None:
        self._store = store
        self._templates = theme.templates

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        data = self._store.get(bucket.key, self._templates[bucket.key].shipped)
        if data is not None:
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        shipped = self._templates[bucket.key].shipped
        self._store.put(bucket.key, shipped, bucket.bytecode_to_string())


class MissingAttribute(UndefinedError):
    """A template asks a page, a value on it, or an embed for an attribute that it does not have.

    `known` are the names of those that it has.
    """

    def __init__(self, owner: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{owner} has no attribute `{name}`")
        self.name = name
        self.known = known


class _Undefined(StrictUndefined):
    """An undefined name; using it is an error that knows which name was missing."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: Any = UndefinedError,
    ) -> None:
        if isinstance(obj, Struct | Values) and name is not None:
            if isinstance(obj, Values):
                owner, known = "the embed", tuple(obj)
            else:
                owner, known = type(obj).__name__, obj.__struct_fields__
            wanted = name

            def exc(_: str | None) -> MissingAttribute:
                return MissingAttribute(owner, wanted, known)

        super().__init__(hint, obj, name, exc)


def shown(value: Any) -> str:
    """Escape a value for HTML and XML as MarkupSafe does; markup stays what it is."""
    if type(value) is str:
        if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:
            return escape(value)
        return value
    return escape(value)


class _Exact(CodeGenerator):
    """Compiles output to a call of `shown` instead of MarkupSafe's `escape`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"environment.shown({finalize.src or ''}")


class _Direct(_Exact):
    """Compiles `page.title` to the same words of Python, which find no item of a mapping."""

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        if not node.attr.isidentifier() or iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")


class _Environment(Environment):
    """An environment whose templates escape with `shown` and share one mapping of globals."""

    code_generator_class: type[CodeGenerator] = _Direct
    shown = staticmethod(shown)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the shared mapping: every page copies it, and a chain of two copies slowly."""
        return super().make_globals(d) if d else self.globals


class _ExactEnvironment(_Environment):
    code_generator_class = _Exact


def make_environment(theme: Theme, store: Store | None = None, exact: bool = False) -> Environment:
    """Make the environment of a theme: autoescape on, undefined names are errors.

    Its templates end with an AttributeError where a value has no attribute of a name. In an `exact`
    one they then look for an item, and know what is undefined, as Jinja's own do; those are a tenth
    slower, and not kept in the store.
    """

    def load(name: str) -> tuple[str, str, None] | None:
        template = theme.templates.get(name)
        return (template.source, name, None) if template else None

    kind = _ExactEnvironment if exact else _Environment
    environment = kind(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=_Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        auto_reload=False,
        bytecode_cache=_Compiled(store, theme) if store and not exact else None,
        extensions=(Partials,),
    )
    # A build must not depend on chance.
    del environment.filters["random"], environment.globals["lipsum"]
    environment.policies["json.dumps_function"] = _json
    environment.policies["json.dumps_kwargs"] = {}
    return environment


def _json(value: Any) -> str:
    return json.encode(value, enc_hook=str).decode()  # A Markup is a text, too.


class _Words(dict[str, Any]):
    """A mapping whose keys are also attributes, which makes look-ups in templates quicker."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        super().__init__(words)
        self.__dict__ = self


def _phrase(text: str | dict[str, str]) -> str:
    return Plural(text) if isinstance(text, dict) else text


def equip(
    environment: Environment,
    site: SiteView,
    assets: Mapping[str, str],
    bodies: BodyReader,
    theme: Theme,
) -> None:
    """Give templates `site`, `asset(…)`, the filters, and what the site's extensions add."""
    extensions = theme.extensions

    def asset(name: str) -> str:
        try:
            return assets[name]
        except KeyError:
            raise LookupError(f"there is no static file “{name}”") from None

    def render_embed(embed: Embed, text: Markup) -> str:
        template = environment.get_template(template_of(embed, theme.templates))
        return template.render(embed=Values(embed.values), text=text)

    site = structs.replace(
        site,
        strings=_Words({name: _phrase(text) for name, text in site.strings.items()}),
        settings=_Words(site.settings),
        data=_Words(site.data),
    )
    environment.globals.update(site=site, asset=asset)
    environment.filters.update(filters_of(site, bodies, render_embed, extensions))
    for name, added in extensions.functions.items():
        environment.globals[name] = bound(added, site)
