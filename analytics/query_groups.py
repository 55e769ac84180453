"""Measures by a dimension and a series: the query behind bars, lines, pies, heatmaps, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from analytics import query_cells
from analytics.parsing import quote
from analytics.query_cells import GRAINS, SMALL, Top
from analytics.query_source import ChartData, Query, aggregate, is_number, is_time, measure_name
from analytics.schema import ChartSpec, Measure, Profile

MAX_GROUPS = 5_000
MAX_CATEGORIES = 40
MAX_SERIES = 8
FOLDS = {"day": "hour", "week": "isodow", "year": "month"}
HIDDEN = "\x00hidden"
WHOLE = {"pie", "treemap"}
"""Kinds that show the parts of a whole: what is beyond the limit is drawn as one part."""
SINGLE = {"indicator", "gauge"}
CONTINUOUS = {"line", "area", "combo"}
Roles = Sequence[tuple[str, str]]
Found = tuple[list[tuple[Any, ...]], str | None, list[str]]
"""Rows of keys and measures, the label of what was put together, notes."""


def settled(spec: ChartSpec, profile: Profile) -> ChartSpec:
    """``spec`` without columns that its kind does not show, and with the time grain that it left open: the finest that
    gives few enough points for its kind."""
    spec = _shown(spec, profile)
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


def _shown(spec: ChartSpec, profile: Profile) -> ChartSpec:
    """A single number is the whole's: only time may stand behind it, as its past. Correlations have no axis but the
    numbers themselves."""
    if spec.kind == "correlation":
        return replace(spec, dimension=None, series=None, grain=None)
    if spec.kind not in SINGLE:
        return spec
    over_time = is_time(profile, spec.dimension)
    return replace(spec, series=None) if over_time else replace(spec, dimension=None, series=None, grain=None)


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
    roles = [
        (role, name) for role, name in (("dimension", spec.dimension), ("series", spec.series)) if name is not None
    ]
    keys = [axis_sql(query, spec, name) for _, name in roles]
    most = [_most(query, spec, role, name) for role, name in roles]
    interval = _interval(spec, measures[0])
    counted = bool(roles) and not interval and measures[0].agg in ("mean", "median") and measures[0].column is not None
    asked = replace(spec, measures=(*measures, Measure(measures[0].column, "count"))) if counted else spec
    if any(most) and not interval and query_cells.few(asked, query.profile):
        found, rest, notes = _in_one_scan(query, asked, roles, keys, most, counted)
    else:
        found, rest, notes = _in_two_scans(query, asked, roles, keys, most, interval, counted)
    ends, words = (("lo", "hi"), ("At least", "At most")) if interval else ((), ())
    found = _sorted(found, spec, len(keys), query.profile, rest, counted)[:MAX_GROUPS]
    counts: tuple[int, ...] = ()
    if counted:
        counts, found = tuple(int(row[-1] or 0) for row in found), [row[:-1] for row in found]
        notes = [*notes, *_small(spec, roles, found, counts, most)]
    names = (name for _, name in roles)
    return ChartData(
        (*(role for role, _ in roles), *(f"m{i}" for i in range(len(measures))), *ends),
        (*names, *map(measure_name, measures), *words),
        tuple(found), rest, tuple(notes), counts,
    )  # fmt: skip


def _small(
    spec: ChartSpec, roles: Roles, found: Sequence[tuple[Any, ...]], counts: Sequence[int], most: Sequence[int | None]
) -> list[str]:
    """A note on averages of very few values, which come last where the greatest lead."""
    if spec.dimension is None or not roles or most[0] is None or spec.sort in ("label", "value_asc"):
        return []
    behind = _behind(found, counts)
    few = sum(count < SMALL for count in behind.values())
    return [f"{few} of fewer than {SMALL} rows come last" if few > 1 else
            f"one of fewer than {SMALL} rows comes last"] if 0 < few < len(behind) else []  # fmt: skip


def _behind(found: Sequence[tuple[Any, ...]], counts: Sequence[int]) -> dict[Any, int]:
    """How many values are behind each value of the dimension."""
    behind: dict[Any, int] = {}
    for row, count in zip(found, counts, strict=True):
        behind[row[0]] = behind.get(row[0], 0) + count
    return behind


def _in_one_scan(
    query: Query, spec: ChartSpec, roles: Roles, keys: Sequence[str], most: Sequence[int | None], counted: bool
) -> Found:
    """All groups at once, then their top and what is beyond it put together here."""
    measures = spec.measures or (Measure(),)
    cells = query.grouped(keys, query_cells.parts(measures))
    rest, notes = None, []
    whole = cells
    for place, ((role, name), limit) in enumerate(zip(roles, most, strict=True)):
        top = query_cells.top(measures, whole, len(keys), place, limit, counted=counted) if limit is not None else None
        if top is None or not top.left:
            continue
        label, note = _beyond(spec, role, name, top)
        rest = label or rest
        notes += note
        kept = set(top.kept)
        folded = []
        for cell in cells:
            value = cell[place]
            if value in kept:
                shown = value if value is None else str(value)
            elif label is None:
                continue
            else:
                shown = label
            folded.append((*cell[:place], shown, *cell[place + 1 :]))
        cells = folded
    return query_cells.together(measures, cells, len(keys)), rest, notes


def _in_two_scans(
    query: Query, spec: ChartSpec, roles: Roles, keys: Sequence[str], most: Sequence[int | None],
    interval: Sequence[str], counted: bool,
) -> Found:  # fmt: skip
    """The top of each dimension first, then the numbers: for many groups, and for measures that cannot be merged."""
    numbers = [aggregate(measure) for measure in spec.measures or (Measure(),)]
    if keys and not any(most) and not interval and query_cells.few(spec, query.profile):
        return query.grouped(keys, numbers), None, []
    rest, notes = None, []
    bound: list[Any] = []
    shown: list[str] = []
    for (role, name), key, limit in zip(roles, keys, most, strict=True):
        if limit is not None:
            top, found = _top(query, key, numbers, limit, counted)
            label = None
            if top.left:
                label, note = _beyond(spec, role, name, top)
                rest = label or rest
                notes += note
            if label is None and len(keys) == 1 and not interval:
                return (found if not top.left else [(_text(row[0]), *row[1:]) for row in found]), rest, notes
            if top.left:
                key = _folded(key, top.kept, label, bound)
        shown.append(key)
    grouping = f" GROUP BY {', '.join(str(i + 1) for i in range(len(shown)))}" if shown else ""
    sql = f"SELECT {', '.join([*shown, *numbers, *interval])} FROM {query.source}{grouping} LIMIT {MAX_GROUPS * 4}"
    return [row for row in query.run(sql, bound) if HIDDEN not in row[: len(shown)]], rest, notes


def _beyond(spec: ChartSpec, role: str, name: str, top: Top) -> tuple[str | None, list[str]]:
    """Under which label the values beyond the limit are put together, or None and a note that they are left out."""
    if spec.other or spec.kind in WHOLE or (role == "series" and spec.kind not in ("heatmap", "pivot")):
        return _free("Other", top.kept), []
    return None, [f"{len(top.kept)} of {len(top.kept) + top.left:,} values of {name} are shown"]


def _text(value: Any) -> Any:
    return value if value is None else str(value)


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


def _top(query: Query, key: str, numbers: Sequence[str], most: int, counted: bool) -> tuple[Top, list[tuple[Any, ...]]]:
    """The ``most`` greatest values of ``key`` by the first number, how many are left out, and all their numbers."""
    found = query.run(
        f"SELECT {key}, {', '.join(numbers)}, count(*) OVER () FROM {query.source} "
        f"GROUP BY 1 ORDER BY {f'{numbers[-1]} < {SMALL}, ' if counted else ''}2 DESC NULLS LAST, 1 LIMIT ?",
        [most],
    )
    left = int(found[0][-1]) - len(found) if found else 0
    return Top(tuple(row[0] for row in found), left), [row[:-1] for row in found]


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
    found: list[tuple[Any, ...]], spec: ChartSpec, keys: int, profile: Profile, rest: str | None, counted: bool
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
    behind = _behind(found, [row[-1] or 0 for row in found]) if counted and sign < 0 else {}
    return sorted(found, key=lambda row: (
        _is(row[0], rest), behind.get(row[0], SMALL) < SMALL, sign * totals[row[0]], str(row[0]),
    ))  # fmt: skip


def _is(value: Any, rest: str | None) -> bool:
    return rest is not None and value == rest


def _rank(value: Any) -> Any:
    text = str(value) if value is not None else ""
    try:
        return (0, float(text), "")
    except ValueError:
        return (1, 0.0, text)
