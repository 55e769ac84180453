"""A recipe for a table whose columns were renamed: its steps follow the new names, the clean table keeps the old ones.

So charts, dashboards and formulas go on, and what the file calls its columns now is said in one step that can be
switched off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analytics.recipe.frame import Unmet
from analytics.recipe.ops import find
from analytics.schema import Recipe, Step

ID = "follow:names"


def follow(recipe: Recipe, renamed: Mapping[str, str]) -> Recipe:
    """The recipe for a table in which columns have new names (``renamed``: old name → new name)."""
    if not renamed:
        return recipe
    steps = [_follow(step, renamed) for step in recipe.steps if step.id != ID]
    earlier = next((step for step in recipe.steps if step.id == ID), None)
    # A column that was renamed before keeps the first name that charts know.
    back = {str(new): old for old, new in renamed.items()}
    for now, kept in ((earlier.params.get("names") or {}) if earlier else {}).items():
        back[renamed.get(now, now)] = kept
    shown = ", ".join(f"“{kept}” is called “{now}” in this file" for now, kept in list(back.items())[:3])
    step = Step(
        id=ID,
        op="rename_columns",
        params={"names": back},
        tier="accepted",
        evidence=f"{shown}. The old names stay, so that charts and dashboards go on.",
        note="Made by itself when the file was replaced.",
    )
    decisions = {renamed.get(name, name): choice for name, choice in recipe.decisions.items()}
    return replace(recipe, steps=(step, *steps), decisions=decisions)


def _follow(step: Step, renamed: Mapping[str, str]) -> Step:
    try:
        stage = find(step).stage
    except Unmet:
        return step
    if stage == "names":  # runs after the old names are back
        return step
    column = renamed.get(step.column, step.column) if step.column else None
    id = step.id
    if column != step.column and step.column and f":{step.column}" in id:
        id = id.replace(f":{step.column}".replace(",", "_"), f":{column}".replace(",", "_"), 1)
    params = _params(step.params, renamed)
    if step.op == "move_part":  # elsewhere ``to`` is a column that the step makes
        params["to"] = renamed.get(params["to"], params["to"])
    return replace(step, id=id, column=column, params=params)


def _params(params: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    """Parameters that name columns of the source."""
    found = dict(params)
    for key in ("by", "order"):
        if isinstance(found.get(key), str):
            found[key] = renamed.get(found[key], found[key])
    for key in ("columns", "empty"):
        if isinstance(found.get(key), list | tuple):
            found[key] = [renamed.get(name, name) for name in found[key]]
    if "repairs" in found:
        found["repairs"] = [[renamed.get(by, by), *rest] for by, *rest in found["repairs"]]
    if "formula" in found:
        for old, new in renamed.items():
            found["formula"] = str(found["formula"]).replace(f"[{old}]", f"[{new}]")
    return found
