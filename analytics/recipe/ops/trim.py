"""Outer trim: white space before and after the text of a cell goes; what is inside stays."""

from __future__ import annotations

from analytics.recipe.frame import Frame
from analytics.recipe.ops import Op, target
from analytics.schema import Step
from analytics.sqltext import trimmed


class Trim(Op):
    name = "trim"
    title = "Trim outer spaces"

    def apply(self, step: Step, frame: Frame) -> None:
        column = target(step)
        frame.change(step.id, column, trimmed(frame.text(column)))
