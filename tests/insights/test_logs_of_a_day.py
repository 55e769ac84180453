"""Logs of devices: seconds over a day, codes for “not measured”, what a person would see in the curve at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.cli.insights import look
from analytics.insights import find, narrative
from analytics.insights.association import same_course
from analytics.insights.behind import rows_behind
from analytics.insights.codes import missing_codes
from analytics.schema import Bin, Column, Profile


def log(*, step: int = 5, mirror: bool = True, broken: float = 0.0) -> pd.DataFrame:
    """A day from 18 over 24 to 18 degrees with twenty odd minutes, the humidity against it."""
    rng = np.random.default_rng(5)
    count = 86_400 // step
    curve = 21 - 3 * np.cos(2 * np.pi * np.arange(count) / count)
    temp = curve + rng.normal(0, 0.15, count)
    humidity = 100 - 2 * (temp if mirror else curve) + rng.normal(0, 0.4, count)
    seconds = np.arange(count) * step
    odd = (seconds >= 14 * 3600 + 600) & (seconds < 14 * 3600 + 1800)
    stamps = pd.date_range("2025-06-01", periods=count, freq=f"{step}s")
    frame = pd.DataFrame({"at": stamps, "temp": (temp + 4 * odd).round(2), "damp": humidity.round(1)})
    if mirror:
        frame.loc[odd, "damp"] -= 8
    frame.loc[rng.random(count) < broken, "temp"] = -999
    return frame


def told(frame: pd.DataFrame, tmp_path) -> dict[tuple[str, tuple[str, ...]], str]:
    file = tmp_path / "log.csv"
    frame.to_csv(file, index=False)
    return {(each.kind, each.columns): each.text for each in look(file).insights}


def test_the_odd_minutes_and_the_relation_of_a_day_are_told_with_their_time(tmp_path):
    findings = told(log(), tmp_path)
    assert "unusually high on 1 Jun 2025 from 14:10 to 14:30: " in findings["anomaly", ("temp",)]
    assert "comparable minutes" in findings["anomaly", ("temp",)]
    assert "“temp” and “damp” strongly go in opposite directions" in findings["correlation", ("temp", "damp")]


def test_a_curve_and_its_mirror_with_noise_of_their_own_are_told_with_a_word_of_care(tmp_path):
    findings = told(log(mirror=False), tmp_path)
    assert findings["correlation", ("temp", "damp")].endswith(" rows, and both move with time).")
    assert ("anomaly", ("damp",)) not in findings


def test_a_code_for_not_measured_hides_nothing(tmp_path):
    findings = told(log(broken=0.01), tmp_path)
    assert "from 14:10 to 14:30: 27" in findings["anomaly", ("temp",)]
    assert ("outlier", ("temp",)) not in findings


def test_a_short_drop_of_a_voltage_counts_though_it_is_few_per_cent(tmp_path):
    rng = np.random.default_rng(6)
    volt = 230 + rng.normal(0, 0.8, 5400)
    volt[2000:2120] -= 15
    stamps = pd.date_range("2025-06-01 09:00", periods=5400, freq="s")
    findings = told(pd.DataFrame({"at": stamps, "volt": volt.round(2)}), tmp_path)
    assert "on 1 Jun 2025 from 09:33 to 09:36" in findings["anomaly", ("volt",)]


@pytest.mark.parametrize("law", ["noise", "walk"])
def test_a_day_of_noise_or_of_wandering_has_nothing_to_tell(law, tmp_path):
    rng = np.random.default_rng(7)
    for _ in range(3):
        values = rng.standard_normal((1440, 3))
        values = values if law == "noise" else values.cumsum(axis=0)
        frame = pd.DataFrame(values.round(3), columns=["a", "b", "c"])
        frame.insert(0, "at", pd.date_range("2025-06-01", periods=1440, freq="min"))
        assert told(frame, tmp_path) == {}


def test_wandering_columns_do_not_foretell_each_other():
    rng = np.random.default_rng(8)
    assert all(same_course(*rng.standard_normal((2, 600)).cumsum(axis=1)) == 1.0 for _ in range(100))


def _column(low: str, counts: tuple[int, ...]) -> Column:
    bins = tuple(Bin("", count) for count in counts)
    return Column("temp", "decimal", "measure", 0, 900, low, "28", bins=bins)


def test_the_story_says_which_number_looks_like_a_code_and_what_to_do():
    column = _column("-999", (9, 0, 0, 0, 0, 0, 900, 90))
    assert narrative(Profile(999, (column,)), [])[-1] == (
        "−999 in “temp” looks like a code for “not measured”; these findings leave it out. "
        "Accept it under Cleaning, and charts do so, too."
    )


@pytest.mark.parametrize(
    ("low", "counts"),
    [("-999", (9, 20, 80, 300, 400, 90)), ("-998", (9, 0, 0, 0, 0, 90)), ("-999", (1, 0, 0, 0, 0, 90))],
    ids=["measured", "another number", "one alone"],
)
def test_an_ordinary_low_value_is_no_code(low, counts):
    assert missing_codes(Profile(999, (_column(low, counts),))) == {}


def test_the_chart_and_the_rows_of_a_finding_are_those_of_its_sentence(tmp_path, truth):
    frame = log(step=20, broken=0.02)
    path = tmp_path / "clean.parquet"
    truth.write(frame, path)
    bins = tuple(Bin("", count) for count in (80, 0, 0, 0, 0, 0, 4000, 240))
    columns = truth.profile_of(frame).columns
    profile = Profile(len(frame), (columns[0], replace(columns[1], min="-999", max="28", bins=bins), columns[2]))
    (odd,) = [each for each in find(path, profile) if each.columns == ("temp",) and each.kind == "anomaly"]
    (kept,) = odd.chart.filters
    assert (kept.column, kept.op) == ("temp", "between")
    assert 15 < kept.values[0] < kept.values[1] < 30
    assert "“at” on 1 Jun 2025 from 14:10 to 14:30" in rows_behind(path, profile, odd).said
