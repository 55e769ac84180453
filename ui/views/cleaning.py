"""The tab of a dataset where people decide how it is cleaned."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from analytics.recipe import describe, in_bulk
from analytics.schema import Step
from core import access, fragments
from core.access import CAN_EDIT
from core.models import Dataset, DatasetVersion
from core.versions import changes, recipes
from ui import choices
from ui.forms.steps import EDITED, NEW
from ui.http import see_other
from ui.views import preview
from ui.views.datasets import page, shown_version

SAMPLE = 20


def version_of(dataset: Dataset) -> DatasetVersion:
    version = shown_version(dataset)
    if version is None:
        raise Http404
    return version


# Cleaning


@login_required
@require_GET
def dataset_cleaning(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.dataset(request.user, pk)
    version = version_of(found)
    context = page(request, found, "dataset_cleaning")
    context |= fragments.cleaning_context(found)
    context["history"] = recipes.history(version)
    context["questions"] = preview.questions(version)
    context["own"] = own_steps(version)
    context["new_kinds"] = [(op, form.title, form.help) for op, form in NEW.items()]
    context["editable"] = set(EDITED)
    context["score"] = (version.quality or {}).get("score")
    context["bulk"] = [each.id for each in recipes.newest(version).steps if is_bulk(each)]
    return render(request, "datasets/cleaning.html", context)


def is_bulk(step: Step) -> bool:
    """Whether “accept all” includes a suggestion that still waits."""
    return step.tier == "suggested" and step.note != recipes.REJECTED and in_bulk(step)


def own_steps(version: DatasetVersion) -> list[dict[str, Any]]:
    """The steps that people accepted or wrote, in the order in which they run."""
    failures = {each["step"]: each["reason"] for each in (version.quality or {}).get("failures", ())}
    return [
        {
            "step": step,
            "title": describe(step)["title"],
            "failure": failures.get(step.id, ""),
            "adds": bool(step.params.get("to") or step.params.get("into")) and step.op != "move_part",
        }
        for step in recipes.in_order(version)
    ]


@login_required
@require_POST
def dataset_step(request: HttpRequest, pk: int) -> HttpResponse:
    """``action``: on, off (a step), accept, reject (suggestions). Several ``step`` fields are one change.

    A button of one suggestion in a group names it itself: ``accept_one`` or ``reject_one``.
    """
    found = access.dataset(request.user, pk, CAN_EDIT)
    version = version_of(found)
    steps = request.POST.getlist("step")
    action = request.POST.get("action", "")
    for one in ("accept", "reject"):
        if request.POST.get(f"{one}_one"):
            steps, action = [request.POST[f"{one}_one"]], one
    place = _place_after(version, steps, action)
    try:
        if not steps:
            raise recipes.Refused("Choose at least one step.")
        if action == "reject":
            recipes.reject(version, request.user, steps)
        else:
            recipes.switch(version, request.user, steps, action in {"on", "accept"})
    except recipes.Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(f"{reverse('dataset_cleaning', args=[found.pk])}{place}")


def _place_after(version: DatasetVersion, steps: list[str], action: str) -> str:
    """Where the page goes on after an answer, for the keyboard’s sake: at the next suggestion of the same kind."""
    if action not in {"accept", "reject"}:
        return ""
    waiting = [
        each for each in recipes.newest(version).steps if each.tier == "suggested" and each.note != recipes.REJECTED
    ]
    kinds = {each.op for each in waiting if each.id in steps}
    left = [each for each in waiting if each.id not in steps]
    following = next((each for each in left if each.op in kinds), None)
    if following:
        return f"#step-{quote(following.id, safe='')}"
    return "#h-suggestions" if left else "#h-own"


@login_required
@require_GET
def dataset_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Cells that a step changed, before and after; as a fragment for htmx, as a page without."""
    found = access.dataset(request.user, pk)
    version = version_of(found)
    step = request.GET.get("step", "")[:200] or None
    number = preview.positive(request.GET.get("page"))
    cells = changes.of(version, step=step, offset=(number - 1) * SAMPLE, limit=SAMPLE + 1)
    context = {
        "dataset": found,
        "step": step or "",
        "cells": cells[:SAMPLE],
        "number": number,
        "more": len(cells) > SAMPLE,
    }
    if request.headers.get("HX-Request"):
        return render(request, "datasets/_changes.html", context)
    return render(request, "datasets/changes.html", {**page(request, found, "dataset_cleaning"), **context})


@login_required
@require_POST
def dataset_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a column's question, decide a type, or take that back; ``back`` names the page that asked."""
    found = access.dataset(request.user, pk, CAN_EDIT)
    version = version_of(found)
    column, choice = request.POST.get("column", ""), request.POST.get("choice", "")
    known = {each["name"]: each for each in (version.profile or {}).get("columns", ())}
    decision = recipes.newest(version).decisions.get(column)
    if column not in known or not choice:
        messages.error(request, "Choose one of the answers.")
    elif choice not in choices.allowed(known[column], decision):
        messages.error(request, "That is none of the answers.")
    elif choice == choices.DETECT:
        recipes.answer(version, request.user, column, "")
        messages.success(request, f"“{column}” is read as it was found again. Nothing is decided about it now.")
    else:
        recipes.answer(version, request.user, column, choice)
        messages.success(
            request,
            f"Decided for “{column}”: {choices.decided(choice)}. The next files are read so, too. "
            "You can change it on the reading page.",
        )
    back = request.POST.get("back")
    return see_other(back if back in ("dataset_reading", "dataset_cleaning") else "dataset", found.pk)
