"""Several tables in one text, side by side with empty columns between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from analytics.reading.layout import filled
from analytics.reading.tokens import Record

NARROWEST = 2
"""Columns of a table that stands beside another."""

Span = tuple[int, int]


def spans(records: Sequence[Record], width: int) -> list[Span]:
    """The columns (first, and one past the last) of each table; empty where the text has one table only.

    An empty column may as well be a spacer of one table: it parts two only if these are of different lengths, or have
    the same header.
    """
    if width < 2 * NARROWEST + 1:
        return []
    used = [False] * width
    for record in records:
        if len(record.cells) > width:
            return []
        for j, cell in enumerate(record.cells):
            used[j] = used[j] or bool(cell.strip())
    found = list(_runs(used))
    if len(found) < 2 or any(stop - first < NARROWEST for first, stop in found):
        return []
    header = next((record for record in records if filled(record) == sum(used)), None)
    if header is None:
        return []
    names = [tuple(cell.strip() for cell in header.cells[first:stop]) for first, stop in found]
    lengths = {_length(records, span) for span in found}
    return found if len(lengths) > 1 or len(set(names)) < len(names) else []


def _runs(used: Sequence[bool]) -> Iterator[Span]:
    start: int | None = None
    for place, here in enumerate([*used, False]):
        if here and start is None:
            start = place
        elif not here and start is not None:
            yield start, place
            start = None


def _length(records: Sequence[Record], span: Span) -> int:
    """The number of records up to the last that has something in these columns."""
    within = (place for place, r in enumerate(records) if any(cell.strip() for cell in r.cells[slice(*span)]))
    return max(within, default=-1) + 1


def cut(records: Iterable[Record], span: Span) -> list[Record]:
    """The records with the cells of these columns only."""
    return [record._replace(cells=record.cells[slice(*span)] or [""]) for record in records]
