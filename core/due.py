"""When a report is due: wall-clock time in its own time zone, right across daylight saving."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from core import when
from core.models import ScheduledReport

LOOK_AHEAD = 366 * 8
"""Days: a leap day may be eight years away."""


def next_due(report: ScheduledReport, after: datetime) -> datetime | None:
    """The first due time later than ``after`` (both aware), in UTC; None when it has ended.

    A time that the clocks skip (spring) is due as many minutes later as they skip; one that comes twice (autumn) is
    due at its first coming only, unless the report comes every hour anyway.
    """
    zone = zoneinfo.ZoneInfo(report.time_zone)
    if report.starts_on:
        after = max(after, _start_of(report.starts_on, zone) - timedelta(microseconds=1))
    rule = when.parse(report.schedule)
    due = _after(rule, after, zone, report.starts_on or report.created_at.astimezone(zone).date())
    if due and report.ends_on and due >= _start_of(report.ends_on + timedelta(days=1), zone):
        return None
    return due


def _after(rule: when.Rule, after: datetime, zone: zoneinfo.ZoneInfo, anchor: date) -> datetime | None:
    if isinstance(rule, when.Every):
        first = _start_of(anchor, zone)
        return first + rule.apart * ((after - first) // rule.apart + 1)
    day = after.astimezone(zone).date() - timedelta(days=1)
    for _ in range(LOOK_AHEAD):
        if rule.matches(day):
            later = [due for due in _instants(rule, day, zone) if due > after]
            if later:
                return min(later)
        day += timedelta(days=1)
    return None


def _instants(rule: when.Wall, day: date, zone: zoneinfo.ZoneInfo) -> set[datetime]:
    folds = (0, 1) if rule.hourly else (0,)
    return {
        datetime.combine(day, at, tzinfo=zone).replace(fold=fold).astimezone(UTC) for at in rule.times for fold in folds
    }


def _start_of(day: date, zone: zoneinfo.ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def following(report: ScheduledReport, after: datetime, count: int = 5) -> list[datetime]:
    """The next ``count`` due times, fewer where it ends before."""

    def walk():  # type: ignore[no-untyped-def]
        at = after
        while (due := next_due(report, at)) is not None:
            yield due
            at = due

    return list(islice(walk(), count))
