"""Who gets a report: addresses and groups of the workspace, some with a view (filters) of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.boards import filters
from core.models import Dashboard, Membership, Role, ScheduledReport

MAX_RECIPIENTS = 1000
GROUPS = {"@everyone": None, "@owners": Role.OWNER, "@editors": Role.EDITOR, "@viewers": Role.VIEWER}


class Unclear(ValueError):
    """What was written names nobody; the message is one sentence."""


def from_text(text: str) -> tuple[list[str], dict[str, str]]:
    """Recipients in order, each once, and the views of some as query strings. Raises Unclear.

    Lines, commas and semicolons separate; behind ``|`` stands the view, which may hold commas and goes on to the end
    of its line. Nothing of it is ever taken as a header.
    """
    found: dict[str, None] = {}
    views: dict[str, str] = {}
    for line in text.replace("\r", "\n").split("\n"):
        who, bar, view = line.partition("|")
        for part in re.split(r"[,;]", who):
            name = part.strip()
            if not name:
                continue
            name = _checked(name)
            found[name] = None
            if bar and view.strip():
                views[name] = view_from_text(view)
    if len(found) > MAX_RECIPIENTS:
        raise Unclear(f"{len(found)} addresses are too many; at most {MAX_RECIPIENTS} get one report.")
    if not found:
        raise Unclear("Name at least one recipient.")
    return list(found), views


def _checked(name: str) -> str:
    if name.startswith("@"):
        if name.lower() not in GROUPS:
            raise Unclear(f"“{name[:80]}” is no group; there are {', '.join(GROUPS)}.")
        return name.lower()
    try:
        validate_email(name)
    except ValidationError:
        raise Unclear(f"“{name[:80]}” is not an e-mail address.") from None
    return name


def as_text(report: ScheduledReport) -> str:
    """For the form; the reverse of ``from_text``."""
    lines = []
    for name in report.recipients:
        values = filters.from_query(report.views.get(name, "")) or {}
        view = "; ".join(condition_text(column, value) for column, value in values.items())
        lines.append(f"{name} | {view}" if view else name)
    return "\n".join(lines)


def view_from_text(text: str) -> str:
    """Conditions like ``region = North, South``, ``price > 10``, ``day = 2024-01-01 .. 2024-03-31`` as a query.

    Empty for none; raises Unclear.
    """
    values: dict[str, dict[str, Any]] = {}
    for part in re.split(r"[\n;]", text):
        if not part.strip():
            continue
        found = re.fullmatch(r"\s*(.+?)\s*(>=|<=|=|>|<|~)\s*(.+?)\s*", part)
        if not found:
            raise Unclear(f"“{part.strip()[:80]}” is no filter; write it like “region = North, South”.")
        values.setdefault(found[1], {}).update(_condition(found[2], found[3]))
    return filters.to_query(values) if values else ""


def named(query: str, names: Collection[str]) -> str:
    """The view with its columns named as the data names them, whatever their case; raises Unclear for others.

    A filter over a column that is not there would let everything through.
    """
    values = filters.from_query(query) or {}
    known = {name.casefold(): name for name in names} | {name: name for name in names}
    found: dict[str, Any] = {}
    for column, value in values.items():
        name = known.get(column) or known.get(column.casefold())
        if name is None:
            raise Unclear(f"The data has no column “{column[:80]}” to filter by.")
        found[name] = value
    return filters.to_query(found) if found else ""


def columns_of(dashboard: Dashboard) -> set[str]:
    """The columns of the data behind the dashboard."""
    sets = filters.datasets(dashboard)
    return {column.name for each in sets for column in filters.profile_of(each.current).columns}


def _condition(sign: str, value: str) -> dict[str, Any]:
    if sign == "~":
        return {"contains": value}
    if sign != "=":
        low = sign.startswith(">")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return {"from" if low else "to": value}
        return {"low" if low else "high": _number(value)}
    if value in filters.PERIODS:
        return {"period": value}
    if ends := re.fullmatch(r"(\d{4}-\d\d-\d\d)?\s*\.\.\s*(\d{4}-\d\d-\d\d)?", value):
        return {key: end for key, end in zip(("from", "to"), ends.groups(), strict=True) if end}
    return {"values": [each.strip() for each in value.split(",") if each.strip()]}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Unclear(f"“{text[:40]}” is no number; write it as 1200 or 12.5.") from None


def condition_text(column: str, value: Mapping[str, Any]) -> str:
    """A filter's value as it is written in the form."""
    if value.get("period"):
        return f"{column} = {value['period']}"
    if value.get("values"):
        return f"{column} = {', '.join(str(each) for each in value['values'])}"
    if value.get("contains"):
        return f"{column} ~ {value['contains']}"
    if value.get("from") or value.get("to"):
        return f"{column} = {value.get('from', '')} .. {value.get('to', '')}"
    parts = [(">=", value.get("low")), ("<=", value.get("high"))]
    return "; ".join(f"{column} {sign} {filters.plain(end)}" for sign, end in parts if end is not None)


def resolve(report: ScheduledReport, *, opted_out: bool = True) -> Iterator[tuple[str, str]]:
    """Address and view of everybody who gets the report now, each address once; the first mention wins.

    Those who opted out are left out; members of a group without an address, too.
    """
    gone = {a.lower() for a in report.opt_outs.values_list("address", flat=True)} if opted_out else set()
    seen: set[str] = set()
    for name in report.recipients:
        view = report.views.get(name, report.filters)
        for address in _members(report, name) if name.startswith("@") else [name]:
            if address.lower() not in seen and address.lower() not in gone:
                seen.add(address.lower())
                yield address, view


def _members(report: ScheduledReport, group: str) -> list[str]:
    members = Membership.objects.filter(workspace_id=report.workspace_id, user__is_active=True).exclude(user__email="")
    role = GROUPS.get(group)
    if role is not None:
        members = members.filter(role=role)
    return list(members.order_by("pk").values_list("user__email", flat=True))
