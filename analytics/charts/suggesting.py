"""Which charts a table deserves: by roles, types, cardinality and what the insights found; each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from analytics.schema import NUMERIC_TYPES, ChartSpec, ChartSuggestion, Column, Grain, Insight, Measure, Profile

MANY = 12
"""Categories that a bar chart shows one by one; what is beyond goes into “other”."""
MOST = 200
SLICES = 6
AVERAGED = ("percent", "rating", "score", "price", "rate", "age", "temperature", "delay", "duration", "days", "hours",
            "minutes", "speed", "share", "ratio", "discount", "percentage", "average", "mean", "lat", "lon", "index")  # fmt: skip


def agg_of(column: Column) -> str:
    """``mean`` where adding up says nothing (shares, prices, ratings …), else ``sum``."""
    if column.type == "percent":
        return "mean"
    words = {part.strip("().,:").casefold() for part in column.name.replace("_", " ").replace("-", " ").split()}
    if words & set(AVERAGED) or (column.unit or "").casefold() in {"%", "°c", "°f", "km/h", "mph"}:
        return "mean"
    return "mean" if _negative_centre(column) else "sum"


def _negative_centre(column: Column) -> bool:
    """A measure on both sides of zero (a delay, a temperature) is averaged."""
    try:
        return float(column.min or 0) < 0 < float(column.max or 0)
    except ValueError:
        return False


def measures_of(profile: Profile) -> list[Column]:
    found = [c for c in profile.columns if c.role == "measure" and c.type in NUMERIC_TYPES and c.nulls < profile.rows]
    money = {"currency": 0}
    return sorted(found, key=lambda c: (money.get(c.type, 1), c.nulls > profile.rows / 2))


def times_of(profile: Profile) -> list[Column]:
    found = [c for c in profile.columns if c.type in ("date", "datetime") and c.distinct > 1]
    return sorted(found, key=lambda c: (c.role != "time", c.nulls))


def categories_of(profile: Profile) -> list[Column]:
    found = [c for c in profile.columns if c.role == "category" and 2 <= c.distinct <= MOST]
    return sorted(found, key=lambda c: (c.nulls > profile.rows / 2, c.distinct > MANY, abs(c.distinct - 5)))


def grain_for(column: Column) -> Grain:
    """The grain that gives a line some dozens of points."""
    try:
        days = (date.fromisoformat((column.max or "")[:10]) - date.fromisoformat((column.min or "")[:10])).days
    except ValueError:
        return "month"
    if days <= 3 and column.type == "datetime":
        return "hour"
    if days <= 92:
        return "day"
    if days <= 500:
        return "week"
    return "month" if days <= 366 * 12 else "year"


def suggest(profile: Profile, insights: Sequence[Insight] = (), limit: int = 12) -> list[ChartSuggestion]:
    """The best charts first: those of findings, then those that the columns ask for; no two alike."""
    pool = [*_of_insights(insights), *_of_columns(profile)]
    pool.sort(key=lambda each: -each.score)
    chosen: list[ChartSuggestion] = []
    seen: set[tuple[object, ...]] = set()
    used: dict[str, int] = {}
    for each in pool:
        spec = each.spec
        key = (spec.kind, spec.dimension, spec.series, tuple(m.column for m in spec.measures), spec.grain)
        if key in seen or used.get(f"{spec.kind}/{spec.dimension}", 0) >= 3:
            continue
        seen.add(key)
        used[f"{spec.kind}/{spec.dimension}"] = used.get(f"{spec.kind}/{spec.dimension}", 0) + 1
        chosen.append(each)
        if len(chosen) == limit:
            break
    return chosen


def _of_insights(insights: Sequence[Insight]) -> list[ChartSuggestion]:
    found = []
    for place, insight in enumerate(insights[:12]):
        if insight.chart is not None:
            spec = insight.chart if insight.chart.title else replace(insight.chart, title=insight.text[:120])
            found.append(ChartSuggestion(spec, insight.text, max(0.55, 0.95 - 0.035 * place)))
    return found


def _of_columns(profile: Profile) -> list[ChartSuggestion]:
    measures, times, groups = measures_of(profile), times_of(profile), categories_of(profile)
    found: list[ChartSuggestion] = []
    counted = (*measures[:4], None)
    for place, column in enumerate(counted):
        measure, name = (
            (Measure(), "Rows") if column is None else (Measure(column.name, agg_of(column)), _called(column))
        )
        if times:
            grain = grain_for(times[0])
            spec = ChartSpec("line", times[0].name, None, (measure,), grain, title=f"{name} by {grain}")
            found.append(ChartSuggestion(spec, f"“{times[0].name}” shows how it moves over time", 0.86 - 0.07 * place))
        for rank, group in enumerate(groups[:4]):
            score = 0.8 - 0.06 * place - 0.04 * rank
            spec = ChartSpec("bar", group.name, None, (measure,), sort="value", limit=MANY, other=measure.agg != "mean",
                             title=f"{name} by {group.name}")  # fmt: skip
            found.append(ChartSuggestion(spec, f"“{group.name}” has {group.distinct} values to compare", score))
    found += _of_shape(profile, measures, times, groups)
    return found


def _of_shape(
    profile: Profile, measures: list[Column], times: list[Column], groups: list[Column]
) -> list[ChartSuggestion]:
    found = []
    for place, column in enumerate(measures[:3]):
        spec = ChartSpec("histogram", column.name, measures=(Measure(),), title=f"How {column.name} is distributed")
        found.append(ChartSuggestion(spec, f"“{column.name}” is a number with {column.distinct:,} values",
                                     0.6 - 0.08 * place))  # fmt: skip
    for one, other in zip(measures, measures[1:], strict=False):
        spec = ChartSpec(
            "scatter", one.name, measures=(Measure(other.name, "mean"),), title=f"{other.name} against {one.name}"
        )
        found.append(ChartSuggestion(spec, "Two numbers of the same rows may go together", 0.5))
    if len(groups) > 1 and groups[0].distinct <= 30 and groups[1].distinct <= 30:
        spec = ChartSpec(
            "heatmap", groups[0].name, groups[1].name, (Measure(),), title=f"{groups[0].name} and {groups[1].name}"
        )
        found.append(ChartSuggestion(spec, "Two categories divide the rows between them", 0.52))
    if times and groups and groups[0].distinct <= 6:
        spec = ChartSpec("area", times[0].name, groups[0].name, (Measure(),), grain_for(times[0]),
                         title=f"Rows by {groups[0].name} over time")  # fmt: skip
        found.append(ChartSuggestion(spec, f"The share of each {groups[0].name} may change", 0.58))
    few = next((group for group in groups if group.distinct <= SLICES), None)
    summed = next((column for column in measures if agg_of(column) == "sum"), None)
    if few is not None:
        measure = Measure(summed.name, "sum") if summed else Measure()
        spec = ChartSpec("pie", few.name, measures=(measure,), limit=SLICES, other=True,
                         title=f"Shares of {summed.name if summed else 'rows'} by {few.name}")  # fmt: skip
        found.append(ChartSuggestion(spec, f"“{few.name}” has only {few.distinct} values: parts of a whole", 0.48))
    if measures and groups:
        spec = ChartSpec("box", groups[0].name, measures=(Measure(measures[0].name, "median"),), limit=MANY,
                         title=f"Spread of {measures[0].name} by {groups[0].name}")  # fmt: skip
        found.append(ChartSuggestion(spec, "The spread tells more than the average alone", 0.46))
    if not found and profile.columns:
        spec = ChartSpec(
            "table",
            profile.columns[0].name,
            measures=(Measure(),),
            limit=20,
            title=f"Rows by {profile.columns[0].name}",
        )
        found.append(ChartSuggestion(spec, "No numbers or categories to draw: the most frequent values", 0.2))
    return found


def _called(column: Column) -> str:
    return f"Average {column.name}" if agg_of(column) == "mean" else column.name


def headline(profile: Profile, limit: int = 4) -> list[ChartSpec]:
    """The numbers for the top of a page: how many rows, then the main measures."""
    found = [ChartSpec("indicator", measures=(Measure(),), title="Rows")]
    found += [ChartSpec("indicator", measures=(Measure(c.name, agg_of(c)),), title=  # type: ignore[arg-type]
                        f"Average {c.name}" if agg_of(c) == "mean" else f"Total {c.name}")
              for c in measures_of(profile)]  # fmt: skip
    ids = [c for c in profile.columns if c.role == "identifier" and 1 < c.distinct < profile.rows * 0.95]
    found += [
        ChartSpec("indicator", measures=(Measure(c.name, "count_distinct"),), title=f"Different {c.name}") for c in ids
    ]
    return found[:limit]
