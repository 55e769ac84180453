"""Named SQL expressions that build on each other, as one query of nested levels over a text Parquet.

Every expression has an alias and says which aliases it reads; it stands one level above them. A query names the aliases
that it wants and gets only what these need. No level is filtered by WHERE: DuckDB pushes a filter down by writing the
expressions into each other, which doubles the statement with every level (ten repairs then need gigabytes).
Rows are chosen by ``unnest`` of a list that is NULL for the others, which nothing is pushed through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analytics.parsing import quote

ROW = "rn"
ENDLESS = 1_000_000


@dataclass(frozen=True)
class Node:
    expression: str
    reads: tuple[str, ...]
    joins: tuple[str, ...]
    depth: int


class Levels:
    """``source`` is a FROM clause that has ``file_row_number``, the position of a row.

    Values that were parsed before are in a second FROM clause, ``typed``, with the same rows in the same order, or in
    columns of the first, which ``beside`` names.
    """

    def __init__(self, source: str, typed: str = "", beside: Mapping[str, str] | None = None) -> None:
        self.source = source
        self.typed = typed
        self.beside = beside
        self._base: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self._nodes: dict[str, Node] = {}

    def column(self, alias: str, name: str) -> None:
        """A column of the source under an alias."""
        self._base[alias] = name

    def keep(self, alias: str, name: str) -> None:
        """A column of the values that were parsed before, under an alias."""
        self._kept[alias] = name

    def kept(self, alias: str) -> str | None:
        """The column of the values parsed before that an alias stands for."""
        return self._kept.get(alias)

    def size(self, sql: str, aliases: Iterable[str]) -> int:
        """How long ``sql`` would be with the expressions of its aliases written into it, and theirs into them."""
        nodes = {alias: self._nodes[alias] for alias in dict.fromkeys(aliases) if alias in self._nodes}
        inner = sum(sql.count(alias) * self.size(node.expression, node.reads) for alias, node in nodes.items())
        return min(len(sql) + inner, ENDLESS)

    @property
    def base(self) -> list[str]:
        return list(self._base)

    def put(self, alias: str, expression: str, reads: Iterable[str], joins: Sequence[str] = ()) -> None:
        """Define ``alias``. ``reads`` lists every alias that the expression or its joins use, except the row number."""
        reads = tuple(dict.fromkeys(reads))
        depth = 1 + max((self._nodes[read].depth for read in reads if read in self._nodes), default=0)
        self._nodes[alias] = Node(expression, reads, tuple(joins), depth)

    def reads(self, alias: str) -> tuple[str, ...]:
        """The aliases that an expression reads."""
        return self._nodes[alias].reads if alias in self._nodes else ()

    def relation(self, wanted: Iterable[str], source: str | None = None) -> str:
        """A SELECT that knows the row number and the wanted aliases; ``source``: of some of the rows only."""
        needed = self._closure(wanted)
        base = [f"{quote(name)} AS {alias}" for alias, name in self._base.items() if alias in needed]
        kept = ", ".join(
            f"{quote(self._place(name))} AS {alias}" for alias, name in self._kept.items() if alias in needed
        )
        beside = [kept] if kept and self.beside else []
        sql = f"SELECT {', '.join([f'file_row_number AS {ROW}', *base, *beside])} FROM {source or self.source}"
        if kept and not self.beside:
            sql = f"SELECT * FROM ({sql}) POSITIONAL JOIN (SELECT {kept} FROM {self.typed})"
        nodes = [(alias, node) for alias, node in self._nodes.items() if alias in needed]
        for depth in sorted({node.depth for _, node in nodes}):
            level = [(alias, node) for alias, node in nodes if node.depth == depth]
            expressions = ", ".join(f"{node.expression} AS {alias}" for alias, node in level)
            joins = " ".join(dict.fromkeys(join for _, node in level for join in node.joins))
            sql = f"SELECT t.*, {expressions} FROM ({sql}) t {joins}"
        return sql

    def _place(self, name: str) -> str:
        return self.beside[name] if self.beside else name

    def _closure(self, wanted: Iterable[str]) -> set[str]:
        needed: set[str] = set()
        waiting = list(wanted)
        while waiting:
            alias = waiting.pop()
            if alias in needed:
                continue
            needed.add(alias)
            if alias in self._nodes:
                waiting.extend(self._nodes[alias].reads)
        return needed


def only_where(condition: str) -> str:
    """A select item that keeps the rows for which the condition is true, once each."""
    return f"unnest(CASE WHEN {condition} THEN [true] END)"
