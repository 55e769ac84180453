"""Single rows and the shape of a column: points, bins, boxes, correlations."""

from __future__ import annotations

import math
from typing import Any

from analytics.parsing import quote
from analytics.query_groups import axis_sql
from analytics.query_source import ChartData, Query, is_number, is_time
from analytics.schema import AnalyticsError, ChartSpec

MAX_POINTS = 2_000
MAX_BOXES = 24
STRIP_POINTS = 120


def points(query: Query, spec: ChartSpec) -> ChartData:
    """At most 2,000 single rows, chosen at random with a fixed seed, so that a chart stays the same."""
    wanted = [m.column for m in spec.measures if m.column is not None]
    if (
        spec.dimension is None
        or not wanted
        or not (is_number(query.profile, spec.dimension) or is_time(query.profile, spec.dimension))
    ):
        raise AnalyticsError("This chart needs two columns of numbers; choose one for each axis.")
    named = [("dimension", spec.dimension), *((("series", spec.series),) if spec.series else ())]
    named += [(f"m{i}", name) for i, name in enumerate(wanted)]
    columns = [_point(query, spec, role, name) for role, name in named]
    present = " AND ".join(f"{quote(name)} IS NOT NULL" for name in dict.fromkeys((spec.dimension, *wanted)))
    inner = f"(SELECT {', '.join(columns)} FROM {query.source} WHERE {present})"
    found = query.run(f"SELECT * FROM {inner} USING SAMPLE reservoir({MAX_POINTS} ROWS) REPEATABLE (7)")
    notes = (f"a sample of {MAX_POINTS:,} rows",) if len(found) == MAX_POINTS else ()
    return ChartData(tuple(r for r, _ in named), tuple(str(n) for _, n in named), tuple(found), None, notes)


def _point(query: Query, spec: ChartSpec, role: str, name: str) -> str:
    if is_time(query.profile, name) and role == "dimension":
        return axis_sql(query, spec, name)
    return quote(name) if role == "series" and is_time(query.profile, name) else (
        f"CAST({quote(name)} AS {'VARCHAR' if role == 'series' else 'DOUBLE'})"
    )  # fmt: skip


def bins(query: Query, spec: ChartSpec) -> ChartData:
    """Equal bins of a round width between the least and the greatest value; those without rows are there, too."""
    if spec.dimension is None or not is_number(query.profile, spec.dimension):
        raise AnalyticsError("A histogram needs a column of numbers; choose one.")
    value = f"CAST({quote(spec.dimension)} AS DOUBLE)"
    names, columns = (spec.dimension, "To", "Rows"), ("low", "high", "m0")
    cells, fine = _fine(query, spec.dimension, value)
    if not cells:
        return ChartData(columns, names, ())
    low, high = min(cell[1] for cell in cells), max(cell[2] for cell in cells)
    count = sum(cell[3] for cell in cells)
    from analytics.charts.scales import nice_step  # that package needs this one

    wanted = max(8, min(30, round(2 * count ** (1 / 3))))  # Rice's rule
    step = nice_step((high - low) / wanted) if high > low else max(abs(low), 1.0) / 10
    whole = query.profile.column(spec.dimension).type == "integer"
    if whole:
        step = max(1.0, float(round(step)))
    # What lies on the upper edge belongs to the last bin, unless each bin is a whole number of its own.
    single = step == 1 and whole
    last = math.floor(high / step + 1e-9) if single else max(math.ceil(high / step - 1e-9) - 1, math.floor(low / step))
    counts = _coarse(cells, fine, step, last)
    if counts is None:
        found = query.run(
            f"SELECT least(floor({value} / ? + 1e-9), ?) AS bin, count(*) FROM {query.source} "
            f"WHERE isfinite({value}) GROUP BY 1 ORDER BY 1",
            [step, float(last)],
        )
        counts = {int(place): number for place, number in found}
    first, last = min(counts), max(counts)
    rows = (
        (place * step, (place + 1) * step, counts.get(place, 0)) for place in range(first, min(last, first + 99) + 1)
    )
    return ChartData(columns, names, tuple(rows))


def _fine(query: Query, name: str, value: str) -> tuple[list[tuple[Any, ...]], float]:
    """Fine cells over the column's whole range (place, least, greatest, rows), and their width; one scan gives both the
    range under the filters and, nearly always, the bins. Width 0: one cell with everything."""
    fine = _width(query.profile.column(name).min, query.profile.column(name).max)
    place = f"CAST(floor({value} / CAST('{fine!r}' AS DOUBLE) + 1e-9) AS BIGINT)" if fine else "0"
    key = f"CASE WHEN isfinite({value}) THEN {place} END"
    found = query.grouped([key], [f"min({value})", f"max({value})", "count(*)"])
    return [row for row in found if row[0] is not None], fine


def _width(least: str | None, greatest: str | None) -> float:
    """The power of ten that cuts the range into at most 2,000 cells."""
    try:
        low, high = float(least or "nan"), float(greatest or "nan")
    except ValueError:
        return 0.0
    spread = high - low
    if not (spread > 0 and math.isfinite(spread) and max(abs(low), abs(high)) / spread < 1e6):
        return 0.0
    return float(10.0 ** math.ceil(math.log10(spread / 2_000)))


def _coarse(cells: list[tuple[Any, ...]], fine: float, step: float, last: int) -> dict[int, int] | None:
    """The cells put together to bins of ``step``; None where the bins are no multiple of the cells."""
    many = round(step / fine) if fine else 0
    if many < 1 or abs(many * fine - step) > 1e-9 * step:
        return None
    counts: dict[int, int] = {}
    for place, _, _, number in cells:
        own = min(place // many, last)
        counts[own] = counts.get(own, 0) + number
    return counts


def boxes(query: Query, spec: ChartSpec) -> ChartData:
    """Five numbers by category, whiskers at most 1.5 times the box, and some of the values themselves for strips."""
    name = next((m.column for m in spec.measures if m.column), None) or spec.dimension
    if name is None or not is_number(query.profile, name):
        raise AnalyticsError("This chart needs a column of numbers as its measure; choose one.")
    group = spec.dimension if spec.dimension != name else None
    key = axis_sql(query, spec, group) if group else "''"
    value = f"CAST({quote(name)} AS DOUBLE)"
    most = min(spec.limit or 12, MAX_BOXES)
    sql = f"""
        , kept AS (SELECT {key} AS k, {value} AS v FROM {query.source} WHERE isfinite({value})),
        cut AS (SELECT k, quantile_cont(v, [0.25, 0.5, 0.75]) AS q, count(*) AS n FROM kept GROUP BY 1
                ORDER BY n DESC, k LIMIT {most}),
        ranged AS (SELECT *, q[1] - 1.5 * (q[3] - q[1]) AS lo, q[3] + 1.5 * (q[3] - q[1]) AS hi FROM cut)
        SELECT r.k, min(v) FILTER (v >= lo), any_value(q[1]), any_value(q[2]), any_value(q[3]),
               max(v) FILTER (v <= hi), any_value(n), {_sampled(spec.kind)}
        FROM ranged r JOIN kept ON kept.k IS NOT DISTINCT FROM r.k GROUP BY r.k
    """  # fmt: skip
    query.table, table = query.table.rstrip(), query.table
    found = query.run(sql)
    query.table = table
    rising = group and (query.profile.column(group).type == "integer" and spec.sort == "natural")
    order = (lambda row: (row[0] is None, row[0])) if rising or is_time(query.profile, group) else (
        lambda row: (-(row[3] or 0), str(row[0])))  # fmt: skip
    columns = ("dimension", "low", "q1", "median", "q3", "high", "n", "points")
    names = (group or "", "Lowest", "Lower quarter", "Median", "Upper quarter", "Highest", "Rows", name)
    rows = [(*row[:7], tuple(sorted(row[7] or ()))) for row in sorted(found, key=order)]
    return ChartData(columns, names, tuple(rows))


def _sampled(kind: str) -> str:
    """Values beyond the whiskers for a box; for strips and violins some of all, the same at every look."""
    if kind == "box":
        return "list(v ORDER BY abs(v - q[2]) DESC) FILTER (v < lo OR v > hi)[:40]"
    return f"list(v ORDER BY hash(v, v * 7)) [:{STRIP_POINTS if kind == 'strip' else 400}]"


def correlations(query: Query, spec: ChartSpec) -> ChartData:
    """Pearson's r of every two of the measures (at most 12 columns), each pair over the rows that have both."""
    names = [m.column for m in spec.measures if m.column]
    if len(names) < 2:
        names = [c.name for c in query.profile.columns if is_number(query.profile, c.name) and c.role == "measure"]
    names = list(dict.fromkeys(names))[:12]
    if len(names) < 2:
        raise AnalyticsError("A correlation matrix needs at least two columns of numbers.")
    pairs = [(one, other) for one in names for other in names]
    casts = {name: f"CAST({quote(name)} AS DOUBLE)" for name in names}
    found: Any = query.run(
        f"SELECT {', '.join(f'corr({casts[a]}, {casts[b]})' for a, b in pairs)} FROM {query.source}"
    )[0]
    rows = [
        (a, b, value if value is not None and value == value else None)
        for (a, b), value in zip(pairs, found, strict=True)
    ]
    return ChartData(("dimension", "series", "m0"), ("Column", "With", "Correlation"), tuple(rows))
