"""Edits are small operations with versions: nothing of anybody is lost in silence, and everybody can go back."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from core.boards.layout import Cell
from core.models import Widget

pytestmark = pytest.mark.django_db


def overlapping(board) -> list[tuple[str, str]]:
    cells = [(each.title, Cell(each.x, each.y, each.w, each.h)) for each in board.widgets.filter(removed=False)]
    return [(a, b) for (a, one), (b, other) in combinations(cells, 2) if one.covers(other)]


def test_an_edit_raises_the_version_and_answers_with_what_changed(people, board, widget, act):
    chart = widget("By region")
    answer = act(people.editor, op="edit", widget=chart.pk, field="title", value="Regions", version=1)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'id="widget-{chart.pk}"' in html
    assert "Regions" in html
    assert f'id="widget-{widget("Note").pk}"' not in html, "nothing else is sent"
    assert widget("Regions").version == 2
    board.refresh_from_db()
    assert answer.headers["X-Dashboard-Version"] == str(board.version) == "2"


def test_the_later_of_two_edits_of_one_field_sees_both_values_and_nothing_is_applied(people, board, widget, act):
    chart = widget("By region")
    assert act(people.owner, op="edit", widget=chart.pk, field="title", value="Ours", version=1).status_code == 200
    answer = act(people.editor, op="edit", widget=chart.pk, field="title", value="Mine", version=1)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Ours" in html
    assert "Mine" in html
    assert "owner changed" in html
    assert Widget.objects.get(pk=chart.pk).title == "Ours"


def test_the_notice_lets_the_later_one_use_theirs_knowingly(people, board, widget, browse):
    chart = widget("By region")
    path = f"/dashboards/{board.pk}/operations/"
    fields = {"op": "edit", "widget": chart.pk, "field": "title", "version": 1}
    browse(people.owner).post(path, {**fields, "value": "Ours"})
    refused = browse(people.editor).post(path, {**fields, "value": "Mine"})
    assert refused.status_code == 409
    again = [pair for pair in refused.context["conflict"].payload if pair[0] != "version"]
    assert browse(people.editor).post(path, dict(again)).status_code == 303
    assert Widget.objects.get(pk=chart.pk).title == "Mine"


def test_edits_of_different_fields_of_one_widget_do_not_conflict(people, board, widget, act):
    chart = widget("By region")
    assert act(people.owner, op="edit", widget=chart.pk, field="title", value="New", version=1).status_code == 200
    assert act(people.editor, op="edit", widget=chart.pk, field="color", value="3", version=1).status_code == 200
    assert act(people.editor, op="move", widget=chart.pk, x=0, y=12, version=1).status_code == 200
    found = Widget.objects.get(pk=chart.pk)
    assert (found.title, found.options["color"], found.y) == ("New", "3", 12)


def test_each_person_undoes_their_own_edits_alone(people, board, widget, act):
    chart, note = widget("By region"), widget("Note")
    act(people.owner, op="edit", widget=chart.pk, field="title", value="Owner's")
    act(people.editor, op="edit", widget=note.pk, field="text", value="Editor's")
    assert act(people.owner, op="undo").status_code == 200
    assert Widget.objects.get(pk=chart.pk).title == "By region"
    assert Widget.objects.get(pk=note.pk).options["text"] == "Editor's"
    assert act(people.owner, op="redo").status_code == 200
    assert Widget.objects.get(pk=chart.pk).title == "Owner's"


def test_an_undo_that_would_take_away_somebody_elses_later_edit_is_refused_with_a_reason(people, board, widget, act):
    chart = widget("By region")
    act(people.owner, op="edit", widget=chart.pk, field="title", value="One")
    act(people.editor, op="edit", widget=chart.pk, field="title", value="Two")
    answer = act(people.owner, op="undo")
    assert answer.status_code == 422
    assert "editor has changed that since" in answer.content.decode()
    assert Widget.objects.get(pk=chart.pk).title == "Two"


def test_undoing_a_move_puts_back_what_it_had_pushed_away(people, board, widget, act):
    places = lambda: {each.title: (each.x, each.y, each.w, each.h) for each in board.widgets.all()}  # noqa: E731
    before = places()
    act(people.editor, op="move", widget=widget("By year").pk, x=0, y=2)
    assert places() != before
    assert not overlapping(board)
    act(people.editor, op="undo")
    assert places() == before


@pytest.mark.parametrize(
    "place", [{"x": 0, "y": 0, "w": 12, "h": 12}, {"x": 3, "y": 3}, {"w": 12}, {"h": 12}, {"x": 99, "w": 99}]
)
def test_however_a_widget_is_placed_no_two_overlap_and_none_leaves_the_grid(people, board, widget, act, place):
    assert act(people.editor, op="move", widget=widget("By year").pk, **place).status_code == 200
    assert not overlapping(board)
    assert all(each.x + each.w <= 12 for each in board.widgets.all())


def test_a_removed_widget_comes_back_by_undo_and_stays_away_by_redo(people, board, widget, act):
    note = widget("Note")
    act(people.editor, op="remove", widget=note.pk)
    assert Widget.objects.get(pk=note.pk).removed
    act(people.editor, op="undo")
    assert not Widget.objects.get(pk=note.pk).removed
    act(people.editor, op="redo")
    assert Widget.objects.get(pk=note.pk).removed


def test_added_things_find_a_free_place(people, board, act):
    for kind in ("text", "section", "text"):
        answer = act(people.editor, op="add", kind=kind, text="# Hello\n<script>alert(1)</script>", title="More")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
    assert board.widgets.filter(removed=False).count() == 8
    assert not overlapping(board)


def test_charts_of_another_workspace_are_denied_like_ones_that_do_not_exist(people, board, act):
    from core.models import Dataset, Visualization

    theirs = Dataset.objects.create(workspace=people.elsewhere, name="Secret", created_by=people.stranger)
    chart = Visualization.objects.create(
        workspace=people.elsewhere, dataset=theirs, name="Secret", spec={"kind": "bar"}
    )
    answers = [
        act(people.editor, op="add", kind="chart", visualization=pk) for pk in (chart.pk, chart.pk + 1000, "x", None)
    ]
    assert {each.status_code for each in answers} == {422}
    assert len({each.content for each in answers}) == 1


def test_what_only_an_undo_may_say_is_not_heard_from_outside(people, board, widget, act):
    note, chart = widget("Note"), widget("By region")
    act(people.editor, op="move", widget=note.pk, y=9, back={str(chart.pk): 0})
    assert Widget.objects.get(pk=chart.pk).y == 2
    answer = act(people.editor, op="revert", document={"name": "x", "description": "", "widgets": [], "filters": []})
    assert answer.status_code == 422
    assert board.widgets.filter(removed=False).count() == 5


@pytest.mark.parametrize(
    "payload",
    [
        {"op": "explode"},
        {"op": "edit", "field": "title", "value": ""},
        {"op": "edit", "field": "options", "value": "x"},
        {"op": "edit", "field": "title", "value": "x", "version": "many"},
        {"op": "move", "x": 1e999},
        {"op": "move", "x": "left"},
        {"op": "filter", "name": "no such column", "value": "x"},
        {"op": "edit", "field": "color", "value": "red;}"},
        {},
    ],
)
def test_nonsense_is_answered_with_one_sentence_and_changes_nothing(people, board, widget, act, payload):
    answer = act(people.editor, **{"widget": widget("By region").pk, **payload})
    assert answer.status_code == 422, payload
    board.refresh_from_db()
    assert board.version == 1


def test_bodies_that_are_no_operation_are_refused(people, board, browse):
    client = browse(people.editor)
    for body in (b" ", b"[]", b"{", b'"x"', b"[" * 5000, b'{"op": "rename", "name": "' + b"x" * 70_000 + b'"}'):
        answer = client.post(f"/dashboards/{board.pk}/operations/", body, content_type="application/json")
        assert answer.status_code == 422, body[:20]


def test_a_stranger_finds_nothing_and_a_viewer_may_only_look(people, board, widget, act, browse):
    paths = [
        f"/dashboards/{board.pk}/",
        f"/dashboards/{board.pk}/state/",
        f"/dashboards/{board.pk}/history/",
        f"/dashboards/{board.pk}/share/",
        f"/dashboards/{board.pk}/delete/",
        f"/dashboards/{board.pk}/widgets/{widget('Note').pk}/",
    ]
    for path in paths:
        assert browse(people.stranger).get(path).status_code == 404, path
    assert act(people.stranger, op="rename", name="Mine").status_code == 404
    assert act(people.viewer, op="rename", name="Mine").status_code == 403
    assert browse(people.viewer).get(f"/dashboards/{board.pk}/").status_code == 200
    assert browse(people.viewer).get(f"/dashboards/{board.pk}/share/").status_code == 403
    assert browse().post(f"/dashboards/{board.pk}/operations/", {"op": "undo"}).status_code == 302


def test_gaps_between_rows_are_closed_and_come_back_by_undo(people, board, widget, act):
    act(people.editor, op="move", widget=widget("Note").pk, x=0, y=60)
    assert act(people.editor, op="tidy").status_code == 200
    assert widget("Note").y == 10
    assert not overlapping(board)
    act(people.editor, op="undo")
    assert widget("Note").y == 60
    act(people.editor, op="tidy")
    assert act(people.editor, op="tidy").status_code == 422


def test_charts_to_add_stand_under_their_datasets_with_the_one_of_the_board_first(people, board, browse):
    page = browse(people.editor).get(f"/dashboards/{board.pk}/").content.decode()
    groups = re.findall(r'<optgroup label="([^"]+)">', page)
    own = board.dataset or board.widgets.exclude(visualization=None).first().visualization.dataset
    assert groups[0] == own.name
    assert len(groups) == len(set(groups))
