"""Charts that people keep: checked against the columns of their dataset before they are stored, and put into words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from analytics.query import measure_name
from analytics.schema import (
    NUMERIC_TYPES,
    TEMPORAL_TYPES,
    Aggregation,
    AnalyticsError,
    ChartSpec,
    Column,
    Grain,
    Measure,
    Profile,
)
from core.boards.dashboards import profile_of
from core.models import Dataset

KINDS = {
    "bar": "Bars",
    "line": "Line",
    "area": "Area",
    "combo": "Bars and a line",
    "pie": "Donut",
    "treemap": "Treemap",
    "histogram": "Histogram",
    "box": "Boxes",
    "violin": "Violins",
    "strip": "Single values",
    "scatter": "Scatter",
    "bubble": "Bubbles",
    "heatmap": "Heatmap",
    "correlation": "Correlations",
    "multiples": "Small multiples",
    "funnel": "Funnel",
    "waterfall": "Waterfall",
    "gauge": "Gauge",
    "indicator": "Number",
    "table": "Table",
    "pivot": "Pivot table",
    "map": "Map",
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
GRAINS = {
    "": "As fits",
    "hour": "Hour",
    "day": "Day",
    "week": "Week",
    "month": "Month",
    "quarter": "Quarter",
    "year": "Year",
}
MODES = {"": "Beside each other", "stack": "On each other", "percent": "As shares of 100 %"}
SORTS = {"": "As fits", "value": "Greatest first", "value_asc": "Smallest first", "label": "By name"}
REFERENCES = {"": "None", "mean": "Average", "median": "Median"}
POINTS = {"scatter", "bubble", "map"}
SPREAD = {"box", "violin", "strip"}
ALONE = {"correlation", "indicator", "gauge", *SPREAD}
"""Kinds that need no dimension."""
NO_AXIS = {"correlation", "gauge"}
NO_SERIES = {"histogram", "correlation", "pie", "combo", "waterfall", "gauge", "indicator", "table", *SPREAD}
"""Kinds for which the builder hides the column along the axis, or the one that splits: what it hides does not count."""
SPLIT = {"heatmap": "A heatmap", "pivot": "A pivot table", "multiples": "A chart of small multiples"}
"""Kinds that need a second column."""


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
    dimension = None if kind in NO_AXIS else _column(profile, fields.get("dimension"), "horizontal axis")
    series = None if kind in NO_SERIES else _column(profile, fields.get("series"), "colour")
    _fits(kind, dimension, series)
    temporal = dimension is not None and dimension.type in TEMPORAL_TYPES
    if kind == "indicator" and not temporal:
        dimension = None  # a number is the total; only time is its past
    ordered = temporal or kind in {*POINTS, "histogram", *SPREAD}
    sort = str(fields.get("sort") or "")
    return ChartSpec(
        kind=kind,
        dimension=dimension.name if dimension else None,
        series=series.name if series else None,
        measures=_measures(profile, kind, fields),
        grain=_grain(fields.get("grain")) if temporal else None,
        sort=sort if sort in SORTS and sort else "natural" if ordered else "value",  # type: ignore[arg-type]
        limit=None if temporal or kind in {*POINTS, "histogram"} else _limit(fields.get("limit")),
        other=kind in {"bar", "pie", "treemap"},
        title=" ".join(str(fields.get("name") or "").split())[:200],
        options=_options(fields),
    )


def first_choice(dataset: Dataset) -> dict[str, Any]:
    """The form fields with which the builder opens: the chart that the columns ask for first."""
    from analytics import charts

    profile = profile_of(dataset.current)
    told = (s.spec for s in charts.suggest(profile) if not s.spec.filters and not s.spec.options.get("fold"))
    for spec in (*told, _simplest(profile)):
        fields = fields_of(spec) | {"name": ""}  # the title comes from the choices, which are about to change
        try:
            spec_from(dataset, fields)
        except AnalyticsError:
            continue
        return fields
    return {"kind": "bar", "agg": "sum"}


def _simplest(profile: Profile) -> ChartSpec:
    """For tables in which no value comes twice, like the result of a query: the first number along names or time."""
    from analytics.charts.suggesting import measure

    number = next(iter(measures(profile)), None)
    others = [c for c in dimensions(profile) if c.type not in NUMERIC_TYPES]
    along = next((c for c in others if c.type in TEMPORAL_TYPES), next(iter(others), None))
    if along is None:
        return ChartSpec("histogram", number.name if number else None)
    kind, sort = ("line", "natural") if along.type in TEMPORAL_TYPES else ("bar", "value")
    return ChartSpec(kind, along.name, measures=(measure(number, profile) if number else Measure(),), sort=sort)  # type: ignore[arg-type]


def _fits(kind: str, dimension: Column | None, series: Column | None) -> None:
    """AnalyticsError where a kind lacks a column, or has one of the wrong type."""
    name = KINDS[kind].lower()
    if dimension is None and kind not in ALONE:
        raise AnalyticsError("Choose a column for the horizontal axis.")
    numeric = dimension is not None and dimension.type in NUMERIC_TYPES
    over_time = dimension is not None and dimension.type in TEMPORAL_TYPES and kind in {"scatter", "bubble"}
    if dimension is not None and kind in {*POINTS, "histogram"} and not numeric and not over_time:
        raise AnalyticsError(f"A {name} needs a number on its axis; “{dimension.name}” is {dimension.type}.")
    if series is None and kind in SPLIT:
        raise AnalyticsError(f"{SPLIT[kind]} needs a second column: choose one under “Split by”.")


def _measures(profile: Profile, kind: str, fields: Mapping[str, Any]) -> tuple[Measure, ...]:
    if kind in {"histogram", "correlation"}:
        return ()
    first = _measure(profile, fields.get("measure"), fields.get("agg"), single=kind in POINTS | SPREAD)
    if kind in POINTS | SPREAD and first.column is None:
        raise AnalyticsError(f"{KINDS[kind]}: choose a column of numbers as the measure.")
    second = fields.get("measure2")
    if kind not in {"combo", "bubble"} or not second:
        return (first,)
    return first, _measure(profile, second, fields.get("agg2"), single=kind == "bubble")


def _measure(profile: Profile, name: Any, agg: Any, *, single: bool) -> Measure:
    agg = agg or "sum"
    if agg not in get_args(Aggregation):
        raise AnalyticsError("Choose how to sum up from the list.")
    number = _column(profile, name, "measure")
    if number is None or (agg == "count" and not single):
        return Measure(None, "count")
    if number.type not in NUMERIC_TYPES and (single or agg not in {"count", "count_distinct"}):
        raise AnalyticsError(f"“{number.name}” is not a number; count it instead, or choose another measure.")
    return Measure(number.name, "mean" if single else agg)


def _options(fields: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    mode = str(fields.get("mode") or ("stack" if fields.get("stack") else ""))
    if mode in MODES and mode:
        found["mode"] = mode
    if fields.get("reference") in REFERENCES and fields.get("reference"):
        found["reference"] = fields["reference"]
    if fields.get("trend"):
        found["trend"] = True
    if fields.get("band"):
        found["band"] = True
    if fields.get("lying") in {"yes", "no"}:
        found["horizontal"] = fields["lying"] == "yes"
    return found


def _column(profile: Profile, name: Any, label: str) -> Column | None:
    if not name:
        return None
    try:
        return profile.column(str(name))
    except KeyError:
        raise AnalyticsError(f"The data has no column {str(name)[:80]!r} for the {label}.") from None


def _grain(text: Any) -> Grain | None:
    return text if text in get_args(Grain) else None


def _limit(text: Any) -> int:
    try:
        return max(1, min(100, int(text)))
    except (TypeError, ValueError):
        return 12


def describe(spec: ChartSpec) -> str:
    """A title in words: what is measured, by what, split by what."""
    measure = spec.measures[0] if spec.measures else None
    if spec.kind == "correlation":
        return "Correlations between the numbers"
    if measure is None or spec.kind in SPREAD:
        what = f"Distribution of {measure.column if measure else spec.dimension}"
        return what + (f" by {spec.dimension}" if measure and spec.dimension else "")
    if spec.kind in POINTS:
        text = f"{measure.column} against {spec.dimension}"
    else:
        text = measure_name(measure) + (f" by {spec.dimension}" if spec.dimension else "")
    return text + (f" and {spec.series}" if spec.series else "")


def explain(spec: ChartSpec) -> str:
    """What the chart does with the rows, in a sentence or two."""
    if spec.kind == "correlation":
        return "Each cell says how straight two columns go together: 1 the same way, −1 opposite ways, 0 not at all."
    if spec.kind in POINTS:
        return "Each row that has all of these values is one point; of many rows a fixed random sample is shown."
    if spec.kind == "histogram":
        return (
            f"The values of “{spec.dimension}” are sorted into intervals of one width; a bar counts the rows in each."
        )
    if spec.kind in SPREAD:
        return "The middle line is the median; half of the rows lie within a box; whiskers reach at most 1.5 boxes on."
    measure = spec.measures[0] if spec.measures else Measure()
    words = (
        "The rows are counted" if measure.column is None else f"“{measure.column}”: {AGGREGATIONS[measure.agg].lower()}"
    )
    parts = [words]
    if spec.dimension:
        parts.append(f"for each {spec.grain + ' of ' if spec.grain else ''}“{spec.dimension}”")
    if spec.series:
        parts.append(f"and each “{spec.series}”")
    sentence = " ".join(parts) + "."
    if spec.limit and not spec.grain:
        rest = " the others are put together" if spec.other else " the others are left out"
        sentence += f" At most {spec.limit} values are shown;{rest}."
    if spec.filters:
        sentence += (
            f" Only some rows count: {len(spec.filters)} filter{'s' if len(spec.filters) != 1 else ''} of the chart."
        )
    return sentence


def fields_of(spec: ChartSpec) -> dict[str, Any]:
    """The form fields that make this spec."""
    measure = spec.measures[0] if spec.measures else Measure()
    second = spec.measures[1] if len(spec.measures) > 1 else Measure()
    lying = spec.options.get("horizontal")
    return {
        "kind": spec.kind,
        "dimension": spec.dimension or "",
        "series": spec.series or "",
        "measure": measure.column or "",
        "agg": measure.agg,
        "measure2": second.column or "",
        "agg2": second.agg,
        "grain": spec.grain or "",
        "sort": "" if spec.sort == "natural" else spec.sort,
        "limit": spec.limit or 12,
        "mode": spec.options.get("mode") or ("stack" if spec.options.get("stack") else ""),
        "reference": spec.options.get("reference") or "",
        "trend": bool(spec.options.get("trend")),
        "band": bool(spec.options.get("band")),
        "lying": "" if lying is None else "yes" if lying else "no",
        "name": spec.title,
    }
