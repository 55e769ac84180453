"""When a report is due: wall-clock time in its own time zone, right across daylight saving."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, time, timedelta

from core.models import ScheduledReport


def next_due(report: ScheduledReport, after: datetime) -> datetime:
    """The first due time later than ``after`` (both aware), in UTC.

    A time that the clocks skip (spring) is due as many minutes later as they skip; one that comes twice (autumn) is due
    at its first coming only.
    """
    zone = zoneinfo.ZoneInfo(report.time_zone)
    day = after.astimezone(zone).date() - timedelta(days=1)
    for _ in range(10):
        weekly = report.frequency == ScheduledReport.Frequency.WEEKLY
        if not weekly or day.weekday() == report.weekday:
            wall = datetime.combine(day, time(report.hour, report.minute), tzinfo=zone)  # fold=0: the first coming
            due = wall.astimezone(UTC)
            if due > after:
                return due
        day += timedelta(days=1)
    raise AssertionError("a week has no such weekday")


def following(report: ScheduledReport, after: datetime, count: int = 5) -> list[datetime]:
    """The next ``count`` due times."""
    times: list[datetime] = []
    for _ in range(count):
        after = next_due(report, after)
        times.append(after)
    return times
