"""Named rows go: near duplicates that a person looked at. ``params``: ``rows`` [fingerprint, …] of the rows to remove.

A fingerprint is made of the whole row as it stands in the source, so the step finds the same rows in next month's file,
wherever they are, and removes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

from analytics.parsing import literal
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op
from analytics.schema import Step


def fingerprint(texts: Iterable[str]) -> str:
    """SQL for the fingerprint of a row, from SQL for the texts of its cells."""
    cells = ", ".join(f"coalesce({text}, '')" for text in texts)
    return f"md5(concat_ws(chr(31), {cells}))"


class DropRows(Op):
    name = "drop_rows"
    title = "Remove rows that say the same in other words"
    stage = "rows"

    def describe(self, step: Step) -> str:
        count = len(step.params.get("rows") or ())
        return f"Remove {count:,} row{'' if count == 1 else 's'} that repeat another in other words"

    def apply(self, step: Step, frame: Frame) -> None:
        rows = [str(row) for row in step.params.get("rows") or ()]
        if not rows:
            raise Unmet("The step lists no rows.")
        listed = ", ".join(literal(row) for row in rows)
        found = fingerprint(frame.originals())
        frame.keep_where(step.id, f"{found} NOT IN ({listed})", frame.originals())
