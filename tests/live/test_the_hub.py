"""What is published reaches those who listen, newest first of all, and costs nothing where nobody does."""

from __future__ import annotations

import asyncio
import re
import threading

import pytest
from asgiref.sync import sync_to_async

from core import live

pytestmark = pytest.mark.django_db(transaction=True)


def test_publishing_where_nobody_listens_does_nothing():
    live.publish("dashboard:404", "x", '<p id="x"></p>')
    live.recheck("dashboard:404")
    live.signal("dashboard:404", {"editing": [1, 2]})


async def test_a_flood_reaches_everybody_in_its_final_state(connect, people, board):
    path = f"/ws/dashboard/{board.pk}/"
    async with connect(path, people.viewer) as viewer, connect(path, people.editor) as editor:
        await viewer.until("grid")
        await editor.until("grid")

        def flood() -> None:
            for number in range(3000):
                name = f"part-{number % 3}"
                live.publish(f"dashboard:{board.pk}", name, f'<p id="{name}">{number}</p>')

        threads = [threading.Thread(target=flood)]
        for thread in threads:
            thread.start()
        for socket in (viewer, editor):
            newest: dict[str, int] = {}
            frames = 0
            while newest != {"part-0": 2997, "part-1": 2998, "part-2": 2999}:
                html = await socket.html()
                frames += 1
                newest |= {name: int(number) for name, number in re.findall(r'id="(part-\d)">(\d+)<', html)}
            assert frames < 300, "far fewer frames than fragments"
        for thread in threads:
            thread.join()


async def test_within_a_frame_only_the_newest_of_each_element_is_sent_in_order(connect, people, board):
    async with connect(f"/ws/dashboard/{board.pk}/", people.viewer) as socket:
        await socket.until("grid")
        await socket.silent()
        for name, text in (("a", "one"), ("b", "two"), ("a", "three")):
            live.publish(f"dashboard:{board.pk}", name, f'<p id="{name}">{text}</p>')
        assert await socket.until('id="a"') == '<p id="b">two</p><p id="a">three</p>'


async def test_what_was_drawn_earlier_never_replaces_what_was_drawn_later(connect, people, board):
    async with connect(f"/ws/dashboard/{board.pk}/", people.viewer) as socket:
        await socket.until("grid")
        await socket.silent()
        live.publish(f"dashboard:{board.pk}", "a", '<p id="a">new</p>', stamp=8)
        await socket.until("new")
        live.publish(f"dashboard:{board.pk}", "a", '<p id="a">old</p>', stamp=7)
        assert await socket.silent()


async def test_one_who_does_not_read_holds_up_nobody_and_gets_the_newest(connect, people, board):
    """A client that stopped reading: its frames wait and coalesce, the others' go on."""
    from core.consumers import DashboardEdits

    sent: list[str] = []
    stuck = asyncio.Event()

    async def slow_send(message):
        sent.append(message.get("text", message["type"]))
        if message["type"] == "websocket.send" and "first" in message["text"]:
            await stuck.wait()

    user = people.viewer
    cookie_session = await sync_to_async(_session_of)(user)
    received: asyncio.Queue = asyncio.Queue()
    await received.put({"type": "websocket.connect"})
    scope = {"user": user, "session": cookie_session, "query_string": b"", "url_route": {"kwargs": {"pk": board.pk}}}
    served = asyncio.create_task(DashboardEdits(scope, slow_send).serve(received.get))
    async with connect(f"/ws/dashboard/{board.pk}/", people.editor) as quick:
        await quick.until("grid")
        await _until(lambda: any("grid" in text for text in sent))
        for text in ("first", "second", "third"):
            live.publish(f"dashboard:{board.pk}", "a", f'<p id="a">{text}</p>')
            await quick.until(text)
        assert not any("second" in text for text in sent)
        stuck.set()
        await _until(lambda: any("third" in text for text in sent))
        assert not any("second" in text for text in sent)
        await received.put({"type": "websocket.disconnect"})
        await served


async def _until(holds):
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


def _session_of(user):
    from importlib import import_module

    from django.conf import settings

    from tests.live.conftest import cookie_of

    engine = import_module(settings.SESSION_ENGINE)
    return engine.SessionStore(cookie_of(user).split("=")[1])


async def test_what_another_process_wrote_is_seen_without_redis(connect, people, dataset, monkeypatch):
    from core.models import Run

    monkeypatch.setattr(live, "LOOK_SECONDS", 0.05)
    async with connect(f"/ws/data-cleaning/{dataset.pk}/", people.viewer) as socket:
        assert "Waiting" in await socket.html()
        await Run.objects.aupdate(state="running", progress=41, step="Reading row 12,345")
        assert "Reading row 12,345" in await socket.until("41")
        await Run.objects.aupdate(state="failed", error="Line 7 has too many fields.")
        await socket.until("Line 7 has too many fields.")


async def test_an_edit_in_another_process_is_seen_without_redis(connect, people, board, monkeypatch):
    from core.models import Dashboard

    monkeypatch.setattr(live, "LOOK_SECONDS", 0.05)
    async with connect(f"/ws/dashboard/{board.pk}/", people.viewer) as socket:
        await socket.until("grid")
        await Dashboard.objects.filter(pk=board.pk).aupdate(name="Renamed elsewhere", version=2)
        await socket.until("Renamed elsewhere")


async def test_people_see_who_is_there_and_what_they_edit(connect, people, board):
    from core.boards import presence

    path = f"/ws/dashboard/{board.pk}/"
    widget = await board.widgets.afirst()
    async with connect(path, people.viewer) as viewer:
        await viewer.until("viewer is here")
        async with connect(path, people.editor) as editor:
            await viewer.until("editor is here")
            await editor.until("viewer is here")
            presence.edits(board.pk, people.editor, widget.pk)
            await viewer.until("editor edits “Note”")
            presence.edits(board.pk, people.editor, 0)
            await viewer.until("editor is here")
        html = await viewer.until("-presence")
        assert "editor" not in html
    assert presence.people(board.pk) == []


async def test_people_see_who_has_filters_of_their_own_and_can_follow_them(connect, people, board):
    async with connect(f"/ws/dashboard/{board.pk}/", people.viewer) as socket:
        await socket.html()
        async with connect(f"/ws/dashboard/{board.pk}/?in:region=North", people.editor) as other:
            await other.html()
            html = await socket.until("with filters of their own")
            assert f'href="?follow={people.editor.pk}"' in html


async def test_a_widget_that_is_taken_away_goes_from_pages_with_filters_of_their_own_too(connect, people, board):
    from core.boards import dashboards, operations
    from core.models import Widget

    note = await Widget.objects.aget(dashboard=board)
    async with connect(f"/ws/dashboard/{board.pk}/?in:region=North", people.viewer) as socket:
        await socket.html()
        for fields, wanted in (
            ({"op": "remove", "widget": note.pk}, 'hx-swap-oob="delete"'),
            ({"op": "undo"}, "Hello <em>team</em>"),
        ):
            made, change = await sync_to_async(operations.apply)(board.pk, people.editor, fields)
            await sync_to_async(dashboards.broadcast)(made, change)
            html = await socket.until(f'id="widget-{note.pk}"')
            assert wanted in html
