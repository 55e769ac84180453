"""The cell-change log as a file: written in one statement, or its parts at once and then stacked.

A part asks one column what one step did to it. DuckDB answers parts of one statement one after the other, because rows
must keep their order; statements of their own run side by side, and their files are put together byte for byte.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from analytics import typed_footer as footers
from analytics.parsing import literal, quote
from analytics.recipe import changelog
from analytics.recipe.frame import Frame
from analytics.typed import WORTH_ROWS
from analytics.typed_groups import FORMAT

if TYPE_CHECKING:
    import duckdb

AT_ONCE = 2
"""Parts that are written at the same time, beside the clean table: each holds a row group in memory."""
MOST_PARTS = 400
NULLABLE = ("step", "column", "old", "new")
T = TypeVar("T")


def beside(
    connection: duckdb.DuckDBPyConnection, frame: Frame, target: Path, rows: int, work: Callable[[], T]
) -> tuple[Path, T]:
    """Write the log of a table of ``rows`` rows into the draft of ``target``, and do ``work`` meanwhile.

    Gives the draft and what ``work`` gave. Small tables, and steps whose temporary tables only this connection has,
    take one statement before ``work``.
    """
    parts = changelog.parts(frame)
    if frame.sorts or rows < WORTH_ROWS or not 1 < len(parts) <= MOST_PARTS:
        return write(connection, changelog.log_sql(frame), target), work()
    draft = draft_of(target)
    pieces = [draft.with_name(f"{draft.name}.{number}") for number in range(len(parts))]

    def one(sql: str, piece: Path) -> None:
        with connection.cursor() as own:
            own.execute(f"COPY ({_like_the_others(sql)}) TO {literal(str(piece))} ({FORMAT})")

    try:
        with ThreadPoolExecutor(min(AT_ONCE, os.cpu_count() or 1)) as pool:
            waiting = [pool.submit(one, sql, piece) for sql, piece in zip(parts, pieces, strict=True)]
            try:
                made = work()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            for each in waiting:
                each.result()
        footers.stack(draft, [footers.read(piece) for piece in pieces])
    except footers.Unfit:
        write(connection, changelog.log_sql(frame), target)
    finally:
        for piece in pieces:
            piece.unlink(missing_ok=True)
    return draft, made


def _like_the_others(sql: str) -> str:
    """A part whose columns may all be missing: DuckDB writes what it knows to be there in a way of its own."""
    names = ", ".join(f"CASE WHEN is_there THEN {quote(name)} END AS {quote(name)}" for name in NULLABLE)
    return f"""SELECT * EXCLUDE is_there REPLACE ({names}) FROM (SELECT *, hash("row") >= 0 AS is_there FROM ({sql}))"""


def write(connection: duckdb.DuckDBPyConnection, sql: str, target: Path) -> Path:
    """Write the rows of ``sql`` into the draft of ``target``; gives the draft."""
    draft = draft_of(target)
    connection.execute(f"COPY ({sql}) TO {literal(str(draft))} ({FORMAT})")
    return draft


def draft_of(target: Path) -> Path:
    """Where a file is written before it is whole; nothing is there any more."""
    draft = target.with_name(f".{target.name}.draft")
    draft.unlink(missing_ok=True)  # it may be another name of the values parsed before
    return draft
