"""Where the tables of a sheet are: filled cells are cut at blank rows and columns, and what belongs together is joined.

A table may start anywhere, have blank rows inside, stand beside another one, and have notes around it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from analytics.reading.header_evidence import log_odds
from analytics.reading.workbook_formats import TEXT
from analytics.reading.workbook_grid import Grid
from analytics.reading.workbook_rows import (
    NOTE,
    STARTS_AS_VALUE,
    columns_of,
    family,
    is_total,
    lookalikes,
    touching,
    usual_families,
)

MAX_HEADER = 6
MAX_RUNS = 400
MAX_DEPTH = 6
MAX_PIECES = 1000
"""So many times a sheet is cut; what is left then stays in one piece."""


@dataclass(frozen=True)
class Region:
    """A table's place: kept rows ``start`` to ``stop`` (exclusive), its filled columns as a mask, and notes around it.

    ``above`` and ``below`` are kept rows whose text stands apart; ``name`` and ``declared`` (header rows, totals rows)
    come from a table that the workbook itself declares.
    """

    start: int
    stop: int
    mask: int
    above: tuple[int, ...] = ()
    below: tuple[int, ...] = ()
    name: str = ""
    declared: tuple[int, int] | None = None
    notes: tuple[tuple[int, int], ...] = field(default=())
    """Cells beside the table that belong to no table: kept row and mask."""

    @property
    def columns(self) -> tuple[int, ...]:
        return columns_of(self.mask)

    @property
    def width(self) -> int:
        return self.mask.bit_count()


def find(grid: Grid) -> list[Region]:
    """The tables of a sheet from top to bottom, left to right; declared ones as declared. Empty where there is none."""
    declared, claimed = _declared(grid)
    whole = 0
    for mask in set(grid.masks):
        whole |= mask
    free = Finder(grid, claimed).find(0, grid.rows, whole) if whole else []
    regions = sorted([*declared, *free], key=lambda region: (region.start, region.mask & -region.mask))
    return regions


def _declared(grid: Grid) -> tuple[list[Region], list[Region]]:
    """Tables that the workbook declares and that hold cells."""
    regions = []
    for name, area, headers, totals in grid.tables[:100]:
        low, high = bisect_left(grid.row_numbers, area.top), bisect_right(grid.row_numbers, area.bottom)
        span = (1 << (area.right + 1)) - (1 << area.left)
        rows = [i for i in range(low, high) if grid.masks[i] & span]
        if not rows:
            continue
        mask = 0
        for i in rows:
            mask |= grid.masks[i] & span
        regions.append(Region(rows[0], rows[-1] + 1, mask, name=name, declared=(headers, totals)))
    return regions, regions


class Finder:
    """Cuts a sheet, region by region. Row numbers below are kept rows of the grid."""

    def __init__(self, grid: Grid, claimed: Sequence[Region] = ()) -> None:
        self.grid = grid
        self.masks = grid.masks
        self.left = MAX_PIECES
        if claimed:
            self.masks = list(grid.masks)
            for region in claimed:
                span = (1 << region.mask.bit_length()) - (region.mask & -region.mask)
                for i in range(region.start, region.stop):
                    self.masks[i] &= ~span

    def find(self, start: int, stop: int, mask: int, depth: int = 0) -> list[Region]:
        rows = [i for i in range(start, stop) if self.masks[i] & mask]
        if not rows:
            return []
        regions: list[Region] = []
        for run in self._join(self._runs(rows), mask):
            regions += self._beside(run, depth)
        return _adopt(regions, self)

    # Up and down

    def _runs(self, rows: list[int]) -> list[list[int]]:
        """Rows without a blank one between them. A sheet with every second row blank has no gaps that mean anything."""
        numbers = self.grid.row_numbers
        steps = Counter(numbers[b] - numbers[a] for a, b in pairwise(rows))
        usual = 1
        step, times = steps.most_common(1)[0] if steps else (1, 0)
        if times >= 5 and times >= 0.8 * sum(steps.values()):
            usual = step
        runs = [[rows[0]]]
        for before, row in pairwise(rows):
            if numbers[row] - numbers[before] > usual and len(runs) < min(MAX_RUNS, self.left):
                runs.append([])
            runs[-1].append(row)
        return runs

    def _join(self, runs: list[list[int]], mask: int) -> list[Region]:
        """Runs that continue one another as one region."""
        joined: list[Region] = []
        for run in runs:
            found = Region(run[0], run[-1] + 1, self.filled(run, mask))
            if joined and self.continues(joined[-1], found):
                last = joined[-1]
                joined[-1] = replace(last, stop=found.stop, mask=last.mask | found.mask)
            else:
                joined.append(found)
        return joined

    def filled(self, rows: Sequence[int], mask: int) -> int:
        found = 0
        for i in rows:
            found |= self.masks[i]
        return found & mask

    def continues(self, before: Region, after: Region) -> bool:
        """Whether the rows after a gap belong to the table before it."""
        shared = (before.mask & after.mask).bit_count()
        gap = self.grid.row_numbers[after.start] - self.grid.row_numbers[before.stop - 1]
        height = before.stop - before.start
        if height <= 2 and before.width > 1 and self._all_text(before):
            if not self._all_text(replace(after, start=(full := self._first_full(after)), stop=full + 1)):
                near = gap <= 3 and 5 * shared >= 4 * before.width and 2 * shared >= after.width
                near = near and not any(
                    STARTS_AS_VALUE.match(text or "") for text in self.row(before.start, before.columns)[0]
                )
                return near or (5 * shared >= 4 * after.width and 2 * shared >= before.width)
            if height == 1 and gap == 2 and before.mask == after.mask:
                return self._names_over_words(before, after)
        if shared < 0.8 * after.width or (before.width < 2 and after.width > 1):
            return False
        first = self.row(after.start, before.columns)
        if after.stop - after.start <= 2 and gap <= 3 and is_total(first[0]):
            return True
        if height < 2:
            return False
        body = self.body_families(before)
        telling = [j for j, kind in enumerate(body) if kind and kind != family(TEXT)]
        if telling:
            same = sum(family(first[1][j]) == body[j] for j in telling)
            other = sum(bool(first[1][j]) and family(first[1][j]) != body[j] for j in telling)
            return same > other
        header = self.row(before.start, before.columns)[0]
        return gap == 2 and height > 2 and self.masks[after.start] & before.mask == before.mask and first[0] != header

    def _first_full(self, region: Region) -> int:
        """The first of the topmost rows that fills half the columns: titles of parts may stand before it."""
        for row in range(region.start, min(region.start + 4, region.stop)):
            if 2 * (self.masks[row] & region.mask).bit_count() >= region.width:
                return row
        return region.start

    def _names_over_words(self, before: Region, after: Region) -> bool:
        """Whether a row of words names the rows of words after a gap, which have no header of their own."""
        if after.stop - after.start < 3:
            return False
        texts = self.grid.cells(before.start, min(after.stop, after.start + 60), before.columns)[0]
        return log_odds(texts) >= 0 > log_odds(texts[1:])

    def _all_text(self, region: Region) -> bool:
        texts, kinds = self.grid.cells(region.start, region.stop, region.columns)
        return all(kind in (0, TEXT) for row in lookalikes(texts, kinds) for kind in row)

    def body_families(self, region: Region, rows: int = 40) -> list[int]:
        """The usual kind of each column over the lower part of the first rows; 0 where there is none."""
        start = region.start + min(5, (region.stop - region.start) // 2)
        texts, kinds = self.grid.cells(start, min(region.stop, start + rows), region.columns)
        return usual_families(lookalikes(texts, kinds), region.width)

    def row(self, index: int, columns: tuple[int, ...]) -> tuple[list[str | None], list[int]]:
        texts, kinds = self.grid.cells(index, index + 1, columns)
        return texts[0], lookalikes(texts, kinds)[0]

    # Side by side

    def _beside(self, region: Region, depth: int) -> list[Region]:
        """Parts of a region that blank columns part, where they are tables or notes of their own."""
        groups = touching(region.mask)
        self.left -= 1
        if len(groups) < 2 or depth >= MAX_DEPTH or self.left < 0:
            return [region]
        parts = [self._extent(region, group) for group in groups[:200]]
        merged = [parts[0]]
        for part in parts[1:]:
            if self._same_table(merged[-1], part):
                last = merged[-1]
                merged[-1] = Region(min(last.start, part.start), max(last.stop, part.stop), last.mask | part.mask)
            else:
                merged.append(part)
        if len(merged) == 1:
            return [replace(region, mask=merged[0].mask)]
        found: list[Region] = []
        for part in merged:
            found += self.find(part.start, part.stop, part.mask, depth + 1)
        return found

    def _extent(self, region: Region, group: int) -> Region:
        rows = [i for i in range(region.start, region.stop) if self.masks[i] & group]
        return Region(rows[0], rows[-1] + 1, group)

    def _same_table(self, left: Region, right: Region) -> bool:
        """Two parts with a blank column between them are one table when they start and end together and one of them
        could not stand alone."""
        height = max(left.stop, right.stop) - min(left.start, right.start)
        apart = abs(left.start - right.start), abs(left.stop - right.stop)
        blank = (right.mask & -right.mask).bit_length() - 1 - left.mask.bit_length()
        if blank > 2 or apart[0] > MAX_HEADER or apart[1] > max(2, height // 20):
            return False
        values = self.body_families(right)[0] not in (family(TEXT), 2)
        if apart[0] > 2 and not (blank == 1 and values and height > 2 * MAX_HEADER):
            return False  # a blank column beside each column of values is a layout; group names stand above some
        if left.width == 1 or right.width == 1:
            return True
        names = (self.row(part.start, part.columns)[0] for part in (left, right))
        lefts, rights = ({name for name in row if name} for row in names)
        if len(lefts & rights) >= 2 or (lefts and lefts == rights):
            return False
        return values


def _adopt(regions: list[Region], finder: Finder) -> list[Region]:
    """Give titles and notes, which are no tables, to the table that they stand nearest to."""
    if len(regions) < 2:
        return regions
    remarks = [is_note(region, finder) for region in regions]
    tables = [region for region, remark in zip(regions, remarks, strict=True) if not remark]
    if not tables:
        return regions
    numbers = finder.grid.row_numbers
    for note in (region for region, remark in zip(regions, remarks, strict=True) if remark):
        rows = tuple(range(note.start, note.stop))

        def distance(index: int, note: Region = note) -> tuple[int, int]:
            table = tables[index]
            below = numbers[note.start] - numbers[table.stop - 1]
            above = numbers[table.start] - numbers[note.stop - 1]
            return max(below, above, 0), 0 if above > 0 else 1

        nearest = min(range(len(tables)), key=distance)
        table = tables[nearest]
        if note.stop <= table.start:
            tables[nearest] = replace(table, above=tuple(sorted((*table.above, *rows))))
        elif note.start >= table.stop:
            tables[nearest] = replace(table, below=tuple(sorted((*table.below, *rows))))
        else:
            beside = tuple((row, note.mask) for row in rows if finder.masks[row] & note.mask)
            tables[nearest] = replace(table, notes=(*table.notes, *beside))
    return tables


def is_note(region: Region, finder: Finder) -> bool:
    """Whether a region is a title, a remark or a stray cell rather than a table."""
    rows = [i for i in range(region.start, min(region.stop, region.start + 40)) if finder.masks[i] & region.mask]
    filled = [(finder.masks[i] & region.mask).bit_count() for i in rows]
    if region.stop - region.start > 40:
        return False
    if max(filled) == 1:
        first = finder.row(rows[0], region.columns)[0][0] or ""
        return region.width > 1 or len(rows) < 3 or NOTE.match(first) is not None
    if len(rows) == 1:
        texts, kinds = finder.row(rows[0], region.columns)
        return filled[0] < 3 or (len(set(texts)) == 1 and set(kinds) == {TEXT})  # one title, in each cell again
    if max(filled) > 2:
        return False
    labels = finder.grid.cells(region.start, region.stop, region.columns[:1])[0]
    return all((label or "").rstrip().endswith((":", "：")) for (label,) in labels if label is not None)
