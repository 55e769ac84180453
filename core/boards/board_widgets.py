"""What stands in each widget: its chart, number, rows or filter, under the filters that somebody sees it with."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import prefetch_related_objects

from analytics.charts import locales
from analytics.charts.grain import narrowed
from analytics.schema import AnalyticsError, ChartSpec, Filter, Profile
from core.boards import comments, filters, lost_data
from core.boards.filters import MARK, Values, active_filters, filter_views, light, profile_of
from core.models import Dashboard, Dataset, DatasetVersion, Widget, WidgetKind

log = logging.getLogger(__name__)
COLUMN_PIXELS, ROW_PIXELS, HEAD_PIXELS = 100, 80, 60
TABLE_ROWS = 50


def version_of(widget: Widget) -> DatasetVersion | None:
    """The version of the data that the widget shows."""
    if widget.visualization is not None:
        return widget.visualization.dataset.current
    if widget.kind == WidgetKind.TABLE:
        mine = Dataset.objects.filter(pk=widget.options.get("dataset"), workspace_id=widget.dashboard.workspace_id)
        dataset = mine.select_related("current").first()
        return dataset.current if dataset else None
    return None


def told_of(widget: Widget) -> DatasetVersion | None:
    """The version that a text tells of which was written from the data; None for people's own texts."""
    dataset = widget.dashboard.dataset
    return dataset.current if widget.kind == WidgetKind.TEXT and widget.generated and dataset else None


def live_widgets(dashboard: Dashboard) -> Sequence[Widget]:
    rows = dashboard.widgets.filter(removed=False).select_related("visualization__dataset__current", "insight")
    widgets = list(light(rows))
    getattr(dashboard, "_prefetched_objects_cache", {}).pop("filters", None)
    prefetch_related_objects([dashboard], "filters")  # each widget asks for them
    counts = comments.open_counts([widget.pk for widget in widgets])
    for widget in widgets:
        widget.dashboard, widget.remarks = dashboard, counts.get(widget.pk, 0)
    return widgets


def ahead(
    widgets: Sequence[Widget], values: Values | None = None, *, shared: bool = False, still: bool = False
) -> Sequence[Widget]:
    """The widgets, those of their charts that are not stored begun, two at a time: while DuckDB works on one, which
    takes no lock of Python's, another is drawn. Each is waited for where its widget is shown. Charts over the same
    rows are asked for in one scan.
    """
    charts = [widget for widget in widgets if widget.kind == WidgetKind.CHART and widget.visualization is not None]
    if len(charts) < 2:
        return widgets
    pool = ThreadPoolExecutor(2, "charts")
    with contextlib.suppress(Exception):  # said where the widget is shown
        _begin_all([(widget, *found) for widget in charts if (found := _asked(widget, values, shared, still))], pool)
    pool.shutdown(wait=False)
    return widgets


Asked = tuple[DatasetVersion, ChartSpec, tuple[Filter, ...], str | None]


def _asked(widget: Widget, values: Values | None, shared: bool, still: bool) -> Asked | None:
    """What the widget's chart is drawn from: its data, spec, filters, and where its marks lead."""
    version = version_of(widget)
    if version is None or filters.missing(widget.dashboard, version, values):
        return None
    chosen = active_filters(widget.dashboard, version, values)
    return version, spec_of(widget, chosen), chosen, links_of(widget, values, shared=shared, still=still)


def _begin_all(charts: Sequence[tuple[Widget, DatasetVersion, ChartSpec, tuple[Filter, ...], str | None]],
               pool: ThreadPoolExecutor) -> None:  # fmt: skip
    from core import drawing

    keys = [
        drawing.key_of(version, spec, chosen, *_size(widget), links) for widget, version, spec, chosen, links in charts
    ]
    absent = drawing.missing(keys)
    groups: dict[Any, list[ChartSpec]] = {}
    for (_, version, spec, chosen, _), key in zip(charts, keys, strict=True):
        if key in absent:
            groups.setdefault((version, chosen), []).append(spec)
    together = {}
    if not drawing.is_listing():
        for (version, chosen), specs in groups.items():
            if len(specs) > 1:
                together[version, chosen] = drawing.ask_together(version, specs, chosen, pool)
    for widget, version, spec, chosen, links in charts:
        with contextlib.suppress(Exception):  # said where the widget is shown
            widget.begun = _begun(widget, version, spec, chosen, links, pool, together.get((version, chosen)))


def widget_context(
    widget: Widget, values: Values | None = None, *, shared: bool = False, still: bool = False
) -> dict[str, Any]:
    """What ``dashboards/_widget.html`` needs; a chart that cannot be drawn says so in its place.

    ``still``: marks lead nowhere, for those who may not filter.
    """
    context: dict[str, Any] = {"widget": widget, "dashboard": widget.dashboard, "problem": "", "shared": shared}
    context["under"] = filters.to_query(values) if values is not None else ""
    if not shared:
        counted = getattr(widget, "remarks", None)
        context["remarks"] = comments.open_counts([widget.pk]).get(widget.pk, 0) if counted is None else counted
    if widget.kind == WidgetKind.FILTER:
        views = filter_views(widget.dashboard, values, only={widget.options.get("column", "")})
        return {**context, "filter": views[0] if views else None, "own": values is not None or shared}
    if (told := told_of(widget)) is not None:
        return {**context, "filtered": bool(active_filters(widget.dashboard, told, values))}
    if lost := lost_data.words(widget):
        return {**context, "problem": lost, "lost": True}
    if widget.visualization is None and widget.kind != WidgetKind.TABLE:
        return context
    version = version_of(widget)
    if version is None:
        return {**context, "problem": "The data behind this is not ready yet."}
    if names := filters.missing(widget.dashboard, version, values):
        team = "" if values is not None else filters.to_query(filters.shared_values(widget.dashboard))
        return {**context, "waits": filters.wait_words(names, may_choose=not still), "still": still, "choose": team}
    chosen = active_filters(widget.dashboard, version, values)
    links = links_of(widget, values, shared=shared, still=still)
    try:
        return {**context, **_drawn(widget, version, chosen, links)}
    except AnalyticsError as error:
        return {**context, "problem": str(error)}
    except Exception:
        log.exception("Widget %s could not be drawn", widget.pk)
        return {**context, "problem": "This could not be drawn; its data may have changed. Choose another chart."}


def links_under(dashboard: Dashboard, values: Values | None) -> str:
    """Where a mark leads: the page under the filters as they are, and after ``mark`` what the mark stands for."""
    now = values if values is not None else filters.shared_values(dashboard)
    return f"?{filters.to_query(now)}&{MARK}=1"


def links_of(widget: Widget, values: Values | None, *, shared: bool = False, still: bool = False) -> str | None:
    """The same and, after a space, where a mark leads that no filter stands for: its passport, for members."""
    if still:
        return None
    under = links_under(widget.dashboard, values)
    return under if shared else f"{under} widgets/{widget.pk}/passport/{under}"


def spec_of(widget: Widget, chosen: Sequence[Filter] = ()) -> ChartSpec:
    """The widget's chart as it is asked for here: in the widget's colour, and finer where a filter leaves few dates."""
    spec = ChartSpec.from_json(widget.visualization.spec)
    if widget.options.get("color"):
        spec = replace(spec, options={**spec.options, "color": widget.options["color"]})
    return narrowed(spec, profile_of(version_of(widget)), chosen)


def _drawn(widget: Widget, version: DatasetVersion, chosen: tuple[Filter, ...], links: str | None) -> dict[str, Any]:
    from core import pipeline

    if widget.visualization is None:
        return {"page": pipeline.page_of_rows(version, filters=chosen, limit=TABLE_ROWS)}
    spec = spec_of(widget, chosen)
    if widget.kind == WidgetKind.NUMBER:
        number = number_of(version, spec, chosen)
        return {"number": number, "compared": compared(version, spec, chosen, widget.options.get("compare", ""))}
    begun = getattr(widget, "begun", None) or _begun(widget, version, spec, chosen, links)
    drawn = begun()
    return {"svg": drawn.page, "table": drawn.table}


def _size(widget: Widget) -> tuple[int, int]:
    return widget.w * COLUMN_PIXELS, max(widget.h * ROW_PIXELS - HEAD_PIXELS, 120)


def _begun(
    widget: Widget, version: DatasetVersion, spec: ChartSpec, chosen: tuple[Filter, ...], links: str | None,
    pool: ThreadPoolExecutor | None = None, together: Any = None,
) -> Any:  # fmt: skip
    from core import drawing

    width, height = _size(widget)
    return drawing.begin(version, spec, filters=chosen, width=width, height=height, links=links, pool=pool,
                         ahead=together)  # fmt: skip


def number_of(version: DatasetVersion, spec: ChartSpec, chosen: Sequence[Filter]) -> dict[str, Any]:
    """The headline number, computed once for each state of the data and the filters."""
    from core import drawing

    parts = [str(version.key), str(version.cleaned_at), spec.to_json(), [each.to_json() for each in chosen]]
    parts.append(locales.manner().name)
    key = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
    found: dict[str, Any] | None = cache.get(f"number:{key}")
    if found is None:
        found = drawing.number(version, spec, filters=tuple(chosen))
        cache.set(f"number:{key}", found, 3600)
    return found


# Comparison


def compared(version: DatasetVersion, spec: ChartSpec, chosen: Sequence[Filter], how: str) -> Mapping[str, Any] | None:
    """A headline number of a span of time beside the span before it (``period``) or a year ago (``year``).

    The span is the one that a filter leaves, else the newest 30 days (a year, where the data is long). None where there
    is nothing to compare.
    """
    found = _span(profile_of(version), chosen) if how else None
    if found is None:
        return None
    column, first, last = found
    others = tuple(each for each in chosen if each.column != column)
    before = _earlier(first, last, how)
    now = number_of(version, spec, (*others, _between(column, first, last)))
    then = number_of(version, spec, (*others, _between(column, *before)))
    if now["exact"] is None or not then["exact"]:
        return None
    share = (float(now["exact"]) - float(then["exact"])) / abs(float(then["exact"]))
    return {
        "share": locales.localised(f"{share:+.1%}".replace("-", "−")),
        "direction": "up" if share > 0 else "down" if share < 0 else "same",
        "then": then["value"],
        "now": now["value"],
        "span": f"{first.isoformat()} – {last.isoformat()}",
        "before": f"{before[0].isoformat()} – {before[1].isoformat()}",
    }


def _between(column: str, first: date, last: date) -> Filter:
    return Filter(column, "between", (first.isoformat(), last.isoformat()))


def _span(profile: Profile, chosen: Sequence[Filter]) -> tuple[str, date, date] | None:
    times = [column for column in profile.columns if column.type in {"date", "datetime"} and column.max]
    for column in times:
        for each in chosen:
            if each.column == column.name and each.op == "between" and all(each.values):
                first, last = (date.fromisoformat(str(end)[:10]) for end in each.values[:2])
                return column.name, first, last
    for column in times:
        if column.role != "time":
            continue
        try:
            first, last = (date.fromisoformat(str(end)[:10]) for end in (column.min, column.max))
        except ValueError:
            continue
        days = 365 if (last - first).days > 800 else 30
        return column.name, last - timedelta(days=days - 1), last
    return None


def _earlier(first: date, last: date, how: str) -> tuple[date, date]:
    if how == "period":
        length = last - first
        return first - length - timedelta(days=1), first - timedelta(days=1)
    return tuple(each.replace(year=each.year - 1, day=min(each.day, 28) if each.month == 2 else each.day)
                 for each in (first, last))  # type: ignore[return-value]  # fmt: skip
