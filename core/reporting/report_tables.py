"""Cells of tables as a language writes them: numbers under one another by their decimal mark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from core.reporting.tongues import Tongue

MOST_PLACES = 4
"""A column whose numbers have more decimals is left as it is."""


class Figure(float):
    """A number in a table that is ours to write, unlike a cell of the data."""


class Share(float):
    """A share of one in a table, written as percent."""


def table_in(rows: Sequence[Sequence[Any]], tongue: Tongue) -> list[list[str]]:
    """Cells of the data: numbers and dates as the language writes them, text untouched."""
    places = [_places(column) for column in zip(*rows, strict=True)]
    return [[cell_in(cell, tongue, place) for cell, place in zip(row, places, strict=True)] for row in rows]


def cell_in(cell: Any, tongue: Tongue, places: int | None = None) -> str:
    """``places``: decimals that the numbers of the column share; None: as many as the number has."""
    if cell is None:
        return ""
    if isinstance(cell, Share):
        return tongue.percent(cell * 100)
    if isinstance(cell, Figure):
        return tongue.figures(_figure(cell) if places is None else f"{cell:,.{places}f}")
    if isinstance(cell, bool | str):
        return str(cell)
    if isinstance(cell, date):
        return tongue.short_day(cell) if tongue.code != "en" and not hasattr(cell, "hour") else str(cell)
    text = str(cell) if places is None or isinstance(cell, int) else f"{cell:.{places}f}"
    thousands, point = tongue.words.SEPARATORS
    return text.replace(".", point) if (thousands, point) != (",", ".") else text


def is_numeric(cells: Sequence[Any]) -> bool:
    known = [cell for cell in cells if cell is not None]
    return bool(known) and all(isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) for cell in known)


def _figure(cell: float) -> str:
    return f"{cell:,.0f}" if abs(cell) >= 1000 or cell == int(cell) else f"{cell:,.4g}"


def _places(column: Sequence[Any]) -> int | None:
    """The decimals that all numbers of a column are written with, so that their marks stand under one another."""
    numbers = [cell for cell in column if isinstance(cell, float | Decimal) and not isinstance(cell, Share)]
    texts = [_figure(cell) if isinstance(cell, Figure) else str(cell) for cell in numbers]
    if not texts or any("e" in text.lower() or "n" in text.lower() for text in texts):
        return None
    most = max(len(text.partition(".")[2]) for text in texts)
    return most if most <= MOST_PLACES else None
