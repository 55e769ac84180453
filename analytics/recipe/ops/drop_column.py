"""A column that nobody needs is left out of the clean table; the original keeps it."""

from __future__ import annotations

from analytics.recipe.frame import Frame
from analytics.recipe.ops import Op, target
from analytics.schema import Step


class DropColumn(Op):
    name = "drop_column"
    title = "Leave a column out"
    stage = "names"

    def describe(self, step: Step) -> str:
        return f"Leave “{step.column}” out"

    def apply(self, step: Step, frame: Frame) -> None:
        frame.drop(target(step))
