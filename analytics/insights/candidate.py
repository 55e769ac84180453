"""What a detector hands over: a test that was run, and the finding it would make; and the one correction over all.

Every test counts, the rejected ones too: a detector tells the ``Ledger`` each p-value it computed, with a
``Candidate`` where the
effect is large enough to speak of, and without one where it is not. Benjamini & Hochberg (1995) then runs once, over
all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from analytics.insights.words import ROWS as ROWS
from analytics.schema import ChartSpec, Insight, InsightKind
from analytics.telling import Told

FALSE_DISCOVERY_RATE = 0.01
"""Of the findings that pass, at most about this share is expected to be chance. Strict on purpose: few, true
sentences."""


SEGMENT_RATE = 1e-4
"""What is said of a single segment has to be surer: there are many of them, and a reader can check it less easily."""


@dataclass
class Candidate:
    """A finding before the correction. ``effect`` is 0..1 on a common scale, ``reach`` the share of the data it
    speaks of."""

    kind: InsightKind
    columns: tuple[str, ...]
    p: float
    effect: float
    n: int
    reach: float = 1.0
    segment: dict[str, Any] | None = None
    at: Any = None
    direction: str | None = None
    period: str | None = None
    rows: tuple[int, ...] | None = None
    agg: str | None = None
    caveats: tuple[str, ...] = ()
    text: str = ""
    chart: ChartSpec | None = None
    evidence: dict[str, Any] = field(default_factory=dict)
    adjusted: float = 1.0
    strength: float = 0.0
    spans: tuple[tuple[int, int], ...] = ()
    """Points of the series before and after (or during and around), for comparing with other series."""
    others_quiet: bool = False
    """A segment does this, and the others together do not."""
    folded: list[str] = field(default_factory=list)
    """Sentences of findings that this one explains."""

    def insight(self) -> Insight:
        """The finding as the contract knows it."""
        evidence = {"n": self.n, "effect": round(self.effect, 4), **self.evidence}
        if self.folded:
            evidence["explains"] = list(self.folded)
        return Insight(
            kind=self.kind,
            columns=self.columns,
            text=str(self.text),
            said=self.text.said if isinstance(self.text, Told) else None,
            strength=round(self.strength, 4),
            segment=self.segment,
            at=self.at,
            direction=self.direction,
            period=self.period,
            rows=self.rows,
            agg=self.agg,
            p_value=float(f"{max(self.adjusted, 1e-300):.3g}"),
            effect=round(self.effect, 4),
            n=self.n,
            caveats=self.caveats,
            chart=self.chart,
            evidence=evidence,
        )


class Ledger:
    """Every test of one dataset, in the order they were run."""

    def __init__(self) -> None:
        self.p_values: list[float] = []
        self.candidates: list[tuple[int, Candidate]] = []

    def test(self, p: float, candidate: Candidate | None = None) -> None:
        """Note one test. A p-value that is no number counts as 1."""
        self.p_values.append(p if 0 <= p <= 1 else 1.0)
        if candidate is not None:
            self.candidates.append((len(self.p_values) - 1, candidate))

    def tests(self, p_values: Iterable[float]) -> None:
        """Note many tests that lead to no finding."""
        for p in p_values:
            self.test(float(p))

    def significant(self, rate: float = FALSE_DISCOVERY_RATE) -> list[Candidate]:
        """The candidates whose corrected p-value is at most ``rate``, with ``adjusted`` filled in."""
        adjusted = benjamini_hochberg(self.p_values)
        kept = []
        for position, candidate in self.candidates:
            candidate.adjusted = adjusted[position]
            if candidate.adjusted <= (min(rate, SEGMENT_RATE) if candidate.segment else rate):
                kept.append(candidate)
        return kept


def benjamini_hochberg(p_values: list[float]) -> list[float]:
    """Adjusted p-values in the order given; comparing them with q controls the false discovery rate at q.

    >>> benjamini_hochberg([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    total = len(p_values)
    order = sorted(range(total), key=lambda i: p_values[i], reverse=True)
    adjusted = [1.0] * total
    running = 1.0
    for step, index in enumerate(order):
        running = min(running, p_values[index] * total / (total - step))
        adjusted[index] = running
    return adjusted
