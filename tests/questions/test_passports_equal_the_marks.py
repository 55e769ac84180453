"""Every number of every kind of chart, computed once more from the rows behind it, is the one that the chart shows."""

from __future__ import annotations

import datetime as dt
import math
import random
from contextlib import suppress

import pytest

from analytics import query
from analytics.charts.pictures import table_of
from analytics.passport import marks, words
from analytics.passport.marks import Pick
from analytics.passport.rows import Behind
from analytics.schema import AnalyticsError, ChartSpec, Column, Filter, Measure, Profile

AMOUNT, COUNT, PRICE = Measure("amount", "sum"), Measure(), Measure("price", "mean")
CHARTS = {
    "bars with the rest put together": ChartSpec("bar", "product", None, (AMOUNT,), limit=4, other=True),
    "bars split": ChartSpec("bar", "region", "product", (AMOUNT,), limit=3, other=True),
    "bars over whole numbers": ChartSpec("bar", "size", None, (COUNT,), limit=5, other=True),
    "bars that leave values out": ChartSpec("bar", "product", None, (AMOUNT,), limit=3),
    "bars over months": ChartSpec("bar", "day", "region", (AMOUNT,), grain="month"),
    "line over weeks": ChartSpec("line", "day", None, (PRICE,), grain="week", options={"band": True}),
    "line with its own grain": ChartSpec("line", "day", None, (COUNT, AMOUNT)),
    "line over numbers": ChartSpec("line", "price", None, (COUNT,)),
    "folded days of the week": ChartSpec("bar", "day", None, (AMOUNT,), options={"fold": "week"}),
    "combined": ChartSpec("combo", "region", None, (AMOUNT, PRICE)),
    "donut": ChartSpec("pie", "product", None, (AMOUNT,)),
    "treemap": ChartSpec("treemap", "region", "product", (AMOUNT,), other=True),
    "heatmap": ChartSpec("heatmap", "region", "product", (Measure("price", "median"),)),
    "pivot": ChartSpec("pivot", "region", "size", (Measure("price", "max"),)),
    "small multiples": ChartSpec("multiples", "day", "region", (AMOUNT,), grain="quarter"),
    "funnel": ChartSpec("funnel", "region", None, (Measure("product", "count_distinct"),)),
    "waterfall": ChartSpec("waterfall", "region", None, (AMOUNT,)),
    "number": ChartSpec("indicator", None, None, (AMOUNT,)),
    "gauge": ChartSpec("gauge", None, None, (Measure("price", "min"),)),
    "table": ChartSpec("table", "product", None, (COUNT, Measure("amount", "count")), limit=50),
    "histogram": ChartSpec("histogram", "price"),
    "histogram of whole numbers": ChartSpec("histogram", "size"),
    "boxes": ChartSpec("box", "region", None, (Measure("price", "mean"),)),
    "one box": ChartSpec("box", "price"),
    "correlations": ChartSpec("correlation"),
    "scatter": ChartSpec("scatter", "price", "region", (Measure("amount", "sum"),)),
    "scatter over time": ChartSpec("scatter", "day", None, (Measure("amount", "sum"),)),
    "with a filter of its own": ChartSpec(
        "bar", "region", None, (AMOUNT,), filters=(Filter("product", "in", ("p1", "p2")),)
    ),
}
FILTERS = {
    "all": (),
    "some": (Filter("day", "between", ("2024-02-01", "2024-10-31")), Filter("region", "not_in", ("South",))),
}


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A clean table with gaps in every column, names that need quotes beside them, and its profile."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    chance = random.Random(11)

    def gaps(values, share):
        return [None if chance.random() < share else value for value in values]

    size = 500
    columns = {
        "region": gaps(
            [chance.choice(("North", "South", "East", "(empty)", 'it\'s "so"?')) for _ in range(size)], 0.05
        ),
        "product": gaps([f"p{min(int(chance.expovariate(0.3)), 20)}" for _ in range(size)], 0.02),
        "size": gaps([chance.randint(1, 9) for _ in range(size)], 0.03),
        "amount": gaps([round(chance.uniform(-50, 400), 2) for _ in range(size)], 0.1),
        "price": gaps([round(chance.lognormvariate(2, 1), 1) for _ in range(size)], 0.04),
        "day": gaps([dt.date(2024, 1, 1) + dt.timedelta(days=chance.randint(0, 365)) for _ in range(size)], 0.05),
        "file_row_number": list(range(size)),
    }
    path = tmp_path_factory.mktemp("passport") / "clean.parquet"
    pq.write_table(pa.table(columns), path)
    profile = Profile(
        size,
        (
            Column("region", "text", "category", distinct=5),
            Column("product", "text", "category", distinct=21),
            Column("size", "integer", "measure", distinct=9, min="1", max="9"),
            Column("amount", "decimal", "measure", distinct=450),
            Column("price", "decimal", "measure", distinct=300),
            Column("day", "date", "time", distinct=300, min="2024-01-01", max="2024-12-31"),
            Column("file_row_number", "integer", "identifier", distinct=size),
        ),
    )
    return path, profile


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
@pytest.mark.parametrize("spec", CHARTS.values(), ids=CHARTS)
def test_every_number_is_computed_once_more_from_its_rows(table, spec, filters):
    path, profile = table
    data = query.fetch(spec, path, profile, filters=filters)
    shown = table_of(spec, data, profile)
    width, numbers = marks.parts(data.columns)
    assert len(width) == marks.width_of(spec)
    looked = 0
    step = max(1, len(shown["rows"]) // 12)
    for row in range(0, len(shown["rows"]), step):
        for place, number in enumerate(numbers):
            keys = tuple(shown["rows"][row][word] for word in width)
            mark = marks.find(spec, data, profile, Pick(keys, place, row))
            assert mark.text == shown["rows"][row][number]
            behind = Behind(mark, path, profile, filters)
            again = behind.recomputed()
            if mark.value is None:
                assert again is None or (isinstance(again, float) and math.isnan(again))
            else:
                assert again == pytest.approx(mark.value, rel=1e-9, abs=1e-12), (keys, behind.condition)
            counts = behind.counts()
            assert counts.valued <= counts.mark <= counts.filtered <= counts.table
            assert len(behind.page(0, 1000)) == counts.mark
            assert words.formula(behind, filters).endswith(".")
            looked += 1
    assert looked


def test_the_rows_of_all_marks_of_a_chart_are_the_rows_of_its_table(table):
    path, profile = table
    spec = CHARTS["bars split"]
    data = query.fetch(spec, path, profile)
    shown = table_of(spec, data, profile)
    seen: list[int] = []
    for row, cells in enumerate(shown["rows"]):
        behind = Behind(marks.find(spec, data, profile, Pick(tuple(cells[:2]), 0, row)), path, profile, ())
        seen += [position for position, _ in behind.page(0, 1000)]
    assert len(seen) == len(set(seen))


def test_a_mark_is_found_by_the_values_that_its_link_has(table):
    path, profile = table
    spec = CHARTS["bars over months"]
    data = query.fetch(spec, path, profile)
    mark = marks.find(spec, data, profile, Pick(values={"day": "2024-03-01", "region": "North"}))
    assert mark.keys == ("Mar 2024", "North")
    with pytest.raises(AnalyticsError, match="not in the chart any more"):
        marks.find(spec, data, profile, Pick(values={"day": "1999-03-01", "region": "North"}))
    with pytest.raises(AnalyticsError):
        marks.find(spec, data, profile, Pick(("Mar 2024", "Atlantis")))


@pytest.mark.parametrize("spec", CHARTS.values(), ids=CHARTS)
def test_every_mark_that_leads_somewhere_leads_to_its_own_number(table, spec):
    """What the tooltip of a mark says is what its passport says, or the passport asks which number is meant."""
    import html
    import re
    from urllib.parse import parse_qsl

    from analytics.charts.pictures import picture

    path, profile = table
    data = query.fetch(spec, path, profile)
    drawn = picture(spec, path, profile, width=900, height=400, links="?mark=1")["svg"]
    direct = 0
    for href, inside in re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', drawn, re.DOTALL):
        told = re.search(r"<title>(.*?)</title>", inside, re.DOTALL)
        pairs = parse_qsl(html.unescape(href).removeprefix("?"))
        values = {key.partition(":")[2]: value for key, value in pairs if key.startswith(("in:", "from:"))}
        if not values or told is None:
            continue
        with suppress(marks.Several):
            mark = marks.find(spec, data, profile, Pick(values=values))
            assert mark.text in html.unescape(told[1]), (href, told[1])
            direct += 1
    assert direct or spec.kind not in ("pie", "heatmap", "funnel")


def test_a_link_of_a_drawing_in_another_language_is_understood(table):
    from analytics.charts import locales

    path, profile = table
    spec = CHARTS["bars over months"]
    data = query.fetch(spec, path, profile)
    with locales.speaking("de"):
        mark = marks.find(spec, data, profile, Pick(("Mar 2024", "North")))
        assert mark.keys == ("Mär 2024", "North")
    assert marks.find(spec, data, profile, Pick(mark.keys)).keys == ("Mar 2024", "North")


def test_the_query_that_is_shown_gives_the_same_number(table, tmp_path):
    import duckdb

    path, profile = table
    for name in ("bars split", "bars over months", "histogram", "boxes", "with a filter of its own"):
        spec, filters = CHARTS[name], FILTERS["some"]
        data = query.fetch(spec, path, profile, filters=filters)
        cells = table_of(spec, data, profile)["rows"][0]
        places, numbers = marks.parts(data.columns)
        for place in range(len(numbers)):
            mark = marks.find(spec, data, profile, Pick(tuple(cells[word] for word in places), place, 0))
            sql = Behind(mark, path, profile, filters).sql(f"'{path}'")
            assert duckdb.execute(sql).fetchall()[0][0] == pytest.approx(mark.value), sql
