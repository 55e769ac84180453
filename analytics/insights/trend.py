"""Trend: a measure climbs or falls over the whole period.

Size by Theil–Sen (the median of the slopes between pairs of points, Sen 1968); tested by a regression whose errors
are autoregressive
and possibly a random walk (``noise``), against lasting steps as the other story (``levels``).
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from analytics import telling
from analytics.insights import facts
from analytics.insights.candidate import Candidate
from analytics.insights.levels import Levels
from analytics.insights.series import Series
from analytics.insights.shape import Shape
from analytics.insights.table import Floats, Table

MIN_SHARE = 0.04
"""Floor: share of the variance of the points (patterns and wild points aside) that the trend explains."""

MIN_CHANGE = 0.03
"""Floor: change between the two ends relative to the level, for a measure that does not change sign."""


def slope(calm: Floats) -> float:
    """Theil–Sen slope per point; on at most 600 evenly taken points."""
    keep = np.linspace(0, len(calm) - 1, min(len(calm), 600)).round().astype(int)
    return float(stats.theilslopes(calm[keep], keep).slope)


def _edge(shape: Shape, points: int) -> int:
    """How many points at either end are compared: an eighth, or a whole year where the year has a rhythm, lest winters
    be held against summers."""
    year = round(shape.series.per_year)
    yearly = any(period.name == "yearly" and period.p < 1e-3 for period in shape.periods)
    return max(3, points // 8, year if yearly and 2 * year <= points else 0)


def candidate(table: Table, shape: Shape, levels: Levels, series: Series, p: float) -> Candidate | None:
    """The trend of ``series`` as a finding; None when another story fits better or the effect is too small to speak
    of."""
    if not levels.trend or levels.trend_share < MIN_SHARE:
        return None
    points = len(series.y)
    edge = _edge(shape, points)
    before, after = facts.window(series, 0, edge), facts.window(series, points - edge, points)
    low, high = before["average"], after["average"]
    up = slope(shape.calm) > 0
    if (high > low) != up or low == high:
        return None
    base = min(abs(low), abs(high))
    if low * high > 0 and abs(high - low) / base < MIN_CHANGE:
        return None
    if not facts.matters(table, series, high - low):
        return None
    unit = facts.unit(table, series)
    text = telling.tell(
        "rose" if up else "fell", s1=facts.measured(series), p1=telling.after(low, high),
        n1=telling.number(low, unit), d1=facts.covered(before), n2=telling.number(high, unit), d2=facts.covered(after),
    )  # fmt: skip
    return Candidate(
        kind="trend",
        columns=(series.measure,),
        p=p,
        effect=float(np.sqrt(levels.trend_share)),
        n=int(series.rows.sum()),
        segment=series.segment,
        direction="up" if up else "down",
        agg=series.agg,
        spans=((0, edge), (points - edge, points)),
        text=text,
        chart=facts.chart(series, f"{facts.subject(series)} over time"),
        evidence={
            "test": "regression with autoregressive errors (Perron–Yabu), slope by Theil–Sen",
            "before": before,
            "after": after,
            **facts.interval(series, ((0, edge), (points - edge, points))),
            "slope_per_point": slope(series.y[np.isfinite(series.y)]),
            "variance_explained": round(levels.trend_share, 4),
            **facts.describe(series),
            **facts.left_out(table, series),
        },
    )
