"""Slips of one kind all over a table: one odd character that stands where others belong (``?``, ``x``, ``\ufffd`` …).

A rare value that is a frequent value but for some characters shows which characters intrude. Where one of them does
nearly all of it, in place of many different ones, it is no coincidence but how the table was damaged; then every value
that it spoils and that fits only one undamaged value of its column can be repaired with confidence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from analytics.recipe.suggestions.edits import other_code

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RARE, FREQUENT = 2, 3
COMPARED = 1_500
"""So many rare and so many frequent values of a column are compared."""
MIN_PAIRS = 10
MIN_SHARE = 0.6
MIN_REPLACED = 4
DOMINANT = 40
"""Of two values that fit, the one that stands so many times as often is meant."""


def intruder(columns: Iterable[dict[str, int]]) -> str | None:
    """The character that damaged the values of these columns (value → count), or None."""
    pairs: Counter[str] = Counter()
    replaced: dict[str, set[str]] = defaultdict(set)
    for counts in columns:
        for wrong, right in _nearest(counts):
            odd = [(a, b) for a, b in zip(wrong, right, strict=True) if a != b]
            for character in {a for a, _ in odd}:
                pairs[character] += 1
            for a, b in odd:
                replaced[a].add(b)
    if not pairs:
        return None
    best, count = min(pairs.items(), key=lambda item: (-item[1], item[0]))
    enough = count >= MIN_PAIRS and count >= MIN_SHARE * sum(pairs.values())
    return best if enough and len(replaced[best]) >= MIN_REPLACED else None


def _nearest(counts: dict[str, int]) -> list[tuple[str, str]]:
    """Rare values and the one frequent value of the same length that they are nearest to."""
    import numpy as np

    by_length: dict[int, list[str]] = defaultdict(list)
    for value in [value for value, count in counts.items() if count >= FREQUENT][:COMPARED]:
        by_length[len(value)].append(value)
    tables = {length: _characters(values) for length, values in by_length.items() if length >= 2}
    pairs = []
    for value in [value for value, count in counts.items() if count <= RARE][:COMPARED]:
        table = tables.get(len(value))
        if table is None:
            continue
        differing = (table != _characters([value])).sum(axis=1)
        best = int(np.argmin(differing))
        nearest = by_length[len(value)][best]
        if differing[best] <= max(1, len(value) // 3) and not other_code(value, nearest):
            pairs.append((value, nearest))
    return pairs


def _characters(values: list[str]) -> NDArray[np.uint32]:
    import numpy as np

    length = len(values[0])
    return np.array(values, dtype=f"<U{length}").view(np.uint32).reshape(len(values), length)


def repaired(counts: dict[str, int], odd: str) -> dict[str, str]:
    """The values that the odd character spoiled, each with the one value that it can have been."""
    found: dict[str, str] = {}
    spoiled = [value for value, count in counts.items() if odd in value]
    by_length: dict[int, list[str]] = defaultdict(list)
    for value, count in counts.items():
        if (count >= FREQUENT and odd not in value) or count > FREQUENT:
            by_length[len(value)].append(value)
    for value in spoiled:
        fitting = [
            other for other in by_length[len(value)] if counts[other] >= 3 * counts[value] and fits(value, other, odd)
        ]
        fitting.sort(key=lambda other: (-counts[other], other))
        if fitting and (len(fitting) == 1 or counts[fitting[0]] >= DOMINANT * counts[fitting[1]]):
            found[value] = fitting[0]
    return found


def fits(spoiled: str, whole: str, odd: str) -> bool:
    """Whether ``whole`` becomes ``spoiled`` by writing the odd character over some others; not over all of them."""
    if len(spoiled) != len(whole) or spoiled == whole:
        return False
    kept = 0
    for a, b in zip(spoiled, whole, strict=True):
        if a == b:
            kept += 1
        elif a != odd:
            return False
    return kept * 3 >= len(whole)
