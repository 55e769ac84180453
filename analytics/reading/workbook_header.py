"""Which rows of a region are titles, header, data and footer. The kinds of the cells, not their words, tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.reading.workbook_formats import TEXT
from analytics.reading.workbook_grid import Grid, Merge
from analytics.reading.workbook_heading import heading
from analytics.reading.workbook_names import joined
from analytics.reading.workbook_regions import Region
from analytics.reading.workbook_rows import NOTE, filled_in, is_total, lookalikes

SAMPLE = 60
Texts = list[list[str | None]]
Kinds = list[list[int]]


@dataclass(frozen=True)
class Shape:
    """A region's rows: kept-row indices of titles, header, and footers; the body lies between. ``names`` per column."""

    titles: tuple[int, ...]
    header: tuple[int, ...]
    body_start: int
    body_stop: int
    footers: tuple[int, ...]
    names: tuple[str, ...]
    why: str = ""
    again: tuple[int, ...] = ()
    """Rows of the body that only repeat the header, as printed pages do."""


def shape(grid: Grid, region: Region, *, header_rows: int | None = None, skip_rows: int | None = None) -> Shape:
    """The shape of a region. ``skip_rows`` rows of the sheet and ``header_rows`` are a person's own decision."""
    columns = region.columns
    rows = [i for i in range(region.start, region.stop) if grid.masks[i] & region.mask]
    titles: list[int] = []
    if skip_rows is not None:
        titles = [i for i in rows if grid.row_numbers[i] <= skip_rows]
        rows = rows[len(titles) :]
    head = rows[:SAMPLE]
    texts, kinds = _rows(grid, head, columns)
    kinds = lookalikes(texts, kinds)
    merges = _merges(grid, region)
    first = 0
    if region.declared is not None:
        count, why = region.declared[0], f"The workbook itself marks “{region.name}” as a table."
    else:
        first = _titles(texts, kinds, merges, grid, head) if skip_rows is None else 0
        found = heading(texts[first:], kinds[first:], _sideways(merges, grid, head, first))
        count, why = found.count, found.why
        first += found.top
    if header_rows is not None:
        count, why = header_rows, "Chosen by a person."
    header = rows[first : first + min(count, SAMPLE)]
    body = rows[first + len(header) :]
    footers = _declared_footers(region, body) if region.declared else _footers(grid, body, columns)
    body = body[: len(body) - len(footers)]
    start = body[0] if body else region.stop
    stop = body[-1] + 1 if body else region.stop
    names = joined(texts[first : first + len(header)], grid, header, columns, merges)
    again = _repeated(grid, columns, texts[first + len(header) - 1], start, stop) if header else ()
    return Shape((*titles, *rows[:first]), tuple(header), start, stop, footers, names, why, again)


def _rows(grid: Grid, rows: Sequence[int], columns: tuple[int, ...]) -> tuple[Texts, Kinds]:
    if not rows:
        return [], []
    texts, kinds = grid.cells(rows[0], rows[-1] + 1, columns)
    return [texts[i - rows[0]] for i in rows], [kinds[i - rows[0]] for i in rows]


def _merges(grid: Grid, region: Region) -> list[Merge]:
    top, bottom = grid.row_numbers[region.start], grid.row_numbers[region.stop - 1]
    columns = region.columns
    return [
        m
        for m in grid.merges
        if m.top <= bottom and m.bottom >= top and m.left <= columns[-1] and m.right >= columns[0]
    ]


def _sideways(merges: list[Merge], grid: Grid, head: Sequence[int], first: int) -> list[tuple[int, Merge]]:
    """Merges that go sideways, with the place of their row among the rows from ``first`` on."""
    places = {grid.row_numbers[row]: place for place, row in enumerate(head[first:])}
    return [(places[m.top], m) for m in merges if m.top in places and m.right > m.left]


def _titles(texts: Texts, kinds: Kinds, merges: list[Merge], grid: Grid, head: Sequence[int]) -> int:
    """How many rows at the top are titles: little in them, and a fuller row follows."""
    width = len(kinds[0]) if kinds else 0
    if width < 2:
        return 0
    count = 0
    for place in range(min(len(kinds) - 1, 20)):
        following = max((filled_in(row) for row in kinds[place + 1 : place + 12]), default=0)
        below = kinds[place + 1]
        if (
            is_total(texts[place])
            and all(kind in (0, TEXT) for kind in below)
            and filled_in(below) > filled_in(kinds[place])
        ):
            count = place + 1  # a total above its header
            continue
        paired = count and _pair(kinds[place]) and _pair(kinds[place - 1]) and following >= 4  # one more of a block
        row = grid.row_numbers[head[place]]
        if not (paired or _is_title(texts[place], kinds[place], width, following, merges, row)):
            break
        count = place + 1
    return count


def _pair(kinds: Sequence[int]) -> bool:
    """Whether a row has its first two cells alone: what a value is, and the value."""
    return filled_in(kinds) == 2 and kinds[0] != 0 and kinds[1] != 0


def _is_title(
    texts: list[str | None], kinds: list[int], width: int, following: int, merges: list[Merge], row: int
) -> bool:
    filled = filled_in(kinds)
    if following <= filled or following < 2:
        return False
    spans = [m.right - m.left + 1 for m in merges if m.top == row]
    if filled == 1:
        spanning = bool(spans) and max(spans) >= 0.6 * width
        # A group over all columns but the first names them; a title starts where the table starts.
        spanning = spanning and kinds[0] != 0
        return spanning or (not spans and following >= max(2, 0.5 * width))
    return (
        _pair(kinds)
        and not spans
        and following >= 4
        and ((texts[0] or "").rstrip().endswith((":", "：")) or kinds[1] != TEXT)
    )


def _declared_footers(region: Region, body: list[int]) -> tuple[int, ...]:
    totals = region.declared[1] if region.declared else 0
    return tuple(body[len(body) - totals :]) if totals else ()


def _repeated(grid: Grid, columns: tuple[int, ...], header: list[str | None], start: int, stop: int) -> tuple[int, ...]:
    """Rows of the body that are the header again, cell by cell."""
    import pyarrow.compute as pc

    named = [j for j, word in enumerate(header) if word]
    if len(named) < 2:
        return ()
    found = []
    for low, chunk in grid.slices(start, stop):
        key = f"v{columns[named[0]]}"
        if key not in chunk.column_names:
            continue
        places = pc.indices_nonzero(pc.fill_null(pc.equal(chunk[key], header[named[0]]), False)).to_pylist()
        for place in places[:1000]:
            if grid.cells(low + place, low + place + 1, columns)[0][0] == header:
                found.append(low + place)
    return tuple(found)


def _footers(grid: Grid, body: list[int], columns: tuple[int, ...]) -> tuple[int, ...]:
    """Totals and remarks at the end."""
    tail = body[-20:]
    if len(body) < 2:
        return ()
    texts, kinds = _rows(grid, tail, columns)
    usual = sorted(filled_in(row) for row in kinds)[len(kinds) // 2]
    count = 0
    for words, row in zip(reversed(texts), reversed(kinds), strict=True):
        filled = filled_in(row)
        first = next((word for word in words if word), "")
        remark = filled == 1 < usual and row[0] == TEXT and (NOTE.match(first) is not None or len(first) > 60)
        if not (remark or is_total(words)) or count + 1 >= len(body):
            break
        count += 1
    return tuple(tail[len(tail) - count :]) if count else ()
