"""The living recipe: cleaning as a list of steps that can each be seen, explained, switched off and replayed.

``propose`` finds the steps, ``accept`` switches suggestions on, ``replay`` makes the clean table and the change log.
"""

from __future__ import annotations

from analytics.recipe.choices import accept, describe, in_bulk, reject
from analytics.recipe.propose import propose
from analytics.recipe.replay import Failure, Replay, replay

__all__ = ["Failure", "Replay", "accept", "describe", "in_bulk", "propose", "reject", "replay"]
