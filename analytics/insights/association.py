"""How two measures go together, row by row: Spearman's correlation, any shape at all, and how many rows really
count."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from scipy import stats

from analytics.insights.noise import running_median
from analytics.insights.table import Floats

BINS = 12
MIN_ROWS = 40
QUARTERS = 4
MEDIANS = 100
FORETOLD = 0.9


@dataclass(frozen=True)
class Link:
    """Spearman's ``rho`` with its p-value; ``shape`` is the share of variance of ranks that any function explains
    beyond ``rho``²."""

    rho: float
    p: float
    shape: float
    shape_p: float
    shape_of: int
    """0: the second as a function of the first; 1: the other way round."""
    n: int
    effective: float


def ranks(values: Floats) -> Floats:
    """Ranks between 0 and 1, ties shared; NaN stays."""
    known = np.isfinite(values)
    result = np.full(len(values), np.nan)
    result[known] = stats.rankdata(values[known]) / max(int(known.sum()), 1)
    return result


def memory(ranked: Floats) -> Floats:
    """Autocorrelation of a column in time order, gaps filled with the middle; lag one first."""
    filled = np.where(np.isfinite(ranked), ranked, np.nanmean(ranked))
    return _autocorrelation(filled, min(len(filled) // 4, 200))


def effective_rows(length: int, one: Floats, other: Floats) -> float:
    """How many independent rows a pair of remembering columns is worth (Bartlett 1935, as used by Pyper & Peterman
    1998).

    ``one`` and ``other``: their autocorrelations, see ``memory``.
    """
    limit = len(one)
    if limit == 0:
        return float(length)
    noise = 2 / np.sqrt(length)
    stops = [int(low[0]) if len(low := np.flatnonzero(np.abs(lags) < noise)) else limit for lags in (one, other)]
    weights = 1 - np.arange(1, limit + 1) / length
    total = float((weights * one * other)[: max(stops)].sum())
    return float(np.clip(length / max(1 + 2 * total, 1.0), 4, length))


def _autocorrelation(values: Floats, limit: int) -> Floats:
    centred = values - values.mean()
    size = 1 << (2 * len(centred) - 1).bit_length()
    spectrum = np.abs(np.fft.rfft(centred, size)) ** 2
    full = np.fft.irfft(spectrum, size)[: limit + 1]
    return np.asarray(full[1:] / full[0]) if full[0] > 0 else np.zeros(limit)


def link(one: Floats, other: Floats, memories: tuple[Floats, Floats] | None = None) -> Link | None:
    """Measure one pair of columns of ranks; ``memories``: their autocorrelations, where the rows follow each other
    in time."""
    known = np.isfinite(one) & np.isfinite(other)
    n = int(known.sum())
    if n < MIN_ROWS:
        return None
    a, b = one[known], other[known]
    rho = _pearson(a, b)
    if rho is None:
        return None
    rows = effective_rows(n, *memories) if memories else float(n)
    p = correlation_p(rho, rows)
    if memories:
        p = max(p, by_blocks(a, b))
    shape, shape_p, shape_of = _shape(a, b, rho, rows)
    return Link(rho, p, shape, shape_p, shape_of, n, rows)


def _pearson(a: Floats, b: Floats) -> float | None:
    x, y = a - a.mean(), b - b.mean()
    size = float(np.sqrt((x * x).sum() * (y * y).sum()))
    return float((x * y).sum()) / size if size > 0 else None


def spearman(one: Floats, other: Floats) -> float:
    """Spearman's rank correlation of the pairs that are complete, ranked among themselves."""
    known = np.isfinite(one) & np.isfinite(other)
    return _pearson(stats.rankdata(one[known]), stats.rankdata(other[known])) or 0.0


def by_level(one: Floats, other: Floats, codes: np.ndarray, levels: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Correlation of ranks within each level, and among all the others with a level: rows, rho, rows of the others,
    their rho."""
    known = np.isfinite(one) & np.isfinite(other) & (codes >= 0)
    a, b, level = one[known], other[known], codes[known]
    parts = np.array(
        [np.bincount(level, weights=w, minlength=levels) for w in (np.ones(len(a)), a, b, a * a, b * b, a * b)]
    )
    others = parts.sum(axis=1, keepdims=True) - parts
    return parts[0], _rho(parts), others[0], _rho(others)


def _rho(parts: Floats) -> Floats:
    n, a, b, aa, bb, ab = parts
    with np.errstate(invalid="ignore", divide="ignore"):
        rho = (ab - a * b / n) / np.sqrt((aa - a * a / n) * (bb - b * b / n))
    return np.where(np.isfinite(rho), np.clip(rho, -1, 1), 0.0)


def by_blocks(a: Floats, b: Floats) -> float:
    """Whether the correlation holds stretch by stretch: t-test over the stretches, whatever the memory within them."""
    blocks = int(np.clip(len(a) // 15, 4, 24))
    stretch = np.arange(len(a)) * blocks // len(a)
    rho = by_level(a, b, stretch, blocks)[1]
    scores = np.arctanh(np.clip(rho, -0.999, 0.999))
    return float(stats.ttest_1samp(scores, 0.0).pvalue) if np.std(scores) > 0 else 1.0


def same_course(a: Floats, b: Floats) -> float:
    """Two columns in time order that keep one relation although both move with time: a p-value.

    A straight line fitted to any quarter of the time has to foretell the three others; medians of short stretches and
    a resistant slope (Theil–Sen), so that an odd hour of one column hides nothing. Of 4,000 pairs of random walks
    none reached nine tenths of the variance so, of walks of walks 0.2 %; the square below lies above all of that.
    """
    known = np.isfinite(a) & np.isfinite(b)
    if known.sum() < MIN_ROWS:
        return 1.0
    parts = [np.array_split(column[known], min(MEDIANS, int(known.sum()))) for column in (a, b)]
    a, b = (np.array([np.median(stretch) for stretch in stretches]) for stretches in parts)
    quarter = np.arange(len(a)) * QUARTERS // len(a)
    worst = 1.0
    for part in range(QUARTERS):
        inside = quarter == part
        if np.ptp(a[inside]) == 0 or np.var(b[~inside]) == 0:
            return 1.0
        slope, start = stats.theilslopes(b[inside], a[inside])[:2]
        missed = b[~inside] - start - slope * a[~inside]
        worst = min(worst, 1 - float(np.mean(missed**2) / np.var(b[~inside])))
    return (1 - worst) ** 2 / 5 if worst >= FORETOLD else 1.0


def correlation_p(rho: float, rows: float) -> float:
    """Two-sided p-value of a rank correlation on so many independent rows."""
    if rows <= 3:
        return 1.0
    inside = min(abs(rho), 1 - 1e-12)
    return float(2 * stats.t.sf(inside * np.sqrt((rows - 2) / (1 - inside**2)), rows - 2))


def _shape(a: Floats, b: Floats, rho: float, rows: float) -> tuple[float, float, int]:
    """What bins of one explain of the other beyond a straight line of ranks; F test on the effective rows."""
    best = (0.0, 1.0, 0)
    for which, (x, y) in enumerate(((a, b), (b, a))):
        bins = np.minimum((x * BINS).astype(int), BINS - 1)
        counts = np.bincount(bins, minlength=BINS)
        used = counts > 0
        if used.sum() < 4:
            continue
        means = np.bincount(bins, weights=y, minlength=BINS)[used] / counts[used]
        between = float((counts[used] * (means - y.mean()) ** 2).sum() / len(y))
        eta = min(between / float(np.var(y)), 1 - 1e-12)
        beyond = max(eta - rho**2, 0.0)
        free = int(used.sum()) - 2
        left = max(rows - free - 2, 1)
        p = float(stats.f.sf(beyond / free / ((1 - max(eta, rho**2)) / left), free, left))
        if beyond > best[0]:
            best = (beyond, min(1.0, 2 * p), which)
    return best


def without_time(values: Floats, stamps: Floats) -> Floats:
    """What a slow movement with time leaves of a column: less a local average over the rows near in time."""
    known = np.isfinite(values) & np.isfinite(stamps)
    result = np.full(len(values), np.nan)
    n = int(known.sum())
    if n < MIN_ROWS:
        return values
    order = np.argsort(stamps[known], kind="stable")
    sorted_values = values[known][order]
    windows = int(np.clip(n // 12, 8, 60))
    edges = np.linspace(0, n, windows + 1).astype(int)
    centres = (edges[:-1] + edges[1:]) / 2
    level = np.array([np.median(sorted_values[a:b]) for a, b in itertools.pairwise(edges)])
    smooth = running_median(level, 1) if windows > 20 else level
    rest = sorted_values - np.interp(np.arange(n), centres, smooth)
    back = np.empty(n)
    back[order] = rest
    result[known] = back
    return result
