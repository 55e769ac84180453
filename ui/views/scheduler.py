"""For administrators: what the scheduler does, did and will do."""

from __future__ import annotations

from core.scheduler import get_scheduler_jobs, run_now
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import access
from core.models import JobRun, Lease


@login_required
@require_http_methods(["GET", "POST"])
def scheduler(request: HttpRequest) -> HttpResponse:
    administrator = access.administrator(request.user)
    jobs = get_scheduler_jobs()
    if request.method == "POST":
        name = request.POST.get("task", "")
        if name not in {job["name"] for job in jobs}:
            raise Http404
        run_now(name, administrator)
        messages.success(request, f"“{name}” was started.")
        return redirect("scheduler")
    context = {"jobs": jobs, "runs": JobRun.objects.select_related("by_hand")[:50], "lease": Lease.objects.first()}
    return render(request, "scheduler/index.html", context)
