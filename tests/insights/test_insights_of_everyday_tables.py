"""Tables as people have them: what a person would say of each is told, and what would be silly is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.insights import find
from analytics.insights.behind import rows_behind
from analytics.insights.outlier import _bound, _forms


@pytest.fixture
def told(truth, tmp_path):
    """``told(frame)``: the findings about a frame, and what is needed to look behind them."""

    def run(frame: pd.DataFrame):
        path = tmp_path / "clean.parquet"
        truth.write(frame, path)
        profile = truth.profile_of(frame)
        return find(path, profile), path, profile

    return run


def about(findings) -> set[tuple]:
    return {(f.kind, f.columns, tuple((f.segment or {}).items()), f.direction or f.period) for f in findings}


def test_a_climb_over_years_that_are_plain_numbers_is_seen(told):
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"year": range(1900, 2000), "warmth": rng.normal(0, 0.2, 100) + np.linspace(0, 1.5, 100)})
    findings, path, profile = told(frame)
    assert about(findings) == {("trend", ("warmth",), (), "up")}
    assert "(1900 – 1911)" in findings[0].text
    assert rows_behind(path, profile, findings[0]).said == "100 rows: “year” from 1900 to 1999, “warmth” has a value."


def test_years_of_birth_are_no_time_axis(told):
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"born": rng.integers(1940, 2000, 900), "height": rng.normal(170, 8, 900)})
    assert told(frame)[0] == []


def test_devices_that_wander_make_neither_rankings_nor_correlations(told):
    rng = np.random.default_rng(3)
    stamps, devices = pd.date_range("2024-01-01", periods=900, freq="h"), 4
    walks = [np.cumsum(rng.standard_normal((900, devices)), axis=0).ravel().round(3) for _ in range(3)]
    frame = pd.DataFrame({"at": np.repeat(stamps, devices), "device": list("ABCD") * 900})
    for number, walk in enumerate(walks):
        frame[f"m{number}"] = 100 + walk
    assert not {f.kind for f in told(frame)[0]} & {"ranking", "correlation"}


def test_a_rate_is_computed_from_counts_and_not_the_counts_from_the_rate(told):
    rng = np.random.default_rng(4)
    shown = rng.integers(9000, 30000, 1200)
    campaign = np.array(["Alpha", "Beta", "Gamma"] * 400)
    clicks = rng.binomial(shown, np.where(campaign == "Beta", 0.05, 0.02))
    frame = pd.DataFrame({"campaign": campaign, "shown": shown, "clicks": clicks, "rate": (clicks / shown).round(4)})
    findings = told(frame)[0]
    assert findings
    assert not any("rate" in finding.columns or "total of “rate”" in finding.text for finding in findings)


def test_a_segment_that_is_twice_as_high_swings_with_the_others_and_is_no_news(told):
    rng = np.random.default_rng(5)
    days = pd.date_range("2023-01-02", periods=364)
    rhythm = np.where(days.day_of_week < 5, 1.0, 0.5)
    frame = pd.concat([
        pd.DataFrame({"day": days, "shop": shop, "visits": level * rhythm * rng.lognormal(0, 0.05, 364)})
        for shop, level in (("A", 100.0), ("B", 210.0), ("C", 95.0))
    ]).sort_values("day", kind="stable")  # fmt: skip
    findings = told(frame)[0]
    assert ("seasonality", ("visits",), (), "weekly") in about(findings)
    assert not any(finding.kind == "seasonality" and finding.segment for finding in findings)


@pytest.mark.parametrize("law", ["poisson", "exponential", "lognormal"])
def test_giants_of_counts_and_skewed_amounts_are_outliers_and_ordinary_values_are_not(law):
    rng = np.random.default_rng(6)
    draw = {"poisson": lambda: rng.poisson(2, 3000) + 1.0, "exponential": lambda: rng.exponential(5, 3000),
            "lognormal": lambda: np.exp(3 + 0.5 * rng.standard_normal(3000))}[law]  # fmt: skip
    for _ in range(5):
        values = draw()
        assert _bound(values, _forms(values), 1.0)[0] is None
        giants = np.append(values, [values.max() * 12, values.max() * 15])
        assert _bound(giants, _forms(giants), 1.0)[0] == values.max() * 12


def test_grades_and_counts_are_not_drawn_as_points_upon_points(told):
    rng = np.random.default_rng(12)
    days = rng.integers(1, 10, 2000)
    price = (20 + 4.0 * days + rng.normal(0, 6, 2000)).round(2)
    grade = np.clip(np.rint(5 - days / 3 + rng.normal(0, 1, 2000)), 1, 5).astype(int)
    weight = (price * 2 + rng.normal(0, 9, 2000)).round(2)
    frame = pd.DataFrame({"days": days, "price": price, "grade": grade, "weight": weight})
    charts = {frozenset(f.columns): f.chart for f in told(frame)[0] if f.kind == "correlation"}
    assert charts[frozenset({"days", "price"})].kind == "box"
    assert charts[frozenset({"days", "price"})].dimension == "days"
    assert charts[frozenset({"days", "grade"})].kind == "bar"
    assert charts[frozenset({"price", "weight"})].kind == "scatter"


def test_no_value_leads_that_a_rarer_one_exceeds(told):
    rng = np.random.default_rng(21)
    payees = np.array(["Bakery", "Café", "Rent"])[rng.integers(0, 3, 600)]
    amount = -np.select([payees == "Bakery", payees == "Café"], [10.0, 7.0], 900.0) + rng.normal(0, 1, 600)
    frame = pd.DataFrame({"payee": payees, "amount": amount.round(2)})
    salary = pd.DataFrame({"payee": ["Employer"] * 12, "amount": [2900.0] * 12})
    findings = told(pd.concat([frame, salary], ignore_index=True))[0]
    assert not [f.text for f in findings if f.kind == "ranking"]
    (leader,) = [f for f in told(frame)[0] if f.kind == "ranking"]
    assert leader.segment == {"payee": "Café"}
    assert "%" not in leader.text  # of a negative number nothing is a share
