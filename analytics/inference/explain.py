"""Why a column stays text, in words a person understands, and what its text looks like."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping

from analytics.inference.moments import shape_of
from analytics.inference.names import tokens
from analytics.inference.numeric import take_apart
from analytics.inference.reading import TEXT, Reading, Verdict
from analytics.inference.words import ADDRESS_NAMES, NULL_WORDS, PHONE_NAMES, VERSION_NAMES

EXAMPLE = dt.datetime(2024, 12, 31, 15, 45, 30, tzinfo=dt.UTC)
"""A moment of which no part can be taken for another one."""

_KINDS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("code", re.compile(r"[+-]?0[0-9]+"), "“{example}” would lose its leading zero as a number"),
    ("long", re.compile(r"[+-]?[0-9]{16,}"), "“{example}” has more digits than a number keeps exactly"),
    ("code", re.compile(r"[+-]?[0-9]+[eE][0-9]+"), "“{example}” is a code, not a number with an exponent"),
    ("version", re.compile(r"[vV]?[0-9]+([.][0-9]+){2,}"), "“{example}” is a version number or the like"),
    ("list", re.compile(r"[\[({].*[\])}]|[^,;|]+(?:[,;|][^,;|]+){2,}", re.DOTALL), "“{example}” is a list"),
    ("range", re.compile(r"[0-9]+ ?(?:-|–|to|\.\.) ?[0-9]+|[<>≤≥] ?[0-9]+|[0-9]+ ?\+"), "“{example}” is a range"),
)
_ITEMS = re.compile(r"[,;|]")
MAGNITUDES = frozenset("kKmMbBtT")
FEWEST = 10
"""Distinct values that are needed to see a habit of writing."""
_NAMES = {"integer": "whole numbers", "decimal": "numbers", "currency": "amounts of money", "percent": "percentages"}
_NAMES |= {"boolean": "yes or no", "date": "dates", "datetime": "dates with a time", "time": "times of day"}


def text_verdict(
    name: str,
    values: Collection[str],
    tried: tuple[Reading, int, Mapping[str, None]] | None,
    present: int,
    decision: str | None,
) -> Verdict:
    """The verdict text with its reason. ``tried``: the reading that came closest, its failures, cells that failed."""
    if decision == "text":
        return Verdict(TEXT, "It is text, as was decided.")
    telling = [value for value in values if value.lower() not in NULL_WORDS]
    kind, reason = _kind(name, telling)
    if tried and tried[1] < present / 2:
        reading, failed, strange = tried
        example = next((v for v in strange if v.lower() not in NULL_WORDS), next(iter(strange), ""))
        what = _NAMES.get(reading.type, reading.type)
        reason = f"{present - failed:,} of {present:,} cells are {what}, but “{_cut(example)}” is not"
        kind = kind if kind in ("code", "long", "version") else "mixed"
    elif not reason:
        reason = _nearly(telling)
    asked = f" It cannot be read as {decision}." if decision else ""
    return Verdict(TEXT, f"{reason or _words(telling)}.{asked}", kind=kind)


def _nearly(values: Collection[str]) -> str:
    """Why cells that mostly look like numbers or dates, each by itself, are none together."""
    for what, test in (("a number", lambda v: take_apart(v) is not None), ("a date or time", shape_of)):
        odd = [value for value in values if not test(value)]
        if len(odd) * 2 > len(values):
            continue
        if odd:
            return f"Most cells look like {what}, but “{_cut(odd[0])}” does not"
        if what == "a number":
            return _clash(values)
        return "Each cell looks like a date or time, but some are in no calendar or no one way of writing fits them all"
    return ""


def _clash(values: Collection[str]) -> str:
    """Why numbers, each for itself, are no numbers together."""
    comma = next((v for v in values if re.search(r"[.][0-9]{3},|,[0-9]{1,2}$|,[0-9]{4,}$", v)), None)
    point = next((v for v in values if re.search(r",[0-9]{3}[.]|[.][0-9]{1,2}$|[.][0-9]{4,}$", v)), None)
    if comma and point:
        return f"“{_cut(comma)}” has a decimal comma and “{_cut(point)}” a decimal point"
    return "Each cell looks like a number, but no one way of writing fits them all"


def _words(values: Collection[str]) -> str:
    digits = sum(any(c.isdigit() for c in value) for value in values)
    return "Its cells are neither numbers nor dates" if digits * 2 > len(values) else "Its cells are words"


def _kind(name: str, values: Collection[str]) -> tuple[str, str]:
    words = tokens(name)
    if not values:
        return "", "No cell says anything"
    for kind, pattern, reason in _KINDS:
        found = next((v for v in values if pattern.fullmatch(v)), None)
        test = _like(pattern) if kind != "list" else (lambda v, p=pattern: bool(p.fullmatch(v)))
        if found is not None and _mostly(values, test) and (kind != "list" or _has_items(words, values)):
            return kind, reason.format(example=_cut(found))
    if len(values) >= FEWEST and _are_lists(values):
        example = max(values, key=lambda v: (len(_ITEMS.split(v)), v))
        return "list", f"“{_cut(example)}” is a list"
    units = [part.unit for part in map(take_apart, values) if part is not None and _is_word(part.unit, part.money)]
    if len(values) > FEWEST and len(units) >= 0.9 * len(values) and 10 * len(set(units)) <= len(values):
        return "unit", f"“{_cut(next(v for v in values if v.endswith(units[0])))}” is a number with a word behind it"
    if words & VERSION_NAMES and _mostly(values, lambda v: bool(re.fullmatch(r"[vV]?[0-9][0-9.]*", v))):
        return "version", "These are version numbers, where 1.10 is not 1.1"
    if words & PHONE_NAMES and _mostly(values, lambda v: len(re.sub(r"\D", "", v)) >= 6):
        return "code", "These are phone numbers"
    return "", ""


def _is_word(unit: str, money: str) -> bool:
    """A word behind a number; a single letter only behind money, where it stands for thousands or millions."""
    return len(unit) > 1 or (bool(money) and unit in MAGNITUDES)


def _has_items(name: frozenset[str], values: Collection[str]) -> bool:
    """Whether what stands between the marks is short: sentences have commas, too, and so have postal addresses."""
    if all(value[:1] in "[({" for value in values):
        return True
    items = [item for value in values for item in _ITEMS.split(value)]
    postal = name & ADDRESS_NAMES and not any("@" in value for value in values)
    return not postal and sum(len(item.split()) for item in items) <= 4 * len(items)


def _are_lists(values: Collection[str]) -> bool:
    """Whether half of the values have several short items, not always as many, and the same ones again and again."""
    items = [[item.strip() for item in _ITEMS.split(value)] for value in values]
    several = [parts for parts in items if len(parts) > 1]
    if 2 * len(several) < len(items) or len({len(parts) for parts in items}) < 2:
        return False
    every = [item for parts in items for item in parts]
    short = all(item and len(item) <= 30 and item.count(" ") < 3 for item in every)
    return short and 2 * len(set(every)) <= len(every)


def _mostly(values: Collection[str], test: Callable[[str], bool]) -> bool:
    return sum(map(test, values)) >= 0.9 * len(values)


def _like(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """Follows the pattern or at least starts with a digit, as the rest of a column of codes does."""
    return lambda value: bool(pattern.fullmatch(value) or value[:1].isdigit())


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def written_like(formats: Iterable[str]) -> str:
    """Formats of dates and times by an example each: ``2024-12-31 or 31.12.2024``."""
    shown = [EXAMPLE.strftime(form.replace("%n", "%f0")) for form in formats]
    return " or ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
