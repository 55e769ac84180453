"""What a dashboard shows: its fragments, and how a change reaches everybody who looks.

Each fragment carries ``data-stamp``, the dashboard's version as of which it was drawn, so that nothing older replaces
it: several people draw at the same time, and what was drawn first need not arrive first.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from analytics.schema import AnalyticsError, ChartSpec, Filter
from core import filters, live, presence
from core.filters import (
    FilterView,
    Values,
    active_filters,
    choices,
    datasets,
    filter_views,
    filterable_columns,
    profile_of,
)
from core.models import Dashboard, Dataset, DatasetVersion, ShareLink, Widget, WidgetKind
from core.operations import Change

__all__ = [
    "FilterView",
    "active_filters",
    "choices",
    "datasets",
    "filter_views",
    "filterable_columns",
    "profile_of",
]
log = logging.getLogger(__name__)
COLUMN_PIXELS, ROW_PIXELS, HEAD_PIXELS = 100, 80, 60
TABLE_ROWS = 50


@dataclass(frozen=True)
class Lens:
    """Through what somebody looks who does not see the team's view: filters of their own (a query), or a share link."""

    query: str = ""
    link: int = 0


def lens(query: str, *, link: ShareLink | None = None) -> Lens | None:
    """The lens of a page or socket with that query; None for the team's own view."""
    values = filters.from_query(query)
    if values is None and link is None:
        return None
    return Lens(filters.to_query(values) if values is not None else "", link.pk if link else 0)


def values_through(look: Lens | None) -> Values | None:
    """The filters' values seen through a lens; None for the team's."""
    if look is None:
        return None
    values = filters.from_query(look.query) if look.query else None
    if look.link:
        from core import shares

        return shares.values_of(ShareLink.objects.select_related("dashboard").get(pk=look.link), values)
    return values


def topic(dashboard_id: int) -> str:
    return f"dashboard:{dashboard_id}"


def data_stamp(dashboard: Dashboard) -> str:
    """Changes when a dataset behind the dashboard has another current version."""
    return ",".join(str(dataset.current_id) for dataset in datasets(dashboard))


def seen_stamp(dashboard: Dashboard) -> str:
    """What a page shows, in short: its socket need not send that again."""
    return f"{dashboard.version}.{data_stamp(dashboard)}"


# Widgets


def version_of(widget: Widget) -> DatasetVersion | None:
    """The version of the data that the widget shows."""
    if widget.visualization is not None:
        return widget.visualization.dataset.current
    if widget.kind == WidgetKind.TABLE:
        mine = Dataset.objects.filter(pk=widget.options.get("dataset"), workspace_id=widget.dashboard.workspace_id)
        dataset = mine.select_related("current").first()
        return dataset.current if dataset else None
    return None


def widget_context(widget: Widget, values: Values | None = None, *, shared: bool = False) -> dict[str, Any]:
    """What ``dashboards/_widget.html`` needs; a chart that cannot be drawn says so in its place."""
    context: dict[str, Any] = {"widget": widget, "dashboard": widget.dashboard, "problem": "", "shared": shared}
    if widget.kind == WidgetKind.FILTER:
        views = filter_views(widget.dashboard, values, only={widget.options.get("column", "")})
        return {**context, "filter": views[0] if views else None, "own": values is not None}
    if widget.visualization is None and widget.kind != WidgetKind.TABLE:
        return context
    version = version_of(widget)
    if version is None:
        return {**context, "problem": "The data behind this is not ready yet."}
    try:
        return {**context, **_drawn(widget, version, active_filters(widget.dashboard, version, values))}
    except AnalyticsError as error:
        return {**context, "problem": str(error)}
    except Exception:
        log.exception("Widget %s could not be drawn", widget.pk)
        return {**context, "problem": "This could not be drawn; its data may have changed. Choose another chart."}


def _drawn(widget: Widget, version: DatasetVersion, chosen: tuple[Filter, ...]) -> dict[str, Any]:
    from core import drawing, pipeline

    if widget.visualization is None:
        return {"page": pipeline.page_of_rows(version, filters=chosen, limit=TABLE_ROWS)}
    spec = ChartSpec.from_json(widget.visualization.spec)
    if widget.options.get("color"):
        spec = replace(spec, options={**spec.options, "color": widget.options["color"]})
    if widget.kind == WidgetKind.NUMBER:
        return {"number": drawing.number(version, spec, filters=chosen)}
    width, height = widget.w * COLUMN_PIXELS, max(widget.h * ROW_PIXELS - HEAD_PIXELS, 120)
    drawn = drawing.chart(version, spec, filters=chosen, width=width, height=height)
    return {"svg": drawn.svg, "table": drawn.table}


def widget_html(widget: Widget, values: Values | None = None, *, oob: bool = False, shared: bool = False) -> str:
    return render_to_string("dashboards/_widget.html", {**widget_context(widget, values, shared=shared), "oob": oob})


def live_widgets(dashboard: Dashboard) -> Sequence[Widget]:
    rows = dashboard.widgets.filter(removed=False).select_related("visualization__dataset__current", "insight")
    widgets = list(rows)
    for widget in widgets:
        widget.dashboard = dashboard
    return widgets


# Fragments


def grid_html(dashboard: Dashboard, values: Values | None = None, *, oob: bool = False, shared: bool = False) -> str:
    widgets = [widget_context(widget, values, shared=shared) for widget in live_widgets(dashboard)]
    return render_to_string(
        "dashboards/_grid.html", {"dashboard": dashboard, "widgets": widgets, "oob": oob, "shared": shared}
    )


def heading_html(dashboard: Dashboard, *, oob: bool = False) -> str:
    return render_to_string("dashboards/_heading.html", {"dashboard": dashboard, "oob": oob})


def filters_html(dashboard: Dashboard, values: Values | None = None, *, oob: bool = False) -> str:
    context = {"dashboard": dashboard, "filters": top_filters(dashboard, values), "oob": oob}
    return render_to_string("dashboards/_filters.html", context)


def top_filters(dashboard: Dashboard, values: Values | None = None) -> list[FilterView]:
    """The filters above the grid: all but those that have a widget on it."""
    widgets = dashboard.widgets.filter(removed=False, kind=WidgetKind.FILTER)
    placed = {widget.options.get("column") for widget in widgets}
    return [view for view in filter_views(dashboard, values) if view.name not in placed]


def filter_html(dashboard: Dashboard, view: FilterView, *, oob: bool = False) -> str:
    return render_to_string("dashboards/_filter.html", {"dashboard": dashboard, "filter": view, "oob": oob})


def presence_html(dashboard_id: int, people: Iterable[presence.Person]) -> str:
    """Who is here, and which widget they edit."""
    here = list(people)
    rows = Widget.objects.filter(pk__in={person.widget for person in here if person.widget}, dashboard_id=dashboard_id)
    titles = {widget.pk: widget.title or widget.get_kind_display() for widget in rows}
    shown = [{"name": each.name, "widget": each.widget, "title": titles.get(each.widget, "")} for each in here]
    return render_to_string("dashboards/_presence.html", {"dashboard_id": dashboard_id, "people": shown})


def notice_html(dashboard: Dashboard, *, conflict: Any = None, refusal: str = "", oob: bool = False) -> str:
    context = {"dashboard": dashboard, "conflict": conflict, "refusal": refusal, "oob": oob}
    return render_to_string("dashboards/_notice.html", context)


def state_parts(dashboard: Dashboard, *, oob: bool = False) -> dict[str, str]:
    """Everything that can change: heading, filters and the whole grid."""
    return {
        f"dashboard-{dashboard.pk}-heading": heading_html(dashboard, oob=oob),
        f"dashboard-{dashboard.pk}-filters": filters_html(dashboard, oob=oob),
        f"dashboard-{dashboard.pk}-grid": grid_html(dashboard, oob=oob),
    }


def state_html(dashboard: Dashboard, *, oob: bool = False) -> str:
    return "".join(state_parts(dashboard, oob=oob).values())


def fragments(dashboard: Dashboard, change: Change) -> Iterator[tuple[str, str]]:
    """Element id and HTML of what an operation changed, one after the other as they are drawn.

    A filter changes every widget whose dataset has the column, and no other.
    """
    if change.heading:
        yield f"dashboard-{dashboard.pk}-heading", heading_html(dashboard, oob=True)
    if change.all_filters:
        yield f"dashboard-{dashboard.pk}-filters", filters_html(dashboard, oob=True)
    elif change.filters:
        for view in filter_views(dashboard, only=change.filters):
            yield f"filter-{view.pk}", filter_html(dashboard, view, oob=True)
    if change.grid:
        yield f"dashboard-{dashboard.pk}-grid", grid_html(dashboard, oob=True)
        return
    for widget in live_widgets(dashboard):
        if widget.pk in change.widgets or (change.filters and depends_on(widget, change.filters)):
            yield f"widget-{widget.pk}", widget_html(widget, oob=True)


def depends_on(widget: Widget, columns: Collection[str]) -> bool:
    """Whether a filter over one of the columns can change what the widget shows."""
    if widget.kind == WidgetKind.FILTER:
        return widget.options.get("column") in columns
    version = version_of(widget)
    return any(column.name in columns for column in profile_of(version).columns)


def seen_through(
    dashboard: Dashboard, look: Lens, parts: Mapping[str, str] | None = None, *, oob: bool = False
) -> dict[str, str]:
    """The named elements (all of them without ``parts``) as somebody with that lens sees them.

    What is not the visitor's business (people, notices, the team's filters) is left out.
    """
    values, shared = values_through(look), bool(look.link)
    ids = set(parts) if parts is not None else set(state_ids(dashboard))
    found: dict[str, str] = {}
    if (name := f"dashboard-{dashboard.pk}-heading") in ids:
        found[name] = heading_html(dashboard, oob=oob)
    if (name := f"dashboard-{dashboard.pk}-presence") in ids and parts is not None and not shared:
        found[name] = parts[name]
    if (name := f"dashboard-{dashboard.pk}-filters") in ids and values is None:
        found[name] = filters_html(dashboard, oob=oob)
    if (name := f"dashboard-{dashboard.pk}-grid") in ids:
        found[name] = grid_html(dashboard, values, oob=oob, shared=shared)
        return found
    for widget in live_widgets(dashboard):
        if (name := f"widget-{widget.pk}") in ids:
            found[name] = widget_html(widget, values, oob=oob, shared=shared)
    return found


def state_ids(dashboard: Dashboard) -> tuple[str, ...]:
    return tuple(f"dashboard-{dashboard.pk}-{part}" for part in ("heading", "grid"))


# Telling


def broadcast(dashboard: Dashboard, change: Change) -> str:
    """Draw what changed and send it, piece by piece, to everybody who looks; gives it all for the answer.

    Called after the change is committed, with the dashboard as of then.
    """
    html = []
    for element_id, part in fragments(dashboard, change):
        live.publish(topic(dashboard.pk), element_id, part, stamp=dashboard.version)
        html.append(part)
    return "".join(html)


def follow_version(dataset: Dataset) -> None:
    """A dataset has a new current version: the dashboards that show it are drawn anew for whoever looks."""
    boards = Dashboard.objects.filter(widgets__visualization__dataset=dataset, widgets__removed=False).distinct()
    for dashboard in boards:
        if live.listened(topic(dashboard.pk)):
            transaction.on_commit(partial(broadcast, dashboard, Change(all_filters=True, grid=True)))
