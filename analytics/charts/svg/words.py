"""A chart in words: what a person who cannot see it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.charts.svg.axes import formatted
from analytics.charts.svg.plots import key_of
from analytics.charts.svg.reading import clean, listed, title_of
from analytics.charts.svg.reading import number as plain

NAMES = {
    "bar": "Bar chart",
    "scatter": "Line chart",
    "scattergl": "Line chart",
    "pie": "Pie chart",
    "heatmap": "Heatmap",
    "box": "Box plot",
    "violin": "Violin plot",
    "indicator": "Number",
    "table": "Table",
    "treemap": "Treemap",
    "funnel": "Funnel",
    "waterfall": "Waterfall chart",
    "scattergeo": "Map",
    "histogram": "Histogram",
}


def title(document: Mapping[str, Any]) -> str:
    return title_of(document.get("layout") or {})


def describe(found: list[dict[str, Any]], layout: Mapping[str, Any]) -> str:
    """One or two sentences: the kind, the axes, the series, the highest and the lowest value."""
    if not found:
        return "There is nothing to show."
    first = found[0]
    kind = NAMES.get(first["type"], "Chart")
    if first["type"] in ("scatter", "scattergl"):
        mode = str(first.get("mode") or "")
        kind = (
            "Scatter plot"
            if mode == "markers"
            else "Area chart"
            if first.get("fill") or first.get("stackgroup")
            else kind
        )
    parts = [kind]
    meta = layout.get("meta")
    if isinstance(meta, Mapping) and meta.get("column"):
        parts[0] += f" by {clean(meta['column'])}"
    names = [t["label"] for t in found if t["label"]]
    if len(names) > 1:
        parts.append(f"{len(names)} series: {', '.join(names[:6])}{' and more' if len(names) > 6 else ''}")
    elif first["type"] == "heatmap":
        parts.append(f"{len(first.get('y') or ())} rows and {len(first.get('x') or ())} columns of cells")
    extreme = _extremes(found, layout)
    if extreme:
        parts.append(extreme)
    notes = [clean(note) for note in listed(meta.get("notes"))] if isinstance(meta, Mapping) else []
    return ". ".join([*parts, *notes]) + "."


def _extremes(found: list[dict[str, Any]], layout: Mapping[str, Any]) -> str:
    pairs: list[tuple[float, str]] = []
    trace = found[0]
    spec: Mapping[str, Any] = {}
    if trace["type"] in ("pie", "treemap"):
        pairs = _pairs(trace.get("labels"), trace.get("values"))
    elif trace["type"] in ("bar", "scatter", "scattergl", "funnel"):
        lying = trace.get("orientation") == "h"
        letter = "x" if lying else "y"
        spec = layout.get(key_of(trace.get(f"{letter}axis"), letter)) or {}
        for each in found:
            pairs += _pairs(each.get("y" if lying else "x"), each.get("real") or each.get(letter))
    elif trace["type"] == "indicator":
        return formatted(plain(trace.get("value")), {})
    if len(pairs) < 2:
        return f"{pairs[0][1]}: {formatted(pairs[0][0], spec)}" if pairs else ""
    (low, where_low), (high, where_high) = min(pairs), max(pairs)
    top, least = f"{formatted(high, spec)} ({where_high})", f"{formatted(low, spec)} ({where_low})"
    return f"{len(pairs)} values, highest {top}, lowest {least}"


def _pairs(names: Any, values: Any) -> list[tuple[float, str]]:
    found = []
    for name, value in zip(listed(names), listed(values), strict=False):
        number = plain(value)
        if number is not None:
            found.append((number, clean(name)[:10] if isinstance(name, str) and name[10:11] == "T" else clean(name)))
    return found
