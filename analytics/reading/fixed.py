"""Columns by their place in the line: the gaps that all lines share part the cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from analytics.reading.cells import Dialect
from analytics.reading.dialect import Found
from analytics.reading.tokens import GUESSED, Records, chomp

FEWEST = 5
"""Lines that are needed to see columns."""
MOST = 0.9
"""Share of the lines that have to keep the gaps free."""
_RULES = re.compile(r"\s*(?:[-=_]{2,}\s+)+[-=_]{2,}\s*")
_RUN = re.compile(r"[-=_]+")
_NUMBER = re.compile(r"[-+]?\d[\d.,]*%?|[-.?*]|")

Fields = tuple[tuple[int, int], ...]


def aligned(sample: Sequence[str], found: Found) -> Found:
    """The dialect of a text whose cells stand below one another, where no sign parts them as well; else ``found``."""
    if found.dialect.delimiter.strip() or (found.width > 1 and _agrees(sample, found)):
        return found
    lines = [chomp(line) for line in sample if line.strip()]
    if any("\t" in line for line in lines):
        return found
    rule = next((line for line in lines[:20] if _RULES.fullmatch(line)), None)
    rows = [line for line in lines if not _RULES.fullmatch(line)]
    if len(rows) < FEWEST or 2 * sum("  " in row.strip() for row in rows) < len(rows):
        return found
    fields = tuple(run.span() for run in _RUN.finditer(rule)) if rule else _fields(rows)
    fitting = sum(_keeps(row, fields) for row in rows)
    if len(fields) < 2 or fitting < MOST * len(rows):
        return found
    fields = (*fields[:-1], (fields[-1][0], 1 << 30))
    why = f"Its {len(fields)} columns stand at the same places in {fitting:,} of the first {len(rows):,} lines."
    return Found(Dialect("", None, None, strip=_cutter(fields)), len(fields), found.score, why)


def _agrees(sample: Sequence[str], found: Found) -> bool:
    """Whether the rows parted by runs of blanks have one width nearly everywhere."""
    records = [record for record in Records(sample, found.dialect, in_vain=GUESSED) if record.raw.strip()]
    return sum(len(record.cells) == found.width for record in records) >= 0.95 * len(records)


def _fields(rows: Sequence[str]) -> Fields:
    """Places between the gaps that nearly no line fills. A gap of one blank counts only beside a column of numbers."""
    width = max(map(len, rows))
    used = [0] * (width + 1)
    for row in rows:
        for place, mark in enumerate(row):
            used[place] += not mark.isspace()
    allowed = int((1 - MOST) * len(rows)) // 2
    fields: list[tuple[int, int]] = []
    start: int | None = None
    for place in range(width + 1):
        if used[place] > allowed and start is None:
            start = place
        elif used[place] <= allowed and start is not None:
            fields.append((start, place))
            start = None
    joined: list[tuple[int, int]] = []
    for first, stop in fields:
        narrow = bool(joined) and first - joined[-1][1] < 2
        if narrow and not (_numeric(rows, joined[-1]) or _numeric(rows, (first, stop))):
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((first, stop))
    return tuple(joined)


def _numeric(rows: Sequence[str], field: tuple[int, int]) -> bool:
    cells = [row[field[0] : field[1]].strip() for row in rows[1:]]
    return sum(_NUMBER.fullmatch(cell) is not None for cell in cells) >= MOST * len(cells)


def _keeps(row: str, fields: Fields) -> bool:
    """Whether a line has nothing in the gaps, and something in more than one field or at the first."""
    gaps = pairwise(fields)
    return not any(row[a[1] : b[0]].strip() for a, b in gaps) and bool(row[: fields[-1][1]].strip())


def _cutter(fields: Fields) -> Callable[[list[str]], list[str]]:
    """Cuts the one cell of a line at the gaps; a line that fills them, as a title does, stays whole."""
    bounds = [0, *(start for start, _stop in fields[1:]), 1 << 30]

    def cut(cells: list[str]) -> list[str]:
        text = cells[0]
        if len(cells) != 1 or not _keeps(text, fields) or len(text.strip()) == 0:
            return cells
        return [text[a:b].strip() for a, b in pairwise(bounds)]

    return cut
