"""Cells that people let be made missing because they contradict their column: problems of the table, with their row."""

from __future__ import annotations

import json

from analytics.schema import Step
from core.models import DatasetVersion
from core.versions import changes, recipes

MOST = 5000
"""Cells of one step that the problems list carries; the change log has all."""


def steps(version: DatasetVersion) -> list[Step]:
    """The steps that empty contradicting cells and run."""
    return [step for step in recipes.newest(version).steps if step.op == "misfits" and step.enabled]


def suggested(version: DatasetVersion) -> dict[str, Step]:
    """What is offered for columns with a few contradicting cells, by column; nothing that was turned down."""
    waiting = (step for step in recipes.newest(version).steps if step.op == "misfits" and step.tier == "suggested")
    return {step.column: step for step in waiting if step.column and step.note != recipes.REJECTED}


def listed(version: DatasetVersion) -> str:
    """One JSON object a line, as the problems of the reading are: the row of the table, the column, the old text."""
    lines = []
    for step in steps(version) if version.cleaned_at else ():
        for change in changes.of(version, step=step.id, limit=MOST):
            words = f"The cell is no {step.params.get('type')} as the others of “{change.column}” are; made missing."
            found = {"row": change.number, "problem": words, "column": change.column, "content": change.old}
            lines.append(json.dumps(found, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)
