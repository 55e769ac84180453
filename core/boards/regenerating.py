"""The automatic dashboard made anew: over the columns that matter, without touching what people made or changed.

What was generated and nobody has edited is replaced; whatever somebody edited, moved or added is theirs and stays where
it is; a chart that somebody took away does not come back. All of it is one operation that can be undone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from analytics.schema import ChartSpec, Profile
from analytics.schema import Insight as Finding
from core.boards import autoboard, layout, snapshots
from core.boards.filters import profile_of
from core.boards.operations import Change, Refused, operation
from core.models import Dashboard, Dataset, DatasetVersion, User, Visualization, Widget, WidgetKind

SAVED_AT_ONCE = timedelta(seconds=1)
"""A chart that was saved later than this after it was made was edited."""


@operation("regenerate")
def regenerate(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    """``columns``: the names of those that matter; without any, all do."""
    version = dashboard.dataset.current if dashboard.dataset else None
    if not dashboard.automatic or version is None:
        raise Refused("Only a dashboard that LuminaBI made of a dataset can be made anew.")
    profile = profile_of(version)
    wanted = payload.get("columns")
    chosen = {str(each) for each in (wanted if isinstance(wanted, list | tuple) else [])}
    if chosen and not chosen & {column.name for column in profile.columns}:
        raise Refused("None of these columns is in the data any more; choose others.")
    before = snapshots.document(dashboard)
    free_what_people_changed(dashboard)
    told, fresh = _fresh(dashboard, version, _narrow(profile, chosen), chosen, user)
    _replace(dashboard, fresh)
    Dashboard.objects.filter(pk=dashboard.pk).update(
        options={**dashboard.options, "columns": sorted(chosen)}, **_sentence(dashboard, told)
    )
    again = {"columns": sorted(chosen)}
    inverse = {"op": "revert", "document": before, "redo": again}
    return Change("dashboard", "all", dashboard.version + 1, inverse, heading=True, all_filters=True, grid=True)


def free_what_people_changed(dashboard: Dashboard) -> None:
    """From now on theirs: generated widgets that somebody edited, moved or removed, or whose chart was edited."""
    edits = dashboard.operations.filter(undone=False, target__startswith="widget:").exclude(op__in=("undo", "redo"))
    touched = {int(target.partition(":")[2]) for target in edits.values_list("target", flat=True)}
    generated = dashboard.widgets.filter(generated=True).select_related("visualization")
    for widget in generated:
        chart = widget.visualization
        if widget.pk in touched or (chart and chart.updated_at - chart.created_at > SAVED_AT_ONCE):
            Widget.objects.filter(pk=widget.pk).update(generated=False)


def _narrow(profile: Profile, chosen: Collection[str]) -> Profile:
    if not chosen:
        return profile
    return replace(profile, columns=tuple(column for column in profile.columns if column.name in chosen))


def _fresh(
    dashboard: Dashboard, version: DatasetVersion, profile: Profile, chosen: Collection[str], user: User
) -> tuple[list[str], list[Widget]]:
    """The sentences, and the widgets as they would stand on an empty page, without what people have or took away."""
    from analytics import charts, insights

    rows = [Finding.from_json(row.document) for row in version.insights.filter(dismissed=False)]
    names = {column.name for column in profile.columns} | {"__rows__"}
    found = [each for each in rows if set(each.columns) <= names] if chosen else rows
    told = insights.narrative(profile, found)
    known = {_key(widget.kind, widget.visualization.spec) for widget in _with_charts(dashboard)}
    numbers = [s for s in charts.headline(profile, limit=autoboard.NUMBERS) if _key("number", s.to_json()) not in known]
    suggested = [each for each in charts.suggest(profile, found, limit=autoboard.CHARTS + len(known))
                 if _key("chart", each.spec.to_json()) not in known][: autoboard.CHARTS]  # fmt: skip
    dataset = version.dataset
    keep = {_key("", chart.spec): chart for chart in dataset.visualizations.filter(suggested=True)}
    story = "" if _has_own_story(dashboard) else autoboard.in_words(told[1:])
    fresh = autoboard.widgets_of(
        dashboard,
        [_chart(keep, dataset, spec, "", user) for spec in numbers],
        story,
        [_chart(keep, dataset, each.spec, each.reason, user) for each in suggested],
    )
    return told, fresh


def _with_charts(dashboard: Dashboard) -> list[Widget]:
    """Widgets that are people's: on the page or taken away by hand."""
    mine = dashboard.widgets.filter(generated=False, visualization__isnull=False)
    return list(mine.select_related("visualization"))


def _has_own_story(dashboard: Dashboard) -> bool:
    return dashboard.widgets.filter(generated=False, kind=WidgetKind.TEXT, title="In short").exists()


def _key(kind: str, spec: Mapping[str, Any]) -> str:
    return kind + json.dumps(ChartSpec.from_json(dict(spec)).to_json(), sort_keys=True, default=str)


def _chart(
    keep: Mapping[str, Visualization], dataset: Dataset, spec: ChartSpec, reason: str, user: User
) -> Visualization:
    return keep.get(_key("", spec.to_json())) or autoboard.chart_of(dataset, spec, reason, user)


def _replace(dashboard: Dashboard, fresh: list[Widget]) -> None:
    """Put the fresh widgets in the place of the generated ones; one that shows the same goes on as it was."""
    old = list(dashboard.widgets.filter(generated=True, removed=False).select_related("visualization"))
    left = {(each.kind, each.visualization_id, each.title): each for each in old}
    theirs = dashboard.widgets.filter(removed=False, generated=False)
    taken = [layout.Cell(each.x, each.y, each.w, each.h) for each in theirs]
    for widget in fresh:
        same = left.pop((widget.kind, widget.visualization_id, widget.title), None)
        cell = layout.Cell(widget.x, widget.y, widget.w, widget.h)
        if any(cell.covers(each) for each in taken):
            x, y = layout.free_place(taken, cell.w, cell.h)
            cell = layout.Cell(x, y, cell.w, cell.h)
        taken.append(cell)
        if same is not None:
            same.options, same.version, widget = widget.options, same.version + 1, same
        widget.x, widget.y, widget.w, widget.h = cell.x, cell.y, cell.w, cell.h
        widget.save()
    for gone in left.values():
        gone.removed, gone.version = True, gone.version + 1
        gone.save(update_fields=["removed", "version"])


def _sentence(dashboard: Dashboard, told: list[str]) -> dict[str, str]:
    """The sentence on top, unless a person wrote another."""
    if dashboard.operations.filter(op="describe", undone=False).exists() or not told:
        return {}
    return {"description": told[0][:500]}
