"""Change point: from one day on, a measure stands on another level.

The place is searched for (least squares on the filtered series), the search is paid for in the p-value (Bonferroni
over all places), and the errors may be autoregressive up to a random walk, so that slow wandering is not taken for a
step.
"""

from __future__ import annotations

import numpy as np

from analytics import telling
from analytics.insights import facts
from analytics.insights.candidate import Candidate
from analytics.insights.levels import Levels, StepChange
from analytics.insights.series import Series
from analytics.insights.shape import Shape
from analytics.insights.table import Table

MIN_SIZE = 0.6
"""Floor: the step in robust standard deviations of single points about the levels."""

MIN_CHANGE = 0.05


def candidates(table: Table, shape: Shape, levels: Levels, series: Series) -> list[Candidate]:
    """One finding for each lasting step that is large enough."""
    positions = sorted(step.position for step in levels.steps)
    bounds = [0, *positions, len(series.y)]
    found = []
    for step in levels.steps:
        here = positions.index(step.position)
        one = _candidate(table, levels, series, step, bounds[here], bounds[here + 2])
        if one:
            found.append(one)
    return found


def _candidate(
    table: Table, levels: Levels, series: Series, step: StepChange, first: int, last: int
) -> Candidate | None:
    if levels.noise <= 0 or abs(step.size) / levels.noise < MIN_SIZE:
        return None
    reach = min(step.position - first, last - step.position)
    spans = (
        (max(first, step.position - 4 * reach), step.position),
        (step.position, min(last, step.position + 4 * reach)),
    )
    before, after = (facts.window(series, *span) for span in spans)
    low, high = before["average"], after["average"]
    up = step.size > 0
    if low == high or (high > low) != up:
        return None
    if low * high > 0 and abs(high - low) / min(abs(low), abs(high)) < MIN_CHANGE:
        return None
    if not facts.matters(table, series, high - low):
        return None
    unit, date, yearly = facts.unit(table, series), series.date(step.position), series.axis.grain == "year"
    text = telling.tell(
        f"{'jumped' if up else 'dropped'}{'_in' if yearly else ''}", s1=facts.measured(series),
        d1=facts.moment(series, step.position), p1=telling.after(low, high),
        n1=telling.number(low, unit), d2=facts.covered(before), n2=telling.number(high, unit), d3=facts.covered(after),
    )  # fmt: skip
    share = step.position / len(series.y)
    moved = step.size**2 * share * (1 - share)
    return Candidate(
        kind="change_point",
        columns=(series.measure,),
        p=step.p,
        effect=float(np.sqrt(moved / (moved + levels.noise**2))),
        n=int(series.rows.sum()),
        segment=series.segment,
        at=date.isoformat(),
        direction="up" if up else "down",
        agg=series.agg,
        spans=spans,
        text=text,
        chart=facts.chart(series, f"{facts.subject(series)} over time"),
        evidence={
            "test": "largest step over all places, autoregressive errors, Bonferroni over the places",
            "before": before,
            "after": after,
            **facts.interval(series, spans),
            "step_in_noise_widths": round(abs(step.size) / levels.noise, 3),
            **facts.describe(series),
            **facts.left_out(table, series),
        },
    )
