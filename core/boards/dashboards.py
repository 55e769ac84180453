"""What a dashboard shows: its fragments, and how a change reaches everybody who looks.

Each fragment carries ``data-stamp``, the dashboard's version as of which it was drawn, so that nothing older replaces
it: several people draw at the same time, and what was drawn first need not arrive first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.html import format_html

from analytics.charts import locales
from core import live
from core.boards import filters
from core.boards.board_widgets import ahead, live_widgets, told_of, version_of, widget_context
from core.boards.filters import (
    FilterView,
    Values,
    active_filters,
    choices,
    datasets,
    filter_views,
    filterable_columns,
    profile_of,
)
from core.boards.lenses import TEAM, Lens, Sight, lens, sight
from core.boards.operations import Change
from core.models import Dashboard, Dataset, Widget, WidgetKind

__all__ = [
    "TEAM",
    "FilterView",
    "Lens",
    "Sight",
    "active_filters",
    "choices",
    "datasets",
    "filter_views",
    "filterable_columns",
    "lens",
    "live_widgets",
    "profile_of",
    "sight",
    "version_of",
    "widget_context",
]


def topic(dashboard_id: int) -> str:
    return f"dashboard:{dashboard_id}"


def data_stamp(dashboard: Dashboard) -> str:
    """Changes when a dataset behind the dashboard has another current version."""
    return ",".join(str(dataset.current_id) for dataset in datasets(dashboard))


def seen_stamp(dashboard: Dashboard) -> str:
    """What a page shows, in short: its socket need not send that again."""
    return f"{dashboard.version}.{data_stamp(dashboard)}"


# Fragments


def widget_html(widget: Widget, seen: Sight = TEAM, *, oob: bool = False) -> str:
    context = widget_context(widget, seen.values, shared=seen.shared, still=seen.still)
    return render_to_string("dashboards/_widget.html", {**context, "oob": oob})


def widgets_seen(dashboard: Dashboard, seen: Sight = TEAM) -> list[dict[str, Any]]:
    return [
        widget_context(widget, seen.values, shared=seen.shared, still=seen.still)
        for widget in ahead(live_widgets(dashboard), seen.values, shared=seen.shared, still=seen.still)
    ]


def grid_html(dashboard: Dashboard, seen: Sight = TEAM, *, oob: bool = False) -> str:
    context = {"dashboard": dashboard, "widgets": widgets_seen(dashboard, seen), "oob": oob, "shared": seen.shared}
    return render_to_string("dashboards/_grid.html", context)


def tabs_html(dashboard: Dashboard, *, oob: bool = False) -> str:
    sections = dashboard.widgets.filter(removed=False, kind=WidgetKind.SECTION)
    context = {"dashboard": dashboard, "widgets": [{"widget": each} for each in sections], "oob": oob}
    return render_to_string("dashboards/_tabs.html", context)


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


def filters_named(dashboard: Dashboard, names: Collection[str]) -> str:
    """Those filters of the team and what depends on them, to be swapped."""
    named = filters.followers(dashboard, names)
    return "".join(filter_html(dashboard, view, oob=True) for view in filter_views(dashboard, only=named))


def notice_html(dashboard: Dashboard, *, conflict: Any = None, refusal: str = "", oob: bool = False) -> str:
    context = {"dashboard": dashboard, "conflict": conflict, "refusal": refusal, "oob": oob}
    return render_to_string("dashboards/_notice.html", context)


def state_parts(dashboard: Dashboard, *, oob: bool = False) -> dict[str, str]:
    """Everything that can change: heading, filters and the whole grid."""
    return {
        f"dashboard-{dashboard.pk}-heading": heading_html(dashboard, oob=oob),
        f"dashboard-{dashboard.pk}-filters": filters_html(dashboard, oob=oob),
        f"dashboard-{dashboard.pk}-grid": grid_html(dashboard, oob=oob),
        f"dashboard-{dashboard.pk}-tabs": tabs_html(dashboard, oob=oob),
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
        for view in filter_views(dashboard, only=filters.followers(dashboard, change.filters)):
            yield f"filter-{view.pk}", filter_html(dashboard, view, oob=True)
    if change.grid:
        yield f"dashboard-{dashboard.pk}-grid", grid_html(dashboard, oob=True)
    touched = change.widgets | change.gone
    if change.grid or dashboard.widgets.filter(pk__in=touched, kind=WidgetKind.SECTION).exists():
        yield f"dashboard-{dashboard.pk}-tabs", tabs_html(dashboard, oob=True)
    if change.grid:
        return
    for pk in change.gone:
        yield f"widget-{pk}", gone_html(dashboard, pk)
    changed = [
        widget
        for widget in live_widgets(dashboard)
        if widget.pk in change.widgets or (change.filters and depends_on(widget, change.filters))
    ]
    for widget in ahead(changed):
        yield f"widget-{widget.pk}", widget_html(widget, oob=True)


GONE = 'hx-swap-oob="delete"'


def gone_html(dashboard: Dashboard, pk: int) -> str:
    return format_html(f'<article id="widget-{{}}" data-stamp="{{}}" {GONE}></article>', pk, dashboard.version)


def depends_on(widget: Widget, columns: Collection[str]) -> bool:
    """Whether a filter over one of the columns can change what the widget shows."""
    if widget.kind == WidgetKind.FILTER:
        return widget.options.get("column") in filters.followers(widget.dashboard, columns)
    version = version_of(widget) or told_of(widget)
    return any(column.name in columns for column in profile_of(version).columns)


def seen_through(
    dashboard: Dashboard, look: Lens, parts: Mapping[str, str] | None = None, *, oob: bool = False
) -> dict[str, str]:
    """The named elements (all of them without ``parts``) as somebody with that lens sees them.

    What is not the visitor's business (people, notices, the team's filters) is left out.
    """
    with locales.speaking(look.language):
        found = _seen_through(dashboard, look, parts, oob)
    if not look.team:
        return found
    name = f"dashboard-{dashboard.pk}-filters"
    return {**({name: filters_html(dashboard, oob=oob)} if parts is None else parts), **found}


def _seen_through(dashboard: Dashboard, look: Lens, parts: Mapping[str, str] | None, oob: bool) -> dict[str, str]:
    seen = sight(look)
    ids = set(parts) if parts is not None else set(state_ids(dashboard))
    found: dict[str, str] = {}
    if (name := f"dashboard-{dashboard.pk}-heading") in ids:
        found[name] = heading_html(dashboard, oob=oob)
    if (name := f"dashboard-{dashboard.pk}-tabs") in ids:
        found[name] = tabs_html(dashboard, oob=oob)
    if (name := f"dashboard-{dashboard.pk}-presence") in ids and parts is not None and not seen.shared:
        found[name] = parts[name]
    if (name := f"dashboard-{dashboard.pk}-grid") in ids:
        found[name] = grid_html(dashboard, seen, oob=oob)
        return found
    found |= {name: html for name, html in (parts or {}).items() if GONE in html[:120]}
    wanted = [widget for widget in live_widgets(dashboard) if f"widget-{widget.pk}" in ids]
    for widget in ahead(wanted, seen.values, shared=seen.shared, still=seen.still):
        found[f"widget-{widget.pk}"] = widget_html(widget, seen, oob=oob)
    return found


def refiltered_parts(dashboard: Dashboard, was: Lens | None, now: Lens | None) -> dict[str, str]:
    """The widgets that look different through ``now`` than through ``was``, to be swapped; no other."""
    with locales.speaking(now.language if now else "en"):
        return _refiltered_parts(dashboard, sight(was), sight(now))


def _refiltered_parts(dashboard: Dashboard, before: Sight, after: Sight) -> dict[str, str]:
    def differs(widget: Widget) -> bool:
        if (version := version_of(widget) or told_of(widget)) is None:
            return bool(widget.kind == WidgetKind.FILTER)
        was, now = (active_filters(dashboard, version, each.values) for each in (before, after))
        return was != now

    changed = [widget for widget in live_widgets(dashboard) if differs(widget)]
    shown = ahead(changed, after.values, shared=after.shared, still=after.still)
    return {f"widget-{widget.pk}": widget_html(widget, after, oob=True) for widget in shown}


def state_ids(dashboard: Dashboard) -> tuple[str, ...]:
    return tuple(f"dashboard-{dashboard.pk}-{part}" for part in ("heading", "grid", "tabs"))


# Telling


def broadcast(dashboard: Dashboard, change: Change, *, page: str = "", look: Lens | None = None) -> str:
    """Draw what changed and send it, piece by piece, to everybody who looks; gives it all for the answer.

    Called after the change is committed, with the dashboard as of then. The team's fragments are English; whoever
    reads another language sees them through that lens. ``page`` is the page that asks, which has the answer, drawn
    as its ``look`` shows it.
    """
    parts = {}
    with locales.speaking("en"):
        for element_id, part in fragments(dashboard, change):
            live.publish(topic(dashboard.pk), element_id, part, stamp=dashboard.version, author=page)
            parts[element_id] = part
    look = look or lens("")  # the team's view in another language
    if look is not None:
        parts = seen_through(dashboard, look, parts, oob=True)
    return "".join(parts.values())


def follow_version(dataset: Dataset) -> None:
    """A dataset has a new current version: the dashboards that show it are drawn anew for whoever looks."""
    boards = Dashboard.objects.filter(widgets__visualization__dataset=dataset, widgets__removed=False).distinct()
    draw_anew(boards)


def draw_anew(boards: Iterable[Dashboard]) -> None:
    """What the dashboards show is different now: whoever looks at one is sent it when this is committed."""
    for board in boards:
        if live.listened(topic(board.pk)):
            transaction.on_commit(partial(broadcast, board, Change(all_filters=True, grid=True)))
