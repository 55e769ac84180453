"""Consequences are folded into the finding that causes them, and restatements into the plainest one.

A rule looks at two findings and says whether the second is only what the first makes of it. The folded sentence
stays in the evidence of
the one that explains it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from analytics.insights.candidate import ROWS, Candidate
from analytics.insights.columns import Pair
from analytics.insights.worth import Worth

OVER_TIME = ("trend", "change_point", "anomaly", "seasonality")
NEAR_DAYS = 3


def fold(candidates: list[Candidate], worth: Worth, pairs: list[Pair]) -> list[Candidate]:
    """The findings that stand for themselves, in the order given."""
    linked = {frozenset((pair.one, pair.other)) for pair in pairs if abs(pair.link.rho) >= 0.3}
    rules: list[Callable[[Candidate, Candidate], bool]] = [
        _total_of_parts,
        _whole_by_segment,
        _level_by_move,
        _small_numbers,
        _mover_told_once,
        _reversal(worth),
        _anomaly_and_steps,
        _nested(worth),
        _same_rows,
        _derived(worth),
        _mixed_total,
        _step_in_trend,
        _through(linked),
    ]
    kept = list(candidates)
    for rule in rules:
        gone: set[int] = set()
        for cause in kept:
            for effect in kept:
                if cause is effect or id(effect) in gone or id(cause) in gone or not rule(cause, effect):
                    continue
                gone.add(id(effect))
                cause.folded.append(effect.text)
        kept = [candidate for candidate in kept if id(candidate) not in gone]
    return kept


def _dates(candidate: Candidate) -> list[dt.date]:
    at = candidate.at if isinstance(candidate.at, list) else [candidate.at] if candidate.at else []
    return [dt.date.fromisoformat(day) for day in at]


def near(one: Candidate, other: Candidate, days: int = NEAR_DAYS) -> bool:
    """Whether two findings speak of the same days; a point that covers many days is near over that length."""
    points = [c.evidence.get("grain", "day") for c in (one, other)]
    wide = max({"week": 7, "month": 31, "year": 366}.get(point, 28 if " days" in point else 1) for point in points)
    return any(abs((a - b).days) <= days * wide for a in _dates(one) for b in _dates(other))


def _alike(one: Candidate, other: Candidate) -> bool:
    """The same story over time: kind, direction, period, days."""
    if one.kind != other.kind:
        return False
    if one.kind == "seasonality":
        return one.period == other.period
    if one.kind == "trend":
        return True
    return near(one, other)


def _moves(candidate: Candidate) -> bool:
    return candidate.kind in ("trend", "change_point")


def _total_of_parts(cause: Candidate, effect: Candidate) -> bool:
    """A total moves because the number of rows or the average does."""
    if effect.agg != "sum" or effect.kind not in OVER_TIME or cause.agg == "sum" or effect.segment or cause.segment:
        return False
    if cause.columns[0] not in (ROWS, effect.columns[0]):
        return False
    return _alike(cause, effect) or (_moves(cause) and _moves(effect) and cause.direction == effect.direction)


def _whole_by_segment(cause: Candidate, effect: Candidate) -> bool:
    """The whole does it because one segment does, and the others do not."""
    if not cause.segment or effect.segment or cause.kind not in OVER_TIME or cause.columns != effect.columns:
        return False
    if not cause.others_quiet:
        return False
    if _moves(cause) and _moves(effect):
        return cause.direction == effect.direction
    return _alike(cause, effect) and cause.direction == effect.direction


def _mover_told_once(cause: Candidate, effect: Candidate) -> bool:
    """One segment moves the whole: a step is told as the driver it is, a climb as the segment's trend."""
    if (
        not cause.segment
        or cause.segment != effect.segment
        or cause.columns != effect.columns
        or cause.direction != effect.direction
    ):
        return False
    return (cause.kind, effect.kind) in (("driver", "change_point"), ("trend", "driver"))


def _small_numbers(cause: Candidate, effect: Candidate) -> bool:
    """A small whole number is both measure and category: the correlation with it says what a ranking by it would."""
    if cause.kind != "correlation" or effect.kind not in ("ranking", "driver") or not effect.segment:
        return False
    return {effect.columns[0], *effect.segment} == set(cause.columns)


def _level_by_move(cause: Candidate, effect: Candidate) -> bool:
    """A level stands out on average because it moved away from the others."""
    if (
        effect.kind not in ("ranking", "driver")
        or "points" in effect.evidence
        or not cause.segment
        or not effect.segment
    ):
        return False
    if cause.kind not in ("trend", "change_point", "driver", "anomaly") or cause.columns != effect.columns:
        return False
    return set(cause.segment) == set(effect.segment) and cause.evidence.get("points") is not None


def _reversal(worth: Worth) -> Callable[[Candidate, Candidate], bool]:
    """What a Simpson's reversal is made of: the misleading correlation, and levels that differ on both measures."""

    def rule(cause: Candidate, effect: Candidate) -> bool:
        if cause.kind != "simpson":
            return False
        if effect.kind in ("correlation", "simpson"):
            return set(cause.columns) == set(effect.columns) and (effect.kind == "correlation" or cause.p <= effect.p)
        if effect.kind in ("ranking", "driver") and effect.segment and cause.segment:
            measure = effect.columns[0]
            touched = measure in cause.columns or any(worth.related(measure, column) for column in cause.columns)
            return touched and set(effect.segment) == set(cause.segment)
        return False

    return rule


def _anomaly_and_steps(cause: Candidate, effect: Candidate) -> bool:
    """A short run of odd days looks like a step at each end; and a step looks odd on its first days."""
    if cause.columns != effect.columns or cause.segment != effect.segment:
        return False
    pair = (cause.kind, effect.kind)
    if pair == ("anomaly", "change_point"):
        return len(_dates(cause)) > 1 and near(cause, effect, 2)
    if pair == ("change_point", "anomaly"):
        return cause.direction == effect.direction and near(cause, effect, 2)
    return False


def _nested(worth: Worth) -> Callable[[Candidate, Candidate], bool]:
    """The same told by a category and by a finer or coarser one: the clearer stays."""

    def rule(cause: Candidate, effect: Candidate) -> bool:
        if cause.kind != effect.kind or cause.columns != effect.columns or not cause.segment or not effect.segment:
            return False
        one, other = next(iter(cause.segment)), next(iter(effect.segment))
        if one == other or frozenset((one, other)) not in worth.restated:
            return False
        return cause.effect >= effect.effect

    return rule


def _same_rows(cause: Candidate, effect: Candidate) -> bool:
    """A wild value in one row makes a wild day, and a wild value in what is computed from it."""
    if cause.kind == "outlier" and effect.kind == "outlier":
        mine, theirs = set(cause.rows or ()), set(effect.rows or ())
        return len(mine & theirs) >= 0.6 * len(theirs) and (cause.p, -cause.effect) <= (effect.p, -effect.effect)
    return False


def _derived(worth: Worth) -> Callable[[Candidate, Candidate], bool]:
    """What is computed from a column repeats its findings: the source's finding stays, or the clearest of the
    family."""
    sources = {relation.column: set(relation.sources) for relation in worth.derived}

    def rule(cause: Candidate, effect: Candidate) -> bool:
        if cause.columns == effect.columns:
            return False
        if cause.kind == "correlation" and effect.kind == "correlation":
            return _same_but_derived(cause, effect, worth)
        if (
            len(cause.columns) != 1
            or len(effect.columns) != 1
            or not worth.related(cause.columns[0], effect.columns[0])
        ):
            return False
        from_source = cause.columns[0] in sources.get(effect.columns[0], set())
        return _repeats(cause, effect, from_source) and (from_source or cause.effect >= effect.effect)

    return rule


def _repeats(cause: Candidate, effect: Candidate, from_source: bool) -> bool:
    """Whether the finding on a computed column is the kind of echo that the finding on its source makes."""
    same_split = bool(cause.segment) and set(cause.segment or ()) == set(effect.segment or ())
    if effect.kind in ("ranking", "driver") and same_split and (cause.kind == effect.kind or from_source):
        return True
    if from_source and _moves(effect) and (_moves(cause) or cause.kind == "driver"):
        return True
    if cause.kind in OVER_TIME and effect.kind in OVER_TIME and cause.segment == effect.segment:
        return _alike(cause, effect) or (_moves(cause) and _moves(effect))
    return False


def _same_but_derived(cause: Candidate, effect: Candidate, worth: Worth) -> bool:
    shared = set(cause.columns) & set(effect.columns)
    if len(shared) != 1 or cause.segment != effect.segment:
        return False
    (one,), (other,) = set(cause.columns) - shared, set(effect.columns) - shared
    return worth.related(one, other) and cause.effect >= effect.effect


def _mixed_total(cause: Candidate, effect: Candidate) -> bool:
    """One value has most of a total because its average leads: the share says it better."""
    if cause.kind != "dominance" or effect.kind != "ranking" or cause.agg != "sum":
        return False
    return cause.evidence.get("measure") == effect.columns[0] and cause.segment == effect.segment


def _step_in_trend(cause: Candidate, effect: Candidate) -> bool:
    """A step of the same direction inside a trend of the same series, weaker than it, is a part of it."""
    if cause.kind != "trend" or effect.kind != "change_point" or cause.columns != effect.columns:
        return False
    return (
        cause.segment == effect.segment and cause.direction == effect.direction and cause.effect > 1.5 * effect.effect
    )


def _through(linked: set[frozenset[str]]) -> Callable[[Candidate, Candidate], bool]:
    """Two measures that go together, the same story over time on both, and the second vanishes once the first is
    held fixed."""

    def rule(cause: Candidate, effect: Candidate) -> bool:
        if len(cause.columns) != 1 or len(effect.columns) != 1 or cause.columns == effect.columns:
            return False
        if frozenset((cause.columns[0], effect.columns[0])) not in linked or cause.segment != effect.segment:
            return False
        return cause.columns[0] in effect.evidence.get("vanishes_given", ()) and _alike(cause, effect)

    return rule


def texts(candidates: Iterable[Candidate]) -> list[str]:
    """The sentences."""
    return [candidate.text for candidate in candidates]
