"""The filters over a dashboard: the team's, which everybody shares, and a person's own, which live in the URL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from analytics.schema import AnalyticsError, Column, Filter
from core.boards.filter_urls import (
    MARK,
    MAX_VALUE,
    MAX_VALUES,
    PERIODS,
    Values,
    extras,
    from_query,
    hidden_fields,
    plain,
    shared_values,
    to_query,
)
from core.boards.filter_words import FilterView, parts_of, value_words
from core.models import Dashboard, DashboardFilter, Dataset, DatasetVersion, FilterKind, Widget
from core.versions.clean_data import clean_table, profile_of

__all__ = [
    "MARK",
    "MAX_VALUE",
    "MAX_VALUES",
    "PERIODS",
    "FilterView",
    "Values",
    "extras",
    "from_query",
    "hidden_fields",
    "plain",
    "profile_of",
    "shared_values",
    "to_query",
    "value_words",
]
MAX_CHOICES = 50
DOCUMENTS = ("reader", "detected", "problems", "profile", "clean_profile", "quality", "narrative")


def datasets(dashboard: Dashboard) -> list[Dataset]:
    """The datasets behind the dashboard's charts, the dashboard's own first."""
    found = {dashboard.dataset_id: dashboard.dataset} if dashboard.dataset_id else {}
    widgets = dashboard.widgets.filter(removed=False, visualization__isnull=False)
    for widget in light(widgets.select_related("visualization__dataset__current")):
        found.setdefault(widget.visualization.dataset_id, widget.visualization.dataset)
    return [dataset for dataset in found.values() if dataset is not None]


def light(widgets: QuerySet[Widget]) -> QuerySet[Widget]:
    """Without the documents of the versions behind them, some hundred kilobytes of JSON that a page hardly needs."""
    return widgets.defer(*(f"visualization__dataset__current__{name}" for name in DOCUMENTS))


def kind_of(column: Column) -> FilterKind | None:
    """How a column is filtered; None for what nobody filters by (constants, mixed things)."""
    if column.type in {"date", "datetime"}:
        return FilterKind("date")
    if column.role == "category" and column.distinct <= MAX_CHOICES:
        return FilterKind("category")
    if column.role == "measure" and column.type in {"integer", "decimal", "currency", "percent"}:
        return FilterKind("number")
    if column.role in {"text", "category", "identifier"}:
        return FilterKind("text")
    return None


def filterable_columns(dashboard: Dashboard, behind: Collection[Dataset] | None = None) -> list[Column]:
    """The columns of the datasets behind the dashboard that can be filtered by, each name once."""
    seen: dict[str, Column] = {}
    for dataset in datasets(dashboard) if behind is None else behind:
        for column in profile_of(dataset.current).columns:
            if kind_of(column):
                seen.setdefault(column.name, column)
    return list(seen.values())


def filter_views(dashboard: Dashboard, values: Values | None = None, *, only: Collection[str] = ()) -> list[FilterView]:
    """The dashboard's filters with their choices; ``values`` (a person's own, from the URL) win over shared ones."""
    rows = {row.column: row for row in dashboard.filters.order_by("id")}
    wanted = [row for name, row in rows.items() if not only or name in only]
    if not wanted:
        return []
    behind = datasets(dashboard)
    columns = {column.name: column for column in filterable_columns(dashboard, behind)}
    now = values if values is not None else {name: row.value for name, row in rows.items()}
    return [
        view(behind, row, columns[row.column], now.get(row.column, {}), under=above(rows, row, now))
        for row in wanted
        if row.column in columns
    ]


def above(rows: Mapping[str, DashboardFilter], row: DashboardFilter, now: Values) -> dict[str, Mapping[str, Any]]:
    """What is chosen in the filters that ``row`` depends on, the nearest first."""
    found: dict[str, Mapping[str, Any]] = {}
    name = str(row.rules.get("under", ""))
    while name in rows and name != row.column and name not in found:
        found[name] = now.get(name, {})
        name = str(rows[name].rules.get("under", ""))
    return {name: value for name, value in found.items() if value}


def view(
    behind: Collection[Dataset],
    row: DashboardFilter,
    column: Column,
    value: Mapping[str, Any],
    *,
    under: Values | None = None,
) -> FilterView:
    is_number = row.kind == FilterKind.NUMBER
    return FilterView(
        name=row.column,
        kind=row.kind,
        version=row.version,
        pk=row.pk,
        choices=choices(behind, row, under) if row.kind == FilterKind.CATEGORY else (),
        lowest=(column.min or "")[: None if is_number else 10],
        highest=(column.max or "")[: None if is_number else 10],
        required=bool(row.rules.get("required")),
        under=str(row.rules.get("under", "")),
        default=row.rules.get("default") or {},
        **parts_of(row.kind, value),
    )


def choices(behind: Collection[Dataset], row: DashboardFilter, under: Values | None = None) -> tuple[str, ...]:
    """The values of a category, most frequent first, over the datasets that have the column.

    ``under``: what is chosen in other filters; only values of rows that pass them are offered.
    """
    found: dict[str, None] = {}
    for dataset in behind:
        if dataset.current is None:
            continue
        columns = {column.name: column for column in profile_of(dataset.current).columns}
        if row.column in columns:
            chosen = [as_filter(columns[name], value) for name, value in (under or {}).items() if name in columns]
            narrow = tuple(each for each in chosen if each is not None)
            found.update(dict.fromkeys(_values(dataset.current, row.column, narrow)))
    return tuple(found)


def _values(version: DatasetVersion, column: str, under: tuple[Filter, ...]) -> tuple[str, ...]:
    """Asked once for each state of the data: the drop-down is drawn with every change of the filter."""
    from analytics import query

    narrowed = json.dumps([each.to_json() for each in under], default=str)
    name = hashlib.sha256(f"{version.key}{version.cleaned_at}{column}{narrowed}".encode()).hexdigest()
    found = cache.get(f"choices:{name}")
    if found is None:
        profile = profile_of(version)
        values = query.values(clean_table(version), profile, column, limit=MAX_CHOICES, filters=under)
        found = tuple(str(value) for value in values if value not in (None, ""))
        cache.set(f"choices:{name}", found, 3600)
    return tuple(found)


def missing(dashboard: Dashboard, version: DatasetVersion, values: Values | None = None) -> list[str]:
    """The required filters over that version's data for which nothing is chosen: its charts wait for them."""
    columns = {column.name for column in profile_of(version).columns}
    return [
        row.column
        for row in sorted(dashboard.filters.all(), key=lambda row: row.pk)
        if row.rules.get("required")
        and row.column in columns
        and not (values.get(row.column) if values is not None else row.value)
    ]


def wait_words(names: Collection[str], *, may_choose: bool = True) -> str:
    """What somebody is to choose before a chart is drawn."""
    quoted = " and ".join(f"“{name}”" for name in names)
    return f"Choose {quoted} above to see this." if may_choose else f"Nothing is chosen for {quoted} yet."


def active_filters(
    dashboard: Dashboard, version: DatasetVersion, values: Values | None = None, *, skip: str = ""
) -> tuple[Filter, ...]:
    """The filters that apply to charts of that version: those whose column it has."""
    columns = {column.name: column for column in profile_of(version).columns}
    shared = {row.column: (row.kind, row.value) for row in dashboard.filters.all()}
    if values is not None:  # marks filter by columns that have no filter of their own, too
        shared = {name: (shared[name][0] if name in shared else "", value) for name, value in values.items()}
    result = []
    for name, (_, value) in shared.items():
        column = columns.get(name)
        if column is None or not value or name == skip:
            continue
        if (found := as_filter(column, value)) is not None:
            result.append(found)
    return tuple(result)


def demanded_filters(dashboard: Dashboard, version: DatasetVersion, values: Values | None = None) -> tuple[Filter, ...]:
    """The same; AnalyticsError says what to choose while a required filter is empty."""
    if names := missing(dashboard, version, values):
        raise AnalyticsError(wait_words(names))
    return active_filters(dashboard, version, values)


def followers(dashboard: Dashboard, names: Collection[str]) -> set[str]:
    """Those filters and all whose choices depend on them, near or far."""
    rows, found, size = list(dashboard.filters.all()), set(names), -1
    while len(found) != size:
        size = len(found)
        found |= {row.column for row in rows if row.rules.get("under") in found}
    return found


def as_filter(column: Column, value: Mapping[str, Any]) -> Filter | None:
    """The value of a filter as charts ask for it."""
    if value.get("period"):
        value = span(str(value["period"]), column)
    if value.get("from") or value.get("to"):
        return Filter(column.name, "between", (value.get("from") or None, value.get("to") or None))
    if "low" in value or "high" in value:
        return Filter(column.name, "between", (value.get("low"), value.get("high")))
    if value.get("contains"):
        return Filter(column.name, "contains", (value["contains"],))
    if value.get("values"):
        return Filter(column.name, "in", tuple(value["values"]))
    return None


def span(period: str, column: Column) -> dict[str, str]:
    """A relative period as dates, counted back from the newest date in the data: a file does not grow older."""
    try:
        newest = date.fromisoformat((column.max or "")[:10])
    except ValueError:
        return {}
    if period.endswith("d") and period[:-1].isdigit():
        first = newest - timedelta(days=int(period[:-1]) - 1)
    elif period == "12m":
        first = newest.replace(year=newest.year - 1, day=min(newest.day, 28)) + timedelta(days=1)
    elif period == "year":
        first = newest.replace(month=1, day=1)
    elif period == "quarter":
        first = newest.replace(month=newest.month - (newest.month - 1) % 3, day=1)
    else:
        first = newest.replace(day=1)
    return {"from": first.isoformat(), "to": newest.isoformat()}
