"""A report comes at its hour in its own time zone, each due time once, whatever the clocks do."""

from __future__ import annotations

import itertools
import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest

from core import when
from core.due import following, next_due
from core.models import ScheduledReport


def daily(zone: str, hour: int, minute: int = 0) -> ScheduledReport:
    return ScheduledReport(schedule=f"every day {hour:02}:{minute:02}", time_zone=zone)


def test_a_daily_report_comes_at_its_local_hour() -> None:
    due = next_due(daily("Europe/Berlin", 8), datetime(2026, 1, 10, 12, tzinfo=UTC))
    assert due == datetime(2026, 1, 11, 7, tzinfo=UTC)


def test_a_due_time_is_never_its_own_successor() -> None:
    due = datetime(2026, 1, 11, 7, tzinfo=UTC)
    assert next_due(daily("Europe/Berlin", 8), due) == due + timedelta(days=1)


def test_a_weekly_report_comes_on_its_weekday_in_its_own_zone() -> None:
    report = ScheduledReport(schedule="mondays 1:30", time_zone="Pacific/Auckland")
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
    assert all(b - a == timedelta(days=1) for a, b in itertools.pairwise(days))


def test_an_hour_that_the_clocks_skip_is_due_when_they_have_skipped() -> None:
    due = next_due(daily("Europe/Berlin", 2, 30), datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert due.astimezone(zoneinfo.ZoneInfo("Europe/Berlin")).strftime("%d %H:%M") == "29 03:30"


def test_an_hour_that_comes_twice_is_due_at_its_first_coming() -> None:
    times = following(daily("Europe/Berlin", 2, 30), datetime(2026, 10, 24, 12, tzinfo=UTC), 2)
    assert times[0] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert times[1].date().day == 26


ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago"]


def due_times(words: str, zone: str, start: str, count: int, **more) -> list[str]:
    report = ScheduledReport(schedule=words, time_zone=zone, **more)
    times = following(report, datetime.fromisoformat(start).replace(tzinfo=UTC), count)
    return [f"{time.astimezone(zoneinfo.ZoneInfo(zone)):%a %d %b %H:%M}" for time in times]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("weekdays 08:00", ["Fri 27 Feb 08:00", "Mon 02 Mar 08:00", "Tue 03 Mar 08:00"]),
        ("Weekdays at 8am", ["Fri 27 Feb 08:00", "Mon 02 Mar 08:00", "Tue 03 Mar 08:00"]),
        ("mon, thu 9:30", ["Mon 02 Mar 09:30", "Thu 05 Mar 09:30", "Mon 09 Mar 09:30"]),
        ("every day at 08:00 and 16:00", ["Thu 26 Feb 16:00", "Fri 27 Feb 08:00", "Fri 27 Feb 16:00"]),
        ("1st and 15th of the month 07:00", ["Sun 01 Mar 07:00", "Sun 15 Mar 07:00", "Wed 01 Apr 07:00"]),
        ("last day of the month 18:00", ["Sat 28 Feb 18:00", "Tue 31 Mar 18:00", "Thu 30 Apr 18:00"]),
        ("monthly on the 31st 8:00", ["Tue 31 Mar 08:00", "Sun 31 May 08:00", "Fri 31 Jul 08:00"]),
        ("first monday of the month 08:00", ["Mon 02 Mar 08:00", "Mon 06 Apr 08:00", "Mon 04 May 08:00"]),
        ("last friday of the month 17:00", ["Fri 27 Feb 17:00", "Fri 27 Mar 17:00", "Fri 24 Apr 17:00"]),
        ("every quarter 06:00", ["Wed 01 Apr 06:00", "Wed 01 Jul 06:00", "Thu 01 Oct 06:00"]),
        ("0 8 * * 1-5", ["Fri 27 Feb 08:00", "Mon 02 Mar 08:00", "Tue 03 Mar 08:00"]),
        ("30 6 1,15 * fri", ["Fri 27 Feb 06:30", "Sun 01 Mar 06:30", "Fri 06 Mar 06:30"]),
        ("0 18 L * *", ["Sat 28 Feb 18:00", "Tue 31 Mar 18:00", "Thu 30 Apr 18:00"]),
        ("*/20 13-14 * * *", ["Thu 26 Feb 13:20", "Thu 26 Feb 13:40", "Thu 26 Feb 14:00"]),
    ],
)
def test_schedules_are_understood_as_people_write_them(words: str, expected: list[str]) -> None:
    assert due_times(words, "UTC", "2026-02-26T13:00:00", 3) == expected


@pytest.mark.parametrize("words", ["", "now and then", "every 2 minutes", "0 8 31 2 *", "61 8 * * *", "25:00", "32nd"])
def test_what_is_no_schedule_is_refused_in_a_sentence(words: str) -> None:
    with pytest.raises(when.Unclear, match=r"\w+ .*\.$"):
        when.parse(words)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("words", ["*/30 * * * *", "every 2 hours", "every 30 minutes"])
def test_what_comes_by_the_hour_comes_evenly_when_the_clocks_change(zone: str, words: str) -> None:
    apart = timedelta(hours=2) if "hours" in words else timedelta(minutes=30)
    for start in (datetime(2026, 3, 7, tzinfo=UTC), datetime(2026, 10, 3, tzinfo=UTC)):
        report = ScheduledReport(schedule=words, time_zone=zone, created_at=start)
        times = following(report, start, 24 * 60 * 60 // int(apart.total_seconds()) * 30)
        assert {later - time for time, later in itertools.pairwise(times)} == {apart}


@pytest.mark.parametrize("zone", ZONES)
def test_walking_minute_by_minute_over_the_changes_finds_each_due_time_once(zone: str) -> None:
    report = daily(zone, 2, 30)
    now, end, found = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC), []
    due = next_due(report, now)
    while now < end:  # the scheduler's look, every 37 minutes here
        if due <= now:
            found.append(due)
            due = next_due(report, due)
        now += timedelta(minutes=37)
    assert len(found) == len(set(found)) == 364


def test_a_leap_day_is_waited_for() -> None:
    assert due_times("29 february 08:00", "UTC", "2026-02-26T13:00:00", 2) == ["Tue 29 Feb 08:00", "Sun 29 Feb 08:00"]


def test_it_comes_between_its_first_and_its_last_day_only() -> None:
    bounds = {"starts_on": date(2026, 3, 10), "ends_on": date(2026, 3, 12)}
    found = due_times("every day 23:30", "Asia/Tokyo", "2026-02-26T13:00:00", 9, **bounds)
    assert found == ["Tue 10 Mar 23:30", "Wed 11 Mar 23:30", "Thu 12 Mar 23:30"]
