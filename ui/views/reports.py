"""Reports: the list, making and changing one, looking at it before it goes, sending it now."""

from __future__ import annotations

import zoneinfo
from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analytics.schema import AnalyticsError
from core import access, due, throttle, when
from core.access import CAN_EDIT
from core.models import ReportDelivery, ReportRun, Role, ScheduledReport
from core.reporting import archive, composing, recipients, report_content, report_mail, reports, tongues
from ui.forms.reports import ReportForm, filter_lines
from ui.http import form_page, see_other
from ui.views import report_archive

SEND = throttle.Limit("report-send", 60, throttle.HOUR)
SHOWN_RUNS = 50
SHOWN_EDITIONS = 12


@login_required
@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    mine = access.visible(ScheduledReport, request.user).filter(workspace=request.workspace)  # type: ignore[attr-defined]
    found = list(mine.select_related("dashboard", "dataset"))
    overdue = any(reports.is_overdue(each) for each in found)
    context = {"reports": found, "overdue": overdue, "may_edit": request.role != Role.VIEWER}  # type: ignore[attr-defined]
    return render(request, "reports/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def report_new(request: HttpRequest) -> HttpResponse:
    workspace = access.workspace(request.user, getattr(request.workspace, "pk", None), CAN_EDIT)  # type: ignore[attr-defined]
    number = request.GET.get("dashboard", "")
    initial: dict[str, Any] = {
        "recipients": request.user.email,  # type: ignore[union-attr]
        "time_zone": request.user.time_zone,  # type: ignore[union-attr]
        "schedule": "weekdays 08:00",
        "enabled": True,
        "language": request.user.language or tongues.FALLBACK,  # type: ignore[union-attr]
    }
    if number.isdigit():
        board = access.dashboard(request.user, number)
        workspace = access.workspace(request.user, board.workspace_id, CAN_EDIT)
        initial |= {"dashboard": board.pk, "name": board.name}
    if (number := request.GET.get("dataset", "")).isdigit():
        dataset = access.dataset(request.user, number)
        workspace = access.workspace(request.user, dataset.workspace_id, CAN_EDIT)
        initial |= {"dataset": dataset.pk, "name": dataset.name}
    draft = ScheduledReport(workspace=workspace, created_by=request.user)
    form = ReportForm(request.POST or None, instance=draft, workspace=workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        reports.schedule(made)
        messages.success(request, saved(made))
        return see_other("report", made.pk)
    return form_page(request, "reports/form.html", {"form": form, "examples": when.EXAMPLES})


def saved(report: ScheduledReport) -> str:
    """When it comes first, in its own time zone; nothing is sent before."""
    if not report.enabled:
        return f"“{report.name}” is saved. It is paused, so nothing is sent."
    if report.next_due_at is None:
        return f"“{report.name}” is saved. It has no time to come at any more."
    first = report.next_due_at.astimezone(zoneinfo.ZoneInfo(report.time_zone))
    day = tongues.of(tongues.FALLBACK).day(first)
    return f"“{report.name}” is saved. It comes first on {day}, {first:%H:%M} ({report.time_zone})."


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
        return see_other("report", found.pk)
    found = access.report(request.user, pk)  # as stored, whatever the form holds
    words = request.GET.get("q", "").strip()[:200]
    runs = found.runs.all()
    for word in words.split():
        runs = runs.filter(text__icontains=word)
    context = {
        "report": found,
        "form": form,
        "may_edit": may_edit,
        "next": due.following(found, timezone.now()) if found.enabled else [],
        "overdue": reports.is_overdue(found),
        "zone": zoneinfo.ZoneInfo(found.time_zone),
        "runs": report_archive.with_told(runs[:SHOWN_RUNS]),
        "most_megabytes": archive.MOST_BYTES // 1_000_000,
        "kept_megabytes": archive.size_of(found) / 1e6,
        "words": words,
        "recipients": sum(1 for _ in recipients.resolve(found)),
        "left": list(found.opt_outs.values_list("address", flat=True)),
        "examples": when.EXAMPLES,
    }
    return form_page(request, "reports/detail.html", context)


@login_required
@require_GET
def report_next(request: HttpRequest) -> HttpResponse:
    """The next five dates of a schedule that is being written, or what is unclear in it."""
    zone = request.GET.get("time_zone", "UTC")
    context: dict[str, Any] = {}
    try:
        draft = ScheduledReport(
            schedule=request.GET.get("schedule", "")[:200],
            time_zone=zone if zone in zoneinfo.available_timezones() else "UTC",
            starts_on=_day(request.GET.get("starts_on")),
            ends_on=_day(request.GET.get("ends_on")),
        )
        context = {"next": due.following(draft, timezone.now()), "zone": zoneinfo.ZoneInfo(draft.time_zone)}
    except when.Unclear as problem:
        context = {"problem": str(problem)}
    return render(request, "reports/_next.html", context)


def _day(text: str | None) -> Any:
    from django.utils.dateparse import parse_date

    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


@login_required
@require_POST
def report_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it now: to everybody, or as a test to oneself."""
    found = access.report(request.user, pk, CAN_EDIT)
    only_me = "test" in request.POST
    address = request.user.email  # type: ignore[union-attr]
    if only_me and not address:
        messages.error(request, "Your profile has no e-mail address to send a test to; add one first.")
        return see_other("report", found.pk)
    throttle.take(SEND, str(request.user.pk))
    run = reports.send_now(found, request.user, only_to=address if only_me else None)  # type: ignore[arg-type]
    if run.state == ReportRun.State.SENT:
        number = run.deliveries.count()
        everybody = f"{number:,} addresses" if number != 1 else run.deliveries.get().recipient
        messages.success(request, f"Sent to {address if only_me else everybody}.")
    elif run.state in {ReportRun.State.FAILED, ReportRun.State.PARTLY, ReportRun.State.SKIPPED}:
        errors = run.deliveries.exclude(error="").values_list("error", flat=True)
        messages.error(request, f"It could not be sent: {run.error or next(iter(errors), run.get_state_display())}")
    else:
        waiting = run.deliveries.exclude(error="").filter(state=ReportDelivery.State.WAITING).first()
        tail = f" So far: {waiting.error}" if waiting else ""
        messages.warning(request, f"It is being sent; the archive below shows how far it is.{tail}")
    return see_other("report", found.pk)


@login_required
@require_POST
def report_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause or go on; what was missed meanwhile is not made up for."""
    found = access.report(request.user, pk, CAN_EDIT)
    found.enabled = "resume" in request.POST
    found.save(update_fields=["enabled"])
    reports.schedule(found)
    messages.success(request, "It comes again as planned." if found.enabled else "It is paused.")
    return see_other("report", found.pk)


@login_required
@require_GET
def report_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page around the mail as it would be sent now, for each view that some recipient has."""
    found = access.report(request.user, pk)
    return render(request, "reports/preview.html", {"report": found, "editions": _editions(found)})


def _editions(report: ScheduledReport) -> list[dict[str, Any]]:
    """Each pair of view and language that somebody gets, with how many do; the largest first."""
    counts = Counter((each.view, each.language) for each in recipients.resolve(report))
    found = counts.most_common(SHOWN_EDITIONS) or [((report.filters, report.language), 0)]
    return [
        {"view": view, "language": language, "name": tongues.NAMES.get(language, ""), "count": count,
         "filters": filter_lines(view).replace("\n", "; ") if view else ""}
        for (view, language), count in found
    ]  # fmt: skip


@login_required
@require_GET
@xframe_options_sameorigin
def report_preview_mail(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.report(request.user, pk)
    editions, number = _editions(found), request.GET.get("edition", "0")
    chosen = editions[int(number)] if number.isdigit() and int(number) < len(editions) else editions[0]
    view = chosen["view"]
    run = ReportRun(report=found, due_at=timezone.now())
    try:
        content = report_content.gather(found.source, view, composing.facts_of(composing.before(run), view))
        page = report_mail.preview(run, content, view, chosen["language"])
    except AnalyticsError as problem:
        page = format_html("<p>{}</p>", str(problem))
    return HttpResponse(page, headers={"Content-Security-Policy": report_archive.MAIL_POLICY})


@login_required
@require_http_methods(["GET", "POST"])
def report_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.report(request.user, pk, CAN_EDIT)
    if request.method == "POST":
        found.delete()
        messages.success(request, f"The report “{found.name}” was deleted.")
        return redirect("report_list")
    return render(request, "reports/delete.html", {"report": found})
