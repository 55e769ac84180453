"""Schedules as people write them: "weekdays 08:00", "last day of the month 18:00", "every 2 hours", or cron."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
EXAMPLES = (
    "every day 08:00",
    "weekdays 08:00",
    "mondays and thursdays 09:30",
    "1st of the month 07:00",
    "last day of the month 18:00",
    "first monday of the month 08:00",
    "every quarter 08:00",
    "every 2 hours",
    "0 8 * * 1-5",
)
MIDDAY = time(8, 0)
SHORTEST = timedelta(minutes=5)
MAX_TIMES = 24 * 60 // 5
ANY_MONTH = frozenset(range(1, 13))
ANY_WEEKDAY = frozenset(range(7))


class Unclear(ValueError):
    """The words are no schedule; the message is one sentence for the person who wrote them."""


@dataclass(frozen=True)
class Every:
    """A fixed time apart, counted from an anchor whatever the clocks do."""

    apart: timedelta


@dataclass(frozen=True)
class Wall:
    """Wall-clock ``times`` on the days that match. ``days`` are days of the month, -1 the last one.

    ``nth`` asks for the n-th of the weekday in its month (-1: the last). With ``either``, as in cron, a day matches
    by its day of the month or by its weekday. ``hourly`` rules come in the repeated hour of autumn as well.
    """

    times: tuple[time, ...]
    months: frozenset[int] = ANY_MONTH
    days: frozenset[int] | None = None
    weekdays: frozenset[int] = ANY_WEEKDAY
    nth: int | None = None
    either: bool = False
    hourly: bool = False

    def matches(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        last = calendar.monthrange(day.year, day.month)[1]
        by_day = self.days is None or day.day in self.days or (-1 in self.days and day.day == last)
        by_week = day.weekday() in self.weekdays
        if self.nth is not None and by_week:
            by_week = day.day + 7 > last if self.nth == -1 else (day.day - 1) // 7 + 1 == self.nth
        return by_day or by_week if self.either else by_day and by_week


Rule = Every | Wall


def parse(text: str) -> Rule:
    """The rule of the words; raises Unclear."""
    words = " ".join(text.lower().replace(" at ", " ").split())
    if not words:
        raise Unclear("Write when the report comes, for example “weekdays 08:00”.")
    rule = _cron(words) if len(words.split()) == 5 and re.fullmatch(r"[\d*/,\-a-z ]+", words) and _cronlike(words) \
        else _interval(words) or _words(words)  # fmt: skip
    if isinstance(rule, Wall):
        if len(rule.times) > MAX_TIMES:
            raise Unclear("That is more often than every five minutes.")
        start = date(2024, 1, 1)  # eight years hold every leap day and weekday once at least
        if not any(rule.matches(start + timedelta(days=count)) for count in range(366 * 8)):
            raise Unclear("No day is like that, so the report would never come.")
    return rule


def _cronlike(words: str) -> bool:
    minute, hour = words.split()[:2]
    return all(re.fullmatch(r"[\d*/,\-]+", part) for part in (minute, hour))


def _interval(words: str) -> Every | None:
    found = re.fullmatch(r"(?:every )?(?:(\d+) )?(minute|hour)s?|(hourly)", words)
    if not found:
        return None
    count = int(found[1] or 1)
    apart = timedelta(minutes=count) if found[2] == "minute" else timedelta(hours=count)
    if not SHORTEST <= apart <= timedelta(days=31):
        raise Unclear("Reports may come every five minutes at most, and every 31 days at least.")
    return Every(apart)


def _words(words: str) -> Wall:
    words, times = _times(words)
    days = re.sub(r"\b(every|each|on|the|of|and|a)\b|,", " ", words)
    days = " ".join(days.split())
    for shape, build in SHAPES:
        if found := re.fullmatch(shape, days):
            return build(found, times)
    named = [_weekday(word) for word in days.split()]
    if named and None not in named:
        return Wall(times, weekdays=frozenset(day for day in named if day is not None))
    raise Unclear(f"“{words[:60]}” is no schedule that is known here; write it like “{EXAMPLES[1]}” or "
                  f"“{EXAMPLES[3]}”, or as five cron fields.")  # fmt: skip


def _times(words: str) -> tuple[str, tuple[time, ...]]:
    """The words without their times of day, and those times."""
    shape = r"\b(\d{1,2})(?:[:.](\d{2})(?! ?of\b)\s?(am|pm)?|\s?(am|pm))\b"
    times = set()
    for found in re.finditer(shape, words):
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3] or found[4]
        if half:
            if not 1 <= hour <= 12:
                raise Unclear(f"“{found[0]}” is no time of day.")
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour > 23 or minute > 59:
            raise Unclear(f"“{found[0]}” is no time of day.")
        times.add(time(hour, minute))
    rest = " ".join(re.sub(shape, " ", words).split())
    rest = re.sub(r"\b(and|at|,)\s*$", "", rest).strip()
    for word, hour in (("midnight", 0), ("noon", 12)):
        if re.search(rf"\b{word}\b", rest):
            times.add(time(hour))
            rest = " ".join(rest.replace(word, " ").split())
    return rest, tuple(sorted(times)) or (MIDDAY,)


def _weekday(word: str) -> int | None:
    """0 for "monday", "mondays", "mon"; None for no day."""
    plain = word.rstrip("s") if word not in {"tues", "wednes"} else word
    for number, name in enumerate(WEEKDAYS):
        if len(plain) >= 3 and name.startswith(plain):
            return number
    return None


def _on(**values: object) -> Callable[[re.Match[str], tuple[time, ...]], Wall]:
    return lambda found, times: Wall(times, **values)  # type: ignore[arg-type]


def _month_days(found: re.Match[str], times: tuple[time, ...]) -> Wall:
    days = frozenset(int(number) for number in re.findall(r"\d+", found[0]))
    if not days or not days <= frozenset(range(1, 32)):
        raise Unclear("A month has the days 1 to 31.")
    return Wall(times, days=days)


def _nth_weekday(found: re.Match[str], times: tuple[time, ...]) -> Wall:
    day = _weekday(found[2])
    if day is None:
        raise Unclear(f"“{found[2]}” is no day of the week.")
    return Wall(times, weekdays=frozenset({day}), nth=ORDINALS[found[1]])


def _yearly(found: re.Match[str], times: tuple[time, ...]) -> Wall:
    name = found["a"] or found["b"]
    months = [number for number, month in enumerate(MONTHS, 1) if len(name) >= 3 and month.startswith(name)]
    if not months:
        raise Unclear(f"“{name}” is no month.")
    return Wall(times, months=frozenset(months), days=frozenset({int(found["c"] or found["d"])}))


_ORDINAL = r"(?:st|nd|rd|th)"
SHAPES: list[tuple[str, Callable[[re.Match[str], tuple[time, ...]], Wall]]] = [
    (r"|days?|daily", _on()),
    (r"weekdays?|workdays?|working days?", _on(weekdays=frozenset(range(5)))),
    (r"weekends?", _on(weekdays=frozenset({5, 6}))),
    (r"weekly|weeks?", _on(weekdays=frozenset({0}))),
    (r"last day(?: month)?|months? last day|end month|monthly last day", _on(days=frozenset({-1}))),
    (r"monthly|months?|(?:month )?first day(?: month)?", _on(days=frozenset({1}))),
    (r"quarterly|quarters?", _on(days=frozenset({1}), months=frozenset({1, 4, 7, 10}))),
    (r"yearly|years?", _on(days=frozenset({1}), months=frozenset({1}))),
    (rf"(?:monthly |months? )?(?:day )?\d{{1,2}}{_ORDINAL}?(?: \d{{1,2}}{_ORDINAL}?)*(?: day)?(?: months?| monthly)?",
     _month_days),
    (r"(?:months? )?(first|second|third|fourth|last) ([a-z]+)(?: months?)?", _nth_weekday),
    (rf"(?:(?P<a>[a-z]+) (?P<c>\d{{1,2}}){_ORDINAL}?|(?P<d>\d{{1,2}}){_ORDINAL}? (?P<b>[a-z]+))(?: yearly| years?)?",
     _yearly),
]  # fmt: skip


# Cron


def _cron(words: str) -> Wall:
    minute, hour, day, month, weekday = words.split()
    minutes = _field(minute, 0, 59, "minutes")
    hours = _field(hour, 0, 23, "hours")
    months = _field(month, 1, 12, "months", [name[:3] for name in MONTHS], 1)
    week = {number % 7 for number in _field(weekday, 0, 7, "weekdays", ["sun", *(name[:3] for name in WEEKDAYS[:6])])}
    days = {-1} if day == "l" else _field(day, 1, 31, "days")
    return Wall(
        times=tuple(time(h, m) for h in sorted(hours) for m in sorted(minutes)),
        months=frozenset(months),
        days=None if day.startswith("*") else frozenset(days),
        weekdays=frozenset((number - 1) % 7 for number in week),  # cron counts from Sunday
        either=not day.startswith("*") and not weekday.startswith("*"),
        hourly=len(hours) == 24,
    )


def _field(text: str, low: int, high: int, what: str, names: list[str] | None = None, base: int = 0) -> set[int]:
    found: set[int] = set()
    for part in text.split(","):
        for number, name in enumerate(names or [], base):
            part = re.sub(rf"\b{name}\b", str(number), part)
        shape = re.fullmatch(r"(\*|(\d+)(?:-(\d+))?)(?:/(\d+))?", part)
        if not shape:
            raise Unclear(f"The cron field for {what} is “{text}”, which cannot be read.")
        first = low if shape[1] == "*" else int(shape[2])
        last = high if shape[1] == "*" or (shape[4] and not shape[3]) else int(shape[3] or shape[2])
        step = int(shape[4] or 1)
        if not low <= first <= last <= high or step < 1:
            raise Unclear(f"The cron field for {what} is “{text}”; it goes from {low} to {high}.")
        found |= set(range(first, last + 1, step))
    return found
