"""Where a row of the text table stands in an original that is no plain text: cells of a sheet, a pointer into JSON."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from typing import Any


def of(detected: Mapping[str, Any], position: int) -> str:
    """``Orders!B7:F7``, ``/data/items/6``, ``row 7``; empty where the reading kept none. ``position`` is from 0."""
    places = detected.get("places") or {}
    position = row_of(detected, position)
    if detected.get("format") == "parquet":
        return f"row {position + 1:,}"
    if "pointer" in places:
        return f"{places['pointer']}/{position}"
    columns, row = places.get("columns"), _row(places.get("runs") or [], position)
    if not columns or row is None:
        return ""
    cells = f"{columns[0]}{row}" if len(columns) == 1 else f"{columns[0]}{row}:{columns[-1]}{row}"
    return f"{sheet_of(str(detected.get('sheet') or ''))}{cells}"


def cell(detected: Mapping[str, Any], position: int, column: int) -> str:
    """One cell of a sheet, ``Orders!D7``; empty for other files. ``column`` counts those of the text table from 0."""
    places = detected.get("places") or {}
    columns = places.get("columns") or []
    position, column = row_of(detected, position), _column_of(detected, position, column)
    row = _row(places.get("runs") or [], position)
    if row is None or not 0 <= column < len(columns):
        return ""
    return f"{sheet_of(str(detected.get('sheet') or ''))}{columns[column]}{row}"


def row_of(detected: Mapping[str, Any], position: int) -> int:
    """The row of the file that a row of the table comes from, where each became several; both from 0."""
    long = (detected.get("places") or {}).get("long")
    return position // len(long["of"]) if long and long.get("of") else position


def _column_of(detected: Mapping[str, Any], position: int, column: int) -> int:
    """The column of the file that a cell comes from; of a period and of its value it is that of the value."""
    long = (detected.get("places") or {}).get("long")
    if not long or not long.get("of"):
        return column
    keep, periods = long["keep"], long["of"]
    return int(keep[column] if 0 <= column < len(keep) else periods[position % len(periods)])


def sheet_of(name: str) -> str:
    """A sheet's name as formulas write it: in quotes where it has more than letters, digits and ``_``."""
    if not name:
        return ""
    bare = name.replace("_", "").isalnum() and not name[0].isdigit()
    return f"{name}!" if bare else f"'{name.replace(chr(39), chr(39) * 2)}'!"


def _row(runs: list[list[int]], position: int) -> int | None:
    at = bisect.bisect_right(runs, position, key=lambda run: run[0]) - 1
    return None if at < 0 or position < 0 else runs[at][1] + position - runs[at][0]
