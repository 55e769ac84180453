"""Numbers of one chart are written in one manner and stand where they can be read."""

from __future__ import annotations

import re

from charts_cast import NAME, SPECS, parsed, texts

from analytics.charts import locales, svg
from analytics.charts.scales import aligned, number


def bars(values: list[float], **layout: object) -> dict:
    names = [f"s{place}" for place in range(len(values))]
    return {"data": [{"type": "bar", "x": names, "y": values}], "layout": layout}


def drawn(figure: dict) -> str:
    return svg.draw(figure, width=500, height=300)


def test_short_numbers_at_bars_keep_their_decimal_beside_others():
    assert {"15.0k", "9.9k", "2.0k", "951"} <= set(texts(drawn(bars([15_000, 9_886, 2_000, 951]))))
    assert {"20k", "10k"} <= set(texts(drawn(bars([20_000, 10_000]))))
    with locales.speaking("de"):
        assert any(re.fullmatch(r"15,0\sTsd\.", word) for word in texts(drawn(bars([15_000, 9_886, 2_000]))))


def test_a_column_of_a_table_has_one_number_of_decimals(shop):
    shares = [text for text in texts(shop.drawing(SPECS["table"])) if text.endswith("%")]
    assert shares
    assert {len(share.partition(".")[2]) for share in shares} == {3}  # two and the sign
    amounts = [text for text in texts(shop.drawing(SPECS["pivot"], width=900)) if text.startswith("€")]
    assert amounts
    assert not [amount for amount in amounts if "." in amount or "…" in amount]


def test_what_decides_about_the_decimals_of_a_column():
    assert [number(v, step=aligned([1.5, 2, 10])) for v in (1.5, 2, 10)] == ["1.5", "2.0", "10.0"]
    assert [number(v, step=aligned([836.07, 12_559.4])) for v in (836.07, 12_559.4)] == ["836", "12,559"]
    assert [number(v, step=aligned([0.25, 1200])) for v in (0.25, 1200)] == ["0.25", "1,200.00"]
    assert [number(v, step=aligned([1, 2, None])) for v in (1, 2)] == ["1", "2"]
    assert number(0.13, "%", step=aligned([0.13, 0.1452], "%")) == "13.00%"


def test_parts_of_a_donut_have_one_number_of_decimals_and_none_is_written_as_nothing():
    pie = {"data": [{"type": "pie", "labels": ["a", "b", "c"], "values": [9e17, 8e16, 5]}], "layout": {}}
    assert {"91.8%", "8.2%", "<0.1%"} <= set(texts(drawn(pie)))


def test_a_number_under_a_bar_does_not_stand_on_the_name_of_the_bar():
    words = {
        element.text: float(element.get("y"))
        for element in parsed(drawn(bars([30, 10, -20]))).iter(f"{NAME}text")
    }  # fmt: skip
    assert words["s2"] - words["−20"] >= 12


def test_where_words_are_left_out_zero_is_not():
    figure = {"data": [{"type": "bar", "orientation": "h", "y": ["a", "b"], "x": [-3_987, 18_940]}], "layout": {}}
    assert "0" in texts(svg.draw(figure, width=240, height=160))


def test_there_is_no_half_of_a_row(shop):
    from analytics.schema import ChartSpec, Filter, Measure

    few = shop.figure(ChartSpec("bar", "region", measures=(Measure(),)), Filter("id", "in", (1, 2)))
    assert not [text for text in texts(drawn(few)) if re.fullmatch(r"\d\.\d+", text)]


def test_one_moment_is_one_word_on_the_axis():
    figure = {"data": [{"type": "scatter", "mode": "lines", "x": ["2024-05-01"], "y": [5]}],
              "layout": {"xaxis": {"type": "date", "hoverformat": "%b %Y"}}}  # fmt: skip
    found = texts(drawn(figure))
    assert "May 2024" in found
    assert not [text for text in found if ":" in text]


def test_a_gauge_below_zero_shows_how_far(shop):
    from analytics.schema import ChartSpec, Measure

    figure = shop.figure(ChartSpec("gauge", measures=(Measure("balance", "min"),)))
    low, high = figure["data"][0]["gauge"]["axis"]["range"]
    assert low < figure["data"][0]["value"] < 0 == high


def test_in_a_narrow_table_heads_and_names_give_way_before_numbers():
    columns = [["a name of many words", "another one"], ["€1,234,567", "€7"], ["12.34%", "0.10%"]]
    heads = ["what it is", "a head that is much longer than its numbers", "share"]
    figure = {"data": [{"type": "table", "header": {"values": heads}, "cells": {"values": columns}}], "layout": {}}
    found = texts(svg.draw(figure, width=260, height=200))
    assert {"€1,234,567", "€7", "12.34%", "0.10%"} <= set(found)
    assert any(text.endswith("…") for text in found)
