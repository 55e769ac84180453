"""A filter as the page draws it, and what is chosen in it as people say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.boards.filter_urls import PERIODS, plain
from core.models import FilterKind


@dataclass(frozen=True)
class FilterView:
    """A filter as the page draws it: what may be chosen, what is chosen."""

    name: str
    kind: str
    version: int
    pk: int = 0
    chosen: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    period: str = ""
    lowest: str = ""
    highest: str = ""
    text: str = ""
    required: bool = False
    under: str = ""  # the filter whose choice narrows what is offered here
    default: Mapping[str, Any] = field(default_factory=dict)

    @property
    def unknown(self) -> list[str]:
        """Chosen values that are not offered: the data has them no more, not under another choice, or seldom."""
        return [value for value in self.chosen if value not in self.choices]

    @property
    def is_missing(self) -> bool:
        """Whether charts wait for it."""
        return self.required and not self.is_set

    @property
    def default_words(self) -> str:
        """What "default" stands for, or nothing where none is set."""
        return value_words(self.kind, self.default) if self.default else ""

    @property
    def is_set(self) -> bool:
        return bool(self.chosen or self.start or self.end or self.period or self.text)

    @property
    def words(self) -> str:
        """What is chosen, as people say it."""
        if self.period:
            return PERIODS.get(self.period, self.period)
        if self.kind == FilterKind.CATEGORY:
            return ", ".join(self.chosen) or "all"
        if self.kind == FilterKind.TEXT:
            return f"contains “{self.text}”" if self.text else "all"
        if self.start and self.end:
            return f"{self.start} – {self.end}"
        return f"from {self.start}" if self.start else f"up to {self.end}" if self.end else "all"


def parts_of(kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """The value of a filter as the fields of its view."""
    is_number = kind == FilterKind.NUMBER
    return {
        "chosen": tuple(value.get("values", ())),
        "start": plain(value.get("low" if is_number else "from", "")),
        "end": plain(value.get("high" if is_number else "to", "")),
        "period": value.get("period", ""),
        "text": value.get("contains", ""),
    }


def value_words(kind: str, value: Mapping[str, Any]) -> str:
    return FilterView("", kind, 0, **parts_of(kind, value)).words
