"""Cells that contradict their column's type become missing, so that the column can have it. ``params``: ``type``,
``parse``, ``unit`` (how the column is read, as in a profile).

What does not fit is found anew in each file, so next month's stray word does not turn the column back into text. Every
emptied cell stands in the change log with its old text.
"""

from __future__ import annotations

from dataclasses import replace

from analytics.parsing import unparsed_sql
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, target
from analytics.recipe.ops.type_view import typed_column
from analytics.schema import Step

WORDS = {
    "integer": "whole number",
    "decimal": "number",
    "currency": "amount of money",
    "percent": "percentage",
    "boolean": "yes or no",
    "date": "date",
    "datetime": "date with a time",
    "time": "time of day",
}


class Misfits(Op):
    name = "misfits"
    title = "Make cells missing that contradict their column"

    def describe(self, step: Step) -> str:
        kind = str(step.params.get("type", ""))
        return f"Read “{step.column}” as {kind}; make missing what is no {WORDS.get(kind, kind)}"

    def apply(self, step: Step, frame: Frame) -> None:
        column = target(step)
        if step.params.get("type") not in WORDS:
            raise Unmet("The step does not say what the column is to be read as.")
        text = frame.text(column)
        known = typed_column(replace(frame.cell(column).column, name=text), step.params)
        frame.change(step.id, column, f"CASE WHEN {unparsed_sql(known)} THEN NULL ELSE {text} END")
        frame.then(column, {key: step.params[key] for key in ("type", "parse", "unit") if key in step.params})
