"""The start page: what one was working on, and the invitation to upload; for visitors, what this is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import access, drawing, throttle
from core.models import Dashboard, Dataset, DatasetVersion, Insight, Installation, Run, RunState
from core.versions import evidence
from ui.templatetags.datasets import bars
from ui.views.uploads import upload_context

BADGES = {
    RunState.DONE: "ok",
    RunState.FAILED: "bad",
    RunState.INTERRUPTED: "warn",
    RunState.CANCELLED: "warn",
    RunState.RUNNING: "busy",
    RunState.QUEUED: "busy",
}
ROLES = ("time", "measure", "category")
LOOKS = 3
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
    looks: Sequence[dict[str, Any]] = ()
    """Where there is no chart to show: a few columns of the profile whose bars tell what the table holds."""


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


def _told(dataset: Dataset) -> tuple[str, str, Sequence[dict[str, Any]]]:
    """What stands out in the dataset, pinned findings first, and its chart if that is stored: nothing is drawn here."""
    best = Insight.objects.filter(version__dataset=dataset, dismissed=False)
    best = best.order_by("-version__number", "-pinned", "rank", "pk").select_related("version")
    insight = best.first()
    if insight is None:
        return "", "", _looks(dataset)
    with drawing.listed():
        chart = evidence.drawing_of(insight, insight.version, phones=False)
    return insight.text, chart, () if chart else _looks(dataset)


def _looks(dataset: Dataset) -> list[dict[str, Any]]:
    """A time, a number, a category, then others, those with bars first: the columns that say most."""
    columns = ((dataset.current.clean_profile or {}) if dataset.current else {}).get("columns", ())
    drawn = [each for each in columns if bars(each.get("bins"))]
    firsts = [next((each for each in drawn if each.get("role") == role), None) for role in ROLES]
    ranked = {each["name"]: each for each in (*filter(None, firsts), *drawn, *columns)}
    return list(ranked.values())[:LOOKS]


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
    may_upload = request.role in access.CAN_EDIT  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "datasets": recent_datasets(request) if request.workspace else [],  # type: ignore[attr-defined]
        "dashboards": recent_boards(request) if request.workspace else [],  # type: ignore[attr-defined]
    }
    context |= upload_context(request, may_upload=may_upload)
    return render(request, "home.html", context)
