"""A whole table as a file for other programs: CSV and JSON by DuckDB, workbooks row by row with constant memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.engine import connect
from analytics.parsing import canonical_sql, literal, quote
from analytics.schema import AnalyticsError, Profile

if TYPE_CHECKING:
    import duckdb

SHEET_ROWS = 1_048_575
SHEET_COLUMNS = 16_384
CELL_CHARACTERS = 32_767
PIECE = 2_000
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that a spreadsheet takes for a formula (CWE-1236)."""


@contextmanager
def _opened(table: Path, target: Path, memory_mb: int) -> Iterator[duckdb.DuckDBPyConnection]:
    with tempfile.TemporaryDirectory(prefix="export-") as spill:
        folders = [table.parent, target.parent, Path(spill)]
        connection = connect(memory_mb, temp=Path(spill), directories=folders, threads=2)
        try:
            yield connection
        finally:
            connection.close()


def column_names(table: Path) -> list[str]:
    """The columns of a Parquet file in their order."""
    with _opened(table, table, 64) as connection:
        return [
            str(row[0]) for row in connection.execute(f"DESCRIBE FROM read_parquet({literal(str(table))})").fetchall()
        ]


def harmless(cell: Any) -> str:
    """A cell's text for CSV; what a spreadsheet would take for a formula gets an apostrophe, unless it is a number."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = str(cell)
    return f"'{text}" if text.startswith(RISKY) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _harmless_sql(text: str) -> str:
    """``harmless`` for a whole column, as SQL."""
    risky = f"regexp_matches({text}, '^[=+\\-@\t\r\n]') AND try_cast({text} AS DOUBLE) IS NULL"
    return f"CASE WHEN {risky} THEN '''' || {text} ELSE {text} END"


def write_csv(table: Path, profile: Profile, target: Path, *, memory_mb: int) -> None:
    """UTF-8, comma, header row; decimals with a point, ISO dates, ``true``/``false``, empty for missing."""
    cells = []
    for column in profile.columns:
        text = canonical_sql(column)
        value = _harmless_sql(text) if column.type == "text" else text
        cells.append(f"{value} AS {quote(harmless(column.name))}")
    sql = f"SELECT {', '.join(cells)} FROM read_parquet({literal(str(table))})"
    with _opened(table, target, memory_mb) as connection:
        connection.execute(f"COPY ({sql}) TO {literal(str(target))} (FORMAT csv, HEADER, DELIMITER ',')")


def write_json(table: Path, target: Path, *, memory_mb: int) -> None:
    """One array of objects, a row each; numbers and booleans are JSON's own, dates ISO text, null for missing."""
    with _opened(table, target, memory_mb) as connection:
        source = f"SELECT * FROM read_parquet({literal(str(table))})"
        connection.execute(f"COPY ({source}) TO {literal(str(target))} (FORMAT json, ARRAY true)")


def check_workbook(profile: Profile) -> None:
    """Raises AnalyticsError for a table that no sheet can hold."""
    if profile.rows > SHEET_ROWS or len(profile.columns) > SHEET_COLUMNS:
        raise AnalyticsError(
            f"A sheet holds at most {SHEET_ROWS:,} rows and {SHEET_COLUMNS:,} columns; "
            f"this table has {profile.rows:,} and {len(profile.columns):,}. Take it as CSV or Parquet."
        )


def write_workbook(table: Path, target: Path, *, memory_mb: int) -> None:
    """One sheet, header in bold; text cells are strings whatever they begin with, so nothing is a formula."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with _opened(table, target, memory_mb) as connection, xlsxwriter.Workbook(str(target), options) as book:
        sheet = book.add_worksheet("Data")
        bold = book.add_format({"bold": True})
        found = connection.execute(f"SELECT * FROM read_parquet({literal(str(table))})")
        for place, described in enumerate(found.description):
            sheet.write_string(0, place, described[0][:CELL_CHARACTERS], bold)
        writers = [_writer(book, str(described[1])) for described in found.description]
        number = 1
        while rows := found.fetchmany(PIECE):
            for row in rows:
                for place, value in enumerate(row):
                    if value is not None:
                        writers[place](sheet, number, place, value)
                number += 1
        sheet.freeze_panes(1, 0)


def _writer(book, kind: str):  # type: ignore[no-untyped-def]
    """How the cells of one column are written."""
    import math

    if kind.startswith(("DATE", "TIMESTAMP")):
        shape = book.add_format({"num_format": "yyyy-mm-dd" if kind == "DATE" else "yyyy-mm-dd hh:mm:ss"})

        def moment(sheet, row, place, value):  # type: ignore[no-untyped-def]
            if 1900 <= value.year <= 9999:
                sheet.write_datetime(row, place, value, shape)
            else:
                sheet.write_string(row, place, str(value))

        return moment
    if kind in ("BIGINT", "INTEGER", "DOUBLE", "HUGEINT") or kind.startswith("DECIMAL"):

        def number(sheet, row, place, value):  # type: ignore[no-untyped-def]
            exact = math.isfinite(value) and abs(value) < 10**15
            sheet.write_number(row, place, value) if exact else sheet.write_string(row, place, str(value))

        return number
    if kind == "BOOLEAN":
        return lambda sheet, row, place, value: sheet.write_boolean(row, place, value)
    return lambda sheet, row, place, value: sheet.write_string(row, place, str(value)[:CELL_CHARACTERS])
