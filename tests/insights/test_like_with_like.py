"""A summer is not held against a winter, and nothing is added up that cannot be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.insights import find
from analytics.insights.alike import alike
from analytics.insights.series import Axis

DAYS = Axis("day", "day", 19_000, 900, single=False)


@pytest.fixture
def told(truth, tmp_path):
    def run(frame: pd.DataFrame):
        path = tmp_path / "clean.parquet"
        truth.write(frame, path)
        return find(path, truth.profile_of(frame))

    return run


def test_short_stretches_next_to_each_other_stay_as_they_are():
    assert alike(DAYS, (0, 40), (40, 80), lasting=True) == ((0, 40), (40, 80))


def test_long_stretches_become_whole_years():
    assert alike(DAYS, (0, 400), (400, 880), lasting=True) == ((35, 400), (400, 765))


def test_a_stretch_is_held_against_the_same_days_a_year_before():
    assert alike(DAYS, (0, 300), (300, 545), lasting=True) == ((0, 180), (365, 545))
    assert alike(DAYS, (0, 300), (300, 600), lasting=False) == ((0, 235), (365, 600))


def test_less_than_a_year_leaves_whole_weeks_beside_a_step_and_nothing_of_a_climb():
    assert alike(DAYS, (0, 150), (150, 300), lasting=True) == ((108, 150), (150, 192))
    assert alike(DAYS, (0, 40), (260, 300), lasting=False) is None


def test_hours_and_years_have_no_season():
    hours, years = (Axis("at", grain, 0, 900, single=False) for grain in ("hour", "year"))
    assert alike(hours, (0, 400), (400, 800), lasting=True) == ((0, 400), (400, 800))
    assert alike(years, (0, 40), (40, 80), lasting=False) == ((0, 40), (40, 80))


def shop(days: int, grown: float) -> pd.DataFrame:
    """Swimwear sells in summer; from the 300th day on tools sell ``grown`` times as often."""
    rng = np.random.default_rng(3)
    rows = []
    for place, day in enumerate(pd.date_range("2023-01-01", periods=days)):
        summer = 1 + 0.8 * np.cos(2 * np.pi * (place - 200) / 365)
        for kind, usual in (("swim", 6 * summer), ("books", 6), ("tools", 6 * (grown if place >= 300 else 1))):
            rows += [(day, kind, round(float(rng.lognormal(3, 0.5)), 2)) for _ in range(rng.poisson(usual))]
    return pd.DataFrame(rows, columns=["day", "kind", "amount"])


def test_what_moves_the_number_of_rows_is_seen_beside_a_season(told):
    (driver,) = [each for each in told(shop(545, 2.2)) if each.kind == "driver" and each.columns == ("__rows__",)]
    assert driver.segment == {"kind": "tools"}
    before, after = (driver.evidence[key] for key in ("before", "after"))
    apart = pd.Timestamp(after["start"]) - pd.Timestamp(before["start"])
    assert apart.days == 365 or apart.days <= 92


def test_a_season_drives_nothing(told):
    assert not [each.text for each in told(shop(330, 1.0)) if each.kind == "driver"]


def test_the_total_of_prices_or_temperatures_is_nobodys_share(told):
    rng = np.random.default_rng(9)
    room = rng.choice(["hall", "attic", "cellar", "shed"], 900, p=[0.55, 0.2, 0.15, 0.1])
    warm = np.select([room == "hall"], [24.0], 19.0) + rng.normal(0, 1, 900)
    paid = np.where(room == "hall", 300, 20) * rng.lognormal(0, 0.3, 900)
    findings = told(pd.DataFrame({"room": room, "warm": warm.round(2), "unit price": paid.round(2)}))
    assert not [each.text for each in findings if each.kind == "dominance" and each.agg == "sum"]


def test_a_share_of_a_total_that_is_more_than_a_share_of_rows_is_told(told):
    rng = np.random.default_rng(10)
    shop = rng.choice(["North", "South", "East", "West"], 900)
    paid = np.where(shop == "North", 300, 20) * rng.lognormal(0, 0.4, 900)
    findings = told(pd.DataFrame({"shop": shop, "paid": paid.round(2)}))
    assert [each.segment for each in findings if each.kind == "dominance"] == [{"shop": "North"}]
