"""Words that say "nothing here" become missing values. ``params``: ``words``, compared exactly."""

from __future__ import annotations

from analytics.parsing import literal
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, target
from analytics.schema import Step


class NullWords(Op):
    name = "null_words"
    title = "Read null words as missing"

    def describe(self, step: Step) -> str:
        words = ", ".join(f"“{word}”" for word in step.params.get("words", ()))
        return f"Read {words} in “{step.column}” as missing"

    def apply(self, step: Step, frame: Frame) -> None:
        column, words = target(step), step.params.get("words") or ()
        if not words:
            raise Unmet("The step lists no words.")
        text = frame.text(column)
        listed = ", ".join(literal(word) for word in words)
        frame.change(step.id, column, f"CASE WHEN {text} IN ({listed}) THEN NULL ELSE {text} END", blanks=words)
