"""Sums, counts and means per hour, day, week, month or year: what every question about time is asked of.

DuckDB adds up once per category; the arrays then answer for the whole table, for one level and for all the others.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from analytics.insights.candidate import ROWS
from analytics.insights.grains import GRAINS, fine
from analytics.insights.table import Category, Floats, Table, quote

MAX_BUCKETS = 30_000
MIN_BUCKETS = 24
ENOUGH_ROWS = 2.5
"""Rows that a point of a series should rest on, on average, where the table has several rows per point."""


@dataclass(frozen=True)
class Axis:
    """A time column cut into buckets. ``single``: the table has one row per bucket, so nothing is added up."""

    column: str
    grain: str
    first: int
    length: int
    single: bool
    gap: int = 1
    """Hours (minutes, seconds) between readings, for the grain of an hour (a minute, a second)."""

    def start(self, bucket: int) -> dt.datetime:
        """When a bucket (0-based) begins."""
        number = self.first + bucket
        if self.grain == "month":
            return dt.datetime(number // 12, number % 12 + 1, 1)
        if self.grain == "year":
            return dt.datetime(number, 1, 1)
        offset = -3 * 86400 if self.grain == "week" else 0
        return dt.datetime(1970, 1, 1) + dt.timedelta(seconds=number * GRAINS[self.grain] + offset)


def bucket_sql(column: str, grain: str) -> str:
    """The number of the bucket that a row falls into."""
    stamp = f"{quote(column)}::TIMESTAMP"
    if grain == "month":
        return f"(year({stamp}) * 12 + month({stamp}) - 1)"
    if grain == "year":
        return f"year({stamp})"
    offset = 3 * 86400 if grain == "week" else 0
    return f"CAST(floor((epoch({stamp}) + {offset}) / {GRAINS[grain]}) AS BIGINT)"


@dataclass
class Sums:
    """Per bucket: rows, and for each measure the sum and the number of its values."""

    rows: Floats
    total: dict[str, Floats]
    filled: dict[str, Floats]

    def minus(self, other: Sums) -> Sums:
        """What is left without ``other``."""
        return Sums(
            self.rows - other.rows,
            {name: self.total[name] - other.total[name] for name in self.total},
            {name: self.filled[name] - other.filled[name] for name in self.filled},
        )


@dataclass
class Cube:
    """All series of one axis: over the whole table, and per level of each category."""

    axis: Axis
    whole: Sums
    levels: dict[str, list[Sums]] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)


@dataclass(frozen=True)
class Series:
    """One series: ``y`` with NaN where nothing is known, ``rows`` behind each point, ``step`` buckets of the axis
    per point."""

    axis: Axis
    measure: str
    agg: str | None
    y: Floats
    rows: Floats
    step: int = 1
    segment: dict[str, Any] | None = None

    def date(self, point: int) -> dt.date:
        return self.axis.start(point * self.step).date()

    def last_date(self, point: int) -> dt.date:
        """The last day that a point covers."""
        return (self.axis.start((point + 1) * self.step) - dt.timedelta(seconds=1)).date()

    @property
    def grain(self) -> str:
        """In words: what one point covers."""
        if self.step == 1:
            return self.axis.grain
        return {("second", 60): "minute", ("minute", 60): "hour", ("hour", 24): "day", ("day", 7): "week"}.get(
            (self.axis.grain, self.step), f"{self.step} {self.axis.grain}s"
        )

    @property
    def per_year(self) -> float:
        """Points in a year."""
        seconds = GRAINS.get(self.axis.grain, 0)
        days = seconds / 86400 if seconds else {"month": 30.4375, "year": 365.25}[self.axis.grain]
        return 365.25 / (days * self.step)


def choose_axis(table: Table) -> Axis | None:
    """The time column that orders the file best, cut so that there are enough points and enough rows in each."""
    best: tuple[float, str] | None = None
    for column in table.times:
        stamps = table.stamps[column]
        known = stamps[np.isfinite(stamps)]
        if len(known) < 0.7 * len(stamps) or len(np.unique(known)) < 12:
            continue
        climbing = float(np.mean(np.diff(known) >= 0)) if len(known) > 1 else 0.0
        score = round(abs(climbing - 0.5), 1) + 0.2 * len(known) / len(stamps)
        if best is None or score > best[0] + 1e-9:
            best = (score, column)
    return _cut(table, best[1]) if best else None


def _cut(table: Table, column: str) -> Axis | None:
    stamps = np.unique(table.stamps[column][np.isfinite(table.stamps[column])])
    days = np.unique(np.floor(stamps / 86400))
    gap = float(np.median(np.diff(days))) if len(days) > 1 else 0.0
    span = (stamps[-1] - stamps[0]) / 86400
    if len(days) >= 12 and gap >= 300:
        grain = "year"
    elif len(days) >= 12 and gap >= 27 and len(days) < span / 20:
        grain = "month"
    elif len(days) >= 12 and gap >= 6 and np.mean(np.diff(days) % 7 == 0) > 0.9:
        grain = "week"
    elif finer := fine(stamps):
        return axis_of(table, column, *finer)
    elif span < 45 and (stamps % 86400 != 0).any():
        axis = axis_of(table, column, "hour")
        hours = np.unique(np.floor(stamps / 3600))
        return (
            dataclasses.replace(axis, gap=int(np.clip(round(float(np.median(np.diff(hours)))), 1, 24)))
            if axis
            else None
        )
    else:
        grain = "day"
    return axis_of(table, column, grain)


def axis_of(table: Table, column: str, grain: str, gap: int = 1) -> Axis | None:
    """Cut ``column`` by ``grain``; None where there are too few buckets, or far too many."""
    name = quote(column)
    low, high, distinct, rows = table.query(
        f"SELECT min({bucket_sql(column, grain)}), max({bucket_sql(column, grain)}), "
        f"count(DISTINCT {bucket_sql(column, grain)}), count(*) FROM {{source}} WHERE {name} IS NOT NULL"
    )[0]
    if low is None:
        return None
    length = int(high) - int(low) + 1
    if length > MAX_BUCKETS:
        return (
            axis_of(table, column, "week" if grain in ("hour", "day") else "year")
            if grain in ("hour", "day", "month")
            else None
        )
    if length < (10 if grain == "year" else MIN_BUCKETS) or distinct < 10:
        return None
    return Axis(column, grain, int(low), length, single=distinct >= 0.98 * rows, gap=gap)


def load_cube(table: Table, axis: Axis, *, segments: bool = True) -> Cube:
    """Add everything up: one pass over the file for the whole, one per category."""
    cube = Cube(axis, _sums(table, axis, None)[0])
    axis = _whole_buckets(axis, cube.whole.rows)
    if axis != cube.axis:
        cube = Cube(axis, _sums(table, axis, None)[0])
    if segments:
        for category in table.categories:
            if table.out_of_time(f"series by “{category.name}”"):
                break
            cube.categories[category.name] = category
            cube.levels[category.name] = _sums(table, axis, category)
    return cube


def _whole_buckets(axis: Axis, rows: Floats) -> Axis:
    """Leave out a first and a last bucket that hold less than half of what is usual: the file begins or ends within
    them."""
    if axis.single or len(rows) < MIN_BUCKETS + 2 or (regular(rows[1:-1]) is False and float(np.median(rows)) < 4):
        return axis
    early = float(rows[0]) < 0.5 * float(np.median(rows[1:15]))
    late = float(rows[-1]) < 0.5 * float(np.median(rows[-15:-1]))
    return dataclasses.replace(axis, first=axis.first + early, length=axis.length - early - late)


def _sums(table: Table, axis: Axis, category: Category | None) -> list[Sums]:
    names = table.measures + table.booleans
    parts = []
    for name in names:
        low, high = table.bounds.get(name, (-1e300, 1e300))
        value = f"{quote(name)}::DOUBLE"
        inside = f"FILTER (WHERE {value} BETWEEN {low!r} AND {high!r})"
        parts.append(f"sum({value}) {inside}, count({value}) {inside}")
    level = f"list_position(?, {quote(category.name)}) - 1" if category else "0"
    columns = ", ".join(
        [f"{bucket_sql(axis.column, axis.grain)} - {axis.first} AS b", f"{level} AS c", "count(*)", *parts]
    )
    bucket = bucket_sql(axis.column, axis.grain)
    inside = f"{bucket} BETWEEN {axis.first} AND {axis.first + axis.length - 1}"
    sql = f"SELECT {columns} FROM {table.source} WHERE {inside} GROUP BY 1, 2"
    result = table.connection.execute(sql, [list(category.levels)] if category else []).fetchnumpy()
    keys = list(result)
    codes = np.ma.filled(np.ma.asarray(result["c"]).astype(np.int64), -1)
    buckets = np.asarray(result["b"], dtype=np.int64)
    count = len(category.levels) if category else 1
    return [_one(result, keys, names, codes == level_code, buckets, axis.length) for level_code in range(count)]


def _one(result: dict[str, Any], keys: list[str], names: list[str], chosen: Any, buckets: Any, length: int) -> Sums:
    def spread(key: str) -> Floats:
        values = np.zeros(length)
        values[buckets[chosen]] = np.ma.filled(np.ma.asarray(result[key]).astype(np.float64), 0.0)[chosen]
        return values

    return Sums(
        spread(keys[2]),
        {name: spread(keys[3 + 2 * i]) for i, name in enumerate(names)},
        {name: spread(keys[4 + 2 * i]) for i, name in enumerate(names)},
    )


def series_of(
    axis: Axis, sums: Sums, measure: str, agg: str | None, segment: dict[str, Any] | None = None
) -> Series | None:
    """One series, in points coarse enough to rest on a few rows each; None where too little is known."""
    known = sums.rows if measure == ROWS else sums.filled[measure]
    for step in _steps(axis):
        rows = _blocks(known, step)
        if len(rows) < (10 if axis.grain == "year" else MIN_BUCKETS):
            return None
        if axis.single or regular(known) or regular(rows) or float(rows.mean()) >= ENOUGH_ROWS:
            y = _values(sums, measure, agg, step, rows)
            if np.isfinite(y).mean() < 0.6:
                continue
            return Series(axis, measure, agg, y, rows, step, segment)
    return None


def regular(rows: Floats) -> bool:
    """Whether nearly every bucket has the same number of rows: a table of readings, not of events."""
    middle = float(np.median(rows))
    return middle >= 1 and float(np.mean(np.abs(rows - middle) < 0.5)) > 0.8


def _steps(axis: Axis) -> tuple[int, ...]:
    if axis.single:
        return (axis.gap,)
    if axis.grain in ("second", "minute"):
        return (axis.gap, *(step for step in (10, 60) if step > axis.gap))
    return {"hour": (axis.gap, 24), "day": (1, 7, 28), "week": (1, 4), "month": (1, 3), "year": (1,)}[axis.grain]


def _blocks(values: Floats, step: int) -> Floats:
    """Sums of ``step`` buckets each; an incomplete block at the end is left out."""
    whole = len(values) // step * step
    return values[:whole].reshape(-1, step).sum(axis=1)


def _values(sums: Sums, measure: str, agg: str | None, step: int, rows: Floats) -> Floats:
    if measure == ROWS:
        return rows.copy()
    total = _blocks(sums.total[measure], step)
    if agg == "sum":
        return total
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(rows > 0, total / rows, np.nan)
