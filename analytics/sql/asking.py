"""One question, answered: its result as Parquet, and the first rows as text for a page. Runs in a child process."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.parsing import literal, quote
from analytics.sql import checking, session, words
from analytics.sql.words import Refused

if TYPE_CHECKING:
    import duckdb

SHOWN_ROWS = 1_000
SHOWN_BYTES = 4 * 1024**2
MAX_COLUMNS = 500
CELL = 300
KEPT = {"BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "FLOAT", "DOUBLE",
        "DATE", "TIMESTAMP", "TIME", "VARCHAR"}  # fmt: skip
TURNED = {"HUGEINT": "DECIMAL(38,0)", "UBIGINT": "DECIMAL(38,0)", "UHUGEINT": "DECIMAL(38,0)",
          "TIMESTAMP_S": "TIMESTAMP", "TIMESTAMP_MS": "TIMESTAMP", "TIMESTAMP_NS": "TIMESTAMP",
          "TIMESTAMP WITH TIME ZONE": "TIMESTAMP"}  # fmt: skip
"""What Parquet would round or other programs do not know; everything else becomes text."""
KINDS = {"BOOLEAN": "boolean", "FLOAT": "decimal", "DOUBLE": "decimal", "DATE": "date", "TIMESTAMP": "datetime",
         "TIME": "time", "VARCHAR": "text"}  # fmt: skip


def ask(folder: Path, task: Mapping[str, Any]) -> dict[str, Any]:
    """Run ``task``: ``sql``, ``tables`` (session.Table), ``others`` (names for hints), ``memory_mb``, ``max_rows``.

    Writes ``result.parquet`` and ``page.json`` in ``folder``.

    Gives ``rows``, ``cut`` (there were more), ``columns`` (name, type), ``shown``, ``seconds`` and ``tables`` (those
    that were read, [schema, name]); or ``error``, ``line`` and ``column``.
    """
    session.limit_files()
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    try:
        return {**_answered(folder, task), "seconds": time.perf_counter() - began}
    except Refused as refusal:
        return {"error": str(refusal), "line": refusal.line, "column": refusal.column}
    except MemoryError:
        return {"error": words.MEMORY, "line": 0, "column": 0}
    finally:
        shutil.rmtree(folder / "spill", ignore_errors=True)


def _answered(folder: Path, task: Mapping[str, Any]) -> dict[str, Any]:
    import duckdb

    sql = str(task["sql"])
    tables = [session.Table.from_json(each) for each in task["tables"]]
    known = {(table.schema.lower(), table.name.lower()) for table in tables}
    with session.opened(tables, folder, task["memory_mb"]) as connection:
        others = frozenset((schema.lower(), name.lower()) for schema, name in task.get("others", ()))
        checked = checking.check(connection, sql, known, others)
        draft, result = folder / ".result.draft", folder / "result.parquet"
        try:
            columns = _write(connection, checked.statement, draft, task["max_rows"])
            page, rows = _page(connection, draft, columns)
        except duckdb.Error as error:
            raise words.of(error, sql) from None
    with (folder / "page.json").open("w", encoding="utf-8") as file:
        json.dump({"columns": columns, "rows": page}, file, ensure_ascii=False)
    os.replace(draft, result)
    cut = rows >= task["max_rows"]
    return {"rows": rows, "cut": cut, "columns": columns, "shown": len(page),
            "tables": sorted(map(list, checked.tables))}  # fmt: skip


def _write(connection: duckdb.DuckDBPyConnection, sql: str, target: Path, most: int) -> list[dict[str, str]]:
    """The result as Parquet, at most ``most`` rows in their order; gives its columns."""
    import duckdb

    try:
        found = connection.sql(sql)
    except duckdb.Error:
        connection.execute(sql)  # says the same, and where
        raise
    if found is None:
        raise Refused(checking.ONLY)
    if len(found.columns) > MAX_COLUMNS:
        raise Refused(f"The result has {len(found.columns):,} columns; at most {MAX_COLUMNS:,} are taken.")
    columns, chosen = [], []
    for place, (name, kind) in enumerate(zip(unique(found.columns), map(str, found.types), strict=True), start=1):
        wanted = TURNED.get(kind, kind if kind in KEPT or kind.startswith("DECIMAL") else "VARCHAR")
        columns.append({"name": name, "type": kind_of(wanted)})
        chosen.append(f"{f'#{place}' if wanted == kind else f'CAST(#{place} AS {wanted})'} AS {quote(name)}")
    found.project(", ".join(chosen)).limit(most).write_parquet(str(target), compression="zstd")
    return columns


def unique(names: list[str]) -> list[str]:
    """Every column with a name of its own, whatever the question called them: ``a``, ``a_2``, ``column_3``."""
    taken: set[str] = set()
    found = []
    for place, name in enumerate(names, start=1):
        base = " ".join(name.split())[:200] or f"column_{place}"
        fresh, number = base, 2
        while fresh.lower() in taken:
            fresh, number = f"{base}_{number}", number + 1
        taken.add(fresh.lower())
        found.append(fresh)
    return found


def kind_of(sql_type: str) -> str:
    if sql_type.startswith("DECIMAL"):
        return "integer" if sql_type.endswith(",0)") else "decimal"
    return KINDS.get(sql_type, "integer")


def _page(
    connection: duckdb.DuckDBPyConnection, parquet: Path, columns: list[dict[str, str]]
) -> tuple[list[list[str | None]], int]:
    """The first rows as texts, as many as a page can hold, and how many there are."""
    source = f"read_parquet({literal(str(parquet))})"
    counted = connection.execute(f"SELECT count(*) FROM {source}").fetchall()
    cells = [
        f"left({quote(each['name'])}, {CELL + 1})" if each["type"] == "text" else quote(each["name"])
        for each in columns
    ]
    found = connection.execute(f"SELECT {', '.join(cells)} FROM {source} LIMIT {SHOWN_ROWS}")
    rows: list[list[str | None]] = []
    size = 0
    while size < SHOWN_BYTES and (row := found.fetchone()) is not None:
        rows.append([text_of(value) for value in row])
        size += sum(len(cell or "") + 4 for cell in rows[-1])
    return rows, int(counted[0][0])


def text_of(value: Any) -> str | None:
    """A cell as a page shows it: plain digits, ISO dates, long texts cut."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    text = str(value)
    return text if len(text) <= CELL else text[:CELL] + "…"
