"""Everything that is asked of time: for the whole table, then for the levels of each category that go their own way.

A level is tested by how it differs from all the others (its share of the total, or the difference of means), never
by itself: what the
whole table does is told once. The level that differs most is taken out before the next is judged, so that one
level's climb is not told
as the fall of all the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analytics.insights import anomaly, change_point, seasonality, trend
from analytics.insights.candidate import ROWS, Candidate, Ledger
from analytics.insights.levels import Levels, screen
from analytics.insights.levels import look as look_at_levels
from analytics.insights.series import Cube, Series, Sums, regular, series_of
from analytics.insights.shape import Shape, take_apart
from analytics.insights.table import Category, Table

MAX_MOVERS = 2
MOVER_P = 1e-4
"""A level is taken out of the others when it differs from them at least this clearly."""


@dataclass
class Told:
    """One series with what was made of it."""

    series: Series
    shape: Shape
    levels: Levels


@dataclass
class Contrast:
    """A level held against the others, with the two tests of its levels."""

    series: Series
    shape: Shape
    line_p: float
    step_p: float

    @property
    def p_values(self) -> list[float]:
        return [self.line_p, self.step_p, *(period.p for period in self.shape.periods)]


def questions(cube: Cube, table: Table) -> list[tuple[str, str | None]]:
    """What is followed through time: the number of rows, and each measure's mean (or value)."""
    asked: list[tuple[str, str | None]] = []
    if not cube.axis.single and not regular(cube.whole.rows):
        asked.append((ROWS, "count"))
    return asked + [(name, None if cube.axis.single else "mean") for name in table.measures + table.booleans]


def look(table: Table, cube: Cube, ledger: Ledger) -> dict[tuple[str, str | None], Told]:
    """Test the whole table; returns each series taken apart."""
    told: dict[tuple[str, str | None], Told] = {}
    asked = questions(cube, table)
    if asked and asked[0][0] == ROWS:
        asked += [(name, "sum") for name in table.measures if name in table.money]
    for measure, agg in asked:
        if table.out_of_time("some measures over time"):
            break
        series = series_of(cube.axis, cube.whole, measure, agg)
        if series is None or np.nanstd(series.y) == 0:
            continue
        shape = take_apart(series)
        levels = look_at_levels(shape.calm)
        told[(measure, agg)] = Told(series, shape, levels)
        _hand_over(table, ledger, shape, levels, series)
    return told


def _hand_over(
    table: Table, ledger: Ledger, shape: Shape, levels: Levels, shown: Series, own: Shape | None = None
) -> None:
    """All the tests of one series go to the ledger, with a candidate where the effect is large enough."""
    for period in shape.periods:
        ledger.test(period.p, seasonality.candidate(table, shape, period, shown, period.p))
    ledger.test(levels.line_p, trend.candidate(table, shape, levels, shown, levels.line_p))
    steps = change_point.candidates(table, shape, levels, shown)
    for step in steps:
        ledger.test(step.p, step)
    if not steps:
        ledger.test(levels.step_p)
    if shown.measure not in table.derived:
        anomaly.look(table, ledger, shape, shown, levels.episodes, own)


def look_within(table: Table, cube: Cube, ledger: Ledger, related: Any) -> None:
    """Test the levels of every category against the others."""
    for name, sums in cube.levels.items():
        category = cube.categories[name]
        for measure, agg in questions(cube, table):
            if table.out_of_time("some measures within segments over time"):
                return
            if measure == name or measure in table.derived or related(measure, name):
                continue
            _movers(table, cube, ledger, category, sums, measure, agg)


def _movers(
    table: Table, cube: Cube, ledger: Ledger, category: Category, sums: list[Sums], measure: str, agg: str | None
) -> None:
    """Find the levels of one category that go their own way on one measure, the clearest first."""
    rest = cube.whole
    waiting = list(range(len(sums)))
    mark = len(ledger.candidates)
    for round_number in range(MAX_MOVERS):
        clear: list[tuple[int, Contrast, float]] = []
        for level in waiting:
            told = _contrast(cube, rest, sums[level], category, level, measure, agg)
            if told is None:
                continue
            p = _clearest(told)
            if p <= MOVER_P:
                clear.append((level, told, p))
            elif round_number == 0:
                _note(ledger, told)
        if not clear:
            break
        if len(sums) == 2:
            mover = _own_mover(cube, sums, category, measure, agg, clear)
        else:
            mover = min(clear, key=lambda item: (item[2], -_size(item[1])))
        shown = _series(cube, sums[mover[0]], measure, agg, category, mover[0])
        if shown is not None:
            levels, before = look_at_levels(mover[1].shape.calm), len(ledger.candidates)
            _hand_over(table, ledger, mover[1].shape, levels, shown, take_apart(shown))
            ratio = _ratio(cube, rest, sums[mover[0]], category, mover[0], measure, agg)
            ledger.candidates[before:] = [c for c in ledger.candidates[before:] if _own_way(c[1], ratio)]
        rest = rest.minus(sums[mover[0]])
        waiting = [item[0] for item in clear if item[0] != mover[0]]
        if len(sums) == 2:
            break
    for _, candidate in ledger.candidates[mark:]:
        share = category.counts[category.levels.index(next(iter((candidate.segment or {}).values())))] / category.rows
        candidate.reach = min(candidate.reach, share)
        candidate.others_quiet = _others_quiet(cube, rest, candidate, measure, agg)


def _others_quiet(cube: Cube, rest: Sums, candidate: Candidate, measure: str, agg: str | None) -> bool:
    """Whether the others together stay where they are while the whole table moves (at most 0.35 of its relative
    change)."""
    whole, others = series_of(cube.axis, cube.whole, measure, agg), series_of(cube.axis, rest, measure, agg)
    if whole is None or others is None or whole.step != others.step:
        return False
    if candidate.kind == "seasonality":
        share = {}
        for name, series in (("whole", whole), ("others", others)):
            periods = {period.name: period.share for period in take_apart(series).periods}
            share[name] = periods.get(candidate.period or "", 0.0)
        return share["others"] < 0.3 * share["whole"] or share["others"] < 0.02
    scale = max(1, len(whole.y)) / max(1, candidate_points(candidate))
    changes = [_change(series, candidate, scale) for series in (whole, others)]
    return abs(changes[1]) < 0.35 * abs(changes[0]) or changes[0] * changes[1] < 0


def candidate_points(candidate: Candidate) -> int:
    """Length of the series that a candidate was found on."""
    return int(candidate.evidence.get("length", 0)) or 1


def _change(series: Series, candidate: Candidate, scale: float) -> float:
    """Relative change of a series between the spans of a candidate (or against the neighbourhood of its only span)."""
    spans = [(int(a * scale), max(int(np.ceil(b * scale)), int(a * scale) + 1)) for a, b in candidate.spans]
    if len(spans) == 1:
        ((first, last),) = spans
        around = np.concatenate([series.y[max(0, first - 14) : first], series.y[last : last + 14]])
        before, after = np.nanmean(around), np.nanmean(series.y[first:last])
    else:
        before, after = (np.nanmean(series.y[a:b]) for a, b in spans)
    return float((after - before) / before) if before else 0.0


def _own_mover(
    cube: Cube,
    sums: list[Sums],
    category: Category,
    measure: str,
    agg: str | None,
    clear: list[tuple[int, Contrast, float]],
) -> tuple[int, Contrast, float]:
    """Of two levels, each other's mirror image, the one that moves by itself."""

    def unrest(item: tuple[int, Contrast, float]) -> float:
        own = _series(cube, sums[item[0]], measure, agg, category, item[0])
        if own is None:
            return 0.0
        shape = take_apart(own)
        levels = look_at_levels(shape.calm)
        return levels.trend_share + levels.step_share + float(shape.wild.mean()) + sum(p.share for p in shape.periods)

    return max(clear, key=unrest)


def _series(cube: Cube, sums: Sums, measure: str, agg: str | None, category: Category, level: int) -> Series | None:
    return series_of(cube.axis, sums, measure, agg, {category.name: category.levels[level]})


def _contrast(
    cube: Cube, rest: Sums, part: Sums, category: Category, level: int, measure: str, agg: str | None
) -> Contrast | None:
    """A level less the others: its share of all rows, or the difference between its mean and theirs."""
    own = _series(cube, part, measure, agg, category, level)
    others = series_of(cube.axis, rest.minus(part), measure, agg)
    if own is None or others is None or (own.step < others.step and len(own.y) < len(others.y)):
        return None
    if own.step != others.step:
        others = _coarser(cube, rest.minus(part), own, measure, agg)
        if others is None:
            return None
    with np.errstate(invalid="ignore", divide="ignore"):
        if measure == ROWS:
            total = own.y + others.y
            difference = np.where(total > 0, own.y / total, np.nan)
        else:
            difference = own.y - others.y
    if np.isfinite(difference).mean() < 0.6 or np.nanstd(difference) == 0:
        return None
    series = replace(own, y=difference, measure="" if measure == ROWS else measure)
    shape = take_apart(series, transform=False)
    return Contrast(series, shape, *screen(shape.calm))


def _ratio(
    cube: Cube, rest: Sums, part: Sums, category: Category, level: int, measure: str, agg: str | None
) -> Shape | None:
    """How many times the others a level is, on the logarithmic scale; None where that has no meaning."""
    own, others = (
        _series(cube, part, measure, agg, category, level),
        series_of(cube.axis, rest.minus(part), measure, agg),
    )
    if measure == ROWS or own is None or others is None or own.step != others.step or len(own.y) != len(others.y):
        return None
    known = np.isfinite(own.y) & np.isfinite(others.y)
    if not known.any() or min(own.y[known].min(), others.y[known].min()) <= 0:
        return None
    return take_apart(replace(own, y=np.where(known, np.log(own.y / others.y), np.nan)), transform=False)


def _own_way(candidate: Candidate, ratio: Shape | None) -> bool:
    """Whether a level also moves relative to the others: one that is twice as high swings twice as far with them."""
    if ratio is None:
        return True
    if candidate.kind == "seasonality":
        return any(period.name == candidate.period and period.p < MOVER_P for period in ratio.periods)
    if candidate.kind == "anomaly":
        ((first, last),) = candidate.spans
        return anomaly.stands_out(ratio, np.arange(first, last), 1.0 if candidate.direction == "up" else -1.0)
    return min(screen(ratio.calm)) < MOVER_P


def _coarser(cube: Cube, sums: Sums, like: Series, measure: str, agg: str | None) -> Series | None:
    """A series cut like another one."""
    from analytics.insights.series import _blocks, _values

    rows = _blocks(sums.rows if measure == ROWS else sums.filled[measure], like.step)
    return replace(like, y=_values(sums, measure, agg, like.step, rows), rows=rows)


def _clearest(contrast: Contrast) -> float:
    """The smallest p-value of a contrast over the kinds that come with one."""
    probe = Ledger()
    anomaly.look_quietly(probe, contrast.shape)
    return min(contrast.p_values + probe.p_values)


def _size(contrast: Contrast) -> float:
    """How far the level swings away from the others, for a choice between two that are both beyond doubt."""
    return float(np.nanstd(contrast.shape.calm))


def _note(ledger: Ledger, contrast: Contrast) -> None:
    """A level that goes with the others: its tests count, nothing is said."""
    ledger.tests(contrast.p_values)
    anomaly.look_quietly(ledger, contrast.shape)
