"""Findings put together: the headline narrative of a dataset."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.insights import words
from analytics.schema import Insight, Profile

MAX_SENTENCES = 5


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
            first, last = words.date_of(column.min), words.date_of(column.max)
            if first and last:
                return f"{text}, from {words.day(first)} to {words.day(last)}."
    return text + "."


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
