"""What lies over or under the marks: reference lines, shaded spans, notes, the steps between bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.charts.scales import fit_apart, width
from analytics.charts.svg.axes import Axis
from analytics.charts.svg.canvas import Canvas
from analytics.charts.svg.plots import Plot
from analytics.charts.svg.reading import clean, listed
from analytics.charts.svg.reading import number as plain


def reach(axis: Axis) -> list[float]:
    """Numbers that the axis must hold although no trace has them."""
    found = [axis.value(raw) for raw in listed((axis.spec.get("meta") or {}).get("hold"))] if isinstance(
        axis.spec.get("meta"), Mapping) else []  # fmt: skip
    return [v for v in found if v is not None]


def shapes(canvas: Canvas, plane: Plot, layout: Mapping[str, Any], *, below: bool) -> None:
    """Lines and rectangles of ``layout.shapes`` that belong to this plane."""
    for shape in layout.get("shapes") or ():
        x_ref, y_ref = str(shape.get("xref") or "x"), str(shape.get("yref") or "y")
        if x_ref.split()[0] not in (plane.x.name, "paper") or y_ref.split()[0] not in (plane.y.name, "paper"):
            continue
        if (shape.get("layer") == "below" or shape.get("type") == "rect") != below:
            continue
        x0, x1 = (_edge(plane.x, shape.get(k), x_ref, plane.left, plane.right) for k in ("x0", "x1"))
        y0, y1 = (_edge(plane.y, shape.get(k), y_ref, plane.bottom, plane.top) for k in ("y0", "y1"))
        if None in (x0, x1, y0, y1) or x0 is None or x1 is None or y0 is None or y1 is None:
            continue
        if shape.get("type") == "rect":
            canvas.add("rect", "c-empty", x=min(x0, x1), y=min(y0, y1), width=abs(x1 - x0), height=abs(y1 - y0))
        else:
            canvas.line(x0, y0, x1, y1, "c-ref")
            label = shape.get("label")
            if isinstance(label, Mapping) and label.get("text"):
                canvas.text(plane.right - 2, y1 - 5, clean(label["text"]), "c-k c-small c-halo", anchor="end")


def _edge(axis: Axis, raw: Any, ref: str, start: float, end: float) -> float | None:
    if ref == "paper" or "domain" in ref:
        share = plain(raw)
        return None if share is None else start + share * (end - start)
    return axis.at(raw)


def notes(
    canvas: Canvas,
    planes: list[Plot],
    layout: Mapping[str, Any],
    inner: tuple[float, float, float, float],
    several: bool,
) -> None:
    """``layout.annotations``: headings of panels, and words at a point."""
    notes = layout.get("annotations") or ()
    apart = _apart([clean(note.get("text")) for note in notes], planes) if several else {}
    for note in notes:
        text = clean(note.get("text"))
        x_ref, y_ref = str(note.get("xref") or "paper"), str(note.get("yref") or "paper")
        x, y = plain(note.get("x")), plain(note.get("y"))
        plane = next((p for p in planes if p.x.name == x_ref.split()[0] and p.y.name == y_ref.split()[0]), None)
        if x_ref == "paper" and y_ref == "paper" and x is not None and y is not None:
            px, py = inner[0] + x * (inner[2] - inner[0]), inner[3] - y * (inner[3] - inner[1])
            room = next((p.right - p.left for p in planes if abs(p.left - px) < 2), 0.0) if several else 0.0
            anchor = "middle" if note.get("xanchor") != "left" else ""
            shown = apart.get(text, text) if room else text
            canvas.text(px, py - 1, shown, "c-k", anchor=anchor, whole=text)
        elif plane is not None:
            here = _edge(plane.x, note.get("x"), x_ref, plane.left, plane.right)
            there = _edge(plane.y, note.get("y"), y_ref, plane.bottom, plane.top)
            if here is None or there is None:
                continue
            half = width(text, 11) / 2
            inside = max(plane.left + half, min(here, plane.right - half))
            canvas.text(inside, max(there - 8, plane.top + 10), text, "c-k c-small", anchor="middle")


def _apart(texts: list[str], planes: list[Plot]) -> dict[str, str]:
    """Headings of panels cut to their room; where they begin alike, their ends tell them apart."""
    room = min((plane.right - plane.left for plane in planes), default=0.0)
    return dict(zip(texts, fit_apart(texts, room), strict=True)) if room > 0 else {}


def steps(canvas: Canvas, plane: Plot) -> None:
    """Thin lines from the end of each bar of a waterfall to the beginning of the next."""
    along, across = (plane.y, plane.x) if plane.lying else (plane.x, plane.y)
    for bar, following in zip(plane.bars, plane.bars[1:], strict=False):
        level = across.pixel(bar.top)
        a, b = along.pixel(bar.place + bar.thick / 2), along.pixel(following.place - following.thick / 2)
        if plane.lying:
            canvas.line(level, a, level, b, "c-zero")
        else:
            canvas.line(a, level, b, level, "c-zero")
