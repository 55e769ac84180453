"""Spellings of one value become one: ``params``: ``values`` {as written: as meant}, compared exactly; ``then`` says how
the column is read afterwards, where that is another way than before."""

from __future__ import annotations

from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, target
from analytics.schema import Step


class MapValues(Op):
    name = "map_values"
    title = "Write the same value the same way"
    bulk = True

    def describe(self, step: Step) -> str:
        number = len(step.params.get("values", {}))
        return f"Unify {number:,} spelling{'' if number == 1 else 's'} in “{step.column}”"

    def apply(self, step: Step, frame: Frame) -> None:
        column, values = target(step), step.params.get("values") or {}
        if not values:
            raise Unmet("The step lists no values.")
        text = frame.text(column)
        found, joins = frame.lookup(sorted(values.items()), [text])
        frame.change(step.id, column, f"coalesce({found}, {text})", joins=joins)
        frame.then(column, step.params.get("then"))
