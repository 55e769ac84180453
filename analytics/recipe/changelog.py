"""The cell-change log of a frame as SQL: ``step, row, column, old, new``, one pass over the table a changed column."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.parsing import literal
from analytics.recipe.cellchanges import ALWAYS, Change
from analytics.recipe.frame import Frame
from analytics.recipe.levels import ROW, only_where
from analytics.sqltext import trimmed

SHORT = 30_000
"""Characters of a condition that is written out in full; a longer one is asked row by row, at twice the cost."""
NOTHING = (
    'SELECT NULL::VARCHAR AS step, NULL::BIGINT AS "row", NULL::VARCHAR AS "column", NULL::VARCHAR AS old,'
    " NULL::VARCHAR AS new WHERE false"
)


def log_sql(frame: Frame, only: str | None = None) -> str:
    """The whole log in one statement. ``only``: what the step of that id does."""
    log = " UNION ALL ".join(parts(frame, only)) or NOTHING
    return f'SELECT * FROM ({log}) ORDER BY "column", "row"' if frame.sorts else log


def parts(frame: Frame, only: str | None = None) -> list[str]:
    """One pass per change or column, then the removed rows; each in the order of the rows."""
    by_column: dict[str, list[Change]] = {}
    for change in frame.changes:
        if change.same != ALWAYS and (only is None or change.step == only):
            by_column.setdefault(change.column, []).append(change)
    found = [part for column, changes in by_column.items() for part in _log_of(frame, column, changes)]
    before: list[str] = []
    for step, alias in frame.filters:
        if only is None or step == only:
            found.append(_removed_by(frame, step, alias, before))
        before.append(alias)
    return found


def _removed_by(frame: Frame, step: str, alias: str, before: Sequence[str]) -> str:
    condition = " AND ".join([*before, f"NOT coalesce({alias}, false)"])
    return (
        f'SELECT {literal(step)} AS step, "row", NULL::VARCHAR AS "column", NULL::VARCHAR AS old,'
        f' NULL::VARCHAR AS new FROM (SELECT {ROW} AS "row", {only_where(condition)}'
        f" FROM ({frame.levels.relation([alias, *before])}))"
    )


def _log_of(frame: Frame, column: str, changes: Sequence[Change]) -> list[str]:
    if all(_is_short(frame, change) for change in changes):
        return [
            f'SELECT {literal(change.step)} AS step, {ROW} AS "row", {literal(column)} AS "column",'
            f" {change.old} AS old, {change.new} AS new FROM ({frame.levels.relation(change.reads)})"
            f" WHERE {_differs(change)}"
            for change in changes
        ]
    wanted = [alias for change in changes for alias in change.reads]
    differs = [_differs(change) for change in changes]
    entries = [
        f"CASE WHEN {differ} THEN {{'s': {literal(change.step)}, 'o': {change.old}, 'n': {change.new}}} END"
        for change, differ in zip(changes, differs, strict=True)
    ]
    listed = f"[{', '.join(entries)}]"
    one = listed if len(entries) == 1 else f"list_filter({listed}, lambda e: e IS NOT NULL)"
    inner = (
        f"SELECT {ROW}, unnest(CASE WHEN {' OR '.join(differs)} THEN {one} END) AS e"
        f" FROM ({frame.levels.relation(wanted)})"
    )
    named = f'e.s AS step, {ROW} AS "row", {literal(column)} AS "column", e.o AS old, e.n AS new'
    return [f"SELECT {named} FROM ({inner})"]


def _is_short(frame: Frame, change: Change) -> bool:
    """Whether WHERE may ask for the change, though DuckDB then writes the expressions below into each other."""
    return frame.levels.size(_differs(change), change.reads) <= SHORT


def _differs(change: Change) -> str:
    return f"CASE WHEN {change.same} THEN false ELSE coalesce({change.old}, '') <> coalesce({change.new}, '') END"


def null_words_sql(frame: Frame) -> str:
    """SQL over the log: is ``old`` one of the words that the typed view of its column reads as missing?"""
    tests = []
    for cell in frame.cells.values():
        words = [str(word).strip().lower() for word in cell.column.parse.get("nulls") or ()] if cell.typed else []
        if words and cell.original is not None:
            listed = ", ".join(literal(word) for word in words)
            tests.append(f'("column" = {literal(cell.original)} AND lower({trimmed("old")}) IN ({listed}))')
    return " OR ".join(tests) or "false"
