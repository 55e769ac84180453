"""The versions of a dataset: opened, compared, restored, replaced, appended; and where a cell comes from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analytics.recipe import describe
from analytics.schema import AnalyticsError
from core import access
from core.access import CAN_EDIT
from core.models import DatasetVersion
from core.uploads import Refused
from core.versions import comparing, origins, recipes
from ui.http import see_other
from ui.views import preview, uploads
from ui.views.datasets import chosen_version, page


@login_required
@require_GET
def dataset_versions(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.dataset(request.user, pk)
    versions = list(found.versions.select_related("created_by"))
    listed = [
        {
            "version": each,
            "drift": comparing.stored(each),
            "earlier": versions[place + 1] if place + 1 < len(versions) else None,
            "appended": (each.reader or {}).get(recipes.APPEND),
        }
        for place, each in enumerate(versions)
    ]
    return render(request, "datasets/versions.html", {**page(request, found, "dataset_versions"), "listed": listed})


@login_required
@require_GET
def dataset_compare(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Version ``number`` beside another one (``with``; by default the one before)."""
    found = access.dataset(request.user, pk)
    later = get_object_or_404(DatasetVersion, dataset=found, number=number)
    others = list(found.versions.exclude(pk=later.pk))
    wanted = preview.positive(request.GET.get("with"), default=number - 1)
    earlier = next((each for each in others if each.number == wanted), None)
    if earlier is None:
        raise Http404
    context: dict[str, Any] = {"later": later, "earlier": earlier, "others": others}
    try:
        context |= comparing.versions(earlier, later)
    except AnalyticsError as problem:
        context["problem"] = str(problem)
    return render(request, "datasets/compare.html", {**page(request, found, "dataset_versions"), **context})


@login_required
@require_POST
def dataset_restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Make an earlier version the one that charts and dashboards show; no bytes move."""
    found = access.dataset(request.user, pk, CAN_EDIT)
    version = get_object_or_404(DatasetVersion, dataset=found, number=number)
    if version.cleaned_at is None:
        messages.error(request, f"Version {number} was never cleaned, so there is nothing to show.")
        return see_other("dataset_versions", found.pk)
    found.current = version
    found.save(update_fields=["current", "updated_at"])
    from core.boards import dashboards

    dashboards.follow_version(found)
    messages.success(request, f"Charts and dashboards show version {number} now.")
    return see_other("dataset_versions", found.pk)


@login_required
@require_POST
def dataset_append(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the newest file's rows behind those of an earlier version (``to``), or let it stand for itself (empty)."""
    found = access.dataset(request.user, pk, CAN_EDIT)
    version = found.newest
    to = request.POST.get("to", "")
    if version is None:
        raise Http404
    try:
        recipes.append_to(version, request.user, preview.positive(to, 0) if to else None)
    except recipes.Refused as refusal:
        messages.error(request, str(refusal))
    return see_other("dataset", found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def dataset_replace(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.dataset(request.user, pk, CAN_EDIT)
    context: dict[str, Any] = {}
    if request.method == "POST":
        try:
            uploads.take_files(request, found.workspace, replaces=found)
            return see_other("dataset", found.pk)
        except Refused as refusal:
            context = {"problem": str(refusal), "how": request.POST.get("how", "")}
    context = page(request, found, "dataset_versions", **uploads.upload_context(request, **context))
    return render(request, "datasets/replace.html", context, status=422 if context.get("problem") else 200)


@login_required
@require_GET
def dataset_cell(request: HttpRequest, pk: int) -> HttpResponse:
    """A row of the original (``row``, from 1) and what became of it; ``column``: of one cell. Fragment or page."""
    found = access.dataset(request.user, pk)
    version = chosen_version(request, found)
    column = request.GET.get("column") or None
    if version is None or not version.profile:
        raise Http404
    try:
        origin = origins.of(version, preview.positive(request.GET.get("row"), 0), column)
    except AnalyticsError:
        raise Http404 from None
    steps = {step.id: step for step in recipes.newest(version).steps}
    told = [
        {"change": change, "title": describe(steps[change.step])["title"] if change.step in steps else change.step,
         "evidence": steps[change.step].evidence if change.step in steps else ""}
        for change in origin.steps
    ]  # fmt: skip
    context = {"dataset": found, "origin": origin, "column": column, "told": told}
    if request.headers.get("HX-Request"):
        return render(request, "datasets/_cell.html", {**context, "panel": True})
    return render(request, "datasets/cell.html", {**page(request, found, "dataset", version=version), **context})
