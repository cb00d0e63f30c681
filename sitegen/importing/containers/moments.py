"""Days and moments of machine-made exports: every form becomes ISO 8601, others an empty text."""

from __future__ import annotations

from datetime import UTC, datetime

_FIRST_YEAR = 1971
"""Exports write zero, the first second of 1970 or of year 1, where there is no date."""


def moment(text: object) -> str:
    """Read ISO 8601, RFC 5322 or seconds since the epoch; ISO 8601 with seconds, or "".

    A day stays a day. A moment without an offset is left without one.
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return ""
    if isinstance(text, int | float) or text.strip().isdecimal():
        return _from_epoch(text)
    text = text.strip()
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            value = parsedate_to_datetime(text)
            value = value if value.tzinfo else value.replace(tzinfo=UTC)  # RFC 5322, 3.3: -0000
        except (ValueError, OverflowError):
            return ""
    if not _FIRST_YEAR <= value.year <= 9998:
        return ""
    if len(text) == 10:
        return text if text[4] == text[7] == "-" else ""
    return value.replace(microsecond=0).isoformat()


def _from_epoch(text: str | float) -> str:
    try:
        seconds = float(text)
        # Some exports count milliseconds.
        value = datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return value.replace(microsecond=0).isoformat() if value.year >= _FIRST_YEAR else ""
