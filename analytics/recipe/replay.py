"""Clean data = replay of the original text with the enabled steps: deterministic, out of core, order of rows kept.

The text Parquet is only read. The clean table and the change log are written beside their final names and moved there
when they are whole, so a killed job leaves nothing half-written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from analytics import typed as ahead
from analytics.parsing import literal
from analytics.recipe import logfile
from analytics.recipe.beside import Beside, assemble, joined
from analytics.recipe.changelog import null_words_sql
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import STAGES, find
from analytics.schema import AnalyticsError, JsonValue, Limits, Profile, Recipe, Step
from analytics.typed_footer import Unfit

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[float, str], None] | None


@dataclass(frozen=True)
class Failure(JsonValue):
    """A step whose precondition failed on this table: it was skipped, everything else ran."""

    step: str
    reason: str


@dataclass(frozen=True)
class Replay(JsonValue):
    """What a replay did. ``profile`` describes the clean table; ``steps`` are the recipe's with their counts here."""

    profile: Profile
    steps: tuple[Step, ...]
    rows: int
    rows_removed: int = 0
    cells_changed: int = 0
    failures: tuple[Failure, ...] = ()


def replay(
    table: Path,
    recipe: Recipe,
    profile: Profile,
    *,
    clean: Path,
    changes: Path,
    typed: Path | None = None,
    limits: Limits | None = None,
    progress: Progress = None,
) -> Replay:
    """Write the clean table (``clean``) and the cell-change log (``changes``) of a text Parquet (``table``).

    The log has ``step, row, column, old, new``; ``row`` is the position in the original (0-based) and ``column`` the
    original name; a removed row has one line with a NULL column. Empty and missing count as the same text.
    Steps whose precondition fails are skipped and reported. Raises AnalyticsError if the table has other columns than
    the profile. ``typed``: the values that the profile has parsed (``analytics.typed``), taken where they are the same.
    """
    from analytics.recipe import session
    from analytics.recipe.after import profile_after

    limits = limits or Limits()
    tell = progress or (lambda fraction, step: None)
    failures: list[Failure] = []
    folders = [table.parent, *([typed.parent] if typed else []), clean.parent, changes.parent]
    together = clean.with_name(f".{clean.name}.beside")
    with session.opened(limits, *folders) as connection, ExitStack() as stack:
        held = ahead.held(connection, table, typed)
        beside = stack.enter_context(joined(table, typed, held, profile.columns, together))
        while True:
            frame = build(table, recipe, profile, failures, typed=typed, held=held, beside=beside)
            load_mappings(connection, frame)

            def make(frame: Frame = frame) -> tuple[Path, Profile]:
                tell(0.4, "Writing the clean table")
                made = _made(connection, frame, beside, typed, clean)
                tell(0.6, "Counting")
                return made, profile_after(connection, frame, profile, recipe, clean=made)

            tell(0.1, "Listing the changes")
            log, (table_made, after) = logfile.beside(connection, frame, changes, profile.rows, make)
            broken = _unparsed(connection, frame, log)
            if not broken:
                break
            failures.extend(broken)
        tell(0.9, "Counting the changes")
        counts = _counts(connection, frame, log, table_made)
        os.replace(log, changes)
        os.replace(table_made, clean)
    steps = tuple(_counted(step, counts) for step in recipe.steps)
    tell(1.0, "Cleaned")
    removed = profile.rows - after.rows
    return Replay(after, steps, after.rows, removed, sum(cells for cells, _ in counts.values()), tuple(failures))


def _made(
    connection: duckdb.DuckDBPyConnection, frame: Frame, beside: Beside | None, typed: Path | None, clean: Path
) -> Path:
    """The draft of the clean table: another name of the values parsed before, put together, or written whole."""
    if typed is not None and frame.is_ready() and (linked := _linked(typed, clean)):
        return linked
    return _assembled(connection, frame, beside, clean) or logfile.write(connection, frame.selection(), clean)


def ordered(steps: Sequence[Step]) -> list[Step]:
    """The enabled steps in the order in which they run: by stage, then as listed. Unknown ops come first."""

    def stage(step: Step) -> int:
        try:
            return STAGES.index(find(step).stage)
        except Unmet:
            return 0

    return sorted((step for step in steps if step.enabled), key=stage)


def build(
    table: Path, recipe: Recipe, profile: Profile, failures: list[Failure] | None = None, *, first: int | None = None,
    typed: Path | None = None, held: Mapping[str, str] | None = None, beside: Beside | None = None,
) -> Frame:  # fmt: skip
    """The frame of a recipe's enabled steps. Steps listed in ``failures`` are left out; newly failing ones are added.

    ``first``: only so many rows of the table. ``typed`` holds values of all of its rows, as ``held`` says, and so does
    ``beside``, which has the texts, too.
    """
    failures = [] if failures is None else failures
    skipped = {failure.step for failure in failures}
    source = f"read_parquet({literal(str(table))}, file_row_number = true)"
    if first is not None:
        source = f"(SELECT * FROM {source} WHERE file_row_number < {first:d})"
    values = f"read_parquet({literal(str(typed))})" if typed and held else ""
    if beside is None:
        frame = Frame(source, profile.columns, values, held)
    else:
        frame = Frame(beside.source(), profile.columns, "", held, beside.names)
    for step in ordered(recipe.steps):
        if step.id in skipped:
            continue
        try:
            find(step).apply(step, frame)
        except Unmet as reason:
            # The step may have done half of its work: begin anew without it.
            failures.append(Failure(step.id, str(reason)))
            return build(table, recipe, profile, failures, first=first, typed=typed, held=held, beside=beside)
    if not frame.order:
        raise AnalyticsError("The recipe leaves no column; switch a step that removes columns off.")
    return frame


def load_mappings(connection: duckdb.DuckDBPyConnection, frame: Frame) -> None:
    """Bring the mappings that are too large for a CASE into temporary tables."""
    for name, rows in frame.tables:
        keys = ", ".join(f"k{i} VARCHAR" for i in range(len(rows[0]) - 1))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({keys}, v VARCHAR)")
        marks = ", ".join("?" for _ in rows[0])
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)


def _assembled(connection: duckdb.DuckDBPyConnection, frame: Frame, beside: Beside | None, target: Path) -> Path | None:
    """The draft of ``target``, of which only what steps have made is written; None where it must be written whole."""
    kept = frame.kept()
    if beside is None or frame.filters or frame.sorts or not kept:
        return None
    draft = logfile.draft_of(target)
    made = [name for name in frame.order if name not in kept]

    try:
        assemble(connection, beside, frame.order, kept, draft, lambda source: frame.selection(made, source))
    except Unfit:
        return None
    return draft


def _linked(ready: Path, target: Path) -> Path | None:
    """The draft of ``target`` as another name of a file that is ready; None where the disk knows no second names."""
    draft = logfile.draft_of(target)
    try:
        os.link(ready, draft)
    except OSError:
        return None
    return draft


def _unparsed(connection: duckdb.DuckDBPyConnection, frame: Frame, log: Path) -> list[Failure]:
    """The typed views that would lose a value: some text did not parse. Their steps must not run."""
    typed = [change for change in frame.changes if change.retypes]
    if not typed:
        return []
    listed = ", ".join(literal(change.step) for change in typed)
    sql = (
        f'SELECT step, min("row"), arg_min(old, "row"), count(*) FROM read_parquet({literal(str(log))})'
        f" WHERE step IN ({listed}) AND new IS NULL AND trim(old) <> '' AND NOT ({null_words_sql(frame)})"
        " GROUP BY step ORDER BY step"
    )
    return [
        Failure(step, f"{count:,} cells do not parse, the first in row {row + 1}: “{old[:80]}”.")
        for step, row, old, count in connection.execute(sql).fetchall()
    ]


def _counts(connection: duckdb.DuckDBPyConnection, frame: Frame, log: Path, clean: Path) -> dict[str, tuple[int, int]]:
    """Cells changed and rows removed by step. A step that adds a column changed the cells that it filled."""
    sql = (
        'SELECT step, count("column"), count(*) FILTER ("column" IS NULL)'
        f" FROM read_parquet({literal(str(log))}) GROUP BY step"
    )
    counts = {step: (cells, rows) for step, cells, rows in connection.execute(sql).fetchall()}
    added = [(name, step) for name, step in frame.added.items() if frame.has(name)]
    if added:
        from analytics.parsing import quote

        filled = ", ".join(f"count({quote(name)})" for name, _ in added)
        row = connection.execute(f"SELECT {filled} FROM read_parquet({literal(str(clean))})").fetchone() or ()
        for (_, step), cells in zip(added, row, strict=True):
            before, rows = counts.get(step, (0, 0))
            counts[step] = (before + cells, rows)
    return counts


def _counted(step: Step, counts: dict[str, tuple[int, int]]) -> Step:
    if not step.enabled:
        return step
    cells, rows = counts.get(step.id, (0, 0))
    return replace(step, cells_changed=cells, rows_removed=rows)
