"""Decisions survive a new look at the data: what people switched, accepted, rejected or added is carried over."""

from __future__ import annotations

from dataclasses import replace

from analytics.schema import Recipe, Step


def carry_over(base: Recipe, found: Recipe) -> Recipe:
    """The steps of ``found`` with the decisions that ``base`` records about steps of the same id.

    Steps that a person accepted or wrote and that were not found again are kept behind them, in their old order: their
    replay says where their precondition no longer holds. Suggestions nobody accepted and that are gone stay gone.
    """
    known = {step.id: step for step in base.steps}
    steps = [_decided(step, known[step.id]) if step.id in known else step for step in found.steps]
    ids = {step.id for step in steps}
    steps.extend(step for step in base.steps if step.id not in ids and step.tier == "accepted")
    return replace(found, reader=base.reader, decisions=base.decisions, steps=tuple(_as_before(steps, base)))


def _as_before(steps: list[Step], base: Recipe) -> list[Step]:
    """The accepted steps among themselves in the order that people gave them."""
    order = {step.id: place for place, step in enumerate(base.steps)}
    places = [place for place, step in enumerate(steps) if step.tier == "accepted"]
    accepted = sorted((steps[place] for place in places), key=lambda step: order[step.id])
    arranged = list(steps)
    for place, step in zip(places, accepted, strict=True):
        arranged[place] = step
    return arranged


def _decided(step: Step, before: Step) -> Step:
    if before.tier == "accepted":
        return replace(before, evidence=step.evidence or before.evidence, confidence=step.confidence)
    if before.tier == step.tier:
        return replace(step, enabled=before.enabled, author=before.author, at=before.at, note=before.note)
    return step
