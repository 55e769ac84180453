"""Where a cell of the clean table comes from: its row in the original, and what the steps did to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analytics import schema
from analytics.parsing import literal
from analytics.schema import AnalyticsError, Limits
from core import storage
from core.models import DatasetVersion
from core.versions import changes, recipes

MEMORY_MB = 128
MOST_REMOVED = 200_000
MOST_MARKS = 5_000


@dataclass(frozen=True)
class Origin:
    """``number`` counts the original's rows from 1. ``row``: the original texts by column."""

    number: int
    row: dict[str, str | None]
    steps: tuple[changes.Change, ...]


def _ask(version: DatasetVersion, sql: str) -> list[tuple[Any, ...]]:
    from analytics.recipe import session

    with session.opened(Limits(memory_mb=MEMORY_MB), storage.version_folder(version)) as connection:
        return connection.execute(sql).fetchall()


def positions(version: DatasetVersion, first: int, count: int) -> list[int] | None:
    """The original positions (from 0) of rows ``first`` … of the clean table in its order; None for too many gaps."""
    if not (version.quality or {}).get("rows_removed"):
        return list(range(first, first + count))
    log = storage.changes(version)
    if not log.exists() or version.quality["rows_removed"] > MOST_REMOVED:
        return None
    sql = f'SELECT DISTINCT "row" FROM read_parquet({literal(str(log))}) WHERE "column" IS NULL ORDER BY "row"'
    removed = [row[0] for row in _ask(version, sql)]
    found, position, gone = [], first, 0
    while gone < len(removed) and removed[gone] <= position:
        position, gone = position + 1, gone + 1
    while len(found) < count:
        if gone < len(removed) and removed[gone] == position:
            gone += 1
        else:
            found.append(position)
        position += 1
    return found


def changed(version: DatasetVersion, rows: list[int]) -> set[tuple[int, str]]:
    """Which of the cells in these original rows some step changed: (position, column's name in the clean table)."""
    log = storage.changes(version)
    if not rows or not log.exists():
        return set()
    sql = (
        f'SELECT DISTINCT "row", "column" FROM read_parquet({literal(str(log))})'
        f' WHERE "row" BETWEEN {min(rows):d} AND {max(rows):d} AND "column" IS NOT NULL AND {_by_value(version)}'
        f" LIMIT {MOST_MARKS}"
    )
    names = names_now(version)
    return {(row, names.get(column, column)) for row, column in _ask(version, sql)}


def _by_value(version: DatasetVersion) -> str:
    """Typed views write a value in another form; only what really became something else is marked."""
    types = [step.id for step in recipes.newest(version).steps if step.op == "type"]
    listed = ", ".join(literal(id) for id in types)
    return f"step NOT IN ({listed})" if types else "true"


def names_now(version: DatasetVersion) -> dict[str, str]:
    """What the clean table calls the columns that a step renamed: name in the original → name now."""
    names: dict[str, str] = {}
    for step in recipes.newest(version).steps:
        if step.op == "rename_columns" and step.enabled:
            fresh = {str(old): str(new) for old, new in (step.params.get("names") or {}).items()}
            names = {old: fresh.pop(now, now) for old, now in names.items()} | fresh
    return names


def of(version: DatasetVersion, number: int, column: str | None = None) -> Origin:
    """The original row ``number`` (from 1) and the steps that changed it, in the order in which they ran.

    ``column``: only what happened to that column of the clean table. AnalyticsError where there is no such row.
    """
    table = storage.text_table(version)
    if number < 1 or not table.exists():
        raise AnalyticsError("There is no such row.")
    columns = schema.Profile.from_json(version.profile).columns
    source = f"read_parquet({literal(str(table))}, file_row_number = true)"
    rows = _ask(version, f"SELECT * EXCLUDE (file_row_number) FROM {source} WHERE file_row_number = {number - 1:d}")
    if not rows:
        raise AnalyticsError("There is no such row.")
    log, found = storage.changes(version), []
    if log.exists():
        wanted = 'step, "row", "column", old, new'
        sql = f'SELECT {wanted} FROM read_parquet({literal(str(log))}) WHERE "row" = {number - 1:d}'
        found = [changes.Change(row[0], row[1] + 1, *row[2:]) for row in _ask(version, sql)]
    before = {now: old for old, now in names_now(version).items()}
    if column is not None:
        found = [change for change in found if change.column in {None, before.get(column, column)}]
    order = {step.id: place for place, step in enumerate(_running(version))}
    found.sort(key=lambda change: (order.get(change.step, len(order)), change.column or ""))
    return Origin(number, dict(zip([each.name for each in columns], rows[0], strict=False)), tuple(found))


def _running(version: DatasetVersion) -> list[schema.Step]:
    from analytics.recipe.replay import ordered

    return ordered(recipes.newest(version).steps)
