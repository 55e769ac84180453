"""Tables with planted truth: random shapes, sizes, names in several languages, and facts whose every field is known.

``planted(seed)`` gives a table with five to nine facts, ``noise(seed)`` one in which nothing is true.
``insight_truth.py`` scores with them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from insight_draft import ROWS, VALUES, Case
from insight_facts import Planter


def _events(draft: Planter, planted: bool) -> bool:
    """Rows are events: times drawn from a rate that may have facts of its own."""
    rng = draft.rng
    draft.span = int(rng.choice([240, 365, 540, 730, 800, 1000]))
    total = int(10 ** rng.uniform(3.3, 4.6))
    clock = bool(rng.random() < 0.6)
    rate = np.ones(draft.span)
    day = np.arange(draft.span)
    dense = total / draft.span
    if planted:
        roll = rng.random()
        if roll < 0.25:
            up = rng.random() < 0.5
            rate = rate * ((1 + 1.2 * day / draft.span) if up else (1 - 0.6 * day / draft.span))
            draft.fact(kind="trend", columns=[ROWS], direction="up" if up else "down", agg="count")
            draft.case.implied += [
                {"kind": "trend", "columns": "any", "agg": "sum"},
                {"kind": "change_point", "columns": "any", "agg": "sum"},
            ]
        elif roll < 0.45:
            at, up = int(rng.uniform(0.3, 0.7) * draft.span), rng.random() < 0.5
            rate = np.where(day >= at, rate * (1.6 if up else 0.55), rate)
            draft.fact(
                kind="change_point", columns=[ROWS], direction="up" if up else "down", at=draft.date(at), agg="count"
            )
            draft.implied(kind="trend", columns=[ROWS], direction="up" if up else "down")
        if rng.random() < 0.45:
            rate = rate * draft.rhythm("weekly", day, 0.4)
            draft.fact(kind="seasonality", columns=[ROWS], period="weekly", agg="count")
        if draft.span >= 730 and rng.random() < 0.5:
            rate = rate * draft.rhythm("yearly", day, 0.4)
            draft.fact(kind="seasonality", columns=[ROWS], period="yearly", agg="count")
        if dense > 8 and rng.random() < 0.5:
            length, at = int(rng.integers(1, 5)), int(rng.uniform(0.1, 0.9) * draft.span)
            low = rng.random() < 0.6
            rate[at : at + length] *= 0.03 if low else 3.2
            dates = [draft.date(at + k) for k in range(length)]
            draft.fact(kind="anomaly", columns=[ROWS], direction="down" if low else "up", at=dates, agg="count")
    counts = rng.poisson(rate / rate.mean() * dense)
    draft.days = np.repeat(day, counts).astype(float)
    draft.rows = len(draft.days)
    fraction = rng.random(draft.rows)
    if clock and planted and rng.random() < 0.4 and dense > 8:
        fraction = np.mod(rng.normal(0.6, 0.13, draft.rows), 1)
        draft.fact(kind="seasonality", columns=[ROWS], period="daily", agg="count")
    draft.days = np.sort(draft.days + fraction)
    draft.per_day = dense
    return clock


def _readings(draft: Planter, devices: int, hours: int) -> None:
    """Several devices report every so many hours."""
    rng = draft.rng
    draft.span = int(rng.choice([30, 60, 120, 200])) if hours < 24 else int(rng.choice([200, 400, 730, 800]))
    steps = draft.span * 24 // hours
    draft.days = np.repeat(np.arange(steps) * hours / 24, devices)
    draft.rows = len(draft.days)
    name = draft.split_names.pop()
    pool = VALUES[int(rng.integers(len(VALUES)))]
    draft.splits[name] = (list(pool[:devices]), np.tile(np.arange(devices), steps))
    draft.free_splits.append(name)
    draft.per_day = devices * 24 / hours


def planted(seed: int) -> Case:
    """One table with five to nine facts."""
    rng = np.random.default_rng(seed)
    shape = str(rng.choice(["orders", "web", "sensors", "people", "marketing"]))
    draft = Planter(rng, shape)
    clock = False
    if shape == "orders":
        clock = _events(draft, True)
        draft.add_measures(int(rng.integers(6, 10)))
        draft.add_splits(int(rng.integers(3, 5)))
    elif shape == "web":
        draft.span = draft.rows = int(rng.choice([365, 500, 730, 900, 1100]))
        draft.days = np.arange(draft.rows).astype(float)
        draft.add_measures(int(rng.integers(8, 12)), memory=float(rng.choice([0, 0, 0.3, 0.5])))
    elif shape in ("sensors", "marketing"):
        clock = shape == "sensors"
        _readings(draft, int(rng.integers(3, 7)), int(rng.choice([1, 2, 6])) if clock else 24)
        draft.add_measures(int(rng.integers(6, 10)))
        if not clock:
            draft.add_splits(1)
    else:
        draft.rows = int(10 ** rng.uniform(2.7, 4.2))
        draft.add_measures(int(rng.integers(8, 12)))
        draft.add_splits(int(rng.integers(3, 5)))
    _plant(draft, clock)
    extra = draft.traps()
    product = draft.product()
    if product:
        extra[product[0]] = product[1]
    draft.case.name = f"{shape}-{seed}"
    return draft.finish(extra, clock, float(rng.choice([0, 0, 0.02, 0.08])))


def _plant(draft: Planter, clock: bool) -> None:
    rng = draft.rng
    target = int(rng.integers(5, 10))
    menu: list[tuple[Any, tuple[Any, ...], int, bool]] = [
        (draft.plant_correlation, ("positive",), 2, False), (draft.plant_correlation, ("negative",), 2, False),
        (draft.plant_correlation, ("nonmonotonic",), 2, False), (draft.plant_outliers, (), 1, False),
    ]  # fmt: skip
    if draft.splits:
        menu += [(draft.plant_ranking, (), 1, True), (draft.plant_correlation_segment, (), 2, True)]
        if draft.shape not in ("sensors", "marketing"):
            menu += [(draft.plant_simpson, (), 2, True), (draft.plant_dominance, (), 0, True)]
    if len(draft.days):
        menu += [
            (draft.plant_trend, (), 1, False),
            (draft.plant_change, (), 1, False),
            (draft.plant_anomaly, (), 1, False),
        ]
        if draft.splits:
            menu += [(draft.plant_trend_segment, (), 1, True), (draft.plant_driver, (), 1, True)]
        if draft.span >= 120:
            menu.append((draft.plant_season, ("weekly",), 1, False))
        if draft.span >= 360:
            menu.append((draft.plant_season, ("monthly",), 1, False))
        if draft.span >= 730:
            menu.append((draft.plant_season, ("yearly",), 1, False))
        if clock and draft.shape == "sensors":
            menu.append((draft.plant_season, ("daily",), 1, False))
    for index in rng.permutation(len(menu)):
        plant, arguments, needs, split = menu[int(index)]
        if len(draft.case.facts) >= target:
            break
        if len(draft.free) >= needs and (not split or draft.free_splits):
            plant(*arguments)


def noise(seed: int, memory: bool = False) -> Case:
    """A table in which nothing is true, its readings independent or (``memory``) autocorrelated up to a random walk."""
    rng = np.random.default_rng(seed + 10_000_000)
    shape = "web" if memory else str(rng.choice(["orders", "web", "people", "marketing"]))
    draft = Planter(rng, shape)
    clock = False
    if shape == "orders":
        clock = _events(draft, False)
    elif shape == "marketing":
        _readings(draft, int(rng.integers(3, 7)), 24)
    else:
        draft.rows = int(rng.choice([365, 730, 1000])) if shape == "web" else int(10 ** rng.uniform(2.7, 4.2))
        if shape == "web":
            draft.span, draft.days = draft.rows, np.arange(draft.rows).astype(float)
    for _ in range(int(rng.integers(4, 9))):
        draft.add_measures(1, memory=float(rng.choice([0.3, 0.5, 0.7, 0.9, 0.95])) if memory else 0.0)
    if memory and rng.random() < 0.4:
        name = draft.names.pop()
        draft.measures[name] = 100 + np.cumsum(rng.standard_normal(draft.rows))
    if shape != "web" or rng.random() < 0.5:
        draft.add_splits(int(rng.integers(1, 4)))
    extra = draft.traps()
    draft.case.name = f"{'memory' if memory else 'noise'}-{shape}-{seed}"
    return draft.finish(extra, clock, float(rng.choice([0, 0.05])))
