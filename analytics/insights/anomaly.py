"""Anomaly: days on which a measure leaves its own rhythm: an outage, a spike, a run of bad days.

Looked for in what patterns (weekday, day of the month …) and the local level leave, so that a Sunday is compared with Sundays and a
growing measure with its neighbourhood. How unusual is unusual comes from the tail of the other days (``tails``).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from analytics.insights import facts, words
from analytics.insights.candidate import Candidate, Ledger
from analytics.insights.noise import robust_scale
from analytics.insights.series import Series
from analytics.insights.shape import Shape, half_window
from analytics.insights.table import Floats, Table
from analytics.insights.tails import upper_tail

MIN_WIDTHS = 5.0
"""Floor: distance from what was to be expected, in robust standard deviations of ordinary points."""

MIN_CHANGE = 0.1
MAX_RUNS = 4
"""More runs than this on one series are a habit, not an anomaly."""


def look(table: Table, ledger: Ledger, shape: Shape, shown: Series) -> None:
    """Test the largest deviation up and down, and hand over each run of days that stands out."""
    spread = robust_scale(shape.residual)
    known = np.isfinite(shape.residual)
    if spread <= 0 or known.sum() < 40:
        return
    for sign in (1.0, -1.0):
        p_values = np.ones(len(known))
        _, p_values[known] = upper_tail(sign * shape.residual[known] / spread)
        far = sign * np.where(known, shape.residual, 0.0) > MIN_WIDTHS * spread
        runs = _runs((p_values < 1e-3) & far, sign * np.where(known, shape.residual, 0.0) > 3 * spread)
        best = 1.0
        for run in runs if len(runs) <= MAX_RUNS else []:
            p = float(p_values[run].min())
            candidate = _candidate(table, shape, shown, run, sign > 0, spread, p)
            if candidate and len(run) <= half_window(shown):
                ledger.test(p, candidate)
            else:
                best = min(best, p)
        if not runs or best < 1:
            ledger.test(float(p_values.min()) if not runs else best)


def look_quietly(ledger: Ledger, shape: Shape) -> None:
    """Only test: the largest deviation up and down of a series."""
    spread = robust_scale(shape.residual)
    known = np.isfinite(shape.residual)
    if spread <= 0 or known.sum() < 40:
        return
    for sign in (1.0, -1.0):
        ledger.test(_largest(sign * shape.residual[known], spread))


def _largest(residual: Floats, spread: float) -> float:
    if float(residual.max()) < MIN_WIDTHS * spread:
        return 1.0
    _, p_values = upper_tail(residual / spread)
    return float(p_values.min())


def _runs(core: np.ndarray, loose: np.ndarray) -> list[np.ndarray]:
    """Runs of neighbouring points around each core point, widened over points that are clearly off too."""
    runs: list[list[int]] = []
    for at in np.flatnonzero(core):
        if runs and at <= runs[-1][-1]:
            continue
        first = last = int(at)
        while first > 0 and (loose[first - 1] or core[first - 1]):
            first -= 1
        while last + 1 < len(loose) and (loose[last + 1] or core[last + 1]):
            last += 1
        if runs and first <= runs[-1][-1] + 1:
            runs[-1].extend(range(runs[-1][-1] + 1, last + 1))
        else:
            runs.append(list(range(first, last + 1)))
    return [np.array(run) for run in runs]


def _dates(series: Series, run: np.ndarray) -> list[dt.date]:
    return sorted({series.date(int(point)) for point in run})


def _candidate(
    table: Table, shape: Shape, shown: Series, run: np.ndarray, up: bool, spread: float, p: float
) -> Candidate | None:
    actual = facts.window(shown, int(run[0]), int(run[-1]) + 1)
    if np.isnan(actual["average"]):
        return None
    usual = _usual(shown, run)
    if usual is None or (actual["average"] > usual["average"]) != up:
        return None
    if abs(actual["average"] - usual["average"]) < MIN_CHANGE * abs(usual["average"]):
        return None
    widths = float(np.max(np.abs(shape.residual[run]))) / spread
    unit, dates = facts.unit(table, shown), _dates(shown, run)
    grown = words.change(usual["average"], actual["average"])
    text = (
        f"{facts.subject(shown)} was unusually {'high' if up else 'low'} {words.days(dates)}: "
        f"{words.number(actual['average'], unit)}, against {words.number(usual['average'], unit)} on comparable {_points(shown)} around it"
        f"{f' ({grown})' if grown else ''}."
    )
    return Candidate(
        kind="anomaly",
        columns=(shown.measure,),
        p=p,
        effect=float(min(1.0, widths / (widths + 5))),
        n=int(shown.rows.sum()),
        reach=float(min(1.0, 0.35 + len(run) / max(len(shown.y), 1))),
        segment=shown.segment,
        at=[date.isoformat() for date in dates],
        direction="up" if up else "down",
        agg=shown.agg,
        text=text,
        chart=facts.chart(shown, f"{facts.subject(shown)} over time"),
        evidence={
            "test": "deviation from pattern and local level, tail by generalised Pareto law",
            "actual": actual,
            "usual": usual,
            "widths": round(widths, 2),
            **facts.describe(shown),
            **facts.left_out(table, shown),
        },
    )


def _points(series: Series) -> str:
    return f"{series.grain}s"


def _usual(series: Series, run: np.ndarray) -> dict[str, Any] | None:
    """Average of comparable points around: the same hours or weekdays up to four periods before and after."""
    period = {"hour": 24, "day": 7}.get(series.grain, 1)
    around: set[int] = set()
    inside = {int(point) for point in run}
    for point in inside:
        around |= {point + k * period for k in range(-12, 13) if k}
    chosen = sorted(p for p in around - inside if 0 <= p < len(series.y) and np.isfinite(series.y[p]))
    near = sorted(chosen, key=lambda p: min(abs(p - int(run[0])), abs(p - int(run[-1]))))[: max(8, 4 * len(run))]
    if len(near) < 4:
        return None
    return {
        "average": float(np.mean(series.y[near])),
        "points": len(near),
        "dates": sorted({series.date(p).isoformat() for p in near}),
    }
