"""The names of a text table: several header rows joined, a header put right that has not the form of the rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.inference.names import identifies
from analytics.reading.cells import Dialect
from analytics.reading.header_evidence import SURE, log_odds
from analytics.reading.ragged import header as put_right
from analytics.reading.tokens import Record
from analytics.reading.workbook_grid import Grid
from analytics.reading.workbook_names import joined, unique_names

MENDED = "The header has not the form of the rows (an empty cell too many, or another delimiter); it was put right."
_VALUE = re.compile(r"^\s*[-+(]?[$€£]?\d")
_SEAM = re.compile(r"(?<=[a-zà-ÿ0-9)%°\]])(?=[A-ZÀ-Þ])")

Texts = Sequence[Sequence[str | None]]


def mended(head: Sequence[Record], width: int, dialect: Dialect) -> Sequence[Record]:
    """The records with a first row put right that has an empty cell too many, or another delimiter than all others."""
    place = next((i for i, record in enumerate(head) if any(cell.strip() for cell in record.cells)), None)
    if place is None or width < 3 or len(head) < place + 3 or len(head[place + 1].cells) != width:
        return head
    record = head[place]
    if len(record.cells) > width and not any(cell.strip() for cell in record.cells[width:]):
        return [*head[:place], record._replace(cells=record.cells[:width]), *head[place + 1 :]]
    if len(record.cells) < width and not any(_VALUE.search(cell) for cell in head[place + 1].cells):
        return head  # a title above a header of words
    cells = put_right(record.cells, width, dialect, record.raw)
    return [*head[:place], record._replace(cells=cells), *head[place + 1 :]] if cells is not record.cells else head


def names(
    lines: Texts, header: Sequence[Record], below: Sequence[list[str]], width: int, dialect: Dialect
) -> tuple[tuple[str, ...], str]:
    """One name per column, and what a person should know of them. ``lines`` are the header's cells in full width."""
    if not header:
        return unique_names([""] * width), ""
    last = header[-1].cells
    if len(last) >= width:
        return names_of(lines, width), ""
    missing = f"The header has {len(last)} names for {width} columns; the last ones were numbered."
    if len(header) > 1 or len(last) != width - 1 or not all(cell.strip() for cell in last):
        return names_of(lines, width), missing
    parted = _parted(last, dialect.quote or '"')
    if parted is not None:
        return unique_names(parted), "Two names of the header have lost the delimiter between them; they were parted."
    if not identifies(last[0]) and _numbers_rows([cells[0] for cells in below if len(cells) == width], dialect):
        first = (
            f"The header has no name for the first column, which names the rows; {width - 1} names were moved right."
        )
        return unique_names(["", *(" ".join(cell.split()) for cell in last)]), first
    words = [cell.split() for cell in last]
    if sorted(map(len, words)) == [1] * (len(words) - 1) + [2]:
        parted = [word for several in words for word in several]
        return unique_names(
            parted
        ), "Two names of the header have a blank between them instead of the delimiter; they were parted."
    return names_of(lines, width), missing


def doubt(texts: Texts, count: int, named: bool) -> str:
    """What a person should look at: no header, several rows of one, or a first row that nothing shows to be one."""
    if not texts or named:
        return ""
    if count == 0:
        return "No row is a header; the columns were numbered."
    if count > 1:
        return f"{count} rows were taken for the header, and joined."
    if any(_VALUE.search(cell or "") for row in texts[1:] for cell in row) or len(texts) < 3:
        return ""
    if log_odds(texts) > SURE:
        return ""
    return "Nothing but habit shows that the first row is the header: all cells are words."


def names_of(lines: Texts, width: int) -> tuple[str, ...]:
    """One name per column from header rows of full width."""
    rows = [list(line) for line in lines]
    grid = Grid("", row_numbers=list(range(1, len(rows) + 1)))
    return joined(rows, grid, range(len(rows)), tuple(range(width)), [])


def _parted(cells: Sequence[str], quote: str) -> list[str] | None:
    """The names with the one parted that has a seam (``NameCity``, ``name"city``) where no other has any."""
    seams = [(place, found) for place, cell in enumerate(cells) for found in _seams(cell, quote)]
    if len(seams) != 1:
        return None
    place, (left, right) = seams[0]
    return [*cells[:place], left, right, *cells[place + 1 :]]


def _seams(cell: str, quote: str) -> list[tuple[str, str]]:
    if quote in cell.strip(quote):
        left, _, right = cell.strip(quote).partition(quote)
        return [(left.strip(quote), right.strip(quote))]
    return [(cell[: found.start()], cell[found.start() :]) for found in _SEAM.finditer(cell)]


def _numbers_rows(cells: Sequence[str], dialect: Dialect) -> bool:
    """Whether the first cells number or name the rows, as R's write.table puts them under no name."""
    if len(cells) < 2 or len(set(cells)) < len(cells):
        return False
    if all(cell.isdecimal() for cell in cells):
        numbers = [int(cell) for cell in cells]
        return numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return dialect.delimiter in " \t"
