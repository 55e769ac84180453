"""Charts of a version as people see them: drawn once for each state of the data, kept, and sent in several formats."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from analytics import charts, query
from analytics.charts import svg as drawer
from analytics.charts.scales import number as as_text
from analytics.schema import AnalyticsError, ChartSpec, Filter, Measure, Profile
from core import storage
from core.models import ChartFragment, DatasetVersion

DRAWER = "1"
"""Part of every key: raised with each change of how charts look, so that no old drawing is shown."""
KEPT_ROWS = 200
BIG = 10_000_000


@dataclass(frozen=True)
class Drawn:
    """``svg`` is our own markup with escaped texts; ``table`` has ``columns`` and ``rows`` of words and numbers."""

    svg: str
    table: dict[str, Any]


def chart(
    version: DatasetVersion, spec: ChartSpec, *, filters: Sequence[Filter] = (), width: float, height: float,
    links: Mapping[str, str] | None = None,
) -> Drawn:  # fmt: skip
    """The chart of the clean table, from the store or drawn now. AnalyticsError says what the data cannot give."""
    key = key_of(version, spec, filters, width, height, links)
    row = ChartFragment.objects.filter(key=key).first()
    if row is None:
        data, profile = fetch(version, spec, filters)
        document = charts.document(spec, data, profile)
        picture = drawer.draw(document, width=width, height=height, links=links, ident=f"c{key[:10]}")
        row = ChartFragment(key=key, version=version, svg=picture, data=table_of(data))
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:  # drawn by another thread meanwhile, or the version is gone
            pass
    return Drawn(row.svg, row.data)


def key_of(
    version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter], width: float, height: float, links: Any
) -> str:
    """A digest of everything that the drawing depends on."""
    state = version.cleaned_at.isoformat() if version.cleaned_at else ""
    parts = [DRAWER, version.key.hex, state, spec.to_json(), [each.to_json() for each in filters], width, height, links]
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def fetch(version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter]) -> tuple[query.ChartData, Profile]:
    if version.cleaned_at is None or not storage.clean_table(version).exists():
        raise AnalyticsError("The data behind this chart is not ready yet.")
    profile = Profile.from_json(version.clean_profile)
    return query.fetch(spec, storage.clean_table(version), profile, filters=filters), profile


def table_of(data: query.ChartData) -> dict[str, Any]:
    """The numbers behind the drawing, as JSON holds them."""
    rows = [[_json(value) for value in row] for row in data.rows[:KEPT_ROWS]]
    return {"columns": list(data.names), "rows": rows, "notes": list(data.notes), "total": len(data.rows)}


def _json(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    return value.isoformat() if isinstance(value, date) or hasattr(value, "isoformat") else value


def number(version: DatasetVersion, spec: ChartSpec, *, filters: Sequence[Filter] = ()) -> dict[str, Any]:
    """A headline number: ``raw``, ``value`` for people, ``exact`` and ``detail`` (what it is of)."""
    data, profile = fetch(version, replace(spec, kind="indicator"), filters)
    raw = data.rows[0][-1] if data.rows else None
    unit = charts.unit(profile, spec)
    exact = as_text(raw, unit)
    short = as_text(raw, unit, short=True) if raw is not None and abs(raw) >= BIG else exact
    return {"raw": _json(raw), "value": short, "exact": exact, "detail": ""}


def values_of(version: DatasetVersion, column: str, *, limit: int) -> list[Any]:
    """The most frequent values of a column, most frequent first."""
    spec = ChartSpec("bar", dimension=column, measures=(Measure(),), sort="value", limit=limit)
    data, _ = fetch(version, spec, ())
    return [value for value in data.values("dimension") if value is not None][:limit]


def png(
    version: DatasetVersion, spec: ChartSpec, *, filters: Sequence[Filter] = (), width: float, height: float,
    theme: str = "light",
) -> bytes:  # fmt: skip
    """The chart as a picture at twice its size, drawn with the package's own fonts."""
    return charts.png(chart(version, spec, filters=filters, width=width, height=height).svg, theme=theme)


def figure_json(version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter]) -> str:
    """The Plotly figure for plotly.js, as JSON text."""
    data, profile = fetch(version, spec, filters)
    return json.dumps(charts.document(spec, data, profile), default=str)


def download(version: DatasetVersion, spec: ChartSpec, fmt: str, *, filters: Sequence[Filter] = ()) -> bytes:
    """The chart as a file: svg (with its colours inside), png, csv (formula-safe) or json (the figure)."""
    if fmt == "json":
        return figure_json(version, spec, filters).encode()
    if fmt == "csv":
        data, _ = fetch(version, spec, filters)
        return as_csv(data)
    drawn = chart(version, spec, filters=filters, width=900, height=500)
    return charts.standalone(drawn.svg).encode() if fmt == "svg" else charts.png(drawn.svg)


def as_csv(data: query.ChartData) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read it; cells that would be formulas begin with an apostrophe."""
    target = io.StringIO()
    writer = csv.writer(target)
    for row in (data.names, *data.rows):
        writer.writerow([_safe(value) for value in row])
    return target.getvalue().encode("utf-8-sig")


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value[:1] else value
