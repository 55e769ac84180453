"""Which rows of a region are titles, header, data and footer. The kinds of the cells, not their words, tell it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analytics.inference.words import NULL_WORDS
from analytics.reading.workbook_formats import CODE, DATE, DATETIME, NUMBER, TEXT
from analytics.reading.workbook_grid import Grid, Merge
from analytics.reading.workbook_names import joined
from analytics.reading.workbook_regions import Region
from analytics.reading.workbook_rows import NOTE, family, is_total, lookalikes, usual_families

SAMPLE = 60
MAX_HEADER = 6
TEXT_FAMILY = family(TEXT)
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
        count, why = _header(texts[first:], kinds[first:], _sideways(merges, grid, head, first))
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


def _filled(row: Sequence[int]) -> int:
    return sum(kind != 0 for kind in row)


def _titles(texts: Texts, kinds: Kinds, merges: list[Merge], grid: Grid, head: Sequence[int]) -> int:
    """How many rows at the top are titles: little in them, and a fuller row follows."""
    width = len(kinds[0]) if kinds else 0
    if width < 2:
        return 0
    count = 0
    for place in range(min(len(kinds) - 1, 20)):
        following = max((_filled(row) for row in kinds[place + 1 : place + 12]), default=0)
        below = kinds[place + 1]
        if (
            is_total(texts[place])
            and all(kind in (0, TEXT) for kind in below)
            and _filled(below) > _filled(kinds[place])
        ):
            count = place + 1  # a total above its header
            continue
        if not _is_title(texts[place], kinds[place], width, following, merges, grid.row_numbers[head[place]]):
            break
        count = place + 1
    return count


def _is_title(
    texts: list[str | None], kinds: list[int], width: int, following: int, merges: list[Merge], row: int
) -> bool:
    filled = _filled(kinds)
    if following <= filled or following < 2:
        return False
    spans = [m.right - m.left + 1 for m in merges if m.top == row]
    if filled == 1:
        spanning = bool(spans) and max(spans) >= 0.6 * width
        # A group over all columns but the first names them; a title starts where the table starts.
        spanning = spanning and kinds[0] != 0
        return spanning or (not spans and following >= max(2, 0.5 * width))
    beside = kinds[0] and kinds[1] and filled == 2 and not spans
    return bool(beside) and following >= 4 and ((texts[0] or "").rstrip().endswith(":") or kinds[1] != TEXT)


def _header(texts: Texts, kinds: Kinds, sideways: list[tuple[int, Merge]]) -> tuple[int, str]:
    """How many rows the header has, and why."""
    if not kinds:
        return 0, "There are no rows."
    width = len(kinds[0])
    if len(kinds) == 1:
        alone = all(kind in (0, TEXT) for kind in kinds[0])
        return (1, "The only row is text.") if alone else (0, "The only row holds values.")
    body = usual_families(kinds[min(5, len(kinds) // 2) :], width)
    telling = [j for j in range(width) if body[j] and body[j] != TEXT_FAMILY]
    if telling:
        count = _header_over_values(texts, kinds, body, telling, sideways)
        if count:
            return count, f"{_count_words(count)} of text above {_values_words(body, telling)}."
        return 0, "The first row already holds values of the kinds that the columns have."
    return _header_over_text(texts, kinds, width, sideways)


def _count_words(count: int) -> str:
    return "One row" if count == 1 else f"{count} rows"


def _values_words(body: Sequence[int], telling: Sequence[int]) -> str:
    moments = sum(body[j] == 2 for j in telling)
    numbers = sum(body[j] == 1 for j in telling)
    parts = [f"{n} column{'s' if n > 1 else ''} of {w}" for n, w in ((numbers, "numbers"), (moments, "dates")) if n]
    return " and ".join(parts) or "other values"


def _header_over_values(texts: Texts, kinds: Kinds, body: Sequence[int], telling: Sequence[int],
                        sideways: list[tuple[int, Merge]]) -> int:  # fmt: skip
    count = 0
    for place in range(min(MAX_HEADER, len(kinds) - 1)):
        row, words = kinds[place], texts[place]
        named = sum(row[j] == TEXT and not _is_null(words[j]) for j in telling)
        valued = sum(row[j] != 0 and family(row[j]) == body[j] for j in telling)
        series = _is_series(words, row, telling)
        grouping = any(at == place for at, _merge in sideways) or (
            place + 1 < len(kinds) - 1 and _filled(row) < _filled(kinds[place + 1]) and _filled(row) > 0
        )
        if place == 0:
            fits = named > valued or series or (grouping and not valued and all(k in (0, TEXT) for k in row))
            if not fits and grouping:  # a year over the columns that the next row names
                fits = _names_all(texts[1], kinds[1], body, telling)
        else:
            before = place - 1
            opened = any(at == before for at, _merge in sideways) or _filled(kinds[before]) < _filled(row)
            units = all(_is_unit(words[j]) for j in telling if words[j]) and named > 0
            fits = ((opened or units) and not valued and 2 * named >= len(telling)) or (opened and series)
        if not fits:
            break
        count = place + 1
    return count


def _names_all(words: Sequence[str | None], row: Sequence[int], body: Sequence[int], telling: Sequence[int]) -> bool:
    """Whether a row has words, and no values, over the columns of values."""
    named = sum(row[j] == TEXT and not _is_null(words[j]) for j in telling)
    return 2 * named >= len(telling) and not any(row[j] and family(row[j]) == body[j] for j in telling)


def _is_null(text: str | None) -> bool:
    return text is None or text.strip().lower() in NULL_WORDS or text.strip() == ""


def _is_unit(text: str | None) -> bool:
    """``(kg)``, ``[EUR]``, ``in %``: what a second header row may say below a name."""
    return (
        text is not None and re.fullmatch(r"\s*(?:[(\[{].{1,20}[)\]}]|in .{1,12}|[%€$£]|\w{1,4})\s*", text) is not None
    )


def _is_series(texts: Sequence[str | None], kinds: Sequence[int], telling: Sequence[int]) -> bool:
    """Whether a row heads columns with years or dates in order: 2021, 2022, 2023."""
    cells = [j for j in range(len(kinds)) if kinds[j]]
    moving = [j for j in cells if kinds[j] in (NUMBER, CODE, DATE, DATETIME)]
    if len(moving) < 2 or any(kinds[j] not in (TEXT, NUMBER, CODE, DATE, DATETIME) for j in cells):
        return False
    if len(moving) < 0.5 * len(telling) or len({kinds[j] for j in moving}) > 1:
        return False
    values = [texts[j] or "" for j in moving]
    if kinds[moving[0]] not in (NUMBER, CODE):
        return values == sorted(set(values))
    if not all(value.isdecimal() for value in values):
        return False
    numbers = [int(value) for value in values]
    years = all(1900 <= number <= 2100 for number in numbers)
    steps = {b - a for a, b in pairwise(numbers)}
    repeated = len(set(numbers)) < len(numbers) and steps <= {0, 1}
    if years and (repeated or (len(steps) == 1 and steps != {0})):
        return True
    return steps == {1} and numbers[0] in (0, 1) and len(numbers) > 2


def _header_over_text(texts: Texts, kinds: Kinds, width: int, sideways: list[tuple[int, Merge]]) -> tuple[int, str]:
    first = [text for text in texts[0] if text]
    below = [{row[j] for row in texts[1:]} for j in range(width)]
    again = sum(texts[0][j] is not None and texts[0][j] in below[j] for j in range(width))
    if len(kinds) > 4 and again and 3 * again >= len(first) and len(set(first)) <= len(first):
        return 0, "The words of the first row come again in their columns below, so it is data."
    count = 1
    while count < min(MAX_HEADER, len(kinds) - 1) and any(at == count - 1 for at, _merge in sideways):
        count += 1
    if count > 1:
        return count, f"{_count_words(count)}: merged cells above group the columns."
    if _groups_next(texts, kinds, width):
        return 2, "2 rows: names with gaps above a full row of names."
    return 1, "All cells are text; the first row is taken as the header, as is usual."


def _declared_footers(region: Region, body: list[int]) -> tuple[int, ...]:
    totals = region.declared[1] if region.declared else 0
    return tuple(body[len(body) - totals :]) if totals else ()


def _groups_next(texts: Texts, kinds: Kinds, width: int) -> bool:
    """Whether the first row names groups of the columns that the second one names: gaps behind each of its words."""
    gaps = width - _filled(kinds[0])
    if len(kinds) < 4 or gaps < 2 or 3 * gaps < width or not kinds[0][0] or _filled(kinds[1]) < width:
        return False
    return len(set(texts[1])) == width or all(text in texts[1][:j] for j, text in enumerate(texts[1]) if j)


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
    usual = sorted(_filled(row) for row in kinds)[len(kinds) // 2]
    count = 0
    for words, row in zip(reversed(texts), reversed(kinds), strict=True):
        filled = _filled(row)
        first = next((word for word in words if word), "")
        remark = filled == 1 < usual and row[0] == TEXT and (NOTE.match(first) is not None or len(first) > 60)
        if not (remark or is_total(words)) or count + 1 >= len(body):
            break
        count += 1
    return tuple(tail[len(tail) - count :]) if count else ()
