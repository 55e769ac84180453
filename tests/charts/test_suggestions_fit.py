"""Suggested charts fit their columns, and say why."""

from __future__ import annotations

import pytest

from analytics import charts
from analytics.schema import ChartSpec, Column, Insight, Measure, Profile

PROFILE = Profile(
    5_000,
    (
        Column("order_id", "integer", "identifier", distinct=5_000),
        Column("ordered", "date", "time", distinct=800, min="2022-01-01", max="2024-06-01"),
        Column("city", "text", "category", distinct=40),
        Column("region", "text", "category", distinct=4),
        Column("channel", "text", "category", distinct=3),
        Column("country", "text", "constant", distinct=1),
        Column("revenue", "currency", "measure", distinct=4_000, unit="EUR"),
        Column("price", "currency", "measure", distinct=900, unit="EUR"),
        Column("discount rate", "percent", "measure", distinct=30),
        Column("latitude", "decimal", "measure", distinct=4_000),
        Column("longitude", "decimal", "measure", distinct=4_000),
    ),
)


@pytest.fixture(scope="module")
def found():
    return charts.suggest(PROFILE)


def test_the_best_is_the_money_over_time(found):
    assert (found[0].spec.kind, found[0].spec.dimension, found[0].spec.measures) == (
        "line",
        "ordered",
        (Measure("revenue", "sum"),),
    )


def test_each_has_its_reason(found):
    assert all(len(each.reason) > 15 for each in found)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert len(found) <= 12


def test_no_pie_of_many_slices(found):
    pies = [each.spec for each in found if each.spec.kind == "pie"]
    assert pies
    assert all(PROFILE.column(pie.dimension).distinct <= 6 for pie in pies)


def test_identifiers_and_constants_are_never_measured(found):
    used = {
        name
        for each in found
        for name in (each.spec.dimension, each.spec.series, *(m.column for m in each.spec.measures))
    }
    assert not used & {"order_id", "country"}


def test_prices_and_rates_are_averaged_and_amounts_added(found):
    measures = {(m.column, m.agg) for each in found for m in each.spec.measures if each.spec.kind in ("bar", "line")}
    assert ("revenue", "sum") in measures
    assert not measures & {("price", "sum"), ("discount rate", "sum")}


def test_places_become_a_map(found):
    assert any(each.spec.kind == "map" for each in found)


def test_kinds_are_mixed(found):
    assert len({each.spec.kind for each in found}) >= 6


def test_a_strong_finding_comes_first():
    chart = ChartSpec("bar", "city", measures=(Measure("price", "mean"),), title="Prices")
    insight = Insight("ranking", ("price",), "Prices are highest in Bern.", 0.95, chart=chart)
    best = charts.suggest(PROFILE, [insight])[0]
    assert (best.spec, best.reason) == (chart, "Prices are highest in Bern.")


def test_a_finding_about_columns_that_are_gone_is_left_out():
    insight = Insight("ranking", ("x",), "Gone.", 0.95, chart=ChartSpec("bar", "gone", measures=(Measure(),)))
    assert all(each.spec.dimension != "gone" for each in charts.suggest(PROFILE, [insight]))


def test_a_table_of_words_alone_is_counted():
    profile = Profile(
        100, (Column("answer", "text", "category", distinct=3), Column("remark", "text", "text", distinct=90))
    )
    found = charts.suggest(profile)
    assert found[0].spec.measures == (Measure(),)
    assert charts.headline(profile)[0].title == "Rows"


def test_an_empty_table_gets_no_nonsense():
    assert charts.suggest(Profile(0, ())) == []


def test_headline_numbers_are_few_and_told_apart():
    specs = charts.headline(PROFILE)
    assert 2 <= len(specs) <= 4
    assert len({spec.title for spec in specs}) == len(specs)
    assert all(spec.kind == "indicator" for spec in specs)
