"""People of one team see one dashboard, each with numbers and dates as their browser's language writes them."""

from __future__ import annotations

import contextlib

import pytest

from analytics.charts import locales
from core import live
from core.boards import dashboards, operations

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(shop_board):
    return shop_board(("line", "number"))


@pytest.fixture
def sent(monkeypatch):
    """What goes to the team's sockets."""
    parts: dict[str, str] = {}
    monkeypatch.setattr(live, "publish", lambda topic, element, html, **_: parts.update({element: html}))
    return parts


def german(html: str) -> bool:
    return "Okt" in html and "Oct" not in html


def test_the_page_is_written_for_its_reader(client, people, board):
    client.force_login(people.owner)
    page = client.get(f"/dashboards/{board.pk}/", headers={"Accept-Language": "de"}).content.decode()
    assert german(page)
    assert "\u00a0€" in page
    assert not german(client.get(f"/dashboards/{board.pk}/").content.decode())


def test_who_filters_gets_their_own_and_the_team_the_teams(client, people, board, sent):
    client.force_login(people.owner)
    payload = {"op": "filter", "name": "region", "value": ["North", "South"]}
    answer = client.post(f"/dashboards/{board.pk}/operations/", payload, content_type="application/json",
                         headers={"Accept-Language": "de-AT,en;q=0.3"})  # fmt: skip
    assert answer.status_code == 200
    html = answer.content.decode()
    assert german(html)
    assert "hx-swap-oob" in html
    assert 'name="region"' in html or "filter-" in html  # the new filter comes along
    team = "".join(sent.values())
    assert "Oct" in team
    assert "Okt" not in team


def test_a_socket_of_another_language_sees_the_teams_edits_through_it(people, board, sent):
    _, change = operations.apply(board.pk, people.owner, {"op": "filter", "name": "region", "value": ["North"]})
    board.refresh_from_db()
    dashboards.broadcast(board, change)
    with locales.speaking("fr"):
        look = dashboards.lens("")
    assert look is not None
    assert look.team
    seen = dashboards.seen_through(board, look, sent)
    assert set(seen) == set(sent)
    html = "".join(seen.values())
    assert "oct." in html
    assert "Oct" not in html
    filters = next(name for name in sent if "filter" in name)
    assert seen[filters] == sent[filters]


def test_the_socket_asks_in_the_language_of_its_browser(board):
    from core.consumers import DashboardEdits

    scope = {"url_route": {"kwargs": {"pk": board.pk}}, "query_string": b"",
             "headers": [(b"accept-language", b"es-MX,es;q=0.9")], "user": None, "session": None}  # fmt: skip
    socket = DashboardEdits(scope, None)
    with contextlib.suppress(AttributeError):  # nobody is signed in
        socket.who()
    assert getattr(socket.lens, "language", "en") == "es"


def test_in_english_the_teams_view_needs_no_lens():
    assert dashboards.lens("") is None
