"""Alerts, and the notification centre where people find what they said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import access
from core.access import CAN_EDIT
from core.alerting import alerts, notices
from core.models import Alert, Role, User
from ui.forms.alerts import GRAINS, AlertForm
from ui.forms.reports import AGGREGATIONS
from ui.http import form_page, see_other

SHOWN = 100
LONGEST_MUTE = 24 * 90


@login_required
@require_GET
def alert_list(request: HttpRequest) -> HttpResponse:
    found = access.visible(Alert, request.user).filter(workspace=request.workspace)  # type: ignore[attr-defined]
    may_edit = request.role != Role.VIEWER  # type: ignore[attr-defined]
    return render(request, "alerts/list.html", {"alerts": found.select_related("dataset"), "may_edit": may_edit})


@login_required
@require_http_methods(["GET", "POST"])
def alert_new(request: HttpRequest) -> HttpResponse:
    workspace = access.workspace(request.user, getattr(request.workspace, "pk", None), CAN_EDIT)  # type: ignore[attr-defined]
    initial = {"recipients_text": request.user.email, "grain": "month", "op": ">"}  # type: ignore[union-attr]
    number = request.GET.get("dataset", "")
    if number.isdigit():
        dataset = access.dataset(request.user, number)
        workspace = access.workspace(request.user, dataset.workspace_id, CAN_EDIT)
        initial["dataset"] = str(dataset.pk)
    elif (number := request.GET.get("chart", "")).isdigit():
        chart = access.visualization(request.user, number)
        workspace = access.workspace(request.user, chart.workspace_id, CAN_EDIT)
        initial |= {"dataset": str(chart.dataset_id), "name": chart.name, **of_chart(chart.spec)}
    draft = Alert(workspace=workspace, created_by=request.user)
    form = AlertForm(request.POST or None, instance=draft, workspace=workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        alerts.check(made)
        return see_other("alert", made.pk)
    return form_page(request, "alerts/form.html", {"form": form})


@login_required
@require_GET
def alert_columns(request: HttpRequest) -> HttpResponse:
    """The columns of the dataset that is chosen in the form, as its field; the one that was chosen stays if it can."""
    number = request.GET.get("dataset", "")
    dataset = access.dataset(request.user, number) if number.isdigit() else None
    workspace = dataset.workspace if dataset else request.workspace  # type: ignore[attr-defined]
    initial = {"dataset": str(dataset.pk) if dataset else "", "column": request.GET.get("column", "")}
    form = AlertForm(instance=Alert(workspace=workspace), workspace=workspace, initial=initial)
    return render(request, "alerts/_columns.html", {"form": form})


@login_required
@require_GET
def alert_limit(request: HttpRequest) -> HttpResponse:
    """The limit as the kind that is chosen calls it, with what was written."""
    initial = {"kind": request.GET.get("kind", ""), "value": request.GET.get("value", "")[:40]}
    workspace = request.workspace  # type: ignore[attr-defined]
    form = AlertForm(instance=Alert(workspace=workspace), workspace=workspace, initial=initial)
    return render(request, "alerts/_limit.html", {"form": form})


def of_chart(spec: Mapping[str, Any]) -> dict[str, Any]:
    """What an alert about a chart begins with: its number, by its periods where it goes over time."""
    first = next(iter(spec.get("measures") or ()), None) or {}
    agg = first.get("agg") if first.get("agg") in AGGREGATIONS else "sum"
    found: dict[str, Any] = {"column": first.get("column") or "", "agg": agg}
    if spec.get("grain") in GRAINS:
        found |= {"grain": spec["grain"], "kind": Alert.Kind.ANOMALY}
    return found


@login_required
@require_http_methods(["GET", "POST"])
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """Its state now, what it said, and its form for those who may change it."""
    found = access.alert(request.user, pk, CAN_EDIT if request.method == "POST" else access.CAN_SEE)
    may_edit = access.role_in(request.user, found.workspace_id) in CAN_EDIT
    form = AlertForm(request.POST or None, instance=found, workspace=found.workspace) if may_edit else None
    if request.method == "POST" and form is not None and form.is_valid():
        alerts.check(form.save())
        messages.success(request, "Saved.")
        return see_other("alert", found.pk)
    found = access.alert(request.user, pk)
    context = {
        "alert": found,
        "form": form,
        "may_edit": may_edit,
        "events": found.events.prefetch_related("deliveries")[:SHOWN],
    }
    return form_page(request, "alerts/detail.html", context)


@login_required
@require_POST
def alert_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Mute it for some hours, end that, or look now."""
    found = access.alert(request.user, pk, CAN_EDIT)
    if "look" in request.POST:
        alerts.check(found)
        messages.success(request, "Looked at the data as it is now.")
    else:
        hours = request.POST.get("mute", "")
        alerts.mute(found, min(int(hours), LONGEST_MUTE) if hours.isdigit() and len(hours) < 6 else 0)
    return see_other("alert", found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def alert_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.alert(request.user, pk, CAN_EDIT)
    if request.method == "POST":
        found.delete()
        messages.success(request, f"The alert “{found.name}” was deleted.")
        return redirect("alert_list")
    return render(request, "alerts/delete.html", {"alert": found})


@login_required
@require_http_methods(["GET", "POST"])
def notice_list(request: HttpRequest) -> HttpResponse:
    """The page; htmx gets the list alone."""
    user: User = request.user  # type: ignore[assignment]
    alone = "HX-Request" in request.headers
    if request.method == "POST":
        notices.read_all(user)
        if not alone:
            return see_other("notice_list")
    context = {"found": notices.page(user), "notices": notices.summary(user)}
    response = render(request, "alerts/_notices.html" if alone else "alerts/notices.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_required
@require_GET
def notice_count(request: HttpRequest) -> HttpResponse:
    """The bell in the head of every page, for pages whose socket does not open."""
    return render(request, "alerts/_bell.html", {"notices": notices.summary(request.user)})  # type: ignore[arg-type]
