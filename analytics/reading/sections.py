"""One table whose lines are parted by two delimiters: files put one behind the other, or filled by two programs."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.reading.cells import Dialect
from analytics.reading.dialect import Found
from analytics.reading.ragged import coarse
from analytics.reading.signs import WORDS
from analytics.reading.tokens import chomp

SIGNS = (",", ";", "\t", "|")
FEWEST = 3
"""Lines of each kind; a single one is put right by what its columns hold."""
SHARE = 0.95
"""So many of the lines have the width of the table in one of the two ways."""
NARROWEST = 3
LIKE = 0.7
"""So many of the lines with the other delimiter have cells of the kinds that the usual ones have, but for a quarter."""


@dataclass(frozen=True)
class Mixed:
    """Lines that have ``width`` cells by ``usual`` stay; others that have them by ``other`` are written like those."""

    usual: Dialect
    other: Dialect
    width: int

    def like_the_others(self, line: str) -> str | None:
        """The line parted by the usual delimiter; None where it may stay as it is."""
        text = chomp(line)
        if self.other.delimiter not in text or len(cells_of(text, self.usual)) == self.width:
            return None
        cells = cells_of(text, self.other)
        if len(cells) != self.width:
            return None
        made = io.StringIO()
        csv.writer(made, delimiter=self.usual.delimiter, quotechar=self.usual.quote, lineterminator="").writerow(cells)
        return made.getvalue() + line[len(text) :]

    @property
    def words(self) -> str:
        return f"parted by {WORDS[self.other.delimiter]} instead of {WORDS[self.usual.delimiter]}"


def cells_of(text: str, dialect: Dialect) -> list[str]:
    if dialect.quote and dialect.quote in text:
        return dialect.well_formed(text) or dialect.cut(text)[0]
    return dialect.split(text)


def find(sample: Sequence[str], found: Found) -> Mixed | None:
    """The second delimiter of a text, where most lines that lack the first have as many cells by it."""
    dialect, width = found.dialect, found.width
    if dialect.delimiter not in SIGNS or width < NARROWEST or dialect.escape or dialect.strip is not None:
        return None
    usual = Dialect(dialect.delimiter, dialect.quote or '"')
    lines = [text for text in map(chomp, sample) if text.strip()]
    known = [cells for cells in (cells_of(text, usual) for text in lines) if len(cells) == width]
    rest = [text for text in lines if len(cells_of(text, usual)) != width]
    if len(rest) < FEWEST or len(known) < FEWEST:
        return None
    kinds = [Counter(map(coarse, column)) for column in zip(*known, strict=True)]
    for sign in SIGNS:
        other = Dialect(sign, usual.quote)
        rows = [cells for text in rest if sign in text and len(cells := cells_of(text, other)) == width]
        if sign == usual.delimiter or len(rows) < FEWEST or len(known) + len(rows) < SHARE * len(lines):
            continue
        strange = (sum(not seen[coarse(cell)] for seen, cell in zip(kinds, cells, strict=True)) for cells in rows)
        if sum(4 * count <= width for count in strange) >= LIKE * len(rows):
            return Mixed(usual, other, width)
    return None
