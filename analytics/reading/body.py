"""The rows between header and footer: put into the width of the table, with everything unusual listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from analytics.reading.cells import Dialect
from analytics.reading.drawn import is_parted, is_rule
from analytics.reading.footers import is_page_mark
from analytics.reading.header_evidence import form
from analytics.reading.json_table import in_pieces
from analytics.reading.layout import Layout, is_blank, is_comment
from analytics.reading.ragged import FAR, Columns, align
from analytics.reading.tokens import Record
from analytics.schema import Limits, Problem

if TYPE_CHECKING:
    import pyarrow as pa

CONTENT = 500
MAX_TRIED = 2000
"""Rows that are tried to be put right; a file with more of them is not spoilt in single rows."""
LONG_ROW = 20_000
"""Characters of a row that is tried to be put right."""
FEW, FORMS = 6, 3
"""Rows, and ways in which their last cells are made, that show whether the very last one was cut off."""
HALF = "A quote is not closed; without it the cell is like the others of its column, so it was left out."
MAX_LISTED = 1000
"""Problems of one kind that are listed one by one; beyond, they are counted."""


def stripped(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells]


def _opens(cells: Sequence[str]) -> bool:
    """Whether a cell opens a quote that it does not close, in a file that has no quotes else."""
    return any(cell[:1] == '"' and cell.count('"') % 2 for cell in cells)


class Ahead:
    """An iterator of records that can be asked for the next one."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = iter(records)
        self.next: list[Record] = []

    def __iter__(self) -> Ahead:
        return self

    def __next__(self) -> Record:
        return self.next.pop() if self.next else next(self.records)

    def peek(self) -> Record | None:
        if not self.next:
            self.next = [record for record in (next(self.records, None),) if record is not None]
        return self.next[0] if self.next else None


class Body:
    """Takes the records of a body, gives Arrow tables; ``listed`` has the problems afterwards."""

    def __init__(self, layout: Layout, head: Sequence[Record], dialect: Dialect) -> None:
        self.layout = layout
        self.width = layout.width
        self.dialect = dialect
        self.problems: list[Problem] = []
        self.counts: dict[str, int] = {}
        self.firsts: dict[str, int] = {}
        self.header = [stripped(head[i].cells) for i in layout.header]
        rows = [record for record in head[layout.body :] if not is_blank(record)]
        self.mends = 5 * sum(len(record.cells) != self.width for record in rows) <= max(10, len(rows))
        self.tried = 0
        if layout.note:
            self._list(
                "header", layout.note, head[layout.header[-1] if layout.header else min(layout.body, len(head) - 1)]
            )
        self.last: Record | None = None
        """The record that was looked at last."""
        full = [record for record in rows if len(record.cells) == self.width]
        self.ended = full[-1] if full else None
        self.ends = Counter(form(record.cells[-1]) for record in full)
        """How the last cells of the first rows are made."""
        self.unhashed = not any(record.raw.startswith("#") for record in rows)
        self.first_rows = rows

    @cached_property
    def columns(self) -> Columns:
        """What the first rows hold; looked at only where a row is in doubt."""
        return Columns(self._sound(self.first_rows), self.width)

    def _sound(self, rows: Sequence[Record]) -> list[list[str]]:
        """The cells of rows without doubt: of the right width, without quotes inside, if enough are."""
        quote = self.dialect.quote
        right = [record.cells for record in rows if len(record.cells) == self.width and not record.odd]
        clean = [cells for cells in right if not (any(quote in c for c in cells) if quote else _opens(cells))]
        return clean if 2 * len(clean) >= len(right) else right

    def schema(self) -> pa.Schema:
        import pyarrow as pa

        return pa.schema([(name, pa.string()) for name in self.layout.names])

    def tables(self, records: Iterable[Record], limits: Limits) -> Iterator[pa.Table]:
        """The rows in pieces."""
        return in_pieces(self.rows(records), self.schema(), limits)

    def rows(self, records: Iterable[Record]) -> Iterator[Sequence[str | None]]:
        """The cells of each row, as many as the table has columns; None where the row has no such cell."""
        width, comment, quote = self.width, self.layout.comment, self.dialect.quote
        stream, under = Ahead(records), True
        for record in stream:
            cells, self.last = record.cells, record
            under, ruled = False, under
            if not record.raw.strip():
                self._count("blank", record)
                under = ruled
                continue
            if (comment and is_comment(record, width, comment)) or self._hashed(record):
                self.apart(record, "A line of remarks; kept apart.")
                continue
            if width > 1 and is_rule(record.raw) and (ruled or len(cells) != width or not is_parted(record.raw)):
                self.apart(record, "A drawn line; kept apart.")
                continue
            if self.header and width > 1 and self._is_header(cells):
                self.apart(record, "The header again; kept apart.")
                under = True
                continue
            if len(cells) != width and is_page_mark(record, width):
                self.apart(record, "The number of a page; kept apart.")
                continue
            if record.odd or (not quote and _opens(cells)):
                bared = self._bared(cells, quote or '"')
                if bared is not None:
                    again = self._is_header(bared)
                    words = "The header again; kept apart." if again else HALF
                    self._list(words, words, record)
                    yield from () if again else (bared,)
                    continue
                self._list("quote", "A quote is not closed or stands inside a cell; it was taken as it is.", record)
            if len(cells) < width and (row := self._broken(record, stream)) is not None:
                yield row
            elif len(cells) != width:
                yield self._fitted(record)
            elif quote and quote in record.raw and quote in "".join(cells):
                yield self._guarded(record)
            else:
                yield cells

    def _is_header(self, cells: Sequence[str]) -> bool:
        """Whether a row repeats the header, blanks around its words or not; the one on top may lack its last names."""
        first = cells[0].strip() if cells else ""
        for names in self.header:
            if names and first == names[0]:
                known = len(names) if len(names) < len(cells) == self.width and len(names) > 2 else None
                if stripped(cells)[:known] == names:
                    return True
        return False

    def _hashed(self, record: Record) -> bool:
        """Whether a line that is no whole row begins with a hash and a blank, as no row of the table does."""
        return self.unhashed and len(record.cells) != self.width > 1 and record.raw.startswith("# ")

    def _bared(self, cells: Sequence[str], quote: str) -> list[str] | None:
        """A row of the right width without the one quote that makes a cell unlike its column; else None."""
        places = [j for j, cell in enumerate(cells) if cell.startswith(quote) and cell.count(quote) % 2]
        if len(cells) != self.width or self.columns.rows < FEW or len(places) != 1:
            return None
        place = places[0]
        bare = cells[place].removeprefix(quote)
        row = [*cells[:place], bare, *cells[place + 1 :]]
        if self.columns.fit(place, bare) - self.columns.fit(place, cells[place]) < FAR:
            return row if self._is_header(row) else None
        return row if self.columns.plausible(tuple(row)) else None

    def _guarded(self, record: Record) -> Sequence[str | None]:
        """A row with quotes inside cells, whose width may be right by accident: ``a"b, c"`` is one cell, not two."""
        cells = tuple(record.cells)
        quote = self.dialect.quote or '"'
        torn = sum(cell.count(quote) % 2 for cell in cells) > 1
        if (
            self.columns.rows < 3
            or self.tried >= MAX_TRIED
            or len(record.raw) > LONG_ROW
            or (not torn and self.columns.plausible(cells))
        ):
            return cells
        self.tried += 1
        raw = self.dialect.guarded(record.raw)
        way = align(raw, self.columns, self.dialect, record.raw) if len(raw) != self.width else None
        if way is None or self.columns.likely(way) <= self.columns.likely(cells):
            if torn:
                self._list("quote", "A quote stands inside a cell; it was taken as it is.", record)
            return cells
        self._list("aligned", "A delimiter is missing beside a quote; the row was put right.", record)
        return way

    def _broken(self, record: Record, stream: Ahead) -> Sequence[str | None] | None:
        """A row that a line end inside a cell without quotes has broken in two, put together with the next line."""
        after = stream.peek()
        if (
            after is None
            or self.tried >= MAX_TRIED
            or len(record.cells) + len(after.cells) - 1 != self.width
            or is_blank(after)
        ):
            return None
        whole = "\n".join(part for part in (record.cells[-1], after.cells[0]) if part.strip())
        cells = [*record.cells[:-1], whole, *after.cells[1:]]
        joined = (*record.cells[:-1], " ".join(whole.split("\n")), *after.cells[1:])
        if self.columns.rows < 3 or not self.columns.plausible(joined):
            return None
        if self._aligned(record) is not None and not self._is_rest(after):
            return None
        next(stream)
        self._list(
            "broken", "A line end inside a cell had broken the row; it was put together with the next line.", record
        )
        return cells

    def _is_rest(self, record: Record) -> bool:
        """Whether a line goes on with a broken row: no row begins with an empty cell, and no way makes it one."""
        return not record.cells[0].strip() and not self.columns.coarse[0][""] and self._aligned(record) is None

    def _aligned(self, record: Record) -> Sequence[str | None] | None:
        """The row put right, unless that is tried too often or rows are of many widths anyway."""
        if not self.mends or self.tried >= MAX_TRIED or len(record.raw) > LONG_ROW:
            return None
        self.tried += 1
        way = align(record.cells, self.columns, self.dialect, record.raw)
        if way is None and self.dialect.quote and self.dialect.quote in record.raw:
            way = align(self.dialect.guarded(record.raw), self.columns, self.dialect, record.raw)
        return way

    def _fitted(self, record: Record) -> Sequence[str | None]:
        cells, width = record.cells, self.width
        what = f"The row has {len(cells)} cell{'s' * (len(cells) != 1)} instead of {width}"
        known = self.columns.rows > 2
        blank = len(cells) > width and not any(cell.strip() for cell in cells[width:])
        if blank and (not known or self.columns.plausible(tuple(cells[:width]))):
            self._count("empty", record)
            return cells[:width]
        way = self._aligned(record)
        if way is not None:
            self._list("aligned", f"{what}; one alignment alone fits the columns, and it was put right so.", record)
            return way
        if len(cells) < width:
            self._list("short", f"{what}; the last ones are missing.", record)
            return [*cells, *[None] * (width - len(cells))]
        self._list("long", f"{what}; the last ones were kept apart.", record)
        return cells[:width]

    def torn(self) -> Problem | None:
        """The last row of a file without a line end at its end, where its last cell is made like no other."""
        last = self.last
        if last is None or len(last.cells) != self.width or sum(self.ends.values()) < FEW:
            return None
        others = self.ends - Counter([form(last.cells[-1])]) if last is self.ended else self.ends
        if len(others) > FORMS or form(last.cells[-1]) in others:
            return None
        words = "The file ends without a line end, and its last cell is not like the others; it may be cut off."
        return Problem(words, line=last.line, content=last.raw[:CONTENT])

    def apart(self, record: Record, words: str) -> None:
        """A line that is not in the table, with its content."""
        self._list(words, words, record)

    def _list(self, kind: str, words: str, record: Record) -> None:
        self._count(kind, record)
        if self.counts[kind] <= MAX_LISTED:
            self.problems.append(Problem(words, line=record.line, content=record.raw[:CONTENT]))

    def _count(self, kind: str, record: Record) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.firsts.setdefault(kind, record.line)

    def listed(self) -> list[Problem]:
        """All problems, with one more for each kind that was only counted."""
        found = list(self.problems)
        for kind, count in self.counts.items():
            line = self.firsts[kind]
            if kind == "blank":
                found.append(Problem(f"{count:,} blank line{'s' * (count > 1)} between the rows; left out.", line=line))
            elif kind == "empty":
                found.append(
                    Problem(
                        f"{count:,} row{'s' * (count > 1)} with empty cells beyond the last column; left out.",
                        line=line,
                    )
                )
            elif count > MAX_LISTED:
                found.append(
                    Problem(f"{count - MAX_LISTED:,} more lines like that are not listed one by one.", line=line)
                )
        return found
