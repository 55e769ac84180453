"""The operations of the contract: rename, add, move, edit, remove, filter. Each gives the ``Change`` that undoes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import access, layout
from core.models import Dashboard, DashboardFilter, FilterKind, User, Visualization, Widget, WidgetKind
from core.operations import (
    MAX_TEXT,
    MAX_TITLE,
    Change,
    Refused,
    operation,
    push_others,
    refuse_conflict,
    the_filter,
    the_widget,
    whole,
)

DEFAULT_SIZE = {"chart": (6, 4), "number": (3, 2), "insight": (6, 2), "text": (6, 2)}
COLORS = {"", "1", "2", "3", "4", "5", "6", "7", "8"}


def line(value: Any, label: str, maximum: int = MAX_TITLE) -> str:
    """One line of text from a person."""
    text = " ".join(str(value or "").split())
    if not text:
        raise Refused(f"{label} is empty; write at least one character.")
    if len(text) > maximum:
        raise Refused(f"{label} is longer than {maximum} characters; shorten it.")
    return text


@operation("rename")
def rename(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    name = line(payload.get("name"), "The name")
    old = dashboard.name
    refuse_conflict(dashboard, "dashboard", "name", payload.get("version"), name, theirs=old, label="the name")
    Dashboard.objects.filter(pk=dashboard.pk).update(name=name)
    return Change("dashboard", "name", dashboard.version + 1, {"op": "rename", "name": old}, heading=True)


@operation("add")
def add(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    kind = str(payload.get("kind") or WidgetKind.CHART)
    if kind not in WidgetKind.values:
        raise Refused(f"There is no widget of kind {kind[:20]!r}; use one of {', '.join(WidgetKind.values)}.")
    w, h = DEFAULT_SIZE[kind]
    w = whole(payload.get("w") or w, "The width", 1, layout.COLUMNS)
    h = whole(payload.get("h") or h, "The height", 1, layout.MAX_HEIGHT)
    widget = Widget(dashboard=dashboard, kind=kind, w=w, h=h, title=str(payload.get("title") or "")[:MAX_TITLE])
    _fill(widget, dashboard, user, payload)
    if payload.get("x") in (None, "") or payload.get("y") in (None, ""):
        cells = [layout.Cell(o.x, o.y, o.w, o.h) for o in dashboard.widgets.filter(removed=False)]
        widget.x, widget.y = layout.free_place(cells, w, h)
    else:
        widget.x = whole(payload["x"], "x", 0, layout.COLUMNS - w)
        widget.y = whole(payload["y"], "y", 0, layout.MAX_ROWS)
    widget.save()
    push_others(dashboard, widget)
    again = {"op": "restore", "widget": widget.pk}
    return Change(f"widget:{widget.pk}", "", 1, {"op": "remove", "widget": widget.pk, "redo": again}, grid=True)


def _fill(widget: Widget, dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> None:
    """What the widget shows; a chart or insight of another workspace is denied like one that does not exist."""
    if widget.kind in {WidgetKind.CHART, WidgetKind.NUMBER}:
        chart = (
            access.visible(Visualization, user)
            .filter(workspace_id=dashboard.workspace_id, pk=_number(payload.get("visualization")))
            .first()
        )
        if chart is None:
            raise Refused("Choose a chart of this workspace to add.")
        widget.visualization, widget.title = chart, widget.title or chart.name
    elif widget.kind == WidgetKind.INSIGHT:
        from core.models import Insight

        insight = Insight.objects.filter(
            pk=_number(payload.get("insight")), version__dataset__workspace_id=dashboard.workspace_id
        ).first()
        if insight is None:
            raise Refused("Choose an insight of this workspace to add.")
        widget.insight = insight
    else:
        widget.options = {"text": str(payload.get("text") or "")[:MAX_TEXT]}


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


@operation("move")
def move(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    widget = the_widget(dashboard, payload.get("widget"))
    before = {"x": widget.x, "y": widget.y, "w": widget.w, "h": widget.h}
    wanted = {key: payload[key] if payload.get(key) not in (None, "") else before[key] for key in before}
    refuse_conflict(
        dashboard, f"widget:{widget.pk}", "layout", payload.get("version"), wanted, theirs=before, label="the place"
    )
    widget.w = whole(wanted["w"], "The width", 1, layout.COLUMNS)
    widget.h = whole(wanted["h"], "The height", 1, layout.MAX_HEIGHT)
    widget.x = whole(wanted["x"], "x", 0, layout.COLUMNS - widget.w)
    widget.y = whole(wanted["y"], "y", 0, layout.MAX_ROWS)
    widget.version += 1
    widget.save(update_fields=["x", "y", "w", "h", "version"])
    pushed = push_others(dashboard, widget)
    for pk, y in dict(payload.get("back") or {}).items():  # an undo puts back what the move had pushed away
        dashboard.widgets.filter(pk=_number(pk)).update(y=whole(y, "y", 0, layout.MAX_ROWS))
        pushed.setdefault(_number(pk), 0)
    inverse = {"op": "move", "widget": widget.pk, **before, "back": {str(pk): y for pk, y in pushed.items()}}
    return Change(f"widget:{widget.pk}", "layout", widget.version, inverse, widgets={widget.pk, *pushed})


@operation("edit")
def edit(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    widget = the_widget(dashboard, payload.get("widget"))
    name, value = str(payload.get("field") or ""), payload.get("value")
    if name == "title":
        old: Any = widget.title
        value = line(value, "The title")
    elif name == "text" and widget.kind == WidgetKind.TEXT:
        old = widget.options.get("text", "")
        value = str(value or "")[:MAX_TEXT]
    elif name == "color":
        old = widget.options.get("color", "")
        if str(value or "") not in COLORS:
            raise Refused("A colour is a number from 1 to 8, or empty for the usual one.")
        value = str(value or "")
    else:
        raise Refused(f"This widget has no field {name[:30]!r} to edit; use title, color or (for text) text.")
    target = f"widget:{widget.pk}"
    refuse_conflict(dashboard, target, name, payload.get("version"), value, theirs=old, label=f"the {name}")
    if name == "title":
        widget.title = value
    else:
        widget.options = {**widget.options, name: value}
    widget.version += 1
    widget.save(update_fields=["title", "options", "version"])
    inverse = {"op": "edit", "widget": widget.pk, "field": name, "value": old}
    return Change(target, name, widget.version, inverse, widgets={widget.pk})


@operation("remove")
def remove(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    widget = the_widget(dashboard, payload.get("widget"))
    refuse_conflict(
        dashboard,
        f"widget:{widget.pk}",
        "removed",
        payload.get("version"),
        "removed",
        theirs="kept",
        label="the widget",
    )
    widget.removed, widget.version = True, widget.version + 1
    widget.save(update_fields=["removed", "version"])
    return Change(f"widget:{widget.pk}", "removed", widget.version, {"op": "restore", "widget": widget.pk}, grid=True)


@operation("restore")
def restore(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    widget = the_widget(dashboard, payload.get("widget"), removed=True)
    widget.removed, widget.version = False, widget.version + 1
    widget.save(update_fields=["removed", "version"])
    push_others(dashboard, widget)
    return Change(f"widget:{widget.pk}", "removed", widget.version, {"op": "remove", "widget": widget.pk}, grid=True)


@operation("filter")
def change_filter(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    name = str(payload.get("name") or "")
    found = the_filter(dashboard, name)
    kind = found.kind if found else filter_kind(dashboard, name)
    value = filter_value(kind, payload)
    old = found.value if found else {}
    target = f"filter:{name}"[:40]
    refuse_conflict(dashboard, target, "value", payload.get("version"), value, theirs=old, label=f"the filter {name}")
    if found is None:
        found = DashboardFilter(dashboard=dashboard, column=name, kind=kind, version=0)
    found.value, found.version = value, found.version + 1
    found.save()
    inverse = {"op": "filter", "name": name, "value": old}
    return Change(target, "value", found.version, inverse, filters=True)


def filter_kind(dashboard: Dashboard, name: str) -> str:
    """Whether a column of the dashboard's datasets is filtered by dates or by categories; refuses any other."""
    from core.dashboards import filterable_columns

    for column in filterable_columns(dashboard):
        if column.name == name:
            return FilterKind.DATE if column.type in {"date", "datetime"} else FilterKind.CATEGORY
    raise Refused(f"No chart here has a column {name[:80]!r} to filter by.")


def filter_value(kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Dates as {"from", "to"} (ISO, either may be missing), categories as {"values": [...]}; empty clears it."""
    value = payload.get("value")
    if kind == FilterKind.DATE:
        ends = value if isinstance(value, Mapping) else {"from": payload.get("from"), "to": payload.get("to")}
        if isinstance(value, str) and ".." in value:
            ends = dict(zip(("from", "to"), value.split("..", 1), strict=True))
        return {key: _iso_date(ends.get(key)) for key in ("from", "to") if ends.get(key)}
    if isinstance(value, Mapping):
        value = value.get("values")
    values = value if isinstance(value, list | tuple) else [value]
    chosen = [str(item)[:500] for item in values if item not in (None, "")][:200]
    return {"values": chosen} if chosen else {}


def _iso_date(text: Any) -> str:
    from datetime import date

    try:
        return date.fromisoformat(str(text).strip()[:10]).isoformat()
    except ValueError:
        raise Refused(f"{str(text)[:20]!r} is not a date; write it as 2026-01-31.") from None
