"""The traces of kinds without two axes of their own: parts of a whole, single numbers, tables."""

from __future__ import annotations

from typing import Any

from analytics.charts.labels import amount, escape, label
from analytics.charts.scales import number, ticks
from analytics.query_source import ChartData
from analytics.schema import AnalyticsError, ChartSpec

Traces = list[dict[str, Any]]


def _parts_of_a_whole(data: ChartData) -> None:
    """AnalyticsError where a part is below zero: without it the others would be shares of a whole that is none."""
    below = sum(1 for value in data.values("m0") if value is not None and value < 0)
    if below:
        words = "1 value below zero cannot be a part" if below == 1 else f"{below:,} values below zero cannot be parts"
        raise AnalyticsError(f"{words} of a whole; a bar chart shows {'it' if below == 1 else 'them'}.")


def pie(spec: ChartSpec, data: ChartData) -> Traces:
    _parts_of_a_whole(data)
    pairs = [
        (escape(label(x, spec.grain)), amount(y), row)
        for row, (x, y) in enumerate(zip(data.values("dimension"), data.values("m0"), strict=True))
        if y and y > 0
    ]
    if len(pairs) > 7:
        pairs = [*pairs[:6], ("Other", sum(y for _, y, _ in pairs[6:]), -1)]
    return [
        {
            "type": "pie",
            "labels": [x for x, *_ in pairs],
            "values": [y for _, y, _ in pairs],
            "meta": {"rows": [row for *_, row in pairs]},
            "hole": 0.58,
            "sort": False,
            "direction": "clockwise",
        }
    ]


def waterfall(spec: ChartSpec, data: ChartData) -> Traces:
    xs = [escape(label(x, spec.grain)) for x in data.values("dimension")]
    total = "Total" if "Total" not in xs else "Total of all"
    return [{"type": "waterfall", "name": "", "x": [*xs, total], "y": [*map(amount, data.values("m0")), None],
             "measure": [*["relative"] * len(xs), "total"], "increasing": {"marker": {"color": "#4a8f2f"}},
             "decreasing": {"marker": {"color": "#c23b5f"}}, "totals": {"marker": {"color": "#6f757c"}}}]  # fmt: skip


def funnel(spec: ChartSpec, data: ChartData) -> Traces:
    _parts_of_a_whole(data)
    groups: dict[str, tuple[list[Any], list[Any]]] = {}
    for x, s, y in zip(data.values("dimension"), data.values("series"), data.values("m0"), strict=True):
        xs, ys = groups.setdefault(label(s) if spec.series else "", ([], []))
        xs.append(amount(y))
        ys.append(escape(label(x, spec.grain)))
    return [{"type": "funnel", "name": escape(name), "x": xs, "y": ys} for name, (xs, ys) in groups.items()]


def treemap(spec: ChartSpec, data: ChartData) -> Traces:
    _parts_of_a_whole(data)
    ids, labels, parents, values = [], [], [], []
    totals: dict[str, float] = {}
    for x, s, y in zip(data.values("dimension"), data.values("series"), data.values("m0"), strict=True):
        value = float(y or 0)
        top = escape(label(x, spec.grain))
        totals[top] = totals.get(top, 0.0) + value
        if spec.series:
            ids.append(f"{top}\x1f{escape(label(s))}")
            labels.append(escape(label(s)))
            parents.append(top)
            values.append(value)
    heads = list(totals)
    return [
        {
            "type": "treemap",
            "ids": [*heads, *ids],
            "labels": [*heads, *labels],
            "parents": [*[""] * len(heads), *parents],
            "values": [*totals.values(), *values],
            "branchvalues": "total",
        }
    ]


def indicator(spec: ChartSpec, data: ChartData) -> Traces:
    """A number; over time the newest period beside the one before it, and all of them as a small line."""
    values = [amount(v) for v in data.values("m0")]
    title = escape(spec.title or data.names[-1])
    trace: dict[str, Any] = {
        "type": "indicator",
        "mode": "number",
        "value": values[-1] if values else None,
        "title": {"text": title},
        "meta": {"rows": [max(len(values) - 1, 0)]},
    }
    if spec.kind == "gauge":
        target = spec.options.get("target")
        ends = [v * 1.1 for v in (*values, target) if isinstance(v, int | float)]
        below, above = min([0.0, *ends]), max([0.0, *ends])
        # Where all is nothing, a scale to one (to 100 %) says so.
        most = spec.options.get("max") or (0 if below < 0 == above else ticks(0.0, above or 1.0, 2)[-1])
        least = spec.options.get("min") or (ticks(below, 0.0, 2)[0] if below < 0 else 0)
        gauge: dict[str, Any] = {"axis": {"range": [least, most]}, "bar": {"color": "#0b7a82"}}
        if spec.options.get("target") is not None:
            gauge["threshold"] = {"value": spec.options["target"]}
        return [trace | {"mode": "gauge+number", "gauge": gauge}]
    known = [v for v in values if v is not None]
    if spec.dimension and len(known) > 1:
        delta = {"reference": known[-2], "relative": True, "valueformat": ".1%"}
        trace |= {"mode": "number+delta", "delta": delta, "domain": {"y": [0.35, 1]}}
        return [trace, {"type": "scatter", "mode": "lines", "y": known, "x": list(range(len(known))), "name": ""}]
    return [trace]


def table(spec: ChartSpec, data: ChartData) -> Traces:
    numeric = [column.startswith("m") for column in data.columns]
    columns = [[escape(label(row[i], spec.grain)) if not numeric[i] else number(row[i]) for row in data.rows]
               for i in range(len(data.columns))]  # fmt: skip
    raw = [[amount(row[i]) for row in data.rows] if numeric[i] else [] for i in range(len(data.columns))]
    return [{"type": "table", "header": {"values": [escape(n) for n in data.names]}, "cells": {"values": columns},
             "meta": {"numbers": raw, "rows": list(range(len(data.rows)))}}]  # fmt: skip


def pivot(spec: ChartSpec, data: ChartData) -> Traces:
    """Rows by the dimension, a column for each value of the series, and the cells of both."""
    if "series" not in data.columns:
        return table(spec, data)
    downs = list(dict.fromkeys(data.values("dimension")))
    acrosses = sorted(dict.fromkeys(data.values("series")), key=lambda v: (v is None, v == data.rest, str(v)))
    cells = {
        (x, s): amount(y)
        for x, s, y in zip(data.values("dimension"), data.values("series"), data.values("m0"), strict=True)
    }
    raw = [[cells.get((x, s)) for x in downs] for s in acrosses]
    heads = [escape(data.names[0]), *(escape(label(s)) for s in acrosses)]
    columns = [
        [escape(label(x, spec.grain)) for x in downs],
        *([number(v) if v is not None else "" for v in c] for c in raw),
    ]
    return [
        {"type": "table", "header": {"values": heads}, "cells": {"values": columns}, "meta": {"numbers": [[], *raw]}}
    ]
