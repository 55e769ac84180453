"""A new column by a formula (see ``analytics.recipe.formula``). ``params``: ``formula``, ``to``."""

from __future__ import annotations

from analytics.recipe.formula import FormulaError, compiled
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op
from analytics.schema import Column, Step


class Derive(Op):
    name = "derive"
    title = "Compute a column"
    stage = "value"

    def describe(self, step: Step) -> str:
        return f"Compute “{step.params.get('to')}” = {step.params.get('formula')}"

    def columns(self, step: Step) -> tuple[str, ...]:
        return (step.column,) if step.column else ()

    def apply(self, step: Step, frame: Frame) -> None:
        to = str(step.params.get("to") or "").strip()
        if not to:
            raise Unmet("The new column has no name.")
        known = {name: (cell.alias, cell.column.type if cell.typed else "text") for name, cell in frame.cells.items()}
        try:
            made = compiled(str(step.params.get("formula") or ""), known)
        except FormulaError as error:
            raise Unmet(str(error)) from None
        column = Column(to, made.type, "measure" if made.type == "decimal" else "text")
        frame.add(step.id, column, made.sql, made.reads, after=None, typed=True)
