"""Read moments in the forms that metadata has them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ..dates import read_dates
from ..lines import tidy


def read_moment(text: str) -> str:
    """Read a date as ISO 8601, in any form that metadata has it; "" where it cannot be told."""
    text = tidy(text)
    if re.fullmatch(r"1\d{9}|1\d{12}", text):
        return datetime.fromtimestamp(int(text[:10]), UTC).isoformat()
    try:
        if re.match(r"\d{4}-\d{2}-\d{2}", text):
            moment = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d|Z$)|\s*(?:UTC|GMT)$", "", text))
            if len(text) == 10:
                return moment.date().isoformat()
            moment = moment.replace(microsecond=0)
            offset = moment.utcoffset()
            if offset is not None and offset.seconds % 60:
                moment = moment.astimezone(UTC)
            return moment.isoformat() if 1 < moment.year < 9999 else ""
        if re.match(r"[A-Z][a-z]{2}, \d", text):
            return parsedate_to_datetime(text).isoformat()
    except (ValueError, OverflowError, IndexError, TypeError):
        return ""
    dates = [one for one in read_dates(text) if one.value]
    return dates[0].value or "" if len(dates) == 1 else ""
