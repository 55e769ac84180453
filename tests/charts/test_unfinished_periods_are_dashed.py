"""A last week of two days is no fall: the line to it is dashed and the words say why; whole periods are drawn whole."""

from __future__ import annotations

import datetime as dt

import pytest

from analytics.charts import document, svg
from analytics.query_source import ChartData
from analytics.schema import ChartSpec, Column, Measure, Profile


def drawing(first: str, last: str, *, grain: str = "week", agg: str = "sum", days: int | None = None) -> str:
    begin, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    many = (end - begin).days + 1
    column = Column("day", "date", "time", distinct=days or many, min=first, max=last)
    profile = Profile(rows=many, columns=(column, Column("amount", "decimal", "measure", distinct=many)))
    starts = sorted({_start(begin + dt.timedelta(days=n), grain) for n in range(many)})
    data = ChartData(("dimension", "m0"), ("day", "Sum"), tuple((each, 5.0 + n % 3) for n, each in enumerate(starts)))
    spec = ChartSpec("line", dimension="day", measures=(Measure("amount", agg),), grain=grain)  # type: ignore[arg-type]
    return svg.draw(document(spec, data, profile), width=500, height=300)


def _start(day: dt.date, grain: str) -> dt.date:
    return day - dt.timedelta(days=day.weekday()) if grain == "week" else day.replace(day=1)


def dashes(drawn: str) -> int:
    return drawn.count("stroke-dasharray")


@pytest.mark.parametrize(
    ("first", "last", "grain", "ends", "words"),
    [
        ("2024-01-01", "2024-03-31", "week", 0, None),
        ("2024-01-01", "2024-03-26", "week", 1, "the last week is not complete"),
        ("2024-01-05", "2024-03-31", "week", 1, "the first week is not complete"),
        ("2024-01-01", "2024-03-29", "week", 0, None),  # a Friday: offices have no more days
        ("2024-01-20", "2024-08-10", "month", 2, "the last month is not complete"),
    ],
)
def test_only_ends_that_are_not_complete_are_dashed(first, last, grain, ends, words):
    drawn = drawing(first, last, grain=grain)
    assert dashes(drawn) == ends
    assert ("is not complete" in drawn) == bool(ends)
    assert drawn.count("(not complete)") == ends  # in the tooltip
    assert words is None or words in drawn


def test_averages_and_data_by_the_month_have_no_unfinished_ends():
    assert dashes(drawing("2024-01-01", "2024-03-26", agg="mean")) == 0
    assert dashes(drawing("2024-01-01", "2024-09-01", grain="month", days=9)) == 0
