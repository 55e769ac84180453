"""From a chart's specification to its few numbers: one DuckDB query over the clean Parquet.

The SQL is built here: these functions run in the server. Names go through ``analytics.parsing.quote``; every
value is bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from analytics.parsing import quote
from analytics.query_groups import MAX_CATEGORIES, MAX_SERIES, groups, settled
from analytics.query_shapes import MAX_POINTS, bins, boxes, correlations, points
from analytics.query_source import ChartData, Page, Query, checked, connection_to, known, measure_name
from analytics.query_together import Ahead, together, wanted
from analytics.schema import AnalyticsError, ChartSpec, Filter, Measure, Profile

__all__ = [
    "MAX_CATEGORIES", "MAX_PAGE", "MAX_POINTS", "MAX_SERIES", "Ahead", "ChartData", "Page", "connection_to", "fetch",
    "fetch_ahead", "measure_name", "rows", "settled", "values",
]  # fmt: skip
MAX_PAGE = 1_000
TOGETHER_ROWS = 3_000_000
"""In larger tables each chart asks for itself: together, every number is worked out for the groups of every chart,
which over ten million rows costs what reading once saves."""
SHAPES = {"scatter": points, "bubble": points, "map": points, "histogram": bins, "box": boxes, "violin": boxes,
          "strip": boxes, "correlation": correlations}  # fmt: skip


def fetch(
    spec: ChartSpec, clean: Path, profile: Profile, *, filters: Sequence[Filter] = (), connection: Any = None,
    ahead: Ahead | None = None,
) -> ChartData:  # fmt: skip
    """The numbers of ``spec`` over the clean Parquet. AnalyticsError names a column that is gone or does not fit.

    ``ahead``: what ``fetch_ahead`` gave for the same table and filters.
    """
    checked_all(spec, profile)
    query = Query(clean, profile, (*spec.filters, *filters), connection)
    if ahead and not spec.filters:
        query.ahead = ahead
    spec = settled(spec, profile)
    return SHAPES.get(spec.kind, groups)(query, spec)


def fetch_ahead(
    specs: Iterable[ChartSpec], clean: Path, profile: Profile, *, filters: Sequence[Filter] = (), connection: Any = None
) -> Ahead:
    """The groups that several charts over the same rows ask for, out of one scan; nothing where that saves nothing."""
    if profile.rows > TOGETHER_ROWS:
        return {}
    asked = []
    for spec in specs:
        if spec.filters:  # other rows
            continue
        try:
            checked_all(spec, profile)
        except AnalyticsError:  # said where it is drawn
            continue
        spec = settled(spec, profile)
        asked.append(wanted(SHAPES.get(spec.kind, groups), spec, clean, profile))
    found = [each for each in asked if each is not None]
    return together(found, clean, profile, filters, connection) if len(found) > 1 else {}


def checked_all(spec: ChartSpec, profile: Profile) -> None:
    """AnalyticsError names a column that is gone or does not fit."""
    if spec.kind in ("scatter", "bubble", "map", "correlation", "box", "violin", "strip"):
        for measure in spec.measures:
            known(profile, measure.column)
        for name in (spec.dimension, spec.series):
            known(profile, name)
    else:
        checked(profile, spec)


def rows(
    clean: Path, profile: Profile, *, filters: Sequence[Filter] = (), sort: str | None = None,
    descending: bool = False, offset: int = 0, limit: int = 100, connection: Any = None,
) -> Page:  # fmt: skip
    """One page of the clean table, nulls last when sorted; ``limit`` is at most 1,000."""
    known(profile, sort)
    query = Query(clean, profile, filters, connection)
    names = tuple(column.name for column in profile.columns)
    order = f" ORDER BY {quote(sort)} {'DESC' if descending else 'ASC'} NULLS LAST" if sort else ""
    page = query.run(
        f"SELECT {', '.join(map(quote, names))} FROM {query.source}{order} LIMIT ? OFFSET ?",
        [max(0, min(limit, MAX_PAGE)), max(0, offset)],
    )
    total = query.run(f"SELECT count(*) FROM {query.source}")[0][0]
    return Page(names, tuple(page), int(total), offset)


def values(
    clean: Path, profile: Profile, column: str, *, limit: int, filters: Sequence[Filter] = (), connection: Any = None
) -> list[Any]:
    """The values of a column, most frequent first, None among them where cells are empty."""
    known(profile, column)
    query = Query(clean, profile, filters, connection)
    sql = f"SELECT {quote(column)}, count(*) FROM {query.source} GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST LIMIT ?"
    return [row[0] for row in query.run(sql, [limit])]


def first_value(spec: ChartSpec, clean: Path, profile: Profile, *, filters: Sequence[Filter] = ()) -> Any:
    """The first measure over all filtered rows, as it is; None without rows."""
    single = ChartSpec("indicator", measures=spec.measures[:1] or (Measure(),), filters=spec.filters)
    return fetch(single, clean, profile, filters=filters).rows[0][0]
