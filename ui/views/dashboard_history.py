"""What happened to a dashboard, and how it looked: the log, kept versions, going back to one, having it made anew."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from core import access
from core.access import CAN_EDIT
from core.boards import dashboards, operations, snapshots
from ui.http import see_other

SHOWN = 200
MOST_COLUMNS = 2000


@login_required
@require_http_methods(["GET", "POST"])
def dashboard_regenerate(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the columns that matter, and have an automatic dashboard made anew; people's own work stays."""
    board = access.dashboard(request.user, pk, CAN_EDIT)
    if not board.automatic or board.dataset is None:
        raise Http404
    if request.method == "POST":
        fields = {"op": "regenerate", "columns": request.POST.getlist("column")[:MOST_COLUMNS]}
        try:
            board, change = operations.apply(board.pk, request.user, fields)
        except operations.Refused as refusal:
            messages.error(request, str(refusal))
            return see_other("dashboard_regenerate", board.pk)
        dashboards.broadcast(board, change)
        messages.success(
            request, "Made anew. What you and others made or changed is still there; “Undo” takes it back."
        )
        return see_other("dashboard", board.pk)
    columns = [column for column in dashboards.profile_of(board.dataset.current).columns if column.role != "constant"]
    chosen = set(board.options.get("columns") or [column.name for column in columns])
    return render(request, "dashboards/regenerate.html", {"dashboard": board, "columns": columns, "chosen": chosen})


@login_required
@require_http_methods(["GET", "POST"])
def dashboard_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The log and the kept versions; a POST with ``name`` keeps the dashboard as it is now under that name."""
    board = access.dashboard(request.user, pk, CAN_EDIT)
    if request.method == "POST":
        kept = snapshots.take(board, request.user, request.POST.get("name", "") or f"Version {board.version}")
        messages.success(request, f"Kept as “{kept.name}”.")
        return see_other("dashboard_history", board.pk)
    before = _number(request.GET.get("before")) or board.version + 1
    steps = list(board.operations.filter(number__lt=before).select_related("user")[: SHOWN + 1])
    kept = list(board.snapshots.filter(number__lt=before).select_related("created_by")[:SHOWN])
    context = {
        "dashboard": board,
        "steps": [(step, snapshots.sentence(step)) for step in steps[:SHOWN]],
        "snapshots": kept,
        "older": steps[SHOWN - 1].number if len(steps) > SHOWN else 0,
        "is_older": "before" in request.GET,
    }
    return render(request, "dashboards/history.html", context)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
