"""Driver: the segment that moves a measure of the whole table.

Where one level goes its own way (``over_time``) and the total moved with it, the change of the total is split into
that level's part and
the rest; the level is a driver when most of the change is its own and more than its size would give it. Like is
compared with like: whole years, the same days a year before, or weeks next to a step (``alike``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics import telling
from analytics.insights import facts, words
from analytics.insights.alike import alike
from analytics.insights.candidate import ROWS, Candidate, Ledger
from analytics.insights.series import Cube, Sums
from analytics.insights.table import Table
from analytics.schema import ChartSpec

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
    """The bucket that begins at a moment."""
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


@dataclass(frozen=True)
class Shift:
    """A measure before and after, of the whole table and of one level (``part``); ``share`` of the change is the
    level's own."""

    agg: str
    whole: tuple[float, float]
    part: tuple[float, float]
    share: float
    base: float


def _rows(sums: Sums, measure: str, span: tuple[int, int]) -> float:
    return float((sums.rows if measure == ROWS else sums.filled[measure])[slice(*span)].sum())


def _total(sums: Sums, measure: str, span: tuple[int, int]) -> float:
    """Rows, or the sum of a measure, per bucket."""
    values = sums.rows if measure == ROWS else sums.total[measure]
    return float(values[slice(*span)].sum()) / max(span[1] - span[0], 1)


def _of_total(whole: Sums, part: Sums, measure: str, spans: list[tuple[int, int]]) -> Shift | None:
    """The change of the total, and what of it lies in the level."""
    all_of_it = tuple(_total(whole, measure, span) for span in spans)
    own = tuple(_total(part, measure, span) for span in spans)
    change = all_of_it[1] - all_of_it[0]
    if all_of_it[0] <= 0 or own[0] < 0 or change == 0:
        return None
    share = (own[1] - own[0]) / change
    return Shift(
        "count" if measure == ROWS else "sum",
        (all_of_it[0], all_of_it[1]),
        (own[0], own[1]),
        share,
        own[0] / all_of_it[0],
    )


def _of_mean(whole: Sums, part: Sums, measure: str, spans: list[tuple[int, int]]) -> Shift | None:
    """The change of the average, and what of it the level's own average makes at its average weight (Kitagawa 1955)."""
    counts = [(_rows(whole, measure, span), _rows(part, measure, span)) for span in spans]
    if min(min(pair) for pair in counts) <= 0:
        return None
    lengths = [span[1] - span[0] for span in spans]
    means = [
        _total(whole, measure, span) * length / count[0]
        for span, length, count in zip(spans, lengths, counts, strict=True)
    ]
    own = [
        _total(part, measure, span) * length / count[1]
        for span, length, count in zip(spans, lengths, counts, strict=True)
    ]
    weight = sum(count[1] / count[0] for count in counts) / 2
    change = means[1] - means[0]
    if change == 0:
        return None
    return Shift("mean", (means[0], means[1]), (own[0], own[1]), weight * (own[1] - own[0]) / change, weight)


def _driver(table: Table, cube: Cube, mover: Candidate, category: str, level: int) -> Candidate | None:
    """The level as the driver of the total, or else of the average."""
    measure = mover.columns[0]
    pieces = mover.evidence["before"], mover.evidence["after"]
    first, second = ((_bucket(cube, piece["start"]), _bucket(cube, piece["end"])) for piece in pieces)
    alike_spans = alike(cube.axis, first, second, lasting=mover.kind == "change_point")
    if alike_spans is None:
        return None
    spans = list(alike_spans)
    part = cube.levels[category][level]
    looks = [_of_total(cube.whole, part, measure, spans)]
    if measure != ROWS:
        looks.append(_of_mean(cube.whole, part, measure, spans))
    if mover.agg == "mean":
        looks.reverse()
    for shift in looks:
        if shift is None or shift.share < MIN_PART or shift.base > MAX_BASE:
            continue
        change = shift.whole[1] - shift.whole[0]
        if abs(change) < MIN_CHANGE * abs(shift.whole[0]) or (change > 0) != (mover.direction == "up"):
            continue
        return _candidate(table, cube, mover, category, shift, spans)
    return None


def _piece(cube: Cube, span: tuple[int, int], average: float) -> dict[str, Any]:
    """The dates of a stretch, and the level's own average in it."""
    start, end = cube.axis.start(span[0]), cube.axis.start(span[1])
    return {
        "from": start.date().isoformat(),
        "to": (end - dt.timedelta(seconds=1)).date().isoformat(),
        "start": start.isoformat(),
        "end": end.isoformat(),
        "average": average,
        "points": span[1] - span[0],
        "rows": int(cube.whole.rows[slice(*span)].sum()),
    }


def _candidate(
    table: Table, cube: Cube, mover: Candidate, category: str, shift: Shift, spans: list[tuple[int, int]]
) -> Candidate:
    measure, up = mover.columns[0], shift.whole[1] > shift.whole[0]
    before, after = (_piece(cube, span, average) for span, average in zip(spans, shift.part, strict=True))
    unit = None if measure == ROWS else table.units.get(measure)
    value = next(iter((mover.segment or {}).values()))
    text = telling.tell(
        f"driver_{'up' if up else 'down'}{'' if shift.share <= 1 else '_all'}",
        s1=telling.subject(measure, shift.agg, per=None if shift.agg == "mean" else cube.axis.grain),
        n1=telling.number(shift.whole[0], unit), d1=facts.covered(before),
        n2=telling.number(shift.whole[1], unit), d2=facts.covered(after),
        p1=telling.percent(shift.share), x1=telling.value(value), q1=telling.name(category),
        n3=telling.number(shift.part[0], unit), n4=telling.number(shift.part[1], unit),
    )  # fmt: skip
    shown = mover.chart or ChartSpec(kind="line")
    ratio = max(shift.whole[1] / shift.whole[0], 1e-3) if shift.whole[0] else 1.0
    return Candidate(
        kind="driver",
        columns=(measure,),
        p=mover.p,
        effect=float(min(1.0, 0.4 + abs(float(np.log(ratio))))) if ratio > 0 else 0.6,
        n=mover.n,
        reach=mover.reach,
        segment=mover.segment,
        direction="up" if up else "down",
        agg=shift.agg,
        text=text,
        chart=ChartSpec(
            kind="line",
            dimension=shown.dimension,
            series=category,
            measures=shown.measures,
            grain=shown.grain,
            title=f"{words.measure(measure, shift.agg)} by “{category}”",
        ),
        evidence={
            "test": mover.evidence.get("test"),
            "share_of_change": round(shift.share, 4),
            "whole": list(shift.whole),
            "part": list(shift.part),
            "before": before,
            "after": after,
            "points": mover.evidence.get("points"),
            "time": cube.axis.column,
            "grain": cube.axis.grain,
            **facts.left_out_of(table, measure),
        },
    )
