"""The rhythm of the day, where a table has times of day but is followed through time by days or more.

Blocks of days × hours: the profile over the hours has to return from block to block (two-way analysis of variance
with the correction of Greenhouse & Geisser 1959, since neighbouring hours are alike), so one odd day or slow
wandering is no rhythm.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from analytics import telling
from analytics.insights import words
from analytics.insights.candidate import ROWS, Candidate, Ledger
from analytics.insights.grains import CLOCK
from analytics.insights.series import Axis
from analytics.insights.table import Floats, Table, quote
from analytics.schema import ChartSpec, Measure

MIN_SHARE = 0.1
"""Floor: share of the variance of the block × hour cells that the hours explain."""

MIN_SWING = 0.05
BLOCKS = 24


def returns(cells: Floats) -> tuple[float, float]:
    """p-value and share of variance of the column effects of a blocks × phases table without gaps."""
    blocks, phases = cells.shape
    if blocks < 4 or phases < 2:
        return 1.0, 0.0
    centred = cells - cells.mean(axis=1, keepdims=True)
    effect = centred.mean(axis=0)
    rest = centred - effect
    free = phases - 1
    noise = float((rest**2).sum()) / (free * (blocks - 1))
    if noise <= 0:
        return (1.0, 0.0) if float((effect**2).sum()) == 0 else (1e-300, 1.0)
    statistic = blocks * float((effect**2).sum()) / free / noise
    covariance = rest.T @ rest / (blocks - 1)
    epsilon = float(np.trace(covariance) ** 2 / (free * (covariance**2).sum()))
    epsilon = min(1.0, max(epsilon, 1.0 / free))
    share = float(np.var(effect)) / (float(np.var(effect)) + float(rest.var()))
    return float(stats.f.sf(statistic, free * epsilon, free * epsilon * (blocks - 1))), share


def look(table: Table, axis: Axis, ledger: Ledger, counted: bool) -> None:
    """Test the number of rows (where ``counted``) and every measure by hour of the day."""
    stamps = table.stamps[axis.column]
    known = stamps[np.isfinite(stamps)]
    hours = np.unique(np.floor(known / 3600) % 24)
    if len(hours) < 2 or axis.grain in CLOCK:
        return
    names = table.measures
    parts = "".join(f", sum({_value(table, name)}), count({_value(table, name)})" for name in names)
    stamp = f"epoch({quote(axis.column)}::TIMESTAMP)"
    low, high = float(known.min()), float(known.max())
    width = float(np.ceil(max((high - low) / BLOCKS, 86400.0) / 86400) * 86400)
    start = float(np.floor(low / 86400) * 86400)
    rows = table.query(
        f"SELECT CAST(floor(({stamp} - {start!r}) / {width!r}) AS INTEGER), "
        f"CAST(floor({stamp} / 3600) AS BIGINT) % 24, count(*){parts} FROM {{source}} WHERE "
        f"{quote(axis.column)} IS NOT NULL GROUP BY 1, 2"
    )
    data = np.array([[np.nan if value is None else float(value) for value in row] for row in rows])
    if counted:
        _judge(table, axis, ledger, ROWS, data, data[:, 2], np.ones(len(data)))
    for i, name in enumerate(names):
        _judge(table, axis, ledger, name, data, np.nan_to_num(data[:, 3 + 2 * i]), data[:, 4 + 2 * i])


def _value(table: Table, name: str) -> str:
    column = f"{quote(name)}::DOUBLE"
    low, high = table.bounds.get(name, (-1e300, 1e300))
    return f"CASE WHEN {column} BETWEEN {low!r} AND {high!r} THEN {column} END"


def _judge(table: Table, axis: Axis, ledger: Ledger, name: str, data: Floats, total: Floats, filled: Floats) -> None:
    blocks, hours = data[:, 0].astype(int), data[:, 1].astype(int)
    sums, counts = np.zeros((blocks.max() + 1, 24)), np.zeros((blocks.max() + 1, 24))
    np.add.at(sums, (blocks, hours), total)
    np.add.at(counts, (blocks, hours), filled)
    used = counts.sum(axis=0) >= (1 if name == ROWS else 0.5 * len(counts))
    if used.sum() < 2:
        return
    if name == ROWS:
        cells = np.sqrt(sums)[:-1] if len(sums) > 5 else np.sqrt(sums)
        averages = sums.sum(axis=0)
    else:
        with np.errstate(invalid="ignore", divide="ignore"):
            cells = np.where(counts > 0, sums / counts, np.nan)[:, used]
            averages = sums.sum(axis=0) / counts.sum(axis=0)
        cells = cells[np.isfinite(cells).all(axis=1)]
    p, share = returns(cells)
    swing = float(np.nanmax(averages[used]) - np.nanmin(averages[used])) / max(
        float(np.nanmean(np.abs(averages[used]))), 1e-300
    )
    if share < MIN_SHARE or swing < MIN_SWING:
        ledger.test(p)
        return
    ledger.test(p, _candidate(table, axis, name, p, share, averages, used))


def _candidate(
    table: Table, axis: Axis, name: str, p: float, share: float, averages: Floats, used: np.ndarray
) -> Candidate:
    hours = np.flatnonzero(used)
    high, low = int(hours[np.argmax(averages[hours])]), int(hours[np.argmin(averages[hours])])
    agg = "count" if name == ROWS else "mean"
    unit = None if name == ROWS else table.units.get(name)
    text = telling.tell(
        "rhythm", s1=telling.subject(name, agg), w1=telling.word("daily"),
        w2=telling.word(" in all" if name == ROWS else " on average"),
        h1=telling.clock_phase(high), n1=telling.number(float(averages[high]), unit),
        h2=telling.clock_phase(low), n2=telling.number(float(averages[low]), unit),
    )  # fmt: skip
    return Candidate(
        kind="seasonality",
        columns=(name,),
        p=p,
        effect=float(np.sqrt(share)),
        n=table.rows,
        period="daily",
        agg=None if axis.single and name != ROWS else agg,
        text=text,
        chart=ChartSpec(
            kind="line",
            dimension=axis.column,
            measures=(Measure(None, "count") if name == ROWS else Measure(name, "mean"),),
            grain="hour",
            title=f"{words.measure(name, agg)} by hour of the day",
            options={"fold": "day"},
        ),
        evidence={
            "test": "blocks of days × hours of the day, Greenhouse–Geisser correction",
            "averages": {f"{int(hour)}:00": float(averages[hour]) for hour in hours},
            "variance_explained": round(share, 4),
            "time": axis.column,
        },
    )
