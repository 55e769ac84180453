"""What a step would do, on real rows: each change with how often it happens, new columns, rows that would go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.parsing import quote
from analytics.recipe import session
from analytics.recipe.changelog import log_sql
from analytics.recipe.frame import Frame
from analytics.recipe.levels import ROW
from analytics.recipe.ops import find
from analytics.recipe.replay import Failure, build, load_mappings
from analytics.schema import JsonValue, Limits, Profile, Recipe, Step

if TYPE_CHECKING:
    import duckdb

LOOKED = 200_000
"""A preview looks at so many rows at the most."""
SHOWN = 10
CELLS = 6
WIDTH = 200


@dataclass(frozen=True)
class Example(JsonValue):
    """One change of text, how often it happens, and the first row (from 1) where it does."""

    column: str
    old: str | None
    new: str | None
    count: int
    number: int


@dataclass(frozen=True)
class Rows(JsonValue):
    """Some whole rows: their numbers (from 1), the columns shown, and the texts."""

    columns: tuple[str, ...]
    numbers: tuple[int, ...]
    cells: tuple[tuple[str | None, ...], ...]
    new: int = 0
    """So many of the last columns are new."""

    def with_numbers(self) -> list[dict[str, Any]]:
        """Row by row, for a page: the number, and each cell with its text and whether its column is new."""
        old = len(self.columns) - self.new
        return [
            {"number": number, "cells": [{"text": text, "new": place >= old} for place, text in enumerate(cells)]}
            for number, cells in zip(self.numbers, self.cells, strict=True)
        ]


@dataclass(frozen=True)
class Preview(JsonValue):
    """``looked``: rows looked at; so many ``cells`` would change and ``rows`` go. ``failure``: why it cannot run."""

    looked: int
    cells: int = 0
    rows: int = 0
    changes: tuple[Example, ...] = ()
    added: Rows | None = None
    removed: Rows | None = None
    names: tuple[tuple[str, str | None], ...] = ()
    """Columns that get another name, or None where they are left out."""
    failure: str = ""


def preview(table: Path, recipe: Recipe, profile: Profile, step: Step, *, limits: Limits | None = None) -> Preview:
    """What ``step`` would do to the table after the steps of ``recipe`` that run before it.

    The step replaces the one of the same id, or stands behind all of its stage. Nothing is written.
    """
    limits = limits or Limits(memory_mb=256)
    others = [each for each in recipe.steps if each.id != step.id]
    place = next((i for i, each in enumerate(recipe.steps) if each.id == step.id), len(others))
    steps = [*others[:place], replace(step, enabled=True), *others[place:]]
    failures: list[Failure] = []
    frame = build(table, replace(recipe, steps=tuple(steps)), profile, failures, first=LOOKED)
    looked = min(profile.rows, LOOKED)
    for failure in failures:
        if failure.step == step.id:
            return Preview(looked, failure=failure.reason)
    with session.opened(limits, table.parent) as connection:
        load_mappings(connection, frame)
        return _look(connection, frame, profile, step, looked)


def _look(connection: duckdb.DuckDBPyConnection, frame: Frame, profile: Profile, step: Step, looked: int) -> Preview:
    log = log_sql(frame, only=step.id)
    found = connection.execute(
        f'SELECT "column", old, new, count(*) AS n, min("row") AS first FROM ({log}) GROUP BY 1, 2, 3'
        " ORDER BY n DESC, first LIMIT 5000"
    ).fetchall()
    cells, rows = connection.execute(f'SELECT count("column"), count(*) - count("column") FROM ({log})').fetchall()[0]
    changes = [Example(c, _cut(old), _cut(new), n, first + 1) for c, old, new, n, first in found if c is not None]
    added = [name for name, by in frame.added.items() if by == step.id and frame.has(name)]
    shown_new, filled = _added(connection, frame, step, added) if added else (None, 0)
    gone = sorted({row[4] for row in found if row[0] is None})
    removed = _removed(connection, frame, profile, log) if gone else None
    return Preview(looked, cells + filled, rows, tuple(changes[:SHOWN]), shown_new, removed, _names(frame, step))


def _added(connection: duckdb.DuckDBPyConnection, frame: Frame, step: Step, added: Sequence[str]) -> tuple[Rows, int]:
    """The new columns beside the ones they are made of, for rows where something stands in them."""
    sources = [name for name in _sources(frame, step, added) if frame.has(name) and name not in added][:CELLS]
    names = [*sources, *added]
    aliases = [frame.value(name) for name in names]
    relation = frame.levels.relation(aliases)
    new = [frame.value(name) for name in added]
    texts = ", ".join(f"CAST({frame.text(name)} AS VARCHAR)" for name in names)
    (filled,) = connection.execute(
        f"SELECT {' + '.join(f'count({alias})' for alias in new)} FROM ({relation})"
    ).fetchall()
    telling = " + ".join(f"({alias} IS NOT NULL AND CAST({alias} AS VARCHAR) <> 'false')::INT" for alias in new)
    rows = connection.execute(
        f"SELECT {ROW}, {texts} FROM ({relation}) ORDER BY coalesce({telling}, 0) DESC, {ROW} LIMIT {SHOWN}"
    ).fetchall()
    return _rows(names, rows, len(added)), int(filled[0])


def _sources(frame: Frame, step: Step, added: Sequence[str]) -> list[str]:
    """The columns that a step reads, as its op tells or as the formula names them."""
    listed = list(find(step).columns(step))
    if step.op == "derive":
        read = {alias for name in added for alias in frame.levels.reads(frame.value(name))}
        listed += [name for name in frame.order if frame.value(name) in read]
    return list(dict.fromkeys(listed))


def _removed(connection: duckdb.DuckDBPyConnection, frame: Frame, profile: Profile, log: str) -> Rows:
    names = [column.name for column in profile.columns][:CELLS]
    listed = ", ".join(quote(name) for name in names)
    rows = connection.execute(
        f'SELECT file_row_number, {listed} FROM {frame.source} WHERE file_row_number IN (SELECT "row" FROM ({log})'
        f' WHERE "column" IS NULL) ORDER BY file_row_number LIMIT {SHOWN}'
    ).fetchall()
    return _rows(names, rows, 0)


def _rows(names: Sequence[str], rows: Sequence[tuple[Any, ...]], new: int) -> Rows:
    cells = tuple(tuple(_cut(cell) for cell in row[1:]) for row in rows)
    return Rows(tuple(names), tuple(row[0] + 1 for row in rows), cells, new)


def _names(frame: Frame, step: Step) -> tuple[tuple[str, str | None], ...]:
    if step.op == "rename_columns":
        return tuple((old, str(new)) for old, new in (step.params.get("names") or {}).items() if frame.has(str(new)))
    dropped = step.op == "drop_column" or bool(step.params.get("drop"))
    return tuple((name, None) for name in find(step).columns(step)) if dropped else ()


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= WIDTH else text[: WIDTH - 1] + "…"
