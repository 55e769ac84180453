"""A dashboard whose dataset was deleted says so where the charts were, and what to do; nothing breaks."""

from __future__ import annotations

import pytest
from django.test import Client

from core.boards import shares
from core.models import Widget

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(people, board, sales, widget):
    """The dashboard after its first dataset was deleted; the stock stays."""
    Widget.objects.create(dashboard=board, kind="table", title="Table", options={"dataset": sales.pk}, y=20, w=6, h=4)
    client = Client()
    client.force_login(people.editor)
    client.post(f"/datasets/{sales.pk}/delete/")
    board.refresh_from_db()
    return board


def page(person, board) -> str:
    client = Client()
    client.force_login(person)
    return client.get(f"/dashboards/{board.pk}/").content.decode()


def test_each_place_says_what_became_of_its_data_and_others_stay(people, gone, widget):
    html = page(people.editor, gone)
    for what in ("chart", "number", "table"):
        assert f"The dataset “Sales” of this {what} was deleted." in html
    assert html.count("was deleted.") == 4
    assert "Pieces" in html
    assert [widget(title).x for title in ("By region", "By year")] == [0, 6], "they stay where they were"


def test_an_editor_takes_such_a_chart_away_and_brings_it_back(people, gone, widget, act):
    number = widget("By region").pk
    assert f'name="widget" value="{number}"' in page(people.editor, gone)
    assert act(people.editor, op="remove", widget=number).status_code == 200
    assert page(people.editor, gone).count("was deleted.") == 3
    assert act(people.editor, op="undo").status_code == 200
    assert page(people.editor, gone).count("was deleted.") == 4


def test_a_visitor_is_told_without_being_offered_anything(people, gone):
    _, token = shares.create(gone, people.owner)
    html = Client().get(f"/s/{token}/").content.decode()
    assert "The dataset “Sales” of this chart was deleted." in html
    assert "Take it away" not in html
    assert 'name="op"' not in html


def test_what_leads_to_its_rows_is_not_there_and_nothing_breaks_on_the_way(people, gone, widget, browse):
    editor = browse(people.editor)
    for title in ("By region", "Total", "Table"):
        place = f"/dashboards/{gone.pk}/widgets/{widget(title).pk}/"
        assert f'href="{place}rows/"' not in page(people.editor, gone)
        assert editor.get(place).status_code == 200
        for end in ("rows/", "rows.csv", "drawing/", "passport/"):
            assert editor.get(f"{place}{end}").status_code == 404, end


def test_it_is_exported_and_copied_without_what_is_gone(people, gone, browse):
    editor = browse(people.editor)
    for fmt in ("json", "html", "pdf"):
        assert editor.get(f"/dashboards/{gone.pk}/export.{fmt}").status_code == 200, fmt
    document = editor.get(f"/dashboards/{gone.pk}/export.json").json()
    assert [each["title"] for each in document["widgets"]] == ["Pieces", "Note"]
    copy = editor.post(f"/dashboards/{gone.pk}/duplicate/").headers["Location"]
    assert "Pieces" in editor.get(copy).content.decode()


def test_the_name_of_the_dataset_is_text(people, sales, board):
    sales.name = "<b>Sales</b>"
    sales.save()
    client = Client()
    client.force_login(people.editor)
    client.post(f"/datasets/{sales.pk}/delete/")
    assert "“&lt;b&gt;Sales&lt;/b&gt;” of this chart was deleted" in page(people.viewer, board)
