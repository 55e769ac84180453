"""The history of a dashboard: kept by itself and by name; going back is an edit like any other."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.django_db


def titles(board) -> set[str]:
    return set(board.widgets.filter(removed=False).values_list("title", flat=True))


def test_a_version_kept_by_name_comes_back_and_that_can_be_undone(people, board, widget, act, browse):
    client = browse(people.editor)
    assert client.post(f"/dashboards/{board.pk}/history/", {"name": "Before the meeting"}).status_code == 303
    kept = board.snapshots.get(name="Before the meeting")
    act(people.editor, op="rename", name="Chaos")
    act(people.owner, op="remove", widget=widget("Note").pk)
    act(people.owner, op="filter", name="region", value=["North"])
    after = titles(board)
    answer = client.post(f"/dashboards/{board.pk}/operations/", {"op": "revert", "snapshot": kept.pk})
    assert answer.status_code == 303
    board.refresh_from_db()
    assert board.name == "Sales"
    assert "Note" in titles(board)
    assert not board.filters.exists()
    act(people.editor, op="undo")
    board.refresh_from_db()
    assert board.name == "Chaos"
    assert titles(board) == after
    assert board.filters.get(column="region").value == {"values": ["North"]}


def test_how_it_was_before_the_first_edit_is_kept_without_asking(people, board, act):
    act(people.editor, op="rename", name="Other")
    first = board.snapshots.get()
    assert first.document["name"] == "Sales"
    assert len(first.document["widgets"]) == 5


def test_the_page_says_who_did_what(people, board, widget, act, browse):
    act(people.editor, op="rename", name="<b>Bold</b>")
    act(people.owner, op="edit", widget=widget("Note").pk, field="title", value="Notes")
    act(people.owner, op="undo")
    page = browse(people.editor).get(f"/dashboards/{board.pk}/history/").content.decode()
    assert "editor named it “&lt;b&gt;Bold&lt;/b&gt;”" in page
    assert "owner changed the title of a widget" in page
    assert "undone" in page


def test_a_version_of_another_dashboard_cannot_be_brought_here(people, board, act):
    from core.boards.snapshots import take
    from core.models import Dashboard

    other = Dashboard.objects.create(workspace=people.elsewhere, name="Secret")
    kept = take(other, people.stranger, "x")
    assert act(people.editor, op="revert", snapshot=kept.pk).status_code == 422


def test_all_of_a_long_history_can_be_read(people, board, browse):
    from core.models import DashboardOperation

    DashboardOperation.objects.bulk_create(
        DashboardOperation(dashboard=board, number=n, user=people.editor, op="rename", payload={"name": f"Name {n}."})
        for n in range(2, 450)
    )
    board.version = 449
    board.save()
    client, seen, address = browse(people.editor), set(), f"/dashboards/{board.pk}/history/"
    for _ in range(3):
        page = client.get(address).content.decode()
        seen |= set(re.findall(r"Name (\d+)\.", page))
        older = re.search(r'href="(\?before=\d+)">Older', page)
        address = f"/dashboards/{board.pk}/history/{older.group(1)}" if older else address
    assert older is None
    assert seen == {str(n) for n in range(2, 450)}
    assert client.get(f"/dashboards/{board.pk}/history/?before=nonsense").status_code == 200
