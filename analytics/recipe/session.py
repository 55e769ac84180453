"""One DuckDB connection for one piece of cleaning: capped memory, a folder to spill to, only the folders it needs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.parsing import literal
from analytics.schema import Limits

if TYPE_CHECKING:
    import duckdb


spill_in: Path | None = None
"""Where a process that works for one table alone spills; else beside the last of the folders."""


@contextmanager
def opened(limits: Limits, *folders: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads and writes only in ``folders`` and is closed, its spill files removed, at the end."""
    from analytics.engine import connect

    with tempfile.TemporaryDirectory(prefix=".spill-", dir=spill_in or folders[-1]) as spill:
        connection = connect(limits.memory_mb, temp=Path(spill), directories=[*folders, Path(spill)], in_order=True)
        try:
            yield connection
        finally:
            connection.close()


def row_count(connection: duckdb.DuckDBPyConnection, parquet: Path) -> int:
    row = connection.execute(f"SELECT count(*) FROM read_parquet({literal(str(parquet))})").fetchone()
    return int(row[0]) if row else 0
