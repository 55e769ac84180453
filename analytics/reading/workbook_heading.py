"""How many rows head a table: words above values of another kind, group names above names, units below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.inference.words import NULL_WORDS
from analytics.reading.header_evidence import log_odds
from analytics.reading.heading_forms import ADDRESS, made_alike, numbered
from analytics.reading.workbook_formats import CODE, NUMBER, TEXT
from analytics.reading.workbook_grid import Merge
from analytics.reading.workbook_rows import STARTS_AS_VALUE, family, filled_in, usual_families
from analytics.reading.workbook_series import counts_up, is_scale, is_series

MAX_HEADER = 6
FAR = 15
"""Rows that may stand between the top of a region and its header."""
TEXT_FAMILY = family(TEXT)


Texts = list[list[str | None]]
Kinds = list[list[int]]
Sideways = list[tuple[int, Merge]]


@dataclass(frozen=True)
class Heading:
    """The header starts ``top`` rows down and has ``count`` rows."""

    top: int
    count: int
    why: str


def heading(texts: Texts, kinds: Kinds, sideways: Sideways) -> Heading:
    """Where the header of these rows is; ``sideways`` are merges over several columns with the place of their row."""
    if not kinds:
        return Heading(0, 0, "There are no rows.")
    width = len(kinds[0])
    if len(kinds) == 1:
        alone = all(kind in (0, TEXT) for kind in kinds[0]) and not any(ADDRESS.match(text or "") for text in texts[0])
        return Heading(0, 1, "The only row is text.") if alone else Heading(0, 0, "The only row holds values.")
    body = usual_families(kinds[min(5, len(kinds) // 2) :], width)
    telling = [j for j in range(width) if body[j] and body[j] != TEXT_FAMILY]
    if not telling:
        return _over_text(texts, kinds, width, sideways)
    top, count = _OverValues(texts, kinds, sideways, body, telling).find()
    if not count:
        return Heading(0, 0, "The first row already holds values of the kinds that the columns have.")
    return Heading(top, count, f"{_count_words(count)} of text above {_values_words(body, telling)}.")


class _OverValues:
    """Rows whose columns below hold values: ``telling`` columns have numbers, dates or flags by ``body``."""

    def __init__(self, texts: Texts, kinds: Kinds, sideways: Sideways, body: list[int], telling: list[int]) -> None:
        self.texts = texts
        self.kinds = kinds
        self.merged = {at for at, _merge in sideways}
        self.telling = telling
        rows = list(zip(texts, kinds, strict=True))[: FAR + MAX_HEADER]
        self.named = [sum(row[j] == TEXT and not _is_null(words[j]) for j in telling) for words, row in rows]
        self.valued = [sum(row[j] != 0 and family(row[j]) == body[j] for j in telling) for _words, row in rows]
        self.series = [is_series(words, row, telling) for words, row in rows]
        self.years = [
            series and all(words[j] is None or len(words[j] or "") != 1 for j in telling)
            for (words, _row), series in zip(rows, self.series, strict=True)
        ]
        self.filled = [filled_in(row) for _words, row in rows]
        for place in range(len(rows) - 1):
            if counts_up(texts[place], telling) and counts_up(texts[place + 1], telling):
                self.series[place] = self.years[place] = False  # 1 2 3 above 4 5 6
        if rows and not self.series[0] and is_scale(texts, telling, len(kinds[0])):
            self.series[0] = self.years[0] = True

    def find(self) -> tuple[int, int]:
        """How far down the header starts, and its number of rows."""
        names = self._names()
        if names is None:
            # Words over the columns of text alone, and blanks over all that hold values.
            blank = self.filled[0] > 1 and not self.valued[0] and all(kind in (0, TEXT) for kind in self.kinds[0])
            whole = [n == len(self.telling) for n in self.valued[1:]]
            parts = [2 * n <= self.filled[0] for n in self.filled[1:]]  # titles of parts
            below = all(a or b for a, b in zip(whole, parts, strict=True)) and 2 * sum(whole) >= len(whole)
            return (0, 1) if blank and below else (0, 0)
        top = names
        while top > 0 and self._groups(top - 1):
            top -= 1
        end = names + 1
        while end < min(len(self.filled), top + MAX_HEADER, len(self.kinds) - 1) and self._more(end):
            end += 1
        return top, end - top

    def _names(self) -> int | None:
        """The first row that names most columns of values, if no row above it has values (but years over groups)."""
        fallback = None
        for place in range(min(FAR, len(self.filled), len(self.kinds) - 1)):
            if self._strong(place):
                return self._fuller(place)
            if self.series[place]:
                return place
            if self.valued[place] and not self._year_over_names(place):
                break
            if fallback is None and self.named[place] > self.valued[place]:
                fallback = place
        return fallback

    def _strong(self, place: int) -> bool:
        return self.named[place] > self.valued[place] and self.named[place] >= 0.6 * len(self.telling)

    def _fuller(self, place: int) -> int:
        """The fullest row of words from a first one to the values: remarks above a header leave columns out."""
        after = place + 1
        while after < len(self.filled) and not self.valued[after] and self.named[after]:
            if self._strong(after) and self.filled[after] > self.filled[place] and not self._units(after):
                place = after
            after += 1
        return place

    def _units(self, place: int) -> bool:
        words = [self.texts[place][j] for j in self.telling]
        return self.named[place] > 0 and all(_is_unit(word) for word in words if word)

    def _year_over_names(self, place: int) -> bool:
        """Whether values of a row stand over groups of columns that the next row names."""
        after = place + 1
        if after >= len(self.filled) or self.valued[after] or 2 * self.named[after] < len(self.telling):
            return False
        return place in self.merged or self.filled[place] < self.filled[after]

    def _groups(self, place: int) -> bool:
        """Whether a row above the names groups them: merged over columns, or each word with a gap or blank behind."""
        row, below = self.kinds[place], self.kinds[place + 1]
        if not self.filled[place] or self.filled[place] > self.filled[place + 1] + 1:
            return False
        if self.valued[place] and not (self.series[place] or self._year_over_names(place)):
            return False
        if place in self.merged:
            return True
        if self.filled[place] < 2:
            return False
        if _tells_apart(self.texts[place], self.texts[place + 1]):
            return True
        return all(self._covers(row, below, j) for j in range(len(row)) if row[j])

    @staticmethod
    def _covers(row: Sequence[int], below: Sequence[int], j: int) -> bool:
        last = j + 1 >= len(row)
        return not below[j] or (not last and not row[j + 1])

    def _more(self, place: int) -> bool:
        """Whether the row below the names belongs to them: words below a group, units, years."""
        opened = place - 1 in self.merged or self.filled[place - 1] < self.filled[place]
        named = (opened or self._units(place)) and not self.valued[place] and 2 * self.named[place] >= len(self.telling)
        full = self.filled[place] >= self.filled[place - 1] or self.filled[place] == len(self.telling)
        twice = full and self.named[place] == len(self.telling) and self._up_to_values(place)
        scarce = self._scarce(place) and self._up_to_values(place)
        return named or (opened and self.years[place]) or twice or scarce or self._fills(place)

    def _scarce(self, place: int) -> bool:
        """Whether a row has units over some columns of values and nothing else."""
        return self._units(place) and self.filled[place] == self.named[place]

    def _up_to_values(self, place: int) -> bool:
        """Whether all rows from here to the first with values have words over them: none is a row of values."""
        while place < len(self.filled) and not self.valued[place]:
            if 2 * self.named[place] < len(self.telling) and not self._scarce(place):
                return False
            if any(STARTS_AS_VALUE.match(self.texts[place][j] or "") for j in self.telling):
                return False
            place += 1
        return len(self.telling) > 1 and place < len(self.filled) and self.valued[place] > self.named[place]

    def _fills(self, place: int) -> bool:
        """Whether a row has words in each gap of the names above and nothing over the values, which start below it."""
        above, row = self.kinds[place - 1], self.kinds[place]
        gaps = [j for j, kind in enumerate(above) if not kind]
        silent = not any(row[j] for j in self.telling) and self.valued[place + 1] == len(self.telling)
        return bool(gaps) and silent and all(row[j] == TEXT for j in gaps)


def _tells_apart(groups: Sequence[str | None], names: Sequence[str | None]) -> bool:
    """Whether names that come again are told apart by the words above them: AAPL, AAPL, MSFT, MSFT over Open, Close."""
    below = [name for name in names if name]
    if len(set(below)) == len(below) or any(group and not name for group, name in zip(groups, names, strict=True)):
        return False
    pairs = [(group, name) for group, name in zip(groups, names, strict=True) if name]
    at = [place for place, (group, _name) in enumerate(pairs) if group]
    own = len(at) > 1 and at[-1] - at[0] == len(at) - 1 and len({pairs[place][0] for place in at}) == len(at)
    return len(set(pairs)) == len(pairs) or (own and all(below.count(pairs[place][1]) > 1 for place in at))


def _count_words(count: int) -> str:
    return "One row" if count == 1 else f"{count} rows"


def _values_words(body: Sequence[int], telling: Sequence[int]) -> str:
    moments = sum(body[j] == 2 for j in telling)
    numbers = sum(body[j] == 1 for j in telling)
    parts = [f"{n} column{'s' if n > 1 else ''} of {w}" for n, w in ((numbers, "numbers"), (moments, "dates")) if n]
    return " and ".join(parts) or "other values"


def _is_null(text: str | None) -> bool:
    return text is None or text.strip().lower() in NULL_WORDS or text.strip() == ""


def _is_unit(text: str | None) -> bool:
    """``(kg)``, ``[EUR]``, ``in %``: what a second header row may say below a name."""
    form = r"\s*(?:[(\[{].{1,20}[)\]}]|in .{1,12}|[-–—%€$£°]|\w{1,4})\s*"
    return text is not None and re.fullmatch(form, text) is not None


def _over_text(texts: Texts, kinds: Kinds, width: int, sideways: Sideways) -> Heading:
    first = [text for text in texts[0] if text]
    below = [{row[j] for row in texts[1:] if row != texts[0]} for j in range(width)]
    again = sum(texts[0][j] is not None and texts[0][j] in below[j] for j in range(width))
    if again and (2 * again >= len(first) if len(kinds) == 2 else len(kinds) > 4 and 3 * again >= len(first)):
        return Heading(0, 0, "The words of the first row come again in their columns below, so it is data.")
    if made_alike(texts, width):
        return Heading(0, 0, "The first row is made like the others: addresses or sentences as below, so it is data.")
    numbers = [
        j for j in range(width) if kinds[0][j] in (NUMBER, CODE) and any(row[j] in (NUMBER, CODE) for row in kinds[1:])
    ]
    if numbers and not is_series(texts[0], kinds[0], range(width)):
        return Heading(0, 0, "The first row holds a number above others, which is no name, so it is data.")
    count = 1
    while count < min(MAX_HEADER, len(kinds) - 1) and any(at == count - 1 for at, _merge in sideways):
        count += 1
    if count > 1:
        return Heading(0, count, f"{_count_words(count)}: merged cells above group the columns.")
    if _groups_next(texts, kinds, width):
        return Heading(0, 2, "2 rows: names with gaps above a full row of names.")
    if numbered(texts[0]) and not numbered(texts[1]):
        return Heading(0, 1, "The first row numbers its columns.")
    if len(kinds) > 2 and log_odds(texts) < 0:
        return Heading(0, 0, "The first row is written like the others, and not like names, so it is data.")
    return Heading(0, 1, "All cells are text; the first row is taken as the header, as is usual.")


def _groups_next(texts: Texts, kinds: Kinds, width: int) -> bool:
    """Whether the first row names groups of the columns that the second one names: gaps behind each of its words."""
    gaps = width - filled_in(kinds[0])
    if len(kinds) < 4 or gaps < 2 or 3 * gaps < width or not kinds[0][0] or filled_in(kinds[1]) < width:
        return False
    return len(set(texts[1])) == width or all(text in texts[1][:j] for j, text in enumerate(texts[1]) if j)
