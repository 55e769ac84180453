"""A specification and its data become a figure: the plain JSON of Plotly, and on export ``graph_objects.Figure``.

``document`` gives the dict, which the drawer takes as it is; validating it with plotly would cost more than the drawing.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from analytics.charts.scales import moment, number
from analytics.query import ChartData
from analytics.schema import ChartSpec, Profile

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

EMPTY = "(empty)"
COLOURS = ("#0b7a82", "#cf7a0c", "#6a5acd", "#c23b5f", "#4a8f2f", "#2f74c0", "#8a5a2b", "#6f757c")
CATEGORICAL = ("bar", "pie", "heatmap", "table")


def escape(text: Any) -> str:
    """Text of the data for a label of Plotly, which understands some markup: every ``<`` and ``&`` becomes an entity."""
    return html.escape(str(text), quote=False)


def figure(spec: ChartSpec, data: ChartData, profile: Profile) -> Figure:
    """The figure for plotly.js and for export; labels are escaped."""
    from plotly.graph_objects import Figure

    return Figure(document(spec, data, profile), skip_invalid=True)


def document(spec: ChartSpec, data: ChartData, profile: Profile) -> dict[str, Any]:
    """The figure as plain dicts, with what the drawer needs beyond Plotly's words under ``layout.meta``."""
    makers = {"histogram": _histogram, "scatter": _scatter, "heatmap": _heatmap, "indicator": _indicator,
              "pie": _pie, "table": _table}  # fmt: skip
    traces = makers.get(spec.kind, _cartesian)(spec, data)
    flipped = _flipped(spec, data)
    units = [unit(profile, spec, place) for place in range(max(1, len(spec.measures)))]
    axis = escape(spec.dimension or "")
    value = escape(data.names[-1] if spec.kind != "histogram" else "Rows") if len(units) == 1 else ""
    layout: dict[str, Any] = {
        "title": {"text": escape(spec.title)},
        "colorway": list(COLOURS),
        "barmode": "stack" if spec.options.get("stacked") or spec.options.get("mode") == "stack" else "group",
        "xaxis": {"title": {"text": value if flipped else axis}},
        "yaxis": {"title": {"text": axis if flipped else value}},
        "showlegend": len(traces) > 1 or spec.kind == "pie",
        "meta": {
            "kind": spec.kind, "column": spec.dimension, "series": spec.series, "grain": spec.grain, "unit": units[0],
            "x_unit": unit_of(profile, spec.dimension), "notes": list(data.notes), "rest": data.rest,
            "flipped": flipped, "labels": _labels(spec, data, profile),
        },
    }  # fmt: skip
    if flipped:
        layout["yaxis"]["autorange"] = "reversed"
    return {"data": traces, "layout": layout}


def unit_of(profile: Profile, name: str | None) -> str:
    """``%`` for a share, else the unit of the column, else nothing."""
    for column in profile.columns:
        if column.name == name:
            return "%" if column.type == "percent" else (column.unit or "")
    return ""


def unit(profile: Profile, spec: ChartSpec, place: int = 0) -> str:
    """The unit of a measure: counts have none."""
    if place >= len(spec.measures) or spec.measures[place].agg in ("count", "count_distinct"):
        return ""
    return unit_of(profile, spec.measures[place].column)


def label(value: Any, grain: str | None = None) -> str:
    """A category or a point of time as a person reads it."""
    if value is None:
        return EMPTY
    if hasattr(value, "isoformat") and hasattr(value, "year"):
        return moment(value, grain)
    return str(value)


def _labels(spec: ChartSpec, data: ChartData, profile: Profile) -> dict[str, str]:
    """Short words for the points of a time axis, by their value as text."""
    return {_plain(v): label(v, spec.grain) for v in data.values("dimension") if hasattr(v, "isoformat")}


def _plain(value: Any) -> Any:
    if value is None:
        return EMPTY
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return escape(value) if isinstance(value, str) else value


def _number(value: Any) -> Any:
    return None if value is None else (float(value) if not isinstance(value, int) else value)


def _flipped(spec: ChartSpec, data: ChartData) -> bool:
    """Bars lie down when asked to, or when names are too long to stand under them."""
    if spec.kind != "bar" or "horizontal" in spec.options:
        return spec.kind == "bar" and bool(spec.options.get("horizontal"))
    words = [value for value in data.values("dimension") if isinstance(value, str)]
    return bool(words) and (max(map(len, words)) * len(set(words)) > 90 or len(set(words)) > 12)


def _cartesian(spec: ChartSpec, data: ChartData) -> list[dict[str, Any]]:
    flipped = _flipped(spec, data)
    measures = [column for column in data.columns if column.startswith("m")]
    groups: dict[tuple[str, str], tuple[list[Any], list[Any]]] = {}
    series = data.values("series")
    for place, column in enumerate(measures):
        name = data.names[data.columns.index(column)]
        for x, s, y in zip(data.values("dimension"), series, data.values(column), strict=True):
            key = (f"{place}", label(s) if "series" in data.columns else name)
            xs, ys = groups.setdefault(key, ([], []))
            if x is None and spec.kind in ("line", "area"):
                continue
            xs.append(_plain(x) if spec.dimension else name)
            ys.append(_number(y))
    ordered = (
        sorted(groups.items(), key=lambda item: -sum(y or 0 for y in item[1][1])) if spec.series else groups.items()
    )
    kind = "bar" if spec.kind not in ("line", "area") else "scatter"
    traces = []
    for (_, name), (xs, ys) in ordered:
        trace: dict[str, Any] = {
            "type": kind,
            "name": escape(name),
            "x": ys if flipped else xs,
            "y": xs if flipped else ys,
        }
        if kind == "bar":
            trace["orientation"] = "h" if flipped else "v"
        else:
            trace["mode"] = "lines"
            if spec.kind == "area":
                trace.update(
                    fill="tozeroy" if len(groups) == 1 else "tonexty",
                    **({"stackgroup": "one"} if len(groups) > 1 else {}),
                )
        traces.append(trace)
    return traces


def _scatter(spec: ChartSpec, data: ChartData) -> list[dict[str, Any]]:
    groups: dict[str, tuple[list[Any], list[Any]]] = {}
    for x, s, y in zip(data.values("dimension"), data.values("series"), data.values("m0"), strict=True):
        xs, ys = groups.setdefault(label(s) if spec.series else data.names[-1], ([], []))
        xs.append(_plain(x))
        ys.append(_number(y))
    many = sorted(groups.items(), key=lambda item: -len(item[1][0]))
    if len(many) > 8:
        xs = [x for _, (part, _) in many[7:] for x in part]
        ys = [y for _, (_, part) in many[7:] for y in part]
        many = [*many[:7], ("Other", (xs, ys))]
    return [{"type": "scatter", "mode": "markers", "name": escape(n), "x": xs, "y": ys} for n, (xs, ys) in many]


def _histogram(spec: ChartSpec, data: ChartData) -> list[dict[str, Any]]:
    lows, highs = data.values("low"), data.values("high")
    return [{"type": "bar", "name": "Rows", "x": [(a + b) / 2 for a, b in zip(lows, highs, strict=True)],
             "y": data.values("m0"), "width": [b - a for a, b in zip(lows, highs, strict=True)]}]  # fmt: skip


def _heatmap(spec: ChartSpec, data: ChartData) -> list[dict[str, Any]]:
    xs = list(dict.fromkeys(map(_plain, data.values("dimension"))))
    ys = list(dict.fromkeys(map(_plain, data.values("series"))))
    cells = {(_plain(x), _plain(y)): _number(z)
             for x, y, z in zip(data.values("dimension"), data.values("series"), data.values("m0"), strict=True)}  # fmt: skip
    return [{"type": "heatmap", "x": xs, "y": ys, "z": [[cells.get((x, y)) for x in xs] for y in ys]}]


def _pie(spec: ChartSpec, data: ChartData) -> list[dict[str, Any]]:
    pairs = [
        (_plain(x), _number(y)) for x, y in zip(data.values("dimension"), data.values("m0"), strict=True) if y and y > 0
    ]
    if len(pairs) > 7:
        pairs = [*pairs[:6], ("Other", sum(y for _, y in pairs[6:]))]
    return [
        {
            "type": "pie",
            "labels": [str(x) for x, _ in pairs],
            "values": [y for _, y in pairs],
            "hole": 0.55,
            "sort": False,
        }
    ]


def _indicator(spec: ChartSpec, data: ChartData) -> list[dict[str, Any]]:
    value = data.rows[0][-1] if data.rows else None
    return [
        {
            "type": "indicator",
            "mode": "number",
            "value": _number(value),
            "title": {"text": escape(spec.title or data.names[-1])},
        }
    ]


def _table(spec: ChartSpec, data: ChartData) -> list[dict[str, Any]]:
    columns = [[escape(label(row[i], spec.grain)) if not isinstance(row[i], float) else number(row[i]) for row in data.rows]
               for i in range(len(data.columns))]  # fmt: skip
    return [{"type": "table", "header": {"values": [escape(n) for n in data.names]}, "cells": {"values": columns}}]
