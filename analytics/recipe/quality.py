"""How good a table is, 0 to 100, with its parts explained: before any step, and after the steps that are switched on.

Complete: values that are there. Consistent: values that no step, taken or only suggested, would write otherwise. Clear:
columns that can be read in one way only. Unique: rows that do not repeat others. A column's score is made of the first
three, the table's of its columns and its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analytics import telling
from analytics.schema import Column, JsonValue, Profile, Step

WEIGHTS = {"complete": 0.35, "consistent": 0.45, "clear": 0.2}
UNIQUE_WEIGHT = 0.1
MENDING = frozenset({"trim", "null_words", "inner_spaces", "unit", "move_part", "map_values", "replace_text", "vote"})
"""Steps whose cells were, or still are, not as they should be."""


@dataclass(frozen=True)
class Score(JsonValue):
    """Each part is 0..1; ``total`` is 0..100."""

    total: int
    complete: float
    consistent: float
    clear: float


@dataclass(frozen=True)
class ColumnScore(JsonValue):
    name: str
    before: Score
    after: Score


@dataclass(frozen=True)
class Quality(JsonValue):
    """``before`` and ``after`` are 0..100; ``sentences`` say what lowers the score still, ``said`` are their facts."""

    before: int
    after: int
    unique_before: float
    unique_after: float
    columns: tuple[ColumnScore, ...] = ()
    sentences: tuple[str, ...] = ()
    said: tuple[dict[str, Any], ...] = ()


def quality(source: Profile, clean: Profile, steps: Sequence[Step]) -> Quality:
    """The scores of a table from its profiles and the steps as a replay counted them."""
    after_by_name = {column.name: column for column in clean.columns}
    renamed = _renamed(steps)
    scores = []
    for column in source.columns:
        bad, left = _bad_cells(column.name, steps)
        filled = {step.params.get("to") for step in steps if step.op == "fill_missing" and step.column == column.name}
        now = next((after_by_name[name] for name in filled if name in after_by_name), None)
        now = now or after_by_name.get(renamed.get(column.name, column.name))
        before = _score(column, source.rows, bad)
        after = _score(now, clean.rows, left) if now is not None else before
        scores.append(ColumnScore(column.name, before, after))
    repeated, still = _repeated(steps, source.rows)
    first = _total([each.before for each in scores], 1 - repeated)
    last = _total([each.after for each in scores], 1 - still)
    told = _sentences(scores, still, clean.rows)
    said = tuple(each.said for each in told)
    return Quality(first, last, 1 - repeated, 1 - still, tuple(scores), tuple(map(str, told)), said)


def _renamed(steps: Sequence[Step]) -> dict[str, str]:
    names: dict[str, str] = {}
    for step in steps:
        if step.op == "rename_columns" and step.enabled:
            names |= {old: str(new) for old, new in (step.params.get("names") or {}).items()}
    return names


def _bad_cells(name: str, steps: Sequence[Step]) -> tuple[int, int]:
    """Cells of a column that were not as they should be, and those that still are not."""
    bad = left = 0
    for step in steps:
        if step.column == name and step.op in MENDING and step.note != "rejected":
            bad += step.cells_changed
            left += 0 if step.enabled else step.cells_changed
    return bad, left


def _score(column: Column, rows: int, bad: int) -> Score:
    rows = max(1, rows)
    complete = 1 - min(1.0, column.nulls / rows)
    consistent = 1 - min(1.0, bad / rows)
    clear = 0.5 if column.ambiguous else 1.0
    total = WEIGHTS["complete"] * complete + WEIGHTS["consistent"] * consistent + WEIGHTS["clear"] * clear
    return Score(_points(total), round(complete, 4), round(consistent, 4), clear)


def _points(share: float) -> int:
    """Whole points; 100 only where nothing is wrong."""
    return 100 if share >= 1 else min(99, round(100 * share))


def _repeated(steps: Sequence[Step], rows: int) -> tuple[float, float]:
    found = [step for step in steps if step.op in {"drop_duplicates", "drop_rows"} and step.note != "rejected"]
    share = min(1.0, sum(step.rows_removed for step in found) / max(1, rows))
    still = min(1.0, sum(step.rows_removed for step in found if not step.enabled) / max(1, rows))
    return share, still


def _total(scores: Sequence[Score], unique: float) -> int:
    if not scores:
        return 100
    parts = [
        WEIGHTS["complete"] * each.complete + WEIGHTS["consistent"] * each.consistent + WEIGHTS["clear"] * each.clear
        for each in scores
    ]
    return _points((1 - UNIQUE_WEIGHT) * sum(parts) / len(parts) + UNIQUE_WEIGHT * unique)


def _sentences(scores: Sequence[ColumnScore], still: float, rows: int) -> tuple[telling.Told, ...]:
    said: list[telling.Told] = []
    gaps = sorted((each for each in scores if each.after.complete < 1), key=lambda each: each.after.complete)
    if gaps:
        worst = gaps[0]
        missing = telling.per_cent(1 - worst.after.complete, 1)
        count = telling.count(len(gaps))
        said.append(telling.tell("no_values", n=len(gaps), r1=count, q1=telling.name(worst.name), p1=missing))
    odd = [each.name for each in scores if each.after.consistent < 1]
    if odd:
        said.append(telling.tell("suggestions", n=len(odd), r1=telling.count(len(odd)), q1=telling.name(odd[0])))
    unclear = [each.name for each in scores if each.after.clear < 1]
    if unclear:
        said.append(telling.tell("two_ways", q1=telling.name(unclear[0])))
    if still:
        repeated = round(still * max(1, rows))
        said.append(telling.tell("repeats", n=repeated, r1=telling.count(repeated)))
    return tuple(said)
