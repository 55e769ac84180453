"""A report comes at its hour in its own time zone, each due time once, whatever the clocks do."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest

from core.due import following, next_due
from core.models import ScheduledReport


def daily(zone: str, hour: int, minute: int = 0) -> ScheduledReport:
    return ScheduledReport(frequency="daily", hour=hour, minute=minute, time_zone=zone)


def test_a_daily_report_comes_at_its_local_hour() -> None:
    due = next_due(daily("Europe/Berlin", 8), datetime(2026, 1, 10, 12, tzinfo=UTC))
    assert due == datetime(2026, 1, 11, 7, tzinfo=UTC)


def test_a_due_time_is_never_its_own_successor() -> None:
    due = datetime(2026, 1, 11, 7, tzinfo=UTC)
    assert next_due(daily("Europe/Berlin", 8), due) == due + timedelta(days=1)


def test_a_weekly_report_comes_on_its_weekday_in_its_own_zone() -> None:
    report = ScheduledReport(frequency="weekly", weekday=0, hour=1, minute=30, time_zone="Pacific/Auckland")
    times = following(report, datetime(2026, 3, 1, tzinfo=UTC), 4)
    local = [time.astimezone(zoneinfo.ZoneInfo("Pacific/Auckland")) for time in times]
    assert [time.weekday() for time in local] == [0, 0, 0, 0]
    assert {(time.hour, time.minute) for time in local} == {(1, 30)}


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
@pytest.mark.parametrize("hour", [0, 2, 3, 23])
def test_every_local_day_of_a_year_has_exactly_one_due_time(zone: str, hour: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    times = following(daily(zone, hour, 30), start, 364)
    days = [time.astimezone(zoneinfo.ZoneInfo(zone)).date() for time in times]
    assert len(set(days)) == 364
    assert days == sorted(days)
    assert all(b - a == timedelta(days=1) for a, b in zip(days, days[1:], strict=False))


def test_an_hour_that_the_clocks_skip_is_due_when_they_have_skipped() -> None:
    due = next_due(daily("Europe/Berlin", 2, 30), datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert due.astimezone(zoneinfo.ZoneInfo("Europe/Berlin")).strftime("%d %H:%M") == "29 03:30"


def test_an_hour_that_comes_twice_is_due_at_its_first_coming() -> None:
    times = following(daily("Europe/Berlin", 2, 30), datetime(2026, 10, 24, 12, tzinfo=UTC), 2)
    assert times[0] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert times[1].date().day == 26
