"""Charts with two axes: bars, lines, areas, points, boxes, heat maps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from analytics.charts.scales import fit, moment, number, width
from analytics.charts.svg import axes
from analytics.charts.svg.axes import SMALL, Bands, Linear
from analytics.charts.svg.canvas import Canvas, n, place, words

Trace = Mapping[str, Any]
TOP, RIGHT = 10.0, 14.0


class Plot:
    """The traces of one figure with its two scales."""

    def __init__(self, canvas: Canvas, traces: Sequence[Trace], layout: Mapping[str, Any]) -> None:
        self.canvas, self.traces = canvas, list(traces)
        self.meta: dict[str, Any] = dict(layout.get("meta") or {})
        self.layout = layout
        self.flipped = any(trace.get("orientation") == "h" for trace in traces)
        self.unit = str(self.meta.get("unit") or "")
        self.stacked = layout.get("barmode") in ("stack", "relative") or any(t.get("stackgroup") for t in traces)
        self.kind = traces[0].get("type", "scatter")
        self.top = TOP + self.legend()

    def legend(self) -> float:
        """Names of several series above the plot; gives the height that they take."""
        if len(self.traces) < 2 or not self.layout.get("showlegend", True):
            return 0.0
        x, y, rows = 2.0, 14.0, 1
        for index, trace in enumerate(self.traces[:24]):
            name = fit(words(trace.get("name") or f"Series {index + 1}"), min(180, self.canvas.width - 24), SMALL)
            wide = width(name, SMALL) + 34
            if x + wide > self.canvas.width and x > 2:
                x, y, rows = 2.0, y + 18, rows + 1
            self.canvas.add(
                f'<rect class="c-f{place(index)}" x="{n(x)}" y="{n(y - 9)}" width="10" height="10" rx="2"/>'
            )
            self.canvas.text(x + 15, y, name, size=SMALL)
            x += wide
        return rows * 18.0 + 4

    def dimension(self, trace: Trace) -> list[Any]:
        return list(trace.get("y" if self.flipped else "x") or range(len(trace.get("y") or ())))

    def measure(self, trace: Trace) -> list[Any]:
        return list(trace.get("x" if self.flipped else "y") or ())

    def name(self, key: Any) -> str:
        labels = self.meta.get("labels") or {}
        if str(key) in labels:
            return str(labels[str(key)])
        when = axes.parsed(key)
        if when is not None:
            return moment(when, self.meta.get("grain"))
        return number(key) if axes.is_number(key) else words(key)

    def totals(self) -> tuple[float, float]:
        """The least and greatest value that the measure axis has to hold."""
        found: list[float] = []
        if self.stacked:
            up: dict[Any, float] = {}
            down: dict[Any, float] = {}
            for trace in self.traces:
                for key, value in zip(self.dimension(trace), self.measure(trace), strict=False):
                    if axes.is_number(value):
                        into = up if value >= 0 else down
                        into[key] = into.get(key, 0.0) + value
            found = [*up.values(), *down.values()]
        else:
            found = [v for trace in self.traces for v in self.measure(trace) if axes.is_number(v)]
        if not found:
            return 0.0, 1.0
        low, high = min(found), max(found)
        from_zero = self.kind in ("bar", "histogram") or any(t.get("fill") for t in self.traces)
        if from_zero or (low > 0 and low < 0.4 * high):
            low, high = min(low, 0.0), max(high, 0.0)
        return low, high


def chart(canvas: Canvas, traces: Sequence[Trace], layout: Mapping[str, Any]) -> None:
    if traces[0].get("type") == "box":
        boxes(canvas, traces, layout)
        return
    if traces[0].get("type") == "heatmap":
        heatmap(canvas, traces[0], layout)
        return
    plot = Plot(canvas, traces, layout)
    if plot.kind == "bar" and not _numeric_bars(plot):
        (lying_bars if plot.flipped else standing_bars)(plot)
    else:
        points(plot)


def _numeric_bars(plot: Plot) -> bool:
    """A histogram drawn as bars of a width over numbers."""
    return any(trace.get("width") is not None for trace in plot.traces)


def keys_of(plot: Plot) -> list[Any]:
    return list(dict.fromkeys(key for trace in plot.traces for key in plot.dimension(trace)))


def axis_title(plot: Plot, axis: str) -> str:
    return words(((plot.layout.get(axis) or {}).get("title") or {}).get("text") or "")


def value_width(scale: Linear) -> float:
    return max((width(text, SMALL) for _, text in scale.marks), default=20) + 10


def standing_bars(plot: Plot) -> None:
    canvas, keys = plot.canvas, keys_of(plot)
    names = [plot.name(key) for key in keys]
    low, high = plot.totals()
    probe = axes.values(low, high, 0, 1, plot.unit)
    left = value_width(probe)
    room = axes.band_room(names, (canvas.width - left - RIGHT) / max(1, len(keys)))
    bottom = canvas.height - room
    scale = axes.values(low, high, bottom, plot.top + 4, plot.unit, max(2, min(6, int((bottom - plot.top) / 44))))
    bands = Bands(keys, names, left, canvas.width - RIGHT)
    axes.value_axis(canvas, scale, across=(left, canvas.width - RIGHT), upright=True)
    bars(plot, bands, scale, upright=True)
    axes.band_axis(canvas, bands, bottom, room)


def lying_bars(plot: Plot) -> None:
    canvas, keys = plot.canvas, keys_of(plot)
    most = max(1, int((canvas.height - plot.top - 26) / 15))
    cut = len(keys) - most
    keys = keys[:most]
    names = [plot.name(key) for key in keys]
    left = min(max((width(name, 12) for name in names), default=20) + 10, canvas.width * 0.38)
    low, high = plot.totals()
    bottom = canvas.height - 24
    scale = axes.values(low, high, left, canvas.width - RIGHT - 34, plot.unit, max(2, int((canvas.width - left) / 90)))
    bands = Bands(keys, names, plot.top, bottom)
    axes.value_axis(canvas, scale, across=(plot.top, bottom), upright=False)
    for key, name in zip(keys, names, strict=True):
        canvas.text(left - 7, bands.at(key) + 4, fit(name, left - 8, 12), anchor="end", size=12, cls="c-ink")
    bars(plot, bands, scale, upright=False)
    if cut > 0:
        canvas.text(left, canvas.height - 1, f"{cut} more are in the table", size=10.5)


def bars(plot: Plot, bands: Bands, scale: Linear, *, upright: bool) -> None:
    """Side by side, or one on the other from zero upward and downward."""
    count = 1 if plot.stacked else len(plot.traces)
    wide = min(bands.step * 0.76 / count, 64.0 if upright else 34.0)
    ups: dict[Any, float] = {}
    downs: dict[Any, float] = {}
    alone = len(plot.traces) == 1 and not upright
    for index, trace in enumerate(plot.traces):
        for key, value in zip(plot.dimension(trace), plot.measure(trace), strict=False):
            if not axes.is_number(value) or key not in bands.places:
                continue
            base = 0.0
            if plot.stacked:
                into = ups if value >= 0 else downs
                base = into.get(key, 0.0)
                into[key] = base + value
            start = bands.at(key) + (-count / 2 + (0 if plot.stacked else index)) * wide
            a, b = sorted((scale.at(max(scale.low, base)), scale.at(base + value)))
            name = words(trace.get("name") or "")
            tip = f"{plot.name(key)}{f', {name}' if len(plot.traces) > 1 else ''}: {number(value, plot.unit)}"
            gap = 1.0 if wide > 4 else 0.0
            shape = (f'x="{n(start + gap / 2)}" y="{n(a)}" width="{n(max(wide - gap, 0.6))}" height="{n(max(b - a, 0.6))}"'
                     if upright else
                     f'x="{n(a)}" y="{n(start + gap / 2)}" width="{n(max(b - a, 0.6))}" height="{n(max(wide - gap, 0.6))}"')  # fmt: skip
            canvas_class = f"c-mark c-f{place(index)}"
            plot.canvas.mark(f'rect class="{canvas_class}" {shape} rx="{2 if wide > 8 else 0}"', tip, key)
            if alone and value >= 0:
                plot.canvas.text(b + 5, bands.at(key) + 4, number(value, plot.unit, short=True), size=SMALL)


def points(plot: Plot) -> None:
    """Lines, areas, clouds of points and histograms: the dimension is a scale, or bands where it is words."""
    canvas = plot.canvas
    keys = keys_of(plot)
    moments = [axes.parsed(key) for key in keys]
    low, high = plot.totals()
    left = value_width(axes.values(low, high, 0, 1, plot.unit))
    title = axis_title(plot, "xaxis")
    numeric = bool(keys) and all(axes.is_number(key) for key in keys)
    bands = not numeric and not (keys and all(moments))
    names = [plot.name(key) for key in keys] if bands else []
    room = axes.band_room(names, (canvas.width - left - RIGHT) / max(1, len(keys))) if bands else 24.0
    if numeric and title:
        room += 15
    bottom = canvas.height - room
    scale = axes.values(low, high, bottom, plot.top + 4, plot.unit, max(2, min(6, int((bottom - plot.top) / 44))))
    axes.value_axis(canvas, scale, across=(left, canvas.width - RIGHT), upright=True)
    across: Linear | Bands
    if bands:
        across = Bands(keys, names, left, canvas.width - RIGHT)
        axes.band_axis(canvas, across, bottom, room)
        spots = {key: across.at(key) for key in keys}
    elif numeric:
        reach = max((max(t["width"]) / 2 for t in plot.traces if t.get("width")), default=0.0)
        across = axes.values(min(keys) - reach, max(keys) + reach, left, canvas.width - RIGHT,
                             str(plot.meta.get("x_unit") or ""), max(2, int((canvas.width - left) / 90)))  # fmt: skip
        lying_axis(canvas, across, bottom)
        canvas.text((left + canvas.width - RIGHT) / 2, canvas.height - 3, fit(title, canvas.width - left, SMALL),
                    anchor="middle", size=SMALL)  # fmt: skip
        spots = {key: across.at(key) for key in keys}
    else:
        real = [each for each in moments if each is not None]
        across = axes.times(real, left + 2, canvas.width - RIGHT, plot.meta.get("grain"))
        axes.time_axis(canvas, across, bottom)
        spots = {key: across.at(axes.seconds(when)) for key, when in zip(keys, real, strict=True)}
    base: dict[Any, float] = {}
    for index, trace in enumerate(plot.traces):
        series(plot, index, trace, spots, scale, across, base)


def lying_axis(canvas: Canvas, scale: Linear, bottom: float) -> None:
    canvas.line(scale.start, bottom, scale.end, bottom, "c-axis")
    last = -1e9
    for value, text in scale.marks:
        at, half = scale.at(value), width(text, SMALL) / 2
        middle = min(max(at, half), canvas.width - half)
        if middle - half > last:
            canvas.text(middle, bottom + 16, text, anchor="middle", size=SMALL)
            last = middle + half + 6


def series(
    plot: Plot, index: int, trace: Trace, spots: Mapping[Any, float], scale: Linear, across: Any, base: dict[Any, float]
) -> None:
    mode = str(trace.get("mode") or "lines")
    pairs = list(zip(plot.dimension(trace), plot.measure(trace), strict=False))
    if trace.get("type") in ("bar", "histogram"):
        histogram(plot, index, trace, pairs, scale, across)
        return
    name = words(trace.get("name") or "")
    tip = (f"{name}, " if len(plot.traces) > 1 else "") + "{}: {}"
    if "lines" in mode:
        lines(plot, index, trace, pairs, spots, scale, base)
    size = 3.2 if len(pairs) < 400 else 2.2
    shown = "markers" in mode or len(pairs) <= 60
    for key, value in pairs:
        if not axes.is_number(value) or not shown:
            continue
        height = value + (base.get(key, 0.0) - value if trace.get("stackgroup") else 0.0)
        cls = f"c-mark c-f{place(index)}" + (" c-cloud" if "markers" in mode else " c-dot")
        x_word = plot.name(key)
        plot.canvas.mark(f'circle class="{cls}" cx="{n(spots[key])}" cy="{n(scale.at(height))}" r="{n(size)}"',
                         tip.format(x_word, number(value, plot.unit)), key)  # fmt: skip


def lines(
    plot: Plot, index: int, trace: Trace, pairs: list[tuple[Any, Any]], spots: Mapping[Any, float], scale: Linear,
    base: dict[Any, float],
) -> None:  # fmt: skip
    """A line is broken where a value is missing; an area goes down to zero or to the area below it."""
    stack = bool(trace.get("stackgroup"))
    runs: list[list[tuple[float, float, float]]] = [[]]
    for key, value in pairs:
        if not axes.is_number(value):
            if not stack:
                runs.append([])
            continue
        floor = base.get(key, 0.0) if stack else 0.0
        base[key] = floor + value
        runs[-1].append((spots[key], scale.at(floor + value if stack else value), scale.at(max(floor, scale.low))))
    for run in filter(None, runs):
        run.sort()
        upper = "L".join(f"{n(x)} {n(y)}" for x, y, _ in run)
        if trace.get("fill") or stack:
            lower = "L".join(f"{n(x)} {n(y)}" for x, _, y in reversed(run))
            plot.canvas.add(f'<path class="c-area c-f{place(index)}" d="M{upper}L{lower}Z"/>')
        plot.canvas.add(f'<path class="c-line c-s{place(index)}" d="M{upper}" stroke-width="2"/>')


def histogram(
    plot: Plot, index: int, trace: Trace, pairs: list[tuple[Any, Any]], scale: Linear, across: Linear
) -> None:
    widths = trace.get("width") or [1.0] * len(pairs)
    for (middle, value), wide in zip(pairs, widths, strict=False):
        if not axes.is_number(value):
            continue
        a, b = across.at(middle - wide / 2), across.at(middle + wide / 2)
        top, floor = scale.at(value), scale.at(max(0.0, scale.low))
        tip = f"{number(middle - wide / 2)} to {number(middle + wide / 2)}: {number(value, plot.unit)}"
        shape = f'x="{n(a + 0.5)}" y="{n(top)}" width="{n(max(b - a - 1, 0.6))}" height="{n(max(floor - top, 0))}"'
        plot.canvas.mark(f'rect class="c-mark c-f{place(index)}" {shape}', tip)


def boxes(canvas: Canvas, traces: Sequence[Trace], layout: Mapping[str, Any]) -> None:
    """Boxes from their five numbers (``q1``, ``median`` …), as documents hold them, or from the values themselves."""
    found = []
    for trace in traces:
        names = trace.get("x") or [trace.get("name") or ""]
        if trace.get("q1"):
            found += [
                (words(name), *five)
                for name, *five in zip(names, trace["lowerfence"], trace["q1"], trace["median"], trace["q3"],
                                       trace["upperfence"], strict=False)
            ]  # fmt: skip
        else:
            ordered = sorted(v for v in trace.get("y") or () if axes.is_number(v))
            if ordered:
                found.append((words(trace.get("name") or ""), *five_numbers(ordered)))
    meta = layout.get("meta") or {}
    unit = str(meta.get("unit") or "")
    low, high = min(row[1] for row in found), max(row[5] for row in found)
    names = [row[0] for row in found]
    left = value_width(axes.values(low, high, 0, 1, unit))
    room = axes.band_room(names, (canvas.width - left - RIGHT) / len(found))
    bottom = canvas.height - room
    scale = axes.values(low, high, bottom, TOP, unit, max(2, int(bottom / 48)))
    bands = Bands(list(range(len(found))), names, left, canvas.width - RIGHT)
    axes.value_axis(canvas, scale, across=(left, canvas.width - RIGHT), upright=True)
    axes.band_axis(canvas, bands, bottom, room)
    for index, (name, *five) in enumerate(found):
        x, half = bands.at(index), min(bands.step * 0.3, 30)
        lo, q1, mid, q3, hi = (scale.at(each) for each in five)
        canvas.line(x, lo, x, q1, "c-s1")
        canvas.line(x, q3, x, hi, "c-s1")
        for end in (lo, hi):
            canvas.line(x - half / 2, end, x + half / 2, end, "c-s1")
        tip = (
            f"{name}: median {number(five[2], unit)}, half between {number(five[1], unit)} and {number(five[3], unit)}"
        )
        shape = f'x="{n(x - half)}" y="{n(q3)}" width="{n(2 * half)}" height="{n(max(q1 - q3, 1))}"'
        canvas.mark(f'rect class="c-mark c-f1 c-soft" {shape}', tip, name)
        canvas.line(x - half, mid, x + half, mid, "c-s1", 2.5)


def five_numbers(ordered: list[float]) -> tuple[float, float, float, float, float]:
    def at(share: float) -> float:
        place_ = share * (len(ordered) - 1)
        low = math.floor(place_)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (ordered[high] - ordered[low]) * (place_ - low)

    q1, q3 = at(0.25), at(0.75)
    reach = 1.5 * (q3 - q1)
    inside = [v for v in ordered if q1 - reach <= v <= q3 + reach] or ordered
    return inside[0], q1, at(0.5), q3, inside[-1]


def heatmap(canvas: Canvas, trace: Trace, layout: Mapping[str, Any]) -> None:
    """Cells in seven shades from the least to the greatest value; the number in the cell where it fits."""
    meta = layout.get("meta") or {}
    unit = str(meta.get("unit") or "")
    labels = meta.get("labels") or {}
    xs, ys, rows = list(trace.get("x") or ()), list(trace.get("y") or ()), list(trace.get("z") or ())
    found = [z for row in rows for z in row if axes.is_number(z)]
    if not found:
        return
    low, high = min(found), max(found)
    names = [str(labels.get(str(x)) or words(x)) for x in xs]
    sides = [str(labels.get(str(y)) or words(y)) for y in ys]
    left = min(max(width(side, SMALL) for side in sides) + 10, canvas.width * 0.34)
    room = axes.band_room(names, (canvas.width - left - RIGHT) / max(1, len(xs)))
    bottom = canvas.height - room
    across = Bands(xs, names, left, canvas.width - RIGHT)
    down = Bands(ys, sides, TOP, bottom)
    every = max(1, math.ceil(13 / down.step))
    for place_, (y, side) in enumerate(zip(ys, sides, strict=True)):
        if place_ % every == 0:
            canvas.text(left - 6, down.at(y) + 4, fit(side, left - 8, SMALL), anchor="end", size=SMALL)
    for y, side, row in zip(ys, sides, rows, strict=True):
        for x, name, z in zip(xs, names, row, strict=True):
            if not axes.is_number(z):
                continue
            shade = 1 + round(6 * (z - low) / (high - low)) if high > low else 4
            shape = (f'x="{n(across.at(x) - across.step / 2)}" y="{n(down.at(y) - down.step / 2)}" '
                     f'width="{n(across.step)}" height="{n(down.step)}"')  # fmt: skip
            canvas.mark(f'rect class="c-mark c-heat{shade} c-gap" {shape}', f"{name}, {side}: {number(z, unit)}", x)
            text = number(z, unit, short=True)
            if width(text, 10.5) < across.step - 4 and down.step >= 15:
                cls = "c-on-dark" if shade > 4 else "c-ink"
                canvas.text(across.at(x), down.at(y) + 4, text, anchor="middle", size=10.5, cls=cls)
    axes.band_axis(canvas, across, bottom, room)


def gaps(values: Sequence[float]) -> float:
    """The least distance between two neighbours."""
    return min((b - a for a, b in pairwise(sorted(values)) if b > a), default=1.0)
