"""What stands below a table: blank lines, remarks, totals. A total is one by its word and by its sums."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analytics.reading.layout import filled, is_blank
from analytics.reading.tokens import Record
from analytics.reading.workbook_rows import NOTE, is_total

LONG = 60
MOST_LINES = 30
"""Lines below a table; more of them than it has rows are its rows."""
FEW_LINES = 10
"""Lines of words under a totals row."""
REMARK = re.compile(
    NOTE.pattern + r"|^\s*(?:notes?|source|footnotes?|disclaimer|contact|end of|\d{1,2}[.)]\s|[a-z][.)]\s|"
    r"\[\w\]|\(\w\)|[†‡§#]|--|==|\(?\d+ (?:rows?|records?|lines?)\b)",
    re.IGNORECASE,
)  # fmt: skip
PAGE = re.compile(
    r"\W*(?:page|seite|p[áa]gina|p[áa]g\.|p\.|blatt|sheet|stran[ay]|sivu|sida|стр\.?|страница|第)\s*"
    r"\d{1,5}(?:\s*(?:of|von|de|di|sur|av|z|из|/|／|-)\s*\d{1,5})?\s*(?:页|ページ)?\W*",
    re.IGNORECASE,
)  # fmt: skip
"""The number of a printed page, as it stands between its rows."""
_COUNT = re.compile(
    r"(?:(?:row|record|line|total|item)s?[ _-]*)?(?:count|number|n|anzahl|nombre|rows|records|lines)\W*", re.IGNORECASE
)
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Below:
    """How many of the last records stand below the table, and which of them (places) are totals."""

    count: int
    totals: tuple[int, ...] = ()


class Ending:
    """Passes on the records of a body; what stands below the table is kept in ``under``: record, is it a total."""

    def __init__(self, records: Iterable[Record], width: int, firsts: Sequence[str], keep: int) -> None:
        self.records = records
        self.width = width
        self.firsts = firsts
        self.keep = keep
        self.under: list[tuple[Record, bool]] = []
        self.doubt: Record | None = None
        """A last row that is called a total and stays in the table."""

    def __iter__(self) -> Iterator[Record]:
        held: deque[Record] = deque()
        passed = False
        for record in self.records:
            held.append(record)
            if len(held) > self.keep:
                passed = True
                yield held.popleft()
        tail = list(held)
        found = below(tail, self.width, self.firsts if passed else (), whole=not passed)
        cut = len(tail) - found.count
        self.under = [(record, cut + place in found.totals) for place, record in enumerate(tail[cut:])]
        last = tail[cut - 1] if cut > 1 and self.width > 1 else None
        self.doubt = last if last is not None and is_total([cell for cell in last.cells if cell.strip()]) else None
        yield from tail[:cut]


def below(tail: Sequence[Record], width: int, firsts: Sequence[str] = (), *, whole: bool = False) -> Below:
    """What of the last records is no row. ``firsts`` are first cells of earlier rows; ``whole``: the tail is all there
    is of the table, so that sums can be checked."""
    stop = len(tail)
    while stop > 0 and is_blank(tail[stop - 1]):
        stop -= 1
    start = _remarks(tail, stop, width)
    if start == stop > 2 and _counts_rows(tail[stop - 1], tail[: stop - 1], whole=whole):
        start = stop - 1
    last = _last_total(tail, start, width)
    if last < start and _is_total(
        tail[last - 1], tail[: last - 1], width, firsts, apart=is_blank(tail[last - 2]), whole=whole
    ):
        start = last
    totals: list[int] = []
    while start > 1 and width > 1:
        record = tail[start - 1]
        if is_blank(record):
            start -= 1
            continue
        if not _is_total(record, tail[: start - 1], width, firsts, apart=is_blank(tail[start - 2]), whole=whole):
            break
        start -= 1
        totals.append(start)
    while 0 < start < len(tail) and is_blank(tail[start - 1]):
        start -= 1
    if (start == 0 and not firsts) or stop - start > max(MOST_LINES, start):
        return Below(len(tail) - stop)
    return Below(len(tail) - start, tuple(totals))


def is_page_mark(record: Record, width: int) -> bool:
    """Whether a record of a table says nothing but the number of a page."""
    return width > 1 and filled(record) == 1 and PAGE.fullmatch(" ".join(record.cells).strip(" ,;|\t\"'")) is not None


def _counts_rows(record: Record, above: Sequence[Record], *, whole: bool) -> bool:
    """Whether a last row says how many there are, which a blank line before it and the number itself prove."""
    cells = [cell.strip() for cell in record.cells if cell.strip()]
    if not whole or len(cells) != 2 or not cells[1].isdecimal() or not _COUNT.fullmatch(cells[0]):
        return False
    return bool(above) and is_blank(above[-1]) and int(cells[1]) == sum(not is_blank(other) for other in above)


def _last_total(tail: Sequence[Record], start: int, width: int) -> int:
    """Where a few narrow lines of words start that stand under a row called a total; else ``start``."""
    place = start
    while place > 2 and start - place < FEW_LINES:
        record = tail[place - 1]
        if is_total([cell for cell in record.cells if cell.strip()]) and filled(record) > 1:
            return place
        words = record.cells[0].strip()
        if not is_blank(record) and (filled(record) > 1 or " " not in words):
            return start
        place -= 1
    return start


def _remarks(tail: Sequence[Record], stop: int, width: int) -> int:
    """Where the remarks at the end start."""
    start = place = stop
    while place > 1:
        place -= 1
        record = tail[place]
        if is_blank(record):
            block = [other for other in tail[place + 1 : start] if not is_blank(other)]
            if block and not _is_block_of_remarks(block, width):
                break
            start = place
        elif _is_remark(record, tail[place - 1], width):
            start = place
        elif stop - place > 40:
            break
        elif not _narrow(record, width):
            # A wide line is a remark only as part of a block that starts as one.
            first = _block_start(tail, place)
            block = [other for other in tail[first:start] if not is_blank(other)]
            if first > 1 and is_blank(tail[first - 1]) and _is_block_of_remarks(block, width):
                start = place = first
                continue
            break
        else:
            continue
    return start


def _block_start(tail: Sequence[Record], place: int) -> int:
    while place > 0 and not is_blank(tail[place - 1]):
        place -= 1
    return place


def _is_block_of_remarks(block: Sequence[Record], width: int) -> bool:
    if not block or width < 2:
        return False
    first = next((cell.strip() for cell in block[0].cells if cell.strip()), "")
    narrow = sum(_narrow(record, width) for record in block)
    if filled(block[0]) == 1 and (REMARK.match(first) or first.endswith((":", "："))):
        return True
    if len(block) == 1 and NOTE.match(first) and len(block[0].cells) < width and not _numbers(block[0].cells):
        return True  # a remark that the delimiter of the rows has parted
    return narrow == len(block) or (len(block) > 1 and 3 * narrow >= 2 * len(block))


def _narrow(record: Record, width: int) -> bool:
    return width > 1 and filled(record) <= max(1, width // 3) and len(record.cells) <= width


def _is_remark(record: Record, before: Record, width: int) -> bool:
    first = record.cells[0].strip()
    if width < 2 or not first or not _narrow(record, width):
        return False
    if REMARK.match(first):
        return True
    if filled(record) > 1:
        return False
    if len(first) > LONG or is_blank(before):
        return True
    return len(record.cells) < width and (width > 2 or not _NUMBER.fullmatch(first)) and " " in first


def _is_total(
    record: Record, above: Sequence[Record], width: int, firsts: Sequence[str], *, apart: bool, whole: bool
) -> bool:
    """Whether a last row is a total: it says so, no row above starts alike, and a sum is right or a line apart."""
    if not is_total([cell for cell in record.cells if cell.strip()]):
        return False
    first = record.cells[0].strip().lower()
    if first and (first in {cell.strip().lower() for cell in firsts} or _again(first, above)):
        return False
    return apart or not whole or not _numbers(record.cells) or sums(record, above, width)


def _again(first: str, above: Sequence[Record]) -> bool:
    return any(record.cells[0].strip().lower() == first for record in above if record.cells)


def sums(record: Record, above: Sequence[Record], width: int) -> bool:
    """Whether a number of the row is the sum of those above it (all, or since the last total), but for rounding."""
    rows = [other.cells for other in above if len(other.cells) == width and not is_blank(other)]
    for column, cell in enumerate(record.cells[:width]):
        value = number(cell)
        if value is None:
            continue
        values = [number(cells[column]) for cells in rows if not is_total(cells)]
        known = [v for v in values if v is not None]
        if len(known) < 2:
            continue
        slack = 0.006 * max(1.0, abs(value)) ** 0.5 + 0.5 * 10 ** -_places(cell) * max(1, len(known) ** 0.5)
        if abs(sum(known) - value) <= slack:
            return True
    return False


def _numbers(cells: Sequence[str]) -> list[float]:
    return [value for value in map(number, cells) if value is not None]


def number(text: str) -> float | None:
    """A number as it may stand in any country's table; None where it is none."""
    bare = re.sub(r"[\s$€£¥%'\u00a0\u202f]", "", text)
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    if not _NUMBER.fullmatch(bare):
        return None
    mark = max(bare.rfind("."), bare.rfind(","))
    alone = mark >= 0 and bare.count(bare[mark]) == 1 and not (bare[mark] == "," and len(bare) - mark == 4)
    whole, part = (bare[:mark], bare[mark + 1 :]) if alone else (bare, "")
    try:
        return float(f"{whole.replace('.', '').replace(',', '')}.{part or 0}")
    except ValueError:
        return None


def _places(text: str) -> int:
    found = re.search(r"[.,](\d{1,2})\D*$", text)
    return len(found.group(1)) if found else 0
