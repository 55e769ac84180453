"""Rows of a text table in the lines of the file that they came from: found by reading it, checked cell by cell."""

from __future__ import annotations

import bisect
import csv
import io
import json
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import EllipsisType
from typing import Any

SLACK = 40
"""Records around the expected one that are looked at: blank and broken lines, footers and notes shift the count."""
LONGEST = 2_000
MOST_SECONDS, LOOK = 3.0, 20_000
"""A page does not wait longer for the lines of rows far down a large file; it shows the rows as they came."""
MOST_BYTES = 400 * 1024 * 1024
TEXTS = {"csv", "tsv", "txt", "text", "delimited"}


@dataclass(frozen=True)
class Line:
    """``first`` and ``last`` count from 1; ``text`` is what stands there, which may be several lines."""

    first: int
    last: int
    text: str


_Record = tuple[int, list[str], int, int, str]
"""Number from 0, cells, first and last line, text; a plain tuple, since all records up to the last wanted one pass."""


def of(original: Path, detected: Mapping[str, Any], rows: Mapping[int, Sequence[str | None]]) -> dict[int, Line]:
    """The lines of those ``rows`` (position from 0 → its cells as they were read).

    Rows whose line is not found for certain are left out, as are all rows of files that are no plain text.
    """
    if long := (detected.get("places") or {}).get("long"):
        return _of_long(original, detected, rows, long)
    form = detected.get("format", "csv")
    runs = (detected.get("places") or {}).get("lines")
    if rows and runs and original.exists() and not _packed(original):
        return _numbered(original, str(detected.get("encoding") or "utf-8"), runs, rows)
    if not rows or (form != "ndjson" and (form not in TEXTS or not detected.get("delimiter"))):
        return {}
    if not original.exists() or original.stat().st_size > MOST_BYTES or _packed(original):
        return {}
    try:
        if form == "ndjson":
            return _documents(original, str(detected.get("encoding") or "utf-8"), rows)
        return _matched(_records(original, detected), rows)
    except (csv.Error, UnicodeError, LookupError, OSError):
        return {}


def _of_long(
    original: Path, detected: Mapping[str, Any], rows: Mapping[int, Sequence[str | None]], long: Mapping[str, Any]
) -> dict[int, Line]:  # fmt: skip
    """The lines of rows of which each line of the file made several: known are the cells beside, and one of them."""
    count, width = len(long["of"]), len(long["of"]) + len(long["keep"])
    wide: dict[int, list[str | EllipsisType | None]] = {}
    for row, cells in rows.items():
        known = wide.setdefault(row // count, [...] * width)
        for place, cell in zip([*long["keep"], long["of"][row % count]], [*cells[:-2], cells[-1]], strict=True):
            known[place] = cell
    places = {key: value for key, value in detected["places"].items() if key != "long"}
    found = of(original, {**detected, "places": places}, wide)  # type: ignore[arg-type]
    return {row: found[row // count] for row in rows if row // count in found}


def _numbered(original: Path, encoding: str, runs: Sequence[Sequence[int]], rows: Iterable[int]) -> dict[int, Line]:
    """The lines of a file of which the reading kept where each row stands: stretches of ``row, line``."""
    wanted = {}
    for row in rows:
        at = bisect.bisect_right(runs, row, key=lambda run: run[0]) - 1
        if at >= 0:
            wanted[int(runs[at][1]) + row - int(runs[at][0])] = row
    found: dict[int, Line] = {}
    last, until = max(wanted, default=0), time.monotonic() + MOST_SECONDS
    try:
        with original.open(encoding=encoding, errors="replace", newline="") as file:
            for number, text in enumerate(file, start=1):
                if number > last or (number % LOOK == 0 and time.monotonic() > until):
                    break
                if number in wanted:
                    found[wanted[number]] = Line(number, number, text.rstrip("\r\n").removeprefix("\ufeff")[:LONGEST])
    except (LookupError, OSError):
        return {}
    return found


def _documents(original: Path, encoding: str, rows: Mapping[int, Sequence[str | None]]) -> dict[int, Line]:
    """The lines of a file of one JSON value a line, those of which every text and number stands in the row."""
    found: dict[int, Line] = {}
    last, place, until = max(rows), 0, time.monotonic() + MOST_SECONDS
    with original.open(encoding=encoding, errors="replace", newline="\n") as file:
        for number, text in enumerate(file, start=1):
            if place > last or (place % LOOK == 0 and time.monotonic() > until):
                break
            if not text.strip("\ufeff \t\r\n"):
                continue
            if place in rows:
                values = _scalars(text.strip("\ufeff \t\r\n"))
                if values is None:
                    continue  # no JSON: kept apart by the reading
                if values <= {cell for cell in rows[place] if cell is not None}:
                    found[place] = Line(number, number, text.strip("\r\n")[:LONGEST])
            elif not _is_json(text):
                continue
            place += 1
    return found


def _is_json(text: str) -> bool:
    try:
        json.loads(text.strip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return False
    return True


def _scalars(text: str) -> set[str] | None:
    """The texts and numbers of a JSON object and of those inside it, as they are written there."""
    try:
        waiting = [json.loads(text, parse_float=str, parse_int=str)]
    except (ValueError, RecursionError):
        return None
    found = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if value.get("type") == "Feature" and "geometry" in value:  # its shape is one cell, its kind none
                value = {key: inner for key, inner in value.items() if key not in ("type", "geometry", "bbox")}
            waiting.extend(value.values())
        elif isinstance(value, str):
            found.add(value)
    return found


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
                yield place, cells, skip + first, skip + before, text
            place += 1


def _matched(records: Iterator[_Record], rows: Mapping[int, Sequence[str | None]]) -> dict[int, Line]:
    """Each wanted row at its own place in the file, or at the nearest that has the same cells."""
    found: dict[int, Line] = {}
    window: deque[_Record] = deque(maxlen=2 * SLACK + 1)
    waiting = deque(sorted(rows))
    drift, until = 0, time.monotonic() + MOST_SECONDS
    for record in records:
        place = record[0]
        if place >= waiting[0] + drift - SLACK:
            window.append(record)
        elif place % LOOK == 0 and time.monotonic() > until:
            return found
        while waiting and place >= waiting[0] + drift + SLACK:
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
    wanted = [cell if cell is ... else cell or "" for cell in rows[row]]
    alike = [record for record in window if _same(record[1], wanted)]
    if not alike:
        return drift
    place, _, first, last, text = min(alike, key=lambda record: abs(record[0] - row - drift))
    found[row] = Line(first, last, text.rstrip("\r\n").removeprefix("\ufeff")[:LONGEST])
    return place - row


def _same(cells: Sequence[str], wanted: Sequence[Any]) -> bool:
    """Whether a record has these cells; one that is ``...`` may be anything."""
    width = max(len(cells), len(wanted))
    there, asked = [*cells, *[""] * (width - len(cells))], [*wanted, *[""] * (width - len(wanted))]
    return there == asked or all(ask is ... or cell == ask for cell, ask in zip(there, asked, strict=True))
