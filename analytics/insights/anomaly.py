"""Anomaly: days on which a measure leaves its own rhythm: an outage, a spike, a run of bad days.

Looked for in what patterns (weekday, day of the month …) and the local level leave, so that a Sunday is compared
with Sundays and a growing measure with its neighbourhood. How unusual is unusual comes from the tail of the other
days (``tails``).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from analytics import telling
from analytics.insights import facts
from analytics.insights.candidate import Candidate, Ledger
from analytics.insights.levels import Episode
from analytics.insights.noise import robust_scale
from analytics.insights.series import Series
from analytics.insights.shape import Shape, half_window, resistant_line
from analytics.insights.table import Floats, Table
from analytics.insights.tails import chance_above

MIN_WIDTHS = 5.0
"""Floor: distance from what was to be expected, in robust standard deviations of ordinary points."""

MIN_OWN_WIDTHS = 4.0
MIN_DEPTH = 3.4
MIN_CHANGE = 0.1
MIN_RANGES = 1.5
WIDTHS = (1, 2, 3, 5, 7)
COMMON = 0.03
"""Share of the windows around that may lie as far out; more, and such days are one of several kinds of days."""
AS_FAR = 0.75
"""Share of the distance from the middle that counts as about as far."""
AROUND = 4
"""Half windows to each side that ``commonplace`` looks at."""
MAX_RUNS = 6
"""More runs than this on one series are a habit, not an anomaly."""


def look(
    table: Table,
    ledger: Ledger,
    shape: Shape,
    shown: Series,
    episodes: tuple[Episode, ...] = (),
    own: Shape | None = None,
) -> None:
    """Test the largest deviations up and down, and hand over each run of days that stands out.

    ``episodes``: longer runs that ``levels`` met, from a step to the step back. ``own``: where ``shape`` holds a
    segment against the others, the segment by itself, which has to stand out, too.
    """
    for episode in episodes:
        run = np.arange(episode.first, episode.last)
        ledger.test(episode.p, _candidate(table, shape, shown, run, episode.up, episode.noise, episode.p))
    rest, spread = standardised(shape)
    if spread <= 0:
        return
    for sign in (1.0, -1.0):
        runs, least = unusual(sign * rest, half_window(shown))
        best = least
        for run, p in runs if len(runs) <= MAX_RUNS else []:
            candidate = _candidate(table, shape, shown, run, sign > 0, spread, p)
            if (
                candidate
                and (own is None or stands_out(own, run, sign))
                and (sign > 0 or _deep(shape, run))
                and not commonplace(shape, run, sign)
            ):
                ledger.test(p, candidate)
                best = 1.0
        ledger.test(best)


def stands_out(own: Shape, run: np.ndarray, sign: float) -> bool:
    """Whether a segment is odd in these days by itself, and not only beside others that are odd."""
    rest, spread = standardised(own)
    return spread > 0 and len(rest) > run[-1] and bool(np.nanmax(sign * rest[run], initial=0.0) >= MIN_OWN_WIDTHS)


def _deep(shape: Shape, run: np.ndarray) -> bool:
    """Whether a low run is also far down on the plain scale: near zero a logarithm falls without end, and an ordinary
    low value would look wild."""
    if shape.scale != "log":
        return True
    expected = shape.back(shape.pattern + shape.local)
    share = shape.series.y / expected - 1
    spread = robust_scale(share)
    return spread > 0 and float(np.nanmax(-share[run], initial=0.0)) >= MIN_DEPTH * spread


def commonplace(shape: Shape, run: np.ndarray, sign: float) -> bool:
    """Whether runs as long lie as far out again and again around this one.

    Where days are of several kinds (a concert brings ten times what a reading does), a running median settles on one
    kind for a while, and an ordinary day of another then looks wild. A wider neighbourhood, levelled by a resistant
    line only, tells them apart.
    """
    reach, width = AROUND * half_window(shape.series), len(run)
    first, last = max(0, int(run[0]) - reach), min(len(shape.scaled), int(run[-1]) + 1 + reach)
    inside = run - first
    near = sign * (shape.scaled - shape.pattern)[first:last]
    near = near - resistant_line(np.where(np.isin(np.arange(len(near)), inside), np.nan, near))
    if width > len(near) or not np.isfinite(near[inside]).any():
        return False
    windows = np.lib.stride_tricks.sliding_window_view(near, width)
    starts = np.arange(len(windows))
    apart = (starts + width <= inside[0]) | (starts > inside[-1])
    others = windows[apart & np.isfinite(windows).all(axis=1)].mean(axis=1)
    if not len(others):
        return False
    middle = float(np.median(others))
    return float(np.mean(others - middle >= AS_FAR * (np.nanmean(near[inside]) - middle))) > COMMON


def look_quietly(ledger: Ledger, shape: Shape) -> None:
    """Only test: the largest deviation up and down of a series."""
    rest, spread = standardised(shape)
    if spread > 0:
        ledger.tests([unusual(sign * rest, half_window(shape.series))[1] for sign in (1.0, -1.0)])


def standardised(shape: Shape) -> tuple[Floats, float]:
    """Residuals in robust standard deviations (NaN where unknown), and that deviation; points on few rows count for
    less."""
    spread = robust_scale(shape.residual)
    known = np.isfinite(shape.residual)
    if spread <= 0 or known.sum() < 20:
        return shape.residual, 0.0
    return shape.residual / spread, spread


def unusual(rest: Floats, longest: int) -> tuple[list[tuple[np.ndarray, float]], float]:
    """Runs of points that lie too high, each with its p-value, and the smallest p-value of all.

    Averages over one, two, three, five and seven neighbouring points are each held against their own tail, so that a
    run of days
    that are all somewhat off is seen as well as one day that is far off. The p-values pay for all of these looks.
    """
    widths = [width for width in WIDTHS if width <= longest]
    filled = np.where(np.isfinite(rest), rest, 0.0)
    # Windows of seven points overlap: a seventh of them are looks of their own.
    looks = sum(1 / width for width in widths)
    runs: list[tuple[np.ndarray, float]] = []
    least = 1.0
    for _ in range(MAX_RUNS + 1):
        best: tuple[float, float, int, int] | None = None
        for width in widths:
            average = np.convolve(filled, np.ones(width) / width, mode="valid")
            spread = robust_scale(average)
            if spread <= 0 or float(average.max()) < MIN_WIDTHS * spread:
                continue
            at = int(np.argmax(average))
            clean = np.delete(average, np.arange(max(0, at - 2 * width + 1), min(len(average), at + 2 * width)))
            p = min(1.0, chance_above(float(average[at]), clean) * len(average) * looks)
            if best is None or (p, -average[at] / spread) < best[:2]:
                best = (p, float(-average[at] / spread), at, width)
        if best is None:
            break
        least = min(least, best[0])
        if best[0] > 1e-3:
            break
        run = _widen(filled, best[2], best[3], longest)
        runs.append((run, best[0]))
        filled[run] = 0.0
    return runs, least


def _widen(rest: Floats, at: int, width: int, longest: int) -> np.ndarray:
    """The run around a window: points that are clearly off, weak ends cut off, strong neighbours taken in."""
    typical = float(np.median(rest[at : at + width]))
    bar = max(0.4 * typical, 2.0)
    inside = [point for point in range(at, at + width) if rest[point] > bar] or [
        at + int(np.argmax(rest[at : at + width]))
    ]
    first, last = inside[0], inside[-1]
    while first > 0 and rest[first - 1] > bar and last - first < longest:
        first -= 1
    while last + 1 < len(rest) and rest[last + 1] > bar and last - first < longest:
        last += 1
    return np.arange(first, last + 1)


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
    if not _matters(shown, run, actual["average"] - usual["average"], usual["average"]):
        return None
    widths = float(np.nanmax(np.abs(shape.residual[run]), initial=MIN_WIDTHS * spread)) / spread
    unit, dates = facts.unit(table, shown), _dates(shown, run)
    text = telling.tell(
        "high" if up else "low", s1=facts.measured(shown), t1=facts.when(shown, run),
        n1=telling.number(actual["average"], unit), n2=telling.number(usual["average"], unit),
        w1=telling.word(_points(shown)), x1=telling.change(usual["average"], actual["average"]),
    )  # fmt: skip
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
        spans=((int(run[0]), int(run[-1]) + 1),),
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


def _matters(series: Series, run: np.ndarray, difference: float, usual: float) -> bool:
    """Whether a deviation is worth a word: a share of what is usual, or, where nought means nothing (degrees, volts),
    farther than all that the other points range over."""
    if abs(difference) > MIN_CHANGE * abs(usual):
        return True
    others = np.delete(series.y, run)
    low, high = np.nanquantile(others, [0.01, 0.99])
    return bool(abs(difference) > MIN_RANGES * (high - low) > 0)


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
        "moments": sorted(series.axis.start(p * series.step).isoformat() for p in near),
    }
