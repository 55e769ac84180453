"""Whether an issue is sent, and of which rows: the conditions of a report over its data as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.schema import AnalyticsError, Filter, Measure
from core import measured
from core.boards import filters
from core.models import DatasetVersion, ReportRun, ScheduledReport
from core.reporting import report_dataset
from core.reporting.report_blocks import Content, new_findings

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


def why_not(report: ScheduledReport, contents: Mapping[str, Content], last: ReportRun | None) -> str:
    """Why the issue is not sent, in a sentence; empty where its condition is met."""
    if report.condition == Condition.CHANGED and last is not None and last.facts.get("stamp") == stamp(report):
        return "The data has not changed since the last report."
    if report.condition == Condition.FINDING and not any(
        new_findings(content.facts, facts_of(last, view)) for view, content in contents.items()
    ):
        return "There is no new finding since the last report."
    if report.condition == Condition.THRESHOLD:
        return below_threshold(report)
    return ""


def chosen_in(report: ScheduledReport, version: DatasetVersion, view: str) -> tuple[Filter, ...]:
    """The filters of a view over the version's columns: a dashboard's own where the view names none."""
    values = filters.from_query(view) if view else None
    if report.dashboard:
        return filters.active_filters(report.dashboard, version, values)
    return report_dataset.filters_of(version, values)


def below_threshold(report: ScheduledReport) -> str:
    """Why the threshold is not passed; empty where it is."""
    rule = report.threshold
    version = report.data.current if report.data else None
    if version is None or not rule:
        return "There is no data to compare with the threshold."
    chosen = chosen_in(report, version, report.filters)
    measure = Measure(rule["column"], rule["agg"]) if rule.get("column") else Measure()
    try:
        found = measured.value(version, measure, chosen)
    except AnalyticsError as problem:
        return str(problem)
    name = rule.get("column") or "the number of rows"
    if found is None:
        return f"There is no value of {name}."
    passed = found > rule["value"] if rule["op"] == ">" else found < rule["value"]
    return (
        "" if passed else f"{name} is {found:,.6g}, not {'above' if rule['op'] == '>' else 'below'} {rule['value']:,g}."
    )
