"""Which number is meant: a cell of the table that every chart has, by the words of its row, or a mark's own values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from analytics import query
from analytics.charts import locales
from analytics.charts.labels import EMPTY
from analytics.charts.pictures import TABLE_ROWS, table_of
from analytics.query import ChartData
from analytics.schema import AnalyticsError, ChartSpec, Profile

POINTS = ("scatter", "bubble", "map")
BOXES = ("box", "violin", "strip")
GONE = "This number is not in the chart any more; its data or its filters have changed. Open the chart and choose anew."


@dataclass(frozen=True)
class Pick:
    """``keys`` are the words of the row (``("North", "Mar 2024")``), ``place`` counts the numbers beside them.

    ``row`` is where it stood in the table, for rows of the same words. ``values`` are a mark's own, by column, as
    text; the first day of a period stands for the period. ``whole``: a mark that stands for several rows of the
    table, like the total of a waterfall.
    """

    keys: tuple[str, ...] | None = None
    place: int = 0
    row: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False


@dataclass(frozen=True)
class Mark:
    """One number of a chart: the values of its row by role, which of them it is, and how the chart writes it."""

    spec: ChartSpec
    data: ChartData
    row: int
    place: int
    column: str
    value: Any
    text: str
    keys: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[tuple[int, str, str], ...]
    """The other numbers of the row, too: place, name, text."""

    @property
    def values(self) -> dict[str, Any]:
        return dict(zip(self.data.columns, self.data.rows[self.row], strict=True))


def parts(columns: Sequence[str]) -> tuple[list[int], list[int]]:
    """Where the words and where the numbers of a chart's table stand, of its data's columns."""
    shown = [column for column in columns if column != "points"]
    words = [place for place, name in enumerate(shown) if name in ("dimension", "series")]
    if shown[:2] == ["low", "high"]:
        words = [0, 1]  # a histogram: both ends of the interval
    return words, [place for place in range(len(shown)) if place not in words]


def width_of(spec: ChartSpec) -> int:
    """How many columns of the chart's table are words, as its spec tells; the rest are numbers."""
    if spec.kind in ("histogram", "correlation"):
        return 2
    if spec.kind in BOXES:
        return 1
    return (spec.dimension is not None) + (spec.series is not None)


class Several(AnalyticsError):
    """A mark's values fit several numbers; ``rows`` of the chart's table have them."""

    def __init__(self, rows: Sequence[int]) -> None:
        super().__init__("Several numbers of this chart fit; choose one.")
        self.rows = tuple(rows)


def find(spec: ChartSpec, data: ChartData, profile: Profile, pick: Pick) -> Mark:
    """The mark that ``pick`` means. AnalyticsError where the chart has none like it, Several where it has more."""
    spec = query.settled(spec, profile)
    words, numbers = parts(data.columns)
    names = [name for name, column in zip(data.names, data.columns, strict=True) if column != "points"]
    shown = [column for column in data.columns if column != "points"]
    if not data.rows or not numbers:
        raise AnalyticsError(GONE)
    at, cells = _found(spec, data, profile, pick, words)
    place = pick.place if 0 <= pick.place < len(numbers) else 0
    if pick.keys is None:
        if len(spec.measures) > 1 and spec.kind not in BOXES:
            raise Several([at])  # a mark does not say of which measure it is
        if "median" in shown:
            place = numbers.index(shown.index("median"))
    column = shown[numbers[place]]
    return Mark(
        spec=spec,
        data=data,
        row=at,
        place=place,
        column=column,
        value=data.rows[at][data.columns.index(column)],
        text=cells[numbers[place]],
        keys=tuple(cells[word] for word in words),
        names=tuple(names[word] for word in words),
        numbers=tuple((n, names[number], cells[number]) for n, number in enumerate(numbers)),
    )


def _found(spec: ChartSpec, data: ChartData, profile: Profile, pick: Pick, words: list[int]) -> tuple[int, list[str]]:
    """Where the row stands, and its cells as they are written for this reader.

    A link may come from what was drawn for a reader of another language.
    """
    for language in dict.fromkeys((locales.manner().name, *locales.MANNERS)):
        with locales.speaking(language):
            rows = _searched(spec, data, profile, pick, words)
        if not rows:
            continue
        at = pick.row if pick.row in rows else rows[0]
        if pick.keys is None and len(rows) > 1:
            at = _without(spec, data, pick, rows)
        return at, table_of(spec, replace(data, rows=(data.rows[at],)), profile)["rows"][0]
    if spec.kind == "waterfall" and pick.values:
        raise Several(range(len(data.rows)))  # the step that adds up all the others
    raise AnalyticsError(GONE)


def _searched(spec: ChartSpec, data: ChartData, profile: Profile, pick: Pick, words: list[int]) -> list[int]:
    """The rows that fit."""
    if pick.keys is not None:
        return [
            at
            for at, cells in _rows(spec, data, profile)
            if tuple(cells[word] for word in words) == pick.keys
        ]  # fmt: skip
    return [
        at
        for at, cells in _rows(spec, data, profile)
        if _stands_for(data, at, pick.values, spec, cells, words)
    ]  # fmt: skip


def _without(spec: ChartSpec, data: ChartData, pick: Pick, rows: list[int]) -> int:
    """Of several rows that a mark's values fit, the one in which everything else has no value. Raises Several.

    A link names no missing values and nothing that was put together; panels, points and tiles name a part of it.
    """
    unnamed = [
        role
        for role, name in (("dimension", spec.dimension), ("series", spec.series))
        if name is not None and name not in pick.values and role in data.columns
    ]
    nameless = (None, EMPTY, data.rest)
    empty = [at for at in rows if all(data.values(role)[at] in nameless for role in unnamed)]
    if spec.kind in (*POINTS, "multiples", "treemap") or not unnamed or len(empty) != 1:
        raise Several(rows)
    return empty[0]


def _rows(spec: ChartSpec, data: ChartData, profile: Profile) -> Iterator[tuple[int, list[str]]]:
    """The chart's table, all of it, as texts."""
    for begin in range(0, len(data.rows), TABLE_ROWS):
        piece = replace(data, rows=data.rows[begin : begin + TABLE_ROWS])
        for place, cells in enumerate(table_of(spec, piece, profile)["rows"]):
            yield begin + place, cells


def _stands_for(
    data: ChartData, at: int, values: Mapping[str, str], spec: ChartSpec, cells: list[str], words: list[int]
) -> bool:
    """Whether the row has those values: as they are, as ISO text, or as the chart writes them."""
    row = dict(zip(data.columns, data.rows[at], strict=True))
    shown = {"dimension": cells[words[0]] if words else "", "series": cells[words[-1]] if words else ""}
    known = 0
    for role, name in (("dimension", spec.dimension), ("series", spec.series)):
        if name is None or name not in values or role not in row:
            continue
        value, wanted = row[role], values[name]
        alike = {str(value), shown[role]}
        if isinstance(value, date):
            alike |= {value.isoformat(), value.isoformat()[:10]}
        if value is None or wanted not in alike:
            return False
        known += 1
    return known > 0
