"""Does a series climb, or does it step? Both are fitted, with autoregressive errors, and the simpler story that fits
better is kept.

A straight line, a bend, and up to four lasting steps compete by BIC, so that a step is not also told as a trend, nor
a trend as steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analytics.insights.noise import Fit, regress, robust_scale, step_scan
from analytics.insights.table import Floats

MAX_STEPS = 4
SHORT = 0.15
"""A stretch of at most this share of the series between a step and the step back is an odd episode, not two lasting
steps."""


@dataclass(frozen=True)
class StepChange:
    """A lasting step: first point of the new level, its size on the scale of the series, its p-value."""

    position: int
    size: float
    p: float


@dataclass(frozen=True)
class Episode:
    """A step and the step back soon after: an odd stretch from ``first`` up to, not including, ``last``."""

    first: int
    last: int
    up: bool
    p: float
    noise: float


@dataclass(frozen=True)
class Levels:
    """What moves a series in the long run. ``line_p``/``step_p`` are the two tests that are always run."""

    line_p: float
    step_p: float
    trend: bool
    rise: float
    """Change over the whole span that the chosen trend shape gives, on the scale of the series."""
    trend_share: float
    steps: tuple[StepChange, ...]
    step_share: float
    noise: float
    """Robust spread of single points about the fit."""
    rest: Floats
    """What the fit leaves of the series."""
    episodes: tuple[Episode, ...] = ()
    parameters: int = 1
    """How many numbers the fit needed, the searched-for places included."""


def look(y: Floats) -> Levels:
    """Fit the competing shapes to a series without gaps, patterns and wild points."""
    length = len(y)
    line = np.linspace(-0.5, 0.5, length)
    ones = np.ones(length)
    margin = max(5, length // 30)
    if np.ptp(y) == 0 or length < 10:
        return Levels(1.0, 1.0, False, 0.0, 0.0, (), 0.0, 0.0, y - y.mean())
    straight = regress(y, np.column_stack([ones, line]))
    line_p = straight.p(1)
    step, step_p, stepped = _best_step(y, np.column_stack([ones]), margin)
    if min(line_p, step_p) > 0.01:
        return Levels(line_p, step_p, False, 0.0, 0.0, (), 0.0, robust_scale(straight.residual), y - y.mean())
    level_fit, steps = _steps(y, margin, step, stepped)
    trends = _trends(y, line, straight, margin)
    best_trend, trend_columns, trend_steps, trend_bic = min(trends, key=lambda trend: trend[3])
    flat_bic = level_fit.bic(length, 1 + 3 * len(steps))
    if trend_bic < flat_bic or (len(steps) >= 3 and _one_way(steps)):
        return _as_trend(y, best_trend, trend_columns, trend_steps, line_p, step_p)
    return _as_steps(y, level_fit, steps, line_p, step_p)


def screen(y: Floats) -> tuple[float, float]:
    """Only the two tests that are always run: p-values of a straight line and of the best step."""
    length = len(y)
    if np.ptp(y) == 0 or length < 10:
        return 1.0, 1.0
    ones = np.ones(length)
    line_p = regress(y, np.column_stack([ones, np.linspace(-0.5, 0.5, length)])).p(1)
    return line_p, _best_step(y, np.column_stack([ones]), max(5, length // 30))[1]


def _best_step(y: Floats, design: Floats, margin: int) -> tuple[int, float, Fit]:
    """Scan for the best step twice: the second time with the persistence of what the first step leaves."""
    position, _ = step_scan(y, design, regress(y, design).phi, margin)
    fit = regress(y, np.column_stack([design, _step(len(y), position)]))
    position, squared = step_scan(y, design, fit.phi, margin)
    fit = regress(y, np.column_stack([design, _step(len(y), position)]))
    squared = min(squared, float(min(abs(fit.t[-1]), 1e6) ** 2))
    places = max(len(y) - 2 * margin, 1)
    p = min(1.0, places * float(2 * stats.t.sf(np.sqrt(squared), max(fit.dof, 1))))
    return position, p, fit


def _step(length: int, position: int) -> Floats:
    column = np.zeros(length)
    column[position:] = 1.0
    return column


def _steps(y: Floats, margin: int, first: int, fit: Fit) -> tuple[Fit, list[int]]:
    """Add steps while BIC falls; a step costs three parameters: its size, and its place, which was searched for."""
    length, positions, best = len(y), [first], fit
    while len(positions) < MAX_STEPS:
        design = np.column_stack([np.ones(length), *(_step(length, p) for p in positions)])
        position, _, candidate = _best_step(y, design, margin)
        if min(abs(position - p) for p in positions) < margin:
            break
        if candidate.bic(length, 4 + 3 * len(positions)) > best.bic(length, 1 + 3 * len(positions)) - 2:
            break
        positions.append(position)
        best = candidate
    return best, positions


Trend = tuple[Fit, int, list[int], float]


def _trends(y: Floats, line: Floats, straight: Fit, margin: int) -> list[Trend]:
    """A line, a curve, a bend, and a line with one step: fit, number of trend columns, step positions, BIC."""
    length, ones = len(y), np.ones(len(line))
    found: list[Trend] = [(straight, 1, [], straight.bic(length, 2))]
    curve = regress(y, np.column_stack([ones, line, line**2]))
    found.append((curve, 2, [], curve.bic(length, 3)))
    for share in np.linspace(0.1, 0.9, 9):
        after = np.maximum(line - (share - 0.5), 0)
        for columns, cost in (([after], 3), ([line - after], 3), ([line, after], 4)):
            bend = regress(y, np.column_stack([ones, *columns]), straight.phi)
            found.append((bend, len(columns), [], bend.bic(length, cost)))
    position, _, both = _best_step(y, np.column_stack([ones, line]), margin)
    found.append((both, 1, [position], both.bic(length, 5)))
    return found


def _one_way(steps: list[int]) -> bool:
    return len(steps) >= MAX_STEPS


def _share(fitted: Floats, residual: Floats) -> float:
    moved, left = float(np.var(fitted)), float(np.var(residual))
    return moved / (moved + left) if moved + left > 0 else 0.0


def _as_trend(y: Floats, fit: Fit, columns: int, positions: list[int], line_p: float, step_p: float) -> Levels:
    length = len(y)
    line = np.linspace(-0.5, 0.5, length)
    steps = []
    fitted = y - fit.residual
    moved = fitted.copy()
    for k, position in enumerate(positions):
        index = 1 + columns + k
        places = max(length - 10, 1)
        steps.append(StepChange(position, float(fit.beta[index]), min(1.0, places * fit.p(index))))
        moved = moved - fit.beta[index] * _step(length, position)
    slope = float(np.polyfit(line, moved, 1)[0])
    p = fit.p_joint(list(range(1, 1 + columns))) if columns > 1 else fit.p(1)
    jumps = fitted - moved
    return Levels(
        max(p, line_p) if not positions else p, step_p, True, slope, _share(moved, fit.residual),
        tuple(steps), _share(jumps, fit.residual), robust_scale(fit.residual), fit.residual, (),
        1 + columns + 3 * len(positions),
    )  # fmt: skip


def _as_steps(y: Floats, fit: Fit, positions: list[int], line_p: float, step_p: float) -> Levels:
    steps = []
    for k, position in enumerate(positions):
        p = min(1.0, max(len(y) - 10, 1) * fit.p(1 + k))
        steps.append(StepChange(position, float(fit.beta[1 + k]), max(p, step_p) if k == 0 else p))
    noise = robust_scale(fit.residual)
    lasting, episodes = _split(steps, len(y), noise)
    return Levels(
        line_p, step_p, False, 0.0, 0.0, lasting, _share(y - fit.residual, fit.residual), noise,
        fit.residual, episodes, 1 + 3 * len(positions),
    )  # fmt: skip


def _split(steps: list[StepChange], length: int, noise: float) -> tuple[tuple[StepChange, ...], tuple[Episode, ...]]:
    """Lasting steps, and pairs of a step and its way back that enclose only a short stretch."""
    waiting = sorted(steps, key=lambda step: step.position)
    lasting: list[StepChange] = []
    episodes: list[Episode] = []
    while waiting:
        step = waiting.pop(0)
        back = waiting[0] if waiting else None
        if (
            back
            and back.position - step.position <= SHORT * length
            and abs(step.size + back.size) < 0.4 * abs(step.size)
        ):
            episodes.append(Episode(step.position, back.position, step.size > 0, max(step.p, back.p), noise))
            waiting.pop(0)
        else:
            lasting.append(step)
    return tuple(lasting), tuple(episodes)
