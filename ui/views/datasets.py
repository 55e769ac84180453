"""Datasets: the list, the page of one with its tabs, what people do with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import access, fragments, pipeline, runs, storage
from core.access import CAN_EDIT
from core.boards import dashboards, lost_data
from core.models import Dashboard, Dataset, DatasetVersion, Run
from ui.http import see_other
from ui.views import preview
from ui.views.home import BADGES, WORDS
from ui.views.uploads import upload_context

TABS = (
    ("dataset", "Overview"),
    ("dataset_reading", "Reading"),
    ("dataset_cleaning", "Cleaning"),
    ("dataset_insights", "Insights"),
    ("dataset_versions", "Versions"),
)
LISTED = 100


@login_required
@require_GET
def dataset_list(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()[:100]
    newest = DatasetVersion.objects.filter(dataset=OuterRef("pk")).order_by("-number")
    run = Run.objects.filter(version__dataset=OuterRef("pk")).order_by("-created_at")
    found = access.visible(Dataset, request.user).filter(workspace=request.workspace)  # type: ignore[attr-defined]
    any_at_all = found.exists()
    if wanted:
        found = found.filter(name__icontains=wanted)
    found = found.annotate(
        rows=Subquery(newest.values("rows")[:1]),
        columns=Subquery(newest.values("columns")[:1]),
        file=Subquery(newest.values("original_name")[:1]),
        run_state=Subquery(run.values("state")[:1]),
    ).order_by("-updated_at", "-pk")
    pages = Paginator(found, LISTED)
    shown = pages.get_page(request.GET.get("page"))
    items = [
        {
            "dataset": each,
            "badge": BADGES.get(each.run_state, ""),
            "state": WORDS.get(each.run_state, each.run_state or ""),
        }
        for each in shown
    ]
    may_edit = request.role in CAN_EDIT  # type: ignore[attr-defined]
    context = {"items": items, "q": wanted, "any": any_at_all, "may_edit": may_edit, "page": shown}
    return render(request, "datasets/list.html", upload_context(request, may_upload=may_edit) | context)


def shown_version(dataset: Dataset) -> DatasetVersion | None:
    """What the page talks about: the newest upload, so that a new file's progress and problems are seen."""
    return dataset.newest


def chosen_version(request: HttpRequest, dataset: Dataset) -> DatasetVersion | None:
    """The version that ``?at=`` names, else the newest; an earlier one can be opened, and stays as it was."""
    wanted = preview.positive(request.GET.get("at"), 0)
    if not wanted:
        return shown_version(dataset)
    return get_object_or_404(DatasetVersion, dataset=dataset, number=wanted)


def page(request: HttpRequest, dataset: Dataset, tab: str, **more: Any) -> dict[str, Any]:
    """What every page of a dataset shows around its tab."""
    may_edit = access.role_in(request.user, dataset.workspace_id) in CAN_EDIT
    version = more.pop("version", None) or shown_version(dataset)
    run = version.runs.first() if version else None
    context = {"dataset": dataset, "version": version, "may_edit": may_edit, "tabs": TABS, "tab": tab, "run": run}
    context["board"] = dataset.dashboards.order_by("-automatic", "pk").first()
    return {**fragments.progress_context(dataset), **context, **more}


@login_required
@require_GET
def dataset(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.dataset(request.user, pk)
    context = page(request, found, "dataset", version=chosen_version(request, found))
    context |= preview.overview(request, context["version"])
    if context["version"] == found.newest:
        context |= fragments.insights_context(found, draw=1)
    return render(request, "datasets/detail.html", context)


@login_required
@require_GET
def dataset_body(request: HttpRequest, pk: int) -> HttpResponse:
    """The overview and the tools above it, asked for while a run is open; 204 while nothing new is there."""
    found = access.dataset(request.user, pk)
    context = page(request, found, "dataset", version=chosen_version(request, found))
    if request.GET.get("was") == context["stamp"]:
        return HttpResponse(status=204)
    context |= preview.overview(request, context["version"])
    return render(request, "datasets/_body.html", context)


@login_required
@require_GET
def dataset_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The table alone, for paging and sorting by htmx; the same links work as pages."""
    found = access.dataset(request.user, pk)
    version = chosen_version(request, found)
    return render(request, "datasets/_rows.html", {"dataset": found, **preview.table(request, version)})


@login_required
@require_GET
def dataset_status(request: HttpRequest, pk: int) -> HttpResponse:
    return JsonResponse(pipeline.status(access.dataset(request.user, pk)))


@login_required
@require_GET
def dataset_progress(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(fragments.dataset_progress(access.dataset(request.user, pk)))


@login_required
@require_POST
def dataset_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.dataset(request.user, pk, CAN_EDIT)
    for run in Run.objects.filter(version__dataset=found).order_by("-created_at"):
        if run.is_open:
            runs.cancel(run)
    return progress_or_page(request, found)


def progress_or_page(request: HttpRequest, found: Dataset) -> HttpResponse:
    """What a button in the progress fragment gets: the fragment for htmx, the page for a plain form."""
    if request.headers.get("HX-Request"):
        return HttpResponse(fragments.dataset_progress(found))
    return see_other("dataset", found.pk)


@login_required
@require_POST
def dataset_run_again(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.dataset(request.user, pk, CAN_EDIT)
    version = shown_version(found)
    if version is not None:
        runs.again(version, request.user)
    return progress_or_page(request, found)


@login_required
@require_POST
def dataset_rename(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.dataset(request.user, pk, CAN_EDIT)
    name = "".join(c for c in " ".join(request.POST.get("name", "").split()) if c.isprintable())[:200]
    if not name:
        messages.error(request, "A dataset needs a name.")
    else:
        found.name = name
        found.description = request.POST.get("description", found.description).strip()[:2000]
        found.save(update_fields=["name", "description", "updated_at"])
    return see_other("dataset", found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def dataset_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what goes with it. POST: ``dashboard``, the numbers of those of its dashboards that go, too."""
    found = access.dataset(request.user, pk, CAN_EDIT)
    boards = found.dashboards.filter(workspace=found.workspace).annotate(mailed=Count("reports"))
    if request.method == "GET":
        context = {"dataset": found, "charts": found.visualizations.count(), "boards": boards}
        return render(request, "datasets/delete.html", context)
    for run in Run.objects.filter(version__dataset=found):
        if run.is_open:
            runs.cancel(run)
    versions = list(found.versions.all())
    name = found.name
    for board in boards:
        if str(board.pk) in request.POST.getlist("dashboard"):
            board.delete()
    with transaction.atomic():
        changed = lost_data.let_go(found)
        dashboards.draw_anew(Dashboard.objects.filter(pk__in=changed))
        found.delete()
    for version in versions:
        storage.forget(version)
    messages.success(request, f"“{name}” is deleted.")
    return see_other("dataset_list")


@login_required
@require_POST
def dataset_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a dashboard of the best charts, or go to the one that was made."""
    found = access.dataset(request.user, pk, CAN_EDIT)
    from core.boards import autoboard

    if found.current is None:
        messages.error(request, "The data is not ready yet; a dashboard is made by itself when it is.")
        return see_other("dataset", found.pk)
    return see_other("dashboard", autoboard.make(found, by=request.user).pk)
