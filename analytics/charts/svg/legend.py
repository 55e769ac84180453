"""The legend: a row of keys above the drawing, wrapped, and cut with a count where there are too many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.charts.scales import fit, width
from analytics.charts.svg.canvas import Canvas, colour

HEIGHT = 20
KEY = 18


def paint(trace: Mapping[str, Any], letter: str = "f") -> tuple[str, dict[str, str]]:
    """The class and attributes that give a trace its colour: its own where the figure names one, else the palette's."""
    named = None
    for part in ("marker", "line"):
        style = trace.get(part)
        if isinstance(style, Mapping) and isinstance(style.get("color"), str):
            named = named or colour(style["color"])
    if trace.get("fillcolor") and letter == "f":
        named = named or colour(trace["fillcolor"])
    if named:
        return "", {"fill" if letter == "f" else "stroke": named}
    return palette(int(trace.get("place", 0)), letter), {}


def palette(place: int, letter: str = "f") -> str:
    return f"c-{letter}{place % 8 + 1}"


def shown(found: list[dict[str, Any]], layout: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The traces that have a key, one for each name."""
    if layout.get("showlegend") is False:
        return []
    named: dict[str, dict[str, Any]] = {}
    for trace in found:
        if trace["label"] and trace.get("showlegend") is not False:
            named.setdefault(str(trace.get("legendgroup") or "") + trace["label"], trace)
    entries = list(named.values())
    return entries if len(entries) > 1 or layout.get("showlegend") else []


def draw(canvas: Canvas, entries: list[dict[str, Any]], left: float, top: float, *, rows: int = 2) -> float:
    """Draw the keys from ``left``, ``top``; gives the height that they took."""
    if not entries:
        return 0.0
    x, row = left, 0
    most = min(170.0, canvas.width - left - 30)
    for number, entry in enumerate(entries):
        label = fit(entry["label"], most)
        wide = KEY + width(label) + 16
        rest = len(entries) - number
        last_row = row == rows - 1
        reserve = 60 if last_row and rest > 1 else 0
        if x > left and x + wide - 12 > canvas.width - reserve:
            if last_row:
                canvas.text(x, top + 12, f"+{rest} more", "c-t")
                break
            x, row, top = left, row + 1, top + HEIGHT - 2
        _key(canvas, entry, x, top)
        canvas.text(x + KEY, top + 12, entry["label"], "c-t", room=most)
        x += wide
    return HEIGHT + row * (HEIGHT - 2) + 4


def _key(canvas: Canvas, trace: Mapping[str, Any], x: float, top: float) -> None:
    kind, mode = trace["type"], str(trace.get("mode") or "")
    if kind in ("scatter", "scattergl") and "lines" in mode and not trace.get("fill") and not trace.get("stackgroup"):
        cls, own = paint(trace, "s")
        dashed = {"stroke-dasharray": "5 4"} if (trace.get("line") or {}).get("dash") else {}
        canvas.add("path", f"c-line {cls}", d=f"M{x} {top + 8}h12", **own, **dashed)
        return
    cls, own = paint(trace)
    if trace.get("fill") == "tonexty" and not trace.get("stackgroup"):
        cls = f"c-band {cls}"
    if kind in ("scatter", "scattergl", "scattergeo") and mode == "markers":
        canvas.add("circle", cls, cx=x + 6, cy=top + 8, r=4.5, **own)
    else:
        canvas.add("rect", cls, x=x + 1, y=top + 3, width=11, height=11, rx=2, **own)
