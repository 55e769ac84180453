"""The measures side by side, ready to be compared: ranked, in time order where that matters, without what time does."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analytics.insights.association import MIN_ROWS, Link, memory, ranks, without_time
from analytics.insights.over_time import Told
from analytics.insights.table import Floats, Table


@dataclass
class Columns:
    """The columns to compare, in row order or in time order, with the movement of time taken out where there is any."""

    ranks: dict[str, Floats]
    memories: dict[str, Floats]
    """Autocorrelations, where the rows follow each other in time; empty otherwise."""
    codes: dict[str, np.ndarray]
    moved: dict[str, bool]
    ordered: bool
    courses: dict[str, Floats] = field(default_factory=dict)
    """The columns as they are, in time order, where one thing is followed."""


@dataclass
class Pair:
    """One pair of measures with its link."""

    one: str
    other: str
    link: Link
    raw: float
    common_time: bool


def columns_of(table: Table, told: dict[tuple[str, str | None], Told], time: str | None, ordered: bool) -> Columns:
    """Prepare the measures for comparison."""
    time = time if time and np.isfinite(table.stamps[time]).sum() >= 40 else None
    device = panel(table, time) if time and ordered else None
    order = np.arange(len(table.sample_rows))
    if time and ordered:
        lanes = table.codes[device] if device else np.zeros(len(order), dtype=np.int64)
        order = np.lexsort((table.stamps[time], lanes))
    values: dict[str, Floats] = {}
    moved: dict[str, bool] = {}
    for name in (name for name in table.measures if name not in table.derived):
        column = inside(table, name)[order]
        story = told.get((name, None)) or told.get((name, "mean"))
        moves = story is not None and _moves(story)
        moved[name] = moves
        values[name] = column
        if time and (moves or ordered):
            values[name] = _calmed(column, table.stamps[time][order], table.codes[device][order] if device else None)
    ranked = {name: ranks(column) for name, column in values.items() if np.isfinite(column).sum() >= MIN_ROWS}
    memories = {name: memory(column) for name, column in ranked.items()} if ordered else {}
    codes = {c.name: table.codes[c.name][order] for c in table.categories}
    courses = {name: inside(table, name)[order] for name in ranked} if time and ordered and not device else {}
    return Columns(ranked, memories, codes, moved, ordered, courses)


def panel(table: Table, time: str) -> str | None:
    """The category whose levels each have one reading at a time (devices, shops): what remembers is each of them, so
    rows are followed level by level. None where there is none."""
    stamps = table.stamps[time]
    known = np.isfinite(stamps)
    count = int(known.sum())
    if len(np.unique(stamps[known])) > 0.75 * count:
        return None
    for category in table.categories:
        pairs = np.column_stack([stamps[known], table.codes[category.name][known]])
        if not category.boolean and len(np.unique(pairs, axis=0)) > 0.98 * count:
            return category.name
    return None


def _calmed(column: Floats, stamps: Floats, lanes: np.ndarray | None) -> Floats:
    """A column without its movement in time; of each level by itself where there are several."""
    if lanes is None:
        return without_time(column, stamps)
    rest = np.full(len(column), np.nan)
    for lane in np.unique(lanes):
        mine = lanes == lane
        if np.isfinite(column[mine]).sum() >= MIN_ROWS:
            rest[mine] = without_time(column[mine], stamps[mine])
    return rest


def inside(table: Table, name: str) -> Floats:
    low, high = table.bounds.get(name, (-np.inf, np.inf))
    column = table.sample[name]
    return np.where((column >= low) & (column <= high), column, np.nan)


def _moves(story: Told) -> bool:
    return (
        story.levels.trend
        or bool(story.levels.steps)
        or any(p.p < 0.01 and p.share > 0.02 for p in story.shape.periods)
    )
