"""How far two texts are apart, and whether one looks like a slip of the other."""

from __future__ import annotations


def distance(one: str, other: str, limit: int) -> int:
    """Edits (insert, delete, replace, swap of neighbours) between two texts; ``limit + 1`` when there are more.

    Optimal string alignment, kept to a band of ``limit`` around the diagonal.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    previous2: list[int] = []
    previous = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        low, high = max(1, i - limit), min(len(other), i + limit)
        current = [limit + 1] * (len(other) + 1)
        current[0] = i
        for j in range(low, high + 1):
            b = other[j - 1]
            current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                current[j] = min(current[j], previous2[j - 2] + 1)
        if min(current[low : high + 1], default=limit + 1) > limit:
            return limit + 1
        previous2, previous = previous, current
    return min(previous[-1], limit + 1)


def alike(one: str, other: str, share: float = 0.34) -> bool:
    """Whether the texts differ by at most that share of their length (at least one edit is allowed)."""
    length = max(len(one), len(other))
    limit = max(1, int(share * length))
    return distance(one.lower(), other.lower(), limit) <= limit


def other_code(one: str, other: str) -> bool:
    """Whether the texts differ in digits: 36049 and 36067 are two codes, not one code with a slip.

    A digit that became something else (36x49) is a slip.
    """
    if len(one) != len(other):
        return _digits(one) != _digits(other)
    return any(a.isdigit() and b.isdigit() for a, b in zip(one, other, strict=True) if a != b)


def _digits(text: str) -> list[str]:
    return [c for c in text if c.isdigit()]
