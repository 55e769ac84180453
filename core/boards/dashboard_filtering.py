"""The operations on a dashboard's shared filters: set or clear one, take it away, and say what it asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from core.boards.filters import MAX_VALUE, MAX_VALUES, PERIODS, filterable_columns, kind_of, value_words
from core.boards.operations import Change, Refused, operation, refuse_conflict, the_filter
from core.models import Dashboard, DashboardFilter, FilterKind, User


@operation("filter")
def change_filter(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    name = str(payload.get("name") or "")
    found = the_filter(dashboard, name)
    is_new = found is None
    if found is None:
        found = DashboardFilter(dashboard=dashboard, column=name, kind=filter_kind(dashboard, name), version=0)
    old, value = found.value, filter_value(found.kind, payload)
    refuse_conflict(
        dashboard,
        user,
        target := target_of(name),
        "value",
        payload.get("version"),
        theirs=value_words(found.kind, old),
        yours=value_words(found.kind, value),
        label=f"the filter “{name}”",
    )
    found.value, found.version = value, found.version + 1
    if back := payload.get("back"):  # an undo of its removal
        found.rules = dict(back).get("rules") or {}
    found.save()
    inverse = {"op": "unfilter", "name": name} if is_new else {"op": "filter", "name": name, "value": old}
    return Change(target, "value", found.version, inverse, filters={name}, all_filters=is_new)


@operation("unfilter")
def remove_filter(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    found = the_filter(dashboard, name := str(payload.get("name") or ""))
    if found is None:
        raise Refused("That filter is not on this dashboard any more.")
    found.delete()
    inverse = {"op": "filter", "name": name, "value": found.value, "back": {"rules": found.rules}}
    return Change(target_of(name), "value", found.version + 1, inverse, filters={name}, all_filters=True)


def ensure_filter(dashboard: Dashboard, name: str) -> DashboardFilter:
    """The filter over that column, made now if there is none."""
    found = the_filter(dashboard, name)
    if found is None:
        found = DashboardFilter.objects.create(
            dashboard=dashboard, column=name, kind=filter_kind(dashboard, name), version=1
        )
    return found


def target_of(name: str) -> str:
    """What the log calls the filter; long names by their hash, so that no two meet."""
    long = f"filter:{name}"
    return long if len(long) <= 40 else f"filter:{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def filter_kind(dashboard: Dashboard, name: str) -> str:
    """How a column of the dashboard's datasets is filtered; refuses what is none."""
    for column in filterable_columns(dashboard):
        if column.name == name and (kind := kind_of(column)):
            return kind
    raise Refused(f"No chart here has a column {name[:80]!r} to filter by.")


def filter_value(kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The value as it is kept (see DashboardFilter), from JSON or from the fields of a form; empty clears it."""
    value = payload.get("value")
    if kind == FilterKind.DATE:
        return _dates(value, payload)
    if kind == FilterKind.NUMBER:
        ends = value if isinstance(value, Mapping) else payload
        return {key: _number(ends[key]) for key in ("low", "high") if ends.get(key) not in (None, "")}
    if kind == FilterKind.TEXT:
        text = value.get("contains") if isinstance(value, Mapping) else value
        text = str(text or "").strip()[:MAX_VALUE]
        return {"contains": text} if text else {}
    if isinstance(value, Mapping):
        value = value.get("values")
    values = value if isinstance(value, list | tuple) else [value]
    chosen = list(dict.fromkeys(str(item)[:MAX_VALUE] for item in values if item not in (None, "")))[:MAX_VALUES]
    return {"values": chosen} if chosen else {}


def _dates(value: Any, payload: Mapping[str, Any]) -> dict[str, str]:
    ends: Mapping[str, Any] = value if isinstance(value, Mapping) else payload
    if isinstance(value, str) and ".." in value:
        ends = dict(zip(("from", "to"), value.split("..", 1), strict=True))
    if period := ends.get("period"):
        if period not in PERIODS:
            raise Refused(f"There is no period {str(period)[:20]!r}; use one of {', '.join(PERIODS)}.")
        return {"period": str(period)}
    found = {key: _iso_date(ends[key]) for key in ("from", "to") if ends.get(key)}
    if len(found) == 2 and found["from"] > found["to"]:
        raise Refused(f"The dates end ({found['to']}) before they begin ({found['from']}).")
    return found


def _iso_date(text: Any) -> str:
    try:
        return date.fromisoformat(str(text).strip()[:10]).isoformat()
    except ValueError:
        raise Refused(f"{str(text)[:20]!r} is not a date; write it as 2026-01-31.") from None


def _number(text: Any) -> float:
    import math

    try:
        found = float(str(text).strip().replace(",", "."))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise Refused(f"{str(text)[:20]!r} is not a number; write it as 1200 or 12.5.")
    return found


# Rules: what a filter asks for and depends on


@operation("rule")
def change_rule(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    """Set ``required`` (a value or empty), ``under`` (another filter's name or empty) or ``default`` of a filter.

    As its ``default`` a filter takes ``value``, or with ``now`` what is chosen at the moment.
    """
    row = the_filter(dashboard, name := str(payload.get("name") or ""))
    if row is None:
        raise Refused("That filter is not on this dashboard any more.")
    field = str(payload.get("field") or "")
    if field not in RULES:
        raise Refused(f"A filter has no rule {field[:30]!r}; use one of {', '.join(RULES)}.")
    old, value = row.rules.get(field, ""), RULES[field](dashboard, row, payload)
    refuse_conflict(
        dashboard,
        user,
        target := target_of(name),
        field,
        payload.get("version"),
        theirs=_rule_words(row, field, old),
        yours=_rule_words(row, field, value),
        label=f"a rule of the filter “{name}”",
    )
    row.rules = {key: each for key, each in {**row.rules, field: value}.items() if each}
    row.version += 1
    row.save(update_fields=["rules", "version"])
    again = {"value": value, "now": ""}
    inverse = {"op": "rule", "name": name, "field": field, "value": old, "redo": again}
    return Change(target, field, row.version, inverse, filters={name})


def _rule_words(row: DashboardFilter, field: str, value: Any) -> str:
    if field == "default":
        return value_words(row.kind, value or {})
    return str(value or "") if field == "under" else "required" if value else "not required"


def _required(dashboard: Dashboard, row: DashboardFilter, payload: Mapping[str, Any]) -> bool:
    return bool(payload.get("value"))


def _under(dashboard: Dashboard, row: DashboardFilter, payload: Mapping[str, Any]) -> str:
    """The name of the filter above; refuses circles and filters that offer no list to narrow."""
    name = str(payload.get("value") or "")
    if not name:
        return ""
    if row.kind != FilterKind.CATEGORY:
        raise Refused(f"The filter “{row.column}” offers no list of values that another filter could narrow.")
    rows = {each.column: each for each in dashboard.filters.all()}
    if name not in rows:
        raise Refused(f"There is no filter “{name[:80]}” on this dashboard to depend on.")
    above, passed = name, set()
    while above and above not in passed:
        passed.add(above)
        if above == row.column:
            raise Refused(f"“{name}” depends on “{row.column}” already; a circle would offer nothing.")
        above = str(rows[above].rules.get("under", "")) if above in rows else ""
    return name


def _default(dashboard: Dashboard, row: DashboardFilter, payload: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row.value) if payload.get("now") else filter_value(row.kind, payload)


RULES = {"required": _required, "under": _under, "default": _default}


@operation("defaults")
def back_to_defaults(dashboard: Dashboard, user: User, payload: Mapping[str, Any]) -> Change:
    """Set every filter that has a default to it, in one edit; the others stay."""
    given = payload.get("values")
    before: dict[str, Any] = {}
    for row in dashboard.filters.order_by("id"):
        wanted = row.rules.get("default")
        if given is not None:  # an undo: what nobody else has changed since
            now, wanted = dict(given).get(row.column, (None, None))
            wanted = wanted if now == row.value else None
        if wanted is not None and wanted != row.value:
            before[row.column] = [wanted, row.value]
            row.value, row.version = wanted, row.version + 1
            row.save(update_fields=["value", "version"])
    if not before:
        raise Refused("Every filter stands at its default.")
    inverse = {"op": "defaults", "values": before}
    return Change("dashboard", "filters", dashboard.version + 1, inverse, filters=set(before))
