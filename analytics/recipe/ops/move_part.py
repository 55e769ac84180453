"""A value that slipped into the neighbour: “Reno NV” with an empty state becomes “Reno” and “NV”.

``column`` is where the value is, ``params``: ``to`` (the column where it belongs), ``values`` (what may be moved). Only
rows whose ``to`` is empty change, and only if the last word of the cell is one of the values.
"""

from __future__ import annotations

from analytics.parsing import literal
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, target
from analytics.schema import Step

PARTS = r"^(.*[^\s,;/(\-])[\s,;/(\-]+([^\s,;/()\-]+)\)?$"
"""The text before the last word, and that word."""


class MovePart(Op):
    name = "move_part"
    title = "Move the last word into its own column"
    bulk = True

    def describe(self, step: Step) -> str:
        return f"Move the last word of “{step.column}” into the empty “{step.params.get('to')}”"

    def columns(self, step: Step) -> tuple[str, ...]:
        return tuple(name for name in (step.column, step.params.get("to")) if name)

    def apply(self, step: Step, frame: Frame) -> None:
        column, to, values = target(step), step.params.get("to"), step.params.get("values") or ()
        if not to or not values:
            raise Unmet("The step does not say which values go where.")
        source, goal = frame.text(column), frame.text(to)
        moves = moving(source, goal, list(values))
        rest, word = (f"regexp_extract({source}, {literal(PARTS)}, {group})" for group in (1, 2))
        frame.change_together(
            step.id,
            {
                column: f"CASE WHEN {moves} THEN {rest} ELSE {source} END",
                to: f"CASE WHEN {moves} THEN {word} ELSE {goal} END",
            },
        )


def moving(source: str, goal: str, values: list[str]) -> str:
    """SQL: does this row move a value?"""
    listed = ", ".join(literal(value) for value in values)
    word = f"regexp_extract({source}, {literal(PARTS)}, 2)"
    return f"(coalesce({goal}, '') = '' AND {word} IN ({listed}))"
