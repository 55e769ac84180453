"""A dashboard moves to another workspace, and the data that it alone shows goes with it."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from core import live
from core.boards import filters
from core.boards.operations import Refused
from core.models import Alert, Dashboard, Dataset, ScheduledReport, Visualization, Widget, WidgetKind, Workspace


def behind(dashboard: Dashboard) -> list[Dataset]:
    """Every dataset that the dashboard shows, those of its tables among them."""
    found = {dataset.pk: dataset for dataset in filters.datasets(dashboard)}
    tables = dashboard.widgets.filter(removed=False, kind=WidgetKind.TABLE)
    numbers = [widget.options.get("dataset") for widget in tables]
    for dataset in Dataset.objects.filter(pk__in=[n for n in numbers if n], workspace_id=dashboard.workspace_id):
        found.setdefault(dataset.pk, dataset)
    return list(found.values())


def move(dashboard: Dashboard, target: Workspace) -> None:
    """The gates of both workspaces were passed. Refused where the data behind it is needed where it is."""
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
        topics = [f"dashboard:{dashboard.pk}", *(f"{kind}:{n}" for n in numbers for kind in ("dataset", "insights"))]
        for topic in topics:  # those who may not see it any more are out at once
            transaction.on_commit(partial(live.recheck, topic))


def _refuse_if_needed(dashboard: Dashboard, datasets: list[Dataset]) -> None:
    report = dashboard.reports.first()
    if report is not None:
        raise Refused(
            f"The report “{report}” mails this dashboard; delete the report first, or duplicate the dashboard."
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
