"""Every address of a dashboard against every role: nobody sees or changes what they may not, or learns what exists.

The addresses come from the URLconf: a new one without a row here fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from core.boards import shares

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "stranger", "viewer", "editor", "owner")
LOOK = {"anonymous": 302, "stranger": 404, "viewer": 200, "editor": 200, "owner": 200}
EDIT = {"anonymous": 302, "stranger": 404, "viewer": 403, "editor": 200, "owner": 200}
EDITED = {"anonymous": 302, "stranger": 404, "viewer": 403, "editor": 303, "owner": 303}
SAID = {"anonymous": 302, "stranger": 404, "viewer": 303, "editor": 303, "owner": 303}
NEVER = {"anonymous": 302, "stranger": 405, "viewer": 405, "editor": 405, "owner": 405}
EVERYONE = {"anonymous": 302, "stranger": 200, "viewer": 200, "editor": 200, "owner": 200}
NO_DATASET = {**dict.fromkeys(ROLES, 404), "anonymous": 302}
GONE = {**EDITED, "editor": 302, "owner": 302}
OURS = ("dashboards/", "s/")


def every(patterns: list[Any]) -> list[Any]:
    """The addresses of the project's pages, wherever they are written down; the API has tests of its own."""
    inner = [
        each for one in patterns if hasattr(one, "url_patterns") and not str(one.pattern) for each in one.url_patterns
    ]
    return [one for one in patterns if not hasattr(one, "url_patterns")] + (every(inner) if inner else [])


urlpatterns = [each for each in every(get_resolver().url_patterns) if str(each.pattern).startswith(OURS)]


@dataclass
class Row:
    """What a GET and a POST with those fields answer to each role."""

    get: dict[str, int] = field(default_factory=lambda: NEVER)
    post: dict[str, int] = field(default_factory=lambda: NEVER)
    fields: dict[str, Any] = field(default_factory=dict)
    query: str = ""


MEMBERS = {
    "dashboard": Row(LOOK),
    "dashboard_state": Row(LOOK),
    "dashboard_operations": Row(NEVER, EDITED, {"op": "rename", "name": "New"}),
    "dashboard_panel": Row(EDIT),
    "dashboard_panel_close": Row(LOOK),
    "board_template": Row(LOOK, NO_DATASET),
    "dashboard_duplicate": Row(NEVER, EDITED),
    "dashboard_as_template": Row(NEVER, EDITED),
    # Without a workspace to go to: the gate of the other side is the next.
    "dashboard_passport": Row(LOOK),
    "dashboard_move": Row(NEVER, {**EDITED, "editor": 404, "owner": 404}),
    "dashboard_export": Row(LOOK),
    "dashboard_images": Row(NEVER, EDITED),
    "dashboard_image": Row(LOOK),
    "widget_rows": Row(LOOK),
    "widget_drawing": Row(LOOK),
    "widget_data": Row(LOOK),
    "widget_comments": Row(LOOK, SAID, {"text": "Hello"}),
    "dashboard_history": Row(EDIT, EDITED, {"name": "x"}),
    "dashboard_filters": Row(EDIT),
    "dashboard_regenerate": Row({**EDIT, "editor": 404, "owner": 404}, {**EDIT, "editor": 404, "owner": 404}),
    "dashboard_share": Row(EDIT, {**EDITED, "editor": 200, "owner": 200}, {"name": "x"}),
    "dashboard_delete": Row(EDIT, GONE),
}
LISTS = {
    # What is not about one dashboard: strangers see their own.
    "dashboard_list": Row(EVERYONE, {**EVERYONE, "stranger": 303, "viewer": 403, "editor": 303, "owner": 303}),
    "board_templates": Row(EVERYONE, {**EVERYONE, "stranger": 303, "viewer": 403, "editor": 303, "owner": 303}),
}
VISITORS = {
    # A link that is good; one that asks for a password; one that allows nothing but to look.
    "share": (200, 200, 200),
    "share_embed": (200, 404, 404),
    "share_seen": (200, 404, 404),
    "share_image": (200, 404, 200),
    "share_embed_image": (200, 404, 200),
    "share_data": (200, 404, 404),
    "share_drawing": (200, 404, 200),
    "share_embed_drawing": (200, 404, 404),
}


@pytest.fixture
def things(board, people, widget):
    """What stands for the parts of an address."""
    from core.models import DashboardImage, DashboardTemplate

    image = DashboardImage.objects.create(dashboard=board, mime="image/png", data=b"\x89PNG")
    document = {"widgets": [], "filters": []}
    template = DashboardTemplate.objects.create(workspace=people.workspace, name="T", document=document)
    return {"board": board.pk, "template": template.pk, "widget": widget("By region").pk, "image": image.pk}


def address(pattern: Any, things: dict[str, Any], token: str = "") -> str:
    """The address of that route for those things."""
    parts = {
        "pk": things["template"] if pattern.name == "board_template" else things["board"],
        "widget_id": things["widget"],
        "image_id": things["image"],
        "fmt": "csv" if "rows" in str(pattern.pattern) else "json",
        "token": token,
    }
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(parts[found.group(1)]), str(pattern.pattern))


def routes(*names: str) -> list[Any]:
    return [each for each in urlpatterns if each.name in names]


def client_of(role: str, people: Any) -> Client:
    client = Client()
    if role != "anonymous":
        client.force_login(getattr(people, role))
    return client


def test_every_address_has_a_row():
    assert {each.name for each in urlpatterns} == set(MEMBERS) | set(LISTS) | set(VISITORS)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_role_at_every_address(people, board, things, role, method):
    rows = MEMBERS | LISTS
    last = ("dashboard_delete",)
    for pattern in sorted(routes(*rows), key=lambda each: each.name in last):
        row, where = rows[pattern.name], address(pattern, things) + rows[pattern.name].query
        answer = getattr(client_of(role, people), method)(where, row.fields if method == "post" else {})
        assert answer.status_code == getattr(row, method)[role], f"{role} {method} {where}"


@pytest.mark.parametrize("role", ["anonymous", "stranger", "viewer"])
def test_those_who_may_not_change_nothing(people, board, things, role):
    for pattern in routes(*MEMBERS):
        if pattern.name != "widget_comments" or role != "viewer":
            client_of(role, people).post(address(pattern, things), MEMBERS[pattern.name].fields)
    board.refresh_from_db()
    assert (board.name, board.version) == ("Sales", 1)
    assert not board.share_links.exists()
    assert not board.snapshots.exists()
    assert not board.comments.exists()
    assert board.images.count() == 1
    assert people.workspace.dashboards.count() == 1
    assert people.workspace.dashboard_templates.count() == 1


def plainly(answer: Any) -> tuple[int, str]:
    """The answer without what differs from one request to the next."""
    text = re.sub(
        r'nonce="[^"]*"|csrf\w*"[^>]*>|"X-CSRFToken": "[^"]*"|\d+', "", answer.content.decode(errors="replace")
    )
    return answer.status_code, text


@pytest.mark.parametrize("role", ["anonymous", "stranger"])
def test_what_is_there_is_answered_like_what_is_not(people, board, things, role):
    nothing = dict.fromkeys(things, 987654)
    for pattern in routes(*MEMBERS):
        for method in ("get", "post"):
            fields = MEMBERS[pattern.name].fields if method == "post" else {}
            asked = [
                getattr(client_of(role, people), method)(address(pattern, each), fields) for each in (things, nothing)
            ]
            assert plainly(asked[0]) == plainly(asked[1]), f"{method} {pattern.name}"


LINKS = ("good", "locked", "bare", "wrong password", "expired", "revoked", "invented")


@pytest.mark.parametrize("kind", LINKS)
@pytest.mark.parametrize("role", ["anonymous", "stranger", "viewer"])
def test_every_link_at_every_address(people, board, things, kind, role):
    closed = kind in {"locked", "wrong password"}
    may = {} if kind == "bare" else {"downloads": True, "embed": ["https://example.org"]}
    row, token = shares.create(board, people.owner, password="secret" if closed else "", options=may)
    if kind == "expired":
        row.expires_at = timezone.now()
    if kind == "revoked":
        row.revoked_at = timezone.now() - timedelta(days=1)
    row.save()
    token = "invented" if kind == "invented" else token
    client = client_of(role, people)
    if kind == "wrong password":
        assert client.post(f"/s/{token}/", {"password": "guess"}).status_code == 422
    for pattern in routes(*VISITORS):
        expected = {"good": 0, "locked": 1, "wrong password": 1, "bare": 2}.get(kind)
        code = 404 if expected is None else VISITORS[pattern.name][expected]
        where = address(pattern, things, token)
        answer = client.get(where)
        assert answer.status_code == code, f"{kind} {where}"
        assert ("By region" in answer.content.decode(errors="replace")) == (
            pattern.name in {"share", "share_embed"} and code == 200 and not closed
        )
        changed = client.post(where, {"op": "rename", "name": "Hacked"})
        assert changed.status_code in {302, 404, 405, 422}, f"POST {where}"
    board.refresh_from_db()
    assert board.name == "Sales"


def test_dead_links_are_told_apart_by_nothing(people, board, things):
    answers = set()
    for kind in ("expired", "revoked", "invented"):
        row, token = shares.create(board, people.owner)
        row.expires_at = timezone.now() if kind == "expired" else None
        row.revoked_at = timezone.now() if kind == "revoked" else None
        row.save()
        where = "invented" if kind == "invented" else token
        answers.add(tuple(plainly(Client().get(address(each, things, where))) for each in routes(*VISITORS)))
    assert len(answers) == 1


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
