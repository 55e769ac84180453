"""Cells of the table as people read them: thousands, percent, dates; text stays text, byte for byte."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 200
NUMBERS = frozenset({"integer", "decimal", "currency", "percent"})


@dataclass(frozen=True)
class Cell:
    """``number`` cells stand at the right edge; ``missing`` is NULL, which differs from empty text."""

    text: str
    number: bool = False
    missing: bool = False


def cell(value: Any, column: Mapping[str, Any]) -> Cell:
    """``column`` is a column of the profile of the table that is shown; the raw table has only text."""
    number = column.get("type") in NUMBERS
    return Cell("", number, True) if value is None else Cell(text_of(value, column), number)


def text_of(value: Any, column: Mapping[str, Any]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S").removesuffix(" 00:00:00")
    if isinstance(value, int):
        return f"{value:,}" if column.get("role") == "measure" else str(value)
    if isinstance(value, float) or column.get("type") in NUMBERS:
        return _decimal(value, column)
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _decimal(value: Any, column: Mapping[str, Any]) -> str:
    try:
        if column.get("type") == "percent":
            return f"{100 * float(value):.6g} %"
        if column.get("type") == "currency" and float(value) != int(value):
            return f"{value:,.2f}"
        text = f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
    except (TypeError, ValueError, OverflowError):
        return str(value)
    return text
