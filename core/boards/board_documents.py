"""A dashboard as a document: copied, kept as a template, sent as JSON, and put over another dataset.

The document names columns, never rows, ids or people, so it can leave the workspace.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from analytics.schema import AnalyticsError, ChartSpec
from core.boards import column_matching, layout, lost_data, pictures
from core.boards.dashboard_filtering import filter_value
from core.boards.filters import choices, datasets, kind_of, profile_of
from core.boards.operations import MAX_TEXT, MAX_TITLE, Refused, legible
from core.models import Dashboard, DashboardFilter, Dataset, User, Visualization, Widget, WidgetKind, Workspace

FORMAT = "luminabi-dashboard"
MAX_WIDGETS = 200
OPTIONS = ("text", "color", "compare", "tab", "column", "alt")
NOT_KEPT = {WidgetKind.INSIGHT}
"""What belongs to one dataset alone."""


def document_of(dashboard: Dashboard) -> dict[str, Any]:
    widgets = []
    for widget in dashboard.widgets.filter(removed=False).select_related("visualization"):
        if widget.kind in NOT_KEPT or lost_data.words(widget):
            continue
        each: dict[str, Any] = {key: getattr(widget, key) for key in ("kind", "title", "x", "y", "w", "h")}
        each["options"] = {key: widget.options[key] for key in OPTIONS if key in widget.options}
        if widget.visualization:
            each["chart"] = {"name": widget.visualization.name, "spec": widget.visualization.spec}
        if widget.kind == WidgetKind.IMAGE and (image := pictures.of(widget)):
            each["picture"] = pictures.as_document(image)
        widgets.append(each)
    filters = [
        {"column": row.column, "value": row.value, "rules": row.rules} for row in dashboard.filters.order_by("id")
    ]
    return {
        "format": FORMAT,
        "version": 1,
        "name": dashboard.name,
        "description": dashboard.description,
        "widgets": widgets,
        "filters": filters,
        "columns": _families(dashboard),
    }


def _families(dashboard: Dashboard) -> dict[str, str]:
    """What kind each column is that the dashboard names, so that another can be proposed in its place."""
    found: dict[str, str] = {}
    for dataset in datasets(dashboard):
        for column in profile_of(dataset.current).columns:
            found.setdefault(column.name, column_matching.family(column.type))
    return found


def checked(document: Any) -> dict[str, Any]:
    """A document from outside, reduced to what we know; Refused says what is wrong with it."""
    if not isinstance(document, dict) or document.get("format") != FORMAT or document.get("version") != 1:
        raise Refused("This is not a dashboard that LuminaBI exported.")
    document = legible(document, -4)
    widgets = document.get("widgets")
    if not isinstance(widgets, list) or len(widgets) > MAX_WIDGETS:
        raise Refused(f"A dashboard has a list of at most {MAX_WIDGETS} widgets.")
    return {
        "format": FORMAT,
        "version": 1,
        "name": str(document.get("name") or "Dashboard")[:MAX_TITLE],
        "description": str(document.get("description") or "")[:500],
        "widgets": [_widget(each, place) for place, each in enumerate(widgets, start=1)],
        "filters": [_filter(each) for each in list(document.get("filters") or [])[:50] if isinstance(each, dict)],
        "columns": {
            str(name)[:300]: str(kind)[:20] for name, kind in list(_object(document.get("columns")).items())[:2000]
        },
    }


def _widget(each: Any, place: int) -> dict[str, Any]:
    if not isinstance(each, dict) or each.get("kind") not in set(WidgetKind.values) - NOT_KEPT:
        raise Refused(f"Widget {place} is of a kind that cannot be imported.")
    try:
        w = max(1, min(layout.COLUMNS, int(each["w"])))
        h = max(1, min(layout.MAX_HEIGHT, int(each["h"])))
        x, y = max(0, min(layout.COLUMNS - w, int(each["x"]))), max(0, min(layout.MAX_ROWS, int(each["y"])))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Refused(f"Widget {place} has no place; it needs x, y, w and h.") from None
    options = _object(each.get("options"))
    found: dict[str, Any] = {
        "kind": each["kind"],
        "title": str(each.get("title") or "")[:MAX_TITLE],
        "x": x,
        "y": y,
        "w": w,
        "h": h,
        "options": {key: str(options[key])[:MAX_TEXT] for key in OPTIONS if key in options},
    }
    if each["kind"] in {WidgetKind.CHART, WidgetKind.NUMBER}:
        chart = _object(each.get("chart"))
        try:
            spec = ChartSpec.from_json(chart["spec"]).to_json()
        except Exception:
            raise Refused(f"Widget {place} has no chart that can be read.") from None
        found["chart"] = {"name": str(chart.get("name") or "Chart")[:200], "spec": spec}
    if each["kind"] == WidgetKind.IMAGE:
        try:
            found["picture"] = {"data": base64.b64encode(pictures.bytes_of(each.get("picture"))).decode()}
        except AnalyticsError as problem:
            raise Refused(f"Widget {place} has no picture that can be read: {problem}") from None
    return found


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _filter(each: Mapping[str, Any]) -> dict[str, Any]:
    """Its column and its rules. What was chosen stays behind; a default comes, see ``_rules``."""
    rules = _object(each.get("rules"))
    under = str(rules.get("under") or "")[:300]
    kept: dict[str, Any] = {"required": True} if rules.get("required") else {}
    if default := _object(rules.get("default")):
        kept["default"] = default
    return {
        "column": str(each.get("column") or "")[:300],
        "value": {},
        "rules": kept | ({"under": under} if under else {}),
    }


# Columns


def columns_of(document: Mapping[str, Any]) -> list[str]:
    """The columns that the document needs, in the order of its widgets."""
    found: dict[str, None] = {}
    for each in document["widgets"]:
        if "chart" in each:
            found.update(dict.fromkeys(_names(each["chart"]["spec"])))
        if column := each["options"].get("column"):
            found[column] = None
    found.update(dict.fromkeys(each["column"] for each in document["filters"]))
    return [name for name in found if name]


def proposed(document: Mapping[str, Any], dataset: Dataset) -> dict[str, str]:
    """For each column that the document needs the one of the dataset that most likely stands for it, or ""."""
    kinds = _object(document.get("columns"))
    wanted = {name: str(kinds.get(name, "")) for name in columns_of(document)}
    return column_matching.propose(wanted, profile_of(dataset.current).columns)


def _names(spec: Mapping[str, Any]) -> list[str]:
    names = [spec.get("dimension"), spec.get("series")]
    names += [each.get("column") for each in spec.get("measures") or ()]
    names += [each.get("column") for each in spec.get("filters") or ()]
    return [name for name in names if name]


def renamed(spec: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any]:
    """The chart over other columns; its own title goes, it would tell of the old ones."""

    def new(name: Any) -> Any:
        return mapping.get(name, name) if name else name

    changed = {**spec, "dimension": new(spec.get("dimension")), "series": new(spec.get("series"))}
    for part in ("measures", "filters"):
        changed[part] = [{**each, "column": new(each.get("column"))} for each in spec.get(part) or ()]
    return changed


# Making


def duplicate(dashboard: Dashboard, user: User) -> Dashboard:
    """The same dashboard once more, over the same charts; its history, links and comments stay with the first."""
    with transaction.atomic():
        made = Dashboard.objects.create(
            workspace_id=dashboard.workspace_id,
            name=f"Copy of {dashboard.name}"[:200],
            description=dashboard.description,
            dataset=dashboard.dataset,
            created_by=user,
        )
        numbers = pictures.copy(dashboard, made)
        for widget in dashboard.widgets.filter(removed=False):
            widget.pk, widget.dashboard, widget.version, widget.generated = None, made, 1, False
            if widget.kind == WidgetKind.IMAGE:
                widget.options = {**widget.options, "image": numbers.get(widget.options.get("image"))}
            widget.save(force_insert=True)
        for row in dashboard.filters.all():
            row.pk, row.dashboard, row.version = None, made, 1
            row.save(force_insert=True)
    return made


def make(
    document: Mapping[str, Any], workspace: Workspace, dataset: Dataset, mapping: Mapping[str, str], user: User
) -> tuple[Dashboard, list[str]]:
    """A dashboard from a document over ``dataset``; gives the titles of widgets whose columns it has not."""
    profile = profile_of(dataset.current)
    known = {column.name: column for column in profile.columns}
    left: list[str] = []
    with transaction.atomic():
        made = Dashboard.objects.create(
            workspace=workspace,
            name=document["name"],
            description=document["description"],
            dataset=dataset,
            created_by=user,
        )
        for each in document["widgets"]:
            widget = _made(each, made, dataset, mapping, known, user)
            if widget is None:
                left.append(each["title"] or each["kind"])
        for each in document["filters"]:
            column = known.get(mapping.get(each["column"], each["column"]))
            if column is not None and (kind := kind_of(column)):
                row = DashboardFilter(dashboard=made, column=column.name, kind=kind)
                fresh = {"kind": kind, "rules": _rules(each, mapping, known) | _default(each, row, dataset)}
                DashboardFilter.objects.get_or_create(dashboard=made, column=column.name, defaults=fresh)
    return made, left


def _rules(each: Mapping[str, Any], mapping: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, Any]:
    rules = {key: value for key, value in _object(each.get("rules")).items() if key in {"required", "under"}}
    above = str(rules.pop("under", ""))
    above = mapping.get(above, above)
    return rules | ({"under": above} if above in known else {})


def _default(each: Mapping[str, Any], row: DashboardFilter, dataset: Dataset) -> dict[str, Any]:
    """Its default, checked like one that a person sets; of categories those that the data has."""
    value: dict[str, Any] = {}
    with contextlib.suppress(Refused, TypeError):
        value = filter_value(row.kind, {"value": _object(each.get("rules")).get("default")})
    if names := value.get("values"):
        offered = set(choices([dataset], row))
        value = {"values": kept} if (kept := [name for name in names if name in offered]) else {}
    return {"default": value} if value else {}


def _made(
    each: Mapping[str, Any],
    board: Dashboard,
    dataset: Dataset,
    mapping: Mapping[str, str],
    known: Mapping[str, Any],
    user: User,
) -> Widget | None:
    options, chart = dict(each["options"]), None
    if "chart" in each:
        spec = renamed(each["chart"]["spec"], mapping)
        if not set(_names(spec)) <= set(known):
            return None
        chart = Visualization.objects.create(
            workspace_id=board.workspace_id,
            dataset=dataset,
            name=each["chart"]["name"],
            spec=spec,
            created_by=user,
        )
    if each["kind"] == WidgetKind.TABLE:
        options["dataset"] = dataset.pk
    if each["kind"] == WidgetKind.FILTER:
        options["column"] = mapping.get(options.get("column", ""), options.get("column", ""))
        if options["column"] not in known:
            return None
    if each["kind"] == WidgetKind.IMAGE:
        options["image"] = pictures.keep(board, pictures.bytes_of(each.get("picture")), user).pk
    places = {key: each[key] for key in ("x", "y", "w", "h")}
    return Widget.objects.create(
        dashboard=board, kind=each["kind"], title=each["title"], visualization=chart, options=options, **places
    )
