"""Find what a template depends on from its source: other templates, site values, assets.

Nothing is recorded while rendering, so nothing can be forgotten: where a name is not written out
in a template, it depends on all there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import chain
from typing import Any, NamedTuple

from jinja2 import nodes
from jinja2.meta import find_referenced_templates
from msgspec import Struct

from ..extending.load import Addition, Extensions
from . import EVERYTHING, Dependencies
from .embeds import partials_in
from .filters import READS
from .theme import Theme

NodesByType = Mapping[type[nodes.Node], list[Any]]
"""The nodes of a template's syntax tree."""


class TemplateNames(Struct, frozen=True, array_like=True):
    """The names in one template: other templates, site values, assets, filters, functions.

    It is found in the template's text alone. Each may be ("*",), where the names are not written
    out, but the filters and functions.
    """

    templates: tuple[str, ...]
    site: tuple[str, ...]
    assets: tuple[str, ...]
    filters: tuple[str, ...]
    functions: tuple[str, ...]


def analyse(found: Mapping[str, TemplateNames], theme: Theme) -> dict[str, Dependencies]:
    """Return the dependencies of every template; `found` has the names in each source text."""
    own = {
        name: _in_theme(found[template.source], theme) for name, template in theme.templates.items()
    }
    return {name: _dependencies(name, own, theme) for name in own}


def names_in(tree: nodes.Template) -> TemplateNames:
    """Find the names in a template; RecursionError if it is nested too deeply."""
    found = _by_type(tree)
    templates = partials_in(found[nodes.Call])
    templates.update(name or EVERYTHING for name in find_referenced_templates(tree))
    called = {node.name for node in found[nodes.Name]}
    return TemplateNames(
        templates=_all_or(templates),
        site=_all_or(_site_names(found)),
        assets=_all_or(_asset_names(found)),
        filters=tuple(sorted({node.name for node in found[nodes.Filter]})),
        functions=tuple(sorted(called)),
    )


def _by_type(tree: nodes.Template) -> NodesByType:
    found: defaultdict[type[nodes.Node], list[Any]] = defaultdict(list)
    pending: list[nodes.Node] = [tree]
    for node in pending:
        found[type(node)].append(node)
        pending.extend(node.iter_child_nodes())
    return found


def _site_names(found: NodesByType) -> set[str]:
    """Return the attributes of the site that a template names."""
    named = [node.attr for node in found[nodes.Getattr] if _is_name(node.node, "site")]
    if len(named) < sum(_is_name(node, "site") for node in found[nodes.Name]):
        return {EVERYTHING}
    names = set(named)
    return (names - {"data"}) | _data_names(found) if "data" in names else names


def _asset_names(found: NodesByType) -> set[str]:
    """Return the static files that a template asks for, as in `asset("logo.svg")`."""
    written_out = [
        str(call.args[0].value)
        for call in found[nodes.Call]
        if _is_name(call.node, "asset")
        and len(call.args) == 1
        and isinstance(call.args[0], nodes.Const)
    ]
    if len(written_out) < sum(_is_name(node, "asset") for node in found[nodes.Name]):
        return {EVERYTHING}
    return set(written_out)


def _is_name(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Name) and node.name == name


def _in_theme(names: TemplateNames, theme: Theme) -> _Named:
    """Resolve the names in a template for a theme."""
    known = theme.templates.keys()
    templates = known if EVERYTHING in names.templates else known & set(names.templates)
    site = set(names.site).union(*map(_reads, names.filters))
    used = _additions(names, theme.extensions)
    for addition in used:
        site.update(addition.registered.reads)
    shown = frozenset(addition.shown for addition in used)
    return _Named(tuple(sorted(templates)), frozenset(site), frozenset(names.assets), shown)


class _Named(NamedTuple):
    templates: tuple[str, ...]
    site: frozenset[str]
    assets: frozenset[str]
    extensions: frozenset[str]


def _reads(name: str) -> Iterable[str]:
    """Return the attributes of the site that a filter reads; `map` may call any filter."""
    return chain.from_iterable(READS.values()) if name == "map" else READS.get(name, ())


def _additions(names: TemplateNames, extensions: Extensions) -> list[Addition]:
    """Find the filters and functions of extensions that a template names."""
    filters = extensions.filters
    # `map` may call any of them.
    used = filters if "map" in names.filters else filters.keys() & set(names.filters)
    called = extensions.functions.keys() & set(names.functions)
    return [filters[name] for name in used] + [extensions.functions[name] for name in called]


def _data_names(found: NodesByType) -> set[str]:
    """Return the data files that a template names, as `data.<name>`; `data` means all of them."""
    mentions = sum(1 for node in found[nodes.Getattr] if _is_site_data(node))
    names = set()
    for attribute in found[nodes.Getattr]:
        # A method of the mapping, as in `site.data.items()`, may give any of them.
        if _is_site_data(attribute.node) and not hasattr(dict, attribute.attr):
            names.add(f"data.{attribute.attr}")
            mentions -= 1
    for item in found[nodes.Getitem]:
        if _is_site_data(item.node) and isinstance(item.arg, nodes.Const):
            names.add(f"data.{item.arg.value}")
            mentions -= 1
    return {"data"} if mentions else names


def _is_site_data(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Getattr) and node.attr == "data" and _is_name(node.node, "site")


def _dependencies(name: str, own: dict[str, _Named], theme: Theme) -> Dependencies:
    closure: set[str] = set()
    pending = [name]
    while pending:
        current = pending.pop()
        if current not in closure:
            closure.add(current)
            pending.extend(own[current].templates)
    digest = blake2b(digest_size=16)
    site: set[str] = set()
    assets: set[str] = set()
    extensions: set[str] = set()
    for inner in sorted(closure):
        source = theme.templates[inner].source
        digest.update(f"{inner}\0{len(source)}\0{source}".encode())
        site |= own[inner].site
        assets |= own[inner].assets
        extensions |= own[inner].extensions
    return Dependencies(digest.digest(), _all_or(site), _all_or(assets), tuple(sorted(extensions)))


def _all_or(names: set[str]) -> tuple[str, ...]:
    return (EVERYTHING,) if EVERYTHING in names else tuple(sorted(names))
