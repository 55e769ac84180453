"""Values that slipped into the neighbouring column, leaving their own empty."""

from __future__ import annotations

from analytics.parsing import literal, quote
from analytics.recipe.ops.move_part import PARTS, moving
from analytics.recipe.suggestions.work import Work
from analytics.schema import Step

MAX_VALUES = 500
SHARE_OF_EMPTY = 0.6
"""So many of the empty cells must find their value next door, or it is chance."""


def find(work: Work) -> list[Step]:
    """A suggestion for each pair of text columns where one holds, at its end, what is missing in the other."""
    steps: list[Step] = []
    for goal in work.texts:
        values = _single_words(work, goal.name)
        empty = work.one(f"SELECT count(*) FROM work WHERE {quote(goal.name)} IS NULL")[0]
        if not values or not empty:
            continue
        best = max(
            (_try(work, source.name, goal.name, values, empty) for source in work.texts if source.name != goal.name),
            key=lambda step: step.cells_changed if step else 0,
            default=None,
        )
        if best:
            steps.append(best)
    return steps


def _single_words(work: Work, name: str) -> list[str]:
    """The column's values, if they are few and almost all of them one word."""
    counts = work.counts(name)
    if not counts or len(counts) > MAX_VALUES:
        return []
    words = [value for value in counts if len(value.split()) == 1 and not value.replace(".", "").isdigit()]
    return sorted(words) if sum(counts[word] for word in words) >= 0.9 * sum(counts.values()) else []


def _try(work: Work, source: str, goal: str, values: list[str], empty: int) -> Step | None:
    here, there = quote(source), quote(goal)
    word = f"regexp_extract({here}, {literal(PARTS)}, 2)"
    moved, echoed, filled = work.one(
        f"SELECT count(*) FILTER (WHERE {moving(here, there, values)}),"
        f" count(*) FILTER (WHERE {word} = {there}), count({there}) FROM work"
    )
    # Where both are filled the value must not be repeated at the end: then the ending is part of the text.
    if moved < 3 or moved < SHARE_OF_EMPTY * empty or echoed > 0.02 * filled:
        return None
    example = work.one(f"SELECT {here} FROM work WHERE {moving(here, there, values)} ORDER BY rn LIMIT 1")[0]
    return Step(
        id=f"move:{source}:{goal}",
        op="move_part",
        column=source,
        params={"to": goal, "values": values},
        tier="suggested",
        confidence=0.95 if moved >= 0.9 * empty else 0.85,
        evidence=(
            f"“{goal}” is empty in {empty:,} rows, and in {moved:,} of them “{source}” ends with a value of “{goal}”,"
            f" as in “{example[:60]}”."
        ),
        risk="A name that really ends with such a word would lose it.",
        cells_changed=2 * moved,
        enabled=False,
    )
