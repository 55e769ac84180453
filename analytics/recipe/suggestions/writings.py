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
from analytics.recipe.suggestions.making import suggestion
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
_WORDED = re.compile(rf"({_NUMBER})\s*([^\W\d_]{{2,}})\.?")
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
        for look, words in KINDS:
            values = look(counts, column.name)
            if values and len(values) <= MOST:
                steps.append(_step(work, column, counts, values, words))
                break
    return steps


def _step(work: Work, column: Column, counts: Counts, values: Mapping, words: str) -> Step:
    cells = sum(counts[value] for value in values)
    keys, results = (", ".join(map(literal, part)) for part in (values.keys(), values.values()))
    text = quote(column.name)
    mapped = f"coalesce(map_extract(MAP([{keys}], [{results}]), {text})[1], {text})"
    typed = work.typed(column.name, mapped)
    return suggestion(
        f"writing:{column.name}",
        "map_values",
        column.name,
        {"values": values} | ({"then": then(typed)} if typed else {}),
        confidence=0.85,
        evidence=f"{cells:,} cells are {words}: {listing(list(values.items()))}.",
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
    total = sum(counts.values())
    if not SHARE * total <= sum(plain.values()) < total or any(re.match(r"-?0\d", value) for value in plain):
        return {}  # codes with leading zeros are no numbers
    low, high = min(map(float, plain)), max(map(float, plain))
    years = 1000 <= low <= high <= 2100 and all(len(value) == 4 for value in plain)
    outof = {found[2] for value in counts if (found := _OF.fullmatch(value))}
    words = UNITS | {form for word in words_of(name) for form in (word, f"{word}s", word.removesuffix("s"))}
    bare: Mapping = {}
    for value in counts:
        if _GROUPED.fullmatch(value) and high >= 1000:
            bare[value] = value.replace(",", "")
        elif years and (found := _BRACKETED.fullmatch(value)):
            bare[value] = found[1] or found[2]
        elif found := _OF.fullmatch(value):
            bare |= {value: found[1]} if len(outof) == 1 and float(found[2]) >= high else {}
        elif (found := _WORDED.fullmatch(value)) and found[2].lower() in words:
            bare[value] = found[1]
    return {value: number for value, number in bare.items() if low <= float(number) <= high}


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
    (spaced, "written with blanks or another dash between their parts"),
)
