"""Where filters leave a week, charts over time show its days, and not one point on an axis of hours."""

from __future__ import annotations

import re

import pytest

from analytics.charts.grain import narrowed
from analytics.charts.pictures import picture
from analytics.schema import ChartSpec, Column, Filter, Measure, Profile
from core.models import Widget

MONTH = Filter("day", "between", ("2024-03-01", "2024-03-31"))
LINE = ChartSpec("line", "day", measures=(Measure("revenue", "sum"),))


def over(days: int, kind: str = "date") -> Profile:
    return Profile(days, (Column("day", kind, "time", distinct=days, min="2020-01-01", max="2024-12-30"),))


@pytest.mark.parametrize(
    ("ends", "kind", "grain"),
    [
        (("2024-03-04", "2024-03-10"), "date", "day"),
        (("2024-01-01", "2024-06-30"), "date", "week"),
        (("2022-01-01", "2024-12-31"), "date", "month"),
        (("2024-03-04", "2024-03-04"), "date", "day"),
        (("2024-03-04", "2024-03-04"), "datetime", "hour"),
    ],
)
def test_a_shorter_span_is_cut_finer(ends, kind, grain):
    yearly = ChartSpec("line", "day", measures=(Measure(),), grain="year")
    assert narrowed(yearly, over(1800, kind), (Filter("day", "between", ends),)).grain == grain


def test_nothing_becomes_coarser_and_other_columns_do_not_count():
    daily = ChartSpec("line", "day", measures=(Measure(),), grain="day")
    assert narrowed(daily, over(1800), (Filter("day", "between", ("2020-01-01", "2024-12-30")),)) == daily
    assert narrowed(LINE, over(1800), (Filter("amount", "between", (3, 9)),)) == LINE
    assert narrowed(LINE, over(1800), (Filter("day", "between", (None, "2024-03-10")),)) == LINE


def test_a_month_of_a_chart_that_leaves_its_grain_open_shows_its_days(shop):
    made = picture(LINE, shop.path, shop.profile, filters=(MONTH,), width=500, height=300)
    days = shop.sql("SELECT count(DISTINCT day) FROM shop WHERE day BETWEEN '2024-03-01' AND '2024-03-31'")[0][0]
    assert len(made["table"]["rows"]) >= days > 1
    words = re.findall(r">([^<>]+)</text>", made["svg"])
    assert "12:00" not in words
    assert [word for word in words if word.endswith("Mar")]


@pytest.mark.django_db
def test_the_passport_of_a_day_finds_the_day(people, client, shop_board):
    board = shop_board(("lines",))
    widget = Widget.objects.get(dashboard=board)
    widget.visualization.spec = LINE.to_json()
    widget.visualization.save()
    client.force_login(people.viewer)
    query = "mine=1&from:day=2024-03-01&to:day=2024-03-31"
    page = client.get(f"/dashboards/{board.pk}/?{query}").content.decode()
    marks = re.findall(r"mark=1&amp;from%3Aday=([\d-]+)&amp;to%3Aday=([\d-]+)", page)
    assert marks
    assert all(first == last for first, last in marks)
    first, last = marks[0]
    passport = client.get(
        f"/dashboards/{board.pk}/widgets/{widget.pk}/passport/?{query}&mark=1&from:day={first}&to:day={last}"
    )
    assert passport.status_code == 200
    assert '<span class="badge ok">same</span>' in passport.content.decode()
