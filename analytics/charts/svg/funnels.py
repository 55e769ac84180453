"""Funnels: steps from top to bottom, each with its number and the share of the first and of the step before."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from analytics.charts.scales import number, width, wrap
from analytics.charts.svg import legend
from analytics.charts.svg.axes import formatted
from analytics.charts.svg.canvas import Canvas, short
from analytics.charts.svg.reading import at, clean
from analytics.charts.svg.reading import number as plain


def draw(canvas: Canvas, found: list[dict[str, Any]], layout: Mapping[str, Any], top: float, point: Any) -> None:
    top += legend.draw(canvas, legend.shown(found, layout), 6, top)
    steps = list(dict.fromkeys(str(y) for t in found for y in t.get("y") or ()))
    tables = [
        {str(y): plain(x) or 0.0 for x, y in zip(t.get("x") or (), t.get("y") or (), strict=False)} for t in found
    ]
    sums = [sum(table.get(step, 0.0) for table in tables) for step in steps]
    most = max(sums, default=0.0) or 1.0
    spec = layout.get("xaxis") or {}
    left = min(max((width(clean(s)) for s in steps), default=0) + 12, canvas.width * 0.34)
    right = 52.0
    middle, room = (left + canvas.width - right) / 2, canvas.width - left - right
    band = (canvas.height - top - 4) / max(len(steps), 1)
    tall = min(band * 0.78, 64)
    edges: list[tuple[float, float, float]] = []
    for place, step in enumerate(steps):
        y = top + band * place + (band - tall) / 2
        x = middle - sums[place] / most * room / 2
        edges.append((x, sums[place] / most * room, y))
        rows = wrap(clean(step), left - 10, 2 if tall >= 28 else 1)
        for row, line in enumerate(rows):
            dy = 4 + (row - (len(rows) - 1) / 2) * 13
            canvas.text(left - 8, y + tall / 2 + dy, line, "c-k", anchor="end")
        for trace, table in zip(found, tables, strict=True):
            value = table.get(step, 0.0)
            long = value / most * room
            cls, own = legend.paint(trace)
            name = f" · {trace['label']}" if len(found) > 1 else ""
            words = f"{clean(step)}{name}: {formatted(value, spec)}{_before(sums, place)}"
            canvas.mark(
                "rect", cls, words, point(trace, place, step), x=x, y=y, width=max(long, 1), height=tall, rx=2, **own
            )
            x += long
        text = formatted(sums[place], spec, short=sums[place] >= 10_000)
        if edges[-1][1] > width(text) + 10 and len(found) == 1:
            canvas.text(middle, y + tall / 2 + 4, text, "c-on", anchor="middle", pointer_events="none")
        canvas.text(
            canvas.width - 4,
            y + tall / 2 + 4,
            number(sums[place] / (sums[0] or 1), "%", step=0.01),
            "c-t",
            anchor="end",
        )
    for (x, long, y), (x2, long2, y2) in itertools.pairwise(edges):
        base = y + tall
        canvas.add(
            "path",
            "c-empty",
            d=f"M{short(x)} {short(base)}L{short(x2)} {short(y2)}H{short(x2 + long2)}L{short(x + long)} {short(base)}Z",
        )


def _before(sums: list[float], place: int) -> str:
    if place == 0 or not sums[place - 1]:
        return ""
    return f", {number(at(sums, place) / sums[place - 1], '%', step=0.001)} of the step before"
