"""The filter that comes first: columns about which any finding would be worthless.

Row numbers and other running codes, parts of the calendar that repeat the time column, copies, and columns computed
from others.
Nothing here looks at a column's name: only the values decide.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import numpy as np

from analytics.insights.derived import Derived, find_derived
from analytics.insights.table import Category, Floats, Table

MIN_PAIRS = 30
ENOUGH = 5_000
"""Rows that are enough to see that a column repeats another."""

MOSTLY = 0.75
"""A category that a part of the calendar settles this far is a part of the calendar."""


@dataclass
class Worth:
    """What was set aside, and how columns hang together. ``reasons`` maps a column to why it is left out."""

    reasons: dict[str, str] = field(default_factory=dict)
    derived: list[Derived] = field(default_factory=list)
    restated: set[frozenset[str]] = field(default_factory=set)
    """Pairs of categories of which one determines the other."""

    def related(self, one: str, other: str) -> bool:
        """Whether two columns are tied by arithmetic or by one determining the other."""
        pair = {one, other}
        return frozenset(pair) in self.restated or any(pair <= {d.column, *d.sources} for d in self.derived)


def sift(table: Table) -> Worth:
    """Take worthless columns out of ``table`` (measures, booleans, categories) and say why."""
    worth = Worth()
    for name in list(table.measures):
        reason = _running(table, name) or _calendar_number(table, table.sample[name])
        if reason:
            worth.reasons[name] = reason
    for category in table.categories:
        reason = _calendar_category(table, category)
        if reason:
            worth.reasons[category.name] = reason
    _drop(table, set(worth.reasons))
    derived, copies = find_derived(table)
    worth.derived = derived
    table.derived = {relation.column for relation in derived}
    table.rates |= {relation.column for relation in derived if relation.how == "ratio"}
    for name, original in copies.items():
        worth.reasons[name] = f"restates “{original}”"
    _drop(table, set(copies))
    _restatements(table, worth)
    return worth


def _drop(table: Table, names: set[str]) -> None:
    table.measures = [name for name in table.measures if name not in names]
    table.booleans = [name for name in table.booleans if name not in names]
    table.categories = [category for category in table.categories if category.name not in names]


def _running(table: Table, name: str) -> str:
    """A whole number that only climbs (or falls) with the rows or with time and never repeats: a row number."""
    values = table.sample[name]
    filled = np.isfinite(values)
    kept = values[filled]
    if name not in table.integers or len(kept) < MIN_PAIRS or len(np.unique(kept)) < len(kept):
        return ""
    orders = [np.arange(len(values))[filled]] + [stamps[filled] for stamps in table.stamps.values()]
    for order in orders:
        steps = np.diff(kept[np.argsort(order, kind="stable")])
        if len(steps) and (np.mean(steps > 0) > 0.999 or np.mean(steps < 0) > 0.999):
            return "a running number"
    spread = kept.max() - kept.min() + 1
    if not table.sampled and spread == len(kept) and len(kept) >= 200:
        return "every whole number of a range exactly once: a running number"
    return ""


def _parts(stamps: Floats) -> dict[str, np.ndarray]:
    """Calendar parts of seconds since 1970, as whole numbers."""
    days = np.floor_divide(stamps, 86400).astype("int64")
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    month = months.astype("int64") % 12
    year = dates.astype("datetime64[Y]").astype("int64") + 1970
    return {
        "year": year,
        "month": month + 1,
        "quarter": month // 3 + 1,
        "day of the month": (dates - months).astype("int64") + 1,
        "weekday": (days + 3) % 7,
        "day of the year": (dates - dates.astype("datetime64[Y]")).astype("int64") + 1,
        "hour": (np.floor_divide(stamps, 3600).astype("int64")) % 24,
        "minute": (np.floor_divide(stamps, 60).astype("int64")) % 60,
        "week": (days + 3) // 7,
        "year and month": year * 100 + month + 1,
        "day": days,
    }


def _calendar_number(table: Table, values: Floats) -> str:
    """A number that a part of a date gives: equal to it up to an offset, or determined by it level by level."""
    for column, stamps in table.stamps.items():
        both = np.flatnonzero(np.isfinite(values) & np.isfinite(stamps))
        both = both[:: max(1, len(both) // ENOUGH)]
        if len(both) < MIN_PAIRS:
            continue
        kept, parts = values[both], _parts(stamps[both])
        for part, numbers in parts.items():
            if len(np.unique(numbers)) < 2:
                continue
            if _offset(kept, numbers) or _one_to_one(kept, numbers):
                return f"the {part} of “{column}”"
        if len(np.unique(parts["hour"])) > 6 and len(np.unique(kept)) > 6 and _time_of_day(kept, parts["hour"]):
            return f"a time of day, as in “{column}”"
        if np.corrcoef(kept, stamps[both])[0, 1] ** 2 > 0.9995:
            return f"“{column}” as a number"
        week = ((parts["day of the year"] - 1) // 7) + 1
        if np.mean(np.abs(kept - week) <= 1) > 0.97 and len(np.unique(kept)) > 4:
            return f"the week of “{column}”"
    return ""


def _offset(values: np.ndarray, part: np.ndarray) -> bool:
    """Whether a number is a part of the date up to a constant, time zones allowed for."""
    if not np.array_equal(values, np.round(values)):
        return False
    _, counts = np.unique(values - part, return_counts=True)
    return (bool(counts.max() >= MOSTLY * len(values)) and len(np.unique(values)) > 2) or len(counts) == 1


def _time_of_day(values: np.ndarray, hours: np.ndarray) -> bool:
    """Whether a number climbs with the hour of the day (clock times such as 1745), in whatever time zone."""
    for shift in range(24):
        turned = (hours + shift) % 24
        if np.corrcoef(values, turned)[0, 1] ** 2 > 0.97:
            return True
    return False


def _one_to_one(values: np.ndarray, part: np.ndarray) -> bool:
    """Whether each value stands for exactly one part and the other way round, with several rows behind each."""
    distinct = len(np.unique(part))
    if distinct > len(part) / 3 or len(np.unique(values)) != distinct:
        return False
    return len(np.unique(np.column_stack([values, part]), axis=0)) == distinct


def _calendar_category(table: Table, category: Category) -> str:
    """A category that a part of a date determines: weekday and month names in any language, weekend yes or no, a
    season."""
    codes = table.codes[category.name]
    for column, stamps in table.stamps.items():
        both = np.flatnonzero((codes >= 0) & np.isfinite(stamps))
        both = both[:: max(1, len(both) // ENOUGH)]
        if len(both) < MIN_PAIRS:
            continue
        parts = _parts(stamps[both])
        for part in ("weekday", "month", "quarter", "year", "hour", "day of the month", "year and month", "week"):
            if _settles(parts[part], codes[both]) >= MOSTLY:
                return f"determined by the {part} of “{column}”"
        if _clock(category.levels, codes[both], parts["hour"]):
            return f"the hour of “{column}”"
    return ""


def _settles(part: np.ndarray, codes: np.ndarray) -> float:
    """How far a part of the date settles the level: 1 wholly, 0 no better than naming the most frequent level.

    Not quite 1 is allowed, since a date in another time zone lies a day off near midnight.
    """
    distinct, index = np.unique(part, return_inverse=True)
    if len(distinct) < 2 or len(distinct) > len(part) / 5 or len(np.unique(codes)) < 2:
        return 0.0
    table = np.zeros((len(distinct), int(codes.max()) + 1))
    np.add.at(table, (index, codes), 1)
    base = table.sum(axis=0).max() / table.sum()
    return float((table.max(axis=1).sum() / table.sum() - base) / (1 - base))


def _clock(levels: tuple[object, ...], codes: np.ndarray, hours: np.ndarray) -> bool:
    """Whether a category of whole numbers is the hour of day, in one time zone or in one with summer time."""
    numbers = [value for value in levels if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 24]
    if len(numbers) < 8 or len(numbers) < len(levels):
        return False
    values = np.array(numbers)[codes]
    shift = np.bincount((values - hours) % 24, minlength=24)
    return bool(np.sort(shift)[-2:].sum() >= 0.95 * shift.sum())


def _restatements(table: Table, worth: Worth) -> None:
    """Categories that determine each other: an exact twin is dropped, a finer one (city, region) is remembered as
    related."""
    kept: list[Category] = []
    for category in table.categories:
        codes = table.codes[category.name]
        twin = ""
        for other in kept:
            other_codes = table.codes[other.name]
            both = np.flatnonzero((codes >= 0) & (other_codes >= 0))
            both = both[:: max(1, len(both) // ENOUGH)]
            pairs = len(np.unique(np.column_stack([codes[both], other_codes[both]]), axis=0))
            mine, theirs = len(np.unique(codes[both])), len(np.unique(other_codes[both]))
            if pairs == mine == theirs and mine > 1:
                twin = other.name
            elif pairs == max(mine, theirs) and min(mine, theirs) > 1:
                worth.restated.add(frozenset((category.name, other.name)))
        if twin:
            worth.reasons[category.name] = f"restates “{twin}”"
        else:
            kept.append(category)
        for name in table.measures:
            if name != category.name and _determines(codes, table.sample[name]):
                worth.restated.add(frozenset((category.name, name)))
    table.categories = kept
    table.wide = [dataclasses.replace(wide) for wide in table.wide]


def _determines(codes: np.ndarray, values: Floats) -> bool:
    """Whether a category's level fixes the measure's value (bands, price lists) or the value fixes the level."""
    both = np.flatnonzero((codes >= 0) & np.isfinite(values))
    both = both[:: max(1, len(both) // ENOUGH)]
    if len(both) < MIN_PAIRS:
        return False
    codes, values = codes[both], values[both]
    order = np.lexsort((codes, values))
    levels = np.unique(codes)
    if len(levels) < 2:
        return False
    if all(np.ptp(values[codes == level]) == 0 for level in levels):
        return True
    sorted_codes = codes[order]
    return int((np.diff(sorted_codes) != 0).sum()) == len(levels) - 1
