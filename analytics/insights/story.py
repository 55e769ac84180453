"""Findings put together: the headline narrative of a dataset, and what changed between two lists of findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.insights import words
from analytics.insights.candidate import ROWS
from analytics.schema import Insight, JsonValue, Profile

MAX_SENTENCES = 5
CHANGED = 0.15
"""A finding counts as stronger or weaker when its effect moved by more than this share."""


@dataclass(frozen=True)
class Changes(JsonValue):
    """What is different in the newer list. ``sentences`` say it in words, the most important first."""

    new: tuple[Insight, ...] = ()
    gone: tuple[Insight, ...] = ()
    stronger: tuple[Insight, ...] = ()
    weaker: tuple[Insight, ...] = ()
    same: int = 0
    sentences: tuple[str, ...] = ()


def narrative(profile: Profile, insights: Sequence[Insight]) -> list[str]:
    """Three to five sentences: what the table is, its strongest findings of different kinds, and a word of care."""
    sentences = [_opening(profile)]
    told: set[tuple[str, ...]] = set()
    kinds: dict[str, int] = {}
    for insight in insights:
        if len(sentences) >= MAX_SENTENCES - 1:
            break
        if insight.columns in told or kinds.get(insight.kind, 0) >= 2:
            continue
        sentences.append(insight.text)
        told.add(insight.columns)
        kinds[insight.kind] = kinds.get(insight.kind, 0) + 1
    if len(sentences) == 1:
        sentences.append(
            "Nothing in it stands out from chance: "
            "no trend, no rhythm, no odd day and no relation between columns is sure enough to tell."
        )
    sentences.append(_care(profile, insights))
    return sentences


def _opening(profile: Profile) -> str:
    """How large the table is and which time it covers."""
    text = f"The table has {profile.rows:,} rows and {len(profile.columns)} columns"
    for column in profile.columns:
        if column.role == "time" and column.type in ("date", "datetime") and column.min and column.max:
            first, last = _day(column.min), _day(column.max)
            if first and last:
                return f"{text}, from {words.day(first)} to {words.day(last)}."
    return text + "."


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _care(profile: Profile, insights: Sequence[Insight]) -> str:
    """What to keep in mind: gaps in the data, columns of doubtful reading, or how the rest was tested."""
    worst = max(profile.columns, key=lambda column: column.nulls, default=None)
    if worst is not None and profile.rows and worst.nulls > 0.05 * profile.rows:
        return f"Mind the gaps: “{worst.name}” is empty in {words.percent(worst.nulls / profile.rows)} of the rows."
    unsure = [column.name for column in profile.columns if column.ambiguous]
    if unsure:
        return f"“{unsure[0]}” can be read in more than one way; check that it was read as you mean it."
    count = len(insights)
    if count == 0:
        return "More rows or a longer time may show more."
    noun = "finding" if count == 1 else "findings"
    return f"{count} {noun} in all passed a test that allows for having looked at everything."


def _identity(insight: Insight) -> tuple[object, ...]:
    """What makes two findings the same one: everything but its numbers; days only as the month they lie in."""
    days = insight.at if isinstance(insight.at, (list, tuple)) else [insight.at]
    months = tuple(str(day)[:7] for day in list(days)[:1] if day)
    segment = tuple(sorted((name, str(value)) for name, value in (insight.segment or {}).items()))
    columns = tuple(sorted(insight.columns)) if insight.kind in ("correlation", "simpson") else insight.columns
    return insight.kind, columns, segment, insight.direction, insight.period, months


def _subject(insight: Insight) -> str:
    names = " and ".join("the number of rows" if name == ROWS else f"“{name}”" for name in insight.columns)
    return names + words.where(insight.segment)


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


def compare(old: Sequence[Insight], new: Sequence[Insight]) -> Changes:
    """Match two lists of findings and say what is new, gone, stronger and weaker."""
    before = {_identity(insight): insight for insight in old}
    after = {_identity(insight): insight for insight in new}
    fresh = tuple(insight for key, insight in after.items() if key not in before)
    gone = tuple(insight for key, insight in before.items() if key not in after)
    stronger, weaker, same = [], [], 0
    for key, insight in after.items():
        if key not in before:
            continue
        earlier = before[key].effect or 0.0
        now = insight.effect or 0.0
        if now > earlier * (1 + CHANGED):
            stronger.append(insight)
        elif now < earlier * (1 - CHANGED):
            weaker.append(insight)
        else:
            same += 1
    sentences = [f"New: {insight.text}" for insight in fresh]
    sentences += [f"No longer found: {insight.text}" for insight in gone]
    for word, group in (("Stronger", stronger), ("Weaker", weaker)):
        for insight in group:
            earlier = before[_identity(insight)].effect or 0.0
            sentences.append(
                f"{word} than before: {KIND_WORDS[insight.kind]} {_subject(insight)} "
                f"(effect {earlier:.2f} → {insight.effect or 0.0:.2f})."
            )
    if not sentences:
        sentences.append(
            "Nothing changed: the same findings hold as before." if same else "There are no findings, as before."
        )
    return Changes(fresh, gone, tuple(stronger), tuple(weaker), same, tuple(sentences))
