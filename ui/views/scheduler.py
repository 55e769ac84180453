"""For administrators: what the scheduler does, did and will do; and whether mail can go out."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core import access, mail_check, throttle
from core import scheduler as schedule
from core.models import JobRun, Lease, User
from ui.http import see_other

TEST_MAIL = throttle.Limit("test-mail", 20, throttle.HOUR)
SHOWN = 50


@login_required
@require_http_methods(["GET", "POST"])
def scheduler(request: HttpRequest) -> HttpResponse:
    administrator = access.administrator(request.user)
    if request.method == "POST":
        _act(request, administrator)
        return see_other("scheduler")
    runs = JobRun.objects.select_related("by_hand")
    task = request.GET.get("task", "")
    if task:
        runs = runs.filter(task=task)
    if request.GET.get("failed"):
        runs = runs.filter(outcome=JobRun.Outcome.FAILED)
    lease = Lease.objects.filter(expires_at__gt=timezone.now()).first()
    context = {
        "jobs": [{**job, "every": every(job["schedule"])} for job in schedule.get_scheduler_jobs()],
        "runs": [(run, run.finished_at - run.started_at if run.finished_at else None) for run in runs[:SHOWN]],
        "task": task,
        "lease": lease,
        "keeper": dict(zip(("machine", "process"), lease.holder.split("|"), strict=False)) if lease else {},
    }
    return render(request, "scheduler/index.html", context)


def every(interval: timedelta) -> str:
    """“hour”, “2 hours”, “90 seconds”."""
    seconds = int(interval.total_seconds())
    for name, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size and seconds % size == 0:
            return name if seconds == size else f"{seconds // size} {name}s"
    return f"{seconds} seconds"


def _act(request: HttpRequest, administrator: User) -> None:
    """The button that was pressed names the task in its value."""
    acts = {
        "task": (lambda name: schedule.run_now(name, administrator), "“{}” was started."),
        "pause": (lambda name: schedule.pause(name, administrator), "“{}” is paused."),
        "resume": (lambda name: schedule.resume(name), "“{}” comes again as planned."),
    }
    for key, (act, words) in acts.items():
        if name := request.POST.get(key):
            if name not in {job["name"] for job in schedule.get_scheduler_jobs()}:
                raise Http404
            act(name)
            messages.success(request, words.format(name))


@login_required
@require_http_methods(["GET", "POST"])
def mail_setup(request: HttpRequest) -> HttpResponse:
    """How mail is set up, a plain diagnosis step by step, and a test mail to oneself."""
    administrator = access.administrator(request.user)
    context: dict[str, object] = {"setup": mail_check.setup()}
    if request.method == "POST":
        throttle.take(TEST_MAIL, str(administrator.pk))
        context["steps"] = mail_check.diagnose(administrator.email, administrator.language)
    return render(request, "scheduler/mail.html", context)
