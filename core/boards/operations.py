"""Every edit of a dashboard is one small operation: checked, applied, logged with what undoes it, and broadcast.

The server's order is the truth. An operation names the version of what it edits as the page held it; if the same field
of the same thing was changed since, ``Conflict`` carries both values and nothing is applied. Different fields never
conflict.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.boards import layout
from core.models import Dashboard, DashboardFilter, DashboardOperation, User, Widget

MAX_TITLE = 200
MAX_TEXT = 10_000


class Refused(Exception):
    """The operation cannot be applied; the message is one sentence for the person who sent it."""


class Conflict(Exception):
    """Somebody else changed the same field first. ``payload`` sends the later one's operation again, knowingly."""

    def __init__(self, label: str, theirs: Any, yours: Any, by: str) -> None:
        super().__init__(f"{by} changed {label} while you were editing it.")
        self.label, self.theirs, self.yours, self.by = label, theirs, yours, by
        self.payload: list[tuple[str, Any]] = []


@dataclass
class Change:
    """What an operation did: what to undo it with, and which parts of the page are different now."""

    target: str = ""
    field: str = ""
    target_version: int = 0
    inverse: dict[str, Any] = dataclasses.field(default_factory=dict)
    widgets: set[int] = dataclasses.field(default_factory=set)
    heading: bool = False
    filters: set[str] = dataclasses.field(default_factory=set)  # columns whose filter has another value
    all_filters: bool = False  # filters came or went
    gone: set[int] = dataclasses.field(default_factory=set)  # widgets that were taken away
    grid: bool = False  # the whole grid is drawn anew


OURS = {"back", "redo", "document", "values"}
"""What only an undo may say; from outside it is not heard."""
Handler = Callable[[Dashboard, User, Mapping[str, Any]], Change]
HANDLERS: dict[str, Handler] = {}


def operation(name: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register


def apply(dashboard_id: int, user: User, payload: Mapping[str, Any]) -> tuple[Dashboard, Change]:
    """Apply one operation; raises ``Refused`` or ``Conflict``. The gate was passed before (see core.access)."""
    from core.boards import dashboard_actions, dashboard_filtering, regenerating, snapshots  # noqa: F401 - they register the handlers

    name = str(payload.get("op") or "")
    payload = {key: legible(value) for key, value in payload.items() if key not in OURS}
    with transaction.atomic():
        dashboard = Dashboard.objects.select_for_update().get(pk=dashboard_id)
        snapshots.keep(dashboard, user)
        try:
            change = _change(dashboard, user, name, payload)
        except Conflict as conflict:
            conflict.payload = [
                pair for key, each in payload.items() if key not in UNSAID for pair in _pairs(key, each)
            ]
            raise
        _log(dashboard, user, name, payload, change)
    return dashboard, change


UNSAID = {"version", "csrfmiddlewaretoken", "panel", "page"}


def legible(value: Any, depth: int = 0) -> Any:
    """JSON without what no database keeps: NUL characters, half characters, numbers that are none, endless nesting."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused("A number of the operation is not finite.")
    if depth > 4:
        raise Refused("The operation is nested too deeply.")
    if isinstance(value, list | tuple):
        return [legible(each, depth + 1) for each in value]
    if isinstance(value, dict):
        return {str(legible(str(key))): legible(each, depth + 1) for key, each in value.items()}
    return value


def _pairs(key: str, value: Any) -> list[tuple[str, Any]]:
    return [(key, each) for each in value] if isinstance(value, list | tuple) else [(key, value)]


def _change(dashboard: Dashboard, user: User, name: str, payload: Mapping[str, Any]) -> Change:
    if name in {"undo", "redo"}:
        return _step_in_time(dashboard, user, back=name == "undo")
    if name in HANDLERS:
        return HANDLERS[name](dashboard, user, payload)
    raise Refused(f"There is no operation {name[:40]!r}; use one of {', '.join(sorted(HANDLERS))}, undo, redo.")


def _log(dashboard: Dashboard, user: User, name: str, payload: Mapping[str, Any], change: Change) -> None:
    Dashboard.objects.filter(pk=dashboard.pk).update(version=F("version") + 1, updated_at=timezone.now())
    dashboard.refresh_from_db()
    target_version = dashboard.version if change.target == "dashboard" else change.target_version
    DashboardOperation.objects.create(
        dashboard=dashboard,
        number=dashboard.version,
        user=user,
        op=name,
        target=change.target,
        field=change.field,
        target_version=target_version,
        payload={key: value for key, value in payload.items() if key not in UNSAID},
        inverse=change.inverse,
    )


def _step_in_time(dashboard: Dashboard, user: User, *, back: bool) -> Change:
    """Undo the person's last operation that stands, or redo the last one they undid; others' work is left alone."""
    mine = dashboard.operations.filter(user=user).exclude(op__in=("undo", "redo"))
    if back:
        step = mine.filter(undone=False).order_by("-number").first()
    else:
        newest_edit = mine.filter(undone=False).order_by("-number").values_list("number", flat=True).first() or 0
        step = mine.filter(undone=True, number__gt=newest_edit).order_by("number").first()
    if step is None:
        raise Refused("There is nothing of yours to undo." if back else "There is nothing of yours to redo.")
    document = step.inverse if back else {"op": step.op, **step.payload, **step.inverse.get("redo", {})}
    document = {key: value for key, value in document.items() if key not in {"redo", "version"}}
    _refuse_if_theirs(dashboard, step, user)
    change = HANDLERS[document["op"]](dashboard, user, document)
    if step.target == "dashboard":
        change.target_version = dashboard.version + 1
    DashboardOperation.objects.filter(pk=step.pk).update(undone=back, target_version=change.target_version)
    return change


def _refuse_if_theirs(dashboard: Dashboard, step: DashboardOperation, user: User) -> None:
    """An undo never takes away what somebody else has done since to the same thing."""
    later = dashboard.operations.filter(target=step.target, number__gt=step.number, undone=False)
    later = later.exclude(user=user).exclude(op__in=("undo", "redo"))
    if step.field == "all":  # everything was put back: any edit of anything counts
        later = dashboard.operations.filter(number__gt=step.number, undone=False).exclude(user=user)
    elif step.field:  # adding a widget has none: any edit of it counts
        later = later.filter(field=step.field)
    if (newest := later.order_by("-number").select_related("user").first()) is not None:
        raise Refused(f"{newest.user or 'Somebody'} has changed that since; edit it anew instead of undoing.")


def refuse_conflict(
    dashboard: Dashboard, user: User, target: str, field_name: str, version: Any, *, theirs: Any, yours: Any, label: str
) -> None:
    """Raise ``Conflict`` if somebody else changed that field after ``version``; no version: apply to the newest."""
    if version in (None, ""):
        return
    try:
        known = int(version)
    except (TypeError, ValueError, OverflowError):
        raise Refused("The version of an operation is a whole number; reload the page.") from None
    later = dashboard.operations.filter(target=target, field=field_name, target_version__gt=known).exclude(user=user)
    newest = later.order_by("-number").select_related("user").first()
    if newest is not None and theirs != yours:
        raise Conflict(label, theirs, yours, str(newest.user or "Somebody"))


def the_widget(dashboard: Dashboard, pk: Any, *, removed: bool = False) -> Widget:
    try:
        return dashboard.widgets.get(pk=int(pk), removed=removed)
    except (Widget.DoesNotExist, TypeError, ValueError, OverflowError):
        raise Refused("That widget is not on this dashboard any more.") from None


def the_filter(dashboard: Dashboard, name: str) -> DashboardFilter | None:
    return dashboard.filters.filter(column=name).first()


def whole(value: Any, label: str, low: int, high: int) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise Refused(f"{label} must be a whole number.") from None
    return max(low, min(high, number))


def push_others(dashboard: Dashboard, moved: Widget) -> dict[int, int]:
    """Move what the widget now covers down, row by row; gives the former ``y`` of each widget that moved."""
    others = {
        w.pk: layout.Cell(w.x, w.y, w.w, w.h) for w in dashboard.widgets.filter(removed=False).exclude(pk=moved.pk)
    }
    shifted = layout.push_down(layout.Cell(moved.x, moved.y, moved.w, moved.h), others)
    for pk, y in shifted.items():
        Widget.objects.filter(pk=pk).update(y=y, version=F("version") + 1)
    return {pk: others[pk].y for pk in shifted}
