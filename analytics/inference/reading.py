"""One way in which a column could be read, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from analytics.schema import Column, ColumnType


@dataclass(frozen=True)
class Reading:
    """A hypothesis: the column's text is of ``type`` by ``parse``.

    ``choice`` is the machine word by which a person picks this reading. ``asks`` is set when even a reading that fits
    every cell must not be taken without a person's word (mixed units, currencies, both orders of day and month).
    """

    type: ColumnType
    parse: dict[str, Any] = field(default_factory=dict)
    choice: str = ""
    asks: str = ""
    unit: str | None = None

    def column(self, name: str) -> Column:
        """As a column of that name, for ``analytics.parsing.typed_sql``."""
        return Column(name=name, type=self.type, role="text", parse=self.parse)

    def with_nulls(self, words: list[str]) -> Reading:
        return replace(self, parse={**self.parse, "nulls": words}) if words else self


@dataclass(frozen=True)
class Verdict:
    """What a column's text turned out to be. ``rivals`` are other readings that fit every cell as well."""

    reading: Reading
    why: str
    ambiguous: bool = False
    question: str | None = None
    choices: tuple[str, ...] = ()
    rivals: tuple[Reading, ...] = ()
    kind: str = ""
    """For text: what it looks like (code, version, unit, date, number …), evidence for the role."""
    convention: str = ""
    """``decimal`` mark that the column's own cells prove ("proved.") or that was taken by habit ("habit.")."""


TEXT = Reading("text", choice="text")
