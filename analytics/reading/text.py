"""Text files with rows and cells: CSV, TSV and their many relatives, to a table of text."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from analytics.reading import beside, blocks, drawn, edges, fixed, offers, sections
from analytics.reading import dialect as dialects
from analytics.reading import layout as layouts
from analytics.reading.body import Body
from analytics.reading.cells import Dialect
from analytics.reading.encoding import detect as detect_encoding
from analytics.reading.encoding import recoded
from analytics.reading.ends import hold_lines
from analytics.reading.footers import Ending
from analytics.reading.layout import HEAD, TAIL, Layout, is_blank
from analytics.reading.source import STEP, Progress, Source
from analytics.reading.tokens import Record, Records
from analytics.schema import AnalyticsError, Detected, Limits, Offer, Problem, RawTable, ReadOptions

ABOVE = "Above the table; kept apart."
KEPT = 200_000
"""Rows of a small file, which are all looked at before the first is written."""
SMALL = 4 * 1024**2
"""Up to this size a file is looked at with care at once."""
WHOLE = 16 * 1024**2
"""Up to this size a file with faults is looked at as a whole: several tables are found only in such files."""
MOST_HELD = 500_000
"""Rows that are held at once."""
_OPTIONS = ReadOptions()
_LIMITS = Limits()


def read(
    path: Path,
    out: Path,
    *,
    name: str,
    options: ReadOptions = _OPTIONS,
    limits: Limits = _LIMITS,
    progress: Progress | None = None,
) -> RawTable:
    """The text table of a text file. AnalyticsError where it has no rows, or is over the limits."""
    if progress is not None:
        progress(0.0, STEP)
    hold_lines(path, name)
    size = max(1, path.stat().st_size)
    # The bytes of a large file are looked at while they are read.
    encoding = edges.assume(path) if size > SMALL and options.encoding is None else None
    source = Source(path, encoding or detect_encoding(path, options.encoding), size, progress)
    try:
        with _no_collection():
            table = _read(source, out, name, options, limits)
    except MemoryError:
        raise AnalyticsError(
            f"The rows of “{name}” are too long to be read; look whether its lines have ends."
        ) from None
    if progress is not None:
        progress(1.0, STEP)
    return table


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of records without a cycle among them: looking for cycles would take longer than the reading."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read(whole: Source, out: Path, name: str, options: ReadOptions, limits: Limits) -> RawTable:
    source = whole
    sample = list(islice(source.lines(), HEAD + 200))
    if not any(line.strip() for line in sample) and not any(line.strip() for line in source.lines()):
        raise AnalyticsError(f"“{name}” is empty: it holds nothing but blanks.")
    start = _after(sample, options.skip_lines)
    found = dialects.detect(sample[start:] or sample, delimiter=options.delimiter, quote=options.quote)
    if options.delimiter is None and options.quote is None:
        if drawn.wrapped(sample[start:], found):
            source, sample = replace(source, wrapped=True), [drawn.unwrapped(line) for line in sample]
            found = dialects.detect(sample[start:])
            found = replace(found, why=f"{found.why} Each row stood in quotes as a whole.")
        found = drawn.dressed(sample[start:], fixed.aligned(sample[start:], found))
        if (mixed := None if source.wrapped else sections.find(sample[start:], found)) is not None:
            source = replace(source, mixed=mixed, met={})
            sample = list(islice(source.lines(), HEAD + 200))
            found = replace(found, dialect=mixed.usual, why=f"{found.why} Some lines are {mixed.words}.")
    reader = _Reader(source, out, name, options, limits, found, sample)
    table = reader.quick() if source.size > SMALL else None
    if table is None and source.encoding.assumed:
        encoding = detect_encoding(source.path)
        if encoding.name != source.encoding.name:
            return _read(replace(whole, encoding=encoding, met={}), out, name, options, limits)
        reader.source = replace(source, encoding=encoding)
    return table or reader.careful()


def _after(sample: list[str], skip: int | None) -> int:
    """Where the dialect is looked for: behind the lines that a person skips."""
    return min(skip or 0, len(sample) - 1)


class _Reader:
    def __init__(self, source: Source, out: Path, name: str, options: ReadOptions, limits: Limits,
                 found: dialects.Found, sample: list[str]) -> None:  # fmt: skip
        self.source = source
        self.out = out
        self.name = name
        self.options = options
        self.limits = limits
        self.found = found
        self.dialect: Dialect = found.dialect
        self.sample = sample
        self.offers: tuple[Offer, ...] = ()
        self.records: Records | None = None
        self.width = self._width(list(Records(sample, self.dialect, found.width)))

    def _width(self, records: list[Record]) -> int:
        width = layouts.width_of([record for record in records if record.raw.strip()])
        if width > self.limits.max_columns:
            raise AnalyticsError(f"“{self.name}” has {width:,} columns; at most {self.limits.max_columns:,} are read.")
        return width

    def quick(self) -> RawTable | None:
        """The table of a large file without faults, by DuckDB; None where a careful look is needed."""
        from analytics.reading import fast

        source = self.source
        if self.dialect.strip is not None or source.wrapped or source.mixed or source.stray():
            return None
        head = list(islice(Records(self.sample, self.dialect, self.width), HEAD))
        layout = self._plan(head, self.width)
        if not fast.tame(self.dialect, head, layout) or self.source.encoding.broken:
            return None
        with tempfile.TemporaryDirectory(prefix="recoded-", dir=self.out.parent) as folder:
            path = self.source.path
            if self.source.encoding.name != "utf-8":
                path = Path(folder) / "text"
                recoded(self.source.path, self.source.encoding, path)
            if fast.has_footer(path, self.dialect, layout.width):
                return None
            if self.source.progress is not None:
                self.source.progress(0.2, STEP)
            written = fast.write(path, self.out, self.dialect, head, layout, self.limits)
        if written is None:
            return None
        if source.encoding.assumed:
            self.source = replace(source, encoding=source.encoding.found(written.ascii_only))
        body = Body(layout, head, self.dialect)
        for row in layout.preamble:
            body.apart(head[row], ABOVE)
        return self._table(layout, head, written.rows, body.listed(), 0, 1, 0)

    def careful(self) -> RawTable:
        """The table of any file, row by row."""
        records = self.records = Records(self.source.lines(), self.dialect, self.width)
        if self.source.size > WHOLE:
            stream = iter(records)
            head = list(islice(stream, HEAD))
            return self._write(head, stream, self.width, 1, 0)
        stream = iter(records)
        everything = list(islice(stream, MOST_HELD))
        if len(everything) == MOST_HELD:
            return self._write(everything[:HEAD], chain(everything[HEAD:], stream), self.width, 1, 0)
        tables = blocks.blocks(everything, self.width)
        columns = beside.spans(everything, self.width) if len(tables) == 1 else []
        if columns:
            return self._beside(everything, columns)
        place = self._which(everything, tables)
        cut = [everything[first:stop] for first, stop in tables]
        parts = [(part, self.width if len(tables) == 1 else dialects.usual_width(part)) for part in cut]
        return self._one_of(parts, place)

    def _one_of(self, parts: list[offers.Part], place: int) -> RawTable:
        """The table at a place, the others offered."""
        part, width = parts[place]
        if len(parts) > 1:
            self.offers = offers.of_text(parts, lambda head, width: layouts.plan(head, width, self.dialect))
        return self._write(part[:HEAD], iter(part[HEAD:]), width, len(parts), place)

    def _beside(self, everything: list[Record], columns: list[beside.Span]) -> RawTable:
        """One of the tables that stand side by side; the first unless another is asked for."""
        place = (self.options.table or 1) - 1
        if not 0 <= place < len(columns):
            raise AnalyticsError(f"“{self.name}” has {len(columns)} table(s); there is no table {place + 1}.")
        return self._one_of([(beside.cut(everything, span), span[1] - span[0]) for span in columns], place)

    def _which(self, records: list[Record], tables: list[tuple[int, int]]) -> int:
        """The table asked for; else the first, unless another one holds far more."""
        wanted = self.options.table
        if wanted is not None:
            if not 1 <= wanted <= len(tables):
                raise AnalyticsError(f"“{self.name}” has {len(tables)} table(s); there is no table {wanted}.")
            return wanted - 1
        sizes = [sum(layouts.filled(record) for record in records[first:stop]) for first, stop in tables]
        largest = max(range(len(tables)), key=lambda i: sizes[i])
        return largest if sizes[largest] >= 4 * sizes[0] else 0

    def _plan(self, head: list[Record], width: int) -> Layout:
        return layouts.plan(
            head, width, self.dialect, skip_lines=self.options.skip_lines, header_rows=self.options.header_rows
        )

    def _write(self, head: list[Record], rest: Iterator[Record], width: int, tables: int, place: int) -> RawTable:
        from analytics.reading.json_table import write_parquet

        layout = self._plan(head, width)
        body = Body(layout, head, self.dialect)
        for row in layout.preamble:
            body.apart(head[row], ABOVE)
        firsts = [record.cells[0] for record in head[layout.body :]]
        keep = KEPT if self.source.size <= WHOLE else TAIL
        ending = Ending(chain(islice(head, layout.body, None), rest), layout.width, firsts, keep)
        rows = write_parquet(self.out, body.schema(), body.tables(ending, self.limits))
        if (torn := body.torn()) is not None and edges.unended(self.source.path):
            body.problems.append(torn)
        if ending.doubt is not None:
            words = "The last row looks like a total, but nothing proves that it is one; the table has it."
            body.problems.append(Problem(words, line=ending.doubt.line, content=ending.doubt.raw[:500]))
        for record, total in ending.under:
            if not is_blank(record):
                body.apart(record, "A totals row; kept apart." if total else "Below the table; kept apart.")
        empty = [record for record, _total in ending.under if record.raw.strip() and is_blank(record)]
        if empty:
            words = f"{len(empty):,} row{'s' * (len(empty) > 1)} without content at the end; left out."
            body.problems.append(Problem(words, line=empty[0].line))
        count = sum(not is_blank(record) for record, _total in ending.under)
        return self._table(layout, head, rows, body.listed(), count, tables, place)

    def _table(self, layout: Layout, head: list[Record], rows: int, problems: list[Problem], footers: int,
               tables: int, place: int) -> RawTable:  # fmt: skip
        encoding, dialect = self.source.encoding, self.dialect
        if tables > 1:
            problems.append(
                Problem(f"The file has {tables} tables; this is number {place + 1}. The others are offered.")
            )
        if not dialect.delimiter and dialect.strip is None and (sign := dialects.uneven(self.sample)):
            words = f"Most lines have a {sign}, but not equally many; each line was read as one cell."
            problems.append(Problem(words))
        if not encoding.certain:
            problems.append(Problem(f"The encoding was guessed: {encoding.name}. {encoding.why}"))
        problems += self.source.problems()
        if stray := self.source.stray():
            problems.append(Problem(f"{stray} sign{'s' * (stray > 1)} without a shape at the very start; left out.", 1))
        if encoding.broken:
            words = f"{encoding.broken:,} bytes do not fit the encoding {encoding.name}; the first is in this line."
            problems.append(Problem(words, line=encoding.line))
        problems.sort(key=lambda problem: (problem.line is None, problem.line or 0))
        above = head[layout.header[0]] if layout.header else head[layout.body] if layout.body < len(head) else head[-1]
        evidence = {"encoding": encoding.why, "delimiter": self.found.why, "header_rows": layout.why}
        for option in ("encoding", "delimiter", "quote", "skip_lines", "header_rows", "table"):
            if getattr(self.options, option) is not None:
                evidence[option] = "Chosen by a person."
        detected = Detected(
            format="tsv" if dialect.delimiter == "\t" else "csv" if dialect.delimiter else "text",
            encoding=encoding.name,
            delimiter=dialect.delimiter or None,
            quote=dialect.quote,
            escape="\\" if self.records and self.records.escaped else dialect.escape,
            line_ending=edges.line_ending(self.sample),
            preamble_lines=above.line - 1,
            header_rows=len(layout.header),
            footer_lines=footers,
            tables=tables,
            table=place + 1,
            offers=self.offers,
            evidence=evidence,
        )
        return RawTable(str(self.out), layout.names, rows, detected, tuple(problems))
