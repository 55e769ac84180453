"""Dashboards: the list, the page, its operations, and the panel in which a widget is edited."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Case, Count, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import access
from core.access import CAN_EDIT
from core.boards import board_files, dashboards, operations, people_fragments, presence
from core.models import Dashboard, Dataset, Insight, Role, Visualization, Widget, Workspace
from ui.http import see_other
from ui.views.dashboard_looks import look_of, page_context, page_of, query_before, query_of, refiltered, shown_there

MAX_BODY = 64 * 1024
MAX_LISTED = 500
BACK_TO = {"filters", "history"}


@login_required
@require_http_methods(["GET", "POST"])
def dashboard_list(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        workspace = access.workspace(request.user, request.workspace.pk if request.workspace else None, CAN_EDIT)
        name = " ".join(request.POST.get("name", "").split())[:200] or "Untitled dashboard"
        board = Dashboard.objects.create(workspace=workspace, name=name, created_by=request.user)
        return see_other("dashboard", board.pk)
    boards = (
        access.visible(Dashboard, request.user)
        .filter(workspace=request.workspace)
        .select_related("dataset")
        .prefetch_related("widgets__visualization")
        .annotate(widget_count=Count("widgets", filter=Q(widgets__removed=False)))
    )
    may_edit = request.role in CAN_EDIT
    return render(request, "dashboards/list.html", {"dashboards": boards, "may_edit": may_edit})


# The page


@login_required
@require_GET
def dashboard(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; htmx gets the widgets that other filters have changed."""
    board = access.dashboard(request.user, pk)
    look, whom = look_of(board, query_of(request))
    if request.htmx:
        was, _ = look_of(board, query_before(request))
        answer = refiltered(request, board, was, look, {"followed": whom})
    else:
        answer = render(request, "dashboards/detail.html", _page(request, board, look) | {"followed": whom})
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _page(request: HttpRequest, board: Dashboard, look: dashboards.Lens | None) -> dict[str, Any]:
    here = {person.user: person for person in presence.people(board.pk)}
    own = look.query if look else ""
    me = presence.Person(request.user.username, request.user.pk, query=own)
    may_edit = access.role_in(request.user, board.workspace_id) in CAN_EDIT
    context = page_context(board, look) | {
        "widgets": dashboards.widgets_seen(board, dashboards.sight(look)),
        "may_edit": may_edit,
        "formats": list(board_files.FORMATS.items()),
        "wall": min(max(_whole(request.GET.get("wall")), 10), 3600) if "wall" in request.GET else 0,
        "people": people_fragments.people_shown(board.pk, sorted({**here, me.user: here.get(me.user, me)}.values())),
        "me": me.user,
    }
    if may_edit:
        context |= _editing(request, board)
    if commented := board.widgets.filter(pk=_whole(request.GET.get("comments")), removed=False).first():
        context |= {"commented": commented, "said": commented.comments.select_related("author", "resolved_by")}
    return context


def _editing(request: HttpRequest, board: Dashboard) -> dict[str, Any]:
    """What the menus and the panel offer to editors."""
    used = set(board.filters.values_list("column", flat=True))
    mine = Q(workspace_id=board.workspace_id)
    insights = Insight.objects.filter(version=board.dataset.current if board.dataset else None, dismissed=False)
    return {
        "charts": charts_by_dataset(board),
        "charts_left": max(0, Visualization.objects.filter(workspace_id=board.workspace_id).count() - MAX_LISTED),
        "tables": Dataset.objects.filter(mine, current__isnull=False).order_by("name"),
        "insights": insights[:50],
        "addable_filters": [c for c in dashboards.filterable_columns(board) if c.name not in used],
        "has_defaults": any(row.rules.get("default") for row in board.filters.all()),
        "other_workspaces": access.visible(Workspace, request.user)
        .filter(memberships__user=request.user, memberships__role__in=[Role(role) for role in CAN_EDIT])
        .exclude(pk=board.workspace_id)
        .distinct(),
        "steps": (("undo", "Undo"), ("redo", "Redo")),
        "widget": board.widgets.filter(pk=_whole(request.GET.get("edit")), removed=False).first(),
    }


def charts_by_dataset(board: Dashboard) -> list[tuple[str, list[Visualization]]]:
    """The workspace's charts under the names of their datasets, this board's dataset first."""
    found = Visualization.objects.filter(workspace_id=board.workspace_id).select_related("dataset")
    own = set(board.widgets.filter(removed=False).values_list("visualization__dataset_id", flat=True)) - {None}
    rank = dict.fromkeys(own, 1) | {board.dataset_id: 0}
    first = Case(When(dataset=board.dataset_id, then=0), When(dataset__in=own, then=1), default=2)
    groups: dict[int, list[Visualization]] = {}
    for chart in found.order_by(first, "dataset__name", "dataset_id", "name")[:MAX_LISTED]:
        groups.setdefault(chart.dataset_id, []).append(chart)
    order = sorted(groups, key=lambda dataset: rank.get(dataset, 2))
    return [(groups[dataset][0].dataset.name, groups[dataset]) for dataset in order]


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


@login_required
@require_GET
def dashboard_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that can change, for pages whose socket does not open."""
    board = access.dashboard(request.user, pk)
    lens, _ = look_of(board, query_of(request))
    if lens is None:
        html = dashboards.state_html(board, oob=True)
    else:
        html = "".join(dashboards.seen_through(board, lens, oob=True).values())
    html = shown_there(request, html)
    return render(request, "dashboards/_state.html", {"html": html, "again": request.get_full_path()})


@login_required
@require_GET
def dashboard_panel(request: HttpRequest, pk: int, widget_id: int) -> HttpResponse:
    board = access.dashboard(request.user, pk, CAN_EDIT)
    widget = get_object_or_404(board.widgets, pk=widget_id, removed=False)
    presence.edits(board.pk, request.user, widget.pk)
    return render(request, "dashboards/_panel.html", {"dashboard": board, "widget": widget})


@login_required
@require_GET
def dashboard_panel_close(request: HttpRequest, pk: int) -> HttpResponse:
    board = access.dashboard(request.user, pk)
    presence.edits(board.pk, request.user, 0)
    return HttpResponse("")


# The operations


def payload_of(request: HttpRequest) -> dict[str, Any]:
    """The operation as JSON or as form fields; ``value`` sent several times is a list."""
    if request.content_type == "application/json":
        try:
            document = json.loads(request.body if len(request.body) <= MAX_BODY else b"")
        except (ValueError, RecursionError):
            raise operations.Refused("The operation is not readable JSON.") from None
        if not isinstance(document, dict):
            raise operations.Refused('An operation is a JSON object such as {"op": "rename", "name": "Sales"}.')
        return document
    fields: dict[str, Any] = {key: request.POST[key] for key in request.POST if key != "csrfmiddlewaretoken"}
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
    look, _ = look_of(board, query_before(request)) if request.htmx else (None, None)
    html = shown_there(request, dashboards.broadcast(board, change, page=page_of(request), look=look))
    if plain:
        return see_other(_back(board, payload))
    answer = HttpResponse(html + dashboards.notice_html(board, oob=True) + _panel(request, board, payload))
    answer.headers["X-Dashboard-Version"] = str(board.version)
    return answer


def _back(board: Dashboard, payload: Mapping[str, Any]) -> str:
    """The page from which a plain form came."""
    if payload.get("page") in BACK_TO:
        return f"/dashboards/{board.pk}/{payload['page']}/"
    panel = _whole(str(payload.get("panel") or ""))
    return f"/dashboards/{board.pk}/" + (f"?edit={panel}#dashboard-{board.pk}-panel" if panel else "")


def _panel(request: HttpRequest, board: Dashboard, payload: Mapping[str, Any]) -> str:
    """The editing panel anew for the person who edits, so that its hidden versions are the newest."""
    number = _whole(str(payload.get("panel") or ""))
    if not number:
        return ""
    widget = Widget.objects.filter(dashboard=board, pk=number, removed=False).first()
    if widget is None:
        presence.edits(board.pk, request.user, 0)
    context = {"dashboard": board, "widget": widget}
    return render(request, "dashboards/_panel_slot.html", context).content.decode()


def _answer_notice(
    request: HttpRequest, board: Dashboard, payload: Mapping[str, Any], plain: bool, status: int, **said: Any
) -> HttpResponse:
    if not plain:
        # A form that waits for its answer is not swapped by pushes meanwhile: here is how it looks by now.
        now = dashboards.filters_named(board, {str(payload.get("name") or "")}) if payload.get("op") == "filter" else ""
        return HttpResponse(dashboards.notice_html(board, oob=True, **said) + now, status=status)
    if status == 409:
        return render(request, "dashboards/detail.html", {**_page(request, board, None), **said}, status=status)
    messages.error(request, said["refusal"])
    return see_other(_back(board, payload))


@login_required
@require_GET
def dashboard_filters(request: HttpRequest, pk: int) -> HttpResponse:
    """What the filters ask for and depend on; the forms send operations."""
    board = access.dashboard(request.user, pk, CAN_EDIT)
    views = dashboards.filter_views(board)
    used = {view.name for view in views}
    addable = [column for column in dashboards.filterable_columns(board) if column.name not in used]
    return render(request, "dashboards/filters.html", {"dashboard": board, "filters": views, "addable": addable})


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
