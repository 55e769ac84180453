"""Single numbers and tables: indicators with a comparison, gauges, rows with bars in their cells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from analytics.charts.scales import fit, width
from analytics.charts.svg.axes import formatted
from analytics.charts.svg.canvas import Canvas
from analytics.charts.svg.lines import path
from analytics.charts.svg.pies import _slice
from analytics.charts.svg.reading import at, clean, listed, title_of
from analytics.charts.svg.reading import number as plain

ROW = 24


def indicator(canvas: Canvas, trace: dict[str, Any], top: float, spark: list[float], point: Any = None) -> None:
    """A number as large as its room allows, what it is, how it moved, a gauge or a small line below."""
    value = plain(trace.get("value"))
    spec = _spec(trace)
    text = formatted(value, spec, short=value is not None and abs(value) >= 1e6)
    title = title_of(trace)
    middle, tall = canvas.width / 2, canvas.height - top
    gauge = trace.get("gauge") if "gauge" in str(trace.get("mode") or "") else None
    if gauge is not None:
        centre, radius = _gauge(canvas, value, gauge, spec, top, point)
        size = min(radius * 0.4, 54, radius * 1.25 / max(width(text, 1), 0.1))
        canvas.text(centre[0], centre[1] - radius * 0.06, text, "c-n", anchor="middle", font_size=size, point=point)
        if title:
            canvas.text(centre[0], centre[1] + 34, title, "c-t", anchor="middle", room=canvas.width - 16)
        return
    size = max(18.0, min(tall * 0.34, 54, (canvas.width - 24) / max(width(text, 1), 0.1)))
    y = top + tall * (0.42 if spark or "delta" in str(trace.get("mode") or "") else 0.55)
    if title:
        canvas.text(middle, max(y - size, top + 14), title, "c-t", anchor="middle", room=canvas.width - 16)
    canvas.text(middle, y, text, "c-n", anchor="middle", font_size=size, whole=formatted(value, spec), point=point)
    delta = trace.get("delta")
    if isinstance(delta, Mapping) and value is not None and plain(delta.get("reference")) is not None:
        _delta(canvas, value, float(plain(delta["reference"]) or 0), delta, spec, (middle, y + max(20.0, size * 0.5)))
    if len(spark) > 1:
        low, high = min(spark), max(spark)
        room = max(min(tall * 0.26, 60), 16)
        foot = canvas.height - 8
        spots: list[tuple[float | None, float | None]] = [
            (10 + i * (canvas.width - 20) / (len(spark) - 1), foot - (v - low) / ((high - low) or 1) * room)
            for i, v in enumerate(spark)
        ]
        canvas.add("path", "c-line c-thin c-s1", d=path(spots))
        canvas.add("path", "c-area c-f1", d=f"{path(spots)}V{foot}H10Z")


def _spec(trace: Mapping[str, Any]) -> dict[str, Any]:
    style = trace.get("number") or {}
    return {
        "tickformat": style.get("valueformat"),
        "tickprefix": style.get("prefix"),
        "ticksuffix": style.get("suffix"),
    }


def _delta(
    canvas: Canvas,
    value: float,
    then: float,
    delta: Mapping[str, Any],
    spec: dict[str, Any],
    where: tuple[float, float],
) -> None:
    change = value - then
    words = (
        formatted(abs(change) / abs(then), {"tickformat": ".1%"}, 0.001)
        if delta.get("relative") and then
        else formatted(abs(change), spec)
    )
    cls = "c-up" if change > 0 else "c-down" if change < 0 else "c-t"
    sign = "▲ " if change > 0 else "▼ " if change < 0 else ""
    canvas.text(*where, f"{sign}{words} {clean(delta.get('meta') or '')}".strip(), cls, anchor="middle")


def _gauge(
    canvas: Canvas,
    value: float | None,
    gauge: Mapping[str, Any],
    spec: dict[str, Any],
    top: float,
    point: Any = None,
) -> tuple[tuple[float, float], float]:
    span = listed((gauge.get("axis") or {}).get("range")) or [0, max(value or 0, 1)]
    low, high = float(plain(span[0]) or 0), float(plain(span[1]) or 1)
    radius = max(min(canvas.width / 2 - 40, canvas.height - top - 56), 30)
    centre = (canvas.width / 2, top + radius + 10)
    canvas.add("path", "c-empty", d=_slice(centre, radius, radius * 0.72, math.pi, 0.5))
    share = max(0.0, min(1.0, ((value or low) - low) / ((high - low) or 1)))
    if share > 0:
        canvas.mark(
            "path", "c-f1", formatted(value, spec), point, d=_slice(centre, radius, radius * 0.72, math.pi, share / 2)
        )
    for number, side in ((low, -1), (high, 1)):
        canvas.text(
            centre[0] + side * radius * 0.86, centre[1] + 15, formatted(number, spec, short=True), anchor="middle"
        )
    mark = plain((gauge.get("threshold") or {}).get("value"))
    if mark is not None:
        angle = math.pi * (1 + max(0.0, min(1.0, (mark - low) / ((high - low) or 1))))
        a, b = radius * 0.66, radius * 1.04
        canvas.line(centre[0] + a * math.cos(angle), centre[1] + a * math.sin(angle),
                    centre[0] + b * math.cos(angle), centre[1] + b * math.sin(angle), "c-mark")  # fmt: skip
    return centre, radius


def table(canvas: Canvas, trace: dict[str, Any], top: float, point: Any) -> None:
    """The rows that fit, numbers to the right over bars of their size; the last line says how many more there are."""
    heads = [clean(at(listed(v), 0)) for v in listed((trace.get("header") or {}).get("values"))]
    columns = [list(listed(c)) for c in listed((trace.get("cells") or {}).get("values"))]
    raw = (trace.get("meta") or {}).get("numbers") if isinstance(trace.get("meta"), Mapping) else None
    count = max(map(len, columns), default=0)
    fits = max(1, int((canvas.height - top - ROW) // ROW))
    shown = count if count <= fits else max(fits - 1, 1)
    words = [[clean(v) for v in c[:shown]] for c in columns]
    numeric = [bool(raw and at(raw, i)) or _numbers(c) for i, c in enumerate(columns)]
    wide = [max(map(width, [h, *c])) + 20 for h, c in zip(heads, words, strict=False)]
    room = canvas.width - 8
    # Bars give way to words: they are as long as the words leave room.
    longest = max(0.0, min(60.0, (room - sum(wide)) / max(sum(numeric), 1)))
    bars = [longest if n else 0.0 for n in numeric]
    least = [max(map(width, c), default=0) + 20 if n else 48.0 for c, n in zip(words, numeric, strict=True)]
    wide = _squeezed(wide, least, numeric, room)
    scale = min(1.0, room / max(sum(wide) + sum(bars), 1))
    spare = max(0.0, room - sum(wide) - sum(bars)) / max(len(wide), 1)
    sizes = [(w + b) * scale + spare for w, b in zip(wide, bars, strict=True)]
    left = 4.0
    for i, size in enumerate(sizes):
        end, place = ("end", left + size - 8) if numeric[i] else ("", left + 6)
        canvas.text(place, top + 16, heads[i], "c-t", anchor=end, room=size - 10)
        numbers = [plain(v) for v in at(raw, i, [])] if raw and at(raw, i) else []
        most = max((abs(n) for n in numbers if n is not None), default=0)
        first = next((place for place, own in enumerate(numeric) if own), 0)
        for row, text in enumerate(words[i]):
            y = top + ROW * (row + 1)
            here = at(numbers, row)
            mark = _cell(trace, point, words, heads, (row, i, i - first)) if numeric[i] and text else {}
            if most and here:
                long = abs(here) / most * (size - 14)
                canvas.add(
                    "rect",
                    f"c-band {'c-f1' if here > 0 else 'c-f4'}",
                    x=left + size - 6 - long,
                    y=y + 3,
                    width=long,
                    height=ROW - 6,
                    rx=2,
                )
            canvas.text(place, y + 16, text, "c-k", anchor=end, room=size - 10, **mark)
        left += size
    for row in range(shown + 1):
        canvas.line(4, top + ROW * (row + 1), canvas.width - 4, top + ROW * (row + 1))
    if shown < count:
        canvas.text(10, top + ROW * (shown + 1) + 16, fit(f"and {count - shown:,} more rows", canvas.width - 20))


def _squeezed(wide: list[float], least: list[float], numeric: list[bool], room: float) -> list[float]:
    """Widths that fit ``room``: heads over numbers give way first, then names; numbers are never cut."""
    for turn in (True, False):
        spare = [max(w - low, 0.0) if n == turn else 0.0 for w, low, n in zip(wide, least, numeric, strict=True)]
        share = min(1.0, max(sum(wide) - room, 0.0) / max(sum(spare), 1e-9))
        wide = [w - own * share for w, own in zip(wide, spare, strict=True)]
    return wide


def _cell(
    trace: dict[str, Any], point: Any, words: list[list[str]], heads: list[str], where: tuple[int, int, int]
) -> dict[str, Any]:
    """What makes a cell with a number a mark: its tooltip, and what lies behind it."""
    row, column, measure = where
    before = [at(each, row, "") for each in words[: column - measure]]
    meta = trace.get("meta") if isinstance(trace.get("meta"), Mapping) else {}
    if (meta or {}).get("rows"):
        behind = point(trace, row, before[0] if before else None, measure=measure)
    else:  # a pivot: its columns are the values of the series
        behind = point(trace, (row, column), before[0] if before else None, heads[column])
    name = " · ".join(part for part in (*before, heads[column]) if part)
    return {"whole": f"{name}: {words[column][row]}", "point": behind}


def _numbers(column: list[Any]) -> bool:
    seen = [v for v in column if v not in (None, "", "–")]
    return bool(seen) and all(
        plain(str(v).replace(",", "").replace("−", "-").lstrip("$€£¥₹").rstrip("%")) is not None for v in seen
    )
