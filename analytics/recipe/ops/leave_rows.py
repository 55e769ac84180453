"""Rows go whose value in one column is such and such. ``params``: ``test`` (see TESTS) and ``value`` (text).

The rows stay in the original and in the change log; switched off, the step gives them all back. A row that has nothing
in the column is left out only by ``empty``. Numbers and dates are compared as such, texts without their case.
"""

from __future__ import annotations

import datetime as dt

from analytics.parsing import literal
from analytics.recipe.frame import Cell, Frame, Unmet
from analytics.recipe.ops import Op, target
from analytics.schema import NUMERIC_TYPES, TEMPORAL_TYPES, Step

TESTS = {
    "is": "is",
    "is_not": "is not",
    "contains": "contains",
    "below": "is below or before",
    "above": "is above or after",
    "empty": "is empty",
    "filled": "is not empty",
}


class LeaveRows(Op):
    name = "leave_rows"
    title = "Leave rows out"
    stage = "rows"

    def describe(self, step: Step) -> str:
        words = TESTS.get(str(step.params.get("test")), "")
        value = "" if step.params.get("test") in ("empty", "filled") else f" “{step.params.get('value', '')}”"
        return f"Leave out rows whose “{step.column}” {words}{value}"

    def apply(self, step: Step, frame: Frame) -> None:
        column, test, value = target(step), str(step.params.get("test")), str(step.params.get("value") or "").strip()
        if test not in TESTS:
            raise Unmet("The step does not say which rows.")
        if not value and test not in ("empty", "filled"):
            raise Unmet("The step says nothing to compare with.")
        condition = _condition(frame.cell(column), test, value)
        frame.keep(step.id, f"NOT coalesce({condition}, false)", [column], sorts=False)


def _condition(cell: Cell, test: str, value: str) -> str:
    """SQL that is true for the rows to leave out."""
    text = f"CAST({cell.text} AS VARCHAR)"
    if test in ("empty", "filled"):
        return f"coalesce(trim({text}), '') {'=' if test == 'empty' else '<>'} ''"
    if test == "contains":
        return f"contains(lower({text}), {literal(value.lower())})"
    mark = {"is": "=", "is_not": "<>", "below": "<", "above": ">"}[test]
    known = _comparable(cell, value)
    if known is not None:
        return f"{cell.alias} {mark} {known}"
    if test in ("below", "above"):
        kind = cell.column.type if cell.typed else "text"
        raise Unmet(f"“{value[:80]}” cannot be compared with “{cell.name}”, which is {kind}.")
    return f"lower({text}) {mark} {literal(value.lower())}"


def _comparable(cell: Cell, value: str) -> str | None:
    """SQL for the value in the column's own type; None where it has none there, or the column is text."""
    kind = cell.column.type if cell.typed else "text"
    try:
        if kind in NUMERIC_TYPES:
            plain = value.replace(" ", "")
            number = float(plain.removesuffix("%")) / (100 if kind == "percent" and plain.endswith("%") else 1)
            return repr(number) if number == number and abs(number) != float("inf") else None
        if kind in TEMPORAL_TYPES:
            moment = dt.datetime.fromisoformat(value)
            return f"TIMESTAMP {literal(moment.replace(tzinfo=None).isoformat(sep=' '))}"
    except ValueError:
        return None
    return None
