"""Cells of the table as people read them: thousands, percent, dates; text stays text, byte for byte.

One column, one way of writing: the numbers of a page have as many decimals as the one that needs most, so that they
stand under each other; a real minus sign, as in charts and headlines; a time of day in all cells or in none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 200
ALIGNED = 6
"""Decimals beyond which a column is a computed one, whose cells are not filled up with noughts."""
NUMBERS = frozenset({"integer", "decimal", "currency", "percent"})
MIDNIGHT = dt.time()
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Cell:
    """``number`` cells stand at the right edge; ``missing`` is NULL, which differs from empty text."""

    text: str
    number: bool = False
    missing: bool = False


@dataclass(frozen=True)
class Manner:
    """How the cells of one column are written: decimals that all of them have, and how exact their times are."""

    decimals: int | None = None
    clock: str | None = None


def grid(rows: Sequence[Sequence[Any]], columns: Sequence[Mapping[str, Any]]) -> list[list[Cell]]:
    """The rows of a page as cells, each column in one manner. Columns beyond those that are known of are left out."""
    manners = [manner((row[place] for row in rows), column) for place, column in enumerate(columns)]
    return [
        [cell(value, column, how) for value, column, how in zip(row, columns, manners, strict=False)] for row in rows
    ]


def manner(values: Iterable[Any], column: Mapping[str, Any]) -> Manner:
    kept = [value for value in values if value is not None]
    if times := [value for value in kept if isinstance(value, dt.datetime)]:
        if any(value.microsecond for value in times):
            return Manner(clock="milliseconds" if all(v.microsecond % 1000 == 0 for v in times) else "microseconds")
        return Manner(clock="seconds" if any(value.time() != MIDNIGHT for value in times) else None)
    if column.get("type") not in NUMBERS - {"integer"}:
        return Manner()
    most = max((_decimals(_number(value, column)) for value in kept), default=0)
    return Manner(decimals=most if most <= ALIGNED else None)


def cell(value: Any, column: Mapping[str, Any], how: Manner | None = None) -> Cell:
    """``column`` is a column of the profile of the table that is shown; the raw table has only text."""
    number = column.get("type") in NUMBERS
    if value is None:
        return Cell("", number, True)
    return Cell(text_of(value, column, how or manner([value], column)), number)


def text_of(value: Any, column: Mapping[str, Any], how: Manner) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}" if how.clock is None else value.isoformat(" ", how.clock)
    if isinstance(value, (int, float)) or column.get("type") in NUMBERS:
        text = _number(value, column)
        if how.decimals and (missing := how.decimals - _decimals(text)) > 0 and text[-1:].isdigit() and "e" not in text:
            text += ("" if "." in text else ".") + "0" * missing
        text = f"{MINUS}{text[1:]}" if text.startswith("-") else text
        return f"{text} %" if column.get("type") == "percent" else text
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _number(value: Any, column: Mapping[str, Any]) -> str:
    try:
        if column.get("type") == "percent":
            return f"{100 * float(value):.6g}"
        if column.get("type") == "currency" and float(value) != int(value):
            return f"{value:,.2f}"
        if isinstance(value, int):
            return f"{value:,}" if column.get("role") == "measure" else str(value)
        return _fraction(value) if isinstance(value, float) else f"{value:,}"
    except (TypeError, ValueError, OverflowError):
        return str(value)


def _fraction(value: float) -> str:
    """Ten digits, which leave out what only binary fractions add; sums of money in the billions keep their cents."""
    if 1e9 <= abs(value) < 1e15:
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,.10g}"


def _decimals(text: str) -> int:
    return len(text.partition(".")[2]) if text[-1:].isdigit() and "e" not in text else 0


def spread(column: Mapping[str, Any]) -> tuple[str, str] | None:
    """The lowest and the highest value of a column of the profile, as its cells are written; none where order says
    nothing (text, yes or no) or all is missing. Moments of several days show the day alone."""
    low, high, kind = column.get("min"), column.get("max"), column.get("type")
    if low is None or high is None or kind in (None, "text", "boolean"):
        return None
    if kind == "datetime" and str(low)[:10] != str(high)[:10]:
        return str(low)[:10], str(high)[:10]
    if kind not in NUMBERS:
        return str(low), str(high)
    try:
        ends = [int(each) if kind == "integer" else float(each) for each in (low, high)]
    except ValueError:
        return str(low), str(high)
    how = manner(ends, column)
    return text_of(ends[0], column, how), text_of(ends[1], column, how)
