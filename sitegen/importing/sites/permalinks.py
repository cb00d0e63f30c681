"""The addresses that texts had, as the pattern of a generator says."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...formats.names import slugify

_TOKEN = re.compile(r":([a-z_]+)")


def address_of(pattern: str, facts: Mapping[str, str]) -> str | None:
    """Fill in a pattern such as `/:year/:month/:slug/`; None where it has a word not known.

    `facts` are the words' values; `date` is an ISO date, of which `year`, `month`, `day` are parts.
    """
    date = facts.get("date", "")
    known = dict(facts)
    if date:
        year, month, day = date[:10].split("-")
        known |= {"year": year, "month": month, "day": day, "short_year": year[2:],
                  "i_month": str(int(month)), "i_day": str(int(day))}  # fmt: skip
    known["title"] = slugify(facts.get("title", ""), "unicode")
    words = _TOKEN.findall(pattern)
    if any(word not in known or word == "date" for word in words):
        return None
    filled = _TOKEN.sub(lambda found: known[found[1]], pattern).lower().replace(" ", "-")
    return re.sub(r"/{2,}", "/", filled)
