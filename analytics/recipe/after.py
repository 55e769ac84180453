"""The profile of a clean table: unchanged columns keep theirs, repaired and new ones are counted again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.parsing import canonical_sql, quote
from analytics.recipe import session
from analytics.recipe.frame import Frame
from analytics.schema import Column, Profile, Recipe

if TYPE_CHECKING:
    import duckdb

    from analytics.inference.cells import Cells
    from analytics.inference.measure import Measured

SAFE_OPS = frozenset({"trim", "null_words", "type"})
"""What the profile of the source text already reckons with."""
BATCH = 50
EXAMPLES = 5


def profile_after(
    connection: duckdb.DuckDBPyConnection, frame: Frame, profile: Profile, recipe: Recipe, *, clean: Path
) -> Profile:
    """Describe ``clean``. A column that only the safe steps touched has the statistics of ``profile`` already."""
    rows = session.row_count(connection, clean)
    columns = frame.profile_columns()
    touched = _touched(frame, recipe, columns, removed=rows != profile.rows)
    wanted = [columns[name] for name in frame.order if name in touched]
    counted = _count(connection, wanted, clean, rows, made=set(frame.added))
    return Profile(rows=rows, columns=tuple(counted.get(name, columns[name]) for name in frame.order))


def _touched(frame: Frame, recipe: Recipe, columns: Mapping[str, Column], *, removed: bool) -> set[str]:
    """Columns to count again: of trimmed text there are fewer different values, while a type ignores blanks anyway."""
    if removed:
        return set(frame.order)
    safe = {step.id for step in recipe.steps if step.op in SAFE_OPS and step.tier == "auto"}
    trimmed = {step.id for step in recipe.steps if step.op == "trim" and step.id in safe}
    texts = {frame.cells[name].original for name, column in columns.items() if column.type == "text"}
    originals = {
        change.column
        for change in frame.changes
        if change.step not in safe or (change.step in trimmed and change.column in texts)
    }
    untyped = {name for name, cell in frame.cells.items() if not cell.typed}
    return {name for name, cell in frame.cells.items() if cell.original in originals or cell.original is None} | untyped


def _count(
    connection: duckdb.DuckDBPyConnection, columns: list[Column], clean: Path, rows: int, *, made: set[str]
) -> dict[str, Column]:
    """The statistics of columns of the clean table, whose values have their types already."""
    from analytics.inference.cells import Cells
    from analytics.inference.measure import histograms, measure

    counted: dict[str, Column] = {}
    cells = Cells(connection, clean)
    for start in range(0, len(columns), BATCH):
        batch = [_unmeasured(column) for column in columns[start : start + BATCH]]
        values = ", ".join(f"{quote(column.name)} AS t{i}" for i, column in enumerate(batch))
        typed = f"(SELECT {values} FROM {cells.source})"
        measured = [_with_role(m, rows, made) for m in measure(cells, typed, batch, rows)]
        bars = histograms(cells, typed, measured)
        shown = _examples(cells, batch)
        for m, examples in zip(measured, shown, strict=True):
            name = m.column.name
            counted[name] = replace(m.column, bins=bars.get(name, ()), examples=examples)
    return counted


def _unmeasured(column: Column) -> Column:
    """What the recipe decided of a column: no question is open any more."""
    return replace(column, ambiguous=False, question=None, choices=(), mean=None, bins=())


def _with_role(m: Measured, rows: int, made: set[str]) -> Measured:
    from analytics.inference.roles import Evidence, role_of

    column = m.column
    evidence = Evidence(
        column.name, column.type, rows, m.present, column.distinct, m.low, m.high,
        integral=m.integral, length=m.length, words=m.words, codes=m.codes, links=m.links,
        instants=m.instants,
    )  # fmt: skip
    role, reason = role_of(evidence)
    why = f"A step made it. As {role}: {reason}." if column.name in made else column.why or f"As {role}: {reason}."
    return replace(m, column=replace(column, role=role, why=why))


def _examples(cells: Cells, columns: list[Column]) -> list[tuple[str, ...]]:
    """The first few different values of each column, as text."""
    texts = ", ".join(f"CAST({canonical_sql(column)} AS VARCHAR)" for column in columns)
    found = cells.connection.execute(f"SELECT {texts} FROM {cells.source} LIMIT 200").fetchall()
    return [tuple(text[:80] for text in dict.fromkeys(row[i] for row in found if row[i]))[:EXAMPLES]
            for i in range(len(columns))]  # fmt: skip
