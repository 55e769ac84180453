"""Numbers that stand for “not measured”, as −999 in a column of temperatures: seen in a column's histogram alone.

Such a code is far from all measured values and is written as people write it. What is said of the column rests on the
other values, and the story asks to accept the suggestion under Cleaning.
"""

from __future__ import annotations

from analytics.schema import NUMERIC_TYPES, Column, Profile

CODES = frozenset(float(f"-{'9' * n}") for n in range(2, 7)) | frozenset(float("9" * n) for n in range(4, 8))
EMPTY = 0.5
"""Share of the histogram's bars between the code and the other values that have to be empty."""

MOST = 0.5
"""A code in more of the rows than this leaves too little to see what is usual."""


def missing_codes(profile: Profile) -> dict[str, float]:
    """Column → the code that stands in it for a missing value, where one does."""
    found = {column.name: _code(column) for column in profile.columns if column.type in NUMERIC_TYPES}
    return {name: code for name, code in found.items() if code is not None}


def _code(column: Column) -> float | None:
    if column.role != "measure" or len(column.bins) < 4:
        return None
    for end, bars in ((column.min, column.bins), (column.max, column.bins[::-1])):
        code = _number(end)
        counts = [bar.count for bar in bars]
        if code not in CODES or counts[0] < 2 or counts[0] > MOST * sum(counts):
            continue
        gap = next((place for place, count in enumerate(counts[1:]) if count), 0)
        if gap >= EMPTY * len(counts):
            return code
    return None


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None
