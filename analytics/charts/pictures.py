"""A chart as a page holds it: the drawing, a narrow one for phones, the values behind it; all plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from analytics import query
from analytics.charts import svg
from analytics.charts.build import document as figure_of
from analytics.charts.labels import EMPTY, label, unit
from analytics.charts.scales import number as in_words
from analytics.query import ChartData
from analytics.schema import ChartSpec, Filter, Profile

NARROW = 340
TABLE_ROWS = 500


def picture(
    spec: ChartSpec, clean: Path, profile: Profile, *, filters: Sequence[Filter] = (), width: int, height: int,
    links: str | None = None, ident: str = "",
) -> dict[str, Any]:  # fmt: skip
    """``svg``, ``narrow`` (empty where the first is narrow itself) and ``table`` (``columns`` and ``rows`` of text).

    ``links`` begins the address behind each mark. AnalyticsError where the data has no such chart.
    """
    data = query.fetch(spec, clean, profile, filters=filters)
    document = figure_of(spec, data, profile)
    leads = leading(links, document) if links else None
    wide = svg.draw(document, width=width, height=height, links=leads, ident=ident, cls="c-wide")
    slim = ""
    if width > NARROW * 1.3:
        slim = svg.draw(document, width=NARROW, height=max(height, 260), links=leads, ident=f"{ident}n", cls="c-narrow")
    return {"svg": wide, "narrow": slim, "table": table_of(spec, data, profile)}


def table_of(spec: ChartSpec, data: ChartData, profile: Profile) -> dict[str, Any]:
    """The values of a chart in words, at most 500 rows."""
    spec = query.settled(spec, profile)
    kept = [place for place, column in enumerate(data.columns) if column != "points"]
    fold = str(spec.options.get("fold") or "") or None
    units = {f"m{place}": unit(profile, spec, place) for place in range(len(spec.measures))}
    units |= {"lo": units.get("m0", ""), "hi": units.get("m0", "")}
    rows = []
    for row in data.rows[:TABLE_ROWS]:
        cells = []
        for place in kept:
            value, column = row[place], data.columns[place]
            if isinstance(value, int | float) and column not in ("dimension", "series"):
                cells.append(in_words(value, units.get(column, "")))
            else:
                cells.append(
                    label(value, spec.grain if column == "dimension" else None, fold if column == "dimension" else None)
                )
        rows.append(cells)
    return {"columns": [data.names[place] for place in kept], "rows": rows}


def leading(links: str, document: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], str | None]:
    """From a mark's values to the address that filters by them: a period where the mark is one, else the value."""
    meta = document["layout"]["meta"]
    grain, column = meta.get("grain"), meta.get("column")
    single = meta.get("kind") in ("scatter", "bubble", "map")  # a point's own number would filter to that one row
    known: dict[tuple[Any, ...], str | None] = {}  # the narrow drawing has the marks of the wide one

    def to(point: Mapping[str, Any]) -> str | None:
        mark = tuple(point.items())
        if mark not in known:
            known[mark] = made(point)
        return known[mark]

    def made(point: Mapping[str, Any]) -> str | None:
        pairs = []
        for name, value in point.items():
            if single and name == column:
                continue
            if name == column and grain and isinstance(value, str):
                span = period(value, grain)
                pairs += [(f"from:{name}", span[0]), (f"to:{name}", span[1])] if span else []
            elif isinstance(value, str | int) and value != EMPTY:
                pairs.append((f"in:{name}", str(value)))
        return f"{links}{'&' if '?' in links else '?'}{urlencode(pairs)}" if pairs else None

    return to


def period(value: str, grain: str) -> tuple[str, str] | None:
    """First and last day of the period that begins at an ISO date: (2024-03-01, month) → 2024-03-01, 2024-03-31."""
    try:
        first = date.fromisoformat(value[:10])
    except ValueError:
        return None
    months = {"month": 1, "quarter": 3, "year": 12}.get(grain)
    if months is None:
        return first.isoformat(), (first + timedelta(days=6 if grain == "week" else 0)).isoformat()
    count = first.year * 12 + first.month - 1 + months
    if count // 12 > 9999:
        return first.isoformat(), "9999-12-31"
    return first.isoformat(), (date(count // 12, count % 12 + 1, 1) - timedelta(days=1)).isoformat()
