"""Planes with two axes: ranges, margins, grid, then the marks of every trace, then lines and notes over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from analytics.charts.scales import fit, width
from analytics.charts.svg import axes, bars, boxes, heat, legend, lines, overlay, plots
from analytics.charts.svg.canvas import Canvas
from analytics.charts.svg.plots import Plot

KINDS = {"bar", "scatter", "scattergl", "heatmap", "box", "violin", "histogram", "waterfall"}
Point = Callable[..., dict[str, Any] | None]


def draw(canvas: Canvas, found: list[dict[str, Any]], layout: Mapping[str, Any], top: float, point: Point) -> None:
    """Draw all traces that have axes into the room below ``top``."""
    planes = plots.grouped(found, layout)
    for plane in planes:
        plane.bars = bars.waterfall(plane) or bars.measured(plane, layout)
    several = len({(id(p.x), id(p.y)) for p in planes if not p.over}) > 1
    entries = [] if any(t["type"] == "heatmap" for t in found) else legend.shown(found, layout)
    titles = [] if several else _titles(canvas, planes, top)
    top += 18 if titles else 0
    top += legend.draw(canvas, entries, 6, top, rows=2 if canvas.height > 220 else 1)
    if any(t["type"] == "heatmap" for t in found):
        top += 0 if titles else 18
    inner = (4.0, top + 4, canvas.width - 6, canvas.height - 4)
    for plane in planes:
        _cell(plane, inner, several)
    right = max((plots.left_room(_scaled(p, canvas), 90) for p in planes if p.over), default=0.0)
    for plane in planes:
        if plane.over:
            below = next((p for p in planes if not p.over), plane)
            plane.left, plane.right, plane.top, plane.bottom = below.left, below.right, below.top, below.bottom
            plane.x.start, plane.x.end = plane.left, plane.right
            plane.place()
            _draw_plane(canvas, plane, None, layout, point, len(entries) > 1, base=below)
        else:
            way = _margins(canvas, plane, right)
            _draw_plane(canvas, plane, way, layout, point, len(entries) > 1)
    overlay.notes(canvas, planes, layout, inner, several)


def _titles(canvas: Canvas, planes: list[Plot], top: float) -> list[str]:
    """The title of the upright axis stands over it, that of a second one at the right."""
    base = next((p for p in planes if not p.over), planes[0])
    left = base.y.title
    right = next((p.y.title for p in planes if p.over), "")
    if left:
        canvas.text(6, top + 12, left, "c-t", room=canvas.width / (2 if right else 1) - 12)
    if right:
        canvas.text(canvas.width - 6, top + 12, right, "c-t", anchor="end", room=canvas.width / 2 - 12)
    return [t for t in (left, right) if t]


def _cell(plane: Plot, inner: tuple[float, float, float, float], several: bool) -> None:
    x0, x1 = plots.domain(plane.x)
    y0, y1 = plots.domain(plane.y)
    wide, tall = inner[2] - inner[0], inner[3] - inner[1]
    plane.left, plane.right = inner[0] + wide * x0, inner[0] + wide * x1
    plane.top, plane.bottom = inner[3] - tall * y1 + (4 if several else 0), inner[3] - tall * y0


def _scaled(plane: Plot, canvas: Canvas) -> axes.Axis:
    """Give both axes their ranges from the traces; gives the upright one."""
    if plane.y.ticks:
        return plane.y
    lines.stacks(plane)
    xs: list[float] = []
    ys: list[float] = []
    zero_x = zero_y = False
    half_x = half_y = 0.0
    snug = True
    for trace in plane.traces:
        if lines.is_line(trace):
            more_x, more_y = lines.values(trace, plane)
            xs += more_x
            ys += more_y
            zero_y = zero_y or trace.get("fill") == "tozeroy" or "floor" in trace
            snug = snug and "lines" in lines.mode_of(trace)
        elif trace["type"] == "heatmap":
            xs += [v for v in map(plane.x.value, trace.get("x") or ()) if v is not None]
            ys += [v for v in map(plane.y.value, trace.get("y") or ()) if v is not None]
        elif trace["type"] in ("box", "violin"):
            numbers = [v for _, five, singles in boxes.groups(trace, plane) for v in (*five, *singles)]
            (xs if trace.get("orientation") == "h" else ys).extend(numbers)
    if plane.bars:
        snug = False
        places, ends = [b.place for b in plane.bars], [v for b in plane.bars for v in (b.base, b.top)]
        half = max(b.thick for b in plane.bars) / 2 + max(abs(b.offset) for b in plane.bars)
        if plane.lying:
            ys, xs, zero_x, half_y = [*ys, *places], [*xs, *ends], True, half
        else:
            xs, ys, zero_y, half_x = [*xs, *places], [*ys, *ends], True, half
    for axis in (plane.x, plane.y):
        xs, ys = (xs + overlay.reach(axis), ys) if axis is plane.x else (xs, ys + overlay.reach(axis))
    axes.scale(plane.x, xs, zero=zero_x, pixels=plane.right - plane.left - 50, snug=snug, half=half_x)
    plane.y.start, plane.y.end = plane.bottom - 26, plane.top
    axes.scale(plane.y, ys, zero=zero_y, pixels=plane.bottom - plane.top - 30, half=half_y)
    return plane.y


def _margins(canvas: Canvas, plane: Plot, right: float) -> plots.Under:
    axis = _scaled(plane, canvas)
    wide = plane.right - plane.left
    left, top, bottom = plane.left, plane.top + 6, plane.bottom
    plane.left = left + plots.left_room(axis, wide * (0.42 if axis.kind == "category" else 0.3))
    plane.right -= right or 4
    if plane.x.title and not plane.x.spec.get("matches"):
        bottom -= 17
    way = plots.under(plane.x, plane.right - plane.left, canvas.height)
    if way.turned:  # the first word leans out to the left
        plane.left = max(plane.left, left + min(way.room * 0.77, 40))
    plane.top, plane.bottom = top, max(bottom - way.height, top + 24)
    plane.place()
    return way


def _draw_plane(
    canvas: Canvas, plane: Plot, way: plots.Under | None, layout: Mapping[str, Any], point: Point, several: bool,
    base: Plot | None = None,
) -> None:  # fmt: skip
    words: list[str] = []
    if plane.bars:
        along = bars.category_axis(plane)
        words = bars.labels(plane, abs(along.end - along.start))
        if words and plane.lying:
            plane.right -= max(map(width, words)) + 4
            if any(b.top < 0 for b in plane.bars):
                plane.left += max(map(width, words)) + 4
        elif words:
            plane.top += 14
            if any(b.top < 0 for b in plane.bars):
                plane.bottom -= 14
        plane.place()
    scattered = any(t["type"] in ("scatter", "scattergl") and lines.mode_of(t) == "markers" for t in plane.traces)
    plots.draw_left(canvas, plane)
    if way is not None:
        plots.draw_under(canvas, plane, way, grid=plane.lying or scattered)
        if plane.x.title:
            y = min(plane.bottom + way.height + 12, canvas.height - 5)
            title = fit(plane.x.title, plane.right - plane.left)
            canvas.text((plane.left + plane.right) / 2, y, title, "c-t", anchor="middle")
    overlay.shapes(canvas, plane, layout, below=True)
    bars.draw(canvas, plane, point, words)
    if any(t["type"] == "waterfall" for t in plane.traces):
        overlay.steps(canvas, plane)
    before: dict[str, Any] | None = None
    for trace in plane.traces:
        if trace["type"] == "heatmap":
            heat.draw(canvas, plane, point, trace)
        elif trace["type"] in ("box", "violin"):
            boxes.draw(canvas, plane, point, trace)
        elif lines.is_line(trace):
            lines.draw(canvas, plane, point, trace, before, several or base is not None)
            before = trace
    overlay.shapes(canvas, plane, layout, below=False)
