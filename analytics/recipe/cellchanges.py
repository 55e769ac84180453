"""What a step does to the text of a cell, as SQL that the change log compares."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.schema import Column


@dataclass(frozen=True)
class Change:
    """Step ``step`` turned the text ``old`` of ``column`` (original name) into ``new``; both are SQL over levels."""

    step: str
    column: str
    old: str
    new: str
    reads: tuple[str, str]
    """The aliases that ``old`` and ``new`` are made of."""
    retypes: bool = False
    same: str = "false"
    """SQL that is true where the two are surely the same, if that is cheaper to tell than to compare them."""


ALWAYS = "true"
"""``same`` of a change that never changes a text."""
NUMBER_WORDS = frozenset(
    {"decimal", "thousands", "grouping", "minus_sign", "exponent", "max_digits", "chosen", "nulls"}
)
"""Keys of ``parse`` beside which a number without any signs and marks is read as it stands."""


def same(text: str, column: Column) -> str:
    """SQL: the text is surely written as we write its value."""
    parse = column.parse
    if column.type == "text" and not parse.get("nulls"):
        return ALWAYS  # empty and missing are the same text
    words = [str(word) for word in parse.get("nulls") or ()]
    if column.type != "decimal" or not parse.keys() <= NUMBER_WORDS or parse.get("decimal", ".") != ".":
        return "false"
    if any(char.isdigit() for word in words for char in word):
        return "false"
    # Printing every number costs more than this pattern.
    return f"length({text}) <= 15 AND regexp_full_match({text}, '-?(0|[1-9][0-9]*)([.][0-9]*[1-9])?')"
