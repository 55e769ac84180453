"""A chart as a page holds it: the drawing, a narrow one for phones, the values behind it; all plain text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analytics import query
from analytics.charts import svg
from analytics.charts.build import document as figure_of
from analytics.charts.grain import narrowed
from analytics.charts.labels import label, unit
from analytics.charts.leading import Leads
from analytics.charts.scales import number as in_words
from analytics.query import ChartData
from analytics.schema import ChartSpec, Filter, Profile

NARROW = 340
TABLE_ROWS = 500


def picture(
    spec: ChartSpec, clean: Path, profile: Profile, *, filters: Sequence[Filter] = (), width: int, height: int,
    links: str | None = None, ident: str = "", full: bool = False, ahead: query.Ahead | None = None,
) -> dict[str, Any]:  # fmt: skip
    """``svg``, ``narrow`` (empty where the first is narrow itself) and ``table`` (``columns`` and ``rows`` of text).

    ``links`` begins the address behind each mark; ``full``: each has its tooltip, however many;
    ``ahead``: what was asked for together with other charts (``query.fetch_ahead``).

    AnalyticsError where the data has no such chart.
    """
    spec = narrowed(spec, profile, filters)
    data = query.fetch(spec, clean, profile, filters=filters, ahead=ahead)
    document = figure_of(spec, data, profile)
    leads = Leads(links, query.settled(spec, profile), data) if links else None
    how: dict[str, Any] = {"links": leads, "full": full}
    wide = svg.draw(document, width=width, height=height, ident=ident, cls="c-wide", **how)
    slim = ""
    if width > NARROW * 1.3:
        slim = svg.draw(document, width=NARROW, height=max(height, 260), ident=f"{ident}n", cls="c-narrow", **how)
    return {"svg": wide, "narrow": slim, "table": table_of(spec, data, profile)}


def table_of(spec: ChartSpec, data: ChartData, profile: Profile) -> dict[str, Any]:
    """The values of a chart in words: ``columns``, at most 500 ``rows``, and how many there are in all (``total``)."""
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
    return {"columns": [data.names[place] for place in kept], "rows": rows, "total": len(data.rows)}
