"""Groups of recipients of a workspace: addresses under one name, for reports and alerts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from core import access
from core.access import CAN_EDIT
from core.models import RecipientGroup
from ui.forms.recipient_groups import GroupForm
from ui.http import form_page, see_other


@login_required
@require_http_methods(["GET", "POST"])
def group_list(request: HttpRequest) -> HttpResponse:
    """All groups, and the form of a new one."""
    asked = CAN_EDIT if request.method == "POST" else access.CAN_SEE
    workspace = access.workspace(request.user, getattr(request.workspace, "pk", None), asked)  # type: ignore[attr-defined]
    form = GroupForm(request.POST or None, instance=RecipientGroup(workspace=workspace))
    if request.method == "POST" and form.is_valid():
        made = form.save()
        messages.success(request, f"{made} can be named in reports and alerts now.")
        return see_other("group_list")
    may_edit = access.role_in(request.user, workspace.pk) in CAN_EDIT
    groups = RecipientGroup.objects.filter(workspace=workspace)
    return form_page(request, "reports/groups.html", {"form": form, "groups": groups, "may_edit": may_edit})


@login_required
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one, or delete it: whoever it named gets nothing through it from then on."""
    found = get_object_or_404(access.visible(RecipientGroup, request.user), pk=pk)
    access.workspace(request.user, found.workspace_id, CAN_EDIT)
    form = GroupForm(request.POST or None, instance=found)
    if request.method == "POST" and "delete" in request.POST:
        found.delete()
        messages.success(request, f"{found} was deleted.")
        return redirect("group_list")
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return see_other("group_list")
    return form_page(request, "reports/group.html", {"form": form, "group": found})
