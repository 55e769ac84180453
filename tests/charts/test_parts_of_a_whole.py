"""What is below zero is no part of a whole: such charts say so instead of leaving it out."""

from __future__ import annotations

import duckdb
import pytest
from charts_cast import REVENUE, Shop

from analytics import charts
from analytics.schema import AnalyticsError, ChartSpec, Column, Measure, Profile

SUM = Measure("Betrag", "sum")


@pytest.fixture
def account(tmp_path) -> Shop:
    path = tmp_path / "account.parquet"
    rows = "('Einkommen', 34800.0), ('Miete', -12000.0), ('Essen', -9000.5), ('Einkommen', 12.0), ('Bus', -5430.31)"
    duckdb.sql(f'COPY (SELECT * FROM (VALUES {rows}) t("Art", "Betrag")) TO \'{path}\' (FORMAT parquet)')
    amount = Column("Betrag", "currency", "measure", distinct=5, min="-12000.0", max="34800.0")
    return Shop(path, Profile(5, (Column("Art", "text", "category", distinct=4), amount)))


@pytest.mark.parametrize("kind", ["pie", "treemap", "funnel"])
def test_parts_below_zero_are_refused_in_a_sentence(account: Shop, kind: str):
    with pytest.raises(AnalyticsError, match="3 values below zero cannot be parts of a whole; a bar chart shows them"):
        account.figure(ChartSpec(kind, "Art", measures=(SUM,)))
    assert account.figure(ChartSpec(kind, "Art", measures=(Measure(),)))["data"]  # rows are parts of all rows


@pytest.mark.parametrize("kind", ["pie", "treemap", "funnel"])
def test_parts_above_zero_are_drawn(shop: Shop, kind: str):
    assert "<path" in (drawn := shop.drawing(ChartSpec(kind, "region", measures=(REVENUE,)))) or "<rect" in drawn


def test_no_share_of_a_column_with_values_below_zero_is_suggested(account: Shop):
    shares = [s.spec for s in charts.suggest(account.profile) if s.spec.kind in ("pie", "treemap", "funnel")]
    assert all(measure.column is None for spec in shares for measure in spec.measures)
    assert shares, "the rows themselves can still be shared out"
