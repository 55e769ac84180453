"""A small messy table as text Parquet, and a step of every kind for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.parsing import literal
from analytics.profiling import profile
from analytics.recipe import Replay, replay
from analytics.schema import Profile, Recipe, Step

COLUMNS = ("city", "state", "amount", "weight", "note", "day", "rating", "seen", "uses")
ROWS: tuple[tuple[str | None, ...], ...] = (
    ("Reno", "NV", "10.5", "1 kg", "a  b-c", "2024-01-01", "3", "1931000000", "bus; bike"),
    (" Reno NV", "", "11.5", "2 kg", "d-e", "2024-01-02", "", "1931000060", "bus"),
    ("Elko", "NV", "n/a", "3 kg", "f\u00a0 g-h", "2024-01-03", "5", "1931000120", ""),
    ("Elko", "NV", "n/a", "3 kg", "f\u00a0 g-h", "2024-01-03", "5", "1931000120", ""),
    ("elko", "NV", "9000", "4 KG", "unknown", "2024-01-04", "", "1931000180", "car;bike;"),
    ("Total", "", "9022", "", None, "", "9", "", ""),
    ('O\'Brien, "x"', "CA", "-3", "5 kg", "", "2024-01-06", "1", "1931000240", "bike"),
)


def table_of(rows: Sequence[Sequence[str | None]], columns: Sequence[str], path: Path) -> Path:
    """Write an all-VARCHAR Parquet file."""
    arrays = [pa.array([row[i] for row in rows], pa.string()) for i in range(len(columns))]
    pq.write_table(pa.table(dict(zip(columns, arrays, strict=True))), path)
    return path


def messy(folder: Path) -> tuple[Path, Profile]:
    table = table_of(ROWS, COLUMNS, folder / "text.parquet")
    return table, profile(table)


def run(table: Path, known: Profile, steps: Sequence[Step], folder: Path) -> Replay:
    folder.mkdir(exist_ok=True)
    recipe = Recipe(steps=tuple(steps))
    return replay(table, recipe, known, clean=folder / "clean.parquet", changes=folder / "changes.parquet")


def rows(path: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT * FROM read_parquet({literal(str(path))})").fetchall()


def names(path: Path) -> list[str]:
    return list(pq.read_schema(path).names)


def changes(folder: Path, step: str | None = None) -> list[tuple[Any, ...]]:
    """(step, row, column, old, new) in the order of the file."""
    found = sorted(rows(folder / "changes.parquet"), key=lambda change: (change[1], change[2] or "", change[0]))
    return [change for change in found if step in (None, change[0])]


def step(op: str, column: str | None = None, **params: Any) -> Step:
    return Step(id=f"{op}:{column or 'table'}", op=op, column=column, params=params, tier="accepted")


def one_of_each() -> list[Step]:
    """A step of every op, in an order in which they can run together on ``messy``."""
    return [
        step("trim", "city"),
        step("null_words", "amount", words=["n/a"]),
        step("inner_spaces", "note"),
        step("unit", "weight", units={"kg": 1000}, unit="g", then={"type": "decimal", "parse": {}, "unit": "g"}),
        step("move_part", "city", to="state", values=["NV", "CA"]),
        step("map_values", "city", values={"elko": "Elko"}),
        step("replace_text", "note", find="unknown", replace="", mode="whole"),
        step("vote", "state", repairs=[["city", "Total", None, "??"]]),
        step("split", "note", by="-", into=["left", "right"]),
        step("merge", columns=["city", "state"], to="place", **{"with": ", "}),
        step("extract", "day", pattern=r"^(\d{4})", to="year", then={"type": "integer"}),
        step("answers", "uses", by=";", into={"bus": "by bus", "bike": "by bike"}),
        step("moments", "seen", unit="s"),
        step("misfits", "rating", type="integer", parse={}),
        step("type", "amount", type="decimal", parse={"nulls": ["n/a"]}),
        step("type", "weight", type="text"),
        step("type", "day", type="date", parse={"formats": ["%Y-%m-%d"]}),
        step("type", "rating", type="integer", parse={}),
        step("type", "seen", type="integer", parse={}),
        step("flag_outliers", "amount", low=None, high=1000, to="amount unusual"),
        step("fill_missing", "rating", method="interpolate", to="rating (filled)", mark="rating was missing"),
        step("derive", formula='if([rating] > 2, upper(city), "low")', to="loud"),
        step("drop_totals", "city", words=["Total"], empty=["day"]),
        step("drop_duplicates"),
        step("drop_rows", rows=["0" * 32]),
        step("leave_rows", "state", test="is", value="XX"),
        step("rename_columns", names={"city": "City", "state": "State"}),
        step("drop_column", "note"),
    ]
