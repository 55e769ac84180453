"""The cells of one sheet as columns of text with their kinds: only rows and columns that hold something are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analytics.schema import AnalyticsError, Limits

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_PER_CHUNK = 20_000
MAX_CELLS = 300_000_000
MAX_CELL_TEXT = 10_000_000
MAX_KEPT_BYTES = 700 * 1024**2
"""Text of one sheet that is kept in memory; a job process has about 2 GB."""


@dataclass(frozen=True)
class Merge:
    """A merged range, 0-based columns and 1-based rows, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Grid:
    """One sheet. ``row_numbers`` (from 1, ascending) has an entry per kept row; ``masks`` says which columns it fills.

    ``chunks`` hold, per filled column ``c`` (0-based in the sheet), the text ``v<c>`` and the kinds ``k<c>``.
    """

    name: str
    row_numbers: list[int] = field(default_factory=list)
    masks: list[int] = field(default_factory=list)
    chunks: list[pa.Table] = field(default_factory=list)
    columns: tuple[int, ...] = ()
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    tables: list[tuple[str, Merge, int, int]] = field(default_factory=list)
    """Ranges that the workbook itself declares as tables: name, range, header rows, totals rows."""
    errors: Counter[str] = field(default_factory=Counter)
    first_error: str = ""
    uncalculated: list[str] = field(default_factory=list)
    """Cells whose formula has no stored result (the first few), and how many there are in ``errors["formula"]``."""
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.row_numbers)

    def slices(self, start: int, stop: int) -> Iterator[tuple[int, pa.Table]]:
        """The chunks of kept rows ``start`` to ``stop`` (exclusive), each with the kept row that it starts at."""
        first = 0
        for chunk in self.chunks:
            low, high = max(start, first), min(stop, first + chunk.num_rows)
            if low < high:
                yield low, chunk.slice(low - first, high - low)
            first += chunk.num_rows

    def cells(self, start: int, stop: int, columns: tuple[int, ...]) -> tuple[list[list[str | None]], list[list[int]]]:
        """Texts and kinds of the kept rows ``start`` to ``stop`` (exclusive), one list per row."""
        texts: list[list[str | None]] = []
        kinds: list[list[int]] = []
        for _low, part in self.slices(start, stop):
            names = set(part.column_names)
            empty_text: list[str | None] = [None] * part.num_rows
            empty_kind = [0] * part.num_rows
            values = [part[f"v{c}"].to_pylist() if f"v{c}" in names else empty_text for c in columns]
            marks = [part[f"k{c}"].to_pylist() if f"k{c}" in names else empty_kind for c in columns]
            texts += [list(row) for row in zip(*values, strict=True)] if columns else [[]] * part.num_rows
            kinds += [list(row) for row in zip(*marks, strict=True)] if columns else [[]] * part.num_rows
        return texts, kinds


class GridBuilder:
    """Takes cells in reading order. Rows with nothing in them cost nothing."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.grid = Grid(name)
        self.limits = limits
        self.values: dict[int, list[str | None]] = {}
        self.kinds: dict[int, bytearray] = {}
        self.held = 0
        self.seen: set[int] = set()
        self.mask = 0
        self.known_masks: dict[int, int] = {}
        self.cells = 0
        self.bytes = 0
        self.row = 0

    def put(self, column: int, text: str, kind: int) -> None:
        """A cell of the row that is open. White space alone is what people see: a blank cell."""
        if not text or text.isspace():
            return
        values = self.values.get(column)
        if values is None:
            self._new_column(column)
            values = self.values[column]
        kinds = self.kinds[column]
        gap = self.held - len(values)
        if gap > 0:
            values.extend([None] * gap)
            kinds.extend(bytes(gap))
        elif gap < 0:
            return  # the same cell twice: the first one counts, as in Excel
        values.append(text)
        kinds.append(kind)
        self.mask |= 1 << column
        self.bytes += len(text)

    def end_row(self, number: int) -> None:
        """Close the row; ``number`` is its 1-based place in the sheet."""
        if not self.mask:
            return
        if number <= self.row:
            raise AnalyticsError(
                f"The sheet “{self.grid.name}” is damaged: row {number} comes after row {self.row}; save it again."
            )
        self.row = number
        self.grid.row_numbers.append(number)
        self.grid.masks.append(self.known_masks.setdefault(self.mask, self.mask))
        self.cells += self.mask.bit_count()
        self.mask = 0
        self.held += 1
        if self.held >= ROWS_PER_CHUNK or self.bytes > 64 * 1024**2:
            self._flush()

    def _new_column(self, column: int) -> None:
        self.values[column] = []
        self.kinds[column] = bytearray()
        self.seen.add(column)
        if len(self.seen) > self.limits.max_columns:
            raise AnalyticsError(
                f"The sheet “{self.grid.name}” fills more than {self.limits.max_columns:,} columns, "
                "which is more than can be read."
            )

    def _flush(self) -> None:
        import numpy as np
        import pyarrow as pa

        arrays, names = [], []
        for column in sorted(self.values):
            values, kinds = self.values[column], self.kinds[column]
            gap = self.held - len(values)
            values.extend([None] * gap)
            kinds.extend(bytes(gap))
            arrays += [_text_array(values, self.grid.name), pa.array(np.frombuffer(bytes(kinds), dtype=np.uint8))]
            names += [f"v{column}", f"k{column}"]
        self.grid.chunks.append(pa.table(arrays, names=names))
        self._hold()
        self.values, self.kinds, self.held, self.bytes = {}, {}, 0, 0

    def _hold(self) -> None:
        kept = sum(chunk.nbytes for chunk in self.grid.chunks)
        if kept > MAX_KEPT_BYTES or self.cells > MAX_CELLS or self.grid.rows > self.limits.max_rows:
            raise AnalyticsError(
                f"The sheet “{self.grid.name}” holds more than can be read from a workbook "
                f"({self.grid.rows:,} rows so far); save it as CSV or Parquet and upload that."
            )

    def finish(self) -> Grid:
        if self.held:
            self._flush()
        self.grid.columns = tuple(sorted(self.seen))
        return self.grid


def _text_array(values: list[str | None], sheet: str) -> pa.Array:
    """Text as Arrow; half surrogate pairs, which no text file can hold, become the replacement character."""
    import pyarrow as pa

    try:
        return pa.array(values, pa.string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        return pa.array(
            [None if v is None else v.encode("utf-8", "replace").decode("utf-8") for v in values], pa.string()
        )


def column_letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(reference: str) -> int:
    """``AB12`` → 27: the 0-based column of a cell reference; -1 where there are no letters or too many."""
    if reference[1:].isdecimal() and "A" <= reference[0] <= "Z":
        return ord(reference[0]) - 65
    index = 0
    for mark in reference:
        if not ("A" <= mark <= "Z"):
            if "a" <= mark <= "z":
                mark = mark.upper()
            else:
                break
        index = index * 26 + ord(mark) - 64
        if index > 16_384:
            return -1
    return index - 1


def parse_range(reference: str) -> Merge | None:
    """``B2:D4`` (or ``B2``) as a range; None where it is none."""
    first, _, last = reference.replace("$", "").partition(":")
    last = last or first
    left, right = column_index(first), column_index(last)
    top, bottom = (cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") for cell in (first, last))
    if left < 0 or right < 0 or not (top.isdecimal() and bottom.isdecimal()) or len(top) > 8 or len(bottom) > 8:
        return None
    return Merge(min(int(top), int(bottom)), min(left, right), max(int(top), int(bottom)), max(left, right))
