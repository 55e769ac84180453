"""What the tests of text files share: writing bytes, reading them, and the rows that came out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from analytics.reading import read
from analytics.schema import RawTable, ReadOptions

Reading = Callable[..., "Told"]


class Told:
    """A table that was read: ``columns``, ``rows`` (tuples of text), ``detected``, ``problems``."""

    def __init__(self, table: RawTable) -> None:
        self.table = table
        self.columns = list(table.columns)
        self.detected = table.detected
        self.problems = table.problems
        found = duckdb.sql(f"SELECT * FROM read_parquet('{table.path}')")
        assert [str(kind) for kind in found.types] == ["VARCHAR"] * len(found.columns)
        assert found.columns == self.columns
        self.rows = found.fetchall()
        assert len(self.rows) == table.rows

    def says(self, words: str, *, line: int | None = None) -> bool:
        """Whether a problem says these words, of this line."""
        return any(words in p.problem and line in (None, p.line) for p in self.problems)

    def apart(self) -> list[str]:
        """The lines that are not in the table."""
        return [p.content or "" for p in self.problems if "kept apart" in p.problem]


def reading(folder: Path, content: bytes | str, name: str = "table.csv", **options: Any) -> Told:
    """Write a file and read it; ``options`` are those of ReadOptions."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Told(read(path, folder / "out.parquet", name=name, options=ReadOptions(**options)))
