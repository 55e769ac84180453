"""Units written into the cells: one unit in many spellings, several units of one kind, or a mark that says nothing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from statistics import median

from analytics.parsing import quote
from analytics.recipe.guards import words_of
from analytics.recipe.ops.unit import CELL, NUMBER, amount
from analytics.recipe.suggestions.work import Work, then
from analytics.schema import Column, Step

PATTERN = re.compile(CELL)
PLAIN = re.compile(rf"\s*(?:{NUMBER})\s*")
COMMON = 0.1
"""A rarer spelling may be a common unit with a remark behind it; more frequent, it is a unit of its own."""
KINDS: dict[str, dict[str, float]] = {
    "mass": {"mg": 0.001, "g": 1, "kg": 1000, "t": 1_000_000, "lb": 453.59237},
    "length": {"mm": 0.001, "cm": 0.01, "m": 1, "km": 1000, "in": 0.0254, "ft": 0.3048, "yd": 0.9144, "mi": 1609.344},
    "volume": {"ml": 0.001, "cl": 0.01, "dl": 0.1, "l": 1, "gal": 3.785411784},
    "time": {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400},
    "data": {"b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12},
}
SYNONYMS = {
    "gram": "g", "gramme": "g", "gr": "g", "kilogram": "kg", "kilo": "kg", "kgs": "kg", "milligram": "mg",
    "tonne": "t", "ton": "t", "pound": "lb", "ounce": "oz", "fl oz": "oz", "fluid ounce": "oz", "millimeter": "mm",
    "millimetre": "mm", "centimeter": "cm", "centimetre": "cm", "meter": "m", "metre": "m", "kilometer": "km",
    "kilometre": "km", "inch": "in", "inche": "in", "foot": "ft", "feet": "ft", "yard": "yd", "mile": "mi",
    "milliliter": "ml", "millilitre": "ml", "centiliter": "cl", "liter": "l", "litre": "l", "ltr": "l",
    "gallon": "gal", "second": "s", "sec": "s", "minute": "min",
    "mins": "min", "hour": "h", "hr": "h", "day": "d", "percent": "%", "pct": "%", "per cent": "%",
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """One value of the column, taken apart."""

    number: float
    spelling: str
    """The unit as written, in lower case; empty for a plain number."""
    count: int


def root(spelling: str) -> str:
    """The unit behind a spelling: lower case, no full stop, no plural: ``OZ.`` and ``ounces`` are ``oz``."""
    plain = spelling.lower().strip(" .")
    for candidate in (plain, plain.removesuffix("s")):
        if candidate in SYNONYMS:
            return SYNONYMS[candidate]
        if any(candidate in kind for kind in KINDS.values()):
            return candidate
    return plain.removesuffix("s") if len(plain) > 3 else plain


def read(counts: dict[str, int]) -> list[Reading] | None:
    """Every value as number and unit; None as soon as one is neither that nor a plain number."""
    readings = []
    for text, count in counts.items():
        if PLAIN.fullmatch(text):
            readings.append(Reading(float(text.replace(",", "")), "", count))
        elif match := PATTERN.fullmatch(text):
            readings.append(Reading(float(match[1].replace(",", "")), match[2].lower(), count))
        else:
            return None
    return readings


def find(work: Work) -> list[Step]:
    """A suggestion for each text column whose every value is a number with a unit, or with a stray percent sign."""
    steps = []
    for column in work.texts:
        counts = work.counts(column.name)
        readings = read(counts) if counts else None
        if readings and any(reading.spelling for reading in readings):
            step = _suggest(work, column, readings)
            if step:
                steps.append(step)
    return steps


def _suggest(work: Work, column: Column, readings: list[Reading]) -> Step | None:
    roots = _roots(readings)
    amounts: dict[str, int] = {}
    for reading in readings:
        if reading.spelling:
            amounts[roots[reading.spelling]] = amounts.get(roots[reading.spelling], 0) + reading.count
    unit = max(amounts, key=lambda name: (amounts[name], name))
    factors = _factors(unit, set(amounts))
    plain = [reading for reading in readings if not reading.spelling]
    stray = factors is not None and bool(plain) and _same_size(plain, readings)
    if factors is None or len(roots) > 24 or (plain and not stray):
        return None
    units = {spelling: factors[name] for spelling, name in sorted(roots.items())}
    text = quote(column.name)
    typed = work.typed(column.name, amount(text, units))
    if typed is None:
        return None
    cells = sum(reading.count for reading in readings if reading.spelling)
    shown = ", ".join(f"“{spelling}”" for spelling in list(units)[:4])
    if stray:
        evidence = (
            f"{cells:,} numbers carry {shown} and {work.rows - cells:,} do not, though they are of the same size: "
            "the mark says nothing."
        )
    else:
        evidence = f"Every value is a number followed by {shown}."
        remarks = [spelling for spelling, name in roots.items() if name == root(spelling.split()[0]) != root(spelling)]
        if remarks:
            evidence += f" A remark goes with it: {', '.join(f'“{remark}”' for remark in remarks[:3])}."
    converted = any(factor != 1 for factor in units.values())
    consistent = len(roots) == 1 and not stray and root(unit) not in {root(w) for w in words_of(column.name)}
    risk = "The unit leaves the cells and stays as the column's unit." + (
        " Amounts are converted." if converted else ""
    )
    keep = "" if stray else unit
    return Step(
        id=f"unit:{column.name}",
        op="unit",
        column=column.name,
        params={"units": units, "unit": unit, "then": then(typed) | {"unit": keep or None}}
        | ({"by_name_only": True} if consistent or converted else {}),
        tier="suggested",
        confidence=0.9,
        evidence=evidence,
        risk=risk,
        cells_changed=cells,
        enabled=False,
    )


def _roots(readings: list[Reading]) -> dict[str, str]:
    """The unit behind each spelling. A rare “oz. can” is “oz”, where “oz” is what most cells say."""
    roots = {reading.spelling: root(reading.spelling) for reading in readings if reading.spelling}
    amounts: Counter[str] = Counter()
    for reading in readings:
        if reading.spelling:
            amounts[roots[reading.spelling]] += reading.count
    common = {name for name, count in amounts.items() if count >= COMMON * amounts.total()}
    for spelling, name in roots.items():
        first = root(spelling.split()[0])
        if first in common and name not in common:
            roots[spelling] = first
    return roots


def _factors(unit: str, found: set[str]) -> dict[str, float] | None:
    """What turns each unit into ``unit``; None if they are not of one kind."""
    if found == {unit}:
        return {unit: 1.0}
    for kind in KINDS.values():
        if found <= set(kind):
            return {name: kind[name] / kind[unit] for name in found}
    return None


def _same_size(plain: list[Reading], readings: list[Reading]) -> bool:
    """Whether marked and plain numbers are of one size, so that the mark does not change what they mean."""
    marked = [reading for reading in readings if reading.spelling]
    low, high = median(r.number for r in plain), median(r.number for r in marked)
    if not low or not high or low * high < 0:
        return False
    inside = sum(r.count for r in marked if min(p.number for p in plain) <= r.number <= max(p.number for p in plain))
    return 1 / 3 <= high / low <= 3 and inside >= 0.9 * sum(r.count for r in marked)
