"""What search engines document of the data that they read, for the tests.

Sources: Google Search Central, "Article", "Breadcrumb", "Profile page" and "Create a news sitemap";
schema.org, the definitions of the types.
"""

from __future__ import annotations

from typing import Any

REQUIRED = {
    "NewsArticle": {"headline"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name"},
    "ProfilePage": {"mainEntity"},
    "Person": {"name"},
    "Organization": {"name"},
    "ImageObject": {"url"},
    "WebSite": {"name", "url"},
    "CollectionPage": {"name", "url"},
    "CorrectionComment": {"text", "datePublished"},
}
"""The properties that Google requires, or without which a thing says nothing."""

_THING = {"name", "url", "description", "image", "sameAs", "mainEntityOfPage"}
_WORK = _THING | {
    *("inLanguage", "isPartOf", "isBasedOn", "headline", "datePublished", "dateModified"),
    *("author", "publisher", "keywords", "creditText", "text", "correction", "mainEntity"),
}
ALLOWED = {
    "NewsArticle": _WORK | {"articleSection"},
    "BreadcrumbList": _THING | {"itemListElement"},
    "ListItem": _THING | {"position", "item"},
    "ProfilePage": _WORK,
    "Person": _THING,
    "Organization": _THING,
    "ImageObject": _WORK | {"caption", "width", "height"},
    "WebSite": _WORK,
    "CollectionPage": _WORK,
    "CorrectionComment": _WORK,
}
"""The properties of each type that we write, as schema.org inherits them."""


def faults(value: Any) -> list[str]:
    """Tell what is wrong with JSON-LD: unknown types, missing, foreign and empty properties."""
    if isinstance(value, list):
        return [fault for item in value for fault in faults(item)]
    if not isinstance(value, dict):
        return [] if value not in ("", None) else ["an empty value"]
    found = [fault for inner in value.values() for fault in faults(inner)]
    if "@graph" in value:
        return found
    kind = value.get("@type")
    if kind not in REQUIRED:
        return [*found, f"no type: {value}"]
    names = value.keys() - {"@type"}
    found += [f"{kind} lacks {name}" for name in sorted(REQUIRED[kind] - names)]
    found += [f"{kind} has no property {name}" for name in sorted(names - ALLOWED[kind])]
    addresses = [value[name] for name in ("url", "item") if name in value]
    return found + [f"not absolute: {one}" for one in addresses if "://" not in one]
