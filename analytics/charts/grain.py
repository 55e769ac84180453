"""How fine time is cut where filters leave only a part of it: a week shows its days, not one point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from analytics.query import settled
from analytics.schema import AnalyticsError, ChartSpec, Filter, Grain, Profile

GRAINS: tuple[Grain, ...] = ("hour", "day", "week", "month", "quarter", "year")
LONGEST: tuple[tuple[Grain, int], ...] = (("hour", 2), ("day", 62), ("week", 190), ("month", 1200))
"""Up to so many days a span is cut so fine: at most some five dozen points."""


def narrowed(spec: ChartSpec, profile: Profile, filters: Sequence[Filter]) -> ChartSpec:
    """``spec`` with the grain that fits what filters leave of its time: as fine as they allow, never coarser than it
    was. Without such a filter, or without time along the axis, ``spec`` as it is."""
    span = _span(spec, filters)
    if span is None or spec.options.get("fold") or spec.kind in ("scatter", "bubble", "histogram"):
        return spec
    try:
        now = settled(spec, profile).grain
        column = profile.column(spec.dimension) if spec.dimension else None
    except (AnalyticsError, KeyError):
        return spec
    if now not in GRAINS or column is None:
        return spec
    finest = _finest(span, clock=column.type == "datetime")
    return replace(spec, grain=finest) if GRAINS.index(finest) < GRAINS.index(now) else spec


def _finest(days: int, *, clock: bool) -> Grain:
    for grain, longest in LONGEST:
        if days <= longest and (clock or grain != "hour"):
            return grain
    return "quarter"


def _span(spec: ChartSpec, filters: Sequence[Filter]) -> int | None:
    """So many days the filters leave of the dimension; None where none of them has two ends."""
    found = []
    for each in (*spec.filters, *filters):
        if each.column != spec.dimension or each.op != "between" or len(each.values) < 2 or not all(each.values):
            continue
        try:
            first, last = (date.fromisoformat(str(end)[:10]) for end in each.values[:2])
        except ValueError:
            continue
        found.append((first, last))
    if not found:
        return None
    return max(1, (min(last for _, last in found) - max(first for first, _ in found)).days + 1)
