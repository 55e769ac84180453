"""Several tables in one text, one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from analytics.reading.dialect import usual_width
from analytics.reading.footers import REMARK
from analytics.reading.layout import LOOKED, filled, is_blank, kinds_of, padded
from analytics.reading.ragged import Columns
from analytics.reading.tokens import Record
from analytics.reading.workbook_formats import TEXT
from analytics.reading.workbook_heading import heading

MOST = 2000
"""Blocks of lines; a file with more of them is not one of several tables."""
ALIKE, FEW = 200, 4
"""Rows above that show what rows of a table look like, at most and at least."""
RUN = 3
"""Rows, the header counted, that a table needs which no blank line parts from the one above."""


def blocks(records: Sequence[Record], width: int) -> list[tuple[int, int]]:
    """Tables of a text, as first and last record (exclusive), parted by blank lines. Notes go with their neighbours."""
    parts: list[tuple[int, int]] = []
    start: int | None = None
    for place, record in enumerate(records):
        if is_blank(record):
            if start is not None:
                parts.append((start, place))
            start = None
        elif start is None:
            start = place
    if start is not None:
        parts.append((start, len(records)))
    if len(parts) <= MOST:
        parts = list(islice((change for part in parts for change in _changes(records, *part)), MOST + 1))
    if len(parts) > MOST:
        return [(0, len(records))]
    tables: list[list[int]] = []
    waiting: int | None = None
    for first, stop in parts:
        part = records[first:stop]
        if _is_table(part) and not (
            tables and (_goes_on(records, tables[-1], part) or _is_alike(records, tables[-1], part))
        ):
            # A title between two tables goes with the one below it.
            tables.append([first if waiting is None else waiting, stop])
            waiting = None
        elif not tables:
            continue
        elif _is_title(part):
            waiting = first if waiting is None else waiting
        else:
            tables[-1][1], waiting = stop, None
    if len(tables) < 2:
        return [(0, len(records))]
    tables[0][0] = 0
    for above, after in pairwise(tables):
        above[1] = after[0]
    tables[-1][1] = len(records)
    return [(first, stop) for first, stop in tables]


def _changes(records: Sequence[Record], first: int, stop: int) -> Iterator[tuple[int, int]]:
    """A block parted where the width changes for good and a header with values under it begins."""
    start, place = first, first
    while place < stop:
        width, end = len(records[place].cells), place
        while end < stop and len(records[end].cells) == width:
            end += 1
        # Both have to be tables: rows of one width, words above values.
        if place > start and _stands_alone(records, place, end) and _stands_alone(records, start, place):
            yield start, place
            start = place
        place = end
    yield start, stop


def _stands_alone(records: Sequence[Record], first: int, stop: int) -> bool:
    """Whether rows of one width have a header of words above columns of values."""
    part = records[first : min(stop, first + LOOKED)]
    width = len(part[0].cells)
    if width < 2 or len(part) < RUN or any(len(record.cells) != width for record in part):
        return False
    texts = [padded(record, width) for record in part]
    kinds = kinds_of(texts)
    values = any(kind not in (0, TEXT) for row in kinds[1:] for kind in row)
    return values and all(texts[0]) and all(kind == TEXT for kind in kinds[0]) and heading(texts, kinds, []).count == 1


def _is_title(part: Sequence[Record]) -> bool:
    """Whether a block is a line or two of words that may head the table below it."""
    first = next((cell.strip() for cell in part[0].cells if cell.strip()), "")
    return len(part) < 3 and all(filled(record) == 1 for record in part) and not REMARK.match(first)


def _is_table(part: Sequence[Record]) -> bool:
    """Whether a block is a table by itself: two rows or more with two columns or more, of one width."""
    width = usual_width(part)
    return width > 1 and sum(len(record.cells) == width and filled(record) > 1 for record in part) >= 2


def _is_alike(records: Sequence[Record], table: Sequence[int], part: Sequence[Record]) -> bool:
    """Whether the rows of a block could all be rows of the table above, faulty ones among them aside."""
    above = [record for record in records[table[0] : table[1]] if not is_blank(record)]
    width = usual_width(above)
    rows = [record.cells for record in above if len(record.cells) == width][1:][-ALIKE:]
    asked = [tuple(record.cells) for record in part if len(record.cells) == width]
    if width < 2 or len(rows) < FEW or 3 * len(asked) < len(part) or not asked:
        return False
    columns = Columns(rows, width)
    return all(columns.plausible(cells) for cells in asked[:LOOKED])


def _goes_on(records: Sequence[Record], table: Sequence[int], part: Sequence[Record]) -> bool:
    """Whether a block is more of the table above: as wide, and without a header of its own."""
    above = [record for record in records[table[0] : table[1]] if not is_blank(record)]
    width = usual_width(above)
    if usual_width(part) != width:
        return False
    used = max(filled(record) for record in part), max(filled(record) for record in above)
    if abs(used[0] - used[1]) > 0 and min(used) < width:
        return False
    texts = [padded(record, width) for record in part[:LOOKED]]
    if texts[0] == padded(next(record for record in above if len(record.cells) == width), width) and all(texts[0]):
        return True  # the same header again, as at the top of a printed page
    kinds = kinds_of(texts)
    own = heading(texts, kinds, [])
    if own.count == 0:
        return True
    plain = all(kind in (0, TEXT) for row in kinds for kind in row)
    return plain and texts[0] != padded(next(r for r in above if len(r.cells) == width), width)
