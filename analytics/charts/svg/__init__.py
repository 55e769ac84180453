"""A Plotly figure as SVG, drawn without a browser: text, paths and a title on every mark.

Colours are classes (``static/css/charts.css``), so that one drawing serves light and dark.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.charts.svg import cartesian, others
from analytics.charts.svg.canvas import Canvas, words

__all__ = ["draw"]

WIDTH, HEIGHT = 640, 360


def draw(
    document: Mapping[str, Any],
    *,
    width: float = WIDTH,
    height: float = HEIGHT,
    links: Mapping[str, str] | None = None,
    ident: str = "",
) -> str:
    """The drawing as text. ``links`` maps a category, as the figure holds it, to the address its mark leads to.

    A figure without anything to show says so in words; it is never a blank.
    """
    canvas = Canvas(max(120.0, float(width)), max(60.0, float(height)), dict(links or {}))
    traces = [trace for trace in document.get("data", ()) if _holds_something(trace)]
    layout = dict(document.get("layout") or {})
    if not traces:
        canvas.text(canvas.width / 2, canvas.height / 2, "There are no rows to show.", anchor="middle", size=13)
    else:
        kind = traces[0].get("type", "scatter")
        maker = others.MAKERS.get(kind)
        if maker is not None:
            maker(canvas, traces[0], layout)
        else:
            cartesian.chart(canvas, traces, layout)
    title = words((layout.get("title") or {}).get("text") or "Chart")
    return canvas.svg(title, describe(traces, layout), ident)


def _holds_something(trace: Mapping[str, Any]) -> bool:
    if trace.get("type") == "indicator":
        return True
    if trace.get("type") == "table":
        return bool((trace.get("cells") or {}).get("values"))
    return any(len(trace.get(key) or ()) for key in ("y", "x", "z", "values"))


def describe(traces: list[Mapping[str, Any]], layout: Mapping[str, Any]) -> str:
    """The chart in a sentence, for those who do not see it."""
    meta = layout.get("meta") or {}
    kind = str(meta.get("kind") or (traces[0].get("type") if traces else "empty"))
    points = sum(len(trace.get("y") or trace.get("values") or ()) for trace in traces)
    names = [words(trace.get("name", "")) for trace in traces if trace.get("name")]
    parts = [f"{kind.replace('_', ' ').capitalize()} chart with {points} values"]
    if len(names) > 1:
        parts.append(f"in {len(names)} series: {', '.join(names[:8])}")
    axes = [words(((layout.get(axis) or {}).get("title") or {}).get("text") or "") for axis in ("xaxis", "yaxis")]
    if all(axes):
        parts.append(f"{axes[1]} by {axes[0]}")
    return ", ".join(parts) + "."
