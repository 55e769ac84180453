"""Rows that are dressed up: tables drawn with bars and lines, rows quoted as a whole, cells that carry their name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from analytics.reading.cells import Dialect
from analytics.reading.dialect import Found, detect
from analytics.reading.tokens import GUESSED, Records, chomp

RULE = re.compile(r"[-=+:|_*~\s]{3,}")
"""A line drawn under a header, as in ``---|---``."""
_PARTED = re.compile(r"(?:#\s*)?(?:(?:-{3,}|={3,})\s*[,;\t|]\s*)+(?:-{3,}|={3,})?\s*")
_HASHES = re.compile(r"\s*[#*]{10,}\s*")
_QUOTED = re.compile(r'"([^"]*)"')
_WHOLE = re.compile(r'\s*"((?:[^"]|"")*)"\s*')
_NAMED = re.compile(r"\s*([A-Za-z_][\w.-]{0,40})(=|: ?)(.*)", re.DOTALL)
MOST = 0.9
"""Share of the lines that have to be dressed alike."""
FEWEST = 3
MANY, VARYING = 8, 2
"""Rows whose delimiters all stand at the same places, and columns of texts of several lengths between them."""
ALIGNING = ("|", "\t", ";", ",")
OTHERS = (",", ";", "\t", "|", " ")


def is_rule(text: str) -> bool:
    """Whether a line is drawn; where delimiters part it, it may start as a remark does."""
    if _HASHES.fullmatch(text):
        return True
    return is_sure(text) or is_parted(text)


def is_sure(text: str) -> bool:
    """Whether a line is drawn, whatever stands above it: no value is written so."""
    form = _PARTED if text.lstrip().startswith("#") else RULE
    return ("--" in text or "==" in text) and form.fullmatch(text) is not None


def is_parted(text: str) -> bool:
    """Whether a line is drawn only if it stands under a header: elsewhere its cells may be ``---`` for no value."""
    return ("--" in text or "==" in text) and not is_sure(text) and _PARTED.fullmatch(text) is not None


def wrapped(sample: Sequence[str], found: Found) -> bool:
    """Whether rows stand in quotes as a whole (``"1,""a b"",2"``): one cell a line, which parts into several alike."""
    rows = [chomp(line) for line in sample if line.strip()]
    inside = [row for row in rows[1:] if _WHOLE.fullmatch(row)]
    if len(rows) < FEWEST or not inside or len(inside) < MOST * (len(rows) - 1):
        return False
    if found.width > 1 and 2 * sum(
        len(record.cells) == found.width for record in Records(inside, found.dialect, in_vain=GUESSED)
    ) > len(inside):
        return False
    bare = [unwrapped(row) for row in rows]
    within = detect([f"{row}\n" for row in bare])
    if within.width < 3 or within.dialect.delimiter.strip(" ") != within.dialect.delimiter:
        return False
    widths = [len(record.cells) for record in Records(bare, within.dialect, within.width, GUESSED)]
    return widths[0] == within.width and widths.count(within.width) >= MOST * len(widths)


def unwrapped(line: str) -> str:
    """A line without the quotes around it, its line end as it is."""
    text = chomp(line)
    whole = _WHOLE.fullmatch(text)
    return whole.group(1).replace('""', '"') + line[len(text) :] if whole else line


def dressed(sample: Sequence[str], found: Found) -> Found:
    """The dialect with what its rows carry beside their values: bars around them, padding, the names of the cells."""
    lines = [chomp(line) for line in sample if line.strip()]
    rules = [line for line in lines if is_rule(line)]
    rows = [line for line in lines if not is_rule(line)]
    barred = sum("|" in row for row in rows)
    if rules and barred >= 2 and barred >= 0.6 * len(rows) and all("|" in r or "+" in r for r in rules):
        framed = all(row.strip()[:1] == row.strip()[-1:] == "|" for row in rows if "|" in row)
        dialect = Dialect("|", None, None, strip=_stripped(framed))
        widths = [len(record.cells) for record in Records(rows, dialect, in_vain=GUESSED)]
        width = max(set(widths), key=widths.count)
        if width > 1 or framed:
            return Found(dialect, width, found.score, f"A drawn table: its rows have {width} cells between bars.")
    sign = found.dialect.delimiter.strip(" ")
    if sign == "|" and found.width > 2 and _framed(rows):
        dialect = Dialect("|", found.dialect.quote, strip=_stripped(True))
        return Found(dialect, found.width - 2, found.score, f"{found.why} Bars stand around each row.")
    if sign != found.dialect.delimiter and sign and _padded(sample, found):
        why = f"{found.why} The blanks beside them are no values."
        return replace(found, dialect=replace(found.dialect, strip=_bare), why=why)
    if sign in ALIGNING and found.width > 1 and _aligned(rows, sign):
        called = {"|": "bars", "\t": "tabs"}.get(sign, "delimiters")
        why = f"{found.why} The {called} stand at the same places in all rows, so the blanks beside them are no values."
        return replace(found, dialect=replace(found.dialect, strip=_stripped(False)), why=why)
    for sign in dict.fromkeys((found.dialect.delimiter, *OTHERS)):
        dialect = found.dialect if sign == found.dialect.delimiter else Dialect(sign, '"')
        names = _names(sample, dialect) if sign else ()
        if names:
            why = f"Each row has {len(names)} cells that start with their names."
            return Found(replace(dialect, names=names, strip=_unnamed(names)), len(names), found.score, why)
    return found


def _framed(rows: Sequence[str]) -> bool:
    """Whether all rows start and end with a bar and cells have blanks beside them."""
    bare = [row.strip() for row in rows]
    return len(bare) >= FEWEST and all(row[0] == row[-1] == "|" and (" |" in row or "| " in row) for row in bare)


def _padded(sample: Sequence[str], found: Found) -> bool:
    """Whether cells have more blanks beside the delimiter than the one that belongs to it."""
    records = Records(sample, found.dialect, found.width, GUESSED)
    return any(cell != cell.strip(" ") for record in records for cell in record.cells)


def _aligned(rows: Sequence[str], mark: str) -> bool:
    """Whether nearly all rows have their delimiters at the same places, and blanks beside them that differ."""
    places = Counter(tuple(place for place, sign in enumerate(row) if sign == mark) for row in rows)
    if len(rows) < FEWEST + 1:
        return False
    usual, count = places.most_common(1)[0]
    if count == len(rows) >= MANY and _varying(rows, usual) >= VARYING:
        return True
    padded = sum(row[max(0, place - 1)] == " " for row in rows for place in usual if place < len(row))
    filled = {len(row[: usual[0]].strip()) for row in rows if usual}
    return bool(usual) and count >= MOST * len(rows) and 2 * padded > len(rows) * len(usual) and len(filled) > 1


def _varying(rows: Sequence[str], places: tuple[int, ...]) -> int:
    """How many columns between these places hold texts of several lengths: without padding no two rows were alike."""
    starts = [0, *(place + 1 for place in places)]
    cells = [[row[a:b].strip() for a, b in zip(starts, [*places, len(row)], strict=True)] for row in rows]
    return sum(len({len(cell) for cell in column}) > 1 for column in list(zip(*cells, strict=True))[:-1])


def _stripped(framed: bool) -> Callable[[list[str]], list[str]]:
    """Cells without the padding of a drawn table."""

    def strip(cells: list[str]) -> list[str]:
        bare = [cell.strip() for cell in cells]
        return bare[1:-1] if framed and len(bare) > 2 and not bare[0] and not bare[-1] else bare

    return strip


def _bare(cells: list[str]) -> list[str]:
    """Cells without blanks at their ends, nor quotes around them that a blank kept from being seen."""
    bare = [cell.strip(" ") for cell in cells]
    return [quoted.group(1) if (quoted := _QUOTED.fullmatch(cell)) else cell for cell in bare]


def _names(sample: Sequence[str], dialect: Dialect) -> tuple[str, ...]:
    """The names that the cells of nearly all rows carry in the same order: ``id=1;user=Bo``."""
    if not all(any(sign in line for sign in "=:") for line in sample[1:FEWEST]):
        return ()
    if not dialect.runs and not any(dialect.delimiter in line for line in sample):
        return ()  # one cell a row
    records = [record for record in Records(sample, dialect, in_vain=GUESSED) if record.raw.strip()]
    if len(records) < FEWEST:
        return ()
    carried = [_NAMED.fullmatch(cell) for cell in records[len(records) // 2].cells]
    names = tuple(found.group(1) for found in carried if found)
    if len(names) < 2 or len(set(names)) < len(carried):
        return ()
    strip = _unnamed(names)
    alike = sum(strip(record.cells) is not record.cells for record in records)
    return names if alike >= MOST * len(records) else ()


def _unnamed(names: tuple[str, ...]) -> Callable[[list[str]], list[str]]:
    """Cells without their names, where all of them have theirs."""

    def strip(cells: list[str]) -> list[str]:
        found = [_NAMED.fullmatch(cell) for cell in cells]
        if len(cells) != len(names) or any(f is None or f.group(1) != n for f, n in zip(found, names, strict=True)):
            return cells
        return [f.group(3) for f in found if f]

    return strip
