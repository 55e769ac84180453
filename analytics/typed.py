"""Values parsed once: a Parquet file beside the text table with the typed value of each column, row by row.

The profile writes it while it decides the types; the clean table is then taken from it instead of parsing every cell
anew. The file says of which text table and by which expression each column was made, so it is used only where exactly
that value is wanted; without it everything is parsed from the text and comes out the same.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.parsing import literal, quote, typed_sql
from analytics.schema import Column

if TYPE_CHECKING:
    import duckdb

KEY = "luminabi_typed"
WORTH_ROWS = 100_000
"""Below so many rows parsing twice costs less than writing a file."""


def write(connection: duckdb.DuckDBPyConnection, table: Path, target: Path, columns: Sequence[Column]) -> None:
    """Parse ``columns`` of the text Parquet ``table`` into ``target``; whole or not at all."""
    draft = target.with_name(f".{target.name}.draft")
    values = ", ".join(f"{typed_sql(column)} AS {quote(column.name)}" for column in columns)
    made = {"of": _identity(table), "columns": {column.name: made_by(column) for column in columns}}
    try:
        connection.execute(
            f"COPY (SELECT {values} FROM read_parquet({literal(str(table))})) TO {literal(str(draft))}"
            f" (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{KEY}: {literal(json.dumps(made))}}})"
        )
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def held(connection: duckdb.DuckDBPyConnection, table: Path, target: Path | None) -> Mapping[str, str]:
    """What ``target`` holds of ``table``: column → ``made_by``; empty if it is of another table."""
    if target is None or not target.exists():
        return {}
    sql = f"SELECT value FROM parquet_kv_metadata({literal(str(target))}) WHERE key = {literal(KEY)}::BLOB"
    row = connection.execute(sql).fetchone()
    made = json.loads(bytes(row[0])) if row else {}
    columns: dict[str, str] = made["columns"] if made.get("of") == _identity(table) else {}
    return columns


def made_by(column: Column) -> str:
    """A short name of the expression that makes the column's values."""
    return sha256(typed_sql(column).encode()).hexdigest()[:20]


def _identity(table: Path) -> list[int]:
    status = table.stat()
    return [status.st_size, status.st_mtime_ns]
