"""Reports: the list, making and changing one, sending now, and the archive of what was sent."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import access, due, report_mail, reports
from core.access import CAN_EDIT
from core.models import ReportRun, Role, ScheduledReport
from ui.forms.reports import ReportForm

ARCHIVE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


@login_required
@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    found = access.visible(ScheduledReport, request.user).filter(workspace=request.workspace)
    context = {"reports": found.select_related("dashboard"), "may_edit": request.role != Role.VIEWER}
    return render(request, "reports/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def report_new(request: HttpRequest) -> HttpResponse:
    workspace = access.workspace(request.user, request.workspace.pk, CAN_EDIT)
    number = request.GET.get("dashboard", "")
    initial = {"recipients": request.user.email, "time_zone": request.user.time_zone, "enabled": True}
    if number.isdigit():
        board = access.dashboard(request.user, number)
        workspace = access.workspace(request.user, board.workspace_id, CAN_EDIT)
        initial |= {"dashboard": board.pk, "name": board.name}
    draft = ScheduledReport(workspace=workspace, created_by=request.user)
    form = ReportForm(request.POST or None, instance=draft, workspace=workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        report = form.save()
        reports.schedule(report)
        messages.success(request, f"“{report.name}” is on its way.")
        return redirect("report", report.pk)
    return render(request, "reports/form.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: when it comes next, what was sent, and its form for those who may change it."""
    found = access.report(request.user, pk, CAN_EDIT if request.method == "POST" else access.CAN_SEE)
    may_edit = access.role_in(request.user, found.workspace_id) in CAN_EDIT
    form = ReportForm(request.POST or None, instance=found, workspace=found.workspace) if may_edit else None
    if request.method == "POST" and form is not None and form.is_valid():
        reports.schedule(form.save())
        messages.success(request, "Saved.")
        return redirect("report", found.pk)
    found = access.report(request.user, pk)  # as stored, whatever the form holds
    context = {
        "report": found,
        "form": form,
        "may_edit": may_edit,
        "next": due.following(found, timezone.now()) if found.enabled else [],
        "runs": found.runs.prefetch_related("deliveries")[:50],
    }
    return render(request, "reports/detail.html", context, status=422 if form is not None and form.errors else 200)


@login_required
@require_POST
def report_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it now: to everybody, or as a test to oneself."""
    found = access.report(request.user, pk, CAN_EDIT)
    only_me = "test" in request.POST
    if only_me and not request.user.email:
        messages.error(request, "Your profile has no e-mail address to send a test to; add one first.")
        return redirect("report", found.pk)
    run = reports.send_now(found, request.user, only_to=request.user.email if only_me else None)
    if run.state == ReportRun.State.SENT:
        messages.success(request, "Sent.")
    else:
        errors = run.deliveries.exclude(error="").values_list("error", flat=True)
        messages.error(request, f"It could not be sent: {run.error or next(iter(errors), run.get_state_display())}")
    return redirect("report", found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def report_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.report(request.user, pk, CAN_EDIT)
    if request.method == "POST":
        found.delete()
        messages.success(request, f"The report “{found.name}” was deleted.")
        return redirect("report_list")
    return render(request, "reports/delete.html", {"report": found})


@login_required
@require_GET
def report_run(request: HttpRequest, pk: int, run_id: int) -> HttpResponse:
    """One issue from the archive, with who got it."""
    found = access.report(request.user, pk)
    run = get_object_or_404(found.runs, pk=run_id)
    return render(request, "reports/run.html", {"report": found, "run": run, "deliveries": run.deliveries.all()})


@login_required
@require_GET
@xframe_options_sameorigin
def report_run_mail(request: HttpRequest, pk: int, run_id: int) -> HttpResponse:
    """The mail itself, as it was sent, for the frame on its archive page; it can run nothing and load nothing."""
    run = get_object_or_404(access.report(request.user, pk).runs, pk=run_id)
    if not run.archive or not (report_mail.folder_of(run) / "mail.html").is_file():
        raise Http404
    return HttpResponse(report_mail.archived_html(run), headers={"Content-Security-Policy": ARCHIVE_POLICY})
