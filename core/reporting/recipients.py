"""Who gets a report: addresses and groups, some with a view (filters) or a language of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from core.boards import filters
from core.models import Dashboard, Dataset, Membership, RecipientGroup, Role, ScheduledReport, Workspace
from core.reporting import tongues

MAX_RECIPIENTS = 10_000
GROUPS = {"@everyone": None, "@owners": Role.OWNER, "@editors": Role.EDITOR, "@viewers": Role.VIEWER}


class Unclear(ValueError):
    """What was written names nobody; the message is one sentence."""


class Addressee(NamedTuple):
    """One address, the view it gets (a query string) and the code of its language."""

    address: str
    view: str
    language: str


@dataclass
class Named:
    """Recipients in order, each once; the views and the languages of some."""

    names: list[str] = field(default_factory=list)
    views: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)


def from_text(text: str, groups: Collection[str] = ()) -> Named:
    """Who is named. Raises Unclear. ``groups``: names of the workspace's own groups, without the @.

    Lines, commas and semicolons separate. A language stands in brackets behind a name; behind ``|`` stands the view,
    which may hold commas and goes on to the end of its line. Nothing of it is ever taken as a header.
    """
    found = Named()
    seen: dict[str, None] = {}
    for line in text.replace("\r", "\n").split("\n"):
        who, bar, view = line.partition("|")
        for part in re.split(r"[,;]", who):
            name, language = _with_language(part.strip())
            if not name:
                continue
            name = _checked(name, groups)
            seen[name] = None
            if language:
                found.languages[name] = language
            if bar and view.strip():
                found.views[name] = view_from_text(view)
    found.names = list(seen)
    if len(seen) > MAX_RECIPIENTS:
        raise Unclear(f"{len(seen):,} addresses are too many; at most {MAX_RECIPIENTS:,} get one report.")
    if not seen:
        raise Unclear("Name at least one recipient.")
    return found


def _with_language(part: str) -> tuple[str, str]:
    """“ada@example.org [de]” as the name and the language's code."""
    found = re.fullmatch(r"(.*?)\s*\[([^\[\]]*)\]", part)
    if not found:
        return part, ""
    code = tongues.known(found[2])
    if not code:
        raise Unclear(f"“{found[2][:40]}” is no language of reports; there are {', '.join(tongues.NAMES.values())}.")
    return found[1], code


def _checked(name: str, groups: Collection[str]) -> str:
    if name.startswith("@"):
        name = name.lower()
        known = [*GROUPS, *(f"@{group}" for group in groups)]
        if name not in known:
            raise Unclear(f"“{name[:80]}” is no group; there are {', '.join(known)}.")
        return name
    try:
        validate_email(name)
    except ValidationError:
        raise Unclear(f"“{name[:80]}” is not an e-mail address.") from None
    return name


def group_names(workspace: Workspace) -> list[str]:
    """The workspace's own groups, without the @."""
    return list(RecipientGroup.objects.filter(workspace=workspace).values_list("name", flat=True))


def as_text(report: ScheduledReport) -> str:
    """For the form; the reverse of ``from_text``."""
    lines = []
    for name in report.recipients:
        values = filters.from_query(report.views.get(name, "")) or {}
        view = "; ".join(condition_text(column, value) for column, value in values.items())
        language = report.languages.get(name)
        line = f"{name} [{language}]" if language else name
        lines.append(f"{line} | {view}" if view else line)
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


def columns_of(source: Dashboard | Dataset) -> set[str]:
    """The columns of the data behind the dashboard, or of the dataset."""
    sets = filters.datasets(source) if isinstance(source, Dashboard) else [source]
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


def resolve(report: ScheduledReport, *, opted_out: bool = True) -> Iterator[Addressee]:
    """Everybody who gets the report now, each address once; the first mention wins.

    Those who opted out are left out; members of a group without an address, too. A language is the one that is written
    behind the name, else a member's own setting, else the report's.
    """
    gone = {a.lower() for a in report.opt_outs.values_list("address", flat=True)} if opted_out else set()
    spoken = languages_of(report.workspace)
    seen: set[str] = set()
    for name in report.recipients:
        view = report.views.get(name, report.filters)
        for address in addresses_of(report.workspace, name):
            key = address.lower()
            if key not in seen and key not in gone:
                seen.add(key)
                language = report.languages.get(name) or spoken.get(key) or report.language
                yield Addressee(address, view, language)


def languages_of(workspace: Workspace) -> dict[str, str]:
    """Members' own languages by their addresses in small letters."""
    members = Membership.objects.filter(workspace=workspace).exclude(user__language="")
    return {email.lower(): language for email, language in members.values_list("user__email", "user__language")}


def addresses_of(workspace: Workspace, name: str) -> list[str]:
    """The addresses behind a name: itself, the members of a role, or whoever is in a group of the workspace."""
    if not name.startswith("@"):
        return [name]
    if name in GROUPS:
        return list(members_of(workspace, name).values_list("user__email", flat=True))
    group = RecipientGroup.objects.filter(workspace=workspace, name=name[1:]).first()
    inside = [each for each in group.members if each in GROUPS or not each.startswith("@")] if group else []
    return [address for each in inside for address in addresses_of(workspace, each)]


def members_of(workspace: Workspace, group: str) -> QuerySet[Membership]:
    """Active members with an address, of a role or all of them."""
    members = Membership.objects.filter(workspace=workspace, user__is_active=True).exclude(user__email="")
    role = GROUPS.get(group)
    return (members.filter(role=role) if role is not None else members).order_by("pk")
