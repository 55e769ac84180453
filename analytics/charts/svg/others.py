"""Charts without axes: shares in a ring, one number, a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from analytics.charts.scales import fit, number, width
from analytics.charts.svg.canvas import Canvas, n, place, words


def pie(canvas: Canvas, trace: Mapping[str, Any], layout: Mapping[str, Any]) -> None:
    """A ring with its legend at the side (below where it is narrow): name, share."""
    unit = str((layout.get("meta") or {}).get("unit") or "")
    pairs = [(words(a), a, float(b)) for a, b in zip(trace.get("labels") or (), trace.get("values") or (), strict=False)
             if b and b > 0]  # fmt: skip
    total = sum(value for _, _, value in pairs) or 1.0
    narrow = canvas.width < 380
    rows = 18.0 * len(pairs)
    across = canvas.width if narrow else canvas.width * 0.5
    down = max(canvas.height - rows - 8, 90) if narrow else canvas.height
    radius = max(20.0, min(across, down) / 2 - 6)
    cx, cy = across / 2, down / 2
    inner = radius * float(trace.get("hole") or 0)
    angle = -math.pi / 2
    for index, (name, key, value) in enumerate(pairs):
        sweep = 2 * math.pi * value / total
        tip = f"{name}: {number(value, unit)} ({number(value / total, '%')})"
        canvas.mark(f'path class="c-mark c-f{place(index)} c-gap" d="{slice_(cx, cy, radius, inner, angle, sweep)}"',
                    tip, key)  # fmt: skip
        angle += sweep
    x = 8.0 if narrow else across + 8
    y = down + 14 if narrow else max(16.0, canvas.height / 2 - rows / 2 + 12)
    for index, (name, _, value) in enumerate(pairs):
        canvas.add(f'<rect class="c-f{place(index)}" x="{n(x)}" y="{n(y - 9)}" width="10" height="10" rx="2"/>')
        share = f"{100 * value / total:.0f}%" if value / total >= 0.01 else "<1%"
        room = canvas.width - x - 24 - width(share, 12)
        canvas.text(x + 16, y, f"{fit(name, room, 12)} {share}", size=12, cls="c-ink")
        y += 18


def slice_(cx: float, cy: float, radius: float, inner: float, start: float, sweep: float) -> str:
    sweep = min(sweep, 2 * math.pi - 1e-4)
    end = start + sweep
    large = 1 if sweep > math.pi else 0

    def at(r: float, a: float) -> str:
        return f"{n(cx + r * math.cos(a))} {n(cy + r * math.sin(a))}"

    back = f"L{at(inner, end)}A{n(inner)} {n(inner)} 0 {large} 0 {at(inner, start)}" if inner else f"L{n(cx)} {n(cy)}"
    return f"M{at(radius, start)}A{n(radius)} {n(radius)} 0 {large} 1 {at(radius, end)}{back}Z"


def indicator(canvas: Canvas, trace: Mapping[str, Any], layout: Mapping[str, Any]) -> None:
    unit = str((layout.get("meta") or {}).get("unit") or "")
    text = number(trace.get("value"), unit, short=True)
    size = min(canvas.height * 0.42, canvas.width / max(3.0, len(text) * 0.6), 64)
    canvas.text(canvas.width / 2, canvas.height * 0.5, text, anchor="middle", size=size, cls="c-ink", weight="600")
    title = words((trace.get("title") or {}).get("text") or "")
    canvas.text(canvas.width / 2, canvas.height * 0.5 + 24, fit(title, canvas.width - 16, 13), anchor="middle", size=13)


def table(canvas: Canvas, trace: Mapping[str, Any], layout: Mapping[str, Any]) -> None:
    columns = list((trace.get("cells") or {}).get("values") or ())
    heads = list((trace.get("header") or {}).get("values") or ()) or [""] * len(columns)
    wide = canvas.width / max(1, len(columns))
    rows = max((len(column) for column in columns), default=0)
    most = max(1, int((canvas.height - 26) / 22))
    for place_, (head, column) in enumerate(zip(heads, columns, strict=False)):
        numbers = all(
            isinstance(v, int | float) or str(v).lstrip("−$€£%").replace(",", "")[:1].isdigit() for v in column
        )
        x, anchor = ((place_ + 1) * wide - 8, "end") if numbers else (place_ * wide + 4, "start")
        canvas.text(x, 16, fit(words(head), wide - 12, 12), anchor=anchor, size=12, weight="600", cls="c-ink")
        for row, value in enumerate(column[:most]):
            canvas.text(x, 38 + row * 22, fit(words(value), wide - 12, 12), anchor=anchor, size=12, cls="c-ink")
    for row in range(min(rows, most) + 1):
        canvas.line(0, 23 + row * 22, canvas.width, 23 + row * 22, "c-grid")


MAKERS = {"pie": pie, "indicator": indicator, "table": table}
