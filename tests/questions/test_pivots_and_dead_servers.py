"""PIVOT as people write it, without its values; and questions whose server died while they ran."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db


def answer(question):
    from core.questions import asking

    assert question.state == "done", question.error
    page = asking.page_of(question)
    return [each["name"] for each in page["columns"]], page["rows"]


def test_a_pivot_finds_its_values_itself(people, orders, ask):
    question = ask(people.viewer, "PIVOT orders ON region USING count(*) GROUP BY product ORDER BY product")
    assert answer(question) == (
        ["product", "East", "North", "South"],
        [["bolts", "10", "10", "10"], ["nuts", "10", "10", "10"]],
    )
    assert question.names == {"orders": orders.pk}


def test_a_pivot_may_stand_in_a_part_and_take_several_columns(people, orders, ask):
    part = "WITH o AS (FROM orders WHERE region <> 'East'), p AS (PIVOT o ON region, product USING sum(amount)) "
    columns, _ = answer(ask(people.viewer, part + "SELECT * EXCLUDE (day) FROM p LIMIT 1"))
    assert columns == ["North_bolts", "North_nuts", "South_bolts", "South_nuts"]
    columns, _ = answer(ask(people.viewer, "PIVOT orders ON amount > 30 -- halves\nUSING max(amount)"))
    assert columns[-2:] == ["false", "true"]
    columns, rows = answer(ask(people.viewer, "PIVOT orders ON month(day) IN (3) USING count(*) GROUP BY region;"))
    assert (columns, len(rows)) == (["region", "3"], 3)


def test_a_pivot_that_cannot_be_made_says_why(people, orders, ask):
    for sql, why in {
        "PIVOT orders ON nothing": "nothing",
        "PIVOT order ON region": "syntax error",
        "PIVOT elsewhere ON region": "no table “elsewhere”",
        "PIVOT range(1000) ON range USING count(*)": "more than 200 columns",
        "PIVOT (FROM orders WHERE false) ON region USING count(*)": "no value to make columns of",
    }.items():
        question = ask(people.viewer, sql)
        assert question.state == "failed", sql
        assert why in question.error, (sql, question.error)


@pytest.fixture
def orphan(people, orders):
    """A question that another machine runs, whose last sign of life is a while ago."""
    from core.models import Question
    from core.questions import asking

    def go(silent):
        long_ago = timezone.now() - silent * asking.SILENT
        return Question.objects.create(
            workspace=people.workspace, asker=people.viewer, sql="SELECT 1", state="running",
            owner="another-machine|1|abc", alive_at=long_ago, looked_at=timezone.now(),
        )  # fmt: skip

    return go


def test_a_question_of_a_server_that_died_does_not_stay_running(orphan, enter, people):
    question = orphan(2)
    page = enter(people.viewer).get(f"/questions/{question.pk}/").content.decode()
    assert "was stopped while it ran; run it again" in page


def test_the_list_and_the_schedule_end_such_questions_too(orphan, enter, people):
    from core.questions import saved

    shown, unseen = orphan(2), orphan(0.2)
    enter(people.viewer).get("/questions/")
    shown.refresh_from_db()
    assert shown.state == "failed"
    type(unseen).objects.update(alive_at=unseen.alive_at - timedelta(hours=1), state="waiting")
    saved.refresh_waiting()
    unseen.refresh_from_db()
    assert unseen.state == "failed"


def test_a_question_that_another_server_still_answers_is_left_alone(orphan, enter, people):
    question = orphan(0.2)
    enter(people.viewer).get(f"/questions/{question.pk}/")
    question.refresh_from_db()
    assert question.state == "running"


def test_a_running_question_says_that_it_lives_and_so_do_those_that_wait_behind_it(people, child, monkeypatch):
    from core.models import Question
    from core.questions import asking, pool

    monkeypatch.setattr(pool, "submit", lambda job: None)
    monkeypatch.setattr(asking, "BEAT_SECONDS", 0.0)
    monkeypatch.setattr(asking, "LOOK_SECONDS", 0.0)
    waiting = asking.ask(people.editor, people.workspace, "SELECT 2")
    running = asking.ask(people.viewer, people.workspace, "SELECT sum(hash(range)) FROM range(30000000)")
    Question.objects.update(alive_at=timezone.now() - timedelta(hours=1))
    asking.execute(running.pk, child)
    for question in (running, waiting):
        question.refresh_from_db()
        assert question.alive_at > timezone.now() - timedelta(minutes=5), question.sql
    assert (running.state, waiting.state) == ("done", "waiting")
