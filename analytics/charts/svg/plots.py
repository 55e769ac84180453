"""The plane with two axes: which traces share it, its margins, grid and labels."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics.charts.scales import broken, fit_apart, width, wrap
from analytics.charts.svg import axes
from analytics.charts.svg.axes import Axis
from analytics.charts.svg.canvas import Canvas
from analytics.charts.svg.reading import listed

SIZE = 12
LINE = 14


@dataclass
class Plot:
    """One plane: two axes, the pixels between them, the traces on it. ``over`` is the plane below a second axis."""

    x: Axis
    y: Axis
    traces: list[dict[str, Any]]
    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0
    over: bool = False
    bars: list[Any] = field(default_factory=list)

    @property
    def lying(self) -> bool:
        """Whether its bars and boxes lie down."""
        return any(
            t.get("orientation") == "h" for t in self.traces if t["type"] in ("bar", "box", "violin", "waterfall")
        )

    def place(self) -> None:
        """Tell the axes their pixels."""
        self.x.start, self.x.end = self.left, self.right
        self.y.start, self.y.end = self.bottom, self.top


def key_of(name: Any, letter: str) -> str:
    """The layout's key of an axis: ``x2`` → ``xaxis2``."""
    return f"{letter}axis{str(name or letter)[1:]}"


def grouped(found: list[dict[str, Any]], layout: Mapping[str, Any]) -> list[Plot]:
    """The planes of a figure, second axes after those they lie over. A shared axis has the categories of all."""
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for trace in found:
        pairs.setdefault((trace.get("xaxis") or "x", trace.get("yaxis") or "y"), []).append(trace)
    values: dict[str, list[Any]] = {}
    for (x, y), traces in pairs.items():
        for trace in traces:
            for letter, name in (("x", x), ("y", y)):
                data = trace.get(letter) or ()
                values.setdefault(name, []).extend(data if isinstance(data, list) else [data])
    made = {n: axes.made(n, layout.get(key_of(n, n[0])) or {}, data) for n, data in values.items()}
    plots = [Plot(made[x], made[y], traces) for (x, y), traces in pairs.items()]
    for plot in plots:
        plot.over = bool(plot.y.spec.get("overlaying")) or bool(plot.x.spec.get("overlaying"))
    return sorted(plots, key=lambda plot: plot.over)


def domain(axis: Axis) -> tuple[float, float]:
    found = listed(axis.spec.get("domain"))
    return (float(found[0]), float(found[1])) if len(found) == 2 else (0.0, 1.0)


# The left side: words of the vertical axis


def left_room(axis: Axis, pixels: float) -> float:
    """Pixels for the words of a vertical axis: what they need, at most ``pixels``."""
    if axis.spec.get("showticklabels") is False or axis.spec.get("visible") is False:
        return 4
    widest = max((width(t.text, SIZE) for t in axis.ticks), default=0)
    if axis.kind == "category" and widest > pixels and axis.band >= 2 * LINE - 2:
        lines = [wrap(t.text, pixels, 2) for t in axis.ticks]
        widest = max(width(line) for pair in lines for line in pair)
    return min(widest, pixels) + 10


def draw_left(canvas: Canvas, plot: Plot) -> None:
    """Grid lines and words of the vertical axis; category words are thinned where rows are too low."""
    axis = plot.y
    if axis.spec.get("visible") is False:
        return
    right = axis.spec.get("side") == "right" or plot.over
    room = left_room(axis, 1e9) if right else plot.left - 1
    rows = [plot.y.pixel(t.at) for t in axis.ticks]
    gap = min((abs(a - b) for a, b in itertools.pairwise(rows)), default=100.0)
    every = max(1, math.ceil((LINE - 1) / gap)) if gap else 1
    grid = axis.kind != "category" and not plot.over and axis.spec.get("showgrid") is not False
    two = gap >= 2 * LINE - 2 and axis.kind == "category"
    words = [broken(tick.text, room - 8) if two else [tick.text] for tick in axis.ticks]
    if axis.kind == "category":  # where names begin alike, their ends tell them apart
        ends = fit_apart([lines[-1] for lines in words], room - 8)
        words = [[*lines[:-1], end] for lines, end in zip(words, ends, strict=True)]
    for place, (tick, y) in enumerate(zip(axis.ticks, rows, strict=True)):
        if not plot.top - 1 <= y <= plot.bottom + 1:
            continue
        if grid:
            zero = tick.at == 0 and axis.kind == "linear"
            canvas.line(plot.left, y, plot.right, y, "c-zero" if zero else "c-grid")
        if place % every or axis.spec.get("showticklabels") is False:
            continue
        x, anchor = (plot.right + 7, "") if right else (plot.left - 7, "end")
        lines = words[place]
        whole = tick.text if lines[-1] not in tick.text else ""
        for number, line in enumerate(lines):
            dy = 4 + (number - (len(lines) - 1) / 2) * (LINE - 1)
            cls = "c-k" if axis.kind == "category" else "c-t"
            canvas.text(x, y + dy, line, cls, anchor=anchor, room=room - 8, whole=whole)


# The lower side: words of the horizontal axis


@dataclass
class Under:
    """How the words below a plane stand: every how many, in how many lines, or turned."""

    every: int = 1
    lines: int = 1
    turned: bool = False
    room: float = 0
    height: float = 20


def under(axis: Axis, pixels: float, height: float) -> Under:
    """The way of the words below a plane ``pixels`` wide in a drawing ``height`` high that needs the least thinning."""
    if axis.spec.get("showticklabels") is False or axis.spec.get("visible") is False:
        return Under(height=6)
    widest = max((width(t.text, SIZE) for t in axis.ticks), default=0)
    if axis.kind == "category":
        band = pixels / max(len(axis.words), 1)
        if widest + 8 <= band:
            return Under(room=band)
        longest = max((width(word) for t in axis.ticks for word in t.text.split()), default=0)
        if band >= 44 and longest <= band - 6:
            lines = max(len(wrap(t.text, band - 6, 3)) for t in axis.ticks)
            return Under(lines=lines, room=band - 6, height=6 + lines * LINE)
        room = min(widest, max(48.0, height * 0.36), 150)
        every = max(1, math.ceil(15 / band))
        if widest <= 26 and widest + 6 <= band * 3:  # short words: thinning reads better than turning
            return Under(every=math.ceil((widest + 6) / band), room=widest + 1)
        room = max((width(each) for each in fit_apart([t.text for t in axis.ticks], room)), default=room) + 0.5
        return Under(every=every, turned=True, room=room, height=12 + room * 0.64 + 8)
    below = any(t.below for t in axis.ticks)
    gap = pixels / max(len(axis.ticks), 1)
    every = max(1, math.ceil((max(widest, 30 if below else 0) + 10) / gap)) if axis.ticks else 1
    return Under(every=every, height=36 if below else 20)


def draw_under(canvas: Canvas, plot: Plot, way: Under, *, grid: bool = False, inside: bool = False) -> None:
    """Words of the horizontal axis; upright grid lines only where bars lie or points are scattered. ``inside``: no word
    stands out at the sides, for a neighbour is there."""
    edges = (plot.left - 3, plot.right + 3) if inside else (0.0, canvas.width)
    axis = plot.x
    if axis.spec.get("visible") is False:
        return
    pending, shown_to = "", -1e9
    names = [tick.text for tick in axis.ticks]
    shown = fit_apart(names, way.room) if way.turned else names
    first = next((place for place, tick in enumerate(axis.ticks) if tick.at == 0 and axis.kind == "linear"), 0)
    for place, tick in enumerate(axis.ticks, start=-(first % max(way.every, 1))):  # where words are left out, 0 is not
        x = axis.pixel(tick.at)
        if not plot.left - 1 <= x <= plot.right + 1:
            continue
        if grid and axis.kind != "category":
            canvas.line(x, plot.top, x, plot.bottom, "c-zero" if tick.at == 0 and axis.kind == "linear" else "c-grid")
        pending = tick.below or pending
        if place % way.every or axis.spec.get("showticklabels") is False:
            continue
        if way.turned:
            cls = "c-k" if axis.kind == "category" else "c-t"
            canvas.text(x + 4, plot.bottom + 13, shown[place], cls, anchor="end", rotate=-40, whole=tick.text)
        else:
            _word(canvas, plot, way, tick.text, x, edges)
        if pending and x - width(pending) / 2 > shown_to + 6:
            half = width(pending) / 2
            canvas.text(
                max(half, min(x, canvas.width - half)), plot.bottom + 16 + LINE, pending, "c-t c-small", anchor="middle"
            )
            pending, shown_to = "", x + half


def _word(canvas: Canvas, plot: Plot, way: Under, text: str, x: float, edges: tuple[float, float]) -> None:
    cls = "c-k" if plot.x.kind == "category" else "c-t"
    for number, line in enumerate(wrap(text, way.room, way.lines) if way.lines > 1 else [text]):
        half = width(line) / 2
        # Words at the edges stay inside the drawing.
        inside = max(edges[0] + half + 1, min(x, edges[1] - half - 1))
        canvas.text(inside, plot.bottom + 16 + number * (LINE - 1), line, cls, anchor="middle")
