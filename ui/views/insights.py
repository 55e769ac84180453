"""The findings of a dataset: the page, one of them with its chart, rows and comments, what people decide on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from analytics.schema import AnalyticsError
from core import access, fragments
from core.access import CAN_EDIT, CAN_SEE
from core.models import Dataset, Insight
from core.versions import evidence, findings
from ui.cells import NUMBERS, grid
from ui.http import see_other
from ui.views.datasets import page
from ui.views.preview import positive

ROWS = 25
GONE = "The findings were made anew since then; here is how they are now."


def insight_of(dataset: Dataset, pk: int) -> Insight | None:
    return Insight.objects.select_related("version").filter(pk=pk, version__dataset=dataset).first()


def gone(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    """A new search makes new findings: an old link leads to the list."""
    messages.info(request, GONE)
    return see_other("dataset_insights", dataset.pk)


@login_required
@require_http_methods(["GET", "POST"])
def dataset_insights(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what is new, the story, the findings. POST ``pin``, ``unpin``, ``dismiss`` or ``restore``: one's number."""
    if request.method == "POST":
        return decide(request, access.dataset(request.user, pk, CAN_EDIT))
    found = access.dataset(request.user, pk)
    context = page(request, found, "dataset_insights")
    context |= fragments.insights_context(found)
    context["since"] = findings.since_last(found.newest)
    return render(request, "datasets/insights.html", context)


def decide(request: HttpRequest, found: Dataset) -> HttpResponse:
    """What the buttons of the list do; htmx gets the list as it is now and, beside it, those that were set aside."""
    action = next((name for name in findings.ACTIONS if name in request.POST), "")
    number = request.POST.get(action, "")
    insight = insight_of(found, int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
    if insight is not None:
        findings.decide(found, insight, action)
    elif not request.headers.get("HX-Request"):
        return gone(request, found)
    if not request.headers.get("HX-Request"):
        return see_other("dataset_insights", found.pk)
    context = {"oob": True, "may_edit": True, **fragments.insights_context(found)}
    parts = [render(request, f"datasets/{name}.html", context).content for name in ("_insights", "_dismissed")]
    return HttpResponse(b"\n".join(parts))


@login_required
@require_GET
def dataset_insight_chart(request: HttpRequest, pk: int, insight_id: int) -> HttpResponse:
    """The chart alone for htmx, which asks for it when its card comes into view; without scripts the finding's page."""
    found = access.dataset(request.user, pk)
    insight = insight_of(found, insight_id)
    if not request.headers.get("HX-Request"):
        return see_other("dataset_insight", found.pk, insight_id)
    svg = evidence.drawing_of(insight, insight.version) if insight else ""
    return render(request, "datasets/_insight_chart.html", {"insight": insight, "svg": svg})


@login_required
@require_http_methods(["GET", "POST"])
def dataset_insight(request: HttpRequest, pk: int, insight_id: int) -> HttpResponse:
    """GET: the finding with everything about it. POST ``action``: pin, unpin, dismiss, restore (editors), comment
    {text}, uncomment {comment} (every member)."""
    if request.method == "GET":
        return show(request, access.dataset(request.user, pk), insight_id)
    action = request.POST.get("action", "")
    talk = action in ("comment", "uncomment")
    found = access.dataset(request.user, pk, CAN_SEE if talk else CAN_EDIT)
    insight = insight_of(found, insight_id)
    if insight is None:
        return gone(request, found)
    if talk:
        return say(request, found, insight, action)
    if not findings.decide(found, insight, action):
        return HttpResponse("This is nothing that can be done with a finding.", status=422)
    return see_other("dataset_insight", found.pk, insight.pk)


def say(request: HttpRequest, found: Dataset, insight: Insight, action: str) -> HttpResponse:
    author: Any = request.user
    if action == "uncomment":
        findings.uncomment(found, author, request.POST.get("comment"))
    elif findings.comment(found, insight, author, request.POST.get("text", "")) is None:
        messages.error(request, "A comment needs some words.")
    return see_other("dataset_insight", found.pk, insight.pk)


def show(request: HttpRequest, found: Dataset, insight_id: int) -> HttpResponse:
    insight = insight_of(found, insight_id)
    if insight is None:
        return gone(request, found)
    number = positive(request.GET.get("page"))
    context = page(request, found, "dataset_insights")
    context |= {
        "insight": insight,
        "card": evidence.card(insight, insight.version),
        "svg": evidence.drawing_of(insight, insight.version, evidence.LARGE),
        "said": findings.comments(found, insight),
        **rows_of(insight, number),
    }
    return render(request, "datasets/insight.html", context)


def rows_of(insight: Insight, number: int) -> dict[str, Any]:
    """A page of the rows behind a finding as cells, or why there is none."""
    try:
        behind = findings.behind(insight, offset=(number - 1) * ROWS, limit=ROWS)
    except AnalyticsError as error:
        return {"trouble": str(error)}
    known = {column["name"]: column for column in (insight.version.clean_profile or {}).get("columns", ())}
    about = [known.get(name, {}) for name in behind.columns]
    return {
        "behind": behind,
        "rows": list(zip(behind.numbers, grid(behind.rows, about), strict=True)),
        "heads": [{"name": column.get("name"), "number": column.get("type") in NUMBERS} for column in about],
        "number": number,
        "pages": max(1, -(-behind.total // ROWS)),
    }
