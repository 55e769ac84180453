"""What speaks for an odd cell: it quotes its own row, names something of its own, or its row has another key."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analytics.recipe.suggestions.codes import Coded
from analytics.recipe.suggestions.dependencies import Dependency
from analytics.recipe.suggestions.edits import alike, other_code

PART = re.compile(r"[^\s,;|/_]+")
NAMING = 0.9
"""From this strength on the values of a column name what the deciding column holds; below, they describe it."""
SLIP = 0.2
"""A slip of the pen changes at most this share of a text."""


def is_slip(one: str, other: str) -> bool:
    """Whether one text may be the other, mistyped."""
    return alike(one, other, SLIP) and not other_code(one, other)


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


def has_its_own_key(
    row: int, column: Coded, winner: int, by: str, columns: dict[str, Coded], every: dict[tuple[str, str], Dependency]
) -> bool:
    """Whether a finer key tells the row apart from all those of its group that hold the winning value.

    Two breweries of one name with an id each are two breweries: the town of the one says nothing about the other's.
    A key that may be a mistyped one of those rows tells nothing apart.
    """
    import numpy as np

    group = columns[by]
    like = np.flatnonzero((group.codes == group.codes[row]) & (column.codes == winner))
    for (finer, dependent), rule in every.items():
        if dependent != column.name or finer == by or rule.strength < NAMING:
            continue
        key, to_group = columns[finer], every.get((finer, by))
        mine = key.text(row)
        if mine is None or to_group is None or to_group.strength < NAMING:
            continue
        own = rule.groups.get(int(key.codes[row]))
        if own is None or winner in own.votes:
            continue
        others = {key.values[code] for code in np.unique(key.codes[like]).tolist() if code >= 0}
        if others and not any(is_slip(mine, other) for other in others):
            return True
    return False
