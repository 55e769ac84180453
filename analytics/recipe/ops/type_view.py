"""The typed view of a column whose text parses whole. ``params``: ``type``, ``parse``, ``unit`` as in a profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analytics.recipe.frame import Frame
from analytics.recipe.ops import Op, target
from analytics.schema import Column, Step


class TypeView(Op):
    name = "type"
    title = "Read as typed values"
    stage = "type"

    def describe(self, step: Step) -> str:
        return f"Read “{step.column}” as {step.params.get('type', 'text')}"

    def apply(self, step: Step, frame: Frame) -> None:
        column = target(step)
        decided = frame.types.get(column, step.params)
        frame.retype(step.id, column, typed_column(frame.cell(column).column, decided))


def typed_column(column: Column, decided: Mapping[str, Any]) -> Column:
    """What the profile knows of the column, with the type that the step (or an earlier repair) decided."""
    return replace(
        column,
        type=decided.get("type", "text"),
        parse=dict(decided.get("parse") or {}),
        unit=decided.get("unit", column.unit),
    )
