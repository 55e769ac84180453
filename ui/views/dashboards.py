"""Dashboards: the list, the page, its operations, and the panel in which a widget is edited."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import access, dashboards, operations
from core.access import CAN_EDIT
from core.models import Dashboard, Role, Visualization, Widget

MAX_BODY = 64 * 1024


@login_required
@require_http_methods(["GET", "POST"])
def dashboard_list(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        workspace = access.workspace(request.user, request.workspace.pk, CAN_EDIT)
        name = " ".join(request.POST.get("name", "").split())[:200] or "Untitled dashboard"
        board = Dashboard.objects.create(workspace=workspace, name=name, created_by=request.user)
        return redirect("dashboard", board.pk)
    boards = (
        access.visible(Dashboard, request.user)
        .filter(workspace=request.workspace)
        .select_related("dataset")
        .annotate(widget_count=Count("widgets", filter=Q(widgets__removed=False)))
    )
    return render(request, "dashboards/list.html", {"dashboards": boards, "may_edit": request.role != Role.VIEWER})


def own_filters(query: QueryDict) -> dict[str, dict[str, Any]] | None:
    """A person's own filters from the URL (``from:col``, ``to:col``, ``in:col``); None without ``mine``."""
    if "mine" not in query:
        return None
    values: dict[str, dict[str, Any]] = {}
    for key in query:
        kind, _, column = key.partition(":")
        if kind in {"from", "to"} and column and query[key]:
            values.setdefault(column, {})[kind] = query[key][:10]
        elif kind == "in" and column:
            values.setdefault(column, {})["values"] = query.getlist(key)[:200]
    return values


def page_context(board: Dashboard, values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "dashboard": board,
        "own_filters": values is not None,
        "filters": dashboards.filter_views(board, values),
        "widgets": [dashboards.widget_context(widget, values) for widget in dashboards.live_widgets(board)],
    }


@login_required
@require_GET
def dashboard(request: HttpRequest, pk: int) -> HttpResponse:
    board = access.dashboard(request.user, pk)
    context = page_context(board, own_filters(request.GET))
    role = access.role_in(request.user, board.workspace_id)
    may_edit = role in CAN_EDIT
    if may_edit:
        used = {filter_.name for filter_ in context["filters"]}
        context |= {
            "charts": Visualization.objects.filter(workspace_id=board.workspace_id).order_by("name")[:200],
            "addable_filters": [c for c in dashboards.filterable_columns(board) if c.name not in used],
            "steps": (("undo", "Undo"), ("redo", "Redo")),
            "widget": board.widgets.filter(pk=_whole(request.GET.get("edit")), removed=False).first(),
        }
    return render(
        request, "dashboards/detail.html", {**context, "may_edit": may_edit, "people": [request.user.username]}
    )


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 19 else 0


@login_required
@require_GET
def dashboard_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that can change, for pages whose socket does not open."""
    return HttpResponse(dashboards.state_html(access.dashboard(request.user, pk), oob=True))


@login_required
@require_GET
def dashboard_panel(request: HttpRequest, pk: int, widget_id: int) -> HttpResponse:
    board = access.dashboard(request.user, pk, CAN_EDIT)
    widget = get_object_or_404(board.widgets, pk=widget_id, removed=False)
    return render(request, "dashboards/_panel.html", {"dashboard": board, "widget": widget})


@login_required
@require_GET
def dashboard_panel_close(request: HttpRequest, pk: int) -> HttpResponse:
    access.dashboard(request.user, pk)
    return HttpResponse("")


def payload_of(request: HttpRequest) -> dict[str, Any]:
    """The operation as JSON or as form fields; ``value`` sent several times is a list."""
    if request.content_type == "application/json":
        try:
            document = json.loads(request.body[:MAX_BODY])
        except ValueError:
            raise operations.Refused("The operation is not readable JSON.") from None
        if not isinstance(document, dict):
            raise operations.Refused('An operation is a JSON object such as {"op": "rename", "name": "Sales"}.')
        return document
    fields = {key: request.POST[key] for key in request.POST if key != "csrfmiddlewaretoken"}
    if fields.get("op") == "filter" and len(request.POST.getlist("value")) > 1:
        fields["value"] = request.POST.getlist("value")
    return fields


@login_required
@require_POST
def dashboard_operations(request: HttpRequest, pk: int) -> HttpResponse:
    """One edit: 200 with the changed fragments (303 for a plain form), 409 with both values, 422 when refused."""
    board = access.dashboard(request.user, pk, CAN_EDIT)
    plain = request.content_type != "application/json" and not request.htmx
    payload: dict[str, Any] = {}
    try:
        payload = payload_of(request)
        board, change = operations.apply(board.pk, request.user, payload)
    except operations.Conflict as conflict:
        return _answer_notice(request, board, payload, plain, 409, conflict=conflict)
    except operations.Refused as refusal:
        return _answer_notice(request, board, payload, plain, 422, refusal=str(refusal))
    dashboards.broadcast(board, change)
    if plain:
        return _see_other(_back(board, payload))
    parts = dashboards.fragments(board, change, oob=True)
    html = "".join(parts.values()) + dashboards.notice_html(board, oob=True)
    return HttpResponse(html + _panel(request, board, payload))


def _back(board: Dashboard, payload: Mapping[str, Any]) -> str:
    panel = _whole(str(payload.get("panel") or ""))
    return f"/dashboards/{board.pk}/" + (f"?edit={panel}" if panel else "")


def _panel(request: HttpRequest, board: Dashboard, payload: Mapping[str, Any]) -> str:
    """The editing panel anew for the person who edits, so that its hidden versions are the newest."""
    number = _whole(str(payload.get("panel") or ""))
    if not number:
        return ""
    widget = Widget.objects.filter(dashboard=board, pk=number, removed=False).first()
    context = {"dashboard": board, "widget": widget}
    return render(request, "dashboards/_panel_slot.html", context).content.decode()


def _answer_notice(
    request: HttpRequest, board: Dashboard, payload: Mapping[str, Any], plain: bool, status: int, **said: Any
) -> HttpResponse:
    if plain:
        if conflict := said.get("conflict"):
            messages.warning(request, f"{conflict} Now: {conflict.theirs}. Yours was not applied: {conflict.yours}.")
            context = {**page_context(board, None), **said, "may_edit": True, "people": [request.user.username]}
            return render(request, "dashboards/detail.html", context, status=status)
        messages.error(request, said["refusal"])
        return _see_other(_back(board, payload))
    html = dashboards.notice_html(board, oob=True, **said)
    return HttpResponse(html + (_panel(request, board, payload) if status == 409 else ""), status=status)


def _see_other(url: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": url})


@login_required
@require_http_methods(["GET", "POST"])
def dashboard_delete(request: HttpRequest, pk: int) -> HttpResponse:
    board = access.dashboard(request.user, pk, CAN_EDIT)
    if request.method == "POST":
        name = board.name
        board.delete()
        messages.success(request, f"The dashboard “{name}” was deleted.")
        return redirect("dashboard_list")
    return render(request, "dashboards/delete.html", {"dashboard": board, "reports": board.reports.all()})
