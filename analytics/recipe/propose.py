"""What a table's cleaning could be: the safe steps, switched on, and suggestions, switched off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from analytics.parsing import literal
from analytics.recipe import session
from analytics.recipe.carry import carry_over
from analytics.recipe.safe import safe_steps
from analytics.recipe.suggestions import suggest as find_suggestions
from analytics.recipe.suggestions.work import Work
from analytics.schema import Limits, Profile, ReadOptions, Recipe, Step


def propose(
    table: Path,
    profile: Profile,
    *,
    reader: ReadOptions | None = None,
    decisions: dict[str, str] | None = None,
    limits: Limits | None = None,
    progress: Callable[[float, str], None] | None = None,
    suggest: bool = True,
) -> Recipe:
    """A recipe for the text Parquet ``table``: safe steps (tier auto, enabled), then suggestions (not enabled).

    Each suggestion carries its confidence (0..1), a sentence of evidence, its risk in words and how many cells (or
    rows) it would change. The same table gives the same recipe. ``suggest=False`` looks for safe steps only.
    """
    limits = limits or Limits()
    tell = progress or (lambda fraction, step: None)
    source = f"read_parquet({literal(str(table))})"
    with session.opened(limits, table.parent) as connection:
        tell(0.0, "Looking for safe steps")
        steps = safe_steps(connection, source, profile)
        if suggest and profile.rows:
            tell(0.1, "Looking for suggestions")
            work = Work(connection, table, profile, limits, [])
            work.refresh(steps)
            steps.extend(find_suggestions(work, lambda fraction, step: tell(0.1 + 0.9 * fraction, step)))
    return Recipe(reader=reader or ReadOptions(), steps=tuple(unique(steps)), decisions=dict(decisions or {}))


def until_suggested(base: Recipe, safe: Recipe) -> Recipe:
    """The safe steps of a table with what people decided in ``base``, before suggestions are looked for.

    Suggestions that nobody accepted are of another table or profile; those with a note (turned down) wait hidden until
    it is known whether they are found again.
    """
    document = carry_over(base, safe)
    known = {step.id for step in document.steps}
    noted = [step for step in base.steps if step.tier == "suggested" and step.note and step.id not in known]
    return replace(document, steps=(*document.steps, *noted))


def with_suggestions(recipe: Recipe, found: Recipe) -> Recipe:
    """``recipe`` with the suggestions that were ``found`` in place of its own; what people decided about them stays."""
    safe = [step for step in recipe.steps if step.tier == "auto"]
    suggested = [step for step in found.steps if step.tier == "suggested"]
    return carry_over(recipe, replace(found, steps=(*safe, *suggested)))


def unique(steps: list[Step]) -> list[Step]:
    """Steps whose ids differ and hold no comma, so that a list of ids can be written on a command line."""
    seen: dict[str, int] = {}
    named = []
    for step in steps:
        base = step.id.replace(",", "_")
        seen[base] = seen.get(base, 0) + 1
        named.append(replace(step, id=base if seen[base] == 1 else f"{base}:{seen[base]}"))
    return named
