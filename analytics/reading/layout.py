"""What the records of a text are: lines above the table, header rows, rows, lines below it; and where tables part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.reading import drawn, headers
from analytics.reading.cells import Dialect
from analytics.reading.dialect import usual_width
from analytics.reading.ragged import fine
from analytics.reading.tokens import Record
from analytics.reading.workbook_formats import TEXT
from analytics.reading.workbook_heading import heading
from analytics.reading.workbook_rows import lookalikes

HEAD = 1000
TAIL = 200
LOOKED = 60
RUN = 3
"""Rows that show whether the second of them heads the others."""
COMMENTS = ("#", "//", "%", "--", "!", "*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
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


def width_of(records: Sequence[Record]) -> int:
    """The width of the table: the usual one, or that of a wider first row that no other exceeds, or one less where
    all rows end with a delimiter and the header does not."""
    width = usual_width(records)
    widths = [len(record.cells) for record in records]
    if width < 2 or len(records) < 3:
        return width
    place = next((i for i, count in enumerate(widths) if count >= width), 0)
    first = records[place]
    if len(first.cells) > width and not _marked(first, width):
        again = any(
            len(record.cells) == len(first.cells) and record.cells[-1].strip() for record in records[place + 1 :]
        )
        if max(widths) == len(first.cells) and (
            again or (filled(first) == len(first.cells) and _heads(records[place:]))
        ):
            return len(first.cells)
    rows = [record for record in records if len(record.cells) == width]
    bare = place > 0 and width > 2 and widths[place - 1] == width - 1 == filled(records[place - 1])
    blank = not any(record.cells[-1].strip() for record in rows) and len(rows) >= 0.9 * (len(records) - place)
    if bare and blank:
        return width - 1
    return width


def _marked(record: Record, width: int) -> bool:
    """Whether a record is wider only by the sign of remarks that it starts with, which blanks part from the names."""
    return len(record.cells) == width + 1 and record.cells[0].strip() in COMMENTS


def _heads(records: Sequence[Record]) -> bool:
    """Whether the first of these is the header, and not the one below it, which words over values show."""
    width = len(records[1].cells) if len(records) > 1 else 0
    texts = [padded(record, width) for record in records[1:LOOKED] if len(record.cells) == width]
    if len(texts) < RUN:
        return True
    kinds = kinds_of(texts)
    over = all(kind in (0, TEXT) for kind in kinds[0]) and heading(texts, kinds, []).count > 0
    return not (over and any(kind not in (0, TEXT) for row in kinds for kind in row))


def plan(
    head: Sequence[Record],
    width: int,
    dialect: Dialect,
    *,
    skip_lines: int | None = None,
    header_rows: int | None = None,
) -> Layout:
    """The layout of a table by its first records. ``skip_lines`` and ``header_rows`` are a person's own decision."""
    original, head = head, headers.mended(head, width, dialect)
    comment = comment_sign(head, width)
    if skip_lines is not None:
        start = next((i for i, record in enumerate(head) if record.line > skip_lines), len(head))
        start = next((i for i in range(start, len(head)) if head[i].raw.strip()), len(head))
    else:
        start = _start(head, width, comment)
    rows = _telling(head, start, width, comment)
    texts = [padded(head[i], width) for i in rows]
    kinds = kinds_of(texts)
    if header_rows is not None:
        top, count, why = 0, min(header_rows, len(rows)), "Chosen by a person."
    else:
        found = heading(texts, kinds, [])
        top, count, why = found.top, found.count, found.why
        if underlined := _underlined(head, rows, texts, width):
            top, count, why = 0, underlined, "A line is drawn under the header."
        elif count == 1 and width == 2 and dialect.delimiter.strip() == "=":
            count, why = 0, "Each line is a name and its value; none is a header."
        if skip_lines is not None:
            top = 0
        if count == 1 and _alike(texts[top:]):
            count, why = 0, "The first row is made like the others, with digits at the same places."
    if count == 0 and header_rows is None and rows:
        named = _commented_header(head, rows[0], width, comment)
        if named is not None:
            head = [*head[: rows[0] - 1], named, *head[rows[0] :]]
            rows, texts = [rows[0] - 1, *rows], [padded(named, width), *texts]
            original, top, count, why = head, 0, 1, "The remark above the rows has as many words as they have cells."
    header = rows[top : top + count]
    if count == 1 and (unmarked := _unmarked(head, header[0])) is not None:
        head = [*head[: header[0]], unmarked, *head[header[0] + 1 :]]
        texts[top], original = padded(unmarked, width), head
    body = header[-1] + 1 if header else (rows[top] if rows[top:] else start)
    preamble = tuple(i for i in range(body) if i not in header and not is_blank(head[i]))
    lines = [texts[k] for k in range(top, top + count)]
    below = [head[i].cells for i in rows[top + count :]]
    names, note = headers.names(lines, [head[i] for i in header], below, width, dialect)
    if dialect.names and not header and len(dialect.names) == width:
        names, why = dialect.names, "The cells carry their names."
    if header and original[header[-1]].cells is not head[header[-1]].cells:
        note = headers.MENDED
    if not note and header_rows is None and (width > 1 or header):
        note = headers.doubt(texts[top:], len(header), bool(dialect.names))
    return Layout(preamble, tuple(header), body, width, names, why, comment, note)


def _underlined(head: Sequence[Record], rows: Sequence[int], texts: Sequence[Sequence[str | None]], width: int) -> int:
    """How many rows stand above the first drawn line, if they can be a header; else 0."""
    rule = next(
        (place for place, record in enumerate(head) if rows and place > rows[0] and drawn.is_rule(record.raw)), None
    )
    above = sum(place < rule for place in rows) if rule is not None else 0
    if rule is None or above > 3 or above >= len(rows):
        return 0
    values = width < 2 or any(kind not in (0, TEXT) for row in kinds_of(texts[:above]) for kind in row)
    return 0 if values and not drawn.is_sure(head[rule].raw) else above


def _alike(texts: Sequence[Sequence[str | None]]) -> bool:
    """Whether the first row has a cell with digits whose make is that of nearly all cells below it."""
    first, rest = texts[0], texts[1:]
    if len(rest) < 2:
        return False
    for j, cell in enumerate(first):
        if not cell or not any(mark.isdigit() for mark in cell) or not any(mark.isalpha() for mark in cell):
            continue
        make, others = fine(cell)[:16], [fine(row[j] or "")[:16] for row in rest]
        if others.count(make) >= 0.8 * len(others) and len({row[j] for row in rest}) > 1:
            return True
    return False


def padded(record: Record, width: int) -> list[str | None]:
    cells: list[str | None] = [cell if cell and not cell.isspace() else None for cell in record.cells[:width]]
    return cells + [None] * (width - len(cells))


def kinds_of(texts: Sequence[Sequence[str | None]]) -> list[list[int]]:
    """What cells look like, in the kinds that workbooks have."""
    return lookalikes(texts, [[TEXT if text else 0 for text in row] for row in texts])


def _telling(head: Sequence[Record], start: int, width: int, comment: str) -> list[int]:
    """Places of the rows that tell header from data: of the right width, or narrower ones above the first of those."""
    rows: list[int] = []
    for place in range(start, min(len(head), start + 3 * LOOKED)):
        record = head[place]
        if not _counts(record, width, comment):
            continue
        if not rows or len(record.cells) == width or (len(record.cells) < width and len(head[rows[-1]].cells) < width):
            rows.append(place)
    return rows[:LOOKED]


def _counts(record: Record, width: int, comment: str) -> bool:
    """Whether a record can tell what the columns hold."""
    if is_blank(record) or is_comment(record, width, comment) or drawn.is_rule(record.raw):
        return False
    return len(record.cells) >= width or 2 * len(record.cells) > width


def comment_sign(head: Sequence[Record], width: int) -> str:
    """The sign that starts lines of remarks: such lines have not the width of the table, or a blank after a hash."""
    for sign in COMMENTS:
        marked = [record for record in head if record.raw.lstrip().startswith(sign)]
        if not marked or len(marked) == len(head):
            continue
        if sign == "#" and all(record.raw.lstrip("# \t") != record.raw.lstrip("#") for record in marked):
            return "# "
        on_top = all(record.raw.startswith(f"{sign} ") for record in head[: len(marked)])
        if on_top and (len(marked) > 1 or sign in "%!"):
            return f"{sign} "
        if width > 1 and all(len(record.cells) != width for record in marked):
            return sign
        if marked[0] is head[0] and sign == "#" and width == 1:
            return sign
        if marked == [head[0]] and is_blank(head[1]) and filled(head[0]) < width:
            return f"{sign} "
    return ""


def is_comment(record: Record, width: int, comment: str) -> bool:
    """Whether a record is a line of remarks. A hash with a blank makes one of any width, another sign does not."""
    if not comment or not record.raw.lstrip().startswith(comment.strip()):
        return False
    return comment.endswith(" ") or len(record.cells) != width or width == 1


def _commented_header(head: Sequence[Record], first: int, width: int, comment: str) -> Record | None:
    """A header that is written as a remark: ``# x,y,z`` above rows of values."""
    if first == 0 or not comment or not is_comment(head[first - 1], width, comment):
        return None
    record = head[first - 1]
    cells = [record.cells[0].lstrip(f"{comment} \t"), *record.cells[1:]]
    if not cells[0]:
        cells = cells[1:]
    return (
        record._replace(cells=cells) if len(cells) == width > 1 and all(cell.strip() for cell in cells[:-1]) else None
    )


def _unmarked(head: Sequence[Record], place: int) -> Record | None:
    """A header without the sign of remarks that it starts with, as the remarks above it do and no row does."""
    record, sign = head[place], head[place].cells[0].lstrip()[:1]
    if sign not in ("#", "%", ";") or place == 0 or not head[place - 1].raw.lstrip().startswith(sign):
        return None
    name = record.cells[0].lstrip(f"{sign} \t")
    if not name or any(other.raw.lstrip().startswith(sign) for other in head[place + 1 : place + 30]):
        return None
    return record._replace(cells=[name, *record.cells[1:]])


def _start(head: Sequence[Record], width: int, comment: str) -> int:
    """The first record that can be header or data."""
    place = 0
    looked = min(len(head), 100)
    while place < looked - 1:
        record = head[place]
        rest = head[place + 1 : place + 30]
        title = _is_title(record, rest, width) or (len(record.cells) > width > 1 and not _heads(head[place:]))
        if not (is_blank(record) or is_comment(record, width, comment) or title):
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
        key = cells[0].rstrip().endswith((":", "：")) or _KEY.fullmatch(cells[0]) is not None
        return count == 2 and width > 2 and (key or _dated(record, rest, width)) and following > 2
    return 2 * len(cells) <= width + 1 and not _same_later(record, rest)


def _dated(record: Record, rest: Sequence[Record], width: int) -> bool:
    """Whether two cells with gaps between are a title and its date rather than names of groups: words in the first, a
    year in the other, and below them a full row of names that no group has to tell apart."""
    first, second = (cell.strip() for cell in record.cells if cell.strip())
    below = [cell.strip().lower() for cell in rest[0].cells] if rest and len(rest[0].cells) == width else []
    named = width > 3 and all(below) and len(set(below)) == width and not any(cell[:1].isdigit() for cell in below)
    return named and " " in first and _YEAR.search(second) is not None and not _YEAR.search(first)


def _same_later(record: Record, rest: Sequence[Record]) -> bool:
    """Whether most of the following records are as narrow: then the record is data."""
    same = sum(len(other.cells) == len(record.cells) for other in rest)
    return 2 * same > len(rest)
