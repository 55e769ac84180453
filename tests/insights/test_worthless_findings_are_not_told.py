"""Row numbers, copies, computed columns and calendar parts lead to nothing, whatever they are called."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.insights import find_with_coverage


@pytest.fixture
def orders() -> pd.DataFrame:
    """Two thousand orders over a year, dear ones in one region, with everything computed that people compute."""
    rng = np.random.default_rng(5)
    rows = 2000
    frame = pd.DataFrame({"a": np.arange(5001, 5001 + rows)})
    frame["b"] = pd.Timestamp("2023-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 365, rows)), unit="D")
    frame["c"] = rng.choice(["Nord", "Süd", "West"], rows)
    frame["d"] = np.round(np.exp(rng.normal(3, 0.3, rows)) * np.where(frame["c"] == "Nord", 1.6, 1.0), 2)
    frame["e"] = rng.integers(1, 9, rows)
    frame["f"] = np.round(frame["d"] * frame["e"], 2)
    frame["g"] = np.round(frame["d"] * 1.19, 2)
    frame["h"] = frame["b"].dt.month
    frame["i"] = frame["b"].dt.day_name(locale=None).map({
        "Monday": "lundi", "Tuesday": "mardi", "Wednesday": "mercredi", "Thursday": "jeudi", "Friday": "vendredi",
        "Saturday": "samedi", "Sunday": "dimanche",
    })  # fmt: skip
    frame["j"] = frame["c"].map({"Nord": "N", "Süd": "S", "West": "W"})
    return frame


def _search(truth, frame: pd.DataFrame, tmp_path):
    path = tmp_path / "clean.parquet"
    truth.write(frame, path)
    return find_with_coverage(path, truth.profile_of(frame))


def test_only_the_true_finding_is_told(truth, orders, tmp_path):
    findings = _search(truth, orders, tmp_path)
    told = [(insight.kind, insight.columns, insight.segment) for insight in findings.insights]
    assert told == [("ranking", ("d",), {"c": "Nord"})]


def test_what_was_left_out_is_listed_with_its_reason(truth, orders, tmp_path):
    reasons = _search(truth, orders, tmp_path).left_out
    assert "running number" in reasons["a"]
    assert reasons["g"] == "restates “d”"
    assert "month" in reasons["h"]
    assert "weekday" in reasons["i"]
    assert reasons["j"] == "restates “c”"


def test_two_columns_that_only_climb_together_are_not_said_to_have_to_do_with_each_other(truth, tmp_path):
    rng = np.random.default_rng(8)
    line = np.linspace(0, 1, 700)
    frame = pd.DataFrame({"tag": pd.date_range("2022-01-01", periods=700)})
    frame["x"] = np.round(100 * (1 + line) + rng.normal(0, 8, 700), 2)
    frame["y"] = np.round(40 * (1 + 2 * line) + rng.normal(0, 5, 700), 2)
    findings = _search(truth, frame, tmp_path).insights
    assert {(i.kind, i.columns) for i in findings} == {("trend", ("x",)), ("trend", ("y",))}


def test_a_skewed_column_has_no_outliers_for_being_skewed(truth, tmp_path):
    rng = np.random.default_rng(9)
    frame = pd.DataFrame(
        {"w": np.round(np.exp(rng.normal(5, 1.1, 4000)), 2), "v": np.round(rng.pareto(3, 4000) + 1, 4)}
    )
    assert not [i for i in _search(truth, frame, tmp_path).insights if i.kind == "outlier"]
