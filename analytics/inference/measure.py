"""Counting a typed column: bounds, mean, distinct values, the bars of its histogram, and evidence for its role."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from analytics.inference import instants
from analytics.inference.cells import Cells
from analytics.parsing import canonical_sql
from analytics.schema import NUMERIC_TYPES, TEMPORAL_TYPES, Bin, Column
from analytics.sqltext import quote

BARS = 12
FEW = 20_000
"""Up to so many distinct values the exact count costs little."""
REPEATED = 5
"""So many cells for each distinct value: what is asked of a text is asked of each value once, with its count."""
SENTENCES = 60
"""A column of texts that are longer than this on average has sentences, whatever else is in them (see ``roles``)."""
LINKS = "(?i)(?:https?|ftp)://[^ ]+|www[.][^ ]+|[^ @]+@[^ @]+[.][a-z]{2,}"
CODES = "[A-Za-z0-9_.#-]*[0-9][A-Za-z0-9_.#-]*"


@dataclass(frozen=True)
class Measured:
    """One typed column: ``column`` has nulls, distinct, min, max and mean filled in."""

    column: Column
    present: int
    low: float | None = None
    high: float | None = None
    integral: bool = False
    length: float = 0.0
    words: float = 1.0
    codes: float = 0.0
    links: float = 0.0
    instants: str = ""
    """The unit of whole numbers that count time since 1970 (see ``instants``); empty for all others."""


def measure(cells: Cells, typed: str, columns: Sequence[Column], rows: int) -> list[Measured]:
    """Bounds and counts of several typed columns in one scan, then exact distinct counts where they matter."""
    asked = [_asked(column, i) for i, column in enumerate(columns)]
    inner = f"SELECT {', '.join(a for part in asked for a in part)} FROM {typed}"
    shown = [_shown(column, i) for i, column in enumerate(columns)]
    answer = iter(cells.one(f"SELECT {', '.join(s for part in shown for s in part)} FROM ({inner})"))
    measured = []
    for column in columns:
        present, distinct, low, high, a, b, c, d = (next(answer) for _ in range(8))
        known = replace(column, nulls=rows - present, distinct=distinct, min=low, max=high)
        if column.type in NUMERIC_TYPES:
            known = replace(known, mean=_finite(a))
            measured.append(Measured(known, present, _finite(b), _finite(c), integral=d == 0))
        elif column.type == "text":
            measured.append(Measured(known, present, length=float(a or 0)))
        else:
            measured.append(Measured(known, present, _finite(a), _finite(b)))
    return _distinct(cells, typed, _worded(cells, typed, _instants(cells, typed, measured)))


def _instants(cells: Cells, typed: str, measured: list[Measured]) -> list[Measured]:
    """The unit of columns that are moments; only those of plausible size are looked at again."""
    found = []
    for i, m in enumerate(measured):
        high = instants.high_of(m.column, m.high)
        if instants.unit_of(high):
            unit = instants.unit(cells, typed, instants.number(m.column, f"t{i}"), m.column.name, high)
            m = replace(m, instants=unit)
        found.append(m)
    return found


def _worded(cells: Cells, typed: str, measured: list[Measured]) -> list[Measured]:
    """What the text columns hold: words, codes, links. Where values repeat, each of them is looked at once."""
    texts = {i: m for i, m in enumerate(measured) if m.column.type == "text" and m.present}
    counts: dict[int, Sequence[Any]] = {}
    whole: dict[int, list[str]] = {}
    for i, m in texts.items():
        sums = _word_sums(f"t{i}", m.length <= SENTENCES)
        if m.column.distinct <= min(FEW, m.present // REPEATED):
            values = f"SELECT t{i}, count(*) AS n FROM {typed} GROUP BY t{i}"
            counts[i] = cells.one(f"SELECT {', '.join(f'sum({sql} * n)' for sql in sums)} FROM ({values})")
        else:
            whole[i] = [f"sum({sql})" for sql in sums]
    if whole:
        answer = iter(cells.one(f"SELECT {', '.join(sql for sums in whole.values() for sql in sums)} FROM {typed}"))
        counts |= {i: [next(answer) for _ in sums] for i, sums in whole.items()}
    for i, m in texts.items():
        links, spaces, codes = ([float(count or 0) / m.present for count in counts[i]] + [0.0, 0.0])[:3]
        measured[i] = replace(m, words=1 + spaces, codes=codes, links=links)
    return measured


def _word_sums(value: str, short: bool) -> list[str]:
    """SQL for each text's share in the links, and, of short ones, in the spaces and codes."""
    links, codes = (f"CAST(regexp_full_match({value}, '{pattern}') AS INTEGER)" for pattern in (LINKS, CODES))
    return [links, f"(strlen({value}) - strlen(replace({value}, ' ', '')))", codes] if short else [links]


def _asked(column: Column, i: int) -> list[str]:
    t = f"t{i}"
    cut = "[:80]" if column.type == "text" else ""
    low, high = f"min({t}){cut}", f"max({t}){cut}"
    asked = [f"count({t}) AS n{i}", f"approx_count_distinct({t}) AS u{i}", f"{low} AS l{i}", f"{high} AS h{i}"]
    if column.type in NUMERIC_TYPES:
        whole = f"count(*) FILTER ({t} <> floor({t}))" if column.type != "integer" else "0"
        extra = [f"avg({t})", f"CAST(min({t}) AS DOUBLE)", f"CAST(max({t}) AS DOUBLE)", whole]
    elif column.type == "text":
        extra = [f"avg(length({t}))", "0", "0", "0"]
    elif column.type in ("date", "datetime"):
        extra = [f"epoch(min({t}))", f"epoch(max({t}))", "0", "0"]
    else:
        extra = ["0", "0", "0", "0"]
    return asked + [f"{sql} AS x{i}_{k}" for k, sql in enumerate(extra)]


def _shown(column: Column, i: int) -> list[str]:
    bounds = [f"CAST({canonical_sql(replace(column, name=f'{side}{i}'))} AS VARCHAR)" for side in "lh"]
    return [f"n{i}", f"u{i}", *bounds, *(f"x{i}_{k}" for k in range(4))]


def _finite(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _distinct(cells: Cells, typed: str, measured: list[Measured]) -> list[Measured]:
    """HyperLogLog is off by some percent: count exactly where values are few, or so many that they may be keys."""
    few = [i for i, m in enumerate(measured) if m.column.distinct <= FEW]
    many = [i for i, m in enumerate(measured) if m.column.distinct > max(FEW, 0.8 * m.present)]
    exact: dict[str, int] = {}
    if few:
        counts = cells.one(f"SELECT {', '.join(f'count(DISTINCT t{i})' for i in few)} FROM {typed}")
        exact = {measured[i].column.name: count for i, count in zip(few, counts, strict=True)}
    for i in many:
        values = f"SELECT DISTINCT t{i} AS t FROM {typed}"
        exact[measured[i].column.name] = int(cells.one(f"SELECT count(t) FROM ({values})")[0])
    return [
        replace(m, column=replace(m.column, distinct=min(exact.get(m.column.name, m.column.distinct), m.present)))
        for m in measured
    ]


def histograms(cells: Cells, typed: str, measured: Sequence[Measured]) -> dict[str, tuple[Bin, ...]]:
    """At most 12 bars a column: equal widths for numbers and dates, the most frequent values for the rest."""
    bars: dict[str, tuple[Bin, ...]] = {}
    asked = {}
    for i, m in enumerate(measured):
        if _scaled(m):
            asked[i] = _bar_sql(m, f"t{i}")
        elif m.column.distinct <= 500 and m.column.role != "identifier":
            asked[i] = f"histogram(CAST(t{i} AS VARCHAR))"
        elif m.column.type == "text" and m.column.role == "category":
            bars[m.column.name] = _most_frequent(cells, m)
    if asked:
        answer = cells.one(f"SELECT {', '.join(asked.values())} FROM {typed}")
        for i, counts in zip(asked, answer, strict=True):
            m = measured[i]
            bars[m.column.name] = _scale(m, counts or {}) if _scaled(m) else _most(counts or {})
    return bars


def _scaled(m: Measured) -> bool:
    """Has its values on a scale with two ends."""
    return m.low is not None and m.high is not None and m.column.type in NUMERIC_TYPES | TEMPORAL_TYPES


def _width(m: Measured) -> tuple[float, int]:
    """The width and number of bars."""
    low, high = m.low or 0.0, m.high or 0.0
    whole = m.column.type == "integer"
    if whole and high - low < BARS:
        return 1.0, int(high - low) + 1
    if m.column.type == "date":
        days = (high - low) / 86400 + 1
        width = 86400.0 * max(1, math.ceil(days / BARS))
        return width, min(BARS, math.ceil(days * 86400 / width))
    if high <= low:
        return 1.0, 1
    width = (high - low + whole) / BARS
    return (math.ceil(width), math.ceil((high - low + 1) / math.ceil(width))) if whole else (width, BARS)


def _bar_sql(m: Measured, value: str) -> str:
    width, bars = _width(m)
    number = f"epoch({value})" if m.column.type in ("date", "datetime") else f"CAST({value} AS DOUBLE)"
    index = f"floor(({number} - {m.low!r}::DOUBLE) / {width!r}::DOUBLE)"
    return f"histogram(CAST(least({bars - 1}, greatest(0, {index})) AS INTEGER))"


def _scale(m: Measured, counts: dict[int, int]) -> tuple[Bin, ...]:
    width, bars = _width(m)
    result = []
    for i in range(bars):
        low, high = (m.low or 0.0) + i * width, (m.low or 0.0) + (i + 1) * width
        if i == bars - 1 and m.column.type != "date":
            high = max(m.high or high, low)
        texts = _bounds(m.column.type, low, high)
        label = texts[0] if texts[0] == texts[1] else f"{texts[0]} – {texts[1]}"
        result.append(Bin(label, int(counts.get(i, 0)), *texts))
    return tuple(result)


def _bounds(kind: str, low: float, high: float) -> tuple[str, str]:
    """The bounds of a bar as a person writes them; the upper one of whole numbers and days belongs to the bar."""
    if kind in ("date", "datetime"):
        return (_day(low), _day(high - (86400 if kind == "date" else 0)))
    if kind == "integer":
        return (f"{low:.0f}", f"{max(low, high - 1 if high > low else high):.0f}")
    return (f"{low:.6g}", f"{high:.6g}")


def _day(seconds: float) -> str:
    """The day so many seconds after 1970 began; the last day there is for a bar that ends after it (9999-12-31)."""
    from datetime import datetime, timedelta

    start = datetime(1970, 1, 1)
    first, last = (datetime.min - start).total_seconds(), (datetime.max - start).total_seconds() - 1
    return (start + timedelta(seconds=min(max(seconds, first), last))).date().isoformat()


def _most(counts: dict[str, int], others: int = 0) -> tuple[Bin, ...]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    head = ranked if len(ranked) <= BARS and not others else ranked[: BARS - 1]
    rest = others + sum(count for _, count in ranked[len(head) :])
    bins = tuple(Bin(value[:80], count, value[:80], value[:80]) for value, count in head)
    return (*bins, Bin("Other", rest)) if rest else bins


def _most_frequent(cells: Cells, m: Measured) -> tuple[Bin, ...]:
    value = quote(m.column.name)
    grouped = f"SELECT {value}, count(*) FROM {cells.source} WHERE {value} <> '' GROUP BY 1"
    counts = dict(cells.connection.execute(f"{grouped} ORDER BY 2 DESC, 1 LIMIT {BARS - 1}").fetchall())
    return _most(counts, others=m.present - sum(counts.values()))
