"""Lines of text to records: which lines belong to one record, where quotes hold line ends or are not closed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analytics.reading.cells import Dialect

SPAN = 1000
"""Lines that one quoted cell may have where its quote closes late; beyond, the quote is taken for a letter."""
SPAN_CHARS = 4_000_000
WORK = 40_000_000
"""Characters that are looked at, again and again, for the end of one quoted cell."""
LATER = 20
"""Lines in which a quote may still close well after one that closes badly."""
IN_VAIN = 40_000_000, 50
"""Characters that may be looked at for ends that are not found: so many, and so many more for each one read."""
GUESSED = 300_000
"""So many at most under a dialect that is no more than a guess."""
NEAR = 3
"""Lines that a quoted cell may have after that."""


class Record(NamedTuple):
    """One row of the text. ``line`` is its first line (from 1); ``odd`` where its quotes had to be mended."""

    line: int
    cells: list[str]
    raw: str
    odd: bool = False


class Records:
    """The records of lines (with their ends). ``width``: the number of cells that a record should have, if known.

    ``in_vain``: the characters that may be looked at without success, if it shall not depend on those read.
    """

    def __init__(
        self, lines: Iterable[str], dialect: Dialect, width: int | None = None, in_vain: int | None = None
    ) -> None:
        self.lines = iter(lines)
        self.dialect = dialect
        self.width = width
        self.ahead: deque[str] = deque()
        self.number = 0
        self.span = SPAN
        self.failures = 0
        self.in_vain = (IN_VAIN[0], IN_VAIN[1]) if in_vain is None else (in_vain, 0)
        self.wasted = 0
        self.read = 0
        self.escaped = 0
        """Records whose quotes a backslash escapes, of a dialect without escapes."""

    def __iter__(self) -> Iterator[Record]:
        strip = self.dialect.strip
        if strip is None:
            return self._records()
        return (record._replace(cells=strip(record.cells)) for record in self._records())

    def _records(self) -> Iterator[Record]:
        quote, split, well_formed = self.dialect.quote, self.dialect.split, self.dialect.well_formed
        while True:
            line = self.ahead.popleft() if self.ahead else next(self.lines, None)
            if line is None:
                return
            self.number += 1
            text = chomp(line)
            if not quote or quote not in text:
                yield Record(self.number, split(text), text)
            elif (cells := well_formed(text)) is not None:
                yield Record(self.number, cells, text)
            else:
                yield self._quoted(line, text)

    def _quoted(self, line: str, text: str) -> Record:
        number = self.number
        cells, closed, odd = self._cut(text)
        self.read += len(text)
        if closed and not odd:
            return Record(number, cells, text)
        literal = self.dialect.cut(text, literal=True)[0]
        if closed:
            if self.width is not None and len(cells) != self.width:
                cut = self.dialect.cut
                others = (cut(text, greedy=True)[0], cut(text, wide=True)[0], literal)
                cells = next((other for other in others if len(other) == self.width), cells)
            return Record(number, cells, text, True)
        return self._over_lines(number, line, literal)

    def _over_lines(self, number: int, line: str, literal: list[str]) -> Record:
        """A record whose quote does not close in its line: more lines belong to it, or the quote is a mere letter."""
        closes = self.dialect.closes.search
        taken, size = [line], len(line)
        best: Record | None = None
        used, span, work = 0, self._span(), 0
        while len(taken) < span and size < SPAN_CHARS and work < WORK:
            at = len(taken) - 1
            more = self.ahead[at] if at < len(self.ahead) else next(self.lines, None)
            if more is None:
                break
            if at >= len(self.ahead):
                self.ahead.append(more)
            taken.append(more)
            size += len(more)
            if closes(chomp(more)):
                work += size
                text = chomp("".join(taken))
                cells, closed, odd = self._cut(text)
                if closed and (best is None or not odd):
                    best, used = Record(number, cells, text, odd), len(taken) - 1
                    span = min(span, len(taken) + LATER)
                    if not odd:
                        break
        if best is None:
            self.failures += 1
            if self.failures > 10:
                self.span = 20
        if best is None or not self._belongs(best, literal):
            self.wasted += work
            return Record(number, literal, chomp(line), True)
        for _ in range(used):
            self.ahead.popleft()
        self.number += used
        return best

    def _cut(self, text: str) -> tuple[list[str], bool, bool]:
        """As ``Dialect.cut`` does; where its quotes are malformed unless backslashes escape them, these do."""
        cells, closed, odd = self.dialect.cut(text)
        escaping = self.dialect.escaping
        if (closed and not odd) or escaping is None or f"\\{self.dialect.quote}" not in text:
            return cells, closed, odd
        other, closes, strange = escaping.cut(text)
        if not closes or strange or self.width not in (None, len(other)):
            return cells, closed, odd
        self.escaped += 1
        return other, True, False

    def _span(self) -> int:
        """The lines that the next quoted cell may have: few where most looks ahead were in vain."""
        base, share = self.in_vain
        return self.span if self.wasted <= base + share * self.read else min(self.span, NEAR)

    def _belongs(self, best: Record, literal: list[str]) -> bool:
        """Whether a record over several lines is believed rather than its first line alone."""
        if self.width is None:
            return not best.odd
        if len(best.cells) == self.width and not best.odd:
            return True
        near = abs(len(literal) - self.width)
        return near > 1 and near > abs(len(best.cells) - self.width)


def chomp(line: str) -> str:
    """The line without its end: one of ``\\r\\n``, ``\\n``, ``\\r``."""
    if line.endswith("\n"):
        return line[:-2] if line.endswith("\r\n") else line[:-1]
    return line[:-1] if line.endswith("\r") else line
