"""Runs of white space inside a text become one plain space; a line break inside a cell counts as white space."""

from __future__ import annotations

from analytics.parsing import literal
from analytics.recipe.frame import Frame
from analytics.recipe.ops import Op, target
from analytics.schema import Step
from analytics.sqltext import SPACES

RUN = f"[{SPACES}]+"
WIDE = f"[{SPACES}]{{2}}|[{SPACES.replace(' ', '')}]"
"""White space that is more than one plain space."""


def collapsed(text: str) -> str:
    """SQL for a text whose white space is single plain spaces."""
    # Replacing costs ten times the search, and few texts need it.
    replaced = f"regexp_replace({text}, {literal(RUN)}, ' ', 'g')"
    return f"CASE WHEN regexp_matches({text}, {literal(WIDE)}) THEN {replaced} ELSE {text} END"


class InnerSpaces(Op):
    name = "inner_spaces"
    title = "Single spaces inside text"

    def apply(self, step: Step, frame: Frame) -> None:
        column = target(step)
        frame.change(step.id, column, collapsed(frame.text(column)))
