"""A dashboard moves to another workspace, and the data that it alone shows goes with it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet

from core import live
from core.boards import filters, shares
from core.boards.operations import Refused
from core.models import (
    Alert,
    Dashboard,
    Dataset,
    SavedQuery,
    ScheduledReport,
    Visualization,
    Widget,
    WidgetKind,
    Workspace,
)


def behind(dashboard: Dashboard) -> list[Dataset]:
    """Every dataset that the dashboard shows, those of its tables among them."""
    found = {dataset.pk: dataset for dataset in filters.datasets(dashboard)}
    tables = dashboard.widgets.filter(removed=False, kind=WidgetKind.TABLE)
    numbers = [widget.options.get("dataset") for widget in tables]
    for dataset in Dataset.objects.filter(pk__in=[n for n in numbers if n], workspace_id=dashboard.workspace_id):
        found.setdefault(dataset.pk, dataset)
    return list(found.values())


def move(dashboard: Dashboard, target: Workspace) -> list[str]:
    """What else that meant, a sentence each. Refused where the data behind it is needed where it is.

    The gates of both workspaces were passed. Saved queries over nothing but that data go along; share links end,
    because those who gave them away may not be in the other workspace.
    """
    if target.pk == dashboard.workspace_id:
        raise Refused("It is in that workspace already.")
    with transaction.atomic():
        dashboard = Dashboard.objects.select_for_update().get(pk=dashboard.pk)
        datasets = behind(dashboard)
        _refuse_if_needed(dashboard, datasets)
        numbers = [dataset.pk for dataset in datasets]
        Dataset.objects.filter(pk__in=numbers).update(workspace=target)
        Visualization.objects.filter(dataset__in=numbers).update(workspace=target)
        Dashboard.objects.filter(pk=dashboard.pk).update(workspace=target)
        queries = list(_queries_of(datasets).order_by("name"))
        SavedQuery.objects.filter(pk__in=[query.pk for query in queries]).update(workspace=target)
        links = list(dashboard.share_links.filter(shares.valid()))
        for link in links:
            shares.revoke(link)
        topics = [f"dashboard:{dashboard.pk}", *(f"{kind}:{n}" for n in numbers for kind in ("dataset", "insights"))]
        for topic in topics:  # those who may not see it any more are out at once
            transaction.on_commit(partial(live.recheck, topic))
    said = [f"The saved query “{query.name}” went along." for query in queries]
    if links:
        count = "Its share link ended" if len(links) == 1 else f"Its {len(links)} share links ended"
        said.append(f"{count}; make new ones where they are wanted.")
    return said


def _queries_of(datasets: list[Dataset]) -> QuerySet[SavedQuery]:
    """The saved queries that read or make one of those."""
    return SavedQuery.objects.filter(Q(reads__in=datasets) | Q(dataset__in=datasets)).distinct()


def _refuse_if_needed(dashboard: Dashboard, datasets: list[Dataset]) -> None:
    report = dashboard.reports.first()
    if report is not None:
        raise Refused(
            f"The report “{report}” mails this dashboard; delete the report first, or duplicate the dashboard."
        )
    moving = {dataset.pk for dataset in datasets}
    for query in _queries_of(datasets).prefetch_related("reads").select_related("dataset"):
        parts = [*query.reads.all(), *([query.dataset] if query.dataset else [])]
        if stays := next((each for each in parts if each.pk not in moving), None):
            raise Refused(
                f"The saved query “{query.name}” reads or makes “{stays}”, which stays here, beside the data of this "
                "dashboard. Keep the dashboard as a template instead and put it over data of the other workspace."
            )
    for dataset in datasets:
        if (needs := _needed_by(dashboard, dataset)) is not None:
            raise Refused(
                f"The data behind it, “{dataset}”, is also needed by {needs}. Keep the dashboard as a template "
                "instead and put it over data of the other workspace."
            )


def _needed_by(dashboard: Dashboard, dataset: Dataset) -> str | None:
    """What else of the workspace stands on that dataset."""
    others = Widget.objects.filter(removed=False, dashboard__workspace_id=dashboard.workspace_id)
    others = others.exclude(dashboard=dashboard).select_related("dashboard")
    shown = others.filter(visualization__dataset=dataset).first()
    shown = shown or others.filter(kind=WidgetKind.TABLE, options__dataset=dataset.pk).first()
    if shown is not None:
        return f"the dashboard “{shown.dashboard}”"
    if (board := dataset.dashboards.exclude(pk=dashboard.pk).first()) is not None:
        return f"the dashboard “{board}”"
    if (report := ScheduledReport.objects.filter(dataset=dataset).first()) is not None:
        return f"the report “{report}”"
    alert = Alert.objects.filter(dataset=dataset).first()
    return f"the alert “{alert}”" if alert is not None else None
