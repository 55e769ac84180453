"""Columns as whole numbers: every distinct text of a column gets a code, so that groups can be counted quickly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analytics.inference.words import NULL_WORDS
from analytics.parsing import quote
from analytics.recipe.suggestions.nulls import WORDS
from analytics.recipe.suggestions.work import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SILENT = frozenset(word for word in (*NULL_WORDS, *WORDS) if len(word) > 4)
"""Words that say “missing” in any column; shorter ones may be codes."""
MAX_CELLS = 8_000_000
"""Above so many cells no dependencies are looked for: the codes alone would need too much memory."""


@dataclass
class Coded:
    """A column: ``codes`` (one per row, -1 for missing) and ``values`` (the text of each code)."""

    name: str
    codes: NDArray[np.int64]
    values: list[str]
    _silent: dict[int, bool] = field(default_factory=dict)

    def code(self, text: str) -> int:
        """The code of a text that the column has, or a new one."""
        try:
            return self.values.index(text)
        except ValueError:
            self.values.append(text)
            return len(self.values) - 1

    def says_nothing(self, code: int) -> bool:
        """Whether a code's text says that a value is missing, as “Not Available” does."""
        if code not in self._silent:
            self._silent[code] = code < 0 or self.values[code].lower() in SILENT
        return self._silent[code]

    def text(self, row: int) -> str | None:
        code = self.codes[row]
        return None if code < 0 else self.values[code]


def coded(work: Work) -> dict[str, Coded]:
    """The columns of ``work`` in row order; none for a table that is too large or of which only a part is looked at."""
    import numpy as np

    if work.every > 1 or work.rows * len(work.profile.columns) > MAX_CELLS:
        return {}
    columns = {}
    for column in work.profile.columns:
        sql = f"SELECT {quote(column.name)} AS v FROM work ORDER BY rn"
        array = work.connection.sql(sql).to_arrow_table().column("v").combine_chunks().dictionary_encode()
        codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        columns[column.name] = Coded(column.name, codes, array.dictionary.to_pylist())
    return columns


@dataclass
class Groups:
    """How often each value of ``dependent`` stands in each group of ``by``: one entry per pair that occurs."""

    group: NDArray[np.int64]
    value: NDArray[np.int64]
    count: NDArray[np.int64]


def pairs(by: Coded, dependent: Coded) -> Groups:
    """Count the pairs of two columns; rows where either is missing do not count."""
    import numpy as np

    known = (by.codes >= 0) & (dependent.codes >= 0)
    width = len(dependent.values) + 1
    keys, count = np.unique(by.codes[known] * width + dependent.codes[known], return_counts=True)
    return Groups(keys // width, keys % width, count)
