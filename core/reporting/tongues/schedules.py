"""When a report comes, in the words of a language: the reverse of ``core.when``."""

from __future__ import annotations

from datetime import time, timedelta

from core import when
from core.reporting.tongues import Tongue

WORKDAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})
LISTED_TIMES = 4


def in_words(schedule: str, tongue: Tongue) -> str:
    """“weekdays 08:00” as people of the language say it; as it was written where it cannot be read any more.

    >>> from core.reporting import tongues
    >>> in_words("last friday of the month 17:00", tongues.of("de"))
    'am letzten Freitag des Monats um 17:00 Uhr'
    """
    try:
        rule = when.parse(schedule)
    except when.Unclear:
        return schedule
    if isinstance(rule, when.Every):
        return _apart(rule.apart, tongue)
    days = _days(rule, tongue)
    times = [_clock(each) for each in sorted(rule.times)]
    if len(times) > LISTED_TIMES:
        return tongue.say("many_times", days=days, n=len(times), first=times[0], last=times[-1])
    return tongue.say("at", days=days, times=tongue.listed(times))


def _apart(apart: timedelta, tongue: Tongue) -> str:
    minutes = int(apart.total_seconds()) // 60
    for key, size in (("every_days", 1440), ("every_hours", 60)):
        if minutes % size == 0:
            return tongue.count(key, minutes // size)
    return tongue.count("every_minutes", minutes)


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"


def _days(rule: when.Wall, tongue: Tongue) -> str:
    by_week, by_month = _week(rule, tongue), _month(rule, tongue)
    if rule.days is not None and -1 not in rule.days and not by_week and len(rule.days) == len(rule.months) == 1:
        month = tongue.words.MONTHS[min(rule.months) - 1]
        return tongue.say("once_a_year", day=str(min(rule.days)), month=month)
    if by_week and by_month:
        days = tongue.say("either", one=by_month, other=by_week) if rule.either else f"{by_month}, {by_week}"
    else:
        days = by_week or by_month or tongue.say("daily")
    if rule.months != when.ANY_MONTH:
        months = tongue.listed([tongue.words.MONTHS[number - 1] for number in sorted(rule.months)])
        days = tongue.say("in_months", days=days, months=months)
    return days


def _week(rule: when.Wall, tongue: Tongue) -> str:
    if rule.nth is not None:
        names = tongue.listed([tongue.words.WEEKDAYS[number] for number in sorted(rule.weekdays)])
        return tongue.say("nth", nth=tongue.words.ORDINALS[rule.nth], day=names)
    if rule.weekdays == when.ANY_WEEKDAY:
        return ""
    if rule.weekdays == WORKDAYS:
        return tongue.say("workdays")
    if rule.weekdays == WEEKEND:
        return tongue.say("weekends")
    names = tongue.listed([tongue.words.EACH_WEEKDAY[number] for number in sorted(rule.weekdays)])
    return tongue.say("on_weekdays", days=names)


def _month(rule: when.Wall, tongue: Tongue) -> str:
    if rule.days is None:
        return ""
    dated = [str(number) for number in sorted(rule.days) if number > 0]
    parts = [tongue.say("last_day")] if -1 in rule.days else []
    if len(dated) == 1:
        parts.insert(0, tongue.say("month_day", day=dated[0]))
    elif dated:
        parts.insert(0, tongue.say("month_days", days=tongue.listed(dated)))
    return tongue.listed(parts)
