"""Single numbers of a version's clean table, for reports and alerts: one query each, the same as the charts ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics import query
from analytics.schema import ChartSpec, Column, Filter, Grain, Measure
from core import storage
from core.boards import filters as board_filters
from core.models import DatasetVersion


def of_spec(version: DatasetVersion, spec: ChartSpec, chosen: Sequence[Filter] = ()) -> float | None:
    """The first measure of a headline number, unformatted; None without rows. AnalyticsError if a column is gone."""
    single = ChartSpec("indicator", measures=spec.measures[:1], filters=spec.filters)
    data = query.fetch(single, storage.clean_table(version), board_filters.profile_of(version), filters=chosen)
    found = data.values("m0")
    return plain(found[0]) if found else None


def value(version: DatasetVersion, measure: Measure, chosen: Sequence[Filter] = ()) -> float | None:
    return of_spec(version, ChartSpec("indicator", measures=(measure,)), chosen)


def rows(version: DatasetVersion, chosen: Sequence[Filter] = ()) -> int:
    return int(value(version, Measure(), chosen) or 0)


def by_period(
    version: DatasetVersion, measure: Measure, time: str, grain: Grain, chosen: Sequence[Filter] = ()
) -> list[tuple[Any, float | None]]:
    """The measure for each period that has rows, oldest first; rows without a moment are left out."""
    spec = ChartSpec("line", dimension=time, measures=(measure,), grain=grain)
    data = query.fetch(spec, storage.clean_table(version), board_filters.profile_of(version), filters=chosen)
    pairs = zip(data.values("dimension"), data.values("m0"), strict=True)
    return [(moment, plain(number)) for moment, number in pairs if moment is not None]


def time_column(version: DatasetVersion) -> Column | None:
    """The column that says when: the first of role time that is a date or a moment."""
    columns = board_filters.profile_of(version).columns
    times = [column for column in columns if column.type in {"date", "datetime"}]
    return next((column for column in times if column.role == "time"), times[0] if times else None)


def plain(number: Any) -> float | None:
    """A finite float, or None."""
    try:
        found = float(number)
    except (TypeError, ValueError):
        return None
    return found if found == found and abs(found) != float("inf") else None
