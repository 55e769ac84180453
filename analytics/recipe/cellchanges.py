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


def plain(text: str, column: Column) -> str:
    """SQL: a decimal number that is written as we write it. Printing every number costs more than this pattern."""
    if column.type != "decimal" or column.parse.get("decimal", ".") != ".":
        return "false"
    return f"length({text}) <= 15 AND regexp_full_match({text}, '-?(0|[1-9][0-9]*)([.][0-9]*[1-9])?')"
