"""Who may open a socket, what it says at once, and when it ends."""

from __future__ import annotations

import uuid

import pytest
from asgiref.sync import sync_to_async

from core import live
from core.routing import allowed
from tests.live.conftest import HOST, cookie_of

pytestmark = pytest.mark.django_db(transaction=True)

PATHS = ("data-cleaning/{dataset}", "insights/{dataset}", "dashboard/{board}")


@pytest.mark.parametrize("path", PATHS)
async def test_without_signing_in_a_socket_is_closed_with_4401(connect, board, dataset, path):
    async with connect(f"/ws/{path.format(dataset=dataset.pk, board=board.pk)}/") as socket:
        assert await socket.closed() == 4401


@pytest.mark.parametrize("path", PATHS)
async def test_a_stranger_gets_the_same_answer_as_for_what_never_existed(connect, people, board, dataset, path):
    for where in (path.format(dataset=dataset.pk, board=board.pk), path.format(dataset=10**6, board=10**6)):
        async with connect(f"/ws/{where}/", people.stranger) as socket:
            assert await socket.closed() == 4404


async def test_an_upload_belongs_to_the_person_who_sends_it(connect, people):
    from core.models import Upload

    upload = await Upload.objects.acreate(workspace=people.workspace, user=people.editor, filename="a.csv", length=10)
    async with connect(f"/ws/upload-progress/{upload.pk}/", people.owner) as socket:
        assert await socket.closed() == 4404
    async with connect(f"/ws/upload-progress/{uuid.uuid4()}/", people.editor) as socket:
        assert await socket.closed() == 4404
    async with connect(f"/ws/upload-progress/{upload.pk}/", people.editor) as socket:
        assert f'id="upload-{upload.pk}-progress"' in await socket.html()


async def test_a_page_of_another_origin_is_refused(connect, people, board):
    for origin in ("https://evil.example", "http://127.0.0.1:9999", "https://127.0.0.1:8000", "null", None):
        async with connect(f"/ws/dashboard/{board.pk}/", people.owner, origin=origin) as socket:
            assert await socket.closed() == 4404, origin


def test_origins_are_compared_with_scheme_host_and_port(settings):
    settings.SITE_URL, settings.CSRF_TRUSTED_ORIGINS = "https://bi.example.org", ["https://*.example.net"]
    settings.ALLOWED_HOSTS, settings.HTTPS = ["bi.example.org", "[::1]"], True
    assert allowed("https://bi.example.org", "anything")
    assert allowed("https://bi.example.org:443", "anything")
    assert allowed("https://team.example.net", "anything")
    assert not allowed("http://team.example.net", "anything")
    assert not allowed("https://example.net.evil.org", "anything")
    assert not allowed("http://bi.example.org", "bi.example.org"), "TLS is on"
    assert not allowed("https://elsewhere.example", "elsewhere.example"), "a Host header that we do not serve"
    assert not allowed("https://bi.example.org:bad", "bi.example.org")
    settings.HTTPS = False
    assert allowed("http://[::1]:8000", "[::1]:8000")
    assert not allowed("http://[::1]:8001", "[::1]:8000")


async def test_an_unknown_address_is_closed_for_good(connect, people):
    async with connect("/ws/nothing/here/", people.owner) as socket:
        assert await socket.closed() == 4404


@pytest.mark.parametrize("role", ["owner", "editor", "viewer"])
async def test_a_member_is_sent_the_current_state_at_once(connect, people, board, dataset, role):
    person = getattr(people, role)
    async with connect(f"/ws/data-cleaning/{dataset.pk}/", person) as socket:
        html = await socket.html()
        assert f'id="dataset-{dataset.pk}-progress"' in html
        assert "Waiting" in html
    async with connect(f"/ws/insights/{dataset.pk}/", person) as socket:
        assert f'id="dataset-{dataset.pk}-insights"' in await socket.html()
    async with connect(f"/ws/dashboard/{board.pk}/", person) as socket:
        html = await socket.html()
        assert all(f'id="dashboard-{board.pk}-{part}"' in html for part in ("heading", "filters", "grid"))
        assert "<em>team</em>" in html


async def test_a_page_that_is_up_to_date_is_not_sent_everything_again(connect, people, board):
    from core.boards import dashboards

    seen = await sync_to_async(dashboards.seen_stamp)(board)
    async with connect(f"/ws/dashboard/{board.pk}/?seen={seen}", people.viewer) as socket:
        html = await socket.html()
        assert "Sales" in html
        assert "<em>team</em>" not in html
    async with connect(f"/ws/dashboard/{board.pk}/?seen=0.", people.viewer) as socket:
        assert "<em>team</em>" in await socket.html()


async def test_signing_out_closes_the_sockets_of_that_session_alone(connect, people, board):
    from django.test import Client

    mine, other = Client(), Client()
    await sync_to_async(mine.force_login)(people.viewer)
    await sync_to_async(other.force_login)(people.viewer)
    path = f"/ws/dashboard/{board.pk}/"
    async with (
        connect(path, cookie=f"sessionid={mine.cookies['sessionid'].value}") as first,
        connect(path, cookie=f"sessionid={other.cookies['sessionid'].value}") as second,
    ):
        await first.until("grid")
        await second.until("grid")
        await sync_to_async(mine.post)("/accounts/logout/")
        assert await first.closed() == 4404
        live.publish(f"dashboard:{board.pk}", "x", '<p id="x">still here</p>')
        await second.until("still here")


async def test_a_person_who_is_taken_out_of_the_workspace_loses_the_socket(connect, people, board):
    from core import workspaces
    from core.models import Membership

    async with connect(f"/ws/dashboard/{board.pk}/", people.viewer) as socket:
        await socket.until("grid")
        membership = await Membership.objects.aget(user=people.viewer, workspace=people.workspace)
        await sync_to_async(workspaces.remove)(people.workspace, membership.pk, people.owner)
        assert await socket.closed() == 4404


async def test_without_a_word_the_gate_is_asked_again_before_an_event(connect, people, board, monkeypatch):
    from core.models import Membership

    monkeypatch.setattr(live, "GATE_SECONDS", 0)
    async with connect(f"/ws/dashboard/{board.pk}/", people.viewer) as socket:
        await socket.until("grid")
        await Membership.objects.filter(user=people.viewer).adelete()
        live.publish(f"dashboard:{board.pk}", "secret", '<p id="secret">not for you</p>')
        message = await socket.inner.receive_output(5)
        while message["type"] == "websocket.send":
            assert "not for you" not in message["text"]
            message = await socket.inner.receive_output(5)
        assert message["code"] == 4404


async def test_a_deactivated_person_is_closed_out_by_the_sweep(connect, people, board, monkeypatch):
    from core.models import User

    monkeypatch.setattr(live, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(live, "SWEEP_SECONDS", 0)
    async with connect(f"/ws/dashboard/{board.pk}/", people.viewer) as socket:
        await socket.until("grid")
        await User.objects.filter(pk=people.viewer.pk).aupdate(is_active=False)
        assert await socket.closed() == 4404


async def test_a_client_that_talks_is_not_our_page(connect, people, board):
    async with connect(f"/ws/dashboard/{board.pk}/", people.viewer) as socket:
        await socket.until("grid")
        await socket.say('{"op": "rename", "name": "Taken over"}')
        assert await socket.closed() == 4400
    await board.arefresh_from_db()
    assert board.name == "Sales"


async def test_a_person_has_a_limited_number_of_sockets(connect, people, board, monkeypatch):
    from core import consumers

    monkeypatch.setattr(consumers, "SOCKETS_A_PERSON", 2)
    path = f"/ws/dashboard/{board.pk}/"
    cookie = await sync_to_async(cookie_of)(people.viewer)
    async with connect(path, cookie=cookie) as one, connect(path, cookie=cookie) as two:
        await one.until("grid")
        await two.until("grid")
        async with connect(path, cookie=cookie) as three:
            assert await three.closed() == 4429
        async with connect(path, people.editor) as other:
            await other.until("grid")
    async with connect(path, cookie=cookie) as again:
        await again.until("grid")


def test_the_host_is_what_the_tests_say(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    assert allowed(f"http://{HOST}", HOST)
