"""Every address of a dashboard against every role: nobody sees or changes what they may not."""

from __future__ import annotations

import pytest

from core.boards import shares

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "stranger", "viewer", "editor", "owner")
LOOK = {"anonymous": 302, "stranger": 404, "viewer": 200, "editor": 200, "owner": 200}
EDIT = {"anonymous": 302, "stranger": 404, "viewer": 403, "editor": 200, "owner": 200}
MATRIX = {
    "": LOOK,
    "?in:region=North": LOOK,
    "?wall=60": LOOK,
    "state/": LOOK,
    "panel/": LOOK,
    "export.json": LOOK,
    "export.html": LOOK,
    "widgets/{widget}/rows/": LOOK,
    "widgets/{widget}/rows.csv": LOOK,
    "widgets/{widget}/comments/": LOOK,
    "history/": EDIT,
    "share/": EDIT,
    "delete/": EDIT,
    "widgets/{widget}/": EDIT,
}
POSTS = {
    "operations/": {"op": "rename", "name": "New"},
    "duplicate/": {},
    "template/": {},
    "images/": {},
    "history/": {"name": "x"},
    "share/": {"name": "x"},
    "delete/": {},
}


def client_of(role, people, browse):
    return browse(None if role == "anonymous" else getattr(people, role))


@pytest.mark.parametrize("role", ROLES)
def test_pages(people, board, widget, browse, role):
    client = client_of(role, people, browse)
    for end, expected in MATRIX.items():
        address = f"/dashboards/{board.pk}/{end.format(widget=widget('By region').pk)}"
        assert client.get(address).status_code == expected[role], address


@pytest.mark.parametrize("role", ["anonymous", "stranger", "viewer"])
def test_changes_by_those_who_may_not(people, board, browse, role):
    client = client_of(role, people, browse)
    for end, fields in POSTS.items():
        answer = client.post(f"/dashboards/{board.pk}/{end}", fields)
        assert answer.status_code == EDIT[role], end
    board.refresh_from_db()
    assert board.name == "Sales"
    assert not board.share_links.exists()
    assert not board.snapshots.exists()
    assert people.workspace.dashboards.count() == 1


@pytest.mark.parametrize("kind", ["good", "expired", "revoked", "password", "invented"])
def test_links(people, board, widget, browse, kind):
    from datetime import timedelta

    from django.utils import timezone

    row, token = shares.create(board, people.owner, password="x" if kind == "password" else "")
    if kind == "expired":
        row.expires_at = timezone.now()
    if kind == "revoked":
        row.revoked_at = timezone.now() - timedelta(days=1)
    row.save()
    token = "invented" if kind == "invented" else token
    page = {"good": 200, "password": 200}.get(kind, 404)
    answer = browse().get(f"/s/{token}/")
    assert answer.status_code == page
    assert ("By region" in answer.content.decode()) == (kind == "good")
    for end in ("embed/", "images/1/", f"widgets/{widget('By region').pk}/rows.csv"):
        assert browse().get(f"/s/{token}/{end}").status_code == 404, end


def test_a_widget_of_another_dashboard_is_not_reached_through_ones_own(people, board, widget, browse):
    from core.models import Dashboard

    mine = Dashboard.objects.create(workspace=people.elsewhere, name="Mine")
    number = widget("By region").pk
    client = browse(people.stranger)
    for end in ("", "rows/", "rows.csv", "comments/"):
        assert client.get(f"/dashboards/{mine.pk}/widgets/{number}/{end}").status_code == 404
    for op in ("move", "remove", "edit", "restore"):
        fields = {"op": op, "widget": number, "field": "title", "value": "x"}
        answer = client.post(f"/dashboards/{mine.pk}/operations/", fields, HTTP_HX_REQUEST="true")
        assert answer.status_code == 422
    assert widget("By region").version == 1
