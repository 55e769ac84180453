"""A small shop: 600 orders with a date, two categories, amounts, a share, places; and one drawing of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb

from analytics import charts, query
from analytics.charts import svg
from analytics.schema import ChartSpec, Column, Filter, Measure, Profile

NAME = "{http://www.w3.org/2000/svg}"
SQL = """
    SELECT i AS id, DATE '2023-01-01' + CAST((i * i * 31 + i * 17) % 700 AS INTEGER) AS day,
           ['North', 'South', 'East', 'West', 'Overseas territories'][1 + least(i // 7 % 5, i // 3 % 5)] AS region,
           ['Kettle', 'Grinder', 'Beans & <dark> roast', 'Cups', 'Filter papers', 'Scales', 'Tamper', 'Milk jug',
            'Thermometer', 'Travel mug', 'Gift card', 'Cleaning tablets', 'Barista course',
            'Spoon'][1 + least(i * 11 % 14, i * 5 % 15)] AS product,
           CASE WHEN i % 10 = 0 THEN NULL ELSE ['Shop', 'Web', 'Partner'][1 + i % 3] END AS channel,
           1 + i % 9 AS quantity,
           CAST(round((5 + (i * i * 37 % 400) / 3.0) * (1 + 0.5 * sin((i * i * 31 + i * 17) % 700 / 58.0)), 2)
           AS DOUBLE) AS revenue,
           round((i * i * 13 % 30) / 100.0, 2) AS discount,
           CAST((i * i * 29 % 101 + i * 53 % 101 - 95) * 1.5 AS DOUBLE) AS balance,
           47 + (i * i * 7 % 53 + i * 3 % 31) / 10.0 AS lat,
           8 + (i * i * 3 % 71 + i * 11 % 37) / 10.0 AS lon
    FROM range(600) t(i)
"""


@dataclass(frozen=True)
class Shop:
    path: Path
    profile: Profile

    def data(self, spec: ChartSpec, *filters: Filter) -> query.ChartData:
        return query.fetch(spec, self.path, self.profile, filters=filters)

    def figure(self, spec: ChartSpec, *filters: Filter) -> dict[str, Any]:
        return charts.document(spec, self.data(spec, *filters), self.profile)

    def drawing(self, spec: ChartSpec, *filters: Filter, width: float = 640, height: float = 360, **more: Any) -> str:
        return svg.draw(self.figure(spec, *filters), width=width, height=height, **more)

    def sql(self, text: str) -> list[tuple[Any, ...]]:
        return duckdb.sql(text.replace("FROM shop", f"FROM '{self.path}'")).fetchall()


def made(folder: Path) -> Shop:
    path = folder / "clean.parquet"
    duckdb.sql(f"COPY ({SQL}) TO '{path}' (FORMAT parquet)")
    day = Column("day", "date", "time", distinct=100, min="2023-01-01", max="2024-11-30")
    words = [Column(n, "text", "category", distinct=d) for n, d in (("region", 5), ("product", 14), ("channel", 3))]
    numbers = [
        Column("quantity", "integer", "measure", distinct=9),
        Column("revenue", "currency", "measure", distinct=400, unit="EUR"),
        Column("discount", "percent", "measure", distinct=30),
        Column("balance", "decimal", "measure", distinct=201),
        Column("lat", "decimal", "measure", distinct=50),
        Column("lon", "decimal", "measure", distinct=70),
    ]
    return Shop(path, Profile(600, (Column("id", "integer", "identifier", distinct=600), day, *words, *numbers)))


REVENUE = Measure("revenue", "sum")
MEAN = Measure("revenue", "mean")
NUMBERS = tuple(Measure(name, "mean") for name in ("quantity", "revenue", "balance"))
SPECS = {
    "bars": ChartSpec("bar", "region", measures=(REVENUE,), sort="value"),
    "standing bars": ChartSpec("bar", "region", measures=(REVENUE,), options={"horizontal": False}),
    "many bars": ChartSpec("bar", "product", measures=(REVENUE,), limit=10, other=True),
    "turned names": ChartSpec("bar", "product", measures=(REVENUE,), options={"horizontal": False}),
    "bars side by side": ChartSpec("bar", "region", "channel", (REVENUE,)),
    "stacked bars": ChartSpec("bar", "region", "channel", (REVENUE,), options={"mode": "stack"}),
    "shares": ChartSpec("bar", "region", "channel", (REVENUE,), options={"mode": "percent"}),
    "bars below zero": ChartSpec("bar", "product", measures=(Measure("balance", "sum"),)),
    "line": ChartSpec("line", "day", measures=(REVENUE,), grain="month", options={"trend": True, "reference": "mean"}),
    "lines": ChartSpec("line", "day", "region", (Measure("discount", "mean"),), grain="quarter"),
    "line with its interval": ChartSpec("line", "day", None, (MEAN,), "quarter", options={"band": True}),
    "rhythm": ChartSpec("line", "day", measures=(REVENUE,), options={"fold": "week"}),
    "area": ChartSpec("area", "day", measures=(Measure(),), grain="week"),
    "stacked areas": ChartSpec("area", "day", "region", (REVENUE,), grain="quarter"),
    "scatter": ChartSpec("scatter", "revenue", "region", (Measure("balance", "mean"),)),
    "bubbles": ChartSpec("bubble", "revenue", None, (Measure("balance", "mean"), Measure("quantity", "mean"))),
    "histogram": ChartSpec("histogram", "revenue"),
    "boxes": ChartSpec("box", "region", measures=(Measure("balance", "median"),)),
    "violins": ChartSpec("violin", "region", measures=(Measure("balance", "median"),)),
    "strips": ChartSpec("strip", "channel", measures=(Measure("balance", "median"),)),
    "heatmap": ChartSpec("heatmap", "region", "product", (REVENUE,)),
    "correlation": ChartSpec("correlation", measures=NUMBERS),
    "pie": ChartSpec("pie", "region", measures=(REVENUE,)),
    "treemap": ChartSpec("treemap", "product", measures=(REVENUE,)),
    "nested treemap": ChartSpec("treemap", "region", "channel", (REVENUE,)),
    "funnel": ChartSpec("funnel", "product", measures=(Measure(),), sort="value", limit=5),
    "waterfall": ChartSpec("waterfall", "product", measures=(Measure("balance", "sum"),), limit=6),
    "gauge": ChartSpec("gauge", measures=(Measure("discount", "mean"),), options={"target": 0.1}, title="Discount"),
    "number": ChartSpec("indicator", measures=(REVENUE,), title="Revenue"),
    "number over time": ChartSpec("indicator", "day", measures=(REVENUE,), grain="month", title="Revenue"),
    "table": ChartSpec("table", "product", measures=(REVENUE, Measure("discount", "mean"))),
    "pivot": ChartSpec("pivot", "product", "channel", (REVENUE,)),
    "small multiples": ChartSpec("multiples", "day", "region", (REVENUE,), grain="month"),
    "map": ChartSpec("map", "lon", "channel", (Measure("lat", "mean"),)),
    "bars and a line": ChartSpec("combo", "day", measures=(REVENUE, Measure("discount", "mean")), grain="quarter"),
}  # fmt: skip


def parsed(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)  # noqa: S314 - our own drawing


def marks(drawing: str, tag: str = "rect") -> list[ElementTree.Element]:
    """The elements that have a tooltip of their own."""
    return [e for e in parsed(drawing).iter(NAME + tag) if e.find(NAME + "title") is not None]


def tooltip(element: ElementTree.Element) -> str:
    return element.findtext(NAME + "title") or ""


def texts(drawing: str) -> list[str]:
    return [element.text or "" for element in parsed(drawing).iter(NAME + "text")]
