"""What an alert finds in its dataset as it is now: ok, firing or no data, with a sentence. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.utils import timezone

from analytics import telling as facts
from analytics.schema import AnalyticsError, Column, Filter, Measure
from analytics.telling import Told
from core import measured
from core.boards import filters
from core.boards.filters import profile_of
from core.models import Alert, DatasetVersion, RunState
from core.reporting.report_words import Refusal
from core.reporting.tongues import telling
from core.reporting.tongues.telling import tell

State: Any = Alert.State
HISTORY = 60
LEAST_HISTORY = 8
SAME_WEEKDAY = 6
MAD_TO_SIGMA = 1.4826
UNUSUAL = 3.5
"""Iglewicz and Hoaglin (1993): modified z-scores beyond 3.5 are outliers."""
MARGIN = 0.01
"""A threshold that was passed is taken back only when the number is this share of it away, so that nothing flaps."""
MOST_DRIFT = 3


@dataclass(frozen=True)
class Verdict:
    """``message``: an English sentence with its facts."""

    state: str
    message: Told


def judge(alert: Alert) -> Verdict:
    """Look at the data; what cannot be looked at is no data, with the reason."""
    try:
        return RULES[Alert.Kind(alert.kind)](alert)
    except AnalyticsError as problem:
        told = getattr(problem, "said", None)
        return Verdict(State.NO_DATA, told if isinstance(told, Told) else Told(str(problem)))


def _current(alert: Alert) -> DatasetVersion:
    version = alert.dataset.current
    if version is None:
        raise Refusal("not_ready")
    return version


def _measure(alert: Alert) -> tuple[Measure, telling.Fact]:
    """The number that the alert is about, and what people call it."""
    column = alert.spec.get("column")
    agg: Any = alert.spec.get("agg") or "sum"
    name = telling.measure(column, agg, chosen=bool(alert.spec.get("where")))
    return (Measure(column, agg) if column else Measure()), name


def _chosen(alert: Alert) -> tuple[Filter, ...]:
    """The rows that the alert is about; AnalyticsError where they cannot be told any more."""
    from core.reporting import recipients, report_dataset

    values = filters.from_query(str(alert.spec.get("where") or ""))
    if gone := set(values or {}) - recipients.columns_of(alert.dataset):
        raise Refusal("choice_gone", q1=facts.name(min(gone)))
    return report_dataset.filters_of(_current(alert), values)


def _edge(alert: Alert, limit: float, above: bool = True) -> float:
    """Where it fires: at the limit, or a little inside of it while it does, so that nothing flaps."""
    if alert.state != State.FIRING:
        return limit
    return limit - abs(limit) * MARGIN * (1 if above else -1)


def _grain(alert: Alert) -> str:
    return str(alert.spec.get("grain") or "month")


# Numbers


def threshold(alert: Alert) -> Verdict:
    measure, name = _measure(alert)
    found = measured.value(_current(alert), measure, _chosen(alert))
    if found is None:
        return Verdict(State.NO_DATA, tell("no_value", m1=["small_measure", *name[1:]]))
    limit, above = float(alert.spec["value"]), alert.spec.get("op", ">") == ">"
    edge = _edge(alert, limit, above)
    passed = found > edge if above else found < edge
    relation = "above" if found > limit else "below" if found < limit else "exactly"
    sentence = tell(relation, m1=name, n1=telling.tally(found), n2=telling.tally(limit))
    return Verdict(State.FIRING if passed else State.OK, sentence)


def change(alert: Alert) -> Verdict:
    """The newest whole period against the one before; ``value`` in percent, ``op`` >, < or either."""
    _, name = _measure(alert)
    history = _history(alert)
    if len(history) < 2 or not history[-2][1]:
        return Verdict(State.NO_DATA, tell("no_periods"))
    (_, before), (moment, now) = history[-2:]
    share = (now - before) / abs(before) * 100
    limit, op = abs(float(alert.spec["value"])), alert.spec.get("op", "either")
    edge = _edge(alert, limit)
    passed = {">": share > edge, "<": share < -edge}.get(op, abs(share) > edge)
    sentence = tell(
        "rose_by" if share > 0 else "fell_by", m1=name, p1=telling.hundredths(abs(share), 1), n1=telling.tally(now),
        t1=telling.period(_grain(alert), _day(moment)),
    )  # fmt: skip
    return Verdict(State.FIRING if passed else State.OK, sentence)


def anomaly(alert: Alert) -> Verdict:
    """The newest whole period against the spread of those before; days against the same weekday if there are enough."""
    _, name = _measure(alert)
    history = _history(alert)
    if len(history) <= LEAST_HISTORY:
        return Verdict(State.NO_DATA, tell("short_history", r1=facts.count(LEAST_HISTORY + 1)))
    moment, now = history[-1]
    past = history[-HISTORY - 1 : -1]
    if _grain(alert) == "day":
        same = [pair for pair in past if _day(pair[0]).weekday() == _day(moment).weekday()]
        past = same if len(same) >= SAME_WEEKDAY else past
    values = [value for _, value in past]
    middle = median(values)
    spread = MAD_TO_SIGMA * median([abs(value - middle) for value in values])
    spread = spread or sum(abs(value - middle) for value in values) / len(values)
    score = abs(now - middle) / spread if spread else (0.0 if now == middle else float("inf"))
    period = telling.period(_grain(alert), _day(moment))
    usual = tell("usual", m1=name, n1=telling.tally(now), t1=period, n2=telling.tally(middle))
    edge = _edge(alert, float(alert.spec.get("value") or UNUSUAL))
    return Verdict(State.FIRING if score > edge else State.OK, usual)


def _history(alert: Alert) -> list[tuple[Any, float]]:
    """The measure by period, whole periods only: the newest one counts when the data reaches its end."""
    version = _current(alert)
    column = measured.time_column(version)
    if column is None:
        raise Refusal("no_time")
    grain: Any = _grain(alert)
    measure, _ = _measure(alert)
    periods = measured.by_period(version, measure, column.name, grain, _chosen(alert))
    found = [(when, value) for when, value in periods if value is not None]
    if found and not _is_whole(found[-1][0], grain, column):
        found.pop()
    return found


def _is_whole(start: Any, grain: str, column: Column) -> bool:
    first = _day(start)
    lengths = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
    if grain not in lengths:
        return False
    after = first + timedelta(days=lengths[grain])
    end = after - timedelta(days=1) if grain in {"day", "week"} else after.replace(day=1) - timedelta(days=1)
    if grain == "year":
        end = date(first.year, 12, 31)
    return (column.max or "")[:10] >= end.isoformat()


def _day(moment: Any) -> date:
    if isinstance(moment, datetime):
        return moment.date()
    return moment if isinstance(moment, date) else date.fromisoformat(str(moment)[:10])


# The data itself


def missing(alert: Alert) -> Verdict:
    """A column with more than ``value`` percent missing; without a column: no new version for ``value`` days."""
    version, limit = _current(alert), float(alert.spec["value"])
    if name := alert.spec.get("column"):
        column = next((each for each in profile_of(version).columns if each.name == name), None)
        if column is None:
            return Verdict(State.FIRING, tell("column_gone", q1=facts.name(name)))
        share = 100 * column.nulls / max(version.clean_rows or 0, 1)
        shares = {"p1": telling.hundredths(share, 1), "p2": telling.hundredths(limit)}
        sentence = tell("missing_share", q1=facts.name(name), **shares)
        return Verdict(State.FIRING if share > _edge(alert, limit) else State.OK, sentence)
    age = timezone.now() - version.created_at
    sentence = tell("data_age", n=age.days, d1=facts.day(version.created_at), r1=facts.count(age.days))
    return Verdict(State.FIRING if age > timedelta(days=limit) else State.OK, sentence)


def drift(alert: Alert) -> Verdict:
    version = _current(alert)
    items = ((version.quality or {}).get("drift") or {}).get("items", ())
    told, number = [Told(str(item["sentence"]), item.get("said")) for item in items], facts.count(version.number)
    if not told:
        return Verdict(State.OK, tell("no_drift", r1=number))
    parts, more = telling.sentences(told[:MOST_DRIFT]), len(told) - MOST_DRIFT
    if more <= 0:
        return Verdict(State.FIRING, tell("drifted", r1=number, x1=parts))
    return Verdict(State.FIRING, tell("drifted_more", r1=number, x1=parts, r2=facts.count(more)))


def quality(alert: Alert) -> Verdict:
    score = ((_current(alert).quality or {}).get("score") or {}).get("after")
    if score is None:
        return Verdict(State.NO_DATA, tell("not_measured"))
    limit = float(alert.spec["value"])
    fires = score < _edge(alert, limit, above=False)
    sentence = tell("quality_is", n1=telling.general(score), n2=telling.general(limit))
    return Verdict(State.FIRING if fires else State.OK, sentence)


def failed(alert: Alert) -> Verdict:
    version = alert.dataset.newest
    run = version.runs.first() if version else None
    if run is None:
        return Verdict(State.NO_DATA, tell("never_run"))
    if run.state == RunState.FAILED:
        number = facts.count(version.number)  # type: ignore[union-attr]
        return Verdict(State.FIRING, tell("run_failed", r1=number, x1=facts.text(run.error)))
    return Verdict(State.OK, tell("last_run", w1=facts.word(run.get_state_display().lower())))


RULES: dict[Any, Callable[[Alert], Verdict]] = {
    Alert.Kind.THRESHOLD: threshold,
    Alert.Kind.CHANGE: change,
    Alert.Kind.ANOMALY: anomaly,
    Alert.Kind.MISSING: missing,
    Alert.Kind.DRIFT: drift,
    Alert.Kind.QUALITY: quality,
    Alert.Kind.FAILED: failed,
}
