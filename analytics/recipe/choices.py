"""What people decide about a recipe: accept, reject, switch, edit, reorder, annotate. Every answer is a new recipe."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from analytics.recipe.frame import Unmet
from analytics.recipe.ops import find
from analytics.schema import AnalyticsError, Recipe, Step, Tier

BULK_CONFIDENCE = 0.8
GONE = "The step “{}” is not in the recipe any more."


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


def add(recipe: Recipe, step: Step) -> Recipe:
    """Put a step that a person wrote behind the others; its id becomes one that no other step has."""
    taken = {each.id for each in recipe.steps}
    base = step.id.replace(",", "_")[:120]
    number = next(n for n in range(1, len(taken) + 2) if (base if n == 1 else f"{base}:{n}") not in taken)
    named = replace(step, id=base if number == 1 else f"{base}:{number}")
    return replace(recipe, steps=(*recipe.steps, named))


def edit(recipe: Recipe, id: str, params: dict[str, Any], *, author: str = "", at: str = "") -> Recipe:
    """Give a step other parameters. A suggestion that somebody edited is accepted with it."""

    def edited(step: Step) -> Step:
        tier: Tier = "auto" if step.tier == "auto" else "accepted"
        enabled = step.enabled or step.tier == "suggested"
        return replace(step, params=params, tier=tier, enabled=enabled, author=author or step.author, at=at or step.at)

    return _one(recipe, id, edited)


def annotate(recipe: Recipe, id: str, note: str) -> Recipe:
    return _one(recipe, id, lambda step: replace(step, note=note))


def remove(recipe: Recipe, id: str) -> Recipe:
    """Forget a step that a person wrote or accepted; a suggestion of the program comes back when it looks again."""
    _one(recipe, id, lambda step: step)
    return replace(recipe, steps=tuple(step for step in recipe.steps if step.id != id))


def move(recipe: Recipe, id: str, by: int) -> Recipe:
    """Let a step run earlier (``by`` -1) or later (1) than its neighbour among the steps of its stage.

    Suggestions that nobody accepted do not run, so they are no neighbours. At the end of the stage nothing moves.
    """
    steps = list(recipe.steps)
    here = next((place for place, step in enumerate(steps) if step.id == id), None)
    if here is None:
        raise AnalyticsError(GONE.format(id))
    stage = _stage(steps[here])
    places = [i for i, step in enumerate(steps) if step.tier != "suggested" and _stage(step) == stage] or [here]
    if here not in places:
        return recipe
    there = places.index(here) + (1 if by > 0 else -1)
    if not 0 <= there < len(places):
        return recipe
    steps[here], steps[places[there]] = steps[places[there]], steps[here]
    return replace(recipe, steps=tuple(steps))


def _stage(step: Step) -> str:
    try:
        return find(step).stage
    except Unmet:
        return "text"


def _one(recipe: Recipe, id: str, change: Callable[[Step], Step]) -> Recipe:
    if all(step.id != id for step in recipe.steps):
        raise AnalyticsError(GONE.format(id))
    return replace(recipe, steps=tuple(change(step) if step.id == id else step for step in recipe.steps))


def describe(step: Step) -> dict[str, Any]:
    """What a step is called and which columns it is about: ``{"title": …, "columns": […]}``."""
    try:
        op = find(step)
    except Unmet as reason:
        return {"title": str(reason), "columns": [step.column] if step.column else []}
    return {"title": op.describe(step), "columns": list(op.columns(step))}
