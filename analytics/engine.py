"""DuckDB, opened the careful way: capped memory, a folder to spill to, and no file or address but the named folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.parsing import literal

if TYPE_CHECKING:
    import duckdb


def connect(
    memory_mb: int,
    *,
    temp: Path | None = None,
    directories: Sequence[Path] = (),
    threads: int | None = None,
    in_order: bool = False,
) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that may use ``memory_mb`` megabytes, spills into ``temp`` (None: it may not spill) and
    reads and writes only below ``directories``.

    The order matters: folders are allowed first, then all other access is switched off, then the settings are locked.
    Python variables never stand in for tables, so text from a file cannot name one. ``in_order``: tables are written
    whose rows must not change places, whatever is asked of each row.
    """
    import duckdb

    connection = duckdb.connect(config={"memory_limit": f"{memory_mb}MB", "python_enable_replacements": False})
    if threads is not None:
        connection.execute(f"SET threads={int(threads)}")
    folders = ", ".join(literal(str(folder.resolve())) for folder in directories)
    # Rows keep their order: their position is what the change log and the insights point at.
    connection.execute("SET preserve_insertion_order=true")
    if in_order:
        # x IN (five words or more) in a select list becomes a join, and a join's rows are written in any order.
        connection.execute("SET disabled_optimizers='in_clause'")
    connection.execute("SET TimeZone='UTC'")
    connection.execute("SET enable_progress_bar=false")
    connection.execute(f"SET temp_directory={literal(str(temp.resolve()) if temp else '')}")
    connection.execute(f"SET allowed_directories=[{folders}]")
    connection.execute("SET enable_external_access=false")
    connection.execute("SET lock_configuration=true")
    return connection
