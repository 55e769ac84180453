"""The clean table as the detectors see it: its measures, categories and time axis, an even sample of rows, and
DuckDB for the rest."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from analytics.additive import is_rate
from analytics.engine import connect
from analytics.insights.codes import missing_codes
from analytics.insights.words import SHARE
from analytics.parsing import quote
from analytics.schema import NUMERIC_TYPES, TEMPORAL_TYPES, Column, Limits, Profile

Floats = NDArray[np.float64]

SAMPLE_ROWS = 30_000
"""Rows on which tests of single rows run; a sample spread evenly over the file when there are more."""

MAX_LEVELS = 12
"""Levels of a category that are looked at one by one, the most frequent first."""

MIN_LEVEL_ROWS = 30
MIN_YEARS = 15


@dataclass(frozen=True)
class Category:
    """A column that splits the table. ``levels`` are its most frequent values, ``counts`` their rows, ``distinct``
    all of its values."""

    name: str
    levels: tuple[Any, ...]
    counts: tuple[int, ...]
    distinct: int
    rows: int
    """Rows where it is not null."""
    boolean: bool = False


@dataclass
class Table:
    """One clean table, opened. ``sample`` holds float arrays per measure, ``codes`` the index of each row's level
    (-1: none of them)."""

    connection: duckdb.DuckDBPyConnection
    source: str
    rows: int
    units: dict[str, str | None]
    measures: list[str] = field(default_factory=list)
    booleans: list[str] = field(default_factory=list)
    integers: set[str] = field(default_factory=set)
    categories: list[Category] = field(default_factory=list)
    wide: list[Category] = field(default_factory=list)
    """Categories with too many values to split by; only dominance looks at them."""
    times: list[str] = field(default_factory=list)
    sample: dict[str, Floats] = field(default_factory=dict)
    codes: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    stamps: dict[str, Floats] = field(default_factory=dict)
    """Seconds since 1970 of the sampled rows, NaN where empty, per time column."""
    sample_rows: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    deadline: float = float("inf")
    skipped: list[str] = field(default_factory=list)
    money: set[str] = field(default_factory=set)
    """Measures in a currency: their total means something."""
    derived: set[str] = field(default_factory=set)
    """Measures computed from others: followed as a whole, but not row by row nor within segments, where their
    sources speak."""
    rates: set[str] = field(default_factory=set)
    """Measures whose total means nothing: percentages and ratios of others."""
    bounds: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Values outside are single outliers: they are a finding of their own and stay out of sums and means."""

    codes_left_out: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Measures with a number that stands for “not measured”, which counts as empty: lowest and highest other value."""

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one query over the table; ``{source}`` stands for it."""
        return self.connection.execute(sql.replace("{source}", self.source), list(values)).fetchall()

    def out_of_time(self, what: str) -> bool:
        """Whether the time budget is spent; then notes what was left out."""
        if time.monotonic() < self.deadline:
            return False
        if what not in self.skipped:
            self.skipped.append(what)
        return True

    @property
    def sampled(self) -> bool:
        return len(self.sample_rows) < self.rows

    def sampling(self) -> str:
        """How the rows were chosen, for “how we know”."""
        if not self.sampled:
            return f"all {self.rows:,} rows"
        return f"{len(self.sample_rows):,} of {self.rows:,} rows, spread evenly over the file"


def open_table(clean: Path, profile: Profile, *, limits: Limits, seed: int, spill: Path) -> Table:
    """Open the Parquet file at ``clean`` and look at what its columns can be used for."""
    # Only beside the clean table is anything read, and only into ``spill`` anything written.
    connection = connect(limits.memory_mb, temp=spill, directories=[clean.parent, spill])
    path = str(clean).replace("'", "''")
    table = Table(
        connection=connection,
        source=f"read_parquet('{path}', file_row_number=true)",
        rows=0,
        units={column.name: SHARE if column.type == "percent" else column.unit for column in profile.columns},
    )
    table.rows = int(table.query("SELECT count(*) FROM {source}")[0][0])
    kinds = {row[0]: str(row[1]) for row in table.query("DESCRIBE SELECT * FROM {source}")}
    # Types and values decide here: no finding hangs on what somebody called a column. A name may only silence a total,
    # as that of unit prices.
    table.rates = {column.name for column in profile.columns if is_rate(column)}
    table.money = {c.name for c in profile.columns if c.type == "currency" and not is_rate(c)}
    year = _year_column(table, profile, kinds)
    if year:
        name = quote(year)
        begins = f"make_date({name}::INTEGER, 1, 1)"
        table.source = f"(SELECT * REPLACE ({begins} AS {name}) FROM {table.source})"
        table.times.append(year)
    _leave_codes_out(table, profile, kinds)
    for column in profile.columns:
        if column.name in kinds and column.name != year:
            _place(table, column, kinds[column.name])
    _load_sample(table, seed)
    return table


def _year_column(table: Table, profile: Profile, kinds: dict[str, str]) -> str | None:
    """Where no column has dates: whole numbers that are years, leave out hardly one, and climb with the rows or start
    again now and then (one country after the other). Years of birth do neither."""
    if any(kinds.get(c.name, "").startswith(("DATE", "TIMESTAMP")) for c in profile.columns) or table.rows < MIN_YEARS:
        return None
    for column in profile.columns:
        if column.type != "integer" or not kinds.get(column.name, "").endswith(("INT", "INTEGER")):
            continue
        name = quote(column.name)
        steps = f"SELECT {name} AS y, {name} < lag({name}) OVER (ORDER BY file_row_number) AS back FROM {{source}}"
        low, high, distinct, filled, back = table.query(
            f"SELECT min(y), max(y), count(DISTINCT y), count(y), count(*) FILTER (back) FROM ({steps})"
        )[0]
        if not distinct or low < 1500 or high > 2100 or distinct < MIN_YEARS or filled < table.rows:
            continue
        if distinct >= 0.9 * (high - low + 1) and back <= 0.1 * table.rows:
            return column.name
    return None


def _leave_codes_out(table: Table, profile: Profile, kinds: dict[str, str]) -> None:
    """Read numbers that stand for “not measured” as empty; nobody's average should rest on −999."""
    for name, code in missing_codes(profile).items():
        if not _is_number(kinds.get(name, "")):
            continue
        column = quote(name)
        table.source = f"(SELECT * REPLACE (nullif({column}, {code!r}) AS {column}) FROM {table.source})"
        low, high = table.query(f"SELECT min({column}), max({column}) FROM {{source}}")[0]
        if low is not None:
            table.codes_left_out[name] = (float(low), float(high))


def _is_number(kind: str) -> bool:
    return (
        kind.startswith(("DECIMAL", "DOUBLE", "FLOAT", "REAL"))
        or kind.endswith("INT")
        or kind in ("INTEGER", "UINTEGER")
    )


def _place(table: Table, column: Column, kind: str) -> None:
    """Decide what one column can be: measure, yes/no, category, time, or nothing of use."""
    if column.role == "constant" or table.rows < 2:
        return
    if column.type in TEMPORAL_TYPES and kind.startswith(("DATE", "TIMESTAMP")):
        table.times.append(column.name)
    elif kind == "BOOLEAN":
        table.booleans.append(column.name)
        _add_category(table, column, boolean=True)
    elif column.type in NUMERIC_TYPES and _is_number(kind):
        _place_number(table, column, kind)
    elif kind == "VARCHAR" and column.role in ("category", "text", "identifier"):
        _add_category(table, column, boolean=False)


def _place_number(table: Table, column: Column, kind: str) -> None:
    name = quote(column.name)
    distinct, low, high, filled = table.query(
        f"SELECT approx_count_distinct({name}), min({name}), max({name}), count({name}) FROM {{source}}"
    )[0]
    if filled < 20 or low == high or column.role == "identifier":
        return
    whole = kind.endswith("INT") or kind in ("INTEGER", "UINTEGER")
    if whole:
        table.integers.add(column.name)
    if low == 0 and high == 1 and distinct <= 2:
        table.booleans.append(column.name)
        _add_category(table, column, boolean=True)
        return
    if column.role == "category":
        _add_category(table, column, boolean=False)
        scale = distinct >= 4 and low >= 0 and high <= 30 and distinct >= 0.7 * (high - low + 1)
        if whole and not scale:
            return  # codes such as a shop's number; a scale such as 1 to 5, or a small count, may also be averaged
    table.measures.append(column.name)


def _add_category(table: Table, column: Column, *, boolean: bool) -> None:
    name = quote(column.name)
    distinct, filled = table.query(f"SELECT count(DISTINCT {name}), count({name}) FROM {{source}}")[0]
    if distinct < 2 or distinct > max(50, 0.5 * filled) or filled < 2 * MIN_LEVEL_ROWS:
        return
    top = table.query(
        f"SELECT {name}, count(*) FROM {{source}} WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT "
        f"{MAX_LEVELS}"
    )
    category = Category(
        column.name,
        tuple(row[0] for row in top),
        tuple(int(row[1]) for row in top),
        int(distinct),
        int(filled),
        boolean,
    )
    if distinct > 50:
        table.wide.append(category)
    else:
        table.categories.append(category)


def _load_sample(table: Table, seed: int) -> None:
    """Read an even sample of rows: numbers as floats, categories as codes, times as seconds."""
    keep = max(1, round(table.rows / SAMPLE_ROWS))
    chosen = f"WHERE hash(file_row_number + {int(seed)} * 1000003) % {keep} = 0" if keep > 1 else ""
    parts = ["file_row_number AS r"]
    numbers = table.measures + table.booleans
    parts += [f"{quote(name)}::DOUBLE AS m{i}" for i, name in enumerate(numbers)]
    parts += [f"epoch({quote(name)}::TIMESTAMP) AS t{i}" for i, name in enumerate(table.times)]
    values: list[Any] = []
    for i, category in enumerate(table.categories):
        parts.append(f"list_position(?, {quote(category.name)}) - 1 AS c{i}")
        values.append(list(category.levels))
    sql = f"SELECT {', '.join(parts)} FROM {table.source} {chosen} ORDER BY r"
    columns = table.connection.execute(sql, values).fetchnumpy()
    table.sample_rows = np.asarray(columns["r"], dtype=np.int64)
    for i, name in enumerate(numbers):
        table.sample[name] = _floats(columns[f"m{i}"])
    for i, name in enumerate(table.times):
        table.stamps[name] = _floats(columns[f"t{i}"])
    for i, category in enumerate(table.categories):
        table.codes[category.name] = np.ma.filled(np.ma.asarray(columns[f"c{i}"]).astype(np.int64), -1)


def _floats(column: Any) -> Floats:
    values = np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)
    values[~np.isfinite(values)] = np.nan
    return values
