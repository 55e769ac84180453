"""Small words of the dataset pages: histogram bars, cells as text, what a type is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from ui import cells, choices

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
    rest: bool = False


def _is_rest(each: Any) -> bool:
    """The last bar of words: all values that have none of their own."""
    return each.get("low") is None and each.get("label") == "Other"


@register.filter
def bars(bins: Any) -> list[Bar]:
    """The bars of a column's small histogram, in a box of 160 × 36; none where nearly all values would be "others",
    one high bar that looks as if a single value led."""
    bins = list(bins or ())[:40]
    if 2 * sum(each["count"] for each in bins if _is_rest(each)) > sum(each["count"] for each in bins):
        return []
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
                _is_rest(each),
            )
        )
    return made


@register.filter
def most_often(column: Any) -> str:
    """In place of the bars: the values that come most often with their counts, or examples where all come once."""
    named = [each for each in column.get("bins") or () if not _is_rest(each)]
    if named and named[0]["count"] > 1:
        return ", ".join(f"{each['label'][:40]} ({each['count']:,})" for each in named[:3])
    return ", ".join(str(each) for each in (column.get("examples") or ())[:3])


@register.filter
def spread(column: Any) -> tuple[str, str] | None:
    """Lowest and highest value of a column, written as its cells are."""
    return cells.spread(column)


@register.filter
def beside(row: Any, names: Any) -> list[tuple[Any, str]]:
    """Each cell with the name of its column where a step changed it."""
    names = list(names or ())
    return [(cell, names[place] if place < len(names) else "") for place, cell in enumerate(row)]


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
def choice_words(choice: Any, examples: Any = ()) -> str:
    """An answer to a column’s question with the first example read that way: “Day first (1 February 2024)”."""
    return choices.in_words(choice, examples)


@register.filter
def decided_words(choice: Any) -> str:
    """A decision about a column as one says it."""
    return choices.decided(str(choice))


@register.filter
def answers(column: Any) -> list[tuple[str, str]]:
    """The choices of a column’s question with their words."""
    return choices.answers(column)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    return mapping.get(key) if hasattr(mapping, "get") else None
