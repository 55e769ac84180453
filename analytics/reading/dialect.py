"""Which signs part the cells, quote them and escape: the dialect under which lines agree and cells look like values.

The idea is that of van den Burg, Nazábal, Sutton (2019), "Wrangling messy CSV files by detecting row and type
patterns": a dialect is good when its rows have one width and its cells are of known types. The scores are our own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analytics.reading import signs
from analytics.reading.cells import Dialect
from analytics.reading.signs import WORDS
from analytics.reading.tokens import GUESSED, Record, Records

LINES = 400
CHARS = 96_000
SHORTER = 0.6
"""How much a row counts for agreement that only lacks its last cells."""
LONG, SHORT = 8, 40
"""Cells of a line, and letters of a cell, of lists that nobody writes as sentences."""
QUOTES = ('"', "'", "`")

_VALUE = re.compile(
    r"\s*(?:[-+(]?\s*[$€£¥₹]?\s*[-+]?[\d][\d.,'\u00a0\u202f ]*(?:[eE][-+]?\d+)?\s*[%€$£‰]?\)?"  # amounts, shares
    r"|[-+]?[.,]\d+"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\s*(?:[AaPp][Mm]|Z|[-+]\d{2}:?\d{2})?)?"
    r"|\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp][Mm])?"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:https?|ftp)://[^\s\"']+|www\.[^\s\"']+"
    r"|[nN]/[aA]|[-–—?.]|\(?null\)?)\s*"
)  # fmt: skip
_WORD = re.compile(r"[\w.\-]+")
_TEXT = re.compile(r"[\w][\w .\-/()&'’%+]*")
_SEP = re.compile(r"\"?sep=([^\r\n\"])\"?[\r\n]", re.IGNORECASE)
"""What Excel reads and writes as a first line."""
_MOMENT = re.compile(
    r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})?[T ]?(?:\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?)?\s*(?:[AaPp][Mm]|Z)?"
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b|://")
_WHOLE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?|ftp)://\S+|www\.\S+|(?:\d{1,3}\.){3}\d{1,3}(?:[/:]\d+)?")
"""A line that is one mail, web or network address."""
_APOSTROPHES = re.compile(r"'(?:[^']|'')*+'")
_STRAY = re.compile(r"^\s*[\"']|[\"']\s*$")


@dataclass(frozen=True)
class Found:
    """A dialect, the width of its rows, how well the sample fits (0..1), and a sentence for people."""

    dialect: Dialect
    width: int
    score: float
    why: str


def detect(lines: Sequence[str], *, delimiter: str | None = None, quote: str | None = None) -> Found:
    """The dialect of the first lines of a text; what a person decided is kept (``quote`` empty: none)."""
    sample = _sample(lines)
    text = "".join(sample)
    plain, foreign = signs.plain(text), signs.foreign(sample)
    told = _SEP.match(text)
    if told and delimiter is None:
        delimiter = told.group(1)
    delimiters = [delimiter] if delimiter is not None else list(signs.candidates(sample, plain))
    best: Found | None = None
    for sign in delimiters:
        for dialect in _dialects(sign, text, quote):
            weight = 1.0 if delimiter is not None else signs.usual(sign, plain)
            found = judge(sample, dialect, weight=weight, foreign=foreign)
            if best is None or found.score > best.score + 1e-9:
                best = found
    if best is not None and best.dialect.quote is None and quote is None:
        quoted = Dialect(best.dialect.delimiter, '"', None, best.dialect.runs)
        if _quotes('"', quoted.delimiter, text) and _well_quoted(sample, quoted):
            best = judge(sample, quoted, weight=1.0)
    alone = judge(sample, _single(text, quote), weight=1.0)
    if best is None or (
        delimiter is None
        and (best.width < 2 or (best.score < alone.score and not _lists(sample, best)) or _one_column(sample, best))
    ):
        best = alone
    if quote is None and best.dialect.quote is None and best.dialect.delimiter and '"' not in text:
        # None was seen yet: where one comes later it is what it usually is.
        best = replace(best, dialect=replace(best.dialect, quote='"'))
    return best


def _one_column(sample: Sequence[str], found: Found) -> bool:
    """Whether a delimiter that common texts have parts values that are whole: times, addresses, names with a comma."""
    sign = found.dialect.delimiter
    lines = [line.strip() for line in sample if line.strip()]
    named = sign in lines[0] and not _WHOLE.fullmatch(lines[0])  # above addresses that the sign parts from others
    whole = 0 if sign in ",;\t|" or named else sum(_WHOLE.fullmatch(line) is not None for line in lines[1:])
    if 10 * whole > 8 * len(lines):
        return True
    if sign not in ",;\t|" and found.width == 2 and all(line.startswith(sign) for line in lines):
        return True  # a mark before each value (@name, #tag, /path)
    if sign not in (" ", ":", ", ", "/", "=") or found.width > 3:
        return False
    if sign in (" ", ":", "/") and (sign not in lines[0] or _MOMENT.fullmatch(lines[0])):
        whole = sum(_MOMENT.fullmatch(line) is not None or "://" in line for line in lines[1:])
        if len(lines) > 1 and whole >= 0.8 * (len(lines) - 1):
            return True
    if sign == " " and not found.dialect.runs and not any(mark.isdigit() for line in lines for mark in line):
        return True  # names and other words
    if sign == ":" and 2 * sum(_CLOCK.search(line) is not None for line in lines) > len(lines):
        return True
    # A first line without the sign is the name of a column whose texts have it.
    return (
        sign not in lines[0]
        and len(lines[0]) < 40
        and found.width == 2
        and bool(sample[1:])
        and bool(sample[1].strip())
    )


def _lists(sample: Sequence[str], found: Found) -> bool:
    """Whether nearly all lines are long lists of short cells, however many each has."""
    if found.dialect.delimiter not in (",", ";", "\t", "|"):
        return False
    rows = [record.cells for record in Records(sample, found.dialect, in_vain=GUESSED) if record.raw.strip()]
    cells = [cell for row in rows for cell in row]
    long = sum(len(row) >= LONG for row in rows)
    short = sum(len(cell) <= SHORT and not cell.startswith(" ") for cell in cells)
    return 10 * long >= 9 * len(rows) > 9 and 20 * short >= 19 * len(cells)


def uneven(sample: Sequence[str]) -> str:
    """The usual delimiter, in words, that most lines of one column have with no blank behind it; empty if none."""
    lines = [line for line in sample if line.strip()]
    for sign in ",;\t|":
        if 5 * sum(sign in line and f"{sign} " not in line for line in lines) >= 4 * len(lines) > 8:
            return WORDS[sign]
    return ""


def _sample(lines: Sequence[str]) -> list[str]:
    size = 0
    kept: list[str] = []
    for line in lines[:LINES]:
        size += len(line)
        if size > CHARS and len(kept) > 5:
            break
        kept.append(line[:CHARS])
    return kept


def _dialects(sign: str, text: str, quote: str | None) -> Iterator[Dialect]:
    runs = sign == " " and ("  " in text or text.startswith(" "))
    if quote is None:
        quotes = [None, *(mark for mark in QUOTES if mark != sign and _quotes(mark, sign, text))]
    else:
        quotes = [quote or None]
    for mark in quotes:
        yield Dialect(sign, mark, None, runs)
        if "\\" in text and sign != "\\" and ((mark and f"\\{mark}" in text) or f"\\{sign}" in text):
            yield Dialect(sign, mark, "\\", runs)
        if sign == " " and runs:
            yield Dialect(sign, mark, None, False)


def _quotes(mark: str, sign: str, text: str) -> bool:
    """Whether cells start and end with a mark, about as often."""
    part = "[ \t]" if sign == " " else re.escape(sign.strip() or sign) if sign else "$^"
    blank = "[ \t]*" if sign.strip() else ""
    if mark != '"':
        # An apostrophe is a quote only where whole cells stand in it, often, or around a delimiter.
        whole = re.findall(
            rf"(?m)(?:^|{part}){blank}{mark}((?:[^{mark}\n]|{mark}{mark})*){mark}{blank}(?=\r?$|\r|{part})", text
        )
        lines = text.count("\n") or text.count("\r")
        inside = len(re.findall(rf"\w{mark}\w", text))
        telling = any(sign in cell or mark * 2 in cell for cell in whole)
        if len(whole) <= inside or (not telling and (len(whole) < 2 or 4 * len(whole) < lines)):
            return False
    opened = len(re.findall(rf"(?m)(?:^|{part}){blank}{re.escape(mark)}", text))
    closed = len(re.findall(rf"(?m){re.escape(mark)}{blank}(?:\r?$|\r|{part})", text))
    return opened > 0 and closed > 0 and (mark == '"' or min(opened, closed) > 0.6 * max(opened, closed))


def _well_quoted(sample: Sequence[str], dialect: Dialect) -> bool:
    """Whether quotes stand around cells that need them, and hardly anywhere else."""
    mark = dialect.quote or ""
    records = [record for record in Records(sample, dialect, in_vain=GUESSED) if mark in record.raw]
    need = sum(any(dialect.delimiter in cell or mark in cell for cell in record.cells) for record in records)
    return need > 0 and sum(record.odd for record in records) <= 0.1 * len(records)


def _single(text: str, quote: str | None) -> Dialect:
    if quote is not None:
        return Dialect("", quote or None)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if "''" in text and all(_APOSTROPHES.fullmatch(line) for line in lines):
        return Dialect("", "'")
    rows = [line for line in lines if '"' in line]
    edged = sum(row.startswith('"') or row.endswith('"') for row in rows)
    return Dialect("", '"' if rows and edged == len(rows) and text.count('"') % 2 == 0 else None)


def judge(sample: Sequence[str], dialect: Dialect, *, weight: float, foreign: str = signs.PARTING) -> Found:
    """How well lines agree under a dialect; cells should hold none of the ``foreign`` signs."""
    records = [record for record in Records(sample, dialect, in_vain=GUESSED) if record.raw.strip()]
    if len(records) > 1 and len(sample) >= LINES:
        records = records[:-1]  # it may be cut
    width = usual_width(records)
    if width < 2:
        score = 0.0 if dialect.delimiter else 0.3 * _types(records, 1, dialect, foreign)
        return Found(dialect, 1, score, "The lines agree on no sign that parts them; the file has one column.")
    fits = [len(record.cells) == width for record in records]
    first, last = fits.index(True), len(fits) - 1 - fits[::-1].index(True)
    inside = last - first + 1
    outside = len(fits) - inside
    agree = min(1.0, (sum(fits) + SHORTER * _shortened(records, width, dialect)) / (inside + 0.35 * outside))
    odd = sum(record.odd for record in records) / len(records)
    types = _types([record for record, fit in zip(records, fits, strict=True) if fit], width, dialect, foreign)
    score = weight * agree**1.5 * types * ((width - 1) / width) ** 0.4 * (1 - 0.05 * odd)
    if dialect.escape:
        score *= 1.0005
    sign = WORDS.get(dialect.delimiter, f"“{dialect.delimiter}”")
    why = f"Parted by {sign}, {sum(fits):,} of the first {len(records):,} rows have {width} cells."
    return Found(dialect, width, score, why)


def usual_width(records: Sequence[Record]) -> int:
    """The width that most rows have; wide rows tell more than narrow ones, which titles and notes are."""
    counts = Counter(len(record.cells) for record in records)
    counts.pop(1, None)
    if not counts:
        return 1
    width = max(counts, key=lambda w: counts[w] * (w - 1) / w)
    return width if counts[width] >= max(1, 0.1 * len(records)) else 1


def _shortened(records: Sequence[Record], width: int, dialect: Dialect) -> int:
    """The rows of another width that only lack their last cells, as the names above them tell; none where a quote
    stays open in some, as in cells over several lines."""
    names = records[0].cells
    if (
        dialect.delimiter not in (",", ";", "\t", "|")
        or len(names) < max(4, width)
        or any(len(record.cells) > len(names) for record in records)
        or not all(0 < len(name) <= SHORT and not name.startswith(" ") for name in names)
        or any(record.raw.count('"') % 2 for record in records if len(record.cells) != width)
    ):
        return 0
    return sum(1 < len(record.cells) != width for record in records)


def _types(records: Sequence[Record], width: int, dialect: Dialect, foreign: str) -> float:
    """The mean of how much cells look like values, over the columns."""
    rows = records[:200]
    if not rows:
        return 0.0
    total = sum(_value(cell, dialect, foreign) for record in rows for cell in record.cells[:200])
    return total / sum(min(200, len(record.cells)) for record in rows)


def _value(cell: str, dialect: Dialect, foreign: str) -> float:
    if not cell:
        return 0.8
    if len(cell) < 80 and _VALUE.fullmatch(cell) and "  " not in cell.strip(" "):
        return 1.0
    if _WORD.fullmatch(cell):
        return 1.0
    if _STRAY.search(cell) and (dialect.quote is None or dialect.quote in cell):
        return 0.2
    if "  " in cell.strip(" "):
        return 0.4  # a gap inside: more cells than one
    if any(sign in cell for sign in foreign if sign not in dialect.delimiter):
        return 0.4
    edge = 0.95 if cell[0] == " " else 1.0
    if _TEXT.fullmatch(cell.strip()):
        return 0.95 * edge
    return 0.75 * edge
