"""Whether an issue is sent, and of which rows: the conditions of a report over its data as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.schema import AnalyticsError, Filter, Measure
from analytics.telling import Told
from core import measured
from core.boards import filters
from core.models import DatasetVersion, ReportRun, ScheduledReport
from core.reporting import report_dataset
from core.reporting.report_blocks import Content, new_findings
from core.reporting.tongues import telling
from core.reporting.tongues.telling import tell

Condition = ScheduledReport.Condition


def facts_of(run: ReportRun | None, view: str) -> Mapping[str, Any] | None:
    if run is None:
        return None
    found: Mapping[str, Any] | None = run.facts.get("views", {}).get(view)
    return found


def stamp(report: ScheduledReport) -> str:
    """Changes when the data behind the report does."""
    rows = filters.datasets(report.dashboard) if report.dashboard else [report.dataset] if report.dataset else []
    return ",".join(f"{row.current_id}@{row.current.cleaned_at if row.current else ''}" for row in rows)


def why_not(report: ScheduledReport, contents: Mapping[str, Content], last: ReportRun | None) -> Told | None:
    """Why the issue is not sent; None where its condition is met."""
    if report.condition == Condition.CHANGED and last is not None and last.facts.get("stamp") == stamp(report):
        return tell("unchanged")
    if report.condition == Condition.FINDING and not any(
        new_findings(content.facts, facts_of(last, view)) for view, content in contents.items()
    ):
        return tell("no_new_finding")
    return below_threshold(report) if report.condition == Condition.THRESHOLD else None


def chosen_in(report: ScheduledReport, version: DatasetVersion, view: str) -> tuple[Filter, ...]:
    """The filters of a view over the version's columns: a dashboard's own where the view names none."""
    values = filters.from_query(view) if view else None
    if report.dashboard:
        return filters.active_filters(report.dashboard, version, values)
    return report_dataset.filters_of(version, values)


def below_threshold(report: ScheduledReport) -> Told | None:
    """Why the threshold is not passed; None where it is."""
    rule = report.threshold
    version = report.data.current if report.data else None
    if version is None or not rule:
        return tell("no_threshold")
    chosen = chosen_in(report, version, report.filters)
    column: str | None = rule.get("column")
    agg: Any = rule.get("agg") or "sum"
    try:
        found = measured.value(version, Measure(column, agg) if column else Measure(), chosen)
    except AnalyticsError as problem:
        told = getattr(problem, "said", None)
        return told if isinstance(told, Told) else Told(str(problem))
    if found is None:
        return tell("no_value", m1=telling.measure(column, agg, chosen=bool(chosen), small=True))
    is_above = rule["op"] == ">"
    if found > rule["value"] if is_above else found < rule["value"]:
        return None
    name = telling.measure(column, agg, chosen=bool(chosen))
    numbers = {"n1": telling.tally(found), "n2": telling.tally(rule["value"])}
    return tell("not_above" if is_above else "not_below", m1=name, **numbers)
