"""Boxes, violins and strips: five numbers, or the values themselves, beside each other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from analytics.charts.svg.canvas import Canvas, short
from analytics.charts.svg.legend import paint
from analytics.charts.svg.plots import Plot
from analytics.charts.svg.reading import at, listed
from analytics.charts.svg.reading import number as plain

WIDEST = 64


def five(values: list[float]) -> tuple[float, float, float, float, float]:
    """Whisker, quarter, median, quarter, whisker of sorted values; whiskers reach at most 1.5 boxes."""
    q1, middle, q3 = (quantile(values, share) for share in (0.25, 0.5, 0.75))
    reach = 1.5 * (q3 - q1)
    inside = [v for v in values if q1 - reach <= v <= q3 + reach] or values
    return inside[0], q1, middle, q3, inside[-1]


def quantile(values: list[float], share: float) -> float:
    place = (len(values) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def groups(trace: dict[str, Any], plot: Plot) -> list[tuple[Any, tuple[float, ...], list[float]]]:
    """(category, five numbers, single values) for each box of a trace, ready-made or from raw values."""
    along, across = ("y", "x") if trace.get("orientation") == "h" else ("x", "y")
    if trace.get("q1") is not None:
        found = []
        names = trace.get(along) or [trace["label"]]
        singles = trace.get(across) or []
        for i, name in enumerate(names):
            numbers = [plain(at(trace.get(k), i)) for k in ("lowerfence", "q1", "median", "q3", "upperfence")]
            if None in numbers[1:4]:
                continue
            low, q1, middle, q3, high = numbers
            own = [v for v in map(plain, listed(at(singles, i))) if v is not None]
            whole = (low if low is not None else q1, q1, middle, q3, high if high is not None else q3)
            found.append((name, tuple(float(n or 0) for n in whole), own))
        return found
    split: dict[Any, list[float]] = {}
    names = trace.get(along) or []
    for i, value in enumerate(trace.get(across) or ()):
        number = plain(value)
        if number is not None:
            split.setdefault(at(names, i, trace["label"]), []).append(number)
    made: list[tuple[Any, tuple[float, ...], list[float]]] = []
    meta = trace.get("meta") if isinstance(trace.get("meta"), Mapping) else {}
    known = (meta or {}).get("five") or {}
    for name, raw in split.items():
        values = sorted(raw)
        numbers5 = known.get(str(name)) or five(values)
        points = str(trace.get("points") or trace.get("boxpoints") or "")
        beyond = values if points == "all" or trace["type"] == "violin" else [
            v for v in values if not numbers5[0] <= v <= numbers5[4]]  # fmt: skip
        made.append((name, numbers5, beyond))
    return made


def draw(canvas: Canvas, plot: Plot, point: Any, trace: dict[str, Any]) -> None:
    lying = trace.get("orientation") == "h"
    along, across = (plot.y, plot.x) if lying else (plot.x, plot.y)
    strip = trace["type"] == "box" and (trace.get("line") or {}).get("width") == 0
    cls, own = paint({**trace, "fillcolor": None} if strip else trace)
    line, mine = paint(trace, "s")
    for name, numbers, singles in groups(trace, plot):
        place = along.at(name)
        if place is None:
            continue
        half = min(along.band * 0.62, WIDEST) / 2
        title = _title(along.text(name), numbers, across)
        data = point(trace, 0, name)
        shape = _Shape(place, half, lying, across)
        if trace["type"] == "violin" and len(singles) >= 5:
            outline = shape.violin(singles)
            canvas.mark("path", f"c-box {cls} {line}", title, data, d=outline, **own, **mine)
            canvas.add("path", f"c-line {line}", d=shape.bar(numbers[2], 0.35), **mine)
            continue
        if not strip:
            canvas.add("path", f"c-thin {line}", d=shape.whiskers(numbers), **mine)
            canvas.mark("path", f"c-box {cls} {line}", title, data, d=shape.box(numbers), **own, **mine)
            canvas.add("path", f"c-line {line}", d=shape.bar(numbers[2], 1), **mine)
        for number, value in enumerate(singles[:400]):
            spread = ((number * 0.618034) % 1 - 0.5) * half * 1.5 if strip else 0.0
            x, y = shape.spot(value, spread)
            canvas.mark(
                "circle",
                f"c-dot {cls}",
                f"{along.text(name)}: {across.text(value)}" if along.text(name) else across.text(value),
                data,
                cx=x,
                cy=y,
                r=3 if strip else 2.5,
                **own,
            )
        if strip:  # over the points, or it would be lost among them
            canvas.mark("path", "c-mark", title, data, d=shape.bar(numbers[2], 0.9))


def _title(name: str, numbers: tuple[float, ...], axis: Any) -> str:
    low, q1, middle, q3, high = map(axis.text, numbers)
    return f"{name + ': ' if name else ''}median {middle}, half of them {q1} to {q3}, whiskers {low} to {high}"


class _Shape:
    """Paths of one box around ``place`` pixels, standing or lying."""

    def __init__(self, place: float, half: float, lying: bool, axis: Any) -> None:
        self.place, self.half, self.lying, self.axis = place, half, lying, axis

    def spot(self, value: float, aside: float) -> tuple[float, float]:
        along, across = self.place + aside, self.axis.pixel(value)
        return (across, along) if self.lying else (along, across)

    def _to(self, value: float, aside: float) -> str:
        x, y = self.spot(value, aside)
        return f"{short(x)} {short(y)}"

    def bar(self, value: float, share: float) -> str:
        return f"M{self._to(value, -self.half * share)}L{self._to(value, self.half * share)}"

    def box(self, n: tuple[float, ...]) -> str:
        h = self.half
        return f"M{self._to(n[1], -h)}L{self._to(n[1], h)}L{self._to(n[3], h)}L{self._to(n[3], -h)}Z"

    def whiskers(self, n: tuple[float, ...]) -> str:
        sides = f"M{self._to(n[0], 0)}L{self._to(n[1], 0)}M{self._to(n[3], 0)}L{self._to(n[4], 0)}"
        return sides + self.bar(n[0], 0.45) + self.bar(n[4], 0.45)

    def violin(self, values: list[float]) -> str:
        """A Gaussian kernel density by Silverman's rule, cut at the least and greatest value."""
        values = sorted(values)
        if len(values) > 120:  # their quantiles have the same shape
            values = [quantile(values, place / 119) for place in range(120)]
        count = len(values)
        mean = sum(values) / count
        spread = math.sqrt(sum((v - mean) ** 2 for v in values) / count)
        middle = (quantile(values, 0.75) - quantile(values, 0.25)) / 1.349
        wide = 1.059 * (min(spread, middle) or spread or 1.0) * count**-0.2  # as plotly.js has it
        steps = 40
        grid = [values[0] + (values[-1] - values[0]) * i / steps for i in range(steps + 1)]
        heights = [sum(math.exp(-(((g - v) / wide) ** 2) / 2) for v in values) for g in grid]
        top = max(heights) or 1.0
        right = [self._to(g, self.half * h / top) for g, h in zip(grid, heights, strict=True)]
        left = [self._to(g, -self.half * h / top) for g, h in zip(grid, heights, strict=True)]
        return f"M{'L'.join([*right, *left[::-1]])}Z"
