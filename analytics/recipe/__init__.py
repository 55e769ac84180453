"""The living recipe: cleaning as a list of steps that can each be seen, explained, switched off and replayed.

``propose`` finds the steps, ``accept`` switches suggestions on, ``replay`` makes the clean table and the change log.
"""

from __future__ import annotations

from analytics.recipe.choices import accept, add, annotate, describe, edit, in_bulk, move, reject, remove
from analytics.recipe.preview import Preview, preview
from analytics.recipe.propose import propose
from analytics.recipe.replay import Failure, Replay, replay

__all__ = [
    "Failure",
    "Preview",
    "Replay",
    "accept",
    "add",
    "annotate",
    "describe",
    "edit",
    "in_bulk",
    "move",
    "preview",
    "propose",
    "reject",
    "remove",
    "replay",
]
