"""Repairs by the vote of a group: rows that agree in one column hold the same value, so the odd one out is a mistake.

``params``: ``repairs`` [[deciding column, its value, value as it is (or null), value by vote], …]. The votes were
counted when the step was suggested; the replay only applies what is listed, so it stays the same.
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
        deciding = [f"“{name}”" for name in self.columns(step)[1:]]
        shown = " or ".join(deciding[:3]) + (" …" if len(deciding) > 3 else "")
        return f"Repair “{step.column}” by the vote of rows with the same {shown}"

    def columns(self, step: Step) -> tuple[str, ...]:
        deciding = dict.fromkeys(str(repair[0]) for repair in step.params.get("repairs") or ())
        return (*((step.column,) if step.column else ()), *deciding)

    def apply(self, step: Step, frame: Frame) -> None:
        column, repairs = target(step), step.params.get("repairs") or ()
        if not repairs:
            raise Unmet("The step lists no repairs.")
        text = frame.text(column)
        by_column: dict[str, list[tuple[str | None, ...]]] = {}
        for by, key, old, new in repairs:
            by_column.setdefault(str(by), []).append((str(key), old or "", new))
        found, joins = [], []
        for by, rows in by_column.items():
            repaired, more = frame.lookup(rows, [f"coalesce({frame.text(by)}, '')", f"coalesce({text}, '')"])
            found.append(repaired)
            joins += more
        frame.change(step.id, column, f"coalesce({', '.join(found)}, {text})", reads=list(by_column), joins=joins)
