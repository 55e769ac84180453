"""A table on its way through a recipe: which SQL expression holds each column's value after each step.

A frame defines expressions on ``Levels`` over the text Parquet. Every change of a column gives it a new alias (``c3v1``
is column 3 after its first change), so that the same relation knows the value before and after each step: the clean
table selects the last aliases, the change log compares neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analytics.parsing import canonical_sql, literal, quote, typed_sql
from analytics.recipe.cellchanges import Change, same
from analytics.recipe.levels import ROW, Levels, only_where
from analytics.schema import Column
from analytics.typed import made_by

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
    blanks: set[str] | None = field(default_factory=set)
    """Words that steps have emptied so far; None once a step has done more than that and trimming."""

    @property
    def text(self) -> str:
        return self.canonical if self.typed else self.alias


def _same_values(column: Column, blanks: set[str] | None) -> bool:
    """Whether the typed values stay what they were when the text is trimmed and these words are emptied."""
    words = {str(word).strip().lower() for word in column.parse.get("nulls") or ()}
    emptied = None if blanks is None else {word.strip().lower() for word in blanks}
    return (
        emptied is not None
        and emptied <= words
        and column.type != "text"
        and not (emptied and column.type == "boolean")
    )


class Frame:
    """Built by the ops of a recipe, one after the other; see ``analytics.recipe.ops``.

    ``typed`` is a FROM clause with values that were parsed before, ``held`` says how (``analytics.typed``); ``beside``
    names the columns of ``source`` where they are instead.
    """

    def __init__(
        self, source: str, columns: Sequence[Column], typed: str = "", held: Mapping[str, str] | None = None,
        beside: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.source = source
        self.held = held or {}
        self.cells: dict[str, Cell] = {}
        self.order: list[str] = []
        self.changes: list[Change] = []
        self.tables: list[tuple[str, list[tuple[str | None, ...]]]] = []
        self.filters: list[tuple[str, str]] = []
        self.sorts = False
        self.types: dict[str, dict[str, Any]] = {}
        self.added: dict[str, str] = {}
        self.levels = Levels(source, typed, beside)
        self._counter = 0
        for column in columns:
            self.levels.column(self._enter(column.name, column, original=column.name), column.name)

    def _enter(self, name: str, column: Column, *, original: str | None, after: str | None = None) -> str:
        alias = f"c{self._counter}v0"
        self.cells[name] = Cell(name, column, alias, self._counter, original)
        self._counter += 1
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
        self, step: str, name: str, expression: str, reads: Iterable[str] = (), joins: Sequence[str] = (),
        blanks: Iterable[str] | None = None,
    ) -> None:  # fmt: skip
        """Give a text column a new text. ``blanks``: these words become empty, and else the text is only trimmed."""
        cell = self.cell(name)
        emptied = None if blanks is None or cell.blanks is None else {*cell.blanks, *blanks}
        old = cell.alias
        cell.alias = self._put(cell, expression, [old, *(self.value(other) for other in reads)], joins)
        cell.blanks = emptied
        if cell.original is not None:
            self.changes.append(Change(step, cell.original, old, cell.alias, (old, cell.alias)))

    def change_together(self, step: str, expressions: Mapping[str, str]) -> None:
        """Give several text columns a new text; every expression sees all of them as they were before."""
        before = {name: self.value(name) for name in expressions}
        for name, expression in expressions.items():
            cell = self.cell(name)
            cell.alias, cell.blanks = self._put(cell, expression, before.values()), None
            if cell.original is not None:
                self.changes.append(Change(step, cell.original, before[name], cell.alias, (before[name], cell.alias)))

    def then(self, name: str, reading: Mapping[str, Any] | None) -> None:
        """Say how the column is read at the type stage (``type``, ``parse``, ``unit``) after a repair of its text."""
        if reading:
            self.types[name] = dict(reading)

    def retype(self, step: str, name: str, column: Column) -> None:
        """Turn the column's text into typed values, as ``column.type`` and ``column.parse`` say."""
        cell = self.cell(name)
        old, before = cell.text, cell.alias
        cell.alias = self._parsed(cell, column) or self._put(cell, typed_sql(replace(column, name=before)), [before])
        cell.typed, cell.column = True, column
        cell.canonical = canonical_sql(replace(column, name=cell.alias))
        if cell.original is not None:
            reads = (before, cell.alias)
            retypes = column.type != "text"
            self.changes.append(Change(step, cell.original, old, cell.canonical, reads, retypes, same(old, column)))

    def _parsed(self, cell: Cell, column: Column) -> str | None:
        """A new alias for a source column's values if they were parsed before, in just this way."""
        name = cell.original
        if name is None or self.held.get(name) != made_by(replace(column, name=name)):
            return None
        if cell.versions and not _same_values(column, cell.blanks):
            return None
        cell.versions += 1
        alias = f"c{cell.index}v{cell.versions}"
        self.levels.keep(alias, name)
        return alias

    def revalue(self, step: str, name: str, expression: str, reads: Iterable[str] = ()) -> None:
        """Give a typed column a new value of the same type."""
        cell = self.cell(name)
        old, before = cell.text, cell.alias
        cell.alias = self._put(cell, expression, [before, *(self.value(other) for other in reads)])
        if cell.typed:
            cell.canonical = canonical_sql(replace(cell.column, name=cell.alias))
        if cell.original is not None:
            self.changes.append(Change(step, cell.original, old, cell.text, (before, cell.alias)))

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
        self.keep_where(step, condition, [self.value(name) for name in reads])
        self.sorts = self.sorts or sorts

    def keep_where(self, step: str, condition: str, aliases: Iterable[str]) -> None:
        """Drop the rows for which ``condition``, SQL over the aliases, is not true."""
        alias = f"k{len(self.filters)}"
        self.levels.put(alias, condition, aliases)
        self.filters.append((step, alias))

    def originals(self) -> list[str]:
        """The aliases of every source column as the file has it, whatever steps did since."""
        return self.levels.base

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
        self.levels.put(alias, expression, reads, joins)
        return alias

    def selection(self, only: Sequence[str] | None = None, source: str | None = None) -> str:
        """The clean table: the last value of each column under its name, in order, without the removed rows.

        ``only``: these columns of it; ``source``: of these rows.
        """
        order = self.order if only is None else only
        final = [self.cells[name].alias for name in order]
        if self.levels.typed and not self.filters and (ready := self._ready()):
            return f"SELECT {', '.join(ready)} FROM {self.levels.typed}"
        names = ", ".join(f"{self.cells[name].alias} AS {quote(name)}" for name in order)
        kept = [alias for _, alias in self.filters]
        relation = self.levels.relation([*final, *kept], source)
        if kept:
            relation = f"SELECT {ROW}, {', '.join(final)}, {only_where(' AND '.join(kept))} FROM ({relation})"
        return f"SELECT {names} FROM ({relation})" + (f" ORDER BY {ROW}" if self.sorts else "")

    def kept(self) -> dict[str, str]:
        """The clean table's columns that are values parsed before, under the names that these have."""
        held = {name: self.levels.kept(self.cells[name].alias) for name in self.order}
        return {name: old for name, old in held.items() if old is not None}

    def _ready(self) -> list[str]:
        """The clean table's columns as select items over the values parsed before; empty if some are not there."""
        items = [f"{quote(old)} AS {quote(new)}" for new, old in self.kept().items()]
        return items if len(items) == len(self.order) else []

    def is_ready(self) -> bool:
        """Whether the values parsed before are the clean table, column for column."""
        names = [self.levels.kept(self.cells[name].alias) for name in self.order]
        return not self.filters and names == self.order == list(self.held)

    def profile_columns(self) -> Mapping[str, Column]:
        """What is known of each column of the clean table; a column without a typed view is text."""
        known = {}
        for name in self.order:
            cell = self.cells[name]
            known[name] = replace(cell.column, name=name, type=cell.column.type if cell.typed else "text")
        return known
