"""Which signs part the cells, quote them and escape: the dialect under which lines agree and cells look like values.

The idea is that of van den Burg, Nazábal, Sutton (2019), "Wrangling messy CSV files by detecting row and type
patterns": a dialect is good when its rows have one width and its cells are of known types. The scores are our own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analytics.reading.cells import Dialect
from analytics.reading.tokens import Record, Records

LINES = 400
CHARS = 96_000
IN_VAIN = 300_000
"""Characters that are looked at for the ends of quoted cells that are not found, for each dialect."""
USUAL = {",": 1.0, ";": 1.0, "\t": 1.03, "|": 1.0, "^": 0.95, "~": 0.95, "\x01": 1.0, "\x1f": 1.0, "\x1e": 1.0,
         "¦": 0.9, "§": 0.9, "¬": 0.9, "#": 0.75, "&": 0.75, "*": 0.75, "!": 0.7, "$": 0.6, "%": 0.6, "@": 0.6,
         "=": 0.5, ":": 0.6, "/": 0.4, " ": 0.62}  # fmt: skip
"""Delimiters with how much they are to be expected; others never part cells."""
QUOTES = ('"', "'", "`")
WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "blank", ":": "colon", "": "nothing"}

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
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6});")
"""A letter as HTML writes it; its semicolon parts nothing."""
_RARE = "#^~¦§¬&*!"
"""Signs that are seldom found in values: where they part the lines alike, a cell that holds them was cut wrongly."""
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b|://")
_WHOLE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?|ftp)://\S+|www\.\S+|(?:\d{1,3}\.){3}\d{1,3}(?:[/:]\d+)?")
"""A line that is one mail, web or network address."""
_SIGNS = re.compile(r"(?<![^\w\s\"'])[^\w\s\"'.,\-+()\\]{2,4}(?![^\w\s\"'])")
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
    told = _SEP.match(text)
    if told and delimiter is None:
        delimiter = told.group(1)
    delimiters = [delimiter] if delimiter is not None else list(_delimiters(sample, text))
    best: Found | None = None
    for sign in delimiters:
        for dialect in _dialects(sign, text, quote):
            found = judge(sample, dialect, weight=1.0 if delimiter is not None else _usual(sign, text))
            if best is None or found.score > best.score + 1e-9:
                best = found
    if best is not None and best.dialect.quote is None and quote is None:
        quoted = Dialect(best.dialect.delimiter, '"', None, best.dialect.runs)
        if _quotes('"', quoted.delimiter, text) and _well_quoted(sample, quoted):
            best = judge(sample, quoted, weight=1.0)
    alone = judge(sample, _single(text, quote), weight=1.0)
    if best is None or (
        delimiter is None and (best.width < 2 or best.score < alone.score or _one_column(sample, best))
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
    if sign not in ",;\t|" and 10 * sum(_WHOLE.fullmatch(line) is not None for line in lines[1:]) > 8 * len(lines):
        return True
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


def _usual(sign: str, text: str) -> float:
    """How much a delimiter is to be expected; less for a sign that mostly stands doubled."""
    if sign in USUAL:
        doubled = sign not in " 	" and text.count(sign * 2) * 2 > 0.9 * text.count(sign)
        return USUAL[sign] * (0.85 if doubled else 1.0)
    return USUAL.get(sign[0] if sign[0] != " " else sign.strip(), 0.6) * 1.001


def _delimiters(sample: Sequence[str], text: str) -> Iterator[str]:
    """Signs that stand in at least a third of the lines; doubled, or with a blank behind, where they mostly are so."""
    filled = [line for line in sample if line.strip()]
    for sign in USUAL:
        count = text.count(sign)
        with_it = sum(sign in line for line in filled)
        if not count or (3 * with_it < len(filled) and with_it < 50 and sign not in ",;\t|"):
            continue
        yield sign
        if sign not in " \t" and _doubled(sign, text, filled):
            yield sign * 2
        if sign in ",;|" and text.count(f"{sign} ") > 0.4 * count:
            yield f"{sign} "
            if text.count(f" {sign} ") > 0.4 * count:
                yield f" {sign} "
    yield from _several(filled)


def _several(lines: Sequence[str]) -> Iterator[str]:
    """Delimiters of two to four different signs (``~|~``, ``::``), as often in each line."""
    if len(lines) < 2:
        return
    for sign in dict.fromkeys(_SIGNS.findall(lines[0].rstrip("\r\n"))):
        count = lines[0].count(sign)
        if len(set(sign)) > 1 and 10 * sum(line.count(sign) == count for line in lines) >= 9 * len(lines):
            yield sign


def _doubled(sign: str, text: str, lines: Sequence[str]) -> bool:
    """Whether a sign stands in pairs wherever it stands."""
    if text.count(sign * 2) * 2 <= 0.9 * text.count(sign):
        return False
    single = re.compile(f"(?<!{re.escape(sign)}){re.escape(sign)}(?:{re.escape(sign) * 2})*(?!{re.escape(sign)})")
    return 20 * sum(single.search(line) is not None for line in lines) < len(lines)


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
    records = [record for record in Records(sample, dialect, in_vain=IN_VAIN) if mark in record.raw]
    need = sum(any(dialect.delimiter in cell or mark in cell for cell in record.cells) for record in records)
    return need > 0 and sum(record.odd for record in records) <= 0.1 * len(records)


def _single(text: str, quote: str | None) -> Dialect:
    if quote is not None:
        return Dialect("", quote or None)
    rows = [line.strip() for line in text.splitlines() if '"' in line]
    edged = sum(row.startswith('"') or row.endswith('"') for row in rows)
    return Dialect("", '"' if rows and edged == len(rows) and text.count('"') % 2 == 0 else None)


def judge(sample: Sequence[str], dialect: Dialect, *, weight: float) -> Found:
    """How well lines agree under a dialect."""
    records = [record for record in Records(sample, dialect, in_vain=IN_VAIN) if record.raw.strip()]
    if len(records) > 1 and len(sample) >= LINES:
        records = records[:-1]  # it may be cut
    width = usual_width(records)
    if width < 2:
        score = 0.0 if dialect.delimiter else 0.3 * _types(records, 1, dialect)
        return Found(dialect, 1, score, "The lines agree on no sign that parts them; the file has one column.")
    fits = [len(record.cells) == width for record in records]
    first, last = fits.index(True), len(fits) - 1 - fits[::-1].index(True)
    inside = last - first + 1
    outside = len(fits) - inside
    agree = sum(fits) / (inside + 0.35 * outside)
    odd = sum(record.odd for record in records) / len(records)
    types = _types([record for record, fit in zip(records, fits, strict=True) if fit], width, dialect)
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


def _types(records: Sequence[Record], width: int, dialect: Dialect) -> float:
    """The mean of how much cells look like values, over the columns."""
    rows = records[:200]
    if not rows:
        return 0.0
    total = sum(_value(cell, dialect) for record in rows for cell in record.cells[:200])
    return total / sum(min(200, len(record.cells)) for record in rows)


def _value(cell: str, dialect: Dialect) -> float:
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
    foreign = any(sign in cell for sign in ";\t|" if sign not in dialect.delimiter)
    if foreign:
        return 0.4
    edge = 0.95 if cell[0] == " " else 1.0
    if _TEXT.fullmatch(cell.strip()):
        return 0.95 * edge
    return 0.75 * edge
