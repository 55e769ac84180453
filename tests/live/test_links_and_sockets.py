"""Sockets of visitors with a share link: let in while it is good, out within a moment when it is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from core import live
from core.boards import shares

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def link(people, board):
    def made(**more):
        row, token = shares.create(board, people.owner, **more)
        return row, token

    return made


async def test_a_visitor_is_shown_every_edit_but_not_who_is_there(connect, people, board, link):
    from core.boards import dashboards, operations

    row, _ = await sync_to_async(link)()
    ticket = await sync_to_async(shares.pass_for)(row)
    async with connect(f"/ws/dashboard/{board.pk}/?share={ticket}") as visitor:
        assert "Note" in await visitor.html()
        async with connect(f"/ws/dashboard/{board.pk}/", people.editor) as editor:
            await editor.html()
            made, change = await sync_to_async(operations.apply)(
                board.pk, people.editor, {"op": "rename", "name": "Newer"}
            )
            await sync_to_async(dashboards.broadcast)(made, change)
            html = await visitor.until("Newer")
            assert "presence" not in html
            assert 'name="op"' not in html
            assert await visitor.silent()


@pytest.mark.parametrize("kind", ["invented", "expired", "revoked", "locked", "of another dashboard"])
async def test_what_is_not_a_good_link_is_told_apart_by_nothing(connect, people, board, link, kind):
    from core.models import Dashboard

    row, token = await sync_to_async(link)(password="x" if kind == "locked" else "")
    if kind == "expired":
        row.expires_at = timezone.now() - timedelta(seconds=1)
    if kind == "revoked":
        row.revoked_at = timezone.now()
    if kind == "of another dashboard":
        row.dashboard = await sync_to_async(Dashboard.objects.create)(workspace=people.elsewhere, name="Other")
    await row.asave()
    ticket = "invented" if kind == "invented" else token
    async with connect(f"/ws/dashboard/{board.pk}/?share={ticket}") as socket:
        assert await socket.closed() == 4404


async def test_ending_a_link_ends_its_sockets_alone(connect, people, board, link):
    row, token = await sync_to_async(link)()
    _, other = await sync_to_async(link)()
    async with (
        connect(f"/ws/dashboard/{board.pk}/?share={token}") as ended,
        connect(f"/ws/dashboard/{board.pk}/?share={other}") as kept,
    ):
        await ended.html()
        await kept.html()
        await sync_to_async(shares.revoke)(row)
        assert await ended.closed() == 4404
        live.publish(f"dashboard:{board.pk}", f"dashboard-{board.pk}-heading", "<p>x</p>")
        await kept.html()
