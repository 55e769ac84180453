"""What is offered on the reading page for single columns: numbers read as moments, answers as columns of their own."""

from __future__ import annotations

from analytics.schema import Step
from core.models import DatasetVersion
from core.versions import recipes

BUTTONS = {"moments": "Read as moments (UTC)", "answers": "Make yes/no columns"}


def suggested(version: DatasetVersion) -> dict[str, list[tuple[Step, str]]]:
    """Each column's waiting suggestions with the words of their button; nothing that was turned down."""
    found: dict[str, list[tuple[Step, str]]] = {}
    for step in recipes.newest(version).steps:
        if step.op in BUTTONS and step.tier == "suggested" and step.column and step.note != recipes.REJECTED:
            found.setdefault(step.column, []).append((step, BUTTONS[step.op]))
    return found
