"""Repairs by the vote of a group: rows with the same ``by`` hold the same ``column``, so the odd one out is a mistake.

``params``: ``by`` (the column that decides), ``repairs`` [[value of by, value as it is (or null), value by vote], …].
The votes were counted when the step was suggested; the replay only applies what is listed, so it stays the same.
"""

from __future__ import annotations

from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, target
from analytics.schema import Step


class Vote(Op):
    name = "vote"
    title = "Repair by the vote of the group"
    bulk = True

    def describe(self, step: Step) -> str:
        return f"Repair “{step.column}” by the vote of rows with the same “{step.params.get('by')}”"

    def columns(self, step: Step) -> tuple[str, ...]:
        return tuple(name for name in (step.column, step.params.get("by")) if name)

    def apply(self, step: Step, frame: Frame) -> None:
        column, by, repairs = target(step), step.params.get("by"), step.params.get("repairs") or ()
        if not by or not repairs:
            raise Unmet("The step lists no repairs.")
        text = frame.text(column)
        rows = [(str(key), old or "", new) for key, old, new in repairs]
        found, joins = frame.lookup(rows, [frame.text(by), f"coalesce({text}, '')"])
        frame.change(step.id, column, f"coalesce({found}, {text})", reads=[by], joins=joins)
