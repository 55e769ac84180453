"""Dates on an axis: seconds since 1970, round steps of the calendar, and words in two lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from analytics.charts import locales
from analytics.charts.scales import moment

EPOCH = datetime(1970, 1, 1)
DAY = 86400.0
STEPS = (1, 5, 15, 30, 60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, DAY, 2 * DAY, 7 * DAY, 14 * DAY)
MONTHS = (1, 2, 3, 6)
YEARS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000)


def when(raw: Any) -> datetime | None:
    """A date, a moment or its ISO text as a moment without zone."""
    if isinstance(raw, datetime):
        found = raw
    elif isinstance(raw, date):
        found = datetime(raw.year, raw.month, raw.day)
    elif isinstance(raw, str):
        try:
            found = datetime.fromisoformat(raw.strip())
        except ValueError:
            return None
    else:
        return None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def seconds(raw: Any) -> float | None:
    """Seconds since 1970; a number is taken for milliseconds, as Plotly does."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return raw / 1000
    found = when(raw)
    return None if found is None else (found - EPOCH).total_seconds()


def back(value: float) -> datetime:
    """The moment of an axis number, kept inside the calendar."""
    return EPOCH + timedelta(seconds=max(-62135596800.0, min(253402300799.0, value)))


def moment_text(raw: Any, spec: Mapping[str, Any]) -> str:
    found = when(raw)
    if found is None:
        return str(raw)
    grain = {"%Y": "year", "%b %Y": "month", "%-d %b %Y": "day"}.get(str(spec.get("hoverformat") or ""))
    if spec.get("hoverformat") == "Q%q %Y":
        grain = "quarter"
    return moment(found, grain)


def time_ticks(low: float, high: float, wanted: int) -> list[tuple[float, str, str]]:
    """(seconds, words, words below) at round moments; the line below stands where it changes."""
    span = max(high - low, 1.0)
    for step in STEPS:
        if span / step <= wanted:
            return _spaced(low, high, step)
    for months in MONTHS:  # those that lie inside count: two years from 2 January have three half years
        if span / (months * 30.44 * DAY) <= wanted + 1 and len(found := _monthly(low, high, months)) <= wanted:
            return found
    for years in YEARS:
        if span / (years * 365.25 * DAY) <= wanted:
            break
    return _yearly(low, high, years)


def _spaced(low: float, high: float, step: float) -> list[tuple[float, str, str]]:
    # Weeks begin on Mondays; 1970 began on a Thursday.
    offset = 4 * DAY if step >= 7 * DAY else 0.0
    first = -(-(low - offset) // step)
    found: list[tuple[float, str, str]] = []
    shown = ""
    place = first
    while place * step + offset <= high and len(found) < 200:
        value = place * step + offset
        here = back(value)
        if step >= DAY:
            text, below = locales.day(here.day, here.month), str(here.year)
        else:
            text = f"{here:%H:%M:%S}" if step < 60 else f"{here:%H:%M}"
            below = f"{locales.day(here.day, here.month)} {here.year}"
        found.append((value, text, below if below != shown else ""))
        shown = below
        place += 1
    return found


def _monthly(low: float, high: float, months: int) -> list[tuple[float, str, str]]:
    start = back(low)
    count = start.year * 12 + start.month - 1
    count -= count % months
    found: list[tuple[float, str, str]] = []
    shown = ""
    while len(found) < 200 and count // 12 <= 9999:
        here = datetime(max(count // 12, 1), count % 12 + 1, 1)
        value = (here - EPOCH).total_seconds()
        if value > high:
            break
        if value >= low:
            text = locales.quarter(here.month // 3 + 1) if months == 3 else locales.month(here.month)
            found.append((value, text, str(here.year) if str(here.year) != shown else ""))
            shown = str(here.year)
        count += months
    return found


def _yearly(low: float, high: float, years: int) -> list[tuple[float, str, str]]:
    year = back(low).year
    year -= year % years
    found: list[tuple[float, str, str]] = []
    while year <= 9999 and len(found) < 200:
        value = (datetime(max(year, 1), 1, 1) - EPOCH).total_seconds()
        if value > high:
            break
        if value >= low:
            found.append((value, str(max(year, 1)), ""))
        year += years
    return found
