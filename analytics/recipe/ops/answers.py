"""Several answers in one cell become yes/no columns. ``params``: ``by`` (the text between), ``into`` {answer: name}.

The column itself stays, so answers that are not listed are not lost. A row without any answer has none in the new
columns either: not asked is not no.
"""

from __future__ import annotations

import re

from analytics.parsing import literal
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, add_text, target
from analytics.schema import Step
from analytics.sqltext import trimmed

MOST = 20
"""Answers that get a column."""
YES_NO = {"type": "boolean", "parse": {"true": ["true"], "false": ["false"]}}


class Answers(Op):
    name = "answers"
    title = "Make a yes/no column of each answer"

    def describe(self, step: Step) -> str:
        into = step.params.get("into") or {}
        return f"Make {len(into)} yes/no columns of the answers in “{step.column}”"

    def apply(self, step: Step, frame: Frame) -> None:
        column, by = target(step), str(step.params.get("by") or "")
        into = {str(answer): str(name) for answer, name in (step.params.get("into") or {}).items()}
        if not by.strip("\t ") or not into or len(set(into.values())) < len(into):
            raise Unmet("The step needs what stands between the answers, and a column of its own for each.")
        if len(into) > MOST:
            raise Unmet(f"More than {MOST} answers would be more columns than anyone reads.")
        text, mark = trimmed(frame.text(column)), literal(by)
        around = literal(rf"\s*{by if by.isspace() else re.escape(by)}\s*")
        bare = f"replace(regexp_replace({text}, {around}, chr(31), 'g'), chr(31), {mark})"
        after = column
        for answer, name in into.items():
            has = f"contains({mark} || {bare} || {mark}, {literal(f'{by}{answer.strip()}{by}')})"
            given = f"CASE WHEN {text} <> '' THEN CASE WHEN {has} THEN 'true' ELSE 'false' END END"
            add_text(step, frame, name, given, [column], after=after, then=YES_NO)
            after = name
