"""What happened to a dashboard, and how it looked: the log in words, kept versions, going back to one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from core import access
from core.access import CAN_EDIT
from core.boards import snapshots
from ui.http import see_other

SHOWN = 200


@login_required
@require_http_methods(["GET", "POST"])
def dashboard_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The log and the kept versions; a POST with ``name`` keeps the dashboard as it is now under that name."""
    board = access.dashboard(request.user, pk, CAN_EDIT)
    if request.method == "POST":
        kept = snapshots.take(board, request.user, request.POST.get("name", "") or f"Version {board.version}")
        messages.success(request, f"Kept as “{kept.name}”.")
        return see_other("dashboard_history", board.pk)
    steps = board.operations.select_related("user")[:SHOWN]
    context = {
        "dashboard": board,
        "steps": [(step, snapshots.sentence(step)) for step in steps],
        "snapshots": board.snapshots.select_related("created_by")[:SHOWN],
    }
    return render(request, "dashboards/history.html", context)
