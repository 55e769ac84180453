"""The start page: what one was working on, and the invitation to upload; for visitors, what this is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import access, drawing, throttle
from core.models import Dashboard, Dataset, DatasetVersion, Insight, Installation, Run, RunState
from core.versions import evidence

BADGES = {
    RunState.DONE: "ok",
    RunState.FAILED: "bad",
    RunState.INTERRUPTED: "warn",
    RunState.CANCELLED: "warn",
    RunState.RUNNING: "busy",
    RunState.QUEUED: "busy",
}
WORDS = {RunState.DONE: "Ready", RunState.RUNNING: "Working"}


@dataclass(frozen=True)
class Row:
    """A dataset on the start page."""

    dataset: Dataset
    rows: int | None
    columns: int | None
    state: str
    badge: str
    finding: str = ""
    chart: str = ""


def recent_datasets(request: HttpRequest, count: int = 6) -> list[Row]:
    newest = DatasetVersion.objects.filter(dataset=OuterRef("pk")).order_by("-number")
    run = Run.objects.filter(version__dataset=OuterRef("pk")).order_by("-created_at")
    found = (
        access.visible(Dataset, request.user)
        .filter(workspace=request.workspace)  # type: ignore[attr-defined]
        .annotate(
            newest_rows=Subquery(newest.values("rows")[:1]),
            newest_columns=Subquery(newest.values("columns")[:1]),
            run_state=Subquery(run.values("state")[:1]),
        )
        .order_by("-updated_at")[:count]
    )
    return [
        Row(
            each,
            each.newest_rows,
            each.newest_columns,
            WORDS.get(each.run_state) or RunState(each.run_state).label if each.run_state else "Uploaded",
            BADGES.get(each.run_state, ""),
            *_told(each),
        )
        for each in found
    ]


def _told(dataset: Dataset) -> tuple[str, str]:
    """What stands out in the dataset, pinned findings first, and its chart if that is stored: nothing is drawn here."""
    best = Insight.objects.filter(version__dataset=dataset, dismissed=False)
    best = best.order_by("-version__number", "-pinned", "rank", "pk").select_related("version")
    insight = best.first()
    if insight is None:
        return "", ""
    with drawing.listed():
        return insight.text, evidence.drawing_of(insight, insight.version, phones=False)


def recent_boards(request: HttpRequest, count: int = 6) -> QuerySet[Dashboard]:
    found = access.visible(Dashboard, request.user).filter(workspace=request.workspace)  # type: ignore[attr-defined]
    found = found.select_related("dataset").prefetch_related("widgets__visualization")
    return found.order_by("-updated_at")[:count]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        throttle.take(throttle.OPEN_PAGE, throttle.address(request))
        claimed = Installation.objects.filter(claimed_at__isnull=False).exists()
        return render(request, "landing.html", {"first_person": not claimed})
    context = {
        "datasets": recent_datasets(request) if request.workspace else [],  # type: ignore[attr-defined]
        "dashboards": recent_boards(request) if request.workspace else [],  # type: ignore[attr-defined]
        "may_upload": request.role in access.CAN_EDIT,  # type: ignore[attr-defined]
    }
    return render(request, "home.html", context)
