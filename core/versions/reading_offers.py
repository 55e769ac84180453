"""What is offered on the reading page for single columns: numbers read as moments, answers as columns of their own."""

from __future__ import annotations

from typing import Any

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


def periods(version: DatasetVersion | None) -> dict[str, Any] | None:
    """Columns of the file that are months, years …: how many, which, and how many rows they would be; None without.

    ``kept``: what people decided about the reading so far, which goes along with the choice.
    """
    names = ((version.detected if version else None) or {}).get("periods") or ()
    if version is None or not names:
        return None
    reader = {name: value for name, value in (version.reader or {}).items() if name in recipes.READER_FIELDS}
    kept = {name: value for name, value in reader.items() if value is not None and name != "long"}
    found = {
        "count": len(names),
        "first": names[0],
        "last": names[-1],
        "kept": kept,
        "chosen": bool(reader.get("long")),
    }
    return {**found, "rows": version.rows, "longer": (version.rows or 0) * len(names)}
