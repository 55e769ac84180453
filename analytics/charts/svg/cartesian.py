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
Box = tuple[float, float, float, float]
EDGE = 0.02


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
    if several:
        inner = _shared_edges(canvas, planes, inner)
        for plane in planes:
            _cell(plane, inner, several)
    right = max((plots.left_room(_scaled(p, canvas), 90) for p in planes if p.over), default=0.0)
    for plane in planes:
        if plane.over:
            below = next((p for p in planes if not p.over), plane)
            plane.left, plane.right, plane.top, plane.bottom = below.left, below.right, below.top, below.bottom
            plane.place()
            _marks(canvas, plane, layout, point, [], several=True)
        else:
            words, way = _margins(canvas, plane, right, several)
            plots.draw_left(canvas, plane)
            _foot(canvas, plane, way, several)
            _marks(canvas, plane, layout, point, words, several=len(entries) > 1)
    for plane in (p for p in planes if p.over):
        plots.draw_left(canvas, plane)
    overlay.notes(canvas, planes, layout, inner, several)


def _shared_edges(canvas: Canvas, planes: list[Plot], inner: Box) -> Box:
    """In a grid of planes the words at the outer edges stand outside of the cells: all planes are of one size."""
    left = max((plots.left_room(_scaled(p, canvas), 90) for p in planes if plots.domain(p.x)[0] < EDGE), default=0.0)
    outer = [p for p in planes if plots.domain(p.y)[0] < EDGE]
    low = max(
        (plots.under(p.x, p.right - p.left, canvas.height).height for p in outer if _scaled(p, canvas)), default=0.0
    )
    return inner[0] + left, inner[1], inner[2], inner[3] - low


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


def _cell(plane: Plot, inner: Box, several: bool) -> None:
    x0, x1 = plots.domain(plane.x)
    y0, y1 = plots.domain(plane.y)
    wide, tall = inner[2] - inner[0], inner[3] - inner[1]
    plane.left, plane.right = inner[0] + wide * x0, inner[0] + wide * x1
    plane.top, plane.bottom = inner[3] - tall * y1 + (2 if several else 0), inner[3] - tall * y0


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


def _margins(canvas: Canvas, plane: Plot, right: float, several: bool) -> tuple[list[str], plots.Under]:
    """Find the room of the words around a plane and tell its axes their pixels; gives the numbers to write at bars."""
    axis = _scaled(plane, canvas)
    wide = plane.right - plane.left
    left, bottom = plane.left, plane.bottom
    outside = several and plots.domain(plane.x)[0] < EDGE
    bare = several and plane.y.spec.get("showticklabels") is False
    room = 0.0 if outside or bare else plots.left_room(axis, wide * (0.42 if axis.kind == "category" else 0.3))
    plane.left = left + room
    plane.right -= right or (0 if several else 4)
    plane.top += 0 if several else 6
    if plane.x.title and not several:
        bottom -= 17
    along = bars.category_axis(plane)
    length = (plane.bottom - plane.top - 26) if plane.lying else plane.right - plane.left
    words = [] if several else bars.labels(plane, length)
    widest = max(map(width, words), default=0.0)
    if words and plane.lying:
        _room_for_negative(plane, widest)
        plane.right -= widest + 4
    if plane.x.kind in ("linear", "log") and plane.x.ticks and not several and not right:
        # The last word stands under its line, not beside it.
        last = plane.x.ticks[-1]
        beyond = width(last.text) / 2 - (canvas.width - plane.right) if last.at >= plane.x.high else 0.0
        plane.right -= max(0.0, beyond)
    way = plots.under(plane.x, plane.right - plane.left, canvas.height)
    if way.turned:  # the first word leans out to the left
        plane.left = max(
            plane.left, left + way.room * 0.78 - (plane.right - plane.left) / max(len(plane.x.words), 1) / 2 + 6
        )
    below = several and (plots.domain(plane.y)[0] < EDGE or bool(plane.x.spec.get("meta")))
    plane.bottom = max(bottom - (0 if below else way.height), plane.top + 24)
    if words and not plane.lying:
        plane.top += 14
        if along.kind == "category":
            _room_below(plane)
    plane.place()
    return words, way


def _room_for_negative(plane: Plot, widest: float) -> None:
    """Widen the range of lying bars to the left, so that numbers at bars below zero have room beside the names."""
    lowest = min(bar.top for bar in plane.bars)
    if lowest >= 0 or plane.bars[0].trace["type"] == "waterfall":
        return
    axis = plane.x
    pixels = max(plane.right - plane.left - widest, 40)
    axis.low = min(axis.low, lowest - (axis.high - lowest) * (widest + 10) / max(pixels - widest - 10, 30))


def _room_below(plane: Plot) -> None:
    """Widen the range of standing bars downwards, so that the number under the lowest does not stand on its name."""
    lowest = min(bar.top for bar in plane.bars)
    if lowest >= 0 or plane.bars[0].trace["type"] == "waterfall":
        return
    axis, pixels = plane.y, max(plane.bottom - plane.top, 40.0)
    axis.low = min(axis.low, lowest - (axis.high - lowest) * 16 / max(pixels - 16, 30.0))


def _foot(canvas: Canvas, plane: Plot, way: plots.Under, several: bool) -> None:
    scattered = any(lines.is_line(t) and lines.mode_of(t) == "markers" for t in plane.traces)
    plots.draw_under(canvas, plane, way, grid=plane.lying or scattered, inside=several)
    if plane.x.title and not several:
        y = min(plane.bottom + way.height + 12, canvas.height - 5)
        title = fit(plane.x.title, plane.right - plane.left)
        canvas.text((plane.left + plane.right) / 2, y, title, "c-t", anchor="middle", whole=plane.x.title)


def _marks(
    canvas: Canvas, plane: Plot, layout: Mapping[str, Any], point: Point, words: list[str], *, several: bool
) -> None:
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
            lines.draw(canvas, plane, point, trace, before, several)
            before = trace
    overlay.shapes(canvas, plane, layout, below=False)
