"""Numbers that count time since 1970: seconds or finer, offered as moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from analytics.inference.instants import IN_WORDS, UNITS, high_of, number, says_when, unit_of
from analytics.parsing import quote, typed_sql
from analytics.recipe.ops.moments import reading
from analytics.recipe.suggestions.making import suggestion
from analytics.recipe.suggestions.work import Work
from analytics.schema import NUMERIC_TYPES, Column, Step


def find(work: Work) -> list[Step]:
    """A suggestion for each column of numbers whose profile says that they are moments."""
    return [step for column in work.profile.columns if column.role == "time" and (step := _suggest(work, column))]


def _suggest(work: Work, column: Column) -> Step | None:
    high = high_of(column, float(column.max or 0) if column.type in NUMERIC_TYPES else None)
    unit = unit_of(high)
    if unit is None:
        return None
    value = number(column, quote(column.name) if column.type == "text" else typed_sql(column))
    count, low, high, parts = work.one(
        f"SELECT count(v), min(v) FILTER (v > 0), max(v), count(*) FILTER (v % {UNITS[unit]} <> 0)"
        f" FROM (SELECT {value} AS v FROM work)"
    )
    if not count or low is None:
        return None
    hints = ["its name says when"] if says_when(column.name) else ["they rise in steps of the clock"]
    fraction = bool(parts)
    return suggestion(
        f"moments:{column.name}",
        "moments",
        column.name,
        {"unit": unit, "then": reading(fraction, list(column.parse.get("nulls") or []))},
        confidence=0.9,
        evidence=f"{count:,} numbers are plausible {IN_WORDS[unit]} since 1970, from {_said(low, unit)} to "
        f"{_said(high, unit)} (UTC), and {hints[0]}. As numbers they can neither be added up nor drawn over time.",
        risk="None for what they say: the numbers stand in the original and in the change log."
        + (" What is finer than a microsecond is cut off." if unit == "ns" else ""),
        cells=count * work.every,
    )


def _said(number: float, unit: str) -> str:
    moment = datetime.fromtimestamp(float(number) / UNITS[unit], UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S}"
