"""Simpson's reversal: two measures go one way over the whole table and the other way within (nearly) every level of
a category."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from analytics import telling
from analytics.insights import words
from analytics.insights.association import by_level, spearman
from analytics.insights.candidate import Candidate, Ledger
from analytics.insights.table import Category, Table
from analytics.schema import ChartSpec, Measure

if TYPE_CHECKING:
    from analytics.insights.columns import Columns, Pair

MIN_LEVEL_ROWS = 25
MIN_OVERALL = 0.1
MIN_WITHIN = 0.1
MOST = 0.8
"""Share of the rows that has to lie in levels that go the other way."""

LEFT = 0.4
"""Less than this share of the overall correlation left within the levels: the mix of levels makes it, not the
measures."""


def look(table: Table, columns: Columns, ledger: Ledger, pair: Pair, category: Category) -> bool:
    """Test one pair within one category. Returns whether the overall correlation is only (or not even) the mix of
    its levels."""
    if abs(pair.link.rho) < MIN_OVERALL or pair.link.p > 1e-3:
        return False
    count, rho, _, _ = by_level(
        columns.ranks[pair.one], columns.ranks[pair.other], columns.codes[category.name], len(category.levels)
    )
    enough = count >= MIN_LEVEL_ROWS
    if enough.sum() < 2:
        return False
    weights = np.maximum(count[enough] * pair.link.effective / pair.link.n - 3, 1)
    scores = np.arctanh(np.clip(rho[enough], -0.999, 0.999))
    pooled = float((weights * scores).sum() / weights.sum())
    within = float(np.tanh(pooled))
    p_within = float(2 * stats.norm.sf(abs(pooled) * np.sqrt(weights.sum() / 1.06)))
    rows = count[enough]
    against = np.sign(scores) == -np.sign(pair.link.rho)
    p = max(pair.link.p, p_within)
    if within * pair.link.rho < 0 and abs(within) >= MIN_WITHIN and rows[against].sum() >= MOST * rows.sum():
        one, other, codes = columns.ranks[pair.one], columns.ranks[pair.other], columns.codes[category.name]
        exact = {i: spearman(one[codes == i], other[codes == i]) for i in np.flatnonzero(enough)}
        shares = {words.label(category.levels[i]): round(value, 4) for i, value in exact.items()}
        ledger.test(p, _candidate(table, columns, pair, category, within, shares, p))
        return p < 1e-3
    ledger.test(p)
    return within * pair.link.rho < 0 or abs(within) < LEFT * abs(pair.link.rho)


def _candidate(
    table: Table, columns: Columns, pair: Pair, category: Category, within: float, shares: dict[str, float], p: float
) -> Candidate:
    overall = spearman(columns.ranks[pair.one], columns.ranks[pair.other])
    lowest, highest = min(shares.values()), max(shares.values())
    text = telling.tell(
        "simpson", q1=telling.name(pair.one), q2=telling.name(pair.other),
        w1=telling.word("rise together" if overall > 0 else "go in opposite directions"), r1=telling.figure(overall),
        q3=telling.name(category.name), r2=telling.figure(lowest), r3=telling.figure(highest),
        r4=telling.count(len(shares)),
    )  # fmt: skip
    return Candidate(
        kind="simpson",
        columns=(pair.one, pair.other),
        p=p,
        effect=min(1.0, abs(overall - within)),
        n=pair.link.n,
        segment={category.name: None},
        text=text,
        chart=ChartSpec(
            kind="scatter",
            dimension=pair.one,
            series=category.name,
            measures=(Measure(pair.other, "mean"),),
            title=f"“{pair.other}” against “{pair.one}” by “{category.name}”",
        ),
        evidence={
            "test": "Spearman rank correlation overall and pooled within the levels",
            "rho": round(overall, 4),
            "rho_within": round(within, 4),
            "levels": shares,
            "sampling": table.sampling(),
        },
    )
