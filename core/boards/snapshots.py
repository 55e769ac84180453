"""A dashboard's history: how it looked, kept now and then by itself and by name when a person wants; and restored.

The log of operations tells who did what; a snapshot holds the whole arrangement, so that going back is one operation,
which can be undone like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.boards.operations import Change, Refused, operation
from core.models import Dashboard, DashboardFilter, DashboardOperation, DashboardSnapshot, User, Widget

PAUSE = timedelta(minutes=10)
MOST_OPERATIONS = 100
FIELDS = ("kind", "title", "visualization_id", "insight_id", "options", "x", "y", "w", "h")


def document(dashboard: Dashboard) -> dict[str, Any]:
    """Everything that operations can change, as JSON; widgets keep their ids."""
    return {
        "name": dashboard.name,
        "description": dashboard.description,
        "widgets": [
            {"id": widget.pk, **{field: getattr(widget, field) for field in FIELDS}}
            for widget in dashboard.widgets.filter(removed=False)
        ],
        "filters": [
            {"column": row.column, "kind": row.kind, "value": row.value, "rules": row.rules}
            for row in dashboard.filters.order_by("id")
        ],
    }


def keep(dashboard: Dashboard, user: User) -> None:
    """Before an operation: keep how it looks, after a pause, after many operations, or before somebody else goes on."""
    last = dashboard.snapshots.values("number", "created_at").first()
    newest = dashboard.operations.values("number", "user_id", "created_at").first()
    if last is not None and last["number"] >= dashboard.version:
        return
    rested = newest is None or timezone.now() - newest["created_at"] > PAUSE
    many = dashboard.version - (last["number"] if last else 0) >= MOST_OPERATIONS
    if last is None or rested or many:
        take(dashboard, user if newest is None else None)


def take(dashboard: Dashboard, user: User | None, name: str = "") -> DashboardSnapshot:
    return DashboardSnapshot.objects.create(
        dashboard=dashboard,
        number=dashboard.version,
        name=" ".join(name.split())[:80],
        document=document(dashboard),
        created_by=user,
    )


@operation("revert")
def revert(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    """Make everything as it was in a snapshot; charts that were deleted since stay away."""
    before = document(dashboard)
    wanted = payload.get("document")
    if wanted is None:
        found = dashboard.snapshots.filter(pk=_number(payload.get("snapshot"))).first()
        if found is None:
            raise Refused("That version of the dashboard is not kept.")
        wanted = found.document
    arrange(dashboard, wanted)
    inverse = {"op": "revert", "document": before}
    return Change("dashboard", "all", dashboard.version + 1, inverse, heading=True, all_filters=True, grid=True)


def arrange(dashboard: Dashboard, wanted: Mapping[str, Any]) -> None:
    Dashboard.objects.filter(pk=dashboard.pk).update(name=wanted["name"], description=wanted["description"])
    mine = {widget.pk: widget for widget in dashboard.widgets.all()}
    keep_ids = set()
    for each in wanted["widgets"]:
        widget = mine.get(each["id"])
        if widget is None or each["visualization_id"] != widget.visualization_id:
            continue
        keep_ids.add(widget.pk)
        after = {"removed": False, **{field: each[field] for field in FIELDS if field != "insight_id"}}
        if any(getattr(widget, field) != value for field, value in after.items()):
            for field, value in after.items():
                setattr(widget, field, value)
            widget.version += 1
            widget.save()
    for widget in mine.values():
        if widget.pk not in keep_ids and not widget.removed:
            Widget.objects.filter(pk=widget.pk).update(removed=True, version=widget.version + 1)
    _filter(dashboard, wanted["filters"])


def _filter(dashboard: Dashboard, wanted: list[dict[str, Any]]) -> None:
    rows = {row.column: row for row in dashboard.filters.all()}
    for each in wanted:
        row = rows.pop(each["column"], None) or DashboardFilter(dashboard=dashboard, column=each["column"], version=0)
        rules = each.get("rules", row.rules)
        if row.pk is None or (row.value, row.rules) != (each["value"], rules):
            row.kind, row.value, row.rules, row.version = each["kind"], each["value"], rules, row.version + 1
            row.save()
    for row in rows.values():
        row.delete()


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0


SENTENCES = {
    "rename": "named it “{name}”",
    "describe": "changed the description",
    "add": "added a {kind}",
    "move": "moved a widget",
    "edit": "changed the {field} of a widget",
    "remove": "removed a widget",
    "restore": "brought a widget back",
    "filter": "set the filter “{name}”",
    "rule": "changed what the filter “{name}” asks for",
    "defaults": "set the filters to their defaults",
    "unfilter": "took the filter “{name}” away",
    "revert": "went back to an earlier version",
    "regenerate": "had it made anew",
    "tidy": "closed the gaps",
    "undo": "undid an edit",
    "redo": "redid an edit",
}


def sentence(step: DashboardOperation) -> str:
    """What an operation did, after the person's name."""
    words = SENTENCES.get(step.op, step.op)
    values = {key: str(step.payload.get(key) or "chart")[:80] for key in ("name", "kind", "field")}
    return words.format(**values)
