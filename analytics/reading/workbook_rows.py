"""What single rows of a sheet look like: the families of their kinds, totals rows, masks of columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from analytics.reading.workbook_formats import CODE, DATE, ERROR, MOMENT_KINDS, NUMERIC_KINDS, TEXT

TOTAL_WORDS = re.compile(
    r"(?i)^\W*(?:grand |sub[ -]?|over)?(?:totals?|sum|summe|gesamt(?:summe|ergebnis)?|insgesamt|totaal|totale|totaux|"
    r"suma|subtotal|итого|всего|合計|总计|總計)\b|\btotals?\W*$"
)

NOTE = re.compile(r"(?i)^\s*(?:source|sources|note|notes|quelle|hinweis|anmerkung|fuente|nota|bron|generated|exported|"
                  r"created|printed|as of|stand|copyright|©|\*|¹|\(\d\)|\d\))")  # fmt: skip
"""How remarks under a table begin."""
STARTS_AS_VALUE = re.compile(r"\W*\d")
_NUMBER = re.compile(
    r"\s*+(?:[-+(]\s*+)?(?:[$€£¥]\s*+)?[-+]?\d[\d.,' \u00a0\u202f]*+(?:[eE][-+]?\d+)?\s*+(?:[%€$£]\s*+)?(?:\)\s*+)?"
)
"""A run of blanks is taken once and never given back: it would be shared out in every way otherwise."""
_DATE = re.compile(r"\s*\d{1,4}([-./])\d{1,2}\1\d{1,4}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?.{0,8})?\s*")


def columns_of(mask: int) -> tuple[int, ...]:
    """The 0-based columns of a mask, ascending."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return tuple(found)


def touching(mask: int) -> list[int]:
    """Columns that touch, as masks from left to right."""
    groups: list[int] = []
    before = -2
    for column in columns_of(mask):
        if column == before + 1:
            groups[-1] |= 1 << column
        else:
            groups.append(1 << column)
        before = column
    return groups


def family(kind: int) -> int:
    """Kinds that one column may mix: numbers, moments, and each other one by itself."""
    if kind in NUMERIC_KINDS or kind == CODE:
        return 1
    return 2 if kind in MOMENT_KINDS else 0 if kind == ERROR else kind + 10


def lookalikes(texts: Sequence[Sequence[str | None]], kinds: Sequence[Sequence[int]]) -> list[list[int]]:
    """The kinds with numbers and dates that are stored as text taken for what they look like."""
    return [
        [_lookalike(text, kind) if kind == TEXT else kind for text, kind in zip(words, row, strict=True)]
        for words, row in zip(texts, kinds, strict=True)
    ]


def _lookalike(text: str | None, kind: int) -> int:
    if not text or len(text) > 40 or not any(mark.isdigit() for mark in text):
        return kind
    if _NUMBER.fullmatch(text):
        return CODE
    return DATE if _DATE.fullmatch(text) else kind


def usual_families(kinds: Sequence[Sequence[int]], width: int) -> list[int]:
    """The commonest family of each column, 0 where it is empty."""
    found = []
    for j in range(width):
        counts = Counter(family(row[j]) for row in kinds if row[j])
        counts.pop(0, None)
        found.append(counts.most_common(1)[0][0] if counts else 0)
    return found


def filled_in(kinds: Sequence[int]) -> int:
    """How many cells of a row hold something."""
    return sum(kind != 0 for kind in kinds)


def is_total(texts: Sequence[str | None]) -> bool:
    """Whether a row's first filled cell calls it a total."""
    first = next((text for text in texts[:4] if text), "")
    return len(first) < 60 and TOTAL_WORDS.search(first.strip()) is not None
