"""What a template depends on, read off its source: other templates, site values, assets.

Nothing is recorded while rendering, so nothing can be forgotten: where a name is not written out
in a template, it depends on all there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import chain

from jinja2 import nodes
from jinja2.meta import find_referenced_templates
from msgspec import Struct

from ..extending.load import Addition, Extensions
from . import EVERYTHING, Dependencies
from .embeds import partials_in
from .filters import READS
from .theme import Theme


class TemplateNames(Struct, frozen=True):
    """What one template names itself: other templates, site values, assets."""

    names: tuple[str, ...]
    site: frozenset[str]
    assets: frozenset[str]
    extensions: frozenset[str]


def analyse(found: Mapping[str, TemplateNames], theme: Theme) -> dict[str, Dependencies]:
    """Return the dependencies of every template; `found` is by the templates' source texts."""
    own = {name: found[template.source] for name, template in theme.templates.items()}
    return {name: _dependencies(name, own, theme) for name in own}


def names_in(tree: nodes.Template, theme: Theme) -> TemplateNames:
    """Find what a template names; RecursionError where it is nested too deeply."""
    names = partials_in(tree) & theme.templates.keys()
    for name in find_referenced_templates(tree):
        names.update(theme.templates if name is None else {name} & theme.templates.keys())
    site: set[str] = set()
    whole = sum(1 for n in tree.find_all(nodes.Name) if n.name == "site")
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name == "site":
            site.add(node.attr)
            whole -= 1
    if "data" in site:
        site = (site - {"data"}) | _data_names(tree)
    if whole > 0:
        site = {EVERYTHING}
    assets: set[str] = set()
    loose = sum(1 for n in tree.find_all(nodes.Name) if n.name == "asset")
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "asset" and len(call.args) == 1:
            argument = call.args[0]
            if isinstance(argument, nodes.Const):
                assets.add(str(argument.value))
                loose -= 1
    if loose > 0:
        assets = {EVERYTHING}
    for filtered in tree.find_all(nodes.Filter):
        site.update(_reads(filtered.name))
    used = _additions(tree, theme.extensions)
    for addition in used:
        site.update(addition.registered.reads)
    extensions = frozenset(addition.shown for addition in used)
    return TemplateNames(tuple(sorted(names)), frozenset(site), frozenset(assets), extensions)


def _reads(name: str) -> Iterable[str]:
    """Name what a filter reads of the site; `map` may call any of them."""
    return chain.from_iterable(READS.values()) if name == "map" else READS.get(name, ())


def _additions(tree: nodes.Template, extensions: Extensions) -> list[Addition]:
    """Find the filters and functions of extensions that a template names."""
    filters = {node.name for node in tree.find_all(nodes.Filter)}
    if "map" in filters:  # It may call any of them.
        filters.update(extensions.filters)
    called = {node.name for node in tree.find_all(nodes.Name)}
    found = [added for name, added in extensions.filters.items() if name in filters]
    return found + [added for name, added in extensions.functions.items() if name in called]


def _data_names(tree: nodes.Template) -> set[str]:
    """Name the data files that a template names, as `data.<name>`, or `data` for all of them."""
    mentions = sum(1 for node in tree.find_all(nodes.Getattr) if _is_site_data(node))
    names = set()
    for attribute in tree.find_all(nodes.Getattr):
        # A method of the mapping, as in `site.data.items()`, may give any of them.
        if _is_site_data(attribute.node) and not hasattr(dict, attribute.attr):
            names.add(f"data.{attribute.attr}")
            mentions -= 1
    for item in tree.find_all(nodes.Getitem):
        if _is_site_data(item.node) and isinstance(item.arg, nodes.Const):
            names.add(f"data.{item.arg.value}")
            mentions -= 1
    return {"data"} if mentions else names


def _is_site_data(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.Getattr)
        and node.attr == "data"
        and isinstance(node.node, nodes.Name)
        and node.node.name == "site"
    )


def _dependencies(name: str, own: dict[str, TemplateNames], theme: Theme) -> Dependencies:
    closure: set[str] = set()
    pending = [name]
    while pending:
        current = pending.pop()
        if current not in closure:
            closure.add(current)
            pending.extend(own[current].names)
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
