"""The registry of cleaning steps: one op per module, found here by its name.

An op is a class with a name, a version, a stage and three methods: ``describe`` (a sentence for people), ``columns``
(which columns the step is about) and ``apply`` (what the step does to the frame, as SQL). ``apply`` raises ``Unmet``
when its precondition fails; the step is then reported and skipped, and everything else still runs.

Stages run in the order of ``STAGES``, and inside a stage the steps run in the order of the recipe: first repairs of the
source text, then the typed views, then steps that need typed values, then rows, last the names.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from analytics.recipe.frame import Frame, Unmet
from analytics.schema import Step

Stage = Literal["text", "type", "value", "rows", "names"]
STAGES: tuple[Stage, ...] = ("text", "type", "value", "rows", "names")


class Op:
    """One kind of step. ``bulk``: "accept all" includes it: it corrects cells in place and keeps the table's shape."""

    name: ClassVar[str]
    title: ClassVar[str]
    version: ClassVar[int] = 1
    stage: ClassVar[Stage] = "text"
    bulk: ClassVar[bool] = False

    def describe(self, step: Step) -> str:
        return f"{self.title} in “{step.column}”" if step.column else self.title

    def columns(self, step: Step) -> tuple[str, ...]:
        return (step.column,) if step.column else ()

    def apply(self, step: Step, frame: Frame) -> None:
        raise NotImplementedError


def target(step: Step) -> str:
    """The column of a step that needs one."""
    if step.column is None:
        raise Unmet("The step names no column.")
    return step.column


def find(step: Step) -> Op:
    """The op of a step; Unmet if this version of the program does not know it."""
    op = registry().get(step.op)
    if op is None:
        raise Unmet(f"This version knows no step “{step.op}”.")
    if step.op_version > op.version:
        raise Unmet(f"The step “{step.op}” was made by a newer version.")
    return op


def registry() -> dict[str, Op]:
    """Every op by name."""
    from analytics.recipe.ops import _all

    return _all.OPS
