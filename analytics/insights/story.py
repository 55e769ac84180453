"""Findings put together: the headline narrative of a dataset."""

from __future__ import annotations

from collections.abc import Sequence

from analytics import telling
from analytics.insights import words
from analytics.schema import Insight, Profile

MAX_SENTENCES = 5


def narrative(profile: Profile, insights: Sequence[Insight]) -> list[str]:
    """Three to five sentences: what the table is, its strongest findings of different kinds, and a word of care."""
    sentences: list[str] = [_opening(profile)]
    told: set[tuple[str, ...]] = set()
    kinds: dict[str, int] = {}
    for insight in insights:
        if len(sentences) >= MAX_SENTENCES - 1:
            break
        if insight.columns in told or kinds.get(insight.kind, 0) >= 2:
            continue
        sentences.append(telling.told(insight.said, insight.text))
        told.add(insight.columns)
        kinds[insight.kind] = kinds.get(insight.kind, 0) + 1
    if len(sentences) == 1:
        sentences.append(telling.tell("chance"))
    sentences.append(_care(profile, insights))
    return sentences


def _opening(profile: Profile) -> str:
    """How large the table is and which time it covers."""
    size = {"n1": telling.count(profile.rows), "n2": telling.count(len(profile.columns))}
    for column in profile.columns:
        if column.role == "time" and column.type in ("date", "datetime") and column.min and column.max:
            first, last = words.date_of(column.min), words.date_of(column.max)
            if first and last:
                return telling.tell("opening_time", **size, d1=telling.day(first), d2=telling.day(last))
    return telling.tell("opening", **size)


def _care(profile: Profile, insights: Sequence[Insight]) -> str:
    """What to keep in mind: gaps in the data, columns of doubtful reading, or how the rest was tested."""
    worst = max(profile.columns, key=lambda column: column.nulls, default=None)
    if worst is not None and profile.rows and worst.nulls > 0.05 * profile.rows:
        return telling.tell("gaps", q1=telling.name(worst.name), p1=telling.percent(worst.nulls / profile.rows))
    unsure = [column.name for column in profile.columns if column.ambiguous]
    if unsure:
        return telling.tell("unsure", q1=telling.name(unsure[0]))
    count = len(insights)
    if count == 0:
        return telling.tell("more_data")
    return telling.tell("passed", n=count, r1=telling.count(count))
