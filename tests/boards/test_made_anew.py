"""The automatic dashboard is made anew without losing what people made, moved, changed or took away."""

from __future__ import annotations

import pytest

from core.boards import autoboard
from core.boards.filters import profile_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def automatic(people, sales):
    from analytics import insights

    sales.current.narrative = insights.narrative(profile_of(sales.current), [])
    sales.current.save()
    return autoboard.make(sales, by=people.owner)


@pytest.fixture
def send(automatic, browse):
    def sent(person, **payload):
        answer = browse(person).post(
            f"/dashboards/{automatic.pk}/operations/", payload, content_type="application/json"
        )
        assert answer.status_code == 200, answer.content
        return answer

    return sent


def anew(automatic, browse, person, *columns):
    answer = browse(person).post(f"/dashboards/{automatic.pk}/regenerate/", {"column": columns})
    assert answer.status_code == 303
    automatic.refresh_from_db()


def live(board):
    return {widget.pk: widget for widget in board.widgets.filter(removed=False)}


def overlap(board):
    from core.boards.layout import Cell

    cells = [Cell(w.x, w.y, w.w, w.h) for w in live(board).values()]
    return any(one.covers(other) for n, one in enumerate(cells) for other in cells[n + 1 :])


def test_a_sentence_stands_on_top(automatic):
    assert automatic.description.endswith(".")
    assert automatic.widgets.filter(generated=True).count() == automatic.widgets.count() > 2


def test_hand_made_widgets_and_changes_stay_where_they_are(people, automatic, send, browse):
    charts = list(automatic.widgets.filter(kind="chart"))
    send(people.editor, op="add", kind="text", text="Ours", title="Ours", x=0, y=0, w=6, h=2)
    send(people.editor, op="edit", widget=charts[0].pk, field="title", value="Renamed by hand")
    send(people.editor, op="move", widget=charts[1].pk, x=0, y=40)
    mine = {pk: (w.title, w.x, w.y) for pk, w in live(automatic).items()}
    anew(automatic, browse, people.editor, "day", "amount")
    now = live(automatic)
    ours = automatic.widgets.get(title="Ours")
    for pk in (ours.pk, charts[0].pk, charts[1].pk):
        assert (now[pk].title, now[pk].x, now[pk].y) == mine[pk]
    assert not overlap(automatic)


def test_only_the_columns_that_matter_are_shown(people, automatic, browse):
    anew(automatic, browse, people.editor, "day", "amount")
    specs = [w.visualization.spec for w in automatic.widgets.filter(removed=False, visualization__isnull=False)]
    assert specs
    assert not any("region" in str(spec) for spec in specs)
    page = browse(people.editor).get(f"/dashboards/{automatic.pk}/regenerate/").content.decode()
    assert 'value="region">' in page
    assert 'value="day" checked' in page
    anew(automatic, browse, people.editor)
    specs = [w.visualization.spec for w in automatic.widgets.filter(removed=False, visualization__isnull=False)]
    assert any("region" in str(spec) for spec in specs)


def test_a_chart_that_somebody_took_away_stays_away(people, automatic, send, browse):
    chart = automatic.widgets.filter(kind="chart").first()
    send(people.editor, op="remove", widget=chart.pk)
    anew(automatic, browse, people.editor)
    shown = [w.visualization.spec for w in automatic.widgets.filter(removed=False, kind="chart")]
    assert chart.visualization.spec not in shown


def test_what_is_the_same_goes_on_with_its_comments_and_all_can_be_undone(people, automatic, send, browse):
    before = {pk: (w.x, w.y, w.w, w.h, w.title) for pk, w in live(automatic).items()}
    anew(automatic, browse, people.editor)
    assert set(before) == set(live(automatic))
    anew(automatic, browse, people.editor, "day", "amount")
    assert set(before) != set(live(automatic))
    send(people.editor, op="undo")
    assert {pk: (w.x, w.y, w.w, w.h, w.title) for pk, w in live(automatic).items()} == before


def test_a_description_that_a_person_wrote_is_theirs(people, automatic, send, browse):
    send(people.editor, op="describe", text="Read this on Mondays.")
    anew(automatic, browse, people.editor)
    assert automatic.description == "Read this on Mondays."


def test_a_dashboard_that_people_made_is_not_made_anew(people, board, act, browse):
    assert browse(people.editor).get(f"/dashboards/{board.pk}/regenerate/").status_code == 404
    assert act(people.editor, op="regenerate").status_code == 422
