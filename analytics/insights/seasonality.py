"""Seasonality: a pattern that returns every day, week, month or year.

Tested in ``shape`` as a regression on the phases of the period beside a straight line, with autoregressive errors; a
year needs to be
seen about twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from analytics import telling
from analytics.insights import facts, words
from analytics.insights.candidate import Candidate
from analytics.insights.series import Series
from analytics.insights.shape import Period, Shape
from analytics.insights.table import Table
from analytics.schema import ChartSpec
from analytics.telling.english import MONTH_PARTS

MIN_SHARE = 0.05
MIN_SWING = 0.04
"""Floors: share of the variance that the pattern explains; highest against lowest phase, relative to the level."""

MIN_SWING_SEGMENT = 0.1


def candidate(table: Table, shape: Shape, period: Period, shown: Series, p: float) -> Candidate | None:
    """The period as a finding, told by its highest and its lowest phase; None if the swing is too small to speak of."""
    if period.share < MIN_SHARE:
        return None
    names, groups = _groups(shown, period)
    averages = {name: _average(shown, group) for name, group in zip(names, groups, strict=True) if group.any()}
    averages = {name: value for name, value in averages.items() if np.isfinite(value)}
    if len(averages) < 2:
        return None
    high, low = max(averages, key=lambda k: averages[k]), min(averages, key=lambda k: averages[k])
    level = float(np.nanmean(np.abs(shown.y)))
    swing = averages[high] - averages[low]
    if swing < (MIN_SWING_SEGMENT if shown.segment else MIN_SWING) * level or not facts.matters(table, shown, swing):
        return None
    unit = facts.unit(table, shown)
    text = telling.tell(
        "rhythm", s1=facts.measured(shown), w1=telling.word(period.name), w2=telling.word(" on average"),
        h1=telling.phase(period.name, names.index(high)), n1=telling.number(averages[high], unit),
        h2=telling.phase(period.name, names.index(low)), n2=telling.number(averages[low], unit),
    )  # fmt: skip
    return Candidate(
        kind="seasonality",
        columns=(shown.measure,),
        p=p,
        effect=float(np.sqrt(period.share)),
        n=int(shown.rows.sum()),
        segment=shown.segment,
        period=period.name,
        agg=shown.agg,
        text=text,
        chart=_chart(shown, period),
        evidence={
            "test": "regression on the phases of the period, autoregressive errors, F test",
            "averages": averages,
            "variance_explained": round(period.share, 4),
            **facts.describe(shown),
            **facts.left_out(table, shown),
        },
    )


def _chart(shown: Series, period: Period) -> ChartSpec:
    """One bar for each weekday, month or hour, which shows a rhythm better than years of days in a row."""
    chart = facts.chart(shown, f"{facts.subject(shown)}: {period.name} rhythm")
    fold = {"daily": "day", "weekly": "week", "yearly": "year"}.get(period.name)
    return replace(chart, kind="bar", grain=None, options={**chart.options, "fold": fold}) if fold else chart


def _average(series: Series, group: np.ndarray) -> float:
    y, rows = series.y[group], series.rows[group]
    known = np.isfinite(y)
    if series.agg == "mean" and rows[known].sum() > 0:
        return float(np.average(y[known], weights=rows[known]))
    return float(np.mean(y[known])) if known.any() else float("nan")


def _groups(series: Series, period: Period) -> tuple[list[Any], list[np.ndarray]]:
    if period.name == "daily":
        return [f"{hour}:00" for hour in range(24)], [period.phase == hour for hour in range(24)]
    if period.name == "weekly":
        return list(words.WEEKDAYS), [period.phase == day for day in range(7)]
    if period.name == "monthly":
        return list(MONTH_PARTS), [period.phase == part for part in range(9)]
    months = np.array([series.date(point).month for point in range(len(series.y))])
    return list(words.MONTHS), [months == month for month in range(1, 13)]
