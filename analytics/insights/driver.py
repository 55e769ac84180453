"""Driver: the segment that moves a measure of the whole table.

Where one level goes its own way (``over_time``) and the total moved with it, the change of the total is split into that level's part and
the rest; the level is a driver when most of the change is its own and more than its size would give it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from analytics.insights import facts, words
from analytics.insights.candidate import ROWS, Candidate, Ledger
from analytics.insights.series import Cube, Series, Sums
from analytics.insights.table import Table
from analytics.schema import ChartSpec, Filter

MIN_PART = 0.6
"""Floor: the level's share of the change."""

MAX_BASE = 0.6
"""Ceiling: its share of the total before; a level that is nearly everything moves everything."""

MIN_CHANGE = 0.03


def look(table: Table, cube: Cube, ledger: Ledger) -> None:
    """For every trend or step within one level: does it move the whole?"""
    movers = [
        c
        for _, c in ledger.candidates
        if c.segment and c.kind in ("trend", "change_point") and c.evidence.get("before")
    ]
    best: dict[tuple[str, str], Candidate] = {}
    for mover in movers:
        category, value = next(iter((mover.segment or {}).items()))
        if category not in cube.levels:
            continue
        level = cube.categories[category].levels.index(value)
        driver = _driver(table, cube, mover, category, level)
        if driver is not None:
            key = (mover.columns[0], category)
            if key not in best or driver.p < best[key].p:
                best[key] = driver
    for driver in best.values():
        ledger.test(driver.p, driver)


def _bucket(cube: Cube, date: str) -> int:
    """The bucket that holds the beginning of a day."""
    axis = cube.axis
    moment = dt.datetime.fromisoformat(date)
    low, high = 0, axis.length
    while low < high:
        middle = (low + high) // 2
        if axis.start(middle) < moment:
            low = middle + 1
        else:
            high = middle
    return low


def _average(sums: Sums, measure: str, first: int, last: int) -> float:
    """Rows per bucket, or the sum of a measure per bucket, over the buckets that have rows."""
    rows = sums.rows[first:last]
    if measure == ROWS:
        return float(rows.mean())
    return float(sums.total[measure][first:last].sum()) / max(last - first, 1)


def _driver(table: Table, cube: Cube, mover: Candidate, category: str, level: int) -> Candidate | None:
    measure = mover.columns[0]
    pieces = mover.evidence["before"], mover.evidence["after"]
    spans = [(_bucket(cube, p["from"]), max(_bucket(cube, p["to"]), _bucket(cube, p["from"]) + 1)) for p in pieces]
    part = [_average(cube.levels[category][level], measure, *span) for span in spans]
    whole = [_average(cube.whole, measure, *span) for span in spans]
    moved, total = part[1] - part[0], whole[1] - whole[0]
    if whole[0] == 0 or moved * total <= 0 or part[0] * whole[0] < 0:
        return None
    share = moved / total
    if share < MIN_PART or part[0] / whole[0] > MAX_BASE or abs(total / whole[0]) < MIN_CHANGE:
        return None
    up = total > 0
    if up != (mover.direction == "up"):
        return None
    return _candidate(table, cube, mover, category, part, whole, share, up)


def _candidate(
    table: Table,
    cube: Cube,
    mover: Candidate,
    category: str,
    part: list[float],
    whole: list[float],
    share: float,
    up: bool,
) -> Candidate:
    measure = mover.columns[0]
    before, after = mover.evidence["before"], mover.evidence["after"]
    agg = "count" if measure == ROWS else "sum"
    unit = None if measure == ROWS else table.units.get(measure)
    value = next(iter((mover.segment or {}).values()))
    grain = cube.axis.grain
    mostly = words.percent(min(share, 1.0)) if share <= 1 else "more than all"
    text = (
        f"{words.measure(measure, agg)} per {grain} {'rose' if up else 'fell'} from {words.number(whole[0], unit)} ({facts.span(before)}) to "
        f"{words.number(whole[1], unit)} ({facts.span(after)}), and {mostly} of that comes from {words.label(value)} in “{category}”: "
        f"{words.number(part[0], unit)} before, {words.number(part[1], unit)} after."
    )
    evidence: dict[str, Any] = {
        "test": mover.evidence.get("test"),
        "share_of_change": round(share, 4),
        "whole": whole,
        "part": part,
        "before": before,
        "after": after,
    }
    shown = mover.chart or ChartSpec(kind="line")
    chart = ChartSpec(
        kind="line", dimension=shown.dimension, series=category, measures=shown.measures, grain=shown.grain,
        filters=tuple[Filter, ...](), title=f"{words.measure(measure, agg)} by “{category}”",
    )  # fmt: skip
    return Candidate(
        kind="driver",
        columns=(measure,),
        p=mover.p,
        effect=float(min(1.0, 0.4 + abs(float(np.log(max(whole[1] / whole[0], 1e-3)))))),
        n=mover.n,
        segment=mover.segment,
        direction="up" if up else "down",
        agg=agg,
        text=text,
        chart=chart,
        evidence=evidence,
    )


__all__ = ["Series", "look"]
