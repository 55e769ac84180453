"""What a column can be read as, in words: the answers to its question, and the types that a person may decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

TYPES = ("integer", "decimal", "currency", "percent", "boolean", "date", "datetime", "time", "text")
WORDS = {
    "day_first": "Day first",
    "month_first": "Month first",
    "year_first": "Year first",
    "thousands_comma": "Comma separates thousands",
    "thousands_point": "Point separates thousands",
    "decimal_comma": "Comma separates decimals",
    "decimal_point": "Point separates decimals",
    "text": "Leave it as text",
    "number": "A number",
    "integer": "A whole number",
    "decimal": "A number with decimals",
    "currency": "An amount of money",
    "percent": "A percentage",
    "boolean": "Yes or no",
    "date": "A date",
    "datetime": "A date with a time",
    "time": "A time of day",
    "identifier": "A code or a number that names something",
    "category": "Groups to compare",
    "measure": "Something to add up",
}
NAMES = {
    "integer": "whole number",
    "decimal": "decimal number",
    "currency": "amount of money",
    "percent": "percentage",
    "boolean": "yes or no",
    "date": "date",
    "datetime": "date with a time",
    "time": "time of day",
    "text": "text",
}
ROLES = ("identifier", "category", "measure")
ORDER_PLACES = {"day_first": (2, 1, 0), "month_first": (2, 0, 1), "year_first": (0, 1, 2)}
RIVALS = (
    ("day_first", "month_first"),
    ("thousands_comma", "decimal_comma"),
    ("thousands_point", "decimal_point"),
)
"""Readings of the same cells: who decided for one may have meant the other."""
DETECT = "detect"
"""The choice that takes a decision back."""


def in_words(choice: Any, examples: Iterable[Any] = ()) -> str:
    """An answer to a column’s question with the first example read that way: “Day first (1 February 2024)”."""
    words = WORDS.get(str(choice)) or str(choice).replace("_", " ").capitalize()
    read = next(filter(None, (read_as(str(choice), str(each)) for each in examples or ())), "")
    return f"{words} ({read})" if read else words


def decided(choice: str) -> str:
    """A decision as one says it: “day first”, “whole number”."""
    return NAMES.get(choice) or WORDS.get(choice, choice.replace("_", " ")).lower()


def answers(column: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The choices of a column's question, each with the same example: the one that they read most differently."""
    choices, examples = column.get("choices") or (), [str(each) for each in column.get("examples") or ()]
    telling = max(examples, key=lambda text: len({read_as(choice, text) for choice in choices} - {""}), default="")
    return [(choice, in_words(choice, [telling, *examples] if telling else ())) for choice in choices]


def read_as(choice: str, text: str) -> str:
    """What a text means by an order of day, month and year, or by a mark; empty if it has no such thing."""
    if places := ORDER_PLACES.get(choice):
        found = re.match(r"\s*(\d{1,4})\D(\d{1,2})\D(\d{1,4})(?!\d)", text)
        if not found:
            return ""
        year, month, day = (int(found.group(place + 1)) for place in places)
        try:
            read = date(year + (2000 if year < 70 else 1900) if year < 100 else year, month, day)
        except ValueError:
            return ""
        return f"{read.day} {read:%B} {read.year}"
    kind, _, mark = choice.partition("_")
    sign = {"comma": ",", "point": "."}.get(mark)
    if kind not in {"thousands", "decimal"} or sign is None or sign not in text:
        return ""
    other = "." if sign == "," else ","
    return text.replace(sign, "") if kind == "thousands" else text.replace(other, "").replace(sign, ".")


def ways(column: Mapping[str, Any], decision: str | None) -> list[str]:
    """The ways to read the column's own cells that are no plain types: what its question offers, or offered."""
    found = [each for each in column.get("choices") or () if each not in TYPES]
    for rivals in RIVALS:
        if decision in rivals:
            found += [each for each in rivals if each not in found]
    return found


def allowed(column: Mapping[str, Any], decision: str | None) -> set[str]:
    """Every word that a person may decide for this column; nothing is decided twice, and only decisions are undone."""
    return {*TYPES, *ROLES, *ways(column, decision), *(column.get("choices") or ())} | ({DETECT} if decision else set())


def offered(column: Mapping[str, Any], decision: str | None) -> list[tuple[str, Sequence[tuple[str, str]]]]:
    """The choices for a column in named groups, as a list to select from. Where the order of day and month is open,
    “a date” alone would be a guess, so the orders stand in its place."""
    own = ways(column, decision)
    dates = {"date", "datetime"} if set(own) & ORDER_PLACES.keys() else set()
    groups: list[tuple[str, Sequence[tuple[str, str]]]] = []
    if decision:
        groups.append(("Not decided", [(DETECT, "Find it out again")]))
    if own:
        groups.append(("Read its cells with", [(each, in_words(each)) for each in own]))
    groups.append(("Type", [(each, NAMES[each]) for each in TYPES if each not in dates]))
    if not column.get("question") and decision in (None, *ROLES):
        groups.append(("Used as", [(each, WORDS[each].lower()) for each in ROLES]))
    return groups


def is_met(choice: str, type: str) -> bool:
    """Whether a column that came out as ``type`` is what was chosen."""
    if choice == DETECT or choice in ROLES:
        return True
    return type == choice if choice in TYPES else type != "text"
