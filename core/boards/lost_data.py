"""What becomes of the widgets whose dataset is deleted: they stay where they are and say so, instead of a gap."""

from __future__ import annotations

from django.db.models import Q

from core.models import Dataset, Widget, WidgetKind

NAME = "lost"
"""The option of a widget that keeps the name of its deleted dataset."""
WORDS = {WidgetKind.CHART: "this chart", WidgetKind.NUMBER: "this number", WidgetKind.TABLE: "this table"}


def let_go(dataset: Dataset) -> set[int]:
    """Part the widgets over the dataset from its charts, which are about to go; gives the dashboards that change.

    Called in the transaction that deletes the dataset, before it.
    """
    tables = Q(kind=WidgetKind.TABLE, options__dataset=dataset.pk, dashboard__workspace_id=dataset.workspace_id)
    widgets = list(Widget.objects.filter(Q(visualization__dataset=dataset) | tables))
    for widget in widgets:
        widget.visualization, widget.options = None, {**widget.options, NAME: dataset.name}
        widget.version += 1
    Widget.objects.bulk_update(widgets, ["visualization", "options", "version"], batch_size=200)
    return {widget.dashboard_id for widget in widgets if not widget.removed}


def words(widget: Widget) -> str:
    """What a widget says whose dataset is gone; empty while it is there."""
    if widget.kind not in WORDS or widget.visualization_id is not None:
        return ""
    if widget.kind == WidgetKind.TABLE and NAME not in widget.options:
        mine = Dataset.objects.filter(pk=widget.options.get("dataset"), workspace_id=widget.dashboard.workspace_id)
        if mine.exists():
            return ""
    name = str(widget.options.get(NAME) or "")
    return f"The dataset {f'“{name}” ' if name else ''}of {WORDS[WidgetKind(widget.kind)]} was deleted."
