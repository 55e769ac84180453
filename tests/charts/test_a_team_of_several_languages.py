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


def test_charts_are_drawn_ahead_in_the_languages_of_the_members(client, people, dataset):
    from core import drawing, stages, storage
    from core.boards import autoboard
    from core.models import ChartFragment, User

    User.objects.filter(pk=people.owner.pk).update(language="de")
    rows = "".join(f"{n},{('North', 'South')[n % 2]},2024-{n % 12 + 1:02d}-{n % 27 + 1:02d}\n" for n in range(400))
    made = dataset("amount,region,day\n" + rows)
    version = made.current
    board = autoboard.make(made, by=people.owner)
    wanted = [each.to_json() for each in autoboard.undrawn([board], version)]

    def tell(message):
        if message.get("drawn"):
            drawing.keep(message["key"], version, message["drawn"])

    task = {"profile": version.clean_profile, "charts": wanted}
    stages.charts(storage.version_folder(version), task, tell)
    assert {each["language"] for each in wanted} == {"en", "de"}
    stored = set(ChartFragment.objects.values_list("key", flat=True))
    client.force_login(people.owner)
    for language in ("de", "en"):
        page = client.get(f"/dashboards/{board.pk}/", headers={"Accept-Language": language})
        assert "<svg" in page.content.decode()
    assert set(ChartFragment.objects.values_list("key", flat=True)) == stored
    client.get(f"/dashboards/{board.pk}/", headers={"Accept-Language": "fr"})
    assert set(ChartFragment.objects.values_list("key", flat=True)) > stored  # nobody of the team had asked in French


def test_only_a_few_languages_are_drawn_ahead(people):
    from core import drawing
    from core.models import Membership, User

    assert drawing.languages(people.workspace.pk) == ["en"]
    for place, language in enumerate(("es", "fr", "fr", "de", "de", "de", "pt-br")):
        user = User.objects.create_user(f"member{place}", f"m{place}@example.org", language=language)
        Membership.objects.create(user=user, workspace=people.workspace, role="viewer")
    assert drawing.languages(people.workspace.pk) == ["en", "de", "fr"]
