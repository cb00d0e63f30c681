"""The Solar Hijri calendar: its days, and the names of its months."""

from __future__ import annotations

from datetime import date

_MONTHS = {
    "en": "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand",
    "fa": "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "tr": "Ferverdin Ordibeheşt Hordad Tir Mordad Şehriver Mehr Aban Azer Dey Behmen Esfend",
    "ru": "фарвардин ордибехешт хордад тир мордад шахривер мехр абан азер дей бахман эсфанд",
}
_WRITTEN_AS = {"ar": "fa", "ckb": "fa", "ps": "fa", "ur": "fa", "be": "ru", "kk": "ru", "uk": "ru"}
"""Languages that have the names of another one, in whose script they are written."""


def solar_day(day: date) -> tuple[int, int, int]:
    """Return year, month and day of a Gregorian day in the Solar Hijri calendar.

    ValueError for a day before its first year, which began on 22 March 622.
    """
    from persiantools.jdatetime import JalaliDate

    solar = JalaliDate.to_jalali(day)
    return solar.year, solar.month, solar.day


def solar_month(month: int, language: str) -> str:
    """Return the name of a month, 1 to 12, in a language; the English one where none is known."""
    primary = language.lower().partition("-")[0]
    names = _MONTHS.get(_WRITTEN_AS.get(primary, primary), _MONTHS["en"])
    return names.split()[month - 1]
