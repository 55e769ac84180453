"""The tab of a dataset where people decide how its file is read, and make datasets of the file's other tables."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from analytics.schema import AnalyticsError
from core import access
from core.access import CAN_EDIT
from core.models import Dataset, DatasetVersion
from core.versions import emptied, losses, reading, reading_offers, recipes, tables
from ui import choices
from ui.forms.datasets import ReadingForm
from ui.http import see_other
from ui.views import preview
from ui.views.cleaning import version_of
from ui.views.datasets import page

UNKNOWN = "What would be lost cannot be told beforehand: the file is too large to look at quickly."


@login_required
@require_http_methods(["GET", "POST"])
def dataset_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """What was detected and why, beside the first lines of the original; every choice can be changed.

    ``action``: preview, read, confirm, which reads although something breaks, or type, which shows what a column would
    be. A GET may name a sheet, a table, a list, or rows for periods, whose preview it shows.
    """
    found = access.dataset(request.user, pk, CAN_EDIT if request.method == "POST" else access.CAN_SEE)
    version = version_of(found)
    detected = version.detected or {}
    looked: dict[str, Any] = {}
    if request.method == "POST":
        if request.POST.get("action") == "type":
            return _type(request, found, version)
        form = ReadingForm(request.POST, detected=detected, reader=version.reader)
        action = "preview" if request.headers.get("HX-Request") else request.POST.get("action", "")
        if form.is_valid() and action == "confirm":
            return _read(request, found, version, form)
        if form.is_valid() and action == "read":
            looked = before_reading(version, form)
            if not looked:
                return _read(request, found, version, form)
        elif form.is_valid() or action == "preview":
            looked = reading_preview(version, form)
        if request.headers.get("HX-Request"):
            context = {"dataset": found, "version": version, "may_edit": True, "form": form, "live": True, **looked}
            return render(request, "datasets/_reading_preview.html", context)
    else:
        wanted = {name: request.GET[name] for name in ("sheet", "table", "items", "long") if request.GET.get(name)}
        form = ReadingForm.of({**(version.reader or {}), **wanted}, detected=detected, reader=version.reader)
        if wanted and version.read_at:
            asked = ReadingForm({k: v for k, v in form.initial.items() if v is not None}, detected=detected)
            looked = reading_preview(version, asked)
        if request.GET.get("look") == "original":
            looked = original_rows(version)
            if request.headers.get("HX-Request"):
                may_edit = access.role_in(request.user, found.workspace_id) in CAN_EDIT
                context = {"dataset": found, "form": form, "may_edit": may_edit, "reasons": reasons(version, form)}
                context |= looked
                return render(request, "datasets/_reading_source.html", context)
    status = 422 if form.errors or looked.get("refused") else 409 if looked.get("asks") else 200
    return _page(request, found, version, form, looked, status)


def _read(request: HttpRequest, found: Dataset, version: DatasetVersion, form: ReadingForm) -> HttpResponse:
    recipes.read_again(version, request.user, form.options())  # type: ignore[arg-type]
    messages.success(request, "The file is being read again. Below you can take that back.")
    return see_other("dataset_reading", found.pk)


def _type(request: HttpRequest, found: Dataset, version: DatasetVersion) -> HttpResponse:
    """What a column's cells would be with another decision, before it is made."""
    column, choice = request.POST.get("column", ""), request.POST.get("choice", "")
    profiled = {each["name"]: each for each in (version.profile or {}).get("columns", ())}
    decision = recipes.newest(version).decisions.get(column)
    context: dict[str, Any] = {"dataset": found, "column": column, "words": choices.WORDS.get(choice, "")}
    if column not in profiled or choice not in choices.allowed(profiled[column], decision):
        context["problem"] = "That is none of the choices for this column."
    elif choice != (decision or profiled[column]["type"]):
        try:
            context["looked"] = looked = reading.decided(version, column, "" if choice == choices.DETECT else choice)
            context["fits"] = choices.is_met(choice, looked["type"])
        except AnalyticsError as problem:
            context["problem"] = str(problem)
    return render(request, "datasets/_type_preview.html", context)


def _page(
    request: HttpRequest,
    found: Dataset,
    version: DatasetVersion,
    form: ReadingForm,
    looked: dict[str, Any],
    status: int,
) -> HttpResponse:  # fmt: skip
    detected = version.detected or {}
    context = page(request, found, "dataset_reading", form=form, detected=detected, **looked)
    context |= preview.table(request, version)
    context.setdefault("lines", source_lines(version, reading.first_lines(version)))
    blank = not any(line["text"].strip() for line in context["lines"])
    context["hopeless"] = blank and not version.read_at and bool(context["progress"] and context["progress"].error)
    context["reasons"] = reasons(version, form)
    context["decided"] = form.decided()
    context["before"] = reading.before(version)
    context["columns"] = preview.columns(version)
    context["questions"] = preview.questions(version)
    context |= preview.file_tables(version)
    context["periods"] = reading_offers.periods(version)
    context["emptied"] = emptied.steps(version)
    return render(request, "datasets/reading.html", context, status=status)


def reasons(version: DatasetVersion, form: ReadingForm) -> dict[str, str]:
    """Why it was read so, as far as no field of the form says it."""
    evidence = (version.detected or {}).get("evidence") or {}
    return {name: why for name, why in evidence.items() if name not in form.fields}


def source_lines(version: DatasetVersion, lines: list[str]) -> list[dict[str, Any]]:
    """The first lines of the original: their text, what became of them, and what is said of them in the problems."""
    return [{"text": text, **fate(version, number)} for number, text in enumerate(lines, start=1)]


def fate(version: DatasetVersion, number: int) -> dict[str, str]:
    """What became of a line or row: ``kind`` (skipped, head or nothing), and ``note``, what the problems say of it."""
    detected = version.detected or {}
    above = detected.get("preamble_lines", 0)
    head_end = above + detected.get("header_rows", 0)
    said = [problem["problem"] for problem in version.problems or () if problem.get("line") == number]
    return {"kind": "skipped" if number <= above else "head" if number <= head_end else "", "note": " ".join(said)}


def original_rows(version: DatasetVersion) -> dict[str, Any]:
    """The first rows of a sheet, or lines out of an archive; what stands above and below a sheet's table with them."""
    found = reading.first_rows(version)
    if "lines" in found:
        return {"lines": source_lines(version, found["lines"]), "looked_at": True}
    rows = dict(found.get("rows") or ())
    last = max(rows, default=0)
    for problem in version.problems or ():
        number, text = problem.get("line"), problem.get("content")
        if text and number and number not in rows and number <= last + 3:
            rows[number] = [text]
    shown = [{"number": n, "cells": cells, **fate(version, n)} for n, cells in sorted(rows.items())]
    return {"sheet_rows": shown, "letters": found.get("letters", ()), "looked_at": True}


def reading_preview(version: DatasetVersion, form: ReadingForm) -> dict[str, Any]:
    """The first rows as the form's choices would read them and what would break, or why they cannot be read so."""
    if not form.is_valid():
        return {"peek_problem": "One of the choices is not possible."}
    try:
        peek = reading.preview(version, form.options())
    except AnalyticsError as problem:
        return {"peek_problem": str(problem)}
    return {"peek": peek, "losses": losses.of(version, peek["names"]), **changed(version, peek["names"])}


def changed(version: DatasetVersion, names: list[str]) -> dict[str, Any]:
    """Which of the columns are new, and which of those that there are would be gone."""
    now = [column["name"] for column in (version.profile or {}).get("columns", ())]
    if not now:
        return {}
    known, wanted = set(now), set(names)
    return {"new": {name for name in names if name not in known}, "gone": [name for name in now if name not in wanted]}


def before_reading(version: DatasetVersion, form: ReadingForm) -> dict[str, Any]:
    """What a person has to know before the file is read with these choices; empty where nothing breaks by it."""
    if not version.cleaned_at:
        return {}
    try:
        peek = reading.preview(version, form.options())
    except reading.NoPreview:
        names = [column["name"] for column in (version.profile or {}).get("columns", ())]
        at_stake = losses.of(version, ())
        return {"losses": at_stake, "asks": True, "unknown": UNKNOWN} if names and at_stake.things else {}
    except AnalyticsError as problem:
        return {"peek_problem": str(problem), "refused": True}
    lost = losses.of(version, peek["names"])
    return {"peek": peek, "losses": lost, "asks": True, **changed(version, peek["names"])} if lost.things else {}


@login_required
@require_POST
def dataset_tables(request: HttpRequest, pk: int) -> HttpResponse:
    """Make datasets of other tables of the file: ``table`` is a number of the list, several, or “all”."""
    found = access.dataset(request.user, pk, CAN_EDIT)
    wanted = request.POST.getlist("table")
    numbers = [preview.positive(number, 0) for number in wanted]
    try:
        if not wanted:
            raise recipes.Refused("Choose a table first.")
        made = tables.make(version_of(found), request.user, None if "all" in wanted else numbers)  # type: ignore[arg-type]
    except recipes.Refused as refusal:
        messages.error(request, str(refusal))
        return see_other("dataset_reading", found.pk)
    if not made:
        messages.success(request, "Every one of these tables is a dataset already.")
        return see_other("dataset_reading", found.pk)
    if len(made) == 1:
        messages.success(request, f"“{made[0].name}” is a dataset of its own now.")
        return see_other("dataset", made[0].pk)
    messages.success(request, f"{len(made)} datasets were made of the tables of this file; they are being read.")
    return see_other("dataset_list")
