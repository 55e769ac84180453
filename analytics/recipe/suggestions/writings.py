"""Cells that say what they mean in another way than nearly all others: ``2125551234`` for ``212-555-1234``.

Every kind needs a way of writing that at least SHARE of the cells have, and changes a cell only where the result is
certain by its own characters: the same digits and letters in the same order, a number of the size of the others, or
hours and minutes that are counted out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from analytics.inference.numeric import take_apart
from analytics.inference.words import UNITS
from analytics.parsing import literal, quote
from analytics.recipe.guards import words_of
from analytics.recipe.suggestions import strays
from analytics.recipe.suggestions.making import suggestion
from analytics.recipe.suggestions.units import KINDS as UNIT_KINDS
from analytics.recipe.suggestions.units import root
from analytics.recipe.suggestions.work import Work, listing, then
from analytics.schema import Column, Step

SHARE = 0.8
MOST = 2000
"""Values that one step rewrites."""
DIGITS = 4
"""Digits of a code whose marks are put where the others have them."""
_RUN = re.compile(r"\d+|[^\W\d_]+")
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"})
_NUMBER = r"-?\d+(?:\.\d+)?"
_PLAIN = re.compile(_NUMBER)
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NOTED = re.compile(
    r"(.{0,30}?\d.{0,20}?)\s*(?:[*†‡§¶⁺]+|[¹²³⁴⁵⁶⁷⁸⁹]+|\[[a-z0-9]{1,2}\]|\([a-z]\)|<sup>\w{1,2}</sup>)+", re.IGNORECASE
)  # fmt: skip
_OF = re.compile(rf"({_NUMBER})\s*/\s*(\d+)")
_WORDED = re.compile(rf"({_NUMBER}|{_GROUPED.pattern})\s*([^\W\d_]+)\.?")
_PRICED = re.compile(rf"[$€£¥]\s?({_NUMBER}|{_GROUPED.pattern})|({_NUMBER}|{_GROUPED.pattern})\s?[$€£¥]")
_BRACKETED = re.compile(rf"\(({_NUMBER})\)|\[({_NUMBER})\]")
_MINUTES = re.compile(r"(\d+)(\s*)(min(?:ute)?s?\.?)", re.IGNORECASE)
_HOURS = re.compile(
    r"(\d+)\s*h(?:ou)?r?s?\.?\s*(?:(?:and\s*)?(\d+)\s*m(?:in(?:ute)?s?)?\.?)?", re.IGNORECASE
)  # fmt: skip

Counts = dict[str, int]
Mapping = dict[str, str]


def find(work: Work) -> list[Step]:
    """A suggestion for each text column some of whose cells are written otherwise."""
    steps = []
    for column in work.texts:
        counts = work.counts(column.name)
        if not counts or sum(counts.values()) < 20:
            continue
        values: Mapping = {}
        kinds = []
        for look, words in KINDS:
            found = {value: new for value, new in look(counts, column.name).items() if value not in values}
            if found and len(values) + len(found) <= MOST:
                values |= found
                kinds.append(words)
        if values:
            steps.append(_step(work, column, counts, values, "; ".join(kinds)))
    return steps


def _step(work: Work, column: Column, counts: Counts, values: Mapping, words: str) -> Step:
    cells = sum(counts[value] for value in values)
    keys, results = (", ".join(map(literal, part)) for part in (values.keys(), values.values()))
    text = quote(column.name)
    mapped = f"coalesce(map_extract(MAP([{keys}], [{results}]), {text})[1], {text})"
    typed = work.typed(column.name, mapped)
    are = "cell is" if cells == 1 else "cells are"
    return suggestion(
        f"writing:{column.name}",
        "map_values",
        column.name,
        {"values": values} | ({"then": then(typed)} if typed else {}),
        confidence=0.85,
        evidence=f"{cells:,} {are} written otherwise than the rest: {words}, as {listing(list(values.items()))}.",
        risk="Where the other way of writing says something of its own, that is lost.",
        cells=cells * work.every,
    )


def _usual(counts: Counts, form: Callable[[str], str]) -> str | None:
    """The form that nearly all cells have."""
    forms: Counter[str] = Counter()
    for value, count in counts.items():
        forms[form(value)] += count
    best, cells = forms.most_common(1)[0]
    return best if SHARE * forms.total() <= cells < forms.total() else None


# The same characters with other marks between them


def make(value: str) -> str:
    """Each digit as 9, each letter as a, the marks as they are."""
    return "".join("9" if c.isdigit() else "a" if c.isalpha() else c for c in value)


def marked(counts: Counts, name: str) -> Mapping:
    """Codes of a fixed length that lack their marks, or have others at the same places."""
    usual = _usual(counts, make)
    if usual is None or usual.count("9") < DIGITS or usual.isalnum():
        return {}
    runs = [len(run) for run in re.findall(r"[9a]+", usual)]
    bare = re.sub(r"[^9a]", "", usual)
    found = {}
    for value in counts:
        own = make(value)
        if own == usual or re.sub(r"[^9a]", "", own) != bare:
            continue
        if own == bare or [len(run) for run in re.findall(r"[9a]+", own)] == runs:
            signs = iter(c for c in value if c.isalnum())
            found[value] = "".join(next(signs) if mark in "9a" else mark for mark in usual)
    return found


def mold(value: str) -> str:
    """Runs of digits as 9, runs of letters as a, the marks as they are."""
    return re.sub(r"9+", "9", re.sub(r"a+", "a", make(value)))


def spaced(counts: Counts, name: str) -> Mapping:
    """Parts around a mark with blanks beside it, or with another dash, where the others have none."""
    usual = _usual(counts, mold)
    if usual is None or "9" not in usual or " " in usual or usual.isalnum():
        return {}
    found = {}
    for value in counts:
        tight = re.sub(r"\s+", "", value).translate(_DASHES)
        around = all(not (a.isalnum() and b.isalnum()) for a, b in re.findall(r"(\S)\s+(\S)", value))
        if tight != value and around and mold(tight) == usual:
            found[value] = tight
    return found


# Numbers with something around them


def decorated(counts: Counts, name: str) -> Mapping:
    """Numbers with a tail, brackets or grouping that the others do not have, though they are of the same size."""
    plain = {value: count for value, count in counts.items() if _PLAIN.fullmatch(value)}
    grouped = {value: count for value, count in counts.items() if _GROUPED.fullmatch(value)}
    total, usual = sum(counts.values()), plain | grouped
    if not SHARE * total <= sum(usual.values()) or any(re.match(r"-?0\d", value) for value in plain):
        return {}  # codes with leading zeros are no numbers
    sizes = [size(value) for value in usual]
    low, high = min(sizes), max(sizes)
    bare = _undecorated(counts, name, low, high)
    if sum(plain.values()) >= SHARE * total and high >= 1000:
        bare |= {value: value.replace(",", "") for value in grouped}
    return {value: number for value, number in bare.items() if low <= size(number) <= high}


def size(value: str) -> float:
    return float(value.replace(",", ""))


def _undecorated(counts: Counts, name: str, low: float, high: float) -> Mapping:
    """The number in each value that has something around it."""
    years = 1000 <= low <= high <= 2100 and float(low).is_integer()
    outof = {found[2] for value in counts if (found := _OF.fullmatch(value))}
    words = UNITS | {form for word in words_of(name) for form in (word, f"{word}s", word.removesuffix("s"))}
    worded = {value: found for value in counts if (found := _WORDED.fullmatch(value)) and found[2].lower() in words}
    unit = _unit_of([found[2] for found in worded.values() if len(found[2]) > 1 and low <= size(found[1]) <= high])
    bare: Mapping = {}
    for value in counts:
        if years and (found := _BRACKETED.fullmatch(value)):
            bare[value] = found[1] or found[2]
        elif found := _OF.fullmatch(value):
            bare |= {value: found[1]} if len(outof) == 1 and float(found[2]) >= high else {}
        elif found := _PRICED.fullmatch(value):
            bare[value] = (found[1] or found[2]).replace(",", "")
        elif found := worded.get(value):
            here = low <= size(found[1]) <= high
            # One letter may be part of a number: house 12A, grade 5b.
            bare[value] = found[1] * (len(found[2]) > 1) if here else _converted(size(found[1]), found[2], unit)
    return {value: number for value, number in bare.items() if number}


def _unit_of(words: list[str]) -> str:
    return Counter(root(word) for word in words).most_common(1)[0][0] if words else ""


def _converted(number: float, word: str, unit: str) -> str:
    """The amount in the unit of the others, if both are of one kind: 2.02 m are 202 among centimetres."""
    for kind in UNIT_KINDS.values():
        if root(word) in kind and unit in kind:
            return f"{number * kind[root(word)] / kind[unit]:.10g}"
    return ""


def footnoted(counts: Counts, name: str) -> Mapping:
    """Numbers with the mark of a footnote behind them (``1,204*``, ``37 [a]``) among numbers that have none."""
    total = sum(counts.values())
    bare = {value for value in counts if _is_number(value)}
    if 2 * sum(counts[value] for value in bare) <= total or any(re.match(r"-?0\d", value) for value in bare):
        return {}
    found = {value: match[1] for value in counts if value not in bare and (match := _NOTED.fullmatch(value))}
    return {value: number for value, number in found.items() if _is_number(number)}


def _is_number(value: str) -> bool:
    part = take_apart(value)
    return part is not None and (not part.unit or part.unit.isalpha())


# Hours and minutes


def minutes(counts: Counts, name: str) -> Mapping:
    """``2 hr. 27 min.`` where the others say ``147 min``."""
    usual: Counter[tuple[str, str]] = Counter()
    for value, count in counts.items():
        if found := _MINUTES.fullmatch(value):
            usual[found[2], found[3]] += count
    if not usual or usual.most_common(1)[0][1] < SHARE * sum(counts.values()):
        return {}
    gap, word = usual.most_common(1)[0][0]
    hours = {value: found for value in counts if (found := _HOURS.fullmatch(value))}
    return {value: f"{60 * int(found[1]) + int(found[2] or 0)}{gap}{word}" for value, found in hours.items()}


KINDS: tuple[tuple[Callable[[Counts, str], Mapping], str], ...] = (
    (footnoted, "numbers with the mark of a footnote"),
    (decorated, "numbers with something around them, of the size of the bare ones"),
    (minutes, "hours and minutes among minutes"),
    (marked, "codes without the marks that the others have, or with other ones"),
    (strays.clocks, "clocks with a day before them, or with another form of a.m. and p.m."),
    (strays.dated, "ranges that a spreadsheet took for dates"),
    (strays.remarked, "numbers or dates with a remark behind them"),
    (strays.twice, "the same value twice"),
    (strays.bare, "numbers without the unit that the others carry, of their size"),
    (spaced, "with blanks or another dash between their parts"),
)
