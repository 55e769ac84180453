"""What the records of a text are: lines above the table, header rows, rows, lines below it; and where tables part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.reading.dialect import usual_width
from analytics.reading.ragged import header as mended_header
from analytics.reading.tokens import Dialect, Record
from analytics.reading.workbook_formats import TEXT
from analytics.reading.workbook_grid import Grid
from analytics.reading.workbook_heading import heading
from analytics.reading.workbook_names import joined
from analytics.reading.workbook_rows import NOTE, is_total, lookalikes

HEAD = 1000
TAIL = 200
LOOKED = 60
COMMENTS = ("#", "//", "%", "--", ";", "'", "!", "*")
_KEY = re.compile(r"[^:]{1,40}:\s*\S?.*")


@dataclass(frozen=True)
class Layout:
    """``preamble`` and ``header`` are places in the records that were looked at; the body starts at ``body``."""

    preamble: tuple[int, ...]
    header: tuple[int, ...]
    body: int
    width: int
    names: tuple[str, ...]
    why: str
    comment: str = ""
    note: str = ""
    """What a person should know of the header."""


def filled(record: Record) -> int:
    """How many cells hold more than blanks."""
    return sum(1 for cell in record.cells if cell and not cell.isspace())


def is_blank(record: Record) -> bool:
    return not record.raw.strip() or filled(record) == 0


def plan(
    head: Sequence[Record],
    width: int,
    dialect: Dialect,
    *,
    skip_lines: int | None = None,
    header_rows: int | None = None,
) -> Layout:
    """The layout of a table by its first records. ``skip_lines`` and ``header_rows`` are a person's own decision."""
    original, head = head, _mended(head, width, dialect)
    comment = comment_sign(head, width)
    if skip_lines is not None:
        start = next((i for i, record in enumerate(head) if record.line > skip_lines), len(head))
        start = next((i for i in range(start, len(head)) if head[i].raw.strip()), len(head))
    else:
        start = _start(head, width, comment)
    rows = [i for i in range(start, min(len(head), start + 3 * LOOKED)) if _counts(head[i], width, comment)][:LOOKED]
    texts = [_padded(head[i], width) for i in rows]
    kinds = lookalikes(texts, [[TEXT if text else 0 for text in row] for row in texts])
    if header_rows is not None:
        top, count, why = 0, min(header_rows, len(rows)), "Chosen by a person."
    else:
        found = heading(texts, kinds, [])
        top, count, why = found.top, found.count, found.why
        if skip_lines is not None:
            top = 0
    header = rows[top : top + count]
    body = header[-1] + 1 if header else (rows[top] if rows[top:] else start)
    preamble = tuple(i for i in range(body) if i not in header and not (i > start and is_blank(head[i])))
    names = names_of([texts[k] for k in range(top, top + count)], width)
    return Layout(preamble, tuple(header), body, width, names, why, comment, _note(original, head, header, width))


def _note(original: Sequence[Record], head: Sequence[Record], header: Sequence[int], width: int) -> str:
    if not header:
        return ""
    last = head[header[-1]]
    if original[header[-1]].cells is not last.cells:
        return (
            "The header has not the form of the rows (an empty cell too many, or another delimiter); it was put right."
        )
    if len(last.cells) < width:
        return f"The header has {len(last.cells)} names for {width} columns; the last ones were numbered."
    return ""


def _mended(head: Sequence[Record], width: int, dialect: Dialect) -> Sequence[Record]:
    """The records with a first row put right that has an empty cell too many, or another delimiter than all others."""
    place = next((i for i, record in enumerate(head) if not is_blank(record)), None)
    if place is None or width < 3 or len(head) < place + 3 or len(head[place + 1].cells) != width:
        return head
    record = head[place]
    cells = mended_header(record.cells, width, dialect, record.raw)
    return [*head[:place], record._replace(cells=cells), *head[place + 1 :]] if cells is not record.cells else head


def names_of(rows: Sequence[Sequence[str | None]], width: int) -> tuple[str, ...]:
    """One name per column from header rows."""
    lines = [list(row) for row in rows]
    grid = Grid("", row_numbers=list(range(1, len(lines) + 1)))
    return joined(lines, grid, range(len(lines)), tuple(range(width)), [])


def _padded(record: Record, width: int) -> list[str | None]:
    cells: list[str | None] = [cell if cell and not cell.isspace() else None for cell in record.cells[:width]]
    return cells + [None] * (width - len(cells))


def _counts(record: Record, width: int, comment: str) -> bool:
    """Whether a record can tell what the columns hold."""
    if is_blank(record) or is_comment(record, width, comment):
        return False
    return len(record.cells) >= width or 2 * len(record.cells) > width


def comment_sign(head: Sequence[Record], width: int) -> str:
    """The sign that starts lines of remarks, where lines that start with it have not the width of the table."""
    for sign in COMMENTS:
        marked = [record for record in head if record.raw.lstrip().startswith(sign)]
        if marked and width > 1 and all(len(record.cells) != width for record in marked) and sign in "#//%--":
            return sign
        if marked and marked[0] is head[0] and sign == "#" and len(marked) < len(head) and width == 1:
            return sign
    return ""


def is_comment(record: Record, width: int, comment: str) -> bool:
    return bool(comment) and record.raw.lstrip().startswith(comment) and (len(record.cells) != width or width == 1)


def _start(head: Sequence[Record], width: int, comment: str) -> int:
    """The first record that can be header or data."""
    place = 0
    looked = min(len(head), 100)
    while place < looked - 1:
        record = head[place]
        rest = head[place + 1 : place + 30]
        if not (is_blank(record) or is_comment(record, width, comment) or _is_title(record, rest, width)):
            break
        place += 1
    if place >= looked - 1 and looked > 1 and is_blank(head[place]):
        return next((i for i, record in enumerate(head) if not is_blank(record)), 0)
    return place


def _is_title(record: Record, rest: Sequence[Record], width: int) -> bool:
    """Whether a record stands above the table: little in it, and fuller records follow."""
    if width < 2:
        return False
    cells, count = record.cells, filled(record)
    following = max((filled(other) for other in rest if len(other.cells) == width), default=0)
    if following <= count or not cells[0].strip():
        return False
    if count == 1:
        return (len(cells) < width or width > 2) and following >= max(2, 0.5 * width)
    if len(cells) == width or width < 4:
        key = cells[0].rstrip().endswith(":") or _KEY.fullmatch(cells[0]) is not None
        return count == 2 and width > 2 and key and following > 2
    return 2 * len(cells) <= width + 1 and not _same_later(record, rest)


def _same_later(record: Record, rest: Sequence[Record]) -> bool:
    """Whether most of the following records are as narrow: then the record is data."""
    same = sum(len(other.cells) == len(record.cells) for other in rest)
    return 2 * same > len(rest)


def footer_count(tail: Sequence[Record], width: int) -> int:
    """How many of the last records stand below the table: blank lines, remarks, totals."""
    count = 0
    for place in range(len(tail) - 1, 0, -1):
        record = tail[place]
        if is_blank(record) or is_total([cell for cell in record.cells if cell.strip()]) and width > 1:
            count = len(tail) - place
        elif _is_remark(tail, place, width):
            count = len(tail) - place
        else:
            break
    return count


def _is_remark(tail: Sequence[Record], place: int, width: int) -> bool:
    record = tail[place]
    count = filled(record)
    if width < 2 or count > max(1, width // 3) or len(record.cells) > width:
        return False
    first = record.cells[0].strip()
    apart = is_blank(tail[place - 1]) or any(is_blank(other) for other in tail[max(0, place - 3) : place])
    if not first:
        return False
    if NOTE.match(first) or len(first) > 60:
        return count == 1 or NOTE.match(first) is not None
    if len(record.cells) < width and count == 1:
        return apart or width > 2 or not first.replace(".", "").isdecimal()
    return count == 1 and width > 2 and apart


def blocks(records: Sequence[Record], width: int) -> list[tuple[int, int]]:
    """Tables of a text, as first and last record (exclusive), parted by blank lines. Notes belong to their neighbours."""
    parts: list[tuple[int, int]] = []
    start: int | None = None
    for place, record in enumerate(records):
        if is_blank(record):
            if start is not None:
                parts.append((start, place))
            start = None
        elif start is None:
            start = place
    if start is not None:
        parts.append((start, len(records)))
    tables: list[list[int]] = []
    for first, stop in parts:
        part = records[first:stop]
        if _is_table(part) and (not tables or not _goes_on(records, tables[-1], part)):
            tables.append([first, stop])
        elif tables:
            tables[-1][1] = stop
    if len(tables) < 2:
        return [(0, len(records))]
    tables[0][0] = 0
    for before, after in zip(tables, tables[1:], strict=False):
        # What stands between two tables is the title of the second if it touches it, else the footer of the first.
        after[0] = _title_of(records, before[1], after[0])
        before[1] = after[0]
    tables[-1][1] = len(records)
    return [(first, stop) for first, stop in tables]


def _title_of(records: Sequence[Record], stop: int, first: int) -> int:
    return first


def _is_table(part: Sequence[Record]) -> bool:
    """Whether a block is a table by itself: two rows or more with two columns or more, of one width."""
    width = usual_width(part)
    return width > 1 and sum(len(record.cells) == width and filled(record) > 1 for record in part) >= 2


def _goes_on(records: Sequence[Record], table: Sequence[int], part: Sequence[Record]) -> bool:
    """Whether a block is more of the table above: as wide, and without a header of its own."""
    above = [record for record in records[table[0] : table[1]] if not is_blank(record)]
    width = usual_width(above)
    if usual_width(part) != width:
        return False
    used = max(filled(record) for record in part), max(filled(record) for record in above)
    if abs(used[0] - used[1]) > 0 and min(used) < width:
        return False
    texts = [_padded(record, width) for record in part[:LOOKED]]
    kinds = lookalikes(texts, [[TEXT if text else 0 for text in row] for row in texts])
    own = heading(texts, kinds, [])
    if own.count == 0:
        return True
    plain = all(kind in (0, TEXT) for row in kinds for kind in row)
    return plain and texts[0] != _padded(next(r for r in above if len(r.cells) == width), width)
