"""Correlation: two measures that go together, climbing, falling or along a curve; in the whole table or only in one
segment.

Spearman's rank correlation. Where both columns move with time, the movement is taken out first, so that two climbing
columns are not
said to have to do with each other; readings that remember their neighbours count for fewer rows (``association``).
A pair that a third column explains (partial correlation), or the mix of a category's levels, is not told again.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from analytics import telling
from analytics.insights import simpson
from analytics.insights.association import (
    Link,
    by_blocks,
    by_level,
    correlation_p,
    link,
    ranks,
    same_course,
    spearman,
)
from analytics.insights.candidate import Candidate, Ledger
from analytics.insights.columns import Columns, Pair, columns_of, inside
from analytics.insights.table import Category, Table
from analytics.insights.worth import Worth
from analytics.schema import ChartSpec, Filter, Measure

MAX_STEPS = 12
MIN_COURSE = 0.9
TAKEN_OUT = ", movement with time taken out"
MIN_RHO = 0.2
MIN_SHAPE = 0.08
MIN_RHO_SEGMENT = 0.25
MIN_DIFFERENCE = 0.25
MIN_LEVEL_ROWS = 30
EXPLAINED = 0.4
"""A correlation of which less than this share is left once a third column is held fixed is that column's."""


def look(table: Table, columns: Columns, worth: Worth, ledger: Ledger) -> list[Pair]:
    """Test every pair of measures that arithmetic does not tie, and each within every category. Returns what was
    found."""
    pairs = []
    plain = {name: ranks(inside(table, name)) for name in columns.ranks}
    for one, other in itertools.combinations(columns.ranks, 2):
        if worth.related(one, other):
            continue
        if table.out_of_time("some pairs of measures"):
            break
        memories = (columns.memories[one], columns.memories[other]) if columns.ordered else None
        measured = link(columns.ranks[one], columns.ranks[other], memories)
        if measured is None:
            continue
        raw = link(plain[one], plain[other])
        both_move = columns.moved[one] and columns.moved[other]
        pairs.append(Pair(one, other, measured, raw.rho if raw else measured.rho, both_move))
    pairs.sort(key=lambda pair: -max(abs(pair.link.rho), np.sqrt(pair.link.shape)))
    accepted: list[Pair] = []
    for pair in pairs:
        _judge(table, columns, worth, ledger, pair, accepted)
    return accepted


def _judge(table: Table, columns: Columns, worth: Worth, ledger: Ledger, pair: Pair, accepted: list[Pair]) -> None:
    """One pair: Simpson's reversal, a segment of its own, or the plain correlation."""
    curved = pair.link.shape >= MIN_SHAPE and pair.link.shape > 0.7 * pair.link.rho**2
    clear = abs(pair.link.rho) >= MIN_RHO or curved
    categories = [
        c for c in table.categories if not worth.related(c.name, pair.one) and not worth.related(c.name, pair.other)
    ]
    categories = [c for c in categories if c.name not in (pair.one, pair.other)]
    mixed = False
    for category in categories:
        if table.out_of_time("some correlations within segments"):
            break
        verdict = simpson.look(table, columns, ledger, pair, category)
        mixed = mixed or verdict
    explained = mixed or _chained(columns, pair, accepted)
    narrow = (
        False if mixed else any(_within(table, columns, ledger, pair, category, explained) for category in categories)
    )
    p = min(1.0, 2 * min(pair.link.p, pair.link.shape_p)) if curved else pair.link.p
    if not clear and not explained and _same_course(table, columns, ledger, pair):
        return
    if not clear or explained or narrow:
        ledger.test(p)
        return
    accepted.append(pair)
    ledger.test(p, _candidate(table, columns, pair, curved, p))


def _same_course(table: Table, columns: Columns, ledger: Ledger, pair: Pair) -> bool:
    """What one curve and its mirror have in common is all movement with time; told where no quarter breaks it."""
    if pair.one not in columns.courses or abs(pair.raw) < MIN_COURSE:
        return False
    one, other = columns.courses[pair.one], columns.courses[pair.other]
    p = same_course(one, other)
    if p == 1.0:
        ledger.test(p)
        return False
    told = _candidate(table, replace(columns, ranks=columns.courses), pair, False, p, ", and both move with time")
    told.caveats = ("common_time",)
    told.evidence |= {"test": "a line through any quarter of the time foretells the others", "time_taken_out": False}
    told.evidence.pop("interval")
    ledger.test(p, told)
    return True


def _chained(columns: Columns, pair: Pair, accepted: list[Pair]) -> bool:
    """Whether a third column, tied more strongly to both, leaves little of this pair once it is held fixed."""
    neighbours: dict[str, dict[str, float]] = {}
    for known in accepted:
        neighbours.setdefault(known.one, {})[known.other] = known.link.rho
        neighbours.setdefault(known.other, {})[known.one] = known.link.rho
    for third in set(neighbours.get(pair.one, {})) & set(neighbours.get(pair.other, {})):
        a, b = neighbours[third][pair.one], neighbours[third][pair.other]
        left = (pair.link.rho - a * b) / max(np.sqrt((1 - a**2) * (1 - b**2)), 1e-9)
        if abs(left) < max(EXPLAINED * abs(pair.link.rho), 0.1):
            return True
    return False


def _within(table: Table, columns: Columns, ledger: Ledger, pair: Pair, category: Category, explained: bool) -> bool:
    """A correlation of one level alone. Returns whether the rest of the table has none, so that the whole needs no
    telling."""
    one, other, codes = columns.ranks[pair.one], columns.ranks[pair.other], columns.codes[category.name]
    count, rho, rest_count, rest = by_level(one, other, codes, len(category.levels))
    worth = pair.link.effective / pair.link.n
    rows, rest_rows = np.maximum(count * worth, 4), np.maximum(rest_count * worth, 4)
    gap = np.abs(np.arctanh(np.clip(rho, -0.999, 0.999)) - np.arctanh(np.clip(rest, -0.999, 0.999)))
    chance = 2 * stats.norm.sf(gap / np.sqrt(1.06 / np.maximum(rows - 3, 1) + 1.06 / np.maximum(rest_rows - 3, 1)))
    p_values = np.array([max(p, correlation_p(r, n)) for p, r, n in zip(chance, rho, rows, strict=True)])
    enough = (count >= MIN_LEVEL_ROWS) & (rest_count >= MIN_LEVEL_ROWS)
    told = (
        enough
        & (np.abs(rho) >= MIN_RHO_SEGMENT)
        & (np.abs(rho - rest) >= MIN_DIFFERENCE)
        & (np.abs(rho) > np.abs(rest))
    )
    if not told.any() or explained or told.sum() > max(1, len(category.levels) // 2):
        ledger.tests(p_values[enough])
        return False
    best = int(min(np.flatnonzero(told), key=lambda level: (p_values[level], -abs(rho[level]))))
    ledger.tests(np.delete(p_values, best)[np.delete(enough, best)])
    p, inside = float(p_values[best]), codes == best
    if columns.ordered:
        known = inside & np.isfinite(one) & np.isfinite(other)
        p = max(p, by_blocks(one[known], other[known]))
    outside = (codes >= 0) & ~inside
    told_rho, told_rest = spearman(one[inside], other[inside]), spearman(one[outside], other[outside])
    mine = _Within(p, best, told_rho, int(count[best]), told_rest, float(rows[best]))
    taken_out = columns.ordered or columns.moved[pair.one] or columns.moved[pair.other]
    ledger.test(p, _segment_candidate(table, pair, category, mine, taken_out))
    return p < 1e-4 and abs(float(rest[best])) < MIN_RHO / 2


@dataclass(frozen=True)
class _Within:
    """A correlation within one level, and among the others."""

    p: float
    level: int
    rho: float
    n: int
    rest: float
    effective: float


def _interval(rho: float, rows: float) -> list[float]:
    """95 % confidence interval of a rank correlation (Bonett & Wright 2000)."""
    centre = np.arctanh(np.clip(rho, -0.999, 0.999))
    half = 1.96 * np.sqrt((1 + rho**2 / 2) / max(rows - 3, 1))
    return [round(float(np.tanh(centre - half)), 3), round(float(np.tanh(centre + half)), 3)]


def _words(rho: float) -> str:
    size = abs(rho)
    return "strongly" if size >= 0.6 else "clearly" if size >= 0.35 else "somewhat"


def _chart(table: Table, pair: Pair, filters: tuple[Filter, ...] = ()) -> ChartSpec:
    """Points; but where a column has few whole values the points would lie on each other, so it divides the other."""
    x, y = pair.one, pair.other
    if not _stepped(table, x) and _stepped(table, y):
        x, y = y, x
    kind = "scatter" if not _stepped(table, x) else "bar" if _stepped(table, y) else "box"
    return ChartSpec(
        kind=kind,
        dimension=x,
        measures=(Measure(y, "mean"),),
        filters=filters,
        title=f"Average of “{y}” by “{x}”" if kind == "bar" else f"“{y}” against “{x}”",
    )


def _stepped(table: Table, name: str) -> bool:
    """Whether the measure has only a handful of whole values: grades, days, counts."""
    values = table.sample[name]
    return name in table.integers and len(np.unique(values[np.isfinite(values)])) <= MAX_STEPS


def _candidate(
    table: Table, columns: Columns, pair: Pair, curved: bool, p: float, remark: str = TAKEN_OUT
) -> Candidate:
    measured = replace(pair.link, rho=spearman(columns.ranks[pair.one], columns.ranks[pair.other]))
    taken_out = columns.ordered or columns.moved[pair.one] or columns.moved[pair.other]
    if curved:
        x, y = (pair.one, pair.other) if measured.shape_of == 0 else (pair.other, pair.one)
        text = telling.tell(
            "curve", q1=telling.name(y), q2=telling.name(x), p1=telling.percent(measured.shape + measured.rho**2),
            p2=telling.percent(measured.rho**2), r1=telling.count(measured.n),
        )  # fmt: skip
    else:
        text = telling.tell(
            "together" if measured.rho > 0 else "opposite", q1=telling.name(pair.one), q2=telling.name(pair.other),
            w1=telling.word(_words(measured.rho)), r1=telling.figure(measured.rho), r2=telling.count(measured.n),
            o1=telling.word(remark) if taken_out else None,
        )  # fmt: skip
    effect = float(np.sqrt(measured.shape + measured.rho**2)) if curved else abs(measured.rho)
    direction = "nonmonotonic" if curved else "positive" if measured.rho > 0 else "negative"
    caveats = ("common_time",) if pair.common_time and abs(measured.rho) < 0.6 * abs(pair.raw) else ()
    return Candidate(
        kind="correlation",
        columns=(pair.one, pair.other),
        p=p,
        effect=effect,
        n=measured.n,
        direction=direction,
        caveats=caveats,
        text=text,
        chart=_chart(table, pair),
        evidence=_evidence(table, columns, measured, pair),
    )


def _evidence(table: Table, columns: Columns, measured: Link, pair: Pair) -> dict[str, object]:
    return {
        "test": "Spearman rank correlation" + (", effective rows and stretch by stretch" if columns.ordered else ""),
        "rho": round(measured.rho, 4),
        "rho_as_it_stands": round(pair.raw, 4),
        "interval": _interval(measured.rho, measured.effective),
        "effective_rows": round(measured.effective),
        "time_taken_out": columns.ordered or columns.moved[pair.one] or columns.moved[pair.other],
        "sampling": table.sampling(),
    }


def _segment_candidate(table: Table, pair: Pair, category: Category, mine: _Within, taken_out: bool) -> Candidate:
    value = category.levels[mine.level]
    segment = {category.name: value}
    text = telling.tell(
        "together_where" if mine.rho > 0 else "opposite_where", q1=telling.name(pair.one), q2=telling.name(pair.other),
        w1=telling.word(_words(mine.rho)), x1=telling.where(segment), r1=telling.figure(mine.rho),
        r2=telling.count(mine.n), r3=telling.figure(mine.rest),
    )  # fmt: skip
    return Candidate(
        kind="correlation",
        columns=(pair.one, pair.other),
        p=mine.p,
        effect=min(1.0, abs(mine.rho - mine.rest)),
        n=mine.n,
        reach=category.counts[mine.level] / max(table.rows, 1),
        segment=segment,
        direction="positive" if mine.rho > 0 else "negative",
        text=text,
        chart=_chart(table, pair, (Filter(category.name, "in", (value,)),)),
        evidence={
            "test": "Spearman rank correlation in the segment, and its difference from the others",
            "rho": round(mine.rho, 4),
            "rho_others": round(mine.rest, 4),
            "time_taken_out": taken_out,
            "interval": _interval(mine.rho, mine.effective),
            "sampling": table.sampling(),
        },
    )


__all__ = ["Columns", "Pair", "columns_of", "correlation_p", "look"]
