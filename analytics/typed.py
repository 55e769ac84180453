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

from analytics import typed_footer as footers
from analytics import typed_groups as groups
from analytics.parsing import literal, quote, typed_sql
from analytics.schema import Column

if TYPE_CHECKING:
    import duckdb

KEY = "luminabi_typed"
WORTH_ROWS = 100_000
"""Below so many rows parsing twice costs less than writing a file."""


def write(connection: duckdb.DuckDBPyConnection, table: Path, target: Path, columns: Sequence[Column]) -> None:
    """Parse ``columns`` of the text Parquet ``table`` into ``target``; whole or not at all.

    What is written already, in ``table`` itself or in an earlier ``target``, is taken over byte for byte.
    """
    draft, part = (target.with_name(f".{target.name}.{ending}") for ending in ("draft", "part"))
    made = {"of": _identity(table), "columns": {column.name: made_by(column) for column in columns}}
    notes = {KEY: json.dumps(made)}
    try:
        try:
            _put_together(connection, table, target, columns, part=part, draft=draft, notes=notes)
        except footers.Unfit:
            _copy(connection, table, draft, columns, f", KV_METADATA {{{KEY}: {literal(notes[KEY])}}}")
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
        part.unlink(missing_ok=True)


def _copy(
    connection: duckdb.DuckDBPyConnection, table: Path, target: Path, columns: Sequence[Column], more: str
) -> None:
    connection.execute(
        f"COPY (SELECT {_values(columns)} FROM read_parquet({literal(str(table))})) TO {literal(str(target))}"
        f" ({groups.FORMAT}{more})"
    )


def _values(columns: Sequence[Column]) -> str:
    return ", ".join(f"{typed_sql(column)} AS {quote(column.name)}" for column in columns)


def _put_together(
    connection: duckdb.DuckDBPyConnection, table: Path, target: Path, columns: Sequence[Column], *,
    part: Path, draft: Path, notes: Mapping[str, str],
) -> None:  # fmt: skip
    """Write only what is nowhere yet, and join it with the rest. Raises ``footers.Unfit`` where that cannot be."""
    source = footers.read(table)
    groups.hold(source)
    origin = dict.fromkeys(_unchanged(connection, source, columns), source)
    earlier = held(connection, table, target)
    kept = [column.name for column in columns if earlier.get(column.name) == made_by(column)]
    if kept:
        origin |= dict.fromkeys(kept, footers.read(target))
    rest = [column for column in columns if column.name not in origin]
    if rest:
        values = _values(rest)
        groups.write(
            connection, source, part, lambda first, stop: f"SELECT {values} FROM {groups.rows(table, first, stop)}"
        )
        origin |= dict.fromkeys((column.name for column in rest), footers.read(part))
    footers.join(draft, [(origin[column.name], column.name, column.name) for column in columns], notes)


def _unchanged(connection: duckdb.DuckDBPyConnection, source: footers.Footer, columns: Sequence[Column]) -> list[str]:
    """The text columns whose values are their texts: no null words, and no empty text, which would be missing."""
    texts = [column.name for column in columns if column.type == "text" and not column.parse.get("nulls")]
    bounds = {name: source.columns[name].bounds() for name in texts}
    sure = {name for name, pair in bounds.items() if pair is not None and pair[0] > b""}
    asked = [name for name in texts if bounds[name] is None]
    if asked:
        empty = ", ".join(f"count(*) FILTER ({quote(name)} = '')" for name in asked)
        counts = connection.execute(f"SELECT {empty} FROM read_parquet({literal(str(source.path))})").fetchone() or ()
        sure |= {name for name, count in zip(asked, counts, strict=True) if not count}
    return [name for name in texts if name in sure]


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
