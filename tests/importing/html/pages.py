"""Pages in our own words, in the layouts of real ones."""

from __future__ import annotations

import json
from typing import Any

from sitegen.importing.article import Given, ImportedArticle
from sitegen.importing.containers import Page
from sitegen.importing.html import read_page

ADDRESS = "https://harbour.example/2024/05/ferry-timetable"
PARAGRAPHS = tuple(
    """
The ferry between the old pier and the salt works gets a printed timetable in June, the office said.
Until now the two boats left when they were full, and on market days the queue reached the customs.
“We counted passengers for a year,” said the harbour master, who paid for the clocks herself.
The first boat will leave at ten past six, and the last one will wait for the train from the coast.
""".strip().splitlines()
)


def page(
    body: str = "",
    *,
    head: str = "",
    title: str = "Ferry gets a timetable",
    lang: str = "en",
    **ld: Any,
) -> str:
    """Lay out a page: JSON-LD from `ld`, then `body`, by default headline and four paragraphs."""
    script = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, **ld}
    text = body or f"<main><article><h1>{title}</h1>{paragraphs()}</article></main>"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<script type="application/ld+json">{json.dumps(script)}</script>{head}</head>'
        f"<body><nav><a href='/'>Home</a> <a href='/ports/'>Ports</a></nav>{text}"
        "<footer>All rights belong to the harbour office.</footer></body></html>"
    )


def paragraphs(*between: str) -> str:
    """Lay out the four paragraphs, with something after the second one."""
    texts = [f"<p>{text}</p>" for text in PARAGRAPHS]
    return "".join([*texts[:2], *between, *texts[2:]])


def article(*between: str, title: str = "Ferry gets a timetable") -> str:
    """Lay out an article with something after its second paragraph."""
    return f"<main><article><h1>{title}</h1>{paragraphs(*between)}</article></main>"


def read(markup: str, url: str = ADDRESS, given: Given | None = None) -> ImportedArticle:
    """Read a page."""
    return read_page(Page(markup, url), "page.html", given)


def messages(found: ImportedArticle) -> str:
    """Join the messages of an article's warnings."""
    return "\n".join(warning.message for warning in found.warnings)
