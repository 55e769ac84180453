"""Numbers, dates and names as a person reads them."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

ROWS = "__rows__"
"""The contract's name for the number of rows, as a measure."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
SHARE = "share"
"""The unit of a column of percentages, which are kept as shares of one."""

MINUS = "−"
"""In sentences the sign that is as wide as a plus, not a hyphen, at which lines may break."""

CURRENCY_SIGNS = frozenset("€$£¥₹₽₩₺₴฿₫₪")


def number(value: float, unit: str | None = None) -> str:
    """Three to four digits that count, thousands with a comma; the unit behind it, a currency sign before it.

    >>> number(1234567), number(0.01234), number(52.1, "%"), number(-9.5, "€")
    ('1,234,567', '0.01234', '52.1 %', '−€9.5')
    """
    if unit == SHARE:
        return f"{_digits(value * 100)} %"
    text = _digits(value)
    if not unit:
        return text
    if unit in CURRENCY_SIGNS:
        return f"{MINUS}{unit}{text[1:]}" if text.startswith(MINUS) else f"{unit}{text}"
    return f"{text} {unit}"


def signed(text: str) -> str:
    """A number that Python wrote, with a minus sign that is one.

    >>> signed("-0.60")
    '−0.60'
    """
    return text.replace("-", MINUS)


def _digits(value: float) -> str:
    return signed(_plain_digits(value))


def _plain_digits(value: float) -> str:
    if not math.isfinite(value):
        return "unknown"
    if value == 0:
        return "0"
    if abs(value) >= 1000 or float(value).is_integer():
        return f"{value:,.0f}" if abs(value) < 1e15 else f"{value:.3g}"
    places = max(0, 3 - math.floor(math.log10(abs(value))))
    return f"{value:.{min(places, 12)}f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """A share as a percentage with one decimal below ten.

    >>> percent(0.217), percent(0.0312), percent(1.5)
    ('22 %', '3.1 %', '150 %')
    """
    hundred = share * 100
    return signed(f"{hundred:.1f} %" if abs(hundred) < 9.95 else f"{hundred:,.0f} %")


def change(before: float, after: float) -> str:
    """By how much, as a person says it: ``+22 %``, or nothing where the base is not above zero or the sign changes.

    >>> change(50, 61)
    '+22 %'
    """
    if before <= 0 or after < 0:
        return ""
    ratio = after / before - 1
    return f"{'+' if ratio >= 0 else MINUS}{percent(abs(ratio))}"


def day(value: dt.date | dt.datetime) -> str:
    """A date in words: 3 Mar 2024."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def span(first: dt.date, last: dt.date) -> str:
    """Two days in words; whole years as years: 1880 – 1897."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year} – {last.year}"
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def date_of(text: str) -> dt.date | None:
    """The day of an ISO date or moment; None where it is none."""
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        return None


def days(dates: list[dt.date]) -> str:
    """One date, a run of dates, or several."""
    if len(dates) == 1:
        return f"on {day(dates[0])}"
    if (dates[-1] - dates[0]).days == len(dates) - 1:
        return f"from {day(dates[0])} to {day(dates[-1])}"
    if len(dates) <= 4:
        return "on " + ", ".join(day(d) for d in dates[:-1]) + f" and {day(dates[-1])}"
    return f"on {len(dates)} days between {day(dates[0])} and {day(dates[-1])}"


def measure(column: str, agg: str | None = None) -> str:
    """What is measured, as the subject of a sentence (with a capital where the words are ours)."""
    if column == ROWS:
        return "The number of rows"
    if agg == "sum":
        return f"The total of “{column}”"
    if agg == "mean":
        return f"The average of “{column}”"
    return f"“{column}”"


def where(segment: dict[str, Any] | None) -> str:
    """The segment behind a sentence's subject: `` where region is North``; empty for the whole table."""
    if not segment:
        return ""
    return " where " + " and ".join(f"“{name}” is {label(value)}" for name, value in segment.items())


def label(value: Any) -> str:
    """A category's value; an empty one is named."""
    if value is None or value == "":
        return "(empty)"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def chance(p: float) -> str:
    """How surprising it would be by chance alone, for “how we know”."""
    return "below 1 in a million" if p < 1e-6 else f"about 1 in {max(1, round(1 / p)):,}" if p > 0 else "nil"
