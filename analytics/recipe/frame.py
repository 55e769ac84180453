"""A table on its way through a recipe: which SQL expression holds each column's value after each step.

A frame builds one query of nested levels over the text Parquet. Every change of a column gives it a new alias
(``c3v1`` is column 3 after its first change), so that the same relation knows the value before and after each step:
the clean table selects the last aliases, the change log compares neighbours. DuckDB drops what a query does not ask for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analytics.parsing import canonical_sql, literal, quote, typed_sql
from analytics.schema import Column

ROW = "rn"
SMALL_MAPPING = 48
"""Up to so many values a mapping is a CASE; above, a joined table. A CASE keeps the order of rows without a sort."""


class Unmet(Exception):
    """A step cannot run on this table; the message says why in one sentence."""


@dataclass
class Cell:
    """One column's state: the alias of its current value; ``typed`` once the type stage has passed."""

    name: str
    column: Column
    alias: str
    index: int
    original: str | None
    typed: bool = False
    canonical: str = ""
    """For a typed value: SQL that gives its canonical text."""
    versions: int = 0

    @property
    def text(self) -> str:
        return self.canonical if self.typed else self.alias


@dataclass(frozen=True)
class Change:
    """Step ``step`` turned the text ``old`` of ``column`` (original name) into ``new``; both are SQL over the levels."""

    step: str
    column: str
    old: str
    new: str
    retypes: bool = False


@dataclass
class Level:
    expressions: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)


class Frame:
    """Built by the ops of a recipe, one after the other; see ``analytics.recipe.ops``."""

    def __init__(self, source: str, columns: Sequence[Column]) -> None:
        self.source = source
        self.cells: dict[str, Cell] = {}
        self.order: list[str] = []
        self.changes: list[Change] = []
        self.tables: list[tuple[str, list[tuple[str | None, ...]]]] = []
        self.filters: list[tuple[str, str]] = []
        self.sorts = False
        self.types: dict[str, dict[str, Any]] = {}
        self.added: dict[str, str] = {}
        self._levels: list[Level] = []
        self._depth: dict[str, int] = {ROW: 0}
        self._counter = 0
        base = []
        for column in columns:
            alias = self._enter(column.name, replace(column), original=column.name)
            base.append(f"{quote(column.name)} AS {alias}")
        self._base = f"SELECT file_row_number AS {ROW}, {', '.join(base)} FROM {source}"

    def _enter(self, name: str, column: Column, *, original: str | None, after: str | None = None) -> str:
        alias = f"c{self._counter}v0"
        self.cells[name] = Cell(name, column, alias, self._counter, original)
        self._counter += 1
        self._depth[alias] = 0
        position = self.order.index(after) + 1 if after in self.order else len(self.order)
        self.order.insert(position, name)
        return alias

    # What ops ask.

    def has(self, name: str) -> bool:
        return name in self.cells

    def cell(self, name: str) -> Cell:
        """The column of that name; Unmet if the table has none."""
        if name not in self.cells:
            raise Unmet(f"There is no column “{name}”.")
        return self.cells[name]

    def text(self, name: str) -> str:
        """SQL for the column's current text."""
        return self.cell(name).text

    def value(self, name: str) -> str:
        """SQL for the column's current value: typed after the type stage, text before."""
        return self.cell(name).alias

    # What ops do.

    def change(
        self, step: str, name: str, expression: str, reads: Iterable[str] = (), joins: Sequence[str] = ()
    ) -> None:
        """Give a text column a new text."""
        cell = self.cell(name)
        old = cell.alias
        cell.alias = self._put(cell, expression, [old, *(self.value(other) for other in reads)], joins)
        if cell.original is not None:
            self.changes.append(Change(step, cell.original, old, cell.alias))

    def change_together(self, step: str, expressions: Mapping[str, str]) -> None:
        """Give several text columns a new text; every expression sees all of them as they were before."""
        before = {name: self.value(name) for name in expressions}
        for name, expression in expressions.items():
            cell = self.cell(name)
            cell.alias = self._put(cell, expression, before.values())
            if cell.original is not None:
                self.changes.append(Change(step, cell.original, before[name], cell.alias))

    def then(self, name: str, reading: Mapping[str, Any] | None) -> None:
        """Say how the column is to be read at the type stage (``type``, ``parse``, ``unit``) after a repair of its text."""
        if reading:
            self.types[name] = dict(reading)

    def retype(self, step: str, name: str, column: Column) -> None:
        """Turn the column's text into typed values, as ``column.type`` and ``column.parse`` say."""
        cell = self.cell(name)
        old = cell.text
        reads = [cell.alias]
        cell.alias = self._put(cell, typed_sql(replace(column, name=cell.alias)), reads)
        cell.typed, cell.column = True, column
        cell.canonical = canonical_sql(replace(column, name=cell.alias))
        if cell.original is not None:
            self.changes.append(Change(step, cell.original, old, cell.canonical, retypes=column.type != "text"))

    def revalue(self, step: str, name: str, expression: str, reads: Iterable[str] = ()) -> None:
        """Give a typed column a new value of the same type."""
        cell = self.cell(name)
        old = cell.text
        cell.alias = self._put(cell, expression, [cell.alias, *(self.value(other) for other in reads)])
        if cell.typed:
            cell.canonical = canonical_sql(replace(cell.column, name=cell.alias))
        if cell.original is not None:
            self.changes.append(Change(step, cell.original, old, cell.text))

    def add(
        self, step: str, column: Column, expression: str, reads: Iterable[str], *, after: str | None, typed: bool
    ) -> None:
        """Put a new column behind ``after`` (or last)."""
        if self.has(column.name):
            raise Unmet(f"There is already a column “{column.name}”.")
        reads = [self.value(name) for name in reads]
        self._enter(column.name, column, original=None, after=after)
        cell = self.cells[column.name]
        cell.alias = self._put(cell, expression, reads)
        cell.typed = typed
        if typed:
            cell.canonical = canonical_sql(replace(column, name=cell.alias))
        self.added[column.name] = step

    def drop(self, name: str) -> None:
        self.cell(name)
        self.order.remove(name)
        del self.cells[name]

    def rename(self, name: str, to: str) -> None:
        cell = self.cell(name)
        if to != name and self.has(to):
            raise Unmet(f"There is already a column “{to}”.")
        self.order[self.order.index(name)] = to
        del self.cells[name]
        cell.name, cell.column = to, replace(cell.column, name=to)
        self.cells[to] = cell

    def keep(self, step: str, condition: str, reads: Iterable[str], *, sorts: bool) -> None:
        """Drop the rows for which ``condition`` is not true."""
        aliases = [self.value(name) for name in reads]
        alias = f"k{len(self.filters)}"
        self._append(alias, condition, aliases, ())
        self.filters.append((step, alias))
        self.sorts = self.sorts or sorts

    def lookup(self, rows: Sequence[tuple[str | None, ...]], keys: Sequence[str]) -> tuple[str, list[str]]:
        """SQL that finds, for the values of ``keys`` (SQL), the last member of the row that starts with them.

        Gives the expression (NULL where nothing matches) and the joins it needs.
        """
        if len(rows) <= SMALL_MAPPING:
            whens = []
            for *old, new in rows:
                match = " AND ".join(f"{key} = {literal(value)}" for key, value in zip(keys, old, strict=True))
                whens.append(f"WHEN {match} THEN {literal(new)}")
            return (f"CASE {' '.join(whens)} END" if whens else "NULL::VARCHAR"), []
        table = f"m{len(self.tables)}"
        self.tables.append((table, [tuple(row) for row in rows]))
        self.sorts = True
        match = " AND ".join(f"{table}.k{i} = {key}" for i, key in enumerate(keys))
        return f"{table}.v", [f"LEFT JOIN {table} ON {match}"]

    # The query.

    def _put(self, cell: Cell, expression: str, reads: Iterable[str], joins: Sequence[str] = ()) -> str:
        cell.versions += 1
        alias = f"c{cell.index}v{cell.versions}"
        self._append(alias, expression, reads, joins)
        return alias

    def _append(self, alias: str, expression: str, reads: Iterable[str], joins: Sequence[str]) -> None:
        depth = 1 + max((self._depth[read] for read in reads), default=0)
        while len(self._levels) < depth:
            self._levels.append(Level())
        level = self._levels[depth - 1]
        level.expressions.append(f"{expression} AS {alias}")
        level.joins.extend(joins)
        self._depth[alias] = depth

    def relation(self) -> str:
        """The innermost to the outermost level as one SELECT that knows every alias."""
        sql = self._base
        for level in self._levels:
            sql = f"SELECT t.*, {', '.join(level.expressions)} FROM ({sql}) t {' '.join(level.joins)}"
        return sql

    def selection(self) -> str:
        """The clean table: the last value of each column under its name, in order, without the removed rows."""
        columns = ", ".join(f"{self.cells[name].alias} AS {quote(name)}" for name in self.order)
        where = f" WHERE {' AND '.join(alias for _, alias in self.filters)}" if self.filters else ""
        order = f" ORDER BY {ROW}" if self.sorts else ""
        return f"SELECT {columns} FROM ({self.relation()}){where}{order}"

    def null_words_sql(self) -> str:
        """SQL over the log: is ``old`` one of the words that the typed view of its column reads as missing?"""
        tests = []
        for cell in self.cells.values():
            words = [str(word).strip().lower() for word in cell.column.parse.get("nulls") or ()] if cell.typed else []
            if words and cell.original is not None:
                listed = ", ".join(literal(word) for word in words)
                tests.append(f'("column" = {literal(cell.original)} AND lower(trim(old)) IN ({listed}))')
        return " OR ".join(tests) or "false"

    def log_sql(self) -> str:
        """The cell-change log: one pass per changed column, then the removed rows; in order of column, row, step."""
        parts = []
        by_column: dict[str, list[Change]] = {}
        for change in self.changes:
            by_column.setdefault(change.column, []).append(change)
        for column, changes in by_column.items():
            parts.append(self._log_of(column, changes))
        for step, alias in self.filters:
            parts.append(
                f'SELECT {literal(step)} AS step, {ROW} AS "row", NULL::VARCHAR AS "column", NULL::VARCHAR AS old,'
                f" NULL::VARCHAR AS new FROM ({self.relation()}) WHERE NOT coalesce({alias}, false)"
            )
        if not parts:
            return (
                'SELECT NULL::VARCHAR AS step, NULL::BIGINT AS "row", NULL::VARCHAR AS "column", NULL::VARCHAR AS old,'
                " NULL::VARCHAR AS new WHERE false"
            )
        log = " UNION ALL ".join(parts)
        return f'SELECT * FROM ({log}) ORDER BY "column", "row"' if self.sorts else log

    def _log_of(self, column: str, changes: Sequence[Change]) -> str:
        differs = [f"coalesce({c.old}, '') <> coalesce({c.new}, '')" for c in changes]
        head = f'SELECT {{step}} AS step, {ROW} AS "row", {literal(column)} AS "column"'
        if len(changes) == 1:
            (only,) = changes
            return (
                f"{head.format(step=literal(only.step))}, {only.old} AS old, {only.new} AS new"
                f" FROM ({self.relation()}) WHERE {differs[0]}"
            )
        items = ", ".join(
            f"CASE WHEN {d} THEN {{'s': {literal(c.step)}, 'o': {c.old}, 'n': {c.new}}} END"
            for d, c in zip(differs, changes, strict=True)
        )
        inner = f"SELECT {ROW}, unnest([{items}]) AS e FROM ({self.relation()}) WHERE {' OR '.join(differs)}"
        return f"{head.format(step='e.s')}, e.o AS old, e.n AS new FROM ({inner}) WHERE e IS NOT NULL"

    def profile_columns(self) -> Mapping[str, Column]:
        """What is known of each column of the clean table; a column without a typed view is text."""
        known = {}
        for name in self.order:
            cell = self.cells[name]
            known[name] = replace(cell.column, name=name, type=cell.column.type if cell.typed else "text")
        return known
