"""A dashboard as a picture of its layout: where its numbers, words and charts stand. For lists of dashboards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import template

from core.models import Dashboard, Widget

register = template.Library()

COLUMN, ROW, GAP = 10, 7, 2
"""Units of the picture's own view box: a grid cell, and the space between two blocks."""
ROWS = 11
BARS = (0.45, 0.7, 0.55, 0.9)
LINE = (0.7, 0.45, 0.6, 0.3, 0.4, 0.12)
LINES = {"line", "area", "combo"}


@dataclass(frozen=True)
class Block:
    """One widget; ``glyph`` is the path that hints at its contents, stroked where ``drawn`` is “line”."""

    x: float
    y: float
    width: float
    height: float
    glyph: str
    drawn: str


@register.inclusion_tag("dashboards/_blueprint.html")
def blueprint(dashboard: Dashboard) -> dict[str, object]:
    """The picture; ``widgets__visualization`` had better be fetched with the dashboard."""
    return {"blocks": blocks(dashboard.widgets.all()), "columns": 12 * COLUMN, "rows": 8 * ROW}


def blocks(widgets: Iterable[Widget]) -> list[Block]:
    """The blocks of the first rows, without those that were removed."""
    return [_block(each) for each in widgets if not each.removed and each.y < ROWS]


def _block(widget: Widget) -> Block:
    x, y = widget.x * COLUMN + GAP / 2, widget.y * ROW + GAP / 2
    width, height = widget.w * COLUMN - GAP, widget.h * ROW - GAP
    spec = widget.visualization.spec if widget.visualization else {}
    drawn = "line" if widget.kind == "text" or spec.get("kind") in LINES else "fill"
    return Block(x, y, width, height, _glyph(widget.kind, drawn, x + 3, y + 4, width - 6, height - 7), drawn)


def _glyph(kind: str, drawn: str, x: float, y: float, width: float, height: float) -> str:
    if width < 4 or height < 4:
        return ""
    if kind == "number":
        return f"M{x} {y + height - 4}h{min(width, 14)}v4h-{min(width, 14)}z"
    if kind == "text":
        return "".join(
            f"M{x} {y + 3 * row:g}h{width * (0.55 if row % 2 else 0.8):g}" for row in range(int(height // 3))
        )
    if drawn == "line":
        step = width / (len(LINE) - 1)
        return "M" + "L".join(f"{x + step * place:g} {y + height * part:g}" for place, part in enumerate(LINE))
    step = width / len(BARS)
    return "".join(
        f"M{x + step * place:g} {y + height:g}v-{height * part:g}h{step * 0.6:g}v{height * part:g}z"
        for place, part in enumerate(BARS)
    )
