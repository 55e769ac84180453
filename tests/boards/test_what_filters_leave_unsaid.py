"""An automatic dashboard: numbers beside the period before, and sentences that say of which data they speak."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest

from analytics.schema import Column
from core.boards import autoboard, dashboards, operations
from core.models import WidgetKind
from tests.boards.conftest import ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(people):
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(90)]
    amounts = [10.0 if day < date(2024, 3, 1) else 20.0 for day in days]
    table = pa.table({"day": days, "region": ["North", "South", "East"] * 30, "amount": amounts})
    columns = (
        Column("day", "date", "time", distinct=90, min="2024-01-01", max=days[-1].isoformat()),
        Column("region", "text", "category", distinct=3),
        Column("amount", "decimal", "measure", distinct=2),
    )
    return autoboard.make(ready(people.workspace, people.owner, "Sales", table, columns), by=people.owner)


def test_headline_numbers_stand_beside_the_period_before(board):
    numbers = [each for each in dashboards.live_widgets(board) if each.kind == WidgetKind.NUMBER]
    assert numbers
    assert any("in the time before" in dashboards.widget_html(each) for each in numbers)


def test_the_sentences_of_a_filtered_dashboard_say_that_they_speak_of_all_the_data(board, people):
    words = board.widgets.create(
        kind="text", title="In short", options={"text": "- It grew."}, generated=True, x=0, y=40, w=12, h=2
    )
    before = next(each for each in dashboards.live_widgets(board) if each.pk == words.pk)
    assert "Said of all the data" not in dashboards.widget_html(before)
    payload = {"op": "filter", "name": "region", "value": ["North"]}
    board, change = operations.apply(board.pk, people.owner, payload)
    sent = dict(dashboards.fragments(board, change))
    assert "Said of all the data" in sent[f"widget-{words.pk}"]


def test_what_people_wrote_themselves_says_nothing_of_filters(board, people):
    own = board.widgets.create(kind="text", title="Ours", options={"text": "Hello"}, x=0, y=40, w=12, h=2)
    board, change = operations.apply(board.pk, people.owner, {"op": "filter", "name": "region", "value": ["North"]})
    assert f"widget-{own.pk}" not in dict(dashboards.fragments(board, change))
