"""The search itself: open, sift, ask every question, correct once, fold, order."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from analytics.insights import Findings, Progress, correlation, daily, dominance, driver, outlier, over_time, ranking
from analytics.insights.candidate import Candidate, Ledger
from analytics.insights.folding import fold
from analytics.insights.order import rank
from analytics.insights.series import Axis, Cube, choose_axis, load_cube, regular
from analytics.insights.table import Table, open_table
from analytics.insights.worth import Worth, sift
from analytics.schema import AnalyticsError, ChartSpec, Filter, Insight, Limits, Profile

MOST = 30
"""Findings handed over at most."""

MIN_ROWS = 30
PROVISIONAL = 1e-6
"""A finding is announced while the search goes on when its own p-value is below this; the correction comes at the
end."""


class _Voice:
    """Announces findings as they appear, each once."""

    def __init__(self, ledger: Ledger, found: Callable[[Insight], None] | None) -> None:
        self.ledger, self.found, self.told = ledger, found, 0

    def speak(self) -> None:
        for _, candidate in self.ledger.candidates[self.told :]:
            if self.found and candidate.p < PROVISIONAL and candidate.agg != "sum":
                candidate.adjusted = min(1.0, candidate.p * len(self.ledger.p_values))
                candidate.strength = candidate.effect
                self.found(candidate.insight())
        self.told = len(self.ledger.candidates)


def search(
    clean: Path,
    profile: Profile,
    *,
    budget_seconds: float = 60,
    seed: int = 0,
    limits: Limits | None = None,
    progress: Progress | None = None,
    found: Callable[[Insight], None] | None = None,
) -> Findings:
    """See ``analytics.insights.find_with_coverage``."""
    started = time.monotonic()
    if not Path(clean).exists():
        raise AnalyticsError(f"There is no cleaned table at {clean}; clean the file first.")
    say = progress or (lambda share, step: None)
    say(0.02, "opening the table")
    with tempfile.TemporaryDirectory(prefix="insights-") as spill:
        table = open_table(Path(clean), profile, limits=limits or Limits(), seed=seed, spill=Path(spill))
        table.deadline = started + budget_seconds
        try:
            return _search(table, say, found, started)
        finally:
            table.connection.close()


def _search(table: Table, say: Progress, found: Callable[[Insight], None] | None, started: float) -> Findings:
    """Search an open table."""
    ledger = Ledger()
    if table.rows < MIN_ROWS:
        return Findings(
            (), 0, 0, time.monotonic() - started, f"{table.rows} rows are too few to tell a pattern from chance.", {}
        )
    kept, worth = _ask(table, ledger, say, _Voice(ledger, found))
    ordered = rank(kept)[:MOST]
    for candidate in ordered:
        candidate.chart = _without_codes(table, candidate.chart)
    say(1.0, f"{len(ordered)} findings")
    return Findings(
        insights=tuple(candidate.insight() for candidate in ordered),
        tests=len(ledger.p_values),
        significant=len(ledger.significant()),
        seconds=round(time.monotonic() - started, 2),
        coverage=_coverage(table, ledger),
        left_out=dict(worth.reasons),
    )


def _without_codes(table: Table, chart: ChartSpec | None) -> ChartSpec | None:
    """The chart without the numbers that stand for “not measured”: it shows what the sentence says."""
    if chart is None:
        return None
    shown = dict.fromkeys([chart.dimension, *(measure.column for measure in chart.measures)])
    left = [Filter(name, "between", table.codes_left_out[name]) for name in shown if name in table.codes_left_out]
    return replace(chart, filters=(*chart.filters, *left)) if left else chart


def _ask(table: Table, ledger: Ledger, say: Progress, voice: _Voice) -> tuple[list[Candidate], Worth]:
    """Run every detector in turn and settle the findings."""
    say(0.08, "setting worthless columns aside")
    worth = sift(table)
    say(0.14, "looking for outliers")
    axis = choose_axis(table)
    outlier.look(table, ledger, axis)
    dominance.look(table, ledger)
    voice.speak()
    cube, told = None, {}
    if axis is not None:
        say(0.22, "adding up over time")
        cube = load_cube(table, axis)
        axis = cube.axis
        say(0.35, "looking at trends, steps, rhythms and odd days")
        told = over_time.look(table, cube, ledger)
        daily.look(table, axis, ledger, counted=not axis.single and not regular(cube.whole.rows))
        voice.speak()
    say(0.5, "comparing measures")
    ordered, blocks = _memory(table, axis, cube)
    columns = correlation.columns_of(table, told, axis.column if axis else None, ordered)
    pairs = correlation.look(table, columns, worth, ledger)
    voice.speak()
    say(0.65, "comparing segments")
    ranking.look(table, ledger, worth, pairs, blocks)
    voice.speak()
    if cube is not None:
        say(0.75, "following segments over time")
        over_time.look_within(table, cube, ledger, worth.related)
        driver.look(table, cube, ledger)
        voice.speak()
    say(0.97, "correcting, folding and ordering")
    return fold(ledger.significant(), worth, pairs), worth


def _memory(table: Table, axis: Axis | None, cube: Cube | None) -> tuple[bool, np.ndarray | None]:
    """Whether neighbouring rows may be alike (readings over time), and then each sampled row's stretch of time."""
    if axis is None or cube is None or not (axis.single or regular(cube.whole.rows)):
        return False, None
    stamps = table.stamps[axis.column]
    order = np.argsort(np.argsort(np.where(np.isfinite(stamps), stamps, np.inf), kind="stable"), kind="stable")
    count = int(np.clip(len(stamps) // (15 * max(1, len(table.categories))), 5, 16))
    return True, (order * count // max(len(order), 1)).astype(int)


def _coverage(table: Table, ledger: Ledger) -> str:
    """One honest sentence on how far the search went."""
    base = (
        f"{len(ledger.p_values):,} tests on {table.rows:,} rows, corrected together "
        "(Benjamini–Hochberg, 1 % false discoveries)"
    )
    if table.sampled:
        base += f"; tests of single rows on {table.sampling()}"
    if table.skipped:
        return f"{base}. The time ran out: not all was looked at, left out are {', '.join(table.skipped)}."
    return f"{base}. Everything planned was looked at."
