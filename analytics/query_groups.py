"""Measures by a dimension and a series: the query behind bars, lines, pies, heatmaps, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from analytics.parsing import quote
from analytics.query_source import ChartData, Query, aggregate, is_number, is_time, measure_name
from analytics.schema import ChartSpec, Grain, Measure, Profile

MAX_GROUPS = 5_000
MAX_CATEGORIES = 40
MAX_SERIES = 8
GRAINS: dict[Grain, float] = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.4, "quarter": 91.3, "year": 365.2}
FOLDS = {"day": "hour", "week": "isodow", "year": "month"}
HIDDEN = "\x00hidden"
WHOLE = {"pie", "treemap"}
"""Kinds that show the parts of a whole: what is beyond the limit is drawn as one part."""
CONTINUOUS = {"line", "area", "combo"}


def settled(spec: ChartSpec, profile: Profile) -> ChartSpec:
    """``spec`` with the time grain that it left open: the finest that gives few enough points for its kind."""
    if spec.grain or not is_time(profile, spec.dimension) or spec.kind in ("scatter", "bubble", "histogram"):
        return spec
    column = profile.column(str(spec.dimension))
    most = 36 if spec.kind not in CONTINUOUS else 60 if spec.series else 160
    try:
        first, last = date.fromisoformat(str(column.min)[:10]), date.fromisoformat(str(column.max)[:10])
    except ValueError:
        return replace(spec, grain="month")
    days = (last - first).days + 1
    grains = [grain for grain in GRAINS if grain != "hour" or column.type == "datetime"]
    # A grain finer than the moments themselves would leave gaps between all of them.
    least = max(days / max(column.distinct, 1) * 0.7, 0)
    fitting = [g for g in grains if days / GRAINS[g] <= most and (GRAINS[g] >= least or g == "year")]
    return replace(spec, grain=fitting[0] if fitting else "year")


def axis_sql(query: Query, spec: ChartSpec, name: str) -> str:
    """The SQL of a dimension: a moment cut to the grain, a whole number, else text."""
    if is_time(query.profile, name) and name == spec.dimension:
        if spec.options.get("fold"):
            return f"date_part('{FOLDS.get(str(spec.options['fold']), 'hour')}', {quote(name)})"
        if spec.grain in GRAINS:
            return f"date_trunc('{spec.grain}', {quote(name)})"
    kind = query.profile.column(name).type
    if is_number(query.profile, name) and name == spec.dimension and spec.kind in CONTINUOUS:
        return f"CAST({quote(name)} AS {'BIGINT' if kind == 'integer' else 'DOUBLE'})"
    return quote(name) if kind in ("date", "datetime", "integer") else f"CAST({quote(name)} AS VARCHAR)"


def groups(query: Query, spec: ChartSpec) -> ChartData:
    """Rows of dimension, series, measures; the categories beyond the limits are left out, or put together."""
    measures = spec.measures or (Measure(),)
    numbers = [aggregate(measure) for measure in measures]
    columns: list[str] = []
    names: list[str] = []
    keys: list[str] = []
    bound: list[Any] = []
    notes: list[str] = []
    rest = None
    for role, name in (("dimension", spec.dimension), ("series", spec.series)):
        if name is None:
            continue
        columns.append(role)
        names.append(name)
        key = axis_sql(query, spec, name)
        most = _most(query, spec, role, name)
        if most is not None:
            top = _top(query, key, numbers[0], most)
            if top.left:
                fold = spec.other or spec.kind in WHOLE or (role == "series" and spec.kind not in ("heatmap", "pivot"))
                label = _free("Other", top.kept) if fold else None
                rest = label or rest
                if not fold:
                    notes.append(f"{len(top.kept)} of {len(top.kept) + top.left:,} values of {name} are shown")
                key = _folded(key, top.kept, label, bound)
        keys.append(key)
    grouping = f" GROUP BY {', '.join(str(i + 1) for i in range(len(keys)))}" if keys else ""
    interval = _interval(spec, measures[0])
    sql = f"SELECT {', '.join([*keys, *numbers, *interval])} FROM {query.source}{grouping} LIMIT {MAX_GROUPS * 4}"
    found = [row for row in query.run(sql, bound) if HIDDEN not in row[: len(keys)]]
    ends, words = (("lo", "hi"), ("At least", "At most")) if interval else ((), ())
    return ChartData(
        (*columns, *(f"m{i}" for i in range(len(measures))), *ends), (*names, *map(measure_name, measures), *words),
        tuple(_sorted(found, spec, len(keys), query.profile, rest)[:MAX_GROUPS]), rest, tuple(notes),
    )  # fmt: skip


def _interval(spec: ChartSpec, measure: Measure) -> tuple[str, ...]:
    """The ends of the 95 % interval around an average, where a line asks for it; a group of one row has none."""
    if (
        not spec.options.get("band")
        or spec.kind != "line"
        or spec.series
        or measure.agg != "mean"
        or not measure.column
    ):
        return ()
    value = f"CAST({quote(measure.column)} AS DOUBLE)"
    half = f"1.96 * stddev_samp({value}) / sqrt(count({value}))"
    return f"avg({value}) - {half}", f"avg({value}) + {half}"


def _most(query: Query, spec: ChartSpec, role: str, name: str) -> int | None:
    """How many values of a dimension or series are shown; None where time or a number orders them all."""
    if role == "series":
        return MAX_SERIES if spec.kind not in ("heatmap", "pivot", "multiples") else min(spec.limit or 24, 40)
    if is_time(query.profile, name) or (spec.kind in CONTINUOUS and is_number(query.profile, name)):
        return None
    return min(spec.limit or (6 if spec.kind == "pie" else MAX_CATEGORIES), 200)


@dataclass(frozen=True)
class _Top:
    kept: tuple[Any, ...]
    left: int


def _top(query: Query, key: str, number: str, most: int) -> _Top:
    """The ``most`` greatest values of ``key`` by the measure, and how many are left out."""
    found = query.run(
        f"SELECT {key}, {number}, count(*) OVER () FROM {query.source} "
        "GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1 LIMIT ?",
        [most],
    )
    return _Top(tuple(row[0] for row in found), int(found[0][2]) - len(found) if found else 0)


def _folded(key: str, kept: Sequence[Any], rest: str | None, bound: list[Any]) -> str:
    words = [str(value) for value in kept if value is not None]
    bound.extend(words)
    marks = ", ".join("?" * len(words)) or "NULL"
    null = f"{key} IS NULL" if None in kept else "FALSE"
    bound.append(rest if rest is not None else HIDDEN)
    text = f"CAST({key} AS VARCHAR)"
    return f"CASE WHEN coalesce({text} IN ({marks}), FALSE) OR {null} THEN {text} ELSE ? END"


def _free(word: str, taken: Sequence[Any]) -> str:
    """``word``, or the first variation of it that is no value of the data."""
    while word in taken:
        word += " …"
    return word


def _sorted(
    found: list[tuple[Any, ...]], spec: ChartSpec, keys: int, profile: Profile, rest: str | None
) -> list[tuple[Any, ...]]:
    """In the order of the chart: time and numbers rise; categories by their total unless the spec says otherwise."""
    if not keys or spec.dimension is None:
        return found
    kind = profile.column(spec.dimension).type
    rising = kind == "integer" and spec.sort == "natural" and spec.kind != "pie"
    if (
        kind in ("date", "datetime", "time")
        or rising
        or (spec.kind in CONTINUOUS and is_number(profile, spec.dimension))
    ):
        return sorted(found, key=lambda row: (_is(row[0], rest), row[0] is None, _rank(row[0]), str(row[1])))
    if spec.sort == "label":
        return sorted(found, key=lambda row: (_is(row[0], rest), row[0] is None, str(row[0]).casefold()))
    totals: dict[Any, float] = {}
    for row in found:
        totals[row[0]] = totals.get(row[0], 0.0) + float(row[keys] or 0)
    sign = 1 if spec.sort == "value_asc" else -1
    return sorted(found, key=lambda row: (_is(row[0], rest), sign * totals[row[0]], str(row[0])))


def _is(value: Any, rest: str | None) -> bool:
    return rest is not None and value == rest


def _rank(value: Any) -> Any:
    text = str(value) if value is not None else ""
    try:
        return (0, float(text), "")
    except ValueError:
        return (1, 0.0, text)
