"""What speaks for an odd cell: it quotes its own row, or it names something of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analytics.recipe.suggestions.codes import Coded
from analytics.recipe.suggestions.dependencies import Dependency

PART = re.compile(r"[^\s,;|/_]+")
NAMING = 0.9
"""From this strength on the values of a column name what the deciding column holds; below, they describe it."""


def quotes_its_row(row: int, column: Coded, old: str, new: str, columns: dict[str, Coded]) -> bool:
    """Whether a part of the value that would go is the whole value of another cell of its row.

    ``AK_4`` beside the state ``AK`` is right there, even if all other rows of its group say ``AL_4``.
    """
    parts = [part.lower() for part in PART.findall(old)]
    if len(parts) < 2:
        return False
    going = {part for part in parts if len(part) > 1} - {part.lower() for part in PART.findall(new)}
    others = {(other.text(row) or "").lower() for other in columns.values() if other.name != column.name}
    return bool(going & others)


def names_its_own(column: Coded, current: int, by: Iterable[str], inverse: dict[tuple[str, str], Dependency]) -> bool:
    """Whether the value stands in this group only, in a column whose values name what the group is about.

    Two breweries in one town are two breweries; the rarer one is no slip of the other.
    """
    for deciding in by:
        dependency = inverse.get((column.name, deciding))
        if dependency is None or dependency.strength < NAMING:
            continue
        own = dependency.groups.get(current)
        if own is None or len(own.votes) == 1:
            return True
    return False
