"""What would break if a version were read so that columns went: charts, dashboards, alerts, queries and own steps."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from analytics.recipe.frame import Unmet
from analytics.recipe.ops import find
from analytics.schema import Step
from core.models import Alert, Dashboard, DatasetVersion, SavedQuery, ScheduledReport, Visualization, Widget
from core.versions import recipes


@dataclass(frozen=True)
class Broken:
    """One thing that needs columns which would be gone. ``kind`` names the page that it has, ``pk`` is its row."""

    kind: str
    name: str
    columns: tuple[str, ...]
    pk: int | None = None


@dataclass(frozen=True)
class Losses:
    """``columns``: names of the clean table that would be gone; ``things``: what needs them."""

    columns: tuple[str, ...]
    things: tuple[Broken, ...]

    def counted(self) -> str:
        """“3 charts on 1 dashboard, 1 alert”."""
        parts = []
        for kind, one, many in WORDS:
            if count := sum(thing.kind == kind for thing in self.things):
                parts.append(f"{count} {one if count == 1 else many}")
        return ", ".join(parts)


WORDS = (
    ("chart", "chart", "charts"),
    ("dashboard", "dashboard", "dashboards"),
    ("report", "report", "reports"),
    ("alert", "alert", "alerts"),
    ("query", "saved query", "saved queries"),
    ("step", "cleaning step", "cleaning steps"),
)


def of(version: DatasetVersion, names: Sequence[str]) -> Losses:
    """What breaks if the raw columns of ``version`` become ``names``; nothing where the table is not clean yet."""
    before = [column["name"] for column in (version.profile or {}).get("columns", ())]
    gone = set(before) - set(names)
    clean = [column["name"] for column in (version.clean_profile or {}).get("columns", ())]
    steps = [step for step in recipes.newest(version).steps if step.enabled and step.tier == "accepted"]
    lost, hit = _followed(gone, steps)
    columns = tuple(name for name in clean if name in lost)
    things = [*_charts(version, set(columns)), *_steps(hit)] if columns else _steps(hit)
    return Losses(columns, tuple(things))


def _followed(gone: set[str], steps: Iterable[Step]) -> tuple[set[str], list[tuple[Step, set[str]]]]:
    """The names that go, by way of steps that rename columns or make new ones of them; and those steps."""
    lost, hit = set(gone), []
    for step in steps:
        reads = _reads(step, lost)
        if not reads:
            continue
        hit.append((step, reads))
        names = step.params.get("names") if step.op == "rename_columns" else None
        if isinstance(names, Mapping):
            lost |= {str(new) for old, new in names.items() if old in lost}
            continue
        lost |= {str(step.params[key]) for key in ("to", "mark") if step.params.get(key)}
        lost |= {str(name) for name in step.params.get("into") or () if isinstance(name, str)}
    return lost, hit


def _reads(step: Step, lost: Collection[str]) -> set[str]:
    """The lost columns that a step needs."""
    try:
        listed = set(find(step).columns(step))
    except Unmet:
        listed = {step.column} if step.column else set()
    formula = str(step.params.get("formula") or "")
    return {name for name in lost if name in listed or (formula and mentions(formula, name))}


def mentions(text: str, name: str) -> bool:
    """Whether a formula or a query says the name as a word."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def needed(spec: Mapping[str, Any]) -> set[str]:
    """The columns that a chart reads."""
    names = [spec.get("dimension"), spec.get("series")]
    names += [each.get("column") for part in ("measures", "filters") for each in spec.get(part) or ()]
    return {str(name) for name in names if name}


def _steps(hit: Sequence[tuple[Step, set[str]]]) -> list[Broken]:
    from analytics.recipe import describe

    return [Broken("step", describe(step)["title"], tuple(sorted(reads))) for step, reads in hit]


def _charts(version: DatasetVersion, lost: set[str]) -> list[Broken]:
    """Charts, the dashboards that show them or filter by a lost column, what mails those, alerts and queries."""
    dataset = version.dataset
    charts = {chart: needed(chart.spec or {}) & lost for chart in Visualization.objects.filter(dataset=dataset)}
    broken = {chart: names for chart, names in charts.items() if names}
    things = [Broken("chart", chart.name, tuple(sorted(names)), chart.pk) for chart, names in broken.items()]
    boards: dict[Dashboard, set[str]] = {}
    widgets = Widget.objects.filter(removed=False, visualization__in=list(broken)).select_related("dashboard")
    for widget in widgets:
        assert widget.visualization is not None
        boards.setdefault(widget.dashboard, set()).update(broken[widget.visualization])
    shown = Q(dataset=dataset) | Q(widgets__visualization__dataset=dataset)
    for board in Dashboard.objects.filter(shown, filters__column__in=lost).distinct().prefetch_related("filters"):
        boards.setdefault(board, set()).update(each.column for each in board.filters.all() if each.column in lost)
    things += [Broken("dashboard", board.name, tuple(sorted(names)), board.pk) for board, names in boards.items()]
    mailed = ScheduledReport.objects.filter(dashboard__in=list(boards))
    things += [Broken("report", report.name, (), report.pk) for report in mailed]
    for alert in Alert.objects.filter(dataset=dataset):
        if (column := str((alert.spec or {}).get("column") or "")) in lost:
            things.append(Broken("alert", alert.name, (column,), alert.pk))
    for query in SavedQuery.objects.filter(reads=dataset):
        if names := {name for name in lost if mentions(query.sql, name)}:
            things.append(Broken("query", query.name, tuple(sorted(names)), query.pk))
    return things
