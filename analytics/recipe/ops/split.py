"""One text column becomes several. ``params``: ``by`` (the text between), ``into`` (names), ``then`` {name: reading}.

The last column keeps what is left, so nothing is lost; the source column stays unless ``drop`` is true.
"""

from __future__ import annotations

from analytics.parsing import literal
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, add_text, target
from analytics.schema import Step
from analytics.sqltext import trimmed


class Split(Op):
    name = "split"
    title = "Split a column"

    def describe(self, step: Step) -> str:
        names = ", ".join(f"“{name}”" for name in step.params.get("into", ()))
        return f"Split “{step.column}” at “{step.params.get('by')}” into {names}"

    def apply(self, step: Step, frame: Frame) -> None:
        column, by, into = target(step), step.params.get("by"), list(step.params.get("into") or ())
        if not by or len(into) < 2 or len(set(into)) < len(into):
            raise Unmet("A split needs what to split at and at least two different names.")
        text, mark = frame.text(column), literal(str(by))
        parts = f"string_split({text}, {mark})"
        then, after = step.params.get("then") or {}, column
        for place, name in enumerate(into, start=1):
            last = f"array_to_string(list_slice({parts}, {place}, len({parts})), {mark})"
            part = last if place == len(into) else f"list_extract({parts}, {place})"
            add_text(step, frame, name, f"nullif({trimmed(part)}, '')", [column], after=after, then=then.get(name))
            after = name
        if step.params.get("drop"):
            frame.drop(column)
