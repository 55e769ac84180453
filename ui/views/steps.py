"""Cleaning steps one by one: what a step would do, a new one, another value, another place, a note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analytics.recipe import Preview, describe
from analytics.schema import AnalyticsError, Step
from core import access
from core.access import CAN_EDIT
from core.models import DatasetVersion, User
from core.versions import recipes
from ui.forms.step_base import StepForm
from ui.forms.steps import EDITED, NEW, FillMissing
from ui.http import see_other
from ui.views.cleaning import version_of
from ui.views.datasets import page


def step_or_404(version: DatasetVersion, request: HttpRequest) -> Step:
    id = request.POST.get("step") or request.GET.get("step") or ""
    step = recipes.step_of(version, id)
    if step is None:
        raise Http404
    return step


@login_required
@require_GET
def dataset_step_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What a step of the recipe does or would do; as a fragment for htmx, as a page without."""
    found = access.dataset(request.user, pk)
    version = version_of(found)
    step = step_or_404(version, request)
    context = {"dataset": found, "step": step, "title": describe(step)["title"], **looked(version, step)}
    if request.headers.get("HX-Request"):
        return render(request, "datasets/_preview.html", context)
    return render(request, "datasets/step_preview.html", {**page(request, found, "dataset_cleaning"), **context})


def looked(version: DatasetVersion, step: Step) -> dict[str, Any]:
    try:
        return {"preview": recipes.preview(version, step)}
    except AnalyticsError as problem:
        return {"preview": Preview(0, failure=str(problem))}


@login_required
@require_http_methods(["GET", "POST"])
def dataset_step_new(request: HttpRequest, pk: int, op: str) -> HttpResponse:
    """Write a step of one kind: the form, its live preview (``action=preview``), and the step (``action=save``)."""
    found = access.dataset(request.user, pk, CAN_EDIT)
    version = version_of(found)
    if op not in NEW:
        raise Http404
    chosen = request.GET.get("column")
    return _form_page(request, version, NEW[op], Step(id="", op=op, column=chosen or None), new=True)


@login_required
@require_http_methods(["GET", "POST"])
def dataset_step_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a step of the recipe other parameters."""
    found = access.dataset(request.user, pk, CAN_EDIT)
    version = version_of(found)
    step = step_or_404(version, request)
    if step.op not in EDITED:
        raise Http404
    return _form_page(request, version, EDITED[step.op], step, new=False)


def _form_page(
    request: HttpRequest, version: DatasetVersion, kind: type[StepForm], step: Step, *, new: bool
) -> HttpResponse:
    names = [column["name"] for column in (version.profile or {}).get("columns", ())]
    names += [
        column["name"] for column in (version.clean_profile or {}).get("columns", ()) if column["name"] not in names
    ]
    posted = request.method == "POST"
    form = kind(
        request.POST if posted else None, names=names, params=step.params, initial=kind.values(step.column, step.params)
    )
    context: dict[str, Any] = {"form": form, "step": step, "new": new, "kind": kind}
    if posted and form.is_valid():
        try:
            written = _written(version, form, step)
        except AnalyticsError as problem:
            form.add_error(None, str(problem))
        else:
            context |= looked(version, written)
            if request.POST.get("action") == "save" and not context["preview"].failure:
                return _save(request, version, written, new)
            if context["preview"].failure and request.POST.get("action") == "save":
                form.add_error(None, context["preview"].failure)
    if request.headers.get("HX-Request"):
        return render(request, "datasets/_preview.html", {"dataset": version.dataset, **context})
    status = 422 if posted and form.errors else 200
    around = page(request, version.dataset, "dataset_cleaning")
    return render(request, "datasets/step_form.html", {**around, **context}, status=status)


def _written(version: DatasetVersion, form: StepForm, step: Step) -> Step:
    """The step that the form describes."""
    column = form.column() if "column" in form.fields else step.column
    params = form.params()
    if isinstance(form, FillMissing):
        by = params["by"] or None
        params = recipes.filling(version, str(column), params["method"], by=by, new=params["place"] == "new")
    id = step.id or f"{step.op}:{column or params.get('to') or 'table'}"
    return replace(step, id=id, column=column, params=params)


def _save(request: HttpRequest, version: DatasetVersion, step: Step, new: bool) -> HttpResponse:
    title = describe(step)["title"]
    try:
        if new:
            recipes.write(version, request.user, step, title)
        else:
            recipes.edit(version, request.user, step.id, step.params, title)
    except recipes.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{title}. The table follows in a moment.")
    return see_other("dataset_cleaning", version.dataset_id)


Action = Callable[[DatasetVersion, User, str], Any]
ACTIONS: dict[str, Action] = {
    "earlier": lambda version, by, step: recipes.move(version, by, step, -1),
    "later": lambda version, by, step: recipes.move(version, by, step, 1),
    "remove": recipes.remove,
}


@login_required
@require_POST
def dataset_step_arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """``action``: earlier, later, remove, or note (with ``note``)."""
    found = access.dataset(request.user, pk, CAN_EDIT)
    version = version_of(found)
    step, action = request.POST.get("step", ""), request.POST.get("action", "")
    try:
        if action == "note":
            recipes.annotate(version, request.user, step, request.POST.get("note", ""))
        elif action in ACTIONS:
            ACTIONS[action](version, request.user, step)
        else:
            raise recipes.Refused("Nobody knows how to do that.")
    except recipes.Refused as refusal:
        messages.error(request, str(refusal))
    return see_other("dataset_cleaning", found.pk)


@login_required
@require_POST
def dataset_recipe_restore(request: HttpRequest, pk: int, revision: int) -> HttpResponse:
    """Make an earlier revision of the recipe the newest one."""
    found = access.dataset(request.user, pk, CAN_EDIT)
    try:
        recipes.restore(version_of(found), request.user, revision)
    except recipes.Refused as refusal:
        messages.error(request, str(refusal))
    return see_other("dataset_cleaning", found.pk)
