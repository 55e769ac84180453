"""Several answers in one cell, as questionnaires with boxes to tick are exported: ``Bus; Bike``."""

from __future__ import annotations

import re
from collections import Counter

from analytics.recipe.ops.answers import MOST
from analytics.recipe.suggestions.making import free_name, suggestion
from analytics.recipe.suggestions.work import Work
from analytics.schema import Column, Step

SEPARATORS = (";", "|", "\n", ",", "/", "+")
LEAST = 10
"""Cells with an answer."""
SEVERAL = 0.1
"""So many of them have more than one."""
USUAL = 3.0
"""Times that an answer is given on average: a list of names or tags has many that come once."""
COVERED = 0.9
"""So many of all answers given have to be among those that get a column."""
WORDS = 5.0
"""Words of an answer on average; sentences have commas, too."""
LONGEST = 80


def find(work: Work) -> list[Step]:
    """A suggestion for each column of text whose cells are lists of the same few answers."""
    taken = {column.name for column in work.profile.columns}
    split = {step.column for step in work.steps if step.op == "split"}
    columns = [column for column in work.texts if not column.ambiguous and column.name not in split]
    return [step for column in columns if (step := _suggest(work, column, taken))]


def parts_of(cell: str, mark: str) -> list[str]:
    """The answers of a cell, without what is empty (many programs end the cell with the mark)."""
    return [part.strip() for part in cell.split(mark) if part.strip()]


def _suggest(work: Work, column: Column, taken: set[str]) -> Step | None:
    sample = work.sample(column.name)
    for mark in SEPARATORS:
        if sum(len(parts_of(cell, mark)) > 1 for cell in sample) < max(2, SEVERAL * len(sample)):
            continue
        cells = work.counts(column.name)
        if cells and (answers := answers_of(cells, mark)):
            return _step(work, column, mark, answers, cells, taken)
    return None


def answers_of(cells: dict[str, int], mark: str) -> dict[str, int]:
    """The answers that get a column with how often they are given, in the order of that; empty if these are no lists.

    ``cells``: each text with how often it stands there.
    """
    present, several, lengths = 0, 0, Counter[int]()
    given: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    for cell, count in cells.items():
        parts = parts_of(cell, mark)
        if len(set(parts)) < len(parts) or re.search(r"://|\d,\d{3}(?!\d)", cell):
            return {}  # one answer twice: a list of something else; addresses and numbers with marks
        present += count
        several += count * (len(parts) > 1)
        lengths[len(parts)] += count
        ways.update(parts)
        for part in parts:
            given[part] += count
    total = sum(given.values())
    if present < LEAST or several < SEVERAL * present or not total or lengths.most_common(1)[0][1] > 0.95 * present:
        return {}
    words = sum(len(answer.split()) * count for answer, count in given.items()) / total
    chosen = dict(given.most_common(MOST))
    if len(chosen) < 3 or words > WORDS or any(len(answer) > LONGEST for answer in chosen):
        return {}
    if 2 * sum(ways[answer] > 1 for answer in chosen) < len(chosen):
        return {}  # the same few texts again and again: no answers that are put together freely
    if sum(chosen.values()) < COVERED * total or total < USUAL * len(given) or max(chosen.values()) < 3:
        return {}
    chosen = {answer: count for answer, count in chosen.items() if count > 1 or len(given) <= MOST}
    numbers = sum(bool(re.fullmatch(r"[\d.,:\-/ ]+", answer)) for answer in chosen)
    return {} if 2 * numbers > len(chosen) and mark in ",/+" else chosen


def _step(
    work: Work, column: Column, mark: str, answers: dict[str, int], cells: dict[str, int], taken: set[str]
) -> Step:  # fmt: skip
    into = {answer: free_name(f"{column.name}: {answer}", taken) for answer in answers}
    several = sum(count for cell, count in cells.items() if len(parts_of(cell, mark)) > 1)
    present = sum(cells.values())
    shown = ", ".join(f"“{answer}” ({count:,})" for answer, count in list(answers.items())[:3])
    others = len({part for cell in cells for part in parts_of(cell, mark)}) - len(answers)
    rest = f" {others:,} rarer answers stay in the column alone." if others else ""
    between = "a line end" if mark == "\n" else f"“{mark}”"
    return suggestion(
        f"answers:{column.name}",
        "answers",
        column.name,
        {"by": mark, "into": into},
        confidence=0.6,
        evidence=f"{several:,} of {present:,} cells have several answers with {between} between; there are "
        f"{len(answers)} of them, most often {shown}.{rest}",
        risk="None: the column stays; a yes/no column of each answer stands beside it.",
        cells=present * len(into) * work.every,
    )
