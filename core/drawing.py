"""Charts of a version as pages, mails and files need them: drawn once, stored under a key of all that they depend on.

This runs in the server: DuckDB with little memory, then plain Python; no plotly, no pandas.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import DatabaseError, transaction

from analytics import charts, query
from analytics.charts import svg
from analytics.charts.labels import label, unit
from analytics.charts.scales import number as in_words
from analytics.query import ChartData
from analytics.schema import AnalyticsError, ChartSpec, Filter, Measure, Profile
from core import storage
from core.models import ChartFragment, DatasetVersion

log = logging.getLogger(__name__)
FORM = 2
"""Grows when drawings change their look, so that stored ones are made anew."""
NARROW = 340
TABLE_ROWS = 500


@dataclass(frozen=True)
class Drawn:
    """``svg`` is one drawing. ``table`` has ``columns`` and ``rows`` of text: the values behind it."""

    svg: str
    table: dict[str, Any]
    narrow: str = ""

    @property
    def page(self) -> str:
        """For pages: the drawing, and a narrow one that takes its place on a phone."""
        return self.svg + self.narrow


def profile_of(version: DatasetVersion) -> Profile:
    return Profile.from_json(version.clean_profile or {"rows": 0, "columns": []})


def chart(
    version: DatasetVersion, spec: ChartSpec, *, filters: Sequence[Filter] = (), width: int, height: int,
    links: str | None = None,
) -> Drawn:  # fmt: skip
    """The drawing from the store, or drawn and stored. AnalyticsError where the data has no such chart.

    ``links`` begins the address behind each mark (``/dashboards/7/``): its values follow as ``core.filters`` says.
    """
    key = key_of(version, spec, filters, width, height, links)
    kept = ChartFragment.objects.filter(key=key).first()
    if kept is not None:
        return Drawn(kept.svg, kept.data.get("table", {}), kept.data.get("narrow", ""))
    data, document = _document(version, spec, filters)
    leads = leading(links, document) if links else None
    ident = f"c{key[:10]}"
    drawing = svg.draw(document, width=width, height=height, links=leads, ident=ident, cls="c-wide")
    slim = svg.draw(document, width=NARROW, height=max(height, 260), links=leads, ident=f"{ident}n", cls="c-narrow")
    drawn = Drawn(drawing, table_of(spec, data, profile_of(version)), slim if width > NARROW * 1.3 else "")
    _keep(key, version, drawn)
    return drawn


def _keep(key: str, version: DatasetVersion, drawn: Drawn) -> None:
    """Store a drawing; one that cannot be stored (its version is gone, the database is busy) is shown all the same."""
    rest = {"table": drawn.table, "narrow": drawn.narrow}
    try:
        with transaction.atomic():
            ChartFragment.objects.get_or_create(key=key, defaults={"version": version, "svg": drawn.svg, "data": rest})
    except DatabaseError:
        log.warning("A drawing of version %s was not kept", version.pk)


def key_of(version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter], *rest: Any) -> str:
    """Everything that a drawing depends on, as 64 hexadecimal digits."""
    parts = [FORM, str(version.key), str(version.cleaned_at), spec.to_json(), [f.to_json() for f in filters], *rest]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _document(version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter]) -> tuple[ChartData, dict[str, Any]]:
    profile = profile_of(version)
    data = query.fetch(spec, clean_table(version), profile, filters=filters)
    return data, charts.document(spec, data, profile)


def clean_table(version: DatasetVersion) -> Path:
    path = storage.clean_table(version)
    if not path.exists():
        raise AnalyticsError("The data behind this chart is not ready yet.")
    return path


def number(version: DatasetVersion, spec: ChartSpec, *, filters: Sequence[Filter] = ()) -> dict[str, Any]:
    """``value`` in words, ``exact`` (float or None), ``detail``: what it is of where a filter is set."""
    profile = profile_of(version)
    path = clean_table(version)
    measure = spec.measures[0] if spec.measures else Measure()
    found = query.first_value(spec, path, profile, filters=filters)
    exact = None if found is None else float(found)
    short = exact is not None and abs(exact) >= 1e6
    detail = ""
    if filters and measure.agg in ("sum", "count", "count_distinct"):
        whole = query.first_value(spec, path, profile)
        detail = f"of {in_words(whole, unit(profile, spec), short=abs(float(whole)) >= 1e6)}" if whole else ""
    return {"value": in_words(found, unit(profile, spec), short=short), "exact": exact, "detail": detail}


def values_of(version: DatasetVersion, column: str, *, limit: int) -> list[Any]:
    """The values of a column, most frequent first."""
    return query.values(clean_table(version), profile_of(version), column, limit=limit)


def png(
    version: DatasetVersion, spec: ChartSpec, *, filters: Sequence[Filter] = (), width: int, height: int,
    theme: str = "light", heading: bool = False,
) -> bytes:  # fmt: skip
    """The chart as PNG at twice its size, with its own font: the same on every machine."""
    _, document = _document(version, spec, filters)
    return charts.png(svg.draw(document, width=width, height=height, heading=heading), theme=theme)


def figure_json(version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter] = ()) -> str:
    """The Plotly figure as JSON text."""
    _, document = _document(version, spec, filters)
    return json.dumps(document, default=str, ensure_ascii=False, allow_nan=False)


def download(version: DatasetVersion, spec: ChartSpec, fmt: str, *, filters: Sequence[Filter] = ()) -> bytes:
    """The chart as a file: ``png``, ``svg``, ``csv`` (its values) or ``json`` (the figure)."""
    if fmt == "json":
        return figure_json(version, spec, filters).encode()
    data, document = _document(version, spec, filters)
    if fmt == "csv":
        return _csv(spec, data).encode("utf-8-sig")
    drawing = svg.draw(document, width=900, height=506, heading=True)
    if fmt == "svg":
        return charts.standalone(drawing).encode()
    if fmt == "png":
        return charts.png(drawing)
    raise AnalyticsError(f"There is no download as {fmt[:10]!r}; choose png, svg, csv or json.")


def _csv(spec: ChartSpec, data: ChartData) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    kept = [place for place, column in enumerate(data.columns) if column != "points"]
    writer.writerow([_harmless(data.names[place]) for place in kept])
    for row in data.rows:
        writer.writerow([_harmless(row[place]) for place in kept])
    return file.getvalue()


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula begins with an apostrophe (CWE-1236)."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value.isoformat() if isinstance(value, date | datetime) else value


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

    def to(point: Mapping[str, Any]) -> str | None:
        pairs = []
        for name, value in point.items():
            if single and name == column:
                continue
            if name == column and grain and isinstance(value, str):
                span = period(value, grain)
                pairs += [(f"from:{name}", span[0]), (f"to:{name}", span[1])] if span else []
            elif isinstance(value, str | int) and value != charts.EMPTY:
                pairs.append((f"in:{name}", str(value)))
        return f"{links}{'&' if '?' in links else '?'}{urlencode(pairs)}" if pairs else None

    return to


def period(value: str, grain: str) -> tuple[str, str] | None:
    """First and last day of the period that begins at an ISO date: (2024-03-01, month) → 2024-03-01, 2024-03-31."""
    from datetime import timedelta

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
