"""Repairs by vote: what rows with the same key hold, where one of them holds something else or nothing.

A cell is repaired only if every dependency that has an opinion gives the same value, none of them backs the value that
stands there, and the vote is strong: a slip of the pen needs little, a conflicting value of the domain needs much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from analytics.recipe.suggestions.codes import Coded
from analytics.recipe.suggestions.dependencies import Dependency, dependencies
from analytics.recipe.suggestions.rights import has_its_own_key, is_slip, names_its_own, quotes_its_row
from analytics.recipe.suggestions.work import Work, listing
from analytics.schema import NUMERIC_TYPES, Step

ROUNDS = 3
CHEAP, RULE = 0.2, 0.9
"""Where two rows agree by chance so often, agreement comes cheap, and only a rule this strong overrules a value."""
OUTVOTED = 3
TOO_MANY, TOO_LARGE = 10_000, 0.05
"""Where more rows than both (a number, a share) go against their groups, the rule is none: nobody could check them."""


@dataclass(frozen=True)
class Repair:
    """One cell: what it becomes, and the dependency with the strongest vote for it."""

    row: int
    column: str
    old: str | None
    new: str
    by: str
    share: float


@dataclass(frozen=True)
class Vote:
    """What the other rows of the group say about one cell."""

    by: str
    winner: int
    top: int
    others: int
    backing: int
    """Other rows of the group that hold what stands in the cell."""
    error: float
    certain: bool
    """The rule holds almost without exception."""
    sure: bool
    """Whether the rule is strong enough to overrule a value that is no slip."""
    strength: float

    @property
    def share(self) -> float:
        return self.top / self.others


def decide(
    repairs_of: dict[str, list[Dependency]], columns: dict[str, Coded], moments: Collection[str] = ()
) -> list[Repair]:
    """Every repair that the votes allow, column by column. ``moments`` say when: such a value names nothing."""
    every = {(d.by, d.dependent): d for ruling in repairs_of.values() for d in ruling if d.by not in moments}
    repairs = []
    for name, ruling in repairs_of.items():
        column = columns[name]
        disputed = _disputed(column, ruling, columns)
        if len(disputed) > max(TOO_MANY, TOO_LARGE * len(column.codes)):
            continue
        for row in disputed:
            votes, repair = _judge(row, column, ruling, columns)
            if repair and not _stands(repair, votes, column, columns, every):
                repairs.append(repair)
    return repairs


def _stands(
    repair: Repair,
    votes: list[Vote],
    column: Coded,
    columns: dict[str, Coded],
    every: dict[tuple[str, str], Dependency],
) -> bool:
    """Whether something speaks for what stands in the cell."""
    if repair.old is None or column.says_nothing(int(column.codes[repair.row])):
        return False
    if quotes_its_row(repair.row, column, repair.old, repair.new, columns):
        return True
    winner = column.values.index(repair.new)
    backing = {vote.by for vote in votes if vote.winner == winner}
    if all(has_its_own_key(repair.row, column, winner, by, columns, every) for by in backing):
        return True
    return not is_slip(repair.old, repair.new) and names_its_own(
        column, int(column.codes[repair.row]), [vote.by for vote in votes], every
    )


def _disputed(column: Coded, ruling: list[Dependency], columns: dict[str, Coded]) -> list[int]:
    """The rows in which some group's majority is not what stands there."""
    import numpy as np

    rows: set[int] = set()
    for dependency in ruling:
        by = columns[dependency.by]
        winner = np.full(len(by.values) + 1, -2)
        for group, table in dependency.groups.items():
            winner[group] = max(table.votes, key=lambda value: (table.votes[value], -value))
        expected = np.where(by.codes >= 0, winner[by.codes], -2)
        rows.update(np.flatnonzero((expected != -2) & (expected != column.codes)).tolist())
    return sorted(rows)


def _judge(
    row: int, column: Coded, ruling: list[Dependency], columns: dict[str, Coded]
) -> tuple[list[Vote], Repair | None]:
    current = int(column.codes[row])
    votes = [vote for dependency in ruling if (vote := _vote(row, current, column, dependency, columns))]
    if not votes:
        return votes, None
    # A handful of rows that share another mistake do not outvote a large group, unless their rule hardly ever errs, or
    # is the stronger one: a trip knows its start better than the many rows that end at the same minute.
    loud = max(votes, key=lambda vote: vote.top)
    votes = [v for v in votes if v.certain or v.top * OUTVOTED >= loud.top or v.strength > loud.strength]
    winners = {vote.winner for vote in votes}
    if len(winners) != 1 or current in winners:
        return votes, None
    best = max(votes, key=lambda vote: (vote.share, vote.top, vote.by))
    new = column.values[best.winner]
    old = None if current < 0 else column.values[current]
    if not _strong(votes, None if current >= 0 and column.says_nothing(current) else old, new):
        return votes, None
    return votes, Repair(row, column.name, old, new, best.by, best.share)


def _vote(row: int, current: int, column: Coded, dependency: Dependency, columns: dict[str, Coded]) -> Vote | None:
    """The vote of one group on one cell; the cell itself has none."""
    group = dependency.groups.get(int(columns[dependency.by].codes[row]))
    if group is None:
        return None
    votes = {value: count for value, count in group.votes.items() if value == current or not column.says_nothing(value)}
    if current >= 0:
        votes[current] -= 1
    others = sum(votes.values())
    if others < 1:
        return None
    winner = max(votes, key=lambda value: (votes[value], -value))
    if not group.honest:
        # A mixed group proposes nothing, but what stands in it stands there with reason.
        if current < 0 or column.says_nothing(current):
            return None
        return Vote(dependency.by, current, group.size, group.size, group.size, 0.0, True, False, dependency.strength)
    certain = dependency.strength >= RULE
    sure = dependency.chance < CHEAP or certain
    backing = votes.get(current, 0)
    error, strength = dependency.error, dependency.strength
    return Vote(dependency.by, winner, votes[winner], others, backing, error, certain, sure, strength)


def _strong(votes: list[Vote], old: str | None, new: str) -> bool:
    top, share = max(vote.top for vote in votes), max(vote.share for vote in votes)
    backing = max(vote.backing / vote.top for vote in votes)
    if old is None:
        return top >= 2 and share >= 0.75
    if is_slip(old, new):
        return top >= 2 and share > 0.5 and backing <= 0.34
    error = max(vote.error for vote in votes)
    if not any(vote.sure for vote in votes):
        return False
    # Three of four rows, where no other row says what stands here, are as telling as a larger group with dissent.
    alone = top >= 3 and share >= 0.75 and backing == 0
    return alone or (top >= 4 and share >= 0.6 and backing <= max(0.2, 2 * error))


def find(work: Work, columns: dict[str, Coded]) -> list[Step]:
    """Suggestions that repair cells by vote, in rounds: a repaired key can vote in the next one."""
    steps: list[Step] = []
    measures = {c.name for c in work.profile.columns if c.role == "measure" and c.type in NUMERIC_TYPES}
    moments = {c.name for c in work.profile.columns if c.type in ("date", "datetime", "time")}
    for number in range(1, ROUNDS + 1):
        found = dependencies(columns, measures)
        ruling: dict[str, list[Dependency]] = defaultdict(list)
        for dependency in found:
            ruling[dependency.dependent].append(dependency)
        repairs = decide(ruling, columns, moments)
        if not repairs:
            break
        by_column: dict[str, list[Repair]] = defaultdict(list)
        for repair in repairs:
            by_column[repair.column].append(repair)
        for name, cells in sorted(by_column.items()):
            step = _step(name, cells, ruling[name], columns, number)
            if step:
                steps.append(step)
    return steps


def _step(
    name: str, cells: list[Repair], ruling: list[Dependency], columns: dict[str, Coded], number: int
) -> Step | None:
    """The step for the repairs of one column; keys that would also touch cells not voted on are left out."""
    target = columns[name]
    wanted: dict[tuple[str, str, str | None], str] = {}
    for repair in cells:
        key = columns[repair.by].text(repair.row)
        if key is not None:
            wanted[repair.by, key, repair.old] = repair.new
    chosen = {(repair.row, repair.by) for repair in cells}
    for by in {repair.by for repair in cells}:
        for row in _rows_like(by, wanted, columns[by], target):
            if (row, by) not in chosen:
                wanted.pop((by, str(columns[by].text(row)), target.text(row)), None)
    touched = [r for r in cells if (r.by, str(columns[r.by].text(r.row)), r.old) in wanted]
    if not touched:
        return None
    for repair in touched:
        target.codes[repair.row] = target.code(repair.new)
    repairs = [[*pair, new] for pair, new in sorted(wanted.items(), key=lambda item: (*item[0][:2], item[1]))]
    deciding = {repair.by for repair in touched}
    best = max((d for d in ruling if d.by in deciding), key=lambda d: (d.strength, d.by))
    filled = sum(1 for repair in touched if repair.old is None)
    differ = "cell differs" if len(touched) == 1 else "cells differ"
    evidence = (
        f"Rows with the same “{best.by}” have the same “{name}” (strength {best.strength:.2f} beyond chance); "
        f"{len(touched):,} {differ} from the group: {listing([(r.old or '', r.new) for r in touched])}."
    )
    return Step(
        id=f"vote:{name}" + (f":{number}" if number > 1 else ""),
        op="vote",
        column=name,
        params={"repairs": repairs},
        tier="suggested",
        confidence=0.9,
        evidence=evidence,
        risk="A value that really differs from its group would be overruled."
        + (f" {filled:,} missing {'cell is' if filled == 1 else 'cells are'} filled from the group." if filled else ""),
        cells_changed=len(touched),
        enabled=False,
    )


def _rows_like(by: str, wanted: dict[tuple[str, str, str | None], str], key: Coded, target: Coded) -> list[int]:
    """The rows that the listed keys of one deciding column would touch."""
    import numpy as np

    keys = {text for column, text, _ in wanted if column == by}
    codes = [code for code, text in enumerate(key.values) if text in keys]
    rows = np.flatnonzero(np.isin(key.codes, codes)).tolist()
    return [row for row in rows if (by, str(key.text(row)), target.text(row)) in wanted]
