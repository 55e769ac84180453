"""Lines over a chart that its options ask for: a reference, a trend, the spread around an average."""

from __future__ import annotations

from typing import Any

from analytics.charts.labels import escape
from analytics.charts.svg.axes import formatted
from analytics.charts.svg.moments import seconds
from analytics.query_source import ChartData
from analytics.schema import ChartSpec


def added(spec: ChartSpec, data: ChartData, traces: list[dict[str, Any]], layout: dict[str, Any]) -> None:
    """Add what ``spec.options`` ask for: ``reference`` (a number, ``mean`` or ``median``) and ``trend``."""
    if spec.options.get("reference") is not None and traces and "yaxis" in layout:
        _reference(spec, traces, layout)
    if spec.options.get("trend") and spec.kind in ("line", "scatter", "bar", "area", "bubble") and not spec.series:
        line = trend(traces[0]) if traces else None
        if line:
            traces.append(line)
            layout["showlegend"] = True


def _reference(spec: ChartSpec, traces: list[dict[str, Any]], layout: dict[str, Any]) -> None:
    wanted = spec.options["reference"]
    lying = traces[0].get("orientation") == "h"
    values = sorted(v for t in traces for v in t["x" if lying else "y"] if isinstance(v, int | float))
    if isinstance(wanted, int | float):
        level, word = float(wanted), "Reference"
    elif values and wanted in ("mean", "median"):
        level = sum(values) / len(values) if wanted == "mean" else values[len(values) // 2]
        word = "Average" if wanted == "mean" else "Median"
    else:
        return
    ends = {"x0": level, "x1": level, "y0": 0, "y1": 1, "xref": "x", "yref": "y domain"} if lying else (
        {"x0": 0, "x1": 1, "y0": level, "y1": level, "xref": "x domain", "yref": "y"})  # fmt: skip
    shown = formatted(level, layout["xaxis" if lying else "yaxis"], short=abs(level) >= 10_000)
    text = f"{escape(spec.options.get('reference_label') or word)} {escape(shown)}"
    layout.setdefault("shapes", []).append({"type": "line", **ends, "line": {"dash": "dash"}, "label": {"text": text}})
    axis = layout["xaxis" if lying else "yaxis"]
    axis["meta"] = {**(axis.get("meta") or {}), "hold": [level]}


def trend(trace: dict[str, Any]) -> dict[str, Any] | None:
    """The straight line of least squares through a trace, as a dashed trace of two points."""
    pairs = []
    for place, (raw, y) in enumerate(zip(trace.get("x") or (), trace.get("y") or (), strict=False)):
        x = raw if isinstance(raw, int | float) else seconds(raw)
        if isinstance(y, int | float):
            pairs.append((float(place) if x is None else float(x), float(y), raw))
    if len(pairs) < 3:
        return None
    mean_x, mean_y = (sum(p[i] for p in pairs) / len(pairs) for i in (0, 1))
    spread = sum((p[0] - mean_x) ** 2 for p in pairs)
    if not spread:
        return None
    slope = sum((p[0] - mean_x) * (p[1] - mean_y) for p in pairs) / spread
    ends = (min(pairs, key=lambda p: p[0]), max(pairs, key=lambda p: p[0]))
    ys = [mean_y + slope * (p[0] - mean_x) for p in ends]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Trend",
        "x": [p[2] for p in ends],
        "y": ys,
        "line": {"dash": "dash"},
        "hoverinfo": "skip",
        "meta": {"place": trace["meta"]["place"] + 1},
    }
