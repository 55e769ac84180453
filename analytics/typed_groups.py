"""Row groups written one by one, several at once, so that a new file has just those of the file it is made from.

DuckDB deals rows out anew when several threads write a file in order: it takes longer, and where its row groups end is
not the same twice. A statement for each row group ends where it should, and they need not wait for each other.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from analytics import typed_footer as footers
from analytics.parsing import literal

if TYPE_CHECKING:
    import duckdb

FORMAT = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 2, DICTIONARY_SIZE_LIMIT 8192"
"""How tables are written. A dictionary is tried for each column up to that size, which for columns of many different
values is a fifth of the work; a larger one would hardly make files smaller. Level 2 instead of 3 spares a fifth of the
work where texts are not alike, for files that are a twenty-fifth larger."""
AT_ONCE = 4
LEAST_ROWS = 20_000
"""Rows that a row group has on average, or a statement for each costs more than it saves."""
MOST_CHUNKS = 50_000
"""Columns times row groups up to which a file is put together: its footer is read in Python."""
ROW_NUMBER = "file_row_number"


def hold(footer: footers.Footer) -> None:
    """Raise ``footers.Unfit`` where a file has row groups that are not worth it."""
    count = len(footer.groups)
    if not count or footer.rows < LEAST_ROWS * (count - 1) or len(footer.columns) * count > MOST_CHUNKS:
        raise footers.Unfit("small row groups")
    if any(name.lower() == ROW_NUMBER for name in footer.columns):
        raise footers.Unfit("a column has the name of the row's number")


def rows(table: Path, first: int, stop: int) -> str:
    """A FROM clause with some of a Parquet file's rows; the row groups of others are not looked at."""
    source = f"read_parquet({literal(str(table))}, {ROW_NUMBER} = true)"
    return f"(SELECT * FROM {source} WHERE {ROW_NUMBER} >= {first} AND {ROW_NUMBER} < {stop})"


def write(
    connection: duckdb.DuckDBPyConnection, like: footers.Footer, target: Path, select: Callable[[int, int], str]
) -> None:
    """Write ``target`` with row groups as ``like`` has them; ``select`` gives the SELECT of the rows from, to."""
    pieces = [target.with_name(f"{target.name}.{number}") for number in range(len(like.groups))]
    spans, first = [], 0
    for count in like.groups:
        spans.append((first, first + count))
        first += count

    def one(span: tuple[int, int], piece: Path) -> None:
        size = span[1] - span[0] + 2048
        with connection.cursor() as own:
            own.execute(f"COPY ({select(*span)}) TO {literal(str(piece))} ({FORMAT}, ROW_GROUP_SIZE {size})")

    try:
        with ThreadPoolExecutor(min(AT_ONCE, os.cpu_count() or 1)) as pool:
            list(pool.map(one, spans, pieces))
        footers.stack(target, [footers.read(piece) for piece in pieces])
    finally:
        for piece in pieces:
            piece.unlink(missing_ok=True)
