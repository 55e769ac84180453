"""A number's formula as a person would say it."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.passport.marks import BOXES, POINTS, Mark
from analytics.passport.rows import Behind
from analytics.schema import Filter

AGGREGATES = {
    "sum": "The sum",
    "mean": "The average",
    "median": "The median",
    "min": "The smallest value",
    "max": "The greatest value",
    "count": "The number of values",
    "count_distinct": "The number of different values",
}
FIVE = {
    "low": "The end of the lower whisker (the least value at most 1.5 boxes below the box)",
    "q1": "The lower quarter",
    "median": "The median",
    "q3": "The upper quarter",
    "high": "The end of the upper whisker (the greatest value at most 1.5 boxes above the box)",
    "n": "The number of values",
}
MOST = 5


def formula(behind: Behind, filters: Sequence[Filter]) -> str:
    """One sentence: what is computed, and over which rows."""
    conditions = [*_mark(behind.mark), *(filter_words(each) for each in (*behind.mark.spec.filters, *filters))]
    which = f"rows in which {_and(conditions)}" if conditions else "rows"
    what = _what(behind)
    return f"{what} over {'the ' if conditions else 'all '}{which}." if what else f"The number of {which}."


def _what(behind: Behind) -> str:
    """What is computed; nothing where rows are counted."""
    mark, spec = behind.mark, behind.mark.spec
    if spec.kind == "correlation":
        return f"Pearson’s correlation of “{behind.needs[0]}” and “{behind.needs[1]}”"
    if spec.kind in BOXES:
        word = FIVE.get(mark.column, "The value")
        return f"{word} of “{behind.needs[0]}”"
    if spec.kind in POINTS:
        return f"The value of “{behind.needs[0]}” of one point"
    if spec.kind == "histogram" or behind.measure.column is None:
        return ""
    if mark.column in ("lo", "hi"):
        end = "lower" if mark.column == "lo" else "upper"
        return f"The {end} end of the 95 % interval around the average of “{behind.measure.column}”"
    return f"{AGGREGATES[behind.measure.agg]} of “{behind.measure.column}”"


def _mark(mark: Mark) -> list[str]:
    spec = mark.spec
    if spec.kind == "correlation":
        return ["both have a value"]
    if spec.kind == "histogram":
        return [f"“{spec.dimension}” is at least {mark.keys[0]} and below {mark.keys[1]}"]
    rest = mark.data.rest
    found = []
    values = [mark.values[role] for role in ("dimension", "series") if role in mark.values]
    for name, text, value in zip(mark.names, mark.keys, values, strict=False):
        if not name:
            continue
        if rest is not None and value == rest:
            found.append(f"“{name}” is none of the values that the chart shows by themselves")
        elif value is None:
            found.append(f"“{name}” is missing")
        elif name == spec.dimension and spec.grain and not spec.options.get("fold"):
            found.append(f"“{name}” lies in the {spec.grain} {text}")
        else:
            found.append(f"“{name}” is {text}")
    return found


def filter_words(each: Filter) -> str:
    name = f"“{each.column}”"
    values = [str(value) for value in each.values if value is not None]
    if each.op == "is_null":
        return f"{name} is missing"
    if each.op == "not_null":
        return f"{name} has a value"
    if each.op == "contains":
        return f"{name} contains “{values[0] if values else ''}”"
    if each.op == "between":
        low, high = ([*each.values, None, None])[:2]
        if low not in (None, "") and high not in (None, ""):
            return f"{name} lies between {low} and {high}"
        return f"{name} is at least {low}" if low not in (None, "") else f"{name} is at most {high}"
    listed = " or ".join(f"“{value}”" for value in values[:MOST])
    if len(values) > MOST:
        listed = f"one of {len(values)} values"
    if None in each.values:
        listed = f"{listed} or missing" if listed else "missing"
    return f"{name} is {'not ' if each.op == 'not_in' else ''}{listed}"


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
