"""Small words of the dataset pages: histogram bars, cells as text, what a type is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

register = template.Library()
WIDTH, HEIGHT, GAP = 160, 36, 1.5
LABELS = {
    "measure": "number",
    "time": "time",
    "category": "category",
    "identifier": "identifier",
    "constant": "constant",
}


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: str
    count: int


@register.filter
def bars(bins: Any) -> list[Bar]:
    """The bars of a column's small histogram, in a box of 160 × 36."""
    bins = list(bins or ())[:40]
    highest = max((each["count"] for each in bins), default=0)
    if not highest:
        return []
    step = WIDTH / len(bins)
    made = []
    for place, each in enumerate(bins):
        height = max(HEIGHT * each["count"] / highest, 1.5 if each["count"] else 0)
        made.append(
            Bar(
                round(place * step, 2),
                round(HEIGHT - height, 2),
                round(max(step - GAP, 0.8), 2),
                round(height, 2),
                str(each["label"]),
                each["count"],
            )
        )
    return made


@register.filter
def beside(cells: Any, names: Any) -> list[tuple[Any, str]]:
    """Each cell with the name of its column where a step changed it."""
    names = list(names or ())
    return [(cell, names[place] if place < len(names) else "") for place, cell in enumerate(cells)]


@register.filter
def percent(share: Any) -> str:
    """0.934 is 93 %; only the whole is 100 %."""
    value = float(share or 0) * 100
    return f"{min(value, 99.9) if value < 100 else 100:.3g} %"


@register.filter
def share(part: Any, whole: Any) -> str:
    """A part of a whole in percent; tells a few from none."""
    if not whole or not part:
        return "0 %"
    percent = 100 * part / whole
    return "< 1 %" if percent < 1 else f"{percent:.0f} %"


@register.filter
def cell(value: Any) -> str:
    """A value of the table as text; long ones are cut (the full one is in the export)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    text = str(value)
    return text if len(text) <= 200 else text[:199] + "…"


@register.filter
def plain(name: Any) -> str:
    """``change_point`` → “change point”."""
    return str(name).replace("_", " ")


@register.filter
def get(mapping: Any, key: Any) -> Any:
    return mapping.get(key) if hasattr(mapping, "get") else None
