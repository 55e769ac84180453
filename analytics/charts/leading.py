"""Where a mark leads: on a dashboard to the filter by its values (to its passport where it has none), on the page of a
chart to the passport of its number.

A drawing tells of each mark what stands on its axes; here that is traced back to the row of the data behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from analytics.charts.labels import EMPTY, label, plain
from analytics.charts.scales import number as in_words
from analytics.charts.svg.canvas import MARK, Spot
from analytics.charts.svg.reading import clean
from analytics.query_source import ChartData
from analytics.schema import ChartSpec

PASSPORT = "/passport/?"
POINTS = ("scatter", "bubble", "map")
Pairs = list[tuple[str, str]]


class Leads:
    """From a mark to its address, which begins with ``links``; None where it leads nowhere.

    ``links`` of a passport (``…/passport/?…``) are followed by the words of the row (``k``), the place of the number
    (``n``) and of the row (``r``); ``w`` for a mark that stands for several rows. All others are followed by filters;
    what comes after a space in them is the passport for marks that no filter stands for.
    """

    def __init__(self, links: str, spec: ChartSpec, data: ChartData) -> None:
        self.links, _, self.origin = links.partition(" ")
        self.spec, self.data = spec, data
        self.fold = str(spec.options.get("fold") or "") or None
        self.dimension = spec.dimension if "dimension" in data.columns and data.names[0] else None
        self.series = spec.series if "series" in data.columns else None
        if spec.kind == "correlation":
            self.dimension = self.series = ""
        self.rows = self._indexed()
        self.known: dict[Any, str | None] = {}  # the narrow drawing has the marks of the wide one

    def __call__(self, point: Mapping[str, Any]) -> str | None:
        spot: Spot = point[MARK]
        if spot not in self.known:
            row = self._row(spot)
            base = self.links
            pairs = self._passport(spot, row) if PASSPORT in base else self._filters(spot, row)
            if not pairs and self.origin:
                base, pairs = self.origin, self._passport(spot, row)
            joint = "" if base.endswith("?") else "&" if "?" in base else "?"
            self.known[spot] = f"{base}{joint}{urlencode(pairs)}" if pairs else None
        return self.known[spot]

    # The row behind a mark

    def _indexed(self) -> dict[tuple[str, str], int]:
        """The rows by what marks say of them; -1 where two say the same."""
        found: dict[tuple[str, str], int] = {}
        if self.spec.kind in (*POINTS, "histogram"):
            return found
        names = zip(self.data.values("dimension"), self.data.values("series"), strict=True)
        for row, (x, s) in enumerate(names):
            across = label(s) if self.series is not None else ""
            for along in self._forms(x) if self.dimension is not None else {""}:
                found[along, across] = row if (along, across) not in found else -1
        return found

    def _forms(self, value: Any) -> set[str]:
        """How marks write a value: as the axis says it, or plain; a period by its first moment or its first day."""
        written = str(plain(value))
        found = {label(value, self.spec.grain, self.fold), clean(written) if isinstance(value, str) else written}
        return found | ({written[:10]} if written.endswith("T00:00:00") else set())

    def _row(self, spot: Spot) -> int | None:
        if spot.row is not None:
            return spot.row if 0 <= spot.row < len(self.data.rows) else None
        if self.spec.kind == "histogram":
            return spot.place if isinstance(spot.place, int) and spot.place < len(self.data.rows) else None
        along = spot.along if self.dimension is not None else ""
        found = self.rows.get((along, spot.across if self.series is not None else ""), -1)
        return found if found >= 0 else None

    # To a passport

    def _passport(self, spot: Spot, row: int | None) -> Pairs:
        if row is None:
            return self._whole(spot)
        words = [("k", self._word(name, row)) for name in self._keys()]
        return [*words, ("n", str(self._place(spot))), ("r", str(row))]

    def _keys(self) -> Sequence[str]:
        shown = self.data.columns
        if shown[:2] == ("low", "high"):
            return ("low", "high")
        return [name for name in ("dimension", "series") if name in shown]

    def _word(self, column: str, row: int) -> str:
        value = self.data.rows[row][self.data.columns.index(column)]
        if column in ("low", "high"):
            return in_words(value)
        if column == "dimension":
            return label(value, self.spec.grain, self.fold)
        return label(value)

    def _place(self, spot: Spot) -> int:
        keys = self._keys()
        numbers = [name for name in self.data.columns if name not in keys and name != "points"]
        wanted = "median" if "median" in numbers else f"m{spot.measure}"
        return numbers.index(wanted) if wanted in numbers else 0

    def _whole(self, spot: Spot) -> Pairs:
        """Marks that stand for several rows: a waterfall's total, a tile around tiles, what a donut puts together."""
        kind = self.spec.kind
        several = kind == "treemap" and self.series is not None and not spot.across
        total = kind == "waterfall" and (spot.along, "") not in self.rows
        if several or total or (kind == "pie" and spot.row == -1):
            return [("k", spot.along), ("n", "0"), ("w", "1")]
        return []

    # To a filter

    def _filters(self, spot: Spot, row: int | None) -> Pairs:
        spec = self.spec
        if spec.kind == "histogram" and row is not None and spec.dimension:
            low, high = self.data.rows[row][:2]
            return [(f"low:{spec.dimension}", f"{low:.12g}"), (f"high:{spec.dimension}", f"{high:.12g}")]
        pairs: Pairs = []
        if self.dimension and spec.kind not in POINTS and not self.fold:  # a point's own number is that one row
            pairs += self._filter(self.dimension, self._value("dimension", row, spot.along), spec.grain)
        if self.series:
            pairs += self._filter(self.series, self._value("series", row, spot.across), None)
        return pairs

    def _value(self, column: str, row: int | None, text: str) -> Any:
        if row is not None:
            return self.data.rows[row][self.data.columns.index(column)]
        if column == "dimension" and not self.spec.grain and not (self.spec.kind == "treemap" and self.series):
            return None  # put together by the drawing: no value of the column
        return None if text in (EMPTY, "") else text

    def _filter(self, name: str, value: Any, grain: str | None) -> Pairs:
        if value is None or (self.data.rest is not None and value == self.data.rest):
            return []
        value = value.isoformat() if isinstance(value, date | datetime) else value
        if grain and isinstance(value, str):
            span = period(value, grain)
            return [(f"from:{name}", span[0]), (f"to:{name}", span[1])] if span else []
        if isinstance(value, float | Decimal):
            value = f"{value:.15g}"
        return [(f"in:{name}", str(value))] if isinstance(value, str | int) else []


def period(value: str, grain: str) -> tuple[str, str] | None:
    """First and last day of the period that begins at an ISO date: (2024-03-01, month) → 2024-03-01, 2024-03-31."""
    try:
        first = date.fromisoformat(value[:10])
    except ValueError:
        return None
    months = {"month": 1, "quarter": 3, "year": 12}.get(grain)
    if months is None:
        return first.isoformat(), (first + timedelta(days=6 if grain == "week" else 0)).isoformat()
    count = first.year * 12 + first.month - 1 + months
    if count // 12 > 9999:
        return first.isoformat(), "9999-12-31"
    return first.isoformat(), (date(count // 12, count % 12 + 1, 1) - timedelta(days=1)).isoformat()
