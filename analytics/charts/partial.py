"""Periods at the ends that the data covers only in part: drawn dashed, so that two days of a week are no fall."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from analytics.schema import ChartSpec, Column, Profile

LENGTHS = {"week": 7, "month": 30.4, "quarter": 91.3, "year": 365.2}
LEAST_DAYS = 3.0
"""Dates that a whole period has on average; where there are fewer (one a month), the last is as whole as the others."""
COVERED = 0.7
"""A period of which less than this has passed is not complete; five days of seven are a week of working days."""


def mark(spec: ChartSpec, profile: Profile, traces: list[dict[str, Any]], layout: dict[str, Any]) -> None:
    """Note in ``meta.partial`` of the lines which ends are not complete, and say it in the chart's words."""
    ends = _ends(spec, profile)
    if ends is None:
        return
    said = set()
    for trace in traces:
        dates = trace.get("x") or []
        if trace.get("type") != "scatter" or "lines" not in str(trace.get("mode")) or len(dates) < 4:
            continue
        found = [_begins_late(dates[0], ends[0], spec), _ends_early(dates[-1], ends[1], spec)]
        if any(found) and (trace.get("line") or {}).get("width") != 0:
            trace["meta"] = {**trace.get("meta", {}), "partial": found}
            said |= {word for word, is_so in zip(("first", "last"), found, strict=True) if is_so}
    for word in sorted(said):
        layout["meta"]["notes"].append(f"the {word} {spec.grain} is not complete")


def _ends(spec: ChartSpec, profile: Profile) -> tuple[date, date] | None:
    """The first and last day of the data, where its periods are sums over many days."""
    adds = all(measure.agg in ("sum", "count") for measure in spec.measures)
    if spec.kind != "line" or spec.grain not in LENGTHS or not adds or spec.options.get("fold") or not spec.dimension:
        return None
    column = profile.column(spec.dimension)
    try:
        first, last = _day(column.min), _day(column.max)
    except ValueError:
        return None
    return (first, last) if _share(column, first, last) * LENGTHS[spec.grain] >= LEAST_DAYS else None


def _share(column: Column, first: date, last: date) -> float:
    """How many of the days between the ends the column has."""
    return min(1.0, column.distinct / ((last - first).days + 1))


def _day(raw: Any) -> date:
    return date.fromisoformat(str(raw)[:10])


def _begins_late(start: Any, first: date, spec: ChartSpec) -> bool:
    missing = (first - _day(start)).days / LENGTHS[str(spec.grain)]
    return 1 - COVERED < missing < 1


def _ends_early(start: Any, last: date, spec: ChartSpec) -> bool:
    passed = ((last - _day(start)) + timedelta(days=1)).days / LENGTHS[str(spec.grain)]
    return 0 < passed < COVERED
