"""The quick way for large text files without faults: DuckDB parses strictly, and any doubt gives the file back."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analytics import engine, typed_footer
from analytics.parsing import literal, quote
from analytics.reading import fast_parts
from analytics.reading.cells import Dialect
from analytics.reading.ends import chunks
from analytics.reading.fast_parts import Lines
from analytics.reading.footers import below
from analytics.reading.layout import TAIL, Layout, is_blank
from analytics.reading.tokens import Record, Records
from analytics.schema import AnalyticsError, Limits
from analytics.typed_groups import FORMAT

if TYPE_CHECKING:
    import duckdb

CHUNK = 1 << 20
NO_NULL = "\x01\x02none\x02\x01"
"""A word that no file has: an empty cell stays an empty text."""
Found = tuple[int, Lines, Callable[[int], bool]]
"""Rows, the lines of the file, and what says whether some are blank, once it is told how many lines the rows and what
is above them take."""


@dataclass(frozen=True)
class Written:
    """``ascii_only``: no byte of the text is beyond ASCII."""

    rows: int
    ascii_only: bool


def tame(dialect: Dialect, head: Sequence[Record], layout: Layout) -> bool:
    """Whether nothing at the top of a text needs care."""
    if dialect.runs or len(dialect.delimiter.encode()) != 1:
        return False
    body = head[layout.body :]
    if not body or layout.comment or any(record.odd or len(record.cells) != layout.width for record in body):
        return False
    if any("\n" in record.raw or "\r" in record.raw for record in head[: layout.body]):
        return False
    header = [head[i].cells for i in layout.header]
    return not any(record.cells in header or is_blank(record) for record in body)


def has_blank_lines(path: Path) -> bool:
    """Whether the file has blank lines before its end."""
    with path.open("rb") as file:
        before = b""
        while chunk := file.read(CHUNK):
            data = before + chunk
            if b"\n\n" in data or (b"\r" in data and (b"\n\r\n" in data or b"\r\r" in data)):
                rest = data.rstrip(b"\r\n")
                if b"\n\n" in rest or b"\n\r\n" in rest or b"\r\r" in rest or file.read(CHUNK).strip(b"\r\n"):
                    return True
            before = data[-3:]
    return False


def has_footer(path: Path, dialect: Dialect, width: int) -> bool:
    """Whether the last lines are anything but rows."""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, 65_536), os.SEEK_END)
        text = file.read().decode("utf-8", "replace")
    lines = list(io.StringIO(text, newline=""))
    tail = list(Records(lines[1:], dialect, width))[-TAIL:]
    while tail and is_blank(tail[-1]):
        tail.pop()
    return below(tail, width, [""]).count > 0


def write(
    path: Path, out: Path, dialect: Dialect, head: Sequence[Record], layout: Layout, limits: Limits
) -> Written | None:
    """The rows written to ``out`` of a text in UTF-8; None where the file has faults that a strict parser meets, bytes
    that are no UTF-8, or signs that nobody sees."""
    import duckdb

    draft = out.with_name(f"{out.name}.draft")
    skip = head[layout.body].line - 1

    def statement(text: Path, target: Path, part: int = 0) -> str:
        source = _source(text, dialect, layout.width, 0 if part else skip)
        shown = ", ".join(f"c{j} AS {quote(new)}" for j, new in enumerate(layout.names))
        return f"COPY (SELECT {shown} FROM {source}) TO {literal(str(target.resolve()))} ({FORMAT})"

    try:
        found = _in_parts(path, draft, statement, dialect, head, limits)
        if found is None:
            found = _at_once(path, draft, statement(path, draft), head, limits)
        rows, lines, blank = found
        if lines.odd or blank(rows + skip) or _header_again(draft, head, layout, limits):
            return None
        if rows > limits.max_rows:
            raise AnalyticsError(f"The file has {rows:,} rows; at most {limits.max_rows:,} are read.")
        os.replace(draft, out)
    except duckdb.Error:
        return None
    finally:
        draft.unlink(missing_ok=True)
    return Written(rows, lines.ascii_only)


def _source(path: Path, dialect: Dialect, width: int, skip: int) -> str:
    columns = "{" + ", ".join(f"'c{j}': 'VARCHAR'" for j in range(width)) + "}"
    mark = dialect.quote or ""
    return (
        f"read_csv({literal(str(path.resolve()))}, auto_detect=false, columns={columns}, header=false, "
        f"skip={skip}, delim={literal(dialect.delimiter)}, quote={literal(mark)}, "
        f"escape={literal(dialect.escape or mark)}, nullstr={literal(NO_NULL)}, strict_mode=true, encoding='utf-8')"
    )


def _in_parts(
    path: Path, draft: Path, statement: Callable[[Path, Path, int], str], dialect: Dialect, head: Sequence[Record],
    limits: Limits,
) -> Found | None:  # fmt: skip
    """A large file's parts at once; None where that is not worth it, or where a part ends inside a cell."""
    import duckdb

    parts = [] if dialect.escape or not _row_by_line(head) else fast_parts.spans(path, limits)
    if not parts:
        return None
    try:
        rows, lines = fast_parts.write(path, draft, statement, parts, limits)
    except (fast_parts.Stopped, duckdb.Error):
        return None
    return rows, lines, lambda told: told != lines.filled and has_blank_lines(path)


def _at_once(path: Path, draft: Path, sql: str, head: Sequence[Record], limits: Limits) -> Found:
    with (
        engine.connect(limits.memory_mb, temp=draft.parent, directories=[path.parent, draft.parent]) as connection,
        ThreadPoolExecutor(1) as beside,
    ):
        # DuckDB steps over blank lines without a word; they are looked for while it reads.
        looked = beside.submit(_look, path, head, connection)
        counted = connection.execute(sql).fetchone()
        return int(counted[0]) if counted else 0, *looked.result()


def _row_by_line(head: Sequence[Record]) -> bool:
    """Whether each of the first rows is one line."""
    return not any("\r" in record.raw or "\n" in record.raw for record in head)


def _look(
    path: Path, head: Sequence[Record], connection: duckdb.DuckDBPyConnection
) -> tuple[Lines, Callable[[int], bool]]:
    """The lines of the file; and what says, once it is known how many of them became rows or stand above, whether
    others are blank.

    Where every line is a row, none is. So lines are counted, which is quicker than a look at what is between them;
    that is left for files whose cells have line ends, or whose lines end in another way.
    """
    lines = _lines(path)
    if lines.odd:
        connection.interrupt()
    if lines.odd or (lines.filled is not None and _row_by_line(head)):
        return lines, lambda told: told != lines.filled and has_blank_lines(path)
    blank = has_blank_lines(path)
    if blank:
        connection.interrupt()
    return lines, lambda told: blank


def _lines(path: Path) -> Lines:
    """The lines of a file, or of its beginning where that is odd."""
    lines = Lines()
    for number, chunk in enumerate(chunks(path)):
        lines.add(chunk if number else chunk.removeprefix(codecs.BOM_UTF8))
        if lines.odd:
            break
    return lines.end()


def _header_again(draft: Path, head: Sequence[Record], layout: Layout, limits: Limits) -> bool:
    """Whether a row of the body repeats the header."""
    if not layout.header or layout.width < 2:
        return False
    pairs = list(zip(layout.names, head[layout.header[-1]].cells, strict=False))[:8]
    if _never(draft, pairs):
        return False
    same = " AND ".join(f"trim({quote(name)}) = {literal(cell.strip())}" for name, cell in pairs)
    source = f"read_parquet({literal(str(draft.resolve()))})"
    with engine.connect(limits.memory_mb, directories=[draft.parent]) as connection:
        found = connection.execute(f"SELECT count(*) FROM {source} WHERE {same}").fetchone()
    return bool(found and found[0])


def _never(draft: Path, pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether one of the columns, by the bounds of its texts alone, cannot hold its text, with or without spaces."""
    try:
        columns = typed_footer.read(draft).columns
    except typed_footer.Unfit:
        return False
    for name, cell in pairs:
        bounds, text = columns[name].bounds(), cell.strip().encode()
        # What starts with a space sorts before all that is visible, what ends with one right behind the text.
        if bounds and text and bounds[0] >= b"!" and (bounds[1] < text or bounds[0] >= text + b"!"):
            return True
    return False
