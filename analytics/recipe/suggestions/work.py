"""The table that suggestions look at: the source text after the steps that would run before them."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.parsing import literal, quote
from analytics.recipe.choices import in_bulk
from analytics.recipe.frame import Unmet
from analytics.recipe.levels import ROW
from analytics.recipe.ops import find
from analytics.recipe.replay import build, load_mappings
from analytics.schema import Column, Limits, Profile, Recipe, Step

if TYPE_CHECKING:
    import duckdb

MAX_CELLS = 30_000_000
"""Above so many cells suggestions look at every n-th row."""
SAMPLE = 400
MAX_DISTINCT = 20_000
"""A column with more distinct values than this has no spellings to compare."""


@dataclass
class Work:
    """A temporary table ``work``: row position ``rn``, one text column per source column, NULL where nothing stands."""

    connection: duckdb.DuckDBPyConnection
    table: Path
    profile: Profile
    limits: Limits
    steps: list[Step]
    every: int = 1
    _counts: dict[str, dict[str, int] | None] = field(default_factory=dict)

    def refresh(self, found: list[Step]) -> None:
        """Look at the table again as it is once the steps found so far have run (those that "accept all" includes)."""
        self.steps = [*self.steps, *found]
        before = [step for step in self.steps if _text_stage(step)]
        enabled = [replace(step, enabled=True) for step in before if step.tier == "auto" or in_bulk(step)]
        frame = build(self.table, Recipe(steps=tuple(enabled)), self.profile, [])
        load_mappings(self.connection, frame)
        cells = self.profile.rows * max(1, len(self.profile.columns))
        self.every = max(1, -(-cells // MAX_CELLS))
        texts = ", ".join(f"nullif({frame.text(name)}, '') AS {quote(name)}" for name in frame.order)
        where = f" WHERE {ROW} % {self.every} = 0" if self.every > 1 else ""
        self.connection.execute("DROP TABLE IF EXISTS work")
        relation = frame.levels.relation(frame.value(name) for name in frame.order)
        select = f"SELECT {ROW}, {texts} FROM ({relation}){where}"
        self.connection.execute(f"CREATE TEMP TABLE work AS {select}")
        self._counts.clear()

    def would_change(self, found: list[Step]) -> bool:
        """Whether the table looks another once these have run."""
        return any(_text_stage(step) and in_bulk(step) for step in found)

    @property
    def rows(self) -> int:
        return self.profile.rows

    @property
    def texts(self) -> list[Column]:
        """The columns that are still text."""
        return [column for column in self.profile.columns if column.type == "text"]

    def one(self, sql: str) -> tuple[Any, ...]:
        rows = self.connection.execute(sql).fetchall()
        return tuple(rows[0]) if rows else ()

    def sample(self, name: str) -> list[str]:
        """The first few values of a column: enough to see that an idea is hopeless before the whole column is asked."""
        sql = f"SELECT {quote(name)} FROM work WHERE {quote(name)} IS NOT NULL LIMIT {SAMPLE}"
        return [row[0] for row in self.connection.execute(sql).fetchall()]

    def counts(self, name: str) -> dict[str, int] | None:
        """How often each value of a column stands there, most frequent first; None beyond MAX_DISTINCT values."""
        if name not in self._counts:
            sql = (
                f"SELECT {quote(name)}, count(*) FROM work WHERE {quote(name)} IS NOT NULL GROUP BY 1"
                f" ORDER BY 2 DESC, 1 LIMIT {MAX_DISTINCT + 1}"
            )
            found = dict(self.connection.execute(sql).fetchall())
            self._counts[name] = found if len(found) <= MAX_DISTINCT else None
        return self._counts[name]

    def typed(self, name: str, expression: str) -> Column | None:
        """What a column would be if ``expression`` (SQL over ``work``) gave its text; None if still text or unclear."""
        from analytics.inference import hypotheses
        from analytics.inference.cells import LOOK, trimmed_values
        from analytics.profiling import profile

        first = f"SELECT {expression} FROM (SELECT * FROM work ORDER BY {ROW} LIMIT {LOOK})"
        values = trimmed_values(row[0] for row in self.connection.execute(first).fetchall())
        if not hypotheses(name, values):
            return None  # the profile would see the same values and come to the same end
        with tempfile.TemporaryDirectory(prefix=".retype-", dir=self.table.parent) as folder:
            target = Path(folder) / "column.parquet"
            select = f"SELECT {expression} AS {quote(name)} FROM work ORDER BY {ROW}"
            self.connection.execute(f"COPY ({select}) TO {literal(str(target))} (FORMAT parquet)")
            (column,) = profile(target, limits=self.limits).columns
        return None if column.type == "text" or column.ambiguous else column


def _text_stage(step: Step) -> bool:
    try:
        return find(step).stage == "text"
    except Unmet:
        return False


def then(column: Column) -> dict[str, Any]:
    """How a repaired column is read afterwards, as a step keeps it."""
    return {"type": column.type, "parse": dict(column.parse)} | ({"unit": column.unit} if column.unit else {})


def listing(pairs: list[tuple[str, str]], limit: int = 3) -> str:
    """“a” → “b”, “c” → “d” and 4 more"""
    shown = ", ".join(f"{_shown(old)} → {_shown(new)}" for old, new in pairs[:limit])
    return shown + (f" and {len(pairs) - limit:,} more" if len(pairs) > limit else "")


def _shown(text: str) -> str:
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”" if text else "missing"
