"""Rows of a text table in the lines of the file that they came from: found by reading it, checked cell by cell."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SLACK = 40
"""Records around the expected one that are looked at: blank and broken lines, footers and notes shift the count."""
LONGEST = 2_000
MOST_BYTES = 400 * 1024 * 1024
TEXTS = {"csv", "tsv", "txt", "text", "delimited"}


@dataclass(frozen=True)
class Line:
    """``first`` and ``last`` count from 1; ``text`` is what stands there, which may be several lines."""

    first: int
    last: int
    text: str


@dataclass(frozen=True)
class _Record:
    place: int
    cells: list[str]
    first: int
    last: int
    text: str


def of(original: Path, detected: Mapping[str, Any], rows: Mapping[int, Sequence[str | None]]) -> dict[int, Line]:
    """The lines of those ``rows`` (position from 0 → its cells as they were read).

    Rows whose line is not found for certain are left out, as are all rows of files that are no plain text.
    """
    if not rows or detected.get("format", "csv") not in TEXTS or not detected.get("delimiter"):
        return {}
    if not original.exists() or original.stat().st_size > MOST_BYTES or _packed(original):
        return {}
    try:
        return _matched(_records(original, detected), rows)
    except (csv.Error, UnicodeError, LookupError, OSError):
        return {}


def _packed(original: Path) -> bool:
    with original.open("rb") as file:
        return file.read(4)[:2] in (b"PK", b"\x1f\x8b")


def _records(original: Path, detected: Mapping[str, Any]) -> Iterator[_Record]:
    """The records after preamble and header, blank ones left out, each with the lines that it takes."""
    taken: list[str] = []

    def remembered(lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    with original.open("rb") as raw:
        encoding = str(detected.get("encoding") or "utf-8")
        file = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
        skip = int(detected.get("preamble_lines") or 0)
        for _ in range(skip):
            next(file, None)
        quote = detected.get("quote")
        reader = csv.reader(
            remembered(iter(file)),
            delimiter=str(detected["delimiter"]),
            quotechar=str(quote) if quote else None,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
            escapechar=str(detected["escape"]) if detected.get("escape") not in (None, "", quote) else None,
        )
        header = detected.get("header_rows")
        place = -(1 if header is None else int(header))
        before = 0
        for cells in reader:
            first, before = before + 1, reader.line_num
            text = "".join(taken)
            taken.clear()
            if not text.strip():
                continue
            if place >= 0:
                shown = text.rstrip("\r\n")
                yield _Record(place, cells, skip + first, skip + before, shown.removeprefix("\ufeff")[:LONGEST])
            place += 1


def _matched(records: Iterator[_Record], rows: Mapping[int, Sequence[str | None]]) -> dict[int, Line]:
    """Each wanted row at its own place in the file, or at the nearest that has the same cells."""
    found: dict[int, Line] = {}
    window: deque[_Record] = deque(maxlen=2 * SLACK + 1)
    waiting = deque(sorted(rows))
    drift = 0
    for record in records:
        window.append(record)
        while waiting and record.place >= waiting[0] + drift + SLACK:
            drift = _settle(window, waiting.popleft(), rows, drift, found)
        if not waiting:
            return found
    while waiting:
        drift = _settle(window, waiting.popleft(), rows, drift, found)
    return found


def _settle(
    window: deque[_Record], row: int, rows: Mapping[int, Sequence[str | None]], drift: int, found: dict[int, Line]
) -> int:
    """Find ``row`` in the window; gives how far from its number it stood."""
    wanted = [cell or "" for cell in rows[row]]
    alike = [record for record in window if _same(record.cells, wanted)]
    if not alike:
        return drift
    best = min(alike, key=lambda record: abs(record.place - row - drift))
    found[row] = Line(best.first, best.last, best.text)
    return best.place - row


def _same(cells: Sequence[str], wanted: Sequence[str]) -> bool:
    width = max(len(cells), len(wanted))
    return [*cells, *[""] * (width - len(cells))] == [*wanted, *[""] * (width - len(wanted))]
