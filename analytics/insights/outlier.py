"""Outlier: single values that leave the tail of their own column.

Skew-aware: the tail is taken from the column itself (``tails``), so a long-tailed column of amounts has none just
for being long-tailed. In a table of readings the value is first compared with its neighbours in time by ``anomaly``;
here only the column's distribution speaks.
"""

from __future__ import annotations

import numpy as np

from analytics import telling
from analytics.insights.candidate import Candidate, Ledger
from analytics.insights.series import Axis, bucket_sql
from analytics.insights.table import Floats, Table, quote
from analytics.insights.tails import upper_tail
from analytics.schema import ChartSpec, Measure

MAX_ROWS = 50
"""More rows than this are a part of the data, not outliers."""

MIN_KEEP = 60

LIGHTEST = {"plain": 0.02, "log": -0.2}
"""How light a tail is believed to be at most (the shape of its law): logarithms of amounts end sooner than others."""


def look(table: Table, ledger: Ledger, axis: Axis | None = None) -> None:
    """Test both ends of every measure; remembers the bounds, so that sums and means over time stay calm."""
    for name in table.measures:
        values = table.sample[name]
        kept = values[np.isfinite(values)]
        if len(kept) < MIN_KEEP or len(np.unique(kept)) < 10 or name in table.derived:
            continue
        kept = _with_extremes(table, name, kept)
        forms = _forms(kept)
        high, p_high = _bound(kept, forms, 1.0)
        low, p_low = _bound(kept, forms, -1.0)
        if high is None and low is None:
            ledger.tests([p_high, p_low])
            continue
        _report(table, ledger, name, kept, low, high, p_low, p_high, axis)


def _with_extremes(table: Table, name: str, kept: Floats) -> Floats:
    """A sample misses the rare giants: bring in the farthest values of the whole column."""
    if not table.sampled:
        return kept
    column = f"{quote(name)}::DOUBLE"
    ends: list[float] = []
    for order in ("DESC", "ASC"):
        rows = table.query(
            f"SELECT {column} v FROM {{source}} WHERE isfinite({column}) ORDER BY v {order} LIMIT {2 * MAX_ROWS}"
        )
        ends += [float(row[0]) for row in rows]
    inside = (kept < min(ends[: 2 * MAX_ROWS])) & (kept > max(ends[2 * MAX_ROWS :]))
    return np.concatenate([kept[inside], ends])


def _forms(kept: Floats) -> list[str]:
    """On which scales a value has to stand out: as it is, and as a logarithm where the column is positive and
    skewed."""
    quartiles = np.quantile(kept, [0.25, 0.5, 0.75])
    if kept.min() > 0 and quartiles[2] - quartiles[1] > 1.15 * (quartiles[1] - quartiles[0]):
        return ["plain", "log"]
    return ["plain"]


def _bound(kept: Floats, forms: list[str], sign: float) -> tuple[float | None, float]:
    """The nearest value that stands out on this side on every scale, and the p-value of the farthest one."""
    outside = np.ones(len(kept), dtype=bool)
    worst = np.zeros(len(kept))
    for form in forms:
        scaled = sign * (np.log(kept) if form == "log" else kept)
        _, p_values = upper_tail(scaled, lightest=LIGHTEST[form])
        outside &= p_values < 1e-4
        worst = np.maximum(worst, p_values)
    middle, spread = float(np.median(kept)), float(np.quantile(kept, 0.75) - np.quantile(kept, 0.25))
    outside &= sign * (kept - middle) > 3 * spread
    if not outside.any():
        return None, float(worst.min())
    return float(np.min(sign * kept[outside]) * sign), float(worst[outside].min())


def _report(
    table: Table,
    ledger: Ledger,
    name: str,
    kept: Floats,
    low: float | None,
    high: float | None,
    p_low: float,
    p_high: float,
    axis: Axis | None,
) -> None:
    column = f"{quote(name)}::DOUBLE"
    conditions = []
    if high is not None:
        conditions.append(f"{column} >= {high!r}")
    if low is not None:
        conditions.append(f"{column} <= {low!r}")
    found = table.query(
        f"SELECT file_row_number, {column} FROM {{source}} WHERE isfinite({column}) AND ({' OR '.join(conditions)}) "
        f"ORDER BY 1 LIMIT {MAX_ROWS + 1}"
    )
    p = min(p_low if low is not None else 1.0, p_high if high is not None else 1.0)
    if not 0 < len(found) <= MAX_ROWS or (axis is not None and _one_episode(table, axis, [row[0] for row in found])):
        ledger.test(p)
        return
    ordinary = kept[(kept < (high if high is not None else np.inf)) & (kept > (low if low is not None else -np.inf))]
    table.bounds[name] = (
        -1e300 if low is None else float(np.nextafter(low, np.inf)),
        1e300 if high is None else float(np.nextafter(high, -np.inf)),
    )
    ledger.test(p, _candidate(table, name, found, ordinary, p))


def _one_episode(table: Table, axis: Axis, rows: list[int]) -> bool:
    """Whether the rows lie together in time: then it is an odd day or a run of them (``anomaly``), not single odd
    values."""
    if len(rows) == 1 and not axis.single:
        return False
    bucket = bucket_sql(axis.column, axis.grain)
    chosen = ", ".join(str(int(row)) for row in rows)
    buckets = [
        int(row[0])
        for row in table.query(
            f"SELECT {bucket} FROM {{source}} WHERE file_row_number IN ({chosen}) AND {bucket} IS NOT NULL"
        )
    ]
    if not buckets:
        return False
    width = max(buckets) - min(buckets) + 1
    return (
        width <= {"second": 60, "minute": 60, "hour": 48}.get(axis.grain, 10)
        and width <= axis.length / 10
        and len(buckets) >= 0.6 * width
    )


def _candidate(table: Table, name: str, found: list[tuple[int, float]], ordinary: Floats, p: float) -> Candidate:
    unit = table.units.get(name)
    below, above = table.bounds[name]
    column = f"{quote(name)}::DOUBLE"
    middle, low, high = (
        float(value)
        for value in table.query(
            f"SELECT median({column}), min({column}), max({column}) FROM {{source}} WHERE {column} BETWEEN "
            f"{below!r} AND {above!r}"
        )[0]
    )
    spread = float(np.quantile(ordinary, 0.75) - np.quantile(ordinary, 0.25)) or 1.0
    farthest = max(found, key=lambda row: abs(row[1] - middle))
    count = len(found)
    text = telling.tell(
        "outliers", n=count, r1=telling.count(count), q1=telling.name(name), n1=telling.number(farthest[1], unit),
        r2=telling.count(farthest[0] + 1), n2=telling.number(low, unit), n3=telling.number(high, unit),
        n4=telling.number(middle, unit),
    )  # fmt: skip
    widths = abs(farthest[1] - middle) / spread
    return Candidate(
        kind="outlier",
        columns=(name,),
        p=p,
        effect=float(widths / (widths + 6)),
        n=table.rows,
        reach=0.4,
        rows=tuple(int(row[0]) for row in found),
        text=text,
        chart=ChartSpec(
            kind="histogram", dimension=name, measures=(Measure(None, "count"),), title=f"Distribution of “{name}”"
        ),
        evidence={
            "test": "excess over the column's own tail, generalised Pareto law",
            "values": [row[1] for row in found],
            "farthest": farthest[1],
            "rest_low": low,
            "rest_high": high,
            "rest_median": middle,
            "sampling": table.sampling(),
        },
    )
