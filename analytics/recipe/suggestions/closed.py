"""Columns that know a few values only, and what is surely one of these with a slip or in other letters.

A column is closed when nearly all of its cells hold values that stand there many times, and nearly all of the rare ones
are explained as spellings of them. A town list with honest rare towns is not: there one letter makes another town.
"""

from __future__ import annotations

import re

from analytics.recipe.suggestions.edits import distance

OFTEN = 10
COVERED = 0.85
EXPLAINED = 0.8
SHARE = 0.2
"""Each spelling is at most so frequent, beside the value it is meant to be."""
_ROMAN = re.compile(r"[ivxlc]+")


def sure(counts: dict[str, int], found: dict[str, str]) -> bool:
    """Whether ``found`` (spelling → value) explains the rare values of a closed column."""
    often = {value for value, count in counts.items() if count >= OFTEN and value not in found}
    cells = sum(counts.values())
    if not found or sum(counts[value] for value in often) < COVERED * cells:
        return False
    rare = [value for value in counts if value not in often]
    if sum(value in found for value in rare) < EXPLAINED * len(rare):
        return False
    return all(target in often and counts[value] <= SHARE * counts[target] for value, target in found.items())


def slip_of(value: str, target: str) -> bool:
    """Whether one edit inside a word, and no other word, grade or opposite, makes the one of the other."""
    one, other = value.casefold().split(), target.casefold().split()
    if len(one) != len(other):
        return len(value) >= 6 and "".join(one) == "".join(other)  # a blank too few or too many
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(different) != 1:
        return not different
    a, b = different[0]
    if distance(a, b, 1) > 1 or max(len(a), len(b)) < 4 or (_ROMAN.fullmatch(a) and _ROMAN.fullmatch(b)):
        return False
    return not (a == f"a{b}" or b == f"a{a}") or a[:2] == "aa" or b[:2] == "aa"  # typical, atypical
