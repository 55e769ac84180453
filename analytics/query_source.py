"""The filtered clean table as SQL, the values it binds, and the connection that reads it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.engine import connect
from analytics.parsing import quote
from analytics.schema import NUMERIC_TYPES, TEMPORAL_TYPES, AnalyticsError, ChartSpec, Filter, Measure, Profile

MEMORY_MB = 384
THREADS = 2
FUNCTIONS = {"sum": "sum", "mean": "avg", "median": "median", "min": "min", "max": "max"}
WORDS = {"sum": "Sum of", "mean": "Average", "median": "Median", "min": "Lowest", "max": "Highest",
         "count": "Values in", "count_distinct": "Different"}  # fmt: skip
BEING_MADE = "The table is being made anew at this moment; it appears here when it is ready."
MAX_SHARED, MAX_OWN = 6, 3
_local = threading.local()
_shared: OrderedDict[Path, Any] = OrderedDict()
_opening = threading.Lock()


@dataclass(frozen=True)
class ChartData:
    """What a chart draws. ``rows`` are tuples in the order of ``columns``; ``names`` are the headings for people.

    Columns: ``dimension`` and ``series`` where the chart has them, then ``m0``, ``m1`` …; a histogram has ``low``,
    ``high``, ``m0``; a box ``dimension``, ``low``, ``q1``, ``median``, ``q3``, ``high``, ``n``, ``points``.
    ``rest`` is the label under which the categories beyond the limit were put together. ``counts``: how many values
    are behind the first measure of each row, where that is an average or a median; else empty.
    """

    columns: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    rest: str | None = None
    notes: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()

    def values(self, column: str) -> list[Any]:
        """One column's values in row order; an absent column gives None for every row."""
        if column not in self.columns:
            return [None] * len(self.rows)
        place = self.columns.index(column)
        return [row[place] for row in self.rows]


@dataclass(frozen=True)
class Page:
    """A page of a table: rows of plain Python values, and how many rows there are after filtering."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int
    offset: int


def measure_name(measure: Measure) -> str:
    """What a person calls it: ``Sum of price``, ``Rows``."""
    return "Rows" if measure.column is None else f"{WORDS[measure.agg]} {measure.column}"


def known(profile: Profile, name: str | None) -> None:
    """AnalyticsError if the table has no such column."""
    if name is not None and all(column.name != name for column in profile.columns):
        raise AnalyticsError(f"The column “{name}” is no longer in the data; choose another one.")


def is_number(profile: Profile, name: str | None) -> bool:
    return name is not None and profile.column(name).type in NUMERIC_TYPES


def is_time(profile: Profile, name: str | None) -> bool:
    return name is not None and profile.column(name).type in TEMPORAL_TYPES


def checked(profile: Profile, spec: ChartSpec) -> None:
    """AnalyticsError where ``spec`` asks for a column that is gone, or for arithmetic on what is no number."""
    for name in (spec.dimension, spec.series, *(m.column for m in spec.measures)):
        known(profile, name)
    for measure in spec.measures:
        if measure.column and measure.agg in FUNCTIONS and not is_number(profile, measure.column):
            raise AnalyticsError(f"“{measure.column}” is not a number; count it instead, or choose another measure.")


def aggregate(measure: Measure) -> str:
    """The SQL of a measure."""
    if measure.column is None:
        return "count(*)"
    if measure.agg in ("count", "count_distinct"):
        return f"count({'DISTINCT ' if measure.agg == 'count_distinct' else ''}{quote(measure.column)})"
    return f"{FUNCTIONS[measure.agg]}(CAST({quote(measure.column)} AS DOUBLE))"


Asked = tuple[tuple[str, ...], tuple[str, ...]]
"""The SQL of keys to group by, and of numbers about each group."""


class Query:
    """The filtered table as SQL, with its bound values."""

    source = "picked"
    ahead: Mapping[Asked, list[tuple[Any, ...]]] = {}
    """Groups that were asked for already, together with those of other charts."""

    def __init__(self, clean: Path, profile: Profile, filters: Sequence[Filter], connection: Any = None) -> None:
        if not clean.exists():
            raise AnalyticsError("The clean table of this data is not there; clean the dataset again.")
        self.profile = profile
        self.connection = connection or connection_to(clean.resolve().parent)
        self.bound: list[Any] = [str(clean.resolve())]
        conditions = [self._condition(one) for one in filters]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        self.table = f"WITH picked AS (SELECT * FROM read_parquet(?){where}) "

    def run(self, sql: str, extra: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """``sql`` reads ``picked``; ``extra`` are its own values, after those of the filters."""
        import duckdb

        try:
            found: list[tuple[Any, ...]] = self.connection.execute(self.table + sql, [*self.bound, *extra]).fetchall()
        except (duckdb.BinderException, duckdb.IOException):
            if self._replaced():
                raise AnalyticsError(BEING_MADE) from None
            raise
        return found

    def grouped(self, keys: Sequence[str], parts: Sequence[str]) -> list[tuple[Any, ...]]:
        """A row of keys and numbers for each group, by rising keys; neither has values to bind."""
        found = self.ahead.get((tuple(keys), tuple(parts)))
        if found is None:
            grouping = ", ".join(str(place + 1) for place in range(len(keys)))
            found = self.run(f"SELECT {', '.join([*keys, *parts])} FROM {self.source} GROUP BY {grouping}")
        return sorted(found, key=lambda row: [(value is None, value) for value in row[: len(keys)]])

    def _replaced(self) -> bool:
        """Whether the file no longer is the table that the profile tells of: a run has put another one in its place."""
        path = Path(self.bound[0])
        if not path.exists():
            return True
        there = {
            row[0] for row in self.connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        }
        return not {column.name for column in self.profile.columns} <= there

    def _condition(self, one: Filter) -> str:
        known(self.profile, one.column)
        name = quote(one.column)
        kind = self.profile.column(one.column).type
        if one.op in ("is_null", "not_null"):
            return f"{name} IS {'NOT ' if one.op == 'not_null' else ''}NULL"
        if one.op == "contains":
            self.bound.append(str(one.values[0]) if one.values else "")
            return f"contains(lower(CAST({name} AS VARCHAR)), lower(?))"
        cast = (
            "DOUBLE"
            if kind in NUMERIC_TYPES
            else {"date": "DATE", "datetime": "TIMESTAMP", "time": "TIME", "boolean": "BOOLEAN"}.get(kind, "VARCHAR")
        )
        if one.op == "between":
            return self._between(name, cast, one.values)
        return self._among(name, cast, one)

    def _between(self, name: str, cast: str, values: Sequence[Any]) -> str:
        parts = []
        for value, sign in zip(values, (">=", "<="), strict=False):
            if value is None or value == "":
                continue
            self.bound.append(str(value))
            if cast == "TIMESTAMP" and sign == "<=" and len(str(value)) == 10:
                parts.append(f"{name} < TRY_CAST(? AS DATE) + INTERVAL 1 DAY")
            else:
                parts.append(f"CAST({name} AS {cast}) {sign} TRY_CAST(? AS {cast})")
        return f"({' AND '.join(parts)})" if parts else "TRUE"

    def _among(self, name: str, cast: str, one: Filter) -> str:
        values = [value for value in one.values if value is not None]
        self.bound.extend(str(value) for value in values)
        marks = ", ".join([f"TRY_CAST(? AS {cast})"] * len(values))
        inside = f"coalesce(CAST({name} AS {cast}) IN ({marks}), FALSE)" if values else "FALSE"
        if len(values) < len(one.values):
            inside = f"({inside} OR {name} IS NULL)"
        return f"NOT {inside}" if one.op == "not_in" else inside


def connection_to(folder: Path) -> Any:
    """This thread's connection to a DuckDB that reads below ``folder`` only. Each folder's is opened once (some 20 ms)
    and shared by the threads of the process; of the folders that nobody asks for any more only the last few are kept.
    """
    mine: OrderedDict[Path, Any] = _local.__dict__.setdefault("cursors", OrderedDict())
    found = mine.pop(folder, None)
    if found is None:
        with _opening:
            shared = _shared.pop(folder, None) or connect(MEMORY_MB, directories=(folder,), threads=THREADS)
            _shared[folder] = shared
            while len(_shared) > MAX_SHARED:
                _shared.popitem(last=False)  # threads that still ask it keep it alive
            found = shared.cursor()
    mine[folder] = found
    while len(mine) > MAX_OWN:
        mine.popitem(last=False)
    return found
