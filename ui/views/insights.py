"""The findings of a dataset: the page, one finding's chart, what people think of it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from core import access, evidence, fragments
from core.access import CAN_EDIT
from core.models import Dataset, Insight
from ui.http import see_other
from ui.views.datasets import page

DRAWN_AT_ONCE = 8
"""Charts that are in the page when it arrives, so that the best are seen without JavaScript; the others follow."""


def insight_of(dataset: Dataset, pk: int) -> Insight:
    return get_object_or_404(Insight.objects.select_related("version"), pk=pk, version__dataset=dataset)


@login_required
@require_GET
def dataset_insights(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.dataset(request.user, pk)
    context = page(request, found, "dataset_insights")
    context |= fragments.insights_context(found, draw=DRAWN_AT_ONCE)
    return render(request, "datasets/insights.html", context)


@login_required
@require_GET
def dataset_insight_chart(request: HttpRequest, pk: int, insight_id: int) -> HttpResponse:
    """The chart alone for htmx, which asks for it when its card comes into view; a page without scripts."""
    found = access.dataset(request.user, pk)
    insight = insight_of(found, insight_id)
    context = {"insight": insight, "svg": evidence.drawing_of(insight, insight.version)}
    if request.headers.get("HX-Request"):
        return render(request, "datasets/_insight_chart.html", context)
    return render(request, "datasets/insight_chart.html", {**page(request, found, "dataset_insights"), **context})


@login_required
@require_POST
def dataset_insight(request: HttpRequest, pk: int, insight_id: int) -> HttpResponse:
    """``action``: pin, unpin, dismiss, restore."""
    found = access.dataset(request.user, pk, CAN_EDIT)
    insight = insight_of(found, insight_id)
    action = request.POST.get("action")
    if action in {"pin", "unpin"}:
        insight.pinned = action == "pin"
    elif action in {"dismiss", "restore"}:
        insight.dismissed = action == "dismiss"
    insight.save(update_fields=["pinned", "dismissed"])
    return see_other("dataset_insights", found.pk)
