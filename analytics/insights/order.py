"""Which finding comes first: corrected significance × effect × reach, and no kind may crowd out the others."""

from __future__ import annotations

import math

from analytics.insights.candidate import Candidate

REPEAT = 0.93
"""Each further finding of the same kind counts a little less."""

MAX_SEGMENTS = 2
"""Findings of one kind about one measure in single segments, at most; a third is a list, not an insight."""

MAX_SEGMENTS_OF_A_KIND = 5

CERTAIN = 30.0
"""Beyond ten to the minus this, more significance adds nothing."""


def score(candidate: Candidate) -> float:
    """0..1: certainty, effect and reach multiplied, each on a gentle scale."""
    certainty = min(1.0, -math.log10(max(candidate.adjusted, 1e-300)) / CERTAIN) ** 0.35
    effect = min(1.0, max(candidate.effect, 1e-6)) ** 0.5
    reach = min(1.0, max(candidate.reach, 0.01)) ** 0.25
    return float(certainty * effect * reach)


def _crowd(candidate: Candidate, told: dict[tuple[object, ...], int]) -> bool:
    """Whether enough has been said of this kind about this measure, or about segments at all."""
    if not candidate.segment or candidate.kind in ("simpson", "dominance"):
        return False
    same = told.get((candidate.kind, candidate.columns), 0)
    return same >= MAX_SEGMENTS or (
        candidate.kind not in ("ranking", "driver") and told.get((candidate.kind,), 0) >= MAX_SEGMENTS_OF_A_KIND
    )


def rank(candidates: list[Candidate]) -> list[Candidate]:
    """Best first, with ``strength`` set so that it orders the list."""
    waiting = sorted(candidates, key=lambda c: (-score(c), c.kind, c.columns))
    told: dict[str, int] = {}
    segments: dict[tuple[object, ...], int] = {}
    ordered: list[Candidate] = []
    while waiting:
        best = max(waiting, key=lambda c: score(c) * REPEAT ** told.get(c.kind, 0))
        waiting.remove(best)
        if _crowd(best, segments):
            continue
        if best.segment:
            for key in ((best.kind, best.columns), (best.kind,)):
                segments[key] = segments.get(key, 0) + 1
        best.strength = score(best) * REPEAT ** told.get(best.kind, 0)
        told[best.kind] = told.get(best.kind, 0) + 1
        ordered.append(best)
    return ordered
