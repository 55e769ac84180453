"""Bars: side by side, stacked, as shares, lying or standing, and the steps of a waterfall."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analytics.charts import locales
from analytics.charts.scales import number, width
from analytics.charts.svg.axes import Axis, formatted
from analytics.charts.svg.canvas import Canvas, colour
from analytics.charts.svg.legend import paint
from analytics.charts.svg.plots import Plot
from analytics.charts.svg.reading import at, behind
from analytics.charts.svg.reading import number as plain

GAP = 0.26
WIDEST = 72


@dataclass
class Bar:
    """One bar in axis numbers: its place, where it begins and ends, and the share of the band that it takes."""

    trace: dict[str, Any]
    number: int
    place: float
    base: float
    top: float
    value: float
    offset: float
    thick: float
    raw: Any
    cls: str = ""


def category_axis(plot: Plot) -> Axis:
    return plot.y if plot.lying else plot.x


def value_axis(plot: Plot) -> Axis:
    return plot.x if plot.lying else plot.y


def measured(plot: Plot, layout: Mapping[str, Any]) -> list[Bar]:
    """The bars of a plane, stacked or side by side as the layout says."""
    traces = [t for t in plot.traces if t["type"] == "bar"]
    mode = layout.get("barmode") or "group"
    along = category_axis(plot)
    letters = ("y", "x") if plot.lying else ("x", "y")
    places = [along.value(v) for t in traces for v in t.get(letters[0]) or ()]
    unit = 1.0 if along.kind == "category" else _unit(places)
    total = _totals(traces, letters, along) if layout.get("barnorm") in ("percent", "fraction") else None
    stacks: dict[tuple[float, bool], float] = {}
    found = []
    for turn, trace in enumerate(traces):
        values = trace.get(letters[1]) or []
        for i, raw in enumerate(trace.get(letters[0]) or range(len(values))):
            place, value = along.value(raw), plain(at(values, i))
            if place is None or value is None:
                continue
            real, bottom = value, plain(at(trace.get("base"), i)) or 0.0
            if total is not None:
                value = (
                    value / total[place] * (100 if layout["barnorm"] == "percent" else 1) if total.get(place) else 0.0
                )
            if mode in ("stack", "relative") and len(traces) > 1:
                bottom = stacks.get((place, value < 0), 0.0)
                stacks[place, value < 0] = bottom + value
            side = mode == "group" and len(traces) > 1
            thick = plain(at(trace.get("width"), i)) or unit * (1 - GAP) / (len(traces) if side else 1)
            offset = (turn - (len(traces) - 1) / 2) * thick if side else 0.0
            found.append(Bar(trace, i, place, bottom, bottom + value, real, offset, thick, raw))
    return found


def waterfall(plot: Plot) -> list[Bar]:
    """The steps of a waterfall: each begins where the last one ended; totals stand on the ground."""
    found = []
    along = category_axis(plot)
    letters = ("y", "x") if plot.lying else ("x", "y")
    for trace in (t for t in plot.traces if t["type"] == "waterfall"):
        level = 0.0
        for i, raw in enumerate(trace.get(letters[0]) or ()):
            place, value = along.value(raw), plain(at(trace.get(letters[1]), i))
            kind = at(trace.get("measure"), i, "relative")
            if place is None:
                continue
            if kind in ("total", "absolute"):
                level = value if kind == "absolute" and value is not None else level
                found.append(Bar(trace, i, place, 0.0, level, level, 0.0, 1 - GAP, raw, "c-f8"))
            elif value is not None:
                cls = "c-f5" if value >= 0 else "c-f4"
                found.append(Bar(trace, i, place, level, level + value, value, 0.0, 1 - GAP, raw, cls))
                level += value
    return found


def _unit(places: list[float | None]) -> float:
    """The least distance between places: what a bar on a numeric or time axis may take."""
    ordered = sorted({p for p in places if p is not None})
    return min((b - a for a, b in itertools.pairwise(ordered)), default=1.0) if len(ordered) > 1 else (
        86400.0 if ordered and abs(ordered[0]) > 1e6 else 1.0
    )  # fmt: skip


def _totals(traces: list[dict[str, Any]], letters: tuple[str, str], along: Axis) -> dict[float, float]:
    total: dict[float, float] = {}
    for trace in traces:
        for i, raw in enumerate(trace.get(letters[0]) or ()):
            place, value = along.value(raw), plain(at(trace.get(letters[1]), i))
            if place is not None and value is not None:
                total[place] = total.get(place, 0.0) + abs(value)
    return total


def labels(plot: Plot, pixels: float) -> list[str]:
    """The numbers to write at the bars: only where one bar has each place and all the words have room."""
    bars = plot.bars
    mixed = any(t["type"] not in ("bar", "waterfall") for t in plot.traces)
    if not bars or mixed or len({b.place for b in bars}) < len(bars) or any("width" in b.trace for b in bars):
        return []
    band = pixels / max(len(bars), len(category_axis(plot).words) or 1)
    spec = value_axis(plot).spec
    short = max(abs(b.value) for b in bars) >= 10_000
    most = max(abs(b.value) for b in bars)
    percent = "%" in str(spec.get("tickformat") or "")
    # Under ten thousand numbers are short only beside longer ones: €7.9k under €14.1k.
    step = _precision(most * (100 if percent else 1), bars) / (100 if percent else 1)
    step = (1000.0 if most < 1e6 else 0.0) if short else step
    words = [formatted(b.value, spec, step, short=short) for b in bars]
    if short and any(locales.manner().decimal in word for word in words):  # 9.9k under 15.0k
        words = [formatted(b.value, spec, step, short=True, fixed=True) for b in bars]
    if plot.lying:
        return words if band >= 13 and len(bars) <= 40 else []
    fits = max(map(width, words)) + 3 <= band and len(bars) <= 24
    return words if fits else []


def _precision(most: float, bars: list[Bar]) -> float:
    """One number of decimals for all labels of a chart, by the greatest value."""
    if all(bar.value == round(bar.value) for bar in bars):
        return 1.0
    return 1.0 if most >= 100 else 0.1 if most >= 10 else 0.01 if most >= 1 else 0.0


def draw(canvas: Canvas, plot: Plot, point: Any, words: list[str]) -> None:
    """Draw ``plot.bars``; ``point(trace, number, raw)`` gives the data behind one, for links."""
    along, value = category_axis(plot), value_axis(plot)
    several = len({id(b.trace) for b in plot.bars}) > 1
    stacked = any(b.base for b in plot.bars) and several
    for place, bar in enumerate(plot.bars):
        a, b = sorted((value.pixel(bar.base), value.pixel(bar.top)))
        middle = along.pixel(bar.place + bar.offset)
        thick = abs(along.pixel(bar.place + bar.thick) - along.pixel(bar.place))
        thick = thick if "width" in bar.trace else min(thick, WIDEST)
        if "width" not in bar.trace:
            middle = (
                along.pixel(bar.place) + (1 if along.pixel(1) > along.pixel(0) else -1) * bar.offset / bar.thick * thick
            )
        tight = max(thick - (1 if thick > 4 else 0), 0.5)
        long = max(b - a, 1.0 if bar.value else 0.0)
        box = (a, middle - tight / 2, long, tight) if plot.lying else (middle - tight / 2, b - long, tight, long)
        cls, own = (bar.cls, {}) if bar.cls else paint(bar.trace)
        named = at((bar.trace.get("marker") or {}).get("color"), bar.number) if isinstance(
            (bar.trace.get("marker") or {}).get("color"), list) else None  # fmt: skip
        if named is not None and colour(named):
            cls, own = "", {"fill": str(colour(named))}
        title = _title(bar, along, value, several)
        data = point(bar.trace, bar.number, bar.raw)
        rounded = 0.5 if stacked or tight < 4 else 2
        canvas.mark("rect", cls, title, data, x=box[0], y=box[1], width=box[2], height=box[3], rx=rounded, **own)
        if words:
            _label(canvas, plot, bar, words[place], (a, b, middle))


def _title(bar: Bar, along: Axis, value: Axis, several: bool) -> str:
    own = at(bar.trace.get("hovertext"), bar.number)
    if own:
        return str(own)
    head = along.text(bar.raw)
    name = f" · {bar.trace['label']}" if several and bar.trace["label"] else ""
    # In a chart of shares the amount itself has no format of the axis.
    percent = value.spec.get("ticksuffix") == "%" and bar.top - bar.base != bar.value
    shown = (
        f"{number(bar.value)} ({number(abs(bar.top - bar.base) / 100, '%')})"
        if percent
        else formatted(bar.value, value.spec)
    )
    return f"{head}{name}: {shown}{behind(bar.trace, bar.number)}"


def _label(canvas: Canvas, plot: Plot, bar: Bar, word: str, box: tuple[float, float, float]) -> None:
    a, b, middle = box
    below = bar.top < bar.base if plot.bars[0].trace["type"] != "waterfall" else False
    if plot.lying:
        canvas.text(a - 5 if below else b + 5, middle + 4, word, "c-v", anchor="end" if below else "")
    else:
        canvas.text(middle, b + 13 if below else a - 5, word, "c-v", anchor="middle")
