"""What people decide about a recipe: accept, reject, switch, edit, reorder, annotate. Every answer is a new recipe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from analytics.recipe.frame import Unmet
from analytics.recipe.ops import find
from analytics.schema import AnalyticsError, Recipe, Step, Tier

BULK_CONFIDENCE = 0.8


def in_bulk(step: Step) -> bool:
    """Whether "accept all" includes a suggestion.

    It does when the step corrects cells in place with good evidence. Steps that remove rows, add, rename or drop
    columns, invent values for missing ones or change how consistent values are written must be accepted by name.
    """
    try:
        op = find(step)
    except Unmet:
        return False
    return op.bulk and step.confidence >= BULK_CONFIDENCE and not step.params.get("by_name_only", False)


def accept(recipe: Recipe, which: str | Iterable[str], *, author: str = "", at: str = "") -> Recipe:
    """Switch suggestions on: ``none``, ``all`` (see ``in_bulk``), or ids (a list, or one string with commas).

    An accepted step has the tier ``accepted``. Raises AnalyticsError for an id that the recipe does not have.
    """
    if which == "none":
        return recipe
    if which == "all":
        chosen = {step.id for step in recipe.steps if step.tier == "suggested" and in_bulk(step)}
    else:
        listed = which.split(",") if isinstance(which, str) else which
        chosen = {name.strip() for name in listed if name.strip()}
    known = {step.id for step in recipe.steps}
    for name in sorted(chosen - known):
        raise AnalyticsError(f"The recipe has no step “{name}”; the report lists the ids.")

    def accepted(step: Step) -> Step:
        if step.id not in chosen:
            return step
        tier: Tier = "auto" if step.tier == "auto" else "accepted"
        return replace(step, enabled=True, tier=tier, author=author or step.author, at=at or step.at)

    return replace(recipe, steps=tuple(accepted(step) for step in recipe.steps))


def reject(recipe: Recipe, ids: Iterable[str]) -> Recipe:
    """Switch steps off; an accepted one is a suggestion again."""
    chosen = set(ids)

    def rejected(step: Step) -> Step:
        if step.id not in chosen:
            return step
        return replace(step, enabled=False, tier="suggested" if step.tier == "accepted" else step.tier)

    return replace(recipe, steps=tuple(rejected(step) for step in recipe.steps))


def describe(step: Step) -> dict[str, Any]:
    """What a step is called and which columns it is about: ``{"title": …, "columns": […]}``."""
    try:
        op = find(step)
    except Unmet as reason:
        return {"title": str(reason), "columns": [step.column] if step.column else []}
    return {"title": op.describe(step), "columns": list(op.columns(step))}
