"""Rows of numbers that head columns: years, dates in order, a rising scale; and rows that only count on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from analytics.reading.workbook_formats import CODE, DATE, DATETIME, NUMBER, TEXT

Texts = list[list[str | None]]


def is_series(texts: Sequence[str | None], kinds: Sequence[int], telling: Sequence[int]) -> bool:
    """Whether a row heads columns with years or dates in order: 2021, 2022, 2023."""
    cells = [j for j in range(len(kinds)) if kinds[j]]
    moving = [j for j in cells if kinds[j] in (NUMBER, CODE, DATE, DATETIME)]
    if len(moving) < 2 or any(kinds[j] not in (TEXT, NUMBER, CODE, DATE, DATETIME) for j in cells):
        return False
    if len(moving) < 0.5 * len(telling) or len({kinds[j] for j in moving}) > 1:
        return False
    values = [texts[j] or "" for j in moving]
    if kinds[moving[0]] not in (NUMBER, CODE):
        return values == sorted(set(values))
    if not all(value.isdecimal() for value in values):
        return False
    numbers = [int(value) for value in values]
    years = all(1900 <= number <= 2100 for number in numbers)
    steps = {b - a for a, b in pairwise(numbers)}
    repeated = len(set(numbers)) < len(numbers) and (steps <= {0, 1} or _cycles(numbers))
    if years and (repeated or (len(steps) == 1 and steps != {0})):
        return True
    return steps == {1} and numbers[0] in (0, 1) and len(numbers) > 2


def is_scale(texts: Texts, telling: Sequence[int], width: int) -> bool:
    """Whether the first row is a label and a rising scale (wavelengths, doses) that the rows below do not follow."""
    if len(telling) < 4 or len(telling) < width - 2 or 0 in telling or len(texts) < 4:
        return False
    if not texts[0][0] or any(mark.isdigit() for mark in texts[0][0]) or texts[0][0] in {row[0] for row in texts[1:]}:
        return False
    rising = [_rises([row[j] for j in telling]) for row in texts]
    return rising[0] and 5 * sum(rising[1:]) <= len(rising) - 1


def counts_up(words: Sequence[str | None], telling: Sequence[int]) -> bool:
    """Whether the numbers of a row follow each other: 4, 5, 6; years do, too, but they are names."""
    numbers = [int(word) for j in telling if (word := words[j]) and word.isdecimal() and len(word) < 10]
    runs = len(numbers) == len(telling) > 1 and {b - a for a, b in pairwise(numbers)} == {1}
    return runs and not all(1900 <= number <= 2100 for number in numbers)


def _rises(words: Sequence[str | None]) -> bool:
    if not all(word and re.fullmatch(r"\d+(?:[.,]\d+)?", word) for word in words):
        return False
    numbers = [float((word or "").replace(",", ".")) for word in words]
    return all(a < b for a, b in pairwise(numbers))


def _cycles(numbers: Sequence[int]) -> bool:
    """Whether the same years come again and again: 2020, 2021, 2020, 2021."""
    cycle = len(set(numbers))
    first = list(numbers[:cycle])
    return first == sorted(set(first)) and all(number == first[i % cycle] for i, number in enumerate(numbers))
