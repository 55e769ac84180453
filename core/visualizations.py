"""Charts that people keep: checked against the columns of their dataset before they are stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.schema import NUMERIC_TYPES, TEMPORAL_TYPES, AnalyticsError, ChartSpec, Column, Measure, Profile
from core.dashboards import profile_of
from core.models import Dataset

KINDS = {
    "bar": "Bars",
    "line": "Line",
    "area": "Area",
    "scatter": "Scatter",
    "histogram": "Histogram",
    "heatmap": "Heatmap",
    "pie": "Pie",
    "table": "Table",
}
AGGREGATIONS = {
    "sum": "Sum",
    "mean": "Mean",
    "median": "Median",
    "min": "Smallest",
    "max": "Largest",
    "count": "Number of rows",
    "count_distinct": "Different values",
}
GRAINS = {"": "As fits", "day": "Day", "week": "Week", "month": "Month", "quarter": "Quarter", "year": "Year"}
WITHOUT_MEASURE = {"histogram"}


def dimensions(profile: Profile) -> list[Column]:
    return [column for column in profile.columns if column.role != "constant"]


def measures(profile: Profile) -> list[Column]:
    """Columns that can be added up or averaged: numbers that are no identifiers."""
    return [c for c in profile.columns if c.type in NUMERIC_TYPES and c.role not in {"identifier", "constant"}]


def spec_from(dataset: Dataset, fields: Mapping[str, Any]) -> ChartSpec:
    """A ChartSpec from form fields; AnalyticsError with one sentence where they make no chart."""
    profile = profile_of(dataset.current)
    kind = fields.get("kind") or "bar"
    if kind not in KINDS:
        raise AnalyticsError(f"There is no chart of kind {str(kind)[:20]!r}; choose one of the list.")
    dimension = _column(profile, fields.get("dimension"), "horizontal axis")
    series = _column(profile, fields.get("series"), "colour")
    agg = fields.get("agg") or "sum"
    if agg not in AGGREGATIONS:
        raise AnalyticsError("Choose how to sum up from the list.")
    number = _column(profile, fields.get("measure"), "measure")
    if number is not None and number.type not in NUMERIC_TYPES and agg not in {"count", "count_distinct"}:
        raise AnalyticsError(f"“{number.name}” is not a number; count it instead, or choose another measure.")
    if dimension is None:
        raise AnalyticsError("Choose a column for the horizontal axis.")
    if kind in {"scatter", "histogram"} and dimension.type not in NUMERIC_TYPES | TEMPORAL_TYPES:
        raise AnalyticsError(
            f"A {KINDS[kind].lower()} needs a number on its axis; “{dimension.name}” is {dimension.type}."
        )
    if kind == "heatmap" and series is None:
        raise AnalyticsError("A heatmap needs a second column: choose one under “Split by”.")
    measure = Measure(None, "count") if number is None or agg == "count" else Measure(number.name, agg)
    temporal = dimension.type in TEMPORAL_TYPES
    return ChartSpec(
        kind=kind,
        dimension=dimension.name,
        series=series.name if series else None,
        measures=() if kind in WITHOUT_MEASURE else (measure,),
        grain=(fields.get("grain") or None) if temporal else None,
        sort="natural" if temporal or kind in {"scatter", "histogram"} else "value",
        limit=None if temporal or kind in {"scatter", "histogram"} else _limit(fields.get("limit")),
        other=kind in {"bar", "pie"},
        title=" ".join(str(fields.get("name") or "").split())[:200],
        options={"stack": True} if fields.get("stack") else {},
    )


def _column(profile: Profile, name: Any, label: str) -> Column | None:
    if not name:
        return None
    try:
        return profile.column(str(name))
    except KeyError:
        raise AnalyticsError(f"The data has no column {str(name)[:80]!r} for the {label}.") from None


def _limit(text: Any) -> int:
    try:
        return max(1, min(100, int(text)))
    except (TypeError, ValueError):
        return 12


def describe(spec: ChartSpec) -> str:
    """A title in words: what is measured, by what, split by what."""
    measure = spec.measures[0] if spec.measures else None
    if measure is None:
        what = "Distribution"
    elif measure.column is None:
        what = "Rows"
    else:
        what = f"{AGGREGATIONS[measure.agg]} of {measure.column}"
    text = f"{what} by {spec.dimension}" if measure else f"{what} of {spec.dimension}"
    return text + (f" and {spec.series}" if spec.series else "")


def fields_of(spec: ChartSpec) -> dict[str, Any]:
    """The form fields that make this spec."""
    measure = spec.measures[0] if spec.measures else Measure()
    return {
        "kind": spec.kind,
        "dimension": spec.dimension or "",
        "series": spec.series or "",
        "measure": measure.column or "",
        "agg": measure.agg,
        "grain": spec.grain or "",
        "limit": spec.limit or 12,
        "stack": bool(spec.options.get("stack")),
        "name": spec.title,
    }
