"""Cells that say what the others say with something more or less: a day before a clock, a remark, a value twice.

Each look takes the counts of a column's values and gives the values it would write otherwise. It needs a usual way of
writing, and changes a cell only where what is left is written in that way.
"""

from __future__ import annotations

import re
from collections import Counter

Counts = dict[str, int]
Mapping = dict[str, str]
SHARE = 0.8
HALF = 0.5
"""A spreadsheet or a source spoils many cells alike; what it did is certain by the cell's own characters."""
DAYS = 4
"""Different days before a clock; with more of them the day says something."""
ASCEND = 0.95
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_DASHED = re.compile(r"(\d{1,4})-(\d{1,4})")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})-({'|'.join(MONTHS)})", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"({'|'.join(MONTHS)})-(\d{{2}})", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(\s?)([ap]\.?m\.?)?", re.IGNORECASE)
_DAY = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|(?:[^\W\d_]{3,9}\.?\s+\d{1,2}(?:,?\s+\d{4})?)|(?:\d{1,2}\.?\s+[^\W\d_]{3,9}\.?(?:\s+\d{4})?)"
)
_REMARK = re.compile(r"(.*?\d.*?)\s*(?:\([^()]{1,40}\)|\[[^\[\]]{1,40}\])")
_TWICE = re.compile(r"(.+?)\s*[-–—/,;]\s*(.+)")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)(\s*)([^\W\d_]+\.?)")


def clocks(counts: Counts, name: str) -> Mapping:
    """A clock with a day before it, or with its half of the day in other letters: ``12/02/2011 7:10 AM``."""
    usual: Counter[tuple[str, str]] = Counter()
    for value, count in counts.items():
        if found := _CLOCK.fullmatch(value):
            usual[_style(found)] += count
    total = sum(counts.values())
    if not usual or not HALF * total <= usual.most_common(1)[0][1] < total:
        return {}
    gap, half = usual.most_common(1)[0][0]
    written, days = {}, set()
    for value in counts:
        found, day = _CLOCK.fullmatch(value), ""
        if (
            found is None
            and (parts := list(_CLOCK.finditer(value)))
            and len(parts) == 1
            and parts[0].end() == len(value)
        ):
            found, day = parts[0], value[: parts[0].start()].strip(" -–,T")
            if not _DAY.fullmatch(day):
                continue
        if found is None or bool(found[4]) != bool(half) or int(found[1]) > (12 if half else 23) or int(found[2]) > 59:
            continue
        days |= {day} - {""}
        new = f"{int(found[1])}:{found[2]}{gap}{_half(found[4], half)}" if half else f"{found[1]}:{found[2]}"
        if new != value and (half or day):
            written[value] = new
    return written if len(days) <= DAYS else {}


def _style(found: re.Match[str]) -> tuple[str, str]:
    """The blank before am and pm, and how they are written, with the first letter as A or a."""
    return found[3], re.sub("p", "a", re.sub("P", "A", found[4] or ""))


def _half(said: str, usual: str) -> str:
    return usual if said[0] in "aA" else usual.replace("a", "p").replace("A", "P")


def dated(counts: Counts, name: str) -> Mapping:
    """Ranges that a spreadsheet took for dates: ``7-23`` is kept there as ``23-Jul``, ``6-70`` as ``Jun-70``."""
    plain = {value: found for value in counts if (found := _DASHED.fullmatch(value))}
    total = sum(counts.values())
    pairs = sum(counts[value] for value in plain)
    if not HALF * total <= pairs < total:
        return {}
    rising = sum(counts[value] for value, found in plain.items() if int(found[1]) < int(found[2]))
    if rising < ASCEND * pairs:
        return {}  # nothing tells which of the two numbers came first
    back = {}
    for value in counts:
        if found := _DAY_MONTH.fullmatch(value):
            low, high = sorted((int(found[1]), MONTHS[found[2].lower()]))
            back[value] = f"{low}-{high}"
        elif found := _MONTH_YEAR.fullmatch(value):
            back[value] = f"{MONTHS[found[1].lower()]}-{found[2]}"
    return back


def shape(value: str) -> str:
    """Runs of digits as 9, each run of letters as a, the marks as they are."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", value))


def _usual(counts: Counts, share: float) -> str | None:
    forms: Counter[str] = Counter()
    for value, count in counts.items():
        forms[shape(value)] += count
    form, cells = forms.most_common(1)[0]
    return form if "9" in form and share * forms.total() <= cells < forms.total() else None


def remarked(counts: Counts, name: str) -> Mapping:
    """A remark in brackets behind a number or a date, where nearly all others have none."""
    usual = _usual(counts, SHARE)
    if usual is None or usual[-1] in ")]":
        return {}
    found = {value: match[1] for value in counts if (match := _REMARK.fullmatch(value))}
    return {value: rest for value, rest in found.items() if shape(rest) == usual}


def twice(counts: Counts, name: str) -> Mapping:
    """The same number or date twice, as ``2012-2012`` among years."""
    usual = _usual(counts, SHARE)
    if usual is None:
        return {}
    found = {value: match for value in counts if (match := _TWICE.fullmatch(value)) and match[1] == match[2]}
    return {value: match[1] for value, match in found.items() if shape(match[1]) == usual}


def bare(counts: Counts, name: str) -> Mapping:
    """A bare number of the size of the others, which all carry one unit."""
    units: Counter[tuple[str, str]] = Counter()
    amounts: dict[str, tuple[float, tuple[str, str]]] = {}
    for value, count in counts.items():
        if found := _AMOUNT.fullmatch(value):
            units[found[2], found[3]] += count
            amounts[value] = float(found[1]), (found[2], found[3])
    total = sum(counts.values())
    if not units or not SHARE * total <= units.most_common(1)[0][1] < total:
        return {}
    unit = units.most_common(1)[0][0]
    sizes = [number for number, written in amounts.values() if written == unit]
    low, high = min(sizes), max(sizes)
    plain = [value for value in counts if re.fullmatch(r"\d+(?:\.\d+)?", value)]
    return {value: value + unit[0] + unit[1] for value in plain if low <= float(value) <= high}
