"""Rows that repeat an earlier row go; the first one stays. ``params``: ``columns`` that must agree (none: all)."""

from __future__ import annotations

from analytics.recipe.frame import Frame
from analytics.recipe.levels import ROW
from analytics.recipe.ops import Op
from analytics.schema import Step


class DropDuplicates(Op):
    name = "drop_duplicates"
    title = "Remove rows that stand there twice"
    stage = "rows"

    def describe(self, step: Step) -> str:
        columns = step.params.get("columns") or ()
        if not columns:
            return "Remove rows that repeat an earlier row"
        return "Keep the first row of each " + " and ".join(f"“{name}”" for name in columns)

    def columns(self, step: Step) -> tuple[str, ...]:
        return tuple(step.params.get("columns") or ())

    def apply(self, step: Step, frame: Frame) -> None:
        columns = list(self.columns(step)) or list(frame.order)
        keys = [f"coalesce(CAST({frame.value(name)} AS VARCHAR), '')" for name in columns]
        # A row that an earlier step removes is nobody's first.
        removed = [alias for _, alias in frame.filters]
        listed = ", ".join([*keys, *(f"coalesce({alias}, false)" for alias in removed)])
        first = f"row_number() OVER (PARTITION BY {listed} ORDER BY {ROW}) = 1"
        frame.keep_where(step.id, first, [*(frame.value(name) for name in columns), *removed])
        frame.sorts = True
