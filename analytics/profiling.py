"""Types and roles of a text Parquet, over every cell of each column, with the reason for each decision.

Inference proposes readings from the values it has seen; each is tried on the whole column with the SQL that later makes
the clean table; the cells that do not fit are looked at and new readings proposed, until one fits every cell or none is
left.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from analytics.inference import Evidence, Reading, Verdict, hypotheses, role_of, settle
from analytics.inference.cells import Cells, Glance
from analytics.inference.explain import text_verdict
from analytics.inference.measure import Measured, histograms, measure
from analytics.inference.reading import TEXT
from analytics.schema import AnalyticsError, Column, Limits, Profile, Role
from analytics.typed import WORTH_ROWS

BATCH = 50
"""Columns asked in one scan: enough to share it, few enough to keep the statement small."""
ROUNDS = 12
"""How often new readings are proposed for a column; each round has learned at least one new value."""
ROLES = frozenset({"identifier", "category", "measure"})


@dataclass
class Case:
    """One column under inference. ``tried`` counts the cells that the last reading could not read.

    ``decision`` is a person's word on the type, ``role`` on the role. ``fits``: the first reading is known to fit every
    cell.
    """

    name: str
    glance: Glance
    decision: str | None
    values: dict[str, None]
    role: str | None = None
    readings: list[Reading] = field(default_factory=list)
    tried: tuple[Reading, int, dict[str, None]] | None = None
    verdict: Verdict | None = None
    fits: bool = False


def profile(
    table: Path,
    *,
    decisions: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    progress: Callable[[float, str], None] | None = None,
    typed: Path | None = None,
) -> Profile:
    """The profile of a text Parquet (all columns VARCHAR, as ``analytics.reading.read`` writes it).

    ``decisions`` maps a column to a choice that its question offered (``day_first``, ``decimal_comma``, ``text`` …), to
    a type, or to a role (identifier, category, measure). A decision that does not fit every cell leaves the column text
    and says so. ``typed``: where the values of a large table may be kept, parsed, for the cleaning (see
    ``analytics.typed``). Raises AnalyticsError if the file cannot be read as Parquet.
    """
    limits = limits or Limits()
    tell = progress or (lambda fraction, step: None)
    if typed is not None:
        typed.unlink(missing_ok=True)
    with _opened(table, limits, typed) as cells:
        rows, names = cells.rows(), cells.names()
        batches = [names[start : start + BATCH] for start in range(0, len(names), BATCH)]
        tell(0.0, "Looking at the first values")
        cases = [_cases(cells, batch, decisions or {}) for batch in batches]
        every = [case for batch in cases for case in batch]
        keep = typed is not None and rows >= WORTH_ROWS
        if keep:
            _try_first(cells, every)
        for start, batch in zip(range(0, len(names), BATCH), cases, strict=True):
            tell(0.1 + 0.4 * start / len(names), f"Looking at column {start + 1} of {len(names)}")
            _infer(cells, batch)
        if keep:
            cells.parse([_column(case) for case in every])
        columns: list[Column] = []
        for start, batch in zip(range(0, len(names), BATCH), cases, strict=True):
            tell(0.5 + 0.5 * start / len(names), f"Counting column {start + 1} of {len(names)}")
            columns += _describe(cells, batch, rows)
    verdicts = {case.name: case.verdict for case in every if case.verdict}
    columns = [_against_neighbours(column, verdicts) for column in columns]
    tell(1.0, "Types are known")
    return Profile(rows, tuple(columns))


@contextmanager
def _opened(table: Path, limits: Limits, typed: Path | None) -> Iterator[Cells]:
    import duckdb

    from analytics.engine import connect

    with tempfile.TemporaryDirectory(prefix="profile-") as spill:
        folders = [table.parent, Path(spill), *([typed.parent] if typed else [])]
        connection = connect(limits.memory_mb, temp=Path(spill), directories=folders, in_order=True)
        try:
            yield Cells(connection, table, typed)
        except duckdb.InvalidInputException as error:
            raise AnalyticsError(f"“{table.name}” cannot be read as a table; upload the file again.") from error
        finally:
            connection.close()


def _cases(cells: Cells, names: Sequence[str], decisions: Mapping[str, str]) -> list[Case]:
    """The columns of a batch with what their first values could be."""
    cases = []
    for name, glance in zip(names, cells.glance(names), strict=True):
        decision = decisions.get(name)
        role = decision if decision in ROLES else None
        case = Case(name, glance, None if role else decision, cells.telling(name, glance), role)
        case.readings = hypotheses(name, case.values, case.decision)
        cases.append(case)
    return cases


def _try_first(cells: Cells, cases: Sequence[Case]) -> None:
    """Parse every column by its first reading: where as many values come out as there are cells, it fits them all."""
    guesses = [case.readings[0] if case.readings and not case.readings[0].asks else TEXT for case in cases]
    counts = cells.parse([guess.column(case.name) for guess, case in zip(guesses, cases, strict=True)])
    for case, guess, count in zip(cases, guesses, counts, strict=True):
        case.fits = guess is not TEXT and count == case.glance.present


def _infer(cells: Cells, cases: Sequence[Case]) -> None:
    """Find the verdict on each column of a batch."""
    open_cases = [case for case in cases if not _closed(case)]
    for _ in range(ROUNDS):
        if not open_cases:
            break
        # Beside a reading that fits only its rivals are asked about.
        failures = cells.failures({case.name: case.readings[case.fits :] for case in open_cases})
        for case in open_cases:
            _learn(cells, case, [0] * case.fits + failures[case.name])
        open_cases = [case for case in open_cases if case.verdict is None and not _closed(case)]
    for case in cases:
        if case.verdict is None:
            case.verdict = text_verdict(case.name, case.values, case.tried, case.glance.present, case.decision)


def _closed(case: Case) -> bool:
    return not case.readings


def _learn(cells: Cells, case: Case, failures: Sequence[int]) -> None:
    """Settle if a reading fits every cell; otherwise look at cells that do not fit and propose again."""
    survivors = [r for r, failed in zip(case.readings, failures, strict=True) if not failed]
    if survivors:
        _settle(cells, case, survivors)
        return
    best = min(range(len(failures)), key=lambda i: failures[i])
    strange: dict[str, None] = {}
    for reading in case.readings:
        strange |= cells.counterexamples(case.name, reading)
    case.tried = (case.readings[best], failures[best], strange)
    known = len(case.values)
    case.values |= strange
    case.readings = hypotheses(case.name, case.values, case.decision) if len(case.values) > known else []


def _settle(cells: Cells, case: Case, survivors: Sequence[Reading]) -> None:
    facts = cells.facts(case.name, survivors, case.glance.present)
    verdict = settle(survivors, facts, case.decision)
    reading = verdict.reading
    if reading.type in ("decimal", "currency", "percent") and cells.longest(case.name) > 16:
        storage = cells.storage(case.name, reading)
        if storage is None:
            return  # more digits than any number type keeps: stays text
        if storage != "double":
            verdict = replace(verdict, reading=replace(reading, parse={**reading.parse, "storage": storage}))
    case.verdict = verdict


def _column(case: Case) -> Column:
    """What was decided about a column, before anything is counted."""
    assert case.verdict is not None
    v = case.verdict
    return Column(
        case.name, v.reading.type, "text", ambiguous=v.ambiguous, question=v.question, choices=v.choices,
        why=v.why, parse=v.reading.parse, unit=v.reading.unit, examples=case.glance.examples,
    )  # fmt: skip


def _describe(cells: Cells, cases: Sequence[Case], rows: int) -> list[Column]:
    """Columns with their counts, roles, examples and bars."""
    columns = [_column(case) for case in cases]
    with cells.typed(columns) as typed:
        measured = measure(cells, typed, columns, rows)
        measured = [_with_role(m, case, rows) for m, case in zip(measured, cases, strict=True)]
        bars = histograms(cells, typed, measured)
    return [replace(m.column, bins=bars.get(m.column.name, ())) for m in measured]


def _with_role(m: Measured, case: Case, rows: int) -> Measured:
    column = m.column
    evidence = Evidence(
        column.name, column.type, rows, m.present, column.distinct, m.low, m.high,
        mean=column.mean, integral=m.integral, length=m.length, words=m.words, codes=m.codes, links=m.links,
        ascii=(column.max or "").isascii(), instants=m.instants,
        kind=case.verdict.kind if case.verdict else "",
    )  # fmt: skip
    role, reason = (cast(Role, case.role), "as was decided") if case.role else role_of(evidence)
    return replace(m, column=replace(column, role=role, why=f"{column.why} As {role}: {reason}."))


def _against_neighbours(column: Column, verdicts: Mapping[str, Verdict]) -> Column:
    """A mark taken by habit is a question where other columns of the same table prove the other mark."""
    verdict = verdicts.get(column.name)
    if verdict is None or not verdict.convention.startswith("habit"):
        return column
    mine = verdict.convention[-1]
    proved = {v.convention[-1] for v in verdicts.values() if v.convention.startswith("proved")}
    if not proved or mine in proved or "chosen" in column.parse:
        return column
    other = _first(name for name, v in verdicts.items() if v.convention == "proved" + next(iter(proved)))
    return replace(
        column,
        type="text",
        ambiguous=True,
        parse={},
        mean=None,
        question=f"“{other}” has “{next(iter(proved))}” as decimal mark. Is that so in “{column.name}”, too?",
        choices=verdict.choices or ("decimal_point", "decimal_comma", "text"),
        why=f"A “{mine}” would usually be the decimal mark here, but “{other}” in this table proves the other one.",
        role="text",
        bins=(),
    )


def _first(items: Iterable[str]) -> str:
    return next(iter(items))
