"""What every look at a series needs first: a fitting scale, the repeating pattern, the local level, and what sticks
out."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analytics.insights.candidate import ROWS
from analytics.insights.levels import look as look_at_levels
from analytics.insights.noise import fill_gaps, regress, robust_scale, running_median
from analytics.insights.series import Series
from analytics.insights.table import Floats

HALF_WINDOW = {"second": 150, "minute": 60, "hour": 36, "day": 15, "week": 8, "month": 7, "year": 4}
WILD = 4.5
"""Robust z beyond which a point is kept out of patterns and levels (it may still be reported as an anomaly)."""
MOST_WILD = 0.05


@dataclass
class Period:
    """A repeating pattern: p-value, share of the variance it explains, and the pattern in the units of the scale."""

    name: str
    p: float
    share: float
    pattern: Floats
    phase: np.ndarray


@dataclass
class Shape:
    """A series taken apart. ``scaled`` = pattern + level + residual; ``calm`` is the series without patterns and
    wild points."""

    series: Series
    scale: str
    scaled: Floats
    periods: list[Period] = field(default_factory=list)
    pattern: Floats = field(default_factory=lambda: np.zeros(0))
    local: Floats = field(default_factory=lambda: np.zeros(0))
    residual: Floats = field(default_factory=lambda: np.zeros(0))
    calm: Floats = field(default_factory=lambda: np.zeros(0))
    wild: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def back(self, values: Floats) -> Floats:
        """From the scale to the units of the series."""
        if self.scale == "log":
            return np.exp(values)
        return np.sign(values) * values**2 if self.scale == "sqrt" else values


def half_window(series: Series) -> int:
    """Points to each side that make up the neighbourhood of a point."""
    base = HALF_WINDOW[series.axis.grain]
    return max(3, min(base if series.step == 1 else 8, len(series.y) // 6))


def take_apart(series: Series, *, transform: bool = True) -> Shape:
    """Find the scale, the significant periods and the local level of a series."""
    scale = _scale(series) if transform else "plain"
    y = series.y
    scaled = np.log(y) if scale == "log" else np.sqrt(np.maximum(y, 0)) if scale == "sqrt" else y.copy()
    shape = Shape(series, scale, scaled)
    half = half_window(series)
    around = local_level(scaled, half)
    flat = _tamed(scaled - around)
    level = fill_gaps(around + flat)
    pattern = np.zeros(len(y))
    for name, phase in _phases(series):
        period = _period(name, phase, fill_gaps(level - pattern))
        if name == "yearly" and period.p < 1e-3:
            period = _year_or_level(period, fill_gaps(level - pattern))
        shape.periods.append(period)
        if period.p < 1e-3:
            pattern = pattern + period.pattern
    shape.pattern = pattern
    shape.local = local_level(scaled - pattern, half)
    shape.residual = (scaled - pattern - shape.local) * _trust(series)
    spread = robust_scale(shape.residual)
    with np.errstate(invalid="ignore"):
        shape.wild = _wild(shape.residual, spread)
    shape.calm = fill_gaps(np.where(shape.wild, np.nan, scaled - pattern))
    return shape


def local_level(y: Floats, half: int) -> Floats:
    """The running median beside a resistant line: without the line the median lags behind a climb at both ends of the
    series, and the ends would look odd."""
    line = resistant_line(y)
    return running_median(y - line, half) + line


def resistant_line(y: Floats) -> Floats:
    """The rise from the median of the first third to that of the last (Tukey 1977), from nought on; flat where a third
    has no values."""
    third = max(1, len(y) // 3)
    at = np.arange(len(y), dtype=float)
    ends = [float(np.nanmedian(part)) if np.isfinite(part).any() else np.nan for part in (y[:third], y[-third:])]
    rise = (ends[1] - ends[0]) / max(len(y) - third, 1)
    return rise * at if np.isfinite(rise) else np.zeros(len(y))


def _wild(residual: Floats, spread: float) -> np.ndarray:
    """Points that stick out, the farthest few at most: in a short series a running median hugs the points, and what it
    calls wild may be ordinary noise, whose removal would make a trend look surer than it is."""
    far = np.nan_to_num(np.abs(residual))
    most = 1 + int(MOST_WILD * len(far))
    bar = max(WILD * spread, float(np.sort(far)[-most - 1]) if len(far) > most else 0.0)
    return far > bar if spread > 0 else np.zeros(len(far), dtype=bool)


def _trust(series: Series) -> Floats:
    """Averages of fewer rows than usual swing more: the square root of their share of the usual number, at most one."""
    if series.agg != "mean":
        return np.ones(len(series.y))
    usual = float(np.median(series.rows[series.rows > 0])) if (series.rows > 0).any() else 1.0
    return np.sqrt(np.clip(series.rows / usual, 0.0, 1.0))


def _scale(series: Series) -> str:
    """Counts vary like their root; positive series whose level moves a lot vary like their level."""
    if series.measure == ROWS:
        return "sqrt"
    y = series.y[np.isfinite(series.y)]
    if len(y) < 12 or y.min() <= 0:
        return "plain"
    local = running_median(series.y, half_window(series))
    if _skew(series.y - local) > 0.08 and abs(_skew(np.log(series.y / local))) < _skew(series.y - local):
        return "log"
    low, high = np.nanquantile(local, [0.2, 0.8])
    if low <= 0 or high / low < 1.3:
        return "plain"
    spread = [robust_scale((series.y - local)[part]) for part in (local <= low, local >= high)]
    return "log" if spread[0] > 0 and spread[1] / spread[0] > 1 + 0.5 * (high / low - 1) else "plain"


def _skew(residual: Floats) -> float:
    """Skewness from the outer tenths (Kelly), which a few wild points cannot move."""
    low, middle, high = np.nanquantile(residual, [0.1, 0.5, 0.9])
    return float((high + low - 2 * middle) / (high - low)) if high > low else 0.0


def _tamed(residual: Floats) -> Floats:
    """Wild points pulled in to four scales, so that a giant cannot make or hide a pattern."""
    spread = robust_scale(residual)
    return np.clip(residual, -4 * spread, 4 * spread) if spread > 0 else residual


def _phases(series: Series) -> list[tuple[str, np.ndarray]]:
    """The periods that fit often enough into the series, with each point's phase; shorter periods first."""
    length, step = len(series.y), series.step
    start = np.datetime64(series.axis.start(0), "h")
    phases: list[tuple[str, np.ndarray]] = []
    if series.axis.grain == "hour" and step < 24:
        hours = start + np.arange(length) * step
        if length * step >= 24 * 5:
            phases.append(("daily", hours.astype("int64") % 24))
        days = hours.astype("datetime64[D]")
        if length * step >= 24 * 42:
            phases.append(("weekly", (days.astype("int64") + 3) % 7))
    elif series.axis.grain == "day" or (series.axis.grain == "hour" and step == 24):
        days = start.astype("datetime64[D]") + np.arange(length) * (step if series.axis.grain == "day" else 1)
        if step != 7 and step != 28:
            if length >= 42:
                phases.append(("weekly", (days.astype("int64") + 3) % 7))
            if length >= 150:
                phases.append(("monthly", _month_bins(days)))
    years = length / series.per_year
    if years >= 1.9 and series.axis.grain not in ("year", "hour", "minute", "second"):
        phases.append(("yearly", np.arange(length) % series.per_year / series.per_year))
    return phases


def _year_or_level(period: Period, y: Floats) -> Period:
    """Over two or three years a step or a bend can look like a season: the story whose rest is smaller for its
    parameters is kept."""
    level = look_at_levels(y)
    again = _period(period.name, period.phase, level.rest)
    first = look_at_levels(y - period.pattern)
    costs = {
        "year, then level": 4 + first.parameters,
        "level": level.parameters,
        "level, then year": 4 + level.parameters,
    }
    rests = {"year, then level": first.rest, "level": level.rest, "level, then year": level.rest - again.pattern}
    scores = {name: regress(rest, np.ones((len(y), 1))).bic(len(y), costs[name]) for name, rest in rests.items()}
    best = min(scores, key=lambda name: scores[name])
    if best == "year, then level":
        return period
    return (
        again
        if best == "level, then year"
        else Period(period.name, max(period.p, again.p), 0.0, np.zeros(len(y)), period.phase)
    )


def _month_bins(days: np.ndarray) -> np.ndarray:
    """Days of a month in bins that keep its start and its end apart."""
    months = days.astype("datetime64[M]")
    from_start = (days - months).astype("int64")
    to_end = ((months + 1).astype("datetime64[D]") - days).astype("int64") - 1
    bins = np.searchsorted([2, 5, 10, 15, 20, 24], from_start, side="right")
    return np.where(to_end < 2, 8, np.where(to_end < 5, 7, np.minimum(bins, 6)))


def _period(name: str, phase: np.ndarray, y: Floats) -> Period:
    """Test one period: a regression on its phases beside a straight line, errors autoregressive."""
    length = len(y)
    line = np.linspace(-1, 1, length)
    if name == "yearly":
        angle = 2 * np.pi * phase
        columns = [np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)]
        if length < 40:
            columns = columns[:2]
    else:
        kinds = [kind for kind in np.unique(phase) if (phase == kind).sum() >= 3]
        columns = [(phase == kind).astype(float) for kind in kinds[1:]]
    if not columns or np.ptp(y) == 0:
        return Period(name, 1.0, 0.0, np.zeros(length), phase)
    waves = np.column_stack(columns)
    waves = waves - waves.mean(axis=0)
    design = np.column_stack([np.ones(length), line, waves])
    fit = regress(y, design)
    indices = list(range(2, design.shape[1]))
    pattern = waves @ fit.beta[2:]
    left = float(np.var(fit.residual))
    share = float(np.var(pattern)) / (float(np.var(pattern)) + left) if left + np.var(pattern) > 0 else 0.0
    return Period(name, fit.p_joint(indices), share, pattern, phase)
