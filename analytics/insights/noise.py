"""Regression on a series whose errors remember: the basis of every test over time.

Errors are taken as autoregressive. Their persistence is estimated with the small-sample bias put back (Kendall 1954,
Marriott & Pope
1954) and, when it is close to one, taken as exactly one (Perron & Yabu 2009), so that a random walk cannot pass for
a trend. The regression is then run on the filtered series (feasible generalised least squares).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analytics.insights.table import Floats

MAX_ORDER = 3


@dataclass(frozen=True)
class Fit:
    """A filtered regression: coefficients, their t-values and covariance, the filtered residual sum of squares, and
    the filter."""

    beta: Floats
    t: Floats
    covariance: Floats
    rss: float
    dof: int
    phi: Floats
    residual: Floats
    """Unfiltered: what the regression leaves of the series."""

    def p(self, index: int) -> float:
        """Two-sided p-value of one coefficient."""
        return float(2 * stats.t.sf(abs(self.t[index]), max(self.dof, 1)))

    def p_joint(self, indices: list[int]) -> float:
        """Wald F test that several coefficients are all zero."""
        beta = self.beta[indices]
        block = self.covariance[np.ix_(indices, indices)]
        try:
            statistic = float(beta @ np.linalg.solve(block, beta)) / len(indices)
        except np.linalg.LinAlgError:
            return 1.0
        return float(stats.f.sf(statistic, len(indices), max(self.dof, 1)))

    def bic(self, length: int, parameters: int) -> float:
        """Bayesian information criterion of the filtered model."""
        return length * np.log(max(self.rss, 1e-300) / length) + parameters * np.log(length)


def ols(design: Floats, y: Floats) -> Floats:
    """Least squares by the normal equations, which are well conditioned for our few, scaled columns; by SVD where
    they are not."""
    gram = design.T @ design
    try:
        return np.asarray(np.linalg.solve(gram, design.T @ y))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.lstsq(design, y, rcond=None)[0])


def persistence(residual: Floats, regressors: int) -> Floats:
    """AR coefficients of a regression's residuals, order by BIC, bias-corrected; their sum is at most one.

    ``regressors``: columns of that regression, which pull the plain estimate down.
    """
    length = len(residual)
    if length < 12 or float(np.var(residual)) == 0:
        return np.zeros(0)
    highest = MAX_ORDER if length >= 60 else 1
    lagged = np.column_stack([residual[highest - lag : length - lag] for lag in range(1, highest + 1)])
    target = residual[highest:]
    best: Floats = np.zeros(0)
    best_score = len(target) * float(np.log(float(np.mean(target**2))))
    for order in range(1, highest + 1):
        phi = ols(lagged[:, :order], target)
        left = max(float(np.mean((target - lagged[:, :order] @ phi) ** 2)), 1e-300)
        score = len(target) * float(np.log(left)) + order * float(np.log(length))
        if score < best_score - 2:
            best, best_score = phi, score
    if len(best) == 0:
        best = np.array([float(residual[1:] @ residual[:-1] / (residual @ residual))])
        if best[0] < 1 / np.sqrt(length):
            return np.zeros(0) if best[0] < 0 else _corrected(best, length, regressors)
    return _corrected(best, length, regressors)


def _corrected(phi: Floats, length: int, regressors: int) -> Floats:
    total = float(phi.sum())
    if total <= 0:
        return phi
    k = min(regressors, length // 8)
    better = (total + k / length) / (1 - (k + 2) / length)
    if better > 1 - 1 / np.sqrt(length):
        better = 1.0
    return phi * (better / total)


def whiten(series: Floats, phi: Floats) -> Floats:
    """The series (or each column of a matrix) less what its past predicts; the first rows, which have no past, are
    dropped."""
    if len(phi) == 0:
        return series
    order, length = len(phi), len(series)
    filtered = series[order:].copy()
    for lag in range(1, order + 1):
        filtered -= phi[lag - 1] * series[order - lag : length - lag]
    return filtered


def regress(y: Floats, design: Floats, phi: Floats | None = None) -> Fit:
    """Feasible generalised least squares of ``y`` (no gaps) on the columns of ``design``; the first column is the
    constant."""
    if phi is None:
        beta = ols(design, y)
        phi = persistence(y - design @ beta, design.shape[1])
    flat, slopes = whiten(y, phi), whiten(design, phi)
    alive = np.abs(slopes).max(axis=0) > 1e-9
    inner = slopes[:, alive]
    gram = _inverse(inner.T @ inner)
    solution = gram @ (inner.T @ flat)
    rest = flat - inner @ solution
    dof = len(flat) - int(alive.sum())
    rss = float(rest @ rest)
    full = np.zeros(design.shape[1])
    full[alive] = solution
    covariance = np.zeros((design.shape[1], design.shape[1]))
    covariance[np.ix_(alive, alive)] = gram * rss / max(dof, 1)
    error = np.sqrt(np.maximum(np.diag(covariance), 1e-300))
    if not alive[0]:
        full[0] = float(np.mean(y - design @ full))
    return Fit(full, np.where(alive, full / error, 0.0), covariance, rss, dof, phi, y - design @ full)


def _inverse(gram: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.inv(gram))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(gram))


def step_scan(y: Floats, design: Floats, phi: Floats, margin: int) -> tuple[int, float]:
    """The position at which a lasting step fits best beside ``design``, and its squared t-value. Position: first row
    of the new level."""
    flat, slopes = whiten(y, phi), whiten(design, phi)
    lost = len(phi)
    basis, _ = np.linalg.qr(slopes[:, np.abs(slopes).max(axis=0) > 1e-9])
    rest = flat - basis @ (basis.T @ flat)
    length = len(flat)
    response = np.array([1.0, *(1 - np.cumsum(phi))])
    tail, start = float(response[-1]), response[:-1]
    ahead = np.concatenate([np.cumsum(rest[::-1])[::-1], np.zeros(lost + 1)])
    basis_ahead = np.vstack([np.cumsum(basis[::-1], axis=0)[::-1], np.zeros((lost + 1, basis.shape[1]))])
    at = np.arange(length)
    score = tail * ahead[at + lost]
    shadow = tail * basis_ahead[at + lost]
    size = tail**2 * np.maximum(length - at - lost, 0.0)
    padded, padded_basis = np.concatenate([rest, np.zeros(lost)]), np.vstack([basis, np.zeros((lost, basis.shape[1]))])
    for lag, weight in enumerate(start):
        score = score + weight * padded[at + lag]
        shadow = shadow + weight * padded_basis[at + lag]
        size = size + weight**2
    size = size - (shadow**2).sum(axis=1)
    gain = np.where(size > 1e-9, score**2 / np.maximum(size, 1e-9), 0.0)
    gain[: max(margin - lost, 1)] = 0
    gain[length - margin + 1 :] = 0
    best = int(np.argmax(gain))
    dof = max(length - basis.shape[1] - 1, 1)
    variance = max(float(rest @ rest) - float(gain[best]), 1e-300) / dof
    return best + lost, float(gain[best]) / variance


def fill_gaps(y: Floats) -> Floats:
    """Missing points by a straight line between their neighbours."""
    known = np.isfinite(y)
    if known.all():
        return y
    at = np.arange(len(y))
    return np.interp(at, at[known], y[known])


def running_median(y: Floats, half: int) -> Floats:
    """Median of the points within ``half`` steps; mirrored at the ends; gaps ignored."""
    from numpy.lib.stride_tricks import sliding_window_view

    if len(y) > 2 * half and np.isfinite(y).all():
        return np.asarray(np.median(sliding_window_view(np.pad(y, half, mode="reflect"), 2 * half + 1), axis=1))
    padded = np.concatenate([np.full(half, np.nan), y, np.full(half, np.nan)])
    windows = sliding_window_view(padded, 2 * half + 1)
    with np.errstate(all="ignore"):
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            return np.asarray(np.nanmedian(windows, axis=1))


def robust_scale(values: Floats) -> float:
    """Median absolute deviation, scaled to the standard deviation of a normal distribution."""
    kept = values[np.isfinite(values)]
    if len(kept) == 0:
        return 0.0
    return float(1.4826 * np.median(np.abs(kept - np.median(kept))))
