"""Plain numbers of a series for sentences and evidence: averages of windows of points, with the dates they cover."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
from scipy import stats

from analytics import telling
from analytics.insights import words
from analytics.insights.candidate import ROWS
from analytics.insights.grains import CLOCK, GRAINS
from analytics.insights.noise import fill_gaps, regress
from analytics.insights.series import Series
from analytics.insights.table import Table
from analytics.schema import ChartSpec, Filter, Grain, Measure

MIN_SPREAD = 0.12
SHORT = dt.timedelta(days=3)
"""Stretches of time up to this long are told by their times of day."""


def window(series: Series, first: int, last: int) -> dict[str, Any]:
    """The average over points ``first`` up to, not including, ``last``: over rows for a mean, over points otherwise.

    ``from`` and ``to`` are the first and last day, ``start`` and ``end`` (not included) the exact moments.
    """
    y, rows = series.y[first:last], series.rows[first:last]
    known = np.isfinite(y)
    if series.agg == "mean" and rows[known].sum() > 0:
        value = float(np.average(y[known], weights=rows[known]))
    else:
        value = float(np.mean(y[known])) if known.any() else float("nan")
    return {
        "from": series.date(first).isoformat(),
        "to": series.last_date(last - 1).isoformat(),
        "start": series.axis.start(first * series.step).isoformat(),
        "end": series.axis.start(last * series.step).isoformat(),
        "average": value,
        "points": int(known.sum()),
        "rows": int(rows.sum()),
    }


def unit(table: Table, series: Series) -> str | None:
    return None if series.measure == ROWS else table.units.get(series.measure)


def per(series: Series) -> str:
    """``per day``, where points are sums or counts."""
    return f" per {series.grain}" if series.agg in ("sum", "count") else ""


def describe(series: Series) -> dict[str, Any]:
    """How the series came about, for “how we know” and for recomputing it."""
    return {
        "time": series.axis.column,
        "grain": series.grain,
        "points": int(np.isfinite(series.y).sum()),
        "length": len(series.y),
        "from": series.date(0).isoformat(),
        "to": series.last_date(len(series.y) - 1).isoformat(),
        "start": series.axis.start(0).isoformat(),
        "end": series.axis.start(len(series.y) * series.step).isoformat(),
    }


def left_out(table: Table, series: Series) -> dict[str, Any]:
    """Which single values stay out of the series because they are outliers of their own."""
    return left_out_of(table, series.measure)


def left_out_of(table: Table, measure: str) -> dict[str, Any]:
    """The bounds beyond which a measure's values stay out of sums and means; empty where there are none."""
    bounds = table.bounds.get(measure, table.codes_left_out.get(measure))
    if bounds is None:
        return {}
    low, high = bounds
    return {"values_left_out": {"below": low if low > -1e299 else None, "above": high if high < 1e299 else None}}


def interval(series: Series, spans: tuple[tuple[int, int], tuple[int, int]]) -> dict[str, Any]:
    """95 % confidence interval of the change of the average from the first span to the second, errors autoregressive;
    empty where there are too few points."""
    parts = [series.y[slice(*span)] for span in spans]
    y = np.concatenate(parts)
    if len(y) < 8 or not all(np.isfinite(part).any() for part in parts):
        return {}
    later = np.repeat([0.0, 1.0], [len(part) for part in parts])
    fit = regress(fill_gaps(y), np.column_stack([np.ones(len(y)), later]))
    half = float(stats.t.ppf(0.975, max(fit.dof, 1)) * np.sqrt(max(fit.covariance[1, 1], 0.0)))
    difference = float(np.nanmean(parts[1]) - np.nanmean(parts[0]))
    return {"interval": [round_to(difference - half), round_to(difference + half)], "interval_of": "the change"}


def round_to(value: float) -> float:
    """Four digits that count."""
    return float(f"{value:.4g}")


def chart(series: Series, title: str, kind: str = "line") -> ChartSpec:
    """The series as a chart, the segment as a filter."""
    grains: dict[str, Grain] = {"hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year"}
    filters = tuple(Filter(name, "in", (value,)) for name, value in (series.segment or {}).items())
    measure = (
        Measure(None, "count")
        if series.measure == ROWS
        else Measure(series.measure, "sum" if series.agg == "sum" else "mean")
    )
    return ChartSpec(
        kind=kind,
        dimension=series.axis.column,
        measures=(measure,),
        grain=grains.get(series.grain, "hour" if series.axis.grain in CLOCK else "month"),
        filters=filters,
        title=title,
    )


def matters(table: Table, series: Series, difference: float) -> bool:
    """Whether a difference of averages is worth a word against the spread of single rows (a tenth of a standard
    deviation)."""
    if series.agg != "mean" or series.measure not in table.sample:
        return True
    values = table.sample[series.measure]
    low, high = table.bounds.get(series.measure, (-np.inf, np.inf))
    kept = values[(values >= low) & (values <= high)]
    return abs(difference) >= MIN_SPREAD * float(np.std(kept)) if len(kept) else True


def subject(series: Series) -> str:
    """The subject of a sentence: what is measured, and where."""
    return words.measure(series.measure, series.agg) + per(series) + words.where(series.segment)


def measured(series: Series) -> list[Any]:
    """The same as a fact."""
    each = series.grain if series.agg in ("sum", "count") else None
    return telling.subject(series.measure, series.agg, per=each, segment=series.segment)


def covered(piece: dict[str, Any]) -> list[Any]:
    """The dates of a window as a fact; the times of day, too, where it begins or ends within a day and is short."""
    first, end = (dt.datetime.fromisoformat(piece[key]) for key in ("start", "end"))
    if end - first <= SHORT and (first.time() or end.time()) != dt.time():
        return telling.moments(piece["start"], piece["end"])
    return telling.span(piece["from"], piece["to"])


def when(series: Series, run: np.ndarray) -> list[Any]:
    """Points of a series as a fact: days, or the stretch of hours, minutes or seconds."""
    if has_clock(series):
        first, last = int(run[0]) * series.step, (int(run[-1]) + 1) * series.step
        return telling.clock(series.axis.start(first), series.axis.start(last))
    return telling.when(sorted({series.date(int(point)) for point in run}), series.axis.grain)


def moment(series: Series, point: int) -> list[Any]:
    """Where a point begins as a fact: a year, a day, or a time of a day."""
    if series.axis.grain == "year":
        return telling.year(series.date(point).year)
    start = series.axis.start(point * series.step)
    return telling.moment(start) if has_clock(series) else telling.day(start)


def has_clock(series: Series) -> bool:
    return series.axis.grain in CLOCK and series.step * GRAINS[series.axis.grain] < GRAINS["day"]
