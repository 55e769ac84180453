"""Findings that one may believe: few, true sentences about a clean table, each with its numbers, its chart and its
caveats.

``find`` is the door. One module per kind of finding; one filter of worthless columns before (``worth``), one
correction for multiple testing over every test that was run (``candidate.Ledger``), one pass that folds consequences
(``folding``), one order (``order``).
Heavy libraries are imported when ``find`` is called, not when this package is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.schema import Insight, JsonValue, Limits, Profile

if TYPE_CHECKING:
    from analytics.insights.compared import Changes

Progress = Callable[[float, str], None]

__all__ = ["Findings", "compare", "find", "find_with_coverage", "key_of", "narrative"]


@dataclass(frozen=True)
class Findings(JsonValue):
    """What was found and how far the search went.

    ``tests``: tests run, the rejected ones included; ``significant``: those that passed the correction before
    folding; ``left_out``:
    columns that were not examined, with the reason; ``coverage``: one honest sentence.
    """

    insights: tuple[Insight, ...]
    tests: int
    significant: int
    seconds: float
    coverage: str
    left_out: dict[str, str]


def find(
    clean: Path,
    profile: Profile,
    *,
    budget_seconds: float = 60,
    seed: int = 0,
    limits: Limits | None = None,
    progress: Progress | None = None,
    found: Callable[[Insight], None] | None = None,
) -> list[Insight]:
    """Findings about the typed Parquet file ``clean``, best first; ``found`` hears of each one as soon as it is found.

    What ``found`` hears is provisional: the correction for multiple testing and the order are settled at the end.
    """
    result = find_with_coverage(
        clean, profile, budget_seconds=budget_seconds, seed=seed, limits=limits, progress=progress, found=found
    )
    return list(result.insights)


def find_with_coverage(clean: Path, profile: Profile, **options: Any) -> Findings:
    """Like ``find``, with what was tested and what was not looked at."""
    from analytics.insights.search import search

    return search(clean, profile, **options)


def narrative(profile: Profile, insights: list[Insight]) -> list[str]:
    """Three to five sentences that a person would write at the top of a page."""
    from analytics.insights.story import narrative as tell

    return tell(profile, insights)


def compare(old: list[Insight], new: list[Insight], **profiles: Profile) -> Changes:
    """What changed between two lists of findings; with ``before`` and ``after`` also between the profiles."""
    from analytics.insights.compared import compare as weigh

    return weigh(old, new, **profiles)


def key_of(insight: Insight) -> str:
    """A name for what a finding is about, the same in every version of a dataset."""
    from analytics.insights.compared import key_of as name

    return name(insight)
