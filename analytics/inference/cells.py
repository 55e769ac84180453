"""The questions that inference asks a text Parquet: a first look, what fits a reading on every cell, what does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics import typed as ahead
from analytics import typed_footer as footers
from analytics.inference.decide import Facts
from analytics.inference.reading import Reading
from analytics.inference.words import NULL_WORDS
from analytics.parsing import typed_sql, unparsed_sql
from analytics.schema import Column
from analytics.sqltext import SPACES, filled, literal, matches, quote, trimmed

if TYPE_CHECKING:
    import duckdb

LOOK = 1000
"""Rows of the first look. It only proposes readings; every cell of the column decides."""
PROPOSED = 250
"""Distinct values that a first proposal looks at."""
COUNTEREXAMPLES = 400
MATERIALISED = 20_000_000
"""Up to so many cells of a batch are kept typed (spilled if need be); beyond, each scan parses again."""


@dataclass(frozen=True)
class Glance:
    """What one cheap pass tells of a column: non-empty cells, trimmed values of the first rows."""

    present: int
    values: dict[str, None]
    examples: tuple[str, ...]


def trimmed_values(texts: Iterable[str | None]) -> dict[str, None]:
    """The different texts of a first look, trimmed, that readings are proposed from."""
    raw = list(dict.fromkeys(text for text in texts if text))
    return dict.fromkeys(value for value in (text.strip(SPACES) for text in raw[:PROPOSED]) if value)


class Cells:
    """A text Parquet under questions. Names come from the file and are quoted; values are literals."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: Path, typed: Path | None = None) -> None:
        self.connection = connection
        self.table = table
        self.file = typed
        self.source = f"read_parquet({literal(str(table))})"
        self._written: dict[str, str] = {}

    def names(self) -> list[str]:
        return [row[0] for row in self.connection.execute(f"DESCRIBE SELECT * FROM {self.source}").fetchall()]

    def rows(self) -> int:
        return int(self.one(f"SELECT count(*) FROM {self.source}")[0])

    def one(self, sql: str) -> tuple[Any, ...]:
        return self.connection.execute(sql).fetchone() or ()

    def glance(self, columns: Sequence[str]) -> list[Glance]:
        """The first look at several columns: one scan for the counts, one short one for values."""
        listed = ", ".join(quote(name) for name in columns)
        rows = self.connection.execute(f"SELECT {listed} FROM {self.source} LIMIT {LOOK}").fetchall()
        counts = self._filled(columns)
        glances = []
        for index in range(len(columns)):
            raw = dict.fromkeys(row[index] for row in rows if row[index])
            values = trimmed_values(raw)
            examples = tuple(text[:80] for text in list(raw)[:5])
            glances.append(Glance(counts[columns[index]], values, examples))
        return glances

    def _filled(self, columns: Sequence[str]) -> dict[str, int]:
        """The non-empty cells of each column: by the file's own bounds where these tell, else by one scan."""
        known = self._filled_by_bounds(columns)
        rest = [name for name in columns if name not in known]
        if rest:
            asked = ", ".join(f"count(*) FILTER ({filled(quote(name))})" for name in rest)
            known |= zip(rest, (count or 0 for count in self.one(f"SELECT {asked} FROM {self.source}")), strict=True)
        return known

    @cached_property
    def _footer(self) -> footers.Footer | None:
        try:
            return footers.read(self.table)
        except footers.Unfit:
            return None

    def _filled_by_bounds(self, columns: Sequence[str]) -> dict[str, int]:
        footer = self._footer
        if footer is None:
            return {}
        known = {}
        for name in columns:
            bounds, nulls = footer.columns[name].bounds(), footer.columns[name].nulls()
            # Every text starts with a visible character of ASCII.
            if bounds and bounds[0] >= b"!" and bounds[1] < b"\x7f" and nulls is not None:
                known[name] = footer.rows - nulls
        return known

    def telling(self, name: str, glance: Glance) -> dict[str, None]:
        """The values of the first look; where its rows say nothing, the first ones further down that say something."""
        if not glance.present or any(value.lower() not in NULL_WORDS for value in glance.values):
            return dict(glance.values)
        value = trimmed(quote(name))
        nulls = ", ".join(literal(word) for word in sorted(NULL_WORDS))
        where = f"{filled(quote(name))} AND lower({value}) NOT IN ('', {nulls})"
        sql = f"SELECT {value} FROM {self.source} WHERE {where} LIMIT {PROPOSED}"
        return glance.values | dict.fromkeys(row[0] for row in self.connection.execute(sql).fetchall())

    def longest(self, name: str) -> int:
        """The characters of the longest text."""
        return int(self.one(f"SELECT max(length({quote(name)})) FROM {self.source}")[0] or 0)

    def failures(self, readings: Mapping[str, Sequence[Reading]]) -> dict[str, list[int]]:
        """For each column and each of its readings: how many cells do not fit. One scan for all."""
        asked = [
            f"count(*) FILTER ({unparsed_sql(reading.column(name))})"
            for name, several in readings.items()
            for reading in several
        ]
        counts = iter(self.one(f"SELECT {', '.join(asked)} FROM {self.source}") if asked else ())
        return {name: [int(next(counts)) for _ in several] for name, several in readings.items()}

    def counterexamples(self, name: str, reading: Reading) -> dict[str, None]:
        """Some trimmed values that do not fit, in file order, so that the same file gives the same answer."""
        value = trimmed(quote(name))
        where = unparsed_sql(reading.column(name))
        sql = f"SELECT {value} FROM {self.source} WHERE {where} LIMIT {COUNTEREXAMPLES}"
        return dict.fromkeys(row[0] for row in self.connection.execute(sql).fetchall())

    def facts(self, name: str, survivors: Sequence[Reading], present: int) -> Facts:
        """The counts that settle rivals; asked only where they matter."""
        first = survivors[0]
        value = trimmed(quote(name))
        if first.type == "datetime":
            offset = "'([Zz]|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)$'"
            zoned = any(form.endswith("%z") for form in first.parse["formats"])
            offsets = f"count(DISTINCT nullif(regexp_extract({value}, {offset}, 1), ''))" if zoned else "0"
            packed = f"CASE WHEN contains({quote(name)}, ':') THEN true ELSE {matches(value, '[0-9]{14}')} END"
            timed, seen = self.one(f"SELECT count(*) FILTER ({packed}), {offsets} FROM {self.source}")
            with self.typed([first.column(name)]) as typed:
                (clocked,) = self.one(f"SELECT count(*) FILTER (CAST(t0 AS TIME) <> TIME '00:00:00') FROM {typed}")
            return Facts(timed=timed, clocked=clocked, offsets=seen, present=present)
        if len(survivors) > 1 and any(reading.parse.get("thousands") for reading in survivors):
            tests = (
                r"[^0-9]*[0-9]{4,}[^0-9.,]*",
                r"[^0-9]*[0-9]{1,3}[^0-9.,]*",
                r"[^0-9]*[0-9]{1,3}[.,]([0-9]{3}[.,])*[0-9]{2}0[^0-9]*",
            )
            sql = ", ".join(f"count(*) FILTER ({matches(value, test)})" for test in tests)
            long, short, round_groups = self.one(f"SELECT {sql} FROM {self.source}")
            return Facts(long, short, round_groups, present=present)
        return Facts(present=present)

    def parse(self, columns: Sequence[Column]) -> list[int]:
        """Write the typed values of all columns into the file beside the table; how many each of them has."""
        assert self.file is not None
        wanted = {column.name: ahead.made_by(column) for column in columns}
        if wanted != self._written:
            ahead.write(self.connection, self.table, self.file, columns)
            self._written = wanted
        known = footers.read(self.file)
        missing = [known.columns[column.name].nulls() for column in columns]
        if None not in missing:
            return [known.rows - (nulls or 0) for nulls in missing]
        counts = ", ".join(f"count({quote(column.name)})" for column in columns)
        return [int(count) for count in self.one(f"SELECT {counts} FROM read_parquet({literal(str(self.file))})")]

    @contextmanager
    def typed(self, columns: Sequence[Column]) -> Iterator[str]:
        """A relation with the typed values of several columns as t0, t1 …, for the scans that count them."""
        if all(self._written.get(column.name) == ahead.made_by(column) for column in columns):
            values = ", ".join(f"{quote(column.name)} AS t{i}" for i, column in enumerate(columns))
            yield f"(SELECT {values} FROM read_parquet({literal(str(self.file))}))"
            return
        values = ", ".join(f"{typed_sql(column)} AS t{i}" for i, column in enumerate(columns))
        if self.rows() * len(columns) > MATERIALISED:
            yield f"(SELECT {values} FROM {self.source})"
            return
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE typed AS SELECT {values} FROM {self.source}")
        try:
            yield "typed"
        finally:
            self.connection.execute("DROP TABLE typed")

    def storage(self, name: str, reading: Reading) -> str | None:
        """ "double" if that keeps every digit of a decimal column, else the DECIMAL that does, else None."""
        value = trimmed(quote(name))
        mark = "," if reading.parse.get("decimal") == "," else "[.]"
        scale = self.one(f"SELECT max(length(regexp_extract({value}, '{mark}([0-9]+)', 1))) FROM {self.source}")[0] or 0
        scale = min(scale + (2 if reading.type == "percent" else 0), 37)
        exact = Reading(reading.type, {**reading.parse, "storage": f"decimal(38,{scale})"}).column(name)
        rounded = f"TRY_CAST(CAST({typed_sql(reading.column(name))} AS VARCHAR) AS DECIMAL(38,{scale}))"
        tests = (f"{typed_sql(exact)} IS DISTINCT FROM {rounded}", unparsed_sql(exact))
        asked = ", ".join(f"count(*) FILTER ({test})" for test in tests)
        lost, too_wide = self.one(f"SELECT {asked} FROM {self.source}")
        if not lost or reading.parse.get("exponent"):
            return "double"
        return None if too_wide else exact.parse["storage"]
