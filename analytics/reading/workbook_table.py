"""From a region of a sheet to the text table: one form per column, merged cells filled, every change listed."""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.reading.workbook_formats import DATE, DATETIME, NUMBER, PERCENT, iso, serial_moment
from analytics.reading.workbook_grid import Grid, Merge
from analytics.reading.workbook_header import Shape
from analytics.reading.workbook_regions import Region
from analytics.schema import Problem

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP = 122_880
NEAR_DAYS = 3653
"""A bare number among dates is a date when it lies within ten years of them."""


@dataclass
class _Column:
    """What one column of the body needs: ``dates`` are the serial numbers that count as dates, ``fills`` row → text."""

    counts: list[int]
    dates: tuple[float, float] | None = None
    percent: bool = False
    midnight: bool = False
    fills: dict[int, str] | None = None
    changed: int = 0
    kept: int = 0
    """Numbers among percents that are none."""
    first_line: int | None = None

    @property
    def plain(self) -> bool:
        return self.dates is None and not self.percent and not self.midnight and not self.fills


def write(
    grid: Grid, region: Region, shape: Shape, out: Path, *, epoch_1904: bool = False
) -> tuple[int, list[Problem]]:
    """Write the body of the region as all-text Parquet at ``out`` (atomically); give its rows and what was changed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    plans = [_plan(grid, region, shape, column) for column in region.columns]
    problems = _fill_merged(grid, region, shape, plans)
    schema = pa.schema([(name, pa.string()) for name in shape.names])
    draft = out.with_name(f"{out.name}.draft")
    rows = 0
    try:
        with pq.ParquetWriter(draft, schema, compression="zstd") as writer:
            held: list[pa.Table] = []
            for part in _parts(grid, region, shape, plans, schema, epoch_1904):
                held.append(part)
                rows += part.num_rows
                if sum(table.num_rows for table in held) >= ROW_GROUP:
                    writer.write_table(pa.concat_tables(held).combine_chunks(), row_group_size=ROW_GROUP)
                    held = []
            if held:
                writer.write_table(pa.concat_tables(held).combine_chunks(), row_group_size=ROW_GROUP)
        os.replace(draft, out)
    finally:
        draft.unlink(missing_ok=True)
    return rows, problems + _changes(plans, shape)


def _plan(grid: Grid, region: Region, shape: Shape, column: int) -> _Column:
    import numpy as np

    counts = np.zeros(64, dtype=np.int64)
    for _low, chunk in grid.slices(shape.body_start, shape.body_stop):
        if f"k{column}" in chunk.column_names:
            counts += np.bincount(chunk[f"k{column}"].to_numpy(), minlength=64)
    plan = _Column([int(n) for n in counts])
    filled = sum(plan.counts[1:])
    moments = plan.counts[DATE] + plan.counts[DATETIME]
    if plan.counts[NUMBER] and moments > 1 and 2 * moments > filled:
        plan.dates = _window(grid, shape, column)
    if plan.counts[NUMBER] and 2 * plan.counts[PERCENT] > filled:
        plan.percent = _are_shares(grid, shape, column)
        plan.kept = 0 if plan.percent else plan.counts[NUMBER]
    plan.midnight = bool(plan.counts[DATETIME] and (plan.counts[DATE] or plan.dates))
    return plan


def _are_shares(grid: Grid, shape: Shape, column: int) -> bool:
    """Whether the bare numbers of a column of percents are shares like them, and no counts: none is beyond them."""
    most, bare = 1.0, 0.0
    for _low, chunk in grid.slices(shape.body_start, shape.body_stop):
        if f"k{column}" not in chunk.column_names:
            continue
        for text, kind in zip(chunk[f"v{column}"].to_pylist(), chunk[f"k{column}"].to_pylist(), strict=True):
            if kind == PERCENT:
                most = max(most, abs(float(text.rstrip("%"))) / 100)
            elif kind == NUMBER:
                bare = max(bare, abs(float(text)))
    return bare <= most


def _window(grid: Grid, shape: Shape, column: int) -> tuple[float, float] | None:
    """The serial numbers around the dates of a column."""
    low, high = "9999", ""
    for _low, chunk in grid.slices(shape.body_start, shape.body_stop):
        if f"k{column}" not in chunk.column_names:
            continue
        for text, kind in zip(chunk[f"v{column}"].to_pylist(), chunk[f"k{column}"].to_pylist(), strict=True):
            if kind in (DATE, DATETIME):
                low, high = min(low, text[:10]), max(high, text[:10])
    try:
        first, last = date.fromisoformat(low), date.fromisoformat(high)
    except ValueError:
        return None
    zero = date(1899, 12, 30)
    return max(1.0, float((first - zero).days - NEAR_DAYS)), float((last - zero + timedelta(days=NEAR_DAYS)).days)


def _fill_merged(grid: Grid, region: Region, shape: Shape, plans: list[_Column]) -> list[Problem]:
    """Cells merged downwards: each row below gets the value of the merged cell."""
    numbers = grid.row_numbers
    if not grid.merges or shape.body_start >= shape.body_stop:
        return []
    places = {column: j for j, column in enumerate(region.columns)}
    top, bottom = numbers[shape.body_start], numbers[shape.body_stop - 1]
    wanted: dict[int, list[Merge]] = {}
    for merge in sorted(grid.merges, key=lambda m: m.top):
        before = wanted.get(merge.left, [])[-1:]
        inside = merge.bottom > merge.top >= top and merge.top <= bottom and merge.left in places
        if inside and (not before or before[0].bottom < merge.top):  # in a sound file merged cells never overlap
            wanted.setdefault(merge.left, []).append(merge)
    filled, lines = 0, []
    for column, merges in wanted.items():
        fills = plans[places[column]].fills = {}
        for merge, text in _merged_texts(grid, shape, column, merges):
            first, last = bisect_right(numbers, merge.top), bisect_right(numbers, min(merge.bottom, bottom))
            fills.update(dict.fromkeys(range(first, last), text))
            lines.append(merge.top)
        filled += len(fills)
    if not filled:
        return []
    return [Problem(f"{filled:,} cells below merged cells got the value of the merged cell.", line=min(lines))]


def _merged_texts(grid: Grid, shape: Shape, column: int, merges: list[Merge]) -> Iterator[tuple[Merge, str]]:
    """The merged cells of a column that hold something, with their text."""
    waiting = iter(merges)
    merge = next(waiting, None)
    for low, chunk in grid.slices(shape.body_start, shape.body_stop):
        if f"v{column}" not in chunk.column_names:
            continue
        values = chunk[f"v{column}"]
        while merge is not None:
            place = bisect_left(grid.row_numbers, merge.top) - low
            if place >= chunk.num_rows:
                break
            text = values[place].as_py() if place >= 0 and grid.row_numbers[low + place] == merge.top else None
            if text:
                yield merge, text
            merge = next(waiting, None)


def _parts(grid: Grid, region: Region, shape: Shape, plans: list[_Column], schema: pa.Schema,
           epoch_1904: bool) -> Iterator[pa.Table]:  # fmt: skip
    import pyarrow as pa

    for low, chunk in grid.slices(shape.body_start, shape.body_stop):
        names = set(chunk.column_names)
        again = set(shape.again)
        apart = {n for n in range(chunk.num_rows) if low + n in again or not grid.masks[low + n] & region.mask}
        arrays: list[Any] = []
        for column, plan in zip(region.columns, plans, strict=True):
            if f"v{column}" not in names:
                array: Any = pa.nulls(chunk.num_rows, pa.string())
                kinds = [0] * chunk.num_rows
            else:
                array = chunk[f"v{column}"]
                kinds = [] if plan.plain else chunk[f"k{column}"].to_pylist()
            if not plan.plain:
                texts = _mended(array.to_pylist(), kinds, plan, low, grid.row_numbers, epoch_1904)
                array = pa.array(texts, pa.string())
            arrays.append(array)
        table = pa.table(arrays, schema=schema)
        if apart:
            table = table.take(pa.array([n for n in range(chunk.num_rows) if n not in apart], pa.int64()))
        yield table


def _mended(texts: list[str | None], kinds: list[int], plan: _Column, low: int, numbers: list[int],
            epoch_1904: bool) -> list[str | None]:  # fmt: skip
    for n, kind in enumerate(kinds):
        text = texts[n]
        if text is None:
            if plan.fills and low + n in plan.fills:
                texts[n] = plan.fills[low + n]
        elif kind == NUMBER and plan.dates is not None:
            offset = 1462 if epoch_1904 else 0
            serial = float(text)
            if plan.dates[0] <= serial + offset <= plan.dates[1]:
                moment = serial_moment(serial, epoch_1904=epoch_1904)
                whole = serial == int(serial) and not plan.midnight
                texts[n] = moment.date().isoformat() if whole else iso(moment)
                _mark(plan, numbers[low + n])
        elif kind == NUMBER and plan.percent:
            texts[n] = f"{(Decimal(text) * 100).normalize():f}%"
            _mark(plan, numbers[low + n])
        elif kind == DATE and plan.midnight:
            texts[n] = f"{text} 00:00:00"
    return texts


def _mark(plan: _Column, line: int) -> None:
    plan.changed += 1
    plan.first_line = plan.first_line or line


def _changes(plans: list[_Column], shape: Shape) -> list[Problem]:
    problems = []
    among = [(plan.kept, name) for plan, name in zip(plans, shape.names, strict=True) if plan.kept]
    if among:
        kept = sum(count for count, _name in among)
        words = "A number stands among percents and may count something; it was kept as it is."
        if kept > 1:
            words = f"{kept:,} numbers stand among percents and may count something; they were kept as they are."
        problems.append(Problem(words, column=among[0][1] if len(among) == 1 else None))
    for plan, name in zip(plans, shape.names, strict=True):
        if plan.changed:
            cells = "A number" if plan.changed == 1 else f"{plan.changed:,} numbers"
            what = "date" if plan.dates is not None else "percent"
            problems.append(
                Problem(
                    f"{cells} without a {what} format among {what}s {'was' if plan.changed == 1 else 'were'} "
                    f"read as {what}{'' if plan.changed == 1 else 's'}.",
                    line=plan.first_line,
                    column=name,
                )
            )
    return problems
