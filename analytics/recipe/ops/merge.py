"""Several columns become one new text. ``params``: ``columns``, ``with`` (the text between), ``to``.

What is missing is left out together with its separator; the source columns stay unless ``drop`` is true.
"""

from __future__ import annotations

from analytics.parsing import literal
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, add_text
from analytics.schema import Step


class Merge(Op):
    name = "merge"
    title = "Merge columns"

    def describe(self, step: Step) -> str:
        names = ", ".join(f"“{name}”" for name in self.columns(step))
        return f"Merge {names} into “{step.params.get('to')}”"

    def columns(self, step: Step) -> tuple[str, ...]:
        return tuple(step.params.get("columns") or ())

    def apply(self, step: Step, frame: Frame) -> None:
        columns, to = self.columns(step), step.params.get("to")
        if len(columns) < 2 or not to:
            raise Unmet("A merge needs two columns and a name for the new one.")
        texts = ", ".join(f"nullif({frame.text(name)}, '')" for name in columns)
        joined = f"nullif(concat_ws({literal(str(step.params.get('with', ' ')))}, {texts}), '')"
        add_text(step, frame, str(to), joined, columns, after=columns[-1], then=None)
        if step.params.get("drop"):
            for name in columns:
                frame.drop(name)
