"""Dashboards once more: duplicated, kept as templates, imported from JSON, and put over another dataset."""

from __future__ import annotations

import json
import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from core import access
from core.access import CAN_EDIT
from core.boards import board_documents, dashboards, moving
from core.boards.operations import Refused
from core.models import DashboardTemplate, Dataset, Role
from ui.http import see_other

log = logging.getLogger(__name__)
MAX_FILE = 16 * 1024 * 1024


@login_required
@require_POST
def dashboard_duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    board = access.dashboard(request.user, pk, CAN_EDIT)
    return see_other("dashboard", board_documents.duplicate(board, request.user).pk)


@login_required
@require_POST
def dashboard_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Into another workspace where the person may edit, too; the data that it alone shows goes with it."""
    board = access.dashboard(request.user, pk, CAN_EDIT)
    target = access.workspace(request.user, _number(request.POST.get("workspace")), CAN_EDIT)
    try:
        said = moving.move(board, target)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        log.info("dashboard %s moved to workspace %s by user %s", board.pk, target.pk, request.user.pk)
        messages.success(request, f"“{board.name}” is in “{target}” now, and the data behind it, too.")
        for sentence in said:
            messages.info(request, sentence)
    return see_other("dashboard", board.pk)


@login_required
@require_POST
def dashboard_as_template(request: HttpRequest, pk: int) -> HttpResponse:
    board = access.dashboard(request.user, pk, CAN_EDIT)
    kept = DashboardTemplate.objects.create(
        workspace_id=board.workspace_id,
        name=board.name,
        document=board_documents.document_of(board),
        created_by=request.user,
    )
    messages.success(request, f"“{kept.name}” is a template now: put it over any dataset.")
    return see_other("board_templates")


@login_required
@require_http_methods(["GET", "POST"])
def board_templates(request: HttpRequest) -> HttpResponse:
    """The workspace's templates; a POST with ``file`` (exported JSON) adds one, ``remove`` takes one away."""
    mine = access.visible(DashboardTemplate, request.user).filter(workspace=request.workspace)
    if request.method == "POST":
        workspace = access.workspace(request.user, request.workspace.pk if request.workspace else None, CAN_EDIT)
        if "remove" in request.POST:
            get_object_or_404(mine, pk=_number(request.POST["remove"])).delete()
            return see_other("board_templates")
        try:
            document = board_documents.checked(_read(request))
        except Refused as problem:
            messages.error(request, str(problem))
            return see_other("board_templates")
        made = DashboardTemplate.objects.create(
            workspace=workspace, name=document["name"], document=document, created_by=request.user
        )
        return see_other("board_template", made.pk)
    context = {"templates": mine.select_related("created_by"), "may_edit": request.role in CAN_EDIT}
    return render(request, "dashboards/templates.html", context)


def _read(request: HttpRequest) -> object:
    file = request.FILES.get("file")
    data = file.read(MAX_FILE + 1) if file else b""
    if len(data) > MAX_FILE:
        raise Refused("The file is larger than 16 MB; a dashboard is not.")
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise Refused("The file is not readable JSON.") from None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


@login_required
@require_http_methods(["GET", "POST"])
def board_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a dataset (of any workspace where one may edit), then which of its columns stands for which."""
    template = get_object_or_404(access.visible(DashboardTemplate, request.user), pk=pk)
    roles = [Role(role) for role in CAN_EDIT]
    datasets = access.visible(Dataset, request.user).filter(
        current__isnull=False, workspace__memberships__user=request.user, workspace__memberships__role__in=roles
    )
    datasets = datasets.select_related("workspace", "current").order_by("name").distinct()
    chosen = datasets.filter(pk=_number(request.POST.get("dataset") or request.GET.get("dataset"))).first()
    columns = [column.name for column in dashboards.profile_of(chosen.current).columns] if chosen else []
    wanted = board_documents.columns_of(template.document)
    if request.method == "POST":
        if chosen is None:
            raise Http404
        picked = {name: request.POST.get(f"column:{name}", name) for name in wanted}
        mapping = {name: column for name, column in picked.items() if column}
        made, left = board_documents.make(template.document, chosen.workspace, chosen, mapping, request.user)
        if left:
            messages.warning(request, f"Left out, for want of their columns: {', '.join(left)[:400]}.")
        return see_other("dashboard", made.pk)
    context = {
        "template": template,
        "datasets": datasets[:500],
        "chosen": chosen,
        "columns": columns,
        "wanted": list(board_documents.proposed(template.document, chosen).items()) if chosen else [],
    }
    return render(request, "dashboards/template.html", context)
