"""Filters in the URL, where a person's own live: shareable, and the back button works.

A filter is ``from:COLUMN``, ``to:COLUMN`` (ISO dates), ``period:COLUMN`` (a relative period), ``in:COLUMN`` (repeated),
``low:COLUMN``, ``high:COLUMN`` (numbers) or ``has:COLUMN`` (text); ``mine=1`` alone means: none of them. What follows
``mark=1`` is a mark of a chart that was clicked: it takes the place of what is chosen for its columns, or, clicked a
second time, takes it away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from core.models import Dashboard

MAX_VALUES = 200
MAX_VALUE = 500
KEYS = ("from", "to", "period", "in", "low", "high", "has")
MARK = "mark"
PERIODS = {
    "7d": "Last 7 days",
    "30d": "Last 30 days",
    "90d": "Last 90 days",
    "month": "Newest month",
    "quarter": "Newest quarter",
    "year": "Newest year",
    "12m": "Last 12 months",
}
Values = Mapping[str, Mapping[str, Any]]


def plain(value: Any) -> str:
    """A number as people write it: 1200, not 1200.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def from_query(query: str | Iterable[tuple[str, str]]) -> dict[str, dict[str, Any]] | None:
    """A person's own filters from the URL's query; None where it names none, so that the team's apply."""
    pairs = parse_qsl(query, max_num_fields=1000) if isinstance(query, str) else list(query)
    own = any(key in ("mine", MARK) or _kind(key) for key, _ in pairs)
    if not own:
        return None
    cut = next((place for place, (key, _) in enumerate(pairs) if key == MARK), len(pairs))
    values, marked = _read(pairs[:cut]), _read(pairs[cut:])
    if marked and all(values.get(column) == value for column, value in marked.items()):
        return {column: value for column, value in values.items() if column not in marked}
    return {**values, **marked}


def _kind(key: str) -> str:
    kind, _, column = key.partition(":")
    return kind if kind in KEYS and column else ""


def _read(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    values: dict[str, dict[str, Any]] = {}
    for key, value in pairs:
        kind = _kind(key)
        if not kind or not value:
            continue
        mine = values.setdefault(key.partition(":")[2], {})
        if kind == "in":
            chosen = mine.setdefault("values", [])
            if len(chosen) < MAX_VALUES:
                chosen.append(value[:MAX_VALUE])
        elif kind in {"low", "high"}:
            mine.update(_number(kind, value))
        elif kind == "has":
            mine["contains"] = value[:MAX_VALUE]
        elif kind == "period":
            mine.update({"period": value} if value in PERIODS else {})
        else:
            mine.update(_date(kind, value))
    return {column: value for column, value in values.items() if value}


def _number(kind: str, value: str) -> dict[str, float]:
    try:
        number = float(value)
    except ValueError:
        return {}
    return {kind: number} if math.isfinite(number) else {}


def _date(kind: str, value: str) -> dict[str, str]:
    try:
        return {kind: date.fromisoformat(value[:10]).isoformat()}
    except ValueError:
        return {}


def to_query(values: Values) -> str:
    """The filters as a URL's query; the reverse of ``from_query``."""
    names = {"from": "from", "to": "to", "period": "period", "low": "low", "high": "high", "contains": "has"}
    pairs = [("mine", "1")]
    for column, value in values.items():
        pairs += [(f"{names[key]}:{column}", str(each)) for key, each in value.items() if key in names]
        pairs += [(f"in:{column}", str(each)) for each in value.get("values", ())]
    return urlencode(pairs)


def shared_values(dashboard: Dashboard) -> dict[str, dict[str, Any]]:
    """What the team's filters are set to."""
    rows = sorted(dashboard.filters.all(), key=lambda row: row.pk)
    return {row.column: dict(row.value) for row in rows if row.value}


def extras(dashboard: Dashboard, values: Values) -> list[tuple[str, str, str]]:
    """Own filters over columns that have no filter on the dashboard: name, words, and the query without it."""
    known = set(dashboard.filters.values_list("column", flat=True))
    found = []
    for name, value in values.items():
        if name in known:
            continue
        words = ", ".join(str(each) for each in value.get("values", ())) or " – ".join(
            plain(value[key]) for key in ("from", "to", "period", "low", "high", "contains") if key in value
        )
        found.append((name, words, to_query({other: each for other, each in values.items() if other != name})))
    return found


def hidden_fields(dashboard: Dashboard, values: Values) -> list[tuple[str, str]]:
    """The same own filters as hidden fields, so that the form of the others keeps them."""
    known = set(dashboard.filters.values_list("column", flat=True))
    others = {name: value for name, value in values.items() if name not in known}
    return [pair for pair in parse_qsl(to_query(others)) if pair[0] != "mine"]
