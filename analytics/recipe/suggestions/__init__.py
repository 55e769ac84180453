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
    from analytics.recipe.suggestions import moved, units, variants, votes

    found: list[Step] = []

    def note(steps: list[Step]) -> None:
        found.extend(steps)
        if steps:
            work.refresh(steps)

    tell(0.05, "Looking for damaged characters")
    note(variants.damaged(work))
    tell(0.1, "Looking for units")
    note(units.find(work))
    tell(0.2, "Looking for values in the wrong column")
    note(moved.find(work))
    tell(0.4, "Looking for contradictions")
    note(votes.find(work, coded(work)))
    tell(0.6, "Looking for spellings")
    note(variants.spaces(work))
    note(variants.find(work))
    return found
