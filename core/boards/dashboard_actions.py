"""The operations of the contract on widgets: rename, add, move, edit, remove. Each gives what undoes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import access
from core.boards import layout
from core.boards.operations import (
    MAX_TEXT,
    MAX_TITLE,
    Change,
    Refused,
    operation,
    push_others,
    refuse_conflict,
    the_widget,
    whole,
)
from core.models import Dashboard, Dataset, Insight, User, Visualization, Widget, WidgetKind

DEFAULT_SIZE = {
    "chart": (6, 4),
    "number": (3, 2),
    "table": (6, 4),
    "insight": (6, 2),
    "text": (6, 2),
    "filter": (3, 2),
    "section": (12, 1),
    "image": (4, 3),
}
COLORS = {"", "1", "2", "3", "4", "5", "6", "7", "8"}
COMPARE = {"", "period", "year"}


def line(value: Any, label: str, maximum: int = MAX_TITLE, *, empty: bool = False) -> str:
    """One line of text from a person."""
    text = " ".join(str(value or "").split())
    if not text and not empty:
        raise Refused(f"{label} is empty; write at least one character.")
    if len(text) > maximum:
        raise Refused(f"{label} is longer than {maximum} characters; shorten it.")
    return text


def number(value: Any) -> int:
    """The id of something; 0 for what is none."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0


@operation("rename")
def rename(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    name, old = line(payload.get("name"), "The name"), dashboard.name
    refuse_conflict(
        dashboard, user, "dashboard", "name", payload.get("version"), theirs=old, yours=name, label="the name"
    )
    Dashboard.objects.filter(pk=dashboard.pk).update(name=name)
    return Change("dashboard", "name", dashboard.version + 1, {"op": "rename", "name": old}, heading=True)


@operation("describe")
def describe(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    text, old = line(payload.get("text"), "The description", 500, empty=True), dashboard.description
    refuse_conflict(
        dashboard, user, "dashboard", "text", payload.get("version"), theirs=old, yours=text, label="the description"
    )
    Dashboard.objects.filter(pk=dashboard.pk).update(description=text)
    return Change("dashboard", "text", dashboard.version + 1, {"op": "describe", "text": old}, heading=True)


@operation("add")
def add(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    kind = str(payload.get("kind") or WidgetKind.CHART)
    if kind not in WidgetKind.values:
        raise Refused(f"There is no widget of kind {kind[:20]!r}; use one of {', '.join(WidgetKind.values)}.")
    w, h = DEFAULT_SIZE[kind]
    w = whole(payload.get("w") or w, "The width", 1, layout.COLUMNS)
    h = whole(payload.get("h") or h, "The height", 1, layout.MAX_HEIGHT)
    title = line(payload.get("title"), "The title", empty=True)
    widget = Widget(dashboard=dashboard, kind=kind, w=w, h=h, title=title)
    _fill(widget, dashboard, user, payload)
    if payload.get("x") in (None, "") or payload.get("y") in (None, ""):
        cells = [layout.Cell(o.x, o.y, o.w, o.h) for o in dashboard.widgets.filter(removed=False)]
        widget.x, widget.y = layout.free_place(cells, w, h)
    else:
        widget.x = whole(payload["x"], "x", 0, layout.COLUMNS - w)
        widget.y = whole(payload["y"], "y", 0, layout.MAX_ROWS)
    widget.save()
    pushed = push_others(dashboard, widget)
    again = {"op": "restore", "widget": widget.pk}
    inverse = {"op": "remove", "widget": widget.pk, "redo": again}
    is_filter = widget.kind == WidgetKind.FILTER  # it leaves the row above the grid
    return Change(f"widget:{widget.pk}", "", 1, inverse, widgets={widget.pk, *pushed}, all_filters=is_filter)


def _fill(widget: Widget, dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> None:
    """What the widget shows; a chart or insight of another workspace is denied like one that does not exist."""
    if widget.kind in {WidgetKind.CHART, WidgetKind.NUMBER}:
        chart = _of_workspace(Visualization, dashboard, user, payload.get("visualization"))
        if chart is None:
            raise Refused("Choose a chart of this workspace to add.")
        widget.visualization, widget.title = chart, widget.title or chart.name
    elif widget.kind == WidgetKind.TABLE:
        dataset = _of_workspace(Dataset, dashboard, user, payload.get("dataset") or dashboard.dataset_id)
        if dataset is None:
            raise Refused("Choose a dataset of this workspace to show.")
        widget.options, widget.title = {"dataset": dataset.pk}, widget.title or dataset.name
    elif widget.kind == WidgetKind.INSIGHT:
        insights = Insight.objects.filter(version__dataset__workspace_id=dashboard.workspace_id)
        widget.insight = insights.filter(pk=number(payload.get("insight"))).first()
        if widget.insight is None:
            raise Refused("Choose an insight of this workspace to add.")
    elif widget.kind == WidgetKind.FILTER:
        from core.boards.dashboard_filtering import ensure_filter

        name = str(payload.get("name") or "")
        ensure_filter(dashboard, name)
        widget.options, widget.title = {"column": name}, widget.title or name
    elif widget.kind == WidgetKind.IMAGE:
        image = dashboard.images.filter(pk=number(payload.get("image"))).values_list("pk", flat=True).first()
        if image is None:
            raise Refused("Choose a picture to add: PNG, JPEG, GIF or WebP.")
        widget.options = {"image": image, "alt": line(payload.get("alt"), "The description", empty=True)}
    elif widget.kind == WidgetKind.SECTION:
        widget.title = widget.title or line(payload.get("text") or "Section", "The title")
    else:
        widget.options = {"text": str(payload.get("text") or "")[:MAX_TEXT]}


def _of_workspace(model: Any, dashboard: Dashboard, user: User, pk: Any) -> Any:
    return access.visible(model, user).filter(workspace_id=dashboard.workspace_id, pk=number(pk)).first()


def place_words(place: Mapping[str, Any]) -> str:
    return f"column {int(place['x']) + 1}, row {int(place['y']) + 1}, {place['w']} wide, {place['h']} high"


@operation("move")
def move(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    widget = the_widget(dashboard, payload.get("widget"))
    before = {"x": widget.x, "y": widget.y, "w": widget.w, "h": widget.h}
    wanted = {key: payload[key] if payload.get(key) not in (None, "") else before[key] for key in before}
    widget.w = whole(wanted["w"], "The width", 1, layout.COLUMNS)
    widget.h = whole(wanted["h"], "The height", 1, layout.MAX_HEIGHT)
    widget.x = whole(wanted["x"], "x", 0, layout.COLUMNS - widget.w)
    widget.y = whole(wanted["y"], "y", 0, layout.MAX_ROWS)
    after = {"x": widget.x, "y": widget.y, "w": widget.w, "h": widget.h}
    refuse_conflict(
        dashboard,
        user,
        target := f"widget:{widget.pk}",
        "layout",
        payload.get("version"),
        theirs=place_words(before),
        yours=place_words(after),
        label=f"the place of “{widget.title or widget.get_kind_display()}”",
    )
    widget.version += 1
    widget.save(update_fields=["x", "y", "w", "h", "version"])
    moved = {widget.pk}
    for pk, y in dict(payload.get("back") or {}).items():  # an undo puts back what the move had pushed away
        moved.add(number(pk))
        dashboard.widgets.filter(pk=number(pk)).update(y=whole(y, "y", 0, layout.MAX_ROWS))
    pushed = push_others(dashboard, widget)
    inverse = {"op": "move", "widget": widget.pk, **before, "back": {str(pk): y for pk, y in pushed.items()}}
    return Change(target, "layout", widget.version, inverse, widgets={*moved, *pushed})


def _field(widget: Widget, name: str, value: Any) -> tuple[Any, Any]:
    """The old and the new value of a field that may be edited; refuses any other."""
    if name == "title":
        return widget.title, line(value, "The title")
    if name == "text" and widget.kind == WidgetKind.TEXT:
        return widget.options.get("text", ""), str(value or "").replace("\r\n", "\n")[:MAX_TEXT]
    if name == "color":
        if str(value or "") not in COLORS:
            raise Refused("A colour is a number from 1 to 8, or empty for the usual one.")
        return widget.options.get("color", ""), str(value or "")
    if name == "compare" and widget.kind == WidgetKind.NUMBER:
        if str(value or "") not in COMPARE:
            raise Refused("A number is compared with nothing, with the period before, or with a year ago.")
        return widget.options.get("compare", ""), str(value or "")
    if name == "tab" and widget.kind == WidgetKind.SECTION:
        return widget.options.get("tab", ""), "1" if value else ""
    raise Refused(f"This widget has no field {name[:30]!r} to edit; use title, color or (for text) text.")


@operation("edit")
def edit(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    widget = the_widget(dashboard, payload.get("widget"))
    name, target = str(payload.get("field") or ""), f"widget:{widget.pk}"
    old, value = _field(widget, name, payload.get("value"))
    label = f"the {name} of “{widget.title or widget.get_kind_display()}”"
    refuse_conflict(dashboard, user, target, name, payload.get("version"), theirs=old, yours=value, label=label)
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
    widget.removed, widget.version = True, widget.version + 1
    widget.save(update_fields=["removed", "version"])
    inverse, is_filter = {"op": "restore", "widget": widget.pk}, widget.kind == WidgetKind.FILTER
    target = f"widget:{widget.pk}"
    return Change(target, "removed", widget.version, inverse, gone={widget.pk}, all_filters=is_filter)


@operation("restore")
def restore(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    """Bring a removed widget back to where it was; what stands there now makes room."""
    widget = the_widget(dashboard, payload.get("widget"), removed=True)
    widget.removed, widget.version = False, widget.version + 1
    widget.save(update_fields=["removed", "version"])
    moved, is_filter = {widget.pk, *push_others(dashboard, widget)}, widget.kind == WidgetKind.FILTER
    inverse, target = {"op": "remove", "widget": widget.pk}, f"widget:{widget.pk}"
    return Change(target, "removed", widget.version, inverse, widgets=moved, all_filters=is_filter)


@operation("tidy")
def tidy(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    """Close the gaps between rows. What undoes it puts every widget that moved back, unless it is elsewhere by now."""
    rows = {widget.pk: widget for widget in dashboard.widgets.filter(removed=False)}
    if back := payload.get("back"):
        shifted = {number(pk): whole(y, "y", 0, layout.MAX_ROWS) for pk, y in dict(back).items() if number(pk) in rows}
    else:
        shifted = layout.compact({pk: layout.Cell(each.x, each.y, each.w, each.h) for pk, each in rows.items()})
    if not shifted:
        raise Refused("There is no gap to close.")
    before = {str(pk): rows[pk].y for pk in shifted}
    for pk, y in shifted.items():
        rows[pk].y, rows[pk].version = y, rows[pk].version + 1
        rows[pk].save(update_fields=["y", "version"])
    moved = set(shifted)
    for pk in sorted(shifted):
        moved |= set(push_others(dashboard, rows[pk]))
    return Change("dashboard", "places", dashboard.version + 1, {"op": "tidy", "back": before}, widgets=moved)
