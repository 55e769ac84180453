"""What is drawn is what the data says: how many marks, how long, where, and what they are called."""

from __future__ import annotations

import re

import pytest
from charts_cast import NAME, REVENUE, SPECS, marks, parsed, texts, tooltip

from analytics import charts
from analytics.charts import svg
from analytics.charts.scales import number
from analytics.schema import AnalyticsError, ChartSpec, Filter, Measure


def test_bars_are_as_long_as_the_sums(shop):
    sums = dict(shop.sql("SELECT region, sum(revenue) FROM shop GROUP BY 1"))
    bars = {tooltip(bar).split(":")[0]: float(bar.get("width")) for bar in marks(shop.drawing(SPECS["bars"]))}
    assert set(bars) == set(sums)
    scale = bars["North"] / sums["North"]
    assert bars == pytest.approx({name: total * scale for name, total in sums.items()}, abs=0.2)


def test_standing_bars_begin_on_one_line(shop):
    bars = marks(shop.drawing(SPECS["standing bars"]))
    feet = {round(float(bar.get("y")) + float(bar.get("height"))) for bar in bars}
    assert len(bars) == 5
    assert len(feet) == 1


def test_a_stack_is_as_long_as_the_single_bar(shop):
    stacked = marks(shop.drawing(SPECS["stacked bars"]))
    whole = marks(shop.drawing(ChartSpec("bar", "region", measures=(REVENUE,), options={"horizontal": True})))
    assert len(stacked) == shop.sql("SELECT count(DISTINCT (region, coalesce(channel, ''))) FROM shop")[0][0]
    ends = {}
    for bar in stacked:
        name = tooltip(bar).split(" · ")[0]
        ends[name] = max(ends.get(name, 0), float(bar.get("x")) + float(bar.get("width")))
    lengths = {tooltip(bar).split(":")[0]: float(bar.get("width")) for bar in whole}
    first = min(float(bar.get("x")) for bar in stacked)
    ratios = [(ends[name] - first) / lengths[name] for name in lengths]
    assert ratios == pytest.approx([ratios[0]] * 5, rel=0.01)


def test_shares_fill_the_whole(shop):
    bars = marks(shop.drawing(SPECS["shares"]))
    ends = {round(float(bar.get("x")) + float(bar.get("width"))) for bar in bars}
    assert max(ends) - min(float(bar.get("x")) for bar in bars) > 300
    assert sum(end == max(ends) for end in [round(float(b.get("x")) + float(b.get("width"))) for b in bars]) == 5
    assert any("%" in text for text in texts(shop.drawing(SPECS["shares"])))


def test_a_line_goes_through_every_month(shop):
    months = shop.sql("SELECT count(DISTINCT date_trunc('month', day)) FROM shop")[0][0]
    drawing = shop.drawing(ChartSpec("line", "day", measures=(REVENUE,), grain="month"))
    path = next(e.get("d") for e in parsed(drawing).iter(NAME + "path") if "c-line" in (e.get("class") or ""))
    spots = [tuple(map(float, spot.split())) for spot in re.split("[ML]", path) if spot]
    assert len(spots) == months
    assert [x for x, _ in spots] == sorted(x for x, _ in spots)
    sums = [
        row[0]
        for row in shop.sql(
            "SELECT sum(revenue) FROM shop GROUP BY date_trunc('month', day) ORDER BY date_trunc('month', day)"
        )
    ]
    highest = min(range(months), key=lambda i: spots[i][1])
    assert sums[highest] == max(sums)


def test_a_month_without_orders_counts_as_none(shop):
    spec = ChartSpec("line", "day", measures=(Measure(),), grain="month")
    without = Filter(
        "day",
        "not_in",
        tuple(
            str(row[0])
            for row in shop.sql("SELECT DISTINCT day FROM shop WHERE day BETWEEN '2023-05-01' AND '2023-05-31'")
        ),
    )
    figure = shop.figure(spec, without)
    trace = figure["data"][0]
    assert trace["y"][trace["x"].index("2023-05-01")] == 0


def test_an_interval_lies_around_its_average(shop):
    data = shop.data(SPECS["line with its interval"])
    assert data.columns == ("dimension", "m0", "lo", "hi")
    assert all(low < mean < high for _, mean, low, high in data.rows)
    assert "c-band" in shop.drawing(SPECS["line with its interval"])


def test_every_point_of_a_scatter_is_drawn(shop):
    drawing = shop.drawing(SPECS["scatter"])
    assert drawing.count("<circle cx=") == 600  # those of the legend begin with their class
    assert 250 < len(marks(drawing, "circle")) <= 360  # the others have no tooltip: a pointer could not tell them apart


def test_bins_hold_all_rows(shop):
    data = shop.data(SPECS["histogram"])
    assert sum(data.values("m0")) == 600
    assert len(marks(shop.drawing(SPECS["histogram"]))) == len(data.rows)
    assert all(low < high for low, high in zip(data.values("low"), data.values("high"), strict=True))


def test_what_is_beyond_the_limit_is_put_together(shop):
    data = shop.data(SPECS["many bars"])
    assert data.rest == "Other"
    assert data.values("dimension")[-1] == "Other"
    assert len(data.rows) == 11
    whole = shop.sql("SELECT sum(revenue) FROM shop")[0][0]
    assert sum(data.values("m0")) == pytest.approx(whole)


def test_what_is_left_out_is_said(shop):
    spec = ChartSpec("bar", "product", measures=(Measure("discount", "mean"),), limit=5)
    assert "5 of 11 values of product are shown" in shop.drawing(spec)


def test_a_pie_is_a_whole(shop):
    slices = marks(shop.drawing(SPECS["pie"]), "path")
    shares = [float(re.search(r"\(([\d.]+)%\)", tooltip(part)).group(1)) for part in slices]
    assert len(slices) == 5
    assert sum(shares) == pytest.approx(100, abs=0.3)


def test_a_pie_of_many_parts_has_few_slices(shop):
    assert len(marks(shop.drawing(ChartSpec("pie", "product", measures=(REVENUE,))), "path")) <= 7


def test_boxes_are_the_quarters_of_the_data(shop):
    data = shop.data(SPECS["boxes"])
    for row in data.rows:
        expected = shop.sql(
            f"SELECT quantile_cont(balance, [0.25, 0.5, 0.75]), count(*) FROM shop WHERE region = '{row[0]}'"
        )[0]
        assert list(row[2:5]) == pytest.approx(expected[0])
        assert row[6] == expected[1]


def test_tiles_of_a_treemap_are_as_large_as_the_values(shop):
    tiles = marks(shop.drawing(SPECS["treemap"]))
    shares = [float(re.search(r"\(([\d.]+)%\)", tooltip(tile)).group(1)) for tile in tiles]
    areas = [(float(t.get("width")) + 2) * (float(t.get("height")) + 2) for t in tiles]
    assert len(tiles) == 11
    assert [area / sum(areas) * 100 for area in areas] == pytest.approx(shares, abs=0.6)


def test_steps_of_a_waterfall_end_at_the_total(shop):
    drawn = marks(shop.drawing(SPECS["waterfall"]))
    total = sum(shop.data(SPECS["waterfall"]).values("m0"))
    assert len(drawn) == 7
    assert number(total) in tooltip(drawn[-1])


def test_a_correlation_with_itself_is_one(shop):
    data = shop.data(SPECS["correlation"])
    assert [value for one, other, value in data.rows if one == other] == pytest.approx([1, 1, 1])


def test_money_shares_and_counts_look_different(shop):
    assert any(text.startswith("€") for text in texts(shop.drawing(SPECS["bars"])))
    assert any(text.endswith("%") for text in texts(shop.drawing(SPECS["lines"])))
    assert any(text == "600" for text in texts(shop.drawing(ChartSpec("indicator", measures=(Measure(),)))))


def test_a_filter_narrows_every_kind(shop):
    north = Filter("region", "in", ("North",))
    whole = shop.sql("SELECT sum(revenue) FROM shop WHERE region = 'North'")[0][0]
    for kind in ("bar", "pie", "table"):
        assert sum(shop.data(ChartSpec(kind, "product", measures=(REVENUE,)), north).values("m0")) == pytest.approx(
            whole
        )


def test_a_column_that_is_gone_is_named(shop):
    with pytest.raises(AnalyticsError, match="colour"):
        shop.data(ChartSpec("bar", "colour", measures=(REVENUE,)))
    with pytest.raises(AnalyticsError, match=r"product.*not a number"):
        shop.data(ChartSpec("bar", "region", measures=(Measure("product", "sum"),)))


def test_figures_that_plotly_made_are_drawn_alike(shop):
    """plotly.py writes numbers as base64; the drawing must not care."""
    figure = charts.figure(SPECS["standing bars"], shop.data(SPECS["standing bars"]), shop.profile)
    ours = marks(shop.drawing(SPECS["standing bars"]))
    theirs = marks(svg.draw(figure.to_plotly_json(), width=640, height=360))
    assert [bar.get("height") for bar in theirs] == [bar.get("height") for bar in ours]


@pytest.mark.parametrize(
    "maker", ["bar", "line", "scatter", "area", "histogram", "pie", "box", "violin", "strip", "funnel", "treemap"]
)
def test_figures_of_plotly_express_are_drawn(shop, maker):
    import plotly.express as px

    frame = px.data.tips()
    words = {"pie": {"names": "day", "values": "tip"}, "treemap": {"path": ["day", "sex"], "values": "tip"},
             "histogram": {"x": "tip"}, "funnel": {"x": "tip", "y": "day"}}  # fmt: skip
    made = getattr(px, maker)(frame, **words.get(maker, {"x": "day", "y": "tip", "color": "sex"}))
    drawing = svg.draw(made.to_plotly_json(), width=640, height=360)
    assert svg.knows(made.to_plotly_json())
    assert "NaN" not in drawing
    assert len(list(parsed(drawing).iter())) > 20


def test_what_lies_on_the_upper_edge_needs_no_bin_of_its_own(tmp_path):
    import duckdb
    from charts_cast import Shop

    from analytics.schema import Column, Profile

    duckdb.sql(
        f"COPY (SELECT i / 100.0::DOUBLE AS n FROM range(101) t(i)) TO '{tmp_path / 'n.parquet'}' (FORMAT parquet)"
    )
    shop = Shop(tmp_path / "n.parquet", Profile(101, (Column("n", "percent", "measure", distinct=101),)))
    data = shop.data(ChartSpec("histogram", "n"))
    assert max(data.values("high")) == pytest.approx(1)
    assert sum(data.values("m0")) == 101


def test_small_numbers_keep_three_digits():
    assert [number(n) for n in (0.05977, 0.5, 0.00123, 12.345, 4321.9)] == [
        "0.0598",
        "0.5",
        "0.00123",
        "12.35",
        "4,322",
    ]


@pytest.mark.parametrize("measure", [Measure("v", "mean"), Measure("v", "median")])
@pytest.mark.parametrize("limit", [None, 3])
def test_an_average_of_two_rows_does_not_lead(tmp_path, measure, limit):
    import duckdb
    from charts_cast import Shop

    from analytics.schema import Column, Profile

    path = tmp_path / "clean.parquet"
    duckdb.sql(
        "COPY (SELECT 'usual ' || i % 6 AS name, 10.0 + i % 6 AS v FROM range(300) t(i) "
        f"UNION ALL SELECT 'tiny', 900.0 FROM range(2)) TO '{path}' (FORMAT parquet)"
    )
    columns = (Column("name", "text", "category", distinct=7), Column("v", "decimal", "measure", distinct=7))
    shop = Shop(path, Profile(302, columns))
    spec = ChartSpec("bar", "name", measures=(measure,), sort="value", limit=limit)
    data = shop.data(spec)
    assert data.values("dimension")[0] == "usual 5"
    assert "tiny" not in data.values("dimension")[:-1]
    assert data.counts[0] == 50
    drawing = shop.drawing(spec)
    assert "usual 5: 15 (50 rows)" in [tooltip(bar) for bar in marks(drawing)]
    if limit is None:
        assert data.values("dimension")[-1] == "tiny"
        assert "one of fewer than 5 rows comes last" in drawing
    assert shop.data(ChartSpec("bar", "name", measures=(measure,), sort="value_asc")).values("dimension")[-1] == "tiny"
