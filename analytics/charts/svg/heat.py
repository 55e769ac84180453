"""Heatmaps: one hue whose strength is the value; two hues where values go both ways from zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.charts.scales import width
from analytics.charts.svg.axes import formatted
from analytics.charts.svg.canvas import Canvas
from analytics.charts.svg.plots import Plot
from analytics.charts.svg.reading import at, clean
from analytics.charts.svg.reading import number as plain

FAINT, FULL = 0.07, 0.95
BOTH = ("c-f1", "c-f4")


def shade(numbers: Sequence[float | None], low: float | None = None, high: float | None = None) -> list[float]:
    """How strong each value's colour is, ``FAINT`` to ``FULL``."""
    seen = [n for n in numbers if n is not None]
    low = min(seen, default=0.0) if low is None else low
    high = max(seen, default=1.0) if high is None else high
    span = (high - low) or 1.0
    return [FAINT + (FULL - FAINT) * max(0.0, min(1.0, ((n if n is not None else low) - low) / span)) for n in numbers]


def draw(canvas: Canvas, plot: Plot, point: Any, trace: dict[str, Any]) -> None:
    rows = [[plain(v) for v in row] for row in trace.get("z") or ()]
    xs, ys = trace.get("x") or list(range(max(map(len, rows), default=0))), trace.get("y") or list(range(len(rows)))
    both = plain(trace.get("zmid")) == 0
    seen = [v for row in rows for v in row if v is not None]
    low, high = plain(trace.get("zmin")), plain(trace.get("zmax"))
    if both:
        high = max((abs(v) for v in seen), default=1.0) if high is None else high
        low = 0.0
    low, high = (min(seen, default=0.0) if low is None else low), (max(seen, default=1.0) if high is None else high)
    wide, tall = _cell(plot.x, len(xs)), _cell(plot.y, len(ys))
    spec = trace.get("colorbar") or {}
    words = {
        id(row): [formatted(v, spec, 0.01 if both else 0, short=True) if v is not None else "" for v in row]
        for row in rows
    }
    room = max((width(w) for row in words.values() for w in row), default=0) + 6 <= wide and tall >= 16 and wide < 140
    for j, row in enumerate(rows):
        strong = shade([abs(v) if both and v is not None else v for v in row], low, high)
        for i, value in enumerate(row):
            x, y = plot.x.at(at(xs, i)), plot.y.at(at(ys, j))
            if x is None or y is None:
                continue
            head = f"{plot.x.text(at(xs, i))} · {plot.y.text(at(ys, j))}"
            box = {
                "x": x - wide / 2 + 0.5,
                "y": y - tall / 2 + 0.5,
                "width": max(wide - 1, 1),
                "height": max(tall - 1, 1),
            }
            if value is None:
                canvas.mark("rect", "c-empty", f"{head}: nothing", None, **box)
                continue
            cls = BOTH[value < 0] if both else "c-f1"
            data = point(trace, (i, j), at(xs, i), at(ys, j))
            canvas.mark(
                "rect", cls, f"{head}: {formatted(value, spec)}", data, fill_opacity=f"{strong[i]:.2f}", rx=1.5, **box
            )
            if room:
                look = "c-on" if strong[i] > 0.55 else "c-k"
                canvas.text(x, y + 4, words[id(row)][i], f"{look} c-small", anchor="middle", pointer_events="none")
    scale_bar(canvas, plot, low, high, spec, both=both)


def _cell(axis: Any, count: int) -> float:
    return axis.band if axis.kind == "category" else abs(axis.end - axis.start) / max(count, 1)


def scale_bar(canvas: Canvas, plot: Plot, low: float, high: float, spec: Any, *, both: bool) -> None:
    """A short key of the colours above the plane, at its right end."""
    steps, thick = 12, 7
    title = clean((spec.get("title") or {}).get("text")) if isinstance(spec.get("title"), dict) else ""
    short = abs(high) >= 10_000
    whole = 0.0 if both or str(spec.get("tickformat") or "").endswith("%") or abs(high) < 100 else 1.0
    left, right = (formatted(end, spec, whole, short=short) for end in (-high if both else low, high))
    x = plot.right - steps * thick - width(right) - 6
    y = plot.top - 16
    taken = width(plot.y.title) + 24
    words = f"{title}  {left}".strip()
    words = words if x - 6 - width(words, 11) > taken else left
    canvas.text(x - 6, y + 9, words, "c-t c-small", anchor="end")
    for i in range(steps):
        share = (i / (steps - 1)) * 2 - 1 if both else i / (steps - 1)
        cls = BOTH[share < 0] if both else "c-f1"
        strong = FAINT + (FULL - FAINT) * abs(share)
        canvas.add("rect", cls, x=x + i * thick, y=y, width=thick, height=9, fill_opacity=f"{strong:.2f}")
    canvas.text(x + steps * thick + 5, y + 9, right, "c-t c-small")
