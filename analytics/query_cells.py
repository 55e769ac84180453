"""The greatest values of a dimension, and what is beyond them, out of one scan: small groups that are merged here.

Asking for the top first and for the numbers then reads the table twice. Where the groups are few and their measures can
be put together from parts (an average from its sum and count), one query gives them all and the rest is arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.parsing import quote
from analytics.query_source import aggregate, is_time
from analytics.schema import ChartSpec, Grain, Measure, Profile

MAX_CELLS = 5_000
SMALL = 5
"""An average of fewer values than this does not lead a ranking: chance alone makes the highest and the lowest."""
MERGED = {"sum", "count", "mean", "min", "max"}
GRAINS: dict[Grain, float] = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.4, "quarter": 91.3, "year": 365.2}
"""Days of each grain."""
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Top:
    """The values that are shown, greatest first, and how many more there are."""

    kept: tuple[Any, ...]
    left: int


def few(spec: ChartSpec, profile: Profile) -> bool:
    """Whether one scan may give all groups: their measures can be merged, and there are at most some thousands."""
    if any(measure.column is not None and measure.agg not in MERGED for measure in spec.measures):
        return False
    cells = 1.0
    for name in (spec.dimension, spec.series):
        if name is not None:
            cells *= _size(spec, profile, name)
    return cells <= MAX_CELLS


def _size(spec: ChartSpec, profile: Profile, name: str) -> float:
    column = profile.column(name)
    if is_time(profile, name) and name == spec.dimension:
        if spec.options.get("fold"):
            return 25
        if spec.grain in GRAINS:
            try:
                first, last = date.fromisoformat(str(column.min)[:10]), date.fromisoformat(str(column.max)[:10])
            except ValueError:
                return math.inf
            return min((last - first).days / GRAINS[spec.grain] + 2, column.distinct + 1)
    return column.distinct + 1


def parts(measures: Sequence[Measure]) -> list[str]:
    """The SQL of what each measure is put together from: an average is two numbers, the others are one."""
    found: list[str] = []
    for measure in measures:
        if measure.agg == "mean" and measure.column is not None:
            value = f"CAST({quote(measure.column)} AS DOUBLE)"
            found += [f"sum({value})", f"count({value})"]
        else:
            found.append(aggregate(measure))
    return found


def merged(measures: Sequence[Measure], rows: Iterable[Row]) -> Row:
    """The measures over several groups, from the parts of each."""
    columns = [[value for value in column if value is not None] for column in zip(*rows, strict=True)]
    found: list[Any] = []
    place = 0
    for measure in measures:
        values = columns[place]
        place += 1
        if measure.agg == "mean" and measure.column is not None:
            count = sum(columns[place])
            place += 1
            found.append(_sum(values) / count if count else None)
        elif not values:
            found.append(None)
        else:
            found.append(_MERGE.get("count" if measure.column is None else measure.agg, _sum)(values))
    return tuple(found)


def _sum(values: Sequence[Any]) -> Any:
    try:
        return math.fsum(values) if values and isinstance(values[0], float) else sum(values)
    except (OverflowError, ValueError):  # sums beyond what a float holds, infinities of both signs
        return sum(values)


_MERGE: dict[str, Callable[[Sequence[Any]], Any]] = {"min": min, "max": max}


def top(
    measures: Sequence[Measure], cells: Sequence[Row], keys: int, role: int, most: int, *, counted: bool = False
) -> Top:
    """The ``most`` greatest values of the key at ``role`` by the first measure over all cells of each.

    ``counted``: the last measure says how many values are behind it; what has fewer than ``SMALL`` comes last.
    """
    groups: dict[Any, list[Row]] = {}
    for cell in cells:
        groups.setdefault(cell[role], []).append(cell[keys:])
    totals = [(merged(measures, rows), key) for key, rows in groups.items()]
    totals.sort(key=lambda pair: (
        counted and pair[0][-1] < SMALL, _falling(pair[0][0]), pair[1] is None, pair[1] if pair[1] is not None else "",
    ))  # fmt: skip
    return Top(tuple(key for _, key in totals[:most]), max(0, len(totals) - most))


def _falling(value: Any) -> tuple[bool, float]:
    """Greatest first, nothing last; what is no number counts as greatest, as DuckDB sorts it."""
    if value is None:
        return True, 0.0
    return False, -math.inf if value != value else -value


def together(measures: Sequence[Measure], cells: Sequence[Row], keys: int) -> list[Row]:
    """Keys and measures, the cells of equal keys merged; the first of equal keys gives the order."""
    groups: dict[Row, list[Row]] = {}
    for cell in cells:
        groups.setdefault(cell[:keys], []).append(cell[keys:])
    return [(*key, *merged(measures, rows)) for key, rows in groups.items()]
