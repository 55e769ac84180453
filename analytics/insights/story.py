"""Findings put together: the headline narrative of a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics import telling
from analytics.insights import words
from analytics.insights.codes import missing_codes
from analytics.schema import Insight, Profile

MAX_SENTENCES = 5
FAMILIES = {
    **dict.fromkeys(("trend", "change_point", "seasonality", "anomaly"), "time"),
    **dict.fromkeys(("ranking", "dominance"), "parts"),
    **dict.fromkeys(("correlation", "driver", "simpson", "outlier"), "relations"),
}
"""A story of three rankings is none, though each may be surer than how the numbers move."""


def narrative(profile: Profile, insights: Sequence[Insight]) -> list[str]:
    """Three to five sentences: what the table is, its strongest findings of different kinds, and a word of care."""
    if not profile.rows:
        return [telling.tell("table_empty")]
    sentences: list[str] = [_opening(profile), *(telling.told(each.said, each.text) for each in _told(insights))]
    if len(sentences) == 1:
        sentences.append(telling.tell("chance"))
    sentences.append(_care(profile, insights))
    return sentences


def _told(insights: Sequence[Insight]) -> list[Insight]:
    """Best first: the strongest of each family, about different columns; where that leaves room the strongest of the
    rest; then what else is strong in the same columns, as a table with one measure has its rhythm and its odd day, too.
    """
    chosen: dict[int, Insight] = {}
    for room in range(3):
        for place, insight in enumerate(insights):
            kinds = [each.kind for each in chosen.values()]
            apart = all(each.columns != insight.columns for each in chosen.values())
            fits = (
                apart and all(FAMILIES.get(kind) != FAMILIES.get(insight.kind) for kind in kinds),
                apart and kinds.count(insight.kind) < 2,
                insight.kind not in kinds,
            )
            if fits[room] and place not in chosen and len(chosen) < MAX_SENTENCES - 2:
                chosen[place] = insight
    return [chosen[place] for place in sorted(chosen)]


def _opening(profile: Profile) -> str:
    """How large the table is and which time it covers."""
    size: dict[str, Any] = {"n1": telling.count(profile.rows), "n2": telling.count(len(profile.columns))}
    if len(profile.columns) == 1:
        return telling.tell("opening_column", n=profile.rows, **size)
    for column in profile.columns if profile.rows > 1 else ():
        if column.role == "time" and column.type in ("date", "datetime") and column.min and column.max:
            first, last = words.date_of(column.min), words.date_of(column.max)
            if first and first == last:
                return telling.tell("opening_day", **size, d1=telling.day(first))
            if first and last:
                return telling.tell("opening_time", **size, d1=telling.day(first), d2=telling.day(last))
    return telling.tell("opening", n=profile.rows, **size)


def _care(profile: Profile, insights: Sequence[Insight]) -> str:
    """What to keep in mind: codes for “not measured”, gaps, columns of doubtful reading, or how the rest was tested."""
    for name, code in missing_codes(profile).items():
        return telling.tell("code", r1=telling.count(int(code)), q1=telling.name(name))
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
