"""The rows behind a mark: the condition that makes it, the number computed from them once more, and what steps did.

The chart's query groups; here the same expressions filter, so the two cannot mean different rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analytics.parsing import literal, quote
from analytics.passport.marks import BOXES, POINTS, Mark
from analytics.query_groups import axis_sql
from analytics.query_source import Query, aggregate
from analytics.schema import Filter, Measure, Profile

WHERE = "\n  AND "
POSITION = "__position of the row"
QUARTERS = {"q1": 0.25, "q3": 0.75}


class Numbered(Query):
    """The filtered table with the position of each row (from 0) beside it."""

    def __init__(self, clean: Path, profile: Profile, filters: Sequence[Filter]) -> None:
        super().__init__(clean, profile, filters)
        where = self.table.removeprefix("WITH picked AS (SELECT * FROM read_parquet(?)").removesuffix(") ")
        if any(column.name.lower() == "file_row_number" for column in profile.columns):
            source = f"(SELECT *, row_number() OVER () - 1 AS {quote(POSITION)} FROM read_parquet(?))"
        else:
            source = f"(SELECT *, file_row_number AS {quote(POSITION)} FROM read_parquet(?, file_row_number = true))"
        self.where = where.removeprefix(" WHERE ")
        self.table = f"WITH picked AS (SELECT * FROM {source}{where}) "


@dataclass(frozen=True)
class Counts:
    """Rows of the whole table, after the filters, behind the mark, and of these with a value to compute with."""

    table: int
    filtered: int
    mark: int
    valued: int


@dataclass(frozen=True)
class Touched:
    """What one step did to the mark's rows in one column (its name in the original)."""

    step: str
    column: str
    cells: int


@dataclass(frozen=True)
class Changed:
    """One cell that a step changed; ``row`` is its position in the original, from 0."""

    step: str
    row: int
    column: str
    old: str | None
    new: str | None


class Behind:
    """The rows behind ``mark``. ``columns`` are those that the number and its rows depend on."""

    def __init__(self, mark: Mark, clean: Path, profile: Profile, filters: Sequence[Filter]) -> None:
        self.mark, self.profile = mark, profile
        every = (*mark.spec.filters, *filters)
        self.query = Numbered(clean, profile, every)
        self.bound: list[Any] = []
        self.condition = self._condition()
        self.needs, self.expression = self._number()
        named = [mark.spec.dimension, mark.spec.series, *self.needs, *(each.column for each in every)]
        if mark.spec.kind == "correlation":
            named = [*self.needs, *(each.column for each in every)]
        self.columns = tuple(dict.fromkeys(name for name in named if name))

    # What the mark is

    def _condition(self) -> str:
        mark, values = self.mark, self.mark.values
        if mark.spec.kind == "histogram":
            return self._bin(values["low"], values["high"])
        if mark.spec.kind == "correlation":
            return " AND ".join(f"{quote(values[role])} IS NOT NULL" for role in ("dimension", "series"))
        if mark.spec.kind in POINTS:
            return self._point()
        found = []
        if mark.spec.kind in BOXES:
            found.append(f"isfinite(CAST({quote(self._boxed())} AS DOUBLE))")
            if mark.spec.dimension != self._boxed() and mark.spec.dimension:
                found.append(self._equals("dimension", mark.spec.dimension))
            return " AND ".join(found)
        for role, name in (("dimension", mark.spec.dimension), ("series", mark.spec.series)):
            if name is not None and role in values:
                found.append(self._equals(role, name))
        return " AND ".join(found) or "TRUE"

    def _equals(self, role: str, name: str) -> str:
        key, value = axis_sql(self.query, self.mark.spec, name), self.mark.values[role]
        if value is None:
            return f"{key} IS NULL"
        if self.mark.data.rest is not None and value == self.mark.data.rest:
            return self._others(role, key)
        if isinstance(value, date):
            self.bound.append(value.isoformat())
            return f"{key} = CAST(? AS TIMESTAMP)"
        if isinstance(value, float):
            self.bound.append(value)
            return f"CAST({key} AS DOUBLE) = ?"
        self.bound.append(str(value))
        return f"CAST({key} AS VARCHAR) = ?"

    def _others(self, role: str, key: str) -> str:
        """What was put together: everything that the chart does not show by itself."""
        kept = dict.fromkeys(value for value in self.mark.data.values(role) if value != self.mark.data.rest)
        known = [str(value) for value in kept if value is not None]
        self.bound.extend(known)
        inside = f"coalesce(CAST({key} AS VARCHAR) IN ({', '.join('?' * len(known))}), FALSE)" if known else "FALSE"
        return f"NOT ({inside}{f' OR {key} IS NULL' if None in kept else ''})"

    def _bin(self, low: float, high: float) -> str:
        value, step = f"CAST({quote(str(self.mark.spec.dimension))} AS DOUBLE)", high - low
        last = round(self.mark.data.rows[-1][0] / step)
        self.bound.extend([step, float(last), float(round(low / step))])
        return f"isfinite({value}) AND least(floor({value} / ? + 1e-9), ?) = ?"

    def _point(self) -> str:
        values, spec = self.mark.values, self.mark.spec
        found = [self._equals("dimension", str(spec.dimension))]
        if spec.series:
            found.append(self._equals("series", spec.series))
        for place, name in enumerate(measure.column for measure in spec.measures if measure.column):
            self.bound.append(values[f"m{place}"])
            found.append(f"CAST({quote(name)} AS DOUBLE) = ?")
        return " AND ".join(found)

    # The number

    def _boxed(self) -> str:
        spec = self.mark.spec
        return str(next((m.column for m in spec.measures if m.column), None) or spec.dimension)

    def _number(self) -> tuple[tuple[str, ...], str]:
        """The columns that it is computed from, and the SQL that computes it over the rows."""
        mark, spec = self.mark, self.mark.spec
        if spec.kind == "correlation":
            names = (mark.values["dimension"], mark.values["series"])
            return names, f"corr({', '.join(f'CAST({quote(name)} AS DOUBLE)' for name in names)})"
        if spec.kind in BOXES:
            return (self._boxed(),), _five_numbers(f"CAST({quote(self._boxed())} AS DOUBLE)", mark.column)
        if spec.kind == "histogram":
            return (str(spec.dimension),), "count(*)"
        if spec.kind in POINTS:
            named = [measure.column for measure in spec.measures if measure.column]
            name = named[int(mark.column[1:])]
            return (name,), f"any_value(CAST({quote(name)} AS DOUBLE))"
        measure = self.measure
        if mark.column in ("lo", "hi"):
            value, sign = f"CAST({quote(str(measure.column))} AS DOUBLE)", "-" if mark.column == "lo" else "+"
            return (str(measure.column),), (
                f"avg({value}) {sign} 1.96 * stddev_samp({value}) / sqrt(count({value}))"
            )  # fmt: skip
        return ((measure.column,) if measure.column else ()), aggregate(measure)

    @property
    def measure(self) -> Measure:
        measures = self.mark.spec.measures or (Measure(),)
        place = int(self.mark.column[1:]) if self.mark.column[1:].isdigit() else 0
        return measures[place] if place < len(measures) else measures[0]

    def recomputed(self) -> Any:
        """The number, from the rows, now."""
        return self.query.run(f"SELECT {self.expression} FROM {self._from('picked', self.condition)}", self.bound)[0][0]

    def _from(self, table: str, where: str) -> str:
        source = f"{table}\nWHERE {where}" if where else table
        if self.mark.spec.kind not in BOXES or self.mark.column not in ("low", "high"):
            return source
        value = f"CAST({quote(self._boxed())} AS DOUBLE)"
        quarters = ", ".join(f"quantile_cont({value}, {share}) OVER () AS {name}" for name, share in QUARTERS.items())
        return f"(SELECT {value} AS v, {quarters} FROM {source})"

    def counts(self) -> Counts:
        valued = " AND ".join(f"{quote(name)} IS NOT NULL" for name in self.needs) or "TRUE"
        filtered, mark, good = self.query.run(
            f"SELECT count(*), count(*) FILTER ({self.condition}), count(*) FILTER ({self.condition} AND {valued}) "
            "FROM picked",
            [*self.bound, *self.bound],
        )[0]
        return Counts(self.profile.rows, filtered, mark, good)

    def page(self, offset: int, limit: int) -> list[tuple[int, tuple[Any, ...]]]:
        """Some of the rows in the order of the table: position in the clean table, values of all columns."""
        names = ", ".join(quote(column.name) for column in self.profile.columns)
        rows = self.query.run(
            f"SELECT {quote(POSITION)}, {names} FROM picked WHERE {self.condition} ORDER BY 1 LIMIT ? OFFSET ?",
            [*self.bound, limit, offset],
        )
        return [(row[0], row[1:]) for row in rows]

    # What was done to them

    def _originals(self, log: Path, removed: bool, rows: int) -> str:
        """SQL after ``picked``: ``marked``, the positions of the mark's rows in the original as ``r``."""
        mine = f", mine AS (SELECT {quote(POSITION)} AS p FROM picked WHERE {self.condition})"
        if not removed:
            return f"{mine}, marked AS (SELECT p AS r FROM mine) "
        return (
            f'{mine}, gone AS (SELECT DISTINCT "row" AS r FROM read_parquet({literal(str(log))}) '
            f'WHERE "column" IS NULL), kept AS (SELECT t.r, row_number() OVER (ORDER BY t.r) - 1 AS p '
            f"FROM range({int(rows)}) t(r) ANTI JOIN gone ON gone.r = t.r), "
            "marked AS (SELECT kept.r FROM kept SEMI JOIN mine ON mine.p = kept.p) "
        )

    def touched(self, log: Path, columns: Sequence[str], *, removed: bool, rows: int) -> list[Touched]:
        """How many cells of the mark's rows each step changed, in those columns of the original."""
        if not columns or not log.exists():
            return []
        marks = ", ".join("?" * len(columns))
        found = self.query.run(
            self._originals(log, removed, rows)
            + f'SELECT step, "column", count(*) FROM read_parquet({literal(str(log))}) c SEMI JOIN marked '
            f'ON marked.r = c."row" WHERE "column" IN ({marks}) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2',
            [*self.bound, *columns],
        )
        return [Touched(*row) for row in found]

    def cells(
        self,
        log: Path,
        columns: Sequence[str],
        step: str,
        *,
        removed: bool,
        rows: int,
        offset: int = 0,
        limit: int = 20,
    ) -> list[Changed]:
        """The cells that one step changed, in the order of the original."""
        marks = ", ".join("?" * len(columns))
        found = self.query.run(
            self._originals(log, removed, rows)
            + f'SELECT step, "row", "column", old, new FROM read_parquet({literal(str(log))}) c SEMI JOIN marked '
            f'ON marked.r = c."row" WHERE "column" IN ({marks}) AND step = ? ORDER BY "row", "column" LIMIT ? OFFSET ?',
            [*self.bound, *columns, step, limit, offset],
        )
        return [Changed(*row) for row in found]

    def sql(self, table: str) -> str:
        """The number as a query of its own over ``table``, with every value written out."""
        conditions = [part for part in (self.query.where, self.condition) if part and part != "TRUE"]
        text = f"SELECT {self.expression} AS number\nFROM {self._from(table, WHERE.join(conditions))}"
        return inlined(text, [*self.query.bound[1:], *self.bound])


def inlined(sql: str, bound: Sequence[Any]) -> str:
    """``sql`` with its marks replaced by literals; marks inside quotes are text."""
    values = iter(bound)
    out, inside = [], ""
    for sign in sql:
        if inside:
            inside = "" if sign == inside else inside
        elif sign in "'\"":
            inside = sign
        elif sign == "?":
            value = next(values)
            out.append(repr(value) if isinstance(value, int | float) else literal(str(value)))
            continue
        out.append(sign)
    return "".join(out)


def _five_numbers(value: str, column: str) -> str:
    """A number of a box over rows that have ``value``; whiskers ask for the quarters beside each row."""
    if column == "n":
        return "count(*)"
    quarters = {"q1": 0.25, "median": 0.5, "q3": 0.75}
    if column in quarters:
        return f"quantile_cont({value}, {quarters[column]})"
    if column == "low":
        return "min(v) FILTER (v >= q1 - 1.5 * (q3 - q1))"
    return "max(v) FILTER (v <= q3 + 1.5 * (q3 - q1))"
