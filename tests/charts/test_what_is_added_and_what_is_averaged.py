"""Unit prices, rates, temperatures, ages and ratings are averaged; amounts and counts are added."""

from __future__ import annotations

import pytest

from analytics.additive import additive, is_listed, is_rate
from analytics.charts import headline, suggest
from analytics.schema import Column, Profile

RATES = """
    unit_price UnitPrice Stückpreis prix_unitaire precio taux Zinssatz interest_rate Temperatur température age âge
    edad rating Bewertung note étoiles
    Sterne score calificación Anteil moyenne salary Gehalt heart_rate avg_speed Luftdruck
    BMI exchange_rate GDP_per_capita average_sales"""
AMOUNTS = """
    sales TotalSales total_price Gesamtpreis line_total Nettoumsatz Betrag Menge Stückzahl montant quantité
    ventes importe population units_sold passengers rainfall kWh"""


def column(name: str, kind: str = "decimal", **more: object) -> Column:
    return Column(name, kind, "measure", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [*RATES.split(), "temp (°C)", "Cost €/kg", "Preis je Stück", "Speed [km/h]"])
def test_what_a_total_says_nothing_of_is_averaged(name):
    assert is_rate(column(name))
    assert not additive(column(name, "currency", unit="EUR"))


@pytest.mark.parametrize("name", AMOUNTS.split())
def test_amounts_and_counts_are_added(name):
    assert additive(column(name))


@pytest.mark.parametrize("name", ["discount", "package", "storage", "advantage", "stage", "Abfahrtsort"])
def test_a_word_inside_a_word_is_no_word(name):
    assert not is_rate(column(name))


def test_a_unit_tells_where_the_name_does_not():
    assert is_rate(column("sensor", unit="°C"))
    assert is_rate(column("value", unit="€/kg"))
    assert not is_rate(column("value", unit="EUR"))


def shop(**more: object) -> Profile:
    product = Column("product", "text", "category", distinct=20)
    return Profile(4000, (product, column("value", "currency", unit="EUR", min="1", max="90", **more)))


def test_money_that_repeats_like_a_list_is_averaged_and_other_money_is_added():
    listed, free = shop(distinct=19), shop(distinct=2800)
    assert is_listed(listed.columns[1], listed)
    assert not is_listed(free.columns[1], free)
    bars = {name: next(s.spec for s in suggest(table) if s.spec.kind == "bar") for name, table in
            (("listed", listed), ("free", free))}  # fmt: skip
    assert bars["listed"].measures[0].agg == "mean"
    assert bars["free"].measures[0].agg == "sum"
    assert "Average value" in [spec.title for spec in headline(listed)]
    assert "Total value" in [spec.title for spec in headline(free)]


def test_an_average_is_never_cut_into_slices():
    table = shop(distinct=19)
    assert all(s.spec.measures[0].agg != "mean" for s in suggest(table) if s.spec.kind in ("pie", "treemap"))
