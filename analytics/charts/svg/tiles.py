"""Treemaps by the squarified layout (Bruls, Huizing, van Wijk 2000): areas are values, shapes near to squares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.charts.scales import number, width, wrap
from analytics.charts.svg.axes import formatted
from analytics.charts.svg.canvas import Canvas
from analytics.charts.svg.legend import palette
from analytics.charts.svg.reading import at, clean
from analytics.charts.svg.reading import number as plain

Box = tuple[float, float, float, float]
HEAD = 18


def draw(canvas: Canvas, trace: dict[str, Any], layout: Mapping[str, Any], top: float, point: Any) -> None:
    labels = trace.get("labels") or []
    names = [str(at(trace.get("ids"), i, label)) for i, label in enumerate(labels)]
    parents = [str(at(trace.get("parents"), i, "") or "") for i in range(len(labels))]
    sizes = [max(plain(at(trace.get("values"), i)) or 0.0, 0.0) for i in range(len(labels))]
    roots = [i for i, parent in enumerate(parents) if parent not in names]
    if len(roots) == 1 and any(p == names[roots[0]] for p in parents):
        roots = [i for i, parent in enumerate(parents) if parent == names[roots[0]]]
    children = {i: [j for j, p in enumerate(parents) if p == names[i]] for i in roots}
    weights = [sizes[i] or sum(sizes[j] for j in children[i]) for i in roots]
    spec = trace.get("meta") if isinstance(trace.get("meta"), Mapping) else {}
    total = sum(weights)
    if not total:
        canvas.text(canvas.width / 2, canvas.height / 2, "Nothing to show: no value is above zero.", anchor="middle")
        return
    order = sorted(range(len(roots)), key=lambda k: -weights[k])
    boxes = squarified([weights[k] for k in order], (2, top, canvas.width - 4, canvas.height - top - 2))
    for place, (k, box) in enumerate(zip(order, boxes, strict=True)):
        root = roots[k]
        share = number(weights[k] / total, "%", step=0.001)
        words = f"{clean(labels[root])}: {formatted(weights[k], spec or {})} ({share})"
        many = len(roots) > 8
        cls, fade = (palette(0), max(0.35, 0.95 - 0.6 * place / len(roots))) if many else (palette(place), 0.85)
        inner = children[root]
        if inner and box[2] > 40 and box[3] > 44:
            _tile(canvas, cls, words, point(trace, root, labels[root]), box, 0.25)
            canvas.text(box[0] + 6, box[1] + 14, clean(labels[root]), "c-k", room=box[2] - 10)
            rest = (box[0] + 2, box[1] + HEAD, box[2] - 4, box[3] - HEAD - 2)
            ranked = sorted(inner, key=lambda j: -sizes[j])
            for j, small in zip(ranked, squarified([sizes[j] for j in ranked], rest), strict=True):
                text = f"{clean(labels[root])} · {clean(labels[j])}: {formatted(sizes[j], spec or {})}"
                _tile(canvas, cls, text, point(trace, j, labels[root], labels[j]), small, 0.8)
                _label(canvas, clean(labels[j]), "", small)
        else:
            _tile(canvas, cls, words, point(trace, root, labels[root]), box, fade)
            _label(
                canvas,
                clean(labels[root]),
                f"{number(weights[k] / total, '%', step=0.01)}",
                box,
                dark=many and fade < 0.78,
            )


def _tile(canvas: Canvas, cls: str, title: str, data: Any, box: Box, fade: float) -> None:
    x, y, wide, tall = box
    canvas.mark("rect", cls, title, data, x=x + 1, y=y + 1, width=max(wide - 2, 0.5), height=max(tall - 2, 0.5), rx=2,
                fill_opacity=f"{fade:.2f}")  # fmt: skip


def _label(canvas: Canvas, label: str, below: str, box: Box, *, dark: bool = False) -> None:
    x, y, wide, tall = box
    if wide < 34 or tall < 20:
        return
    look = "c-k" if dark else "c-on"
    if width(label[:3] + "…") > wide - 12:
        return
    lines = wrap(label, wide - 12, 2 if tall > 46 and width(label) > wide - 12 else 1)
    for number_, line in enumerate(lines):
        canvas.text(x + 7, y + 16 + number_ * 14, line, look, pointer_events="none")
    if below and tall > 22 + len(lines) * 14:
        canvas.text(x + 7, y + 17 + len(lines) * 14, below, f"{look} c-small", pointer_events="none")


def squarified(values: list[float], box: Box) -> list[Box]:
    """A box for each value, which fall; together they fill ``box``."""
    x, y, wide, tall = box
    total = sum(values)
    if not values or total <= 0:
        return [(x, y, 0.0, 0.0) for _ in values]
    areas = [v / total * wide * tall for v in values]
    found: list[Box] = []
    while areas:
        side = min(wide, tall)
        count = 1
        while count < len(areas) and _worst(areas[: count + 1], side) <= _worst(areas[:count], side):
            count += 1
        row, areas = areas[:count], areas[count:]
        thick = sum(row) / side if side > 0 else 0.0
        along = 0.0
        for area in row:
            long = area / thick if thick else 0.0
            found.append((x, y + along, thick, long) if wide >= tall else (x + along, y, long, thick))
            along += long
        if wide >= tall:
            x, wide = x + thick, max(wide - thick, 0.0)
        else:
            y, tall = y + thick, max(tall - thick, 0.0)
    return found


def _worst(row: list[float], side: float) -> float:
    total = sum(row)
    least, most = min(row), max(row)
    if not total or not least or not side:
        return float("inf")
    return max(side * side * most / (total * total), total * total / (side * side * least))
