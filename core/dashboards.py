"""What a dashboard shows: its fragments, its filters, and how a change reaches everybody who looks."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from analytics.schema import AnalyticsError, ChartSpec, Column, Filter, Profile
from core import drawing, live
from core.models import Dashboard, DashboardFilter, Dataset, DatasetVersion, FilterKind, Widget, WidgetKind
from core.operations import Change

log = logging.getLogger(__name__)
MAX_CHOICES = 50


@dataclass(frozen=True)
class FilterView:
    """A filter as the page draws it: what may be chosen, what is chosen."""

    name: str
    kind: str
    version: int
    chosen: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    lowest: str = ""
    highest: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.chosen or self.start or self.end)


def topic(dashboard_id: int) -> str:
    return f"dashboard:{dashboard_id}"


def datasets(dashboard: Dashboard) -> list[Dataset]:
    """The datasets behind the dashboard's charts, the dashboard's own first."""
    found = {dashboard.dataset_id: dashboard.dataset} if dashboard.dataset_id else {}
    widgets = dashboard.widgets.filter(removed=False, visualization__isnull=False)
    for widget in widgets.select_related("visualization__dataset__current"):
        found.setdefault(widget.visualization.dataset_id, widget.visualization.dataset)
    return [dataset for dataset in found.values() if dataset is not None]


def profile_of(version: DatasetVersion | None) -> Profile:
    return Profile.from_json(version.clean_profile) if version and version.clean_profile else Profile(0, ())


def filterable_columns(dashboard: Dashboard) -> list[Column]:
    """Date columns and categories of the datasets behind the dashboard, each name once."""
    seen: dict[str, Column] = {}
    for dataset in datasets(dashboard):
        for column in profile_of(dataset.current).columns:
            if column.type in {"date", "datetime"} or (column.role == "category" and column.distinct <= MAX_CHOICES):
                seen.setdefault(column.name, column)
    return list(seen.values())


def filter_views(dashboard: Dashboard, values: Mapping[str, Mapping[str, Any]] | None = None) -> list[FilterView]:
    """The dashboard's filters with their choices; ``values`` (a person's own, from the URL) win over shared ones."""
    columns = {column.name: column for column in filterable_columns(dashboard)}
    views = []
    for row in dashboard.filters.order_by("id"):
        column = columns.get(row.column)
        value = (values or {}).get(row.column, {}) if values is not None else row.value
        if column is None:
            continue
        views.append(
            FilterView(
                name=row.column,
                kind=row.kind,
                version=row.version,
                chosen=tuple(value.get("values", ())),
                choices=choices(dashboard, row) if row.kind == FilterKind.CATEGORY else (),
                start=value.get("from", ""),
                end=value.get("to", ""),
                lowest=(column.min or "")[:10],
                highest=(column.max or "")[:10],
            )
        )
    return views


def choices(dashboard: Dashboard, row: DashboardFilter) -> tuple[str, ...]:
    """The values of a category, most frequent first, over the datasets that have the column."""
    found: dict[str, None] = {}
    for dataset in datasets(dashboard):
        if dataset.current and any(c.name == row.column for c in profile_of(dataset.current).columns):
            found.update(dict.fromkeys(drawing.values_of(dataset.current, row.column, limit=MAX_CHOICES)))
    return tuple(found)


def active_filters(
    dashboard: Dashboard, version: DatasetVersion, values: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[Filter, ...]:
    """The filters that apply to charts of that version: those whose column it has."""
    names = {column.name for column in profile_of(version).columns}
    shared = {row.column: (row.kind, row.value) for row in dashboard.filters.all()}
    result = []
    for name, (kind, value) in shared.items():
        value = (values or {}).get(name, {}) if values is not None else value
        if name not in names or not value:
            continue
        if kind == FilterKind.DATE and (value.get("from") or value.get("to")):
            result.append(Filter(name, "between", (value.get("from"), value.get("to"))))
        elif value.get("values"):
            result.append(Filter(name, "in", tuple(value["values"])))
    return tuple(result)


def widget_context(widget: Widget, values: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """What ``dashboards/_widget.html`` needs; a chart that cannot be drawn says so in its place."""
    context: dict[str, Any] = {"widget": widget, "dashboard": widget.dashboard, "problem": ""}
    if widget.visualization is None:
        return context
    version = widget.visualization.dataset.current
    if version is None:
        return {**context, "problem": "The data behind this chart is not ready yet."}
    spec = ChartSpec.from_json(widget.visualization.spec)
    if widget.options.get("color"):
        spec = ChartSpec.from_json({**spec.to_json(), "options": {**spec.options, "color": widget.options["color"]}})
    filters = active_filters(widget.dashboard, version, values)
    try:
        if widget.kind == WidgetKind.NUMBER:
            return {**context, "number": drawing.number(version, spec, filters=filters)}
        drawn = drawing.chart(version, spec, filters=filters, width=widget.w * 100, height=max(widget.h * 80 - 60, 120))
        return {**context, "svg": drawn.svg, "table": drawn.table}
    except AnalyticsError as error:
        return {**context, "problem": str(error)}
    except Exception:
        log.exception("Widget %s could not be drawn", widget.pk)
        return {**context, "problem": "This chart could not be drawn; its data may have changed. Choose another chart."}


def widget_html(widget: Widget, values: Mapping[str, Mapping[str, Any]] | None = None, *, oob: bool = False) -> str:
    return render_to_string("dashboards/_widget.html", {**widget_context(widget, values), "oob": oob})


def live_widgets(dashboard: Dashboard) -> Sequence[Widget]:
    rows = dashboard.widgets.filter(removed=False).select_related("visualization__dataset__current", "insight")
    widgets = list(rows)
    for widget in widgets:
        widget.dashboard = dashboard
    return widgets


def grid_html(dashboard: Dashboard, values: Mapping[str, Mapping[str, Any]] | None = None, *, oob: bool = False) -> str:
    widgets = [widget_context(widget, values) for widget in live_widgets(dashboard)]
    return render_to_string("dashboards/_grid.html", {"dashboard": dashboard, "widgets": widgets, "oob": oob})


def heading_html(dashboard: Dashboard, *, oob: bool = False) -> str:
    return render_to_string("dashboards/_heading.html", {"dashboard": dashboard, "oob": oob})


def filters_html(
    dashboard: Dashboard, values: Mapping[str, Mapping[str, Any]] | None = None, *, oob: bool = False
) -> str:
    context = {"dashboard": dashboard, "filters": filter_views(dashboard, values), "oob": oob}
    return render_to_string("dashboards/_filters.html", context)


def presence_html(dashboard: Dashboard, people: Iterable[Any]) -> str:
    """Who is here; ``people`` are names, or things with a ``username``."""
    names = sorted({str(getattr(person, "username", person)) for person in people})
    return render_to_string("dashboards/_presence.html", {"dashboard": dashboard, "people": names})


def notice_html(dashboard: Dashboard, *, conflict: Any = None, refusal: str = "", oob: bool = False) -> str:
    context = {"dashboard": dashboard, "conflict": conflict, "refusal": refusal, "oob": oob}
    return render_to_string("dashboards/_notice.html", context)


def state_html(dashboard: Dashboard, *, oob: bool = False) -> str:
    """Everything that can change, for a page that connects: heading, filters and the whole grid."""
    return heading_html(dashboard, oob=oob) + filters_html(dashboard, oob=oob) + grid_html(dashboard, oob=oob)


def fragments(dashboard: Dashboard, change: Change, *, oob: bool = False) -> dict[str, str]:
    """Element id → HTML of what an operation changed. A filter changes every widget whose dataset has the column."""
    parts: dict[str, str] = {}
    if change.heading:
        parts[f"dashboard-{dashboard.pk}-heading"] = heading_html(dashboard, oob=oob)
    if change.filters:
        parts[f"dashboard-{dashboard.pk}-filters"] = filters_html(dashboard, oob=oob)
    if change.grid:
        parts[f"dashboard-{dashboard.pk}-grid"] = grid_html(dashboard, oob=oob)
        return parts
    for widget in live_widgets(dashboard):
        if widget.pk in change.widgets or (change.filters and widget.visualization_id):
            parts[f"widget-{widget.pk}"] = widget_html(widget, oob=oob)
    return parts


def broadcast(dashboard: Dashboard, change: Change) -> None:
    """Send what changed to everybody who looks, once the change is committed."""

    def send() -> None:
        for element_id, html in fragments(dashboard, change).items():
            live.publish(topic(dashboard.pk), element_id, html)

    transaction.on_commit(send)


def follow_version(dataset: Dataset) -> None:
    """A dataset has a new current version: the dashboards that show it are drawn anew for whoever looks."""
    boards = Dashboard.objects.filter(widgets__visualization__dataset=dataset, widgets__removed=False).distinct()
    for dashboard in boards:
        broadcast(dashboard, Change(filters=True, grid=True))
