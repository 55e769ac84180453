"""Pies and donuts: the ring, and a list of its parts with their shares beside or below it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from analytics.charts.scales import number, width
from analytics.charts.svg.axes import formatted
from analytics.charts.svg.canvas import Canvas, short
from analytics.charts.svg.legend import palette
from analytics.charts.svg.reading import clean
from analytics.charts.svg.reading import number as plain

ROW = 20


def draw(canvas: Canvas, trace: dict[str, Any], layout: Mapping[str, Any], top: float, point: Any) -> None:
    sums: dict[str, float] = {}
    values = [plain(v) for v in trace.get("values") or ()]
    labels = trace.get("labels") or [str(i) for i in range(len(values))]
    for place, label in enumerate(labels):
        value = values[place] if place < len(values) else 1.0 if not values else None
        if value is not None and value > 0:
            sums[str(label)] = sums.get(str(label), 0.0) + value
    parts = list(sums.items()) if trace.get("sort") is False else sorted(sums.items(), key=lambda item: -item[1])
    total = sum(sums.values())
    if not total:
        canvas.text(canvas.width / 2, canvas.height / 2, "Nothing to show", anchor="middle")
        return
    spec = trace.get("meta") if isinstance(trace.get("meta"), Mapping) else {}
    # A pie turned into slivers tells nothing: the list stops where the room does.
    centre, radius, left, rows_top, room = _places(canvas, top, len(parts), [clean(k) for k, _ in parts])
    hole = float(trace.get("hole") or 0.0) * radius
    angle = -math.pi / 2
    # Counterclockwise, as figures of others are without a word: the first part is where it always is, right of the top.
    backwards = trace.get("direction") != "clockwise"
    for place, (label, value) in enumerate(parts):
        share = value / total
        if backwards and place:
            angle = -math.pi / 2 - share * 2 * math.pi if place == 1 else angle - share * 2 * math.pi
        words = f"{clean(label)}: {formatted(value, spec or {})} ({_share(share, 0.001)})"
        cls = f"{palette(place)} c-gap" if len(parts) > 1 else palette(place)
        canvas.mark("path", cls, words, point(trace, place, label), d=_slice(centre, radius, hole, angle, share))
        if not backwards:
            angle += share * 2 * math.pi
    if hole > 34:
        size = min(20.0, hole * 2 * 0.75 / max(width(formatted(total, spec or {}, short=True), 1), 0.1))
        canvas.text(
            centre[0], centre[1] + 3, formatted(total, spec or {}, short=True), "c-n", anchor="middle", font_size=size
        )
        canvas.text(centre[0], centre[1] + 18, "in all", "c-t c-small", anchor="middle")
    _list(canvas, parts, total, left, rows_top, room)


def _places(
    canvas: Canvas, top: float, count: int, labels: list[str]
) -> tuple[tuple[float, float], float, float, float, float]:
    tall, wide = canvas.height - top, canvas.width
    needs = min(max(map(width, labels)) + 70, wide * 0.5)
    if wide >= 1.25 * tall or wide > 420:
        radius = max(min(tall / 2 - 8, (wide - needs - 40) / 2), 24)
        whole = radius * 2 + 28 + needs
        x = max((wide - whole) / 2, 6) + radius
        middle = top + tall / 2
        shown = min(count, int(tall // ROW))
        return (x, middle), radius, x + radius + 28, middle - shown * ROW / 2, needs
    below = min(count, 7) * ROW
    radius = max(min((tall - below - 16) / 2, wide / 2 - 10), 24)
    return (wide / 2, top + radius + 4), radius, 14, top + radius * 2 + 16, wide - 28


def _list(canvas: Canvas, parts: list[tuple[str, float]], total: float, left: float, top: float, room: float) -> None:
    most = max(1, int((canvas.height - top) // ROW))
    step = 0.001 if any(value / total < 0.1 for _, value in parts[:most]) else 0.01  # one manner for all, so they align
    for place, (label, value) in enumerate(parts):
        y = top + place * ROW
        if place == most - 1 and len(parts) > most:
            canvas.text(left + 18, y + 13, f"+{len(parts) - place} more")
            break
        canvas.add("rect", palette(place), x=left, y=y + 4, width=11, height=11, rx=2)
        canvas.text(left + 18, y + 13, clean(label), "c-k", room=room - 66)
        canvas.text(
            left + room,
            y + 13,
            _share(value / total, step),
            "c-t",
            anchor="end",
        )


def _share(share: float, step: float) -> str:
    """A share in percent; what would be written as none is less than the least that can be."""
    return number(share, "%", step=step) if share >= step / 2 else f"<{number(step, '%', step=step)}"


def _slice(centre: tuple[float, float], radius: float, hole: float, start: float, share: float) -> str:
    """The path of one part; a whole ring is two halves, for an arc cannot end where it began."""
    x, y = centre
    if share > 0.9999:
        return _ring(x, y, radius, 1) + (_ring(x, y, hole, 0) if hole else "")
    end = start + share * 2 * math.pi
    large = 1 if share > 0.5 else 0

    def at(r: float, a: float) -> str:
        return f"{x + r * math.cos(a):.2f} {y + r * math.sin(a):.2f}"

    outer = f"M{at(radius, start)}A{short(radius)} {short(radius)} 0 {large} 1 {at(radius, end)}"
    if not hole:
        return f"{outer}L{short(x)} {short(y)}Z"
    return f"{outer}L{at(hole, end)}A{short(hole)} {short(hole)} 0 {large} 0 {at(hole, start)}Z"


def _ring(x: float, y: float, radius: float, way: int) -> str:
    half = f"a{short(radius)} {short(radius)} 0 1 {way} "
    return f"M{short(x - radius)} {short(y)}{half}{short(2 * radius)} 0{half}{short(-2 * radius)} 0Z"
