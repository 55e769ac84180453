"""Suggestions: what could be cleaned and why, each switched off until a person accepts it.

One module per kind; each looks at the table as the kinds before it would leave it.
"""

from __future__ import annotations

from collections.abc import Callable

from analytics.recipe.suggestions.codes import coded
from analytics.recipe.suggestions.work import Work
from analytics.schema import Step


def suggest(work: Work, tell: Callable[[float, str], None]) -> list[Step]:
    """Every suggestion for a table, in the order in which the steps would run."""
    from analytics.recipe.suggestions import (
        answers,
        duplicates,
        instants,
        misfits,
        missing,
        moved,
        nulls,
        outliers,
        shapes,
        totals,
        units,
        variants,
        votes,
        writings,
    )  # fmt: skip

    found: list[Step] = []
    kinds: tuple[tuple[float, str, Callable[[Work], list[Step]]], ...] = (
        (0.05, "Looking for damaged characters", variants.damaged),
        (0.10, "Looking for units", units.find),
        (0.15, "Looking for other ways of writing", writings.find),
        (0.20, "Looking for values in the wrong column", moved.find),
        (0.30, "Looking for contradictions", lambda work: votes.find(work, coded(work))),
        (0.45, "Looking for cells that contradict their column", misfits.find),
        (0.48, "Looking for numbers that are moments", instants.find),
        (0.50, "Looking for words that mean nothing", nulls.find),
        (0.55, "Looking for spellings", variants.spaces),
        (0.60, "Looking for spellings", variants.find),
        (0.70, "Looking for parts and wholes", shapes.find),
        (0.72, "Looking for several answers in one cell", answers.find),
        (0.75, "Looking for unusual values", outliers.find),
        (0.80, "Looking for gaps", missing.find),
        (0.85, "Looking for totals", totals.find),
        (0.90, "Looking for repeated rows", duplicates.exact),
        (0.92, "Looking for repeated rows", duplicates.near),
        (0.98, "Looking at the names", shapes.names),
    )
    for fraction, sentence, look in kinds:
        tell(fraction, sentence)
        steps = look(work)
        found.extend(steps)
        if work.would_change(steps):
            work.refresh(steps)
    return found
