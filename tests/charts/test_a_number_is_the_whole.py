"""A number, a gauge and correlations show the whole, whatever column is left under “Along”."""

from __future__ import annotations

import pytest
from charts_cast import REVENUE, Shop

from analytics.schema import ChartSpec


@pytest.mark.parametrize("kind", ["indicator", "gauge"])
@pytest.mark.parametrize("along", ["region", "quantity", "channel"])
def test_a_number_along_a_category_is_the_total(shop: Shop, kind: str, along: str):
    total = shop.sql("SELECT sum(revenue) FROM shop")[0][0]
    traces = shop.figure(ChartSpec(kind, along, "channel", (REVENUE,)))["data"]
    assert traces[0]["value"] == pytest.approx(total)
    assert len(traces) == 1  # categories are no periods: no line of them, no change
    assert "delta" not in traces[0]


def test_a_number_over_time_still_has_its_past(shop: Shop):
    traces = shop.figure(ChartSpec("indicator", "day", measures=(REVENUE,), grain="month"))["data"]
    assert "delta" in traces[0]
    assert len(traces) == 2


def test_correlations_name_no_axis_by_a_column_that_they_do_not_use(shop: Shop):
    layout = shop.figure(ChartSpec("correlation", "region", "channel"))["layout"]
    assert not layout["xaxis"]["title"]["text"]
    assert not layout["yaxis"]["title"]["text"]
