"""Every number of every kind of chart, computed once more from the rows behind it, is the one that the chart shows."""

from __future__ import annotations

import datetime as dt
import html
import math
import random
import re
from urllib.parse import parse_qsl

import pytest

from analytics import query
from analytics.charts.pictures import picture, table_of
from analytics.passport import marks, words
from analytics.passport.marks import Pick
from analytics.passport.rows import Behind
from analytics.schema import AnalyticsError, ChartSpec, Column, Filter, Measure, Profile
from core.passport import _mark

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
    return _made(tmp_path_factory.mktemp("passport"), ("North", "South", "East", "(empty)", 'it\'s "so"?'))


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The same without a value that reads like none: marks of both would stand on each other."""
    return _made(tmp_path_factory.mktemp("plain"), ("North", "South", "East", 'it\'s "so"?'))


def _made(folder, regions):
    import pyarrow as pa
    import pyarrow.parquet as pq

    chance = random.Random(11)

    def gaps(values, share):
        return [None if chance.random() < share else value for value in values]

    size = 500
    columns = {
        "region": gaps([chance.choice(regions) for _ in range(size)], 0.05),
        "product": gaps([f"p{min(int(chance.expovariate(0.3)), 20)}" for _ in range(size)], 0.02),
        "size": gaps([chance.randint(1, 9) for _ in range(size)], 0.03),
        "amount": gaps([round(chance.uniform(-50, 400), 2) for _ in range(size)], 0.1),
        "price": gaps([round(chance.lognormvariate(2, 1), 1) for _ in range(size)], 0.04),
        "day": gaps([dt.date(2024, 1, 1) + dt.timedelta(days=chance.randint(0, 365)) for _ in range(size)], 0.05),
        "file_row_number": list(range(size)),
    }
    path = folder / "clean.parquet"
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


MANY = CHARTS | {
    "two measures split": ChartSpec("bar", "region", "product", (AMOUNT, COUNT), limit=3, other=True),
    "bubbles": ChartSpec("bubble", "price", "region", (Measure("amount", "mean"), Measure("size", "mean"))),
    "map": ChartSpec("map", "price", "region", (Measure("size", "mean"),)),
    "waterfall of a few": ChartSpec("waterfall", "product", None, (COUNT,), limit=4),
    "donut of many": ChartSpec("pie", "product", None, (COUNT,), limit=12, other=True),
    "strips": ChartSpec("strip", "region", None, (Measure("price", "mean"),)),
    "violins": ChartSpec("violin", "region", None, (Measure("price", "mean"),)),
    "number over time": ChartSpec("indicator", "day", None, (AMOUNT,), grain="month"),
}
SILENT = {"folded days of the week", "number", "gauge", "number over time", "correlations", "one box",
          "scatter over time"}  # fmt: skip
"""Marks of which no value can be filtered by; on a dashboard they lead nowhere."""
LINK = re.compile(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
TIP = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def _led(drawn):
    """Each link of a drawing that has a tooltip or words: the pairs of its address, and these."""
    for href, inside in LINK.findall(drawn):
        if told := TIP.search(inside) or re.search(r">([^<>]+)<", inside):
            yield parse_qsl(html.unescape(href).partition("?")[2], keep_blank_values=True), html.unescape(told[1])


@pytest.mark.parametrize("name", MANY)
def test_every_mark_leads_straight_to_its_own_passport(plain, name):
    path, profile = plain
    spec = MANY[name]
    drawn = picture(spec, path, profile, width=900, height=400, links="/visualizations/1/passport/?mark=1")["svg"]
    told = 0
    for pairs, words_of_it in _led(drawn):
        given = dict(pairs)
        keys = tuple(value for key, value in pairs if key == "k")
        pick = Pick(keys, int(given["n"]), int(given["r"]) if "r" in given else None, whole="w" in given)
        mark = _mark(spec, path, profile, (), pick)
        single = (
            spec.kind in ("box", "strip") and "median" not in words_of_it
        )  # a point beside its box leads to the box
        assert single or mark.text in words_of_it or _near(mark.value, words_of_it), (pairs, words_of_it, mark.text)
        again = Behind(mark, path, profile, ()).recomputed()
        assert again == pytest.approx(mark.value, rel=1e-9), pairs
        told += 1
    assert told
    bare = [html.unescape(tip) for tip in TIP.findall(re.sub(r"<text.*?</text>", "", LINK.sub("", drawn)))[1:]]
    # What has no rows behind it has no passport: periods and cells in which nothing happened.
    assert all(tip.endswith((": 0", ": nothing")) for tip in bare), bare


def _near(value, words_of_it):
    """Whether the value stands in the words, rounded as drawings round."""
    numbers = [float(n.replace(",", "").replace("−", "-")) for n in re.findall(r"[−-]?\d[\d,]*\.?\d*", words_of_it)]
    return any(n == pytest.approx(float(value), rel=0.01, abs=0.006) for n in numbers)


@pytest.mark.parametrize("name", MANY)
def test_every_mark_of_a_dashboard_filters_by_its_values(plain, name):
    path, profile = plain
    spec = MANY[name]
    drawn = picture(spec, path, profile, width=900, height=400, links="?mark=1")["svg"]
    led = list(_led(drawn))
    assert bool(led) == (name not in SILENT), name
    for pairs, words_of_it in led:
        columns = {key.partition(":")[2] for key, _ in pairs} - {""}
        assert columns <= {spec.dimension, spec.series}, (pairs, words_of_it)


def test_a_bar_of_a_histogram_filters_by_its_span(table):
    path, profile = table
    drawn = picture(CHARTS["histogram"], path, profile, width=900, height=400, links="?mark=1")["svg"]
    data = query.fetch(CHARTS["histogram"], path, profile)
    spans = [(float(dict(pairs)["low:price"]), float(dict(pairs)["high:price"])) for pairs, _ in _led(drawn)]
    assert spans == [pytest.approx(row[:2]) for row in data.rows]


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
