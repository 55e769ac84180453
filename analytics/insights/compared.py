"""What changed since last time: two lists of findings and two profiles, put side by side, in words."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analytics import telling
from analytics.insights import words
from analytics.schema import NUMERIC_TYPES, TEMPORAL_TYPES, Column, Insight, JsonValue, Profile

CHANGED = 0.15
"""A finding counts as stronger or weaker when its effect moved by more than this share."""
NEAR_DAYS = 10
"""The same step or odd day may be dated a little otherwise when rows are added."""
MOVED = 0.02
"""A measure's average is told when it moved by more than this share."""
MOST_MEASURES = 6

KIND_WORDS = {
    "trend": "the trend of",
    "change_point": "the lasting step of",
    "seasonality": "the rhythm of",
    "anomaly": "the odd days of",
    "correlation": "the relation between",
    "simpson": "the reversal between",
    "outlier": "the outliers of",
    "dominance": "the dominance in",
    "driver": "what moves",
    "ranking": "the ranking of",
}


@dataclass(frozen=True)
class Changes(JsonValue):
    """What is different in the newer list. ``sentences`` say it in words, the most important first; ``measures`` say
    how the table and its key measures moved."""

    new: tuple[Insight, ...] = ()
    gone: tuple[Insight, ...] = ()
    stronger: tuple[Insight, ...] = ()
    weaker: tuple[Insight, ...] = ()
    same: int = 0
    sentences: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether any finding is new, gone, stronger or weaker."""
        return bool(self.new or self.gone or self.stronger or self.weaker)


def key_of(insight: Insight) -> str:
    """A short name for what a finding is about, the same in every version whatever its numbers are; 32 hex digits.

    Odd days and steps are told apart by the month of the first day.
    """
    months = tuple(day.isoformat()[:7] for day in _days(insight)[:1])
    return hashlib.sha256(repr((*_about(insight), months)).encode()).hexdigest()[:32]


def _about(insight: Insight) -> tuple[object, ...]:
    """Everything that makes two findings the same one but their days."""
    segment = tuple(sorted((name, str(value)) for name, value in (insight.segment or {}).items()))
    symmetric = insight.kind in ("correlation", "simpson")
    columns = tuple(sorted(insight.columns)) if symmetric else tuple(insight.columns)
    direction = None if insight.kind == "ranking" else insight.direction
    return insight.kind, columns, segment, direction, insight.period


def _days(insight: Insight) -> list[dt.date]:
    stated = insight.at if isinstance(insight.at, (list, tuple)) else [insight.at]
    return [day for day in (words.date_of(str(text)) for text in stated if text) if day]


def _same(one: Insight, other: Insight) -> bool:
    """Whether two findings with the same subject also mean the same days."""
    mine, theirs = _days(one), _days(other)
    if not mine or not theirs:
        return not mine and not theirs
    return any(abs((a - b).days) <= NEAR_DAYS for a in mine for b in theirs)


def compare(
    old: Sequence[Insight], new: Sequence[Insight], *, before: Profile | None = None, after: Profile | None = None
) -> Changes:
    """Match two lists of findings and say what is new, gone, stronger and weaker; with both profiles, also how rows and
    key measures moved."""
    left = list(old)
    pairs: list[tuple[Insight | None, Insight]] = []
    for insight in new:
        twins = [other for other in left if _about(other) == _about(insight) and _same(other, insight)]
        if twins:
            left.remove(twins[0])
        pairs.append((twins[0] if twins else None, insight))
    fresh = tuple(insight for earlier, insight in pairs if earlier is None)
    matched = [(earlier, insight) for earlier, insight in pairs if earlier is not None]
    stronger = [pair for pair in matched if _effect(pair[1]) > _effect(pair[0]) * (1 + CHANGED)]
    weaker = [pair for pair in matched if _effect(pair[1]) < _effect(pair[0]) * (1 - CHANGED)]
    same = len(matched) - len(stronger) - len(weaker)
    sentences: list[str] = [_with("new", insight) for insight in fresh]
    sentences += [_with("gone", insight) for insight in left]
    sentences += [_moved("stronger", *pair) for pair in stronger] + [_moved("weaker", *pair) for pair in weaker]
    if not sentences:
        sentences.append(telling.tell("same" if same else "none"))
    measures = tuple(_measures(before, after)) if before and after else ()
    return Changes(
        fresh, tuple(left), tuple(p[1] for p in stronger), tuple(p[1] for p in weaker), same, tuple(sentences), measures
    )


def _effect(insight: Insight) -> float:
    return insight.effect or 0.0


def _with(form: str, insight: Insight) -> str:
    return telling.tell(form, rest=telling.sentence(telling.told(insight.said, insight.text)))


def _moved(form: str, earlier: Insight, insight: Insight) -> str:
    return telling.tell(
        form, w1=telling.word(KIND_WORDS[insight.kind]), x1=telling.topics(insight.columns, insight.segment),
        r1=telling.figure(_effect(earlier)), r2=telling.figure(_effect(insight)),
    )  # fmt: skip


def _measures(before: Profile, after: Profile) -> Iterator[str]:
    """Rows, time covered, averages of the measures that moved most, columns that came and went."""
    if before.rows != after.rows:
        yield telling.tell(
            "rows_instead", r1=telling.count(after.rows), r2=telling.count(before.rows),
            x1=telling.change(before.rows, after.rows),
        )  # fmt: skip
    earlier = {column.name: column for column in before.columns}
    later = {column.name: column for column in after.columns}
    for name, column in later.items():
        if name in earlier and column.type in TEMPORAL_TYPES and column.role == "time":
            yield from _reach(earlier[name], column)
            break
    moved = sorted(_averages(earlier, later), key=lambda one: -one[0])
    yield from (text for _, text in moved[:MOST_MEASURES])
    for form, names in (("new", later.keys() - earlier.keys()), ("missing", earlier.keys() - later.keys())):
        if names:
            listed = telling.listed(sorted(names)[:5], len(names) > 5)
            yield telling.tell(f"{form}_columns", n=len(names), x1=listed)


def _reach(before: Column, after: Column) -> Iterator[str]:
    """How far the time column reaches now."""
    first, last = words.date_of(before.max or ""), words.date_of(after.max or "")
    if first and last and first != last:
        yield telling.tell("reaches", q1=telling.name(after.name), d1=telling.day(last), d2=telling.day(first))


def _averages(earlier: dict[str, Column], later: dict[str, Column]) -> Iterator[tuple[float, str]]:
    """Each measure whose average moved: by which share, and the sentence."""
    for name, column in later.items():
        old = earlier.get(name)
        if old is None or column.role != "measure" or column.type not in NUMERIC_TYPES:
            continue
        if old.mean is None or column.mean is None or old.mean == column.mean:
            continue
        share = abs(column.mean - old.mean) / max(abs(old.mean), 1e-300)
        if share < MOVED:
            continue
        unit = words.SHARE if column.type == "percent" else column.unit
        yield (
            share,
            telling.tell(
                "average_moved", q1=telling.name(name), n1=telling.number(column.mean, unit),
                n2=telling.number(old.mean, unit), x1=telling.change(old.mean, column.mean),
            ),
        )  # fmt: skip
