"""Ask in SQL: the tables one may read, the question, its answer page by page, and what is kept of it."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analytics.schema import AnalyticsError, Column
from analytics.sql.checking import LONGEST
from core import access, throttle
from core.access import CAN_EDIT
from core.models import Question, SavedQuery, Workspace
from core.questions import asking, exports, saved, sources
from ui.cells import grid
from ui.downloads import deliver
from ui.forms.questions import QuestionForm
from ui.http import see_other
from ui.views.preview import positive

log = logging.getLogger(__name__)
PAGE = 50
QUICK_SECONDS = 1.5
BUILD_SECONDS = 6
SHOWN_COLUMNS = 60
DETAILED = 40
"""Tables whose columns are listed at once; those beyond have their page and ``DESCRIBE``."""
ASK = throttle.Limit("ask", 60, throttle.MINUTE)
EXACT = 20
"""Digits, leading noughts among them, that a binary fraction is written with; a number of more is shown as it is."""


def _workspace(request: HttpRequest) -> Workspace:
    """The workspace in use; 404 for somebody who has none."""
    return access.workspace(request.user, request.workspace.pk if request.workspace else None)


@login_required
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """The page; a POST asks: a quick answer comes at once, a slow one is fetched until it is there."""
    workspace = _workspace(request)
    if request.method == "GET":
        kept = _kept(request, workspace, request.GET.get("saved"))
        text = request.GET.get("sql", kept.sql if kept else _first_rows(request, workspace))[:LONGEST]
        return _page(request, workspace, {"text": text, "kept": kept})
    form = QuestionForm(request.POST)
    kept = _kept(request, workspace, request.POST.get("saved"))
    if not form.is_valid():
        problem = " ".join(message for found in form.errors.values() for message in found)
        context = {"text": request.POST.get("sql", ""), "kept": kept, "problem": problem}
        return _page(request, workspace, context, status=422)
    throttle.take(ASK, f"user:{request.user.pk}")
    question = asking.ask(request.user, workspace, form.cleaned_data["sql"], kept)
    asking.wait(question, QUICK_SECONDS)
    if not request.htmx:
        return see_other("question", question.pk)
    answer = render(request, "questions/_answered.html", _answer(request, question) | _lists(request, workspace))
    answer.headers["HX-Push-Url"] = reverse("question", args=[question.pk])
    return answer


def _first_rows(request: HttpRequest, workspace: Workspace) -> str:
    """A first query for somebody who comes from a dataset (``dataset``); else nothing."""
    pk = request.GET.get("dataset", "")
    known = sources.of(request.user, workspace) if pk.isdigit() else []
    return next((f"SELECT *\nFROM {each.shown}\nLIMIT 100" for each in known if str(each.dataset.pk) == pk), "")


def _kept(request: HttpRequest, workspace: Workspace, pk: str | None) -> SavedQuery | None:
    if not pk or not pk.isdigit():
        return None
    found = access.saved_query(request.user, pk[:18])
    return found if found.workspace_id == workspace.pk else None


def _page(request: HttpRequest, workspace: Workspace, context: dict[str, Any], status: int = 200) -> HttpResponse:
    if request.htmx and status == 422:
        answer = render(request, "questions/_result.html", context, status=status)
    else:
        kept = context.get("kept")
        known = sources.of(request.user, workspace, kept.names if kept else None)
        context |= {
            "tables": [_shown(each, place < DETAILED) for place, each in enumerate(known)],
            **_lists(request, workspace),
        }
        answer = render(request, "questions/page.html", context, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _shown(each: sources.Source, detailed: bool) -> dict[str, Any]:
    if not detailed:
        return {"source": each, "columns": [], "hidden": 0}
    columns = [
        {"written": sources.written(column.name), "column": column, "examples": _examples(column)}
        for column in each.columns[:SHOWN_COLUMNS]
    ]
    return {"source": each, "columns": columns, "hidden": max(0, len(each.columns) - SHOWN_COLUMNS)}


def _examples(column: Column) -> str:
    """What stands in a column, as SQL has it: the range of numbers and dates, some texts."""
    if column.type not in ("text", "boolean") and column.min is not None:
        return column.min if column.min == column.max else f"{column.min} to {column.max}"
    return ", ".join(column.examples[:2])


def _lists(request: HttpRequest, workspace: Workspace) -> dict[str, Any]:
    return {
        "history": asking.history(request.user, workspace),
        "queries": SavedQuery.objects.filter(workspace=workspace).select_related("dataset")[:100],
        "may_edit": access.role_in(request.user, workspace.pk) in CAN_EDIT,
    }


def _answer(request: HttpRequest, question: Question) -> dict[str, Any]:
    """What ``_result.html`` shows of a question: one page of the rows that were kept for looking."""
    context: dict[str, Any] = {"question": question, "kept": question.saved}
    if question.state != "done":
        if question.error_line:
            lines = question.sql.split("\n")
            context["place"] = lines[question.error_line - 1] if question.error_line <= len(lines) else ""
            context["mark"] = " " * max(question.error_column - 1, 0) + "^"
        return context
    page = asking.page_of(question)
    kept = len(page["rows"])
    pages = max(1, -(-kept // PAGE))
    number = min(positive(request.GET.get("page")), pages)
    first = (number - 1) * PAGE
    columns = page["columns"][:SHOWN_COLUMNS]
    return context | {
        "columns": columns,
        "hidden_columns": max(0, len(page["columns"]) - SHOWN_COLUMNS),
        "rows": grid([_measured(row, columns) for row in page["rows"][first : first + PAGE]], columns),
        "first": first + 1,
        "last": min(first + PAGE, kept),
        "shown": kept,
        "number": number,
        "pages": pages,
        "formats": [("csv", "CSV"), ("xlsx", "Excel"), ("parquet", "Parquet")],
        "may_edit": access.role_in(request.user, question.workspace_id) in CAN_EDIT,
    }


def _measured(row: list[str | None], columns: list[dict[str, Any]]) -> list[Any]:
    """Fractions as numbers, so that a column is written in one manner; the files have every digit."""
    return [
        float(text) if text and column["type"] == "decimal" and sum(map(str.isdigit, text)) <= EXACT else text
        for text, column in zip(row, columns, strict=False)
    ]


@login_required
@require_GET
def question(request: HttpRequest, pk: int) -> HttpResponse:
    found = asking.look(access.question(request.user, pk))
    context = {"text": found.sql, "kept": found.saved, **_answer(request, found)}
    return _page(request, found.workspace, context)


@login_required
@require_GET
def question_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer as a fragment; what the page asks for again and again until it is there."""
    found = asking.look(access.question(request.user, pk))
    context = _answer(request, found)
    template = "questions/_result.html" if "page" in request.GET or found.is_open else "questions/_answered.html"
    return render(request, template, context | _lists(request, found.workspace))


@login_required
@require_POST
def question_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.question(request.user, pk)
    asking.cancel(found)
    asking.wait(found, QUICK_SECONDS)
    if not request.htmx:
        return see_other("question", found.pk)
    return render(request, "questions/_answered.html", _answer(request, found) | _lists(request, found.workspace))


@login_required
@require_GET
def question_export(request: HttpRequest, pk: int, fmt: str) -> HttpResponseBase:
    found = access.question(request.user, pk)
    if fmt not in exports.FORMATS or found.state != "done":
        raise Http404
    try:
        path = exports.export(found, fmt)
    except AnalyticsError as problem:
        messages.error(request, str(problem))
        return see_other("question", found.pk)
    log.info("question %s saved as %s by user %s", found.pk, fmt, request.user.pk)
    name = slugify(found.saved.name if found.saved else "")[:80] or f"query-{found.pk}"
    return deliver(request, path, exports.FORMATS[fmt], f"{name}.{fmt}")


@login_required
@require_POST
def question_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the text under a name; with ``chart`` a dataset is made of the result, and the builder opens on it."""
    found = access.question(request.user, pk)
    name = request.POST.get("name", "")
    if request.POST.get("fresh") == "1":
        found.saved = None
    try:
        if "chart" not in request.POST:
            query = saved.save(found, request.user, name)
            messages.success(request, f"The query “{query.name}” was saved.")
            return see_other("question", found.pk)
        dataset = saved.make_dataset(found, request.user, name)
    except saved.Refused as refusal:
        messages.error(request, str(refusal))
        return see_other("question", found.pk)
    if saved.wait_until_ready(dataset, BUILD_SECONDS):
        return see_other(f"{reverse('visualization_new')}?dataset={dataset.pk}")
    return see_other("dataset", dataset.pk)


@login_required
@require_http_methods(["GET", "POST"])
def saved_query_delete(request: HttpRequest, pk: int) -> HttpResponse:
    query = access.saved_query(request.user, pk, CAN_EDIT)
    if request.method == "POST":
        name = query.name
        query.delete()
        messages.success(request, f"The query “{name}” was deleted.")
        return see_other("questions")
    return render(request, "questions/delete.html", {"query": query})


@login_required
@require_POST
def saved_query_refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the dataset of a query anew now, for instance after what failed was mended."""
    query = access.saved_query(request.user, pk, CAN_EDIT)
    if query.dataset is None:
        raise Http404
    saved.want(query)
    messages.success(request, "The result is being made anew.")
    return see_other("dataset", query.dataset.pk)
