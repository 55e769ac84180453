"""Columns computed from others: copies in another unit, rounded copies, sums, differences, products, ratios.

Found by arithmetic on sampled rows: a relation counts when it reproduces the column to within rounding.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from analytics.insights.table import Floats, Table

ROWS = 800
EXACT = 0.9995
"""Share of a column's variance that a formula has to reproduce; rounding to cents stays above, a true cause stays
below."""

NEARLY = 0.97
"""A trio whose formula explains this much on calm rows is looked at closely."""

MAX_MEASURES = 40


@dataclass(frozen=True)
class Derived:
    """``column`` follows from ``sources``; ``how`` says by which arithmetic."""

    column: str
    sources: tuple[str, ...]
    how: str


def find_derived(table: Table) -> tuple[list[Derived], dict[str, str]]:
    """Relations between three or more measures, and copies: column → the column that it restates."""
    names = table.measures[:MAX_MEASURES]
    if len(names) < 2:
        return [], {}
    matrix = np.column_stack([table.sample[name] for name in names])
    copies = _copies(names, matrix)
    rest = [i for i, name in enumerate(names) if name not in copies]
    return _relations([names[i] for i in rest], matrix[:, rest]), copies


def _rows(matrix: Floats) -> Floats:
    """Up to ``ROWS`` complete rows, evenly taken."""
    complete = matrix[np.isfinite(matrix).all(axis=1)]
    return complete[:: max(1, len(complete) // ROWS)][:ROWS]


def _explained(target: Floats, design: Floats) -> float:
    """R² of a least-squares fit that may drop the worst 3 % of rows, so that a few wrong cells cannot hide a
    formula."""
    scale = np.sqrt((design**2).mean(axis=0))
    design = design / np.where(scale > 0, scale, 1.0)
    residual = np.abs(target - design @ _solve(design, target))
    kept = residual <= np.quantile(residual, 0.97)
    target, design = target[kept], design[kept]
    spread = float(np.var(target))
    left = float(np.mean((target - design @ _solve(design, target)) ** 2))
    return 1 - left / spread if spread > 0 else 0.0


def _solve(design: Floats, target: Floats) -> Floats:
    """Least squares with a trace of a ridge, since some columns repeat each other."""
    gram = design.T @ design
    gram[np.diag_indices_from(gram)] += 1e-9 * len(target)
    return np.asarray(np.linalg.solve(gram, design.T @ target))


def _copies(names: list[str], matrix: Floats) -> dict[str, str]:
    """Columns that another one gives by a straight line or by any strictly climbing rule; the more exact one stays."""
    copies: dict[str, str] = {}
    for i, j in itertools.combinations(range(len(names)), 2):
        if names[i] in copies or names[j] in copies:
            continue
        rows = _rows(matrix[:, [i, j]])
        if len(rows) < 30:
            continue
        one, other = rows[:, 0], rows[:, 1]
        if _line(one, other) or _same_order(one, other):
            coarser = i if len(np.unique(one)) < 0.5 * len(np.unique(other)) else j
            copies[names[coarser]] = names[j if coarser == i else i]
    return copies


def _line(one: Floats, other: Floats) -> bool:
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return False
    return _explained(other, np.column_stack([np.ones(len(one)), one])) > EXACT


def _same_order(one: Floats, other: Floats) -> bool:
    """A strictly monotone rule (a square, a logarithm, a rounded copy): sorting by one sorts the other, ties aside."""
    if len(np.unique(one)) < 20 or len(np.unique(other)) < 8:
        return False
    steps = np.diff(other[np.lexsort((other, one))])
    return bool((steps >= 0).all()) or bool((np.diff(other[np.lexsort((-other, one))]) <= 0).all())


def _relations(names: list[str], matrix: Floats) -> list[Derived]:
    found: list[Derived] = []
    for trio in _suspects(matrix):
        if any({names[k] for k in trio} <= {d.column, *d.sources} for d in found):
            continue
        rows = _rows(matrix[:, list(trio)])
        if len(rows) < 30:
            continue
        digits = [_digits(rows[:, k]) for k in range(3)]
        likely = sorted(_likely_result(rows), key=lambda k: digits[k] < max(digits))
        for position in likely:
            sources = [k for k in range(3) if k != position]
            how = _formula(rows[:, position], rows[:, sources[0]], rows[:, sources[1]])
            if how:
                found.append(Derived(names[trio[position]], tuple(names[trio[k]] for k in sources), how))
                break
    return found + _wider(names, matrix, found)


def _suspects(matrix: Floats) -> list[tuple[int, ...]]:
    """Trios of columns that may hang together by arithmetic, from correlations with all sums, products and ratios at
    once."""
    width = matrix.shape[1]
    trios: list[tuple[int, ...]] = list(itertools.combinations(range(width), 3))
    complete = matrix[np.isfinite(matrix).all(axis=1)]
    low, high = np.quantile(complete, [0.005, 0.995], axis=0) if len(complete) else (np.zeros(width), np.zeros(width))
    calm = complete[
        ((complete >= low) & (complete <= high)).mean(axis=1) > 0.93
        if width > 14
        else ((complete >= low) & (complete <= high)).all(axis=1)
    ]
    calm = calm[:: max(1, len(calm) // ROWS)][:ROWS]
    if len(calm) < 60:
        return trios if width <= 12 else []
    targets = _standard(calm)
    pairs = list(itertools.combinations(range(width), 2))
    one, other = calm[:, [a for a, _ in pairs]], calm[:, [b for _, b in pairs]]
    hits: set[tuple[int, ...]] = set()
    with np.errstate(all="ignore"):
        forms = [one * other, one / other, other / one]
    for form in forms:
        strength = (targets.T @ _standard(form) / len(calm)) ** 2
        hits |= _trios(pairs, np.argwhere(strength > NEARLY))
    hits |= _linear(targets, pairs, [_standard(one), _standard(other)])
    hits |= _linear(targets, pairs, [_standard(one), _standard(forms[0])])
    hits |= _linear(targets, pairs, [_standard(other), _standard(forms[0])])
    return [trio for trio in trios if trio in hits]


def _standard(columns: Floats) -> Floats:
    """Columns with mean zero and variance one; those that are not finite or constant become zero."""
    with np.errstate(all="ignore"):
        centred = columns - columns.mean(axis=0)
        scaled = centred / centred.std(axis=0)
    return np.where(np.isfinite(scaled).all(axis=0), scaled, 0.0)


def _linear(targets: Floats, pairs: list[tuple[int, int]], sources: list[Floats]) -> set[tuple[int, ...]]:
    """Trios whose target is a straight combination of two sources, from the three correlations (squared multiple
    correlation)."""
    rows = len(targets)
    first, second = targets.T @ sources[0] / rows, targets.T @ sources[1] / rows
    between = (sources[0] * sources[1]).mean(axis=0)
    with np.errstate(all="ignore"):
        explained = (first**2 + second**2 - 2 * first * second * between) / (1 - between**2)
    return _trios(pairs, np.argwhere(np.nan_to_num(explained) > NEARLY))


def _trios(pairs: list[tuple[int, int]], hits: np.ndarray) -> set[tuple[int, ...]]:
    return {tuple(sorted((int(target), *pairs[pair]))) for target, pair in hits if int(target) not in pairs[pair]}


def _likely_result(rows: Floats) -> list[int]:
    """Which of three columns is the result: the one whose absence leaves the other two least alike; later columns
    first on ties."""
    ranks = rows.argsort(axis=0).argsort(axis=0).astype(float)
    with np.errstate(invalid="ignore"):
        alike = np.abs(np.nan_to_num(np.corrcoef(ranks.T)))
    left = {k: round(float(alike[tuple(j for j in range(3) if j != k)]), 1) for k in range(3)}
    return sorted(range(3), key=lambda k: (left[k], -k))


def _digits(column: Floats) -> int:
    """Decimal places of a column, at most six. A product has no fewer than its factors: clicks are no product of
    impressions and a rate, the rate is their ratio."""
    return next((k for k in range(6) if np.allclose(np.round(column, k), column, rtol=0, atol=1e-9)), 6)


def _formula(target: Floats, one: Floats, other: Floats) -> str:
    """``target`` as a sum, difference, product or ratio of two others, to within rounding; empty if none fits."""
    if np.ptp(target) == 0 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return ""
    ones = np.ones(len(target))
    both = np.column_stack([ones, one, other])
    alone = max(_explained(target, np.column_stack([ones, one])), _explained(target, np.column_stack([ones, other])))
    if alone > EXACT:
        return ""
    if _explained(target, both) > EXACT:
        return "sum"
    if _explained(target, np.column_stack([ones, one * other])) > EXACT:
        return "product"
    if _explained(target, np.column_stack([ones, one, other, one * other])) > 1 - (1 - EXACT) / 5:
        return "product"
    for above, below in ((one, other), (other, one)):
        if (np.abs(below) > 1e-12).all():
            ratio = above / below
            if np.isfinite(ratio).all() and _explained(target, np.column_stack([ones, ratio])) > EXACT:
                return "ratio"
    return ""


def _wider(names: list[str], matrix: Floats, found: list[Derived]) -> list[Derived]:
    """Sums and products of three and more columns (price × quantity × (1 − discount)), by regression on all the
    others."""
    more: list[Derived] = []
    taken = {d.column for d in found}
    coarse = [_digits(_rows(matrix[:, [k]])[:, 0]) == 0 for k in range(len(names))]
    # What is computed mostly stands behind its sources, and is hardly ever the whole number among them.
    for k in sorted(range(len(names)), key=lambda k: (coarse[k], -k)):
        name = names[k]
        others = [j for j in range(len(names)) if j != k and names[j] not in {m.column for m in more}]
        if name in taken or len(others) < 3:
            continue
        rows = _rows(matrix[:, [k, *others]])
        if len(rows) < max(60, 6 * len(others)):
            continue
        sources = _linear_sources(rows) or _product_sources(rows)
        if len(sources) >= 2:
            members = {name, *(names[others[s]] for s in sources)}
            if not any({d.column, *d.sources} <= members for d in found + more):
                more.append(Derived(name, tuple(names[others[s]] for s in sources), "sum or product of several"))
    return more


def _needed(target: Floats, design: Floats, candidates: list[int]) -> list[int]:
    """The sources without which the fit is lost."""
    if _explained(target, np.column_stack([np.ones(len(target)), design])) <= EXACT:
        return []
    return [
        k
        for k in candidates
        if _explained(target, np.column_stack([np.ones(len(target)), np.delete(design, k, axis=1)])) <= EXACT
    ]


def _linear_sources(rows: Floats) -> list[int]:
    return _needed(rows[:, 0], rows[:, 1:], list(range(rows.shape[1] - 1)))


def _product_sources(rows: Floats) -> list[int]:
    """As a sum of logarithms; shares and percentages enter as one minus themselves."""
    target = rows[:, 0]
    if (target <= 0).any():
        return []
    parts, owners = [], []
    for k in range(1, rows.shape[1]):
        column = rows[:, k]
        for form in (column, 1 - column, 1 - column / 100, 1 + column):
            if (form > 0).all() and np.ptp(form) > 0:
                parts.append(np.log(form))
                owners.append(k - 1)
    if len(parts) < 3 or len(target) < 3 * len(parts):
        return []
    design = np.column_stack(parts)
    if _explained(np.log(target), np.column_stack([np.ones(len(target)), design])) <= EXACT:
        return []
    needed = []
    for owner in sorted(set(owners)):
        keep = [i for i, o in enumerate(owners) if o != owner]
        if not keep or _explained(np.log(target), np.column_stack([np.ones(len(target)), design[:, keep]])) <= EXACT:
            needed.append(owner)
    return needed
