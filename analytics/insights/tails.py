"""How far out is far? p-values of extreme values from the tail that the rest of the values show.

Peaks over a threshold (Pickands 1975): beyond a high quantile the excesses of almost any distribution follow a
generalised Pareto law.
Its scale and shape come from the tail without the suspects, so a heavy tail is taken as it is and only what leaves
it stands out.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from analytics.insights.table import Floats

MIN_TAIL = 12
MAX_SUSPECTS = 0.02
"""At most this share of the values may stand out on one side; more is not an outlier but a part of the data."""


SUSPECT = 4.0
"""Values beyond so many spreads do not shape the law they are held against, lest several odd days hide each other."""

PRIOR = 60
"""Tail values that the prior belief in an exponential tail (shape zero) is worth."""


def upper_tail(values: Floats, *, weight: float = 1.0, lightest: float = 0.02) -> tuple[float, Floats]:
    """p-values of the largest values, corrected for having looked at all of them.

    ``values``: finite, unsorted; ``weight``: how many values each stands for (a sample). Returns the bound above
    which values stand out at 1 in 10,000 (infinity if none does) and the corrected p-value of every value (1 for
    those below the bound).
    """
    p_values = np.ones(len(values))
    order = np.sort(values)
    total = len(order)
    if total < 60:
        return _few(values)
    tail = int(min(max(MIN_TAIL, round(0.1 * total)), 400))
    smooth = _untied(order, 3 * tail)
    suspects = _gap(smooth, tail, max(3, int(MAX_SUSPECTS * total)))
    if suspects == 0:
        return float("inf"), p_values
    clean = smooth[: total - suspects]
    threshold = clean[-tail - 1]
    excess = clean[-tail:] - threshold
    shape, scale = _pareto(excess, lightest)
    outside = values > order[total - suspects - 1]
    chance = stats.genpareto.sf(values[outside] - threshold, shape, scale=scale) * (tail / total)
    p_values[outside] = np.minimum(1.0, np.maximum(chance, 1e-300) * total * weight)
    out = p_values < 1e-4
    return (float(values[out].min()) if out.any() else float("inf")), p_values


def chance_above(value: float, clean: Floats) -> float:
    """Chance that one draw from the law behind ``clean`` (which may hold a few suspects of its own) exceeds ``value``.

    Student's t law, fitted to this side alone: its spread from inner quantiles, which a few suspects cannot move;
    its degrees
    of freedom from the fourth moment of the values that are no suspects, taken one standard error on the heavy side.
    """
    if len(clean) < 10:
        return 1.0
    middle, inner, outer = (float(q) for q in np.quantile(clean, [0.5, 0.8, 0.9]))
    wide = 1.4826 * float(np.median(np.abs(clean - middle)))
    spread = max(wide, (inner - middle) / 0.8416, (outer - middle) / 1.2816)
    if spread <= 0:
        return 1.0
    above = (clean[clean > middle] - middle) / spread
    above = above[above < SUSPECT]
    peaked = float(np.mean(above**4) / np.mean(above**2) ** 2) if len(above) else 3.0
    excess = max(peaked - 3.0, 0.0) + np.sqrt(24 / len(clean))
    return float(stats.t.sf((value - middle) / spread, 4 + 6 / excess))


def _untied(order: Floats, count: int) -> Floats:
    """Whole numbers and other coarse values: ties among the largest ``count`` are spread evenly over a step's width,
    since the law of the tail is one of continuous values. ``order`` is sorted and stays so."""
    end = order[-count:]
    distinct, first, counts = np.unique(end, return_index=True, return_counts=True)
    if len(distinct) > len(end) / 4 or len(distinct) < 2:
        return order
    step = float(np.min(np.diff(distinct)))
    place = np.arange(len(end)) - np.repeat(first, counts)
    spread = end + step * ((place + 0.5) / np.repeat(counts, counts) - 0.5)
    return np.concatenate([order[: len(order) - len(end)], spread])


def _gap(order: Floats, tail: int, most: int) -> int:
    """How many of the largest values are under suspicion: those above the widest gap that no spacing of the tail
    explains."""
    best, count = 0.0, 0
    for k in range(1, min(most, len(order) - tail - 2) + 1):
        below = order[: len(order) - k]
        threshold = below[-tail - 1]
        reach = below[-1] - threshold
        if reach <= 0:
            reach = float(np.std(below)) or 1e-12
        gap = (order[len(order) - k] - below[-1]) / reach
        if gap > best and gap > 0.25:
            best, count = gap, k
    return count


def _pareto(excess: Floats, lightest: float) -> tuple[float, float]:
    """Shape and scale by probability-weighted moments (Hosking & Wallis 1987), the shape kept between light and
    heavy."""
    ordered = np.sort(excess)
    size = len(ordered)
    mean = float(ordered.mean())
    weighted = float(np.mean(ordered * (size - np.arange(1, size + 1) + 0.35) / size))
    if mean <= 0 or mean - 2 * weighted <= 0:
        return 0.05, max(mean, 1e-12)
    shape = 2 - mean / (mean - 2 * weighted)
    shape = float(np.clip(shape * size / (size + PRIOR), lightest, 0.6))
    return shape, max(mean * (1 - shape), 1e-12)


def _few(values: Floats) -> tuple[float, Floats]:
    """For short series: the robust z against Student's t with four degrees of freedom, which allows for a heavy
    tail."""
    middle = float(np.median(values))
    spread = 1.4826 * float(np.median(np.abs(values - middle)))
    if len(values) < 10 or spread <= 0:
        return float("inf"), np.ones(len(values))
    p_values = np.minimum(1.0, len(values) * stats.t.sf((values - middle) / spread, 4))
    out = p_values < 1e-4
    return (float(values[out].min()) if out.any() else float("inf")), p_values
