"""Rows with too few or too many cells: put right where one alignment alone fits the columns, else kept as they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

_NUMBER = re.compile(r"\s*[-+(]?\s*[$€£¥]?\s*[-+]?\d[\d.,' \u00a0\u202f]*(?:[eE][-+]?\d+)?\s*[%€$£]?\s*\)?\s*")
_MOMENT = re.compile(r"\s*\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[T ].{4,20})?\s*|\s*\d{1,2}:\d{2}(?::\d{2}.{0,8})?\s*")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
MAX_TRIES = 3000


def shape_of(cell: str) -> str:
    """The form of a cell in a few letters: what kind of value, and of what make."""
    text = cell.strip()
    if not text:
        return ""
    if _NUMBER.fullmatch(text):
        return "n." if "." in text or "," in text else "n"
    if _MOMENT.fullmatch(text):
        return "d" + re.sub(r"\d+", "9", text)
    if "://" in text or text.startswith("www."):
        return "u"
    kind = "x" if _DIGIT.search(text) and _LETTER.search(text) else "t"
    return kind + (" " if " " in text else "")


class Columns:
    """What the columns of the well-formed rows hold: forms with their shares, and few-valued columns' values."""

    def __init__(self, rows: Iterable[Sequence[str]], width: int) -> None:
        self.width = width
        self.rows = 0
        self.shapes: list[Counter[str]] = [Counter() for _ in range(width)]
        self.values: list[Counter[str]] = [Counter() for _ in range(width)]
        for cells in rows:
            self.rows += 1
            for j, cell in enumerate(cells):
                self.shapes[j][shape_of(cell)] += 1
                self.values[j][cell] += 1
        self.few = [len(values) <= max(2, 0.3 * self.rows) for values in self.values]

    def fit(self, column: int, cell: str) -> float:
        """How well a cell fits a column: from -3 (never seen) to 1."""
        if not self.rows:
            return 0.0
        share = self.shapes[column][shape_of(cell)] / self.rows
        if self.few[column]:
            share = max(0.5 * share, 1.0 if cell in self.values[column] else 0.0)
        return share if share > 0.02 else -3.0

    def score(self, cells: Sequence[str | None]) -> float:
        return sum(-0.5 if cell is None else self.fit(j, cell) for j, cell in enumerate(cells))


def align(cells: list[str], columns: Columns, delimiter: str) -> list[str | None] | None:
    """The row in the width of the table where exactly one way fits clearly better than all others; else None."""
    width = columns.width
    if columns.rows < 3 or width < 2:
        return None
    ways = _longer(cells, width) if len(cells) < width else _shorter(cells, width, delimiter)
    scored: dict[tuple[str | None, ...], float] = {}
    for tries, way in enumerate(ways):
        if tries > MAX_TRIES:
            return None
        key = tuple(way)
        if key not in scored:
            scored[key] = columns.score(way)
    if not scored:
        return None
    ranked = sorted(scored.items(), key=lambda pair: -pair[1])
    best, score = ranked[0]
    if score < 0.5 * width - 1.0 or (len(ranked) > 1 and score - ranked[1][1] < 0.6):
        return None
    return list(best)


def _longer(cells: list[str], width: int) -> Iterator[list[str | None]]:
    """A gap of missing cells at each place."""
    gap: list[str | None] = [None] * (width - len(cells))
    for place in range(len(cells) + 1):
        yield [*cells[:place], *gap, *cells[place:]]


def _shorter(cells: list[str], width: int, delimiter: str) -> Iterator[list[str | None]]:
    """Empty cells left out, or neighbours joined again by the delimiter that stood between them."""
    surplus = len(cells) - width
    for place in range(len(cells) - surplus + 1):
        if not any(cell.strip() for cell in cells[place : place + surplus]):
            yield [*cells[:place], *cells[place + surplus :]]
    for place in range(width):
        yield [*cells[:place], delimiter.join(cells[place : place + surplus + 1]), *cells[place + surplus + 1 :]]
