"""Rows that sum up others go. ``params``: ``words`` (what marks such a row), ``empty`` (columns empty in it)."""

from __future__ import annotations

from analytics.parsing import literal
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, target
from analytics.schema import Step
from analytics.sqltext import trimmed


class DropTotals(Op):
    name = "drop_totals"
    title = "Remove totals rows"
    stage = "rows"

    def describe(self, step: Step) -> str:
        words = ", ".join(f"“{word}”" for word in step.params.get("words", ()))
        return f"Remove rows whose “{step.column}” says {words}"

    def apply(self, step: Step, frame: Frame) -> None:
        column, words = target(step), [str(word).lower() for word in step.params.get("words") or ()]
        if not words:
            raise Unmet("The step lists no words.")
        listed = ", ".join(literal(word) for word in words)
        empty = [name for name in step.params.get("empty") or () if frame.has(name)]
        tests = [f"coalesce(lower({trimmed(frame.text(column))}), '') IN ({listed})"]
        tests += [f"{frame.value(name)} IS NULL" for name in empty]
        frame.keep(step.id, f"NOT ({' AND '.join(tests)})", [column, *empty], sorts=False)
