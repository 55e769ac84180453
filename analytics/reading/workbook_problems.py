"""What a person should know of a sheet besides its table: kept apart, hidden, merged, failed or not calculated."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.reading.headers import doubt
from analytics.reading.workbook_grid import Grid, column_letters
from analytics.reading.workbook_header import SAMPLE, Shape
from analytics.reading.workbook_parts import Sheet
from analytics.reading.workbook_regions import Region
from analytics.reading.workbook_rows import columns_of, is_total
from analytics.schema import Problem

CONTENT = 500
CHOSEN = "Chosen by a person."
LISTED = 50
TOTAL_ROW = r"^\W*(?:sub[ -]?|grand )?totals?\b|^(?:zwischen)?summe\b|^gesamt\b"


def listed(grid: Grid, sheet: Sheet, found: Sequence[Region], place: int, layout: Shape,
           *, hidden_sheets: Sequence[str]) -> list[Problem]:  # fmt: skip
    """The problems of one table of a sheet; lines are rows of the sheet."""
    region = found[place]
    free = [other for n, other in enumerate(found) if n != place]
    above = sorted({*region.above, *layout.titles})
    problems = [_apart(grid, row, _own(grid, row, free), "Above the table; kept apart.") for row in above[:LISTED]]
    for row in (*layout.footers, *region.below)[:LISTED]:
        columns = _own(grid, row, free)
        texts = grid.cells(row, row + 1, columns)[0][0]
        words = "A totals row; kept apart." if is_total([t for t in texts if t]) else "Below the table; kept apart."
        problems.append(_apart(grid, row, columns, words))
    for row, mask in region.notes[:LISTED]:
        problems.append(_apart(grid, row, columns_of(mask & grid.masks[row]), "Beside the table; kept apart."))
    for row in layout.again[:LISTED]:
        problems.append(_apart(grid, row, region.columns, "The header again; kept apart."))
    problems += _unlisted(grid, region, layout)
    problems += [Problem(note) for note in grid.notes]
    problems += _doubt(grid, region, layout)
    problems += _totals_inside(grid, region, layout)
    problems += _hidden(grid, region, layout)
    problems += _formulas(grid)
    if len(found) > 1:
        problems.append(
            Problem(f"The sheet has {len(found)} tables; this is number {place + 1}. The others are offered.")
        )
    if sheet.hidden:
        problems.append(Problem(f"The sheet “{sheet.name}” is hidden in the workbook."))
    return problems


def _unlisted(grid: Grid, region: Region, layout: Shape) -> list[Problem]:
    """How many more rows are kept apart than are listed one by one: none goes without a word."""
    above, below = sorted({*region.above, *layout.titles}), (*layout.footers, *region.below)
    beside = [row for row, _mask in region.notes]
    problems = []
    for rows, where in ((above, "above the table"), (below, "below the table"), (beside, "beside the table"),
                        (layout.again, "that repeat the header")):  # fmt: skip
        if len(rows) > LISTED:
            words = f"{len(rows) - LISTED:,} more rows {where}; kept apart."
            problems.append(Problem(words, line=grid.row_numbers[rows[LISTED]]))
    return problems


def _doubt(grid: Grid, region: Region, layout: Shape) -> list[Problem]:
    """What a person should look at of the header, unless a person or the workbook itself said what it is."""
    if region.declared is not None or layout.why == CHOSEN or region.width < 2:
        return []
    first = layout.header[0] if layout.header else layout.body_start
    rows = [i for i in range(first, min(layout.body_stop, first + SAMPLE)) if grid.masks[i] & region.mask]
    texts = [grid.cells(i, i + 1, region.columns)[0][0] for i in rows]
    words = doubt(texts, len(layout.header), False)
    return [Problem(words, line=grid.row_numbers[first])] if words else []


def _own(grid: Grid, row: int, others: Sequence[Region]) -> tuple[int, ...]:
    """The columns that a row fills, without those of other tables that stand beside it."""
    mask = grid.masks[row]
    for other in others:
        if other.start <= row < other.stop:
            mask &= ~other.mask
    return columns_of(mask)


def _apart(grid: Grid, row: int, columns: tuple[int, ...], words: str) -> Problem:
    texts = grid.cells(row, row + 1, columns)[0][0]
    content = " | ".join(text for text in texts if text)
    return Problem(words, line=grid.row_numbers[row], content=content[:CONTENT])


def _totals_inside(grid: Grid, region: Region, layout: Shape) -> list[Problem]:
    """Rows inside the table that call themselves totals: they stay, since only a person knows."""
    import pyarrow.compute as pc

    first, lines = f"v{region.columns[0]}", []
    for low, chunk in grid.slices(layout.body_start, layout.body_stop):
        if first in chunk.column_names:
            total = pc.fill_null(pc.match_substring_regex(chunk[first], TOTAL_ROW, ignore_case=True), False)
            lines += [grid.row_numbers[low + place] for place in pc.indices_nonzero(total).to_pylist()]
    if not lines:
        return []
    some = ", ".join(map(str, lines[:5])) + (" …" if len(lines) > 5 else "")
    words = f"Row {some} looks like a total" if len(lines) == 1 else f"{len(lines):,} rows look like totals ({some})"
    return [Problem(f"{words}; the table has {_them(lines)}.", line=lines[0])]


def _hidden(grid: Grid, region: Region, layout: Shape) -> list[Problem]:
    problems = []
    if layout.body_start < layout.body_stop:
        top, bottom = grid.row_numbers[layout.body_start], grid.row_numbers[layout.body_stop - 1]
        rows = sorted({number for number in grid.hidden_rows if top <= number <= bottom})
        if rows:
            some = ", ".join(str(number) for number in rows[:5]) + (" …" if len(rows) > 5 else "")
            words = f"Row {some} is hidden" if len(rows) == 1 else f"{len(rows):,} rows are hidden ({some})"
            problems.append(Problem(f"{words} in the workbook; the table has {_them(rows)}.", line=rows[0]))
    columns = region.columns
    hidden = [j for j, c in enumerate(columns) if any(low <= c <= high for low, high in grid.hidden_columns[:1000])]
    for j in hidden[:LISTED]:
        letters = column_letters(columns[j])
        problems.append(
            Problem(f"Column {letters} is hidden in the workbook; the table has it.", column=layout.names[j])
        )
    return problems


def _them(rows: Sequence[int]) -> str:
    return "it" if len(rows) == 1 else "them"


def _formulas(grid: Grid) -> list[Problem]:
    problems = []
    count = grid.errors["formula"]
    if count:
        cells = ", ".join(grid.uncalculated) + (" …" if count > len(grid.uncalculated) else "")
        what = "A formula has" if count == 1 else f"{count:,} formulas have"
        problems.append(
            Problem(f"{what} no stored result ({cells}); open the workbook in a spreadsheet program and save it.")
        )
    failed = {text: n for text, n in grid.errors.items() if text != "formula"}
    if failed:
        kinds = ", ".join(f"{text} {n:,} times" if n > 1 else text for text, n in sorted(failed.items())[:8])
        problems.append(Problem(f"Cells hold errors, the first at {grid.first_error}: {kinds}."))
    return problems
