"""What a moved or copied dashboard takes along, and what is said of what it does not."""

from __future__ import annotations

import pytest

from core.boards import board_documents, moving, shares
from core.boards.operations import Refused
from core.models import Membership, Role, SavedQuery, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(people):
    made = Workspace.objects.create(name="Elsewhere")
    Membership.objects.create(user=people.owner, workspace=made, role=Role("owner"))
    return made


def test_share_links_end_with_a_move_and_that_is_said(board, people, elsewhere, browse):
    _, token = shares.create(board, people.owner)
    client = browse(people.owner)
    client.post(f"/dashboards/{board.pk}/move/", {"workspace": elsewhere.pk})
    page = client.get(f"/dashboards/{board.pk}/").content.decode()
    assert "Its share link ended; make new ones where they are wanted." in page
    assert client.get(f"/s/{token}/").status_code == 404


def test_a_saved_query_over_the_data_goes_along_and_is_named(board, people, elsewhere):
    query = SavedQuery.objects.create(workspace=people.workspace, name="Best regions", sql="SELECT 1")
    query.reads.add(board.dataset)
    assert moving.move(board, elsewhere) == ["The saved query “Best regions” went along."]
    query.refresh_from_db()
    assert query.workspace == elsewhere


def test_a_saved_query_over_other_data_too_keeps_the_dashboard_and_is_named(board, people, elsewhere):
    other = people.workspace.datasets.create(name="Costs")
    query = SavedQuery.objects.create(workspace=people.workspace, name="Profit", sql="SELECT 1")
    query.reads.add(board.dataset, other)
    with pytest.raises(Refused, match="“Profit” reads or makes “Costs”"):
        moving.move(board, elsewhere)
    board.refresh_from_db()
    assert board.workspace == people.workspace


def test_a_default_comes_with_the_document_as_far_as_the_data_has_it(board, people):
    board.filters.create(
        column="region", kind="category", rules={"required": True, "default": {"values": ["North", "Atlantis"]}}
    )
    document = board_documents.checked(board_documents.document_of(board))
    made, _ = board_documents.make(document, people.workspace, board.dataset, {}, people.owner)
    rules = made.filters.get(column="region").rules
    assert rules == {"required": True, "default": {"values": ["North"]}}


def test_no_list_of_charts_is_cut_in_silence(board, people, browse, monkeypatch):
    from ui.views import dashboards as pages

    monkeypatch.setattr(pages, "MAX_LISTED", 2)
    page = browse(people.owner).get(f"/dashboards/{board.pk}/").content.decode()
    left = people.workspace.visualizations.count() - 2
    assert f"{left} more charts are not listed here" in page


def test_a_chart_goes_on_one_of_many_dashboards_from_a_menu(board, people, browse, widget):
    for number in range(6):
        people.workspace.dashboards.create(name=f"Board {number}")
    chart = widget("By region").visualization
    page = browse(people.owner).get(f"/visualizations/{chart.pk}/").content.decode()
    assert "Put on a dashboard …" in page
    assert page.count("Put on “Board") == 6
