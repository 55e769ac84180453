"""Where the rows of a text table stand in their sheet, in a few numbers: only breaks are kept."""

from __future__ import annotations

from typing import Any

from analytics.reading.workbook_grid import Grid, column_letters
from analytics.reading.workbook_header import Shape
from analytics.reading.workbook_regions import Region

MOST = 2_000


def of_region(grid: Grid, region: Region, shape: Shape) -> dict[str, Any]:
    """``columns`` are the letters of the table's columns; ``runs`` are [row of the table from 0, row of the sheet from
    1] wherever the next row of the table is not the next of the sheet. Empty where there are too many breaks.
    """
    again, position, before = set(shape.again), 0, -1
    runs: list[list[int]] = []
    for kept in range(shape.body_start, shape.body_stop):
        if kept in again or not grid.masks[kept] & region.mask:
            continue
        number = grid.row_numbers[kept]
        if number != before + 1 or not runs:
            runs.append([position, number])
            if len(runs) > MOST:
                return {}
        before, position = number, position + 1
    return {"columns": [column_letters(column) for column in region.columns], "runs": runs}
