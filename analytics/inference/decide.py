"""From values to readings, and from the readings that fit every cell to a verdict with its reason and its question."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from analytics.inference.explain import written_like
from analytics.inference.moments import moment_readings
from analytics.inference.names import tokens
from analytics.inference.numeric import number_readings
from analytics.inference.reading import TEXT, Reading, Verdict
from analytics.inference.words import (
    ASKED_LETTERS,
    LETTERS,
    NULL_WORDS,
    PHONE_NAMES,
    SOFT_NULL_WORDS,
    VERSION_NAMES,
    YES_NO,
)
from analytics.schema import NUMERIC_TYPES

TYPE_CHOICES = ("integer", "decimal", "currency", "percent", "boolean", "date", "datetime", "time")
NUMBER_CHOICES = ("number", "decimal_comma", "decimal_point", "thousands_comma", "thousands_point")


def hypotheses(name: str, values: Collection[str], decision: str | None = None) -> list[Reading]:
    """Every reading that fits all of these trimmed, non-empty values, best family first; none means text.

    ``decision`` is a person's choice for this column: a choice word of a reading, or a type.
    """
    if decision == "text":
        return []
    hard = [v for v in values if v.lower() in NULL_WORDS]
    soft = [v for v in values if v.lower() in SOFT_NULL_WORDS]
    rest = [v for v in values if v.lower() not in NULL_WORDS]
    firm = [v for v in rest if v.lower() not in SOFT_NULL_WORDS]
    if not rest:
        return []
    nulls = sorted({v.lower() for v in hard})
    readings = [reading.with_nulls(nulls) for reading in boolean_readings(rest, relaxed=decision == "boolean")]
    if nulls == ["none"] and len({v.lower() for v in rest}) == 1 and not decision:
        readings = []  # beside a lone yes none is the other answer
    if firm:
        nulls = sorted({*nulls, *(v.lower() for v in soft)})
        readings += [reading.with_nulls(nulls) for reading in _moments(name, firm, decision)]
        readings += [reading.with_nulls(nulls) for reading in _numbers(name, firm, decision)]
    return chosen(readings, decision) if decision else readings


def chosen(readings: list[Reading], decision: str) -> list[Reading]:
    """Only what a person chose; if the choice does not exist for these values, everything else stays possible."""
    picked = [r for r in readings if decision in (r.choice, r.type)]
    if decision == "number":
        picked = picked or [r for r in readings if r.type in NUMERIC_TYPES]
    if decision == "decimal" and not picked:
        picked = [replace(r, type="decimal") for r in readings if r.type == "integer"]
    return [replace(r, asks="") for r in picked] or readings


def boolean_readings(values: Collection[str], *, relaxed: bool = False) -> list[Reading]:
    """Yes and no in one of many languages. Single letters and 1/0 count only beside their opposite; of the letters only
    a few pairs count by themselves (N and S are directions, too). ``relaxed``: a person said that it is yes or no.
    """
    words = {value.lower() for value in values}
    for yes, no in YES_NO:
        found = words - {"1", "0"}
        if not found or not found <= yes | no:
            continue
        letters = all(len(word) == 1 and word.isalpha() for word in found) and max(map(ord, found)) < 0x2000
        if letters and not relaxed and found not in (*LETTERS, *ASKED_LETTERS):
            continue
        used_yes, used_no = words & (yes | {"1"}), words & (no | {"0"})
        # A column of nothing but NO may be Norway.
        if (used_yes and used_no) or relaxed or (words <= {"true", "false", "yes", "no"} and set(values) != {"NO"}):
            true, false = set(yes), set(no)
            if words & {"1", "0"}:
                true, false = true | {"1"}, false | {"0"}
            asks = "letters" if letters and found in ASKED_LETTERS and not relaxed else ""
            return [Reading("boolean", {"true": sorted(true), "false": sorted(false)}, "boolean", asks)]
    return []


def _moments(name: str, values: Sequence[str], decision: str | None) -> list[Reading]:
    if tokens(name) & VERSION_NAMES and not decision:
        return []
    return moment_readings(values)


def _numbers(name: str, values: Sequence[str], decision: str | None) -> list[Reading]:
    relaxed = decision in TYPE_CHOICES or decision in NUMBER_CHOICES
    if not relaxed:
        words = tokens(name)
        if words & VERSION_NAMES and all(re.fullmatch(r"v?[0-9]+([.][0-9]+)+", v) for v in values):
            return []
        if words & PHONE_NAMES and all(len(re.sub(r"\D", "", v)) >= 6 for v in values):
            return []
    return number_readings(values, relaxed=relaxed)


@dataclass(frozen=True)
class Facts:
    """Whole-column counts that settle rivals. Cells with: ≥ 4 digits and no mark; < 4 digits and no mark; grouped and
    ending in 0; a time of day; a time of day other than midnight; distinct offsets from UTC; present at all."""

    plain_long: int = 0
    plain_short: int = 0
    round_groups: int = 0
    timed: int = 0
    clocked: int = 0
    offsets: int = 0
    present: int = 0


def settle(survivors: Sequence[Reading], facts: Facts, decision: str | None = None) -> Verdict:
    """Which of the readings that fit every cell counts."""
    first = survivors[0]
    family = [r for r in survivors if _family(r) == _family(first)]
    if first.asks and not decision:
        return _ask(family)
    if _family(first) == "moment":
        return _settle_moment(family, facts, decision)
    if _family(first) == "number" and len(family) > 1 and not decision:
        return _settle_marks(family, facts)
    return Verdict(_trusted(first, decision), _why(first, decision), convention=_convention(first, "proved"))


def _trusted(reading: Reading, decision: str | None) -> Reading:
    return replace(reading, parse={**reading.parse, "chosen": decision}) if decision else reading


def _family(reading: Reading) -> str:
    if reading.type in NUMERIC_TYPES:
        return "number"
    return "boolean" if reading.type == "boolean" else "moment"


def _settle_moment(family: Sequence[Reading], facts: Facts, decision: str | None) -> Verdict:
    first = family[0]
    if len(family) > 1 and not decision:
        return _ask_order(family)
    reading, note = first, ""
    if reading.type == "datetime" and decision != "datetime":
        if not facts.clocked:
            reading, note = replace(reading, type="date"), " Every time of day is midnight, so it is a date."
        elif facts.timed * 2 < facts.present:
            reading = replace(reading, type="date")
            note = f" {facts.clocked:,} of {facts.present:,} cells also have a time of day, which the date leaves out."
    if facts.offsets:
        zone = "utc" if facts.offsets > 1 else "wall"
        reading = replace(reading, parse={**reading.parse, "zone": zone})
        note += " Offsets differ, so times are in UTC." if zone == "utc" else ""
    choices = ("date", "datetime", "text") if "leaves out" in note else ()
    return Verdict(_trusted(reading, decision), _why(reading, decision) + note, choices=choices)


def _ask_order(family: Sequence[Reading]) -> Verdict:
    orders = [reading.choice for reading in family]
    if "year_first" in orders:
        why = "Every date here could have the year first or last: it has two digits, like the day."
        question = "Which comes first in these dates, the day, the month or the year?"
        question = question if len(orders) > 2 else "Which comes first in these dates, the day or the year?"
        if orders[0] == "month_first":
            question = question.replace("day or", "month or")
    else:
        why = "Every date here could have the day or the month first: no day is greater than 12."
        question = "Which comes first in these dates, the day or the month?"
    why += " It stays text until that is decided."
    return Verdict(TEXT, why, True, question, (*orders, "text"), tuple(family), kind="date")


def _settle_marks(family: Sequence[Reading], facts: Facts) -> Verdict:
    """The same cells read as 1234 and as 1.234."""
    grouped = [r for r in family if r.parse.get("thousands")]
    bare = [r for r in family if not r.parse.get("thousands")]
    if not grouped or not bare or len(family) > 2 or facts.plain_long:
        return _ask(family)
    comma, decimal = grouped[0].parse["thousands"] == ",", bare[0]
    if comma or (facts.plain_short and facts.round_groups):
        mark = grouped[0].parse["thousands"]
        why = f"Each “{mark}” has exactly three digits behind it, so it groups thousands."
        choices = (grouped[0].choice, decimal.choice, "text")
        usual = "habit" if comma else "proved"
        return Verdict(grouped[0], why, choices=choices, rivals=(decimal,), convention=_convention(grouped[0], usual))
    why = "Numbers with a decimal point."
    choices = (decimal.choice, grouped[0].choice, "text")
    return Verdict(decimal, why, choices=choices, rivals=(grouped[0],), convention=_convention(decimal, "habit"))


def _convention(reading: Reading, strength: str) -> str:
    """Which mark these cells show to be the decimal one: "proved." or "habit,"; empty if they have no mark."""
    if _family(reading) != "number" or not (reading.type != "integer" or reading.parse.get("thousands")):
        return ""
    marks = {reading.parse.get("thousands"), reading.parse.get("decimal") or "."}
    if reading.type in ("currency", "percent") and marks == {None, "."}:
        return ""
    return strength + (reading.parse.get("decimal") or ".")


QUESTIONS = {
    "unit": ("Each cell is a number with a unit.", "Should these be read as numbers in {unit}?"),
    "units": (
        "The cells have numbers in different units, or some have none.",
        "Which unit do these numbers share, if any?",
    ),
    "currencies": ("The cells have amounts in different currencies.", "Do all amounts share one currency?"),
    "percent": ("Some cells have a percent sign and some have none.", "Are the cells without a sign percentages, too?"),
    "letters": ("Each cell is one of two letters.", "Do these letters mean yes and no?"),
    "orders": ("Some dates have the day first, others the month.", "Which comes first where a date allows both?"),
    "marks": (
        "A point or comma here could be a decimal mark or group thousands; no cell decides.",
        "Is “{example}” a little more than one, or more than a thousand?",
    ),
}


def _ask(family: Sequence[Reading]) -> Verdict:
    first = family[0]
    kind = first.asks or "marks"
    why, question = QUESTIONS[kind]
    used = {r.parse.get("thousands") for r in family} | {r.parse.get("decimal") for r in family}
    filled = question.format(unit=first.unit or "", example="1,234" if "," in used else "1.234")
    words = [r.type if kind in ("currencies", "percent", "letters") else r.choice for r in family]
    choices = ("text",) if first.parse.get("mixed") else (*dict.fromkeys(words), "text")
    return Verdict(TEXT, f"{why} It stays text.", True, filled, choices, tuple(family), kind=kind)


def _why(reading: Reading, decision: str | None) -> str:
    parse = reading.parse
    mark = "comma" if parse.get("decimal") == "," else "point"
    formats = written_like(parse.get("formats") or ())
    text = {
        "integer": "Every cell is a whole number",
        "decimal": f"Every cell is a number with a decimal {mark}",
        "currency": f"Every cell is an amount of money in {', '.join(parse.get('currency') or ())}",
        "percent": "Every cell is a percentage (12.5% is stored as 0.125)",
        "boolean": "Every cell says yes or no",
        "date": f"Every cell is a date, written like {formats}",
        "datetime": f"Every cell is a date with a time of day, written like {formats}",
        "time": f"Every cell is a time of day, written like {formats}",
    }[reading.type]
    order = {
        "day_first": ", the day before the month",
        "month_first": ", the month before the day",
        "year_first": ", the year before the month",
    }.get(reading.choice, "")
    finer = (
        " to the microsecond, what is finer is left out" if any("%n" in f for f in parse.get("formats") or ()) else ""
    )
    nulls = parse.get("nulls")
    listed = ", ".join(f"“{word}”" for word in nulls or ())
    missing = f"; {listed} {'counts' if len(nulls) == 1 else 'count'} as missing" if nulls else ""
    return f"{text}{order}{finer}{missing}{', as was decided' if decision else ''}."
