"""The cell-change log of a version: what each step changed, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analytics.parsing import literal
from analytics.schema import Limits
from core import storage
from core.models import DatasetVersion

MEMORY_MB = 256
COLUMNS = ("step", "row", "column", "old", "new")


@dataclass(frozen=True)
class Change:
    """One cell; ``number`` counts the table's rows from 1, in the order of the file. A removed row has no column."""

    step: str
    number: int
    column: str | None
    old: str | None
    new: str | None


def of(version: DatasetVersion, *, step: str | None = None, offset: int = 0, limit: int = 20) -> list[Change]:
    """A page of the log, in the order of the file; empty where nothing was cleaned yet."""
    return [
        Change(row[0], row[1] + 1, *row[2:]) for row in _select(version, step, f"LIMIT {limit:d} OFFSET {offset:d}")
    ]


def _select(version: DatasetVersion, step: str | None, tail: str) -> list[tuple[Any, ...]]:
    from analytics.recipe import session

    log = storage.changes(version)
    if not log.exists():
        return []
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    condition = "WHERE step = ?" if step is not None else ""
    sql = f'SELECT {names} FROM read_parquet({literal(str(log))}) {condition} ORDER BY "row", "column" {tail}'
    with session.opened(Limits(memory_mb=MEMORY_MB), log.parent) as connection:
        return connection.execute(sql, [step] if step is not None else []).fetchall()


def everything(version: DatasetVersion, *, size: int = 5000) -> Iterator[list[tuple[Any, ...]]]:
    """The whole log in pieces, for the download: never all of it in memory."""
    from analytics.recipe import session

    log = storage.changes(version)
    if not log.exists():
        return
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    with session.opened(Limits(memory_mb=MEMORY_MB), log.parent) as connection:
        cursor = connection.execute(f"SELECT {names} FROM read_parquet({literal(str(log))})")
        while piece := cursor.fetchmany(size):
            yield piece
