"""Every kind of message of a dashboard's socket against everybody who may open one, or may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from core import live, routing
from core.boards import shares

pytestmark = pytest.mark.django_db(transaction=True)
CODES = {"anonymous": 4401, "stranger": 4404, "viewer": 0, "editor": 0, "owner": 0}
LINKS = {"good": 0, "unlocked": 0, "wrong password": 4404, "expired": 4404, "revoked": 4404, "invented": 4404}
MESSAGES = ("heading", "filters", "grid", "tabs", "presence", "notice", "panel", "widget", "gone")
FOR_VISITORS = {"heading", "grid", "tabs", "widget", "gone"}
"""People, the team's filters, notices and panels are the members' business."""


def test_there_is_no_socket_that_nobody_thought_of():
    assert {str(each.pattern).partition("/<")[0] for each in routing.routes} == {
        "ws/data-cleaning", "ws/insights", "ws/dashboard", "ws/upload-progress", "ws/notices/",
    }  # fmt: skip


@pytest.mark.parametrize("role", CODES)
async def test_members_come_in_and_others_cannot_tell_what_is_there(connect, people, board, role):
    user = None if role == "anonymous" else getattr(people, role)
    async with connect(f"/ws/dashboard/{board.pk}/", user) as socket:
        if CODES[role]:
            assert await socket.closed() == CODES[role]
        else:
            assert "Note" in await socket.html()
    async with connect("/ws/dashboard/987654/", user) as nothing:
        assert await nothing.closed() == (4401 if role == "anonymous" else 4404)


async def ticket_of(kind: str, board, owner) -> str:
    password = "secret" if kind in {"unlocked", "wrong password"} else ""
    row, token = await sync_to_async(shares.create)(board, owner, password=password)
    row.expires_at = timezone.now() - timedelta(seconds=1) if kind == "expired" else None
    row.revoked_at = timezone.now() if kind == "revoked" else None
    await row.asave()
    if kind == "invented":
        return "invented"
    # Whoever knows the address of a link with a password has its token; only the password gives a pass.
    return token if kind == "wrong password" else await sync_to_async(shares.pass_for)(row)


@pytest.mark.parametrize("kind", LINKS)
async def test_visitors_come_in_while_their_link_is_good(connect, people, board, kind):
    ticket = await ticket_of(kind, board, people.owner)
    async with connect(f"/ws/dashboard/{board.pk}/?share={ticket}") as socket:
        if LINKS[kind]:
            assert await socket.closed() == LINKS[kind]
        else:
            assert "Note" in await socket.html()


async def test_a_member_who_comes_with_a_bad_link_is_nobody(connect, people, board):
    async with connect(f"/ws/dashboard/{board.pk}/?share=invented", people.owner) as socket:
        assert await socket.closed() == 4404


@pytest.mark.parametrize("kind", MESSAGES)
async def test_of_every_message_each_hears_what_is_theirs(connect, people, board, kind):
    widget = await board.widgets.aget()
    number = {"widget": widget.pk, "gone": widget.pk + 1}.get(kind)
    element = f"widget-{number}" if number else f"dashboard-{board.pk}-{kind}"
    swap = ' hx-swap-oob="delete"' if kind == "gone" else ""
    secret = f'<div id="{element}" data-stamp="9"{swap}>only-for-members</div>'
    ticket = await ticket_of("good", board, people.owner)
    address = f"/ws/dashboard/{board.pk}/"
    async with (
        connect(address, people.viewer) as member,
        connect(f"{address}?share={ticket}") as visitor,
    ):
        await member.until("Note")
        await visitor.until("Note")
        await member.silent()
        live.publish(f"dashboard:{board.pk}", element, secret)
        await member.until("only-for-members")
        if kind not in FOR_VISITORS:
            assert await visitor.silent()
            return
        html = await visitor.until(element)
        assert ("only-for-members" in html) == (kind == "gone"), "visitors get a drawing of their own"
        assert 'name="op"' not in html


@pytest.mark.parametrize("role", ["viewer", "owner", "visitor"])
async def test_nobody_says_anything_through_a_socket(connect, people, board, role):
    """Commands travel by POST; whatever is said here ends the socket and changes nothing."""
    query = f"?share={await ticket_of('good', board, people.owner)}" if role == "visitor" else ""
    user = None if role == "visitor" else getattr(people, role)
    for words in ('{"op": "rename", "name": "Hacked"}', '{"editing": [1, 1]}', '{"recheck": true}', "x" * 10):
        async with connect(f"/ws/dashboard/{board.pk}/{query}", user) as socket:
            await socket.html()
            await socket.say(words)
            assert await socket.closed() == 4400
    await board.arefresh_from_db()
    assert (board.name, board.version) == ("Sales", 1)


async def test_a_member_who_is_put_out_hears_nothing_more(connect, people, board):
    async with connect(f"/ws/dashboard/{board.pk}/", people.editor) as socket:
        await socket.until("Note")
        await people.workspace.memberships.filter(user=people.editor).adelete()
        live.recheck(f"user:{people.editor.pk}")
        assert await socket.closed() == 4404
