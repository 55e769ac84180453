"""Approximate functional dependencies: rows that agree in one column almost always agree in another.

A dependency ``by → dependent`` is measured by how often two rows of one group agree, beyond what chance would give
(Goodman and Kruskal's tau, leave-one-out, so that many small groups do not look like a rule). A real rule with mistakes
shows in most groups alike; where a few groups are honestly mixed (a city name in two states), they are told apart by
how improbable their share of dissent is under the typical one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.recipe.suggestions.codes import Coded, Groups, pairs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIN_STRENGTH = 0.5
MIN_GROUPS = 5
MIN_MAJORITIES = 0.8
ERROR_FLOOR = 0.02
IMPROBABLE = 0.01


@dataclass
class Group:
    """The votes of one group: value code → rows."""

    votes: dict[int, int]
    size: int
    honest: bool
    """Its dissent is what mistakes explain; a mixed group has no vote."""


@dataclass
class Dependency:
    """``strength`` 0..1 beyond ``chance``; ``error`` is the typical share of dissent in a group."""

    by: str
    dependent: str
    strength: float
    chance: float
    error: float
    groups: dict[int, Group]


def dependencies(columns: dict[str, Coded], measures: Collection[str] = ()) -> list[Dependency]:
    """Every dependency between two columns that is strong enough to vote.

    ``measures`` are no keys: two orders of one amount have nothing else in common but by chance.
    """
    found = []
    for by in columns.values():
        if by.name in measures or not _groups_rows(by):
            continue
        for dependent in columns.values():
            if dependent.name == by.name or len(dependent.values) < 2:
                continue
            dependency = measure(by, dependent)
            if dependency:
                found.append(dependency)
    return found


def _groups_rows(by: Coded) -> bool:
    """Whether a fair part of the rows shares its value with others."""
    import numpy as np

    known = by.codes[by.codes >= 0]
    if len(by.values) < 2 or not len(known):
        return False
    sizes = np.bincount(known)
    return bool(sizes[sizes >= 2].sum() >= 0.3 * len(known))


def measure(by: Coded, dependent: Coded) -> Dependency | None:
    """The dependency of two columns, or None if it is not one."""
    import numpy as np

    groups = pairs(by, dependent)
    sizes = np.bincount(groups.group, weights=groups.count, minlength=len(by.values)).astype(np.float64)
    size = sizes[groups.group]
    voting = size >= 2
    rows = groups.count[voting].sum()
    if rows < 10:
        return None
    agree = (groups.count[voting] * (groups.count[voting] - 1) / (size[voting] - 1)).sum() / rows
    shares = np.bincount(groups.value, weights=groups.count) / groups.count.sum()
    chance = float((shares**2).sum())
    strength = float((agree - chance) / (1 - chance)) if chance < 1 else 0.0
    if strength < MIN_STRENGTH:
        return None
    top = np.zeros(len(by.values))
    np.maximum.at(top, groups.group, groups.count)
    large = sizes >= 3
    if large.sum() < MIN_GROUPS or (top[large] > sizes[large] / 2).mean() < MIN_MAJORITIES:
        return None
    error = _typical_dissent(sizes[large], top[large])
    return Dependency(by.name, dependent.name, strength, chance, error, _tables(groups, sizes, top, error))


def _typical_dissent(sizes: NDArray[np.float64], top: NDArray[np.float64]) -> float:
    """The share of rows off the majority, without the tenth of the groups that dissents most."""
    import numpy as np

    dissent = 1 - top / sizes
    kept = np.argsort(dissent, kind="stable")[: max(1, int(len(dissent) * 0.9))]
    return max(ERROR_FLOOR, float((sizes[kept] - top[kept]).sum() / sizes[kept].sum()))


def _tables(groups: Groups, sizes: NDArray[np.float64], top: NDArray[np.float64], error: float) -> dict[int, Group]:
    from scipy.stats import binom

    odd = min(0.5, 2 * error + 0.03)
    improbable = binom.sf(sizes - top - 1, sizes, odd) < IMPROBABLE
    tables: dict[int, Group] = {}
    for group, value, count in zip(groups.group.tolist(), groups.value.tolist(), groups.count.tolist(), strict=True):
        if group not in tables:
            tables[group] = Group({}, int(sizes[group]), not bool(improbable[group]))
        tables[group].votes[value] = count
    return tables
