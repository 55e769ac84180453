"""The words and formats of a figure: escaped labels, units of measures, axes as Plotly wants them."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

from analytics.charts import locales
from analytics.charts.scales import SIGNS, moment
from analytics.query_source import is_number, is_time
from analytics.schema import ChartSpec, Profile

EMPTY = "(empty)"
HOVER = {"year": "%Y", "quarter": "Q%q %Y", "month": "%b %Y", "week": "%-d %b %Y", "day": "%-d %b %Y",
         "hour": "%-d %b %Y %H:%M"}  # fmt: skip
FOLDS = {"day": range(24), "week": range(1, 8), "year": range(1, 13)}


def escape(text: Any) -> str:
    """Text of the data for a label of Plotly, which reads some markup: every ``<`` and ``&`` becomes an entity."""
    return html.escape(str(text), quote=False)


def unit_of(profile: Profile, name: str | None) -> str:
    """``%`` for a share, else the unit of the column, else nothing."""
    for column in profile.columns:
        if column.name == name:
            return "%" if column.type == "percent" else (column.unit or "")
    return ""


def unit(profile: Profile, spec: ChartSpec, place: int = 0) -> str:
    """The unit of a measure: counts have none."""
    if place >= len(spec.measures) or spec.measures[place].agg in ("count", "count_distinct"):
        return ""
    return unit_of(profile, spec.measures[place].column)


def label(value: Any, grain: str | None = None, fold: str | None = None) -> str:
    """A category or a point of time as a person reads it."""
    if value is None:
        return EMPTY
    if fold and isinstance(value, int):
        return folded(value, fold)
    if hasattr(value, "isoformat") and hasattr(value, "year"):
        return moment(value, grain)
    return str(value)


def folded(value: int, fold: str) -> str:
    """An hour, a day of the week (1 is Monday), a month of the year in words; anything else as it is."""
    if fold == "week" and 1 <= value <= 7:
        return locales.manner().weekdays[value - 1]
    if fold == "year" and 1 <= value <= 12:
        return locales.month(value)
    return f"{value}:00" if fold == "day" and 0 <= value < 24 else str(value)


def folds(fold: str) -> list[str]:
    """All words of a fold in their order."""
    return [folded(value, fold) for value in FOLDS.get(fold, ())]


def plain(value: Any) -> Any:
    """A value of the data for an array of the figure: ISO text, a number, or escaped text."""
    if value is None:
        return EMPTY
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return escape(value) if isinstance(value, str) else value


def amount(value: Any) -> Any:
    return None if value is None else (float(value) if not isinstance(value, int) else value)


def number_axis(unit: str, title: str = "") -> dict[str, Any]:
    """An axis of amounts: money before, units after, shares as percent."""
    axis: dict[str, Any] = {"title": {"text": title}, "type": "linear", "automargin": True}
    if unit == "%":
        axis["tickformat"] = ".2~%"
    elif unit in SIGNS or unit in SIGNS.values():
        axis["tickprefix"] = escape(SIGNS.get(unit, unit))
    elif unit:
        axis["ticksuffix"] = escape(f" {unit}")
    return axis


def dimension_axis(spec: ChartSpec, profile: Profile, values: Iterable[Any]) -> dict[str, Any]:
    """The axis of the dimension: a calendar, numbers, or words in the order of the data."""
    title = escape(spec.dimension or "")
    if spec.options.get("fold"):
        words = {"day": "Hour of the day", "week": "Day of the week", "year": "Month"}
        return {"title": {"text": words.get(str(spec.options["fold"]), title)}, "type": "category", "automargin": True}
    if is_time(profile, spec.dimension):
        form = HOVER.get(spec.grain or "", "%-d %b %Y")
        return {"title": {"text": ""}, "type": "date", "hoverformat": form, "automargin": True}
    if spec.kind in ("scatter", "bubble", "line", "area", "combo", "histogram") and is_number(profile, spec.dimension):
        axis = number_axis(unit_of(profile, spec.dimension), title)
        seen = [v for v in values if v is not None]
        if seen and all(isinstance(v, int) and 1000 <= v < 3000 for v in seen):
            axis["tickformat"] = "d"
        return axis
    return {"title": {"text": title}, "type": "category", "automargin": True}
