"""A new column that says which values are unusual; nothing else changes. ``params``: ``low``, ``high``, ``to``."""

from __future__ import annotations

from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, target
from analytics.schema import NUMERIC_TYPES, Column, Step


class FlagOutliers(Op):
    name = "flag_outliers"
    title = "Mark unusual values"
    stage = "value"

    def describe(self, step: Step) -> str:
        low, high = step.params.get("low"), step.params.get("high")
        bounds = [f"{word} {bound:,g}" for word, bound in (("below", low), ("above", high)) if bound is not None]
        return f"Mark values of “{step.column}” {' or '.join(bounds)} in “{step.params.get('to')}”"

    def apply(self, step: Step, frame: Frame) -> None:
        column, low, high, to = target(step), step.params.get("low"), step.params.get("high"), step.params.get("to")
        cell = frame.cell(column)
        if not cell.typed or cell.column.type not in NUMERIC_TYPES:
            raise Unmet(f"“{column}” is not read as numbers.")
        tests = [
            f"{cell.alias} {mark} {float(bound)!r}" for mark, bound in (("<", low), (">", high)) if bound is not None
        ]
        if not to or not tests:
            raise Unmet("The step says neither a bound nor a name.")
        flag = Column(str(to), "boolean", "category")
        frame.add(step.id, flag, f"({' OR '.join(tests)})", [column], after=column, typed=True)
