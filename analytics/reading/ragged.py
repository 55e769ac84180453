"""Rows with too few or too many cells: put right where one way alone fits what the columns hold, else left as they are.

Columns are known by the rows that have the right width: the forms and the values of their cells, with their shares.
A way to put a row right is as likely as the product of its cells' shares; it is taken if it is likely by itself and
far likelier than every other way.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from analytics.reading.cells import Dialect

_NUMBER = re.compile(
    r"\s*+(?:[-+(]\s*+)?(?:[$€£¥]\s*+)?[-+]?\d[\d.,' \u00a0\u202f]*+(?:[eE][-+]?\d+)?\s*+(?:[%€$£]\s*+)?(?:\)\s*+)?"
)
"""A run of blanks is taken once and never given back: it would be shared out in every way otherwise."""
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_ADDRESS = re.compile(r"(?:https?|ftp)://|www\.")
FLOOR = 0.004
FAR = math.log(5.0)
"""A way must be five times likelier than the next one."""
EARLY = math.log(2.0)
MAX_CELL = 400
WIDEST = 200
"""Columns of a table whose rows are tried to be put right."""
OTHER_DELIMITERS = (" ", ";", "\t", "|", ",")

Row = tuple[str | None, ...]


def coarse(cell: str) -> str:
    """What a cell is: nothing, a number, an address, words, or letters and digits mixed."""
    text = cell.strip()
    if not text:
        return ""
    if _NUMBER.fullmatch(text):
        return "n." if "." in text or "," in text else "n"
    if _ADDRESS.match(text):
        return "u"
    kind = "x" if _DIGITS.search(text) else "t"
    return kind + (" " if " " in text else "")


def fine(cell: str) -> str:
    """The make of a cell: its digits as 9, its runs of letters as a, its signs as they are; only the first 24."""
    text = _ADDRESS.sub("^", cell[:60])
    return _DIGITS.sub(lambda found: "9" * len(found.group()), _LETTERS.sub("a", text))[:24]


class Columns:
    """What the columns of the well-formed rows hold."""

    def __init__(self, rows: Iterable[Sequence[str]], width: int) -> None:
        self.width = width
        self.rows = 0
        self.coarse: list[Counter[str]] = [Counter() for _ in range(width)]
        self.fine: list[Counter[str]] = [Counter() for _ in range(width)]
        self.values: list[Counter[str]] = [Counter() for _ in range(width)]
        for cells in rows:
            self.rows += 1
            for j, cell in enumerate(cells):
                self.coarse[j][coarse(cell)] += 1
                self.fine[j][fine(cell)] += 1
                self.values[j][cell] += 1
        # The share of what is new (Good and Turing): where it is small, a make or a value not seen before is unlikely.
        self.new_make = [_singles(makes, self.rows) for makes in self.fine]
        self.new_value = [_singles(values, self.rows) for values in self.values]
        self.few = [2 * len(values) <= self.rows for values in self.values]
        self._known: dict[tuple[int, str], float] = {}

    def fit(self, column: int, cell: str) -> float:
        """The logarithm of how likely a column has such a cell."""
        key = (column, cell)
        if key not in self._known:
            if len(self._known) > 100_000:
                self._known.clear()
            self._known[key] = math.log(max(FLOOR, self._share(column, cell)))
        return self._known[key]

    def _share(self, column: int, cell: str) -> float:
        kind = coarse(cell)
        form = self.coarse[column][kind] / self.rows
        if kind[:1] in ("t", "x"):  # one word or more, with digits or without: texts all the same
            texts = sum(self.coarse[column][other] for other in ("t", "t ", "x", "x "))
            form = max(form, 0.15 * texts / self.rows)
        make = self.fine[column][fine(cell)] / self.rows
        known = 1 - self.new_make[column]
        looks = (1 - known) * form + known * math.sqrt(make)
        if not self.few[column]:
            return looks
        seen = self.values[column][cell]
        return 0.3 + 0.7 * math.sqrt(seen / self.rows) if seen else self.new_value[column] * looks

    def likely(self, row: Row) -> float:
        return sum(self.fit(j, cell or "") for j, cell in enumerate(row))

    def plausible(self, row: Row) -> bool:
        """Whether a row could be one of the table: hardly a cell unlike its column."""
        strange = sum(self.fit(j, cell or "") <= math.log(0.01) for j, cell in enumerate(row))
        return strange <= self.width // 8


def _singles(counts: Counter[str], rows: int) -> float:
    once = sum(count == 1 for count in counts.values())
    return min(0.9, max(0.02, 1 / (rows + 1), once / max(1, rows)))


def align(cells: list[str], columns: Columns, dialect: Dialect, raw: str = "") -> Row | None:
    """The row in the width of the table where one way to put it right fits clearly better than all others."""
    if columns.rows < 3 or not 2 <= columns.width <= WIDEST or len(cells) > 2 * WIDEST:
        return None
    ways: dict[Row, float] = {}
    for way in _ways(cells, columns.width, dialect, raw):
        if way not in ways:
            # A row that merely ends too early is the usual case.
            ways[way] = columns.likely(way) + (EARLY if way[-1] is None and None not in way[: len(cells)] else 0.0)
    ranked = sorted(ways, key=lambda way: -ways[way])
    if not ranked or not columns.plausible(ranked[0]):
        return None
    if len(ranked) > 1 and ways[ranked[0]] - ways[ranked[1]] < FAR:
        return None
    return ranked[0]


def _ways(cells: list[str], width: int, dialect: Dialect, raw: str) -> Iterator[Row]:
    if len(cells) > width:
        yield from _shorter(cells, width, dialect.delimiter, dialect.quote or '"')
    else:
        yield from _longer(cells, width)
        if len(cells) == width - 1:
            yield from _split(cells, dialect.quote or '"')
    if len(cells) <= max(1, width // 2):
        yield from _other_dialect(raw, width, dialect)


def _longer(cells: list[str], width: int) -> Iterator[Row]:
    """A gap of missing cells at each place."""
    gap: list[str | None] = [None] * (width - len(cells))
    for place in range(len(cells) + 1):
        yield (*cells[:place], *gap, *cells[place:])


def _split(cells: list[str], quote: str) -> Iterator[Row]:
    """Two cells that have lost the delimiter between them."""
    for place, cell in enumerate(cells):
        for at in range(1, min(len(cell), MAX_CELL)):
            left, right = _unquoted(cell[:at], quote), _unquoted(cell[at:], quote)
            yield (*cells[:place], left, right, *cells[place + 1 :])
            if quote in cell:
                yield (*cells[:place], _bare(left, quote), _bare(right, quote), *cells[place + 1 :])


def _unquoted(cell: str, quote: str) -> str:
    """A cell whose quotes are well-formed, without them."""
    if len(cell) > 1 and cell.startswith(quote) and cell.endswith(quote):
        return cell[1:-1].replace(quote * 2, quote)
    return cell


def _bare(cell: str, quote: str) -> str:
    """A cell without the quotes around it, or the one that is left of them."""
    return cell.removeprefix(quote).removesuffix(quote).replace(quote * 2, quote)


def _shorter(cells: list[str], width: int, delimiter: str, quote: str) -> Iterator[Row]:
    """Empty cells left out, or neighbours joined again by the delimiter that stood between them."""
    surplus = len(cells) - width
    for place in range(len(cells) - surplus + 1):
        if not any(cell.strip() for cell in cells[place : place + surplus]):
            yield (*cells[:place], *cells[place + surplus :])
    for place in range(width):
        joined = cells[place : place + surplus + 1]
        if all(cell.strip() for cell in joined):
            whole = delimiter.join(joined)
            yield (*cells[:place], whole, *cells[place + surplus + 1 :])
            if whole.endswith(quote):  # "a",b" where a stray quote had closed the cell
                yield (*cells[:place], whole.removesuffix(quote), *cells[place + surplus + 1 :])


def _other_dialect(raw: str, width: int, dialect: Dialect) -> Iterator[Row]:
    """One row that is written with another delimiter than all the others."""
    for sign in OTHER_DELIMITERS:
        if sign == dialect.delimiter or raw.count(sign) < width - 1:
            continue
        cells, closed, odd = Dialect(sign, dialect.quote or '"').cut(raw)
        if closed and not odd and len(cells) == width:
            yield tuple(cells)


def header(cells: list[str], width: int, dialect: Dialect, raw: str) -> list[str]:
    """The names of a header in the width of the table, where one cell too many is empty or its delimiter is another."""
    blanks = [place for place, cell in enumerate(cells) if not cell.strip()]
    if len(cells) == width + 1 and len(blanks) == 1:
        return [*cells[: blanks[0]], *cells[blanks[0] + 1 :]]
    if len(cells) == 1 < width and len(inner := dialect.split(cells[0])) == width and all(map(str.strip, inner)):
        return inner  # the header alone stands in quotes as a whole
    if len(cells) <= max(1, width // 2):
        others = [row for row in _other_dialect(raw, width, dialect) if all(row)]
        if len(others) == 1:
            return [cell or "" for cell in others[0]]
    return cells
